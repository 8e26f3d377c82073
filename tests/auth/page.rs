//! One account with everything that belongs to it.

use vestibule::auth::CallError;
use vestibule::auth::act::Act;
use vestibule::auth::challenge::Identifier;
use vestibule::auth::edit::Edit;
use vestibule::auth::page::{CodeState, CodeWay, PasswordStanding};
use vestibule::domain::{AuditEvent, LetterKind, LetterQuery, Page, Purpose, SessionId, StaffNote, Total};

use crate::house::{HOUR, House, MINUTE, PASSWORD, SECOND, wrong};

fn states(house: &House, name: &str) -> Vec<(Purpose, CodeState)> {
    let page = house.auth.operator().account_page(&Identifier::parse(name)).unwrap();
    page.codes.iter().map(|code| (code.purpose, code.state)).collect()
}

#[test]
fn the_page_tells_all_that_there_is() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    house.log_in("mira");
    house.pass(SECOND);
    let note = StaffNote::parse("lost the card in March").unwrap();
    house.auth.act_on(&house.seat, &admin, &Act::SetNote(note.clone()), &[mira.id]).unwrap();
    let page = house.auth.account_page(&admin, mira.id).unwrap();
    assert_eq!((page.detail.account.username.as_str(), &page.detail.note), ("mira", &note));
    assert_eq!((page.password, page.recovery_codes_left), (PasswordStanding::Chosen, 0));
    assert_eq!((page.detail.sessions.len(), page.own_session), (1, None));
    assert_eq!(page.updated_at, house.now());
    assert_eq!(page.detail.recent[0].event, AuditEvent::Noted);

    let nora = house.create(&admin, "nora");
    let page = house.auth.account_page(&admin, nora.id).unwrap();
    assert_eq!((page.password, page.codes.len()), (PasswordStanding::Missing, 1));
    assert_eq!(house.auth.operator().account_page(&Identifier::parse("nora")).unwrap(), page);

    let ada = house.account("ada").id;
    let page = house.auth.account_page(&admin, ada).unwrap();
    assert_eq!(page.own_session, Some(page.detail.sessions[0].id));
    let nobody = house.auth.operator().account_page(&Identifier::parse("zoe"));
    assert!(matches!(nobody, Err(CallError::Gone)));
}

#[test]
fn a_code_is_told_by_its_state_and_never_by_itself() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    house.act(&admin, Act::SendReset, mira.id).unwrap();
    let first = house.letter(LetterKind::ResetPassword, "mira@example.org");
    assert_eq!(states(&house, "mira"), [(Purpose::Reset, CodeState::Open)]);
    house.pass(2 * MINUTE);
    let told = house.auth.reset_code(&house.seat, &admin, mira.id).unwrap();
    let page = house.auth.account_page(&admin, mira.id).unwrap();
    let rows: Vec<_> = page.codes.iter().map(|code| (code.way, code.state)).collect();
    assert_eq!(rows, [(CodeWay::Mouth, CodeState::Open), (CodeWay::Letter, CodeState::Replaced)]);
    assert_eq!((page.codes[0].tries_left, page.codes[1].over_at), (5, Some(house.now())));
    let said = format!("{page:?}");
    assert!(!said.contains(told.code.expose()) && !said.contains(&first.code_text().unwrap()));

    // A wrong code costs a try; what can be typed no more is said.
    let target = vestibule::auth::challenge::Target::Who(Identifier::parse("mira"));
    for left in (0..5).rev() {
        house.auth.finish_reset(&house.seat, &target, &wrong(), PASSWORD.into(), None).unwrap_err();
        let page = house.auth.account_page(&admin, mira.id).unwrap();
        assert_eq!(page.codes[0].tries_left, left);
    }
    assert_eq!(states(&house, "mira")[0].1, CodeState::NoTriesLeft);
    house.pass(HOUR);
    assert_eq!(states(&house, "mira")[0].1, CodeState::Expired);
}

#[test]
fn the_long_token_outlives_the_typed_code_and_a_new_address_ends_both() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    house.act(&admin, Act::SendReset, mira.id).unwrap();
    house.pass(HOUR);
    assert_eq!(states(&house, "mira"), [(Purpose::Reset, CodeState::LinkOnly)]);
    let admin = house.log_in("ada").token;
    let edit = Edit { email: Some("new@example.org".parse().unwrap()), ..Edit::default() };
    house.auth.edit_account(&house.seat, &admin, mira.id, mira.version, &edit).unwrap();
    assert_eq!(states(&house, "mira"), [(Purpose::Reset, CodeState::Used)]);
}

#[test]
fn the_letters_of_one_account_are_listed_alone() {
    let house = House::new();
    let admin = house.admin();
    let (mira, olga) = (house.member("mira"), house.member("olga"));
    for account in [&mira, &olga, &mira] {
        house.act(&admin, Act::SendReset, account.id).unwrap();
    }
    let query = LetterQuery { account: Some(mira.id), limit: 10, ..LetterQuery::default() };
    let letters = house.auth.letters(&admin, &query).unwrap();
    assert!(letters.rows.iter().all(|letter| letter.to == "mira@example.org"));
    assert_eq!((letters.rows.len(), letters.total), (2, Total::Exactly(2)));
    let failed = LetterQuery { search: "failed".to_owned(), ..query };
    assert_eq!(house.auth.letters(&admin, &failed).unwrap().total, Total::Exactly(0));
}

#[test]
fn the_history_of_one_account_is_read_in_parts_newest_first() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    house.member("olga");
    for _ in 0..3 {
        house.log_in("mira");
    }
    let helper = house.employ(&admin, "hedy");
    let first = house.auth.history(&helper, mira.id, Page::First, 2).unwrap();
    assert_eq!((first.rows.len(), first.more_after), (2, true));
    let rest = house.auth.history(&helper, mira.id, Page::After(first.rows[1].seq), 10).unwrap();
    let events: Vec<_> = first.rows.iter().chain(&rest.rows).map(|row| row.event).collect();
    assert_eq!(
        events,
        [AuditEvent::LoggedIn, AuditEvent::LoggedIn, AuditEvent::LoggedIn, AuditEvent::Verified],
        "and nothing of olga"
    );
}

#[test]
fn one_session_of_somebody_is_ended_and_noted() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    let (one, other) = (house.log_in("mira"), house.log_in("mira"));
    let sessions = house.auth.account_page(&admin, mira.id).unwrap().detail.sessions;
    house.auth.end_session(&house.seat, &admin, sessions[0].id).unwrap();
    let signed_in = [&one, &other].map(|session| house.is_signed_in(&session.token));
    assert_eq!(signed_in.iter().filter(|live| **live).count(), 1);
    let row = house.trail().into_iter().rev().find(|row| row.event == AuditEvent::SessionRevoked).unwrap();
    assert_eq!((row.actor.name.as_str(), row.subject.unwrap().id), ("ada", Some(mira.id)));
    assert_eq!(row.before.as_deref(), Some("front-desk"));
    for over in [sessions[0].id, SessionId::from_bytes([9; 16])] {
        assert!(matches!(house.auth.end_session(&house.seat, &admin, over), Err(CallError::Gone)));
    }
}

#[test]
fn nobody_ends_their_own_session_here_and_a_helper_none_of_the_staff() {
    let house = House::new();
    let admin = house.admin();
    let helper = house.employ(&admin, "hedy");
    let session = |name: &str| {
        let page = house.auth.account_page(&helper, house.account(name).id).unwrap();
        page.detail.sessions[0].id
    };
    let (ada, hedy) = (session("ada"), session("hedy"));
    assert!(matches!(house.auth.end_session(&house.seat, &helper, hedy), Err(CallError::Yourself)));
    assert!(matches!(house.auth.end_session(&house.seat, &helper, ada), Err(CallError::Staff)));
    assert!(house.is_signed_in(&admin));
    assert!(matches!(house.auth.end_session(&house.seat, &admin, ada), Err(CallError::Yourself)));
    house.auth.end_session(&house.seat, &admin, hedy).unwrap();
    assert!(!house.is_signed_in(&helper));
}
