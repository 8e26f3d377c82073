//! Accounts on their way between the store and files, by the million.

use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params, params_from_iter};

use super::rows::{millis, one, run, value};
use super::search;
use crate::domain::{AccountId, EmailAddress, PasswordHash, Timestamp, Username, text};
use crate::store::{InTheWay, Leaving, NewAccount, Result, StoreError, StoredAccount};

pub(super) fn in_the_way(conn: &Connection, username: &Username, email: &EmailAddress) -> Result<Option<InTheWay>> {
    let by_name = "SELECT email_key = ? FROM accounts WHERE username = ?";
    if let Some(same) = one(conn, by_name, params![email.key(), username.as_str()], |row| Ok(row.get(0)?))? {
        return Ok(Some(if same { InTheWay::Same } else { InTheWay::Username }));
    }
    let is_there = |sql, value: &str| -> Result<bool> { Ok(conn.prepare_cached(sql)?.exists([value])?) };
    if is_there("SELECT 1 FROM accounts WHERE username_skeleton = ?", username.skeleton())? {
        return Ok(Some(InTheWay::LookAlike));
    }
    let taken = is_there("SELECT 1 FROM accounts WHERE email_key = ?", email.key())?;
    Ok(taken.then_some(InTheWay::Email))
}

/// What the triggers of `accounts` write for each new row is written once for all: with triggers SQLite keeps a copy of
/// every page that a row touches, in case one of them refuses, and that is two thirds of the time.
pub(super) fn insert_if_free(conn: &Connection, accounts: &[NewAccount<'_>]) -> Result<Vec<bool>> {
    let last = "SELECT ifnull(max(key), 0) FROM accounts";
    let before: i64 = value(conn, last, [])?;
    let added = {
        let _without = WithoutTriggers::on(conn)?;
        insert_all(conn, accounts)?
    };
    let count = added.iter().filter(|added| **added).count();
    run(
        conn,
        "UPDATE counts SET value = value + ? WHERE name = 'accounts'",
        [i64::try_from(count).unwrap_or(i64::MAX)],
    )?;
    // A new key is above all that there are.
    run(conn, "INSERT INTO account_changes (account) SELECT id FROM accounts WHERE key > ? ORDER BY key", [before])?;
    Ok(added)
}

/// What stands in the way is found by the insertion itself, which asks each index for the place of the row in any case.
fn insert_all(conn: &Connection, accounts: &[NewAccount<'_>]) -> Result<Vec<bool>> {
    let mut statement = conn.prepare_cached(
        "INSERT INTO accounts (id, username, username_skeleton, email, email_key, display_name, display_key, search, role, \
         status, verified_at, password, must_change, password_short, created_at, updated_at, valid_from, valid_until, \
         note, version) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, 1) ON CONFLICT DO NOTHING",
    )?;
    let mut added = Vec::with_capacity(accounts.len());
    let mut searched = String::new();
    for account in accounts {
        let NewAccount { username, email, display_name, validity, .. } = account;
        let display_key = text::fold(display_name.as_str());
        // As `search::text` writes it; an address is plain, so its key is what folding makes of it.
        searched.clear();
        if username.as_str().is_ascii() {
            searched.push_str(username.as_str());
        } else {
            searched.push_str(&text::fold(username.as_str()));
        }
        for part in [display_key.as_str(), email.key()] {
            searched.push('\n');
            searched.push_str(part);
        }
        let changed = statement.execute(params![
            account.id.as_bytes(),
            username.as_str(),
            username.skeleton(),
            email.as_str(),
            email.key(),
            display_name.as_str(),
            display_key,
            searched,
            account.role.as_str(),
            account.status.as_str(),
            millis(account.verified_at),
            account.password.map(PasswordHash::as_str),
            account.must_change,
            account.created_at.millis(),
            account.at.millis(),
            millis(validity.from),
            millis(validity.until),
            account.note.as_str(),
        ])?;
        added.push(changed == 1);
    }
    Ok(added)
}

/// A connection on which no trigger runs, while this lives.
struct WithoutTriggers<'conn>(&'conn Connection);

impl<'conn> WithoutTriggers<'conn> {
    fn on(conn: &'conn Connection) -> Result<Self> {
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
        Ok(Self(conn))
    }
}

impl Drop for WithoutTriggers<'_> {
    fn drop(&mut self) {
        // It only sets a flag, and did so before.
        let _ = self.0.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, true);
    }
}

const COLUMNS: &str = "key, id, username, email, display_name, role, status, verified_at, created_at, last_login_at, \
                       last_seat, valid_from, valid_until, trashed_at, note, must_change";

pub(super) fn each(
    conn: &Connection,
    which: Leaving<'_>,
    take: &mut dyn FnMut(&StoredAccount<'_>),
) -> Result<Option<(u64, usize)>> {
    // Behind the highest number there is nothing.
    let Ok(after) = i64::try_from(which.after) else { return Ok(None) };
    let filter = search::filter(which.search);
    let mut values = filter.values().to_vec();
    // A hash that was not asked for is not even read.
    let password = if which.hashes { "password" } else { "NULL" };
    let sql =
        format!("SELECT {COLUMNS}, {password} FROM accounts WHERE key > ? AND ({}) ORDER BY key LIMIT ?", filter.sql());
    values.insert(0, Value::Integer(after));
    values.push(Value::Integer(i64::try_from(which.limit).unwrap_or(i64::MAX)));
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let (mut last, mut count) = (None, 0);
    while let Some(row) = rows.next()? {
        take(&stored(row)?);
        last = Some(row.get::<_, i64>(0)?);
        count += 1;
    }
    Ok(last.map(|last| (last.unsigned_abs(), count)))
}

fn stored<'a>(row: &'a Row<'_>) -> Result<StoredAccount<'a>> {
    let text = |at: usize| -> Result<&str> { Ok(row.get_ref(at)?.as_str().map_err(rusqlite::Error::from)?) };
    let maybe_text =
        |at: usize| -> Result<Option<&str>> { Ok(row.get_ref(at)?.as_str_or_null().map_err(rusqlite::Error::from)?) };
    let moment =
        |at: usize| -> Result<Option<Timestamp>> { Ok(row.get::<_, Option<i64>>(at)?.map(Timestamp::from_millis)) };
    let always = || StoreError::Corrupt("an account was never made".to_owned());
    Ok(StoredAccount {
        id: AccountId::from_bytes(row.get(1)?),
        username: text(2)?,
        email: text(3)?,
        display_name: text(4)?,
        role: text(5)?,
        status: text(6)?,
        verified_at: moment(7)?,
        created_at: moment(8)?.ok_or_else(always)?,
        last_login_at: moment(9)?,
        last_seat: maybe_text(10)?,
        valid_from: moment(11)?,
        valid_until: moment(12)?,
        trashed_at: moment(13)?,
        note: text(14)?,
        must_change: row.get(15)?,
        password: maybe_text(16)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Account, DisplayName, Role, StaffNote, Status, Validity};
    use crate::store::sqlite::accounts;
    use crate::store::sqlite::tests::in_memory;

    fn account(number: u8, username: &str, email: &str) -> Account {
        Account {
            id: AccountId::from_bytes([number; 16]),
            username: username.parse().unwrap(),
            email: email.parse().unwrap(),
            display_name: DisplayName::parse("Zoë").unwrap(),
            role: Role::User,
            status: Status::Active,
            validity: Validity::default(),
            trashed_at: None,
            note: StaffNote::default(),
            verified_at: None,
            password: None,
            must_change: false,
            password_short: false,
            created_at: Timestamp::from_millis(1),
            updated_at: Timestamp::from_millis(1),
            last_login_at: None,
            last_seat: None,
            version: 1,
        }
    }

    fn new(account: &Account) -> NewAccount<'_> {
        NewAccount {
            id: account.id,
            username: &account.username,
            email: &account.email,
            display_name: &account.display_name,
            role: account.role,
            status: account.status,
            validity: account.validity,
            note: &account.note,
            verified_at: account.verified_at,
            password: account.password.as_ref(),
            must_change: account.must_change,
            created_at: account.created_at,
            at: account.updated_at,
        }
    }

    fn all_new(accounts: &[Account]) -> Vec<NewAccount<'_>> {
        accounts.iter().map(new).collect()
    }

    fn everything(conn: &Connection) -> Vec<String> {
        let tables = [
            "SELECT quote(id) || quote(username) || quote(username_skeleton) || quote(email) || quote(email_key) || \
             quote(display_name) || quote(display_key) || quote(search) || quote(role) || quote(status) || \
             quote(verified_at) || quote(password) || quote(must_change) || quote(password_short) || quote(created_at) || \
             quote(updated_at) || quote(last_login_key) || quote(valid_from) || quote(valid_until) || quote(trashed_at) || \
             quote(note) || quote(last_seat) || quote(version) FROM accounts ORDER BY key",
            "SELECT quote(seq) || quote(account) FROM account_changes",
            "SELECT quote(name) || quote(value) FROM counts",
        ];
        let rows = |sql: &&str| {
            let mut statement = conn.prepare(sql).unwrap();
            statement.query_map([], |row| row.get(0)).unwrap().map(|row| row.unwrap()).collect::<Vec<String>>()
        };
        tables.iter().flat_map(rows).collect()
    }

    #[test]
    fn many_accounts_leave_what_they_leave_one_by_one() {
        let all: Vec<_> = (0..50).map(|n| account(n, &format!("user{n}"), &format!("U{n}@Example.org"))).collect();
        let (one, many) = (in_memory(), in_memory());
        for conn in [&one, &many] {
            accounts::insert(conn, &account(90, "ada", "ada@example.org")).unwrap();
        }
        all.iter().for_each(|account| accounts::insert(&one, account).unwrap());
        assert!(insert_if_free(&many, &all_new(&all)).unwrap().into_iter().all(|added| added));
        assert_eq!(everything(&many), everything(&one));
        // Whoever adds a trigger has to write for many what it writes for one.
        let sql = "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_schema WHERE type = 'trigger' \
                   AND tbl_name = 'accounts' AND sql LIKE '% INSERT ON accounts%' ORDER BY name)";
        let triggers: String = one.query_row(sql, [], |row| row.get(0)).unwrap();
        assert_eq!(triggers, "accounts_are_counted accounts_are_noted");
    }

    #[test]
    fn what_is_in_the_way_is_passed_over_and_triggers_run_again_afterwards() {
        let conn = in_memory();
        accounts::insert(&conn, &account(1, "scope", "scope@example.org")).unwrap();
        let accounts = [
            account(2, "scope", "other@example.org"),
            account(3, "ѕсоре", "looks@example.org"),
            account(4, "other", "SCOPE@example.org"),
            account(5, "mira", "mira@example.org"),
            account(6, "mira", "mira@example.org"),
        ];
        assert_eq!(insert_if_free(&conn, &all_new(&accounts)).unwrap(), [false, false, false, true, false]);
        let ways: Vec<_> =
            accounts.iter().map(|account| in_the_way(&conn, &account.username, &account.email).unwrap()).collect();
        let expected = [InTheWay::Username, InTheWay::LookAlike, InTheWay::Email, InTheWay::Same, InTheWay::Same];
        assert_eq!(ways, expected.map(Some));
        accounts::insert(&conn, &account(7, "bob", "bob@example.org")).unwrap();
        assert_eq!(accounts::count(&conn).unwrap(), 3);
    }
}
