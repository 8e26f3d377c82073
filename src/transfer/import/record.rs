//! Records of a file, one after the other: a file of any size takes the memory of one of them.

use std::io::{self, BufRead, ErrorKind};

use memchr::{memchr, memchr_iter, memchr2};

/// Most bytes of one record. The longest good one has far below a thousand.
pub(super) const MOST_BYTES: usize = 64 * 1024;

/// What ends a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// A line break, whatever is before it.
    Lines,
    /// A line break outside quotation marks (RFC 4180).
    Csv,
}

/// One record as it stands in the file, without its line break.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    /// The line on which it begins, from 1.
    pub(super) line: u64,
    /// The byte at which it begins, from 0.
    pub(super) offset: u64,
    /// At most [`MOST_BYTES`] of it.
    pub(super) bytes: Vec<u8>,
    /// There was more, which is gone.
    pub(super) cut: bool,
}

/// Where the next byte of CSV stands, as the `csv` crate sees it, too.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    FieldStart,
    Field,
    Quoted,
    /// After a quotation mark within quotation marks: the end of them, or half of a doubled one.
    QuoteInQuoted,
}

impl Place {
    /// Goes on to the next line break outside quotation marks, or to the end of the chunk; how many line breaks stood
    /// before it. Leaps from mark to mark: a file of gigabytes has few.
    fn walk(&mut self, chunk: &[u8]) -> (Option<usize>, u64) {
        let (mut at, mut breaks) = (0, 0);
        loop {
            let rest = chunk.get(at..).unwrap_or_default();
            let Some(first) = rest.first() else { return (None, breaks) };
            match self {
                Self::Quoted => {
                    let end = memchr(b'"', rest);
                    let within = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
                    breaks += memchr_iter(b'\n', within).count() as u64;
                    let Some(end) = end else { return (None, breaks) };
                    *self = Self::QuoteInQuoted;
                    at += end + 1;
                }
                Self::FieldStart | Self::QuoteInQuoted if *first == b'"' => {
                    *self = Self::Quoted;
                    at += 1;
                }
                _ => {
                    // A quotation mark counts at the start of a field only.
                    let Some(end) = memchr2(b',', b'\n', rest) else {
                        *self = Self::Field;
                        return (None, breaks);
                    };
                    *self = Self::FieldStart;
                    at += end;
                    if rest.get(end) == Some(&b'\n') {
                        return (Some(at), breaks);
                    }
                    at += 1;
                }
            }
        }
    }
}

/// Reads records.
pub(super) struct Records<R> {
    input: R,
    framing: Framing,
    /// The line that is read next.
    line: u64,
    /// Bytes read so far.
    taken: u64,
}

impl<R: BufRead> Records<R> {
    pub(super) fn new(input: R, framing: Framing) -> Self {
        Self { input, framing, line: 1, taken: 0 }
    }

    /// The next record that is not blank; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Record>> {
        loop {
            let first = self.line == 1;
            let Some(mut record) = self.read()? else { return Ok(None) };
            // Programs on Windows begin a file with a mark that says UTF-8.
            if first && record.bytes.starts_with(b"\xef\xbb\xbf") {
                record.bytes.drain(..3);
                record.offset += 3;
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
        let mut record = Record { line: self.line, offset: self.taken, ..Record::default() };
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
            // A mark at the start of the file is no part of the first field.
            let whole = chunk;
            let head = self.line == 1 && record.bytes.iter().all(|byte| !byte.is_ascii());
            let room = if head { 3usize.saturating_sub(record.bytes.len()) } else { 0 };
            let mark = whole.iter().take(room).take_while(|byte| !byte.is_ascii()).count();
            let chunk = whole.get(mark..).unwrap_or_default();
            let (end, breaks) = match self.framing {
                Framing::Lines => (memchr(b'\n', chunk), 0),
                Framing::Csv => place.walk(chunk),
            };
            self.line += breaks + u64::from(end.is_some());
            let end = end.map(|end| end + mark);
            let chunk = whole;
            let taken = end.unwrap_or(chunk.len());
            let part = chunk.get(..taken).unwrap_or_default();
            let room = MOST_BYTES.saturating_sub(record.bytes.len()).min(part.len());
            record.bytes.extend_from_slice(part.get(..room).unwrap_or_default());
            record.cut |= room < part.len();
            let consumed = taken + usize::from(end.is_some());
            self.taken += consumed as u64;
            self.input.consume(consumed);
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
        // Small buffers, so that records stand across their borders.
        let read = |capacity| {
            let mut records = Records::new(io::BufReader::with_capacity(capacity, text), framing);
            let mut all = Vec::new();
            while let Some(record) = records.next().unwrap() {
                all.push((record.line, String::from_utf8_lossy(&record.bytes).into_owned(), record.cut));
            }
            assert_eq!(records.taken, text.len() as u64);
            all
        };
        let all = read(8192);
        for capacity in [1, 2, 7] {
            assert!(read(capacity) == all, "a buffer of {capacity}");
        }
        all
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
