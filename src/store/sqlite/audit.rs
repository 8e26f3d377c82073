//! The audit: rows are added, and read.

use rusqlite::types::Value;
use rusqlite::{Connection, Row, named_params, params};

use super::list::{Filter, List};
use super::rows::{all, at, count, maybe_id, one, run, word};
use super::search;
use crate::domain::{AccountId, AuditEntry, AuditLink, AuditQuery, Direction, LinkedEntry, Party, Seat, Window};
use crate::store::{Result, StoreError};

/// A number as it is stored.
fn number(seq: u64) -> Result<i64> {
    i64::try_from(seq).map_err(|_| StoreError::Other("the audit is full".to_owned()))
}

pub(super) fn append(conn: &Connection, entry: &AuditEntry, link: AuditLink) -> Result<()> {
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
    let mut parties: Vec<AccountId> = entry.actor.id.into_iter().chain(subject).collect();
    parties.dedup();
    for account in parties {
        run(conn, "INSERT INTO audit_parties (account, seq) VALUES (?, ?)", params![account.as_bytes(), seq])?;
    }
    Ok(())
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

fn list_of<'a>(query: &AuditQuery, words: &'a [String]) -> List<'a> {
    let (from, filter) = match query.account {
        None => ("audit", Filter::all()),
        Some(account) => (
            "audit_parties CROSS JOIN audit USING (seq)",
            Filter::of("account = ?", vec![Value::Blob(account.as_bytes().to_vec())]),
        ),
    };
    List {
        columns: "seq, at, event, actor_id, actor, subject_id, subject, seat, before_value, after_value",
        table: "audit",
        key: "seq",
        from,
        filter,
        order: &["seq"],
        direction: Direction::Descending,
        text: "search",
        words,
        searched: false,
    }
}

pub(super) fn list(conn: &Connection, query: &AuditQuery) -> Result<Window<AuditEntry>> {
    let words = search::words(&query.search);
    let place = |seq: u64| -> Result<Option<Vec<Value>>> {
        let Ok(seq) = i64::try_from(seq) else { return Ok(None) };
        one(conn, "SELECT seq FROM audit WHERE seq = ?", [seq], |row| Ok(vec![row.get(0)?]))
    };
    let everything = || match query.account {
        // Numbered without gaps, so the highest number is how many there are.
        None => count(conn, "SELECT ifnull(max(seq), 0) FROM audit", []),
        Some(account) => count(conn, "SELECT count(*) FROM audit_parties WHERE account = ?", [account.as_bytes()]),
    };
    list_of(query, &words).window(conn, query.page, query.limit, place, everything, entry)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::list::statements;
    use crate::store::sqlite::tests::{in_memory, plan};

    #[test]
    fn the_list_walks_in_order_and_sorts_nothing() {
        let conn = in_memory();
        let account = AccountId::from_bytes([7; 16]);
        for account in [None, Some(account)] {
            for sql in statements(&list_of(&AuditQuery { account, ..AuditQuery::default() }, &[])) {
                let plan = plan(&conn, &sql);
                assert!(!plan.contains("TEMP B-TREE"), "{sql}\n{plan}");
                assert!(account.is_none() || plan.contains("SEARCH audit_parties USING PRIMARY KEY"), "{sql}\n{plan}");
            }
        }
    }
}
