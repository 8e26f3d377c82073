//! The outbox: search, travel, and failed letters sent again.

pub mod view;

use crate::domain::{LetterId, LetterQuery, LetterRow, LetterState};
use crate::tui::command::{Availability, Command};
use crate::tui::effect::{Call, Reply, ReqId};
use crate::tui::form::Busy;
use crate::tui::list::{Piece, Row};
use crate::tui::msg::Input;
use crate::tui::shared::{Cx, Shared};

use super::Searched;
use super::accounts::rows_with_pane;
use super::searched::Left;
use super::tab::TabState;

impl Row for LetterRow {
    type Id = LetterId;
    fn id(&self) -> LetterId {
        self.id
    }
}

/// The outbox.
#[derive(Debug, Default)]
pub struct Mail {
    /// The list.
    pub found: Searched<LetterRow>,
}

impl Mail {
    fn read(&mut self, cx: &mut Cx<'_>, piece: Piece<LetterId>) {
        self.found.read(cx, piece, |token, search, piece| {
            Call::Letters(token, LetterQuery { search, account: None, page: piece.page, limit: piece.limit })
        });
    }

    /// Whether the chosen letter can be sent again.
    pub(super) fn can_retry(&self) -> Availability {
        match self.found.list.chosen().map(|row| row.state) {
            Some(LetterState::Failed) => Availability::Ready,
            Some(_) => Availability::Off("Only a failed letter can be sent again."),
            None => Availability::Hidden,
        }
    }

    pub(super) fn reply(&mut self, cx: &mut Cx<'_>, id: ReqId, reply: Reply) {
        if let Reply::Letters(answer) = reply {
            self.found.list.answer(id, answer, rows_with_pane(cx.shared));
        }
    }
}

impl TabState for Mail {
    fn refresh(&mut self, cx: &mut Cx<'_>) {
        self.read(cx, self.found.list.piece_again());
    }
    fn search_again(&mut self, cx: &mut Cx<'_>) {
        self.found.list.to_top();
        self.read(cx, self.found.list.piece_first());
    }
    fn searching(&self) -> bool {
        self.found.searching
    }
    fn set_searching(&mut self, on: bool) {
        self.found.searching = on;
    }
    fn search_key(&mut self, input: &Input) -> bool {
        self.found.search_key(input)
    }
    fn leave(&mut self, _cx: &mut Cx<'_>) -> Left {
        self.found.leave_search()
    }
    fn nothing_to_leave(&self) -> bool {
        self.found.search.value().is_empty()
    }
    fn travel(&mut self, cx: &mut Cx<'_>, command: Command) {
        if let Some(piece) = self.found.list.command(command, rows_with_pane(cx.shared)) {
            self.read(cx, piece);
        }
    }
    fn hit(&mut self, cx: &mut Cx<'_>, at: usize) {
        self.found.list.choose(at, rows_with_pane(cx.shared));
    }
    fn settle(&mut self, shared: &Shared) {
        self.found.list.settle(rows_with_pane(shared));
    }
    fn busy(&self) -> Option<Busy> {
        self.found.list.busy()
    }
}
