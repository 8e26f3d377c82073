//! A search, made ready to be asked of rows by the block.

use memchr::memmem::Finder;

use super::Seats;
use super::packed::Packed;
use super::segment::{Segment, flag, read_flags};
use crate::domain::{Search, Standing, Term, Test, Timestamp, Validity, When};

/// Rows that are looked at together: their text stays in the processor's cache from term to term. Where a part of the
/// list has enough, no more of a segment is looked at than this.
pub(super) const BLOCK: usize = 1024;
/// Words of sixty-four rows in a block.
pub(super) const WORDS: usize = BLOCK / 64;
/// A bit for each row of a block.
pub(super) type Bits = [u64; WORDS];

/// Fewer than one row in so many is left: each is looked at by itself, instead of the whole text of the block.
const SPARSE: usize = 16;

/// Rows whose state depends on the moment.
const DATED: [bool; 256] = {
    let mut dated = [false; 256];
    let (_, high) = dated.split_at_mut(flag::DATED as usize);
    let mut at = 0;
    while at < high.len() {
        if let Some((first, _)) = high.split_at_mut(at).1.split_first_mut() {
            *first = true;
        }
        at += 1;
    }
    dated
};

/// A search, made ready.
pub(super) struct Plan<'s> {
    /// What must be contained in a row's text, and what must not be.
    texts: Vec<(bool, Finder<'static>)>,
    /// What a row's flags alone can tell.
    by_flags: Vec<&'s Term>,
    /// States, where a row's dates matter.
    states: Vec<(bool, &'s [Standing])>,
    moments: Vec<(bool, Moment, When)>,
    /// Which of the known seats are meant.
    seats: Vec<(bool, Vec<bool>)>,
    /// What lies in the trash is left out.
    without_trash: bool,
    /// Something is asked that no row can have.
    in_vain: bool,
    at: Timestamp,
}

#[derive(Clone, Copy)]
enum Moment {
    Seen,
    Created,
}

impl<'s> Plan<'s> {
    /// The search without what is known to hold already: the terms of another search whose matches are asked.
    pub fn new(search: &'s Search, known: Option<&Search>, seats: &Seats) -> Self {
        let mut plan = Self {
            texts: Vec::new(),
            by_flags: Vec::new(),
            states: Vec::new(),
            moments: Vec::new(),
            seats: Vec::new(),
            in_vain: false,
            without_trash: known.is_none() && !search.looks_into_the_trash(),
            at: search.at,
        };
        for term in &search.terms {
            if known.is_some_and(|known| known.terms.contains(term)) {
                continue;
            }
            let without = term.without;
            match &term.test {
                // Everything contains nothing.
                // In every text; and to look for it block by block would never come to an end.
                Test::Text(text) if text.is_empty() => plan.in_vain |= without,
                // No text holds it, but rows end with it here.
                Test::Text(text) if text.contains('\0') => plan.in_vain |= !without,
                Test::Text(text) => plan.texts.push((without, Finder::new(text.as_bytes()).into_owned())),
                Test::Role(_) | Test::Verified(_) => plan.by_flags.push(term),
                Test::State(states) => plan.states.push((without, states)),
                Test::Seen(when) => plan.moments.push((without, Moment::Seen, *when)),
                Test::Created(when) => plan.moments.push((without, Moment::Created, *when)),
                Test::Seat(text) => plan.seats.push((without, seats.holding(text))),
            }
        }
        // The longest is the rarest, more often than not; and what leaves something out leaves most.
        plan.texts.sort_by_key(|(without, finder)| (*without, usize::MAX - finder.needle().len()));
        plan
    }

    /// What the flags of a segment's rows can tell; `None`: nothing is asked of them. Where a row has dates, its state
    /// is asked for afterwards.
    pub fn table(&self, segment: &Segment) -> Option<[bool; 256]> {
        let trash = self.without_trash && segment.trashed > 0;
        if !trash && self.by_flags.is_empty() && self.states.is_empty() {
            return None;
        }
        let mut table = [false; 256];
        for (flags, holds) in (0..=u8::MAX).zip(&mut table) {
            *holds = !(trash && flags & flag::TRASHED != 0)
                && self.by_flags.iter().all(|term| told_by_flags(flags, &term.test) != term.without)
                && (flags & flag::DATED != 0 || self.states_hold(flags, Validity::default()));
        }
        Some(table)
    }

    fn states_hold(&self, flags: u8, validity: Validity) -> bool {
        let Some((_, status)) = read_flags(flags) else { return false };
        let standing = Standing::of(status, validity, flags & flag::TRASHED != 0, self.at);
        self.states.iter().all(|(without, states)| states.contains(&standing) != *without)
    }

    /// Takes away the rows of a block for which the search does not hold.
    pub fn keep(&self, segment: &Segment, table: Option<&[bool; 256]>, block: usize, bits: &mut Bits) {
        if self.in_vain {
            *bits = [0; WORDS];
            return;
        }
        let first = block * BLOCK;
        if let Some(table) = table {
            keep_flags(segment.flags.get(first..).unwrap_or_default(), table, bits);
        }
        if !self.states.is_empty() {
            let mut dated = *bits;
            keep_flags(segment.flags.get(first..).unwrap_or_default(), &DATED, &mut dated);
            let asked = dated;
            keep(&mut dated, |row| {
                let row = first + row;
                let moment = |column: &Packed| column.get(row).map(Timestamp::from_millis);
                let validity = Validity { from: moment(&segment.from), until: moment(&segment.until) };
                self.states_hold(segment.flags(row), validity)
            });
            for ((word, asked), dated) in bits.iter_mut().zip(asked).zip(dated) {
                *word &= !asked | dated;
            }
        }
        for (without, which, when) in &self.moments {
            keep(bits, |row| {
                let at = match which {
                    Moment::Seen => segment.seen.get(first + row),
                    Moment::Created => Some(segment.created(first + row)),
                };
                when.holds(at.map(Timestamp::from_millis)) != *without
            });
        }
        for (without, seats) in &self.seats {
            let meant = |seat: i64| usize::try_from(seat).ok().and_then(|seat| seats.get(seat).copied());
            keep(bits, |row| segment.seats.get(first + row).and_then(meant).unwrap_or(false) != *without);
        }
        for (without, finder) in &self.texts {
            let left: u32 = bits.iter().map(|word| word.count_ones()).sum();
            if left == 0 {
                return;
            }
            if (left as usize) < BLOCK / SPARSE {
                keep(bits, |row| finder.find(segment.line(first + row)).is_some() != *without);
                continue;
            }
            let found = containing(segment, first, finder);
            for (word, found) in bits.iter_mut().zip(&found) {
                *word &= if *without { !found } else { *found };
            }
        }
    }
}

fn told_by_flags(flags: u8, test: &Test) -> bool {
    match test {
        Test::Role(roles) => read_flags(flags).is_some_and(|(role, _)| roles.contains(&role)),
        Test::Verified(yes) => (flags & flag::VERIFIED != 0) == *yes,
        _ => true,
    }
}

/// Takes away the rows for which it does not hold; asks of those only that are left.
#[inline]
fn keep(bits: &mut Bits, mut holds: impl FnMut(usize) -> bool) {
    for (at, word) in bits.iter_mut().enumerate() {
        let mut left = *word;
        while left != 0 {
            let bit = left.trailing_zeros();
            left &= left - 1;
            if !holds(at * 64 + bit as usize) {
                *word &= !(1 << bit);
            }
        }
    }
}

/// As [`keep`]: of all rows, for to look a flag up takes no longer than to find the next bit.
fn keep_flags(flags: &[u8], table: &[bool; 256], bits: &mut Bits) {
    for (word, flags) in bits.iter_mut().zip(flags.chunks(64)) {
        let mut held = 0;
        for (bit, flags) in flags.iter().enumerate() {
            held |= u64::from(table.get(usize::from(*flags)).copied().unwrap_or(false)) << bit;
        }
        *word &= held;
    }
}

/// The rows of a block whose text contains it.
fn containing(segment: &Segment, first: usize, finder: &Finder<'_>) -> Bits {
    let mut found = [0; WORDS];
    let (text, mut walk) = segment.stretch(first, (first + BLOCK).min(segment.len()));
    let mut from = 0;
    while let Some(place) = text.get(from..).and_then(|rest| finder.find(rest)) {
        let (row, next) = walk.find(from + place);
        let row = row - first;
        if let Some(word) = found.get_mut(row / 64) {
            *word |= 1 << (row % 64);
        }
        // One find in a row is enough.
        from = next;
    }
    found
}
