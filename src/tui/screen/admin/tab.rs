//! The tabs of the admin's desk, and what each of them does with what is not its own alone.

use crate::auth::matrix::{Operation, allows};
use crate::domain::Role;
use crate::tui::command::Command;
use crate::tui::form::Busy;
use crate::tui::msg::Input;
use crate::tui::shared::{Cx, Shared};

use super::accounts::{Accounts, rows_with_pane};
use super::searched::Left;

/// A tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Today at a glance.
    #[default]
    Desk,
    /// Everybody's accounts.
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
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Desk, "Desk"),
        (Self::Accounts, "Accounts"),
        (Self::Audit, "Audit"),
        (Self::Mail, "Mail"),
        (Self::Approvals, "Approvals"),
        (Self::Settings, "Settings"),
    ];

    /// The tabs that a role may see, with their names.
    pub fn of(role: Role) -> impl Iterator<Item = (Self, &'static str)> {
        Self::ALL.into_iter().filter(move |(tab, _)| allows(role, tab.operation()))
    }

    /// What the core is asked for it.
    fn operation(self) -> Operation {
        match self {
            Self::Desk => Operation::Desk,
            Self::Accounts => Operation::Accounts,
            Self::Audit => Operation::Audit,
            Self::Mail => Operation::Letters,
            Self::Approvals => Operation::Pending,
            Self::Settings => Operation::Settings,
        }
    }

    /// The next tab that the role may see, or the one before.
    pub(super) fn step(self, role: Role, back: bool) -> Self {
        let tabs: Vec<Self> = Self::of(role).map(|(tab, _)| tab).collect();
        let at = tabs.iter().position(|tab| *tab == self).unwrap_or(0);
        let next = if back { at + tabs.len().saturating_sub(1) } else { at + 1 };
        tabs.get(next % tabs.len().max(1)).copied().unwrap_or(self)
    }
}

/// What every tab can do. Where there is nothing to search, the defaults hold.
pub(super) trait TabState {
    /// Reads what is shown anew; where rows follow each other, from the same row on.
    fn refresh(&mut self, cx: &mut Cx<'_>);
    /// Somebody has written into the database. Nobody here has asked for anything.
    fn changed(&mut self, cx: &mut Cx<'_>) {
        self.refresh(cx);
    }
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
    fn leave(&mut self, _cx: &mut Cx<'_>) -> Left {
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
        self.loaded = false;
        self.read(cx, self.found.list.piece_again());
    }
    fn changed(&mut self, cx: &mut Cx<'_>) {
        Accounts::changed(self, cx);
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
    fn leave(&mut self, _cx: &mut Cx<'_>) -> Left {
        match self.found.leave_search() {
            Left::Nothing if !self.marks.is_empty() => {
                self.marks.clear();
                Left::Closed
            }
            left => left,
        }
    }
    fn nothing_to_leave(&self) -> bool {
        self.found.search.value().is_empty() && self.marks.is_empty()
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
        self.found.list.busy().or(self.marking())
    }
}
