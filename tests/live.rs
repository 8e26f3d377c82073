//! What another process changes is seen at the desk within a second, and nothing runs there while nothing changes. With
//! the real program in a real terminal.

// What breaks here is a test; `clippy.toml` allows it only within the functions marked as tests.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

#[path = "common/pty.rs"]
mod pty;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use pty::{PATIENCE, Pty};

const VESTIBULE: &str = env!("CARGO_BIN_EXE_vestibule");
const PASSWORD: &str = "violet kettle harbour moon";
/// Without phones, for this is about something else.
const NO_PHONES: (&str, &str) = ("VESTIBULE_MFA_REQUIRED_FOR", "nobody");

/// A command of another process, to its end.
fn run(data: &Path, args: &[&str], input: &str) {
    let mut command = Command::new(VESTIBULE);
    command.args(args).arg("--data-dir").arg(data).env(NO_PHONES.0, NO_PHONES.1);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it runs");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("it reads");
    assert!(child.wait().expect("it ends").success(), "{args:?}");
}

/// A house with an admin and two people.
fn furnish(data: &Path) {
    let admin = ["setup", "--username", "ada", "--email", "ada@example.org", "--password-stdin"];
    run(data, &admin, &format!("{PASSWORD}\n"));
    for name in ["mira_k", "olga"] {
        let email = format!("{name}@example.org");
        run(data, &["account", "create", "--username", name, "--email", &email], "");
    }
}

/// The admin at the list of accounts.
fn at_the_list(data: &Path) -> Pty {
    let path = data.to_str().expect("a path in UTF-8");
    let mut ada = Pty::start(Path::new(VESTIBULE), &["--data-dir", path], &[("HOME", path), NO_PHONES], (80, 24));
    ada.wait_for("Forgot password");
    ada.keys(&format!("<down><ret>ada<tab>{PASSWORD}<ret>"));
    ada.wait_for("ada · admin");
    ada.keys("<tab>");
    ada.wait_for("3 accounts");
    ada.wait_for("mira_k");
    ada
}

/// How often a thread of the program was scheduled.
fn switches(pid: u32) -> u64 {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).expect("the program runs");
    let status = tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("status")).ok());
    let count = |status: String| -> u64 {
        let lines = status.lines().filter(|line| line.contains("ctxt_switches"));
        lines.filter_map(|line| line.split_whitespace().last()?.parse::<u64>().ok()).sum()
    };
    status.map(count).sum()
}

#[test]
fn what_another_process_changes_is_shown_within_a_second() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path();
    furnish(data);
    let mut ada = at_the_list(data);
    ada.keys("<end>");
    ada.wait_for("› olga");
    run(data, &["account", "suspend", "mira_k"], "");
    let begun = Instant::now();
    ada.wait_for("suspended");
    let shown = begun.elapsed();
    assert!(ada.screen().contains("› olga"), "the cursor stays\n{}", ada.screen());
    // On a machine that is busy with other tests a process may have to wait for its turn as long again.
    assert!(shown < Duration::from_secs(2), "{shown:?}");
    run(data, &["account", "create", "--username", "lena", "--email", "lena@example.org"], "");
    ada.wait_for("lena@example.org");
    ada.wait_for("4 accounts");
    assert!(ada.screen().contains("› olga"), "the cursor stays\n{}", ada.screen());
    ada.kill();
}

#[test]
#[cfg(target_os = "linux")]
fn nobody_wakes_at_the_list_while_nothing_changes() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path();
    furnish(data);
    let mut ada = at_the_list(data);
    // A change comes and goes before: being told of it leaves nothing behind that runs.
    run(data, &["account", "suspend", "mira_k"], "");
    ada.wait_for("suspended");
    let deadline = Instant::now() + PATIENCE;
    loop {
        let before = switches(ada.pid());
        thread::sleep(Duration::from_secs(2));
        if switches(ada.pid()) == before {
            break;
        }
        assert!(Instant::now() < deadline, "it never sleeps for two seconds");
    }
    ada.kill();
}
