//! A forgotten password.

use std::sync::Barrier;

use vestibule::auth::act::Act;
use vestibule::auth::challenge::{Flow, Identifier, Proof, ProofRefused, Target};
use vestibule::auth::login::LogIn;
use vestibule::auth::policy::PasswordProblem;
use vestibule::auth::recover::ResetError;
use vestibule::domain::{AuditEvent, LetterKind};

use crate::house::{HOUR, House, MINUTE, OTHER_PASSWORD, PASSWORD, Post, SECOND, wrong};

fn ask(house: &House, typed: &str) -> Flow {
    house.auth.request_reset(&house.seat, &Identifier::parse(typed), typed).unwrap()
}

fn ask_mira(house: &House) -> (Flow, Post) {
    let flow = ask(house, "mira");
    (flow, house.letter(LetterKind::ResetPassword, "mira@example.org"))
}

fn finish(house: &House, flow: &Flow, proof: &Proof, password: &str) -> Result<(), ResetError> {
    house.auth.finish_reset(&house.seat, &Target::Flow(flow.challenge), proof, password.into(), None)
}

#[test]
fn a_reset_sets_the_password_ends_every_session_tells_the_address_and_signs_nobody_in() {
    for spelling in ["code", "token"] {
        let house = House::new();
        let account = house.member("mira");
        let tokens = [house.log_in("mira").token, house.log_in("mira").token];
        let (flow, letter) = ask_mira(&house);
        assert_eq!((flow.letter, flow.sent_to.as_str()), (None, "mira"));
        let proof = if spelling == "code" { letter.code() } else { letter.token() };
        finish(&house, &flow, &proof, OTHER_PASSWORD).unwrap();

        assert!(tokens.iter().all(|token| !house.is_signed_in(token)));
        assert!(house.peek(|tx| tx.live_sessions(account.id, house.now())).is_empty());
        assert!(house.letter(LetterKind::PasswordChanged, "mira@example.org").proves_nothing());
        assert_eq!(house.last_event().event, AuditEvent::PasswordReset);
        assert!(house.try_password("mira", PASSWORD).is_err());
        house.pass(SECOND);
        assert!(matches!(house.try_password("mira", OTHER_PASSWORD), Ok(LogIn::In(_))));
        for proof in [letter.code(), letter.token()] {
            assert!(finish(&house, &flow, &proof, PASSWORD).is_err(), "used");
        }
    }
}

#[test]
fn a_password_that_is_not_good_enough_uses_nothing_up() {
    let house = House::new();
    house.member("mira");
    let (flow, letter) = ask_mira(&house);
    for _ in 0..7 {
        let refused = finish(&house, &flow, &letter.code(), "short");
        assert!(matches!(refused, Err(ResetError::Password(PasswordProblem::TooShort { .. }))));
    }
    finish(&house, &flow, &letter.code(), OTHER_PASSWORD).unwrap();
}

#[test]
fn wrong_codes_are_counted_here_too() {
    let house = House::new();
    house.member("mira");
    let (flow, letter) = ask_mira(&house);
    for left in [4, 3, 2, 1] {
        let refused = finish(&house, &flow, &wrong(), OTHER_PASSWORD);
        assert!(
            matches!(refused, Err(ResetError::Proof(ProofRefused::Wrong { tries_left })) if tries_left == Some(left))
        );
    }
    for proof in [wrong(), letter.code()] {
        let refused = finish(&house, &flow, &proof, OTHER_PASSWORD);
        assert!(matches!(refused, Err(ResetError::Proof(ProofRefused::TooManyTries { .. }))));
    }
    finish(&house, &flow, &letter.token(), OTHER_PASSWORD).unwrap();
}

#[test]
fn of_many_who_race_with_one_reset_one_wins() {
    let house = House::new();
    house.member("mira");
    let (flow, letter) = ask_mira(&house);
    let doors: Vec<_> = (0..4).map(|_| house.next_door()).collect();
    let barrier = Barrier::new(doors.len());
    let won: usize = std::thread::scope(|scope| {
        let runs: Vec<_> = doors
            .iter()
            .map(|door| {
                let (letter, barrier, flow) = (&letter, &barrier, &flow);
                scope.spawn(move || {
                    barrier.wait();
                    usize::from(finish(door, flow, &letter.code(), OTHER_PASSWORD).is_ok())
                })
            })
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).sum()
    });
    assert_eq!((won, house.count(AuditEvent::PasswordReset)), (1, 1));
    assert_eq!(house.post().len(), 1);
}

#[test]
fn a_reset_letter_can_be_asked_for_again_and_does_not_name_the_address() {
    let house = House::new();
    house.member("mira");
    let (flow, old) = ask_mira(&house);
    house.pass(MINUTE);
    let again = house.auth.resend(&house.seat, flow.challenge).unwrap();
    assert_eq!((again.sent_to.as_str(), again.letter), ("", None));
    let letter = house.letter(LetterKind::ResetPassword, "mira@example.org");
    assert!(finish(&house, &again, &old.code(), OTHER_PASSWORD).is_err());
    finish(&house, &again, &letter.code(), OTHER_PASSWORD).unwrap();
}

#[test]
fn a_mailbox_is_not_filled_by_asking_again_and_again() {
    let house = House::new();
    house.member("mira");
    for _ in 0..20 {
        ask(&house, "mira");
        ask(&house, "mira@example.org");
    }
    assert_eq!(house.post().len(), 1);
}

#[test]
fn a_code_that_went_to_the_old_address_opens_nothing_after_the_change() {
    let house = House::new();
    house.member("mira");
    let token = house.log_in("mira").token;
    let (flow, letter) = ask_mira(&house);
    house.auth.request_email(&house.seat, &token, "mira@new.example".parse().unwrap()).unwrap();
    let confirm = house.letter(LetterKind::ConfirmEmail, "mira@new.example");
    house.auth.confirm_email(&house.seat, &token, &confirm.code()).unwrap();
    for proof in [letter.code(), letter.token()] {
        assert!(finish(&house, &flow, &proof, OTHER_PASSWORD).is_err());
    }
}

#[test]
fn a_closed_account_is_not_opened_by_a_reset_begun_before() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    let (flow, letter) = ask_mira(&house);
    house.act(&admin, Act::Suspend, mira.id).unwrap();
    for proof in [letter.code(), letter.token()] {
        assert!(finish(&house, &flow, &proof, OTHER_PASSWORD).is_err());
    }
    house.act(&admin, Act::Restore, mira.id).unwrap();
    assert!(finish(&house, &flow, &letter.token(), OTHER_PASSWORD).is_err(), "nor after it was restored");
}

#[test]
fn whoever_an_admin_invited_chooses_a_password_tomorrow_and_proves_the_address_by_it() {
    let house = House::new();
    let admin = house.admin();
    house.create(&admin, "olga");
    let letter = house.letter(LetterKind::Activate, "olga@example.org");
    house.pass(23 * HOUR);
    let target = vestibule::auth::challenge::Target::Who(Identifier::parse("olga"));
    let opened = house.auth.verify(&house.seat, &target, &letter.code(), None);
    let Ok(vestibule::auth::verify::Verified::ChoosePassword(flow)) = opened else { panic!("{opened:?}") };
    finish(&house, &flow, &letter.code(), OTHER_PASSWORD).unwrap();
    assert_eq!(house.account("olga").verified_at, Some(house.now()));
    assert!(matches!(house.try_password("olga", OTHER_PASSWORD), Ok(LogIn::In(_))));
}

#[test]
fn an_invitation_that_was_lost_is_had_by_asking_for_a_reset() {
    let house = House::new();
    let admin = house.admin();
    house.create(&admin, "olga");
    house.post();
    house.pass(30 * HOUR);
    let flow = ask(&house, "olga");
    let letter = house.letter(LetterKind::ResetPassword, "olga@example.org");
    finish(&house, &flow, &letter.code(), OTHER_PASSWORD).unwrap();
}
