//! What the file looks like, and whether a file is ours.

use rusqlite::{Connection, TransactionBehavior};
use rusqlite_migration::{M, Migrations};

use crate::store::{Result, StoreError};

/// `VSTB`: says in the file's header that it is a Vestibule database (SQLite file format §1.3.16).
pub(super) const APPLICATION_ID: i32 = 0x5653_5442;

const STEPS: &[M<'static>] = &[
    M::up(include_str!("../../../assets/migrations/0001_the_desk.sql")),
    M::up(include_str!("../../../assets/migrations/0002_second_steps.sql")),
    M::up(include_str!("../../../assets/migrations/0003_a_million.sql")),
];
const MIGRATIONS: Migrations<'static> = Migrations::from_slice(STEPS);

/// The newest schema that this program knows.
pub(super) fn latest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing was ever written to it, or not even its first schema.
    Empty,
    /// A database of ours whose schema or journal is behind.
    Behind,
    /// Ready for use.
    Ready,
}

/// Looks at the header: whose file it is, and how old.
///
/// # Errors
/// [`StoreError::Foreign`], [`StoreError::NewerSchema`], [`StoreError::Corrupt`].
pub(super) fn look(conn: &Connection) -> Result<Found> {
    let application: i32 = conn.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let version: i64 = conn.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if application != APPLICATION_ID {
        let objects: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        return if application == 0 && version == 0 && objects == 0 {
            Ok(Found::Empty)
        } else {
            Err(StoreError::Foreign)
        };
    }
    let known = latest();
    if version > known {
        return Err(StoreError::NewerSchema { found: version, known });
    }
    if version < 0 {
        return Err(StoreError::Corrupt(format!("its schema is numbered {version}")));
    }
    let journal: String = conn.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
    // A copy made by VACUUM INTO comes without a write-ahead log.
    Ok(if version == known && journal == "wal" { Found::Ready } else { Found::Behind })
}

/// Makes an empty or older file ready. Each step is safe to be killed after: the next start goes on.
/// Only one process at a time may do this; see `place::lock`.
///
/// # Errors
/// Where the file cannot be written.
pub(super) fn prepare(conn: &mut Connection) -> Result<()> {
    conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    let journal: String = conn.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if journal != "wal" {
        return Err(StoreError::Other(format!(
            "the file system of the data directory cannot hold a write-ahead log (got \"{journal}\"); use a local disk"
        )));
    }
    conn.set_transaction_behavior(TransactionBehavior::Immediate);
    let done = MIGRATIONS.to_latest(conn);
    conn.set_transaction_behavior(TransactionBehavior::Deferred);
    done.map_err(|error| match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
        other => StoreError::Other(other.to_string()),
    })
}

/// Every step, for tests that look at query plans.
#[cfg(test)]
pub(super) fn build(conn: &mut Connection) -> rusqlite_migration::Result<()> {
    MIGRATIONS.to_latest(conn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_migration_runs() {
        MIGRATIONS.validate().unwrap();
    }

    #[test]
    fn the_number_of_the_schema_is_the_number_of_migrations() {
        let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/migrations")).unwrap().count();
        assert_eq!(usize::try_from(latest()).unwrap(), files);
    }
}
