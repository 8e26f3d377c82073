//! The file of what was refused.

use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::record::Record;
use super::source::Source;

/// Holds the lines that were refused as they were, hashes and all: for its owner alone.
pub(super) struct Rejects {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Rejects {
    /// Opens it; what was in it is gone. An earlier run of the same import found the same lines.
    pub(super) fn create(path: &Path, input: Option<&File>, source: &Source) -> io::Result<Self> {
        let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path)?;
        let about = file.metadata()?;
        if !about.is_file() {
            return Err(io::Error::other("it is no ordinary file"));
        }
        if let Some(input) = input {
            let read = input.metadata()?;
            if (read.dev(), read.ino()) == (about.dev(), about.ino()) {
                return Err(io::Error::other("it is the file that is imported"));
            }
        }
        file.set_permissions(Permissions::from_mode(0o600))?;
        file.set_len(0)?;
        let mut rejects = Self { path: path.to_owned(), file: BufWriter::new(file) };
        source.write_head(&mut rejects.file)?;
        Ok(rejects)
    }

    pub(super) fn write(&mut self, source: &Source, record: &Record, why: &str) -> io::Result<()> {
        source.write_rejected(&mut self.file, record, why)
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }

    /// Nothing was refused, so nothing is left behind.
    pub(super) fn remove(self) -> io::Result<()> {
        std::fs::remove_file(&self.path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}
