//! The store on real files: several processes at once, and everything that can be wrong with a file.

// Clippy lets `#[test]` functions unwrap, but not what they share.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

use vestibule::domain::{
    Account, AccountId, AccountQuery, AuditEntry, AuditEvent, AuditLink, AuditQuery, DisplayName, Entropy, Letter,
    LetterId, LetterKind, LetterQuery, Party, Role, Seat, StaffNote, Status, Timestamp, Validity,
};
use vestibule::store::sqlite::SqliteStore;
use vestibule::store::{StoreError, read, write};

mod files;
mod places;
mod processes;
mod upgrade;

/// Names the part that a child process plays; its file is in `FILE`.
const PART: &str = "VESTIBULE_TEST_STORE_PART";
const FILE: &str = "VESTIBULE_TEST_STORE_FILE";

/// Another number each time, in every process another sequence.
struct Chance(AtomicU64);

impl Chance {
    fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed.wrapping_mul(0x2545_F491_4F6C_DD1D)))
    }

    fn next(&self) -> u64 {
        let mut z = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }
}

impl Entropy for Chance {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.iter_mut().for_each(|byte| *byte = self.next().to_le_bytes()[0]);
    }
}

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

fn account(username: &str, chance: &Chance) -> Account {
    Account {
        id: AccountId::new(NOW, chance),
        username: username.parse().unwrap(),
        email: format!("{username}@example.org").parse().unwrap(),
        display_name: DisplayName::parse(&format!("Person {username}")).unwrap(),
        role: Role::User,
        status: Status::Active,
        validity: Validity::default(),
        trashed_at: None,
        note: StaffNote::default(),
        verified_at: Some(NOW),
        password: None,
        must_change: false,
        password_short: false,
        created_at: NOW,
        updated_at: NOW,
        last_login_at: None,
        last_seat: None,
        version: 0,
    }
}

/// An account, its letter and its row of the audit, in one unit.
fn join(store: &SqliteStore, username: &str, chance: &Chance) -> Result<(), StoreError> {
    let account = account(username, chance);
    let letter = Letter {
        id: LetterId::new(NOW, chance),
        kind: LetterKind::Activate,
        to: account.email.clone(),
        account: Some(account.id),
        sealed_args: vec![7; 200],
        created_at: NOW,
        send_after: NOW,
        expires_at: None,
        tries: 0,
    };
    let entry = AuditEntry {
        seq: 0,
        at: NOW,
        event: AuditEvent::Created,
        actor: Party::operator(),
        subject: Some(Party { id: Some(account.id), name: username.to_owned() }),
        seat: Seat::new("console"),
        before: None,
        after: None,
    };
    write(store, |tx| {
        tx.insert_account(&account)?;
        tx.enqueue_letter(&letter)?;
        let seq = tx.audit_head()?.0 + 1;
        tx.append_audit(&AuditEntry { seq, ..entry.clone() }, AuditLink::new([7; 32]))
    })
}

fn accounts(store: &SqliteStore) -> Result<u64, StoreError> {
    read(store, |tx| tx.account_count())
}

/// The names in the accounts, the letters and the audit, each sorted.
fn names(store: &SqliteStore) -> [Vec<String>; 3] {
    let (mut rows, mut letters, mut entries) = read(store, |tx| {
        let limit = 10_000;
        let rows = tx.accounts(&AccountQuery { limit, ..AccountQuery::default() })?.rows;
        let letters = tx.letters(&LetterQuery { limit, ..LetterQuery::default() })?.rows;
        let entries = tx.audit(&AuditQuery { limit, ..AuditQuery::default() })?.rows;
        assert!(entries.iter().rev().map(|entry| entry.seq).eq(1..=u64::try_from(entries.len()).unwrap()));
        let of_letter = |to: String| to.split('@').next().unwrap().to_owned();
        Ok((
            rows.into_iter().map(|row| row.username).collect::<Vec<_>>(),
            letters.into_iter().map(|row| of_letter(row.to)).collect::<Vec<_>>(),
            entries.into_iter().filter_map(|entry| entry.subject).map(|party| party.name).collect::<Vec<_>>(),
        ))
    })
    .unwrap();
    rows.sort();
    letters.sort();
    entries.sort();
    [rows, letters, entries]
}

/// This test binary once more, to play a part in a process of its own.
fn process(part: &str, file: &Path) -> Command {
    process_from(&std::env::current_exe().unwrap(), part, file)
}

fn process_from(program: &Path, part: &str, file: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(["--exact", "the_part_of_another_process", "--nocapture"]).env(PART, part).env(FILE, file);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    command
}

/// Reads lines until one starts with `word`; answers the rest of it. `None` when the process is through.
fn heard(lines: &mut impl BufRead, word: &str) -> Option<String> {
    let mut line = String::new();
    while lines.read_line(&mut line).unwrap() > 0 {
        // The test harness may have left its own words at the start of the line.
        if let Some((_, rest)) = line.split_once(word) {
            return Some(rest.trim().to_owned());
        }
        line.clear();
    }
    None
}

/// What child processes do. In a plain run of the tests it has nothing to do.
#[test]
fn the_part_of_another_process() {
    let Ok(part) = std::env::var(PART) else { return };
    let file = PathBuf::from(std::env::var(FILE).unwrap());
    let me = u64::from(std::process::id());
    let chance = Chance::new(me);
    match part.as_str() {
        // Waits for the word, then writes as fast as it can, reading in between.
        "writer" => {
            println!("HERE");
            std::io::stdin().read_line(&mut String::new()).unwrap();
            let store = SqliteStore::open(&file).unwrap();
            for round in 0..40 {
                join(&store, &format!("p{me}-{round}"), &chance).unwrap();
                write(&store, |tx| {
                    let seen: u64 = tx.setting("count")?.map_or(0, |text| text.parse().unwrap());
                    tx.put_setting("count", &(seen + 1).to_string())
                })
                .unwrap();
                assert!(accounts(&store).unwrap() > round);
            }
        }
        // Says the name of each account that is safely in, until it is killed.
        "joiner" => {
            let store = SqliteStore::open(&file).unwrap();
            for round in 0.. {
                let username = format!("p{me}-{round}");
                join(&store, &username, &chance).unwrap();
                println!("SAFE {username}");
            }
        }
        // Says what opening and writing come to.
        "opener" => match SqliteStore::open(&file).and_then(|store| join(&store, "mira", &chance)) {
            Ok(()) => println!("SAID fine"),
            Err(error) => println!("SAID {error}"),
        },
        other => panic!("there is no part called {other}"),
    }
}

fn beside(file: &Path, suffix: &str) -> PathBuf {
    PathBuf::from(format!("{}{suffix}", file.display()))
}

/// A closed database with some people in it.
fn filled(place: &Path, people: usize) -> PathBuf {
    let file = place.join("vestibule.db");
    let store = SqliteStore::open(&file).unwrap();
    let chance = Chance::new(1);
    for n in 0..people {
        join(&store, &format!("person-{n}"), &chance).unwrap();
    }
    drop(store);
    assert!(!beside(&file, "-wal").exists(), "the last one out tidies up");
    file
}
