//! The command, run as an operator runs it.

use std::fs;
use std::path::PathBuf;

use assert_cmd::Command;
use serde_json::Value;

/// A machine on which `ada` is the first admin.
pub struct Machine {
    pub home: tempfile::TempDir,
}

pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Machine {
    pub fn bare() -> Self {
        Self { home: tempfile::tempdir().unwrap() }
    }

    pub fn new() -> Self {
        let machine = Self::bare();
        let setup = "setup --username ada --email ada@example.org --password-stdin";
        assert_eq!(machine.run(setup, "brass-lantern-over-quiet-water\n").code, 0);
        machine
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.home.path().join(below)
    }

    pub fn data(&self) -> PathBuf {
        self.path(".local/share/vestibule")
    }

    pub fn run(&self, line: &str, input: impl Into<Vec<u8>>) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vestibule"));
        command.env_clear().env("HOME", self.home.path()).current_dir(self.home.path());
        let output = command.args(line.split_whitespace()).write_stdin(input).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    pub fn import(&self, file: &str, content: impl AsRef<[u8]>, options: &str) -> Ran {
        fs::write(self.path(file), content).unwrap();
        self.run(&format!("import {file} {options}"), "")
    }

    pub fn accounts(&self) -> Vec<Value> {
        let ran = self.run("account list --json", "");
        serde_json::from_str::<Value>(&ran.out).unwrap().as_array().unwrap().clone()
    }

    pub fn names(&self) -> Vec<String> {
        self.accounts().iter().map(|account| account["username"].as_str().unwrap().to_owned()).collect()
    }
}

#[track_caller]
pub fn says(ran: &Ran, code: i32, out: &str) {
    assert_eq!((ran.code, ran.out.lines().next().unwrap_or_default()), (code, out), "{}", ran.err);
}
