//! What people do with their own account, key by key.

use vestibule::domain::LetterKind;

use crate::desk::{Desk, sees};
use crate::house::{OTHER_PASSWORD, PASSWORD, SECOND};

fn olga() -> Desk {
    let mut desk = Desk::with(&["olga"]);
    desk.log_in("olga");
    sees(&desk, "olga · user");
    desk
}

#[test]
fn the_display_name_is_changed() {
    let mut desk = olga();
    desk.keys("<ret>Olga P.<ret>");
    sees(&desk, "Saved.");
    sees(&desk, "Olga P.");
}

#[test]
fn the_password_is_changed_with_the_old_one() {
    let mut desk = olga();
    desk.keys("<down><ret>not the old one<tab>").keys(OTHER_PASSWORD).keys("<tab>").keys(OTHER_PASSWORD).keys("<ret>");
    sees(&desk, "✗ That is not your present password.");
    desk.house.pass(SECOND);
    desk.keys(PASSWORD).keys("<tab><tab><ret>");
    sees(&desk, "Your password is changed. Every other session was ended.");
    assert_eq!(desk.house.post().pop().unwrap().kind, LetterKind::PasswordChanged);
    assert!(desk.house.try_password("olga", OTHER_PASSWORD).is_ok());
}

#[test]
fn a_new_address_proves_itself_and_the_old_one_is_told() {
    let mut desk = olga();
    desk.keys("<down><down><ret><c-u>olga@new.example.org<ret>");
    sees(&desk, "A code is on its way to olga@new.example.org.");
    let code = desk.code();
    desk.keys("<esc>");
    sees(&desk, "another one waits for its code");
    desk.keys("<ret>").keys(&code).keys("<ret>");
    sees(&desk, "olga@new.example.org is proved.");
    desk.house.letter(LetterKind::EmailChanged, "olga@example.org");
}

#[test]
fn sessions_are_listed_and_ended() {
    let mut desk = olga();
    let other = desk.house.log_in("olga");
    desk.keys("<down><down><down><ret>");
    sees(&desk, "this one");
    let row = if desk.screen().lines().nth(3).unwrap().contains("this one") { "<down>" } else { "" };
    desk.keys(row).keys("x");
    sees(&desk, "That session is ended.");
    assert!(!desk.house.is_signed_in(&other.token));
    desk.keys("x");
    sees(&desk, "This is the session you are using.");
}

#[test]
fn activity_tells_what_happened() {
    let mut desk = olga();
    desk.keys("<end><up><ret>");
    sees(&desk, "signed in");
    sees(&desk, "verified");
}

#[test]
fn the_account_is_deleted_by_typing_its_name() {
    let mut desk = olga();
    desk.keys("<end><ret>olaf<ret>");
    sees(&desk, "Type your username exactly to delete the account.");
    desk.keys("<c-u>olga<ret>");
    sees(&desk, "Your account is deleted.");
    assert!(desk.house.find("olga").is_none() && desk.model.shared.who.is_none());
}

#[test]
fn a_user_has_no_desk() {
    let mut desk = olga();
    desk.keys("<f3>");
    sees(&desk, "Your account");
}

#[test]
fn the_last_admin_stays() {
    let mut desk = Desk::with(&[]);
    desk.log_in("ada").keys("<f2><end><ret>ada<ret>");
    sees(&desk, "This is the last active admin.");
}
