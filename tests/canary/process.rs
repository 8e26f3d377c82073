//! What the process asks of the system for itself.

use std::fs;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use super::pty::{PATIENCE, signal};

const VESTIBULE: &str = env!("CARGO_BIN_EXE_vestibule");
/// A user who owns nothing, on every Linux.
const NOBODY: &str = "65534";

/// A command that waits for its standard input, with core dumps allowed as far as the user may.
fn waiting(program: &Path, dir: &Path) -> Child {
    let line = r#"umask 022; ulimit -c unlimited 2>/dev/null; exec "$@""#;
    let mut command = Command::new("sh");
    command.args(["-c", line, "sh"]).arg(program);
    command.args(["setup", "--username", "ada", "--email", "ada@example.org", "--password-stdin", "--data-dir"]);
    command.arg(dir.join("data")).current_dir(dir).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

fn status(pid: u32, file: &str, line: &str) -> String {
    let text = fs::read_to_string(format!("/proc/{pid}/{file}")).unwrap_or_default();
    let found = text.lines().find_map(|found| found.strip_prefix(line)).unwrap_or_default();
    found.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Waits until the command has hardened itself.
#[track_caller]
fn hardened(pid: u32) {
    let begun = Instant::now();
    // The mask is the last of it; what comes before the program may have the same.
    while status(pid, "status", "Name:") != "vestibule" || status(pid, "status", "Umask:") != "0077" {
        assert!(begun.elapsed() < PATIENCE, "it never made its files private");
    }
    assert_eq!(status(pid, "limits", "Max core file size"), "0 0 bytes");
}

#[test]
fn a_crash_leaves_no_core_and_files_are_for_their_owner_alone() {
    let dir = tempfile::tempdir().unwrap();
    let mut child = waiting(Path::new(VESTIBULE), dir.path());
    hardened(child.id());
    signal(child.id(), "ABRT");
    let end = child.wait().unwrap();
    assert_eq!((end.signal(), end.core_dumped()), (Some(6), false));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0, "a core was left");
}

/// Only root can become somebody else; anybody else is somebody else already.
#[test]
fn nobody_else_looks_into_the_process_not_even_its_own_user() {
    let root = rustix::process::geteuid().is_root();
    let dir = tempfile::tempdir().unwrap();
    // Where that user may go and find it.
    let program = dir.path().join("vestibule");
    fs::copy(VESTIBULE, &program).unwrap();
    if root {
        let given = Command::new("chown").args(["-R", NOBODY]).arg(dir.path()).status().unwrap();
        assert!(given.success());
    }
    let as_user = |command: &mut Command| {
        let mut whole = match root {
            true => {
                let mut whole = Command::new("setpriv");
                whole.args(["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"]).arg(command.get_program());
                whole
            }
            false => Command::new(command.get_program()),
        };
        whole.args(command.get_args());
        whole
    };
    let looks = |pid: u32, what: &str| {
        let mut look = as_user(Command::new("head").args(["-c", "1"]).arg(format!("/proc/{pid}/{what}")));
        look.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
    };
    let data = dir.path().join("data");
    let mut own = Command::new(&program);
    own.args(["setup", "--username", "ada", "--email", "ada@example.org", "--password-stdin", "--data-dir"]).arg(&data);
    // Begun with the usual mask, so that its own can be told from it.
    let mut masked = Command::new("sh");
    masked.args(["-c", r#"umask 022; exec "$@""#, "sh"]).arg(own.get_program()).args(own.get_args());
    let mut child =
        as_user(&mut masked).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut open = as_user(&mut Command::new("cat")).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    hardened(child.id());
    let begun = Instant::now();
    while !looks(open.id(), "environ") {
        assert!(begun.elapsed() < PATIENCE, "the control can't be looked into: this test can't fail");
    }
    for what in ["environ", "auxv", "mem"] {
        assert!(!looks(child.id(), what), "{what} is open");
    }
    // Shut to others, but at work.
    child.stdin.take().unwrap().write_all(b"violet kettle harbour moon\n").unwrap();
    assert!(child.wait().unwrap().success());
    drop(open.stdin.take());
    open.wait().unwrap();
}
