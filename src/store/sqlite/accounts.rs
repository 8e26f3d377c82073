//! Accounts: the rows, and the long list of them.

use rusqlite::types::Value;
use rusqlite::{Connection, Row, named_params, params};

use super::list::List;
use super::rows::{self, at, display_name, email, id, maybe_at, millis, one, run, username, word};
use super::{outbox, search};
use crate::domain::{
    Account, AccountId, AccountQuery, AccountRow, AccountSort, EmailAddress, PasswordHash, Role, Search, Seat,
    StaffNote, Status, Timestamp, Username, Validity, Window, text,
};
use crate::store::{Result, StoreError};

/// Of every query for one whole account.
macro_rules! select {
    ($condition:expr) => {
        concat!(
            "SELECT id, username, username_skeleton, email, display_name, role, status, verified_at, password, created_at, \
             updated_at, last_login_at, must_change, password_short, valid_from, valid_until, trashed_at, note, last_seat, version \
             FROM accounts WHERE ",
            $condition
        )
    };
    // The account, or where there is none the oldest one, to be read for the time it takes.
    (found $condition:literal) => {
        select!(concat!(
            "key = ifnull((SELECT key FROM accounts WHERE ",
            $condition,
            "), (SELECT min(key) FROM accounts))"
        ))
    };
}

fn account(row: &Row<'_>) -> Result<Account> {
    Ok(Account {
        id: id(row, "id")?,
        username: username(row)?,
        email: email(row, "email")?,
        display_name: display_name(row)?,
        role: word(row, "role")?,
        status: word(row, "status")?,
        validity: Validity { from: maybe_at(row, "valid_from")?, until: maybe_at(row, "valid_until")? },
        trashed_at: maybe_at(row, "trashed_at")?,
        note: StaffNote::parse(row.get_ref("note")?.as_str().map_err(rusqlite::Error::from)?)
            .map_err(|_| StoreError::Corrupt("a stored note is not one".to_owned()))?,
        verified_at: maybe_at(row, "verified_at")?,
        password: row.get::<_, Option<String>>("password")?.map(PasswordHash::new),
        must_change: row.get("must_change")?,
        password_short: row.get("password_short")?,
        created_at: at(row, "created_at")?,
        updated_at: at(row, "updated_at")?,
        last_login_at: maybe_at(row, "last_login_at")?,
        last_seat: row.get("last_seat")?,
        version: row.get("version")?,
    })
}

pub(super) fn count(conn: &Connection) -> Result<u64> {
    rows::count(conn, "SELECT value FROM counts WHERE name = 'accounts'", [])
}

pub(super) fn active_admins(conn: &Connection) -> Result<u64> {
    // Few are admins and most are active, which SQLite cannot know.
    let sql = "SELECT count(*) FROM accounts INDEXED BY accounts_by_role WHERE role = ? AND status = ? \
               AND trashed_at IS NULL AND valid_from IS NULL AND valid_until IS NULL";
    rows::count(conn, sql, [Role::Admin.as_str(), Status::Active.as_str()])
}

pub(super) fn by_id(conn: &Connection, id: AccountId) -> Result<Option<Account>> {
    let found = one(conn, select!(found "id = ?"), [id.as_bytes()], account)?;
    Ok(found.filter(|account| account.id == id))
}

pub(super) fn by_username(conn: &Connection, username: &Username) -> Result<Option<Account>> {
    let found = one(conn, select!(found "username = ?"), [username.as_str()], account)?;
    Ok(found.filter(|account| account.username == *username))
}

pub(super) fn by_email(conn: &Connection, email: &EmailAddress) -> Result<Option<Account>> {
    let found = one(conn, select!(found "email_key = ?"), [email.key()], account)?;
    Ok(found.filter(|account| account.email.key() == email.key()))
}

pub(super) fn username_taken(conn: &Connection, username: &Username) -> Result<bool> {
    // One name has one skeleton, so this covers the name itself.
    let sql = "SELECT 1 FROM accounts WHERE username_skeleton = ?";
    Ok(conn.prepare_cached(sql)?.exists([username.skeleton()])?)
}

fn trashed(conn: &Connection) -> Result<u64> {
    rows::count(conn, "SELECT count(*) FROM accounts WHERE trashed_at IS NOT NULL", [])
}

const TRASHED: &str = select!("trashed_at <= ? ORDER BY trashed_at LIMIT ?");

pub(super) fn trashed_until(conn: &Connection, at: Timestamp, limit: usize) -> Result<Vec<Account>> {
    rows::all(conn, TRASHED, params![at.millis(), i64::try_from(limit).unwrap_or(i64::MAX)], account)
}

fn search_text(account: &Account) -> String {
    search::text([account.username.as_str(), account.display_name.as_str(), account.email.as_str()])
}

pub(super) fn insert(conn: &Connection, account: &Account) -> Result<()> {
    let sql = "INSERT INTO accounts (id, username, username_skeleton, email, email_key, display_name, display_key, search, \
               role, status, verified_at, password, must_change, password_short, created_at, updated_at, last_login_at, valid_from, \
               valid_until, trashed_at, note, version) \
               VALUES (:id, :username, :skeleton, :email, :email_key, :display_name, :display_key, :search, \
               :role, :status, :verified_at, :password, :must_change, :password_short, :created_at, :updated_at, \
               :last_login_at, :valid_from, :valid_until, :trashed_at, :note, :version)";
    run(
        conn,
        sql,
        named_params! {
            ":id": account.id.as_bytes(),
            ":username": account.username.as_str(),
            ":skeleton": account.username.skeleton(),
            ":email": account.email.as_str(),
            ":email_key": account.email.key(),
            ":display_name": account.display_name.as_str(),
            ":display_key": text::fold(account.display_name.as_str()),
            ":search": search_text(account),
            ":role": account.role.as_str(),
            ":status": account.status.as_str(),
            ":verified_at": millis(account.verified_at),
            ":password": account.password.as_ref().map(PasswordHash::as_str),
            ":must_change": account.must_change,
            ":password_short": account.password_short,
            ":created_at": account.created_at.millis(),
            ":updated_at": account.updated_at.millis(),
            ":last_login_at": millis(account.last_login_at),
            ":valid_from": millis(account.validity.from),
            ":valid_until": millis(account.validity.until),
            ":trashed_at": millis(account.trashed_at),
            ":note": account.note.as_str(),
            ":version": account.version,
        },
    )?;
    Ok(())
}

pub(super) fn update(conn: &Connection, account: &Account) -> Result<()> {
    // Names change seldom, and five indexes with them: ten thousand that are suspended at once keep theirs.
    if update_below_names(conn, account)? {
        return Ok(());
    }
    let sql = "UPDATE accounts SET username = :username, username_skeleton = :skeleton, email = :email, \
               email_key = :email_key, display_name = :display_name, display_key = :display_key, search = :search \
               WHERE id = :id AND version = :version";
    let touched = run(
        conn,
        sql,
        named_params! {
            ":id": account.id.as_bytes(),
            ":username": account.username.as_str(),
            ":skeleton": account.username.skeleton(),
            ":email": account.email.as_str(),
            ":email_key": account.email.key(),
            ":display_name": account.display_name.as_str(),
            ":display_key": text::fold(account.display_name.as_str()),
            ":search": search_text(account),
            ":version": account.version,
        },
    )?;
    if touched == 1 && update_below_names(conn, account)? { Ok(()) } else { Err(StoreError::Stale) }
}

/// Neither when it was made nor the last sign-in: nobody who changes an account means to change those, and a sign-in does
/// not raise the version, so one in between would be lost here.
const BELOW_NAMES: &str = "UPDATE accounts SET role = :role, status = :status, verified_at = :verified_at, \
    password = :password, must_change = :must_change, password_short = :password_short, valid_from = :valid_from, \
    valid_until = :valid_until, trashed_at = :trashed_at, note = :note, updated_at = :updated_at, version = version + 1 \
    WHERE id = :id AND version = :version AND username = :username AND email = :email AND display_name = :display_name";

/// Writes all but the names, if those are as they are stored; whether it did.
fn update_below_names(conn: &Connection, account: &Account) -> Result<bool> {
    let touched = run(
        conn,
        BELOW_NAMES,
        named_params! {
            ":id": account.id.as_bytes(),
            ":username": account.username.as_str(),
            ":email": account.email.as_str(),
            ":display_name": account.display_name.as_str(),
            ":role": account.role.as_str(),
            ":status": account.status.as_str(),
            ":verified_at": millis(account.verified_at),
            ":password": account.password.as_ref().map(PasswordHash::as_str),
            ":must_change": account.must_change,
            ":password_short": account.password_short,
            ":updated_at": account.updated_at.millis(),
            ":valid_from": millis(account.validity.from),
            ":valid_until": millis(account.validity.until),
            ":trashed_at": millis(account.trashed_at),
            ":note": account.note.as_str(),
            ":version": account.version,
        },
    )?;
    Ok(touched == 1)
}

pub(super) fn touch_login(conn: &Connection, id: AccountId, at: Timestamp, seat: &Seat) -> Result<()> {
    let sql = "INSERT INTO seats (name, folded) VALUES (?, ?) ON CONFLICT DO NOTHING";
    run(conn, sql, [seat.as_str(), &text::fold(seat.as_str())])?;
    let sql = "UPDATE accounts SET last_login_at = ?, last_seat = ? WHERE id = ?";
    run(conn, sql, params![at.millis(), seat.as_str(), id.as_bytes()])?;
    Ok(())
}

pub(super) fn delete(conn: &Connection, id: AccountId) -> Result<bool> {
    // The letters of its challenges only: one that tells of the deletion may wait already.
    outbox::drop_those_of(conn, "subject_kind = 'account' AND subject_id = ?", [id.as_bytes()])?;
    run(conn, "DELETE FROM challenges WHERE subject_kind = 'account' AND subject_id = ?", [id.as_bytes()])?;
    // Its sessions go with it, by their foreign key.
    Ok(run(conn, "DELETE FROM accounts WHERE id = ?", [id.as_bytes()])? == 1)
}

/// The index that an order walks, so that a million rows are never sorted.
const fn order(sort: AccountSort) -> &'static [&'static str] {
    match sort {
        AccountSort::Username => &["username"],
        AccountSort::DisplayName => &["display_key", "id"],
        AccountSort::Email => &["email_key"],
        AccountSort::Role => &["role", "id"],
        AccountSort::Status => &["status", "id"],
        AccountSort::Created => &["created_at", "id"],
        AccountSort::LastLogin => &["last_login_key", "id"],
    }
}

/// What [`list_row`] reads, by position.
macro_rules! list_columns {
    () => {
        "id, username, display_name, email, role, status, verified_at, created_at, last_login_at, version, \
         valid_from, valid_until, trashed_at, last_seat"
    };
}

fn list_of(query: &AccountQuery) -> List<'static> {
    List {
        columns: list_columns!(),
        table: "accounts",
        key: "key",
        from: "accounts",
        filter: search::filter(&query.search),
        order: order(query.sort),
        direction: query.direction,
        text: "search",
        words: &[],
        searched: !query.search.is_everybody(),
    }
}

/// By position, not by name: this is the list that scrolls.
fn list_row(row: &Row<'_>) -> Result<AccountRow> {
    let moment = |millis: Option<i64>| millis.map(Timestamp::from_millis);
    Ok(AccountRow {
        id: AccountId::from_bytes(row.get(0)?),
        username: row.get(1)?,
        display_name: row.get(2)?,
        email: row.get(3)?,
        role: word(row, "role")?,
        status: word(row, "status")?,
        verified_at: moment(row.get(6)?),
        created_at: Timestamp::from_millis(row.get(7)?),
        last_login_at: moment(row.get(8)?),
        version: row.get(9)?,
        validity: Validity { from: moment(row.get(10)?), until: moment(row.get(11)?) },
        trashed_at: moment(row.get(12)?),
        last_seat: row.get(13)?,
    })
}

pub(super) fn list(conn: &Connection, query: &AccountQuery) -> Result<Window<AccountRow>> {
    let list = list_of(query);
    let place = |id: AccountId| -> Result<Option<Vec<Value>>> {
        let sql = format!("SELECT {} FROM accounts WHERE id = ?", list.order.join(", "));
        one(conn, &sql, [id.as_bytes()], |row| (0..list.order.len()).map(|at| Ok(row.get(at)?)).collect())
    };
    // What lies in the trash is in the list of nobody.
    let everybody = || Ok(count(conn)?.saturating_sub(trashed(conn)?));
    list.window(conn, query.page, query.limit, place, everybody, list_row)
}

pub(super) fn rows(conn: &Connection, ids: &[AccountId]) -> Result<Vec<AccountRow>> {
    const SQL: &str = concat!("SELECT ", list_columns!(), " FROM accounts WHERE id = ?");
    ids.iter().filter_map(|id| one(conn, SQL, [id.as_bytes()], list_row).transpose()).collect()
}

pub(super) fn count_matching(conn: &Connection, search: &Search) -> Result<u64> {
    if search.is_everybody() {
        return Ok(count(conn)?.saturating_sub(trashed(conn)?));
    }
    list_of(&AccountQuery { search: search.clone(), ..AccountQuery::default() }).count(conn)
}

pub(super) fn matching(conn: &Connection, search: &Search) -> Result<Vec<AccountId>> {
    let list = list_of(&AccountQuery { search: search.clone(), ..AccountQuery::default() });
    list.each(conn, "id", |row| Ok(AccountId::from_bytes(row.get(0)?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Direction;
    use crate::store::sqlite::list::statements;

    #[test]
    fn a_change_below_the_names_finds_its_row_by_an_index() {
        let conn = crate::store::sqlite::tests::in_memory();
        let plan = crate::store::sqlite::tests::plan(&conn, BELOW_NAMES);
        assert!(plan.contains("(id=?)") || plan.contains("(username=?)"), "{plan}");
    }

    #[test]
    fn the_trash_is_found_without_walking_the_accounts() {
        let conn = crate::store::sqlite::tests::in_memory();
        let plan = crate::store::sqlite::tests::plan(&conn, TRASHED);
        assert!(plan.contains("SEARCH accounts USING INDEX accounts_in_the_trash"), "{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
    }

    #[test]
    fn every_order_walks_an_index_and_sorts_nothing() {
        let conn = crate::store::sqlite::tests::in_memory();
        for sort in AccountSort::ALL {
            let query = AccountQuery { sort, direction: Direction::Ascending, ..AccountQuery::default() };
            for sql in statements(&list_of(&query)) {
                let plan = crate::store::sqlite::tests::plan(&conn, &sql);
                assert!(plan.contains("USING INDEX") || plan.contains("USING COVERING INDEX"), "{sql}\n{plan}");
                assert!(!plan.contains("TEMP B-TREE"), "{sql}\n{plan}");
                // A part from a row on is found by all that names the row, or equal roles would be walked one by one.
                if sql.contains(" ? ") || sql.contains("(?") {
                    assert!(plan.contains("SEARCH"), "{sql}\n{plan}");
                    assert!(order(sort).iter().all(|column| plan.contains(column)), "{sql}\n{plan}");
                }
            }
        }
    }
}
