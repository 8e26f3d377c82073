//! What is in the file: another program's, an older or newer one's, or damage.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Duration;

use vestibule::domain::{
    AccountQuery, AccountSort, AuditQuery, Direction, EmailAddress, Entropy, Letter, LetterId, LetterKind, LetterQuery,
    Page, Search, Timestamp,
};
use vestibule::store::sqlite::SqliteStore;
use vestibule::store::{Outcome, StoreError, read, write};

use super::{Chance, NOW, accounts, beside, filled, join};

#[test]
fn a_file_of_another_program_is_left_alone() {
    let place = tempfile::tempdir().unwrap();
    let other = |name: &str, sql: &str| {
        let file = place.path().join(name);
        rusqlite::Connection::open(&file).unwrap().execute_batch(sql).unwrap();
        file
    };
    let text = place.path().join("notes.txt");
    fs::write(&text, "Not a database. ".repeat(100)).unwrap();
    let short = place.path().join("short.txt");
    fs::write(&short, "A note.").unwrap();
    for file in [
        other("tables.db", "CREATE TABLE accounts (id TEXT)"),
        other("marked.db", "PRAGMA application_id = 252006674"),
        other("numbered.db", "PRAGMA user_version = 1"),
        text,
        short,
    ] {
        let before = fs::read(&file).unwrap();
        let error = SqliteStore::open(&file).err();
        assert!(matches!(error, Some(StoreError::Foreign)), "{}: {error:?}", file.display());
        assert_eq!(fs::read(&file).unwrap(), before, "{}", file.display());
    }
}

#[test]
fn a_database_of_a_newer_program_is_left_alone() {
    let place = tempfile::tempdir().unwrap();
    let file = filled(place.path(), 1);
    rusqlite::Connection::open(&file).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let error = SqliteStore::open(&file).err().unwrap();
    assert!(matches!(error, StoreError::NewerSchema { found: 99, known: 3 }), "{error:?}");
    assert!(error.to_string().contains("Use the newer program."));
}

#[test]
fn a_copy_without_a_log_gets_one() {
    let place = tempfile::tempdir().unwrap();
    let file = filled(place.path(), 3);
    let copy = place.path().join("copy.db");
    rusqlite::Connection::open(&file).unwrap().execute("VACUUM INTO ?", [copy.to_str().unwrap()]).unwrap();
    let store = SqliteStore::open(&copy).unwrap();
    assert_eq!(accounts(&store).unwrap(), 3);
    join(&store, "latecomer", &Chance::new(2)).unwrap();
    assert!(beside(&copy, "-wal").exists());
}

#[test]
fn a_start_that_was_cut_short_is_gone_on_with() {
    let place = tempfile::tempdir().unwrap();
    for (name, sql) in [
        ("nothing", None),
        ("marked", Some("PRAGMA application_id = 0x56535442")),
        ("logged", Some("PRAGMA application_id = 0x56535442; PRAGMA journal_mode = WAL")),
        ("log only", Some("PRAGMA journal_mode = WAL")),
    ] {
        let file = place.path().join(name);
        match sql {
            None => fs::write(&file, "").unwrap(),
            Some(sql) => rusqlite::Connection::open(&file).unwrap().execute_batch(sql).unwrap(),
        }
        join(&SqliteStore::open(&file).unwrap(), "mira", &Chance::new(1)).unwrap();
    }
}

/// Uses every list and writes; whatever is wrong is answered, never thrown.
fn use_all(file: &Path) -> Result<(), StoreError> {
    let store = SqliteStore::open(file)?;
    for sort in AccountSort::ALL {
        for search in ["", "person"] {
            let query = AccountQuery {
                sort,
                direction: Direction::Descending,
                search: Search::parse(search, Timestamp::default()).unwrap(),
                page: Page::Last,
                limit: 1_000,
            };
            let rows = read(&store, |tx| tx.accounts(&query))?.rows;
            for row in rows.iter().step_by(20) {
                read(&store, |tx| {
                    tx.account(row.id)?;
                    tx.live_sessions(row.id, NOW)
                })?;
            }
        }
    }
    read(&store, |tx| tx.letters(&LetterQuery { limit: 1_000, ..LetterQuery::default() }))?;
    read(&store, |tx| tx.audit(&AuditQuery { limit: 1_000, ..AuditQuery::default() }))?;
    write(&store, |tx| tx.claim_letters("worker", NOW, NOW.plus(Duration::from_secs(60)), 20).map(|_| ()))?;
    join(&store, "latecomer", &Chance::new(9))?;
    write(&store, |tx| tx.sweep(NOW))
}

#[test]
fn damage_is_told_or_without_consequence_and_never_a_crash() {
    let place = tempfile::tempdir().unwrap();
    let whole = fs::read(filled(place.path(), 120)).unwrap();
    let chance = Chance::new(4);
    let mut told = 0;
    for round in 0..150 {
        let mut bytes = whole.clone();
        // Single bytes, whole sectors of noise, pages of zeros, pages in each other's place, a cut end.
        let page = 4096 * chance.below(bytes.len() / 4096);
        match round % 5 {
            0 => {
                for _ in 0..8 {
                    let at = chance.below(bytes.len());
                    bytes[at] ^= 1 << chance.below(8);
                }
            }
            1 => chance.fill(&mut bytes[page..page + 512]),
            2 => bytes[page..page + 4096].fill(0),
            3 => {
                let from = 4096 * chance.below(bytes.len() / 4096);
                bytes.copy_within(from..from + 4096, page);
            }
            _ => bytes.truncate(page + chance.below(4096)),
        }
        let file = place.path().join(format!("damaged-{round}.db"));
        fs::write(&file, &bytes).unwrap();
        let outcome =
            catch_unwind(AssertUnwindSafe(|| use_all(&file))).unwrap_or_else(|_| panic!("round {round} fell over"));
        match outcome {
            Err(StoreError::Corrupt(_)) => told += 1,
            // The damage hit what says whose file it is, or the words of the schema, or nothing in use.
            Ok(()) | Err(StoreError::Foreign | StoreError::NewerSchema { .. } | StoreError::Other(_)) => {}
            Err(error) => panic!("round {round}: {error:?}"),
        }
        for suffix in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(beside(&file, suffix));
        }
    }
    assert!(told > 50, "only {told} of 150 were told");
}

#[test]
fn a_wiped_first_page_is_damage_and_not_another_programs_file() {
    let place = tempfile::tempdir().unwrap();
    let file = filled(place.path(), 3);
    let whole = fs::read(&file).unwrap();
    for (from, to, byte) in [(0, 16, b'?'), (0, 4096, 0), (16, 18, 0xFF)] {
        let mut bytes = whole.clone();
        bytes[from..to].fill(byte);
        fs::write(&file, &bytes).unwrap();
        let error = SqliteStore::open(&file).err();
        assert!(matches!(error, Some(StoreError::Corrupt(_))), "{from}..{to}: {error:?}");
    }
}

#[test]
fn a_word_that_no_program_wrote_is_damage() {
    let place = tempfile::tempdir().unwrap();
    let file = filled(place.path(), 1);
    for (column, value, word) in [
        ("role", "'emperor'", "a role is one of"),
        ("status", "'asleep'", "a status is one of"),
        ("username", "'mira' || char(27) || '[2J'", "username"),
        ("email", "'nowhere'", "address"),
        ("version", "-0 + 5000000000", "column"),
    ] {
        let copy = place.path().join(format!("{column}.db"));
        fs::copy(&file, &copy).unwrap();
        let conn = rusqlite::Connection::open(&copy).unwrap();
        conn.execute_batch(&format!("UPDATE accounts SET {column} = {value}")).unwrap();
        drop(conn);
        let store = SqliteStore::open(&copy).unwrap();
        let found = read(&store, |tx| tx.account_by_email(&"person-0@example.org".parse().unwrap()));
        let error = found.err().unwrap();
        assert!(matches!(&error, StoreError::Corrupt(words) if words.contains(word)), "{column}: {error:?}");
    }
}

#[test]
fn what_is_wiped_is_not_in_the_file_any_more() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("vestibule.db");
    let store = SqliteStore::open(&file).unwrap();
    let chance = Chance::new(1);
    let secret = b"a sealed argument that nobody needs any more";
    let to: EmailAddress = "mira@example.org".parse().unwrap();
    let letter = Letter {
        id: LetterId::new(NOW, &chance),
        kind: LetterKind::ResetPassword,
        to,
        account: None,
        sealed_args: secret.to_vec(),
        created_at: NOW,
        send_after: NOW,
        expires_at: None,
        tries: 0,
    };
    write(&store, |tx| tx.enqueue_letter(&letter)).unwrap();
    write(&store, |tx| {
        tx.claim_letters("worker", NOW, NOW, 1)?;
        tx.settle_letter(letter.id, "worker", &Outcome::Dropped)
    })
    .unwrap();
    drop(store);
    let bytes = fs::read(&file).unwrap();
    assert!(!bytes.windows(secret.len()).any(|window| window == secret));
}
