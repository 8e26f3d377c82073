//! A list with a search field above it: what the three tabs have in common.

pub mod view;

use tui_input::Input as Line;

use crate::domain::{Search, Total};
use crate::tui::effect::Call;
use crate::tui::form::text_key;
use crate::tui::list::{Listing, Piece, Row};
use crate::tui::msg::Input;
use crate::tui::shared::Cx;

/// A list with a search field above it.
#[derive(Debug)]
pub struct Searched<T: Row> {
    /// The rows.
    pub list: Listing<T>,
    /// What is searched for.
    pub search: Line,
    /// Whether the search field has focus.
    pub searching: bool,
    /// Why what is typed can't be searched for yet; the rows are those of the last search that could.
    pub hint: Option<String>,
    /// How many rows there are with no search; known once they were listed so.
    pub everything: Option<Total>,
}

impl<T: Row> Default for Searched<T> {
    fn default() -> Self {
        Self { list: Listing::default(), search: Line::default(), searching: false, hint: None, everything: None }
    }
}

impl<T: Row> Searched<T> {
    /// Asks for a piece of the list.
    pub(super) fn read(
        &mut self,
        cx: &mut Cx<'_>,
        piece: Piece<T::Id>,
        call: impl FnOnce(crate::domain::SessionToken, String, Piece<T::Id>) -> Call,
    ) {
        let search = self.search.value().to_owned();
        let since = cx.now();
        if let Some(id) = cx.call_as(|token| call(token, search, piece)) {
            let stale = self.list.reading(id, piece.page, since);
            cx.cancel(stale);
        }
    }

    /// The search as it would stand if it was opened from a list of them.
    pub(super) fn search_for(&mut self, text: &str) {
        self.search = Line::new(text.to_owned());
        self.searching = false;
    }

    /// A key in the search field; whether the search has changed.
    pub(super) fn search_key(&mut self, input: &Input) -> bool {
        match input {
            Input::Key(key) => text_key(&mut self.search, *key, Search::MAX_CHARS),
            Input::Paste(text) => {
                for c in crate::domain::text::clean_line(text.expose(), Search::MAX_CHARS).chars() {
                    self.search.handle(tui_input::InputRequest::InsertChar(c));
                }
                true
            }
            _ => false,
        }
    }

    /// Leaves the search field, then the search; whether there was something to leave.
    pub(super) fn leave_search(&mut self) -> Left {
        if self.search.value().is_empty() && !self.searching {
            return Left::Nothing;
        }
        let changed = !self.search.value().is_empty();
        self.searching = false;
        self.hint = None;
        self.search.reset();
        if changed { Left::Changed } else { Left::Closed }
    }
}

/// What Esc left.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// There was nothing to leave.
    Nothing,
    /// The field; the search was empty.
    Closed,
    /// The search: the list is another one now.
    Changed,
}
