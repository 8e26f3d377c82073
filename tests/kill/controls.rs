//! The check bites: what it has to find is done to a database by hand, and is found.

use rusqlite::Connection;
use vestibule::auth::challenge::Flow;

use super::Chance;
use super::check::{Findings, Part, check};
use super::desk::{Desk, database};
use super::ledger::{Act, Ledger, asks, note};
use super::writer::{resend, sign_up, verify};

/// Three people: one who waits, one who waits for a second letter, and a member.
struct Case {
    place: tempfile::TempDir,
    desk: Desk,
    ledger: Ledger,
    waiting: Flow,
}

impl Case {
    fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        let desk = Desk::open(place.path());
        let mut ledger = Ledger::new();
        let mut tell = |line: &str| note(&mut ledger, line);
        let waiting = sign_up(&desk, "mira", &mut tell);
        let flow = sign_up(&desk, "noor", &mut tell);
        resend(&desk, "noor", &flow, &mut tell);
        let flow = sign_up(&desk, "olga", &mut tell);
        verify(&desk, "olga", &flow, &mut Chance::new(1), &mut tell);
        Self { place, desk, ledger, waiting }
    }

    /// Does something to the file that neither the store nor its guards would let through.
    fn harm(&self, sql: &str) {
        let conn = Connection::open(database(self.place.path())).unwrap();
        conn.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA recursive_triggers = OFF;").unwrap();
        conn.execute_batch(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    fn findings(&self) -> (usize, usize) {
        let everybody = Part { names: ("a".to_owned(), "z".to_owned()), ..Part::default() };
        let Findings { lost, torn, .. } = check(&self.desk, &self.ledger, &everybody);
        (lost.len(), torn.len())
    }
}

const LOST: (usize, usize) = (1, 0);
const TORN: (usize, usize) = (0, 1);

const UNGUARDED: &str = "DROP TRIGGER audit_is_never_shortened; DROP TRIGGER audit_is_never_changed;";

#[test]
fn a_database_as_it_should_be_is_neither_lost_nor_torn() {
    assert_eq!(Case::new().findings(), (0, 0));
}

#[test]
fn whatever_is_missing_or_wrong_is_reported() {
    for (harm, expected) in [
        ("DELETE FROM outbox WHERE address = 'mira@example.org'", TORN),
        ("DELETE FROM outbox WHERE address = 'olga@example.org'", TORN),
        ("DELETE FROM outbox WHERE address = 'noor@example.org' AND state = 'dropped'", TORN),
        ("DELETE FROM signups WHERE username = 'mira'", TORN),
        ("DELETE FROM challenges WHERE address = 'mira@example.org'", TORN),
        ("DELETE FROM accounts WHERE username = 'olga'", TORN),
        ("UPDATE accounts SET password = NULL WHERE username = 'olga'", TORN),
        ("UPDATE outbox SET sealed_args = zeroblob(80) WHERE address = 'mira@example.org'", TORN),
        ("UPDATE outbox SET state = 'dropped', sealed_args = x'' WHERE address = 'mira@example.org'", TORN),
        ("UPDATE challenges SET code_mac = zeroblob(32) WHERE address = 'mira@example.org'", TORN),
        ("UPDATE challenges SET letter = zeroblob(16) WHERE address = 'mira@example.org'", TORN),
        // The last row is taken away and the earlier ones stay numbered without a gap.
        ("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)", (0, 2)),
        // What was changed in the audit breaks its chain as well.
        ("UPDATE audit SET after_value = 'eve@example.org' WHERE subject = 'mira'", (0, 2)),
        // Its party, nobody with an account, points to where the row was.
        ("UPDATE audit SET seq = seq + 100 WHERE subject = 'mira'", (0, 3)),
        ("UPDATE audit SET at = at + 1 WHERE subject = 'mira'", TORN),
        ("UPDATE audit SET link = NULL WHERE seq = 2", TORN),
        ("UPDATE audit SET link = zeroblob(32) WHERE seq = (SELECT max(seq) FROM audit)", TORN),
        ("UPDATE counts SET value = value + 1 WHERE name = 'outbox'", TORN),
        ("INSERT INTO sessions VALUES (1, zeroblob(16), zeroblob(16), 'x', 1, 1, 1, 1, NULL, 'x', 1, 1)", TORN),
        ("UPDATE signups SET username = 'eve' WHERE username = 'mira'", (0, 2)),
        (
            "DELETE FROM signups WHERE username = 'mira'; DELETE FROM challenges WHERE address = 'mira@example.org'; \
             DELETE FROM outbox WHERE address = 'mira@example.org'; \
             UPDATE audit SET subject = 'olga', event = 'user_code_resent', after_value = NULL WHERE subject = 'mira'",
            (1, 2),
        ),
    ] {
        let case = Case::new();
        case.harm(&format!("{UNGUARDED}{harm}"));
        assert_eq!(case.findings(), expected, "{harm}");
    }
}

#[test]
fn a_lost_page_is_reported() {
    let case = Case::new();
    // The new number makes open connections read the schema again.
    case.harm(
        "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = 'signups_by_end'; \
               PRAGMA schema_version = 4242;",
    );
    assert!(case.findings().1 > 0);
}

#[test]
fn what_was_acknowledged_and_is_gone_altogether_is_lost() {
    let mut case = Case::new();
    let flow = (case.waiting.challenge, case.waiting.letter.unwrap());
    note(&mut case.ledger, &asks("paul", Act::SignUp));
    assert_eq!(case.findings(), (0, 0), "nobody answered");
    note(&mut case.ledger, &super::ledger::done("paul", Act::SignUp, Some(flow)));
    assert_eq!(case.findings(), LOST);
}

#[test]
fn what_was_begun_and_not_answered_may_be_there_as_a_whole() {
    let mut case = Case::new();
    let (mut ledger, mut tell) = (Ledger::new(), |_: &str| {});
    sign_up(&case.desk, "paul", &mut tell);
    assert_eq!(case.findings(), TORN, "nobody asked for this");
    note(&mut ledger, &asks("paul", Act::SignUp));
    case.ledger.append(&mut ledger);
    assert_eq!(case.findings(), (0, 0));
    case.harm("DELETE FROM outbox WHERE address = 'paul@example.org'");
    assert_eq!(case.findings(), TORN);
}
