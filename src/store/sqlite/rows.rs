//! Values on their way into rows and out of them.

use std::fmt::Display;
use std::str::FromStr;

use rusqlite::{CachedStatement, Connection, Params, Row};

use crate::domain::{
    AccountId, ChallengeId, DisplayName, EmailAddress, InviteId, LetterId, SessionId, SignupId, Timestamp, Username,
};
use crate::store::{Result, StoreError};

/// An identifier as it is stored.
pub(super) trait Id: Sized {
    fn from_stored(bytes: [u8; 16]) -> Self;
}

macro_rules! ids {
    ($($name:ident),*) => {
        $(impl Id for $name {
            fn from_stored(bytes: [u8; 16]) -> Self {
                Self::from_bytes(bytes)
            }
        })*
    };
}
ids!(AccountId, SignupId, InviteId, ChallengeId, SessionId, LetterId);

/// Milliseconds of a moment that may be missing.
pub(super) fn millis(at: Option<Timestamp>) -> Option<i64> {
    at.map(Timestamp::millis)
}

pub(super) fn id<T: Id>(row: &Row<'_>, column: &str) -> Result<T> {
    Ok(T::from_stored(row.get(column)?))
}

pub(super) fn maybe_id<T: Id>(row: &Row<'_>, column: &str) -> Result<Option<T>> {
    Ok(row.get::<_, Option<[u8; 16]>>(column)?.map(T::from_stored))
}

pub(super) fn at(row: &Row<'_>, column: &str) -> Result<Timestamp> {
    Ok(Timestamp::from_millis(row.get(column)?))
}

pub(super) fn maybe_at(row: &Row<'_>, column: &str) -> Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(Timestamp::from_millis))
}

/// A word of a closed set: a role, a state.
pub(super) fn word<T: FromStr<Err: Display>>(row: &Row<'_>, column: &str) -> Result<T> {
    row.get_ref(column)?
        .as_str()
        .map_err(rusqlite::Error::from)?
        .parse()
        .map_err(|error| StoreError::Corrupt(format!("a row's {column} is wrong: {error}")))
}

pub(super) fn username(row: &Row<'_>) -> Result<Username> {
    Username::stored(row.get("username")?, row.get("username_skeleton")?)
        .map_err(|_| StoreError::Corrupt("a stored username is not one".to_owned()))
}

pub(super) fn email(row: &Row<'_>, column: &str) -> Result<EmailAddress> {
    row.get_ref(column)?
        .as_str()
        .map_err(rusqlite::Error::from)?
        .parse()
        .map_err(|_| StoreError::Corrupt("a stored address is not one".to_owned()))
}

pub(super) fn display_name(row: &Row<'_>) -> Result<DisplayName> {
    row.get_ref("display_name")?
        .as_str()
        .map_err(rusqlite::Error::from)
        .map(DisplayName::parse)?
        .map_err(|_| StoreError::Corrupt("a stored display name is not one".to_owned()))
}

/// The first row, if there is one.
pub(super) fn one<T>(
    conn: &Connection,
    sql: &str,
    params: impl Params,
    map: impl FnOnce(&Row<'_>) -> Result<T>,
) -> Result<Option<T>> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    rows.next()?.map(map).transpose()
}

/// Every row.
pub(super) fn all<T>(
    conn: &Connection,
    sql: &str,
    params: impl Params,
    map: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    conn.prepare_cached(sql)?.query_and_then(params, map)?.collect()
}

/// The one value of the one row that a query always answers with.
pub(super) fn value<T: rusqlite::types::FromSql>(conn: &Connection, sql: &str, params: impl Params) -> Result<T> {
    Ok(conn.prepare_cached(sql)?.query_row(params, |row| row.get(0))?)
}

/// A number of rows.
pub(super) fn count(conn: &Connection, sql: &str, params: impl Params) -> Result<u64> {
    let count: i64 = value(conn, sql, params)?;
    u64::try_from(count).map_err(|_| StoreError::Corrupt("a count is below zero".to_owned()))
}

/// Runs a change; how many rows it touched.
pub(super) fn run(conn: &Connection, sql: &str, params: impl Params) -> Result<usize> {
    let mut statement: CachedStatement<'_> = conn.prepare_cached(sql)?;
    Ok(statement.execute(params)?)
}
