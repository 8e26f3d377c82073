//! Keys and settings.

use rusqlite::{Connection, params};

use super::rows::{all, at, count, maybe_at, millis, one, run, word};
use crate::domain::{KeyRing, KeyUse, StoredKey};
use crate::store::{Result, StoreError};

pub(super) fn generation(conn: &Connection) -> Result<u64> {
    count(conn, "SELECT value FROM counts WHERE name = 'keys'", [])
}

pub(super) fn ring(conn: &Connection) -> Result<KeyRing> {
    let sql = "SELECT purpose, name, sealed, created_at, retired_at FROM keys ORDER BY created_at DESC, key DESC";
    let keys = all(conn, sql, [], |row| {
        Ok(StoredKey {
            purpose: word(row, "purpose")?,
            name: row.get("name")?,
            sealed: row.get("sealed")?,
            created_at: at(row, "created_at")?,
            retired_at: maybe_at(row, "retired_at")?,
        })
    })?;
    Ok(KeyRing { generation: generation(conn)?, keys })
}

pub(super) fn insert(conn: &Connection, key: &StoredKey) -> Result<()> {
    let sql = "INSERT INTO keys (purpose, name, sealed, created_at, retired_at) VALUES (?, ?, ?, ?, ?)";
    let retired_at = millis(key.retired_at);
    run(conn, sql, params![key.purpose.as_str(), key.name, key.sealed, key.created_at.millis(), retired_at])?;
    Ok(())
}

pub(super) fn update(conn: &Connection, key: &StoredKey) -> Result<()> {
    let sql = "UPDATE keys SET sealed = ?, retired_at = ? WHERE purpose = ? AND name = ?";
    let touched = run(conn, sql, params![key.sealed, millis(key.retired_at), key.purpose.as_str(), key.name])?;
    if touched == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

pub(super) fn delete(conn: &Connection, purpose: KeyUse, name: &str) -> Result<bool> {
    Ok(run(conn, "DELETE FROM keys WHERE purpose = ? AND name = ?", [purpose.as_str(), name])? == 1)
}

pub(super) fn setting(conn: &Connection, name: &str) -> Result<Option<String>> {
    one(conn, "SELECT value FROM settings WHERE name = ?", [name], |row| Ok(row.get(0)?))
}

pub(super) fn put_setting(conn: &Connection, name: &str, value: &str) -> Result<()> {
    let sql =
        "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    run(conn, sql, params![name, value])?;
    Ok(())
}
