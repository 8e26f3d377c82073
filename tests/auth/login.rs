//! Signing in and out.

use vestibule::auth::keys::open_vault;
use vestibule::auth::login::{LogIn, LogInError};
use vestibule::auth::verify::Verified;
use vestibule::domain::{AuditEvent, LetterKind, PasswordHash};
use vestibule::store;

use crate::house::{HOUR, House, MINUTE, OTHER_PASSWORD, PASSWORD};

#[test]
fn the_right_password_opens_by_name_and_by_address() {
    let house = House::new();
    let account = house.member("mira");
    for name in ["mira", "MIRA", "mira@example.org", "Mira@EXAMPLE.org"] {
        let Ok(LogIn::In(signed_in)) = house.try_password(name, PASSWORD) else { panic!("{name}") };
        assert_eq!(signed_in.me.id, account.id);
        assert!(house.is_signed_in(&signed_in.token));
    }
    let row = house.last_event();
    assert_eq!((row.event, row.actor.id, row.seat.as_str()), (AuditEvent::LoggedIn, Some(account.id), "front-desk"));
}

#[test]
fn the_sign_in_before_this_one_is_told() {
    let house = House::new();
    house.member("mira");
    assert_eq!(house.log_in("mira").me.last_login_at, None);
    let first = house.now();
    house.pass(HOUR);
    assert_eq!(house.log_in("mira").me.last_login_at, Some(first));
}

#[test]
fn the_right_password_of_a_parked_registration_leads_to_its_code() {
    let house = House::new();
    let flow = house.sign_up("mira");
    for name in ["mira", "mira@example.org"] {
        let Ok(LogIn::NeedsVerification(again)) = house.try_password(name, PASSWORD) else { panic!("{name}") };
        assert_eq!(again, flow);
    }
    assert!(matches!(house.try_password("mira", OTHER_PASSWORD), Err(LogInError::Refused)));
}

#[test]
fn a_parked_registration_whose_code_ran_out_gets_a_new_letter() {
    let house = House::new();
    let old = house.sign_up("mira");
    house.post();
    house.pass(15 * MINUTE);
    let Ok(LogIn::NeedsVerification(flow)) = house.try_password("mira", PASSWORD) else { panic!("parked") };
    assert_ne!(flow.challenge, old.challenge);
    let letter = house.letter(LetterKind::VerifySignUp, "mira@example.org");
    assert!(matches!(house.verify(&flow, &letter.code()), Ok(Verified::Created { .. })));
}

#[test]
fn a_registration_that_ran_out_opens_nothing() {
    let house = House::new();
    house.sign_up("mira");
    house.pass(24 * HOUR);
    assert!(matches!(house.try_password("mira", PASSWORD), Err(LogInError::Refused)));
}

#[test]
fn a_hash_of_another_cost_is_made_anew_at_sign_in() {
    let house = House::new();
    let account = house.member("mira");
    let entropy = std::sync::Arc::new(vestibule::vault::OsEntropy);
    let dearer = open_vault(house.store.as_ref(), &house.master, house.clock.as_ref(), entropy, 5).unwrap();
    let old = dearer.hasher().hash(&PASSWORD.into()).unwrap();
    store::write(house.store.as_ref(), |tx| {
        let account = vestibule::domain::Account { password: Some(old.clone()), ..account.clone() };
        tx.update_account(&account)
    })
    .unwrap();
    house.log_in("mira");
    let hash = house.account("mira").password.unwrap();
    assert!(hash.as_str().contains("$04$"), "today's cost");
    house.log_in("mira");
    assert_eq!(house.account("mira").password.unwrap(), hash, "and then it stays");
}

#[test]
fn a_damaged_hash_is_a_wrong_password() {
    let house = House::new();
    let account = house.member("mira");
    store::write(house.store.as_ref(), |tx| {
        let damaged = PasswordHash::new("v1:bcrypt-hmac256:k1:$2b$04$é".to_owned());
        tx.update_account(&vestibule::domain::Account { password: Some(damaged), ..account.clone() })
    })
    .unwrap();
    assert!(matches!(house.try_password("mira", PASSWORD), Err(LogInError::Refused)));
}

#[test]
fn signing_out_ends_the_session_and_never_fails() {
    let house = House::new();
    house.member("mira");
    let token = house.log_in("mira").token;
    house.auth.log_out(&house.seat, &token).unwrap();
    assert!(!house.is_signed_in(&token));
    house.auth.log_out(&house.seat, &token).unwrap();
    assert_eq!(house.count(AuditEvent::LoggedOut), 1);
    house.auth.log_out(&house.seat, &vestibule::domain::SessionToken::new("nonsense".into())).unwrap();
}
