//! Sessions.

use std::time::Duration;

use rusqlite::{Connection, Row, named_params, params};

use super::rows::{all, at, id, maybe_at, millis, one, run};
use crate::domain::{AccountId, BootId, Seat, Session, SessionId, Timestamp};
use crate::store::Result;

macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT id, account, seat, boot, idle, proved_at, created_at, last_seen_at, idle_ends_at, ends_at, revoked_at \
             FROM sessions WHERE ",
            $condition
        )
    };
}

fn session(row: &Row<'_>) -> Result<Session> {
    Ok(Session {
        id: id(row, "id")?,
        account: id(row, "account")?,
        seat: Seat::new(row.get_ref("seat")?.as_str().map_err(rusqlite::Error::from)?),
        boot: BootId::new(row.get_ref("boot")?.as_str().map_err(rusqlite::Error::from)?),
        idle: Duration::from_millis(row.get::<_, i64>("idle")?.unsigned_abs()),
        proved_at: at(row, "proved_at")?,
        created_at: at(row, "created_at")?,
        last_seen_at: at(row, "last_seen_at")?,
        idle_ends_at: at(row, "idle_ends_at")?,
        ends_at: at(row, "ends_at")?,
        revoked_at: maybe_at(row, "revoked_at")?,
    })
}

pub(super) fn insert(conn: &Connection, session: &Session) -> Result<()> {
    let sql = "INSERT INTO sessions (id, account, seat, boot, idle, proved_at, created_at, last_seen_at, idle_ends_at, ends_at, \
               revoked_at) \
               VALUES (:id, :account, :seat, :boot, :idle, :proved_at, :created_at, :last_seen_at, :idle_ends_at, :ends_at, \
               :revoked_at)";
    run(
        conn,
        sql,
        named_params! {
            ":id": session.id.as_bytes(),
            ":account": session.account.as_bytes(),
            ":seat": session.seat.as_str(),
            ":boot": session.boot.as_str(),
            ":idle": i64::try_from(session.idle.as_millis()).unwrap_or(i64::MAX),
            ":proved_at": session.proved_at.millis(),
            ":created_at": session.created_at.millis(),
            ":last_seen_at": session.last_seen_at.millis(),
            ":idle_ends_at": session.idle_ends_at.millis(),
            ":ends_at": session.ends_at.millis(),
            ":revoked_at": millis(session.revoked_at),
        },
    )?;
    Ok(())
}

pub(super) fn by_id(conn: &Connection, id: SessionId) -> Result<Option<Session>> {
    one(conn, select!("id = ?"), [id.as_bytes()], session)
}

pub(super) fn touch(conn: &Connection, id: SessionId, seen: Timestamp, idle_ends_at: Timestamp) -> Result<()> {
    let sql = "UPDATE sessions SET last_seen_at = ?, idle_ends_at = ? WHERE id = ? AND revoked_at IS NULL";
    run(conn, sql, params![seen.millis(), idle_ends_at.millis(), id.as_bytes()])?;
    Ok(())
}

pub(super) fn revoke(conn: &Connection, id: SessionId, now: Timestamp) -> Result<bool> {
    let sql = "UPDATE sessions SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL";
    Ok(run(conn, sql, params![now.millis(), id.as_bytes()])? == 1)
}

pub(super) fn revoke_of(
    conn: &Connection,
    account: AccountId,
    except: Option<SessionId>,
    now: Timestamp,
) -> Result<u64> {
    // Those that ran out by themselves are over already and not counted.
    let sql = "UPDATE sessions SET revoked_at = :now WHERE account = :account AND id IS NOT :except \
               AND revoked_at IS NULL AND idle_ends_at > :now AND ends_at > :now";
    let ended = run(
        conn,
        sql,
        named_params! {
            ":now": now.millis(),
            ":account": account.as_bytes(),
            ":except": except.as_ref().map(SessionId::as_bytes),
        },
    )?;
    Ok(u64::try_from(ended).unwrap_or(u64::MAX))
}

pub(super) fn revoke_all(conn: &Connection, now: Timestamp) -> Result<()> {
    run(conn, "UPDATE sessions SET revoked_at = ? WHERE revoked_at IS NULL", [now.millis()])?;
    Ok(())
}

pub(super) fn live(conn: &Connection, account: AccountId, now: Timestamp) -> Result<Vec<Session>> {
    let sql = select!(
        "account = ?1 AND revoked_at IS NULL AND idle_ends_at > ?2 AND ends_at > ?2 ORDER BY last_seen_at DESC, key DESC"
    );
    all(conn, sql, params![account.as_bytes(), now.millis()], session)
}
