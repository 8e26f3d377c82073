//! What admins do with everybody's accounts, key by key.

use vestibule::domain::{LetterKind, Role, Status};

use crate::desk::{Desk, misses, sees};
use crate::house::{PASSWORD, SECOND};

fn desk() -> Desk {
    let mut desk = Desk::with(&["mira_k", "miranda", "olga"]);
    desk.log_in("ada");
    sees(&desk, "4 accounts");
    desk
}

#[test]
fn search_is_live_and_is_left_in_two_steps() {
    let mut desk = desk();
    desk.keys("/mir");
    sees(&desk, "2 match");
    misses(&desk, "olga");
    desk.keys("anda<ret>");
    sees(&desk, "1 match");
    desk.keys("<esc>");
    sees(&desk, "4 accounts");
    desk.keys("/zzz");
    sees(&desk, "Nobody matches.");
}

#[test]
fn a_stale_search_is_cancelled() {
    let mut desk = desk();
    desk.hold();
    desk.keys("/mir");
    assert_eq!(desk.held.as_ref().map(|held| held.len()), Some(1));
    desk.release();
    sees(&desk, "2 match");
}

#[test]
fn suspending_is_done_at_once_and_taken_back() {
    let mut desk = desk();
    let session = desk.house.log_in("mira_k");
    desk.keys("/mira_k<ret>s");
    sees(&desk, "mira_k is suspended; every session of it ended. u takes it back.");
    assert_eq!(desk.house.account("mira_k").status, Status::Suspended);
    assert!(!desk.house.is_signed_in(&session.token));
    sees(&desk, "s restore");
    desk.keys("u");
    sees(&desk, "mira_k is restored. u takes it back.");
    assert_eq!(desk.house.account("mira_k").status, Status::Active);
    desk.keys("u");
    assert_eq!(desk.house.account("mira_k").status, Status::Suspended);
}

#[test]
fn a_role_is_changed_after_a_question_with_cancel_focused() {
    let mut desk = desk();
    desk.keys("/olga<ret>R");
    sees(&desk, "Make olga an admin?");
    desk.keys("<ret>");
    assert_eq!(desk.house.account("olga").role, Role::User);
    desk.keys("R<tab><ret>");
    sees(&desk, "olga is an admin now.");
    assert_eq!(desk.house.account("olga").role, Role::Admin);
}

#[test]
fn a_reset_letter_is_sent() {
    let mut desk = desk();
    desk.keys("/olga<ret>p<tab><ret>");
    sees(&desk, "The letter is on its way.");
    desk.house.letter(LetterKind::ResetPassword, "olga@example.org");
}

#[test]
fn deleting_needs_the_name() {
    let mut desk = desk();
    desk.keys("/olga<ret>Dolaf<ret>");
    sees(&desk, "Type the username exactly to delete the account.");
    assert!(desk.house.find("olga").is_some());
    desk.keys("Dolga<ret>");
    sees(&desk, "The account is deleted.");
    assert!(desk.house.find("olga").is_none());
}

#[test]
fn the_last_admin_is_not_demoted() {
    let mut desk = desk();
    desk.keys("/ada<ret>R<tab><ret>");
    sees(&desk, "This is the last active admin. Make another admin first.");
}

#[test]
fn an_account_is_made_and_its_owner_chooses_a_password() {
    let mut desk = desk();
    desk.keys("nNora<tab>nora@example.org<tab>Nora<tab><c-u>boss<ret>");
    sees(&desk, "✗ Type user or admin.");
    desk.keys("<c-u>user<ret>");
    sees(&desk, "nora is made. A letter to choose a password is on its way.");
    let code = desk.code();
    desk.keys("<c-x><home><down><down><ret>nora<tab>").keys(&code).keys("<ret>");
    sees(&desk, "Choose a new password");
    desk.keys(PASSWORD).keys("<tab>").keys(PASSWORD).keys("<ret>");
    sees(&desk, "Your new password is set.");
    desk.keys("nora<tab>").keys(PASSWORD).keys("<ret>");
    sees(&desk, "nora · user");
    sees(&desk, "✓ proved");
}

#[test]
fn a_taken_name_or_address_is_told_beside_its_field() {
    let mut desk = desk();
    desk.keys("nolga<tab>new@example.org<tab><tab><ret>");
    sees(&desk, "✗ That username is taken, or looks like one that is.");
    desk.keys("<c-u>olga_two<tab><c-u>olga@example.org<tab><tab><ret>");
    sees(&desk, "✗ That address has an account already.");
}

#[test]
fn the_list_is_sorted_and_turned_round() {
    let mut desk = desk();
    let first = |desk: &Desk| desk.screen().lines().nth(4).unwrap().split_whitespace().nth(1).unwrap().to_owned();
    assert_eq!(first(&desk), "ada");
    desk.keys("O<home>");
    assert_eq!(first(&desk), "olga");
    desk.keys("oo<home>");
    sees(&desk, "EMAIL ▼");
    assert_eq!(first(&desk), "olga");
}

#[test]
fn the_account_opens_with_what_happened_to_it() {
    let mut desk = desk();
    desk.keys("/olga<ret><ret>");
    sees(&desk, "Email olga@example.org ✓ proved 15 Jan 2027");
    sees(&desk, "verified: olga@example.org");
    desk.keys("<esc>");
    sees(&desk, "1 match");
}

#[test]
fn the_audit_tells_who_did_what_and_is_searched() {
    let mut desk = desk();
    desk.keys("/olga<ret>s<tab>");
    sees(&desk, "suspended · olga");
    desk.keys("/suspended");
    sees(&desk, "1 match");
}

#[test]
fn a_failed_letter_is_retried_from_the_mail_tab() {
    let mut desk = desk();
    desk.keys("/olga<ret>p<tab><ret><tab><tab>/reset<ret>");
    sees(&desk, "1 match");
    sees(&desk, "queued");
    desk.keys("r");
    sees(&desk, "Only a failed letter can be sent again.");
    desk.house.fail_the_post("Mailjet does not know this API key.");
    desk.keys("<f5>");
    sees(&desk, "Given up. Mailjet does not know this API key.");
    desk.keys("r");
    sees(&desk, "The letter to olga@example.org is in the queue again.");
    sees(&desk, "queued");
}

#[test]
fn somebody_elses_change_is_not_overwritten() {
    let mut desk = desk();
    desk.keys("/olga<ret>");
    let admin = desk.house.log_in("ada");
    let olga = desk.house.account("olga");
    desk.house.auth.suspend(&desk.house.seat, &admin.token, olga.id, olga.version).unwrap();
    desk.keys("s");
    sees(&desk, "It was changed in the meantime. Look again, then repeat.");
    sees(&desk, "suspended");
}

#[test]
fn a_thousand_accounts_are_travelled() {
    let mut desk = Desk::with(&[]);
    desk.house.crowd(1_000);
    desk.log_in("ada");
    sees(&desk, "1,001 accounts");
    desk.keys("<end>");
    sees(&desk, "› person0999");
    desk.keys("<home>");
    sees(&desk, "› ada");
    for _ in 0..80 {
        desk.keys("<pgdn>");
    }
    sees(&desk, "› person0999");
    for _ in 0..80 {
        desk.keys("<pgup>");
    }
    sees(&desk, "› ada");
    desk.pass(SECOND);
}
