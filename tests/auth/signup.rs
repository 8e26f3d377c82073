//! Sign-up, a second letter, a mended address.

use vestibule::auth::challenge::ResendError;
use vestibule::auth::policy::PasswordProblem;
use vestibule::auth::signup::{SignUp, SignUpError};
use vestibule::auth::verify::Verified;
use vestibule::domain::{AuditEvent, DisplayName, LetterKind, LetterQuery, LetterState, MailStage};

use crate::house::{HOUR, House, MINUTE, SECOND, wrong};

#[test]
fn a_registration_is_parked_with_its_letter_and_its_audit_row() {
    let house = House::new();
    let flow = house.sign_up("mira");
    assert_eq!(flow.sent_to, "mira@example.org");
    assert_eq!(flow.code_expires_at, house.now().plus(15 * MINUTE));
    assert_eq!(flow.resend_at, house.now().plus(MINUTE));
    assert_eq!(house.auth.mail_stage(flow.letter.unwrap()).unwrap(), MailStage::Queued);
    let row = house.last_event();
    assert_eq!(
        (row.event, row.actor.name.as_str(), row.subject.unwrap().name.as_str()),
        (AuditEvent::SignedUp, "nobody", "mira")
    );
    assert!(house.find("mira").is_none(), "no account until the address is proved");
}

#[test]
fn a_password_that_is_not_good_enough_parks_nothing() {
    let house = House::new();
    let form = SignUp { password: "too short".into(), ..house.form("mira", "mira@example.org") };
    let refused = house.auth.sign_up(&house.seat, form);
    assert!(matches!(refused, Err(SignUpError::Password(PasswordProblem::TooShort { min: 15 }))));
    assert!(house.post().is_empty() && house.trail().is_empty());
}

#[test]
fn a_new_letter_voids_the_old_code_and_drops_the_old_letter() {
    let house = House::new();
    let first = house.sign_up("mira");
    assert!(matches!(house.auth.resend(&house.seat, first.challenge), Err(ResendError::TooSoon { seconds: 60 })));
    house.pass(MINUTE - SECOND / 2);
    assert!(matches!(house.auth.resend(&house.seat, first.challenge), Err(ResendError::TooSoon { seconds: 1 })));
    house.pass(SECOND);
    let second = house.auth.resend(&house.seat, first.challenge).unwrap();
    assert_ne!(second.challenge, first.challenge);
    let query = LetterQuery { limit: 10, ..LetterQuery::default() };
    let states: Vec<_> = house.peek(|tx| tx.letters(&query)).rows.iter().map(|row| row.state).collect();
    assert_eq!(states, [LetterState::Queued, LetterState::Dropped]);

    let letter = house.letter(LetterKind::VerifySignUp, "mira@example.org");
    assert!(house.verify(&first, &letter.code()).is_err(), "the new code is for the new challenge");
    assert!(matches!(house.verify(&second, &letter.code()), Ok(Verified::Created { .. })));
    assert!(matches!(house.auth.resend(&house.seat, second.challenge), Err(ResendError::Over)));
}

#[test]
fn the_old_code_and_the_old_token_are_void_after_a_new_letter() {
    let house = House::new();
    let first = house.sign_up("mira");
    let old = house.letter(LetterKind::VerifySignUp, "mira@example.org");
    house.pass(MINUTE);
    let second = house.auth.resend(&house.seat, first.challenge).unwrap();
    for (flow, proof) in [(&first, old.code()), (&second, old.code()), (&second, old.token()), (&first, old.token())] {
        assert!(house.verify(flow, &proof).is_err());
    }
}

#[test]
fn a_mended_address_gets_the_letter_and_the_old_one_opens_nothing() {
    let house = House::new();
    let first = house.auth.sign_up(&house.seat, house.form("mira", "mira@exmaple.org")).unwrap();
    let astray = house.letter(LetterKind::VerifySignUp, "mira@exmaple.org");
    let mended = "mira@example.org".parse().unwrap();
    house.pass(MINUTE);
    let second = house.auth.fix_address(&house.seat, first.challenge, mended).unwrap();
    assert_eq!(second.sent_to, "mira@example.org");
    let row = house.last_event();
    assert_eq!((row.event, row.after.as_deref()), (AuditEvent::AddressFixed, Some("mira@example.org")));

    for proof in [astray.token(), astray.code()] {
        assert!(house.verify(&second, &proof).is_err());
    }
    let letter = house.letter(LetterKind::VerifySignUp, "mira@example.org");
    assert!(matches!(house.verify(&second, &letter.code()), Ok(Verified::Created { .. })));
    assert_eq!(house.account("mira").email.as_str(), "mira@example.org");
}

#[test]
fn only_a_registration_has_an_address_to_mend() {
    let house = House::new();
    house.member("mira");
    let reset = house
        .auth
        .request_reset(
            &house.seat,
            &"mira".parse().map(vestibule::auth::challenge::Identifier::Username).unwrap(),
            "mira",
        )
        .unwrap();
    house.pass(MINUTE);
    let refused = house.auth.fix_address(&house.seat, reset.challenge, "eve@example.org".parse().unwrap());
    assert!(matches!(refused, Err(ResendError::Over)));
}

#[test]
fn a_stale_registration_frees_its_name_and_is_over() {
    let house = House::new();
    let flow = house.sign_up("mira");
    house.pass(24 * HOUR);
    assert!(matches!(house.auth.resend(&house.seat, flow.challenge), Err(ResendError::Over)));
    house.auth.sweep(&house.seat).unwrap();
    assert!(house.post().is_empty(), "its letter is not worth sending any more");
    house.member("mira");
}

#[test]
fn a_strangers_words_do_not_reach_a_mailbox_as_a_link() {
    let house = House::new();
    for (name, called) in
        [("Win at evil.example/x", "mira"), ("www.evil.example", "mira"), ("Dr. Mira K.", "Dr. Mira K."), ("", "mira")]
    {
        let form = SignUp { display_name: DisplayName::parse(name).unwrap(), ..house.form("mira", "mira@example.org") };
        house.auth.sign_up(&house.seat, form).unwrap();
        assert_eq!(house.letter(LetterKind::VerifySignUp, "mira@example.org").name, called);
    }
    house.member("nils");
    let form =
        SignUp { display_name: DisplayName::parse("You fool").unwrap(), ..house.form("eve", "nils@example.org") };
    house.auth.sign_up(&house.seat, form).unwrap();
    let letter = house.letter(LetterKind::AlreadyRegistered, "nils@example.org");
    assert_eq!((letter.name.as_str(), letter.username.as_str()), ("nils", "nils"));
}

#[test]
fn an_address_that_has_an_account_gets_a_letter_that_proves_nothing() {
    let house = House::new();
    house.member("mira");
    let flow = house.auth.sign_up(&house.seat, house.form("eve", "Mira@example.org")).unwrap();
    assert!(house.letter(LetterKind::AlreadyRegistered, "Mira@example.org").proves_nothing());
    assert!(house.verify(&flow, &wrong()).is_err());
    house.pass(MINUTE);
    let again = house.auth.resend(&house.seat, flow.challenge).unwrap();
    assert!(house.letter(LetterKind::AlreadyRegistered, "Mira@example.org").proves_nothing());
    assert!(again.letter.is_some());
}
