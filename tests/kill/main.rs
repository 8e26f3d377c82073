//! What a crash may do, and what a race may do: processes are killed in the middle of sign-ups, and race for one
//! code, one token, one name, one recovery code, one time step.
//!
//! The short campaigns run with every `cargo test`; the long ones with
//! `cargo test --test kill -- --ignored --nocapture --test-threads=1`, which prints what they found. Most of their time
//! goes into waiting for the disk: with `TMPDIR` in memory they are several times as quick.

// Clippy lets `#[test]` functions unwrap, but not what they share.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use vestibule::auth::policy::{PasswordContext, Policy};

mod campaign;
mod check;
mod controls;
mod desk;
mod ledger;
mod member;
mod races;
mod writer;

/// Names the part that a child process plays; its number is in `NUMBER`. It begins when it is told a
/// directory.
const PART: &str = "VESTIBULE_TEST_KILL_PART";
const NUMBER: &str = "VESTIBULE_TEST_KILL_NUMBER";

/// Begins what a child says; the test harness says things of its own.
const WORD: &str = "SAYS ";

/// Said by a child that waits to be told where to begin.
const READY: &str = "ready";

/// SplitMix64: the same every time, from one seed.
struct Chance(u64);

impl Chance {
    fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }
}

/// This test binary once more, to play a part in a process of its own.
struct Process {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Process {
    fn start(part: &str, number: u32) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "the_part_of_another_process", "--nocapture"]);
        command.env(PART, part).env(NUMBER, number.to_string());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        Self { child, input, output: BufReader::new(output) }
    }

    /// Waits until it is ready, and lets it begin there.
    fn begin(&mut self, directory: &Path) {
        assert_eq!(self.heard().as_deref(), Some(READY));
        self.tell(&directory.display().to_string());
    }

    fn tell(&mut self, line: &str) {
        writeln!(self.input, "{line}").unwrap();
    }

    /// The next thing it says; `None` when it is gone. A line that was cut off was never said.
    fn heard(&mut self) -> Option<String> {
        let mut line = String::new();
        while self.output.read_line(&mut line).unwrap() > 0 && line.ends_with('\n') {
            // The harness may have left its own words at the start of the line.
            if let Some((_, said)) = line.split_once(WORD) {
                return Some(said.trim_end().to_owned());
            }
            line.clear();
        }
        None
    }
}

impl Drop for Process {
    /// Where a test fails, nobody is left behind who signs people up for ever.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Says a line to the parent, in one write: it arrives whole or, to all purposes, not at all.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("{WORD}{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

/// What child processes do. In a plain run of the tests it has nothing to do.
#[test]
fn the_part_of_another_process() {
    let Ok(part) = std::env::var(PART) else { return };
    // A thread that panics must not leave the others at work as if nothing had happened.
    std::panic::set_hook(Box::new(|panic| {
        eprintln!("{panic}");
        std::process::exit(1);
    }));
    // The first look at a password builds tables, which takes a tenth of a second without optimization.
    let _ = Policy::default().strength(&desk::PASSWORD.into(), &PasswordContext::default());
    say(READY);
    let mut directory = String::new();
    if std::io::stdin().read_line(&mut directory).unwrap() == 0 {
        return;
    }
    let directory = Path::new(directory.trim_end());
    let number = std::env::var(NUMBER).unwrap().parse().unwrap();
    match part.as_str() {
        "writer" => writer::write_until_killed(directory, number),
        "racer" => races::race_when_told(directory, number),
        other => panic!("there is no part called {other}"),
    }
}
