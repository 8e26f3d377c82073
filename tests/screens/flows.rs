//! What happens to people at the desk, key by key.

use std::time::Duration;

use expect_test::{Expect, expect};
use vestibule::domain::{LetterKind, MailStage};
use vestibule::tui::effect::TermFx;

use crate::desk::{Desk, misses, sees};
use crate::house::{House, MINUTE, PASSWORD, SECOND};

/// Keys, and what is then read on the screen (blank lines left out).
fn check(desk: &mut Desk, keys: &str, expect: Expect) {
    desk.keys(keys);
    let screen = desk.screen();
    let lines: Vec<&str> =
        screen.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).filter(|line| !line.is_empty()).collect();
    expect.assert_eq(&lines.join("\n"));
}

const SIGN_UP: &str =
    "<home><ret>mira_k<tab>mira@example.org<tab>Mira K.<tab>tide quarry lantern moss<tab>tide quarry lantern moss";

#[test]
fn a_new_house_asks_for_its_first_admin() {
    let mut desk = Desk::new();
    sees(&desk, "There is no account yet.");
    desk.keys("ada<tab>ada@example.org<tab>Ada L.<tab>").keys(PASSWORD).keys("<tab>").keys(PASSWORD).keys("<ret>");
    sees(&desk, "This house is yours.");
    sees(&desk, "ada · admin");
    sees(&desk, "Accounts 1");
}

#[test]
fn setup_is_not_left_with_escape() {
    let mut desk = Desk::new();
    desk.keys("<esc>");
    sees(&desk, "There is no account yet.");
}

#[test]
fn a_second_setup_is_sent_to_sign_in() {
    let house = House::new();
    let door = house.next_door();
    let mut desk = Desk::at(house);
    door.set_up();
    desk.keys("eve<tab>eve@example.org<tab><tab>").keys(PASSWORD).keys("<tab>").keys(PASSWORD).keys("<ret>");
    sees(&desk, "There is an account already.");
    sees(&desk, "‹ Sign in ›");
}

#[test]
fn somebody_signs_up_reads_the_letter_and_signs_in() {
    let mut desk = Desk::with(&[]);
    desk.keys(SIGN_UP).keys("<ret>");
    sees(&desk, "A code is on its way to mira@example.org.");
    sees(&desk, "good for 15:00");
    let code = desk.code();
    desk.keys(&code.to_lowercase()).keys("<ret>");
    sees(&desk, "Welcome, mira_k. Your account is ready: sign in now.");
    desk.keys("mira_k<tab>").keys(PASSWORD).keys("<ret>");
    sees(&desk, "mira_k · user");
    sees(&desk, "✓ proved");
    desk.keys("<c-x>");
    sees(&desk, "You are signed out.");
    assert_eq!(desk.term, [TermFx::Wipe]);
}

#[test]
fn a_pasted_token_is_as_good_as_the_code() {
    let mut desk = Desk::with(&[]);
    desk.keys(SIGN_UP).keys("<ret>");
    let token = desk.house.letter(LetterKind::VerifySignUp, "mira@example.org").token_text().unwrap();
    let (head, tail) = token.split_at(70);
    desk.paste(&format!("{head}\n{tail}"));
    sees(&desk, "a token of");
    misses(&desk, head);
    desk.keys("<ret>");
    sees(&desk, "Welcome, mira_k.");
}

#[test]
fn mistakes_are_told_beside_their_field() {
    let mut desk = Desk::with(&[]);
    let before = desk.house.trail().len();
    desk.keys("<home><ret>x<tab>mira@<tab><tab>short<tab>other<ret>");
    for sentence in [
        "Use at least 3 characters.",
        "That does not look like an address.",
        "Use at least 15 characters.",
        "The two passwords differ.",
    ] {
        sees(&desk, &format!("✗ {sentence}"));
    }
    desk.keys("y");
    misses(&desk, "Use at least 3 characters.");
    assert_eq!(desk.house.trail().len(), before, "nothing was sent");
}

#[test]
fn what_was_known_of_an_older_password_holds_nobody_up() {
    let mut desk = Desk::with(&[]);
    desk.keys("<home><ret>mira_k<tab>mira@example.org<tab><tab>short");
    desk.hold();
    desk.keys("<c-u>").keys(PASSWORD).keys("<tab>").keys(PASSWORD).keys("<ret>");
    desk.release();
    sees(&desk, "Check your mail");
}

#[test]
fn the_strength_is_told_while_typing() {
    let mut desk = Desk::with(&[]);
    desk.keys("<home><ret><tab><tab><tab>tide");
    sees(&desk, "too short");
    desk.keys(" quarry lantern moss");
    sees(&desk, "strong ▰▰▰▰▰");
}

#[test]
fn a_proposed_passphrase_is_shown_once_and_taken() {
    let mut desk = Desk::with(&[]);
    desk.keys("<home><ret>mira_k<tab>mira@example.org<tab><tab><c-g>");
    sees(&desk, "Write this passphrase down");
    let screen = desk.screen();
    let phrase = screen.lines().find(|line| line.matches('-').count() == 4).unwrap().trim().to_owned();
    desk.keys("<tab><ret>");
    misses(&desk, &phrase);
    let code = desk.code();
    desk.keys(&code).keys("<ret>mira_k<tab>").keys(&phrase).keys("<ret>");
    sees(&desk, "mira_k · user");
}

#[test]
fn an_address_with_an_account_sees_the_same_screen() {
    let mut new = Desk::with(&["olga"]);
    let mut known = Desk::with(&["olga"]);
    let form = |name: &str| format!("<home><ret>mira_k<tab>{name}@example.org<tab><tab>{PASSWORD}<tab>{PASSWORD}<ret>");
    new.keys(&form("nora"));
    known.keys(&form("olga"));
    assert_eq!(new.screen().replace("nora", "olga"), known.screen());
    let post = known.house.post();
    assert_eq!(post.iter().map(|post| post.kind).collect::<Vec<_>>(), [LetterKind::AlreadyRegistered]);
    for desk in [&mut new, &mut known] {
        desk.keys("BBBBBBBB<ret>");
    }
    assert_eq!(new.screen().replace("nora", "olga"), known.screen());
}

#[test]
fn a_taken_name_is_told_after_the_proof_and_another_chosen() {
    let mut desk = Desk::with(&["mira_k"]);
    desk.keys("<home><ret>mira_k<tab>second@example.org<tab><tab>");
    desk.keys(PASSWORD).keys("<tab>").keys(PASSWORD).keys("<ret>");
    misses(&desk, "taken");
    let code = desk.code();
    desk.keys(&code).keys("<ret>");
    sees(&desk, "mira_k is taken. Choose another.");
    desk.keys("ad<ret>");
    sees(&desk, "Use at least 3 characters.");
    desk.keys("a<ret>");
    sees(&desk, "ada is taken. Choose another.");
    desk.keys("mira_two<ret>");
    sees(&desk, "Welcome, mira_two.");
}

#[test]
fn wrong_codes_are_counted_and_a_new_letter_goes_on_counting() {
    let mut desk = Desk::with(&[]);
    desk.keys(SIGN_UP).keys("<ret>BBBB-BBBB<ret>");
    sees(&desk, "That code is not right. 4 more tries.");
    desk.keys("<c-r>");
    sees(&desk, "Wait until the minute is over.");
    desk.pass(61 * SECOND);
    desk.keys("<c-r>");
    sees(&desk, "A new letter is on its way.");
    desk.keys("BBBBBBBB<ret>");
    sees(&desk, "3 more tries.");
    for _ in 0..3 {
        desk.keys("BBBBBBBB<ret>");
    }
    sees(&desk, "Too many wrong codes.");
    let code = desk.code();
    desk.keys(&code).keys("<ret>");
    sees(&desk, "Too many wrong codes.");
}

#[test]
fn a_code_runs_out_on_the_screen() {
    let mut desk = Desk::with(&[]);
    desk.keys(SIGN_UP).keys("<ret>");
    let code = desk.code();
    desk.pass(14 * MINUTE + 58 * SECOND);
    sees(&desk, "good for 0:02");
    desk.pass(3 * SECOND);
    sees(&desk, "run out");
    desk.keys(&code).keys("<ret>");
    sees(&desk, "That code has run out. Ctrl-R sends a new one.");
}

#[test]
fn the_address_can_be_mended() {
    let mut desk = Desk::with(&[]);
    desk.keys(SIGN_UP).keys("<ret>");
    let old = desk.code();
    desk.pass(61 * SECOND);
    desk.keys("<c-e>");
    sees(&desk, "mira@example.org");
    desk.keys("<c-u>mira.k@example.org<ret>");
    sees(&desk, "A code is on its way to mira.k@example.org.");
    desk.keys(&old).keys("<ret>");
    sees(&desk, "That code is not right.");
    let code = desk.code();
    desk.keys(&code).keys("<ret>");
    sees(&desk, "Welcome, mira_k.");
}

#[test]
fn one_can_walk_away_and_come_back_with_the_code() {
    let mut desk = Desk::with(&[]);
    desk.keys(SIGN_UP).keys("<ret>");
    let code = desk.code();
    desk.keys("<esc><home><down><down><ret>");
    sees(&desk, "I have a code");
    desk.keys("mira_k<tab>BBBBBBBB<ret>");
    sees(&desk, "That code is not right, or has run out.");
    desk.keys(&code).keys("<ret>");
    sees(&desk, "Welcome, mira_k.");
}

#[test]
fn signing_in_before_the_proof_goes_on_with_the_proof() {
    let mut desk = Desk::with(&[]);
    desk.keys(SIGN_UP).keys("<ret>");
    let code = desk.code();
    desk.keys("<esc><home><down><ret>mira@example.org<tab>").keys(PASSWORD).keys("<ret>");
    sees(&desk, "Your address has to be proved before you can sign in.");
    desk.keys(&code).keys("<ret>");
    sees(&desk, "Welcome, mira_k.");
}

#[test]
fn every_wrong_answer_at_sign_in_is_one_sentence() {
    let mut screens = Vec::new();
    for (name, password) in [("olga", "wrong password here"), ("nobody_here", PASSWORD), ("olga@", PASSWORD)] {
        let mut desk = Desk::with(&["olga"]);
        desk.keys("<home><down><ret>").keys(name).keys("<tab>").keys(password).keys("<ret>");
        sees(&desk, "That name and password don't fit together.");
        screens.push(desk.screen().replace(name, "NAME"));
    }
    let widths: Vec<String> = screens.iter().map(|screen| screen.split_whitespace().collect()).collect();
    assert!(widths.iter().all(|screen| *screen == widths[0]));
}

#[test]
fn a_forgotten_password_is_replaced_and_nobody_is_signed_in() {
    let mut desk = Desk::with(&["olga"]);
    desk.keys("<home><end><ret>olga<ret>");
    sees(&desk, "If olga has an account here, a letter with a code is on its way.");
    let code = desk.code();
    desk.keys(&code).keys("<tab>violet anchor drizzle fern<tab>violet anchor drizzle fern<ret>");
    sees(&desk, "Your new password is set. Sign in with it.");
    assert!(desk.model.shared.who.is_none());
    desk.keys("olga<tab>violet anchor drizzle fern<ret>");
    sees(&desk, "olga · user");
}

#[test]
fn a_reset_for_nobody_looks_the_same() {
    let mut known = Desk::with(&["olga"]);
    let mut unknown = Desk::with(&["nora"]);
    for desk in [&mut known, &mut unknown] {
        desk.keys("<home><end><ret>olga<ret>");
    }
    assert_eq!(known.screen(), unknown.screen());
    for desk in [&mut known, &mut unknown] {
        desk.keys("BBBBBBBB<tab>violet anchor drizzle fern<tab>violet anchor drizzle fern<ret>");
    }
    assert_eq!(known.screen(), unknown.screen());
    for desk in [&mut known, &mut unknown] {
        desk.pass(61 * SECOND);
        desk.keys("<c-r>");
    }
    assert_eq!(known.screen(), unknown.screen());
    sees(&known, "If olga has an account here");
}

#[test]
fn a_reset_code_is_also_taken_on_the_first_page() {
    let mut desk = Desk::with(&["olga"]);
    desk.keys("<home><end><ret>olga<ret>");
    let code = desk.code();
    desk.keys("<esc><home><down><down><ret>olga<tab>").keys(&code).keys("<ret>");
    sees(&desk, "Choose a new password");
    desk.keys("violet anchor drizzle fern<tab>violet anchor drizzle fern<ret>");
    sees(&desk, "Your new password is set.");
}

#[test]
fn the_mail_strip_follows_its_letter() {
    let mut desk = Desk::with(&[]);
    desk.keys(SIGN_UP).keys("<ret>");
    sees(&desk, "✓ written … waiting to be sent");
    let now = desk.now().wall;
    for (stage, words) in [
        (MailStage::Sending { attempt: 1, most: 5 }, "… sending"),
        (
            MailStage::Waiting { attempt: 1, most: 5, next_at: now.plus(8 * SECOND), why: "Mailjet is busy.".into() },
            "! try 1 of 5 failed, next in 8 s Mailjet is busy.",
        ),
        (MailStage::Sending { attempt: 2, most: 5 }, "… sending, try 2 of 5"),
        (MailStage::Failed { why: "Mailjet does not know this API key.".into() }, "✗ could not be sent"),
        (MailStage::Accepted { by: vestibule::domain::Carrier::Mailjet, at: now }, "✓ accepted by Mailjet 0 s ago"),
    ] {
        desk.mail(stage);
        sees(&desk, words);
    }
}

#[test]
fn a_letter_that_another_process_sends_is_looked_after() {
    let mut desk = Desk::with(&[]);
    desk.keys(SIGN_UP).keys("<ret>");
    desk.house.post();
    desk.pass(3 * SECOND);
    sees(&desk, "✓ written");
    misses(&desk, "waiting to be sent");
}

#[test]
fn typing_goes_on_while_the_core_works_and_a_spinner_comes_late() {
    let mut desk = Desk::with(&[]);
    desk.hold();
    desk.keys(SIGN_UP);
    assert!(desk.screen().contains("mira_k"));
    desk.release();
    desk.hold();
    desk.keys("<ret>");
    misses(&desk, "One moment…");
    desk.pass(Duration::from_millis(160));
    sees(&desk, "One moment…");
    desk.keys("<ret><ret>");
    assert_eq!(desk.held.as_ref().map(|held| held.len()), Some(1), "one submit is in flight");
    desk.release();
    sees(&desk, "Check your mail");
}

#[test]
fn a_late_answer_for_the_person_before_is_dropped() {
    let mut desk = Desk::with(&["olga"]);
    desk.log_in("ada");
    desk.hold();
    desk.keys("<tab>");
    desk.keys("<c-x>");
    desk.release();
    sees(&desk, "Sign up");
    misses(&desk, "signed in ");
    assert!(desk.model.shared.who.is_none());
}

#[test]
fn a_session_that_ran_out_leads_to_sign_in() {
    let mut desk = Desk::with(&["olga"]);
    desk.log_in("ada");
    desk.pass(16 * MINUTE);
    desk.keys("<tab>");
    sees(&desk, "You were signed out. Sign in again.");
    misses(&desk, "olga");
    assert!(desk.model.shared.who.is_none());
}

#[test]
fn a_broken_core_is_told_and_nothing_typed_is_lost() {
    let mut desk = Desk::with(&[]);
    desk.keys(SIGN_UP);
    desk.hold();
    desk.keys("<ret>");
    desk.crash();
    sees(&desk, "Something broke on our side.");
    sees(&desk, "mira@example.org");
    desk.keys("<ret>");
    sees(&desk, "Check your mail");
}

#[test]
fn help_finds_and_does() {
    let mut desk = Desk::with(&[]);
    desk.log_in("ada");
    desk.keys("?new");
    check(
        &mut desk,
        "",
        expect![[r#"
            Desk  Accounts  Audit  Mail  Approvals  Settings                   ada · admin
            / to search                                                          1 account
              USERNAME ▲    NAME          EMAIL               ROLE     STATE      SEEN
            › ada           Ada L.        ada@example.org     admin    active     now
               ╭ What you can do here ────────────────────────────────────────────────╮
               │ › new                                                                │
               │                                                                      │
               │ › n       new               make an account for somebody             │
               │   p       reset password    send a letter to choose a new password   │
               │   F5      look again        read the list anew                       │
               ╰──────────────────────────────────────────────────────────────────────╯
            ─ ada ────────────────────────────────────────────────────────────────────────
              ada@example.org   since 15 Jan 2027   proved 15 Jan 2027   2 sessions
              last: signed in (now) · verified (now) · signed in (now)
            Enter do it   Esc back   F1 help                                    front-desk"#]],
    );
    desk.keys("<ret>");
    sees(&desk, "New account");
}

#[test]
fn an_order_that_cannot_be_given_says_why() {
    let mut desk = Desk::with(&[]);
    desk.log_in("ada");
    desk.keys("s");
    sees(&desk, "You can't do that to yourself.");
    desk.keys("u");
    sees(&desk, "There is nothing to undo.");
}

#[test]
fn no_toast_moves_while_a_password_is_typed() {
    let mut desk = Desk::with(&["olga"]);
    desk.log_in("olga").keys("<down><ret>");
    desk.model.shared.say(vestibule::tui::shared::Mood::Good, "Something good.");
    misses(&desk, "Something good.");
}

#[test]
fn a_password_is_shown_for_three_seconds() {
    let mut desk = Desk::with(&[]);
    desk.keys("<home><down><ret>ada<tab>seen for a moment<c-t>");
    sees(&desk, "seen for a moment");
    desk.pass(4 * SECOND);
    misses(&desk, "seen for a moment");
}

#[test]
fn the_mouse_finds_what_was_drawn() {
    let mut desk = Desk::with(&["olga"]);
    desk.click_on("Sign in");
    sees(&desk, "‹ Sign in ›");
    desk.click_on("Password");
    desk.keys("secret");
    desk.click_on("Esc");
    sees(&desk, "Forgot password");
}

#[test]
fn leaving_asks_the_runtime_to_quit() {
    let mut desk = Desk::with(&[]);
    desk.keys("q");
    assert_eq!(desk.term, [TermFx::Quit]);
}
