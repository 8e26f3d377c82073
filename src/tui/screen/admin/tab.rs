//! The tabs of the admin's desk, and what each of them does with what is not its own alone.

use crate::tui::command::Command;
use crate::tui::form::Busy;
use crate::tui::msg::Input;
use crate::tui::shared::{Cx, Shared};

use super::accounts::{Accounts, rows_with_pane};
use super::searched::Left;

/// A tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Everybody's accounts.
    #[default]
    Accounts,
    /// What happened.
    Audit,
    /// The outbox.
    Mail,
    /// Who waits for the staff; the invitations.
    Approvals,
    /// The rules of the house.
    Settings,
}

impl Tab {
    /// The tabs, with their names.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Accounts, "Accounts"),
        (Self::Audit, "Audit"),
        (Self::Mail, "Mail"),
        (Self::Approvals, "Approvals"),
        (Self::Settings, "Settings"),
    ];

    pub(super) fn step(self, by: usize) -> Self {
        let at = Self::ALL.iter().position(|(tab, _)| *tab == self).unwrap_or(0);
        Self::ALL.get((at + by) % Self::ALL.len()).map_or(self, |(tab, _)| *tab)
    }
}

/// What every tab can do. Where there is nothing to search, the defaults hold.
pub(super) trait TabState {
    /// Reads what is shown anew; where rows follow each other, from the same row on.
    fn refresh(&mut self, cx: &mut Cx<'_>);
    /// The search has changed: from the start.
    fn search_again(&mut self, _cx: &mut Cx<'_>) {}
    /// Whether the search field has focus.
    fn searching(&self) -> bool {
        false
    }
    /// Gives the search field focus, or takes it away.
    fn set_searching(&mut self, _on: bool) {}
    /// A key in the search field; whether the search has changed.
    fn search_key(&mut self, _input: &Input) -> bool {
        false
    }
    /// What Esc leaves.
    fn leave(&mut self) -> Left {
        Left::Nothing
    }
    /// Whether Esc would leave nothing.
    fn nothing_to_leave(&self) -> bool {
        true
    }
    /// Moves the cursor.
    fn travel(&mut self, cx: &mut Cx<'_>, command: Command);
    /// A click on a row.
    fn hit(&mut self, cx: &mut Cx<'_>, at: usize);
    /// The size is new: cursor and first row stay where they can be seen.
    fn settle(&mut self, shared: &Shared);
    /// The read under way.
    fn busy(&self) -> Option<Busy>;
}

impl TabState for Accounts {
    fn refresh(&mut self, cx: &mut Cx<'_>) {
        self.read(cx, self.found.list.piece_again());
    }
    fn search_again(&mut self, cx: &mut Cx<'_>) {
        Accounts::search_again(self, cx);
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
        if self.card {
            self.card = false;
            return Left::Closed;
        }
        self.found.leave_search()
    }
    fn nothing_to_leave(&self) -> bool {
        self.found.search.value().is_empty()
    }
    fn travel(&mut self, cx: &mut Cx<'_>, command: Command) {
        Accounts::travel(self, cx, command);
    }
    fn hit(&mut self, cx: &mut Cx<'_>, at: usize) {
        Accounts::hit(self, cx, at);
    }
    fn settle(&mut self, shared: &Shared) {
        self.found.list.settle(rows_with_pane(shared));
    }
    fn busy(&self) -> Option<Busy> {
        self.found.list.busy()
    }
}
