//! Parts of the list in its order, and all of it.
//!
//! No order is kept: rows of a part are chosen from the matches in one pass, which takes a few milliseconds for a
//! million and no memory. By username not even that: segments are in that order, and are walked from the place on.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use super::found::{Hits, Look, Looking};
use super::plan::BLOCK;
use super::segment::{Lines, Segment};
use super::{Index, Part, Stopped};
use crate::domain::{AccountId, AccountQuery, AccountSort, Direction, Page, Search, Total};

/// What a row is sorted by; the id decides between equals.
type Key<V> = (V, AccountId);

/// Who never signed in did so in the year 1, as the store has it.
const NEVER: i64 = -62_135_596_800_000;

/// Which way, and from where on.
struct Range<V> {
    /// Smallest first.
    rising: bool,
    from: Option<Bound<V>>,
}

struct Bound<V> {
    key: Key<V>,
    /// The row itself is a part of it.
    with_it: bool,
}

impl<V: Ord + Copy> Range<V> {
    fn before(&self, a: &Key<V>, b: &Key<V>) -> bool {
        if self.rising { a < b } else { a > b }
    }

    /// Whether a row lies on this side of the bound.
    fn holds(&self, key: &Key<V>) -> bool {
        self.from.as_ref().is_none_or(|from| self.before(&from.key, key) || (from.with_it && from.key == *key))
    }
}

/// The first rows of those that come by.
struct Best<'r, V> {
    range: &'r Range<V>,
    most: usize,
    rows: Vec<Key<V>>,
    /// None that comes after this one is among them.
    last: Option<Key<V>>,
}

impl<'r, V: Ord + Copy> Best<'r, V> {
    fn new(range: &'r Range<V>, most: usize) -> Self {
        Self { range, most, rows: Vec::new(), last: None }
    }

    #[inline]
    fn is_too_late(&self, key: &Key<V>) -> bool {
        self.last.as_ref().is_some_and(|last| !self.range.before(key, last))
    }

    #[inline]
    fn add(&mut self, key: Key<V>) {
        if self.most == 0 || self.is_too_late(&key) {
            return;
        }
        self.rows.push(key);
        // Sorting out now and then costs less than keeping them in order.
        if self.rows.len() >= self.most * 2 + 64 {
            self.cut();
        }
    }

    fn cut(&mut self) {
        let rising = self.range.rising;
        self.rows.sort_unstable_by(|a, b| if rising { a.cmp(b) } else { b.cmp(a) });
        self.rows.truncate(self.most);
        if self.rows.len() == self.most {
            self.last = self.rows.last().copied();
        }
    }

    fn end(mut self) -> Vec<Key<V>> {
        self.cut();
        self.rows
    }
}

impl Index {
    /// A part of the list.
    ///
    /// # Errors
    /// [`Stopped`].
    pub fn page(&self, query: &AccountQuery, stopped: &dyn Fn() -> bool) -> Result<Part, Stopped> {
        match query.sort {
            AccountSort::Username => self.walked(query, stopped),
            AccountSort::DisplayName => self.chosen(query, |_, lines, row| lines.display_name(row), stopped),
            AccountSort::Email => self.chosen(query, |_, lines, row| lines.email(row), stopped),
            AccountSort::Role => self.chosen(query, |segment, _, row| segment.flags(row) & 3, stopped),
            AccountSort::Status => self.chosen(query, |segment, _, row| segment.flags(row) & 12, stopped),
            AccountSort::Created => self.chosen(query, |segment, _, row| segment.created(row), stopped),
            AccountSort::LastLogin => {
                self.chosen(query, |segment, _, row| segment.seen.get(row).unwrap_or(NEVER), stopped)
            }
        }
    }

    /// How many accounts match.
    ///
    /// # Errors
    /// [`Stopped`].
    pub fn count(&self, search: &Search, stopped: &dyn Fn() -> bool) -> Result<u64, Stopped> {
        if search.is_everybody() {
            return Ok(self.everybody());
        }
        let hits = self.hits(search, stopped)?;
        Ok(hits.iter().map(|(_, hits)| hits.count as u64).sum())
    }

    /// Every account that matches, by username.
    ///
    /// # Errors
    /// [`Stopped`].
    pub fn matching(&self, search: &Search, stopped: &dyn Fn() -> bool) -> Result<Vec<AccountId>, Stopped> {
        let hits = self.hits(search, stopped)?;
        // Each segment is in order; of the rows that are next in each, the first is taken.
        let mut runs: Vec<_> = hits.iter().map(|(segment, hits)| (*segment, segment.lines(), hits.rows())).collect();
        let mut ids = Vec::with_capacity(hits.iter().map(|(_, hits)| hits.count).sum());
        let mut heads = BinaryHeap::with_capacity(runs.len());
        for (run, (_, lines, rows)) in runs.iter_mut().enumerate() {
            heads.extend(rows.next().map(|row| Reverse((lines.name(row), run, row))));
        }
        while let Some(Reverse((_, run, row))) = heads.pop() {
            let Some((segment, lines, rows)) = runs.get_mut(run) else { continue };
            heads.extend(rows.next().map(|row| Reverse((lines.name(row), run, row))));
            ids.extend(segment.id(row));
            if ids.len() % BLOCK == 0 && stopped() {
                return Err(Stopped);
            }
        }
        Ok(ids)
    }

    fn everybody(&self) -> u64 {
        self.segments.iter().map(|segment| (segment.live() - segment.trashed) as u64).sum()
    }

    /// All matches, by segment.
    fn hits(&self, search: &Search, stopped: &dyn Fn() -> bool) -> Result<Vec<(&Segment, Arc<Hits>)>, Stopped> {
        let looking = Looking::begin(&self.kept, search, &self.seats, stopped);
        let hits = self.segments.iter().map(|segment| looking.at(segment).finish()).collect::<Result<Vec<_>, _>>()?;
        looking.end(&self.kept, hits.clone());
        Ok(self.segments.iter().zip(hits).collect())
    }

    /// Which way a page is read, and from where on. Rows that come before the part are those of the other side.
    fn range<'s, V: Ord + Copy>(
        &'s self,
        query: &AccountQuery,
        value: &impl Fn(&'s Segment, &mut Lines<'s>, usize) -> V,
    ) -> (bool, Range<V>) {
        let bound = |id: AccountId, with_it: bool| {
            let (segment, row) = self.find(id)?;
            Some(Bound { key: (value(segment, &mut segment.lines(), row), id), with_it })
        };
        let (onward, from) = match query.page {
            Page::First => (true, None),
            Page::Last => (false, None),
            Page::After(id) => (true, bound(id, false)),
            Page::From(id) => (true, bound(id, true)),
            Page::Before(id) => (false, bound(id, false)),
        };
        (onward, Range { rising: (query.direction == Direction::Ascending) == onward, from })
    }

    /// Chosen from all matches.
    fn chosen<'s, V: Ord + Copy>(
        &'s self,
        query: &AccountQuery,
        value: impl Fn(&'s Segment, &mut Lines<'s>, usize) -> V,
        stopped: &dyn Fn() -> bool,
    ) -> Result<Part, Stopped> {
        let (onward, range) = self.range(query, &value);
        let hits = self.hits(&query.search, stopped)?;
        let mut best = Best::new(&range, query.limit.saturating_add(1));
        let (mut count, mut beyond) = (0, false);
        for (segment, hits) in hits {
            if stopped() {
                return Err(Stopped);
            }
            count += hits.count as u64;
            let mut lines = segment.lines();
            for row in hits.rows() {
                let Some(id) = segment.id(row) else { continue };
                let key = (value(segment, &mut lines, row), id);
                if best.is_too_late(&key) {
                    // It lies on this side, but behind.
                } else if range.holds(&key) {
                    best.add(key);
                } else {
                    beyond = true;
                }
            }
        }
        Ok(part(best.end(), query.limit, onward, beyond, Total::Exactly(count)))
    }

    /// By username: walked from the place on until there are enough.
    fn walked(&self, query: &AccountQuery, stopped: &dyn Fn() -> bool) -> Result<Part, Stopped> {
        let (onward, range) = self.range(query, &|segment: &Segment, _, row| segment.name(row));
        let looking = Looking::begin(&self.kept, &query.search, &self.seats, stopped);
        let mut best = Best::new(&range, query.limit.saturating_add(1));
        let other = Range {
            rising: !range.rising,
            from: range.from.as_ref().map(|from| Bound { key: from.key, with_it: !from.with_it }),
        };
        let (mut known, mut all, mut beyond, mut whole) = (0, true, false, Vec::new());
        for segment in &self.segments {
            let mut look = looking.at(segment);
            let mut taken = 0;
            walk(&mut look, &range, |key| {
                taken += 1;
                // In one segment names only get later.
                let wanted = !best.is_too_late(&key);
                best.add(key);
                wanted && taken < best.most
            })?;
            best.cut();
            if other.from.is_some() && !beyond {
                walk(&mut look, &other, |_| {
                    beyond = true;
                    false
                })?;
            }
            known += look.counted() as u64;
            match look.whole() {
                Some(hits) => whole.push(hits),
                None => all = false,
            }
        }
        let total = if query.search.is_everybody() {
            Total::Exactly(self.everybody())
        } else if all {
            Total::Exactly(known)
        } else {
            Total::AtLeast(known)
        };
        let rows = best.end();
        if all {
            looking.end(&self.kept, whole);
        }
        Ok(part(rows, query.limit, onward, beyond, total))
    }

    /// Where an account stands.
    fn find(&self, id: AccountId) -> Option<(&Segment, usize)> {
        self.segments.iter().rev().find_map(|segment| {
            let mut from = 0;
            // Also where it stood before, which is struck out.
            loop {
                let row = from + segment.ids.get(from..)?.iter().position(|other| *other == id)?;
                if segment.stands(row) {
                    return Some((segment, row));
                }
                from = row + 1;
            }
        })
    }
}

/// Walks the matches of a segment from the bound on, until `each` has enough.
fn walk<'s>(
    look: &mut Look<'_, 's>,
    range: &Range<&'s [u8]>,
    mut each: impl FnMut(Key<&'s [u8]>) -> bool,
) -> Result<(), Stopped> {
    let segment = look.segment;
    let (mut row, end) = match &range.from {
        None if range.rising => (0, segment.len()),
        None => (segment.len(), 0),
        // A name is one account's alone, so the id decides nothing here.
        Some(from) => {
            let place = segment.place(from.key.0, range.rising != from.with_it);
            (place, if range.rising { segment.len() } else { 0 })
        }
    };
    while row != end {
        // The rest of the word in which the next row stands.
        let at = if range.rising { row } else { row - 1 };
        let (word, bit) = (at / 64, at % 64);
        let bits = look.word(word)?;
        let ahead = if range.rising { bits & (u64::MAX << bit) } else { bits & (u64::MAX >> (63 - bit)) };
        if ahead == 0 {
            row = if range.rising { ((word + 1) * 64).min(end) } else { word * 64 };
            continue;
        }
        let bit = if range.rising { ahead.trailing_zeros() } else { 63 - ahead.leading_zeros() } as usize;
        let found = word * 64 + bit;
        row = if range.rising { found + 1 } else { found };
        let Some(id) = segment.id(found) else { break };
        if !each((segment.name(found), id)) {
            break;
        }
    }
    Ok(())
}

fn part<V>(mut rows: Vec<Key<V>>, limit: usize, onward: bool, beyond: bool, total: Total) -> Part {
    let more = rows.len() > limit;
    rows.truncate(limit);
    let mut ids: Vec<AccountId> = rows.into_iter().map(|(_, id)| id).collect();
    if onward {
        return Part { ids, more_before: beyond, more_after: more, total };
    }
    ids.reverse();
    Part { ids, more_before: more, more_after: beyond, total }
}
