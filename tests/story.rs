//! The whole story in a real terminal, with the real program: an empty directory, the first admin, a second
//! person who signs up, reads the letter, types the code, signs in and edits the profile; and the admin who
//! finds, suspends and restores the account.

// What breaks here is a test; `clippy.toml` allows it only within the functions marked as tests.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

#[path = "common/pty.rs"]
mod pty;

use std::fs;
use std::path::Path;
use std::process::Command;

use pty::Pty;

const VESTIBULE: &str = env!("CARGO_BIN_EXE_vestibule");
const ADMINS: &str = "violet kettle harbour moon";
const MIRAS: &str = "tide quarry lantern moss";

fn sit_down(data: &Path) -> Pty {
    let data = data.to_str().expect("a name in UTF-8");
    let env = [("HOME", data), ("VESTIBULE_SEAT", "front-desk")];
    Pty::start(Path::new(VESTIBULE), &["--data-dir", data], &env, (80, 24))
}

/// The code in the newest letter to that address, once the worker has written it.
fn code_for(pty: &Pty, data: &Path, address: &str) -> String {
    pty.wait_until("a letter", |_, _| {
        let mut letters: Vec<_> = fs::read_dir(data.join("mail")).ok()?.map(|entry| entry.unwrap().path()).collect();
        letters.retain(|path| path.extension().is_some_and(|end| end == "eml"));
        letters.sort();
        letters.iter().rev().find_map(|path| {
            let text = fs::read_to_string(path).ok()?;
            let code = |line: &&str| line.len() == 9 && line.chars().nth(4) == Some('-');
            text.contains(&format!("<{address}>")).then(|| text.lines().map(str::trim).find(code).map(str::to_owned))?
        })
    })
}

/// Waits for a text; where a guess came too soon, until the next may be made, and makes it.
fn patiently(pty: &mut Pty, text: &str) {
    let held = pty.wait_until(text, |screen, _| {
        let screen = screen.contents();
        if screen.contains(text) { Some(false) } else { screen.contains("again in").then_some(true) }
    });
    if held {
        pty.wait_until("the wait is over", |screen, _| (!screen.contents().contains("again in")).then_some(()));
        pty.keys("<ret>");
        pty.wait_for(text);
    }
}

/// A phone into which somebody types the secret that is on the screen.
fn phone_reading(pty: &Pty) -> totp_rs::Totp {
    let group = |word: &&str| word.len() == 4 && word.chars().all(|c| matches!(c, 'A'..='Z' | '2'..='7'));
    let secret = pty.wait_until("a secret", |screen, _| {
        let text = screen.contents();
        let groups: String = text.split_whitespace().filter(group).collect();
        (groups.len() == 32).then_some(groups)
    });
    let secret = totp_rs::Secret::try_from_base32(secret).expect("base32");
    totp_rs::Builder::new().with_secret(secret).build().expect("RFC 6238")
}

/// One of the recovery codes on the screen.
fn recovery_code(pty: &Pty) -> String {
    let code = |word: &&str| word.len() == 19 && word.split('-').all(|group| group.len() == 4);
    pty.wait_until("recovery codes", |screen, _| screen.contents().split_whitespace().find(code).map(str::to_owned))
}

/// What a script reads.
fn json(data: &Path, args: &[&str]) -> serde_json::Value {
    let out = Command::new(VESTIBULE).args(args).args(["--json", "--data-dir"]).arg(data).output().expect("it runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).expect("JSON")
}

#[test]
fn from_an_empty_directory_to_a_restored_account() {
    let home = tempfile::tempdir().expect("a directory");
    let data = home.path();

    // The operator makes the first admin; a mistake first.
    let mut ada = sit_down(data);
    ada.wait_for("There is no account yet.");
    ada.keys("ada<tab>ada@example.org<tab>Ada L.<tab>short<tab>short<ret>");
    ada.wait_for("Use at least 15 characters.");
    ada.keys(&format!("<c-u>{ADMINS}<tab><c-u>{ADMINS}<ret>"));
    ada.wait_for("This house is yours.");
    ada.wait_for("ada · admin");

    // Whoever looks after others uses two-factor sign-in, from the first moment on.
    ada.wait_for("The rules of this house ask for two-factor sign-in from you.");
    ada.keys("<ret>");
    ada.wait_for("Or type this there:");
    let phone = phone_reading(&ada);
    let now = std::time::UNIX_EPOCH.elapsed().expect("after 1970").as_secs();
    ada.keys(&format!("{}<ret>", phone.generate(now)));
    ada.wait_for("not shown again");
    let recovery = recovery_code(&ada);
    ada.keys("<ret>");
    ada.wait_for("Accounts");

    // Meanwhile somebody signs up at another terminal of the same house.
    let mut mira = sit_down(data);
    mira.wait_for("New here? It takes two minutes.");
    mira.keys(&format!("<ret>Mira_K<tab>mira@example.org<tab>Mira K.<tab>{MIRAS}<tab>{MIRAS}<ret>"));
    mira.wait_for("A code is on its way to mira@example.org.");
    mira.wait_for("✓ written");
    mira.wait_for(".eml");
    mira.keys("BBBB-BBBB<ret>");
    mira.wait_for("4 more tries.");
    let code = code_for(&mira, data, "mira@example.org");
    mira.keys(&format!("{}<ret>", code.to_lowercase()));
    mira.wait_for("Welcome, mira_k. Your account is ready");
    mira.keys(&format!("mira_k<tab>{MIRAS}<ret>"));
    mira.wait_for("mira_k · user");
    mira.wait_for("✓ proved");
    mira.keys("<ret><c-u>Mira Kovač<ret>");
    mira.wait_for("Saved.");
    mira.wait_for("Mira Kovač");

    // The admin finds, suspends and restores.
    ada.keys("/mira");
    ada.wait_for("1 of 2");
    ada.wait_for("Mira Kovač");
    ada.keys("<ret>s");
    ada.wait_for("mira_k is suspended");
    assert_eq!(json(data, &["account", "show", "mira_k"])["status"], "suspended");
    mira.keys("<down><down><down><down><ret>");
    mira.wait_for("You were signed out. Sign in again.");
    mira.keys(&format!("mira_k<tab>{MIRAS}<ret>"));
    mira.wait_for("That name and password don't fit together.");
    ada.keys("u");
    ada.wait_for("mira_k is restored");
    mira.keys(&format!("<c-u>{MIRAS}<ret>"));
    patiently(&mut mira, "mira_k · user");

    // Scripts see what the screens show.
    let accounts = json(data, &["account", "list"]);
    let names: Vec<_> = accounts.as_array().unwrap().iter().map(|account| account["username"].clone()).collect();
    assert_eq!(names, ["ada", "mira_k"]);
    let letters = json(data, &["mail", "list"]);
    assert!(letters.as_array().unwrap().iter().all(|letter| letter["state"] == "sent"));
    let audit = json(data, &["audit", "list"]);
    let events: Vec<_> = audit.as_array().unwrap().iter().map(|entry| entry["event"].as_str().unwrap()).collect();
    for event in ["sys_setup", "user_signup_requested", "authn_code_fail", "user_created_verified", "user_suspended"] {
        assert!(events.contains(&event), "{event} is not in {events:?}");
    }

    // The admin signs out and in again, with a recovery code in the place of the phone.
    ada.keys("<c-x>");
    ada.wait_for("You have an account.");
    ada.keys(&format!("<down><ret>ada<tab>{ADMINS}<ret>"));
    ada.wait_for("or a recovery code");
    ada.keys("000000<ret>");
    ada.wait_for("That code is not right, or was used.");
    ada.keys(&format!("{}<ret>", recovery.to_lowercase()));
    patiently(&mut ada, "ada · admin");
    let out = Command::new(VESTIBULE).args(["audit", "verify", "--data-dir"]).arg(data).output().expect("it runs");
    assert!(out.status.success() && String::from_utf8_lossy(&out.stdout).contains("unbroken"));

    // Both leave; nothing stays open and nothing secret was said.
    for mut desk in [ada, mira] {
        desk.keys("<c-c>");
        assert!(desk.wait_exit().success());
        let said = String::from_utf8_lossy(&desk.bytes()).into_owned();
        assert!(!said.contains(MIRAS) && !said.contains(ADMINS));
    }
    let live = json(data, &["account", "show", "mira_k"])["sessions"].as_array().map(Vec::len);
    assert_eq!(live, Some(0), "leaving the program signs out");
}
