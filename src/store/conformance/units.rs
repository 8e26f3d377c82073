//! Units of work: whole or not at all, whatever goes wrong inside.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::people::{People, address, append, name};
use crate::domain::{Account, AuditEvent, AuditQuery, LetterQuery, Party};
use crate::store::{Result, Store, StoreError, read, write};

super::cases![
    what_fails_leaves_no_trace,
    what_commits_is_seen_by_the_next,
    a_refused_change_does_not_end_the_unit,
    a_read_sees_one_moment,
    a_read_changes_nothing,
    a_panic_leaves_nothing_open,
    racing_writers_all_count,
    a_setting_is_what_was_put_last,
];

/// What is stored of the three that a sign-up writes.
fn traces(store: &dyn Store) -> (u64, usize, usize) {
    read(store, |tx| {
        let letters = tx.letters(&LetterQuery { limit: 10, ..LetterQuery::default() })?.rows.len();
        let entries = tx.audit(&AuditQuery { limit: 10, ..AuditQuery::default() })?.rows.len();
        Ok((tx.account_count()?, letters, entries))
    })
    .unwrap()
}

fn what_fails_leaves_no_trace(store: &dyn Store) {
    let people = People::new();
    let account = people.account("mira");
    let letter = people.letter(&account.email);
    let failed = write(store, |tx| {
        tx.insert_account(&account)?;
        tx.enqueue_letter(&letter)?;
        append(tx, &people.entry(AuditEvent::Created, Party::operator()))?;
        assert_eq!(tx.account_count()?, 1, "a unit sees what it wrote");
        Err::<(), _>(StoreError::Stale)
    });
    assert!(matches!(failed, Err(StoreError::Stale)));
    assert_eq!(traces(store), (0, 0, 0));
    // The numbers of the audit have no gap where the unit failed.
    write(store, |tx| append(tx, &people.entry(AuditEvent::SetUp, Party::operator()))).unwrap();
    let first = read(store, |tx| tx.audit(&AuditQuery { limit: 1, ..AuditQuery::default() })).unwrap();
    assert_eq!(first.rows[0].seq, 1);
}

fn what_commits_is_seen_by_the_next(store: &dyn Store) {
    let people = People::new();
    let account = people.account("mira");
    let letter = people.letter(&account.email);
    let answer = write(store, |tx| {
        tx.insert_account(&account)?;
        tx.enqueue_letter(&letter)?;
        append(tx, &people.entry(AuditEvent::Created, Party::operator()))?;
        Ok("done")
    });
    assert_eq!(answer.unwrap(), "done");
    assert_eq!(traces(store), (1, 1, 1));
}

fn a_refused_change_does_not_end_the_unit(store: &dyn Store) {
    let people = People::new();
    people.stored(store, "mira");
    let twin = Account { email: address("twin@example.org"), ..people.account("mira") };
    let other = people.account("ada");
    write(store, |tx| {
        assert!(matches!(tx.insert_account(&twin), Err(StoreError::UsernameTaken)));
        tx.insert_account(&other)
    })
    .unwrap();
    assert_eq!(traces(store).0, 2);
}

fn a_read_sees_one_moment(store: &dyn Store) {
    let people = People::new();
    people.stored(store, "mira");
    let later = people.account("ada");
    read(store, |tx| {
        let before = tx.account_count()?;
        // Another writer commits while this view is open.
        write(store, |other| other.insert_account(&later))?;
        assert_eq!((before, tx.account_count()?), (1, 1));
        assert!(!tx.username_taken(&name("ada"))?);
        Ok(())
    })
    .unwrap();
    assert_eq!(read(store, |tx| tx.account_count()).unwrap(), 2);
}

fn a_read_changes_nothing(store: &dyn Store) {
    let people = People::new();
    let account = people.account("mira");
    assert!(read(store, |tx| tx.insert_account(&account)).is_err());
    // Nor where the refusal is passed over.
    let _ = read(store, |tx| Ok(tx.put_setting("a", "b").is_err()));
    assert_eq!(read(store, |tx| Ok((tx.account_count()?, tx.setting("a")?))).unwrap(), (0, None));
}

/// Falls as a panic does, but says nothing on the way.
fn fall() -> Result<()> {
    resume_unwind(Box::new("in the middle of a unit"))
}

fn a_panic_leaves_nothing_open(store: &dyn Store) {
    let people = People::new();
    let account = people.account("mira");
    for _ in 0..10 {
        let writing = || write(store, |tx| tx.insert_account(&account).and_then(|()| fall()));
        let reading = || read(store, |tx| tx.account_count().and_then(|_| fall()));
        assert!(catch_unwind(AssertUnwindSafe(writing)).is_err());
        assert!(catch_unwind(AssertUnwindSafe(reading)).is_err());
    }
    assert_eq!(traces(store), (0, 0, 0));
    write(store, |tx| tx.insert_account(&account)).unwrap();
    assert_eq!(traces(store), (1, 0, 0));
}

fn racing_writers_all_count(store: &dyn Store) {
    const WRITERS: usize = 6;
    const ROUNDS: usize = 25;
    std::thread::scope(|scope| {
        for _ in 0..WRITERS {
            scope.spawn(|| {
                for _ in 0..ROUNDS {
                    write(store, |tx| {
                        let seen: usize = tx.setting("count")?.map_or(0, |text| text.parse().unwrap());
                        tx.put_setting("count", &(seen + 1).to_string())
                    })
                    .unwrap();
                    read(store, |tx| tx.setting("count")).unwrap();
                }
            });
        }
    });
    let count = read(store, |tx| tx.setting("count")).unwrap();
    assert_eq!(count.unwrap(), (WRITERS * ROUNDS).to_string());
}

fn a_setting_is_what_was_put_last(store: &dyn Store) {
    write(store, |tx| {
        assert_eq!(tx.setting("site.name")?, None);
        tx.put_setting("site.name", "One")?;
        tx.put_setting("site.name", "Two'; DROP TABLE settings; --")?;
        tx.put_setting("other", "")
    })
    .unwrap();
    let kept = read(store, |tx| Ok((tx.setting("site.name")?, tx.setting("other")?, tx.setting("SITE.NAME")?)));
    assert_eq!(kept.unwrap(), (Some("Two'; DROP TABLE settings; --".to_owned()), Some(String::new()), None));
}
