//! A token opens what it was made for and nothing else.

use vestibule::auth::CallError;
use vestibule::auth::challenge::{Identifier, Proof, Target};
use vestibule::auth::verify::Verified;
use vestibule::domain::{LetterKind, SessionToken};

use crate::house::{House, OTHER_PASSWORD};

/// Holds every kind of token against every door; `true` where it opened.
#[test]
fn every_token_opens_its_own_door_only() {
    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Kind {
        Session,
        SignUp,
        Reset,
        Email,
    }
    const KINDS: [Kind; 4] = [Kind::Session, Kind::SignUp, Kind::Reset, Kind::Email];
    for made in KINDS {
        for door in KINDS {
            let house = House::new();
            house.member("mira");
            let session = house.log_in("mira").token;
            house.auth.request_reset(&house.seat, &Identifier::parse("mira"), "mira").unwrap();
            let reset = house.letter(LetterKind::ResetPassword, "mira@example.org");
            house.auth.request_email(&house.seat, &session, "mira@new.example".parse().unwrap()).unwrap();
            let email = house.letter(LetterKind::ConfirmEmail, "mira@new.example");
            let parked = house.sign_up("nils");
            let sign_up = house.letter(LetterKind::VerifySignUp, "nils@example.org");
            let proof = match made {
                Kind::Session => Proof::parse(session.expose()).unwrap(),
                Kind::SignUp => sign_up.token(),
                Kind::Reset => reset.token(),
                Kind::Email => email.token(),
            };
            let target = Target::Flow(parked.challenge);
            let opened = match door {
                Kind::Session => {
                    let Proof::Token(token) = proof else { panic!("a token") };
                    match house.auth.me(&SessionToken::new(token.expose().into())) {
                        Ok(_) => true,
                        Err(CallError::SignedOut) => false,
                        Err(other) => panic!("{other:?}"),
                    }
                }
                Kind::SignUp => {
                    matches!(house.auth.verify(&house.seat, &target, &proof, None), Ok(Verified::Created { .. }))
                }
                Kind::Reset => {
                    matches!(house.auth.verify(&house.seat, &target, &proof, None), Ok(Verified::ChoosePassword(_)))
                }
                Kind::Email => house.auth.confirm_email(&house.seat, &session, &proof).is_ok(),
            };
            assert_eq!(opened, made == door, "{made:?} at the door of {door:?}");
        }
    }
}

#[test]
fn a_token_of_another_house_opens_nothing() {
    let (house, other) = (House::new(), House::seeded(8));
    let flow = house.sign_up("mira");
    other.sign_up("mira");
    let letter = other.letter(LetterKind::VerifySignUp, "mira@example.org");
    assert!(house.verify(&flow, &letter.token()).is_err());
    house.post();
    other.member("nils");
    house.member("nils");
    assert!(!house.is_signed_in(&other.log_in("nils").token));
}

#[test]
fn one_persons_token_does_not_serve_another() {
    let house = House::new();
    house.member("mira");
    house.member("nils");
    let (mira, nils) = (house.log_in("mira").token, house.log_in("nils").token);
    house.auth.request_email(&house.seat, &mira, "mira@new.example".parse().unwrap()).unwrap();
    let letter = house.letter(LetterKind::ConfirmEmail, "mira@new.example");
    house.auth.request_email(&house.seat, &nils, "nils@new.example".parse().unwrap()).unwrap();
    house.post();
    assert!(house.auth.confirm_email(&house.seat, &nils, &letter.token()).is_err());
    assert!(house.auth.confirm_email(&house.seat, &nils, &letter.code()).is_err());

    let ask = |name: &str| house.auth.request_reset(&house.seat, &Identifier::parse(name), name).unwrap();
    let (of_mira, of_nils) = (ask("mira"), ask("nils"));
    let letters = house.post();
    let to_mira = letters.iter().find(|letter| letter.to == "mira@example.org").unwrap();
    for proof in [to_mira.token(), to_mira.code()] {
        let done =
            house.auth.finish_reset(&house.seat, &Target::Flow(of_nils.challenge), &proof, OTHER_PASSWORD.into(), None);
        assert!(done.is_err());
    }
    assert!(
        house
            .auth
            .finish_reset(&house.seat, &Target::Flow(of_mira.challenge), &to_mira.token(), OTHER_PASSWORD.into(), None)
            .is_ok()
    );
}
