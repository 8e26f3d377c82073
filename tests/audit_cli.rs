//! The desk and the audit from a script.

// A test says that it fails by panicking; the helpers are outside `#[test]`, where Clippy can't know.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value;

const VESTIBULE: &str = env!("CARGO_BIN_EXE_vestibule");

fn run(data: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(VESTIBULE);
    command.args(args).arg("--data-dir").arg(data).stdin(Stdio::null());
    command.env("HOME", data).env_remove("XDG_CONFIG_HOME").output().unwrap()
}

fn text(out: &Output) -> String {
    String::from_utf8(out.stdout.clone()).unwrap()
}

fn json(data: &Path, args: &[&str]) -> Value {
    let out = run(data, &[args, &["--json"]].concat());
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).unwrap()
}

/// A house with an admin and two accounts.
fn house() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let mut setup = Command::new(VESTIBULE)
        .args(["setup", "--username", "ada", "--email", "ada@example.org", "--password-stdin", "--data-dir"])
        .arg(dir.path())
        .env("HOME", dir.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(setup.stdin.as_mut().unwrap(), b"tide quarry lantern moss\n").unwrap();
    assert!(setup.wait().unwrap().success());
    for name in ["olga", "mira_k"] {
        let email = format!("{name}@example.org");
        let out = run(dir.path(), &["account", "create", "--username", name, "--email", &email]);
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    }
    assert!(run(dir.path(), &["account", "suspend", "olga"]).status.success());
    dir
}

#[test]
fn the_desk_is_told_in_words_and_in_json() {
    let house = house();
    let words = text(&run(house.path(), &["desk"]));
    for line in ["accounts              3", "wait for approval     0", "sign-ups in 24 hours  0"] {
        assert!(words.contains(line), "{words}");
    }
    assert!(words.contains("suspended"), "{words}");
    let desk = json(house.path(), &["desk"]);
    assert_eq!(desk["accounts"], 3);
    assert_eq!(desk["newcomers"].as_array().unwrap().len(), 24);
    assert_eq!(desk["recent"][0]["event"], "user_suspended");
    for field in ["at", "waiting", "parked", "letters", "locked", "seats"] {
        assert!(!desk[field].is_null(), "{field}");
    }
}

#[test]
fn the_audit_is_searched_in_its_own_words() {
    let house = house();
    let list = |search: &str| json(house.path(), &["audit", "list", "--search", search]);
    let seqs = |search: &str| {
        list(search).as_array().unwrap().iter().map(|row| row["seq"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    let all = seqs("");
    assert!(all.len() >= 4);
    assert_eq!(list("event:suspended account:olga").as_array().unwrap().len(), 1);
    assert_eq!(seqs("since:1h"), all);
    assert!(seqs("until:1h").is_empty());
    assert_eq!(seqs("actor:operator").len() + seqs("!actor:operator").len(), all.len());
    let out = run(house.path(), &["audit", "list", "--search", "event:flew"]);
    assert_eq!(out.status.code(), Some(2));
    let said = String::from_utf8(out.stderr).unwrap();
    assert!(said.contains("event:flew is not known. It takes a word of what happened"), "{said}");
}

#[test]
fn an_export_is_what_the_list_says() {
    let house = house();
    let listed = json(house.path(), &["audit", "list"]);
    let lines = text(&run(house.path(), &["audit", "export", "--format", "jsonl"]));
    let rows: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(Value::Array(rows), listed);
    let csv = text(&run(house.path(), &["audit", "export", "--format", "csv", "--search", "account:olga", "-"]));
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(names, ["seq", "at", "event", "actor", "actor_id", "subject", "subject_id", "seat", "before", "after"]);
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(records.len(), 2);
    assert!(records.iter().all(|record| &record[5] == "olga"));
}

#[test]
fn a_file_is_for_its_owner_alone_and_nothing_is_written_over() {
    let house = house();
    let file = house.path().join("audit.csv");
    let path = file.to_str().unwrap();
    let export = |more: &[&str]| run(house.path(), &[&["audit", "export", "--format", "csv", path], more].concat());
    let out = export(&[]);
    assert!(out.status.success() && text(&out).contains("rows are in"), "{out:?}");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let first = std::fs::read(&file).unwrap();
    let out = export(&["--search", "event:suspended"]);
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&out.stderr).contains("can't be written"));
    assert_eq!(std::fs::read(&file).unwrap(), first);
    assert!(export(&["--search", "event:suspended", "--force"]).status.success());
    assert!(std::fs::read(&file).unwrap().len() < first.len());
}

#[test]
fn a_format_that_is_none_is_refused() {
    let house = tempfile::tempdir().unwrap();
    let out = run(house.path(), &["audit", "export", "--format", "xlsx"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(!house.path().join("vestibule.db").exists(), "nothing was touched");
}

/// The lines of a command that goes on, as they come; it ends with this.
struct Follower {
    child: Child,
    lines: Receiver<String>,
}

impl Follower {
    fn start(data: &Path, args: &[&str]) -> Self {
        let mut command = Command::new(VESTIBULE);
        command.args(["audit", "list", "--follow"]).args(args).arg("--data-dir").arg(data).env("HOME", data);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let (tell, lines) = channel();
        let out = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| tell.send(line)));
        Self { child, lines }
    }

    fn next(&self) -> String {
        self.lines.recv_timeout(Duration::from_secs(30)).expect("a line")
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_audit_is_followed_while_others_write() {
    let house = house();
    let rows = Follower::start(house.path(), &["--json", "--limit", "1"]);
    let row: Value = serde_json::from_str(&rows.next()).unwrap();
    let last = row["seq"].as_u64().unwrap();
    let some = Follower::start(house.path(), &["--search", "event:restored", "--account", "olga", "--limit", "0"]);
    assert!(some.next().starts_with("when (UTC)"), "the head stands there before there is a row");
    for (at, line) in [["account", "verify", "mira_k"], ["account", "restore", "olga"]].iter().enumerate() {
        assert!(run(house.path(), line).status.success());
        let row: Value = serde_json::from_str(&rows.next()).unwrap();
        assert_eq!(
            (row["seq"].as_u64(), row["actor"]["name"].as_str()),
            (Some(last + 1 + at as u64), Some("operator"))
        );
    }
    let line = some.next();
    assert!(line.contains("restored") && line.contains("olga"), "{line}");
}

#[test]
fn a_follower_shows_what_came_before_oldest_first() {
    let house = house();
    let listed = json(house.path(), &["audit", "list", "--limit", "3"]);
    let rows = Follower::start(house.path(), &["--json", "--limit", "3"]);
    let shown: Vec<Value> = (0..3).map(|_| serde_json::from_str(&rows.next()).unwrap()).collect();
    assert!(shown.iter().eq(listed.as_array().unwrap().iter().rev()));
    assert_eq!(run(house.path(), &["audit", "list", "--follow", "--search", "event:flew"]).status.code(), Some(2));
    assert_eq!(run(house.path(), &["audit", "list", "--follow", "--account", "nobody"]).status.code(), Some(3));
}
