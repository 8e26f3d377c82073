//! Accounts on their way between this house and files: read a record at a time, of whatever size. The commands and
//! the screen bring them in and out through here.

use std::path::Path;

use crate::domain::{FileFormat, SessionToken};

pub mod export;
pub mod import;

/// What the name of a file tells of its format.
pub fn format_of(path: &Path) -> Option<FileFormat> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "csv" => Some(FileFormat::Csv),
        "jsonl" | "ndjson" => Some(FileFormat::JsonLines),
        _ => None,
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
