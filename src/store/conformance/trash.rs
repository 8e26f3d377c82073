//! What lies in the trash.

use super::cases;
use super::people::{People, minute};
use crate::domain::Account;
use crate::store::{Store, Tx, read, write};

cases!(those_thrown_away_until_a_moment_are_found_the_first_ones_first);

fn those_thrown_away_until_a_moment_are_found_the_first_ones_first(store: &dyn Store) {
    let people = People::new();
    let throw = |name: &str, at: Option<u64>| {
        let account = Account { trashed_at: at.map(minute), ..people.account(name) };
        write(store, |tx| tx.insert_account(&account)).unwrap();
    };
    for (name, at) in [("late", Some(9)), ("second", Some(4)), ("first", Some(2)), ("here", None), ("third", Some(5))] {
        throw(name, at);
    }
    let found = |at, limit| -> Vec<String> {
        let found = read(store, |tx: &mut dyn Tx| tx.trashed_until(minute(at), limit)).unwrap();
        found.into_iter().map(|account| account.username.to_string()).collect()
    };
    assert_eq!(found(5, 10), ["first", "second", "third"]);
    assert_eq!(found(5, 2), ["first", "second"]);
    assert!(found(1, 10).is_empty() && found(5, 0).is_empty());
    assert_eq!(found(9, 10).len(), 4);
}
