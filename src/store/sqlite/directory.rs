//! All accounts at once, for whoever keeps them in memory, and what of them changed since.

use rusqlite::{Connection, Row};

use super::rows::{count, run, value};
use crate::domain::{AccountChange, AccountId, ListedAccount, Timestamp, Validity};
use crate::store::{CHANGES_KEPT, Result, StoreError};

/// Most noted changes that one sweep removes: who wants to write waits for it.
const SWEPT_AT_ONCE: u64 = 100_000;

/// What [`listed`] reads, by position: a million rows go by.
macro_rules! listed {
    () => {
        "a.id, a.username, a.search, a.role, a.status, a.verified_at IS NOT NULL, a.created_at, \
         a.last_login_at, a.last_seat, a.valid_from, a.valid_until, a.trashed_at IS NOT NULL"
    };
}

/// The account that begins at that column.
fn listed<'a>(row: &'a Row<'_>, first: usize) -> Result<ListedAccount<'a>> {
    let text = |at: usize| -> Result<&'a str> { Ok(row.get_ref(first + at)?.as_str().map_err(rusqlite::Error::from)?) };
    let moment = |at: usize| -> Result<Option<Timestamp>> {
        Ok(row.get::<_, Option<i64>>(first + at)?.map(Timestamp::from_millis))
    };
    let wrong = |what: &str| StoreError::Corrupt(format!("a row's {what} is wrong"));
    Ok(ListedAccount {
        id: AccountId::from_bytes(row.get(first)?),
        username: text(1)?,
        search: text(2)?,
        role: text(3)?.parse().map_err(|_| wrong("role"))?,
        status: text(4)?.parse().map_err(|_| wrong("status"))?,
        verified: row.get(first + 5)?,
        created_at: Timestamp::from_millis(row.get(first + 6)?),
        last_login_at: moment(7)?,
        last_seat: row.get_ref(first + 8)?.as_str_or_null().map_err(rusqlite::Error::from)?,
        validity: Validity { from: moment(9)?, until: moment(10)? },
        trashed: row.get(first + 11)?,
    })
}

pub(super) fn scan(conn: &Connection, each: &mut dyn FnMut(&ListedAccount<'_>) -> bool) -> Result<()> {
    let mut statement = conn.prepare_cached(concat!("SELECT ", listed!(), " FROM accounts AS a"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if !each(&listed(row, 0)?) {
            break;
        }
    }
    drop(rows);
    // Every page went by once; what of them is kept is of no use to anybody.
    Ok(conn.execute_batch("PRAGMA shrink_memory")?)
}

pub(super) fn last_change(conn: &Connection) -> Result<u64> {
    count(conn, "SELECT ifnull(max(seq), 0) FROM account_changes", [])
}

pub(super) fn changes(
    conn: &Connection,
    after: u64,
    most: u64,
    each: &mut dyn FnMut(AccountChange<'_>),
) -> Result<bool> {
    let last = last_change(conn)?;
    let first = count(conn, "SELECT ifnull(min(seq), 0) FROM account_changes", [])?;
    // A number that was never given comes from another database, put in the place of this one.
    if last < after || last - after > most || (last > after && first > after.saturating_add(1)) {
        return Ok(false);
    }
    let sql = concat!(
        "SELECT c.account, ",
        listed!(),
        " FROM (SELECT DISTINCT account FROM account_changes WHERE seq > ?) AS c LEFT JOIN accounts AS a ON a.id = c.account"
    );
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([i64::try_from(after).unwrap_or(i64::MAX)])?;
    while let Some(row) = rows.next()? {
        each(match row.get::<_, Option<[u8; 16]>>(1)? {
            Some(_) => AccountChange::Is(listed(row, 1)?),
            None => AccountChange::Gone(AccountId::from_bytes(row.get(0)?)),
        });
    }
    Ok(true)
}

pub(super) fn sweep(conn: &Connection) -> Result<()> {
    let last = last_change(conn)?;
    let first: i64 = value(conn, "SELECT ifnull(min(seq), 0) FROM account_changes", [])?;
    let kept_from = i64::try_from(last.saturating_sub(CHANGES_KEPT)).unwrap_or(i64::MAX);
    let at_once = first.saturating_add_unsigned(SWEPT_AT_ONCE);
    run(conn, "DELETE FROM account_changes WHERE seq <= ?", [kept_from.min(at_once)])?;
    Ok(())
}
