//! What the desk counts, each by an index of its own: milliseconds, however many accounts there are.

use std::time::Duration;

use rusqlite::{Connection, params, params_from_iter};

use super::rows::{all, count, id, one};
use crate::domain::{AccountId, BootId, DeskCounts, Seat, ThrottleScope, Timestamp, Total};
use crate::store::Result;

/// Most rows that are counted for one number.
const COUNTED: u64 = 10_000;

/// Counts rows up to one more than [`COUNTED`].
macro_rules! counted {
    ($rows:literal) => {
        concat!("SELECT count(*) FROM (", $rows, " LIMIT 10001)")
    };
}

const WAITING: &str =
    counted!("SELECT 1 FROM accounts INDEXED BY accounts_that_wait WHERE status = 'waiting' AND trashed_at IS NULL");
const PARKED: &str = counted!("SELECT 1 FROM signups WHERE expires_at > ?");
const QUEUED: &str = counted!("SELECT 1 FROM outbox INDEXED BY outbox_waiting WHERE state IN ('queued', 'sending')");
const FAILED: &str = counted!("SELECT 1 FROM outbox INDEXED BY outbox_failed WHERE state = 'failed'");
const OLDEST: &str = "SELECT created_at FROM outbox INDEXED BY outbox_waiting WHERE state IN ('queued', 'sending') \
                      ORDER BY created_at LIMIT 1";
const NEWCOMERS: &str = "SELECT (at - ?1) / ?3 AS step, count(*) AS many FROM audit INDEXED BY audit_newcomers \
                         WHERE event = 'user_created_verified' AND at >= ?1 AND at < ?2 GROUP BY step";
const USED_UP: &str = "SELECT DISTINCT accounts.id AS id, username FROM throttle INDEXED BY throttle_by_count \
                       CROSS JOIN accounts ON accounts.id = subject \
                       WHERE scope IN (SELECT value FROM json_each(?1)) AND count >= ?2 AND since > ?3 \
                       ORDER BY username LIMIT ?4";
const SEATS: &str = "SELECT seat, count(*) AS sessions FROM sessions INDEXED BY sessions_alive \
                     WHERE revoked_at IS NULL AND idle_ends_at > ?1 AND ends_at > ?1 AND boot = ?2 \
                     GROUP BY seat ORDER BY sessions DESC, seat";

fn counted(conn: &Connection, sql: &str, at: Option<Timestamp>) -> Result<Total> {
    let found = count(conn, sql, params_from_iter(at.map(Timestamp::millis)))?;
    Ok(if found > COUNTED { Total::AtLeast(COUNTED) } else { Total::Exactly(found) })
}

pub(super) fn counts(conn: &Connection, now: Timestamp) -> Result<DeskCounts> {
    Ok(DeskCounts {
        waiting: counted(conn, WAITING, None)?,
        parked: counted(conn, PARKED, Some(now))?,
        letters: counted(conn, QUEUED, None)?,
        oldest_letter: one(conn, OLDEST, [], |row| Ok(Timestamp::from_millis(row.get(0)?)))?,
        failed: counted(conn, FAILED, None)?,
    })
}

pub(super) fn newcomers(conn: &Connection, since: Timestamp, step: Duration, steps: usize) -> Result<Vec<u64>> {
    let step = i64::try_from(step.as_millis()).unwrap_or(i64::MAX).max(1);
    let end = i64::try_from(steps).unwrap_or(i64::MAX).saturating_mul(step).saturating_add(since.millis());
    let found = all(conn, NEWCOMERS, params![since.millis(), end, step], |row| {
        Ok((row.get::<_, i64>("step")?, row.get::<_, i64>("many")?))
    })?;
    let mut each = vec![0; steps];
    for (at, many) in found {
        if let Some(slot) = usize::try_from(at).ok().and_then(|at| each.get_mut(at)) {
            *slot = many.unsigned_abs();
        }
    }
    Ok(each)
}

pub(super) fn used_up(
    conn: &Connection,
    scopes: &[ThrottleScope],
    guesses: u32,
    since: Timestamp,
    limit: usize,
) -> Result<Vec<(AccountId, String)>> {
    let words: Vec<String> = scopes.iter().map(|scope| format!("\"{scope}\"")).collect();
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let values = params![format!("[{}]", words.join(",")), guesses, since.millis(), limit];
    all(conn, USED_UP, values, |row| Ok((id(row, "id")?, row.get("username")?)))
}

pub(super) fn live_seats(conn: &Connection, now: Timestamp, boot: &BootId) -> Result<Vec<(Seat, u64)>> {
    all(conn, SEATS, params![now.millis(), boot.as_str()], |row| {
        let seat = Seat::new(row.get_ref("seat")?.as_str().map_err(rusqlite::Error::from)?);
        Ok((seat, row.get::<_, i64>("sessions")?.unsigned_abs()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::tests::{in_memory, plan};

    #[test]
    fn the_desk_walks_through_no_table() {
        let conn = in_memory();
        for (sql, index) in [
            (WAITING, "COVERING INDEX accounts_that_wait"),
            (PARKED, "COVERING INDEX signups_by_end"),
            (QUEUED, "COVERING INDEX outbox_waiting"),
            (OLDEST, "COVERING INDEX outbox_waiting"),
            (FAILED, "COVERING INDEX outbox_failed"),
            (NEWCOMERS, "COVERING INDEX audit_newcomers"),
            (SEATS, "COVERING INDEX sessions_alive"),
            (USED_UP, "INDEX throttle_by_count"),
        ] {
            let plan = plan(&conn, sql);
            assert!(plan.contains(index), "{sql}\n{plan}");
            // A partial index may be walked whole: all of it is asked for. What was found is counted.
            let walks = |line: &&str| {
                line.starts_with("SCAN ") && !["INDEX", "subquery", "json_each"].iter().any(|of| line.contains(of))
            };
            assert_eq!(plan.lines().find(walks), None, "{sql}\n{plan}");
        }
    }
}
