//! Counters of guesses.

use std::time::Duration;

use rusqlite::{Connection, named_params, params};

use super::rows::{at, one, run};
use crate::domain::{Seat, Throttle, ThrottleKey, ThrottleScope, Timestamp};
use crate::store::Result;

/// A counter that nobody touched tells nothing after a day; the second is to be on the safe side.
const KEPT: Duration = Duration::from_secs(2 * 24 * 60 * 60);

fn seat(key: &ThrottleKey) -> &str {
    key.seat.as_ref().map_or("", Seat::as_str)
}

pub(super) fn get(conn: &Connection, key: &ThrottleKey) -> Result<Option<Throttle>> {
    let sql = "SELECT count, since, last_at, next_allowed_at FROM throttle \
               WHERE scope = ? AND subject = ? AND seat = ?";
    one(conn, sql, params![key.scope.as_str(), key.subject, seat(key)], |row| {
        Ok(Throttle {
            count: row.get("count")?,
            since: at(row, "since")?,
            last_at: at(row, "last_at")?,
            next_allowed_at: at(row, "next_allowed_at")?,
        })
    })
}

pub(super) fn put(conn: &Connection, key: &ThrottleKey, throttle: &Throttle) -> Result<()> {
    let sql = "INSERT INTO throttle (scope, subject, seat, count, since, last_at, next_allowed_at) \
               VALUES (:scope, :subject, :seat, :count, :since, :last_at, :next_allowed_at) \
               ON CONFLICT (scope, subject, seat) DO UPDATE SET count = excluded.count, since = excluded.since, \
               last_at = excluded.last_at, next_allowed_at = excluded.next_allowed_at";
    run(
        conn,
        sql,
        named_params! {
            ":scope": key.scope.as_str(),
            ":subject": key.subject,
            ":seat": seat(key),
            ":count": throttle.count,
            ":since": throttle.since.millis(),
            ":last_at": throttle.last_at.millis(),
            ":next_allowed_at": throttle.next_allowed_at.millis(),
        },
    )?;
    Ok(())
}

pub(super) fn clear(conn: &Connection, scope: ThrottleScope, subject: [u8; 16]) -> Result<u64> {
    let gone = run(conn, "DELETE FROM throttle WHERE scope = ? AND subject = ?", params![scope.as_str(), subject])?;
    Ok(u64::try_from(gone).unwrap_or(u64::MAX))
}

pub(super) fn sweep(conn: &Connection, now: Timestamp) -> Result<()> {
    run(conn, "DELETE FROM throttle WHERE last_at < ?", [now.minus(KEPT).millis()])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::store::sqlite::tests::{in_memory, plan};

    #[test]
    fn counters_are_found_cleared_and_swept_without_a_walk() {
        let conn = in_memory();
        for (sql, index) in [
            ("SELECT count FROM throttle WHERE scope = ? AND subject = ? AND seat = ?", "PRIMARY KEY"),
            ("DELETE FROM throttle WHERE scope = ? AND subject = ?", "PRIMARY KEY"),
            ("DELETE FROM throttle WHERE last_at < ?", "throttle_by_last"),
        ] {
            let plan = plan(&conn, sql);
            assert!(plan.contains(index) && !plan.contains("SCAN"), "{sql}\n{plan}");
        }
    }
}
