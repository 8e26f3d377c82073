//! Guessing is slow, and ends; its owner always gets in.

use vestibule::auth::CallError;
use vestibule::auth::challenge::{Identifier, Target};
use vestibule::auth::login::{LogIn, LogInError};
use vestibule::auth::signup::SignUpError;
use vestibule::domain::{AuditEvent, LetterKind, Seat};

use crate::house::{HOUR, House, MINUTE, OTHER_PASSWORD, PASSWORD, SECOND};

const WRONG: &str = "not the password at all";

/// Seconds that the next guess has to wait, after each of so many wrong ones made as early as they may be.
fn waits(house: &House, who: &str, count: usize) -> Vec<u64> {
    let mut waits = Vec::new();
    for _ in 0..count {
        let seconds = loop {
            match house.try_password(who, WRONG) {
                Err(LogInError::Refused) => break waits.last().copied().unwrap_or(0),
                Err(LogInError::Wait { seconds }) => {
                    waits.push(seconds);
                    house.pass(u32::try_from(seconds).unwrap() * SECOND);
                }
                other => panic!("{other:?}"),
            }
        };
        let _ = seconds;
    }
    waits
}

#[test]
fn each_wrong_guess_makes_the_next_wait_longer() {
    let house = House::new();
    house.member("mira");
    let waits = waits(&house, "mira", 30);
    // After the first and second wrong guess a second, then three, five and ten.
    assert_eq!(waits[..2], [1, 1]);
    assert!(waits[2..8].iter().all(|seconds| *seconds == 3), "{waits:?}");
    assert!(waits[8..24].iter().all(|seconds| *seconds >= 5), "{waits:?}");
    assert!(waits[24..].iter().all(|seconds| *seconds == 10), "{waits:?}");
}

#[test]
fn a_name_that_nobody_has_is_counted_alike() {
    let (known, unknown) = (House::new(), House::new());
    known.member("mira");
    assert_eq!(waits(&known, "mira", 30), waits(&unknown, "mira", 30));
    assert_eq!(waits(&known, "mira@example.org", 12), waits(&unknown, "mira@example.org", 12));
}

#[test]
fn a_guess_that_comes_too_soon_is_not_even_looked_at() {
    let house = House::new();
    house.member("mira");
    assert!(matches!(house.try_password("mira", WRONG), Err(LogInError::Refused)));
    assert!(matches!(house.try_password("mira", PASSWORD), Err(LogInError::Wait { seconds: 1 })));
    house.pass(SECOND);
    assert!(matches!(house.try_password("mira", PASSWORD), Ok(LogIn::In(_))));
    // A good sign-in begins the count anew.
    assert!(matches!(house.try_password("mira", WRONG), Err(LogInError::Refused)));
    assert!(matches!(house.try_password("mira", WRONG), Err(LogInError::Wait { seconds: 1 })));
}

#[test]
fn a_restart_forgets_nothing() {
    let house = House::new();
    house.member("mira");
    waits(&house, "mira", 12);
    assert!(matches!(house.restarted().try_password("mira", PASSWORD), Err(LogInError::Wait { seconds: 5.. })));
}

#[test]
fn somebody_at_another_seat_does_not_wait() {
    let house = House::new();
    house.member("mira");
    waits(&house, "mira", 12);
    let credentials = vestibule::auth::login::Credentials { who: Identifier::parse("mira"), password: PASSWORD.into() };
    let elsewhere = Seat::new("elsewhere");
    assert!(matches!(house.auth.log_in(&elsewhere, credentials), Ok(LogIn::In(_))));
}

#[test]
fn a_seat_at_which_many_names_are_guessed_waits_too() {
    let house = House::new();
    house.member("mira");
    for name in ["ab1", "ab2", "ab3", "ab4", "ab5", "ab6"] {
        assert!(matches!(house.try_password(name, WRONG), Err(LogInError::Refused)), "{name}");
    }
    assert!(matches!(house.try_password("mira", PASSWORD), Err(LogInError::Wait { seconds: 1 })));
    house.pass(10 * MINUTE);
    for name in ["ab1", "ab2", "ab3", "ab4", "ab5"] {
        assert!(matches!(house.try_password(name, WRONG), Err(LogInError::Refused)), "forgiven: {name}");
    }
}

#[test]
fn a_hundred_guesses_a_day_are_looked_at_and_no_more() {
    let house = House::new();
    house.member("mira");
    let mut looked_at = 0;
    // By name and by address, at many seats, through restarts: all of it is one account.
    let mut door = house.next_door();
    for round in 0..2_000 {
        house.pass(10 * SECOND);
        if round % 100 == 0 {
            door = door.restarted();
        }
        let who = Identifier::parse(["mira", "Mira", "mira@example.org", "MIRA@example.ORG"][round % 4]);
        let seat = Seat::new(&format!("seat {}", round % 7));
        let credentials = vestibule::auth::login::Credentials { who, password: WRONG.into() };
        match door.auth.log_in(&seat, credentials) {
            Err(LogInError::Refused) => looked_at += 1,
            Err(LogInError::Wait { .. } | LogInError::Exhausted) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(looked_at, 100);
    assert!(matches!(house.try_password("mira", PASSWORD), Err(LogInError::Exhausted)));
    assert_eq!(house.count(AuditEvent::LockedOut), 1);
    house.pass(24 * HOUR);
    assert!(matches!(house.try_password("mira", PASSWORD), Ok(LogIn::In(_))));
}

fn exhaust(house: &House) {
    for _ in 0..100 {
        house.pass(10 * SECOND);
        assert!(matches!(house.try_password("mira", WRONG), Err(LogInError::Refused)));
    }
    house.pass(10 * SECOND);
    assert!(matches!(house.try_password("mira", PASSWORD), Err(LogInError::Exhausted)));
}

#[test]
fn the_owner_gets_in_by_a_reset_however_much_was_guessed() {
    let house = House::new();
    house.member("mira");
    exhaust(&house);
    let flow = house.auth.request_reset(&house.seat, &Identifier::parse("mira"), "mira").unwrap();
    let letter = house.letter(LetterKind::ResetPassword, "mira@example.org");
    let target = Target::Flow(flow.challenge);
    house.auth.finish_reset(&house.seat, &target, &letter.code(), OTHER_PASSWORD.into(), None).unwrap();
    assert!(matches!(house.try_password("mira", OTHER_PASSWORD), Ok(LogIn::In(_))));
}

#[test]
fn an_admin_forgives_what_was_guessed() {
    let house = House::new();
    house.admin();
    let mira = house.member("mira");
    exhaust(&house);
    let token = house.log_in("ada").token;
    assert!(house.auth.account(&token, mira.id).unwrap().locked_until.is_some());
    house.auth.clear_throttle(&house.seat, &token, mira.id).unwrap();
    assert_eq!(house.last_event().event, AuditEvent::ThrottleCleared);
    assert!(house.auth.account(&token, mira.id).unwrap().locked_until.is_none());
    assert!(matches!(house.try_password("mira", PASSWORD), Ok(LogIn::In(_))));
}

#[test]
fn a_clock_that_is_set_back_makes_nobody_wait_for_years() {
    let house = House::new();
    house.member("mira");
    waits(&house, "mira", 30);
    house.turn_back(400 * 24 * HOUR);
    assert!(matches!(house.try_password("mira", WRONG), Err(LogInError::Refused)));
    let next = house.try_password("mira", WRONG);
    assert!(matches!(next, Err(LogInError::Wait { seconds: 10 })), "but the guesses still count: {next:?}");
    house.pass(10 * SECOND);
    assert!(matches!(house.try_password("mira", PASSWORD), Ok(LogIn::In(_))));
}

#[test]
fn one_address_gets_five_letters_an_hour_and_twenty_a_day() {
    let house = House::new();
    house.member("mira");
    house.post();
    // Both an address that has an account and one that has none.
    for address in ["mira@example.org", "new@example.org"] {
        let house = House::new();
        house.member("mira");
        house.pass(25 * HOUR);
        let mut letters = 0;
        for minute in 0..24 * 60 {
            house.pass(MINUTE);
            // Spelled in any way, it is one mailbox.
            let spelled = if minute % 2 == 0 { address.to_owned() } else { address.replace("example", "EXAMPLE") };
            match house.auth.sign_up(&Seat::new(&format!("seat {minute}")), house.form("newcomer", &spelled)) {
                Ok(_) => letters += 1,
                Err(SignUpError::Call(CallError::TooManyLetters)) => {}
                other => panic!("{other:?}"),
            }
            assert!(minute >= 60 || letters <= 5, "{address}");
        }
        assert_eq!(letters, 20, "{address}");
    }
}

#[test]
fn resets_fill_no_mailbox_and_are_answered_alike() {
    for who in ["mira", "nobody1"] {
        let house = House::new();
        house.member("mira");
        let mut challenges = std::collections::HashSet::new();
        for _ in 0..60 {
            house.pass(MINUTE);
            let flow = house.auth.request_reset(&house.seat, &Identifier::parse(who), who).unwrap();
            challenges.insert(flow.challenge);
        }
        assert_eq!(challenges.len(), 5, "{who}");
        assert!(house.post().len() <= 5);
    }
}

#[test]
fn a_seat_signs_up_thirty_people_an_hour() {
    let house = House::new();
    let sign_up = |number: usize, seat: &Seat| {
        house.auth.sign_up(seat, house.form(&format!("person{number}"), &format!("person{number}@example.org")))
    };
    for number in 0..30 {
        assert!(sign_up(number, &house.seat).is_ok(), "{number}");
    }
    let refused = sign_up(30, &house.seat);
    assert!(matches!(refused, Err(SignUpError::Call(CallError::TooManySignUps { minutes: 60 }))), "{refused:?}");
    assert!(sign_up(31, &Seat::new("elsewhere")).is_ok());
    house.pass(HOUR);
    assert!(sign_up(32, &house.seat).is_ok());
}
