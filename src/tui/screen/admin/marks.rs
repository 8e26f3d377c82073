//! Marks: accounts picked out to be acted on together. They are kept as ids, so they outlive scrolling, sorting and
//! another search.

use crate::domain::AccountId;

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
