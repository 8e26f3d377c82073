//! Searches that the staff have saved under a name, for everybody at the desk.

use super::Timestamp;
use super::search::{Search, SearchError};
use super::text::{clean_line, fold};

/// The name of a saved search. Names that differ in case or accents only are one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchName(String);

/// Why a search is not saved. The words are for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SavedSearchError {
    /// A name has to be read.
    #[error("Type a name for the search.")]
    NoName,
    /// More than [`SearchName::MAX_CHARS`].
    #[error("Use a name of at most 40 characters.")]
    LongName,
    /// It would find everybody.
    #[error("There is no search to save. Type one first (/).")]
    Nothing,
    /// More than [`Search::MAX_CHARS`].
    #[error("Use a search of at most 100 characters.")]
    LongSearch,
    /// It makes no sense.
    #[error(transparent)]
    Search(#[from] SearchError),
}

impl SearchName {
    /// Longest name, in characters.
    pub const MAX_CHARS: usize = 40;

    /// Cleans a name and checks its length.
    ///
    /// # Errors
    /// [`SavedSearchError::NoName`], [`SavedSearchError::LongName`].
    pub fn parse(raw: &str) -> Result<Self, SavedSearchError> {
        let name = clean_line(raw, Self::MAX_CHARS + 1);
        match name.chars().count() {
            0 => Err(SavedSearchError::NoName),
            chars if chars > Self::MAX_CHARS => Err(SavedSearchError::LongName),
            _ => Ok(Self(name)),
        }
    }

    /// As it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As names are compared and sorted.
    pub fn key(&self) -> String {
        fold(&self.0)
    }
}

/// A search under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedSearch {
    /// What it is called.
    pub name: SearchName,
    /// What is searched for, as it is typed: `seen:<30d` goes with the time.
    pub text: String,
}

impl SavedSearch {
    /// Most of them in a house: a list that can be looked through.
    pub const MOST: usize = 100;

    /// Reads what somebody typed. `now` is for moments in the search.
    ///
    /// # Errors
    /// [`SavedSearchError`] in its kinds.
    pub fn parse(name: &str, text: &str, now: Timestamp) -> Result<Self, SavedSearchError> {
        let name = SearchName::parse(name)?;
        let text = clean_line(text, Search::MAX_CHARS + 1);
        if text.chars().count() > Search::MAX_CHARS {
            return Err(SavedSearchError::LongSearch);
        }
        if Search::parse(&text, now)?.is_everybody() {
            return Err(SavedSearchError::Nothing);
        }
        Ok(Self { name, text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_780_000_000_000);

    #[test]
    fn names_are_clean_and_those_that_look_alike_are_one() {
        let name = |raw: &str| SearchName::parse(raw);
        assert_eq!(name("  Late \u{202e} mail\n").unwrap().as_str(), "Late mail");
        assert_eq!(name("Späte Post").unwrap().key(), name("spate post").unwrap().key());
        assert_eq!(name(" \u{0}\t"), Err(SavedSearchError::NoName));
        assert!(name(&"x".repeat(40)).is_ok());
        assert_eq!(name(&"x".repeat(41)), Err(SavedSearchError::LongName));
    }

    #[test]
    fn what_finds_everybody_or_makes_no_sense_is_not_saved() {
        let saved = |text: &str| SavedSearch::parse("mine", text, NOW);
        assert_eq!(saved(" role:admin   seen:>90d ").unwrap().text, "role:admin seen:>90d");
        assert_eq!(saved("  "), Err(SavedSearchError::Nothing));
        assert_eq!(saved("!"), Err(SavedSearchError::Nothing));
        assert!(matches!(saved("role:amdin"), Err(SavedSearchError::Search(_))));
        assert_eq!(saved(&"x".repeat(101)), Err(SavedSearchError::LongSearch));
    }
}
