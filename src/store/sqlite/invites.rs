//! Invitations.

use std::time::Duration;

use rusqlite::{Connection, Row, named_params, params};

use super::rows::{all, at, id, maybe_at, maybe_id, one, run, word};
use crate::domain::{AccountId, CodeMac, Invite, InviteId, InviteLabel, Party, Timestamp};
use crate::store::{Result, StoreError};

/// An invitation that is over stays in the list for so long.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// Most rows of the list.
const MOST: usize = 500;

macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT id, code_mac, label, role, uses, uses_left, created_at, expires_at, made_by_id, made_by, revoked_at \
             FROM invites ",
            $condition
        )
    };
}

fn invite(row: &Row<'_>) -> Result<Invite> {
    Ok(Invite {
        id: id(row, "id")?,
        code: CodeMac::new(row.get("code_mac")?),
        label: InviteLabel::parse(row.get_ref("label")?.as_str().map_err(rusqlite::Error::from)?)
            .map_err(|_| StoreError::Corrupt("a stored label is not one".to_owned()))?,
        role: word(row, "role")?,
        uses: row.get("uses")?,
        uses_left: row.get("uses_left")?,
        created_at: at(row, "created_at")?,
        expires_at: at(row, "expires_at")?,
        made_by: Party { id: maybe_id::<AccountId>(row, "made_by_id")?, name: row.get("made_by")? },
        revoked_at: maybe_at(row, "revoked_at")?,
    })
}

pub(super) fn insert(conn: &Connection, invite: &Invite) -> Result<()> {
    let sql = "INSERT INTO invites (id, code_mac, label, role, uses, uses_left, created_at, expires_at, made_by_id, \
               made_by, revoked_at) \
               VALUES (:id, :code_mac, :label, :role, :uses, :uses_left, :created_at, :expires_at, :made_by_id, \
               :made_by, :revoked_at)";
    run(
        conn,
        sql,
        named_params! {
            ":id": invite.id.as_bytes(),
            ":code_mac": invite.code.as_bytes(),
            ":label": invite.label.as_str(),
            ":role": invite.role.as_str(),
            ":uses": invite.uses,
            ":uses_left": invite.uses_left,
            ":created_at": invite.created_at.millis(),
            ":expires_at": invite.expires_at.millis(),
            ":made_by_id": invite.made_by.id.as_ref().map(AccountId::as_bytes),
            ":made_by": invite.made_by.name,
            ":revoked_at": invite.revoked_at.map(Timestamp::millis),
        },
    )?;
    Ok(())
}

pub(super) fn by_id(conn: &Connection, id: InviteId) -> Result<Option<Invite>> {
    one(conn, select!("WHERE id = ?"), [id.as_bytes()], invite)
}

pub(super) fn by_code(conn: &Connection, code: &CodeMac) -> Result<Option<Invite>> {
    one(conn, select!("WHERE code_mac = ?"), [code.as_bytes()], invite)
}

pub(super) fn every(conn: &Connection) -> Result<Vec<Invite>> {
    all(conn, select!("ORDER BY key DESC LIMIT ?"), [i64::try_from(MOST).unwrap_or(i64::MAX)], invite)
}

pub(super) fn spend(conn: &Connection, id: InviteId) -> Result<bool> {
    let sql = "UPDATE invites SET uses_left = uses_left - 1 WHERE id = ? AND uses_left > 0 AND revoked_at IS NULL";
    Ok(run(conn, sql, [id.as_bytes()])? == 1)
}

pub(super) fn revoke(conn: &Connection, id: InviteId, now: Timestamp) -> Result<bool> {
    let sql = "UPDATE invites SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL";
    Ok(run(conn, sql, params![now.millis(), id.as_bytes()])? == 1)
}

pub(super) fn sweep(conn: &Connection, now: Timestamp) -> Result<()> {
    run(conn, "DELETE FROM invites WHERE expires_at < ?", [now.minus(KEPT).millis()])?;
    Ok(())
}
