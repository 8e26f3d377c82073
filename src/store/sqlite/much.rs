//! The connection of an import: many transactions that follow each other, with many rows each.
//!
//! Names and addresses have to be kept in order all the time, for they say whether a row can be taken. Two orders of the
//! list only help whoever looks at it, and new accounts fall into them at random, so that each transaction writes nearly
//! all of both. When as many accounts have come that it pays, these two are put aside, and made anew at the end: a
//! million accounts take two thirds of the time. Meanwhile a list in such an order is sorted when it is asked for.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};

use super::rows::value;
use super::{current, patiently};
use crate::store::Result;

/// A cache in which the pages of an import stay together, and a log that is cut back less often, for a page that changes
/// in each transaction is then carried into the file once. Without a sync for each transaction the last ones can be lost
/// in a power cut, but never a part of one.
const MUCH: &str = "
    PRAGMA synchronous = NORMAL;
    PRAGMA cache_size = -40960;
    PRAGMA wal_autocheckpoint = 65536;
";
/// For making an order: little memory, however many accounts there are. What is sorted goes through files that have no
/// name from the moment they are made; it is what stands in the list, and no secret.
const SORTING: &str = "
    PRAGMA cache_size = -8192;
    PRAGMA shrink_memory;
    PRAGMA temp_store = FILE;
";
/// Between two transactions: longer than others pause between two tries ([`super::LONGEST_PAUSE`]).
pub(super) const GAP: Duration = Duration::from_millis(12);

/// Fewer new accounts are not worth it.
const FEWEST: i64 = 50_000;
/// Nor are fewer than one in so many of those that were there, for these are sorted again, too.
const SHARE: i64 = 4;

/// The orders that are put aside, as the migrations make them.
const ORDERS: [(&str, &str); 2] = [
    ("accounts_by_display_name", "CREATE INDEX accounts_by_display_name ON accounts (display_key, id)"),
    ("accounts_by_created", "CREATE INDEX accounts_by_created ON accounts (created_at, id)"),
];

pub(super) struct Much {
    pub(super) conn: Connection,
    /// Accounts when it began.
    before: i64,
    /// Whether that was tried.
    aside: bool,
}

impl Much {
    pub(super) fn open(path: &Path) -> Result<Self> {
        let conn = current(path)?;
        conn.execute_batch(MUCH)?;
        let before = accounts(&conn)?;
        Ok(Self { conn, before, aside: false })
    }

    /// After a transaction: puts the orders aside once that pays.
    ///
    /// # Errors
    /// Where it fails; then they stay.
    pub(super) fn lighten(&mut self) -> Result<()> {
        if self.aside || accounts(&self.conn)? - self.before < FEWEST.max(self.before / SHARE) {
            return Ok(());
        }
        self.aside = true;
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for (name, _) in ORDERS {
            tx.execute_batch(&format!("DROP INDEX IF EXISTS {name}"))?;
        }
        Ok(tx.commit()?)
    }

    /// The end: everything is in its orders, and in the file.
    ///
    /// # Errors
    /// Where the disk is full, or fails.
    pub(super) fn rest(self) -> Result<()> {
        make_orders(&self.conn)?;
        // Carrying the log into the file syncs both. Readers may keep a part of it back: that stays in the log, synced.
        self.conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
        Ok(())
    }
}

fn accounts(conn: &Connection) -> Result<i64> {
    value(conn, "SELECT value FROM counts WHERE name = 'accounts'", [])
}

/// Makes the orders that are missing. Others wait with what they write, under a second for a million accounts and an
/// order.
///
/// # Errors
/// Where the disk is full, or fails.
pub(super) fn make_orders(conn: &Connection) -> Result<()> {
    let mut prepared = false;
    for (name, sql) in ORDERS {
        let there = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?)";
        if value::<bool>(conn, there, [name])? {
            continue;
        }
        if !prepared {
            conn.execute_batch(SORTING)?;
            prepared = true;
        }
        let sql = sql.replacen("CREATE INDEX", "CREATE INDEX IF NOT EXISTS", 1);
        patiently(|| Ok(conn.execute_batch(&sql)?))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::SqliteStore;
    use super::*;
    use crate::store::Store;

    /// What the schema says about the orders, in single spaces.
    fn orders(conn: &Connection) -> Vec<String> {
        let mut statement =
            conn.prepare("SELECT sql FROM sqlite_schema WHERE name IN (?, ?) ORDER BY name DESC").unwrap();
        let rows = statement.query_map(ORDERS.map(|(name, _)| name), |row| row.get::<_, String>(0)).unwrap();
        rows.map(|sql| sql.unwrap().split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    fn place() -> (tempfile::TempDir, SqliteStore, Much) {
        let place = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&place.path().join("vestibule.db")).unwrap();
        let much = Much::open(store.path()).unwrap();
        (place, store, much)
    }

    fn made(much: &Much, count: i64) {
        much.conn.execute("UPDATE counts SET value = ? WHERE name = 'accounts'", [count]).unwrap();
    }

    #[test]
    fn the_orders_are_those_of_the_migrations() {
        let (_place, _store, much) = place();
        assert_eq!(orders(&much.conn), ORDERS.map(|(_, sql)| sql.to_owned()));
    }

    #[test]
    fn orders_are_put_aside_only_where_it_pays_and_come_back_at_the_end() {
        let (_place, store, mut much) = place();
        made(&much, FEWEST - 1);
        much.lighten().unwrap();
        assert_eq!(orders(&much.conn).len(), 2, "too few");
        much.before = 1_000_000;
        made(&much, 1_249_999);
        much.lighten().unwrap();
        assert_eq!(orders(&much.conn).len(), 2, "too few beside those that were there");
        made(&much, 1_250_000);
        much.lighten().unwrap();
        assert!(orders(&much.conn).is_empty());
        much.rest().unwrap();
        let conn = current(store.path()).unwrap();
        assert_eq!(orders(&conn).len(), 2);
    }

    #[test]
    fn orders_that_a_killed_import_left_aside_come_back_at_the_next_rest() {
        let (_place, store, mut much) = place();
        made(&much, FEWEST);
        much.lighten().unwrap();
        drop(much);
        store.rest().unwrap();
        let conn = current(store.path()).unwrap();
        assert_eq!(orders(&conn), ORDERS.map(|(_, sql)| sql.to_owned()));
    }
}
