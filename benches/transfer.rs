//! Import and export of many accounts by the real binary, held against the `sqlite3` shell in the same run.
//!
//! `cargo bench --bench transfer` takes 10,000, 100,000 and 1,000,000 accounts; `-- 10000` takes other numbers.

// Whoever measures may break down.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice, clippy::panic)]

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rusqlite::Connection;

/// Chance that comes out the same every time (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[usize::try_from(self.below(from.len() as u64)).unwrap()]
    }
}

const GIVEN: [&str; 28] = [
    "mira", "ada", "bob", "chidi", "dana", "emil", "fatima", "goran", "hana", "ines", "jonas", "kofi", "lena", "marek",
    "nadia", "olga", "pavel", "quentin", "rosa", "samir", "tomas", "uma", "vera", "wen", "xenia", "yusuf", "zoë",
    "łukasz",
];
const FAMILY: [&str; 20] = [
    "smith", "okafor", "mueller", "ivanova", "garcia", "lee", "kowalski", "nguyen", "silva", "rossi", "haddad",
    "jensen", "novak", "patel", "kim", "sato", "dubois", "lopez", "weber", "costa",
];
const LETTERS: &[u8] = b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// A file of made-up people in no order, each with a bcrypt hash.
fn people(path: &Path, count: u64) {
    let mut dice = Dice(7);
    let mut file = BufWriter::new(File::create(path).unwrap());
    writeln!(file, "username,email,display_name,role,status,verified_at,created_at,password_hash,must_change").unwrap();
    for number in 0..count {
        let (given, family) = (dice.pick(&GIVEN), dice.pick(&FAMILY));
        let plain: String = given.chars().map(|c| if c.is_ascii() { c } else { 'e' }).collect();
        // Spread over the alphabet, and no name twice.
        let name =
            format!("{plain}{}{}{}", dice.pick(&["", "_", "."]), &family[..3], number * 7_919 % count.max(7_920));
        let host = dice.pick(&["example.org", "example.com", "mail.example.net", "students.example.org"]);
        let day = 1 + dice.below(28);
        let at =
            format!("20{:02}-{:02}-{day:02}T08:{:02}:00Z", 10 + dice.below(16), 1 + dice.below(12), dice.below(60));
        let hash: String = (0..53).map(|_| char::from(LETTERS[usize::try_from(dice.below(64)).unwrap()])).collect();
        // The last letters of salt and hash carry fewer bits.
        let hash = format!("{}u{}u", &hash[..21], &hash[22..52]);
        writeln!(
            file,
            "{name},{plain}.{family}{number}@{host},{given} {family},user,active,{at},{at},$2b$12${hash},false"
        )
        .unwrap();
    }
    file.flush().unwrap();
}

/// What a program took.
#[derive(Clone, Copy, Default)]
struct Took {
    wall: Duration,
    cpu: Duration,
    /// Peak resident memory in MiB.
    peak: u64,
}

/// Runs a program to its end and answers what it took. It has to succeed.
fn run(command: &mut Command) -> Took {
    let begun = Instant::now();
    let mut child = command.spawn().unwrap();
    let stat = format!("/proc/{}/stat", child.id());
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let cpu = loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let high = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
        peak = peak.max(high.trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap_or(0));
        let text = fs::read_to_string(&stat).unwrap_or_default();
        let fields: Vec<&str> = text.rsplit(')').next().unwrap().split_whitespace().collect();
        if fields.first() == Some(&"Z") {
            // In hundredths of a second, of all its threads.
            let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
            break Duration::from_millis(ticks * 10);
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let wall = begun.elapsed();
    assert!(child.wait().unwrap().success(), "{command:?}");
    Took { wall, cpu, peak: peak / 1024 }
}

fn vestibule(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vestibule"));
    command.env_clear().env("HOME", home).current_dir(home).stdout(Stdio::null());
    command
}

fn set_up(home: &Path) {
    let mut command = vestibule(home);
    command.args(["setup", "--username", "ada", "--email", "ada@example.org", "--password-stdin"]);
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"brass-lantern-over-quiet-water\n").unwrap();
    assert!(child.wait().unwrap().success());
}

fn sqlite3(database: &Path, script: &str) -> Took {
    let script_file = database.with_extension("sql");
    fs::write(&script_file, script).unwrap();
    run(Command::new("sqlite3").arg(database).stdin(File::open(script_file).unwrap()).stdout(Stdio::null()))
}

/// The same accounts into a table of the same shape, then the same indexes: what the shell does at its best.
fn shell_import(ours: &Path, place: &Path) -> Took {
    let conn = Connection::open(ours).unwrap();
    let columns: Vec<(String, String)> = conn
        .prepare(
            "SELECT name, type || CASE WHEN pk THEN ' PRIMARY KEY' WHEN \"notnull\" THEN ' NOT NULL' ELSE '' END \
                  FROM pragma_table_info('accounts')",
        )
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let mut indexes: Vec<String> = ["id", "username", "username_skeleton", "email_key"]
        .iter()
        .map(|column| format!("CREATE UNIQUE INDEX unique_{column} ON accounts ({column});"))
        .collect();
    let others: Vec<String> = conn
        .prepare("SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'accounts' AND sql IS NOT NULL")
        .unwrap()
        .query_map([], |row| row.get::<_, String>(0))
        .unwrap()
        .map(|sql| sql.unwrap().replace("last_login_key", "ifnull(last_login_at, -62135596800000)") + ";")
        .collect();
    indexes.extend(others);
    drop(conn);
    let (csv, database) = (place.join("same.csv"), place.join("shell.db"));
    let read: Vec<String> =
        columns.iter().map(|(name, _)| if name == "id" { "hex(id)".to_owned() } else { name.clone() }).collect();
    sqlite3(ours, &format!(".mode csv\n.output {}\nSELECT {} FROM accounts;\n", csv.display(), read.join(", ")));
    let shape: Vec<String> = columns.iter().map(|(name, kind)| format!("{name} {kind}")).collect();
    let took = sqlite3(
        &database,
        &format!(
            "CREATE TABLE accounts ({});\n.mode csv\n.import {} accounts\n{}\n",
            shape.join(", "),
            csv.display(),
            indexes.join("\n")
        ),
    );
    fs::remove_file(database).unwrap();
    fs::remove_file(csv).unwrap();
    took
}

fn shell_export(ours: &Path, place: &Path) -> Took {
    let moment = |column: &str| format!("strftime('%Y-%m-%dT%H:%M:%fZ', {column} / 1000.0, 'unixepoch')");
    let (verified, created) = (moment("verified_at"), moment("created_at"));
    let out = place.join("shell.csv");
    let took = sqlite3(
        ours,
        &format!(
            ".mode csv\n.headers on\n.output {}\nSELECT username, email, display_name, role, status, {verified}, {created}, \
             valid_from, valid_until, must_change, note FROM accounts WHERE trashed_at IS NULL ORDER BY key;\n",
            out.display()
        ),
    );
    fs::remove_file(out).unwrap();
    took
}

fn line(what: &str, took: Took, against: Option<Took>) {
    let ratio = |ours: Duration, theirs: Duration| ours.as_secs_f64() / theirs.as_secs_f64().max(0.001);
    let compared = against.map_or(String::new(), |other| {
        format!("  {:>5.2} x wall  {:>5.2} x CPU", ratio(took.wall, other.wall), ratio(took.cpu, other.cpu))
    });
    println!(
        "  {what:<34} {:>8.2} s  {:>8.2} s CPU  {:>4} MiB{compared}",
        took.wall.as_secs_f64(),
        took.cpu.as_secs_f64(),
        took.peak
    );
}

fn measure(count: u64, has_shell: bool) {
    let place = tempfile::tempdir().unwrap();
    let home = place.path();
    set_up(home);
    let file: PathBuf = home.join("people.csv");
    people(&file, count);
    println!("{count} accounts");
    let import = run(vestibule(home).args(["import", "people.csv"]));
    let again = run(vestibule(home).args(["import", "people.csv"]));
    let export = run(vestibule(home).args(["export", "all.csv"]));
    let ours = home.join(".local/share/vestibule/vestibule.db");
    let theirs = has_shell.then(|| (shell_import(&ours, home), shell_export(&ours, home)));
    line("import", import, theirs.map(|theirs| theirs.0));
    line("import again: nothing changes", again, None);
    line("export", export, theirs.map(|theirs| theirs.1));
    if let Some((import, export)) = theirs {
        line("sqlite3 .import, then the indexes", import, None);
        line("sqlite3 -csv", export, None);
    }
}

fn main() {
    let counts: Vec<u64> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let counts = if counts.is_empty() { vec![10_000, 100_000, 1_000_000] } else { counts };
    let has_shell = Command::new("sqlite3").arg("--version").stdout(Stdio::null()).status().is_ok();
    if !has_shell {
        println!("sqlite3 is not installed, so there is nothing to compare with.");
    }
    counts.into_iter().for_each(|count| measure(count, has_shell));
}
