//! A file that is not done yet: it lies beside its place for its owner alone, and goes away unless it is put there.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// What SQLite lays beside a database.
const COMPANIONS: [&str; 4] = ["", "-journal", "-wal", "-shm"];

/// A file that is removed, with what SQLite laid beside it, unless it is put in its place.
pub(super) struct Draft(PathBuf);

impl Draft {
    /// A new name in that directory; no file yet.
    pub(super) fn named(directory: &Path, stamp: &str) -> Self {
        Self(directory.join(format!(".vestibule-{stamp}-{}.draft", rustix::process::getpid().as_raw_nonzero())))
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Makes it, empty, for its owner alone.
    pub(super) fn create(&self) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(&self.0)
    }

    /// Puts it in its place, for good; what is there is replaced only with `over`.
    pub(super) fn put(self, place: &Path, over: bool) -> io::Result<()> {
        File::open(&self.0)?.sync_all()?;
        if over {
            fs::rename(&self.0, place)?;
        } else {
            // Unlike a rename, a link never takes the place of a file that appeared meanwhile.
            fs::hard_link(&self.0, place)?;
        }
        let parent = place.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(parent)?.sync_all()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        for suffix in COMPANIONS {
            let mut name = OsString::from(&self.0);
            name.push(suffix);
            let _ = fs::remove_file(name);
        }
    }
}
