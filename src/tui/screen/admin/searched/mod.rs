//! A list with a search field above it: what the three tabs have in common.

pub mod view;

use tui_input::Input as Line;

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
}

impl<T: Row> Default for Searched<T> {
    fn default() -> Self {
        Self { list: Listing::default(), search: Line::default(), searching: false }
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

    /// A key in the search field; whether the search has changed.
    pub(super) fn search_key(&mut self, input: &Input) -> bool {
        match input {
            Input::Key(key) => text_key(&mut self.search, *key, 100),
            Input::Paste(text) => {
                for c in crate::domain::text::clean_line(text.expose(), 100).chars() {
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
