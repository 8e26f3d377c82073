//! Searching the audit: what the store finds is what the words mean, whichever way it goes about it.

use std::time::Duration;

use super::people::{People, append, minute};
use crate::domain::{AccountId, AuditEntry, AuditEvent, AuditQuery, AuditSearch, Page, Party, Seat, Timestamp, Total};
use crate::store::{Store, read, write};

super::cases![
    a_search_finds_what_its_words_mean,
    a_search_is_read_in_parts_from_both_ends,
    a_span_of_time_is_exact_however_the_clock_was_set,
    words_are_looked_for_in_so_many_rows_at_once,
];

/// Three hundred rows by three people at two seats, one every ten minutes.
fn written(store: &dyn Store) -> (Vec<AuditEntry>, AccountId) {
    let people = People::new();
    let ids = [0; 3].map(|_| AccountId::new(minute(0), &people.entropy));
    let party = |at: usize| Party { id: Some(ids[at]), name: ["ada", "Mira@example.org", "mirabel"][at].to_owned() };
    let events = [AuditEvent::Suspended, AuditEvent::Restored, AuditEvent::LoggedIn, AuditEvent::LoggedOut];
    let rows: Vec<AuditEntry> = (0..300)
        .map(|n: usize| AuditEntry {
            seq: n as u64 + 1,
            at: minute(10 * n as u64),
            subject: (!n.is_multiple_of(3))
                .then(|| if n.is_multiple_of(7) { Party { id: None, name: "Olga".to_owned() } } else { party(n % 3) }),
            seat: Seat::new(if n.is_multiple_of(5) { "Lab2" } else { "front-desk" }),
            after: n.is_multiple_of(11).then(|| format!("value {n}")),
            ..people.entry(events[n % 4], party((n / 4) % 2))
        })
        .collect();
    write(store, |tx| rows.iter().try_for_each(|row| append(tx, row))).unwrap();
    (rows, ids[1])
}

fn query(raw: &str, account: Option<AccountId>, page: Page<u64>, limit: usize) -> AuditQuery {
    let now = minute(10 * 300);
    AuditQuery { search: AuditSearch::parse(raw, now).unwrap(), account, page, limit }
}

/// The numbers of the rows that are meant, newest first.
fn meant(rows: &[AuditEntry], query: &AuditQuery) -> Vec<u64> {
    let theirs = |row: &&AuditEntry| {
        query
            .account
            .is_none_or(|id| row.actor.id == Some(id) || row.subject.as_ref().is_some_and(|party| party.id == Some(id)))
    };
    rows.iter().rev().filter(theirs).filter(|row| query.search.holds(row)).map(|row| row.seq).collect()
}

fn searches(id: AccountId) -> Vec<String> {
    let mut all: Vec<String> = [
        "",
        "actor:ada",
        "actor:ADA",
        "actor:nobody",
        "!actor:ada",
        "actor:mir*",
        "account:mirabel",
        "account:mira@example.org",
        "account:mir*",
        "!account:mirabel",
        "account:olga",
        "event:suspended",
        "event:suspended,restored",
        "event:signed",
        "event:user",
        "!event:suspended",
        "seat:lab",
        "!seat:lab2",
        "value",
        "value 11",
        "!value",
        "since:2h",
        "until:2h",
        "since:20h until:10h",
        "since:1h until:2h",
        "since:2027",
        "until:2027",
        "on:2027-01-15",
        "on:1999",
        "actor:ada event:suspended",
        "actor:ada event:suspended account:mirabel seat:front",
        "since:20h value actor:ada",
        "since:20h event:restored",
        "100% _ ' \"",
        "since:0h",
    ]
    .map(str::to_owned)
    .into();
    all.extend([format!("account:{id}"), format!("actor:{id}"), format!("!account:{id} value")]);
    all
}

fn a_search_finds_what_its_words_mean(store: &dyn Store) {
    let (rows, id) = written(store);
    for raw in searches(id) {
        for account in [None, Some(id)] {
            let query = query(&raw, account, Page::First, 1_000);
            let found = read(store, |tx| tx.audit(&query)).unwrap();
            let numbers: Vec<u64> = found.rows.iter().map(|row| row.seq).collect();
            let meant = meant(&rows, &query);
            assert_eq!(numbers, meant, "{raw:?} {account:?}");
            assert_eq!(found.total, Total::Exactly(meant.len() as u64), "{raw:?} {account:?}");
            assert!(!found.more_before && !found.more_after);
        }
    }
}

fn a_search_is_read_in_parts_from_both_ends(store: &dyn Store) {
    let (rows, id) = written(store);
    for raw in searches(id) {
        let meant = meant(&rows, &query(&raw, None, Page::First, 1));
        let (mut down, mut up) = (Vec::new(), Vec::new());
        let mut page = Page::First;
        loop {
            let part = read(store, |tx| tx.audit(&query(&raw, None, page, 7))).unwrap();
            assert_eq!(
                (part.more_before, part.more_after),
                (!down.is_empty(), down.len() + part.rows.len() < meant.len())
            );
            down.extend(part.rows.iter().map(|row| row.seq));
            match part.rows.last() {
                Some(last) if part.more_after => page = Page::After(last.seq),
                _ => break,
            }
        }
        page = Page::Last;
        loop {
            let part = read(store, |tx| tx.audit(&query(&raw, None, page, 7))).unwrap();
            assert_eq!((part.more_after, part.more_before), (!up.is_empty(), up.len() + part.rows.len() < meant.len()));
            up.splice(..0, part.rows.iter().map(|row| row.seq));
            match part.rows.first() {
                Some(first) if part.more_before => page = Page::Before(first.seq),
                _ => break,
            }
        }
        assert_eq!((&down, &up), (&meant, &meant), "{raw:?}");
    }
}

fn a_span_of_time_is_exact_however_the_clock_was_set(store: &dyn Store) {
    let people = People::new();
    // On, back by two hours, on again past what was there, back to the very beginning, and on.
    let minutes = [0, 10, 20, 300, 310, 180, 190, 190, 320, 400, 5, 15, 330, 410, 410, 409, 420];
    let rows: Vec<AuditEntry> = minutes
        .iter()
        .zip(1..)
        .map(|(at, seq)| AuditEntry { seq, at: minute(*at), ..people.entry(AuditEvent::LoggedIn, Party::operator()) })
        .collect();
    write(store, |tx| rows.iter().try_for_each(|row| append(tx, row))).unwrap();
    let ends: Vec<Option<Timestamp>> = std::iter::once(None)
        .chain(minutes.iter().flat_map(|at| [minute(*at), minute(*at).plus(Duration::from_millis(1))]).map(Some))
        .collect();
    for since in &ends {
        for before in &ends {
            for raw in ["", "event:signed", "operator"] {
                let mut query = query(raw, None, Page::First, 100);
                (query.search.since, query.search.before) = (*since, *before);
                let found = read(store, |tx| tx.audit(&query)).unwrap();
                let numbers: Vec<u64> = found.rows.iter().map(|row| row.seq).collect();
                assert_eq!(numbers, meant(&rows, &query), "{since:?} {before:?} {raw:?}");
            }
        }
    }
}

fn words_are_looked_for_in_so_many_rows_at_once(store: &dyn Store) {
    let (rows, id) = written(store);
    for raw in searches(id) {
        let asked = query(&raw, None, Page::First, 1_000);
        let (meant, mut found, mut page, mut parts) = (meant(&rows, &asked), Vec::new(), Page::First, 0);
        loop {
            let part = read(store, |tx| tx.audit_part(&AuditQuery { page, ..asked.clone() }, 20)).unwrap();
            found.extend(part.window.rows.iter().map(|row| row.seq));
            parts += 1;
            assert_eq!(part.window.more_after, part.on_from.is_some());
            match part.on_from {
                Some(seq) => page = Page::After(seq),
                None => break,
            }
        }
        assert_eq!(found, meant, "{raw:?}");
        assert!(parts <= 300 / 20 + 1, "{raw:?} took {parts} parts");
    }
    let part = read(store, |tx| tx.audit_part(&query("value 0", None, Page::First, 5), 20)).unwrap();
    assert_eq!((part.on_from, part.window.more_after), (Some(281), true));
    let part = read(store, |tx| tx.audit_part(&query("value", None, Page::First, 5), 300)).unwrap();
    assert_eq!(part.window.rows.len(), 5);
    assert_eq!(part.on_from, part.window.rows.last().map(|row| row.seq), "a full part goes on after its last row");
}
