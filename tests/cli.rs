//! The commands, run as scripts run them: the built program, its output, its exit code.

// Helpers of tests may break down: that is how a test fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command as Process, Stdio};

use assert_cmd::Command;
use serde_json::Value;

const PASSWORD: &str = "brass-lantern-over-quiet-water";

/// A machine with nothing on it.
struct Machine {
    home: tempfile::TempDir,
}

/// What a command left behind.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Machine {
    fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap() }
    }

    /// A machine on which `ada` is the first admin.
    fn with_ada() -> Self {
        let machine = Self::new();
        let ran = machine.setup("ada", &format!("{PASSWORD}\n"));
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        machine
    }

    fn path(&self, below: &str) -> PathBuf {
        self.home.path().join(below)
    }

    fn data(&self) -> PathBuf {
        self.path(".local/share/vestibule")
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vestibule"));
        command.env_clear().env("HOME", self.home.path()).current_dir(self.home.path());
        command
    }

    fn run(&self, line: &str) -> Ran {
        finish(self.command().args(line.split_whitespace()))
    }

    fn setup(&self, username: &str, input: &str) -> Ran {
        let email = format!("{username}@example.org");
        let mut command = self.command();
        command.args(["setup", "--username", username, "--email", &email, "--password-stdin"]);
        finish(command.args(["--display-name", "Ada Palmer"]).write_stdin(input))
    }

    fn json(&self, line: &str) -> Value {
        let ran = self.run(line);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{line}");
        serde_json::from_str(&ran.out).unwrap()
    }
}

fn finish(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

/// The names of an object's fields, sorted.
fn fields(object: &Value) -> Vec<&str> {
    let mut names: Vec<_> = object.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

fn is_time(value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    text.len() == "2026-08-24T14:03:07.120Z".len() && text.ends_with('Z') && text.as_bytes()[10] == b'T'
}

#[test]
fn set_up_makes_the_first_admin_once() {
    let machine = Machine::new();
    let ran = machine.setup("ada", &format!("{PASSWORD}\n"));
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.starts_with("ada is the first admin."), "{}", ran.out);

    // The letter was delivered, and is where the output says.
    let letter = ran.out.lines().nth(1).unwrap().rsplit(' ').next().unwrap();
    assert!(fs::read_to_string(letter).unwrap().contains("ada@example.org"), "{}", ran.out);

    let again = machine.setup("eve", &format!("{PASSWORD}\n"));
    assert_eq!((again.code, again.out.as_str()), (1, ""));
    assert!(again.err.contains("There is an account already."), "{}", again.err);
    assert_eq!(machine.json("account list --json").as_array().unwrap().len(), 1);
}

#[test]
fn the_password_of_set_up_is_the_input_without_its_line_break() {
    // What is read is hashed at once, so it shows in the length that the policy counts: 15 characters.
    for (input, code) in [("fourteen.chars\n", 1), ("fourteen.chars\r\n", 1), ("mop.fifteen.jar\n", 0)] {
        assert_eq!(Machine::new().setup("ada", input).code, code, "{input:?}");
    }
}

#[test]
fn set_up_refuses_what_it_is_given_wrong_before_it_makes_anything() {
    for (line, input, says) in [
        ("setup --username a --email a@example.org --password-stdin", PASSWORD, "--username: Use at least 3"),
        ("setup --username ada --email ada --password-stdin", PASSWORD, "--email: That does not look like"),
        ("setup --username ada --email ada@example.org --password-stdin", "", "There is no password"),
        ("setup --username ada --email ada@example.org", PASSWORD, "--password-stdin"),
        ("setup --username ada --email a@example.org --password hunter22", PASSWORD, "unexpected argument"),
    ] {
        let machine = Machine::new();
        let ran = finish(machine.command().args(line.split_whitespace()).write_stdin(input));
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{line}");
        assert!(ran.err.contains(says), "{line}: {}", ran.err);
        assert!(!machine.path(".local").exists(), "{line}");
    }
    let machine = Machine::new();
    let ran = machine.setup("ada", "too short\n");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("Use at least 15 characters") && !ran.err.contains("too short"), "{}", ran.err);
    assert_eq!(machine.json("account list --json").as_array().unwrap().len(), 0);
}

#[test]
fn what_is_made_is_for_the_owner_alone() {
    let machine = Machine::with_ada();
    let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(machine.data()), 0o700);
    for file in ["vestibule.db", "secret.key"] {
        assert_eq!(mode(machine.data().join(file)), 0o600, "{file}");
    }
}

#[test]
fn an_account_is_written_as_promised() {
    const FIELDS: [&str; 15] = [
        "created_at",
        "display_name",
        "email",
        "id",
        "last_login_at",
        "last_seat",
        "role",
        "standing",
        "status",
        "trashed_at",
        "username",
        "valid_from",
        "valid_until",
        "verified_at",
        "version",
    ];
    let machine = Machine::with_ada();
    let list = machine.json("account list --json");
    let ada = &list.as_array().unwrap()[0];
    assert_eq!(fields(ada), FIELDS);
    assert_eq!(
        (&ada["username"], &ada["display_name"], &ada["email"], &ada["role"], &ada["status"]),
        (&"ada".into(), &"Ada Palmer".into(), &"ada@example.org".into(), &"admin".into(), &"active".into())
    );
    assert!(ada["verified_at"].is_null(), "null, and not missing");
    assert!(is_time(&ada["created_at"]));

    for who in ["ada", "ADA", "ada@example.org"] {
        let shown = machine.json(&format!("account show {who} --json"));
        assert_eq!(shown["id"], ada["id"]);
        let mut expected = [&FIELDS[..], &["challenges", "letters", "locked_until", "note", "password"]].concat();
        expected.extend(["recent", "recovery_codes_left", "second_factor_since", "sessions", "updated_at"]);
        expected.sort_unstable();
        assert_eq!(fields(&shown), expected);
        assert_eq!(shown["sessions"], Value::Array(Vec::new()), "the session of set-up is over");
        assert!(shown["recent"].as_array().unwrap().iter().any(|row| row["event"] == "sys_setup"));
    }
    let table = machine.run("account show ada");
    assert!(table.code == 0 && table.out.contains("Ada Palmer") && table.out.contains("set up"), "{}", table.out);
}

#[test]
fn the_audit_and_the_letters_are_written_as_promised() {
    let machine = Machine::with_ada();
    let audit = machine.json("audit list --json");
    let rows = audit.as_array().unwrap();
    assert_eq!(fields(&rows[0]), ["actor", "after", "at", "before", "event", "seat", "seq", "subject"]);
    assert!(rows.windows(2).all(|pair| pair[0]["seq"].as_u64() > pair[1]["seq"].as_u64()), "newest first");
    let set_up = rows.iter().find(|row| row["event"] == "sys_setup").unwrap();
    assert_eq!((set_up["actor"]["name"].as_str(), set_up["seat"].as_str()), (Some("ada"), Some("console")));
    assert_eq!(fields(&set_up["actor"]), ["id", "name"]);
    assert!(is_time(&set_up["at"]));
    assert_eq!(machine.json("audit list --json --limit 1").as_array().unwrap().len(), 1);
    assert_eq!(machine.json("audit list --json --search nobodys-word"), Value::Array(Vec::new()));
    assert_eq!(machine.json("audit list --json --account ada").as_array().unwrap().len(), rows.len());

    let mail = machine.json("mail list --json");
    let letter = &mail.as_array().unwrap()[0];
    let names = "carrier created_at id kind last_error provider_id send_after sent_at state to tries";
    assert_eq!(fields(letter), names.split(' ').collect::<Vec<_>>());
    assert_eq!(
        (letter["kind"].as_str(), letter["state"].as_str(), letter["carrier"].as_str(), letter["tries"].as_u64()),
        (Some("confirm_email"), Some("sent"), Some("file"), Some(1))
    );
    assert!(is_time(&letter["sent_at"]) && letter["last_error"].is_null());
    assert!(!machine.run("mail list --json").out.contains("args"));
}

#[test]
fn tables_are_plain_and_say_when_there_is_more() {
    let machine = Machine::with_ada();
    for line in ["account list", "account show ada", "audit list", "mail list", "config", "--help"] {
        let ran = machine.run(line);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{line}");
        assert!(!ran.out.contains('\u{1b}'), "{line}");
    }
    let ran = machine.run("audit list --limit 1");
    assert!(ran.out.contains("\n1 of ") && ran.out.contains("--limit N shows more"), "{}", ran.out);
    assert_eq!(machine.run("account list --search xyzzy").out.lines().last(), Some("No accounts."));
}

#[test]
fn who_is_not_there_is_exit_code_3() {
    let machine = Machine::with_ada();
    for who in ["eve", "eve@example.org", "%"] {
        let ran = machine.run(&format!("account show {who} --json"));
        assert_eq!((ran.code, ran.out.as_str()), (3, ""));
        assert_eq!(ran.err, format!("vestibule: There is no account {who}.\n"));
    }
    assert_eq!(machine.run("audit list --account eve").code, 3);
}

#[test]
fn wrong_configuration_is_exit_code_2_and_nothing_is_touched() {
    let broken = "[password]\nmin_length = 7\n";
    for (variable, file, line, says) in [
        (("VESTIBULE_UI_MOUSE", "maybe"), "", "account list", "VESTIBULE_UI_MOUSE: ui.mouse is “maybe”"),
        (("API_KEY", "k3y"), "", "account list", "API_KEY: Mailjet is set up by half"),
        (("X", "x"), broken, "account list", "config.toml:2: password.min_length is 7; expected 8 to 64"),
        (("X", "x"), broken, "demo", "config.toml:2: password.min_length is 7; expected 8 to 64"),
        (("X", "x"), broken, "", "config.toml:2: password.min_length is 7; expected 8 to 64"),
        (("X", "x"), "", "account list --set ui.mice=1", "--set: there is no setting ui.mice"),
        (("X", "x"), "", "account list --config nowhere.toml", "--config: "),
        (("X", "x"), "", "account list --nonsense", "unexpected argument"),
        (("X", "x"), "", "account list --sort shoe-size", "invalid value"),
    ] {
        let machine = Machine::new();
        fs::create_dir_all(machine.path(".config/vestibule")).unwrap();
        fs::write(machine.path(".config/vestibule/config.toml"), file).unwrap();
        let mut command = machine.command();
        let ran = finish(
            command.env(variable.0, variable.1).env("TMPDIR", machine.home.path()).args(line.split_whitespace()),
        );
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{line}");
        assert!(ran.err.contains(says), "{line}: {}", ran.err);
        let left: Vec<_> = fs::read_dir(machine.home.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, [".config"], "{line}");
    }
}

#[test]
fn config_shows_every_value_and_its_source_but_no_secret() {
    let machine = Machine::new();
    fs::create_dir_all(machine.path(".config/vestibule")).unwrap();
    fs::write(machine.path(".config/vestibule/config.toml"), "[site]\nname = \"The Library\"\n").unwrap();
    fs::write(machine.path("secret"), "planted-secret\n").unwrap();
    for line in ["config", "config --json", "config --markdown"] {
        let mut command = machine.command();
        command.env("API_KEY", "planted-key").env("VESTIBULE_MAIL_API_SECRET_FILE", machine.path("secret"));
        command.env("SENDER_EMAIL", "desk@example.org").env("VESTIBULE_MASTER_KEY", "planted-master");
        let ran = finish(command.args(line.split_whitespace()).args(["--seat", "front-desk"]));
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{line}");
        assert!(!ran.out.contains("planted"), "{line}: {}", ran.out);
        for setting in vestibule::config::SETTINGS {
            assert!(ran.out.contains(setting.key), "{line}: {}", setting.key);
        }
        if line == "config --json" {
            let all: Value = serde_json::from_str(&ran.out).unwrap();
            let of = |key: &str| all.as_array().unwrap().iter().find(|entry| entry["key"] == key).unwrap().clone();
            assert_eq!(
                (of("mail.api_key")["value"].as_str(), of("mail.api_key")["source"].as_str()),
                (Some("…"), Some("API_KEY"))
            );
            assert_eq!(of("seat")["source"], "--seat");
            assert!(of("site.name")["source"].as_str().unwrap().ends_with("config.toml:2"));
            assert_eq!(of("mail.carrier")["value"], "mailjet");
        }
    }
    assert!(!machine.data().exists(), "showing a configuration makes nothing");
}

#[test]
fn a_reader_that_hangs_up_is_no_failure() {
    let machine = Machine::with_ada();
    for line in ["account list --json", "audit list", "config"] {
        let mut child = Process::new(env!("CARGO_BIN_EXE_vestibule"))
            .args(line.split_whitespace())
            .env_clear()
            .env("HOME", machine.home.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""), "{line}");
    }
}

#[test]
fn without_a_terminal_the_screen_says_so() {
    let machine = Machine::new();
    let ran = finish(machine.command().write_stdin(""));
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.starts_with("vestibule: Vestibule draws on a terminal"), "{}", ran.err);
    assert!(!machine.data().exists());
}

#[test]
fn a_lost_or_wrong_master_key_is_told_and_nothing_is_made_anew() {
    let machine = Machine::with_ada();
    let key = machine.data().join("secret.key");
    let kept = fs::read(&key).unwrap();
    fs::remove_file(&key).unwrap();
    let ran = machine.run("account list");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("is missing") && !key.exists(), "{}", ran.err);

    let other = Machine::with_ada();
    fs::copy(other.data().join("secret.key"), &key).unwrap();
    let ran = machine.run("account list");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("The master key does not fit this database."), "{}", ran.err);

    fs::write(&key, kept).unwrap();
    assert_eq!(machine.run("account list").code, 0);
}

#[test]
fn help_says_what_it_is_and_what_exit_codes_mean() {
    let machine = Machine::new();
    let help = machine.run("--help").out;
    assert!(help.starts_with("Vestibule keeps accounts at the terminal: people sign up"), "{help}");
    for word in ["setup", "account", "mail", "audit", "config", "demo", "3  not found"] {
        assert!(help.contains(word), "{word}");
    }
    assert!(machine.run("account list --help").out.contains("last_login_at"));
}

#[test]
fn keys_are_replaced_by_name_and_never_shown() {
    let machine = Machine::with_ada();
    let before = machine.json("keys list --json");
    let before = before.as_array().unwrap();
    assert_eq!(before.len(), 3);
    for key in before {
        assert_eq!(fields(key), ["created_at", "hashes", "name", "purpose", "retired_at"]);
        assert!(is_time(&key["created_at"]) && key["retired_at"].is_null());
    }
    let pepper = before.iter().find(|key| key["purpose"] == "pepper").unwrap();
    assert_eq!((&pepper["name"], &pepper["hashes"]), (&Value::from("k1"), &Value::from(1)));

    let rotated = machine.json("keys rotate --json");
    assert_eq!(fields(&rotated), ["keys", "lost", "resealed", "unreadable", "waiting"]);
    assert_eq!(rotated["keys"].as_array().unwrap().len(), 3);
    assert_eq!(fields(&rotated["keys"][0]), ["new", "old", "purpose", "removed"]);
    let ran = machine.run("keys list");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.starts_with("key ") && ran.out.lines().count() == 7, "{}", ran.out);
    assert!(ran.out.contains("pepper ") && ran.out.contains("k2"), "{}", ran.out);

    // Ada has not signed in since.
    let refused = machine.run("keys rotate --pepper");
    assert_eq!((refused.code, refused.out.as_str()), (1, ""));
    assert!(refused.err.contains("still need pepper k1") && refused.err.contains("--drop-oldest"), "{}", refused.err);
    let ran = machine.run("keys rotate --pepper --drop-oldest");
    assert!(ran.out.starts_with("The pepper key is now k3; k2 still reads what it made. Gone: k1."), "{}", ran.out);
    assert!(ran.out.contains("Passwords and recovery codes given up: 1."), "{}", ran.out);
    let ran = machine.run("keys rotate --sealing");
    assert_eq!(
        (ran.code, ran.out.lines().next().unwrap()),
        (0, "The sealing key is now 3; 2 still reads what it made. Gone: 1.")
    );
    let rows = machine.json("audit list --json --search rotated");
    assert_eq!(rows.as_array().unwrap().len(), 3);
    assert_eq!((&rows[0]["actor"]["name"], &rows[0]["after"]), (&Value::from("operator"), &Value::from("sealing 3")));
    assert_eq!(machine.run("account show ada").code, 0);
}

#[test]
fn the_audit_is_checked_against_a_head_that_was_noted() {
    let machine = Machine::with_ada();
    let verdict = machine.json("audit verify --json");
    assert_eq!(fields(&verdict), ["broken", "head", "rows", "unbroken", "unchained"]);
    let rows = verdict["rows"].as_u64().unwrap();
    assert_eq!((verdict["unbroken"].as_bool(), verdict["head"]["seq"].as_u64()), (Some(true), Some(rows)));
    let ran = machine.run("audit verify");
    let head = format!("{rows}:{}", verdict["head"]["link"].as_str().unwrap());
    assert_eq!((ran.code, ran.out), (0, format!("{rows} rows, unbroken. Head {head}\n")));
    machine.run("keys rotate");
    assert_eq!(machine.run(&format!("audit verify --expect {head}")).code, 0, "more may have happened");
    let wrong = machine.run("audit verify --expect 1:ab");
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("a head as `vestibule audit verify` prints it"), "{}", wrong.err);

    let conn = rusqlite::Connection::open(machine.data().join("vestibule.db")).unwrap();
    conn.execute_batch("DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_never_shortened").unwrap();
    conn.execute_batch("DELETE FROM audit WHERE event = 'crypto_keys_rotated'").unwrap();
    let cut = format!("{}:{}", rows + 1, "ab".repeat(32));
    assert_eq!(machine.run("audit verify").code, 0);
    let ran = machine.run(&format!("audit verify --expect {cut}"));
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.contains(&format!("Row {} of the audit does not fit the chain: it is missing", rows + 1)),
        "{}",
        ran.err
    );

    conn.execute_batch("UPDATE audit SET seat = 'elsewhere' WHERE seq = 2").unwrap();
    let ran = machine.run("audit verify --json");
    let verdict: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((ran.code, verdict["unbroken"].as_bool(), verdict["broken"]["seq"].as_u64()), (1, Some(false), Some(2)));
    assert!(
        ran.err.contains("Row 2 of the audit does not fit the chain: it, or a row before it, was changed"),
        "{}",
        ran.err
    );
}

#[test]
fn searches_are_saved_by_name_and_used_by_the_list() {
    let machine = Machine::with_ada();
    assert_eq!(machine.run("search list").out, "No saved searches.\n");
    assert_eq!(machine.json("search list --json"), serde_json::json!([]));
    let saved = machine.run("search save Admins role:admin");
    assert_eq!((saved.code, saved.out.as_str()), (0, "Admins is saved.\n"));
    assert!(saved.err.contains("acting as operator"), "{}", saved.err);
    machine.run("search save nobody role:user");
    let all = serde_json::json!([{"name": "Admins", "query": "role:admin"}, {"name": "nobody", "query": "role:user"}]);
    assert_eq!(machine.json("search list --json"), all);
    assert_eq!(machine.json("account list --saved ADMINS --json").as_array().unwrap().len(), 1);
    assert_eq!(machine.json("account list --saved nobody --json").as_array().unwrap().len(), 0);
    for (line, code, says) in [
        ("account list --saved other", 3, "No saved search is called other; `vestibule search list` lists them."),
        ("account list --saved Admins --search ada", 2, "cannot be used with"),
        ("search save mine role:", 2, "role: needs a value, e.g. role:admin"),
        ("search save mine !", 2, "There is no search to save."),
        ("search remove other", 3, "No saved search is called other"),
    ] {
        let ran = machine.run(line);
        assert_eq!(ran.code, code, "{line}: {}", ran.err);
        assert!(ran.err.contains(says), "{line}: {}", ran.err);
    }
    assert_eq!(machine.run("search remove admins").out, "admins is removed.\n");
    assert_eq!(machine.json("search list --json").as_array().unwrap().len(), 1);
}

/// Where manual pages and completions lie in the source, for whoever packs the program.
fn shipped(below: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(below)
}

#[test]
fn the_manual_and_the_completions_that_are_shipped_are_those_of_the_program() {
    let machine = Machine::new();
    assert_eq!(machine.run("man pages").code, 0);
    let mut made: Vec<(PathBuf, Vec<u8>)> = fs::read_dir(machine.path("pages"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (shipped("docs/man").join(entry.file_name()), fs::read(entry.path()).unwrap()))
        .collect();
    for (shell, name) in [("bash", "vestibule.bash"), ("zsh", "_vestibule"), ("fish", "vestibule.fish")] {
        let ran = machine.run(&format!("completions {shell}"));
        assert_eq!(ran.code, 0);
        made.push((shipped("assets/completions").join(name), ran.out.into_bytes()));
    }
    let renew = std::env::var_os("RENEW_SHIPPED").is_some();
    if renew {
        let _ = fs::remove_dir_all(shipped("docs/man"));
        fs::create_dir_all(shipped("docs/man")).unwrap();
    }
    for (path, text) in &made {
        if renew {
            fs::write(path, text).unwrap();
        }
        assert!(
            fs::read(path).is_ok_and(|there| there == *text),
            "{} is not what the program writes. Renew it: RENEW_SHIPPED=1 cargo test --test cli shipped",
            path.display()
        );
    }
    let pages = fs::read_dir(shipped("docs/man")).unwrap().count();
    assert_eq!(pages + 3, made.len(), "a page of a command that is gone");
}
