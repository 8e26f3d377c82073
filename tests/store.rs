//! The store on real files: several processes at once, and everything that can be wrong with a file.

use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use vestibule::domain::{
    Account, AccountId, AccountQuery, AccountSort, AuditEntry, AuditEvent, AuditQuery, Direction, DisplayName, Entropy,
    Letter, LetterId, LetterKind, LetterQuery, Page, Party, Role, Seat, Status, Timestamp,
};
use vestibule::store::sqlite::SqliteStore;
use vestibule::store::{StoreError, read, write};

/// Names the part that a child process plays; its file is in `FILE`.
const PART: &str = "VESTIBULE_TEST_STORE_PART";
const FILE: &str = "VESTIBULE_TEST_STORE_FILE";
/// Nobody, on every Unix that matters here.
const NOBODY: u32 = 65_534;

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
        verified_at: Some(NOW),
        password: None,
        created_at: NOW,
        updated_at: NOW,
        last_login_at: None,
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
        tx.append_audit(&entry)
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
        if let Some(at) = line.find(word) {
            return Some(line[at + word.len()..].trim().to_owned());
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

#[test]
fn four_processes_make_one_new_database_and_none_is_ever_told_that_it_is_busy() {
    for _ in 0..3 {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("new/data/vestibule.db");
        let mut children: Vec<Child> = (0..4).map(|_| process("writer", &file).spawn().unwrap()).collect();
        let mut outputs: Vec<_> =
            children.iter_mut().map(|child| BufReader::new(child.stdout.take().unwrap())).collect();
        for output in &mut outputs {
            heard(output, "HERE").unwrap();
        }
        for child in &mut children {
            writeln!(child.stdin.take().unwrap(), "go").unwrap();
        }
        for (mut child, mut output) in children.into_iter().zip(outputs) {
            // Reads to the end, so that a child that complains at length is not held up.
            while heard(&mut output, "SAID").is_some() {}
            assert!(child.wait().unwrap().success());
        }
        let store = SqliteStore::open(&file).unwrap();
        assert_eq!(read(&store, |tx| tx.setting("count")).unwrap().as_deref(), Some("160"));
        let [rows, letters, entries] = names(&store);
        assert_eq!(rows.len(), 160);
        assert!(rows == letters && rows == entries);
    }
}

#[test]
fn many_threads_make_one_new_database() {
    for round in 0..20u64 {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("data/vestibule.db");
        thread::scope(|scope| {
            for n in 0..6u64 {
                let file = &file;
                scope.spawn(move || {
                    let store = SqliteStore::open(file).unwrap();
                    join(&store, &format!("person-{n}"), &Chance::new(100 * round + n)).unwrap();
                });
            }
        });
        assert_eq!(accounts(&SqliteStore::open(&file).unwrap()).unwrap(), 6);
    }
}

#[test]
fn what_was_acknowledged_survives_the_death_of_its_process() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("vestibule.db");
    let mut safe = Vec::new();
    for round in 0..12 {
        let mut child = process("joiner", &file).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        for _ in 0..=round * 3 {
            safe.push(heard(&mut output, "SAFE").unwrap());
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // It may have said more before it was gone.
        while let Some(name) = heard(&mut output, "SAFE") {
            safe.push(name);
        }
        let [rows, letters, entries] = names(&SqliteStore::open(&file).unwrap());
        assert!(rows == letters && rows == entries, "whole or not at all");
        assert!(safe.iter().all(|name| rows.binary_search(name).is_ok()));
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o777
}

fn beside(file: &Path, suffix: &str) -> PathBuf {
    PathBuf::from(format!("{}{suffix}", file.display()))
}

#[test]
fn only_the_owner_may_look_into_the_files() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("deep/data/vestibule.db");
    let store = SqliteStore::open(&file).unwrap();
    join(&store, "mira", &Chance::new(1)).unwrap();
    let files = [file.clone(), beside(&file, "-wal"), beside(&file, "-shm")];
    assert_eq!((mode(file.parent().unwrap()), mode(&place.path().join("deep"))), (0o700, 0o700));
    for file in &files {
        assert_eq!(mode(file), 0o600, "{}", file.display());
    }
    // A copy that came back from a backup with the rights of a careless umask.
    for file in &files {
        fs::set_permissions(file, Permissions::from_mode(0o666)).unwrap();
    }
    let again = SqliteStore::open(&file).unwrap();
    assert_eq!(accounts(&again).unwrap(), 1);
    for file in &files {
        assert_eq!(mode(file), 0o600, "{}", file.display());
    }
}

#[test]
fn a_careless_umask_opens_nothing_to_others() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("data/vestibule.db");
    let mut child = Command::new("sh");
    child.args(["-c", "umask 000; exec \"$0\" --exact the_part_of_another_process --nocapture"]);
    child.arg(std::env::current_exe().unwrap()).env(PART, "joiner").env(FILE, &file).stdout(Stdio::piped());
    let mut child = child.spawn().unwrap();
    heard(&mut BufReader::new(child.stdout.as_mut().unwrap()), "SAFE").unwrap();
    let modes = ["", "-wal", "-shm"].map(|suffix| mode(&beside(&file, suffix)));
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!((mode(file.parent().unwrap()), modes), (0o700, [0o600; 3]));
}

/// A place that a process without rights can get at, and this program in it.
fn open_place() -> (TempDir, PathBuf) {
    let place = tempfile::Builder::new().permissions(Permissions::from_mode(0o755)).tempdir().unwrap();
    let program = place.path().join("program");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    fs::set_permissions(&program, Permissions::from_mode(0o755)).unwrap();
    (place, program)
}

/// What opening comes to for somebody who is not root: root may write everywhere.
fn said_to_nobody(program: &Path, file: &Path) -> String {
    let mut child = process_from(program, "opener", file);
    if fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0) {
        child.uid(NOBODY).gid(NOBODY);
    }
    let mut child = child.spawn().unwrap();
    let said = heard(&mut BufReader::new(child.stdout.as_mut().unwrap()), "SAID").unwrap();
    child.wait().unwrap();
    said
}

#[test]
fn where_nothing_may_be_written_a_sentence_says_so() {
    let (place, program) = open_place();
    let shut = |name: &str| {
        let directory = place.path().join(name);
        fs::create_dir(&directory).unwrap();
        directory
    };
    let close = |directory: &Path| fs::set_permissions(directory, Permissions::from_mode(0o555)).unwrap();
    let sentence = StoreError::ReadOnly.to_string();

    let empty = shut("empty");
    close(&empty);
    assert_eq!(said_to_nobody(&program, &empty.join("vestibule.db")), sentence);
    assert_eq!(said_to_nobody(&program, &empty.join("deeper/vestibule.db")), sentence);

    let file_only = shut("file");
    let file = file_only.join("vestibule.db");
    drop(SqliteStore::open(&file).unwrap());
    fs::set_permissions(&file, Permissions::from_mode(0o444)).unwrap();
    close(&file_only);
    assert_eq!(said_to_nobody(&program, &file), sentence);

    let directory_only = shut("directory");
    let file = directory_only.join("vestibule.db");
    drop(SqliteStore::open(&file).unwrap());
    // Only root can give it away; anybody else is its owner already.
    let _ = chown(&file, Some(NOBODY), Some(NOBODY));
    close(&directory_only);
    assert_eq!(said_to_nobody(&program, &file), sentence);
    assert!(fs::read_dir(&directory_only).unwrap().count() == 1, "nothing is left behind");
}

#[test]
fn a_place_that_cannot_be_is_refused_with_its_name() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("file");
    fs::write(&file, "text").unwrap();
    for path in [file.join("vestibule.db"), place.path().to_owned()] {
        let error = SqliteStore::open(&path).err().unwrap();
        let StoreError::Other(words) = &error else { panic!("{error:?}") };
        assert!(words.contains(place.path().to_str().unwrap()), "{error}");
    }
}

#[test]
fn a_path_that_looks_like_an_address_is_a_path() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("file:vestibule.db?mode=memory");
    let store = SqliteStore::open(&file).unwrap();
    join(&store, "mira", &Chance::new(1)).unwrap();
    drop(store);
    assert!(file.is_file());
    assert_eq!(accounts(&SqliteStore::open(&file).unwrap()).unwrap(), 1);
}

/// A small file system of its own in memory, gone at the end.
struct SmallDisk(TempDir);

impl SmallDisk {
    /// `None` where this process may not mount one.
    fn new(size: &str) -> Option<Self> {
        let place = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(place.path())
            .stderr(Stdio::null())
            .status();
        mounted.is_ok_and(|status| status.success()).then_some(Self(place))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

#[test]
fn a_full_disk_changes_nothing_and_more_room_mends_it() {
    let Some(disk) = SmallDisk::new("1m") else {
        eprintln!("skipped: this process may not mount a file system");
        return;
    };
    let file = disk.0.path().join("vestibule.db");
    let ballast = disk.0.path().join("ballast");
    // No room for the first page.
    fs::write(&ballast, vec![0; 1024 * 1024]).unwrap();
    assert!(matches!(SqliteStore::open(&file), Err(StoreError::Full)));
    fs::write(&ballast, vec![0; 256 * 1024]).unwrap();

    let chance = Chance::new(1);
    let store = SqliteStore::open(&file).unwrap();
    let mut joined = 0;
    let error = loop {
        match join(&store, &format!("person-{joined}"), &chance) {
            Ok(()) => joined += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(error, StoreError::Full), "{error:?}");
    assert!(joined > 0);
    let [rows, letters, entries] = names(&store);
    assert!(rows.len() == joined && rows == letters && rows == entries);
    fs::remove_file(&ballast).unwrap();
    join(&store, "latecomer", &chance).unwrap();
    drop(store);
    assert_eq!(accounts(&SqliteStore::open(&file).unwrap()).unwrap(), u64::try_from(joined).unwrap() + 1);
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
    assert!(matches!(error, StoreError::NewerSchema { found: 99, known: 1 }), "{error:?}");
    assert!(error.to_string().contains("Use the newer program."));
}

#[test]
fn a_running_program_notices_that_a_newer_one_changed_the_schema() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("vestibule.db");
    let store = SqliteStore::open(&file).unwrap();
    rusqlite::Connection::open(&file).unwrap().pragma_update(None, "user_version", 99).unwrap();
    // The first write opens a connection of its own.
    assert!(matches!(join(&store, "mira", &Chance::new(1)), Err(StoreError::NewerSchema { .. })));
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
                search: search.to_owned(),
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
fn a_writer_waits_for_another_programs_long_transaction() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("vestibule.db");
    let store = SqliteStore::open(&file).unwrap();
    join(&store, "first", &Chance::new(1)).unwrap();
    let other = rusqlite::Connection::open(&file).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    thread::scope(|scope| {
        let writer = scope.spawn(|| join(&store, "second", &Chance::new(2)));
        // Readers wait for nobody, however long it takes.
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_millis(300) {
            assert_eq!(accounts(&store).unwrap(), 1);
        }
        assert!(!writer.is_finished());
        other.execute_batch("COMMIT").unwrap();
        writer.join().unwrap().unwrap();
    });
    assert_eq!(accounts(&store).unwrap(), 2);
}

#[test]
fn what_is_wiped_is_not_in_the_file_any_more() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("vestibule.db");
    let store = SqliteStore::open(&file).unwrap();
    let chance = Chance::new(1);
    let secret = b"a sealed argument that nobody needs any more";
    let to: vestibule::domain::EmailAddress = "mira@example.org".parse().unwrap();
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
        tx.settle_letter(letter.id, "worker", &vestibule::store::Outcome::Dropped)
    })
    .unwrap();
    drop(store);
    let bytes = fs::read(&file).unwrap();
    assert!(!bytes.windows(secret.len()).any(|window| window == secret));
}
