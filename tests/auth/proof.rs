//! Showing the password again for something dangerous.

use vestibule::auth::CallError;
use vestibule::auth::challenge::Identifier;
use vestibule::auth::login::{Credentials, LogInError};
use vestibule::auth::session::StepUp;
use vestibule::domain::{AuditEvent, Seat, SessionToken};

use crate::house::{House, MINUTE, OTHER_PASSWORD, PASSWORD, SECOND};

fn with(password: &str) -> StepUp {
    StepUp { password: password.into(), factor: None }
}

fn dangerous(house: &House, token: &SessionToken) -> Result<(), CallError> {
    house.auth.renew_recovery_codes(&house.seat, token).map(drop)
}

#[test]
fn the_session_goes_on_under_another_token_and_the_old_one_ends() {
    let house = House::new();
    house.member("mira");
    let old = house.log_in("mira").token;
    house.pass(6 * MINUTE);
    let renewed = house.auth.step_up(&house.seat, &old, with(PASSWORD)).unwrap();
    assert_eq!(renewed.proved_until, house.now().plus(5 * MINUTE));
    assert_ne!(renewed.token.expose(), old.expose());
    // A call that was on its way with the old one is not turned away.
    assert!(house.is_signed_in(&old) && house.is_signed_in(&renewed.token));
    house.pass(10 * SECOND);
    assert!(!house.is_signed_in(&old) && house.is_signed_in(&renewed.token));
    assert_eq!(house.count(AuditEvent::ProvedAgain), 1);
}

#[test]
fn showing_the_password_again_does_not_lengthen_the_day() {
    let house = House::new();
    house.member("mira");
    let mut token = house.log_in("mira").token;
    let mut alive = 0;
    for _ in 0..60 {
        house.pass(10 * MINUTE);
        match house.auth.step_up(&house.seat, &token, with(PASSWORD)) {
            Ok(renewed) => token = renewed.token,
            Err(LogInError::Call(CallError::SignedOut)) => break,
            Err(other) => panic!("{other:?}"),
        }
        alive += 1;
    }
    assert_eq!(alive, 8 * 6 - 1, "eight hours, less the moment at which they end");
}

#[test]
fn a_wrong_password_proves_nothing_and_is_counted() {
    let house = House::new();
    house.member("mira");
    let token = house.log_in("mira").token;
    assert!(matches!(house.auth.step_up(&house.seat, &token, with(OTHER_PASSWORD)), Err(LogInError::Refused)));
    assert_eq!(house.last_event().event, AuditEvent::LogInFailed);
    let soon = house.auth.step_up(&house.seat, &token, with(PASSWORD));
    assert!(matches!(soon, Err(LogInError::Wait { seconds: 1 })));
    house.pass(SECOND);
    assert!(house.auth.step_up(&house.seat, &token, with(PASSWORD)).is_ok());
}

#[test]
fn guesses_at_the_door_do_not_close_what_is_behind_it() {
    let house = House::new();
    house.member("mira");
    let mut token = house.log_in("mira").token;
    // All that may be guessed in a day, from another seat.
    let elsewhere = Seat::new("elsewhere");
    for _ in 0..101 {
        house.pass(10 * SECOND);
        let credentials = Credentials { who: Identifier::parse("mira"), password: OTHER_PASSWORD.into() };
        assert!(house.auth.log_in(&elsewhere, credentials).is_err());
        house.auth.me(&token).unwrap();
    }
    assert!(matches!(house.try_password("mira", PASSWORD), Err(LogInError::Exhausted)));
    token = house.auth.step_up(&house.seat, &token, with(PASSWORD)).unwrap().token;
    assert!(house.auth.delete_me(&house.seat, &token, "mira").is_ok());
}

#[test]
fn with_a_second_factor_the_password_alone_proves_nothing() {
    let house = House::new();
    house.member("mira");
    let token = house.log_in("mira").token;
    let (phone, _) = house.enrol(&token);
    house.pass(6 * MINUTE);
    assert!(matches!(dangerous(&house, &token), Err(CallError::ProveAgain)));
    assert!(matches!(house.auth.step_up(&house.seat, &token, with(PASSWORD)), Err(LogInError::WrongFactor)));
    house.pass(SECOND);
    let proof = StepUp { password: PASSWORD.into(), factor: Some(phone.factor(house.now())) };
    let token = house.auth.step_up(&house.seat, &token, proof).unwrap().token;
    assert!(dangerous(&house, &token).is_ok());
}
