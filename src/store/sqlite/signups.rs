//! Parked registrations, and the sweeping out of what ran out.

use std::time::Duration;

use rusqlite::types::Value;
use rusqlite::{Connection, Row, named_params, params};

use super::list::{Filter, List};
use super::rows::{all, at, count, display_name, email, id, maybe_id, one, run, username, word};
use super::{directory, invites, outbox, search, throttle};
use crate::domain::{
    Direction, EmailAddress, InviteId, ParkedQuery, PasswordHash, Seat, Signup, SignupId, StaffNote, Timestamp,
    Username, Window,
};
use crate::store::{Result, StoreError};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);

macro_rules! row {
    () => {
        "id, username, username_skeleton, email, display_name, password, seat, came_under, invite, note, created_at, \
         expires_at"
    };
}

const ROW: &str = row!();

macro_rules! select {
    ($condition:literal) => {
        concat!("SELECT ", row!(), " FROM signups WHERE ", $condition)
    };
}

fn signup(row: &Row<'_>) -> Result<Signup> {
    Ok(Signup {
        id: id(row, "id")?,
        username: username(row)?,
        email: email(row, "email")?,
        display_name: display_name(row)?,
        password: PasswordHash::new(row.get("password")?),
        seat: Seat::new(row.get_ref("seat")?.as_str().map_err(rusqlite::Error::from)?),
        came_under: word(row, "came_under")?,
        invite: maybe_id(row, "invite")?,
        note: StaffNote::parse(row.get_ref("note")?.as_str().map_err(rusqlite::Error::from)?)
            .map_err(|_| StoreError::Corrupt("a stored note is not one".to_owned()))?,
        created_at: at(row, "created_at")?,
        expires_at: at(row, "expires_at")?,
    })
}

pub(super) fn insert(conn: &Connection, signup: &Signup) -> Result<()> {
    let sql = "INSERT INTO signups (id, username, username_skeleton, email, email_key, display_name, password, seat, \
               came_under, invite, note, search, created_at, expires_at) \
               VALUES (:id, :username, :skeleton, :email, :email_key, :display_name, :password, :seat, \
               :came_under, :invite, :note, :search, :created_at, :expires_at)";
    run(
        conn,
        sql,
        named_params! {
            ":id": signup.id.as_bytes(),
            ":username": signup.username.as_str(),
            ":skeleton": signup.username.skeleton(),
            ":email": signup.email.as_str(),
            ":email_key": signup.email.key(),
            ":display_name": signup.display_name.as_str(),
            ":password": signup.password.as_str(),
            ":seat": signup.seat.as_str(),
            ":came_under": signup.came_under.as_str(),
            ":invite": signup.invite.as_ref().map(InviteId::as_bytes),
            ":note": signup.note.as_str(),
            ":search": search_text(signup, &signup.email),
            ":created_at": signup.created_at.millis(),
            ":expires_at": signup.expires_at.millis(),
        },
    )?;
    Ok(())
}

pub(super) fn by_id(conn: &Connection, id: SignupId) -> Result<Option<Signup>> {
    one(conn, select!("id = ?"), [id.as_bytes()], signup)
}

pub(super) fn by_username(conn: &Connection, username: &Username, now: Timestamp) -> Result<Vec<Signup>> {
    let sql = select!("username = ? AND expires_at > ? ORDER BY key DESC LIMIT 16");
    all(conn, sql, params![username.as_str(), now.millis()], signup)
}

pub(super) fn by_email(conn: &Connection, email: &EmailAddress, now: Timestamp) -> Result<Vec<Signup>> {
    let sql = select!("email_key = ? AND expires_at > ? ORDER BY key DESC LIMIT 16");
    all(conn, sql, params![email.key(), now.millis()], signup)
}

pub(super) fn set_email(conn: &Connection, id: SignupId, email: &EmailAddress) -> Result<()> {
    let Some(signup) = by_id(conn, id)? else { return Ok(()) };
    let sql = "UPDATE signups SET email = ?, email_key = ?, search = ? WHERE id = ?";
    run(conn, sql, params![email.as_str(), email.key(), search_text(&signup, email), id.as_bytes()])?;
    Ok(())
}

pub(super) fn set_note(conn: &Connection, id: SignupId, note: &StaffNote) -> Result<bool> {
    Ok(run(conn, "UPDATE signups SET note = ? WHERE id = ?", params![note.as_str(), id.as_bytes()])? == 1)
}

fn search_text(signup: &Signup, email: &EmailAddress) -> String {
    search::text([signup.username.as_str(), signup.display_name.as_str(), email.as_str()])
}

/// The oldest first.
pub(super) fn parked(conn: &Connection, query: &ParkedQuery) -> Result<Window<Signup>> {
    let words = search::words(&query.search);
    let now = query.now.millis();
    let list = List {
        columns: ROW,
        table: "signups",
        key: "key",
        from: "signups",
        filter: Filter::of("expires_at > ?", vec![Value::Integer(now)]),
        order: &["key"],
        direction: Direction::Ascending,
        text: "search",
        words: &words,
        searched: false,
    };
    let place = |id: SignupId| -> Result<Option<Vec<Value>>> {
        one(conn, "SELECT key FROM signups WHERE id = ?", [id.as_bytes()], |row| Ok(vec![row.get(0)?]))
    };
    let everything = || count(conn, "SELECT count(*) FROM signups WHERE expires_at > ?", [now]);
    list.window(conn, query.page, query.limit, place, everything, signup)
}

/// Removes one registration with its challenges, and drops their letters that wait.
pub(super) fn delete(conn: &Connection, id: SignupId) -> Result<bool> {
    outbox::drop_those_of(conn, "subject_kind = 'signup' AND subject_id = ?", [id.as_bytes()])?;
    run(conn, "DELETE FROM challenges WHERE subject_kind = 'signup' AND subject_id = ?", [id.as_bytes()])?;
    Ok(run(conn, "DELETE FROM signups WHERE id = ?", [id.as_bytes()])? == 1)
}

pub(super) fn delete_for(conn: &Connection, email: &EmailAddress) -> Result<()> {
    let theirs = "subject_kind = 'signup' AND subject_id IN (SELECT id FROM signups WHERE email_key = ?)";
    outbox::drop_those_of(conn, theirs, [email.key()])?;
    let sql = "DELETE FROM challenges \
               WHERE subject_kind = 'signup' AND subject_id IN (SELECT id FROM signups WHERE email_key = ?)";
    run(conn, sql, [email.key()])?;
    run(conn, "DELETE FROM signups WHERE email_key = ?", [email.key()])?;
    Ok(())
}

pub(super) fn sweep(conn: &Connection, now: Timestamp) -> Result<()> {
    run(conn, "DELETE FROM signups WHERE expires_at < ?", [now.millis()])?;
    // A day longer than it is good: its count of wrong codes goes on counting for newer ones.
    run(conn, "DELETE FROM challenges WHERE expires_at < ?", [now.minus(DAY).millis()])?;
    run(
        conn,
        "DELETE FROM sessions WHERE min(ends_at, idle_ends_at, ifnull(revoked_at, ends_at)) < ?",
        [now.minus(WEEK).millis()],
    )?;
    throttle::sweep(conn, now)?;
    invites::sweep(conn, now)?;
    directory::sweep(conn)?;
    outbox::wipe_expired(conn, now)
}
