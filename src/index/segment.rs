//! Up to [`Segment::MOST`] rows in the order of their usernames, packed: some 85 bytes a row, of which 50 are its text.
//!
//! A segment is never changed but for rows that are struck out. What a row became since stands in a younger segment.

use std::cmp::Ordering;

use memchr::{memchr, memrchr};

use super::packed::Packed;
use crate::domain::{AccountId, Role, Status};

/// What a row's byte of flags says. The lowest two bits are the role, the next two the status.
pub(super) mod flag {
    /// Its address is proved.
    pub const VERIFIED: u8 = 16;
    /// It lies in the trash.
    pub const TRASHED: u8 = 32;
    /// Its username is not its folded username: it stands elsewhere.
    pub const ODD: u8 = 64;
    /// It is good from or until some day: what it is depends on the moment.
    pub const DATED: u8 = 128;
    /// Those that follow from the rest of a row.
    pub const MADE: u8 = ODD | DATED;
}

/// The end of a row's text. No text holds it.
const END: u8 = 0;
/// The end of a part within it, as the store has it.
const PART: u8 = b'\n';
/// The length of a row that is longer than a byte can say: its end is looked for.
const LONG: u8 = u8::MAX;
/// Where a row's text begins is noted for one row in so many; from there on lengths are added up.
const STEP: usize = 32;

/// The role and the status in a byte, in the order of their words: the list can be sorted by them.
pub(super) fn flags(role: Role, status: Status) -> u8 {
    let role = match role {
        Role::Admin => 0,
        Role::Helper => 1,
        Role::User => 2,
    };
    let status = match status {
        Status::Active => 0,
        Status::Suspended => 1,
        Status::Waiting => 2,
    };
    role | (status << 2)
}

/// What those two were. `None` for a byte that no row has.
pub(super) fn read_flags(byte: u8) -> Option<(Role, Status)> {
    let role = match byte & 3 {
        0 => Role::Admin,
        1 => Role::Helper,
        2 => Role::User,
        _ => return None,
    };
    let status = match (byte >> 2) & 3 {
        0 => Status::Active,
        1 => Status::Suspended,
        2 => Status::Waiting,
        _ => return None,
    };
    Some((role, status))
}

/// A row on its way into a segment.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub id: AccountId,
    /// Where it is not the first part of `text`.
    pub odd_name: Option<&'a str>,
    pub text: &'a [u8],
    pub flags: u8,
    pub created: i64,
    pub seen: Option<i64>,
    pub from: Option<i64>,
    pub until: Option<i64>,
    pub seat: Option<i64>,
}

/// The moment that an id says it was made at (RFC 9562 §5.7). An account is made with its id, unless it was taken over
/// from elsewhere with a date of its own.
fn made_at(id: AccountId) -> i64 {
    let [a, b, c, d, e, f, ..] = *id.as_bytes();
    i64::from_be_bytes([0, 0, a, b, c, d, e, f])
}

/// Rows in the order in which they come, until they are sorted and packed. Used again for the next segment.
#[derive(Default)]
pub(super) struct Draft {
    text: Vec<u8>,
    starts: Vec<u32>,
    ids: Vec<AccountId>,
    flags: Vec<u8>,
    created: Vec<Option<i64>>,
    seen: Vec<Option<i64>>,
    from: Vec<Option<i64>>,
    until: Vec<Option<i64>>,
    seats: Vec<Option<i64>>,
    odd: Vec<(u32, Box<str>)>,
}

impl Draft {
    pub fn push(&mut self, line: &Line<'_>) {
        let row = self.ids.len() as u32;
        self.starts.push(self.text.len() as u32);
        // A text that held the sign of its end would be two rows. The store's has none: it is made of safe characters.
        self.text.extend(line.text.iter().filter(|byte| **byte != END));
        self.text.push(END);
        self.ids.push(line.id);
        let odd = if line.odd_name.is_some() { flag::ODD } else { 0 };
        let dated = if line.from.is_some() || line.until.is_some() { flag::DATED } else { 0 };
        self.flags.push((line.flags & !flag::MADE) | odd | dated);
        self.created.push((line.created != made_at(line.id)).then_some(line.created));
        self.seen.push(line.seen);
        self.from.push(line.from);
        self.until.push(line.until);
        self.seats.push(line.seat);
        if let Some(name) = line.odd_name {
            self.odd.push((row, name.into()));
        }
    }

    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Gives seats the numbers that stand at their old ones.
    pub fn renumber_seats(&mut self, numbers: &[i64]) {
        for seat in self.seats.iter_mut() {
            *seat = seat.and_then(|seat| numbers.get(usize::try_from(seat).ok()?).copied());
        }
    }

    /// Sorts and packs what is there, and forgets it.
    pub fn pack(&mut self, stamp: u64) -> Segment {
        let order = self.order();
        let take = |rows: &[Option<i64>]| -> Vec<Option<i64>> {
            order.iter().map(|row| rows.get(*row as usize).copied().flatten()).collect()
        };
        let mut text = Vec::with_capacity(self.text.len());
        let mut lengths = Vec::with_capacity(order.len());
        let mut starts = Vec::with_capacity(order.len().div_ceil(STEP));
        for (at, row) in order.iter().enumerate() {
            if at % STEP == 0 {
                starts.push(text.len() as u32);
            }
            let line = self.line(*row);
            lengths.push(u8::try_from(line.len()).unwrap_or(LONG));
            text.extend_from_slice(line);
        }
        let mut odd: Vec<(u32, Box<str>)> = Vec::with_capacity(self.odd.len());
        if !self.odd.is_empty() {
            let mut places = vec![0; order.len()];
            for (at, row) in (0..).zip(&order) {
                if let Some(place) = places.get_mut(*row as usize) {
                    *place = at;
                }
            }
            let moved = |(row, name): (u32, Box<str>)| Some((*places.get(row as usize)?, name));
            odd.extend(self.odd.drain(..).filter_map(moved));
            odd.sort_unstable_by_key(|(row, _)| *row);
        }
        let flags = gather(&self.flags, &order);
        let segment = Segment {
            stamp,
            text,
            lengths,
            starts,
            ids: gather(&self.ids, &order),
            trashed: flags.iter().filter(|flags| **flags & flag::TRASHED != 0).count(),
            flags,
            created: Packed::of(&take(&self.created)),
            seen: Packed::of(&take(&self.seen)),
            from: Packed::of(&take(&self.from)),
            until: Packed::of(&take(&self.until)),
            seats: Packed::of(&take(&self.seats)),
            odd,
            struck: vec![0; order.len().div_ceil(64)],
            struck_count: 0,
        };
        self.clear();
        segment
    }

    /// Forgets the rows, but keeps the room for the next ones.
    fn clear(&mut self) {
        self.text.clear();
        self.starts.clear();
        self.ids.clear();
        self.flags.clear();
        for column in [&mut self.created, &mut self.seen, &mut self.from, &mut self.until, &mut self.seats] {
            column.clear();
        }
        self.odd.clear();
    }

    /// A row's text, with its end.
    fn line(&self, row: u32) -> &[u8] {
        let start = self.starts.get(row as usize).map_or(0, |start| *start as usize);
        let end = self.starts.get(row as usize + 1).map_or(self.text.len(), |end| *end as usize);
        self.text.get(start..end).unwrap_or_default()
    }

    fn name(&self, row: u32) -> &[u8] {
        if self.flags.get(row as usize).is_some_and(|flags| flags & flag::ODD != 0)
            && let Ok(at) = self.odd.binary_search_by_key(&row, |(row, _)| *row)
            && let Some((_, name)) = self.odd.get(at)
        {
            return name.as_bytes();
        }
        part(self.line(row), 0)
    }

    /// The rows by username. Most names differ within their first eight bytes, which are compared as one number.
    fn order(&self) -> Vec<u32> {
        let beginning = |row: u32| {
            let mut eight = [0; 8];
            eight.iter_mut().zip(self.name(row)).for_each(|(to, from)| *to = *from);
            (u64::from_be_bytes(eight), row)
        };
        let mut rows: Vec<(u64, u32)> = (0..self.len() as u32).map(beginning).collect();
        rows.sort_unstable_by(|(a, row_a), (b, row_b)| a.cmp(b).then_with(|| self.name(*row_a).cmp(self.name(*row_b))));
        rows.into_iter().map(|(_, row)| row).collect()
    }
}

fn gather<T: Copy>(from: &[T], order: &[u32]) -> Vec<T> {
    let mut rows = Vec::with_capacity(order.len());
    rows.extend(order.iter().filter_map(|row| from.get(*row as usize)).copied());
    rows
}

/// A part of a row's text: 0 the folded username, 1 the display name.
fn part(line: &[u8], which: usize) -> &[u8] {
    let line = line.strip_suffix(&[END]).unwrap_or(line);
    let mut rest = line;
    for _ in 0..which {
        rest = memchr(PART, rest).and_then(|at| rest.get(at + 1..)).unwrap_or_default();
    }
    memchr(PART, rest).and_then(|at| rest.get(..at)).unwrap_or(rest)
}

/// Rows in the order of their usernames.
pub(super) struct Segment {
    /// Changes with every change of the segment: what was found in it is good as long as this is the same.
    pub stamp: u64,
    text: Vec<u8>,
    lengths: Vec<u8>,
    starts: Vec<u32>,
    pub ids: Vec<AccountId>,
    pub flags: Vec<u8>,
    /// Where it is not the moment of the id.
    created: Packed,
    pub seen: Packed,
    pub from: Packed,
    pub until: Packed,
    pub seats: Packed,
    odd: Vec<(u32, Box<str>)>,
    /// Rows that are gone, or stand in a younger segment: a bit each.
    struck: Vec<u64>,
    struck_count: usize,
    /// How many of the others lie in the trash.
    pub trashed: usize,
}

impl Segment {
    /// Most rows in one. A change of one row makes what was found in its segment worthless, and a segment that is being
    /// made takes room of its own; but each has to be walked for itself.
    pub const MOST: usize = 16_384;

    /// Rows, with those that are struck out.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Rows that stand.
    pub fn live(&self) -> usize {
        self.len() - self.struck_count
    }

    pub fn struck(&self) -> usize {
        self.struck_count
    }

    /// Sixty-four rows, a bit each: those that stand.
    pub fn standing(&self, word: usize) -> u64 {
        let beyond = (self.len() - (word * 64).min(self.len())).min(64);
        let there = if beyond == 64 { u64::MAX } else { (1 << beyond) - 1 };
        there & !self.struck.get(word).copied().unwrap_or(u64::MAX)
    }

    pub fn stands(&self, row: usize) -> bool {
        self.standing(row / 64) >> (row % 64) & 1 == 1
    }

    /// Strikes a row out.
    pub fn strike(&mut self, row: usize) {
        if !self.stands(row) {
            return;
        }
        if let Some(word) = self.struck.get_mut(row / 64) {
            *word |= 1 << (row % 64);
            self.struck_count += 1;
            self.trashed -= usize::from(self.flags(row) & flag::TRASHED != 0);
        }
    }

    pub fn flags(&self, row: usize) -> u8 {
        self.flags.get(row).copied().unwrap_or_default()
    }

    /// Where the text of a row begins.
    pub fn start(&self, row: usize) -> usize {
        let noted = row / STEP;
        let Some(start) = self.starts.get(noted) else { return self.text.len() };
        let mut at = *start as usize;
        for length in self.lengths.get(noted * STEP..row).unwrap_or_default() {
            at += self.measure(at, *length);
        }
        at
    }

    fn measure(&self, at: usize, length: u8) -> usize {
        if length != LONG {
            return usize::from(length);
        }
        let rest = self.text.get(at..).unwrap_or_default();
        memchr(END, rest).map_or(rest.len(), |end| end + 1)
    }

    /// A row's text, with its end.
    pub fn line(&self, row: usize) -> &[u8] {
        let start = self.start(row);
        let length = self.lengths.get(row).map_or(0, |length| self.measure(start, *length));
        self.text.get(start..start + length).unwrap_or_default()
    }

    /// The text from one row up to another, and a walk along its rows.
    pub fn stretch(&self, from: usize, to: usize) -> (&[u8], Walk<'_>) {
        let (start, end) = (self.start(from), self.start(to));
        let walk = Walk { segment: self, start, row: from, end: start };
        (self.text.get(start..end).unwrap_or_default(), walk)
    }

    pub fn name(&self, row: usize) -> &[u8] {
        if self.flags(row) & flag::ODD != 0
            && let Some(name) = self.odd_name(row)
        {
            return name.as_bytes();
        }
        part(self.line(row), 0)
    }

    fn odd_name(&self, row: usize) -> Option<&str> {
        let at = self.odd.binary_search_by_key(&row, |(row, _)| *row as usize).ok()?;
        self.odd.get(at).map(|(_, name)| &**name)
    }

    /// The texts of rows that are asked for in rising order.
    pub fn lines(&self) -> Lines<'_> {
        Lines { segment: self, row: 0, start: 0 }
    }

    pub fn id(&self, row: usize) -> Option<AccountId> {
        self.ids.get(row).copied()
    }

    /// When a row's account was made.
    #[inline]
    pub fn created(&self, row: usize) -> i64 {
        self.created.get(row).unwrap_or_else(|| self.ids.get(row).copied().map_or(0, made_at))
    }

    /// A row, to be put into another segment.
    pub fn read(&self, row: usize) -> Option<Line<'_>> {
        let line = self.line(row);
        Some(Line {
            id: self.id(row)?,
            odd_name: self.odd_name(row),
            text: line.strip_suffix(&[END]).unwrap_or(line),
            flags: self.flags(row),
            created: self.created(row),
            seen: self.seen.get(row),
            from: self.from.get(row),
            until: self.until.get(row),
            seat: self.seats.get(row),
        })
    }

    /// The first row whose username is not before that one; with `after`, the first that is after it.
    pub fn place(&self, name: &[u8], after: bool) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            let before = match self.name(middle).cmp(name) {
                Ordering::Less => true,
                Ordering::Equal => after,
                Ordering::Greater => false,
            };
            if before {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Bytes it takes.
    pub fn bytes(&self) -> usize {
        let columns = [&self.created, &self.seen, &self.from, &self.until, &self.seats];
        self.text.capacity()
            + self.lengths.capacity()
            + self.starts.capacity() * size_of::<u32>()
            + self.ids.capacity() * size_of::<AccountId>()
            + self.flags.capacity()
            + columns.iter().map(|column| column.bytes()).sum::<usize>()
            + self.odd.iter().map(|(_, name)| name.len() + size_of::<(u32, Box<str>)>()).sum::<usize>()
            + self.struck.capacity() * size_of::<u64>()
    }
}

/// From row to row along a stretch of text: which row a place in it belongs to.
pub(super) struct Walk<'a> {
    segment: &'a Segment,
    /// Where the stretch begins in the segment's text.
    start: usize,
    /// The row after the one that was found last, and where it begins.
    row: usize,
    end: usize,
}

impl Walk<'_> {
    /// The row with that place of the stretch, and where in the stretch the row after it begins. Places only rise.
    #[inline]
    pub fn find(&mut self, place: usize) -> (usize, usize) {
        let place = self.start + place;
        let segment = self.segment;
        // Far ahead: the last noted row before it, where that is further on.
        if place >= self.end + 16 * STEP
            && let Some(noted) = segment.starts.partition_point(|start| *start as usize <= place).checked_sub(1)
            && noted * STEP > self.row
        {
            self.row = noted * STEP;
            self.end = segment.starts.get(noted).map_or(self.end, |start| *start as usize);
        }
        while place >= self.end {
            let Some(length) = segment.lengths.get(self.row) else { break };
            self.end += segment.measure(self.end, *length);
            self.row += 1;
        }
        (self.row.saturating_sub(1), self.end - self.start)
    }
}

/// The texts of rows, one further on than the other.
pub(super) struct Lines<'a> {
    segment: &'a Segment,
    row: usize,
    /// Where that row begins.
    start: usize,
}

impl<'a> Lines<'a> {
    /// A row's text.
    #[inline]
    fn line(&mut self, row: usize) -> &'a [u8] {
        let segment = self.segment;
        // Far ahead, or back: from the last noted row on.
        if row < self.row || row - self.row > STEP {
            (self.row, self.start) = (row, segment.start(row));
        }
        for length in segment.lengths.get(self.row..row).unwrap_or_default() {
            self.start += segment.measure(self.start, *length);
        }
        self.row = row;
        let length = segment.lengths.get(row).map_or(0, |length| segment.measure(self.start, *length));
        segment.text.get(self.start..self.start + length).unwrap_or_default()
    }

    pub fn name(&mut self, row: usize) -> &'a [u8] {
        if self.segment.flags(row) & flag::ODD != 0 {
            return self.segment.name(row);
        }
        part(self.line(row), 0)
    }

    #[inline]
    pub fn display_name(&mut self, row: usize) -> &'a [u8] {
        part(self.line(row), 1)
    }

    #[inline]
    pub fn email(&mut self, row: usize) -> &'a [u8] {
        let line = self.line(row);
        let line = line.strip_suffix(&[END]).unwrap_or(line);
        memrchr(PART, line).and_then(|at| line.get(at + 1..)).unwrap_or(line)
    }
}
