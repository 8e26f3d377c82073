//! The trash: a week to think it over.

use std::time::Duration;

use vestibule::auth::act::{Act, Outcome};
use vestibule::auth::admin::{CreateError, NewAccount};
use vestibule::auth::challenge::Identifier;
use vestibule::auth::login::LogInError;
use vestibule::auth::policy::TRASH_KEPT;
use vestibule::auth::verify::Verified;
use vestibule::domain::{Account, AuditEvent, DisplayName, LetterKind, Role, SessionToken};

use crate::house::{House, MINUTE, PASSWORD, SECOND};

fn throw_away(house: &House, admin: &SessionToken, name: &str) -> Account {
    let account = house.member(name);
    let acted = house.auth.act_on(&house.seat, admin, &Act::Trash, &[account.id]).unwrap();
    assert_eq!(acted[0].outcome, Ok(Outcome::Done));
    account
}

#[test]
fn within_a_week_an_account_comes_back_as_it_was() {
    let house = House::new();
    let admin = house.admin();
    let mira = throw_away(&house, &admin, "mira");
    assert!(matches!(house.try_password("mira", PASSWORD), Err(LogInError::Refused)));
    house.pass(TRASH_KEPT - SECOND);
    house.auth.sweep(&house.seat).unwrap();
    let acted = house.auth.operator().act_on(&house.seat, &Act::Untrash, &[mira.id]).unwrap();
    assert_eq!(acted[0].outcome, Ok(Outcome::Done));
    house.log_in("mira");
    house.pass(TRASH_KEPT);
    house.auth.sweep(&house.seat).unwrap();
    assert!(house.find("mira").is_some(), "what is out of the trash stays");
}

#[test]
fn after_a_week_it_is_gone_with_a_row_and_one_letter() {
    let house = House::new();
    let admin = house.admin();
    let mira = throw_away(&house, &admin, "mira");
    assert!(house.post().is_empty(), "it may come back yet");
    house.pass(TRASH_KEPT);
    house.auth.sweep(&house.seat).unwrap();
    assert!(house.find("mira").is_none());
    let row = house.last_event();
    assert_eq!((row.event, row.actor.name.as_str(), row.actor.id), (AuditEvent::Deleted, "vestibule", None));
    assert_eq!(row.subject.unwrap().id, Some(mira.id));
    house.letter(LetterKind::AccountDeleted, "mira@example.org");
    house.next_door().auth.sweep(&house.seat).unwrap();
    assert!(house.post().is_empty() && house.count(AuditEvent::Deleted) == 1);
    house.member("mira");
}

#[test]
fn a_full_trash_is_emptied_whatever_its_size_and_by_several_at_once() {
    let house = House::new();
    house.admin();
    house.crowd(230);
    let ids: Vec<_> = (0..230).map(|at| house.account(&format!("person{at:04}")).id).collect();
    let operator = house.auth.operator();
    let (first, rest) = ids.split_at(100);
    operator.act_on(&house.seat, &Act::Trash, first).unwrap();
    house.pass(MINUTE);
    operator.act_on(&house.seat, &Act::Trash, rest).unwrap();
    house.pass(TRASH_KEPT - MINUTE);
    house.auth.sweep(&house.seat).unwrap();
    assert_eq!(house.count(AuditEvent::Deleted), 100);
    house.pass(MINUTE);
    let other = house.next_door();
    std::thread::scope(|scope| {
        scope.spawn(|| house.auth.sweep(&house.seat).unwrap());
        scope.spawn(|| other.auth.sweep(&other.seat).unwrap());
    });
    assert_eq!((house.count(AuditEvent::Deleted), house.peek(|tx| tx.account_count())), (230, 1));
    assert_eq!(house.post().len(), 230);
}

#[test]
fn name_and_address_stay_taken_and_strangers_learn_nothing() {
    let house = House::new();
    let admin = house.admin();
    throw_away(&house, &admin, "mira");
    let new = |username: &str, email: &str| NewAccount {
        username: username.parse().unwrap(),
        email: email.parse().unwrap(),
        display_name: DisplayName::default(),
        role: Role::User,
    };
    let create = |new| house.auth.create_account(&house.seat, &admin, new);
    assert!(matches!(create(new("mira", "other@example.org")), Err(CreateError::UsernameTaken)));
    assert!(matches!(create(new("other", "mira@example.org")), Err(CreateError::EmailTaken)));

    // Sign-up with the address: the same screen, and a letter that proves nothing.
    let flow = house.auth.sign_up(&house.seat, house.form("other", "mira@example.org")).unwrap();
    assert!(flow.letter.is_some());
    assert!(house.letter(LetterKind::AlreadyRegistered, "mira@example.org").proves_nothing());
    // Sign-up with the name: told once the address is proved.
    let flow = house.auth.sign_up(&house.seat, house.form("mira", "third@example.org")).unwrap();
    let letter = house.letter(LetterKind::VerifySignUp, "third@example.org");
    assert!(matches!(house.verify(&flow, &letter.code()), Ok(Verified::UsernameTaken { .. })));

    house.pass(Duration::from_secs(120));
    let reset = |who: &str| house.auth.request_reset(&house.seat, &Identifier::parse(who), who).unwrap();
    for who in ["mira", "mira@example.org"] {
        let (there, nowhere) = (reset(who), reset("nobody-at-all"));
        assert_eq!(
            (there.letter, there.resend_at, there.code_expires_at),
            (nowhere.letter, nowhere.resend_at, nowhere.code_expires_at)
        );
    }
    assert!(house.post().is_empty());
    assert!(matches!(house.try_password("mira@example.org", PASSWORD), Err(LogInError::Refused)));
}
