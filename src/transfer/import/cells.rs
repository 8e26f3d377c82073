//! The cells of one record of CSV (RFC 4180).

use memchr::memchr;

/// The cells of one record, unquoted, end to end.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Cells {
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Cells {
    /// Takes a record apart. A quotation mark counts at the start of a cell only; what follows the closing one belongs to
    /// the cell. `None` where a carriage return stands outside quotation marks: programs end lines with it.
    pub(super) fn parse(record: &[u8]) -> Option<Self> {
        let mut cells = Self { text: Vec::with_capacity(record.len()), ends: Vec::with_capacity(16) };
        let mut rest = record;
        loop {
            let mut plain = rest;
            if let Some(mut quoted) = rest.strip_prefix(b"\"") {
                // Up to the mark that is not doubled; one that is never closed ends with the record.
                loop {
                    let end = memchr(b'"', quoted).unwrap_or(quoted.len());
                    cells.text.extend_from_slice(quoted.get(..end).unwrap_or_default());
                    quoted = quoted.get(end + 1..).unwrap_or_default();
                    let Some(more) = quoted.strip_prefix(b"\"") else { break };
                    cells.text.push(b'"');
                    quoted = more;
                }
                plain = quoted;
            }
            let end = memchr(b',', plain);
            let cell = plain.get(..end.unwrap_or(plain.len())).unwrap_or_default();
            if memchr(b'\r', cell).is_some() {
                return None;
            }
            cells.text.extend_from_slice(cell);
            cells.ends.push(cells.text.len());
            match end {
                Some(end) => rest = plain.get(end + 1..).unwrap_or_default(),
                None => return Some(cells),
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let mut begin = 0;
        self.ends.iter().map(move |end| {
            let cell = self.text.get(begin..*end).unwrap_or_default();
            begin = *end;
            cell
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(record: &str) -> Option<Vec<String>> {
        let cells = Cells::parse(record.as_bytes())?;
        Some(cells.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect())
    }

    #[test]
    fn a_record_is_taken_apart_as_rfc_4180_says() {
        for (record, expected) in [
            ("", &[""][..]),
            (",", &["", ""]),
            ("a,b", &["a", "b"]),
            ("\"a,b\",c", &["a,b", "c"]),
            ("\"say \"\"hi\"\"\",\"\"", &["say \"hi\"", ""]),
            ("\"a\nb\r\",c", &["a\nb\r", "c"]),
            ("5\" disk,b", &["5\" disk", "b"]),
            ("\"a\"x\"y,b", &["ax\"y", "b"]),
            ("\"open,b", &["open,b"]),
            ("\"\"\"\",é", &["\"", "é"]),
        ] {
            assert_eq!(cells(record).unwrap(), expected, "{record}");
        }
        assert_eq!(cells("a\rb,c"), None);
    }
}
