//! The two formats: comma-separated values with a header, and one JSON object a line. Each reads records, and writes
//! those that were refused in its own form, so that they can be mended and fed back.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, Write};

use csv::ByteRecord;
use serde::de::{Deserializer, MapAccess, Visitor};

use super::record::{MOST_BYTES, Record};
use super::row::{Column, Fields, Value, unknown};

/// What to do with names that are not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unknown {
    Refused,
    Ignored,
}

/// A file's format, with what its head says.
pub(crate) enum Source {
    Csv(Header),
    JsonLines(Unknown),
}

/// The first record of CSV.
pub(crate) struct Header {
    /// As they are written, `rejected_because` and all.
    names: ByteRecord,
    /// What each column is; `None`: passed over.
    columns: Vec<Option<Column>>,
}

impl Source {
    /// The values of a record.
    ///
    /// # Errors
    /// A sentence that holds nothing of the record.
    pub(crate) fn fields(&self, record: &Record) -> Result<Fields, String> {
        if record.cut {
            return Err(match self {
                Self::Csv(_) => {
                    format!("The row is longer than {MOST_BYTES} bytes. Perhaps a quotation mark is not closed.")
                }
                Self::JsonLines(_) => format!("The line is longer than {MOST_BYTES} bytes."),
            });
        }
        let text = std::str::from_utf8(&record.bytes).map_err(|_| "The row is not UTF-8 text.".to_owned())?;
        match self {
            Self::Csv(header) => header.fields(&record.bytes),
            Self::JsonLines(unknown) => json_fields(text, *unknown),
        }
    }

    /// What stands before the records that were refused.
    pub(crate) fn write_head(&self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Csv(header) => {
                let kept = header.without_reason(&header.names);
                write_csv(out, kept.into_iter().chain([Column::RejectedBecause.as_str().as_bytes()]))
            }
            Self::JsonLines(_) => Ok(()),
        }
    }

    /// Writes a record that was refused, with the reason.
    pub(crate) fn write_rejected(&self, out: &mut dyn Write, record: &Record, why: &str) -> io::Result<()> {
        let line = record.line;
        let why = if record.cut { format!("Line {line} is left out here. {why}") } else { why.to_owned() };
        match self {
            Self::Csv(header) => {
                let fields = csv_record(&record.bytes).filter(|_| !record.cut).unwrap_or_default();
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
    pub(crate) fn parse(record: Option<&Record>, ignore: Unknown) -> Result<Self, String> {
        let text = record.filter(|record| !record.cut).map(|record| std::str::from_utf8(&record.bytes));
        let names = match text {
            None => {
                return Err(format!(
                    "The file has no header. Its first line has to name the columns: {}.",
                    Column::list()
                ));
            }
            Some(Err(_)) => return Err("The file is not UTF-8 text. Convert it first.".to_owned()),
            Some(Ok(text)) => csv_record(text.as_bytes()).unwrap_or_default(),
        };
        let column = |name: &[u8]| std::str::from_utf8(name).ok().and_then(|name| name.trim().parse::<Column>().ok());
        let columns: Vec<_> = names.iter().map(column).collect();
        // Before any name is repeated: without these it is a row, and may hold a hash.
        for needed in [Column::Username, Column::Email] {
            if !columns.contains(&Some(needed)) {
                return Err(format!(
                    "The first line of the file names no column “{needed}”. It has to name the columns, separated by \
                     commas: {}.",
                    Column::list()
                ));
            }
        }
        let mut seen = BTreeSet::new();
        if let Some(twice) = columns.iter().flatten().find(|column| !seen.insert(**column)) {
            return Err(format!("The column “{twice}” is named twice."));
        }
        let nobodys = names.iter().zip(&columns).find(|(_, column)| column.is_none());
        match nobodys {
            Some((name, _)) if ignore == Unknown::Refused => Err(unknown(String::from_utf8_lossy(name).trim())),
            _ => Ok(Self { names, columns }),
        }
    }

    fn fields(&self, bytes: &[u8]) -> Result<Fields, String> {
        let cells = csv_record(bytes).ok_or(
            "There is a carriage return in the row. Lines have to end with a line feed, alone or after a \
             carriage return.",
        )?;
        if cells.len() != self.columns.len() {
            return Err(format!(
                "The row has {} fields and the header {}. A field with a comma in it needs quotation marks.",
                cells.len(),
                self.columns.len()
            ));
        }
        let values = self.columns.iter().zip(&cells).filter(|(_, cell)| !cell.is_empty());
        let value = |cell| Value::Text(String::from_utf8_lossy(cell).into_owned());
        Ok(values.filter_map(|(column, cell)| Some(((*column)?, value(cell)))).collect())
    }

    fn reasons(&self) -> usize {
        self.columns.iter().filter(|column| **column == Some(Column::RejectedBecause)).count()
    }

    /// The cells of a row without an earlier reason.
    fn without_reason<'a>(&self, cells: &'a ByteRecord) -> Vec<&'a [u8]> {
        let reason = |at: usize| self.columns.get(at).copied().flatten() == Some(Column::RejectedBecause);
        cells.iter().enumerate().filter(|(at, _)| !reason(*at)).map(|(_, cell)| cell).collect()
    }
}

/// The cells of one record; `None` where it is more than one.
fn csv_record(bytes: &[u8]) -> Option<ByteRecord> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(bytes.len().max(1))
        .from_reader(bytes);
    let (mut record, mut more) = (ByteRecord::new(), ByteRecord::new());
    let one = reader.read_byte_record(&mut record).ok()? && !reader.read_byte_record(&mut more).ok()?;
    one.then_some(record)
}

fn write_csv<'a>(out: &mut dyn Write, cells: impl IntoIterator<Item = &'a [u8]>) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(out);
    writer.write_record(cells).map_err(io::Error::other)?;
    writer.flush()
}

fn json_fields(text: &str, ignore: Unknown) -> Result<Fields, String> {
    let mut fields = Fields::new();
    let mut seen = BTreeSet::new();
    for (name, value) in json_entries(text)? {
        let Ok(column) = name.parse::<Column>() else {
            if ignore == Unknown::Ignored {
                continue;
            }
            return Err(unknown(&name));
        };
        if !seen.insert(column) {
            return Err(format!("{column}: It is there twice."));
        }
        let value = match value {
            serde_json::Value::Null => continue,
            serde_json::Value::Bool(yes) => Value::Word(yes),
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
        Record { line: 2, bytes: text.as_bytes().to_vec(), cut: false }
    }

    fn csv(head: &str) -> Result<Source, String> {
        Header::parse(Some(&record(head)), Unknown::Refused).map(Source::Csv)
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
        let ignoring =
            Header::parse(Some(&record("shoes,username,email")), Unknown::Ignored).map(Source::Csv).ok().unwrap();
        let fields = ignoring.fields(&record("44,mira,m@example.org")).unwrap();
        assert_eq!(fields.len(), 2);
        assert_eq!(fields[&Column::Username], Value::Text("mira".to_owned()));
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
        let source = Source::JsonLines(Unknown::Refused);
        let fields = source.fields(&record(r#"{"username":"mira","must_change":true,"role":null,"email":7}"#)).unwrap();
        assert_eq!(fields[&Column::MustChange], Value::Word(true));
        assert_eq!((fields.get(&Column::Role), &fields[&Column::Email]), (None, &Value::Other));
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
        assert!(Source::JsonLines(Unknown::Ignored).fields(&record(r#"{"shoes":1}"#)).unwrap().is_empty());
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

        let source = Source::JsonLines(Unknown::Refused);
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
