//! Who may sign up, from scripts: rules of the house, who waits, invitations, run as the built program.

// Helpers of tests may break down: that is how a test fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::path::Path;
use std::sync::Arc;

use assert_cmd::Command;
use serde_json::Value;
use vestibule::auth::Auth;
use vestibule::auth::signup::SignUp;
use vestibule::config::{Config, Environment, Flag, Flags};
use vestibule::domain::{DisplayName, Seat};
use vestibule::house::House;

const PASSWORD: &str = "brass-lantern-over-quiet-water";
/// What every command that changes something says first.
const AS_OPERATOR: &str = "acting as operator (local)\n";

struct Machine {
    home: tempfile::TempDir,
}

struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Machine {
    /// A machine on which `ada` is the first admin.
    fn new() -> Self {
        let machine = Self { home: tempfile::tempdir().unwrap() };
        let ran = machine
            .with_input("setup --username ada --email ada@example.org --password-stdin", &format!("{PASSWORD}\n"));
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        machine
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vestibule"));
        command.env_clear().env("HOME", self.home.path()).current_dir(self.home.path());
        command.args(line.split_whitespace());
        command
    }

    fn run(&self, line: &str) -> Ran {
        finish(&mut self.command(line))
    }

    fn with_input(&self, line: &str, input: &str) -> Ran {
        finish(self.command(line).write_stdin(input))
    }

    fn json(&self, line: &str) -> Value {
        let ran = self.run(line);
        assert_eq!((ran.code, ran.err.replace(AS_OPERATOR, "").as_str()), (0, ""), "{line}");
        serde_json::from_str(&ran.out).unwrap()
    }

    /// The core, as a terminal has it.
    fn core(&self) -> Arc<Auth> {
        let data: &Path = &self.home.path().join(".local/share/vestibule");
        let flag = Flag { name: "--data-dir", key: "data.dir".to_owned(), value: data.into() };
        let env = Environment { working_dir: data.to_owned(), ..Environment::default() };
        let config = Config::load(&env, &Flags { set: vec![flag], ..Flags::default() }).unwrap();
        House::open(&config).unwrap().auth
    }

    fn sign_up(&self, core: &Auth, name: &str) {
        let form = SignUp {
            username: name.parse().unwrap(),
            email: format!("{name}@example.org").parse().unwrap(),
            display_name: DisplayName::default(),
            password: PASSWORD.into(),
            invite: None,
        };
        core.sign_up(&Seat::new("front-desk"), form).unwrap();
    }
}

fn finish(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

#[test]
fn a_rule_is_set_shown_and_unset_and_holds_at_a_terminal_that_is_open() {
    let machine = Machine::new();
    let core = machine.core();
    assert_eq!(core.doors().unwrap().sign_up.as_str(), "open");
    let ran = machine.run("settings set sign_up.mode closed --dry-run");
    assert_eq!((ran.code, ran.out.as_str()), (0, "sign_up.mode would be closed; it is open.\n"));
    assert_eq!(machine.run("settings get sign_up.mode").out, "open\n");
    let changed = machine.json("settings set sign_up.mode closed --json");
    assert_eq!((changed["before"].as_str(), changed["after"].as_str()), (Some("open"), Some("closed")));
    assert_eq!(core.doors().unwrap().sign_up.as_str(), "closed");
    let rows = machine.json("settings list --json");
    let row = rows.as_array().unwrap().iter().find(|row| row["key"] == "sign_up.mode").unwrap();
    assert_eq!((row["set_by"].as_str(), row["source"].as_str()), (Some("database"), Some("database")));
    let config = machine.json("config --json");
    let row = config.as_array().unwrap().iter().find(|row| row["key"] == "sign_up.mode").unwrap();
    assert_eq!((row["value"].as_str(), row["source"].as_str()), (Some("closed"), Some("database")));
    assert!(machine.run("audit list").out.contains("changed a setting"));
    assert_eq!(machine.run("settings unset sign_up.mode").code, 0);
    assert_eq!(core.doors().unwrap().sign_up.as_str(), "open");
}

#[test]
fn what_can_not_be_set_says_why_and_by_which_code() {
    let machine = Machine::new();
    std::fs::write(machine.home.path().join("v.toml"), "[sign_up]\n\nmode = \"open\"\n").unwrap();
    for (line, code, says) in [
        ("settings set sign_up.mode ajar", 2, "It takes open or approve or invite or closed."),
        ("settings set data.dir /tmp", 2, "belongs to one machine"),
        ("settings set none.such 1", 3, "There is no setting none.such"),
        ("settings get none.such", 3, "no rule of the house"),
        ("settings set sign_up.mode closed --config v.toml", 1, "v.toml:3. Change it there."),
        ("settings set sign_up.mode", 2, "VALUE"),
        ("signup approve nobody", 3, "1 of 1 not found."),
        ("signup approve", 2, "NAME"),
        ("invite create --uses 0", 2, "1 to 1000 people"),
        ("invite create --for 7m", 2, "12h, 7d, 2w"),
        ("invite revoke 0190", 3, "no invitation of that id"),
    ] {
        let ran = machine.run(line);
        assert_eq!(ran.code, code, "{line}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(says), "{line}: {}", ran.err);
    }
    assert_eq!(machine.run("settings get sign_up.mode").out, "open\n");
}

#[test]
fn who_waits_is_listed_let_in_and_turned_down() {
    let machine = Machine::new();
    let core = machine.core();
    for name in ["mira", "zoe", "olga"] {
        machine.sign_up(&core, name);
    }
    let rows = machine.json("signup list --json");
    let names: Vec<_> = rows.as_array().unwrap().iter().map(|row| row["username"].as_str().unwrap()).collect();
    assert_eq!(names, ["mira", "zoe", "olga"]);
    assert_eq!((rows[0]["kind"].as_str(), rows[0]["came_under"].as_str()), (Some("registration"), Some("open")));
    let dry = machine.run("signup approve mira --dry-run");
    assert_eq!((dry.code, dry.out.as_str()), (0, "mira would be let in, and you would vouch for them.\n"));
    for (line, out) in [("signup approve -", "No names.\n"), ("signup refuse - --json", "[]\n")] {
        let ran = machine.with_input(line, "\u{feff}\n# nobody yet\n");
        assert_eq!((ran.code, ran.out.as_str()), (0, out), "{line}");
    }
    let ran = machine.with_input("signup approve - --json", "# of today\nmira\nmira@example.org\nnobody\n");
    assert_eq!(ran.code, 3, "{}", ran.err);
    let decided: Value = serde_json::from_str(&ran.out).unwrap();
    let outcomes: Vec<_> = decided.as_array().unwrap().iter().map(|one| one["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["vouched", "vouched", "not_found"]);
    let ran = machine.run("signup refuse zoe --reason full --no-letter");
    assert_eq!((ran.code, ran.out.as_str()), (0, "zoe is turned down.\n"));
    assert_eq!(machine.run("signup approve zoe").code, 3);
    assert_eq!(machine.json("account show mira --json")["status"], "active");
    assert!(machine.run("signup list").out.contains("olga"));
    assert!(!machine.run("signup list").out.contains("mira"));
}

#[test]
fn who_waits_has_a_note_that_goes_over_to_the_account() {
    let machine = Machine::new();
    machine.sign_up(&machine.core(), "mira");
    let dry = machine.with_input("signup note - --text lent --dry-run", "mira\n");
    assert_eq!((dry.code, dry.out.as_str(), dry.err.as_str()), (0, "mira would be given that note.\n", AS_OPERATOR));
    let note = || machine.json("signup list --json")[0]["note"].as_str().unwrap().to_owned();
    assert_eq!(note(), "");
    let noted = machine.json("signup note mira --text lent --json");
    assert_eq!((noted[0]["outcome"].as_str(), noted[0]["username"].as_str()), (Some("noted"), Some("mira")));
    assert_eq!(note(), "lent");
    let rows = machine.json("audit list --json").as_array().unwrap().len();
    assert_eq!(machine.run("signup note mira@example.org --text lent").out, "mira has that note already.\n");
    assert_eq!(machine.json("audit list --json").as_array().unwrap().len(), rows, "nothing was done, nothing is noted");
    machine.run("signup approve mira");
    assert_eq!(machine.json("account show mira --json")["note"], "vouched for by operator; lent");
    let long = "x".repeat(201);
    for (line, code) in [
        ("signup note mira --text gone", 3),
        ("signup note mira", 2),
        (&format!("signup note mira --text {long}"), 2),
        ("signup note --text lent", 2),
    ] {
        assert_eq!(machine.run(line).code, code, "{line}");
    }
}

#[test]
fn letters_of_a_decision_go_out_at_once() {
    let machine = Machine::new();
    let core = machine.core();
    ["mira", "zoe"].iter().for_each(|name| machine.sign_up(&core, name));
    machine.run("signup approve mira");
    machine.run("signup refuse zoe");
    let letters = machine.json("mail list --json");
    assert!(letters.as_array().unwrap().iter().all(|letter| letter["state"] != "queued"), "{letters}");
}

#[test]
fn a_code_is_printed_once_and_never_listed() {
    let machine = Machine::new();
    let made = machine.json("invite create --uses 3 --for 2w --label open-day --json");
    let (code, id) = (made["code"].as_str().unwrap().to_owned(), made["id"].as_str().unwrap().to_owned());
    assert_eq!(code.len(), 14);
    let plain = machine.run("invite create");
    assert!(
        plain.out.contains("It is not shown again.") && plain.out.contains("sign_up.mode is open"),
        "{}",
        plain.out
    );
    for line in ["invite list", "invite list --json", "audit list --json"] {
        assert!(!machine.run(line).out.contains(&code), "{line}");
    }
    let row =
        machine.json("invite list --json").as_array().unwrap().iter().find(|row| row["id"] == id.as_str()).cloned();
    let row = row.unwrap();
    assert_eq!(
        (row["uses_left"].as_u64(), row["good"].as_bool(), row["label"].as_str()),
        (Some(3), Some(true), Some("open-day"))
    );
    assert_eq!(machine.run(&format!("invite revoke {id}")).code, 0);
    let rows = machine.json("invite list --json");
    assert!(rows.as_array().unwrap().iter().any(|row| row["id"] == id.as_str() && row["good"] == false));
}
