//! Invitations: who has one may sign up, and each use is spent once.

use std::sync::Barrier;

use vestibule::auth::challenge::Flow;
use vestibule::auth::invites::{InviteError, MadeInvite, NewInvite};
use vestibule::auth::signup::{SignUp, SignUpError};
use vestibule::auth::verify::{Verified, VerifyError};
use vestibule::domain::{AuditEvent, InviteCode, InviteLabel, LetterKind, SessionToken, SignUpMode, Status, Then};

use crate::house::{HOUR, House, MINUTE, SECOND, address};
use crate::settings::mode;

const DAY: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);

fn new(uses: u32) -> NewInvite {
    NewInvite { label: InviteLabel::parse("open day").unwrap(), uses, good_for: 7 * DAY }
}

fn invited() -> (House, SessionToken) {
    let house = House::changeable();
    let admin = house.admin();
    mode(&house, SignUpMode::Invite);
    (house, admin)
}

fn form(house: &House, name: &str, made: Option<&MadeInvite>) -> SignUp {
    let invite = made.map(|made| InviteCode::parse(made.code.expose()).unwrap());
    SignUp { invite, ..house.form(name, &address(name)) }
}

fn sign_up(house: &House, name: &str, made: &MadeInvite) -> Result<Flow, SignUpError> {
    house.auth.sign_up(&house.seat, form(house, name, Some(made)))
}

#[test]
fn who_has_an_invitation_is_in_and_the_use_is_spent_with_the_account() {
    let (house, admin) = invited();
    let made = house.auth.make_invite(&house.seat, &admin, &new(2)).unwrap();
    let flow = sign_up(&house, "mira", &made).unwrap();
    let left = |house: &House| house.auth.invites(&admin).unwrap()[0].uses_left;
    assert_eq!(left(&house), 2, "parking spends nothing");
    let letter = house.letter(LetterKind::VerifySignUp, &address("mira"));
    assert_eq!(letter.then, Then::Done);
    assert!(matches!(house.verify(&flow, &letter.code()), Ok(Verified::Created { .. })));
    assert_eq!((left(&house), house.account("mira").status), (1, Status::Active));
    let row = house.last_event();
    assert_eq!(row.event, AuditEvent::InviteUsed);
    assert!(row.after.unwrap().starts_with("open day ("));
}

#[test]
fn without_a_good_invitation_nothing_is_parked() {
    let (house, admin) = invited();
    let made = house.auth.make_invite(&house.seat, &admin, &new(1)).unwrap();
    house.post();
    let none = house.auth.sign_up(&house.seat, form(&house, "mira", None));
    assert!(matches!(none, Err(SignUpError::InvitationNeeded)));
    let wrong = SignUp { invite: Some(InviteCode::parse("BBBB-BBBB-BBBB").unwrap()), ..form(&house, "mira", None) };
    assert!(matches!(house.auth.sign_up(&house.seat, wrong), Err(SignUpError::NotInvited)));
    assert_eq!(house.last_event().event, AuditEvent::InviteFailed);
    house.auth.revoke_invite(&house.seat, &admin, made.invite.id).unwrap();
    assert!(matches!(sign_up(&house, "mira", &made), Err(SignUpError::NotInvited)));
    let late = house.auth.make_invite(&house.seat, &admin, &new(1)).unwrap();
    house.pass(7 * DAY);
    assert!(matches!(sign_up(&house, "mira", &late), Err(SignUpError::NotInvited)));
    assert!(house.post().is_empty() && house.count(AuditEvent::SignedUp) == 0);
}

#[test]
fn guesses_of_invitations_wait_at_their_seat() {
    let (house, admin) = invited();
    let made = house.auth.make_invite(&house.seat, &admin, &new(1)).unwrap();
    let wrong = || SignUp { invite: Some(InviteCode::parse("BBBB-BBBB-BBBB").unwrap()), ..form(&house, "mira", None) };
    for _ in 0..6 {
        assert!(matches!(house.auth.sign_up(&house.seat, wrong()), Err(SignUpError::NotInvited)));
    }
    let held = sign_up(&house, "mira", &made);
    assert!(matches!(held, Err(SignUpError::Wait { seconds: 1 })), "{held:?}");
    let elsewhere = vestibule::domain::Seat::new("lab2");
    assert!(house.auth.sign_up(&elsewhere, form(&house, "zoe", Some(&made))).is_ok(), "another seat does not wait");
    house.pass(SECOND);
    assert!(sign_up(&house, "mira", &made).is_ok());
    // A right one takes itself back alone: the wrong ones before it still count.
    assert!(matches!(house.auth.sign_up(&house.seat, wrong()), Err(SignUpError::NotInvited)));
    assert!(matches!(house.auth.sign_up(&house.seat, wrong()), Err(SignUpError::Wait { .. })));
}

#[test]
fn of_two_users_of_the_last_use_exactly_one_wins() {
    for seed in 0..8 {
        let house = House::seeded(seed).under(&[("mfa.required_for", "nobody")]);
        let admin = house.admin();
        mode(&house, SignUpMode::Invite);
        let made = house.auth.make_invite(&house.seat, &admin, &new(1)).unwrap();
        let people = ["mira", "zoe"].map(|name| {
            let flow = sign_up(&house, name, &made).unwrap();
            (flow, house.letter(LetterKind::VerifySignUp, &address(name)).code())
        });
        let (next_door, start) = (house.next_door(), Barrier::new(2));
        let answers = std::thread::scope(|scope| {
            let racers: Vec<_> = [&house, &next_door]
                .into_iter()
                .zip(&people)
                .map(|(house, (flow, code))| {
                    scope.spawn(|| {
                        start.wait();
                        house.verify(flow, code)
                    })
                })
                .collect();
            racers.into_iter().map(|racer| racer.join().unwrap()).collect::<Vec<_>>()
        });
        let won = answers.iter().filter(|answer| matches!(answer, Ok(Verified::Created { .. }))).count();
        let lost = answers.iter().filter(|answer| matches!(answer, Err(VerifyError::InvitationOver))).count();
        assert_eq!((won, lost), (1, 1), "{answers:?}");
        assert_eq!(house.auth.invites(&admin).unwrap()[0].uses_left, 0);
    }
}

#[test]
fn who_comes_too_late_loses_no_try_and_can_be_vouched_for() {
    let (house, admin) = invited();
    let made = house.auth.make_invite(&house.seat, &admin, &new(1)).unwrap();
    let flow = sign_up(&house, "mira", &made).unwrap();
    let code = house.letter(LetterKind::VerifySignUp, &address("mira")).code();
    house.auth.revoke_invite(&house.seat, &admin, made.invite.id).unwrap();
    for _ in 0..7 {
        assert!(matches!(house.verify(&flow, &code), Err(VerifyError::InvitationOver)));
    }
    let rows = house.auth.pending(&admin, "", 9).unwrap().rows;
    assert_eq!(rows[0].parked.as_ref().unwrap().came_under, SignUpMode::Invite);
    let approve = vestibule::auth::approvals::Decision::Approve;
    house.auth.decide(&house.seat, &admin, &approve, &[rows[0].id]).unwrap();
    house.log_in("mira");
}

#[test]
fn an_invitation_that_runs_out_while_the_letter_is_on_its_way_still_counts() {
    let (house, admin) = invited();
    let short = NewInvite { good_for: HOUR, ..new(1) };
    let made = house.auth.make_invite(&house.seat, &admin, &short).unwrap();
    house.pass(50 * MINUTE);
    let flow = sign_up(&house, "mira", &made).unwrap();
    let letter = house.letter(LetterKind::VerifySignUp, &address("mira"));
    house.pass(12 * MINUTE);
    assert!(matches!(house.verify(&flow, &letter.code()), Ok(Verified::Created { .. })));
}

#[test]
fn an_invitation_opens_no_closed_house() {
    let (house, admin) = invited();
    let made = house.auth.make_invite(&house.seat, &admin, &new(1)).unwrap();
    mode(&house, SignUpMode::Closed);
    assert!(matches!(sign_up(&house, "mira", &made), Err(SignUpError::Closed { .. })));
}

#[test]
fn the_code_is_nowhere_but_in_the_answer() {
    let (house, admin) = invited();
    let made = house.auth.make_invite(&house.seat, &admin, &new(1)).unwrap();
    let code = made.code.expose().to_owned();
    assert!(!format!("{made:?}").contains(&code) && !format!("{:?}", house.trail()).contains(&code));
    assert!(!format!("{:?}", house.auth.invites(&admin).unwrap()).contains(&code));
    let other = house.auth.make_invite(&house.seat, &admin, &new(1)).unwrap();
    assert_ne!(other.code.expose(), code);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let (house, admin) = invited();
    for (wrong, uses) in [(new(0), true), (new(1_001), true)] {
        let refused = house.auth.make_invite(&house.seat, &admin, &wrong);
        assert_eq!(matches!(refused, Err(InviteError::Uses)), uses);
    }
    for good_for in [MINUTE, 366 * DAY] {
        let refused = house.auth.make_invite(&house.seat, &admin, &NewInvite { good_for, ..new(1) });
        assert!(matches!(refused, Err(InviteError::GoodFor)));
    }
    assert!(house.auth.invites(&admin).unwrap().is_empty());
}
