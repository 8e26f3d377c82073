//! Staff mend somebody's details.

use vestibule::auth::CallError;
use vestibule::auth::act::Act;
use vestibule::auth::edit::{AddressSeen, Edit, EditError};
use vestibule::domain::{AuditEvent, DisplayName, LetterKind, Standing};

use crate::house::{House, MINUTE, OTHER_PASSWORD, PASSWORD};

fn name(username: &str) -> Edit {
    Edit { username: Some(username.parse().unwrap()), ..Edit::default() }
}

fn email(address: &str) -> Edit {
    Edit { email: Some(address.parse().unwrap()), ..Edit::default() }
}

#[test]
fn each_detail_is_changed_and_noted_with_before_and_after() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    let token = house.log_in("mira").token;
    let edit = Edit {
        username: Some("mira_k".parse().unwrap()),
        display_name: Some(DisplayName::parse("Mira K.").unwrap()),
        email: Some("mira.k@example.org".parse().unwrap()),
        seen: AddressSeen::NotYet,
    };
    let before = house.trail().len();
    let row = house.auth.edit_account(&house.seat, &admin, mira.id, mira.version, &edit).unwrap();
    let now = (row.username.as_str(), row.display_name.as_str(), row.email.as_str());
    assert_eq!(now, ("mira_k", "Mira K.", "mira.k@example.org"));
    assert_eq!((row.version, row.verified_at), (mira.version + 1, None));
    let noted = house.trail().split_off(before);
    let noted: Vec<_> = noted.iter().map(|row| (row.event, row.before.as_deref(), row.after.as_deref())).collect();
    assert_eq!(
        noted,
        [
            (AuditEvent::Renamed, Some("mira"), Some("mira_k")),
            (AuditEvent::DetailsChanged, Some(""), Some("Mira K.")),
            (AuditEvent::EmailChanged, Some("mira@example.org"), Some("mira.k@example.org")),
        ]
    );
    // The old address is told, the new one is not written to; who is signed in stays so.
    let letter = house.letter(LetterKind::EmailChanged, "mira@example.org");
    assert_eq!(letter.other_address.as_deref(), Some("mira.k@example.org"));
    assert!(house.is_signed_in(&token));
    house.log_in("mira_k");

    // Nothing new: nothing is written.
    let again = house.auth.edit_account(&house.seat, &admin, mira.id, row.version, &edit).unwrap();
    assert_eq!((again, house.post().len()), (row, 0));
}

#[test]
fn a_changed_address_has_to_prove_itself_unless_somebody_saw_it() {
    let house = House::new();
    let admin = house.admin();
    for (who, seen) in [("mira", AddressSeen::NotYet), ("nora", AddressSeen::ByHand)] {
        let account = house.member(who);
        let edit = Edit { seen, ..email(&format!("new-{who}@example.org")) };
        let row = house.auth.edit_account(&house.seat, &admin, account.id, account.version, &edit).unwrap();
        assert_eq!(row.verified_at.is_some(), seen == AddressSeen::ByHand, "{who}");
        let last = house.last_event();
        let noted = if seen == AddressSeen::ByHand { AuditEvent::VerifiedByHand } else { AuditEvent::EmailChanged };
        assert_eq!(last.event, noted);
        house.letter(LetterKind::EmailChanged, &format!("{who}@example.org"));
    }
    // Another spelling is the same mailbox: it stays proved, and nobody is told.
    let olga = house.member("olga");
    let row = house.auth.edit_account(&house.seat, &admin, olga.id, olga.version, &email("Olga@example.org")).unwrap();
    assert_eq!((row.verified_at, row.email.as_str()), (olga.verified_at, "Olga@example.org"));
    assert!(house.post().is_empty());
}

#[test]
fn what_went_to_the_old_address_opens_nothing_any_more() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    let flow =
        house.auth.request_reset(&house.seat, &vestibule::auth::challenge::Identifier::parse("mira"), "mira").unwrap();
    let reset = house.letter(LetterKind::ResetPassword, "mira@example.org");
    let token = house.log_in("mira").token;
    house.auth.request_email(&house.seat, &token, "hers@example.org".parse().unwrap()).unwrap();
    let confirm = house.letter(LetterKind::ConfirmEmail, "hers@example.org");
    house.auth.edit_account(&house.seat, &admin, mira.id, mira.version, &email("new@example.org")).unwrap();
    assert!(house.finish_reset(&flow, &reset.code()).is_err());
    assert!(house.auth.confirm_email(&house.seat, &token, &confirm.code()).is_err());
    house.log_in("mira");
    assert!(house.try_password("mira", OTHER_PASSWORD).is_err());
    assert!(house.try_password("mira@example.org", PASSWORD).is_err());
}

#[test]
fn what_somebody_else_has_is_refused() {
    let house = House::new();
    let admin = house.admin();
    let (mira, _) = (house.member("mira"), house.member("nora"));
    let edit = |edit: Edit| house.auth.edit_account(&house.seat, &admin, mira.id, mira.version, &edit);
    for taken in ["nora", "n\u{43e}ra"] {
        // A look-alike of hers is hers, too.
        if let Ok(username) = taken.parse() {
            let taken = Edit { username: Some(username), ..Edit::default() };
            assert!(matches!(edit(taken), Err(EditError::UsernameTaken)));
        }
    }
    assert!(matches!(edit(email("NORA@example.org")), Err(EditError::EmailTaken)));
    assert_eq!(house.account("mira"), mira);
    // A look-alike of the name it has is no trouble.
    house.member("o0o");
    let account = house.account("o0o");
    let row = house.auth.edit_account(&house.seat, &admin, account.id, account.version, &name("o0o"));
    assert!(row.is_ok());
}

#[test]
fn an_older_version_the_trash_and_ones_own_address_are_refused() {
    let house = House::new();
    let admin = house.admin();
    let (mira, ada) = (house.member("mira"), house.account("ada"));
    let edit = |id, version, edit: Edit| match house.auth.edit_account(&house.seat, &admin, id, version, &edit) {
        Err(EditError::Call(error)) => Some(error),
        Err(other) => panic!("{other:?}"),
        Ok(_) => None,
    };
    assert!(matches!(edit(mira.id, mira.version + 1, name("mia")), Some(CallError::Stale)));
    assert!(matches!(edit(ada.id, ada.version, email("a@example.org")), Some(CallError::Yourself)));
    assert!(edit(ada.id, ada.version, name("ada_l")).is_none());
    house.auth.act_on(&house.seat, &admin, &Act::Trash, &[mira.id]).unwrap();
    let refused = edit(mira.id, mira.version + 1, name("mia"));
    assert!(matches!(refused, Some(CallError::Closed(Standing::Trashed))), "{refused:?}");
    house.auth.act_on(&house.seat, &admin, &Act::Delete, &[mira.id]).unwrap();
    assert!(matches!(edit(mira.id, mira.version, name("mia")), Some(CallError::Gone)));
}

#[test]
fn only_an_address_asks_for_the_password_again() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    house.pass(5 * MINUTE);
    let refused = house.auth.edit_account(&house.seat, &admin, mira.id, mira.version, &email("new@example.org"));
    assert!(matches!(refused, Err(EditError::Call(CallError::ProveAgain))));
    assert!(email("new@example.org").needs_proof() && !name("mia").needs_proof());
    house.auth.edit_account(&house.seat, &admin, mira.id, mira.version, &name("mia")).unwrap();
}
