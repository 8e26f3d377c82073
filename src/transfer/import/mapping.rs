//! What a file calls the things that an import knows: `username=login,email=mail`.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use super::row::{Column, shown};

/// Our names, each with the name that the file has for it. What is not mapped has its own name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping(BTreeMap<Column, String>);

/// Why a mapping is none. The words are for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// A part without `=`, or with nothing on one side.
    #[error("Expected OURS=THEIRS, parted by commas: username=login,email=mail.")]
    Malformed,
    /// A name of ours that is none.
    #[error("There is no “{0}” to map to. There are {list}.", list = Column::list())]
    Unknown(String),
    /// One of ours stands there twice.
    #[error("“{0}” is mapped twice.")]
    Ours(Column),
    /// One of theirs stands there twice.
    #[error("“{0}” can stand for one thing only.")]
    Theirs(String),
}

impl FromStr for Mapping {
    type Err = MappingError;

    fn from_str(text: &str) -> Result<Self, MappingError> {
        let mut map = BTreeMap::new();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (ours, theirs) = part.split_once('=').ok_or(MappingError::Malformed)?;
            let (ours, theirs) = (ours.trim(), theirs.trim().to_owned());
            if ours.is_empty() || theirs.is_empty() {
                return Err(MappingError::Malformed);
            }
            let column: Column = ours.parse().map_err(|_| MappingError::Unknown(ours.to_owned()))?;
            if map.values().any(|known| *known == theirs) {
                return Err(MappingError::Theirs(theirs));
            }
            if map.insert(column, theirs).is_some() {
                return Err(MappingError::Ours(column));
            }
        }
        Ok(Self(map))
    }
}

impl Mapping {
    /// What a name in the file stands for.
    pub(super) fn column(&self, theirs: &str) -> Option<Column> {
        let mapped = self.0.iter().find(|(_, name)| *name == theirs).map(|(column, _)| *column);
        mapped.or_else(|| theirs.parse().ok().filter(|column| !self.0.contains_key(column)))
    }

    /// What the file calls one of ours.
    pub(super) fn theirs(&self, column: Column) -> &str {
        self.0.get(&column).map_or(column.as_str(), String::as_str)
    }

    /// The first name that the file was said to have and has not.
    pub(super) fn missing<'a>(&self, names: impl Iterator<Item = &'a str>) -> Option<&str> {
        if self.0.is_empty() {
            return None;
        }
        let names: BTreeSet<&str> = names.collect();
        self.0.values().map(String::as_str).find(|theirs| !names.contains(theirs))
    }
}

/// Names of a file for an error; those that look like none could be hashes in the wrong place.
pub(super) fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.take(20).map(|name| shown(name).unwrap_or_else(|| "…".to_owned())).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapped_name_stands_for_ours_and_ours_no_longer_for_itself() {
        let mapping: Mapping = " username = login , email=E-Mail".parse().unwrap();
        assert_eq!(mapping.column("login"), Some(Column::Username));
        assert_eq!(mapping.column("E-Mail"), Some(Column::Email));
        assert_eq!((mapping.column("username"), mapping.column("role")), (None, Some(Column::Role)));
        assert_eq!(mapping.missing(["login", "x"].into_iter()), Some("E-Mail"));
        assert_eq!("".parse(), Ok(Mapping::default()));
    }

    #[test]
    fn what_is_no_mapping_is_told() {
        for (text, says) in [
            ("username", "Expected OURS=THEIRS"),
            ("username=", "Expected OURS=THEIRS"),
            ("shoes=size", "There is no “shoes” to map to. There are username, email,"),
            ("username=a,username=b", "“username” is mapped twice."),
            ("username=a,email=a", "“a” can stand for one thing only."),
        ] {
            let why = text.parse::<Mapping>().unwrap_err().to_string();
            assert!(why.starts_with(says), "{why}");
        }
    }
}
