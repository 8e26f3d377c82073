//! Files that are written piece by piece while the screen goes on.

use crate::auth::CallError;
use crate::domain::{AccountId, AuditSearch, FileFormat, Page, Timestamp};

/// A piece of the audit for a file.
#[derive(Clone, Debug)]
pub struct AuditExport {
    /// The directory of the file.
    pub dir: String,
    /// The moment that it is named after.
    pub at: Timestamp,
    /// The file, as the first piece has named it.
    pub file: Option<String>,
    /// What it is made of.
    pub format: FileFormat,
    /// Which rows.
    pub search: AuditSearch,
    /// Only what this account did, or what was done to it.
    pub account: Option<AccountId>,
    /// Which piece.
    pub page: Page<u64>,
}

/// What became of a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The name of the file that is not done yet; in the end, the path of the one that is.
    pub file: String,
    /// Rows that were written.
    pub rows: u64,
    /// Where the next piece goes on: [`Page::After`]. `None`: the file is done.
    pub on_from: Option<u64>,
}

/// Why there is no file. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The file could not be written.
    #[error("{path} can't be written ({why}). Nothing of it is kept.")]
    File {
        /// Which.
        path: String,
        /// Why.
        why: String,
    },
}

impl ExportError {
    /// The call that failed, if it was one.
    pub fn call(&self) -> Option<&CallError> {
        match self {
            Self::Call(error) => Some(error),
            Self::File { .. } => None,
        }
    }
}
