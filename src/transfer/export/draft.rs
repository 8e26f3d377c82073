//! A file that is there whole or not at all.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Other drafts beside it that are passed by: of exports under way, or of some that were killed.
const MOST: u32 = 100;

/// What becomes of a file that has the name already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and there is no other.
    Kept,
    /// The new one takes its place.
    Replaced,
}

/// A file under another name until [`Draft::keep`]; for its owner alone. Dropped before, nothing is left of it.
#[derive(Debug)]
pub struct Draft {
    file: File,
    /// `None` once it has its name.
    draft: Option<PathBuf>,
    path: PathBuf,
    existing: Existing,
}

impl Draft {
    /// Begins it beside the place where it will stand.
    ///
    /// # Errors
    /// Where no file can be, or something else than a file is.
    pub fn create(path: &Path, existing: Existing) -> io::Result<Self> {
        match path.symlink_metadata() {
            Ok(about) if about.is_dir() => return Err(io::Error::other("it is a directory")),
            Ok(about) if !about.is_file() => {
                return Err(io::Error::other("it is no ordinary file; - is standard output"));
            }
            Ok(_) if existing == Existing::Kept => return Err(io::Error::other("there is one already")),
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let name = path.file_name().ok_or_else(|| io::Error::other("it is no name of a file"))?;
        for number in 0..MOST {
            let draft = path.with_file_name(format!(".{}.part{number}", name.to_string_lossy()));
            match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft) {
                Ok(file) => return Ok(Self { file, draft: Some(draft), path: path.to_owned(), existing }),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::other("too many unfinished exports lie beside it; remove them"))
    }

    /// Gives it its name.
    ///
    /// # Errors
    /// Where the disk fails; then nothing is left of it.
    pub fn keep(mut self) -> io::Result<()> {
        self.file.sync_all()?;
        if let Some(draft) = &self.draft {
            match self.existing {
                // Unlike a rename, a link takes nobody's place.
                Existing::Kept => std::fs::hard_link(draft, &self.path).and_then(|()| std::fs::remove_file(draft))?,
                Existing::Replaced => std::fs::rename(draft, &self.path)?,
            }
            self.draft = None;
        }
        let parent = self.path.parent().filter(|parent| !parent.as_os_str().is_empty());
        File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if let Some(draft) = &self.draft {
            let _ = std::fs::remove_file(draft);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_file_is_there_whole_or_not_at_all() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("out.csv");
        std::fs::write(&path, "before").unwrap();
        let mut draft = Draft::create(&path, Existing::Replaced).unwrap();
        let other = Draft::create(&path, Existing::Replaced).unwrap();
        draft.write_all(b"half").unwrap();
        drop((draft, other));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "before");
        let mut draft = Draft::create(&path, Existing::Replaced).unwrap();
        draft.write_all(b"whole").unwrap();
        draft.keep().unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "whole");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(Draft::create(&path, Existing::Kept).is_err());
        let other = place.path().join("other.csv");
        let mut draft = Draft::create(&other, Existing::Kept).unwrap();
        draft.write_all(b"late").unwrap();
        std::fs::write(&other, "early").unwrap();
        assert!(draft.keep().is_err());
        assert_eq!(std::fs::read_to_string(&other).unwrap(), "early");
        assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 2, "no draft is left");
    }

    #[test]
    fn what_is_no_file_is_left_alone() {
        let place = tempfile::tempdir().unwrap();
        for path in [place.path().to_owned(), "/dev/null".into(), place.path().join("none/out.csv"), "/".into()] {
            assert!(Draft::create(&path, Existing::Replaced).is_err(), "{}", path.display());
        }
    }
}
