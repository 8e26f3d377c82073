//! A machine on which commands are run.

use std::path::PathBuf;

use assert_cmd::Command;
use serde_json::Value;

pub const PASSWORD: &str = "brass-lantern-over-quiet-water";
/// What every command that changes something says first.
pub const AS_OPERATOR: &str = "acting as operator (local)\n";

pub struct Machine {
    home: tempfile::TempDir,
}

/// What a command left behind.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The objects it wrote.
    pub fn rows(&self) -> Vec<Value> {
        serde_json::from_str::<Value>(&self.out).expect("JSON").as_array().expect("an array").clone()
    }

    /// Username, outcome and reason of each account.
    pub fn told(&self) -> Vec<(String, String, Option<String>)> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let row = |row: &Value| (text(&row["username"]).unwrap(), text(&row["outcome"]).unwrap(), text(&row["reason"]));
        self.rows().iter().map(row).collect()
    }
}

impl Machine {
    /// A machine on which `ada` is the first admin, and these have accounts.
    pub fn with(names: &[&str]) -> Self {
        let machine = Self { home: tempfile::tempdir().unwrap() };
        let mut command = machine.command();
        command.args(["setup", "--username", "ada", "--email", "ada@example.org", "--password-stdin"]);
        let ran = finish(command.write_stdin(PASSWORD));
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        for name in names {
            let ran = machine.run(&format!("account create --username {name} --email {name}@example.org"));
            assert_eq!((ran.code, ran.err.as_str()), (0, AS_OPERATOR), "{}", ran.out);
        }
        machine
    }

    pub fn home(&self) -> &str {
        self.home.path().to_str().unwrap()
    }

    pub fn data(&self) -> PathBuf {
        self.home.path().join(".local/share/vestibule")
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vestibule"));
        command.env_clear().env("HOME", self.home.path()).current_dir(self.home.path());
        command
    }

    pub fn run(&self, line: &str) -> Ran {
        finish(self.command().args(line.split_whitespace()))
    }

    /// With something on standard input.
    pub fn feed(&self, line: &str, input: impl Into<Vec<u8>>) -> Ran {
        finish(self.command().args(line.split_whitespace()).write_stdin(input))
    }

    pub fn json(&self, line: &str) -> Value {
        let ran = self.run(line);
        assert_eq!(ran.code, 0, "{line}: {ran:?}");
        serde_json::from_str(&ran.out).unwrap()
    }

    pub fn show(&self, who: &str) -> Value {
        self.json(&format!("account show {who} --json"))
    }

    /// The events of the audit, newest first, as `actor event subject`.
    pub fn trail(&self) -> Vec<String> {
        let rows = self.json("audit list --json");
        let word = |value: &Value| value.as_str().unwrap_or("–").to_owned();
        let row = |row: &Value| {
            format!("{} {} {}", word(&row["actor"]["name"]), word(&row["event"]), word(&row["subject"]["name"]))
        };
        rows.as_array().unwrap().iter().map(row).collect()
    }
}

pub fn finish(command: &mut Command) -> Ran {
    let output = command.timeout(std::time::Duration::from_secs(60)).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().expect("an exit code"), out: text(output.stdout), err: text(output.stderr) }
}

/// The names of an object's fields, sorted.
pub fn fields(object: &Value) -> Vec<&str> {
    let mut names: Vec<_> = object.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}
