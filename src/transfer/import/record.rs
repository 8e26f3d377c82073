//! Records of a file, one after the other: a file of any size takes the memory of one of them.

use std::io::{self, BufRead, ErrorKind};

/// Most bytes of one record. The longest good one has far below a thousand.
pub(crate) const MOST_BYTES: usize = 64 * 1024;

/// What ends a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// A line break, whatever is before it.
    Lines,
    /// A line break outside quotation marks (RFC 4180).
    Csv,
}

/// One record as it stands in the file, without its line break.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    /// The line on which it begins, from 1.
    pub(crate) line: u64,
    /// At most [`MOST_BYTES`] of it.
    pub(crate) bytes: Vec<u8>,
    /// There was more, which is gone.
    pub(crate) cut: bool,
}

/// Where a byte of CSV stands, as the `csv` crate sees it, too.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    FieldStart,
    Field,
    Quoted,
    /// After a quotation mark within quotation marks: the end of them, or half of a doubled one.
    QuoteInQuoted,
}

impl Place {
    fn after(self, byte: u8) -> Self {
        match (self, byte) {
            (Self::FieldStart | Self::QuoteInQuoted, b'"') => Self::Quoted,
            (Self::Quoted, b'"') => Self::QuoteInQuoted,
            (Self::Quoted, _) => Self::Quoted,
            (_, b',' | b'\n') => Self::FieldStart,
            _ => Self::Field,
        }
    }
}

/// Reads records.
pub(crate) struct Records<R> {
    input: R,
    framing: Framing,
    /// The line that is read next.
    line: u64,
}

impl<R: BufRead> Records<R> {
    pub(crate) fn new(input: R, framing: Framing) -> Self {
        Self { input, framing, line: 1 }
    }

    /// The next record that is not blank; `None` at the end.
    pub(crate) fn next(&mut self) -> io::Result<Option<Record>> {
        loop {
            let first = self.line == 1;
            let Some(mut record) = self.read()? else { return Ok(None) };
            // Programs on Windows begin a file with a mark that says UTF-8.
            if first && record.bytes.starts_with(b"\xef\xbb\xbf") {
                record.bytes.drain(..3);
            }
            if record.bytes.last() == Some(&b'\r') {
                record.bytes.pop();
            }
            if record.cut || !record.bytes.iter().all(u8::is_ascii_whitespace) {
                return Ok(Some(record));
            }
        }
    }

    fn read(&mut self) -> io::Result<Option<Record>> {
        let mut record = Record { line: self.line, ..Record::default() };
        let (mut place, mut any) = (Place::FieldStart, false);
        loop {
            let chunk = match self.input.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if chunk.is_empty() {
                return Ok(any.then_some(record));
            }
            any = true;
            let mut end = None;
            for (at, byte) in chunk.iter().enumerate() {
                // A mark at the start of the file is no part of the first field.
                let mark = self.line == 1 && record.bytes.is_empty() && at < 3 && !byte.is_ascii();
                place = if mark { place } else { place.after(*byte) };
                if *byte == b'\n' {
                    self.line += 1;
                    if self.framing == Framing::Lines || place != Place::Quoted {
                        end = Some(at);
                        break;
                    }
                }
            }
            let taken = end.unwrap_or(chunk.len());
            let part = chunk.get(..taken).unwrap_or_default();
            let room = MOST_BYTES.saturating_sub(record.bytes.len()).min(part.len());
            record.bytes.extend_from_slice(part.get(..room).unwrap_or_default());
            record.cut |= room < part.len();
            self.input.consume(taken + usize::from(end.is_some()));
            if end.is_some() {
                return Ok(Some(record));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8], framing: Framing) -> Vec<(u64, String, bool)> {
        // A small buffer, so that records stand across its borders.
        for capacity in [1, 2, 7, 8192] {
            let mut records = Records::new(io::BufReader::with_capacity(capacity, text), framing);
            let mut all = Vec::new();
            while let Some(record) = records.next().unwrap() {
                all.push((record.line, String::from_utf8_lossy(&record.bytes).into_owned(), record.cut));
            }
            if capacity == 8192 {
                return all;
            }
        }
        unreachable!()
    }

    fn texts(text: &str, framing: Framing) -> Vec<(u64, String)> {
        read(text.as_bytes(), framing).into_iter().map(|(line, text, _)| (line, text)).collect()
    }

    fn owned(expected: &[(u64, &str)]) -> Vec<(u64, String)> {
        expected.iter().map(|(line, text)| (*line, (*text).to_owned())).collect()
    }

    #[test]
    fn a_record_ends_at_a_line_break_outside_quotation_marks() {
        for (text, expected) in [
            ("a,b\nc,d", &[(1, "a,b"), (2, "c,d")][..]),
            ("a,b\r\n\r\n \nc,d\n\n", &[(1, "a,b"), (4, "c,d")]),
            ("a,\"b\nb\"\nc,d\n", &[(1, "a,\"b\nb\""), (3, "c,d")]),
            ("\"a\"\"\n\",b\nc", &[(1, "\"a\"\"\n\",b"), (3, "c")]),
            ("5\" disk,b\nc", &[(1, "5\" disk,b"), (2, "c")]),
            ("\"a\"x\"\nc", &[(1, "\"a\"x\""), (2, "c")]),
            ("\u{feff}\"a\nb\"\nc", &[(1, "\"a\nb\""), (3, "c")]),
            ("a,\"open\nb\nc", &[(1, "a,\"open\nb\nc")]),
            ("", &[]),
        ] {
            assert_eq!(texts(text, Framing::Csv), owned(expected), "{text:?}");
        }
        assert_eq!(texts("{\"\n\"}\n", Framing::Lines), owned(&[(1, "{\""), (2, "\"}")]));
    }

    #[test]
    fn a_huge_record_is_cut_and_the_next_one_whole() {
        let text = format!("a,{}\nb,c\n", "x".repeat(10_000_000));
        let all = read(text.as_bytes(), Framing::Csv);
        assert_eq!(all.len(), 2);
        assert!(all[0].2 && all[0].1.len() == MOST_BYTES);
        assert_eq!(all[1], (2, "b,c".to_owned(), false));
    }
}
