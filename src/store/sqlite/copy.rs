//! Copies of the whole database: made while others write, looked at, and put back.

use std::path::Path;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::{SqliteStore, connect, current, patiently, place, schema};
use crate::domain::Timestamp;
use crate::store::{Result, StoreError};

/// Pages in one step, 4 MiB: between two of them progress is told.
const STEP: i32 = 1024;

/// What a copy turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inspected {
    /// The number of its schema; an older one is brought up to date when it is opened.
    pub schema: i64,
    /// How many accounts it has.
    pub accounts: u64,
    /// When its audit ends; `None`: it has no row.
    pub until: Option<Timestamp>,
}

/// Told now and then: so much of so much, in pages.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

impl SqliteStore {
    /// Copies the database into a new file, as it was at one moment; others go on writing meanwhile. The copy is one
    /// file without a log beside it, for its owner alone.
    ///
    /// # Errors
    /// [`StoreError::Full`] and others where the file cannot be made or written; it is then left for the caller to
    /// remove.
    pub fn copy_to(&self, to: &Path, progress: Progress<'_>) -> Result<()> {
        place::make_file(to)?;
        let source = current(&self.path)?;
        // A snapshot of our own: without it every write of somebody else would make the copy begin anew.
        let snapshot = source.unchecked_transaction()?;
        snapshot.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        let mut target = Connection::open_with_flags(to, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        run(&Backup::new(&source, &mut target)?, progress)?;
        let journal: String = target.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))?;
        if journal == "delete" { Ok(()) } else { Err(StoreError::Other("the copy keeps its log".to_owned())) }
    }

    /// Puts the content of another database in the place of this one's, in one step: others see the old one or the new
    /// one, and none that is half of both.
    ///
    /// # Errors
    /// [`StoreError::Busy`] if others do not let go of it in time; then nothing was changed.
    pub fn replace_by(&self, from: &Path, progress: Progress<'_>) -> Result<()> {
        let source = connect(from)?;
        let mut target = current(&self.path)?;
        let backup = Backup::new(&source, &mut target)?;
        // The first step takes the lock and keeps it to the end.
        patiently(|| match backup.step(1)? {
            StepResult::Busy | StepResult::Locked => Err(StoreError::Busy),
            _ => Ok(()),
        })?;
        run(&backup, progress)
    }
}

fn run(backup: &Backup<'_, '_>, progress: Progress<'_>) -> Result<()> {
    loop {
        let step = patiently(|| match backup.step(STEP)? {
            StepResult::Busy | StepResult::Locked => Err(StoreError::Busy),
            step => Ok(step),
        })?;
        let state = backup.progress();
        let pages = |count: i32| u64::try_from(count).unwrap_or(0);
        progress(pages(state.pagecount).saturating_sub(pages(state.remaining)), pages(state.pagecount));
        if step == StepResult::Done {
            return Ok(());
        }
    }
}

/// Looks at a copy from end to end, without changing it: whose it is, how old, and whether it is whole.
///
/// # Errors
/// [`StoreError::Foreign`], [`StoreError::NewerSchema`], [`StoreError::Corrupt`].
pub fn inspect(file: &Path) -> Result<Inspected> {
    let open = || {
        let conn = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        conn.execute_batch("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;")?;
        // Opened only now: what is no database says so here.
        conn.query_row("PRAGMA application_id", [], |_| Ok(()))?;
        Ok(conn)
    };
    check(&open().map_err(|error| place::explain(error, file))?)
}

/// Checks the live database in the same way.
///
/// # Errors
/// As [`inspect`].
pub fn check_integrity(store: &SqliteStore) -> Result<Inspected> {
    let conn = current(&store.path)?;
    conn.execute_batch("PRAGMA query_only = ON")?;
    check(&conn)
}

fn check(conn: &Connection) -> Result<Inspected> {
    if schema::look(conn)? == schema::Found::Empty {
        return Err(StoreError::Foreign);
    }
    let verdict: String = conn.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(StoreError::Corrupt(verdict));
    }
    if conn.prepare("PRAGMA foreign_key_check")?.exists([])? {
        return Err(StoreError::Corrupt("a row belongs to another that is gone".to_owned()));
    }
    let schema = conn.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let accounts: i64 = conn.query_row("SELECT count(*) FROM accounts", [], |row| row.get(0))?;
    let until: Option<i64> = conn.query_row("SELECT max(at) FROM audit", [], |row| row.get(0))?;
    Ok(Inspected { schema, accounts: u64::try_from(accounts).unwrap_or(0), until: until.map(Timestamp::from_millis) })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::store::{read, write};

    fn setting(path: &Path) -> Option<String> {
        let store = SqliteStore::open(path).unwrap();
        read(&store, |tx| tx.setting("n")).unwrap()
    }

    #[test]
    fn a_copy_is_whole_while_others_write() {
        let place = tempfile::tempdir().unwrap();
        let (live, copy) = (place.path().join("vestibule.db"), place.path().join("copy.db"));
        let store = SqliteStore::open(&live).unwrap();
        // Two settings that change together.
        let both = |store: &SqliteStore, n: u32| {
            write(store, |tx| {
                tx.put_setting("a", &n.to_string())?;
                tx.put_setting(&format!("filler{}", n % 200), &"x".repeat(8_000))?;
                tx.put_setting("b", &n.to_string())
            })
            .unwrap();
        };
        (0..200).for_each(|n| both(&store, n));
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let (store, done) = (&store, &done);
            scope.spawn(move || {
                let mut n = 200;
                while !done.load(Ordering::Relaxed) {
                    both(store, n);
                    n += 1;
                }
            });
            let other = SqliteStore::open(&live).unwrap();
            for _ in 0..5 {
                let mut last = 0;
                other
                    .copy_to(&copy, &mut |done, all| {
                        assert!(done <= all);
                        last = done;
                    })
                    .unwrap();
                assert!(last > 100, "progress was told");
                inspect(&copy).unwrap();
                let copied = SqliteStore::open(&copy).unwrap();
                let pair = read(&copied, |tx| Ok((tx.setting("a")?, tx.setting("b")?))).unwrap();
                assert_eq!(pair.0, pair.1);
                drop(copied);
                for name in ["copy.db", "copy.db-wal", "copy.db-shm"] {
                    let _ = std::fs::remove_file(place.path().join(name));
                }
            }
            done.store(true, Ordering::Relaxed);
        });
    }

    #[test]
    fn what_is_put_back_is_seen_by_those_who_have_it_open() {
        let place = tempfile::tempdir().unwrap();
        let (live, copy) = (place.path().join("vestibule.db"), place.path().join("copy.db"));
        let store = SqliteStore::open(&live).unwrap();
        write(&store, |tx| tx.put_setting("n", "old")).unwrap();
        store.copy_to(&copy, &mut |_, _| {}).unwrap();
        write(&store, |tx| tx.put_setting("n", "new")).unwrap();
        let open_all_the_time = SqliteStore::open(&live).unwrap();
        assert_eq!(read(&open_all_the_time, |tx| tx.setting("n")).unwrap().as_deref(), Some("new"));
        store.replace_by(&copy, &mut |_, _| {}).unwrap();
        for store in [&store, &open_all_the_time] {
            assert_eq!(read(store, |tx| tx.setting("n")).unwrap().as_deref(), Some("old"));
            write(store, |tx| tx.put_setting("after", "x")).unwrap();
        }
        drop((store, open_all_the_time));
        assert_eq!(setting(&live).as_deref(), Some("old"));
        inspect(&live).unwrap();
    }

    #[test]
    fn what_is_no_whole_copy_is_refused() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("copy.db");
        let store = SqliteStore::open(&place.path().join("vestibule.db")).unwrap();
        (0..50).for_each(|n| write(&store, |tx| tx.put_setting(&format!("s{n}"), &"x".repeat(4_000))).unwrap());
        store.copy_to(&file, &mut |_, _| {}).unwrap();
        let whole = std::fs::read(&file).unwrap();
        assert!(inspect(&file).is_ok());
        let mut torn = whole.clone();
        torn[40_000..80_000].fill(0x5A);
        let mut cut = whole.clone();
        cut.truncate(whole.len() / 2);
        for (bytes, what) in [(&torn, "torn"), (&cut, "cut")] {
            std::fs::write(&file, bytes).unwrap();
            assert!(matches!(inspect(&file), Err(StoreError::Corrupt(_))), "{what}: {:?}", inspect(&file));
        }
        for bytes in [&b""[..], b"no database at all, but some text that is long enough to be looked at"] {
            std::fs::write(&file, bytes).unwrap();
            let error = inspect(&file).unwrap_err();
            assert!(matches!(error, StoreError::Foreign | StoreError::Corrupt(_)), "{error:?}");
        }
    }
}
