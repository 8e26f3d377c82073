//! Rules of the house change while everybody goes on.

use vestibule::auth::CallError;
use vestibule::auth::policy::PasswordProblem;
use vestibule::auth::settings::{SetBy, SettingError};
use vestibule::auth::signup::{SignUp, SignUpError};
use vestibule::auth::verify::Verified;
use vestibule::domain::{AuditEvent, LetterKind, SignUpMode, Status, Then};

use crate::house::{House, MINUTE, address};

/// That mode is in force at that house, and at every other process of it.
pub fn mode(house: &House, mode: SignUpMode) {
    house.auth.operator().set_setting(&house.seat, "sign_up.mode", mode.as_str()).unwrap();
}

#[test]
fn a_change_holds_in_another_process_at_its_next_call() {
    let house = House::changeable();
    let (admin, next_door) = (house.admin(), house.next_door());
    assert_eq!(next_door.auth.doors().unwrap().sign_up, SignUpMode::Open);
    house.auth.set_setting(&house.seat, &admin, "sign_up.mode", "closed").unwrap();
    let refused = next_door.auth.sign_up(&next_door.seat, next_door.form("mira", "mira@example.org"));
    assert!(matches!(refused, Err(SignUpError::Closed { .. })), "{refused:?}");
    house.auth.set_setting(&house.seat, &admin, "site.name", "Hillside").unwrap();
    assert_eq!(next_door.auth.doors().unwrap().site_name, "Hillside");
    assert!(refused.unwrap_err().to_string().contains("Ask the staff of Vestibule"));
}

#[test]
fn every_rule_that_is_set_is_in_the_policy() {
    let house = House::changeable();
    let admin = house.admin();
    let set = |key: &str, value: &str| {
        let rows = house.auth.set_setting(&house.seat, &admin, key, value).unwrap();
        let row = rows.into_iter().find(|row| row.key == key).unwrap();
        assert_eq!((row.value.as_str(), row.set_by), (value, SetBy::Database));
    };
    set("password.min_length", "20");
    set("password.min_length_with_mfa", "10");
    set("session.idle_minutes", "7");
    set("session.kiosk_idle_minutes", "3");
    set("session.absolute_hours", "2");
    set("session.proof_minutes", "4");
    let policy = house.auth.policy();
    assert_eq!((policy.password_min, policy.password_min_with_mfa), (20, 10));
    assert_eq!((policy.session_idle, policy.session_idle_kiosk), (7 * MINUTE, 3 * MINUTE));
    assert_eq!((policy.session_absolute, policy.proof_good_for), (120 * MINUTE, 4 * MINUTE));
    let form = SignUp { password: "tide quarry moss".into(), ..house.form("mira", "mira@example.org") };
    let refused = house.auth.sign_up(&house.seat, form);
    assert!(matches!(refused, Err(SignUpError::Password(PasswordProblem::TooShort { min: 20 }))));
}

#[test]
fn a_change_is_noted_before_and_after_and_the_same_again_is_not() {
    let house = House::changeable();
    let admin = house.admin();
    for _ in 0..2 {
        house.auth.set_setting(&house.seat, &admin, "sign_up.mode", "approve").unwrap();
    }
    assert_eq!(house.count(AuditEvent::SettingChanged), 1);
    let row = house.last_event();
    assert_eq!((row.actor.name.as_str(), row.subject.unwrap().name.as_str()), ("ada", "sign_up.mode"));
    assert_eq!((row.before.as_deref(), row.after.as_deref()), (Some("open"), Some("approve")));
    house.auth.unset_setting(&house.seat, &admin, "sign_up.mode").unwrap();
    let row = house.last_event();
    assert_eq!((row.before.as_deref(), row.after.as_deref()), (Some("approve"), Some("open")));
    assert_eq!(house.auth.policy().sign_up, SignUpMode::Open);
}

#[test]
fn what_the_configuration_says_wins_and_is_named() {
    let house = House::changeable().under(&[("mfa.required_for", "nobody"), ("sign_up.mode", "open")]);
    let admin = house.admin();
    let error = house.auth.set_setting(&house.seat, &admin, "sign_up.mode", "closed").unwrap_err();
    assert_eq!(error.to_string(), "sign_up.mode is fixed by --set. Change it there.");
    let rows = house.auth.settings(&admin).unwrap();
    let row = rows.iter().find(|row| row.key == "sign_up.mode").unwrap();
    assert_eq!((row.set_by, row.source.as_str()), (SetBy::Elsewhere, "--set"));
}

#[test]
fn what_the_file_would_refuse_changes_nothing() {
    let house = House::changeable();
    let admin = house.admin();
    let before = (house.trail().len(), house.peek(|tx| tx.rules()));
    for (key, value) in [
        ("sign_up.mode", "ajar"),
        ("sign_up.mode", ""),
        ("password.min_length", "7"),
        ("password.min_length", "99999999999999999999"),
        ("session.idle_minutes", "481"),
        ("site.name", "a\u{1b}[31m"),
        ("site.name", &"x".repeat(41)),
        ("data.dir", "/tmp"),
        ("mail.api_secret", "x"),
        ("none.such", "1"),
        ("'; DROP TABLE rules; --", "1"),
    ] {
        let refused = house.auth.set_setting(&house.seat, &admin, key, value);
        assert!(refused.is_err(), "{key} = {value}");
    }
    assert_eq!((house.trail().len(), house.peek(|tx| tx.rules())), before);
}

#[test]
fn two_that_do_not_fit_together_are_refused() {
    let house = House::changeable();
    let admin = house.admin();
    house.auth.set_setting(&house.seat, &admin, "session.absolute_hours", "1").unwrap();
    let error = house.auth.set_setting(&house.seat, &admin, "session.idle_minutes", "61").unwrap_err();
    assert!(matches!(error, SettingError::Together(_)), "{error:?}");
    house.auth.set_setting(&house.seat, &admin, "session.idle_minutes", "60").unwrap();
}

#[test]
fn nobody_closes_the_door_behind_the_last_admin() {
    let house = House::changeable();
    let admin = house.admin();
    let operator = house.auth.operator();
    // As somebody at the machine could: the only admin is closed.
    let mut ada = house.account("ada");
    ada.status = Status::Suspended;
    vestibule::store::write(house.store.as_ref(), |tx| tx.update_account(&ada)).unwrap();
    for mode in ["approve", "invite", "closed"] {
        let error = operator.set_setting(&house.seat, "sign_up.mode", mode).unwrap_err();
        assert!(matches!(error, SettingError::NobodyToAsk), "{mode}: {error:?}");
    }
    let refused = house.auth.set_setting(&house.seat, &admin, "sign_up.mode", "closed");
    assert!(matches!(refused, Err(SettingError::Call(CallError::SignedOut))));
    // A house without anybody may be prepared.
    let empty = House::changeable();
    mode(&empty, SignUpMode::Closed);
}

#[test]
fn a_house_with_one_policy_for_good_says_so() {
    let house = House::new();
    let admin = house.admin();
    let error = house.auth.set_setting(&house.seat, &admin, "sign_up.mode", "closed").unwrap_err();
    assert!(matches!(error, SettingError::Unchangeable));
    assert!(house.auth.settings(&admin).unwrap().is_empty());
}

#[test]
fn a_short_idle_time_holds_for_the_next_session_and_the_first_admin_stays_in() {
    let house = House::changeable();
    let admin = house.admin();
    house.auth.set_setting(&house.seat, &admin, "session.idle_minutes", "1").unwrap();
    house.member("mira");
    let mira = house.log_in("mira").token;
    house.pass(MINUTE);
    assert!(!house.is_signed_in(&mira));
    assert!(house.is_signed_in(&admin), "a session keeps the rule that it was opened under");
}

#[test]
fn the_stricter_of_two_rules_decides_about_who_signed_up_between_them() {
    for (came, now, waits) in [
        (SignUpMode::Open, SignUpMode::Open, false),
        (SignUpMode::Open, SignUpMode::Approve, true),
        (SignUpMode::Open, SignUpMode::Closed, true),
        (SignUpMode::Approve, SignUpMode::Open, true),
    ] {
        let house = House::changeable();
        house.admin();
        mode(&house, came);
        let flow = house.sign_up("mira");
        let letter = house.letter(LetterKind::VerifySignUp, &address("mira"));
        let says = if came == SignUpMode::Approve { Then::StaffDecide } else { Then::Done };
        assert_eq!(letter.then, says, "the letter says what was so when it was written");
        mode(&house, now);
        let verified = house.verify(&flow, &letter.code()).unwrap();
        assert_eq!(matches!(verified, Verified::Waiting { .. }), waits, "{came} then {now}: {verified:?}");
        let status = if waits { Status::Waiting } else { Status::Active };
        assert_eq!(house.account("mira").status, status);
    }
}
