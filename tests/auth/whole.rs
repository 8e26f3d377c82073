//! A use case happens whole or not at all.

use vestibule::auth::act::Act;
use vestibule::auth::signup::SignUpError;
use vestibule::auth::verify::{Verified, VerifyError};
use vestibule::auth::{CallError, profile};
use vestibule::domain::{AuditQuery, LetterKind, LetterQuery};

use crate::house::{House, OTHER_PASSWORD, PASSWORD};

/// A table that refuses new rows, as a full disk would in the middle of a transaction.
struct Broken<'a>(&'a House, rusqlite::Connection);

impl<'a> Broken<'a> {
    fn new(house: &'a House, table: &str) -> Self {
        let conn = rusqlite::Connection::open(house.store.path()).unwrap();
        conn.execute_batch(&format!(
            "CREATE TRIGGER broken BEFORE INSERT ON {table} BEGIN SELECT raise(ABORT, 'broken'); END"
        ))
        .unwrap();
        Self(house, conn)
    }
}

impl Drop for Broken<'_> {
    fn drop(&mut self) {
        self.1.execute_batch("DROP TRIGGER broken").unwrap();
    }
}

/// How many letters, audit rows, accounts and waiting registrations there are.
fn rows(house: &House) -> (usize, usize, u64, usize) {
    house.peek(|tx| {
        Ok((
            tx.letters(&LetterQuery { limit: 1_000, ..LetterQuery::default() })?.rows.len(),
            tx.audit(&AuditQuery { limit: 1_000, ..AuditQuery::default() })?.rows.len(),
            tx.account_count()?,
            tx.signups_by_email(&"mira@example.org".parse().unwrap(), house.now())?.len(),
        ))
    })
}

#[test]
fn a_sign_up_is_parked_with_its_letter_and_its_audit_row_or_not_at_all() {
    for table in ["signups", "challenges", "outbox", "audit"] {
        let house = House::new();
        {
            let broken = Broken::new(&house, table);
            let form = broken.0.form("mira", "mira@example.org");
            let failed = house.auth.sign_up(&house.seat, form);
            assert!(matches!(failed, Err(SignUpError::Call(CallError::Store(_)))), "{table}: {failed:?}");
            assert_eq!(rows(&house), (0, 0, 0, 0), "{table}");
        }
        house.member("mira");
    }
}

#[test]
fn an_account_that_could_not_be_made_leaves_the_code_good() {
    for table in ["accounts", "audit"] {
        let house = House::new();
        let flow = house.sign_up("mira");
        let letter = house.letter(LetterKind::VerifySignUp, "mira@example.org");
        let before = rows(&house);
        {
            let _broken = Broken::new(&house, table);
            let failed = house.verify(&flow, &letter.code());
            assert!(matches!(failed, Err(VerifyError::Call(CallError::Store(_)))), "{table}: {failed:?}");
            assert_eq!(rows(&house), before);
        }
        assert!(matches!(house.verify(&flow, &letter.code()), Ok(Verified::Created { .. })));
    }
}

#[test]
fn what_an_admin_or_an_owner_does_is_noted_and_told_or_not_done() {
    for table in ["outbox", "audit"] {
        let house = House::new();
        let admin = house.admin();
        let mira = house.member("mira");
        let token = house.log_in("mira").token;
        let before = rows(&house);
        {
            let _broken = Broken::new(&house, table);
            let (auth, seat) = (&house.auth, &house.seat);
            let changed = auth.change_password(seat, &token, PASSWORD.into(), OTHER_PASSWORD.into());
            assert!(matches!(changed, Err(profile::ChangePasswordError::Call(CallError::Store(_)))));
            let deleted = house.try_act(&admin, Act::Delete, mira.id);
            assert!(matches!(deleted, Err(CallError::Store(_))));
            if table == "audit" {
                assert!(house.try_act(&admin, Act::Suspend, mira.id).is_err());
                assert!(auth.log_out(seat, &token).is_err());
            }
            assert_eq!(rows(&house), before, "{table}");
        }
        assert_eq!(house.account("mira").password, mira.password);
        assert!(house.is_signed_in(&token), "{table}");
    }
}

#[test]
fn reading_goes_on_when_nothing_can_be_written() {
    let house = House::new();
    let admin = house.admin();
    house.pass(5 * crate::house::MINUTE);
    // The note that the session was used can't be made; the answer is given all the same.
    let conn = rusqlite::Connection::open(house.store.path()).unwrap();
    conn.execute_batch("CREATE TRIGGER broken BEFORE UPDATE ON sessions BEGIN SELECT raise(ABORT, 'broken'); END")
        .unwrap();
    assert!(house.is_signed_in(&admin));
    assert_eq!(house.auth.sessions(&admin).unwrap().len(), 1);
}
