//! All accounts at once, and what changed of them.

use super::people::{People, address, minute, name};
use crate::domain::{
    Account, AccountChange, AccountId, AccountQuery, Role, Search, Seat, Status, Term, Test, Timestamp, Validity,
};
use crate::store::{CHANGES_KEPT, Store, StoreError, read, write};

super::cases![
    every_account_comes_by_as_it_is,
    a_scan_ends_when_it_has_seen_enough,
    each_change_is_told_once_and_as_it_is_now,
    changes_that_are_too_many_or_too_long_ago_are_not_told,
    a_sweep_leaves_the_last_changes,
    lines_come_in_the_order_in_which_they_are_asked_for,
    all_that_match_are_counted_and_named,
    a_seat_is_found_however_it_is_written,
    what_nobody_waits_for_is_given_up,
];

/// What a change was: who, and the username it has now.
type Told = Vec<(AccountId, Option<String>)>;

fn changes(store: &dyn Store, after: u64, most: u64) -> Option<Told> {
    read(store, |tx| {
        let mut told = Told::new();
        let followed = tx.account_changes(after, most, &mut |change| {
            told.push(match change {
                AccountChange::Is(row) => (row.id, Some(row.username.to_owned())),
                AccountChange::Gone(id) => (id, None),
            });
        })?;
        told.sort();
        Ok(followed.then_some(told))
    })
    .unwrap()
}

fn last(store: &dyn Store) -> u64 {
    read(store, |tx| tx.account_change()).unwrap()
}

fn add(store: &dyn Store, accounts: &[&Account]) {
    write(store, |tx| accounts.iter().try_for_each(|account| tx.insert_account(account))).unwrap();
}

fn every_account_comes_by_as_it_is(store: &dyn Store) {
    let people = People::new();
    let mira = Account {
        display_name: crate::domain::DisplayName::parse("Mira Müller").unwrap(),
        role: Role::Helper,
        status: Status::Suspended,
        validity: Validity { from: None, until: Some(minute(9)) },
        trashed_at: Some(minute(4)),
        verified_at: Some(minute(3)),
        created_at: minute(2),
        ..people.account("mira_k")
    };
    let zoe = Account { username: name("zoë"), ..people.account("zoe") };
    add(store, &[&mira, &zoe]);
    write(store, |tx| tx.touch_login(mira.id, minute(5), &Seat::new("Lab 2"))).unwrap();
    let mut seen = Vec::new();
    read(store, |tx| {
        tx.scan_accounts(&mut |row| {
            seen.push((row.id, row.username.to_owned(), row.search.to_owned(), row.last_seat.map(str::to_owned)));
            let account = if row.id == mira.id { &mira } else { &zoe };
            assert_eq!((row.role, row.status, row.validity), (account.role, account.status, account.validity));
            assert_eq!(row.trashed, account.trashed_at.is_some());
            assert_eq!(row.verified, account.verified_at.is_some());
            assert_eq!(row.created_at, account.created_at);
            assert_eq!(row.last_login_at, (row.id == mira.id).then(|| minute(5)));
            true
        })
    })
    .unwrap();
    seen.sort();
    assert!(zoe.display_name.as_str().is_empty());
    let mut expected = vec![
        (mira.id, "mira_k".to_owned(), format!("mira_k\nmira muller\n{}", mira.email.key()), Some("Lab 2".to_owned())),
        (zoe.id, "zoë".to_owned(), format!("zoe\n\n{}", zoe.email.key()), None),
    ];
    expected.sort();
    assert_eq!(seen, expected);
}

fn a_scan_ends_when_it_has_seen_enough(store: &dyn Store) {
    let people = People::new();
    add(store, &[&people.account("one"), &people.account("two"), &people.account("three")]);
    let mut seen = 0;
    read(store, |tx| {
        seen = 0;
        tx.scan_accounts(&mut |_| {
            seen += 1;
            seen < 2
        })
    })
    .unwrap();
    assert_eq!(seen, 2);
}

fn each_change_is_told_once_and_as_it_is_now(store: &dyn Store) {
    assert_eq!((last(store), changes(store, 0, 10)), (0, Some(vec![])));
    let people = People::new();
    let [mut one, two, three] = ["one", "two", "three"].map(|name| people.account(name));
    add(store, &[&one, &two, &three]);
    let begun = last(store);
    assert_eq!(changes(store, begun, 10), Some(vec![]));
    // A sign-in is a change, too: it is searched for.
    write(store, |tx| tx.touch_login(one.id, minute(1), &Seat::new("lab"))).unwrap();
    one.role = Role::Admin;
    write(store, |tx| tx.update_account(&one)).unwrap();
    write(store, |tx| tx.delete_account(two.id)).unwrap();
    let four = people.account("four");
    add(store, &[&four]);
    let mut expected = vec![(one.id, Some("one".to_owned())), (two.id, None), (four.id, Some("four".to_owned()))];
    expected.sort();
    assert_eq!(changes(store, begun, 10), Some(expected));
    assert_eq!(last(store), begun + 4);
    // What did not come about is no change.
    let undone = write(store, |tx| {
        tx.delete_account(four.id)?;
        Err::<(), _>(StoreError::Stale)
    });
    assert!(undone.is_err() && last(store) == begun + 4);
}

fn changes_that_are_too_many_or_too_long_ago_are_not_told(store: &dyn Store) {
    let people = People::new();
    add(store, &[&people.account("one"), &people.account("two"), &people.account("three")]);
    assert_eq!(changes(store, 0, 2), None);
    assert_eq!(changes(store, 0, 3).map(|told| told.len()), Some(3));
    assert_eq!(changes(store, 1, 2).map(|told| told.len()), Some(2));
    // A number of another database.
    assert_eq!(changes(store, 99, 1000), None);
}

fn a_sweep_leaves_the_last_changes(store: &dyn Store) {
    let people = People::new();
    let one = people.account("one");
    add(store, &[&one]);
    let times = CHANGES_KEPT + 50;
    write(store, |tx| (0..times).try_for_each(|_| tx.touch_login(one.id, minute(1), &Seat::new("lab")))).unwrap();
    let end = last(store);
    write(store, |tx| tx.sweep(minute(2))).unwrap();
    assert_eq!(last(store), end);
    assert_eq!(changes(store, 0, u64::MAX), None);
    assert_eq!(changes(store, end - CHANGES_KEPT - 1, u64::MAX), None);
    assert_eq!(changes(store, end - CHANGES_KEPT, u64::MAX).map(|told| told.len()), Some(1));
    write(store, |tx| tx.touch_login(one.id, minute(3), &Seat::new("lab"))).unwrap();
    assert_eq!(last(store), end + 1);
}

fn lines_come_in_the_order_in_which_they_are_asked_for(store: &dyn Store) {
    let people = People::new();
    let [one, two, three] = ["one", "two", "three"].map(|name| people.account(name));
    add(store, &[&one, &two, &three]);
    let nobody = AccountId::from_bytes([9; 16]);
    let rows = read(store, |tx| tx.account_rows(&[three.id, nobody, one.id, three.id])).unwrap();
    assert_eq!(rows.iter().map(|row| row.username.as_str()).collect::<Vec<_>>(), ["three", "one", "three"]);
    let listed = read(store, |tx| tx.accounts(&AccountQuery { limit: 9, ..AccountQuery::default() })).unwrap();
    assert!(rows.iter().all(|row| listed.rows.contains(row)));
    assert!(read(store, |tx| tx.account_rows(&[])).unwrap().is_empty());
}

fn all_that_match_are_counted_and_named(store: &dyn Store) {
    let people = People::new();
    let gone = Account { trashed_at: Some(minute(1)), ..people.account("ann") };
    let [zed, amy] = ["zed", "amy"].map(|name| people.account(name));
    add(store, &[&zed, &gone, &amy]);
    for (typed, expected) in [
        ("", vec![amy.id, zed.id]),
        ("amy", vec![amy.id]),
        ("!amy", vec![zed.id]),
        ("state:trashed", vec![gone.id]),
        ("%", vec![]),
    ] {
        let search = Search::parse(typed, minute(2)).unwrap();
        let found = read(store, |tx| Ok((tx.count_accounts(&search)?, tx.matching_accounts(&search)?))).unwrap();
        assert_eq!(found, (expected.len() as u64, expected), "{typed}");
    }
}

fn a_seat_is_found_however_it_is_written(store: &dyn Store) {
    let people = People::new();
    let [one, two, three] = ["one", "two", "three"].map(|name| people.account(name));
    add(store, &[&one, &two, &three]);
    for (account, seat) in [(&one, "LÄB 2"), (&two, "lab-3")] {
        write(store, |tx| tx.touch_login(account.id, minute(1), &Seat::new(seat))).unwrap();
    }
    let seat = |part: &str, without| {
        let terms = vec![Term { without, test: Test::Seat(part.to_owned()) }];
        let search = Search { terms, at: Timestamp::default() };
        read(store, |tx| tx.count_accounts(&search)).unwrap()
    };
    assert_eq!([seat("lab", false), seat("lab 2", false), seat("3", false), seat("desk", false)], [2, 1, 1, 0]);
    assert_eq!([seat("lab", true), seat("desk", true)], [1, 3]);
}

fn what_nobody_waits_for_is_given_up(store: &dyn Store) {
    let people = People::new();
    let one = people.account("one");
    add(store, &[&one]);
    write(store, |tx| {
        (0..3000).try_for_each(|n| {
            let username = format!("p{n:05}");
            tx.insert_account(&Account {
                id: AccountId::new(minute(0), &people.entropy),
                username: crate::domain::Username::stored(username.clone(), username.clone()).unwrap(),
                email: address(&format!("{username}@example.org")),
                ..one.clone()
            })
        })
    })
    .unwrap();
    let search = Search::parse("!x !y z", minute(0)).unwrap();
    let given_up = read(store, |tx| {
        tx.give_up_when(Box::new(|| true))?;
        tx.count_accounts(&search)
    });
    assert!(matches!(given_up, Err(StoreError::Stopped)), "{given_up:?}");
    // The next one is whole.
    assert!(read(store, |tx| tx.count_accounts(&search)).is_ok());
    let done = read(store, |tx| {
        tx.give_up_when(Box::new(|| false))?;
        tx.count_accounts(&search)
    });
    assert!(done.is_ok());
}
