//! Accounts on their way between this house and files: read a record at a time, of whatever size. The commands and
//! the screen bring them in and out through here.

use std::path::Path;

use crate::domain::SessionToken;
use crate::domain::words::worded;

pub mod export;
mod formula;
pub mod import;

worded! {
    /// How a file is written.
    Format, FormatError = "a format is one of: csv, jsonl" {
        /// Comma-separated values with a header.
        Csv = "csv";
        /// One JSON object a line.
        JsonLines = "jsonl";
    }
}

impl Format {
    /// What the name of a file tells.
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            _ => None,
        }
    }
}

/// Who asks the core.
#[derive(Clone, Copy)]
pub enum By<'a> {
    /// Whoever runs a command on the machine itself.
    Operator,
    /// An admin, with their session.
    Admin(&'a SessionToken),
}
