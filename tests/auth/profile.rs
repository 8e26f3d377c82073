//! What people do with their own account.

use vestibule::auth::CallError;
use vestibule::auth::challenge::{Identifier, ProofRefused, Target};
use vestibule::auth::login::LogIn;
use vestibule::auth::profile::{ChangePasswordError, ConfirmEmailError, DeleteMeError};
use vestibule::domain::{AuditEvent, DisplayName, LetterKind};

use crate::house::{House, MINUTE, OTHER_PASSWORD, PASSWORD, SECOND, wrong};

#[test]
fn the_display_name_is_changed_and_noted() {
    let house = House::new();
    house.member("mira");
    let token = house.log_in("mira").token;
    let name = DisplayName::parse("Mira K.").unwrap();
    assert_eq!(house.auth.change_details(&house.seat, &token, name).unwrap().display_name, "Mira K.");
    assert_eq!(house.auth.me(&token).unwrap().display_name, "Mira K.");
    let row = house.last_event();
    assert_eq!((row.event, row.after.as_deref()), (AuditEvent::DetailsChanged, Some("Mira K.")));
    assert_eq!(house.auth.activity(&token).unwrap().first().map(|row| row.event), Some(AuditEvent::DetailsChanged));
}

#[test]
fn a_new_password_needs_the_old_one_and_ends_the_other_sessions() {
    let house = House::new();
    house.member("mira");
    let (here, there) = (house.log_in("mira").token, house.log_in("mira").token);
    let change = |old: &str, new: &str| house.auth.change_password(&house.seat, &here, old.into(), new.into());
    assert!(matches!(change(OTHER_PASSWORD, OTHER_PASSWORD), Err(ChangePasswordError::WrongPassword)));
    assert!(matches!(change(PASSWORD, OTHER_PASSWORD), Err(ChangePasswordError::Wait { seconds: 1 })));
    house.pass(SECOND);
    assert!(matches!(change(PASSWORD, "short"), Err(ChangePasswordError::Password(_))));
    assert!(house.is_signed_in(&there) && house.post().is_empty());
    change(PASSWORD, OTHER_PASSWORD).unwrap();
    assert!(house.is_signed_in(&here) && !house.is_signed_in(&there));
    assert!(house.letter(LetterKind::PasswordChanged, "mira@example.org").proves_nothing());
    assert_eq!(house.last_event().event, AuditEvent::PasswordChanged);
    assert!(house.try_password("mira", PASSWORD).is_err());
    house.pass(SECOND);
    assert!(matches!(house.try_password("mira", OTHER_PASSWORD), Ok(LogIn::In(_))));
}

#[test]
fn a_new_password_is_not_undone_by_a_reset_begun_before() {
    let house = House::new();
    house.member("mira");
    let token = house.log_in("mira").token;
    let flow = house.auth.request_reset(&house.seat, &Identifier::parse("mira"), "mira").unwrap();
    let letter = house.letter(LetterKind::ResetPassword, "mira@example.org");
    house.auth.change_password(&house.seat, &token, PASSWORD.into(), OTHER_PASSWORD.into()).unwrap();
    for proof in [letter.code(), letter.token()] {
        assert!(
            house.auth.finish_reset(&house.seat, &Target::Flow(flow.challenge), &proof, PASSWORD.into(), None).is_err()
        );
    }
}

#[test]
fn a_new_address_counts_once_it_has_proved_itself_and_the_old_one_is_told() {
    let house = House::new();
    house.member("mira");
    let token = house.log_in("mira").token;
    let flow = house.auth.request_email(&house.seat, &token, "mira@new.example".parse().unwrap()).unwrap();
    assert_eq!(house.auth.me(&token).unwrap().pending_email, Some(flow.clone()));
    assert_eq!(house.account("mira").email.as_str(), "mira@example.org");
    let letter = house.letter(LetterKind::ConfirmEmail, "mira@new.example");

    let refused = house.auth.confirm_email(&house.seat, &token, &wrong());
    assert!(matches!(refused, Err(ConfirmEmailError::Proof(ProofRefused::Wrong { tries_left: Some(4) }))));
    let me = house.auth.confirm_email(&house.seat, &token, &letter.token()).unwrap();
    assert_eq!((me.email.as_str(), me.pending_email), ("mira@new.example", None));
    let told = house.letter(LetterKind::EmailChanged, "mira@example.org");
    assert_eq!(told.other_address.as_deref(), Some("mira@new.example"));
    let row = house.last_event();
    assert_eq!(
        (row.event, row.before.as_deref(), row.after.as_deref()),
        (AuditEvent::EmailChanged, Some("mira@example.org"), Some("mira@new.example"))
    );
    assert!(house.auth.confirm_email(&house.seat, &token, &letter.code()).is_err(), "used");
}

#[test]
fn somebody_elses_address_is_answered_the_same_and_never_given() {
    let house = House::new();
    house.member("mira");
    house.member("nils");
    let token = house.log_in("mira").token;
    let taken = house.auth.request_email(&house.seat, &token, "nils@example.org".parse().unwrap()).unwrap();
    assert_eq!((taken.sent_to.as_str(), taken.letter.is_some()), ("nils@example.org", true));
    let letter = house.letter(LetterKind::AlreadyRegistered, "nils@example.org");
    assert!(letter.proves_nothing());
    assert_eq!(letter.username, "nils");
    let refused = house.auth.confirm_email(&house.seat, &token, &wrong());
    assert!(matches!(refused, Err(ConfirmEmailError::Proof(ProofRefused::Wrong { tries_left: Some(4) }))));
    house.pass(MINUTE);
    house.auth.resend(&house.seat, taken.challenge).unwrap();
    assert!(house.letter(LetterKind::AlreadyRegistered, "nils@example.org").proves_nothing());
}

#[test]
fn an_address_that_was_given_away_meanwhile_is_not_taken_from_its_owner() {
    let house = House::new();
    house.member("mira");
    let token = house.log_in("mira").token;
    house.auth.request_email(&house.seat, &token, "nils@example.org".parse().unwrap()).unwrap();
    let letter = house.letter(LetterKind::ConfirmEmail, "nils@example.org");
    house.member("nils");
    let refused = house.auth.confirm_email(&house.seat, &token, &letter.code());
    assert!(matches!(refused, Err(ConfirmEmailError::Proof(ProofRefused::Expired))));
    assert_eq!(house.account("mira").email.as_str(), "mira@example.org");
}

#[test]
fn an_address_is_not_asked_for_proof_that_was_never_requested() {
    let house = House::new();
    house.member("mira");
    let token = house.log_in("mira").token;
    let refused = house.auth.confirm_email(&house.seat, &token, &wrong());
    assert!(matches!(refused, Err(ConfirmEmailError::Proof(ProofRefused::Expired))));
}

#[test]
fn an_account_is_deleted_by_typing_its_name() {
    let house = House::new();
    let account = house.member("mira");
    let token = house.log_in("mira").token;
    for typed in ["", "mir", "nils"] {
        assert!(matches!(house.auth.delete_me(&house.seat, &token, typed), Err(DeleteMeError::WrongName)));
    }
    house.auth.delete_me(&house.seat, &token, " Mira ").unwrap();
    assert!(house.find("mira").is_none() && !house.is_signed_in(&token));
    assert!(house.letter(LetterKind::AccountDeleted, "mira@example.org").proves_nothing());
    let row = house.last_event();
    assert_eq!((row.event, row.actor.id, row.actor.name.as_str()), (AuditEvent::Deleted, Some(account.id), "mira"));
    house.member("mira");
}

#[test]
fn the_last_admin_cannot_delete_themselves() {
    let house = House::new();
    let admin = house.admin();
    let refused = house.auth.delete_me(&house.seat, &admin, "ada");
    assert!(matches!(refused, Err(DeleteMeError::Call(CallError::LastAdmin))));
    house.promote(&admin, "nils");
    house.auth.delete_me(&house.seat, &admin, "ada").unwrap();
}
