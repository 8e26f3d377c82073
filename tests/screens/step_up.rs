//! The password again, before something dangerous.

use std::cell::RefCell;
use std::rc::Rc;

use vestibule::auth::CallError;
use vestibule::auth::login::LogInError;
use vestibule::auth::session::Renewed;
use vestibule::domain::{LetterKind, Role, Timestamp};
use vestibule::tui::effect::{Call, Reply};

use crate::desk::{Desk, misses, sees};
use crate::house::{MINUTE, PASSWORD, SECOND};

const AGAIN: &str = "It's been a while. Confirm with your password that it is you.";

/// `ada` at her desk, six minutes after signing in. The next answers to the password are these.
pub fn late(answers: Vec<Result<(), LogInError>>) -> Desk {
    let mut desk = Desk::with(&["olga"]);
    desk.log_in("ada");
    later(&mut desk, answers);
    desk
}

/// Six minutes later. What the core would say is said here; its token is that of another session of the same person.
pub fn later(desk: &mut Desk, answers: Vec<Result<(), LogInError>>) {
    let name = desk.model.shared.who.as_ref().unwrap().me.username.clone();
    desk.pass(6 * MINUTE);
    let fresh = desk.house.log_in(&name);
    let renewed = RefCell::new(Some(Renewed { token: fresh.token, proved_until: fresh.proved_until }));
    let mut answers = answers.into_iter();
    desk.stand_in(move |call| match call {
        Call::StepUp(..) => Some(Reply::StepUp(answers.next()?.map(|()| renewed.take().expect("one renewal")))),
        _ => None,
    });
}

#[test]
fn what_is_dangerous_asks_for_the_password_after_five_minutes() {
    let mut desk = late(vec![Ok(())]);
    let before = desk.model.session_token().unwrap();
    desk.keys("/olga<ret>R<end><ret><tab><ret>");
    sees(&desk, AGAIN);
    assert_eq!(desk.house.account("olga").role, Role::User, "nothing is done before");
    desk.keys("<ret>");
    sees(&desk, "✗ Type your password.");
    desk.keys(PASSWORD);
    misses(&desk, PASSWORD);
    desk.keys("<ret>");
    misses(&desk, AGAIN);
    sees(&desk, "olga is an admin now.");
    assert_eq!(desk.house.account("olga").role, Role::Admin);
    assert_ne!(desk.model.session_token().unwrap().expose(), before.expose());
    // Once is enough for a while.
    desk.keys("p<tab><ret>");
    desk.house.letter(LetterKind::ResetPassword, "olga@example.org");
}

#[test]
fn what_is_harmless_does_not_ask() {
    let mut desk = late(vec![]);
    desk.keys("/olga<ret>s");
    sees(&desk, "olga is suspended");
    desk.keys("unnora<tab>nora@example.org<tab><tab><ret>");
    sees(&desk, "nora is made.");
    desk.keys("nnoah<tab>noah@example.org<tab><tab><c-u>admin<ret>");
    sees(&desk, AGAIN);
}

#[test]
fn a_wrong_password_is_told_beside_its_field_and_wiped() {
    let mut desk = late(vec![Err(LogInError::Refused), Err(LogInError::Wait { seconds: 3 }), Ok(())]);
    desk.keys("/olga<ret>R<end><ret><tab><ret>").keys("not the password<ret>");
    sees(&desk, "✗ That is not your password.");
    misses(&desk, "•");
    desk.keys(PASSWORD).keys("<ret>");
    sees(&desk, "You can try again in 3 s.");
    desk.pass(4 * SECOND);
    misses(&desk, "You can try again");
    desk.keys("<ret>");
    sees(&desk, "olga is an admin now.");
}

#[test]
fn somebody_who_thinks_better_of_it_is_back_where_they_were() {
    let mut desk = late(vec![Ok(())]);
    desk.keys("/olga<ret>R<end><ret><tab><ret>").keys("<esc>");
    misses(&desk, AGAIN);
    assert_eq!(desk.house.account("olga").role, Role::User);
    assert!(desk.model.busy_since().is_none());
    // It can be begun again.
    desk.keys("R<end><ret><tab><ret>").keys(PASSWORD).keys("<ret>");
    sees(&desk, "olga is an admin now.");
}

#[test]
fn a_form_goes_on_after_the_password() {
    let mut desk = Desk::with(&["olga"]);
    desk.log_in("olga");
    later(&mut desk, vec![Ok(())]);
    desk.keys("<down><down><down><ret><c-u>olga@new.example.org<ret>");
    sees(&desk, AGAIN);
    desk.keys("<esc>");
    sees(&desk, "olga@new.example.org");
    desk.keys("<ret>").keys(PASSWORD).keys("<ret>");
    sees(&desk, "A code is on its way to olga@new.example.org.");
}

#[test]
fn those_with_a_phone_show_its_code_too() {
    let mut desk = late(vec![Err(LogInError::WrongFactor), Ok(())]);
    let since = desk.now().wall;
    desk.model.shared.who.as_mut().unwrap().me.second_factor_since = Some(since);
    desk.keys("/olga<ret>R<end><ret><tab><ret>");
    sees(&desk, "Phone code");
    desk.keys(PASSWORD).keys("<ret>000000<ret>");
    sees(&desk, "✗ That code is not right, or was used.");
    desk.keys("123456<ret>");
    sees(&desk, "olga is an admin now.");
}

#[test]
fn a_second_factor_that_was_turned_on_elsewhere_is_asked_for() {
    let mut desk = late(vec![Err(LogInError::WrongFactor), Ok(())]);
    desk.keys("/olga<ret>R<end><ret><tab><ret>");
    misses(&desk, "Phone code");
    desk.keys(PASSWORD).keys("<ret>");
    sees(&desk, "› Phone code");
    desk.keys("123456<ret>");
    sees(&desk, "olga is an admin now.");
}

#[test]
fn calls_wait_for_the_new_token() {
    let mut desk = late(vec![Ok(())]);
    desk.keys("/olga<ret>R<end><ret><tab><ret>").keys(PASSWORD);
    desk.hold();
    desk.keys("<ret>");
    // Left while the core works: the token that comes is kept all the same, and reads go out with it.
    desk.keys("<esc><f5>");
    assert_eq!(desk.held_calls(), ["StepUp"]);
    let old = desk.model.session_token().unwrap();
    desk.release();
    assert_ne!(desk.model.session_token().unwrap().expose(), old.expose());
    sees(&desk, "1 of 2");
    assert_eq!(desk.house.account("olga").role, Role::User);
    assert!(desk.model.busy_since().is_none());
}

#[test]
fn signing_out_meanwhile_leaves_nothing_behind() {
    let mut desk = late(vec![Ok(())]);
    desk.keys("/olga<ret>R<end><ret><tab><ret>").keys(PASSWORD);
    desk.hold();
    desk.keys("<ret><esc><f5><f10>");
    // The first page asks who may come in; it asks for nobody.
    assert_eq!(desk.held_calls(), ["LogOut", "Doors"]);
    desk.release();
    sees(&desk, "You are signed out.");
    assert!(desk.model.shared.who.is_none());
}

#[test]
fn a_core_that_breaks_down_meanwhile_is_told() {
    let mut desk = late(vec![]);
    desk.keys("/olga<ret>R<end><ret><tab><ret>").keys(PASSWORD);
    desk.hold();
    desk.keys("<ret>");
    desk.crash();
    sees(&desk, "Something broke on our side.");
    sees(&desk, AGAIN);
}

#[test]
fn a_core_whose_clock_is_ahead_is_believed() {
    let mut desk = Desk::with(&["olga"]);
    desk.log_in("ada");
    let asked = Rc::new(RefCell::new(0));
    let count = asked.clone();
    desk.stand_in(move |call| match call {
        Call::Act(..) if *count.borrow() == 0 => {
            *count.borrow_mut() += 1;
            Some(Reply::Act(Err(CallError::ProveAgain)))
        }
        _ => None,
    });
    desk.keys("/olga<ret>R<end><ret><tab><ret>");
    // What it was about goes on after the password.
    sees(&desk, AGAIN);
    assert_eq!(desk.model.shared.who.as_ref().unwrap().proved_until, Timestamp::from_millis(0));
    assert_eq!(*asked.borrow(), 1);
}
