//! The first admin.

use std::sync::Barrier;

use vestibule::auth::policy::PasswordProblem;
use vestibule::auth::setup::SetUpError;
use vestibule::domain::{AuditEvent, LetterKind, Role};

use crate::house::{House, set_up_form};

#[test]
fn the_first_admin_is_made_and_signed_in_and_asked_to_prove_the_address() {
    let house = House::new();
    assert!(house.auth.needs_set_up().unwrap());
    let signed_in = house.set_up();
    assert!(!house.auth.needs_set_up().unwrap());
    assert_eq!((signed_in.me.role, signed_in.me.verified_at, signed_in.me.last_login_at), (Role::Admin, None, None));
    let flow = signed_in.me.pending_email.expect("an address to prove");
    assert_eq!(flow.sent_to, "ada@example.org");

    let letter = house.letter(LetterKind::ConfirmEmail, "ada@example.org");
    let me = house.auth.confirm_email(&house.seat, &signed_in.token, &letter.code()).unwrap();
    assert_eq!((me.verified_at, me.pending_email), (Some(house.now()), None));
    assert!(house.post().is_empty(), "nobody has to be told of their own address");
    let events: Vec<_> = house.trail().iter().map(|entry| entry.event).collect();
    assert_eq!(events, [AuditEvent::SetUp, AuditEvent::LoggedIn, AuditEvent::Verified]);
}

#[test]
fn there_is_only_one_first_admin() {
    let house = House::new();
    house.set_up();
    let again = house.auth.set_up(&house.seat, set_up_form("eve-2"));
    assert!(matches!(again, Err(SetUpError::AlreadySetUp)));
    assert!(house.find("eve-2").is_none());
}

#[test]
fn of_two_processes_that_set_up_at_once_one_wins() {
    let house = House::new();
    let doors = [house.next_door(), house.next_door()];
    let barrier = Barrier::new(2);
    let won: Vec<bool> = std::thread::scope(|scope| {
        let runs: Vec<_> = doors
            .iter()
            .zip(["mira", "nils"])
            .map(|(door, name)| {
                let barrier = &barrier;
                scope.spawn(move || {
                    barrier.wait();
                    door.auth.set_up(&door.seat, set_up_form(name)).is_ok()
                })
            })
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    assert_eq!(won.iter().filter(|won| **won).count(), 1);
    assert_eq!(house.peek(|tx| tx.account_count()), 1);
    assert_eq!(house.post().len(), 1);
}

#[test]
fn a_weak_password_makes_no_admin() {
    let house = House::new();
    let form = vestibule::auth::setup::SetUp { password: "short".into(), ..set_up_form("ada") };
    let refused = house.auth.set_up(&house.seat, form);
    assert!(matches!(refused, Err(SetUpError::Password(PasswordProblem::TooShort { min: 15 }))));
    assert!(house.auth.needs_set_up().unwrap() && house.trail().is_empty());
}
