//! Wrong codes are counted, whatever is done in between.

use vestibule::auth::challenge::{Flow, Identifier, ProofRefused, Target};
use vestibule::auth::verify::{Verified, VerifyError};
use vestibule::domain::{AuditEvent, LetterKind};

use crate::house::{HOUR, House, MINUTE, wrong};

/// What one wrong code is answered with: the tries left, or `None` for too many.
fn miss(house: &House, flow: &Flow) -> Option<u32> {
    match house.verify(flow, &wrong()) {
        Err(VerifyError::Proof(ProofRefused::Wrong { tries_left })) => tries_left,
        Err(VerifyError::Proof(ProofRefused::TooManyTries { .. })) => None,
        other => panic!("{other:?}"),
    }
}

#[test]
fn after_five_wrong_codes_the_right_one_is_not_taken_but_the_token_is() {
    let house = House::new();
    let flow = house.sign_up("mira");
    let letter = house.letter(LetterKind::VerifySignUp, "mira@example.org");
    let left: Vec<_> = (0..6).map(|_| miss(&house, &flow)).collect();
    assert_eq!(left, [Some(4), Some(3), Some(2), Some(1), None, None]);
    match house.verify(&flow, &letter.code()) {
        Err(VerifyError::Proof(ProofRefused::TooManyTries { wait_minutes })) => assert_eq!(wait_minutes, 61),
        other => panic!("{other:?}"),
    }
    assert_eq!(house.count(AuditEvent::VerifyFailed), 7);
    assert!(matches!(house.verify(&flow, &letter.token()), Ok(Verified::Created { .. })));
}

#[test]
fn a_new_letter_does_not_reset_the_count() {
    let house = House::new();
    let mut flow = house.sign_up("mira");
    assert_eq!((miss(&house, &flow), miss(&house, &flow)), (Some(4), Some(3)));
    house.pass(MINUTE);
    flow = house.auth.resend(&house.seat, flow.challenge).unwrap();
    assert_eq!(miss(&house, &flow), Some(2));
    house.pass(MINUTE);
    flow = house.auth.resend(&house.seat, flow.challenge).unwrap();
    assert_eq!((miss(&house, &flow), miss(&house, &flow)), (Some(1), None));
}

#[test]
fn a_second_registration_for_the_address_shares_the_count() {
    let house = House::new();
    let (one, two) = (house.sign_up("mira"), house.sign_up("mira"));
    assert_eq!((miss(&house, &one), miss(&house, &two), miss(&house, &one)), (Some(4), Some(3), Some(2)));
    let three = house.sign_up("mira");
    assert_eq!((miss(&house, &three), miss(&house, &two), miss(&house, &one)), (Some(1), None, None));
}

#[test]
fn wrong_codes_are_forgotten_after_an_hour() {
    let house = House::new();
    let flow = house.sign_up("mira");
    for _ in 0..5 {
        miss(&house, &flow);
    }
    house.pass(HOUR + MINUTE);
    let flow = house.auth.resend(&house.seat, flow.challenge).unwrap();
    assert_eq!(miss(&house, &flow), Some(4));
}

#[test]
fn another_address_has_its_own_count() {
    let house = House::new();
    let (mira, nils) = (house.sign_up("mira"), house.sign_up("nils"));
    assert_eq!((miss(&house, &mira), miss(&house, &nils)), (Some(4), Some(4)));
}

#[test]
fn a_code_typed_without_a_flow_costs_each_address_one_try() {
    let house = House::new();
    let flows = [house.sign_up("mira"), house.sign_up("mira"), house.sign_up("mira")];
    let by_name = Target::Who(Identifier::parse("mira"));
    assert!(house.auth.verify(&house.seat, &by_name, &wrong(), None).is_err());
    assert_eq!(miss(&house, &flows[0]), Some(3));
    for _ in 0..3 {
        assert!(house.auth.verify(&house.seat, &by_name, &wrong(), None).is_err());
    }
    let right = house.post().pop().unwrap();
    assert!(matches!(
        house.auth.verify(&house.seat, &by_name, &right.code(), None),
        Err(VerifyError::Proof(ProofRefused::Wrong { tries_left: None })),
    ));
}

#[test]
fn a_right_code_typed_without_a_flow_costs_nothing() {
    let house = House::new();
    house.member("mira");
    house.auth.request_reset(&house.seat, &Identifier::parse("mira"), "mira").unwrap();
    let reset = house.letter(LetterKind::ResetPassword, "mira@example.org");
    let flow = house.auth.sign_up(&house.seat, house.form("mira", "other@example.org")).unwrap();
    let by_name = Target::Who(Identifier::parse("mira"));
    assert!(matches!(house.auth.verify(&house.seat, &by_name, &reset.code(), None), Ok(Verified::ChoosePassword(_))));
    assert_eq!(miss(&house, &flow), Some(4));
}

#[test]
fn many_who_guess_at_once_get_five_guesses_in_all() {
    let house = House::new();
    let flow = house.sign_up("mira");
    let doors: Vec<_> = (0..4).map(|_| house.next_door()).collect();
    let compared: usize = std::thread::scope(|scope| {
        let runs: Vec<_> = doors
            .iter()
            .map(|door| {
                let flow = &flow;
                scope.spawn(move || (0..5).filter(|_| miss(door, flow).is_some()).count())
            })
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).sum()
    });
    // The fifth guess is compared, too, and answered with "too many".
    assert_eq!(compared, 4);
}

#[test]
fn a_new_code_takes_the_count_along() {
    let house = House::new();
    let flow = house.sign_up("mira");
    for _ in 0..5 {
        miss(&house, &flow);
    }
    house.pass(50 * MINUTE);
    let flow = house.auth.resend(&house.seat, flow.challenge).unwrap();
    // The hour of the first code is over, that of the new one is not.
    house.pass(12 * MINUTE);
    assert_eq!(miss(&house, &flow), None);
}
