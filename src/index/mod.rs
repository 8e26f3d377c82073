//! Search over all accounts at once, in memory: each key that is typed is answered before the next one.
//!
//! Every row's folded text lies in one stretch of memory beside the next row's, so that a word is looked for at the
//! speed of memory. Rows are kept in segments in the order of their usernames; a row that changed is struck out where
//! it stood, and stands in a new, small segment, until small ones are merged.
//!
//! **Invariant.** What is found here is what the store finds (`store/sqlite/search.rs`), in the same order.
//! **Invariant.** Nobody's rights are known here. Whoever asks has been let in.

use std::collections::HashMap;

use crate::domain::{AccountChange, AccountId, ListedAccount, Timestamp, Total, text};

mod found;
mod order;
mod packed;
mod plan;
mod segment;
#[cfg(test)]
mod tests;

use found::Kept;
use segment::{Draft, Line, Segment, flag, flags};

/// More than one row in so many of a segment is struck out: it is packed anew.
const WORN: usize = 4;

/// Nobody waits for the answer any longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped;

/// A part of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its accounts, in order.
    pub ids: Vec<AccountId>,
    /// Whether there are matches before these.
    pub more_before: bool,
    /// Whether there are matches after these.
    pub more_after: bool,
    /// How many match in all. [`Total::AtLeast`] where to know it would have taken longer than the part.
    pub total: Total,
}

/// All accounts, ready to be searched.
#[derive(Default)]
pub struct Index {
    segments: Vec<Segment>,
    seats: Seats,
    kept: Kept,
    stamps: u64,
}

/// The folded names of seats, each kept once.
#[derive(Default)]
struct Seats {
    names: Vec<Box<str>>,
    numbers: HashMap<Box<str>, i64>,
}

impl Seats {
    fn number(&mut self, name: &str) -> i64 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        // By its raw name, for to fold takes longer than to look up; so two names may fold to one.
        let number = i64::try_from(self.names.len()).unwrap_or(i64::MAX);
        self.names.push(text::fold(name).into());
        self.numbers.insert(name.into(), number);
        number
    }

    /// By number: whether the name contains that text.
    fn holding(&self, part: &str) -> Vec<bool> {
        self.names.iter().map(|name| name.contains(part)).collect()
    }
}

impl Seats {
    fn line<'a>(&mut self, row: &ListedAccount<'a>) -> Line<'a> {
        let folded = row.search.split('\n').next().unwrap_or_default();
        let mut flags = flags(row.role, row.status);
        if row.verified {
            flags |= flag::VERIFIED;
        }
        if row.trashed {
            flags |= flag::TRASHED;
        }
        let millis = |at: Option<Timestamp>| at.map(Timestamp::millis);
        Line {
            id: row.id,
            odd_name: (folded != row.username).then_some(row.username),
            text: row.search.as_bytes(),
            flags,
            created: row.created_at.millis(),
            seen: millis(row.last_login_at),
            from: millis(row.validity.from),
            until: millis(row.validity.until),
            seat: row.last_seat.map(|seat| self.number(seat)),
        }
    }
}

/// Takes all accounts in, one after the other.
#[derive(Default)]
pub struct Loader {
    index: Index,
    draft: Draft,
}

impl Loader {
    /// One more account. None may come twice.
    pub fn push(&mut self, row: &ListedAccount<'_>) {
        let line = self.index.seats.line(row);
        self.draft.push(&line);
        if self.draft.len() == Segment::MOST {
            self.pack();
        }
    }

    fn pack(&mut self) {
        let stamp = self.index.stamp();
        self.index.segments.push(self.draft.pack(stamp));
    }

    /// That was all.
    pub fn finish(mut self) -> Index {
        if self.draft.len() > 0 {
            self.pack();
        }
        self.index
    }
}

/// What became of some accounts.
#[derive(Default)]
pub struct Changes {
    draft: Draft,
    seats: Vec<String>,
    ids: Vec<AccountId>,
}

impl Changes {
    /// One more account. None may come twice.
    pub fn push(&mut self, change: AccountChange<'_>) {
        match change {
            AccountChange::Gone(id) => self.ids.push(id),
            AccountChange::Is(row) => {
                self.ids.push(row.id);
                // Seats are numbered by the index, which is not at hand here.
                let mut line = Seats::default().line(&row);
                line.seat = row.last_seat.map(|seat| self.seat(seat));
                self.draft.push(&line);
            }
        }
    }

    fn seat(&mut self, name: &str) -> i64 {
        let at = self.seats.iter().position(|known| known == name).unwrap_or_else(|| {
            self.seats.push(name.to_owned());
            self.seats.len() - 1
        });
        i64::try_from(at).unwrap_or(i64::MAX)
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }
}

impl Index {
    fn stamp(&mut self) -> u64 {
        self.stamps += 1;
        self.stamps
    }

    /// Accounts, with those in the trash.
    pub fn len(&self) -> usize {
        self.segments.iter().map(Segment::live).sum()
    }

    /// Whether there is no account.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes it takes.
    pub fn bytes(&self) -> usize {
        self.segments.iter().map(Segment::bytes).sum()
    }

    /// Takes changes in. A million rows are looked through once, whatever the number of changes.
    pub fn apply(&mut self, changes: Changes) {
        let Changes { mut draft, seats, mut ids } = changes;
        if ids.is_empty() {
            return;
        }
        ids.sort_unstable();
        self.strike(&ids);
        if draft.len() > 0 {
            let numbers: Vec<i64> = seats.iter().map(|seat| self.seats.number(seat)).collect();
            draft.renumber_seats(&numbers);
            let stamp = self.stamp();
            self.segments.push(draft.pack(stamp));
        }
        self.merge(&mut draft);
    }

    /// Strikes out where those accounts stand.
    fn strike(&mut self, ids: &[AccountId]) {
        // The last bytes of an id are chance: most rows are passed over by them alone.
        let mut meant = vec![0u64; 1024];
        let place = |id: &AccountId| {
            let [.., a, b] = *id.as_bytes();
            let at = usize::from(u16::from_be_bytes([a, b]));
            (at / 64, at % 64)
        };
        for id in ids {
            let (word, bit) = place(id);
            if let Some(word) = meant.get_mut(word) {
                *word |= 1 << bit;
            }
        }
        for at in 0..self.segments.len() {
            let Some(segment) = self.segments.get(at) else { continue };
            let maybe = segment.ids.iter().enumerate().filter(|(_, id)| {
                let (word, bit) = place(id);
                meant.get(word).is_some_and(|word| word >> bit & 1 == 1)
            });
            let rows: Vec<usize> = maybe
                .filter(|(row, id)| ids.binary_search(id).is_ok() && segment.stands(*row))
                .map(|(row, _)| row)
                .collect();
            if rows.is_empty() {
                continue;
            }
            let stamp = self.stamp();
            if let Some(segment) = self.segments.get_mut(at) {
                rows.into_iter().for_each(|row| segment.strike(row));
                segment.stamp = stamp;
            }
        }
    }

    /// Keeps segments few: each is at least twice as long as the one behind it, or full. And one that is worn is packed
    /// anew; one at a time, for somebody waits.
    fn merge(&mut self, draft: &mut Draft) {
        self.segments.retain(|segment| segment.live() > 0);
        while let [.., before, last] = self.segments.as_slice()
            && before.live() < last.live() * 2
            && before.live() + last.live() <= Segment::MOST
        {
            let Some(last) = self.segments.pop() else { break };
            let Some(before) = self.segments.pop() else { break };
            self.repack(draft, &[before, last]);
        }
        let worn = self.segments.iter().position(|segment| segment.struck() * WORN > segment.len());
        if let Some(at) = worn {
            let segment = self.segments.remove(at);
            self.repack(draft, &[segment]);
            // It goes back to its place: those behind it are shorter.
            if let Some(segment) = self.segments.pop() {
                self.segments.insert(at, segment);
            }
        }
    }

    fn repack(&mut self, draft: &mut Draft, segments: &[Segment]) {
        for segment in segments {
            let rows = (0..segment.len()).filter(|row| segment.stands(*row));
            rows.filter_map(|row| segment.read(row)).for_each(|line| draft.push(&line));
        }
        let stamp = self.stamp();
        self.segments.push(draft.pack(stamp));
    }
}
