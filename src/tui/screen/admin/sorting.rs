//! What the accounts are sorted by: step by step, by a digit, or by a click on a heading.

use crate::domain::{AccountSort, Direction};
use crate::tui::command::Command;
use crate::tui::shared::Cx;

use super::Accounts;

/// The columns in the order in which they stand, each with the command that sorts by it.
pub const COLUMNS: [(Command, AccountSort); 7] = [
    (Command::SortUsername, AccountSort::Username),
    (Command::SortName, AccountSort::DisplayName),
    (Command::SortEmail, AccountSort::Email),
    (Command::SortRole, AccountSort::Role),
    (Command::SortState, AccountSort::Status),
    (Command::SortSeen, AccountSort::LastLogin),
    (Command::SortSince, AccountSort::Created),
];

impl Accounts {
    /// A command about the order; whether it was one.
    pub(super) fn sort_command(&mut self, cx: &mut Cx<'_>, command: Command) -> bool {
        match command {
            Command::Sort => {
                let at = COLUMNS.iter().position(|(_, sort)| *sort == self.sort).map_or(0, |at| at + 1);
                if let Some((_, next)) = COLUMNS.get(at).or(COLUMNS.first()) {
                    self.sort = *next;
                }
                self.read_anew(cx);
            }
            Command::Reverse => {
                self.direction = self.direction.reversed();
                self.read_anew(cx);
            }
            command => match COLUMNS.iter().position(|(other, _)| *other == command) {
                Some(at) => self.sort_by_column(cx, at),
                None => return false,
            },
        }
        true
    }

    /// Sorts by a column; by the same once more, the other way round. Moments begin with the latest.
    pub(super) fn sort_by_column(&mut self, cx: &mut Cx<'_>, at: usize) {
        let Some((_, sort)) = COLUMNS.get(at) else { return };
        self.direction = match sort {
            sort if *sort == self.sort => self.direction.reversed(),
            AccountSort::LastLogin | AccountSort::Created => Direction::Descending,
            _ => Direction::Ascending,
        };
        self.sort = *sort;
        self.read_anew(cx);
    }
}
