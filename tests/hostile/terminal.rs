//! The real program in a real terminal, with everything in it that a stranger or a tampered row could bring: what the
//! program writes are its own escapes, and text.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use vestibule::domain::text::is_safe;

use crate::corpus::LINES;
use crate::pty::Pty;

const VESTIBULE: &str = env!("CARGO_BIN_EXE_vestibule");
const PASSWORD: &str = "violet kettle harbour moon";

fn set_up(data: &Path) {
    let mut child = Command::new(VESTIBULE)
        .args(["setup", "--username", "ada", "--email", "ada@example.org", "--password-stdin", "--data-dir"])
        .arg(data)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}

/// Rows that no Vestibule would write, past every check.
fn tamper(data: &Path) {
    let conn = Connection::open(data.join("vestibule.db")).unwrap();
    let mut triggers = conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").unwrap();
    let triggers: Vec<String> = triggers.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    for trigger in triggers.iter().filter(|name| name.starts_with("audit")) {
        conn.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
    }
    for (at, line) in LINES.iter().enumerate() {
        let (id, name) = (Value::Blob(vec![u8::try_from(at + 1).unwrap(); 16]), format!("person{at:02}"));
        let (text, name) = (|text: &str| Value::Text(text.to_owned()), name.as_str());
        let address = text(&format!("{name}@example.org"));
        let person = [
            ("id", id.clone()),
            ("username", text(name)),
            ("username_skeleton", text(name)),
            ("email", address.clone()),
            ("email_key", address.clone()),
            ("display_name", text(line)),
            ("search", text(name)),
            ("role", text("user")),
        ];
        copy_of_the_first(&conn, "accounts", &person);
        let words =
            ["actor", "subject", "seat", "before_value", "after_value", "search"].map(|word| (word, text(line)));
        copy_of_the_first(&conn, "audit", &words);
        let letter = [
            ("id", id),
            ("address", address.clone()),
            ("search", address),
            ("state", text("failed")),
            ("last_error", text(line)),
        ];
        copy_of_the_first(&conn, "outbox", &letter);
    }
}

/// One more row of that table: its first, but for some columns.
fn copy_of_the_first(conn: &Connection, table: &str, changed: &[(&str, Value)]) {
    let mut columns = conn.prepare("SELECT name FROM pragma_table_info(?) WHERE pk = 0").unwrap();
    let columns: Vec<String> = columns.query_map([table], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let change = |column: &String| changed.iter().find(|(name, _)| name == column).map(|(_, value)| value.clone());
    let values: Vec<&str> =
        columns.iter().map(|column| if change(column).is_some() { "?" } else { column.as_str() }).collect();
    let (columns_sql, values_sql) = (columns.join(", "), values.join(", "));
    let sql = format!("INSERT INTO {table} ({columns_sql}) SELECT {values_sql} FROM {table} ORDER BY rowid LIMIT 1");
    conn.execute(&sql, params_from_iter(columns.iter().filter_map(change))).unwrap();
}

/// What is wrong with the bytes that a terminal was sent.
fn foreign(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string());
    let text = match text {
        Ok(text) => text,
        Err(error) => return Some(error),
    };
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        rest = match c {
            '\u{1b}' => match own_escape(after) {
                Some(after) => after,
                None => return Some(format!("ESC {:?}", after.chars().take(12).collect::<String>())),
            },
            '\r' | '\n' => after,
            c if is_safe(c) => after,
            c => return Some(format!("{c:?} before {:?}", after.chars().take(12).collect::<String>())),
        };
    }
    None
}

/// Behind an escape that the program makes: CSI with numbers, or one of the two-letter ones. No OSC, no DCS: nothing
/// that could carry a text.
fn own_escape(after: &str) -> Option<&str> {
    if let Some(rest) = after.strip_prefix('[') {
        let end = rest.find(|c: char| !(c.is_ascii_digit() || ";:?<>=".contains(c)))?;
        let (last, rest) = (rest[end..].chars().next()?, &rest[end + 1..]);
        return "ABCDGHJKPXdfhlmrt".contains(last).then_some(rest);
    }
    ["7", "8", "=", ">", "c", "(B"].iter().find_map(|own| after.strip_prefix(own))
}

#[test]
fn whatever_is_in_the_rows_and_fields_the_terminal_gets_text() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path();
    set_up(data);
    tamper(data);
    let arg = data.to_str().unwrap();
    let mut env = vec![("HOME", arg)];
    // A password is enough to look around with, where the house can be told so.
    if vestibule::config::Setting::named("mfa.required_for").is_some() {
        env.push(("VESTIBULE_MFA_REQUIRED_FOR", "nobody"));
    }
    let mut desk = Pty::start(Path::new(VESTIBULE), &["--data-dir", arg], &env, (120, 40));
    // A stranger fills the form with everything there is.
    desk.wait_for("New here? It takes two minutes.");
    desk.keys("<ret>");
    for line in LINES {
        desk.paste(line);
        desk.keys("<tab>");
    }
    desk.keys("<esc><esc>");
    desk.wait_for("New here? It takes two minutes.");
    // The admin looks at everything.
    desk.keys(&format!("<home><down><ret>ada<tab>{PASSWORD}<ret>"));
    desk.wait_for("ada · admin");
    desk.keys("<tab>");
    desk.wait_for("person00");
    for line in LINES {
        desk.keys("<down>");
        desk.keys("/");
        desk.paste(line);
        desk.keys("<esc><esc>");
    }
    desk.keys("<end>");
    desk.wait_for("person34");
    desk.keys("<tab>");
    desk.wait_for("set up");
    desk.keys("<end><pgup><home><tab>");
    desk.wait_for("person34@example.org");
    desk.keys("<down><down><down><end><home>");
    desk.keys("<c-c>");
    assert!(desk.wait_exit().success());
    let bytes = desk.bytes();
    assert!(bytes.len() > 10_000, "{} bytes: the screens were drawn", bytes.len());
    assert_eq!(foreign(&bytes), None);
}

#[test]
fn what_commands_print_is_text_too() {
    let home = tempfile::tempdir().unwrap();
    set_up(home.path());
    tamper(home.path());
    for args in [["account", "list", "--limit=99"], ["audit", "list", "--limit=99"], ["mail", "list", "--limit=99"]] {
        let out = Command::new(VESTIBULE).args(args).arg("--data-dir").arg(home.path()).output().unwrap();
        assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
        assert!(out.stdout.iter().filter(|byte| **byte == b'\n').count() > LINES.len(), "{args:?}");
        assert_eq!(foreign(&out.stdout), None, "{args:?}");
        assert!(!out.stdout.contains(&0x1b), "{args:?}");
    }
    for name in ["person00", "person12", "\u{1b}[31mred", "\u{202e}x"] {
        let args = ["account", "show", name, "--data-dir"];
        let out = Command::new(VESTIBULE).args(args).arg(home.path()).output().unwrap();
        assert_eq!(foreign(&out.stdout).or(foreign(&out.stderr)), None, "{name:?}");
    }
}

#[test]
fn the_grammar_knows_what_is_foreign() {
    for own in ["\u{1b}[?1049h\u{1b}[2J\u{1b}[1;1Hplain é 佐 💧\r\n", "\u{1b}[38;5;6m\u{1b}[0m\u{1b}7\u{1b}8"] {
        assert_eq!(foreign(own.as_bytes()), None, "{own:?}");
    }
    for other in [
        "\u{1b}]0;title\u{7}",
        "\u{1b}]52;c;x\u{7}",
        "\u{1b}P$q\u{1b}\\",
        "\u{1b}[6n",
        "\u{1b}[c",
        "\u{9b}31m",
        "\u{202e}",
        "\u{200b}",
        "\u{7}",
        "\u{e0041}",
    ] {
        assert!(foreign(other.as_bytes()).is_some(), "{other:?}");
    }
    assert!(foreign(b"\xff").is_some());
}
