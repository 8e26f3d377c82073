//! Accounts out of the house, as an operator takes them out, and back in.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command as Process, Stdio};

use serde_json::Value;

use crate::machine::{Machine, says};
use crate::samples::HASHES;

const BCRYPT: &str = HASHES[3].1;
const PASSWORD: &str = "brass-lantern-over-quiet-water\n";

/// A house with some accounts, of which some are hard to write down.
fn furnished() -> Machine {
    let machine = Machine::new();
    let text = format!(
        "{{\"username\":\"mira\",\"email\":\"=m@example.org\",\"display_name\":\"=1+1, \\\"x\\\"\",\"verified_at\":\"2024-05-01T12:00:00Z\",\"note\":\"@home\"}}\n\
         {{\"username\":\"bob\",\"email\":\"+b@example.org\",\"display_name\":\"'-b\",\"status\":\"suspended\",\"password_hash\":\"{BCRYPT}\",\"must_change\":true}}\n\
         {{\"username\":\"ольга\",\"email\":\"o@example.org\",\"display_name\":\"Ольга\",\"valid_until\":\"2030-01-01T00:00:00Z\"}}\n"
    );
    says(&machine.import("old.jsonl", text, ""), 0, "3 made, 0 already there, 0 refused.");
    machine
}

/// All that a list tells, but for what an import makes anew.
fn told(machine: &Machine) -> Vec<Value> {
    let mut accounts = machine.accounts();
    accounts.retain(|account| account["username"] != "ada");
    for account in &mut accounts {
        account.as_object_mut().unwrap().remove("id");
    }
    accounts
}

#[test]
fn what_was_exported_comes_back_as_it_was() {
    for file in ["all.csv", "all.jsonl"] {
        let machine = furnished();
        let ran = machine.run(&format!("export {file}"), "");
        says(&ran, 0, &format!("4 accounts in {file}"));
        assert_eq!(fs::metadata(machine.path(file)).unwrap().permissions().mode() & 0o777, 0o600);
        let text = fs::read_to_string(machine.path(file)).unwrap();
        assert!(!text.contains("$2b$") && !text.contains("bcrypt"), "no hash leaves unasked");
        if file.ends_with("csv") {
            let cells = text.lines().skip(1).flat_map(|line| line.split(','));
            assert!(cells.clone().all(|cell| !cell.trim_matches('"').starts_with(['=', '+', '-', '@'])), "{text}");
        }
        let other = Machine::new();
        says(&other.import(file, &text, ""), 0, "3 made, 1 already there, 0 refused.");
        assert_eq!(told(&other), told(&machine), "{text}");
        let again = other.run(&format!("export again-{file}"), "");
        assert_eq!(again.code, 0, "{}", again.err);
        let again = fs::read_to_string(other.path(&format!("again-{file}"))).unwrap();
        let sorted = |text: &str| {
            let mut lines: Vec<_> = text.lines().filter(|line| !line.contains("ada@")).map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert_eq!(sorted(&again), sorted(&text));
    }
}

#[test]
fn columns_and_accounts_are_chosen_and_every_export_is_audited() {
    let machine = furnished();
    let ran = machine.run("export --columns username,status --search state:suspended", "");
    assert_eq!((ran.code, ran.out.as_str()), (0, "username,status\nbob,suspended\n"), "{}", ran.err);
    let ran = machine.run("export - --format jsonl --columns username --search !mira", "");
    assert_eq!(ran.out, "{\"username\":\"ada\"}\n{\"username\":\"bob\"}\n{\"username\":\"ольга\"}\n");
    let audit = machine.run("audit list --json --search data_exported", "");
    let rows: Value = serde_json::from_str(&audit.out).unwrap();
    let after: Vec<_> = rows.as_array().unwrap().iter().map(|row| row["after"].as_str().unwrap()).collect();
    assert_eq!(after, ["3 accounts: username; only !mira", "1 account: username, status; only state:suspended"]);
    assert!(rows[0]["actor"]["name"] == "operator");
    for (line, says) in [
        ("export --columns shoes", "There is no column “shoes”."),
        ("export --columns password_hash", "with --with-hashes only"),
        ("export --search role:boss", "role:boss is not known."),
        ("export out.txt", "Say --format csv or --format jsonl."),
        ("export --with-hashes", "--as"),
    ] {
        let ran = machine.run(line, "");
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{line}");
        assert!(ran.err.contains(says), "{line}: {}", ran.err);
    }
}

#[test]
fn hashes_leave_only_with_the_proof_of_an_admin() {
    let machine = furnished();
    // The house asks admins for a second factor otherwise.
    let run = |line: &str, input: &str| machine.run(&format!("{line} --set mfa.required_for=nobody"), input.to_owned());
    let hashes = "export all.csv --with-hashes --password-stdin --columns username";
    let ran = machine.run(&format!("{hashes} --as ada"), PASSWORD);
    assert!(ran.code == 1 && ran.err.contains("two-factor"), "{}", ran.err);
    let ran = run(&format!("{hashes} --as bob"), "tide quarry lantern moss\n");
    assert_eq!(ran.code, 1, "a suspended user: {}", ran.err);
    assert!(!machine.path("all.csv").exists());

    let ran = run(&format!("{hashes} --as ada"), PASSWORD);
    says(&ran, 0, "4 accounts in all.csv");
    let text = fs::read_to_string(machine.path("all.csv")).unwrap();
    // Last, for a wrong guess makes the next one wait.
    let ran = run(&format!("{} --as ada", hashes.replace("all.csv", "more.csv")), "wrong password\n");
    assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{}", ran.err);
    assert!(!machine.path("more.csv").exists());
    assert!(text.starts_with("username,password_hash\nada,v1:bcrypt-hmac256:"), "{text}");
    assert!(text.contains(&format!("bob,{BCRYPT}\n")), "as it came");
    let audit = machine.run("audit list --json --search data_exported", "");
    let rows: Value = serde_json::from_str(&audit.out).unwrap();
    let after: Vec<_> = rows.as_array().unwrap().iter().map(|row| row["after"].as_str().unwrap()).collect();
    assert_eq!(after, ["4 accounts: username, password_hash", "begun: username, password_hash"]);
    assert!(rows.as_array().unwrap().iter().all(|row| row["actor"]["name"] == "ada"));
    assert_eq!(machine.run("audit verify", "").code, 0);
}

#[test]
fn an_export_that_cannot_be_written_leaves_nothing_and_touches_nothing() {
    let machine = furnished();
    fs::create_dir(machine.path("dir.csv")).unwrap();
    fs::write(machine.path("old.csv"), "before").unwrap();
    for (file, says) in
        [("dir.csv", "it is a directory"), ("none/out.csv", "It can't be written"), ("/dev/full", "format")]
    {
        let ran = machine.run(&format!("export {file}"), "");
        assert_eq!(ran.code, 2, "{file}");
        assert!(ran.err.contains(says), "{file}: {}", ran.err);
    }
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut child = Process::new(env!("CARGO_BIN_EXE_vestibule"))
        .args(["export", "-"])
        .env_clear()
        .env("HOME", machine.home.path())
        .stdout(full)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert_eq!(fs::read_to_string(machine.path("old.csv")).unwrap(), "before");
    let left = fs::read_dir(machine.home.path())
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains(".part"));
    assert_eq!(left.count(), 0);
}
