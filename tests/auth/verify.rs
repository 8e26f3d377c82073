//! The letter arrived.

use std::sync::Barrier;

use vestibule::auth::challenge::{Identifier, Proof, ProofRefused, Target};
use vestibule::auth::verify::{Verified, VerifyError};
use vestibule::domain::{AuditEvent, LetterKind, Role, Status};

use crate::house::{HOUR, House, MINUTE, SECOND, wrong};

fn refusal(result: Result<Verified, VerifyError>) -> ProofRefused {
    match result {
        Err(VerifyError::Proof(why)) => why,
        other => panic!("{other:?}"),
    }
}

fn who(name: &str) -> Target {
    Target::Who(Identifier::parse(name))
}

#[test]
fn the_right_code_makes_the_account_and_signs_nobody_in() {
    let house = House::new();
    let account = house.member("mira");
    assert_eq!((account.role, account.status), (Role::User, Status::Active));
    assert_eq!((account.verified_at, account.last_login_at), (Some(house.now()), None));
    assert!(house.peek(|tx| tx.live_sessions(account.id, house.now())).is_empty());
    let row = house.last_event();
    assert_eq!((row.event, row.actor.id, row.actor.name.as_str()), (AuditEvent::Verified, Some(account.id), "mira"));
}

#[test]
fn the_token_does_what_the_code_does_and_longer() {
    let house = House::new();
    let flow = house.sign_up("mira");
    let letter = house.letter(LetterKind::VerifySignUp, "mira@example.org");
    house.pass(15 * MINUTE);
    assert!(matches!(refusal(house.verify(&flow, &letter.code())), ProofRefused::Expired));
    house.pass(23 * HOUR);
    assert!(matches!(
        house.auth.verify(&house.seat, &who("nobody-here"), &letter.token(), None),
        Ok(Verified::Created { .. })
    ));
}

#[test]
fn a_token_runs_out_to_the_second() {
    let house = House::new();
    let flow = house.sign_up("mira");
    let letter = house.letter(LetterKind::VerifySignUp, "mira@example.org");
    house.pass(24 * HOUR);
    assert!(matches!(refusal(house.verify(&flow, &letter.token())), ProofRefused::BadToken));
}

#[test]
fn a_used_code_opens_nothing_twice() {
    let house = House::new();
    let flow = house.sign_up("mira");
    let letter = house.letter(LetterKind::VerifySignUp, "mira@example.org");
    assert!(house.verify(&flow, &letter.code()).is_ok());
    assert!(matches!(refusal(house.verify(&flow, &letter.code())), ProofRefused::Expired));
    assert!(matches!(refusal(house.verify(&flow, &letter.token())), ProofRefused::BadToken));
    assert!(matches!(
        refusal(house.auth.verify(&house.seat, &who("mira"), &letter.code(), None)),
        ProofRefused::Wrong { tries_left: None }
    ));
    assert_eq!(house.count(AuditEvent::Verified), 1);
}

#[test]
fn of_many_who_race_with_one_proof_one_wins() {
    for spelling in ["code", "token"] {
        let house = House::new();
        let flow = house.sign_up("mira");
        let letter = house.letter(LetterKind::VerifySignUp, "mira@example.org");
        let doors: Vec<_> = (0..4).map(|_| house.next_door()).collect();
        let barrier = Barrier::new(doors.len());
        let won: usize = std::thread::scope(|scope| {
            let runs: Vec<_> = doors
                .iter()
                .map(|door| {
                    let (letter, barrier, flow) = (&letter, &barrier, &flow);
                    scope.spawn(move || {
                        let proof = if spelling == "code" { letter.code() } else { letter.token() };
                        barrier.wait();
                        usize::from(door.verify(flow, &proof).is_ok())
                    })
                })
                .collect();
            runs.into_iter().map(|run| run.join().unwrap()).sum()
        });
        assert_eq!(won, 1, "{spelling}");
        assert_eq!(house.count(AuditEvent::Verified), 1);
    }
}

#[test]
fn the_code_is_taken_at_any_seat_by_name_or_address() {
    for name in ["mira", "Mira@Example.org"] {
        let house = House::new();
        house.sign_up("mira");
        let letter = house.letter(LetterKind::VerifySignUp, "mira@example.org");
        assert!(matches!(
            house.auth.verify(&house.seat, &who(name), &letter.code(), None),
            Ok(Verified::Created { .. })
        ));
    }
}

#[test]
fn a_run_out_code_is_only_wrong_where_more_would_tell_too_much() {
    let house = House::new();
    house.sign_up("mira");
    let letter = house.letter(LetterKind::VerifySignUp, "mira@example.org");
    house.pass(15 * MINUTE);
    for name in ["mira", "nobody-here", "§"] {
        assert!(matches!(
            refusal(house.auth.verify(&house.seat, &who(name), &letter.code(), None)),
            ProofRefused::Wrong { tries_left: None }
        ));
    }
}

#[test]
fn several_registrations_may_wait_and_the_first_to_be_proved_wins() {
    let house = House::new();
    let first = house.auth.sign_up(&house.seat, house.form("mira", "mira@example.org")).unwrap();
    let one = house.letter(LetterKind::VerifySignUp, "mira@example.org");
    let second = house.auth.sign_up(&house.seat, house.form("mira2", "mira@example.org")).unwrap();
    let two = house.letter(LetterKind::VerifySignUp, "mira@example.org");

    assert!(matches!(refusal(house.verify(&first, &two.code())), ProofRefused::Wrong { .. }), "a code is for its own");
    assert!(matches!(house.verify(&second, &two.code()), Ok(Verified::Created { .. })));
    assert!(matches!(refusal(house.verify(&first, &one.code())), ProofRefused::Expired));
    assert!(matches!(refusal(house.verify(&first, &one.token())), ProofRefused::BadToken));
    assert!(house.find("mira").is_none() && house.find("mira2").is_some());
}

#[test]
fn that_a_name_is_taken_is_told_only_after_the_proof() {
    let house = House::new();
    house.member("mira");
    let flow = house.auth.sign_up(&house.seat, house.form("mira", "other@example.org")).unwrap();
    let letter = house.letter(LetterKind::VerifySignUp, "other@example.org");
    assert!(matches!(refusal(house.verify(&flow, &wrong())), ProofRefused::Wrong { tries_left: Some(4) }));
    for proof in [letter.code(), letter.token(), letter.code()] {
        match house.verify(&flow, &proof) {
            Ok(Verified::UsernameTaken { flow: same, wished }) => {
                assert_eq!((same.challenge, wished.as_str()), (flow.challenge, "mira"));
            }
            other => panic!("{other:?}"),
        }
    }
    // The right ones cost nothing: one wrong code was typed, and one is counted.
    assert!(matches!(refusal(house.verify(&flow, &wrong())), ProofRefused::Wrong { tries_left: Some(3) }));

    let target = Target::Flow(flow.challenge);
    let again = house.auth.verify(&house.seat, &target, &letter.code(), Some("mira.k".parse().unwrap()));
    assert!(matches!(again, Ok(Verified::Created { username }) if username.as_str() == "mira.k"));
}

#[test]
fn a_look_alike_of_a_name_is_taken_too() {
    let house = House::new();
    house.member("paypal");
    let flow = house.auth.sign_up(&house.seat, house.form("раураӏ", "eve@example.org")).unwrap();
    let letter = house.letter(LetterKind::VerifySignUp, "eve@example.org");
    assert!(matches!(house.verify(&flow, &letter.code()), Ok(Verified::UsernameTaken { .. })));
}

#[test]
fn an_account_made_for_the_address_meanwhile_wins() {
    let house = House::new();
    let admin = house.admin();
    let flow = house.sign_up("mira");
    let letter = house.letter(LetterKind::VerifySignUp, "mira@example.org");
    house.create(&admin, "mira");
    assert!(matches!(refusal(house.verify(&flow, &letter.code())), ProofRefused::Expired));
    house.post();
    house.pass(MINUTE);
    house.auth.resend(&house.seat, flow.challenge).unwrap();
    assert!(house.letter(LetterKind::AlreadyRegistered, "mira@example.org").proves_nothing());
}

#[test]
fn a_reset_code_leads_to_a_new_password_and_stays_good() {
    let house = House::new();
    house.member("mira");
    let reset = house.auth.request_reset(&house.seat, &Identifier::parse("mira"), "mira").unwrap();
    let letter = house.letter(LetterKind::ResetPassword, "mira@example.org");
    let target = Target::Flow(reset.challenge);
    for (target, proof) in [
        (who("mira"), letter.code()),
        (who("mira@example.org"), letter.code()),
        (who("somebody"), letter.token()),
        (target, letter.code()),
    ] {
        match house.auth.verify(&house.seat, &target, &proof, None) {
            Ok(Verified::ChoosePassword(flow)) => assert_eq!(flow.challenge, reset.challenge),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_code_for_a_new_address_is_not_taken_here() {
    let house = House::new();
    let signed_in = house.set_up();
    let letter = house.letter(LetterKind::ConfirmEmail, "ada@example.org");
    let flow = signed_in.me.pending_email.unwrap();
    assert!(matches!(refusal(house.verify(&flow, &letter.code())), ProofRefused::Expired));
    assert!(matches!(refusal(house.verify(&flow, &letter.token())), ProofRefused::BadToken));
    assert!(house.auth.confirm_email(&house.seat, &signed_in.token, &letter.code()).is_ok());
}

#[test]
fn what_is_pasted_may_be_broken_over_lines() {
    let house = House::new();
    let flow = house.sign_up("mira");
    let letter = house.letter(LetterKind::VerifySignUp, "mira@example.org");
    let Proof::Token(token) = letter.token() else { panic!("a token") };
    let broken = token.expose().chars().map(|c| if c == '.' { " .\n".to_owned() } else { c.to_string() });
    house.pass(SECOND);
    assert!(house.verify(&flow, &Proof::parse(&broken.collect::<String>()).unwrap()).is_ok());
}
