//! The store on SQLite: one file with its write-ahead log, shared by as many processes as there are terminals.
//!
//! A write takes the database's one write lock at its start and never waits for it half-way, so two writers cannot
//! wait for each other; readers see the database as it was when they began and wait for nobody.
//!
//! The connections are kept in a pool of our own, a stack and a slot: the pool that the field uses, r2d2, keeps a
//! thread that wakes every half minute, and an idle terminal shall not wake at all.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::{Result, Store, StoreError, Tx};

mod accounts;
mod audit;
mod audit_list;
mod challenges;
pub mod copy;
mod desk;
mod directory;
mod errors;
mod factors;
mod files;
mod invites;
mod keys;
mod list;
mod much;
mod outbox;
mod place;
mod rows;
mod rules;
mod saved;
mod schema;
mod search;
mod sessions;
mod signups;
mod throttle;
mod tx;

use much::Much;
use schema::Found;
use tx::SqliteTx;

/// How long a writer waits for the others before it gives up. A write takes milliseconds, so who waits this long
/// waits for something that is stuck.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest pause between two tries: short, so that a gap between the transactions of an import is long enough for
/// everybody who waits.
const LONGEST_PAUSE: Duration = Duration::from_millis(5);
/// Idle readers kept for the next use; what more there are is closed.
const IDLE_READERS: usize = 4;
/// Prepared statements kept by a connection. All that a desk uses fit in.
const STATEMENTS: usize = 160;

/// Synchronous FULL: what was acknowledged survives a power cut. Secure delete: what is wiped is overwritten, not
/// only forgotten. Temporary tables stay in memory, for rows must not be left behind in `/tmp`. The log is cut back
/// to 16 MiB after something large.
const PRAGMAS: &str = "
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA secure_delete = ON;
    PRAGMA mmap_size = 0;
    PRAGMA temp_store = MEMORY;
    PRAGMA journal_size_limit = 16777216;
";

/// Of those that read: no writes, and a small cache. There are several, and the system has the pages, too.
const READING: &str = "
    PRAGMA query_only = ON;
    PRAGMA cache_size = -512;
";

/// A store in a file.
pub struct SqliteStore {
    path: PathBuf,
    readers: Mutex<Vec<Connection>>,
    /// One for the whole process: its threads queue here rather than ask SQLite for the lock again and again.
    writer: Mutex<Option<Connection>>,
    /// While much is written.
    much: Mutex<Option<Much>>,
}

impl SqliteStore {
    /// Opens the database in that file; makes the file, and its directory, if they are missing.
    ///
    /// # Errors
    /// [`StoreError::NewerSchema`], [`StoreError::Foreign`], [`StoreError::Corrupt`], [`StoreError::ReadOnly`],
    /// [`StoreError::Full`]; [`StoreError::Other`] where the path makes no sense.
    pub fn open(path: &Path) -> Result<Self> {
        // An absolute path can't be taken for one of SQLite's `file:` addresses.
        let path = std::path::absolute(path).map_err(|error| errors::from_io(&error, "the path has no meaning"))?;
        place::make_directory(&path)?;
        place::make_private(&path);
        let conn = match ready(&path)? {
            Some(conn) => conn,
            None => prepared(&path)?,
        };
        let readers = Mutex::new(vec![reading(conn)?]);
        Ok(Self { path, readers, writer: Mutex::new(None), much: Mutex::new(None) })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Store for SqliteStore {
    fn read(&self, f: &mut dyn FnMut(&mut dyn Tx) -> Result<()>) -> Result<()> {
        // Out of the stack while in use: if `f` panics, the connection is closed on the way out, its
        // transaction with it, and nobody finds it half-used.
        let kept = lock(&self.readers).pop();
        let conn = match kept {
            Some(conn) => conn,
            None => reading(current(&self.path)?)?,
        };
        let answer = {
            let tx = patiently(|| {
                let tx = conn.unchecked_transaction()?;
                // BEGIN alone sees nothing yet; the first look fixes what will be seen.
                tx.prepare_cached("SELECT 1 FROM sqlite_schema LIMIT 1")?.exists([])?;
                Ok(tx)
            })?;
            let mut unit = SqliteTx::new(&tx);
            let answer = f(&mut unit);
            unit.insist()?;
            answer
        };
        if conn.is_autocommit() {
            let mut readers = lock(&self.readers);
            if readers.len() < IDLE_READERS {
                readers.push(conn);
            }
        }
        answer
    }

    fn write(&self, f: &mut dyn FnMut(&mut dyn Tx) -> Result<()>) -> Result<()> {
        let mut slot = lock(&self.writer);
        // Out of the slot for the same reason as a reader.
        let mut conn = match slot.take() {
            Some(conn) => conn,
            None => current(&self.path)?,
        };
        let answer = unit(&mut conn, f);
        if conn.is_autocommit() {
            *slot = Some(conn);
        }
        answer
    }

    fn write_much(&self, f: &mut dyn FnMut(&mut dyn Tx) -> Result<()>) -> Result<()> {
        let answer = {
            // Behind the other writers of this process, as they are behind each other.
            let _turn = lock(&self.writer);
            let mut slot = lock(&self.much);
            let mut much = match slot.take() {
                Some(much) => much,
                None => Much::open(&self.path)?,
            };
            let answer = unit(&mut much.conn, f);
            if much.conn.is_autocommit() {
                if answer.is_ok() {
                    // It only saves time: what was asked for is done.
                    let _ = much.lighten();
                }
                *slot = Some(much);
            }
            answer
        };
        thread::sleep(much::GAP);
        answer
    }

    fn rest(&self) -> Result<()> {
        let _turn = lock(&self.writer);
        let much = lock(&self.much).take();
        match much {
            Some(much) => much.rest(),
            None => much::make_orders(&current(&self.path)?),
        }
    }
}

/// One transaction, whole or not at all.
fn unit(conn: &mut Connection, f: &mut dyn FnMut(&mut dyn Tx) -> Result<()>) -> Result<()> {
    patiently(|| {
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut unit = SqliteTx::new(&tx);
        let answer = f(&mut unit);
        unit.insist()?;
        answer?;
        unit.open()?;
        Ok(tx.commit()?)
    })
}

/// A panic elsewhere says nothing about what the lock keeps: connections in it are always at rest.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Repeats what ended in [`StoreError::Busy`], with growing pauses, while there is patience left. SQLite waits by itself
/// where it can; this is for where it can't, such as a snapshot that was overtaken.
fn patiently<T>(mut f: impl FnMut() -> Result<T>) -> Result<T> {
    let begun = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        match f() {
            Err(StoreError::Busy) if begun.elapsed() < PATIENCE => {
                thread::sleep(pause);
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            answer => return answer,
        }
    }
}

/// Asks again after a short pause, for as long as there is patience. SQLite's own pauses grow to 100 ms, and whoever
/// sleeps so long misses the gaps that an import leaves.
fn wait_a_little(tries: i32) -> bool {
    let pause = Duration::from_millis(1).saturating_mul(tries.unsigned_abs()).min(LONGEST_PAUSE);
    thread::sleep(pause);
    LONGEST_PAUSE.saturating_mul(tries.unsigned_abs()) < PATIENCE
}

/// A connection to the file as it is, whatever it is.
fn connect(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || -> rusqlite::Result<Connection> {
        let conn = Connection::open_with_flags(path, flags)?;
        conn.busy_handler(Some(wait_a_little))?;
        conn.set_prepared_statement_cache_capacity(STATEMENTS);
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
        conn.execute_batch(PRAGMAS)?;
        conn.query_row("SELECT count(*) FROM sqlite_schema LIMIT 1", [], |_| Ok(()))?;
        Ok(conn)
    };
    let conn = open().map_err(|error| place::explain(error, path))?;
    // SQLite falls back to reading where it may not write, and says nothing.
    if conn.is_readonly("main")? { Err(StoreError::ReadOnly) } else { Ok(conn) }
}

/// A connection to a file that can be used at once; `None` if it has to be made or brought up to date.
fn ready(path: &Path) -> Result<Option<Connection>> {
    if !place::is_begun(path) {
        return Ok(None);
    }
    let conn = connect(path)?;
    Ok((schema::look(&conn)? == Found::Ready).then_some(conn))
}

/// A connection to a file that is made, or brought up to date, first. Of many processes one does it.
fn prepared(path: &Path) -> Result<Connection> {
    let _alone = place::lock(path)?;
    place::make_file(path)?;
    let mut conn = connect(path)?;
    if schema::look(&conn)? != Found::Ready {
        schema::prepare(&mut conn)?;
    }
    Ok(conn)
}

/// A further connection. A newer program may have changed the schema since the first.
fn current(path: &Path) -> Result<Connection> {
    let conn = connect(path)?;
    match schema::look(&conn)? {
        Found::Ready => Ok(conn),
        Found::Empty | Found::Behind => {
            Err(StoreError::Other("the database was replaced while the program ran; start it again".to_owned()))
        }
    }
}

/// Makes a connection refuse every write.
fn reading(conn: Connection) -> Result<Connection> {
    conn.execute_batch(READING)?;
    Ok(conn)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A database that lives as long as its connection, for looking at query plans.
    pub(in crate::store::sqlite) fn in_memory() -> Connection {
        let mut conn = Connection::open_in_memory().unwrap();
        schema::build(&mut conn).unwrap();
        conn
    }

    /// How SQLite would go about a statement, its parameters left out.
    pub(in crate::store::sqlite) fn plan(conn: &Connection, sql: &str) -> String {
        let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let mut rows = statement.raw_query();
        let mut plan = String::new();
        while let Some(row) = rows.next().unwrap() {
            plan.push_str(&row.get::<_, String>(3).unwrap());
            plan.push('\n');
        }
        plan
    }

    #[test]
    fn a_new_store_is_empty_and_keeps_what_is_written() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("data/vestibule.db");
        let store = SqliteStore::open(&path).unwrap();
        crate::store::write(&store, |tx| tx.put_setting("site.name", "The Desk")).unwrap();
        assert!(crate::store::read(&store, |tx| tx.put_setting("site.name", "Another")).is_err());
        drop(store);
        let store = SqliteStore::open(&path).unwrap();
        let kept = crate::store::read(&store, |tx| Ok((tx.account_count()?, tx.setting("site.name")?))).unwrap();
        assert_eq!(kept, (0, Some("The Desk".to_owned())));
    }

    #[test]
    fn every_connection_is_set_up_to_lose_and_leak_nothing() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("vestibule.db");
        let first = SqliteStore::open(&path).unwrap();
        let reader = lock(&first.readers).pop().unwrap();
        let writer = current(&path).unwrap();
        for (conn, query_only) in [(&reader, 1), (&writer, 0)] {
            for (pragma, value) in [
                ("synchronous", 2),
                ("foreign_keys", 1),
                ("trusted_schema", 0),
                ("cell_size_check", 1),
                ("secure_delete", 1),
                ("temp_store", 2),
                ("query_only", query_only),
                ("application_id", i64::from(schema::APPLICATION_ID)),
                ("user_version", schema::latest()),
            ] {
                let found: i64 = conn.pragma_query_value(None, pragma, |row| row.get(0)).unwrap();
                assert_eq!(found, value, "{pragma}");
            }
            let journal: String = conn.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
            assert_eq!(journal, "wal");
            assert!(conn.db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE).unwrap());
            // A name in the wrong quotes is a mistake, not a text.
            assert!(conn.prepare("SELECT \"no such column\"").is_err());
        }
    }

    #[test]
    fn the_audit_refuses_to_be_changed() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("vestibule.db");
        let _store = SqliteStore::open(&path).unwrap();
        let conn = current(&path).unwrap();
        conn.execute_batch(
            "INSERT INTO audit (seq, at, event, actor, seat, search, link)
             VALUES (1, 1, 'sys_setup', 'mira', 'console', '', zeroblob(32));
             INSERT INTO audit_parties (account, seq) VALUES (zeroblob(16), 1);",
        )
        .unwrap();
        for sql in [
            "UPDATE audit SET actor = 'ada'",
            "DELETE FROM audit",
            "REPLACE INTO audit (seq, at, event, actor, seat, search, link) \
             VALUES (1, 1, 'x', 'ada', 'x', '', zeroblob(32))",
            "INSERT INTO audit (seq, at, event, actor, seat, search, link) \
             VALUES (1, 1, 'x', 'ada', 'x', '', zeroblob(32)) ON CONFLICT DO UPDATE SET actor = 'ada'",
            "INSERT INTO audit (seq, at, event, actor, seat, search, link) \
             VALUES (3, 1, 'x', 'ada', 'x', '', zeroblob(32))",
            "INSERT INTO audit (at, event, actor, seat, search, link) VALUES (1, 'x', 'ada', 'x', '', zeroblob(32))",
            "UPDATE audit_parties SET account = zeroblob(16)",
            "DELETE FROM audit_parties",
        ] {
            let error = conn.execute(sql, []).unwrap_err();
            assert!(error.to_string().contains("only ever added to"), "{sql}: {error}");
        }
        let unlinked = "INSERT INTO audit (seq, at, event, actor, seat, search) VALUES (2, 1, 'x', 'ada', 'x', '')";
        let error = conn.execute(unlinked, []).unwrap_err();
        assert!(error.to_string().contains("needs its link"), "{error}");
        let actor: String = conn.query_row("SELECT actor FROM audit", [], |row| row.get(0)).unwrap();
        assert_eq!(actor, "mira");
    }

    /// A store whose file may not grow by more than a few pages.
    fn nearly_full(place: &Path) -> SqliteStore {
        let store = SqliteStore::open(&place.join("vestibule.db")).unwrap();
        crate::store::write(&store, |tx| tx.put_setting("before", "x")).unwrap();
        let writer = lock(&store.writer);
        let conn = writer.as_ref().unwrap();
        let pages: i64 = conn.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        conn.query_row(&format!("PRAGMA max_page_count = {}", pages + 8), [], |_| Ok(())).unwrap();
        drop(writer);
        store
    }

    #[test]
    fn a_full_disk_is_told_and_leaves_no_trace() {
        let place = tempfile::tempdir().unwrap();
        let store = nearly_full(place.path());
        let large = "x".repeat(3_000);
        let fill = |tx: &mut dyn Tx| (0..100).try_for_each(|n| tx.put_setting(&n.to_string(), &large));
        assert!(matches!(crate::store::write(&store, fill), Err(StoreError::Full)));
        let kept = crate::store::read(&store, |tx| Ok((tx.setting("before")?, tx.setting("0")?))).unwrap();
        assert_eq!(kept, (Some("x".to_owned()), None));
        // What fits is still taken.
        crate::store::write(&store, |tx| tx.put_setting("small", "x")).unwrap();
    }

    #[test]
    fn a_unit_that_goes_on_after_a_full_disk_is_still_whole_or_nothing() {
        let place = tempfile::tempdir().unwrap();
        let store = nearly_full(place.path());
        let large = "x".repeat(3_000);
        let mut taken = Vec::new();
        let outcome = crate::store::write(&store, |tx| {
            taken.clear();
            for n in 0..100 {
                // Half of them small: they would still fit.
                let value = if n % 2 == 0 { large.as_str() } else { "x" };
                if tx.put_setting(&n.to_string(), value).is_ok() {
                    taken.push(n);
                }
            }
            Ok(())
        });
        let kept = crate::store::read(&store, |tx| {
            (0..100).map(|n| Ok((n, tx.setting(&n.to_string())?.is_some()))).collect::<Result<Vec<_>>>()
        });
        let kept: Vec<i32> = kept.unwrap().into_iter().filter(|(_, there)| *there).map(|(n, _)| n).collect();
        assert_eq!(kept, if outcome.is_ok() { taken } else { Vec::new() });
    }

    #[test]
    fn readers_are_kept_for_the_next_use_but_not_without_end() {
        let place = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&place.path().join("vestibule.db")).unwrap();
        let barrier = std::sync::Barrier::new(9);
        thread::scope(|scope| {
            for _ in 0..9 {
                scope.spawn(|| {
                    crate::store::read(&store, |tx| {
                        barrier.wait();
                        tx.account_count()
                    })
                    .unwrap();
                });
            }
        });
        assert_eq!(lock(&store.readers).len(), IDLE_READERS);
    }

    /// A store that takes its directory with it.
    struct Passing {
        store: SqliteStore,
        _place: tempfile::TempDir,
    }

    impl Store for Passing {
        fn read(&self, f: &mut dyn FnMut(&mut dyn Tx) -> Result<()>) -> Result<()> {
            self.store.read(f)
        }

        fn write(&self, f: &mut dyn FnMut(&mut dyn Tx) -> Result<()>) -> Result<()> {
            self.store.write(f)
        }
    }

    #[test]
    fn it_keeps_every_promise_of_a_store() {
        crate::store::conformance::check_all(&|| {
            let place = tempfile::tempdir().unwrap();
            let store = SqliteStore::open(&place.path().join("vestibule.db")).unwrap();
            Box::new(Passing { store, _place: place })
        });
    }
}
