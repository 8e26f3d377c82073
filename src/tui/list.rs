//! Long lists: a window of rows around the cursor, read in pieces. The cursor follows a row, not a number.

use std::fmt::Debug;
use std::time::Instant;

use crate::domain::{Page, Total, Window};

use super::command::Command;
use super::effect::ReqId;
use super::form::Busy;

/// Rows read at once.
pub const CHUNK: usize = 200;
/// Most rows kept; the far end is let go.
const KEEP: usize = 3 * CHUNK;

/// A row that can be found again.
pub trait Row {
    /// Its name.
    type Id: Copy + PartialEq + Debug;
    /// Its name.
    fn id(&self) -> Self::Id;
}

/// What to read next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<Id> {
    /// Which part.
    pub page: Page<Id>,
    /// How many rows.
    pub limit: usize,
}

/// A list with a cursor.
#[derive(Debug)]
pub struct Listing<T: Row> {
    rows: Vec<T>,
    more_before: bool,
    more_after: bool,
    total: Option<Total>,
    cursor: usize,
    top: usize,
    reading: Option<(Busy, Page<T::Id>)>,
    /// The next answer is another list: the cursor follows no row of this one.
    anew: bool,
    /// What has to be asked because the row that was named in the last question is gone.
    owed: Option<Piece<T::Id>>,
    /// Why the last read failed, as a sentence.
    pub problem: Option<String>,
}

impl<T: Row> Default for Listing<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            more_before: false,
            more_after: false,
            total: None,
            cursor: 0,
            top: 0,
            reading: None,
            anew: false,
            owed: None,
            problem: None,
        }
    }
}

impl<T: Row> Listing<T> {
    /// The rows that are there.
    pub fn rows(&self) -> &[T] {
        &self.rows
    }

    /// The rows on the screen, and the number of the first among [`Self::rows`].
    pub fn visible(&self, height: usize) -> (usize, &[T]) {
        let end = (self.top + height).min(self.rows.len());
        (self.top, self.rows.get(self.top..end).unwrap_or(&[]))
    }

    /// Where the cursor is among [`Self::rows`].
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The row under the cursor.
    pub fn chosen(&self) -> Option<&T> {
        self.rows.get(self.cursor)
    }

    /// How many rows match in all; `None` before the first answer.
    pub fn total(&self) -> Option<Total> {
        self.total
    }

    /// How many rows match is known exactly now.
    pub fn counted(&mut self, count: u64) {
        self.total = Some(Total::Exactly(count));
    }

    /// The read under way.
    pub fn busy(&self) -> Option<Busy> {
        self.reading.map(|(busy, _)| busy)
    }

    /// Notes a read under way; answers the one it replaces, which is no longer wanted.
    pub fn reading(&mut self, id: ReqId, page: Page<T::Id>, since: Instant) -> Option<ReqId> {
        self.problem = None;
        self.reading.replace((Busy { id, since }, page)).map(|(busy, _)| busy.id)
    }

    /// From the start.
    pub fn piece_first(&self) -> Piece<T::Id> {
        Piece { page: Page::First, limit: CHUNK }
    }

    /// The same rows anew.
    pub fn piece_again(&self) -> Piece<T::Id> {
        let page = match self.rows.first() {
            Some(row) if self.more_before => Page::From(row.id()),
            _ => Page::First,
        };
        Piece { page, limit: self.rows.len().max(CHUNK) }
    }

    /// Takes an answer in, if it is the one that is waited for; whether it was.
    pub fn answer<E: ToString>(&mut self, id: ReqId, answer: Result<Window<T>, E>, height: usize) -> bool {
        let Some((_, page)) = self.reading.take_if(|(busy, _)| busy.id == id) else { return false };
        let window = match answer {
            Ok(window) => window,
            Err(problem) => {
                self.problem = Some(problem.to_string());
                return true;
            }
        };
        self.total = Some(window.total);
        match page {
            // A row that is gone is answered with the start or the end of the list: that is no part of this one.
            Page::After(_) if !window.more_before => self.owed = Some(self.piece_again()),
            Page::Before(_) if !window.more_after => self.owed = Some(self.piece_again()),
            Page::From(id) if self.more_before && window.rows.first().map(Row::id) != Some(id) => {
                self.owed = Some(self.piece_behind(id));
            }
            Page::After(_) => {
                self.rows.extend(window.rows);
                self.more_after = window.more_after;
                let spare = self.rows.len().saturating_sub(KEEP);
                if spare > 0 {
                    self.rows.drain(..spare);
                    self.more_before = true;
                    self.top = self.top.saturating_sub(spare);
                    self.cursor = self.cursor.saturating_sub(spare);
                }
            }
            Page::Before(_) => {
                let added = window.rows.len();
                self.rows.splice(..0, window.rows);
                self.more_before = window.more_before;
                self.top += added;
                self.cursor += added;
                if self.rows.len() > KEEP {
                    self.rows.truncate(KEEP);
                    self.more_after = true;
                }
            }
            Page::First | Page::Last | Page::From(_) => {
                let place = if self.anew { None } else { self.place_in(&window.rows) };
                self.anew = false;
                self.rows = window.rows;
                self.more_before = window.more_before;
                self.more_after = window.more_after;
                if page == Page::Last {
                    self.cursor = self.rows.len();
                } else if let Some(at) = place {
                    // Its row stays where it stands on the screen; at the very start, what is new above it shows.
                    let below_top = self.cursor.saturating_sub(self.top);
                    self.top = if self.top == 0 { 0 } else { at.saturating_sub(below_top) };
                    self.cursor = at;
                }
            }
        }
        self.settle(height);
        true
    }

    /// Where the chosen row stands among others. If it is gone: the next one that is there, or else the one before.
    fn place_in(&self, rows: &[T]) -> Option<usize> {
        let find = |row: &T| rows.iter().position(|other| other.id() == row.id());
        let (before, after) = self.rows.split_at_checked(self.cursor)?;
        after.iter().find_map(find).or_else(|| before.iter().rev().find_map(find))
    }

    /// The same rows anew, from a row behind one that is gone: what is on the screen before what is not, in growing
    /// steps, so that many rows that go at once cost a few questions.
    fn piece_behind(&self, gone: T::Id) -> Piece<T::Id> {
        let at = self.rows.iter().position(|row| row.id() == gone).unwrap_or(self.rows.len());
        let steps = (0..10).map(|power| self.cursor + (1 << power));
        let next = [self.top, self.cursor].into_iter().chain(steps).find(|next| *next > at);
        let page = next.and_then(|next| self.rows.get(next)).map_or(Page::First, |row| Page::From(row.id()));
        Piece { page, limit: self.rows.len().max(CHUNK) }
    }

    /// What has to be read besides, after an answer that was of no use.
    pub fn owed(&mut self) -> Option<Piece<T::Id>> {
        self.owed.take()
    }

    /// Puts a changed row in the place of the old one.
    pub fn replace(&mut self, row: T) {
        if let Some(old) = self.rows.iter_mut().find(|old| old.id() == row.id()) {
            *old = row;
        }
    }

    /// Forgets the cursor: the next answer starts at the top.
    pub fn to_top(&mut self) {
        self.cursor = 0;
        self.top = 0;
        self.anew = true;
    }

    /// Keeps cursor and first visible row within the rows; after a move or a new size.
    pub fn settle(&mut self, height: usize) {
        let height = height.max(1);
        self.cursor = self.cursor.min(self.rows.len().saturating_sub(1));
        self.top = self.top.min(self.cursor).max((self.cursor + 1).saturating_sub(height));
        self.top = self.top.min(self.rows.len().saturating_sub(height));
    }

    /// Shows the first rows, as far as the cursor stays in sight.
    pub fn rise(&mut self, height: usize) {
        self.top = 0;
        self.settle(height);
    }

    /// Moves the cursor to a row on the screen.
    pub fn choose(&mut self, at: usize, height: usize) {
        self.cursor = at;
        self.settle(height);
    }

    /// Moves the cursor; answers what must be read for it.
    pub fn command(&mut self, command: Command, height: usize) -> Option<Piece<T::Id>> {
        let page = height.max(2) - 1;
        match command {
            Command::Up => self.cursor = self.cursor.saturating_sub(1),
            Command::Down => self.cursor += 1,
            Command::PageUp => self.cursor = self.cursor.saturating_sub(page),
            Command::PageDown => self.cursor += page,
            Command::First => {
                self.cursor = 0;
                if self.more_before {
                    self.to_top();
                    self.rows.clear();
                    return Some(self.piece_first());
                }
            }
            Command::Last => {
                self.cursor = self.rows.len();
                if self.more_after {
                    return Some(Piece { page: Page::Last, limit: CHUNK });
                }
            }
            _ => {}
        }
        self.settle(height);
        if self.reading.is_some() {
            return None;
        }
        let near = 2 * height;
        if self.more_after && self.cursor + near >= self.rows.len() {
            return self.rows.last().map(|row| Piece { page: Page::After(row.id()), limit: CHUNK });
        }
        if self.more_before && self.cursor < near {
            return self.rows.first().map(|row| Piece { page: Page::Before(row.id()), limit: CHUNK });
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Row for u32 {
        type Id = u32;
        fn id(&self) -> u32 {
            *self
        }
    }

    const ID: ReqId = ReqId { epoch: 0, seq: 1 };

    fn answer(list: &mut Listing<u32>, page: Page<u32>, rows: Vec<u32>, before: bool, after: bool) {
        list.reading(ID, page, Instant::now());
        let total = Total::Exactly(1000);
        let window = Window { rows, more_before: before, more_after: after, total };
        assert!(list.answer::<String>(ID, Ok(window), 10));
    }

    #[test]
    fn the_cursor_follows_its_row() {
        let mut list = Listing::default();
        answer(&mut list, Page::First, (0..50).collect(), false, false);
        list.choose(7, 10);
        answer(&mut list, Page::First, (3..50).collect(), false, false);
        assert_eq!(list.chosen(), Some(&7));
    }

    #[test]
    fn a_row_that_goes_leaves_the_cursor_beside_it_and_the_screen_where_it_was() {
        let mut list = Listing::default();
        answer(&mut list, Page::First, (0..100).collect(), false, false);
        list.choose(50, 10);
        list.choose(47, 10);
        let (top, _) = list.visible(10);
        let without = |gone: &[u32]| (0..100).filter(|row| !gone.contains(row)).collect::<Vec<u32>>();
        answer(&mut list, Page::First, without(&[3, 47]), false, false);
        assert_eq!((list.chosen(), list.visible(10).0), (Some(&48), top - 1));
        answer(&mut list, Page::First, (0..48).collect(), false, false);
        assert_eq!(list.chosen(), Some(&46), "the one before, where none follows");
    }

    #[test]
    fn what_is_new_above_the_first_row_shows() {
        let mut list = Listing::default();
        answer(&mut list, Page::First, (5..100).collect(), false, false);
        answer(&mut list, Page::First, (0..100).collect(), false, false);
        assert_eq!((list.chosen(), list.visible(10).0), (Some(&5), 0));
    }

    #[test]
    fn another_list_begins_at_its_top() {
        let mut list = Listing::default();
        answer(&mut list, Page::First, (0..50).collect(), false, false);
        list.choose(7, 10);
        list.to_top();
        answer(&mut list, Page::First, (0..50).rev().collect(), false, false);
        assert_eq!(list.chosen(), Some(&49));
    }

    #[test]
    fn a_place_whose_row_is_gone_is_found_by_the_rows_beside_it() {
        let mut list = Listing::default();
        let all: Vec<u32> = (0..10_000).collect();
        answer(&mut list, Page::First, all[..200].to_vec(), false, true);
        answer(&mut list, Page::From(5_000), all[5_000..5_200].to_vec(), true, true);
        list.choose(100, 10);
        // Every row up to the one under the cursor goes, and a few behind it.
        let left: Vec<u32> = all.iter().copied().filter(|row| !(5_000..5_103).contains(row)).collect();
        let mut piece = list.piece_again();
        let mut asked = 0;
        loop {
            asked += 1;
            let Page::From(id) = piece.page else { panic!("{piece:?}") };
            match left.iter().position(|row| *row == id) {
                Some(at) => answer(&mut list, piece.page, left[at..at + 200].to_vec(), true, true),
                None => answer(&mut list, piece.page, left[..200].to_vec(), false, true),
            }
            match list.owed() {
                Some(next) => piece = next,
                None => break,
            }
        }
        assert_eq!(list.chosen(), Some(&5_104));
        assert!(asked <= 6, "{asked}");
    }

    #[test]
    fn the_start_of_the_list_is_never_taken_for_what_follows() {
        let mut list = Listing::default();
        answer(&mut list, Page::First, (0..200).collect(), false, true);
        answer(&mut list, Page::After(199), (0..200).collect(), false, true);
        assert_eq!(list.rows().len(), 200);
        assert_eq!(list.owed().map(|piece| piece.page), Some(Page::First));
    }

    #[test]
    fn a_long_list_is_read_in_pieces_and_kept_short() {
        let mut list = Listing::default();
        answer(&mut list, Page::First, (0..200).collect(), false, true);
        let mut next = 200;
        for _ in 0..2_000 {
            if let Some(piece) = list.command(Command::Down, 10) {
                assert_eq!(piece.page, Page::After(next - 1));
                answer(&mut list, piece.page, (next..next + 200).collect(), true, true);
                next += 200;
            }
        }
        assert_eq!(list.chosen(), Some(&2_000));
        assert!(list.rows().len() <= KEEP);
        let (top, visible) = list.visible(10);
        assert!(visible.contains(&2_000) && top <= list.cursor());
    }

    #[test]
    fn an_answer_nobody_waits_for_changes_nothing() {
        let mut list: Listing<u32> = Listing::default();
        list.reading(ID, Page::First, Instant::now());
        let late = ReqId { epoch: 0, seq: 9 };
        let window = Window { rows: vec![1], more_before: false, more_after: false, total: Total::Exactly(1) };
        assert!(!list.answer::<String>(late, Ok(window), 10));
        assert!(list.rows().is_empty() && list.busy().is_some());
    }
}
