//! Import and export from the desk, key by key.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use vestibule::auth::act::Act;
use vestibule::domain::{AuditEvent, Role};
use vestibule::tui::effect::{Call, Reply};
use vestibule::tui::screen::Screen;
use vestibule::tui::transfer::{ImportNews, Step, TransferError};

use crate::desk::{Desk, misses, sees};
use crate::house::MINUTE;

/// An admin at the list of accounts, and a file with some rows; its path.
fn with_file(name: &str, text: &str) -> (Desk, String) {
    let mut desk = Desk::with(&["bob"]);
    let path = desk.house.path().join(name);
    fs::write(&path, text).unwrap();
    desk.log_in("ada");
    (desk, path.display().to_string())
}

const ROWS: &str =
    "username,email\nmira,mira@example.org\nab,ab@example.org\nbob,bob@example.org\nzoe,zoe@example.org\n";

/// Files in the directory of reports.
fn reports(desk: &Desk) -> Vec<std::path::PathBuf> {
    let dir = fs::read_dir(desk.house.path().join("reports"));
    let mut files: Vec<_> = dir.into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn an_import_is_looked_at_first_and_then_done() {
    let (mut desk, path) = with_file("people.csv", ROWS);
    desk.keys("i").paste(&path);
    desk.keys("<ret><ret><ret>");
    for line in ["New 2 would be made", "Known 1", "Refused 1", "Line 3: username: Use at least 3 characters."] {
        sees(&desk, line);
    }
    assert!(desk.house.find("mira").is_none() && reports(&desk).is_empty(), "nothing is written yet");
    desk.keys("<ret>");
    sees(&desk, "2 made, 1 already there, 1 refused.");
    sees(&desk, "Mend it, and import it again.");
    assert!(desk.house.find("mira").is_some() && desk.house.find("zoe").is_some());
    let left = reports(&desk);
    assert_eq!(left.len(), 1);
    assert!(fs::read_to_string(&left[0]).unwrap().contains("ab,ab@example.org,username: Use at least 3"));
    assert_eq!(fs::metadata(&left[0]).unwrap().permissions().mode() & 0o777, 0o600);
    let event = desk.house.last_event();
    assert_eq!((event.event, event.actor.name.as_str()), (AuditEvent::Imported, "ada"));
    assert!(event.after.unwrap().starts_with("2 accounts from people.csv"));
    desk.keys("<ret>");
    sees(&desk, "zoe@example.org");
    // Once more: there is nothing left to do.
    fs::write(&path, ROWS.replace("ab,ab@example.org\n", "")).unwrap();
    desk.keys("i").paste(&path);
    desk.keys("<ret><ret><ret>");
    sees(&desk, "There is nothing to import.");
}

#[test]
fn what_a_file_calls_things_and_whether_it_may_bring_staff_is_asked() {
    let text = "login,mail,role\nmira,mira@example.org,admin\n";
    let (mut desk, path) = with_file("people.csv", text);
    desk.keys("i").paste(&path);
    desk.keys("<ret>username=login,email=mail<ret><ret>");
    sees(&desk, "0 would be made, 0 already there, 1 refused.");
    sees(&desk, "Line 2: The role is one of the staff");
    desk.keys("<ret>i").paste(&path);
    desk.keys("<ret>username=login,email=mail<ret><c-u>yes<ret><ret>");
    sees(&desk, "1 made, 0 already there, 0 refused.");
    assert_eq!(desk.house.account("mira").role, Role::Admin);
    assert!(reports(&desk).is_empty(), "nothing was refused, so nothing is left");
}

#[test]
fn what_is_wrong_with_a_file_stands_beside_its_name() {
    let (mut desk, path) = with_file("people.csv", "user,mail\nmira,mira@example.org\n");
    desk.keys("i<ret><ret><ret>");
    sees(&desk, "Type where the file is.");
    desk.keys("nowhere.csv<ret><ret><ret>");
    sees(&desk, "It can't be read");
    desk.keys("<c-u>").paste(&path);
    desk.keys("<ret><ret><ret>");
    sees(&desk, "names no column");
    desk.keys("<tab>shoes=size<ret><ret>");
    sees(&desk, "There is no “shoes” to map to.");
    desk.keys("<tab><tab><c-u>perhaps<ret>");
    sees(&desk, "Type yes or no.");
    desk.keys("<esc>");
    sees(&desk, "bob@example.org");
}

#[test]
fn esc_stops_an_import_between_two_pieces_and_tells_what_stays() {
    let (mut desk, path) = with_file("people.csv", ROWS);
    desk.keys("i").paste(&path);
    desk.keys("<ret><ret>");
    desk.hold();
    desk.keys("<ret>");
    assert_eq!(desk.held_calls(), ["Import"]);
    sees(&desk, "Looking at each row.");
    desk.keys("<esc>");
    sees(&desk, "Nothing was imported.");
    assert_eq!(desk.held_calls(), ["Import", "Accounts"], "the end of it, and the list behind it");
    desk.release();
    desk.keys("i").paste(&path);
    desk.keys("<ret><ret><ret>");
    desk.hold();
    desk.keys("<ret>");
    sees(&desk, "Others can go on working meanwhile.");
    desk.step();
    desk.keys("<esc>");
    sees(&desk, "What was imported stays.");
    desk.release();
    desk.keys("<esc>");
    sees(&desk, "bob@example.org");
}

#[test]
fn what_matches_is_exported_into_a_file_of_its_own() {
    let (mut desk, _) = with_file("people.csv", ROWS);
    desk.keys("x");
    sees(&desk, "2 accounts are in");
    desk.keys("<ret>/bob<ret>X");
    sees(&desk, "1 account is in");
    let files = reports(&desk);
    let text = |at: usize| fs::read_to_string(&files[at]).unwrap();
    assert_eq!(files.len(), 2, "{files:?}");
    assert!(text(0).starts_with("username,email,") && text(0).lines().count() == 3);
    assert!(text(1).starts_with("{\"username\":\"bob\",") && text(1).lines().count() == 1);
    assert!(files.iter().all(|file| fs::metadata(file).unwrap().permissions().mode() & 0o777 == 0o600));
    let event = desk.house.last_event();
    assert_eq!((event.event, event.actor.name.as_str()), (AuditEvent::Exported, "ada"));
    assert!(event.after.unwrap().ends_with("; only bob"));
    // Half a search is no search.
    desk.keys("<ret>/<c-u>role:<ret>x");
    sees(&desk, "needs a value");
}

#[test]
fn esc_stops_an_export_and_nothing_of_it_is_kept() {
    let (mut desk, _) = with_file("people.csv", ROWS);
    desk.hold();
    desk.keys("x");
    sees(&desk, "Export accounts");
    desk.keys("<esc>");
    sees(&desk, "Nothing of it is kept.");
    desk.release();
    assert!(reports(&desk).is_empty());
}

#[test]
fn an_old_proof_is_asked_for_anew_and_without_it_nothing_goes_on() {
    let (mut desk, _) = with_file("people.csv", ROWS);
    desk.pass(6 * MINUTE);
    desk.keys("x");
    sees(&desk, "Password");
    desk.keys("<esc>");
    sees(&desk, "Nothing goes on without your password.");
    assert!(reports(&desk).is_empty());
}

#[test]
fn neither_is_for_helpers() {
    let mut desk = Desk::with(&["bob", "hana"]);
    let hana = desk.house.account("hana");
    let ada = desk.house.log_in("ada").token;
    desk.house.act(&ada, Act::SetRole(Role::Helper), hana.id).unwrap();
    desk.log_in("hana");
    for key in ["i", "x", "X"] {
        desk.keys(key);
        sees(&desk, "Only an admin may do that.");
        assert!(matches!(&desk.model.screen, Screen::Admin(admin) if admin.transfer.is_none()), "{key}");
    }
}

#[test]
fn a_piece_that_fails_is_told_and_what_was_done_stays() {
    let (mut desk, path) = with_file("people.csv", ROWS);
    desk.stand_in(|call| match call {
        Call::Import(_, Step::Begin(order)) if !order.dry_run => Some(Reply::Import(Err(TransferError::Told(
            "The disk is full. 500 accounts were imported and stay.".into(),
        )))),
        _ => None,
    });
    desk.keys("i").paste(&path);
    desk.keys("<ret><ret><ret><ret>");
    sees(&desk, "The disk is full. 500 accounts were imported and stay.");
    desk.keys("<esc>");
    misses(&desk, "The disk is full.");
}

/// The dialog in its states, for pictures: after looking, and half-way.
pub fn looked() -> Desk {
    half_way(true)
}

pub fn importing() -> Desk {
    half_way(false)
}

fn half_way(looked: bool) -> Desk {
    let mut desk = Desk::with(&["bob"]);
    desk.stand_in(move |call| {
        let Call::Import(_, step) = call else { return None };
        let dry = matches!(step, Step::Begin(order) if order.dry_run);
        let mut news = ImportNews {
            made: 98_912,
            already_there: 88,
            refused: 1_000,
            taken: 17_000_000,
            size: Some(17_000_000),
            done: dry,
            told: vec![
                (3, "username: Use at least 3 characters.".to_owned()),
                (
                    1_207,
                    "The username looks like one that has an account already. Give this one another name.".to_owned(),
                ),
                (4_410, "email: That does not look like an address. Example: mira@example.org".to_owned()),
            ],
            rejects: None,
        };
        if !dry {
            (news.made, news.refused, news.taken) = (42_000, 410, 7_300_000);
        }
        Some(Reply::Import(Ok(news)))
    });
    desk.log_in("ada").keys("ipeople.csv<ret><ret><ret>");
    if !looked {
        desk.hold();
        desk.keys("<ret>");
        desk.step();
    }
    desk
}
