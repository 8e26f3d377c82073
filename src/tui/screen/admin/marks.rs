//! Marks: accounts picked out to be acted on together. They are kept as ids, so they outlive scrolling, sorting and
//! another search.

use crate::auth::CallError;
use crate::domain::{AccountId, AccountQuery, AccountRow, Page, Window};
use crate::tui::command::{Availability, Command};
use crate::tui::effect::{Call, ReqId};
use crate::tui::form::Busy;
use crate::tui::list::Row;
use crate::tui::shared::Cx;

use super::super::{Next, trouble};
use super::Accounts;
use super::accounts::rows_with_pane;

/// Most rows between the ends of a range; what is more is marked by a search and "mark all".
const LONGEST_RANGE: usize = 10_000;

/// The marked accounts: ids in order, 16 bytes each, so a million of them are 16 MB.
#[derive(Debug, Default)]
pub struct Marks {
    ids: Vec<AccountId>,
    anchor: Option<AccountId>,
}

impl Marks {
    /// How many.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The marked accounts, in the order of their ids.
    pub fn ids(&self) -> &[AccountId] {
        &self.ids
    }

    /// Whether that account is marked.
    pub fn contains(&self, id: AccountId) -> bool {
        self.ids.binary_search(&id).is_ok()
    }

    /// The account that was marked or unmarked last: where a range begins.
    pub fn anchor(&self) -> Option<AccountId> {
        self.anchor
    }

    /// Marks an account, or takes its mark away. Ranges begin here from now on.
    pub fn toggle(&mut self, id: AccountId) {
        match self.ids.binary_search(&id) {
            Ok(at) => drop(self.ids.remove(at)),
            Err(at) => self.ids.insert(at, id),
        }
        self.anchor = Some(id);
    }

    /// Marks many more.
    pub fn add(&mut self, ids: impl IntoIterator<Item = AccountId>) {
        self.ids.extend(ids);
        // Ids that come in order, as those of an index do, cost one walk.
        self.ids.sort_unstable();
        self.ids.dedup();
    }

    /// Takes the marks of those away, e.g. because they are gone for good.
    pub fn remove(&mut self, mut gone: Vec<AccountId>) {
        gone.sort_unstable();
        self.ids.retain(|id| gone.binary_search(id).is_err());
    }

    /// Takes every mark away, and gives their memory back.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

/// A range that reaches beyond the rows at hand: they are being read.
#[derive(Debug)]
pub(super) struct Range {
    busy: Busy,
    ends: [AccountId; 2],
    /// Read from the second end on: the first one does not come before it.
    turned: bool,
}

impl Accounts {
    /// Whom an act is about: the marked accounts, or the chosen one where none is marked.
    pub fn targets(&self) -> Vec<AccountId> {
        if self.marks.is_empty() {
            return self.found.list.chosen().map(Row::id).into_iter().collect();
        }
        self.marks.ids().to_vec()
    }

    /// A command about marks; whether it was one.
    pub(super) fn mark_command(&mut self, cx: &mut Cx<'_>, command: Command) -> bool {
        match (command, self.found.list.chosen().map(Row::id)) {
            (Command::Mark, Some(chosen)) => {
                self.marks.toggle(chosen);
                self.travel(cx, Command::Down);
            }
            (Command::MarkRange, Some(chosen)) => self.mark_to(cx, chosen),
            (Command::MarkAll, _) => {
                let search = self.query(cx, Page::First).search;
                let since = cx.now();
                let request = cx.call_as(|token| Call::Matching(token, search));
                self.marking_all = request.map(|id| Busy { id, since });
            }
            (Command::Unmark, _) => {
                self.range = None;
                self.marking_all = None;
                self.marks.clear();
            }
            (Command::Mark | Command::MarkRange, None) => {}
            _ => return false,
        }
        true
    }

    /// Whether a command about marks can be given.
    pub(super) fn mark_availability(&self, command: Command) -> Availability {
        match command {
            Command::Mark | Command::MarkRange if self.found.list.chosen().is_none() => {
                Availability::Off("No account is chosen.")
            }
            Command::MarkRange if self.marks.anchor().is_none() => {
                Availability::Off("Mark an account first (Space), then go to the other end.")
            }
            Command::MarkAll if self.found.list.rows().is_empty() => Availability::Off("Nobody matches."),
            Command::MarkAll if self.marking_all.is_some() => Availability::Off("One moment: they are being marked."),
            Command::Unmark if self.marks.is_empty() => Availability::Off("Nothing is marked."),
            _ => Availability::Ready,
        }
    }

    /// Marks from the last mark to that account.
    fn mark_to(&mut self, cx: &mut Cx<'_>, chosen: AccountId) {
        let Some(anchor) = self.marks.anchor() else { return };
        match between(self.found.list.rows(), anchor, chosen) {
            Some(ids) => self.marks.add(ids),
            None => self.read_range(cx, [anchor, chosen], false),
        }
    }

    fn read_range(&mut self, cx: &mut Cx<'_>, ends: [AccountId; 2], turned: bool) {
        let [first, second] = ends;
        let page = Page::From(if turned { second } else { first });
        let query = AccountQuery { limit: LONGEST_RANGE, ..self.query(cx, page) };
        let since = cx.now();
        let request = cx.call_as(|token| Call::Accounts(token, query));
        self.range = request.map(|id| Range { busy: Busy { id, since }, ends, turned });
    }

    /// The range under way, if it is that call.
    pub(super) fn range_answered(&mut self, id: ReqId) -> Option<Range> {
        self.range.take_if(|range| range.busy.id == id)
    }

    /// The rows of a range.
    pub(super) fn mark_range(&mut self, cx: &mut Cx<'_>, range: &Range, window: &Window<AccountRow>) {
        let [first, second] = range.ends;
        match between(&window.rows, first, second) {
            Some(ids) => self.marks.add(ids),
            None if !range.turned => self.read_range(cx, range.ends, true),
            None => cx.bad("The last mark is too far from here, or not in this list. Search, then mark all (*)."),
        }
        self.found.list.settle(rows_with_pane(cx.shared));
    }

    /// All that match; whether that call was waited for. Marks from before stay.
    pub(super) fn mark_all(&mut self, cx: &mut Cx<'_>, id: ReqId, ids: Result<Vec<AccountId>, CallError>) -> Next {
        if self.marking_all.take_if(|busy| busy.id == id).is_none() {
            return Next::Stay;
        }
        match ids {
            Ok(ids) => self.marks.add(ids),
            Err(error) => return trouble(cx, &error),
        }
        Next::Stay
    }

    /// What is being read for marks.
    pub(super) fn marking(&self) -> Option<Busy> {
        self.marking_all.or(self.range.as_ref().map(|range| range.busy))
    }
}

/// The accounts from one to another, both included, whichever comes first; `None` if one is not among the rows.
fn between(rows: &[AccountRow], one: AccountId, other: AccountId) -> Option<Vec<AccountId>> {
    let place = |id| rows.iter().position(|row| row.id == id);
    let (one, other) = (place(one)?, place(other)?);
    let ids = rows.get(one.min(other)..=one.max(other))?;
    Some(ids.iter().map(Row::id).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u32) -> AccountId {
        let mut bytes = [0; 16];
        bytes[..4].copy_from_slice(&number.to_be_bytes());
        AccountId::from_bytes(bytes)
    }

    #[test]
    fn a_mark_is_set_once_and_taken_away_again() {
        let mut marks = Marks::default();
        for number in [7, 3, 5] {
            marks.toggle(id(number));
        }
        marks.add([3, 9, 1, 9].map(id));
        assert_eq!(marks.ids(), [1, 3, 5, 7, 9].map(id));
        marks.toggle(id(5));
        assert!(!marks.contains(id(5)) && marks.contains(id(7)));
        assert_eq!(marks.anchor(), Some(id(5)));
        marks.remove(vec![id(9), id(2), id(1)]);
        assert_eq!(marks.ids(), [3, 7].map(id));
        marks.clear();
        assert!(marks.is_empty() && marks.anchor().is_none());
    }

    #[test]
    fn a_million_marks_are_light() {
        let mut marks = Marks::default();
        marks.add((0..1_000_000).map(id));
        marks.toggle(id(500_000));
        assert_eq!(marks.len(), 999_999);
        assert!(marks.ids.capacity() * size_of::<AccountId>() <= 32 << 20);
    }
}
