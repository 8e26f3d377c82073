//! What a search has found: kept, so that the next key asks the rows that are left, and a count asks none.

use std::sync::{Arc, Mutex, PoisonError};

use super::plan::{BLOCK, Bits, Plan, WORDS};
use super::segment::Segment;
use super::{Seats, Stopped};
use crate::domain::{Search, Test};

/// Searches whose matches are kept: as many as letters that are typed and taken back again. Each takes a bit a row.
const KEPT: usize = 6;

/// The matches in one segment.
pub(super) struct Hits {
    /// Of the segment, when it was asked.
    stamp: u64,
    /// A bit for each row.
    bits: Vec<u64>,
    /// How many.
    pub count: usize,
}

/// The matches of a search, as far as segments were asked to their end.
pub(super) struct Answered {
    search: Search,
    hits: Vec<Arc<Hits>>,
}

impl Answered {
    fn of(&self, segment: &Segment) -> Option<&Arc<Hits>> {
        self.hits.iter().find(|hits| hits.stamp == segment.stamp)
    }
}

/// The last searches, the newest last.
#[derive(Default)]
pub(super) struct Kept(Mutex<Vec<Arc<Answered>>>);

impl Kept {
    /// What is known of exactly this search, and of the narrowest one that holds wherever it does.
    fn known(&self, search: &Search) -> (Option<Arc<Answered>>, Option<Arc<Answered>>) {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let same = kept.iter().rev().find(|known| is_same(&known.search, search));
        let wider = kept.iter().filter(|known| narrows(search, &known.search));
        let wider = wider.min_by_key(|known| known.hits.iter().map(|hits| hits.count).sum::<usize>());
        (same.cloned(), wider.cloned())
    }

    fn keep(&self, answered: Answered) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|known| !is_same(&known.search, &answered.search));
        let spare = (kept.len() + 1).saturating_sub(KEPT);
        kept.drain(..spare);
        kept.push(Arc::new(answered));
    }
}

/// Whether two searches find the same rows, whenever they were typed.
fn is_same(a: &Search, b: &Search) -> bool {
    a.terms == b.terms && (a.at == b.at || !a.looks_into_the_trash())
}

/// Whether every row that `search` finds is found by `wider`, too.
fn narrows(search: &Search, wider: &Search) -> bool {
    let follows = |known: &crate::domain::Term| {
        search.terms.iter().any(|term| {
            term == known
                || match (&term.test, &known.test) {
                    (Test::Text(longer), Test::Text(shorter)) if !term.without && !known.without => {
                        longer.contains(shorter.as_str())
                    }
                    (Test::Text(shorter), Test::Text(longer)) if term.without && known.without => {
                        longer.contains(shorter.as_str())
                    }
                    _ => false,
                }
        })
    };
    // States are those of a moment. And what was found with the trash left out knows nothing of it.
    let of_now = !wider.looks_into_the_trash() || wider.at == search.at;
    of_now && wider.looks_into_the_trash() == search.looks_into_the_trash() && wider.terms.iter().all(follows)
}

/// A search under way.
pub(super) struct Looking<'a> {
    search: &'a Search,
    plan: Plan<'a>,
    same: Option<Arc<Answered>>,
    /// The plan for rows that a wider search has found, and what it found.
    narrowed: Option<(Plan<'a>, Arc<Answered>)>,
    stopped: &'a dyn Fn() -> bool,
}

impl<'a> Looking<'a> {
    pub fn begin(kept: &Kept, search: &'a Search, seats: &Seats, stopped: &'a dyn Fn() -> bool) -> Self {
        let (same, wider) = kept.known(search);
        let narrowed = wider.map(|wider| (Plan::new(search, Some(&wider.search), seats), wider));
        Self { search, plan: Plan::new(search, None, seats), same, narrowed, stopped }
    }

    /// Begins to ask a segment.
    pub fn at<'l, 's>(&'l self, segment: &'s Segment) -> Look<'l, 's> {
        let known = self.same.as_ref().and_then(|same| same.of(segment)).cloned();
        let wider = self.narrowed.as_ref().and_then(|(plan, wider)| Some((plan, wider.of(segment)?)));
        let (plan, wider) = match wider {
            Some((plan, hits)) => (plan, Some(hits.bits.as_slice())),
            None => (&self.plan, None),
        };
        let words = segment.len().div_ceil(64);
        let blocks = segment.len().div_ceil(BLOCK);
        Look {
            segment,
            plan,
            wider,
            table: plan.table(segment),
            bits: if known.is_some() { Vec::new() } else { vec![0; words] },
            asked: if known.is_some() { Vec::new() } else { vec![false; blocks] },
            left: if known.is_some() { 0 } else { blocks },
            known,
            stopped: self.stopped,
        }
    }

    /// Keeps what was found, in segments that were asked to their end, for the next search.
    pub fn end(self, kept: &Kept, hits: Vec<Arc<Hits>>) {
        kept.keep(Answered { search: self.search.clone(), hits });
    }
}

/// A segment that is being asked, block by block, as far as somebody wants to know.
pub(super) struct Look<'l, 's> {
    pub segment: &'s Segment,
    plan: &'l Plan<'l>,
    wider: Option<&'l [u64]>,
    table: Option<[bool; 256]>,
    bits: Vec<u64>,
    asked: Vec<bool>,
    left: usize,
    known: Option<Arc<Hits>>,
    stopped: &'l dyn Fn() -> bool,
}

impl Look<'_, '_> {
    /// Sixty-four rows: a bit for each that matches.
    pub fn word(&mut self, word: usize) -> Result<u64, Stopped> {
        if let Some(known) = &self.known {
            return Ok(known.bits.get(word).copied().unwrap_or_default());
        }
        let block = word / WORDS;
        if self.asked.get(block) == Some(&false) {
            self.ask(block)?;
        }
        Ok(self.bits.get(word).copied().unwrap_or_default())
    }

    fn ask(&mut self, block: usize) -> Result<(), Stopped> {
        if (self.stopped)() {
            return Err(Stopped);
        }
        let mut bits: Bits = [0; WORDS];
        let first = block * WORDS;
        for (at, word) in bits.iter_mut().enumerate() {
            let wider = self.wider.map_or(u64::MAX, |wider| wider.get(first + at).copied().unwrap_or_default());
            *word = wider & self.segment.standing(first + at);
        }
        if bits.iter().any(|word| *word != 0) {
            self.plan.keep(self.segment, self.table.as_ref(), block, &mut bits);
        }
        if let Some(asked) = self.asked.get_mut(block) {
            *asked = true;
            self.left -= 1;
        }
        for (to, from) in self.bits.iter_mut().skip(first).zip(bits) {
            *to = from;
        }
        Ok(())
    }

    /// Asks the whole segment.
    pub fn finish(mut self) -> Result<Arc<Hits>, Stopped> {
        for block in 0..self.asked.len() {
            if self.asked.get(block) == Some(&false) {
                self.ask(block)?;
            }
        }
        self.whole().ok_or(Stopped)
    }

    /// What was found, if the segment was asked to its end.
    pub fn whole(self) -> Option<Arc<Hits>> {
        if let Some(known) = self.known {
            return Some(known);
        }
        let count = self.counted();
        (self.left == 0).then(|| Arc::new(Hits { stamp: self.segment.stamp, count, bits: self.bits }))
    }

    /// Matches that are known of by now.
    pub fn counted(&self) -> usize {
        match &self.known {
            Some(known) => known.count,
            None => self.bits.iter().map(|word| word.count_ones() as usize).sum(),
        }
    }
}

impl Hits {
    /// The rows.
    pub fn rows(&self) -> impl Iterator<Item = usize> {
        self.bits.iter().enumerate().flat_map(|(at, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                (left != 0).then(|| {
                    let bit = left.trailing_zeros();
                    left &= left - 1;
                    at * 64 + bit as usize
                })
            })
        })
    }
}
