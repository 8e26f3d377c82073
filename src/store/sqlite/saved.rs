//! Searches that the staff have saved.

use rusqlite::{Connection, params};

use super::rows::{all, run};
use crate::domain::{SavedSearch, SearchName};
use crate::store::{Result, StoreError};

pub(super) fn list(conn: &Connection) -> Result<Vec<SavedSearch>> {
    all(conn, "SELECT name, text FROM saved_searches ORDER BY key", [], |row| {
        let name: String = row.get("name")?;
        let name = SearchName::parse(&name).map_err(|_| StoreError::Corrupt(format!("a search is called {name:?}")))?;
        Ok(SavedSearch { name, text: row.get("text")? })
    })
}

pub(super) fn put(conn: &Connection, search: &SavedSearch) -> Result<()> {
    let sql = "INSERT INTO saved_searches (key, name, text) VALUES (?, ?, ?) \
               ON CONFLICT (key) DO UPDATE SET name = excluded.name, text = excluded.text";
    run(conn, sql, params![search.name.key(), search.name.as_str(), search.text])?;
    Ok(())
}

pub(super) fn delete(conn: &Connection, name: &SearchName) -> Result<bool> {
    Ok(run(conn, "DELETE FROM saved_searches WHERE key = ?", [name.key()])? == 1)
}
