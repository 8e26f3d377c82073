//! What admins do with everybody's accounts, key by key.

use vestibule::auth::act::Act;
use vestibule::auth::admin::AccountDetail;
use vestibule::auth::page::{AccountPage, PasswordStanding};
use vestibule::auth::rescue::ResetCode;
use vestibule::domain::{LetterKind, Role, StaffNote, Status, Timestamp};
use vestibule::tui::effect::{Call, Reply};

use crate::desk::{Desk, misses, sees};
use crate::house::{MINUTE, PASSWORD, SECOND};

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
    sees(&desk, "2 of 4");
    misses(&desk, "olga");
    desk.keys("anda<ret>");
    sees(&desk, "1 of 4");
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
    sees(&desk, "2 of 4");
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
    sees(&desk, "Which role for olga?");
    desk.keys("<end><ret>");
    sees(&desk, "Make olga an admin?");
    desk.keys("<ret>");
    assert_eq!(desk.house.account("olga").role, Role::User);
    desk.keys("R<end><ret><tab><ret>");
    sees(&desk, "olga is an admin now. u takes it back.");
    assert_eq!(desk.house.account("olga").role, Role::Admin);
}

#[test]
fn a_reset_letter_is_sent() {
    let mut desk = desk();
    desk.keys("/olga<ret>p<tab><ret>");
    sees(&desk, "The letter to olga is on its way.");
    desk.house.letter(LetterKind::ResetPassword, "olga@example.org");
}

#[test]
fn deleting_needs_the_name() {
    let mut desk = desk();
    desk.keys("/olga<ret>Dolaf<ret>");
    sees(&desk, "✗ Type the username exactly.");
    assert!(desk.house.find("olga").is_some());
    desk.keys("<c-u>Olga<ret>");
    sees(&desk, "olga is deleted.");
    assert!(desk.house.find("olga").is_none());
}

#[test]
fn nobody_demotes_themselves() {
    let mut desk = desk();
    desk.keys("/ada<ret>R<home><ret>");
    sees(&desk, "ada: That is your own account. Use your profile.");
}

#[test]
fn an_account_is_made_and_its_owner_chooses_a_password() {
    let mut desk = desk();
    desk.keys("nNora<tab>nora@example.org<tab>Nora<tab><c-u>boss<ret>");
    sees(&desk, "✗ Type user, helper or admin.");
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
    sees(&desk, "1 of 4");
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
fn what_somebody_else_has_done_is_not_done_twice() {
    let mut desk = desk();
    desk.keys("/olga<ret>");
    let admin = desk.house.log_in("ada");
    let olga = desk.house.account("olga");
    desk.house.act(&admin.token, Act::Suspend, olga.id).unwrap();
    desk.keys("s");
    sees(&desk, "olga is suspended already.");
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

/// What the core does about second factors, locks and codes; every account is locked until then.
pub fn with_codes(desk: &mut Desk, factor: Option<Timestamp>, locked_until: Option<Timestamp>) {
    let now = desk.now().wall;
    let query = vestibule::domain::AccountQuery { limit: 10, ..Default::default() };
    let mut details = desk.house.peek(|tx| tx.accounts(&query)).rows;
    desk.stand_in(move |call| match call {
        Call::Account(_, id) | Call::AccountPage(_, id) => {
            let detail = AccountDetail {
                account: details.iter_mut().find(|row| row.id == *id)?.clone(),
                note: StaffNote::default(),
                second_factor_since: factor,
                locked_until,
                sessions: Vec::new(),
                recent: Vec::new(),
            };
            if matches!(call, Call::Account(..)) {
                return Some(Reply::Account(Ok(detail)));
            }
            Some(Reply::AccountPage(Ok(Box::new(AccountPage {
                updated_at: detail.account.created_at,
                detail,
                password: PasswordStanding::Chosen,
                recovery_codes_left: 8,
                codes: Vec::new(),
                own_session: None,
            }))))
        }
        Call::ResetCode(..) => {
            let expires_at = now.plus(60 * MINUTE);
            Some(Reply::ResetCode(Ok(ResetCode { code: "BCDF-GHJK".into(), expires_at })))
        }
        Call::ClearSecondFactor(..) => Some(Reply::ClearSecondFactor(Ok(()))),
        Call::ClearThrottle(..) => Some(Reply::ClearThrottle(Ok(()))),
        Call::EndSessions(..) => Some(Reply::EndSessions(Ok(2))),
        _ => None,
    });
}

#[test]
fn a_code_is_made_and_read_out() {
    let mut desk = desk();
    with_codes(&mut desk, None, None);
    desk.keys("/olga<ret>c");
    sees(&desk, "Make a code for olga?");
    desk.keys("<ret>");
    misses(&desk, "B C D F");
    desk.keys("c<tab>");
    desk.hold();
    desk.keys("<ret>");
    // The cursor moves on before the code is there.
    desk.keys("<esc><down><down>");
    desk.release();
    sees(&desk, "Read this to olga");
    sees(&desk, "B C D F – G H J K");
    sees(&desk, "Bravo Charlie Delta Foxtrot");
    sees(&desk, "good until 09:00");
    assert!(!format!("{:?}", desk.model).contains("BCDF"));
    desk.keys("<ret>");
    misses(&desk, "B C D F");
    assert!(!format!("{:?}", desk.model).contains("ResetCode {"));
}

#[test]
fn one_act_is_under_way_at_most() {
    let mut desk = desk();
    with_codes(&mut desk, None, None);
    desk.keys("/olga<ret>c<tab>");
    desk.hold();
    desk.keys("<ret>R");
    misses(&desk, "Which role for olga?");
    desk.release();
    sees(&desk, "Read this to olga");
}

#[test]
fn somebodys_second_factor_is_turned_off_after_a_question() {
    let mut desk = desk();
    let since = desk.now().wall;
    with_codes(&mut desk, Some(since), None);
    desk.keys("/olga<ret><ret>");
    sees(&desk, "Two-factor ✓ on since 15 Jan 2027");
    desk.keys("T");
    sees(&desk, "Turn off two-factor sign-in of olga?");
    desk.keys("<tab><ret>");
    sees(&desk, "Two-factor sign-in of olga is off.");
}

#[test]
fn a_lock_is_counted_down_and_forgiven() {
    let mut desk = desk();
    let until = desk.now().wall.plus(8 * SECOND);
    with_codes(&mut desk, None, Some(until));
    desk.keys("/olga<ret><ret>");
    sees(&desk, "Locked for 8 s ! too many wrong guesses");
    desk.pass(5 * SECOND);
    sees(&desk, "Locked for 3 s");
    desk.keys("f");
    sees(&desk, "The wrong guesses are forgiven. olga can try again.");
    desk.pass(4 * SECOND);
    misses(&desk, "Locked");
    desk.keys("f");
    sees(&desk, "This account is not locked.");
}

#[test]
fn somebody_is_signed_out_everywhere() {
    let mut desk = desk();
    desk.house.log_in("olga");
    desk.keys("/olga<ret>");
    sees(&desk, "1 session");
    desk.stand_in(|call| match call {
        Call::EndSessions(..) => Some(Reply::EndSessions(Ok(2))),
        _ => None,
    });
    desk.keys("e<tab><ret>");
    sees(&desk, "2 sessions of olga are ended.");
}

#[test]
fn what_makes_no_sense_for_an_account_says_why() {
    let mut desk = desk();
    for (keys, why) in [
        ("/olga<ret>T", "This account has no two-factor sign-in."),
        ("f", "This account is not locked."),
        ("e", "This account is signed in nowhere."),
        ("sc", "This account is suspended. Restore it first."),
        ("/<c-u>ada<ret>c", "Change your own password in your profile (F2)."),
        ("T", "Turn your own off in your profile (F2)."),
        ("e", "End your own sessions in your profile (F2)."),
    ] {
        desk.keys(keys);
        sees(&desk, why);
    }
}
