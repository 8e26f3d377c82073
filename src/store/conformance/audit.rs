//! The audit: numbered without gaps, newest first, by account, by words.

use super::people::{People, append, link, minute};
use crate::domain::{
    AccountId, AuditEntry, AuditEvent, AuditLink, AuditQuery, AuditSearch, LinkedEntry, Page, Party, Seat, Total,
};
use crate::store::{Store, StoreError, read, write};

super::cases![
    an_entry_comes_back_as_it_was,
    the_head_is_the_last_row,
    a_row_comes_right_after_the_last_one_or_not_at_all,
    the_chain_is_read_in_parts_and_in_order,
    numbers_have_no_gaps_whoever_writes,
    the_audit_is_listed_newest_first,
    somebodys_rows_are_those_they_act_or_are_acted_upon_in,
    the_audit_is_searched_by_all_that_it_shows,
    entries_outlive_the_account,
];

fn ask(store: &dyn Store, query: &AuditQuery) -> (Vec<u64>, bool, bool, Total) {
    let part = read(store, |tx| tx.audit(query)).unwrap();
    (part.rows.iter().map(|row| row.seq).collect(), part.more_before, part.more_after, part.total)
}

fn somebody(people: &People, name: &str) -> Party {
    Party { id: Some(AccountId::new(minute(0), &people.entropy)), name: name.to_owned() }
}

fn an_entry_comes_back_as_it_was(store: &dyn Store) {
    let people = People::new();
    let full = AuditEntry {
        at: minute(4),
        subject: Some(somebody(&people, "ада")),
        before: Some("user".to_owned()),
        after: Some("admin 'x' 💧".to_owned()),
        seat: Seat::new("console"),
        ..people.entry(AuditEvent::RoleChanged, somebody(&people, "mira"))
    };
    let bare = people.entry(AuditEvent::LogInFailed, Party::nobody());
    let about_a_name = AuditEntry { subject: Some(Party { id: None, name: String::new() }), ..bare.clone() };
    write(store, |tx| [&full, &bare, &about_a_name].into_iter().try_for_each(|row| append(tx, row))).unwrap();
    let found = read(store, |tx| tx.audit(&AuditQuery { limit: 9, ..AuditQuery::default() })).unwrap();
    let mut expected =
        [AuditEntry { seq: 1, ..full }, AuditEntry { seq: 2, ..bare }, AuditEntry { seq: 3, ..about_a_name }];
    let chain = read(store, |tx| tx.audit_chain(0, 9)).unwrap();
    let linked = expected.clone().map(|entry| LinkedEntry { link: Some(link(entry.seq)), entry });
    assert_eq!(chain, linked);
    expected.reverse();
    assert_eq!(found.rows, expected);
}

fn the_head_is_the_last_row(store: &dyn Store) {
    let people = People::new();
    let entry = people.entry(AuditEvent::LoggedIn, Party::operator());
    let head = || read(store, |tx| tx.audit_head()).unwrap();
    assert_eq!(head(), (0, AuditLink::START));
    for seq in 1..=3 {
        write(store, |tx| {
            append(tx, &entry)?;
            assert_eq!(tx.audit_head()?, (seq, link(seq)), "a unit sees what it wrote");
            Ok(())
        })
        .unwrap();
        assert_eq!(head(), (seq, link(seq)));
    }
}

fn a_row_comes_right_after_the_last_one_or_not_at_all(store: &dyn Store) {
    let people = People::new();
    let entry = people.entry(AuditEvent::LoggedIn, Party::operator());
    write(store, |tx| {
        for (stored, refused) in [(0, [0, 2, u64::MAX]), (1, [0, 1, 3]), (2, [1, 2, 77])] {
            for seq in refused {
                let outcome = tx.append_audit(&AuditEntry { seq, ..entry.clone() }, link(seq));
                assert!(matches!(outcome, Err(StoreError::Other(_))), "{seq} after {stored}");
            }
            assert_eq!(tx.audit_head()?.0, stored);
            append(tx, &entry)?;
        }
        Ok(())
    })
    .unwrap();
    let (numbers, ..) = ask(store, &AuditQuery { limit: 9, ..AuditQuery::default() });
    assert_eq!(numbers, [3, 2, 1]);
}

fn the_chain_is_read_in_parts_and_in_order(store: &dyn Store) {
    let people = People::new();
    let entry = people.entry(AuditEvent::LoggedIn, somebody(&people, "mira"));
    write(store, |tx| (0..7).try_for_each(|_| append(tx, &entry))).unwrap();
    for (after, limit, rows) in
        [(0, 3, 1..4), (3, 3, 4..7), (6, 3, 7..8), (7, 3, 8..8), (0, 0, 1..1), (u64::MAX, 3, 8..8)]
    {
        let part = read(store, |tx| tx.audit_chain(after, limit)).unwrap();
        let expected: Vec<_> =
            rows.map(|seq| LinkedEntry { entry: AuditEntry { seq, ..entry.clone() }, link: Some(link(seq)) }).collect();
        assert_eq!(part, expected, "{limit} after {after}");
    }
}

fn numbers_have_no_gaps_whoever_writes(store: &dyn Store) {
    let people = People::new();
    let entry = people.entry(AuditEvent::LoggedIn, Party::operator());
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let entry = &entry;
            scope.spawn(move || {
                for round in 0..10 {
                    let outcome = write(store, |tx| {
                        append(tx, entry)?;
                        // Some think better of it.
                        if (writer + round) % 3 == 0 { Err(StoreError::Stale) } else { Ok(()) }
                    });
                    assert_eq!(outcome.is_ok(), (writer + round) % 3 != 0);
                }
            });
        }
    });
    let (numbers, ..) = ask(store, &AuditQuery { limit: 100, ..AuditQuery::default() });
    let expected: Vec<u64> = (1..=u64::try_from(numbers.len()).unwrap()).rev().collect();
    assert_eq!((numbers.len(), numbers), (26, expected));
}

fn the_audit_is_listed_newest_first(store: &dyn Store) {
    let people = People::new();
    let entry = people.entry(AuditEvent::LoggedIn, Party::operator());
    write(store, |tx| (0..12).try_for_each(|_| append(tx, &entry))).unwrap();
    for (page, rows, more_before, more_after) in [
        (Page::First, [12, 11, 10, 9, 8].as_slice(), false, true),
        (Page::After(8), &[7, 6, 5, 4, 3], true, true),
        (Page::After(3), &[2, 1], true, false),
        (Page::Last, &[5, 4, 3, 2, 1], true, false),
        (Page::Before(5), &[10, 9, 8, 7, 6], true, true),
        (Page::From(12), &[12, 11, 10, 9, 8], false, true),
        (Page::After(99), &[12, 11, 10, 9, 8], false, true),
        (Page::Before(u64::MAX), &[5, 4, 3, 2, 1], true, false),
    ] {
        let part = ask(store, &AuditQuery { page, limit: 5, ..AuditQuery::default() });
        assert_eq!(part, (rows.to_vec(), more_before, more_after, Total::Exactly(12)), "{page:?}");
    }
}

fn somebodys_rows_are_those_they_act_or_are_acted_upon_in(store: &dyn Store) {
    let people = People::new();
    let (mira, ada) = (somebody(&people, "mira"), somebody(&people, "ada"));
    let entry = |actor: &Party, subject: Option<&Party>| AuditEntry {
        subject: subject.cloned(),
        ..people.entry(AuditEvent::LoggedIn, actor.clone())
    };
    write(store, |tx| {
        for _ in 0..3 {
            append(tx, &entry(&mira, None))?; // 1, 5, 9
            append(tx, &entry(&ada, Some(&mira)))?; // 2, 6, 10
            append(tx, &entry(&ada, None))?;
            append(tx, &entry(&mira, Some(&mira)))?; // 4, 8, 12: counted once
        }
        Ok(())
    })
    .unwrap();
    let query =
        |page, search: &str| AuditQuery { account: mira.id, page, search: AuditSearch::words(search), limit: 4 };
    let total = Total::Exactly(9);
    assert_eq!(ask(store, &query(Page::First, "")), (vec![12, 10, 9, 8], false, true, total));
    assert_eq!(ask(store, &query(Page::After(8), "")), (vec![6, 5, 4, 2], true, true, total));
    assert_eq!(ask(store, &query(Page::Before(4), "")), (vec![9, 8, 6, 5], true, true, total));
    assert_eq!(ask(store, &query(Page::Last, "")), (vec![5, 4, 2, 1], true, false, total));
    assert_eq!(ask(store, &query(Page::First, "ada")), (vec![10, 6, 2], false, false, Total::Exactly(3)));
    let stranger = AuditQuery { account: somebody(&people, "x").id, limit: 4, ..AuditQuery::default() };
    assert_eq!(ask(store, &stranger), (vec![], false, false, Total::Exactly(0)));
}

fn the_audit_is_searched_by_all_that_it_shows(store: &dyn Store) {
    let people = People::new();
    let entry = AuditEntry {
        subject: Some(Party { id: None, name: "Zoë".to_owned() }),
        before: Some("old@example.org".to_owned()),
        after: Some("new@example.org".to_owned()),
        seat: Seat::new("Front Desk"),
        ..people.entry(AuditEvent::EmailChanged, Party { id: None, name: "mira".to_owned() })
    };
    let other = AuditEntry { seat: Seat::new("console"), ..people.entry(AuditEvent::LoggedOut, Party::operator()) };
    write(store, |tx| {
        append(tx, &entry)?;
        append(tx, &other)
    })
    .unwrap();
    for (search, found) in [
        ("MIRA", vec![1]),
        ("zoe", vec![1]),
        ("old@example", vec![1]),
        ("NEW@", vec![1]),
        ("front desk", vec![1]),
        ("user_email_changed", vec![1]),
        ("changed the email", vec![1]),
        ("signed out", vec![2]),
        ("operator", vec![2]),
        ("mira operator", vec![]),
        ("%", vec![]),
        ("_", vec![2, 1]),
        ("'", vec![]),
        ("\u{0}", vec![2, 1]),
    ] {
        let query = AuditQuery { search: AuditSearch::words(search), limit: 5, ..AuditQuery::default() };
        assert_eq!(ask(store, &query).0, found, "{search:?}");
    }
}

fn entries_outlive_the_account(store: &dyn Store) {
    let people = People::new();
    let account = people.stored(store, "mira");
    let party = Party { id: Some(account.id), name: "mira".to_owned() };
    write(store, |tx| {
        append(tx, &people.entry(AuditEvent::LoggedIn, party.clone()))?;
        tx.delete_account(account.id)?;
        append(tx, &people.entry(AuditEvent::Deleted, party.clone()))
    })
    .unwrap();
    let query = AuditQuery { account: Some(account.id), limit: 5, ..AuditQuery::default() };
    let found = read(store, |tx| tx.audit(&query)).unwrap();
    assert_eq!(found.rows.len(), 2);
    assert!(found.rows.iter().all(|row| row.actor == party));
}
