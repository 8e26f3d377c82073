//! What the desk counts.

use std::time::Duration;

use super::people::{People, append, minute};
use crate::domain::{
    Account, AuditEntry, AuditEvent, BootId, DeskCounts, Letter, Party, Seat, Session, Status, Throttle, ThrottleKey,
    ThrottleScope, Total,
};
use crate::store::{Outcome, Store, read, write};

super::cases![
    an_empty_house_waits_for_nothing,
    what_waits_is_counted,
    newcomers_are_counted_by_the_hour,
    accounts_whose_guesses_are_used_up_are_named,
    live_sessions_are_counted_by_seat,
];

fn an_empty_house_waits_for_nothing(store: &dyn Store) {
    let none = Total::Exactly(0);
    let counts = DeskCounts { waiting: none, parked: none, letters: none, oldest_letter: None, failed: none };
    assert_eq!(read(store, |tx| tx.desk_counts(minute(5))).unwrap(), counts);
    assert_eq!(read(store, |tx| tx.newcomers(minute(0), Duration::from_secs(60), 3)).unwrap(), [0, 0, 0]);
    assert!(read(store, |tx| tx.live_seats(minute(0), &BootId::new("boot"))).unwrap().is_empty());
    assert!(read(store, |tx| tx.used_up(&[ThrottleScope::Account], 1, minute(0), 9)).unwrap().is_empty());
}

fn what_waits_is_counted(store: &dyn Store) {
    let people = People::new();
    let waiting = Account { status: Status::Waiting, ..people.account("mira") };
    let thrown_away = Account { status: Status::Waiting, trashed_at: Some(minute(1)), ..people.account("olga") };
    let to = waiting.email.clone();
    let letters: Vec<Letter> = (1..=4).map(|at| Letter { created_at: minute(at), ..people.letter(&to) }).collect();
    write(store, |tx| {
        tx.insert_account(&waiting)?;
        tx.insert_account(&thrown_away)?;
        tx.insert_account(&people.account("ada"))?;
        tx.insert_signup(&people.signup("nora", "nora@example.org"))?;
        letters.iter().try_for_each(|letter| tx.enqueue_letter(letter))?;
        for letter in tx.claim_letters("worker", minute(5), minute(9), 2)? {
            let failed = letter.id == letters[0].id;
            if failed {
                tx.settle_letter(letter.id, "worker", &Outcome::Failed { error: "no".to_owned() })?;
            }
        }
        Ok(())
    })
    .unwrap();
    let counts = read(store, |tx| tx.desk_counts(minute(5))).unwrap();
    let exactly = Total::Exactly;
    // One under way still waits.
    let expected = DeskCounts {
        waiting: exactly(1),
        parked: exactly(1),
        letters: exactly(3),
        oldest_letter: Some(minute(2)),
        failed: exactly(1),
    };
    assert_eq!(counts, expected);
    assert_eq!(read(store, |tx| tx.desk_counts(minute(24 * 60))).unwrap().parked, exactly(0));
}

fn newcomers_are_counted_by_the_hour(store: &dyn Store) {
    let people = People::new();
    let row = |at, event| AuditEntry { at: minute(at), ..people.entry(event, Party::nobody()) };
    write(store, |tx| {
        for at in [0, 59, 60, 61, 119, 180, 240] {
            append(tx, &row(at, AuditEvent::Verified))?;
        }
        append(tx, &row(241, AuditEvent::Imported))
    })
    .unwrap();
    let hour = Duration::from_secs(60 * 60);
    assert_eq!(read(store, |tx| tx.newcomers(minute(0), hour, 4)).unwrap(), [2, 3, 0, 1]);
    assert_eq!(read(store, |tx| tx.newcomers(minute(60), hour, 4)).unwrap(), [3, 0, 1, 1]);
    assert_eq!(read(store, |tx| tx.newcomers(minute(0), hour, 0)).unwrap(), [0; 0]);
}

fn accounts_whose_guesses_are_used_up_are_named(store: &dyn Store) {
    let people = People::new();
    let [olga, mira, ada, zoe] = ["olga", "mira", "ada", "zoe"].map(|name| people.stored(store, name));
    let put = |account: &Account, scope, count, since| {
        let key = ThrottleKey { scope, subject: *account.id.as_bytes(), seat: None };
        let counter = Throttle { count, since: minute(since), last_at: minute(since), next_allowed_at: minute(since) };
        write(store, |tx| tx.put_throttle(&key, &counter)).unwrap();
    };
    put(&olga, ThrottleScope::Account, 10, 5);
    put(&olga, ThrottleScope::Factor, 12, 5);
    put(&mira, ThrottleScope::Factor, 11, 6);
    put(&ada, ThrottleScope::Account, 9, 5);
    put(&zoe, ThrottleScope::Account, 50, 3);
    put(&people.account("ghost"), ThrottleScope::Account, 50, 5);
    let scopes = [ThrottleScope::Account, ThrottleScope::Factor];
    let named = |scopes: &[ThrottleScope], limit| {
        let found = read(store, |tx| tx.used_up(scopes, 10, minute(3), limit)).unwrap();
        found.into_iter().map(|(_, name)| name).collect::<Vec<_>>()
    };
    assert_eq!(named(&scopes, 9), ["mira", "olga"]);
    assert_eq!(named(&scopes[..1], 9), ["olga"]);
    assert_eq!(named(&scopes, 1), ["mira"]);
    assert_eq!(read(store, |tx| tx.used_up(&scopes, 10, minute(5), 9)).unwrap(), [(mira.id, "mira".to_owned())]);
}

fn live_sessions_are_counted_by_seat(store: &dyn Store) {
    let people = People::new();
    let account = people.stored(store, "mira");
    let at = |seat: &str| Session { seat: Seat::new(seat), ..people.session(account.id) };
    let sessions = [
        at("lab2"),
        at("front-desk"),
        at("front-desk"),
        at("console"),
        Session { revoked_at: Some(minute(1)), ..at("lab2") },
        Session { boot: BootId::new("before"), ..at("lab2") },
        Session { idle_ends_at: minute(2), ..at("lab2") },
        Session { ends_at: minute(2), ..at("lab2") },
    ];
    write(store, |tx| sessions.iter().try_for_each(|session| tx.insert_session(session))).unwrap();
    let seats = read(store, |tx| tx.live_seats(minute(2), &BootId::new("boot"))).unwrap();
    let seats: Vec<_> = seats.iter().map(|(seat, count)| (seat.as_str(), *count)).collect();
    assert_eq!(seats, [("front-desk", 2), ("console", 1), ("lab2", 1)]);
}
