//! Acts on accounts: each judged alone, whoever they come with, and put back with one key.

use std::time::Instant;

use vestibule::auth::CallError;
use vestibule::auth::act::{Act, ActRefusal, Acted, MOST_AT_ONCE, Outcome, Undo};
use vestibule::auth::login::{LogIn, LogInError};
use vestibule::auth::session::StepUp;
use vestibule::domain::{
    Account, AccountId, AuditEvent, LetterKind, LetterState, Role, SessionToken, StaffNote, Standing, Status,
    Timestamp, Validity,
};

use crate::house::{HOUR, House, MINUTE, PASSWORD, SECOND};

fn done(acted: &[Acted]) -> Vec<Result<Outcome, ActRefusal>> {
    acted.iter().map(|acted| acted.outcome).collect()
}

/// What is announced, and what then happens: always the same.
fn act(house: &House, token: &SessionToken, act: &Act, ids: &[AccountId]) -> Vec<Acted> {
    let before = house.trail().len();
    let announced = house.auth.preview(token, act, ids).unwrap();
    assert_eq!(house.trail().len(), before, "a preview writes nothing");
    assert!(announced.iter().all(|acted| acted.undo.is_none()));
    let acted = house.auth.act_on(&house.seat, token, act, ids).unwrap();
    assert_eq!(done(&announced), done(&acted), "{act:?}");
    acted
}

fn act_on_one(house: &House, token: &SessionToken, what: &Act, account: &Account) -> Result<Outcome, ActRefusal> {
    act(house, token, what, &[account.id])[0].outcome
}

fn note(text: &str) -> Act {
    Act::SetNote(StaffNote::parse(text).unwrap())
}

fn until(at: Timestamp) -> Act {
    Act::SetValidity(Validity { from: None, until: Some(at) })
}

fn from(at: Timestamp) -> Act {
    Act::SetValidity(Validity { from: Some(at), until: None })
}

/// Every act there is, with arguments that would change something.
fn every_act(house: &House) -> Vec<Act> {
    vec![
        Act::Suspend,
        Act::Restore,
        Act::Wait,
        Act::SetRole(Role::Helper),
        Act::SendReset,
        Act::Resend,
        Act::Verify,
        Act::Unverify,
        until(house.now().plus(HOUR)),
        note("asked twice"),
        Act::Trash,
        Act::Untrash,
        Act::Delete,
    ]
}

/// An account in that standing, whose address is proved and who has a password.
fn in_standing(house: &House, admin: &SessionToken, name: &str, standing: Standing) -> Account {
    house.post();
    let account = house.member(name);
    let change = match standing {
        Standing::Active => return account,
        Standing::Waiting => {
            house.change(name, |account| account.status = Status::Waiting);
            return house.account(name);
        }
        Standing::Suspended => Act::Suspend,
        Standing::Early => from(house.now().plus(HOUR)),
        Standing::Expired => until(house.now().minus(HOUR)),
        Standing::Trashed => Act::Trash,
    };
    house.auth.act_on(&house.seat, admin, &change, &[account.id]).unwrap();
    let account = house.account(name);
    assert_eq!(account.standing(house.now()), standing);
    account
}

#[test]
fn each_act_does_what_it_says_and_is_noted_with_before_and_after() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    let (soon, day) = (house.now().plus(HOUR), house.now().plus(HOUR).to_string());
    let role = |row: &str| Some(row.to_owned());
    for (what, event, before, after) in [
        (Act::Suspend, AuditEvent::Suspended, None, None),
        (Act::Restore, AuditEvent::Restored, None, None),
        (Act::SetRole(Role::Helper), AuditEvent::RoleChanged, role("user"), role("helper")),
        (Act::SetRole(Role::User), AuditEvent::RoleChanged, role("helper"), role("user")),
        (Act::Unverify, AuditEvent::UnverifiedByHand, role("mira@example.org"), None),
        (Act::Verify, AuditEvent::VerifiedByHand, None, role("mira@example.org")),
        (until(soon), AuditEvent::ValidityChanged, role("– to –"), Some(format!("– to {day}"))),
        (note("lost the card"), AuditEvent::Noted, role(""), role("lost the card")),
        (Act::SendReset, AuditEvent::ResetRequested, None, role("reset code")),
        (Act::Trash, AuditEvent::Trashed, None, None),
        (Act::Untrash, AuditEvent::Untrashed, None, None),
        (Act::Delete, AuditEvent::Deleted, role("user"), None),
    ] {
        let acted = act(&house, &admin, &what, &[mira.id]);
        assert_eq!((acted[0].outcome, acted[0].username.as_str()), (Ok(Outcome::Done), "mira"), "{what:?}");
        let row = house.last_event();
        let names = (row.actor.name.as_str(), row.subject.as_ref().map(|party| party.name.as_str()));
        assert_eq!((row.event, names), (event, ("ada", Some("mira"))), "{what:?}");
        assert_eq!((row.before, row.after), (before, after), "{what:?}");
    }
    assert!(house.find("mira").is_none());
}

#[test]
fn what_is_so_already_is_neither_written_nor_noted() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    for what in [
        Act::Restore,
        Act::SetRole(Role::User),
        Act::Verify,
        Act::SetValidity(Validity::default()),
        note(""),
        Act::Untrash,
    ] {
        assert_eq!(act_on_one(&house, &admin, &what, &mira), Ok(Outcome::AlreadySo), "{what:?}");
    }
    for what in [Act::Suspend, Act::Unverify, note("x"), Act::Trash] {
        assert_eq!(act_on_one(&house, &admin, &what, &mira), Ok(Outcome::Done), "{what:?}");
        let (account, rows) = (house.account("mira"), house.trail().len());
        let again = act(&house, &admin, &what, &[mira.id]);
        assert_eq!((again[0].outcome, again[0].undo.clone()), (Ok(Outcome::AlreadySo), None), "{what:?}");
        assert_eq!((house.account("mira"), house.trail().len()), (account, rows), "{what:?}");
    }
}

#[test]
fn nobody_acts_on_themselves_but_may_note_something() {
    let house = House::new();
    let admin = house.admin();
    house.promote(&admin, "nils");
    let ada = house.account("ada");
    for what in every_act(&house) {
        let expected = if matches!(what, Act::SetNote(_)) { Ok(Outcome::Done) } else { Err(ActRefusal::Yourself) };
        assert_eq!(act_on_one(&house, &admin, &what, &ada), expected, "{what:?}");
    }
    assert!(house.is_signed_in(&admin));
}

#[test]
fn a_helper_acts_on_no_staff_and_each_try_is_noted() {
    let house = House::new();
    let admin = house.admin();
    house.promote(&admin, "nils");
    house.employ(&admin, "ivan");
    let helper = house.employ(&admin, "hedy");
    let mira = house.member("mira");
    let staff = [house.account("nils"), house.account("ivan"), house.account("hedy")];
    for what in every_act(&house) {
        if matches!(what, Act::SetRole(_) | Act::Delete) {
            assert!(matches!(house.auth.act_on(&house.seat, &helper, &what, &[mira.id]), Err(CallError::Forbidden)));
            continue;
        }
        let before = house.trail().len();
        let ids: Vec<_> = staff.iter().map(|account| account.id).collect();
        let acted = act(&house, &helper, &what, &ids);
        let own = if matches!(what, Act::SetNote(_)) { ActRefusal::Staff } else { ActRefusal::Yourself };
        assert_eq!(done(&acted), [Err(ActRefusal::Staff), Err(ActRefusal::Staff), Err(own)], "{what:?}");
        let noted = house.trail().split_off(before);
        assert!(noted.iter().all(|row| row.event == AuditEvent::Refused && row.actor.name == "hedy"), "{noted:?}");
        assert!(noted.len() >= 2 && noted[0].subject.as_ref().unwrap().name == "nils", "{noted:?}");
        assert_eq!(noted[0].after.as_deref(), Some(what.operation().as_str()));
    }
    assert_eq!([house.account("nils"), house.account("ivan"), house.account("hedy")], staff);
}

#[test]
fn what_lies_in_the_trash_is_left_alone() {
    let house = House::new();
    let admin = house.admin();
    for (at, what) in every_act(&house).into_iter().enumerate() {
        let account = in_standing(&house, &admin, &format!("person-{at}"), Standing::Trashed);
        let expected = match what {
            Act::Trash => Ok(Outcome::AlreadySo),
            Act::Untrash | Act::Delete | Act::SetNote(_) => Ok(Outcome::Done),
            _ => Err(ActRefusal::InTheTrash),
        };
        assert_eq!(act_on_one(&house, &admin, &what, &account), expected, "{what:?}");
    }
}

#[test]
fn a_letter_goes_only_to_who_can_use_it() {
    let house = House::new();
    let admin = house.admin();
    let (mira, nora) = (house.member("mira"), house.member("nora"));
    house.create(&admin, "olga");
    house.change("nora", |account| account.verified_at = None);
    house.post();
    let olga = house.account("olga");
    for (what, account, letter) in [
        (Act::SendReset, &olga, Ok(LetterKind::Activate)),
        (Act::Resend, &olga, Ok(LetterKind::Activate)),
        (Act::SendReset, &mira, Ok(LetterKind::ResetPassword)),
        (Act::Resend, &mira, Err(ActRefusal::WaitsForNoLetter)),
        (Act::SendReset, &nora, Err(ActRefusal::Unproved)),
        (Act::Resend, &nora, Ok(LetterKind::ConfirmEmail)),
    ] {
        assert_eq!(act_on_one(&house, &admin, &what, account), letter.map(|_| Outcome::Done), "{what:?}");
        match letter {
            Ok(kind) => drop(house.letter(kind, account.email.as_str())),
            Err(_) => assert!(house.post().is_empty()),
        }
    }
    for standing in Standing::ALL.into_iter().filter(|standing| *standing != Standing::Active) {
        let account = in_standing(&house, &admin, &format!("is-{standing}"), standing);
        let closed = if standing == Standing::Trashed { ActRefusal::InTheTrash } else { ActRefusal::Closed };
        for what in [Act::SendReset, Act::Resend] {
            assert_eq!(act_on_one(&house, &admin, &what, &account), Err(closed), "{standing} {what:?}");
        }
    }
    assert!(house.post().is_empty());
}

#[test]
fn the_letter_that_is_sent_again_proves_the_present_address() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    house.change("mira", |account| account.verified_at = None);
    assert_eq!(act_on_one(&house, &admin, &Act::Resend, &mira), Ok(Outcome::Done));
    let letter = house.letter(LetterKind::ConfirmEmail, "mira@example.org");
    let token = house.log_in("mira").token;
    let me = house.auth.confirm_email(&house.seat, &token, &letter.code()).unwrap();
    assert_eq!((me.verified_at, me.email.as_str()), (Some(house.now()), "mira@example.org"));
    assert_eq!(house.last_event().event, AuditEvent::Verified);
    assert_eq!(act_on_one(&house, &admin, &Act::Resend, &mira), Err(ActRefusal::WaitsForNoLetter));
}

#[test]
fn a_mailbox_is_not_filled() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    for _ in 0..house.auth.policy().letters_an_hour {
        assert_eq!(act_on_one(&house, &admin, &Act::SendReset, &mira), Ok(Outcome::Done));
    }
    let (rows, letters) = (house.trail().len(), house.post().len());
    assert_eq!(act_on_one(&house, &admin, &Act::SendReset, &mira), Err(ActRefusal::TooManyLetters));
    assert_eq!((house.trail().len(), house.post().len()), (rows, 0));
    assert_eq!(letters, 1, "each took the place of the one before it");
    house.pass(HOUR + SECOND);
    let admin = house.log_in("ada").token;
    assert_eq!(act_on_one(&house, &admin, &Act::SendReset, &mira), Ok(Outcome::Done));
}

#[test]
fn the_last_admin_is_spared_across_a_batch() {
    let house = House::new();
    let admin = house.admin();
    house.promote(&admin, "nils");
    house.promote(&admin, "olaf");
    let ids: Vec<_> = ["ada", "nils", "olaf"].map(|name| house.account(name).id).into();
    for what in [Act::Suspend, Act::SetRole(Role::User), until(house.now().plus(HOUR)), Act::Trash, Act::Delete] {
        let before: Vec<_> = ["ada", "nils", "olaf"].map(|name| house.account(name)).into();
        // The operator has no account, so only the last one is left to spare.
        let operator = house.auth.operator();
        let announced = operator.preview(&what, &ids).unwrap();
        let acted = operator.act_on(&house.seat, &what, &ids).unwrap();
        assert_eq!(done(&announced), done(&acted), "{what:?}");
        let expected = [Ok(Outcome::Done), Ok(Outcome::Done), Err(ActRefusal::LastAdmin)];
        assert_eq!(done(&acted), expected, "{what:?}");
        if what == Act::Delete {
            continue;
        }
        for account in before {
            house.change(account.username.as_str(), |now| {
                (now.status, now.role) = (account.status, account.role);
                (now.validity, now.trashed_at) = (account.validity, account.trashed_at);
            });
        }
    }
}

#[test]
fn an_admin_with_a_last_day_does_not_count_as_one_who_stays() {
    let house = House::new();
    let admin = house.admin();
    house.promote(&admin, "nils");
    let (ada, nils) = (house.account("ada"), house.account("nils"));
    assert_eq!(act_on_one(&house, &admin, &until(house.now().plus(HOUR)), &nils), Ok(Outcome::Done));
    let operator = house.auth.operator();
    let acted = operator.act_on(&house.seat, &Act::Suspend, &[ada.id]).unwrap();
    assert_eq!(done(&acted), [Err(ActRefusal::LastAdmin)]);
    // One who does not count is no loss either.
    let acted = operator.act_on(&house.seat, &Act::Suspend, &[nils.id]).unwrap();
    assert_eq!(done(&acted), [Ok(Outcome::Done)]);
}

#[test]
fn those_that_are_refused_hold_up_nobody() {
    let house = House::new();
    let admin = house.admin();
    let (mira, nora) = (house.member("mira"), house.member("nora"));
    let gone = AccountId::from_bytes([7; 16]);
    house.auth.act_on(&house.seat, &admin, &Act::Suspend, &[nora.id]).unwrap();
    let ada = house.account("ada").id;
    let acted = act(&house, &admin, &Act::Suspend, &[gone, ada, mira.id, nora.id, mira.id, gone]);
    assert_eq!(
        done(&acted),
        [Err(ActRefusal::Gone), Err(ActRefusal::Yourself), Ok(Outcome::Done), Ok(Outcome::AlreadySo)],
        "in the order they were named, and each once"
    );
    assert_eq!(house.account("mira").status, Status::Suspended);
    assert!(act(&house, &admin, &Act::Suspend, &[]).is_empty());
}

#[test]
fn an_act_that_closes_an_account_ends_its_sessions_and_voids_its_codes() {
    for what in [Act::Suspend, Act::Trash, Act::Delete] {
        closes(&what);
    }
    let house = House::new();
    closes(&from(house.now().plus(HOUR)));
    closes(&until(house.now().minus(SECOND)));
    closes(&until(house.now()));
}

fn closes(what: &Act) {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    let flow =
        house.auth.request_reset(&house.seat, &vestibule::auth::challenge::Identifier::parse("mira"), "mira").unwrap();
    let letter = house.letter(LetterKind::ResetPassword, "mira@example.org");
    let token = house.log_in("mira").token;
    assert_eq!(act_on_one(&house, &admin, what, &mira), Ok(Outcome::Done), "{what:?}");
    assert!(!house.is_signed_in(&token), "{what:?}");
    // Not only as long as it is closed: who is let in again finds no door open that was.
    assert!(house.peek(|tx| tx.live_sessions(mira.id, house.now())).is_empty(), "{what:?}");
    let code = house.peek(|tx| tx.challenge(flow.challenge));
    assert!(code.is_none_or(|code| code.used_at.is_some()), "{what:?}");
    let proof = StepUp { password: PASSWORD.into(), factor: None };
    assert!(matches!(house.auth.step_up(&house.seat, &token, proof), Err(LogInError::Call(CallError::SignedOut))));
    assert!(matches!(house.try_password("mira", PASSWORD), Err(LogInError::Refused)), "{what:?}");
    assert!(house.finish_reset(&flow, &letter.code()).is_err(), "{what:?}");
    // Whoever asks for a reset now is answered as ever, and nothing is sent.
    house.pass(2 * MINUTE);
    house.post();
    house.auth.request_reset(&house.seat, &vestibule::auth::challenge::Identifier::parse("mira"), "mira").unwrap();
    assert!(house.post().is_empty(), "{what:?}");
    assert!(house.is_signed_in(&admin));
}

#[test]
fn a_last_day_that_lies_ahead_ends_nothing_today() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    let token = house.log_in("mira").token;
    assert_eq!(act_on_one(&house, &admin, &until(house.now().plus(MINUTE)), &mira), Ok(Outcome::Done));
    assert!(house.is_signed_in(&token));
    house.pass(MINUTE);
    assert!(!house.is_signed_in(&token), "it runs out by itself");
    assert!(matches!(house.try_password("mira", PASSWORD), Err(LogInError::Refused)));
}

#[test]
fn another_role_ends_the_sessions() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    let token = house.log_in("mira").token;
    assert_eq!(act_on_one(&house, &admin, &Act::SetRole(Role::Helper), &mira), Ok(Outcome::Done));
    assert!(!house.is_signed_in(&token));
}

#[test]
fn who_waits_gets_in_once_they_are_let_in() {
    let house = House::new();
    let admin = house.admin();
    let mira = in_standing(&house, &admin, "mira", Standing::Waiting);
    assert!(!matches!(house.try_password("mira", PASSWORD), Ok(LogIn::In(_))));
    house.pass(2 * SECOND);
    assert_eq!(act_on_one(&house, &admin, &Act::Restore, &mira), Ok(Outcome::Done));
    house.log_in("mira");
}

#[test]
fn an_undo_puts_back_what_was_there() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    let soon = Validity { from: None, until: Some(house.now().plus(HOUR)) };
    let acts =
        [Act::Suspend, Act::SetRole(Role::Helper), Act::Unverify, Act::SetValidity(soon), note("first"), Act::Trash];
    for what in acts {
        let before = house.account("mira");
        let acted = act(&house, &admin, &what, &[mira.id]);
        let undo: Vec<Undo> = acted.into_iter().filter_map(|acted| acted.undo).collect();
        let undone = house.auth.undo(&house.seat, &admin, &undo).unwrap();
        assert_eq!(done(&undone), [Ok(Outcome::Done)], "{what:?}");
        let after = house.account("mira");
        let restored = Account { version: before.version, verified_at: before.verified_at, ..after.clone() };
        assert_eq!((restored, after.verified_at.is_some()), (before, true), "{what:?}");
        // An undo can be undone.
        let again: Vec<Undo> = undone.into_iter().filter_map(|acted| acted.undo).collect();
        assert_eq!(done(&house.auth.undo(&house.seat, &admin, &again).unwrap()), [Ok(Outcome::Done)], "{what:?}");
        let back = house.account("mira");
        assert_eq!(back.version, after.version + 1);
        house.change("mira", |now| {
            (now.status, now.role, now.validity) = (Status::Active, Role::User, Validity::default());
            (now.trashed_at, now.verified_at, now.note) = (None, Some(now.created_at), StaffNote::default());
        });
    }
    assert!(house.auth.undo(&house.seat, &admin, &[]).unwrap().is_empty());
}

#[test]
fn who_waited_waits_again_when_a_suspension_is_taken_back() {
    let house = House::new();
    let admin = house.admin();
    let wanda = in_standing(&house, &admin, "wanda", Standing::Waiting);
    let acted = act(&house, &admin, &Act::Suspend, &[wanda.id, house.member("mira").id]);
    let undo: Vec<Undo> = acted.into_iter().filter_map(|acted| acted.undo).collect();
    let undone = house.auth.undo(&house.seat, &admin, &undo).unwrap();
    assert_eq!(done(&undone), [Ok(Outcome::Done), Ok(Outcome::Done)]);
    assert_eq!(house.account("wanda").status, Status::Waiting, "nobody has let them in");
    assert_eq!(house.account("mira").status, Status::Active);
}

#[test]
fn what_can_not_be_taken_back_offers_no_undo() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    house.create(&admin, "olga");
    let olga = house.account("olga");
    for (what, id) in [(Act::SendReset, mira.id), (Act::Resend, olga.id), (Act::Delete, mira.id)] {
        let acted = act(&house, &admin, &what, &[id]);
        assert_eq!((acted[0].outcome, acted[0].undo.clone()), (Ok(Outcome::Done), None), "{what:?}");
    }
    let wanda = in_standing(&house, &admin, "wanda", Standing::Waiting);
    assert_eq!(act(&house, &admin, &Act::Restore, &[wanda.id])[0].undo, None, "they were let in");
}

#[test]
fn an_undo_leaves_alone_what_somebody_else_changed_since() {
    let house = House::new();
    let admin = house.admin();
    let nils = house.promote(&admin, "nils");
    let (mira, nora, olga) = (house.member("mira"), house.member("nora"), house.member("olga"));
    let acted = act(&house, &admin, &Act::Suspend, &[mira.id, nora.id, olga.id]);
    let undo: Vec<Undo> = acted.into_iter().filter_map(|acted| acted.undo).collect();
    house.auth.act_on(&house.seat, &nils, &note("called"), &[nora.id]).unwrap();
    house.auth.act_on(&house.seat, &nils, &Act::Delete, &[olga.id]).unwrap();
    let undone = house.auth.undo(&house.seat, &admin, &undo).unwrap();
    assert_eq!(done(&undone), [Ok(Outcome::Done), Err(ActRefusal::Stale), Err(ActRefusal::Gone)]);
    assert_eq!(house.account("mira").status, Status::Active);
    assert_eq!(house.account("nora").status, Status::Suspended);
    let again = house.auth.undo(&house.seat, &admin, &undo).unwrap();
    assert_eq!(again[0].outcome, Err(ActRefusal::Stale), "not twice");
}

#[test]
fn an_undo_asks_for_the_same_rights_as_the_act() {
    let house = House::new();
    let admin = house.admin();
    let helper = house.employ(&admin, "hedy");
    let mira = house.member("mira");
    let up = act(&house, &admin, &Act::SetRole(Role::Helper), &[mira.id]).remove(0).undo.unwrap();
    let down = Undo { act: Act::Restore, ..up.clone() };
    for steps in [vec![up.clone()], vec![down.clone(), up.clone()]] {
        assert!(matches!(house.auth.undo(&house.seat, &helper, &steps), Err(CallError::Forbidden)));
        assert_eq!(house.last_event().event, AuditEvent::Refused);
    }
    house.pass(5 * MINUTE);
    assert!(matches!(house.auth.undo(&house.seat, &admin, &[down, up]), Err(CallError::ProveAgain)));
    assert_eq!(house.account("mira").role, Role::Helper);
}

#[test]
fn a_deletion_is_told_once_and_takes_the_codes_along() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    act(&house, &admin, &Act::SendReset, &[mira.id]);
    act(&house, &admin, &Act::Delete, &[mira.id, mira.id]);
    house.letter(LetterKind::AccountDeleted, "mira@example.org");
    let dropped = house.peek(|tx| tx.letters(&vestibule::domain::LetterQuery { limit: 100, ..Default::default() }));
    let reset = dropped.rows.iter().find(|row| row.kind == LetterKind::ResetPassword).unwrap();
    assert_eq!(reset.state, LetterState::Dropped);
}

#[test]
fn the_operator_acts_without_an_account_and_is_noted_as_such() {
    let house = House::new();
    house.admin();
    let mira = house.member("mira");
    let acted = house.auth.operator().act_on(&house.seat, &Act::Suspend, &[mira.id, mira.id]).unwrap();
    assert_eq!(done(&acted), [Ok(Outcome::Done)]);
    let row = house.last_event();
    assert_eq!((row.actor.name.as_str(), row.actor.id, row.seat), ("operator", None, house.seat.clone()));
}

#[test]
#[ignore = "a measurement: cargo test --release --test auth ten_thousand -- --ignored --nocapture"]
fn ten_thousand_are_suspended_and_taken_back_in_two_seconds_each() {
    let house = House::new();
    let admin = house.admin();
    house.crowd(10_000);
    let ids: Vec<_> = (0..10_000).map(|at| house.account(&format!("person{at:04}")).id).collect();
    let began = Instant::now();
    let act = |part| house.auth.act_on(&house.seat, &admin, &Act::Suspend, part).unwrap();
    let undo: Vec<_> = ids.chunks(MOST_AT_ONCE).flat_map(act).filter_map(|acted| acted.undo).collect();
    let acted = began.elapsed();
    let began = Instant::now();
    for part in undo.chunks(MOST_AT_ONCE) {
        assert!(house.auth.undo(&house.seat, &admin, part).unwrap().iter().all(|acted| acted.outcome.is_ok()));
    }
    let undone = began.elapsed();
    eprintln!("10,000 suspended in {acted:?}, taken back in {undone:?}");
    assert_eq!((undo.len(), house.count(AuditEvent::Restored)), (10_000, 10_000));
    assert!(acted < 2 * SECOND && undone < 2 * SECOND);
}
