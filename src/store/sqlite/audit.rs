//! The audit: rows are added, and read.

use rusqlite::{Connection, Row, named_params, params};

use super::rows::{all, at, maybe_id, one, run, word};
use super::{audit_list, search};
use crate::domain::{AccountId, AuditEntry, AuditLink, AuditPart, AuditQuery, LinkedEntry, Party, Seat};
use crate::store::{Result, StoreError};

/// A number as it is stored.
fn number(seq: u64) -> Result<i64> {
    i64::try_from(seq).map_err(|_| StoreError::Other("the audit is full".to_owned()))
}

pub(super) fn append(conn: &Connection, entry: &AuditEntry, link: AuditLink) -> Result<()> {
    append_about(conn, entry, link, &[])
}

/// A row that tells of many accounts at once, besides its actor and its subject.
pub(super) fn append_about(
    conn: &Connection,
    entry: &AuditEntry,
    link: AuditLink,
    accounts: &[AccountId],
) -> Result<()> {
    let subject = entry.subject.as_ref();
    let values = [subject.map(|party| party.name.as_str()), entry.before.as_deref(), entry.after.as_deref()];
    let always = [entry.actor.name.as_str(), entry.event.as_str(), entry.event.words(), entry.seat.as_str()];
    let seq = number(entry.seq)?;
    // A trigger refuses every number but the next: no gaps, and no two rows behind the same one.
    let sql = "INSERT INTO audit (seq, at, event, actor_id, actor, subject_id, subject, seat, before_value, after_value, \
               search, link) VALUES (:seq, :at, :event, :actor_id, :actor, :subject_id, :subject, :seat, :before, :after, \
               :search, :link)";
    run(
        conn,
        sql,
        named_params! {
            ":seq": seq,
            ":at": entry.at.millis(),
            ":event": entry.event.as_str(),
            ":actor_id": entry.actor.id.as_ref().map(AccountId::as_bytes),
            ":actor": entry.actor.name,
            ":subject_id": subject.and_then(|party| party.id.as_ref()).map(AccountId::as_bytes),
            ":subject": subject.map(|party| party.name.as_str()),
            ":seat": entry.seat.as_str(),
            ":before": entry.before,
            ":after": entry.after,
            ":search": search::text(always.into_iter().chain(values.into_iter().flatten())),
            ":link": link.as_bytes(),
        },
    )?;
    // A name without an account is written like one with: by the time it takes nobody can tell them apart.
    let subject = subject.map(|party| party.id.unwrap_or(AccountId::from_bytes([0; 16])));
    let mut parties: Vec<AccountId> =
        entry.actor.id.into_iter().chain(subject).chain(accounts.iter().copied()).collect();
    // In the order of their table, which is quicker where there are many.
    parties.sort_unstable();
    parties.dedup();
    for account in parties {
        run(conn, "INSERT INTO audit_parties (account, seq) VALUES (?, ?)", params![account.as_bytes(), seq])?;
    }
    Ok(())
}

pub(super) fn parties(conn: &Connection, after: (AccountId, u64), limit: usize) -> Result<Vec<(AccountId, u64)>> {
    let sql = "SELECT account, seq FROM audit_parties WHERE (account, seq) > (?, ?) ORDER BY account, seq LIMIT ?";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    all(conn, sql, params![after.0.as_bytes(), number(after.1)?, limit], |row| {
        Ok((AccountId::from_bytes(row.get(0)?), row.get::<_, i64>(1)?.unsigned_abs()))
    })
}

fn entry(row: &Row<'_>) -> Result<AuditEntry> {
    let subject_id = maybe_id(row, "subject_id")?;
    Ok(AuditEntry {
        seq: row.get::<_, i64>("seq")?.unsigned_abs(),
        at: at(row, "at")?,
        event: word(row, "event")?,
        actor: Party { id: maybe_id(row, "actor_id")?, name: row.get("actor")? },
        subject: row.get::<_, Option<String>>("subject")?.map(|name| Party { id: subject_id, name }),
        seat: Seat::new(row.get_ref("seat")?.as_str().map_err(rusqlite::Error::from)?),
        before: row.get("before_value")?,
        after: row.get("after_value")?,
    })
}

fn link(row: &Row<'_>) -> Result<Option<AuditLink>> {
    Ok(row.get::<_, Option<[u8; 32]>>("link")?.map(AuditLink::new))
}

pub(super) fn head(conn: &Connection) -> Result<(u64, AuditLink)> {
    let sql = "SELECT seq, link FROM audit ORDER BY seq DESC LIMIT 1";
    let head = one(conn, sql, [], |row| {
        Ok((row.get::<_, i64>("seq")?.unsigned_abs(), link(row)?.unwrap_or(AuditLink::START)))
    })?;
    Ok(head.unwrap_or((0, AuditLink::START)))
}

pub(super) fn chain(conn: &Connection, after: u64, limit: usize) -> Result<Vec<LinkedEntry>> {
    // Behind the highest number there is nothing.
    let Ok(after) = i64::try_from(after) else { return Ok(Vec::new()) };
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let sql = "SELECT seq, at, event, actor_id, actor, subject_id, subject, seat, before_value, after_value, link \
               FROM audit WHERE seq > ? ORDER BY seq LIMIT ?";
    all(conn, sql, [after, limit], |row| Ok(LinkedEntry { entry: entry(row)?, link: link(row)? }))
}

const COLUMNS: &str = "seq, at, event, actor_id, actor, subject_id, subject, seat, before_value, after_value";

pub(super) fn part(conn: &Connection, query: &AuditQuery, most: u64) -> Result<AuditPart> {
    audit_list::part(conn, query, most, COLUMNS, entry)
}
