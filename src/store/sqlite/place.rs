//! The directory and the files: who may read them, and who may make them.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rusqlite::{Error, ErrorCode};

use super::errors::from_io;
use super::schema::APPLICATION_ID;
use crate::store::{Result, StoreError};

/// For the owner alone.
const PRIVATE_DIRECTORY: u32 = 0o700;
const PRIVATE_FILE: u32 = 0o600;

/// The directory that a database file is in.
fn directory(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("/"))
}

/// Makes the directory of a database file if it is missing. One that is there is left as it is: its owner
/// may have shared it on purpose.
///
/// # Errors
/// Where it cannot be made.
pub(super) fn make_directory(path: &Path) -> Result<()> {
    let directory = directory(path);
    if directory.is_dir() {
        return Ok(());
    }
    DirBuilder::new()
        .recursive(true)
        .mode(PRIVATE_DIRECTORY)
        .create(directory)
        .map_err(|error| from_io(&error, &format!("the directory {} could not be made", directory.display())))
}

/// Takes group and others their rights on the database and its companions. Best effort: who does not own a
/// file cannot, and need not.
pub(super) fn make_private(path: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = OsString::from(path);
        name.push(suffix);
        let file = PathBuf::from(name);
        if fs::metadata(&file).is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o077 != 0) {
            let _ = fs::set_permissions(&file, Permissions::from_mode(PRIVATE_FILE));
        }
    }
}

/// Whether there is a file with something in it.
pub(super) fn is_begun(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| found.len() > 0)
}

/// Makes an empty file. SQLite would make it as the umask lets it, and gives its companions the same rights.
///
/// Only under [`lock`]: closing a file drops every lock that this process holds on it, SQLite's too, and under the
/// lock nobody else has found the file worth opening yet.
///
/// # Errors
/// Where it cannot be made.
pub(super) fn make_file(path: &Path) -> Result<()> {
    match OpenOptions::new().write(true).create_new(true).mode(PRIVATE_FILE).open(path) {
        Ok(file) => file
            .set_permissions(Permissions::from_mode(PRIVATE_FILE))
            .map_err(|error| from_io(&error, "the database could not be made private")),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(from_io(&error, &format!("{} could not be made", path.display()))),
    }
}

/// Keeps other processes from preparing the same file, for as long as the answer lives. It is the directory that is
/// locked, so that no lock file is left behind.
///
/// # Errors
/// Where the directory may not be read.
pub(super) fn lock(path: &Path) -> Result<File> {
    let directory = directory(path);
    let file = File::open(directory)
        .map_err(|error| from_io(&error, &format!("the directory {} could not be opened", directory.display())))?;
    // Some network file systems lock no directories. SQLite's own locks still keep the file whole there; the loser
    // of a race at the very first start may be told that a table exists already.
    let _ = file.lock();
    Ok(file)
}

/// Why a file could not be opened, looking at the place itself where SQLite only says that it could not.
pub(super) fn explain(error: Error, path: &Path) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::CannotOpen) => cannot_open(error, path),
        Some(ErrorCode::NotADatabase) if !bears_our_mark(path) => StoreError::Foreign,
        _ => error.into(),
    }
}

/// SQLite needs companions beside the file, so a directory that takes none is the usual reason.
fn cannot_open(error: Error, path: &Path) -> StoreError {
    let probe = path.with_extension(format!("probe-{}", std::process::id()));
    match OpenOptions::new().write(true).create_new(true).mode(PRIVATE_FILE).open(&probe) {
        Ok(_) => {
            let _ = fs::remove_file(&probe);
            StoreError::Other(format!("{} could not be opened ({error})", path.display()))
        }
        Err(error) => from_io(&error, &format!("nothing can be made beside {}", path.display())),
    }
}

/// Whether a file that SQLite cannot read was ours once: our mark is in its header, or its header was wiped to
/// zeros, as a crash of the machine can leave it.
fn bears_our_mark(path: &Path) -> bool {
    let mut header = [0u8; 100];
    if File::open(path).and_then(|mut file| file.read_exact(&mut header)).is_err() {
        return false;
    }
    header.get(68..72) == Some(&APPLICATION_ID.to_be_bytes()[..]) || header.iter().all(|byte| *byte == 0)
}
