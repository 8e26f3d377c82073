//! Backups, putting them back, the doctor, completions and manual pages: the built program, as an operator uses it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use age::secrecy::ExposeSecret;
use assert_cmd::Command;
use serde_json::Value;

const PASSWORD: &str = "brass-lantern-over-quiet-water";

/// A machine on which `ada` is the first admin.
struct Machine {
    home: tempfile::TempDir,
}

struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Machine {
    fn empty() -> Self {
        Self { home: tempfile::tempdir().unwrap() }
    }

    fn new() -> Self {
        let machine = Self::empty();
        let ran = machine.with_input("setup --username ada --email ada@example.org --password-stdin", PASSWORD);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        machine
    }

    fn path(&self, below: &str) -> PathBuf {
        self.home.path().join(below)
    }

    fn data(&self) -> PathBuf {
        self.path(".local/share/vestibule")
    }

    fn run(&self, line: &str) -> Ran {
        self.with_input(line, "")
    }

    fn with_input(&self, line: &str, input: &str) -> Ran {
        let output = Command::new(env!("CARGO_BIN_EXE_vestibule"))
            .env_clear()
            .env("HOME", self.home.path())
            .current_dir(self.home.path())
            .args(line.split_whitespace())
            .write_stdin(input)
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    fn good(&self, line: &str) -> Ran {
        let ran = self.run(line);
        assert_eq!(ran.code, 0, "{line}: {}{}", ran.out, ran.err);
        ran
    }

    fn import(&self, name: &str) {
        let csv = format!("username,email\n{name},{name}@example.org\n");
        fs::write(self.path("one.csv"), csv).unwrap();
        self.good("import one.csv");
    }

    fn names(&self) -> Vec<String> {
        let rows: Value = serde_json::from_str(&self.good("account list --json").out).unwrap();
        rows.as_array().unwrap().iter().map(|row| row["username"].as_str().unwrap().to_owned()).collect()
    }

    /// Names of all files in the data directory.
    fn files(&self) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(self.data()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

#[test]
fn a_backup_is_put_back_on_a_new_machine_with_its_key() {
    let old = Machine::new();
    old.import("mira");
    let ran = old.good("backup all.db");
    assert!(ran.out.contains("holds 2 accounts") && ran.out.contains("secret.key"), "{}", ran.out);
    assert_eq!(fs::metadata(old.path("all.db")).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(old.files().iter().all(|name| !name.contains("draft")), "{:?}", old.files());
    assert!(old.good("audit list").out.contains("made a backup"));

    let new = Machine::empty();
    fs::create_dir_all(new.data()).unwrap();
    let without = new.run(&format!("restore {}", old.path("all.db").display()));
    assert_eq!(without.code, 1);
    assert!(without.err.contains("secret.key is missing"), "{}", without.err);
    fs::copy(old.data().join("secret.key"), new.data().join("secret.key")).unwrap();
    let ran = new.good(&format!("restore {}", old.path("all.db").display()));
    assert!(ran.out.contains("The backup is whole: 2 accounts"), "{}", ran.out);
    assert_eq!(new.names(), ["ada", "mira"]);
    assert!(new.good("audit list").out.contains("put a backup back"));
    assert!(new.good("audit verify").out.contains("unbroken"));
    assert!(new.files().iter().all(|name| !name.contains("draft")), "{:?}", new.files());
}

#[test]
fn accounts_that_are_here_are_replaced_only_with_force_and_kept() {
    let machine = Machine::new();
    machine.good("backup all.db");
    machine.import("mira");
    let refused = machine.run("restore all.db");
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("Say --force to replace them"), "{}", refused.err);
    assert!(machine.good("restore all.db --dry-run --force").out.contains("Nothing was changed."));
    assert_eq!(machine.names(), ["ada", "mira"]);

    let ran = machine.good("restore all.db --force");
    assert_eq!(machine.names(), ["ada"]);
    let kept = machine.files().into_iter().find(|name| name.starts_with("vestibule.db.before-")).unwrap();
    assert!(ran.out.contains(&kept), "{}", ran.out);
    machine.good(&format!("restore {} --force", machine.data().join(kept).display()));
    assert_eq!(machine.names(), ["ada", "mira"]);
}

#[test]
fn letters_of_a_backup_are_not_sent_again() {
    let machine = Machine::new();
    machine.good("backup all.db");
    machine.good("restore all.db --force");
    let letters: Value = serde_json::from_str(&machine.good("mail list --json").out).unwrap();
    assert!(letters.as_array().unwrap().iter().all(|letter| letter["state"] != "queued"), "{letters}");
}

#[test]
fn an_encrypted_backup_opens_with_its_key_alone() {
    let machine = Machine::new();
    let (mine, other) = (age::x25519::Identity::generate(), age::x25519::Identity::generate());
    fs::write(machine.path("mine"), mine.to_string().expose_secret()).unwrap();
    fs::write(machine.path("other"), other.to_string().expose_secret()).unwrap();
    let ran = machine.good(&format!("backup all.age --to {} --json", mine.to_public()));
    let json: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((json["encrypted"].as_bool(), json["accounts"].as_u64()), (Some(true), Some(1)));
    let sealed = fs::read(machine.path("all.age")).unwrap();
    assert!(sealed.starts_with(b"age-encryption.org/v1"));
    assert!(!sealed.windows(15).any(|part| part == b"ada@example.org"));
    machine.import("mira");

    for (line, code, says) in [
        ("restore all.age --force", 2, "--identity"),
        ("restore all.age --force --identity other", 2, "none of its keys opens this backup"),
        ("restore all.age --force --identity nowhere", 2, "can't be used"),
        ("restore nowhere.db", 3, "There is no file nowhere.db."),
    ] {
        let ran = machine.run(line);
        assert_eq!(ran.code, code, "{line}: {}", ran.err);
        assert!(ran.err.contains(says), "{line}: {}", ran.err);
    }
    assert_eq!(machine.names(), ["ada", "mira"]);
    machine.good("restore all.age --force --identity mine");
    assert_eq!(machine.names(), ["ada"]);
}

#[test]
fn what_is_no_backup_or_a_damaged_one_changes_nothing() {
    let machine = Machine::new();
    machine.good("backup all.db");
    let whole = fs::read(machine.path("all.db")).unwrap();
    let mut torn = whole.clone();
    torn[20_000..60_000].fill(0x5A);
    let other = Machine::new();
    other.good("backup theirs.db");
    fs::copy(other.path("theirs.db"), machine.path("theirs.db")).unwrap();
    fs::write(machine.path("torn.db"), torn).unwrap();
    fs::write(machine.path("cut.db"), &whole[..whole.len() / 2]).unwrap();
    fs::write(machine.path("empty.db"), "").unwrap();
    fs::write(machine.path("text.db"), "username,email\n".repeat(500)).unwrap();
    for (name, says) in [
        ("torn.db", "damaged"),
        ("cut.db", "damaged"),
        ("empty.db", "not a Vestibule database"),
        ("text.db", "not a Vestibule database"),
        ("theirs.db", "master key does not fit"),
    ] {
        let ran = machine.run(&format!("restore {name} --force"));
        assert_eq!(ran.code, 1, "{name}: {}", ran.err);
        assert!(ran.err.contains(says), "{name}: {}", ran.err);
    }
    assert_eq!(machine.names(), ["ada"]);
    assert!(machine.files().iter().all(|name| !name.contains("draft") && !name.contains("before")));
}

#[test]
fn a_backup_never_replaces_a_file_unasked_and_goes_to_a_pipe() {
    let machine = Machine::new();
    fs::write(machine.path("all.db"), "mine").unwrap();
    let ran = machine.run("backup all.db");
    assert_eq!((ran.code, fs::read_to_string(machine.path("all.db")).unwrap().as_str()), (2, "mine"));
    machine.good("backup all.db --force");
    assert!(fs::read(machine.path("all.db")).unwrap().starts_with(b"SQLite format 3"));
    assert!(machine.run("backup -").out.starts_with("SQLite format 3"));
    let ran = machine.run("backup there/is/no/such/place.db");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("can't be written"), "{}", ran.err);
    let ran = machine.run("backup x.db --to AGE-SECRET-KEY-1QQPQ");
    assert!(ran.code == 2 && !ran.err.contains("1QQPQ"), "{}", ran.err);
    machine.good("backup");
    assert!(fs::read_dir(machine.data().join("backups")).unwrap().count() == 1);
}

fn verdicts(machine: &Machine, line: &str) -> (i32, Vec<(String, String, String)>) {
    let ran = machine.run(line);
    let rows: Value = serde_json::from_str(&ran.out).unwrap();
    let field = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let rows = rows.as_array().unwrap().iter();
    (ran.code, rows.map(|row| (field(row, "check"), field(row, "verdict"), field(row, "says"))).collect())
}

#[test]
fn the_doctor_finds_what_is_wrong_and_says_what_to_do() {
    let machine = Machine::new();
    let (code, found) = verdicts(&machine, "doctor --json");
    assert_eq!(code, 0, "{found:?}");
    assert!(found.iter().all(|(_, verdict, _)| verdict != "bad"), "{found:?}");
    let of = |found: &[(String, String, String)], check: &str| {
        found.iter().find(|row| row.0 == check).unwrap_or_else(|| panic!("{check}: {found:?}")).1.clone()
    };
    assert_eq!(of(&found, "backup"), "look");
    assert_eq!(of(&found, "admins"), "look");
    assert_eq!(of(&found, "audit"), "good");
    machine.good("backup all.db");
    assert_eq!(of(&verdicts(&machine, "doctor --json").1, "backup"), "good");

    // Files that others can read; a program that opens them would mend them, so one that it does not open.
    fs::set_permissions(machine.data(), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(of(&verdicts(&machine, "doctor --json").1, "data directory"), "look");
    let log = machine.data().join("vestibule.log");
    fs::write(&log, "").unwrap();
    fs::set_permissions(&log, fs::Permissions::from_mode(0o644)).unwrap();
    let (code, found) = verdicts(&machine, "doctor --json");
    assert_eq!((code, of(&found, "files").as_str()), (1, "bad"));
    fs::remove_file(&log).unwrap();

    // A row of the audit that somebody changed.
    let conn = rusqlite::Connection::open(machine.data().join("vestibule.db")).unwrap();
    conn.execute_batch("DROP TRIGGER audit_is_never_changed; UPDATE audit SET actor = 'eve' WHERE seq = 2;").unwrap();
    let (code, found) = verdicts(&machine, "doctor --json");
    assert_eq!((code, of(&found, "audit").as_str()), (1, "bad"));
    let table = machine.run("doctor");
    assert!(table.out.contains("✗ audit") && table.out.contains("  → "), "{}", table.out);

    // A clock that was set back: the last event lies ahead.
    let other = Machine::new();
    let conn = rusqlite::Connection::open(other.data().join("vestibule.db")).unwrap();
    conn.execute_batch("DROP TRIGGER audit_is_never_changed; UPDATE audit SET at = at + 86400000;").unwrap();
    assert_eq!(of(&verdicts(&other, "doctor --json").1, "clock"), "bad");

    // The key is gone.
    fs::remove_file(other.data().join("secret.key")).unwrap();
    let (code, found) = verdicts(&other, "doctor --json");
    assert_eq!((code, of(&found, "database").as_str()), (1, "bad"));
}

#[test]
fn a_test_letter_says_where_it_went() {
    let machine = Machine::new();
    let ran = machine.good("doctor --send-test ada@example.org");
    let line = ran.out.lines().find(|line| line.contains("test letter")).unwrap();
    let path = line.rsplit(' ').next().unwrap();
    assert!(fs::read_to_string(path).unwrap().contains("ada@example.org"), "{line}");
    assert_eq!(machine.run("doctor --send-test nobody").code, 2);
}

#[test]
fn completions_and_manual_pages_know_every_command() {
    let machine = Machine::empty();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let text = machine.good(&format!("completions {shell}")).out;
        assert!(text.contains("break-glass") && text.contains("doctor"), "{shell}");
    }
    assert!(machine.good("man").out.contains(".TH VESTIBULE 1"));
    machine.good("man pages");
    let page = fs::read_to_string(machine.path("pages/vestibule-account-break-glass.1")).unwrap();
    assert!(page.contains("only admin"), "{page}");
    assert!(!machine.data().exists(), "nothing was opened for it");
}
