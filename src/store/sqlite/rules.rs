//! Settings that are changed while everybody goes on.

use rusqlite::Connection;

use super::rows::{all, count, run};
use crate::store::Result;

pub(super) fn generation(conn: &Connection) -> Result<u64> {
    count(conn, "SELECT value FROM counts WHERE name = 'rules'", [])
}

pub(super) fn every(conn: &Connection) -> Result<Vec<(String, String)>> {
    all(conn, "SELECT name, value FROM rules ORDER BY name", [], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub(super) fn put(conn: &Connection, name: &str, value: &str) -> Result<()> {
    let sql = "INSERT INTO rules (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    run(conn, sql, [name, value])?;
    Ok(())
}

pub(super) fn delete(conn: &Connection, name: &str) -> Result<bool> {
    Ok(run(conn, "DELETE FROM rules WHERE name = ?", [name])? == 1)
}
