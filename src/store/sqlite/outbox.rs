//! The outbox: letters wait, are leased to a worker, and are wiped of what they carried once that is of no more use.

use rusqlite::types::Value;
use rusqlite::{Connection, Params, Row, named_params, params};

use super::list::{Filter, List};
use super::rows::{all, at, count, email, id, maybe_at, maybe_id, millis, one, run, value, word};
use super::search;
use crate::domain::{AccountId, Carrier, Letter, LetterId, LetterQuery, LetterRow, LetterState, Timestamp, Window};
use crate::store::{Outcome, Result};

/// What a letter's error says whose every try ended without a word.
const NEVER_SETTLED: &str = "Every try to send it was cut short. Retry it, and see what the log says.";

const ROW: &str = "id, kind, address, state, tries, created_at, send_after, sent_at, carrier, provider_id, last_error";

pub(super) fn enqueue(conn: &Connection, letter: &Letter) -> Result<()> {
    let sql = "INSERT INTO outbox (id, kind, address, account, sealed_args, created_at, send_after, expires_at, \
               state, tries, search) \
               VALUES (:id, :kind, :address, :account, :args, :created_at, :send_after, :expires_at, \
               'queued', :tries, :search)";
    run(
        conn,
        sql,
        named_params! {
            ":id": letter.id.as_bytes(),
            ":kind": letter.kind.as_str(),
            ":address": letter.to.as_str(),
            ":account": letter.account.as_ref().map(AccountId::as_bytes),
            ":args": letter.sealed_args,
            ":created_at": letter.created_at.millis(),
            ":send_after": letter.send_after.millis(),
            ":expires_at": millis(letter.expires_at),
            ":tries": letter.tries,
            ":search": search::text([letter.to.as_str(), letter.kind.as_str(), letter.kind.words()]),
        },
    )?;
    Ok(())
}

fn letter(row: &Row<'_>) -> Result<Letter> {
    Ok(Letter {
        id: id(row, "id")?,
        kind: word(row, "kind")?,
        to: email(row, "address")?,
        account: maybe_id(row, "account")?,
        sealed_args: row.get("sealed_args")?,
        created_at: at(row, "created_at")?,
        send_after: at(row, "send_after")?,
        expires_at: maybe_at(row, "expires_at")?,
        tries: row.get("tries")?,
    })
}

fn letter_row(row: &Row<'_>) -> Result<LetterRow> {
    let carrier = if row.get_ref("carrier")? == rusqlite::types::ValueRef::Null {
        None
    } else {
        Some(word::<Carrier>(row, "carrier")?)
    };
    Ok(LetterRow {
        id: id(row, "id")?,
        kind: word(row, "kind")?,
        to: row.get("address")?,
        state: word::<LetterState>(row, "state")?,
        tries: row.get("tries")?,
        created_at: at(row, "created_at")?,
        send_after: at(row, "send_after")?,
        sent_at: maybe_at(row, "sent_at")?,
        carrier,
        provider_id: row.get("provider_id")?,
        last_error: row.get("last_error")?,
    })
}

pub(super) fn by_id(conn: &Connection, id: LetterId) -> Result<Option<LetterRow>> {
    one(conn, &format!("SELECT {ROW} FROM outbox WHERE id = ?"), [id.as_bytes()], letter_row)
}

fn list_of(account: Option<AccountId>, words: &[String]) -> List<'_> {
    List {
        columns: ROW,
        table: "outbox",
        key: "key",
        from: "outbox",
        filter: match account {
            None => Filter::all(),
            Some(account) => Filter::of("account = ?", vec![Value::Blob(account.as_bytes().to_vec())]),
        },
        order: &["id"],
        direction: crate::domain::Direction::Descending,
        // The state changes, so it is not in the text that was kept.
        text: "search || char(10) || state",
        words,
        searched: false,
    }
}

pub(super) fn list(conn: &Connection, query: &LetterQuery) -> Result<Window<LetterRow>> {
    let words = search::words(&query.search);
    let place = |id: LetterId| -> Result<Option<Vec<Value>>> {
        one(conn, "SELECT id FROM outbox WHERE id = ?", [id.as_bytes()], |row| Ok(vec![row.get(0)?]))
    };
    let everything = || match query.account {
        None => count(conn, "SELECT value FROM counts WHERE name = 'outbox'", []),
        Some(account) => count(conn, "SELECT count(*) FROM outbox WHERE account = ?", [account.as_bytes()]),
    };
    list_of(query.account, &words).window(conn, query.page, query.limit, place, everything, letter_row)
}

pub(super) fn claim(
    conn: &Connection,
    owner: &str,
    now: Timestamp,
    lease_until: Timestamp,
    limit: usize,
) -> Result<Vec<Letter>> {
    // What is due and void is out of the way first, so that it takes no place from letters that can be sent.
    let expired = "UPDATE outbox SET state = 'dropped', sealed_args = x'', lease_owner = NULL, lease_until = NULL \
                   WHERE due_at <= ?1 AND expires_at <= ?1";
    run(conn, expired, [now.millis()])?;
    let spent = "UPDATE outbox SET state = 'failed', last_error = ifnull(last_error, ?2), lease_owner = NULL, \
                 lease_until = NULL WHERE due_at <= ?1 AND state = 'sending' AND tries >= ?3";
    run(conn, spent, params![now.millis(), NEVER_SETTLED, LetterRow::MOST_TRIES])?;

    let due = "SELECT id FROM outbox WHERE due_at <= ? ORDER BY due_at, key LIMIT ?";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let ids = all(conn, due, params![now.millis(), limit], |row| id::<LetterId>(row, "id"))?;
    let lease = "UPDATE outbox SET state = 'sending', tries = tries + 1, lease_owner = ?, lease_until = ? WHERE id = ? \
                 RETURNING id, kind, address, account, sealed_args, created_at, send_after, expires_at, tries";
    let mut claimed = Vec::with_capacity(ids.len());
    for id in ids {
        claimed.extend(all(conn, lease, params![owner, lease_until.millis(), id.as_bytes()], letter)?);
    }
    Ok(claimed)
}

pub(super) fn settle(conn: &Connection, id: LetterId, owner: &str, outcome: &Outcome) -> Result<bool> {
    /// Only while the lease is the owner's; it ends here.
    macro_rules! settled {
        ($change:literal) => {
            concat!(
                "UPDATE outbox SET lease_owner = NULL, lease_until = NULL, ",
                $change,
                " WHERE id = :id AND state = 'sending' AND lease_owner = :owner"
            )
        };
    }
    let id = id.as_bytes();
    let touched = match outcome {
        Outcome::Sent { carrier, provider_id, at } => run(
            conn,
            settled!(
                "state = 'sent', sealed_args = x'', sent_at = :at, carrier = :carrier, provider_id = :provider, \
                 last_error = NULL"
            ),
            named_params! {":id": id, ":owner": owner, ":at": at.millis(), ":carrier": carrier.as_str(), ":provider": provider_id},
        ),
        Outcome::Again { at, error } => run(
            conn,
            settled!("state = 'queued', send_after = :at, last_error = :error"),
            named_params! {":id": id, ":owner": owner, ":at": at.millis(), ":error": error},
        ),
        Outcome::Failed { error } => run(
            conn,
            settled!("state = 'failed', last_error = :error"),
            named_params! {":id": id, ":owner": owner, ":error": error},
        ),
        Outcome::Dropped => {
            run(conn, settled!("state = 'dropped', sealed_args = x''"), named_params! {":id": id, ":owner": owner})
        }
    }?;
    Ok(touched == 1)
}

pub(super) fn retry(conn: &Connection, id: LetterId, now: Timestamp) -> Result<bool> {
    let sql = "UPDATE outbox SET state = 'queued', tries = 0, send_after = :now, last_error = NULL \
               WHERE id = :id AND state = 'failed' AND length(sealed_args) > 0 \
               AND (expires_at IS NULL OR expires_at > :now)";
    Ok(run(conn, sql, named_params! {":id": id.as_bytes(), ":now": now.millis()})? == 1)
}

pub(super) fn next_due(conn: &Connection) -> Result<Option<Timestamp>> {
    let sql = "SELECT due_at FROM outbox WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1";
    one(conn, sql, [], |row| at(row, "due_at"))
}

/// Sent and dropped ones have no arguments, so this finds them by the indexes of the others.
const SEALED: &str = "SELECT id, sealed_args FROM outbox WHERE due_at IS NOT NULL AND length(sealed_args) > 0 \
                      UNION ALL \
                      SELECT id, sealed_args FROM outbox WHERE state = 'failed' AND length(sealed_args) > 0";

pub(super) fn sealed(conn: &Connection) -> Result<Vec<(LetterId, Vec<u8>)>> {
    all(conn, SEALED, [], |row| Ok((id(row, "id")?, row.get("sealed_args")?)))
}

pub(super) fn reseal(conn: &Connection, id: LetterId, sealed: &[u8]) -> Result<()> {
    let sql = "UPDATE outbox SET sealed_args = ? WHERE id = ? AND length(sealed_args) > 0";
    run(conn, sql, params![sealed, id.as_bytes()])?;
    Ok(())
}

/// Drops the waiting letters of some challenges, and wipes them; failed ones too, for nobody should retry them. One
/// that is under way can't be called back.
pub(super) fn drop_those_of(conn: &Connection, challenges: &'static str, params: impl Params) -> Result<()> {
    let sql = format!(
        "UPDATE outbox SET state = 'dropped', sealed_args = x'' \
         WHERE state IN ('queued', 'failed') AND id IN (SELECT letter FROM challenges WHERE {challenges})"
    );
    run(conn, &sql, params)?;
    Ok(())
}

/// What waits, since when, and what failed and still has its arguments. Both walk a small index of their own.
pub(super) fn state(conn: &Connection) -> Result<((u64, Option<Timestamp>), u64)> {
    let oldest: Option<i64> = value(conn, "SELECT min(created_at) FROM outbox WHERE due_at IS NOT NULL", [])?;
    let waiting = count(conn, "SELECT count(*) FROM outbox WHERE due_at IS NOT NULL", [])?;
    let failed = count(conn, "SELECT count(*) FROM outbox WHERE state = 'failed' AND length(sealed_args) > 0", [])?;
    Ok(((waiting, oldest.map(Timestamp::from_millis)), failed))
}

/// Drops every letter that is not sent yet, and wipes it.
pub(super) fn drop_all(conn: &Connection) -> Result<()> {
    let sql = "UPDATE outbox SET state = 'dropped', sealed_args = x'', lease_owner = NULL, lease_until = NULL \
               WHERE state IN ('queued', 'sending', 'failed')";
    run(conn, sql, [])?;
    Ok(())
}

/// Wipes failed letters that nobody can retry any more.
pub(super) fn wipe_expired(conn: &Connection, now: Timestamp) -> Result<()> {
    let sql = "UPDATE outbox SET sealed_args = x'' \
               WHERE state = 'failed' AND expires_at <= ? AND length(sealed_args) > 0";
    run(conn, sql, [now.millis()])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::list::statements;
    use crate::store::sqlite::tests::{in_memory, plan};

    #[test]
    fn the_list_walks_an_index_and_sorts_nothing() {
        let conn = in_memory();
        for (account, index) in
            [(None, "sqlite_autoindex_outbox_1"), (Some(AccountId::from_bytes([7; 16])), "outbox_by_account")]
        {
            for sql in statements(&list_of(account, &[])) {
                let plan = plan(&conn, &sql);
                assert!(plan.contains(&format!("INDEX {index}")) && !plan.contains("TEMP B-TREE"), "{sql}\n{plan}");
            }
        }
    }

    #[test]
    fn nothing_walks_through_the_whole_outbox() {
        let conn = in_memory();
        for (sql, index) in [
            ("SELECT id FROM outbox WHERE due_at <= ? ORDER BY due_at, key LIMIT ?", "outbox_due"),
            ("UPDATE outbox SET tries = 0 WHERE due_at <= ?1 AND expires_at <= ?1", "outbox_due"),
            ("UPDATE outbox SET tries = 0 WHERE due_at <= ?1 AND state = 'sending' AND tries >= ?3", "outbox_due"),
            ("SELECT due_at FROM outbox WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1", "outbox_due"),
            ("UPDATE outbox SET tries = 0 WHERE state = 'failed' AND expires_at <= ?", "outbox_failed"),
            (SEALED, "outbox_due"),
            (SEALED, "outbox_failed"),
            (
                "UPDATE outbox SET tries = 0 WHERE state IN ('queued', 'failed') AND id IN \
                 (SELECT letter FROM challenges WHERE subject_kind = 'account' AND subject_id = ?)",
                "sqlite_autoindex_outbox_1",
            ),
        ] {
            let plan = plan(&conn, sql);
            assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{sql}\n{plan}");
            assert!(!plan.contains("SCAN outbox\n") && !plan.contains("SCAN challenges"), "{sql}\n{plan}");
        }
    }
}
