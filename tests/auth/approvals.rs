//! Who waits is let in or turned down.

use vestibule::auth::act::Act;
use vestibule::auth::approvals::{Decided, Decision, PendingRefusal, Settled, Tell};
use vestibule::auth::challenge::Flow;
use vestibule::auth::login::{LogIn, LogInError};
use vestibule::auth::verify::Verified;
use vestibule::domain::{
    AuditEvent, LetterKind, LetterQuery, LetterState, PendingId, Role, SignUpMode, StaffNote, Status, Then, Total,
};

use crate::house::{HOUR, House, PASSWORD, address, wrong};
use crate::settings::mode;

fn note(text: &str) -> StaffNote {
    StaffNote::parse(text).unwrap()
}

fn turn_down(reason: &str, tell: Tell) -> Decision {
    Decision::TurnDown { reason: note(reason), tell }
}

/// A house under approval with its admin, and somebody who waits there.
fn waiting() -> (House, vestibule::domain::SessionToken, PendingId) {
    let house = House::changeable();
    let admin = house.admin();
    mode(&house, SignUpMode::Approve);
    let flow = house.sign_up("mira");
    let letter = house.letter(LetterKind::VerifySignUp, &address("mira"));
    assert_eq!(letter.then, Then::StaffDecide);
    assert!(matches!(house.verify(&flow, &letter.code()), Ok(Verified::Waiting { .. })));
    let id = PendingId::Account(house.account("mira").id);
    (house, admin, id)
}

/// The same with a registration whose address is not proved.
fn parked(name: &str) -> (House, vestibule::domain::SessionToken, Flow, PendingId) {
    let house = House::changeable();
    let admin = house.admin();
    let flow = house.sign_up(name);
    let id = house.auth.pending(&admin, "", 10).unwrap().rows[0].id;
    (house, admin, flow, id)
}

fn outcome(decided: &[Decided]) -> Result<Settled, PendingRefusal> {
    assert_eq!(decided.len(), 1);
    decided[0].outcome
}

#[test]
fn who_waits_is_told_so_with_the_right_password_only() {
    let (house, ..) = waiting();
    assert!(matches!(house.try_password("mira", PASSWORD), Ok(LogIn::Waits)));
    assert!(matches!(house.try_password("mira", "violet anchor drizzle"), Err(LogInError::Refused)));
    assert_eq!(house.count(AuditEvent::LoggedIn), 1, "the first admin alone");
}

#[test]
fn who_is_let_in_gets_a_letter_and_signs_in() {
    let (house, admin, id) = waiting();
    let decided = house.auth.decide(&house.seat, &admin, &Decision::Approve, &[id]).unwrap();
    assert_eq!(outcome(&decided), Ok(Settled::LetIn));
    assert_eq!(house.letter(LetterKind::LetIn, &address("mira")).username, "mira");
    let row = house.last_event();
    assert_eq!((row.event, row.actor.name.as_str()), (AuditEvent::Approved, "ada"));
    house.log_in("mira");
    let again = house.auth.decide(&house.seat, &admin, &Decision::Approve, &[id]).unwrap();
    assert_eq!(outcome(&again), Err(PendingRefusal::Gone));
}

#[test]
fn restoring_who_waits_lets_them_in_just_the_same() {
    let (house, admin, id) = waiting();
    let PendingId::Account(account) = id else { panic!("{id:?}") };
    house.act(&admin, Act::Restore, account).unwrap();
    assert_eq!(house.last_event().event, AuditEvent::Approved);
    house.letter(LetterKind::LetIn, &address("mira"));
    house.log_in("mira");
}

#[test]
fn who_is_turned_down_is_gone_and_told_why() {
    let (house, admin, id) = waiting();
    let decision = turn_down("The workshop is full <b>now</b>", Tell::ByLetter);
    assert_eq!(outcome(&house.auth.decide(&house.seat, &admin, &decision, &[id]).unwrap()), Ok(Settled::TurnedDown));
    assert!(house.find("mira").is_none());
    let letter = house.letter(LetterKind::TurnedDown, &address("mira"));
    assert_eq!(letter.reason.as_deref(), Some("The workshop is full <b>now</b>"));
    let row = house.last_event();
    assert_eq!((row.event, row.after.as_deref()), (AuditEvent::TurnedDown, Some("The workshop is full <b>now</b>")));
    assert!(house.auth.pending(&admin, "", 10).unwrap().rows.is_empty());
    // The name and the address are free again.
    house.sign_up("mira");
}

#[test]
fn nobody_is_told_where_no_letter_is_wanted() {
    let (house, admin, id) = waiting();
    house.auth.decide(&house.seat, &admin, &turn_down("", Tell::Nothing), &[id]).unwrap();
    assert!(house.post().is_empty() && house.find("mira").is_none());
}

#[test]
fn vouching_makes_an_account_whose_address_is_not_proved() {
    let (house, admin, flow, id) = parked("mira");
    let old = house.letter(LetterKind::VerifySignUp, &address("mira"));
    house.auth.note_pending(&house.seat, &admin, id, &note("known from the open day")).unwrap();
    let decided = house.auth.decide(&house.seat, &admin, &Decision::Approve, &[id]).unwrap();
    assert_eq!(outcome(&decided), Ok(Settled::Vouched));
    let account = house.account("mira");
    assert_eq!((account.status, account.verified_at, account.role), (Status::Active, None, Role::User));
    assert_eq!(account.note.as_str(), "vouched for by ada; known from the open day");
    assert_eq!(house.last_event().event, AuditEvent::Vouched);
    assert!(house.verify(&flow, &old.code()).is_err(), "the code of the registration opens nothing more");
    let signed_in = house.log_in("mira");
    let proof = house.letter(LetterKind::ConfirmEmail, &address("mira"));
    house.auth.confirm_email(&house.seat, &signed_in.token, &proof.code()).unwrap();
    assert!(house.account("mira").verified_at.is_some());
}

#[test]
fn a_registration_that_is_turned_down_takes_its_letter_along_and_no_other() {
    let (house, admin, flow, id) = parked("mira");
    house.sign_up("zoe");
    house.auth.decide(&house.seat, &admin, &turn_down("", Tell::Nothing), &[id]).unwrap();
    assert!(house.verify(&flow, &wrong()).is_err());
    let states: Vec<_> = house.peek(|tx| tx.letters(&LetterQuery { limit: 9, ..LetterQuery::default() })).rows;
    let states: Vec<_> = states.iter().map(|row| (row.to.as_str(), row.state)).collect();
    assert!(states.contains(&("mira@example.org", LetterState::Dropped)), "{states:?}");
    assert!(states.contains(&("zoe@example.org", LetterState::Queued)), "{states:?}");
}

#[test]
fn nobody_is_vouched_for_under_a_name_or_an_address_that_is_taken() {
    let (house, admin, _, taken) = parked("mira");
    let rival = house.auth.sign_up(&house.seat, house.form("mira", "rival@example.org")).unwrap();
    let post = house.post();
    let code = post.iter().find(|letter| letter.to == "rival@example.org").unwrap().code();
    assert!(matches!(house.verify(&rival, &code), Ok(Verified::Created { .. })));
    let decide = |id| outcome(&house.auth.decide(&house.seat, &admin, &Decision::Approve, &[id]).unwrap());
    assert_eq!(decide(taken), Err(PendingRefusal::UsernameTaken));
    // Somebody signs up with an address that has an account.
    house.auth.sign_up(&house.seat, house.form("other", "rival@example.org")).unwrap();
    let id = house.auth.pending(&admin, "other", 9).unwrap().rows[0].id;
    assert_eq!(decide(id), Err(PendingRefusal::EmailTaken));
    assert_eq!(house.count(AuditEvent::Vouched), 0);
}

#[test]
fn one_that_is_refused_holds_nobody_up_and_a_preview_says_the_same() {
    let (house, _, waits) = waiting();
    house.sign_up("zoe");
    let operator = house.auth.operator();
    let mut ids: Vec<_> = operator.pending("", 10).unwrap().rows.iter().map(|row| row.id).collect();
    assert_eq!(ids[0], waits, "who has proved the address comes first");
    ids.push(PendingId::Account(house.account("ada").id));
    let before = house.trail().len();
    let preview = operator.preview_decision(&Decision::Approve, &ids).unwrap();
    assert_eq!(house.trail().len(), before, "a preview writes nothing");
    let decided = operator.decide(&house.seat, &Decision::Approve, &ids).unwrap();
    assert_eq!(decided, preview);
    let outcomes: Vec<_> = decided.iter().map(|one| one.outcome).collect();
    assert_eq!(outcomes, [Ok(Settled::LetIn), Ok(Settled::Vouched), Err(PendingRefusal::Gone)]);
    assert_eq!(house.last_event().actor.name, "operator");
    assert_eq!(house.account("zoe").note.as_str(), "vouched for by operator");
}

#[test]
fn a_helper_lets_users_in_and_no_staff() {
    let (house, admin, id) = waiting();
    let helper = house.let_in(&admin, "olga", Role::Helper);
    let mut mira = house.account("mira");
    mira.role = Role::Helper;
    vestibule::store::write(house.store.as_ref(), |tx| tx.update_account(&mira)).unwrap();
    for decision in [Decision::Approve, turn_down("", Tell::Nothing)] {
        let decided = house.auth.decide(&house.seat, &helper, &decision, &[id]).unwrap();
        assert_eq!(outcome(&decided), Err(PendingRefusal::Staff));
        assert_eq!(house.last_event().event, AuditEvent::Refused);
    }
    let refused = house.auth.note_pending(&house.seat, &helper, id, &note("mine"));
    assert!(matches!(refused, Err(vestibule::auth::CallError::Staff)));
    let mut mira = house.account("mira");
    mira.role = Role::User;
    vestibule::store::write(house.store.as_ref(), |tx| tx.update_account(&mira)).unwrap();
    let decided = house.auth.decide(&house.seat, &helper, &Decision::Approve, &[id]).unwrap();
    assert_eq!(outcome(&decided), Ok(Settled::LetIn));
}

#[test]
fn the_list_is_searched_as_people_type_and_ends_with_the_registrations() {
    let (house, admin, _) = waiting();
    house.sign_up("zoe");
    let found = |search: &str| {
        let window = house.auth.pending(&admin, search, 10).unwrap();
        (window.rows.iter().map(|row| row.username.clone()).collect::<Vec<_>>(), window.total)
    };
    assert_eq!(found(""), (vec!["mira".to_owned(), "zoe".to_owned()], Total::Exactly(2)));
    assert_eq!(found("ZOË"), (vec!["zoe".to_owned()], Total::Exactly(1)));
    assert_eq!(found("mira example.org").0, ["mira"]);
    for strange in ["role:admin", "!mira", "%", "_", "' OR 1=1 --", "\"", "😀", "state:active"] {
        assert!(found(strange).0.is_empty(), "{strange}");
    }
    assert_eq!(house.auth.pending(&admin, "", 1).unwrap().total, Total::Exactly(2));
    house.pass(25 * HOUR);
    assert_eq!(house.auth.operator().pending("", 9).unwrap().rows.len(), 1, "a registration runs out");
}

#[test]
fn somebody_is_found_by_name_or_address() {
    let (house, ..) = waiting();
    house.sign_up("zoe");
    let named = |who: &str| {
        let who = vestibule::auth::challenge::Identifier::parse(who);
        house.auth.operator().pending_named(&who).unwrap().into_iter().map(|row| row.username).collect::<Vec<_>>()
    };
    assert_eq!((named("mira"), named("ZOE@example.org")), (vec!["mira".to_owned()], vec!["zoe".to_owned()]));
    assert!(named("ada").is_empty() && named("nobody").is_empty() && named("…").is_empty());
}
