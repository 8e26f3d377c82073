//! Two-factor sign-in: on, shown, renewed, off.

use vestibule::auth::CallError;
use vestibule::auth::factor::{EnrolError, RemoveFactorError};
use vestibule::auth::login::{LogIn, LogInError, Owed};
use vestibule::auth::policy::{PasswordProblem, Policy, RequiredFor};
use vestibule::auth::profile::ChangePasswordError;
use vestibule::domain::{AccountQuery, AuditEvent, LetterKind, RecoveryCode, SecondFactor, Ticket, TotpCode};

use crate::house::{HOUR, House, MINUTE, PASSWORD, Phone, SECOND};

/// Ten characters: enough with a second factor only.
const SHORT_PASSWORD: &str = "moss!quay7";

fn ticket(house: &House) -> Ticket {
    match house.try_password("mira", PASSWORD) {
        Ok(LogIn::NeedsSecondFactor(ticket)) => ticket,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_password_alone_opens_nothing_once_the_second_factor_is_on() {
    let house = House::new();
    house.member("mira");
    let (phone, codes) = house.enrol(&house.log_in("mira").token);
    assert_eq!(codes.len(), 10);
    let ticket = ticket(&house);
    let signed_in = house.auth.log_in_second(&house.seat, &ticket, &phone.factor(house.now())).unwrap();
    assert!(house.is_signed_in(&signed_in.token));
    assert!(signed_in.me.second_factor_since.is_some());
    assert_eq!(signed_in.me.recovery_codes_left, 10);
}

#[test]
fn it_counts_only_once_a_code_was_shown() {
    let house = House::new();
    house.member("mira");
    let token = house.log_in("mira").token;
    let begun = house.auth.begin_second_factor(&token).unwrap();
    assert!(matches!(house.try_password("mira", PASSWORD), Ok(LogIn::In(_))), "not confirmed yet");
    let phone = Phone::reading(begun.uri.expose());
    let wrong = TotpCode::parse(if phone.digits(house.now()) == "000000" { "000001" } else { "000000" }).unwrap();
    let refused = house.auth.confirm_second_factor(&house.seat, &token, &wrong);
    assert!(matches!(refused, Err(EnrolError::WrongCode)));
    assert!(matches!(house.try_password("mira", PASSWORD), Ok(LogIn::In(_))));
    house.auth.confirm_second_factor(&house.seat, &token, &phone.code(house.now())).unwrap();
    assert!(matches!(house.try_password("mira", PASSWORD), Ok(LogIn::NeedsSecondFactor(_))));
    let again = house.auth.confirm_second_factor(&house.seat, &token, &phone.code(house.now()));
    assert!(matches!(again, Err(EnrolError::NotBegun)));
    assert!(matches!(house.auth.begin_second_factor(&token), Err(CallError::Stale)), "not replaced unseen");
}

#[test]
fn turning_it_on_ends_the_other_sessions_and_is_told() {
    let house = House::new();
    house.member("mira");
    let (here, elsewhere) = (house.log_in("mira").token, house.log_in("mira").token);
    house.enrol(&here);
    assert!(house.is_signed_in(&here) && !house.is_signed_in(&elsewhere));
    assert_eq!(house.count(AuditEvent::SecondFactorOn), 1);
}

#[test]
fn a_code_of_the_phone_is_taken_once() {
    let house = House::new();
    house.member("mira");
    let (phone, _) = house.enrol(&house.log_in("mira").token);
    let digits = phone.code(house.now());
    let factor = SecondFactor::Totp(digits);
    house.auth.log_in_second(&house.seat, &ticket(&house), &factor).unwrap();
    let again = house.auth.log_in_second(&house.seat, &ticket(&house), &factor);
    assert!(matches!(again, Err(LogInError::WrongFactor)));
    assert_eq!(house.last_event().event, AuditEvent::SecondFactorFailed);
    house.pass(30 * SECOND);
    house.auth.log_in_second(&house.seat, &ticket(&house), &phone.factor(house.now())).unwrap();
}

#[test]
fn a_recovery_code_takes_the_place_of_the_phone_once() {
    let house = House::new();
    house.member("mira");
    let (_, codes) = house.enrol(&house.log_in("mira").token);
    for (at, code) in codes.iter().enumerate().take(2) {
        let factor = SecondFactor::parse(code.expose()).unwrap();
        let signed_in = house.auth.log_in_second(&house.seat, &ticket(&house), &factor).unwrap();
        assert_eq!(signed_in.me.recovery_codes_left, 9 - u32::try_from(at).unwrap());
        assert!(house.letter(LetterKind::RecoveryCodeUsed, "mira@example.org").proves_nothing());
        let again = house.auth.log_in_second(&house.seat, &ticket(&house), &factor);
        assert!(matches!(again, Err(LogInError::WrongFactor)));
        house.pass(10 * SECOND);
    }
    let made_up = SecondFactor::Recovery(RecoveryCode::parse("BCDF-GHJK-LMNP-QRST").unwrap());
    let refused = house.auth.log_in_second(&house.seat, &ticket(&house), &made_up);
    assert!(matches!(refused, Err(LogInError::WrongFactor)));
}

#[test]
fn recovery_codes_rest_hashed_and_are_all_replaced() {
    let house = House::new();
    house.member("mira");
    let token = house.log_in("mira").token;
    let (_, old) = house.enrol(&token);
    let new = house.auth.renew_recovery_codes(&house.seat, &token).unwrap().recovery_codes;
    let mira = house.account("mira").id;
    for code in &new {
        let slot = code.expose().chars().next().unwrap();
        let stored = house.peek(|tx| tx.recovery_code(mira, slot)).unwrap();
        assert!(stored.hash.as_str().contains("$2b$"), "salted and hashed as a password");
    }
    let factor = SecondFactor::parse(old[0].expose()).unwrap();
    let refused = house.auth.log_in_second(&house.seat, &ticket(&house), &factor);
    assert!(matches!(refused, Err(LogInError::WrongFactor)));
    house.pass(10 * SECOND);
    let factor = SecondFactor::parse(new[0].expose()).unwrap();
    house.auth.log_in_second(&house.seat, &ticket(&house), &factor).unwrap();
}

#[test]
fn a_ticket_opens_the_second_step_only_and_not_for_long() {
    let house = House::new();
    house.member("mira");
    let (phone, _) = house.enrol(&house.log_in("mira").token);
    let first = ticket(&house);
    let as_session = vestibule::domain::SessionToken::new(first.expose().into());
    assert!(!house.is_signed_in(&as_session));
    let elsewhere = vestibule::domain::Seat::new("elsewhere");
    let moved = house.auth.log_in_second(&elsewhere, &first, &phone.factor(house.now()));
    assert!(matches!(moved, Err(LogInError::TicketOver)), "it was given at another seat");
    house.pass(5 * MINUTE);
    let late = house.auth.log_in_second(&house.seat, &first, &phone.factor(house.now()));
    assert!(matches!(late, Err(LogInError::TicketOver)));
    let session = match house.auth.log_in_second(&house.seat, &ticket(&house), &phone.factor(house.now())) {
        Ok(signed_in) => signed_in.token,
        other => panic!("{other:?}"),
    };
    let as_ticket = Ticket::new(session.expose().into());
    let refused = house.auth.log_in_second(&house.seat, &as_ticket, &phone.factor(house.now()));
    assert!(matches!(refused, Err(LogInError::TicketOver)));
    // Another password voids what the old one opened.
    let kept = ticket(&house);
    house.auth.change_password(&house.seat, &session, PASSWORD.into(), crate::house::OTHER_PASSWORD.into()).unwrap();
    house.pass(30 * SECOND);
    let refused = house.auth.log_in_second(&house.seat, &kept, &phone.factor(house.now()));
    assert!(matches!(refused, Err(LogInError::TicketOver)));
}

#[test]
fn an_admin_does_nothing_before_the_second_factor_is_on() {
    let house = House::ruled(7, Policy::default());
    let signed_in = house.set_up();
    assert_eq!(signed_in.me.owes, Some(Owed::SecondFactor));
    let query = AccountQuery { limit: 1, ..AccountQuery::default() };
    assert!(matches!(house.auth.accounts(&signed_in.token, &query), Err(CallError::SecondFactorFirst)));
    house.post();
    house.enrol(&signed_in.token);
    assert!(house.auth.accounts(&signed_in.token, &query).is_ok());
    assert_eq!(house.auth.me(&signed_in.token).unwrap().owes, None);
    let kept = house.auth.remove_second_factor(&house.seat, &signed_in.token);
    assert!(matches!(kept, Err(RemoveFactorError::Required)));
}

#[test]
fn whom_the_rules_ask_for_a_second_factor() {
    for (rule, user_owes, admin_owes) in
        [(RequiredFor::Nobody, false, false), (RequiredFor::Admins, false, true), (RequiredFor::Everybody, true, true)]
    {
        let house = House::ruled(7, Policy { mfa_required_for: rule, ..Policy::default() });
        assert_eq!(house.set_up().me.owes.is_some(), admin_owes, "{rule}");
        house.post();
        house.member("mira");
        assert_eq!(house.log_in("mira").me.owes.is_some(), user_owes, "{rule}");
    }
}

#[test]
fn a_short_password_is_for_two_factor_sign_in_only() {
    let house = House::new();
    house.member("mira");
    let token = house.log_in("mira").token;
    let change = |old: &str, new: &str| house.auth.change_password(&house.seat, &token, old.into(), new.into());
    let refused = change(PASSWORD, SHORT_PASSWORD);
    assert!(matches!(refused, Err(ChangePasswordError::Password(PasswordProblem::TooShort { min: 15 }))));
    house.enrol(&token);
    let refused = change(PASSWORD, "q7!zk2w");
    assert!(matches!(refused, Err(ChangePasswordError::Password(PasswordProblem::TooShort { min: 8 }))));
    change(PASSWORD, SHORT_PASSWORD).unwrap();
    let kept = house.auth.remove_second_factor(&house.seat, &token);
    assert!(matches!(kept, Err(RemoveFactorError::ShortPassword { min: 15 })));
    change(SHORT_PASSWORD, PASSWORD).unwrap();
    house.auth.remove_second_factor(&house.seat, &token).unwrap();
    assert!(matches!(house.try_password("mira", PASSWORD), Ok(LogIn::In(_))));
    assert_eq!(house.count(AuditEvent::SecondFactorOff), 1);
}

#[test]
fn the_shared_secret_rests_sealed_for_its_account() {
    let house = House::new();
    let (mira, bob) = (house.member("mira"), house.member("bob"));
    house.enrol(&house.log_in("mira").token);
    let totp = house.peek(|tx| tx.totp(mira.id)).unwrap();
    assert!(house.vault.open_totp(mira.id, &totp.sealed).is_ok());
    assert!(house.vault.open_totp(bob.id, &totp.sealed).is_err(), "copied to another account, it opens nothing");
}

#[test]
fn guessing_the_phone_is_slow_and_ends() {
    let house = House::new();
    house.member("mira");
    let (phone, _) = house.enrol(&house.log_in("mira").token);
    let mut looked_at = 0;
    for number in 0..400 {
        house.pass(10 * SECOND);
        let digits = format!("{number:06}");
        if digits == phone.digits(house.now()) {
            continue;
        }
        let factor = SecondFactor::parse(&digits).unwrap();
        match house.auth.log_in_second(&house.seat, &ticket(&house), &factor) {
            Err(LogInError::WrongFactor) => looked_at += 1,
            Err(LogInError::Wait { .. } | LogInError::Exhausted) => {}
            other => panic!("{other:?}"),
        }
    }
    assert!(looked_at <= 100, "{looked_at}");
    house.pass(24 * HOUR);
    house.auth.log_in_second(&house.seat, &ticket(&house), &phone.factor(house.now())).unwrap();
}
