//! Reports: files in a directory of their own, for their owner alone. One that is not done ends in `.part`.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::auth::Auth;
use crate::domain::{AuditQuery, FileFormat, SessionToken, Timestamp};
use crate::tui::report::{AuditExport, ExportError, Exported};

/// Rows of one piece.
const PIECE: usize = 2_000;
/// Names that are tried for one moment.
const MOST_NAMES: u32 = 100;

/// Writes a piece of the audit. The first one makes the file, the last one gives it its name; one that fails takes
/// it away.
///
/// # Errors
/// [`ExportError`] in its kinds.
pub fn export(auth: &Auth, token: &SessionToken, part: &AuditExport) -> Result<Exported, ExportError> {
    let query = AuditQuery { search: part.search.clone(), account: part.account, page: part.page, limit: PIECE };
    let found = auth.audit_part(token, &query);
    let dir = Path::new(&part.dir);
    let found = match (found, &part.file) {
        (Ok(found), _) => found,
        (Err(error), file) => {
            if let Some(file) = file {
                drop_unfinished(&part.dir, file);
            }
            return Err(error.into());
        }
    };
    let mut begun = part.file.clone();
    let mut write = || -> io::Result<Exported> {
        let (name, file) = match &part.file {
            Some(name) => (name.clone(), go_on(dir, name)?),
            None => begin(dir, part.at, part.format)?,
        };
        begun = Some(name.clone());
        let mut file = BufWriter::new(file);
        for entry in &found.window.rows {
            file.write_all(part.format.line(entry).as_bytes())?;
        }
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        let rows = found.window.rows.len() as u64;
        if found.on_from.is_some() {
            return Ok(Exported { file: name, rows, on_from: found.on_from });
        }
        file.sync_all()?;
        let done = dir.join(name.trim_end_matches(PART));
        fs::rename(dir.join(&name), &done)?;
        Ok(Exported { file: done.display().to_string(), rows, on_from: None })
    };
    write().map_err(|why| {
        if let Some(file) = &begun {
            drop_unfinished(&part.dir, file);
        }
        ExportError::File { path: part.dir.clone(), why: why.to_string() }
    })
}

const PART: &str = ".part";

/// Takes a report away that is not done. Nothing else can be taken away so.
pub fn drop_unfinished(dir: &str, file: &str) {
    if is_unfinished(file)
        && let Err(error) = fs::remove_file(Path::new(dir).join(file))
    {
        tracing::warn!(%error, "a report that was given up could not be taken away");
    }
}

/// A name as [`begin`] makes them: no way out of the directory.
fn is_unfinished(file: &str) -> bool {
    file.ends_with(PART) && file.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
}

fn go_on(dir: &Path, name: &str) -> io::Result<File> {
    if !is_unfinished(name) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    OpenOptions::new().append(true).open(dir.join(name))
}

/// A new file with its head: `audit-20260824-140307.csv.part`.
fn begin(dir: &Path, at: Timestamp, format: FileFormat) -> io::Result<(String, File)> {
    DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    let stamp: String = at.rfc3339().chars().filter(char::is_ascii_digit).take(14).collect();
    let (day, time) = stamp.split_at_checked(8).unwrap_or((&stamp, ""));
    for number in 1..=MOST_NAMES {
        let more = if number > 1 { format!("-{number}") } else { String::new() };
        let name = format!("audit-{day}-{time}{more}.{format}");
        if dir.join(&name).exists() {
            continue;
        }
        let unfinished = format!("{name}{PART}");
        let path: PathBuf = dir.join(&unfinished);
        match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
            Ok(mut file) => {
                file.write_all(format.head().as_bytes())?;
                return Ok((unfinished, file));
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_reports_of_one_second_have_two_names_and_only_unfinished_ones_are_taken_away() {
        let place = tempfile::tempdir().unwrap();
        let dir = place.path().join("reports");
        let at = Timestamp::from_millis(1_787_580_187_120);
        let (one, _) = begin(&dir, at, FileFormat::Csv).unwrap();
        let (two, _) = begin(&dir, at, FileFormat::Csv).unwrap();
        assert_eq!(
            (one.as_str(), two.as_str()),
            ("audit-20260824-140307.csv.part", "audit-20260824-140307-2.csv.part")
        );
        fs::write(dir.join("kept.csv"), "x").unwrap();
        fs::write(place.path().join("out.part"), "x").unwrap();
        let text = dir.display().to_string();
        for file in [one.as_str(), "kept.csv", "../out.part", "reports/../../out.part", ""] {
            drop_unfinished(&text, file);
        }
        let mut left: Vec<_> = fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, [two.as_str(), "kept.csv"]);
        assert!(place.path().join("out.part").exists());
    }
}
