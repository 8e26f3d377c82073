//! Ways in for who can't get mail, has lost the phone, or guessed too often.

use vestibule::auth::CallError;
use vestibule::auth::act::Act;
use vestibule::auth::challenge::{Identifier, Proof, Target};
use vestibule::auth::login::{LogIn, LogInError, Owed};
use vestibule::auth::recover::ResetError;
use vestibule::auth::rescue::{BreakGlassError, ResetCode};
use vestibule::domain::{AuditEvent, LetterKind, SecondFactor, Standing, TypedCode};

use crate::house::{HOUR, House, OTHER_PASSWORD, PASSWORD, SECOND};

fn proof(code: &ResetCode) -> Proof {
    Proof::Code(TypedCode::parse(code.code.expose()).unwrap())
}

fn whoever(name: &str) -> Target {
    Target::Who(Identifier::parse(name))
}

fn finish(house: &House, code: &ResetCode, factor: Option<SecondFactor>) -> Result<(), ResetError> {
    house.auth.finish_reset(&house.seat, &whoever("mira"), &proof(code), OTHER_PASSWORD.into(), factor)
}

#[test]
fn a_code_that_an_admin_tells_opens_the_way_without_a_letter() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    let code = house.auth.reset_code(&house.seat, &admin, mira.id).unwrap();
    assert_eq!(code.expires_at, house.now().plus(HOUR));
    assert!(house.post().is_empty());
    finish(&house, &code, None).unwrap();
    assert!(house.letter(LetterKind::PasswordChanged, "mira@example.org").proves_nothing());
    assert!(matches!(house.try_password("mira", OTHER_PASSWORD), Ok(LogIn::In(_))));
    assert!(matches!(finish(&house, &code, None), Err(ResetError::Proof(_))), "once");
    let row = house.trail().into_iter().find(|row| row.event == AuditEvent::ResetCodeMade).unwrap();
    assert_eq!((row.actor.name.as_str(), row.subject.unwrap().name.as_str()), ("ada", "mira"));
}

#[test]
fn it_runs_out_after_an_hour_and_another_voids_it() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    let first = house.auth.reset_code(&house.seat, &admin, mira.id).unwrap();
    let second = house.auth.reset_code(&house.seat, &admin, mira.id).unwrap();
    assert!(finish(&house, &first, None).is_err());
    let late = house.next_door();
    late.pass(HOUR);
    assert!(finish(&late, &second, None).is_err());
}

#[test]
fn it_proves_no_address() {
    let house = House::new();
    let admin = house.admin();
    house.create(&admin, "mira");
    house.post();
    let mira = house.account("mira");
    let code = house.auth.reset_code(&house.seat, &admin, mira.id).unwrap();
    finish(&house, &code, None).unwrap();
    assert_eq!(house.account("mira").verified_at, None);
}

#[test]
fn nobody_makes_one_for_themselves_or_for_who_is_suspended() {
    let house = House::new();
    let admin = house.admin();
    let (ada, mira) = (house.account("ada"), house.member("mira"));
    assert!(matches!(house.auth.reset_code(&house.seat, &admin, ada.id), Err(CallError::Yourself)));
    house.act(&admin, Act::Suspend, mira.id).unwrap();
    assert!(matches!(house.auth.reset_code(&house.seat, &admin, mira.id), Err(CallError::Closed(Standing::Suspended))));
}

#[test]
fn a_reset_does_not_take_the_place_of_the_second_factor() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    let (phone, codes) = house.enrol(&house.log_in("mira").token);
    let code = house.auth.reset_code(&house.seat, &admin, mira.id).unwrap();
    assert!(matches!(finish(&house, &code, None), Err(ResetError::NeedsFactor)));
    let wrong = SecondFactor::parse("000000").unwrap();
    assert!(matches!(finish(&house, &code, Some(wrong)), Err(ResetError::WrongFactor)));
    assert!(matches!(finish(&house, &code, Some(phone.factor(house.now()))), Err(ResetError::Wait { seconds: 1 })));
    house.pass(SECOND);
    assert_eq!(house.account("mira").password, mira.password);
    finish(&house, &code, Some(phone.factor(house.now()))).unwrap();
    // And with a saved code, the next time.
    let code = house.auth.reset_code(&house.seat, &admin, mira.id).unwrap();
    let saved = SecondFactor::parse(codes[3].expose()).unwrap();
    house.auth.finish_reset(&house.seat, &whoever("mira"), &proof(&code), PASSWORD.into(), Some(saved)).unwrap();
    assert!(matches!(house.try_password("mira", PASSWORD), Ok(LogIn::NeedsSecondFactor(_))));
}

#[test]
fn an_admin_turns_off_the_second_factor_of_who_lost_the_phone() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    let token = house.log_in("mira").token;
    house.enrol(&token);
    house.auth.change_password(&house.seat, &token, PASSWORD.into(), "moss!quay7".into()).unwrap();
    house.post();
    house.auth.clear_second_factor(&house.seat, &admin, mira.id).unwrap();
    assert!(house.letter(LetterKind::TwoFactorOff, "mira@example.org").proves_nothing());
    assert!(!house.is_signed_in(&token));
    let Ok(LogIn::In(signed_in)) = house.try_password("mira", "moss!quay7") else { panic!("the password alone") };
    assert_eq!(signed_in.me.owes, Some(Owed::Password), "alone, it is too short");
    assert!(matches!(house.auth.sessions(&signed_in.token), Err(CallError::PasswordFirst)));
    let new = house.auth.change_password(&house.seat, &signed_in.token, "moss!quay7".into(), PASSWORD.into());
    assert!(new.is_ok());
    assert!(house.auth.sessions(&signed_in.token).is_ok());
    assert!(matches!(house.auth.clear_second_factor(&house.seat, &admin, mira.id), Err(CallError::Gone)));
}

#[test]
fn an_admin_ends_somebodys_sessions() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    let tokens = [house.log_in("mira").token, house.log_in("mira").token];
    assert_eq!(house.auth.end_sessions(&house.seat, &admin, mira.id).unwrap(), 2);
    assert!(tokens.iter().all(|token| !house.is_signed_in(token)));
    assert!(house.is_signed_in(&admin));
}

#[test]
fn the_glass_is_broken_for_the_only_admin_alone() {
    let house = House::new();
    let admin = house.admin();
    house.enrol(&admin);
    let break_for = |name: &str| house.auth.operator().break_glass(&house.seat, &Identifier::parse(name));
    house.member("mira");
    assert!(matches!(break_for("mira"), Err(BreakGlassError::NoAdmin)));
    assert!(matches!(break_for("nobody1"), Err(BreakGlassError::Call(CallError::Gone))));
    let code = break_for("ada").unwrap();
    assert!(!house.is_signed_in(&admin));
    let done = house.auth.finish_reset(&house.seat, &whoever("ada"), &proof(&code), OTHER_PASSWORD.into(), None);
    done.unwrap();
    let Ok(LogIn::In(signed_in)) = house.try_password("ada", OTHER_PASSWORD) else { panic!("no second factor") };
    assert_eq!(house.count(AuditEvent::BrokeGlass), 1);
    house.post();
    // With a second one there is somebody to ask.
    house.promote(&signed_in.token, "grace");
    assert!(matches!(break_for("ada"), Err(BreakGlassError::OthersCanHelp)));
}

#[test]
fn who_guessed_too_often_is_let_in_by_a_code() {
    let house = House::new();
    let admin = house.admin();
    house.member("mira");
    for _ in 0..101 {
        house.pass(10 * SECOND);
        let _ = house.try_password("mira", OTHER_PASSWORD);
        house.auth.me(&admin).unwrap();
    }
    assert!(matches!(house.try_password("mira", PASSWORD), Err(LogInError::Exhausted)));
    let code = house.auth.operator().reset_code(&house.seat, &Identifier::parse("mira")).unwrap();
    finish(&house, &code, None).unwrap();
    assert!(matches!(house.try_password("mira", OTHER_PASSWORD), Ok(LogIn::In(_))));
}

#[test]
fn each_door_has_its_own_hundred_guesses_and_an_admin_opens_all() {
    let house = House::new();
    house.admin();
    let mira = house.member("mira");
    let (phone, _) = house.enrol(&house.log_in("mira").token);
    let ticket = |house: &House| match house.try_password("mira", PASSWORD) {
        Ok(LogIn::NeedsSecondFactor(ticket)) => ticket,
        other => panic!("{other:?}"),
    };
    let wrong = SecondFactor::parse("BCDF-GHJK-LMNP-QRST").unwrap();
    for _ in 0..100 {
        house.pass(10 * SECOND);
        let guess = house.auth.log_in_second(&house.seat, &ticket(&house), &wrong);
        assert!(matches!(guess, Err(LogInError::WrongFactor)));
    }
    house.pass(10 * SECOND);
    let right = house.auth.log_in_second(&house.seat, &ticket(&house), &phone.factor(house.now()));
    assert!(matches!(right, Err(LogInError::Exhausted)));
    // The owner still comes in by a reset.
    let code = house.auth.operator().reset_code(&house.seat, &Identifier::parse("mira")).unwrap();
    // An admin sees that the account is locked, and forgives.
    let token = house.log_in("ada").token;
    assert!(house.auth.account(&token, mira.id).unwrap().locked_until.is_some());
    finish(&house, &code, Some(phone.factor(house.now()))).unwrap();
    assert!(house.auth.account(&token, mira.id).unwrap().locked_until.is_none());
}

#[test]
fn breaking_the_glass_is_told_whether_there_was_a_second_factor_or_not() {
    let house = House::new();
    let admin = house.admin();
    house.auth.begin_second_factor(&admin).unwrap();
    house.auth.operator().break_glass(&house.seat, &Identifier::parse("ada")).unwrap();
    assert!(house.letter(LetterKind::GlassBroken, "ada@example.org").proves_nothing());
    assert_eq!(house.count(AuditEvent::SecondFactorOff), 0, "one that was only begun never counted");
}
