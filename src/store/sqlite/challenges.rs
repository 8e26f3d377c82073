//! Challenges: each is used once, and wrong codes are counted, whoever races.

use rusqlite::{Connection, Row, named_params, params};

use super::outbox;
use super::rows::{all, at, count, email, id, maybe_at, maybe_id, millis, one, run, value};
use crate::domain::{AccountId, Challenge, ChallengeId, CodeMac, EmailAddress, Purpose, SignupId, Subject, Timestamp};
use crate::store::{Result, StoreError};

macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT id, purpose, subject_kind, subject_id, address, code_mac, tries_left, letter, created_at, \
             code_expires_at, expires_at, used_at FROM challenges WHERE ",
            $condition
        )
    };
}

/// How a subject stands in its two columns.
fn columns(subject: &Subject) -> (&'static str, Option<&[u8; 16]>) {
    match subject {
        Subject::Signup(id) => ("signup", Some(id.as_bytes())),
        Subject::Account(id) => ("account", Some(id.as_bytes())),
        Subject::Nobody => ("nobody", None),
    }
}

fn subject(row: &Row<'_>) -> Result<Subject> {
    let kind = row.get_ref("subject_kind")?.as_str().map_err(rusqlite::Error::from)?;
    let subject = match kind {
        "signup" => maybe_id::<SignupId>(row, "subject_id")?.map(Subject::Signup),
        "account" => maybe_id::<AccountId>(row, "subject_id")?.map(Subject::Account),
        "nobody" => Some(Subject::Nobody),
        _ => None,
    };
    subject.ok_or_else(|| StoreError::Corrupt("a challenge is for no known kind of subject".to_owned()))
}

fn purpose(row: &Row<'_>) -> Result<Purpose> {
    let word = row.get_ref("purpose")?.as_str().map_err(rusqlite::Error::from)?;
    let known = Purpose::ALL.into_iter().find(|purpose| purpose.as_str() == word);
    known.ok_or_else(|| StoreError::Corrupt("a challenge has no known purpose".to_owned()))
}

fn challenge(row: &Row<'_>) -> Result<Challenge> {
    Ok(Challenge {
        id: id(row, "id")?,
        purpose: purpose(row)?,
        subject: subject(row)?,
        address: email(row, "address")?,
        code: CodeMac::new(row.get("code_mac")?),
        tries_left: row.get("tries_left")?,
        letter: id(row, "letter")?,
        created_at: at(row, "created_at")?,
        code_expires_at: at(row, "code_expires_at")?,
        expires_at: at(row, "expires_at")?,
        used_at: maybe_at(row, "used_at")?,
    })
}

pub(super) fn insert(conn: &Connection, challenge: &Challenge) -> Result<()> {
    let (kind, subject) = columns(&challenge.subject);
    let sql = "INSERT INTO challenges (id, purpose, subject_kind, subject_id, address, address_key, code_mac, tries_left, \
               letter, created_at, code_expires_at, expires_at, used_at) \
               VALUES (:id, :purpose, :kind, :subject, :address, :address_key, :code, :tries_left, \
               :letter, :created_at, :code_expires_at, :expires_at, :used_at)";
    run(
        conn,
        sql,
        named_params! {
            ":id": challenge.id.as_bytes(),
            ":purpose": challenge.purpose.as_str(),
            ":kind": kind,
            ":subject": subject,
            ":address": challenge.address.as_str(),
            ":address_key": challenge.address.key(),
            ":code": challenge.code.as_bytes(),
            ":tries_left": challenge.tries_left,
            ":letter": challenge.letter.as_bytes(),
            ":created_at": challenge.created_at.millis(),
            ":code_expires_at": challenge.code_expires_at.millis(),
            ":expires_at": challenge.expires_at.millis(),
            ":used_at": millis(challenge.used_at),
        },
    )?;
    Ok(())
}

pub(super) fn by_id(conn: &Connection, id: ChallengeId) -> Result<Option<Challenge>> {
    one(conn, select!("id = ?"), [id.as_bytes()], challenge)
}

pub(super) fn latest(conn: &Connection, purpose: Purpose, subject: Subject) -> Result<Option<Challenge>> {
    let (kind, subject) = columns(&subject);
    let sql = select!("subject_kind = ? AND subject_id IS ? AND purpose = ? ORDER BY key DESC LIMIT 1");
    one(conn, sql, params![kind, subject, purpose.as_str()], challenge)
}

pub(super) fn of(conn: &Connection, subject: Subject, limit: usize) -> Result<Vec<Challenge>> {
    let (kind, subject) = columns(&subject);
    let sql = select!("subject_kind = ? AND subject_id IS ? ORDER BY key DESC LIMIT ?");
    all(conn, sql, params![kind, subject, i64::try_from(limit).unwrap_or(i64::MAX)], challenge)
}

pub(super) fn tries_left_since(
    conn: &Connection,
    purpose: Purpose,
    address: &EmailAddress,
    since: Timestamp,
) -> Result<Option<u32>> {
    let sql = "SELECT min(tries_left) FROM challenges WHERE address_key = ? AND purpose = ? AND created_at >= ?";
    value(conn, sql, params![address.key(), purpose.as_str(), since.millis()])
}

pub(super) fn since(conn: &Connection, purpose: Purpose, address: &EmailAddress, since: Timestamp) -> Result<u64> {
    let sql = "SELECT count(*) FROM challenges WHERE address_key = ? AND purpose = ? AND created_at >= ?";
    count(conn, sql, params![address.key(), purpose.as_str(), since.millis()])
}

pub(super) fn spend_try(conn: &Connection, id: ChallengeId) -> Result<bool> {
    let sql = "UPDATE challenges SET tries_left = tries_left - 1 WHERE id = ? AND tries_left > 0 AND used_at IS NULL";
    Ok(run(conn, sql, [id.as_bytes()])? == 1)
}

pub(super) fn return_try(conn: &Connection, id: ChallengeId) -> Result<()> {
    run(conn, "UPDATE challenges SET tries_left = tries_left + 1 WHERE id = ?", [id.as_bytes()])?;
    Ok(())
}

pub(super) fn take(conn: &Connection, id: ChallengeId, now: Timestamp) -> Result<bool> {
    let sql = "UPDATE challenges SET used_at = ? WHERE id = ? AND used_at IS NULL";
    Ok(run(conn, sql, params![now.millis(), id.as_bytes()])? == 1)
}

pub(super) fn void(conn: &Connection, purpose: Purpose, subject: Subject, now: Timestamp) -> Result<()> {
    // Challenges of nobody belong to strangers who have nothing to do with each other.
    let (kind, Some(subject)) = columns(&subject) else { return Ok(()) };
    let theirs = "subject_kind = ? AND subject_id = ? AND purpose = ? AND used_at IS NULL";
    outbox::drop_those_of(conn, theirs, params![kind, subject, purpose.as_str()])?;
    let sql = "UPDATE challenges SET used_at = ? \
               WHERE subject_kind = ? AND subject_id = ? AND purpose = ? AND used_at IS NULL";
    run(conn, sql, params![now.millis(), kind, subject, purpose.as_str()])?;
    Ok(())
}

pub(super) fn void_all(conn: &Connection, now: Timestamp) -> Result<()> {
    run(conn, "UPDATE challenges SET used_at = ? WHERE used_at IS NULL", [now.millis()])?;
    Ok(())
}
