//! The audit as one of the tabs.

use crate::tui::command::Command;
use crate::tui::form::Busy;
use crate::tui::msg::Input;
use crate::tui::shared::{Cx, Shared};

use super::super::searched::Left;
use super::super::tab::TabState;
use super::Audit;
use super::work::Work;

impl TabState for Audit {
    fn refresh(&mut self, cx: &mut Cx<'_>) {
        self.catch_up(cx);
    }
    fn changed(&mut self, cx: &mut Cx<'_>) {
        // Who reads is not to be disturbed.
        if self.following {
            self.catch_up(cx);
        }
    }
    fn search_again(&mut self, cx: &mut Cx<'_>) {
        self.begin(cx);
    }
    fn searching(&self) -> bool {
        self.found.searching
    }
    fn set_searching(&mut self, on: bool) {
        self.open &= !on;
        self.found.searching = on;
    }
    fn search_key(&mut self, input: &Input) -> bool {
        self.found.search_key(input)
    }
    fn leave(&mut self, cx: &mut Cx<'_>) -> Left {
        if std::mem::take(&mut self.open) {
            return Left::Closed;
        }
        if !self.found.searching && self.work.is_some() {
            self.stop(cx);
            return Left::Closed;
        }
        match self.found.leave_search() {
            Left::Nothing if self.of.take().is_some() => Left::Changed,
            left => left,
        }
    }
    fn nothing_to_leave(&self) -> bool {
        !self.open && self.work.is_none() && self.of.is_none() && self.found.search.value().is_empty()
    }
    fn travel(&mut self, cx: &mut Cx<'_>, command: Command) {
        let height = self.rows(cx.shared);
        if let Some(piece) = self.found.list.command(command, height) {
            if matches!(command, Command::First) && self.found.list.rows().is_empty() {
                self.begin(cx);
            } else {
                self.read(cx, piece);
            }
        }
        self.ask_for_link(cx);
    }
    fn hit(&mut self, cx: &mut Cx<'_>, at: usize) {
        let height = self.rows(cx.shared);
        self.found.list.choose(at, height);
    }
    fn settle(&mut self, shared: &Shared) {
        let height = self.rows(shared);
        self.found.list.settle(height);
    }
    fn busy(&self) -> Option<Busy> {
        // A bar needs no spinner beside it.
        self.found.list.busy().filter(|_| !self.work.as_ref().is_some_and(Work::is_running))
    }
}
