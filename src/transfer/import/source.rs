//! The two formats: comma-separated values with a header, and one JSON object a line. Each reads records, and writes
//! those that were refused in its own form, so that they can be mended and fed back.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, Write};

use serde::de::{Deserializer, MapAccess, Visitor};

use super::cells::Cells;
use super::encoding;
use super::mapping::{Mapping, listed};
use super::record::{MOST_BYTES, Record};
use super::row::{Column, Fields, PLAIN, Value, unknown};
use crate::domain::Secret;
use crate::domain::formula::unguarded;

/// What to do with names that are not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// Say so.
    Refused,
    /// Pass over them.
    Ignored,
}

/// What to do with passwords in plain text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plain {
    /// Say so.
    Refused,
    /// Hash them.
    Hashed,
}

/// What the names in a file stand for.
#[derive(Clone, Debug)]
pub(super) struct Names {
    pub(super) mapping: Mapping,
    pub(super) unknown: Unknown,
    pub(super) plain: Plain,
}

impl Names {
    /// What that name stands for; `None`: it is passed over.
    fn column(&self, name: &str) -> Result<Option<Column>, String> {
        match self.mapping.column(name.trim()) {
            Some(Column::Password) if self.plain == Plain::Refused => Err(PLAIN.to_owned()),
            Some(column) => Ok(Some(column)),
            None if self.unknown == Unknown::Ignored => Ok(None),
            None => Err(unknown(name.trim())),
        }
    }
}

/// A file's format, with what its head says.
pub(super) enum Source {
    Csv(Header),
    JsonLines(Names),
}

/// The first record of CSV.
pub(super) struct Header {
    /// As they are written, `rejected_because` and all.
    names: Cells,
    /// What each column is; `None`: passed over.
    columns: Vec<Option<Column>>,
}

impl Source {
    /// The values of a record.
    ///
    /// # Errors
    /// A sentence that holds nothing of the record.
    pub(super) fn fields(&self, record: &Record) -> Result<Fields, String> {
        if record.cut {
            return Err(match self {
                Self::Csv(_) => {
                    format!("The row is longer than {MOST_BYTES} bytes. Perhaps a quotation mark is not closed.")
                }
                Self::JsonLines(_) => format!("The line is longer than {MOST_BYTES} bytes."),
            });
        }
        let text = std::str::from_utf8(&record.bytes).map_err(|error| encoding::refusal(&record.bytes, error))?;
        match self {
            Self::Csv(header) => header.fields(text),
            Self::JsonLines(names) => json_fields(text, names),
        }
    }

    /// The username and the address of a record as they stand there; `None` where there are none.
    pub(super) fn who(&self, record: &Record) -> Option<(String, String)> {
        let text = std::str::from_utf8(&record.bytes).ok().filter(|_| !record.cut)?;
        if let Self::Csv(header) = self {
            let cells = Cells::parse(text.as_bytes())?;
            let of = |column| {
                let at = header.columns.iter().position(|found| *found == Some(column))?;
                Some(unguarded(&String::from_utf8_lossy(cells.iter().nth(at)?)).to_owned())
            };
            return Some((of(Column::Username)?, of(Column::Email)?));
        }
        let mut fields = self.fields(record).ok()?;
        let mut of = |column| match fields.remove(&column)? {
            Value::Text(text) => Some(text),
            _ => None,
        };
        Some((of(Column::Username)?, of(Column::Email)?))
    }

    /// What stands before the records that were refused.
    pub(super) fn write_head(&self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Csv(header) => {
                let kept = header.without_reason(&header.names);
                write_csv(out, kept.into_iter().chain([Column::RejectedBecause.as_str().as_bytes()]))
            }
            Self::JsonLines(_) => Ok(()),
        }
    }

    /// Writes a record that was refused, with the reason.
    pub(super) fn write_rejected(&self, out: &mut dyn Write, record: &Record, why: &str) -> io::Result<()> {
        let line = record.line;
        let why = if record.cut { format!("Line {line} is left out here. {why}") } else { why.to_owned() };
        match self {
            Self::Csv(header) => {
                let fields = Cells::parse(&record.bytes).filter(|_| !record.cut).unwrap_or_default();
                let mut cells = header.without_reason(&fields);
                let kept = header.columns.len() - header.reasons();
                // A short row is filled up and a long one sticks out: the reason stands in its column.
                let beyond = cells.split_off(cells.len().min(kept));
                cells.resize(kept, b"");
                write_csv(out, cells.into_iter().chain([why.as_bytes()]).chain(beyond))
            }
            Self::JsonLines(_) => {
                let text = String::from_utf8_lossy(&record.bytes);
                let entries = if record.cut { Err(String::new()) } else { json_entries(&text) };
                let entries = entries.unwrap_or_else(|_| {
                    let original = if record.cut { String::new() } else { text.into_owned() };
                    vec![("original".to_owned(), original.into())]
                });
                let reason = Column::RejectedBecause.as_str();
                let kept = entries.into_iter().filter(|(name, _)| name != reason);
                let mut separator = "{";
                for (name, value) in kept.chain([(reason.to_owned(), why.into())]) {
                    write!(out, "{separator}{}:{value}", serde_json::Value::from(name))?;
                    separator = ",";
                }
                writeln!(out, "}}")
            }
        }
    }
}

impl Header {
    /// Reads the first record.
    ///
    /// # Errors
    /// A sentence: the file can't be used at all.
    pub(super) fn parse(record: Option<&Record>, names: &Names) -> Result<Self, String> {
        let Some(record) = record.filter(|record| !record.cut) else {
            return Err(format!("The file has no header. Its first line has to name the columns: {}.", Column::list()));
        };
        let text = std::str::from_utf8(&record.bytes).map_err(|error| encoding::refusal(&record.bytes, error))?;
        let cells = Cells::parse(text.as_bytes()).ok_or(CARRIAGE_RETURN)?;
        let theirs = || cells.iter().filter_map(|name| std::str::from_utf8(name).ok()).map(str::trim);
        if let Some(missing) = names.mapping.missing(theirs()) {
            return Err(format!("The file has no column “{missing}”. It has {}.", listed(theirs())));
        }
        // Before any name is repeated: without these it is a row, and may hold a hash.
        for needed in [Column::Username, Column::Email] {
            if !theirs().any(|name| names.mapping.column(name) == Some(needed)) {
                return Err(format!(
                    "The first line of the file names no column “{needed}”. It has to name the columns, separated by \
                     commas: {}. --map {needed}=THEIRS says what the file calls it; it has {}.",
                    Column::list(),
                    listed(theirs())
                ));
            }
        }
        let mut seen = BTreeSet::new();
        if let Some(twice) = theirs().filter_map(|name| names.mapping.column(name)).find(|column| !seen.insert(*column))
        {
            return Err(format!("The column “{}” is named twice.", names.mapping.theirs(twice)));
        }
        let columns = theirs().map(|name| names.column(name)).collect::<Result<_, _>>()?;
        Ok(Self { names: cells, columns })
    }

    fn fields(&self, text: &str) -> Result<Fields, String> {
        let cells = Cells::parse(text.as_bytes()).ok_or(CARRIAGE_RETURN)?;
        if cells.len() != self.columns.len() {
            return Err(format!(
                "The row has {} fields and the header {}. A field with a comma in it needs quotation marks.",
                cells.len(),
                self.columns.len()
            ));
        }
        let values = self.columns.iter().zip(cells.iter()).filter(|(_, cell)| !cell.is_empty());
        let value = |(column, cell): (&Option<Column>, &[u8])| {
            let text = |cell: &[u8]| String::from_utf8_lossy(cell).into_owned();
            let value = match (*column)? {
                // As it was typed: no apostrophe of it is one of ours.
                Column::Password => Value::Secret(Secret::new(text(cell))),
                _ => Value::Text(unguarded(&text(cell)).to_owned()),
            };
            Some(((*column)?, value))
        };
        Ok(values.filter_map(value).collect())
    }

    fn reasons(&self) -> usize {
        self.columns.iter().filter(|column| **column == Some(Column::RejectedBecause)).count()
    }

    /// The cells of a row without an earlier reason.
    fn without_reason<'a>(&self, cells: &'a Cells) -> Vec<&'a [u8]> {
        let reason = |at: usize| self.columns.get(at).copied().flatten() == Some(Column::RejectedBecause);
        cells.iter().enumerate().filter(|(at, _)| !reason(*at)).map(|(_, cell)| cell).collect()
    }
}

const CARRIAGE_RETURN: &str = "There is a carriage return in the row. Lines have to end with a line feed, alone or after \
                               a carriage return. If the file is from an old Macintosh: tr '\\r' '\\n' < FILE | \
                               vestibule import - --format csv.";

fn write_csv<'a>(out: &mut dyn Write, cells: impl IntoIterator<Item = &'a [u8]>) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(out);
    writer.write_record(cells).map_err(io::Error::other)?;
    writer.flush()
}

fn json_fields(text: &str, names: &Names) -> Result<Fields, String> {
    let mut fields = Fields::new();
    let entries = json_entries(text)?;
    let theirs = || entries.iter().map(|(name, _)| name.as_str());
    if let Some(missing) = names.mapping.missing(theirs()) {
        return Err(format!("The line has no “{missing}”. It has {}.", listed(theirs())));
    }
    let columns = theirs().map(|name| names.column(name)).collect::<Result<Vec<_>, _>>()?;
    let mut seen = BTreeSet::new();
    for (column, (_, value)) in columns.into_iter().zip(entries) {
        let Some(column) = column else { continue };
        if !seen.insert(column) {
            return Err(format!("{column}: It is there twice."));
        }
        let value = match value {
            serde_json::Value::Null => continue,
            serde_json::Value::Bool(yes) => Value::Word(yes),
            serde_json::Value::String(text) if column == Column::Password => Value::Secret(Secret::new(text)),
            serde_json::Value::String(text) => Value::Text(text),
            _ => Value::Other,
        };
        fields.insert(column, value);
    }
    Ok(fields)
}

/// Names and values of an object in their order. A map of the library would keep the last of two that are called alike.
fn json_entries(text: &str) -> Result<Vec<(String, serde_json::Value)>, String> {
    struct Entries;
    impl<'de> Visitor<'de> for Entries {
        type Value = Vec<(String, serde_json::Value)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
            let mut entries = Vec::new();
            while let Some(entry) = map.next_entry()? {
                entries.push(entry);
            }
            Ok(entries)
        }
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    // The library's own words repeat what they found.
    let place = |error: serde_json::Error| {
        format!("The line is no JSON object (at character {}): {{\"username\":\"…\",\"email\":\"…\"}}.", error.column())
    };
    let entries = reader.deserialize_map(Entries).map_err(place)?;
    reader.end().map_err(place)?;
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(text: &str) -> Record {
        Record { line: 2, bytes: text.as_bytes().to_vec(), ..Record::default() }
    }

    fn names(map: &str, unknown: Unknown) -> Names {
        Names { mapping: map.parse().unwrap(), unknown, plain: Plain::Refused }
    }

    fn strict() -> Names {
        names("", Unknown::Refused)
    }

    fn csv(head: &str) -> Result<Source, String> {
        Header::parse(Some(&record(head)), &strict()).map(Source::Csv)
    }

    fn text(fields: &Fields, column: Column) -> Option<&str> {
        match fields.get(&column)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    fn rejected(source: &Source, text: &str) -> String {
        let mut out = Vec::new();
        source.write_head(&mut out).unwrap();
        source.write_rejected(&mut out, &record(text), "Because.").unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_header_names_known_columns_once_each() {
        assert!(csv("username,email").is_ok());
        assert!(csv("\"username\", email ,must_change,rejected_because").is_ok());
        for (head, says) in [
            ("username", "no column “email”"),
            ("", "no column “username”"),
            ("mira,mira@example.org,$2b$05$DE58", "no column “username”"),
            ("username;email", "separated by commas"),
            ("username,email,email", "“email” is named twice"),
            ("username,email,shoes", "There is no “shoes”"),
            ("username,email,$2b$05$DE58", "There is no such name"),
            ("username,email,password", "Passwords in plain text"),
        ] {
            let why = csv(head).err().unwrap();
            assert!(why.contains(says) && !why.contains("DE58"), "{head}: {why}");
        }
        let ignoring = Header::parse(Some(&record("shoes,username,email")), &names("", Unknown::Ignored))
            .map(Source::Csv)
            .ok()
            .unwrap();
        let fields = ignoring.fields(&record("44,mira,m@example.org")).unwrap();
        assert_eq!(fields.len(), 2);
        assert_eq!(text(&fields, Column::Username), Some("mira"));
    }

    #[test]
    fn a_header_is_read_by_what_the_file_calls_things() {
        let mapped =
            |head: &str, map: &str| Header::parse(Some(&record(head)), &names(map, Unknown::Refused)).map(Source::Csv);
        let source = mapped("login,mail,role", "username=login,email=mail").ok().unwrap();
        let fields = source.fields(&record("mira,'=m@example.org,user")).unwrap();
        assert_eq!(
            (text(&fields, Column::Username), text(&fields, Column::Email)),
            (Some("mira"), Some("=m@example.org"))
        );
        for (head, map, says) in [
            ("login,mail", "username=user", "The file has no column “user”. It has “login”, “mail”."),
            ("login,mail", "username=login", "names no column “email”"),
            ("login,mail", "username=login", "--map email=THEIRS says what the file calls it; it has “login”, “mail”."),
            ("login,login,email", "username=login", "The column “login” is named twice."),
            ("login,username,email", "username=login", "There is no “username”."),
            ("user,$2b$05$DE58", "username=login", "It has “user”, …."),
        ] {
            let why = mapped(head, map).err().unwrap();
            assert!(why.contains(says) && !why.contains("DE58"), "{head}: {why}");
        }
        let source = Source::JsonLines(names("username=login", Unknown::Refused));
        let why = source.fields(&record(r#"{"user":"mira","$2b$05$DE58":1}"#)).unwrap_err();
        assert_eq!(why, "The line has no “login”. It has “user”, ….");
        let fields = source.fields(&record(r#"{"login":"mira"}"#)).unwrap();
        assert_eq!(text(&fields, Column::Username), Some("mira"));
    }

    #[test]
    fn a_row_that_is_not_as_long_as_the_header_is_refused() {
        let source = csv("username,email,role").unwrap();
        for text in ["mira,m@example.org", "mira,m@example.org,user,x", "mira\rm@example.org,user\rx"] {
            assert!(source.fields(&record(text)).is_err(), "{text}");
        }
    }

    #[test]
    fn a_line_of_json_is_one_object_of_known_names() {
        let source = Source::JsonLines(strict());
        let fields = source.fields(&record(r#"{"username":"mira","must_change":true,"role":null,"email":7}"#)).unwrap();
        assert!(matches!(fields[&Column::MustChange], Value::Word(true)));
        assert!(!fields.contains_key(&Column::Role) && matches!(fields[&Column::Email], Value::Other));
        let deep = format!("{{\"username\":{}{}}}", "[".repeat(30_000), "]".repeat(30_000));
        for (text, says) in [
            ("[]", "no JSON object"),
            ("\"$2b$05$DE58\"", "no JSON object"),
            ("{\"username\":\"DE58\"", "no JSON object"),
            ("{} {}", "no JSON object"),
            (deep.as_str(), "no JSON object"),
            (r#"{"username":"DE58","username":"b"}"#, "username: It is there twice."),
            (r#"{"shoes":1}"#, "There is no “shoes”"),
            (r#"{"password":"DE58"}"#, "Passwords in plain text"),
        ] {
            let why = source.fields(&record(text)).unwrap_err();
            assert!(why.contains(says) && !why.contains("DE58"), "{why}");
        }
        assert!(Source::JsonLines(names("", Unknown::Ignored)).fields(&record(r#"{"shoes":1}"#)).unwrap().is_empty());
    }

    #[test]
    fn what_was_refused_is_written_with_its_reason_in_its_own_form() {
        let source = csv("username,email").unwrap();
        for (text, expected) in [
            ("mira,\"a, b\"", "mira,\"a, b\",Because.\n"),
            ("mira", "mira,,Because.\n"),
            ("mira,a,b", "mira,a,Because.,b\n"),
        ] {
            assert_eq!(rejected(&source, text), format!("username,email,rejected_because\n{expected}"));
        }
        // A second time: the new reason takes the place of the old one.
        let again = csv("username,rejected_because,email").unwrap();
        assert_eq!(rejected(&again, "mira,Old.,a"), "username,email,rejected_because\nmira,a,Because.\n");

        let source = Source::JsonLines(strict());
        for (text, expected) in [
            (r#"{"b":1,"a":"x"}"#, r#"{"b":1,"a":"x","rejected_because":"Because."}"#),
            (r#"{"rejected_because":"Old.","a":2}"#, r#"{"a":2,"rejected_because":"Because."}"#),
            ("{}", r#"{"rejected_because":"Because."}"#),
            ("not \"json\"", r#"{"original":"not \"json\"","rejected_because":"Because."}"#),
        ] {
            assert_eq!(rejected(&source, text), format!("{expected}\n"));
        }
    }
}
