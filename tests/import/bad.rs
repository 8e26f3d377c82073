//! Files that are no good, each with what is said about it.

use std::fs;
use std::io::{Read, Write};
use std::process::{Command as Process, Stdio};

use serde_json::Value;

use crate::machine::{Machine, says};

fn utf16(text: &str, to: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(to).collect()
}

#[test]
fn a_file_of_another_encoding_is_told_with_what_to_do() {
    let machine = Machine::new();
    let text = "username,email\nmira,mira@example.org\n";
    for (content, says) in [
        (utf16(&format!("\u{feff}{text}"), u16::to_le_bytes), "The file is UTF-16, and UTF-8 text is expected."),
        (utf16(&format!("\u{feff}{text}"), u16::to_be_bytes), "iconv -f UTF-16 -t UTF-8"),
        (utf16(text, u16::to_le_bytes), "iconv -f UTF-16LE -t UTF-8"),
        (utf16(text, u16::to_be_bytes), "iconv -f UTF-16BE -t UTF-8"),
        (b"username,email,\xfcber\n".to_vec(), "its byte 16 is FC in hexadecimal. If the file is Latin-1, convert it"),
        (text.replace('\n', "\r").into_bytes(), "There is a carriage return in the row."),
    ] {
        let ran = machine.import("old.csv", &content, "");
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{says}");
        assert!(ran.err.contains(says), "{says}: {}", ran.err);
    }
    // One row of it: the others are good.
    let ran = machine.import(
        "old.csv",
        b"username,email,display_name\nzoe,z@example.org,Zo\xeb\nbob,b@example.org,Bob\n",
        "",
    );
    says(&ran, 1, "1 made, 0 already there, 1 refused.");
    assert!(ran.err.contains("line 2: The row is not UTF-8 text: its byte 21 is EB"), "{}", ran.err);
}

#[test]
fn what_can_be_read_is_read_whatever_wrote_it() {
    let machine = Machine::new();
    let text = "\u{feff}username,email\r\nmira,mira@example.org\r\n\r\nbob,bob@example.org";
    says(&machine.import("old.csv", text, ""), 0, "2 made, 0 already there, 0 refused.");
    assert_eq!(machine.names(), ["ada", "bob", "mira"]);
}

#[test]
fn look_alikes_formulas_and_odd_characters_are_refused_by_their_column() {
    let machine = Machine::new();
    let text = "username,email,display_name\nscope,scope@example.org,Scope\nѕсоре,other@example.org,\n\
                pаypal,pay@example.org,\n=cmd|x,c@example.org,\nnul\0l,n@example.org,\nbob,bob@example.org,'=1+1\n";
    let ran = machine.import("old.csv", text, "");
    says(&ran, 1, "2 made, 0 already there, 4 refused.");
    for line in [
        "line 3: The username looks like one that has an account already.",
        "line 4: username: Use letters of one script only.",
        "line 5: username: Use letters, digits",
        "line 6: username: Use letters, digits",
    ] {
        assert!(ran.err.contains(line), "{line}\n{}", ran.err);
    }
    let of = |name: &str| machine.accounts().into_iter().find(|account| account["username"] == name).unwrap();
    assert_eq!(of("bob")["display_name"], "=1+1", "the apostrophe of an export is taken off");
}

#[test]
fn json_that_is_cut_short_or_nested_without_end_is_one_refused_line() {
    let machine = Machine::new();
    let deep = format!("{{\"username\":{}1{}}}", "{\"a\":".repeat(10_000), "}".repeat(10_000));
    let text = format!("{deep}\n{{\"username\":\"mira\",\"email\":\"mira@example.org\"}}\n{{\"username\":\"bob\",\"em");
    let ran = machine.import("old.jsonl", text, "");
    says(&ran, 1, "1 made, 0 already there, 2 refused.");
    assert!(
        ran.err.contains("line 1: The line is no JSON object") && ran.err.contains("line 3: The line is"),
        "{}",
        ran.err
    );
}

#[test]
fn a_directory_a_missing_file_and_a_pipe_are_what_they_are() {
    let machine = Machine::new();
    fs::create_dir(machine.path("dir.csv")).unwrap();
    let ran = machine.run("import dir.csv", "");
    assert!(ran.code == 2 && ran.err.contains("dir.csv: It can't be read (it is a directory)."), "{}", ran.err);
    let ran = machine.run("import gone.csv", "");
    assert!(ran.code == 2 && ran.err.contains("gone.csv: It can't be read"), "{}", ran.err);
    let pipe = machine.path("pipe.csv");
    assert!(Process::new("mkfifo").arg(&pipe).status().unwrap().success());
    let writer = std::thread::spawn(move || {
        let mut pipe = fs::OpenOptions::new().write(true).open(pipe).unwrap();
        // Byte by byte: even the first ones come alone.
        b"username,email\nmira,mira@example.org\n".iter().for_each(|byte| pipe.write_all(&[*byte]).unwrap());
    });
    says(&machine.run("import pipe.csv", ""), 0, "1 made, 0 already there, 0 refused.");
    writer.join().unwrap();
}

#[test]
fn what_the_file_calls_things_can_be_said() {
    let machine = Machine::new();
    let map = "--map username=login,email=mail";
    says(
        &machine.import("old.csv", "mail,login\nmira@example.org,mira\n", map),
        0,
        "1 made, 0 already there, 0 refused.",
    );
    let json = "{\"login\":\"bob\",\"mail\":\"bob@example.org\"}\n{\"user\":\"eve\",\"mail\":\"eve@example.org\"}\n";
    let ran = machine.import("old.jsonl", json, map);
    says(&ran, 1, "1 made, 0 already there, 1 refused.");
    assert!(ran.err.contains("line 2: The line has no “login”. It has “user”, “mail”."), "{}", ran.err);
    let ran = machine.import("old.csv", "mail,user\n", map);
    assert!(ran.code == 2 && ran.err.contains("The file has no column “login”. It has “mail”, “user”."), "{}", ran.err);
    let ran = machine.import("old.csv", "mail,user\n", "--map shoes=size");
    assert!(ran.code == 2 && ran.err.contains("There is no “shoes” to map to."), "{}", ran.err);
}

#[test]
fn passwords_in_plain_text_are_hashed_when_it_is_said_and_it_says_first_how_long() {
    let machine = Machine::new();
    let text = "username,email,password\nmira,mira@example.org,tide quarry lantern moss\nbob,bob@example.org,hunter2\n";
    let dry = machine.import("old.csv", text, "--hash-passwords --dry-run");
    says(&dry, 0, "2 would be made, 0 already there, 0 refused.");
    assert!(dry.out.contains("2 passwords will be hashed: about "), "{}", dry.out);
    let ran = machine.import("old.csv", text, "--hash-passwords");
    says(&ran, 0, "2 made, 0 already there, 0 refused.");
    assert!(ran.err.contains("passwords are hashed: about"), "{}", ran.err);
    for (name, secret) in [("mira", "tide quarry"), ("bob", "hunter2")] {
        let written = fs::read(machine.data().join("vestibule.db")).unwrap();
        assert!(!String::from_utf8_lossy(&written).contains(secret), "{name}");
        assert!(!ran.err.contains(secret) && !ran.out.contains(secret));
    }
    let again = machine.import("old.csv", text, "--hash-passwords --json");
    let told: Value = serde_json::from_str(&again.out).unwrap();
    assert_eq!((&told["already_there"], &told["hashed"]), (&2.into(), &0.into()), "{}", again.out);
}

#[test]
fn a_dry_run_tells_of_each_row() {
    let machine = Machine::new();
    let text = "username,email\nmira,mira@example.org\nab,x@example.org\nada,ada@example.org\n";
    let dry = machine.import("old.csv", text, "--dry-run");
    let lines: Vec<&str> = dry.out.lines().skip(2).collect();
    assert_eq!(lines[0].split_whitespace().collect::<Vec<_>>().join(" "), "line username what would happen");
    assert!(lines[1].contains("mira") && lines[1].ends_with("would be made"), "{}", dry.out);
    assert!(lines[2].ends_with("refused: username: Use at least 3 characters."), "{}", dry.out);
    let dry = machine.import("old.csv", text, "--dry-run --json");
    let told: Value = serde_json::from_str(&dry.out).unwrap();
    assert_eq!((&told["made"], &told["refused"], told["rows"].as_array().unwrap().len()), (&1.into(), &1.into(), 3));
    let second = serde_json::json!({"line": 3, "username": null, "outcome": "refused",
        "why": "username: Use at least 3 characters."});
    assert_eq!(told["rows"][1], second);
    assert_eq!(told["rows"][2]["outcome"], "already_there");
}

/// Peak memory of a process that is still there, in KiB.
fn peak(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Pours so many MiB of one line into an import, and answers its peak memory in KiB.
fn poured(machine: &Machine, format: &str, head: &[u8], mebibytes: usize) -> u64 {
    let mut child = Process::new(env!("CARGO_BIN_EXE_vestibule"))
        .args(["import", "-", "--format", format])
        .env_clear()
        .env("HOME", machine.home.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(head).unwrap();
    let part = vec![b'x'; 1 << 20];
    (0..mebibytes).for_each(|_| input.write_all(&part).unwrap());
    let peak = peak(child.id());
    drop(input);
    let mut said = String::new();
    child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(said.starts_with("0 made, 0 already there, 1 refused."), "{said}");
    child.wait().unwrap();
    peak
}

#[test]
fn a_line_without_end_takes_no_more_memory_than_a_short_one() {
    let machine = Machine::new();
    for (format, head) in
        [("csv", &b"username,email\n\"mira"[..]), ("csv", b"username,email\nmira,"), ("jsonl", b"{\"a\":\"")]
    {
        assert!(poured(&machine, format, head, 64) < 60 * 1024, "{format}");
    }
}

#[test]
#[ignore = "a gigabyte takes a while"]
fn a_gigabyte_of_one_line_takes_no_more_memory_than_a_short_one() {
    assert!(poured(&Machine::new(), "csv", b"username,email\n\"mira", 1024) < 60 * 1024);
}
