//! Signing keys and settings.

use rusqlite::{Connection, params};

use super::rows::{all, at, maybe_at, millis, one, run};
use crate::store::{Result, SigningKeyRow};

pub(super) fn signing_keys(conn: &Connection) -> Result<Vec<SigningKeyRow>> {
    let sql = "SELECT kid, sealed, created_at, retired_at FROM signing_keys ORDER BY created_at DESC, key DESC";
    all(conn, sql, [], |row| {
        Ok(SigningKeyRow {
            kid: row.get("kid")?,
            sealed: row.get("sealed")?,
            created_at: at(row, "created_at")?,
            retired_at: maybe_at(row, "retired_at")?,
        })
    })
}

pub(super) fn insert_signing_key(conn: &Connection, key: &SigningKeyRow) -> Result<()> {
    let sql = "INSERT INTO signing_keys (kid, sealed, created_at, retired_at) VALUES (?, ?, ?, ?)";
    run(conn, sql, params![key.kid, key.sealed, key.created_at.millis(), millis(key.retired_at)])?;
    Ok(())
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
