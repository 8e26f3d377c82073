//! Large files, a window of rows at a time in the order of their usernames. In the order of the file, names would be
//! spread over the whole index, and each transaction would write nearly all of it; in their own order each writes a part.
//!
//! Of rows that share a name or an address the first in the file counts, as everywhere: later ones come at the end of
//! their window, as they stand.

use std::collections::HashSet;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::os::unix::fs::FileExt;

use super::record::{Record, Records};
use super::source::Source;
use crate::domain::Username;

/// Rows of a window: some 12 MiB.
const ROWS: usize = 200_000;
/// A smaller file is read as it stands, in bytes.
pub(super) const LARGE: u64 = 8 << 20;

/// Where a record stands, and where among the others it comes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    /// The beginning of its name; all the rest only tells records apart.
    key: [u8; 16],
    offset: u64,
    line: u64,
    length: u32,
    cut: bool,
}

/// The records of a file, window by window.
pub(super) struct Sorted {
    file: File,
    /// Last first.
    places: Vec<Place>,
}

impl Sorted {
    pub(super) fn new(file: File) -> Self {
        Self { file, places: Vec::new() }
    }

    /// The next record; `None` at the end.
    pub(super) fn next<R: io::BufRead>(
        &mut self,
        records: &mut Records<R>,
        source: &Source,
    ) -> io::Result<Option<Record>> {
        if self.places.is_empty() {
            self.fill(records, source)?;
        }
        let Some(place) = self.places.pop() else { return Ok(None) };
        let mut bytes = vec![0; usize::try_from(place.length).unwrap_or(0)];
        self.file.read_exact_at(&mut bytes, place.offset)?;
        Ok(Some(Record { line: place.line, offset: place.offset, bytes, cut: place.cut }))
    }

    fn fill<R: io::BufRead>(&mut self, records: &mut Records<R>, source: &Source) -> io::Result<()> {
        let (mut names, mut addresses) = (HashSet::new(), HashSet::new());
        let mut again = Vec::new();
        while self.places.len() + again.len() < ROWS {
            let Some(record) = records.next()? else { break };
            let mut place = Place {
                key: [0; 16],
                offset: record.offset,
                line: record.line,
                length: u32::try_from(record.bytes.len()).unwrap_or(u32::MAX),
                cut: record.cut,
            };
            // What can't be read is refused wherever it stands.
            let first = match source.who(&record) {
                None => true,
                Some((name, address)) => {
                    let name = spelled(&name);
                    place.key.iter_mut().zip(name.bytes()).for_each(|(to, from)| *to = from);
                    // Both, whatever the first says.
                    let free =
                        (names.insert(print(&name)), addresses.insert(print(address.trim().to_ascii_lowercase())));
                    free == (true, true)
                }
            };
            if first { self.places.push(place) } else { again.push(place) }
        }
        self.places.sort_unstable();
        self.places.append(&mut again);
        self.places.reverse();
        Ok(())
    }
}

/// What keeps names apart. The whole work is done only for names that are not plain.
fn spelled(name: &str) -> String {
    let name = name.trim();
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    name.parse::<Username>().map_or_else(|_| name.to_owned(), |name| name.skeleton().to_owned())
}

/// 64 bits of it. Two that are alike by chance are only read later than they need to be.
fn print(what: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Write};

    use super::super::mapping::Mapping;
    use super::super::record::Framing;
    use super::super::source::{Header, Names, Plain, Unknown};
    use super::*;

    #[test]
    fn rows_come_by_name_and_those_that_share_something_as_they_stand() {
        let mut file = tempfile::tempfile().unwrap();
        let text = "\u{feff}username,email\nzoe,z@x.org\r\n\nmira,m@x.org\nbob,\"Z@x.org\"\nada,a@x.org\nMIRA,n@x.org\n\
                    ѕсоре,s@x.org\nscope,t@x.org\nshort\neve,e@x.org";
        file.write_all(text.as_bytes()).unwrap();
        let mut records = Records::new(BufReader::new(text.as_bytes()), Framing::Csv);
        let names = Names { mapping: Mapping::default(), unknown: Unknown::Refused, plain: Plain::Refused };
        let head = records.next().unwrap();
        let source = Source::Csv(Header::parse(head.as_ref(), &names).unwrap());
        let mut sorted = Sorted::new(file);
        let mut rows = Vec::new();
        while let Some(record) = sorted.next(&mut records, &source).unwrap() {
            rows.push((record.line, String::from_utf8(record.bytes).unwrap()));
        }
        let expected = [
            (10, "short"),
            (6, "ada,a@x.org"),
            (11, "eve,e@x.org"),
            (4, "mira,m@x.org"),
            (8, "ѕсоре,s@x.org"),
            (2, "zoe,z@x.org"),
            (5, "bob,\"Z@x.org\""),
            (7, "MIRA,n@x.org"),
            (9, "scope,t@x.org"),
        ];
        assert_eq!(rows, expected.map(|(line, text)| (line, text.to_owned())));
    }
}
