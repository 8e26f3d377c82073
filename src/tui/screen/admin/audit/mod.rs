//! What happened: search and travel.

pub mod view;

use crate::domain::{AuditEntry, AuditQuery};
use crate::tui::command::Command;
use crate::tui::effect::{Call, Reply, ReqId};
use crate::tui::form::Busy;
use crate::tui::list::{Piece, Row};
use crate::tui::msg::Input;
use crate::tui::shared::{Cx, Shared};

use super::searched::Left;
use super::tab::TabState;
use super::{Searched, list_rows};

impl Row for AuditEntry {
    type Id = u64;
    fn id(&self) -> u64 {
        self.seq
    }
}

/// What happened.
#[derive(Debug, Default)]
pub struct Audit {
    /// The list.
    pub found: Searched<AuditEntry>,
}

impl Audit {
    fn read(&mut self, cx: &mut Cx<'_>, piece: Piece<u64>) {
        self.found.read(cx, piece, |token, search, piece| {
            Call::Audit(token, AuditQuery { search, account: None, page: piece.page, limit: piece.limit })
        });
    }

    pub(super) fn reply(&mut self, cx: &mut Cx<'_>, id: ReqId, reply: Reply) {
        if let Reply::Audit(answer) = reply {
            self.found.list.answer(id, answer, list_rows(cx.shared));
        }
    }
}

impl TabState for Audit {
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
    fn leave(&mut self) -> Left {
        self.found.leave_search()
    }
    fn nothing_to_leave(&self) -> bool {
        self.found.search.value().is_empty()
    }
    fn travel(&mut self, cx: &mut Cx<'_>, command: Command) {
        if let Some(piece) = self.found.list.command(command, list_rows(cx.shared)) {
            self.read(cx, piece);
        }
    }
    fn hit(&mut self, cx: &mut Cx<'_>, at: usize) {
        self.found.list.choose(at, list_rows(cx.shared));
    }
    fn settle(&mut self, shared: &Shared) {
        self.found.list.settle(list_rows(shared));
    }
    fn busy(&self) -> Option<Busy> {
        self.found.list.busy()
    }
}
