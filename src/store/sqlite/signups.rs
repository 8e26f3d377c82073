//! Parked registrations, and the sweeping out of what ran out.

use std::time::Duration;

use rusqlite::{Connection, Row, named_params, params};

use super::rows::{all, at, display_name, email, id, one, run, username};
use super::{directory, outbox, throttle};
use crate::domain::{EmailAddress, PasswordHash, Seat, Signup, SignupId, Timestamp, Username};
use crate::store::Result;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);

macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT id, username, username_skeleton, email, display_name, password, seat, created_at, expires_at \
             FROM signups WHERE ",
            $condition
        )
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
        created_at: at(row, "created_at")?,
        expires_at: at(row, "expires_at")?,
    })
}

pub(super) fn insert(conn: &Connection, signup: &Signup) -> Result<()> {
    let sql = "INSERT INTO signups (id, username, username_skeleton, email, email_key, display_name, password, seat, \
               created_at, expires_at) \
               VALUES (:id, :username, :skeleton, :email, :email_key, :display_name, :password, :seat, \
               :created_at, :expires_at)";
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
    let sql = "UPDATE signups SET email = ?, email_key = ? WHERE id = ?";
    run(conn, sql, params![email.as_str(), email.key(), id.as_bytes()])?;
    Ok(())
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
    directory::sweep(conn)?;
    outbox::wipe_expired(conn, now)
}
