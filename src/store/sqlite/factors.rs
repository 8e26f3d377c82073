//! Second factors: the shared secret of a phone, and recovery codes. Each code is taken once, whoever races.

use rusqlite::{Connection, Row, named_params, params};

use super::rows::{all, at, id, maybe_at, millis, one, run, value};
use crate::domain::{AccountId, PasswordHash, StoredRecoveryCode, Timestamp, Totp};
use crate::store::{Result, StoreError};

fn totp(row: &Row<'_>) -> Result<Totp> {
    Ok(Totp {
        account: id(row, "account")?,
        sealed: row.get("sealed")?,
        created_at: at(row, "created_at")?,
        confirmed_at: maybe_at(row, "confirmed_at")?,
        last_step: row.get::<_, i64>("last_step")?.unsigned_abs(),
    })
}

/// A time step as it is stored.
fn stored(step: u64) -> Result<i64> {
    i64::try_from(step).map_err(|_| StoreError::Other("that moment is too far away".to_owned()))
}

pub(super) fn by_account(conn: &Connection, account: AccountId) -> Result<Option<Totp>> {
    let sql = "SELECT account, sealed, created_at, confirmed_at, last_step FROM totp WHERE account = ?";
    one(conn, sql, [account.as_bytes()], totp)
}

pub(super) fn every(conn: &Connection) -> Result<Vec<Totp>> {
    let sql = "SELECT account, sealed, created_at, confirmed_at, last_step FROM totp ORDER BY account";
    all(conn, sql, [], totp)
}

pub(super) fn put(conn: &Connection, totp: &Totp) -> Result<()> {
    let sql = "INSERT INTO totp (account, sealed, created_at, confirmed_at, last_step) \
               VALUES (:account, :sealed, :created_at, :confirmed_at, :last_step) \
               ON CONFLICT (account) DO UPDATE SET sealed = excluded.sealed, created_at = excluded.created_at, \
               confirmed_at = excluded.confirmed_at, last_step = excluded.last_step";
    run(
        conn,
        sql,
        named_params! {
            ":account": totp.account.as_bytes(),
            ":sealed": totp.sealed,
            ":created_at": totp.created_at.millis(),
            ":confirmed_at": millis(totp.confirmed_at),
            ":last_step": stored(totp.last_step)?,
        },
    )?;
    Ok(())
}

pub(super) fn use_step(conn: &Connection, account: AccountId, step: u64) -> Result<bool> {
    let sql = "UPDATE totp SET last_step = ?1 WHERE account = ?2 AND last_step < ?1";
    Ok(run(conn, sql, params![stored(step)?, account.as_bytes()])? == 1)
}

pub(super) fn delete(conn: &Connection, account: AccountId) -> Result<bool> {
    run(conn, "DELETE FROM recovery_codes WHERE account = ?", [account.as_bytes()])?;
    Ok(run(conn, "DELETE FROM totp WHERE account = ?", [account.as_bytes()])? == 1)
}

pub(super) fn put_codes(conn: &Connection, account: AccountId, codes: &[StoredRecoveryCode]) -> Result<()> {
    run(conn, "DELETE FROM recovery_codes WHERE account = ?", [account.as_bytes()])?;
    let sql = "INSERT INTO recovery_codes (account, slot, hash, used_at) VALUES (?, ?, ?, ?)";
    for code in codes {
        let mut letter = [0; 4];
        let slot: &str = code.slot.encode_utf8(&mut letter);
        run(conn, sql, params![account.as_bytes(), slot, code.hash.as_str(), millis(code.used_at)])?;
    }
    Ok(())
}

pub(super) fn code(conn: &Connection, account: AccountId, slot: char) -> Result<Option<StoredRecoveryCode>> {
    let mut letter = [0; 4];
    let letter: &str = slot.encode_utf8(&mut letter);
    let sql = "SELECT hash, used_at FROM recovery_codes WHERE account = ? AND slot = ?";
    one(conn, sql, params![account.as_bytes(), letter], |row| {
        Ok(StoredRecoveryCode { slot, hash: PasswordHash::new(row.get("hash")?), used_at: maybe_at(row, "used_at")? })
    })
}

pub(super) fn codes_left(conn: &Connection, account: AccountId) -> Result<u32> {
    let sql = "SELECT count(*) FROM recovery_codes WHERE account = ? AND used_at IS NULL";
    value(conn, sql, [account.as_bytes()])
}

pub(super) fn use_code(
    conn: &Connection,
    account: AccountId,
    code: &StoredRecoveryCode,
    now: Timestamp,
) -> Result<bool> {
    let mut letter = [0; 4];
    let slot: &str = code.slot.encode_utf8(&mut letter);
    let sql = "UPDATE recovery_codes SET used_at = ? WHERE account = ? AND slot = ? AND hash = ? AND used_at IS NULL";
    Ok(run(conn, sql, params![now.millis(), account.as_bytes(), slot, code.hash.as_str()])? == 1)
}

pub(super) fn hashes_beginning(conn: &Connection, prefix: &str) -> Result<u64> {
    // A used code needs its pepper no more. Not LIKE, which takes some signs of a prefix for patterns. It walks through all of them, and is asked for by hand.
    let sql = "SELECT (SELECT count(*) FROM accounts WHERE substr(password, 1, length(?1)) = ?1) \
               + (SELECT count(*) FROM signups WHERE substr(password, 1, length(?1)) = ?1) \
               + (SELECT count(*) FROM recovery_codes WHERE used_at IS NULL AND substr(hash, 1, length(?1)) = ?1)";
    super::rows::count(conn, sql, [prefix])
}

#[cfg(test)]
mod tests {
    use crate::store::sqlite::tests::{in_memory, plan};

    #[test]
    fn an_account_finds_its_own_without_a_walk() {
        let conn = in_memory();
        for sql in [
            "SELECT sealed FROM totp WHERE account = ?",
            "UPDATE totp SET last_step = ?1 WHERE account = ?2 AND last_step < ?1",
            "SELECT hash FROM recovery_codes WHERE account = ? AND slot = ?",
            "SELECT count(*) FROM recovery_codes WHERE account = ? AND used_at IS NULL",
            "DELETE FROM recovery_codes WHERE account = ?",
        ] {
            let plan = plan(&conn, sql);
            assert!(plan.contains("USING PRIMARY KEY") && !plan.contains("SCAN"), "{sql}\n{plan}");
        }
    }
}
