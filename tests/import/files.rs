//! The command, run as an operator runs it: files good and bad.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command as Process, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::machine::{Machine, says};
use crate::samples::{DEAR, DIGEST, HASHES};

const BCRYPT: &str = HASHES[3].1;

#[test]
fn csv_is_read_as_programs_write_it() {
    let machine = Machine::new();
    let text = format!(
        "\u{feff}\"email\",username,display_name,status,verified_at,created_at,password_hash,must_change\r\n\
         mira@example.org,mira,\"K., \"\"Mira\"\"\r\nthe first\",active,2024-05-01T12:00:00Z,2023-01-01T00:00:00+01:00,{BCRYPT},no\r\n\
         \r\n\
         bob@example.org, Bob ,,suspended,yes,,,true\r\n\
         \n\
         eve@example.org,eve,Eve,,,,,"
    );
    let ran = machine.import("old.csv", text, "");
    says(&ran, 0, "3 made, 0 already there, 0 refused.");
    assert_eq!(ran.err, "");
    let accounts = machine.accounts();
    let of = |name: &str| accounts.iter().find(|account| account["username"] == name).unwrap();
    assert_eq!(of("mira")["display_name"], "K., \"Mira\" the first");
    assert_eq!(of("mira")["verified_at"], "2024-05-01T12:00:00.000Z");
    assert_eq!(of("mira")["created_at"], "2022-12-31T23:00:00.000Z");
    assert_eq!((&of("bob")["status"], &of("eve")["status"]), (&"suspended".into(), &"active".into()));
    assert!(of("bob")["verified_at"].is_string() && of("eve")["verified_at"].is_null());
    assert!(accounts.iter().filter(|account| account["username"] != "ada").all(|account| account["role"] == "user"));
    let audit = machine.run("audit list --json --search user_imported", "");
    let rows: Value = serde_json::from_str(&audit.out).unwrap();
    assert_eq!(rows.as_array().unwrap().len(), 1, "one row for all of a transaction");
    assert!(rows[0]["after"].as_str().unwrap().starts_with("3 accounts from old.csv"));
    assert!(rows.as_array().unwrap().iter().all(|row| row["actor"]["name"] == "operator"));
}

#[test]
fn json_lines_are_read_as_programs_write_them() {
    let machine = Machine::new();
    let text = format!(
        "{{\"username\":\"mira\",\"email\":\"mira@example.org\",\"password_hash\":\"{BCRYPT}\",\"verified_at\":true}}\r\n\
         \n  {{ \"email\": \"bob@example.org\", \"username\": \"bob\", \"role\": null, \"must_change\": false }} \n"
    );
    says(&machine.import("old.jsonl", &text, ""), 0, "2 made, 0 already there, 0 refused.");
    let ran = machine.run("import - --format jsonl --json", text);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    let expected = serde_json::json!({"dry_run": false, "made": 0, "already_there": 2, "refused": 0, "wrapped": 0,
        "hashed": 0, "estimated_seconds": null});
    assert_eq!(told, expected);
    assert_eq!(machine.names(), ["ada", "bob", "mira"]);
}

/// Rows that are refused, each with what the reason has to say.
fn bad() -> Vec<(String, &'static str)> {
    let mut bad = vec![
        (format!("ab,ab@example.org,,{BCRYPT}"), "username: Use at least 3 characters."),
        (format!("admin,boss@example.org,,{BCRYPT}"), "username: That name is reserved."),
        (format!("carol,nowhere,,{BCRYPT}"), "email: That does not look like an address."),
        (format!("carol,carol@example.org,owner,{BCRYPT}"), "role: a role is one of: user, helper, admin"),
        (format!("carol,carol@example.org,admin,{BCRYPT}"), "--allow-admins"),
        ("carol,carol@example.org,,hunter2hunter2".to_owned(), "A password in plain text is not taken."),
        (format!("carol,carol@example.org,,{}", &BCRYPT[..50]), "bcrypt hash is damaged"),
        (format!("carol,carol@example.org,{BCRYPT}"), "The row has 3 fields and the header 4."),
        (format!("{BCRYPT},carol@example.org,,"), "username:"),
        (format!("carol,other@example.org,{BCRYPT},"), "role:"),
        (format!("ada,other@example.org,,{BCRYPT}"), "The username has an account already"),
        (format!("other,ADA@example.org,,{BCRYPT}"), "The address has an account already"),
    ];
    bad.extend(
        DEAR.into_iter().map(|hash| (format!("carol,carol@example.org,,\"{hash}\""), "are taken, for every try")),
    );
    bad
}

#[test]
fn a_bad_row_is_told_without_its_hash_and_harms_no_neighbour() {
    let machine = Machine::new();
    let mut text = "username,email,role,password_hash\n".to_owned();
    for (number, (row, _)) in bad().into_iter().enumerate() {
        text.push_str(&format!("{row}\nuser{number},user{number}@example.org,user,\n"));
    }
    let count = bad().len();
    let ran = machine.import("old.csv", &text, "--rejects again.csv");
    says(&ran, 1, &format!("{count} made, 0 already there, {count} refused."));
    for (number, (row, says)) in bad().iter().enumerate() {
        let begin = format!("line {}: ", number * 2 + 2);
        let line =
            ran.err.lines().find(|line| line.starts_with(&begin)).unwrap_or_else(|| panic!("{begin}{}", ran.err));
        assert!(line.contains(says), "{row}: {line}");
    }
    for secret in ["DE58uxw", "hunter2", "0Ib9kcE", "NLux24v", "KpwOza", "ZXZG8r"] {
        assert!(!ran.err.contains(secret) && !ran.out.contains(secret), "{}", ran.err);
    }
    let rejects = fs::read_to_string(machine.path("again.csv")).unwrap();
    assert_eq!(rejects.lines().count(), count + 1);
    assert_eq!(fs::metadata(machine.path("again.csv")).unwrap().permissions().mode() & 0o777, 0o600);

    // As they are they are refused again. (The short row is as long as the others by now, so its reason is another.)
    fs::rename(machine.path("again.csv"), machine.path("more.csv")).unwrap();
    let ran = machine.run("import more.csv --rejects again.csv", "");
    says(&ran, 1, &format!("0 made, 0 already there, {count} refused."));
    let again = fs::read_to_string(machine.path("again.csv")).unwrap();
    let others = |text: &str| text.lines().filter(|line| !line.starts_with("carol,carol@example.org,$")).count();
    assert_eq!((again.lines().count(), others(&again)), (count + 1, count));
    assert!(again.lines().filter(|line| rejects.contains(line)).count() >= count, "{again}");
}

#[test]
fn rejects_can_be_mended_and_fed_back() {
    for (name, head, row) in [
        ("csv", "username,email,password_hash\n", "no good,carol@example.org,HASH\n"),
        ("jsonl", "", "{\"username\":\"no good\",\"email\":\"carol@example.org\",\"password_hash\":\"HASH\"}\n"),
    ] {
        let machine = Machine::new();
        let text = format!("{head}{}", row.replace("HASH", BCRYPT));
        let ran = machine.import(&format!("old.{name}"), &text, &format!("--rejects rest.{name}"));
        says(&ran, 1, "0 made, 0 already there, 1 refused.");
        assert!(ran.err.contains("only you can read it"), "{}", ran.err);
        let rest = fs::read_to_string(machine.path(&format!("rest.{name}"))).unwrap();
        assert!(rest.contains(BCRYPT) && rest.contains("Use letters, digits"), "{rest}");

        let mended = rest.replace("no good", "carol");
        let ran = machine.import(&format!("mended.{name}"), mended, &format!("--rejects none.{name}"));
        says(&ran, 0, "1 made, 0 already there, 0 refused.");
        assert!(!machine.path(&format!("none.{name}")).exists(), "nothing was refused, so nothing is left");
        assert_eq!(machine.names(), ["ada", "carol"]);
    }
}

#[test]
fn hostile_records_are_refused_one_by_one() {
    let machine = Machine::new();
    let huge = "x".repeat(10_000_000);
    let mut text =
        format!("username,email\nmira,mira@example.org\n{huge},a@example.org\nb\"ob,\"{huge}\nx\"\n").into_bytes();
    text.extend(
        b"bob,bob@example.org\nc\xff\xfe,c@example.org\nnul\0l,n@example.org\ncr,cr@example.org\rcr2,c@example.org\n",
    );
    text.extend(b"eve,eve@example.org\nlast,\"last@example.org\nnever,closed@example.org\n");
    let ran = machine.import("old.csv", &text, "--rejects rest.csv");
    says(&ran, 1, "3 made, 0 already there, 6 refused.");
    for reason in [
        "line 3: The row is longer than 65536 bytes.",
        "line 4: The row is longer",
        "line 7: The row is not UTF-8 text: its byte 2 is FF",
        "line 8: username: Use letters",
        "line 9: There is a carriage return",
        "line 11: email: That does not look like",
    ] {
        assert!(ran.err.contains(reason), "{reason}\n{}", ran.err);
    }
    assert!(ran.err.len() < 5_000 && fs::metadata(machine.path("rest.csv")).unwrap().len() < 5_000);
    assert_eq!(machine.names(), ["ada", "bob", "eve", "mira"]);

    let deep = format!("{{\"username\":{}{}}}", "[".repeat(20_000), "]".repeat(20_000));
    let mut text = format!("{deep}\n{{\"username\":\"{huge}\"}}\n").into_bytes();
    text.extend(
        b"{\"username\":\"a\xff\"}\n{\"username\":\"zoe\",\"username\":\"zoe\",\"email\":\"zoe@example.org\"}\n",
    );
    text.extend(b"{\"username\":7,\"email\":\"zoe@example.org\"}\n{\"username\":\"zoe\",\"email\":{\"a\":1}}\n");
    text.extend(b"[]\n{\"username\":\"zoe\",\"email\":\"zoe@example.org\",\"shoes\":44}\n{\"username\":\"zoe\"\n");
    text.extend(b"{\"username\":\"zoe\",\"email\":\"zoe@example.org\"}");
    let ran = machine.import("old.jsonl", &text, "");
    says(&ran, 1, "1 made, 0 already there, 9 refused.");
    assert!(ran.err.contains("line 4: username: It is there twice."), "{}", ran.err);
    assert!(ran.err.contains("line 5: username: It has to be a text."), "{}", ran.err);
    assert!(ran.err.contains("line 8: There is no “shoes”."), "{}", ran.err);
    says(&machine.import("old.jsonl", &text, "--ignore-unknown"), 1, "0 made, 2 already there, 8 refused.");
}

#[test]
fn a_file_that_cannot_be_used_is_exit_code_2_and_nothing_is_touched() {
    for (file, content, options, says) in [
        ("a.csv", "", "", "The file has no header."),
        ("a.csv", "mira,mira@example.org,$2b$05$DE58uxwq\n", "", "names no column “username”"),
        ("a.csv", "username,email,shoes\n", "", "There is no “shoes”. Known are username, email, display_name"),
        ("a.csv", "username,email,password\n", "", "Passwords in plain text are not taken unless --hash-passwords"),
        ("a.csv", "username,email,email\n", "", "named twice"),
        ("a.csv", "username,email\n", "--format xml", "a format is one of: csv, jsonl"),
        ("a.txt", "username,email\n", "", "Say --format csv or --format jsonl."),
        ("b/../c.csv", "", "", "It can't be read"),
    ] {
        let machine = Machine::bare();
        if !file.contains('/') {
            fs::write(machine.path(file), content).unwrap();
        }
        let ran = machine.run(&format!("import {file} {options}"), "");
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{file} {content}");
        assert!(ran.err.contains(says) && !ran.err.contains("DE58"), "{}", ran.err);
        assert!(!machine.path(".local").exists(), "{content}");
    }
    let machine = Machine::bare();
    assert!(machine.run("import - ", "username,email\n").err.contains("Say --format"));
}

#[test]
fn an_import_waits_for_the_first_admin() {
    let machine = Machine::bare();
    let ran = machine.import("old.csv", "username,email\nmira,mira@example.org\n", "--rejects rest.csv");
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("vestibule setup") && !machine.path("rest.csv").exists(), "{}", ran.err);
}

#[test]
fn rejects_never_take_the_place_of_the_input_or_of_a_device() {
    let machine = Machine::new();
    let text = "username,email\nno good,x@example.org\n";
    std::os::unix::fs::symlink(machine.path("old.csv"), machine.path("link.csv")).unwrap();
    for rejects in ["old.csv", "link.csv", "/dev/null", "nowhere/rest.csv"] {
        let ran = machine.import("old.csv", text, &format!("--rejects {rejects}"));
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{rejects}");
        assert_eq!(fs::read_to_string(machine.path("old.csv")).unwrap(), text, "{rejects}");
    }
    assert_ne!(fs::metadata("/dev/null").unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_dry_run_tells_what_an_import_does_and_writes_nothing() {
    let machine = Machine::new();
    let text = format!(
        "username,email,password_hash\nmira,mira@example.org,{DIGEST}\nada,ada@example.org,\nmira,other@example.org,\n\
         bob,mira@example.org,\nmira,MIRA@example.org,\nno good,x@example.org,\n"
    );
    let before = machine.run("audit list --json", "").out;
    let dry = machine.import("old.csv", &text, "--dry-run");
    says(&dry, 1, "1 would be made, 2 already there, 3 refused.");
    assert!(dry.out.contains("1 SHA-256 digests will be hashed again on their way in: about 1 s"), "{}", dry.out);
    assert_eq!(machine.run("audit list --json", "").out, before);
    assert_eq!(machine.names(), ["ada"]);
    says(&machine.import("old.csv", &text, ""), 1, "1 made, 2 already there, 3 refused.");
}

#[test]
fn admins_are_imported_only_when_it_is_said() {
    let machine = Machine::new();
    let text = "username,email,role\nboss,b@example.org,admin\n";
    says(&machine.import("old.csv", text, ""), 1, "0 made, 0 already there, 1 refused.");
    says(&machine.import("old.csv", text, "--allow-admins"), 0, "1 made, 0 already there, 0 refused.");
    assert_eq!(machine.accounts()[1]["role"], "admin");
}

#[test]
fn an_unsalted_digest_rests_nowhere() {
    let machine = Machine::new();
    let mut text = "username,email,password_hash\n".to_owned();
    for number in 0..10 {
        let hash = if number % 2 == 0 { DIGEST.to_owned() } else { DIGEST.to_uppercase() };
        text.push_str(&format!("user{number},user{number}@example.org,{hash}\n"));
    }
    says(&machine.import("old.csv", &text, ""), 0, "10 made, 0 already there, 0 refused.");
    let bytes: Vec<u8> = (0..32).map(|at| u8::from_str_radix(&DIGEST[at * 2..][..2], 16).unwrap()).collect();
    let mut looked_at = Vec::new();
    for entry in fs::read_dir(machine.data()).unwrap() {
        let entry = entry.unwrap();
        if !entry.file_type().unwrap().is_file() {
            continue;
        }
        let content = fs::read(entry.path()).unwrap();
        let has = |needle: &[u8]| content.windows(needle.len()).any(|part| part.eq_ignore_ascii_case(needle));
        assert!(!has(DIGEST.as_bytes()) && !has(&bytes), "{:?}", entry.file_name());
        let wrapped = has(b"i1:sha256+bcrypt-hmac256:");
        looked_at.push((entry.file_name().into_string().unwrap(), wrapped));
    }
    assert!(looked_at.iter().any(|(_, wrapped)| *wrapped), "the search finds what is there: {looked_at:?}");
}

#[test]
fn an_import_that_was_killed_goes_on_where_it_stopped() {
    let machine = Machine::new();
    let rows: Vec<String> = (0..500).map(|number| format!("user{number:03},user{number:03}@example.org\n")).collect();
    let mut child = Process::new(env!("CARGO_BIN_EXE_vestibule"))
        .args(["import", "-", "--format", "csv"])
        .env_clear()
        .env("HOME", machine.home.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(format!("username,email\n{}", rows[..300].concat()).as_bytes()).unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    while machine.accounts().len() < 201 {
        assert!(Instant::now() < deadline, "the first batch is written before the input ends");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let ran = machine.import("old.csv", format!("username,email\n{}", rows.concat()), "");
    says(&ran, 0, "300 made, 200 already there, 0 refused.");
    assert_eq!(machine.accounts().len(), 501);
}
