//! Accounts in and out of files, as a screen asks for it: a piece a call. The files themselves are the runtime's.

use crate::auth::CallError;
use crate::domain::{FileFormat, Search, Timestamp};

/// A file to be taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportOrder {
    /// The file.
    pub path: String,
    /// What it calls things, e.g. `username=login,email=mail`; may be empty.
    pub columns: String,
    /// Whether it may bring staff.
    pub staff: bool,
    /// Only say what would become of each row.
    pub dry_run: bool,
    /// The directory for what is refused.
    pub dir: String,
    /// The moment that file is named after.
    pub at: Timestamp,
}

/// Accounts to be written into a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportOrder {
    /// How it is written.
    pub format: FileFormat,
    /// Which accounts.
    pub search: Search,
    /// The search as it was typed, for the audit.
    pub typed: String,
    /// The directory of the file.
    pub dir: String,
    /// The moment it is named after.
    pub at: Timestamp,
}

/// A piece of work. One import and one export are under way at most: to begin another ends the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step<T> {
    /// The first piece.
    Begin(Box<T>),
    /// The next one.
    GoOn,
    /// No more of it. What was imported stays; of a file that is not done nothing does.
    Stop,
}

/// How far an import has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportNews {
    /// Accounts made, or that would be.
    pub made: u64,
    /// Rows whose account was there.
    pub already_there: u64,
    /// Rows that were refused.
    pub refused: u64,
    /// Bytes of the file that are behind it.
    pub taken: u64,
    /// Bytes of the whole file, where that is known.
    pub size: Option<u64>,
    /// Whether that is all.
    pub done: bool,
    /// The first rows that were refused in this piece, each with its line.
    pub told: Vec<(u64, String)>,
    /// In the end, the file with what was refused.
    pub rejects: Option<String>,
}

impl ImportNews {
    /// Rows that are behind it.
    pub fn rows(&self) -> u64 {
        self.made + self.already_there + self.refused
    }

    /// How many rows there are in all, as far as one can tell.
    pub fn of(&self) -> Option<u64> {
        let size = self.size.filter(|_| self.taken > 0)?;
        let of = u128::from(self.rows()) * u128::from(size) / u128::from(self.taken);
        Some(u64::try_from(of).unwrap_or(u64::MAX).max(self.rows()))
    }
}

/// How far an export has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportNews {
    /// Accounts that were written.
    pub rows: u64,
    /// In the end, the file.
    pub file: Option<String>,
}

/// Why a piece failed. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The file is no good, or the disk.
    #[error("{0}")]
    Told(String),
}
