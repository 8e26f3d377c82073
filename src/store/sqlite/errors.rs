//! What SQLite says, as something a caller can act on.

use std::io;

use rusqlite::{Error, ErrorCode, ffi};

use crate::store::StoreError;

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        match error {
            Error::SqliteFailure(code, words) => failure(code, words),
            Error::SqlInputError { error, msg, .. } => failure(error, Some(msg)),
            // The tables are STRICT: a value of another kind than the column's can only come from a damaged page.
            Error::FromSqlConversionFailure(column, ..)
            | Error::IntegralValueOutOfRange(column, _)
            | Error::Utf8Error(column, _)
            | Error::InvalidColumnType(column, ..) => {
                Self::Corrupt(format!("a value of column {column} is impossible"))
            }
            other => Self::Other(other.to_string()),
        }
    }
}

fn failure(error: ffi::Error, words: Option<String>) -> StoreError {
    let words = words.unwrap_or_else(|| ffi::code_to_str(error.extended_code).to_owned());
    match error.code {
        // A locking-protocol error means that others were quicker many times in a row: the same as busy.
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed => StoreError::Busy,
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => StoreError::ReadOnly,
        ErrorCode::DiskFull => StoreError::Full,
        ErrorCode::OperationInterrupted => StoreError::Stopped,
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StoreError::Corrupt(words),
        ErrorCode::ConstraintViolation => constraint(error.extended_code, words),
        ErrorCode::SystemIoFailure => io_failure(error.extended_code, words),
        _ => StoreError::Other(words),
    }
}

/// SQLite names the columns of a broken UNIQUE: `UNIQUE constraint failed: accounts.email_key`.
fn constraint(code: i32, words: String) -> StoreError {
    if code == ffi::SQLITE_CONSTRAINT_UNIQUE {
        if words.ends_with("accounts.username") || words.ends_with("accounts.username_skeleton") {
            return StoreError::UsernameTaken;
        }
        if words.ends_with("accounts.email_key") {
            return StoreError::EmailTaken;
        }
    }
    StoreError::Other(words)
}

fn io_failure(code: i32, words: String) -> StoreError {
    match code {
        // The index of the log could not grow: there is no other reason than room.
        ffi::SQLITE_IOERR_SHMSIZE => StoreError::Full,
        ffi::SQLITE_IOERR_SHORT_READ | ffi::SQLITE_IOERR_DATA | ffi::SQLITE_IOERR_CORRUPTFS => {
            StoreError::Corrupt(words)
        }
        _ => StoreError::Other(format!("{words}; the disk may be failing or gone")),
    }
}

/// What a file operation of our own says.
pub(super) fn from_io(error: &io::Error, doing: &str) -> StoreError {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly,
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::Full,
        _ => StoreError::Other(format!("{doing}: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(code: i32, words: &str) -> StoreError {
        Error::SqliteFailure(ffi::Error::new(code), Some(words.to_owned())).into()
    }

    #[test]
    fn every_kind_of_failure_becomes_something_to_act_on() {
        for (code, words, kind) in [
            (ffi::SQLITE_BUSY, "", "Busy"),
            (ffi::SQLITE_BUSY_SNAPSHOT, "", "Busy"),
            (ffi::SQLITE_BUSY_RECOVERY, "", "Busy"),
            (ffi::SQLITE_LOCKED, "", "Busy"),
            (ffi::SQLITE_PROTOCOL, "", "Busy"),
            (ffi::SQLITE_READONLY, "", "ReadOnly"),
            (ffi::SQLITE_READONLY_DIRECTORY, "", "ReadOnly"),
            (ffi::SQLITE_FULL, "", "Full"),
            (ffi::SQLITE_IOERR_SHMSIZE, "", "Full"),
            (ffi::SQLITE_CORRUPT, "malformed", "Corrupt"),
            (ffi::SQLITE_CORRUPT_INDEX, "malformed", "Corrupt"),
            (ffi::SQLITE_NOTADB, "not a database", "Corrupt"),
            (ffi::SQLITE_IOERR_SHORT_READ, "", "Corrupt"),
            (ffi::SQLITE_IOERR_FSYNC, "disk I/O error", "Other"),
            (ffi::SQLITE_CONSTRAINT_UNIQUE, "UNIQUE constraint failed: accounts.username", "UsernameTaken"),
            (ffi::SQLITE_CONSTRAINT_UNIQUE, "UNIQUE constraint failed: accounts.username_skeleton", "UsernameTaken"),
            (ffi::SQLITE_CONSTRAINT_UNIQUE, "UNIQUE constraint failed: accounts.email_key", "EmailTaken"),
            (ffi::SQLITE_CONSTRAINT_UNIQUE, "UNIQUE constraint failed: signups.id", "Other"),
        ] {
            let error = said(code, words);
            assert!(format!("{error:?}").starts_with(kind), "{code} became {error:?}");
        }
    }

    #[test]
    fn a_failing_disk_is_told_from_a_full_one() {
        for (kind, word) in [
            (io::ErrorKind::StorageFull, "Full"),
            (io::ErrorKind::PermissionDenied, "ReadOnly"),
            (io::ErrorKind::ReadOnlyFilesystem, "ReadOnly"),
            (io::ErrorKind::NotADirectory, "Other"),
        ] {
            let error = from_io(&io::Error::from(kind), "make the data directory");
            assert!(format!("{error:?}").starts_with(word), "{kind:?} became {error:?}");
        }
    }
}
