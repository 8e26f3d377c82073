//! Reports: files in a directory of their own, for their owner alone. One that is not done ends in `.part`.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::auth::Auth;
use crate::domain::{AuditQuery, FileFormat, SessionToken, Timestamp};
use crate::tui::acts::Report;
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
            None => begin_audit(dir, part.at, part.format)?,
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
        Ok(Exported { file: finish(dir, &name, &file)?, rows, on_from: None })
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

/// Writes what came of an act on many accounts; answers with the file.
///
/// # Errors
/// [`ExportError::File`].
pub fn save(dir: &str, at: Timestamp, report: &Report) -> Result<String, ExportError> {
    let write = || -> io::Result<String> {
        let place = Path::new(dir);
        let (name, file) = begin(place, at, report.word(), "csv")?;
        let lines = || -> io::Result<String> {
            let mut out = BufWriter::new(&file);
            for line in report.lines() {
                out.write_all(line.as_bytes())?;
            }
            out.flush()?;
            finish(place, &name, &file)
        };
        lines().inspect_err(|_| drop_unfinished(dir, &name))
    };
    write().map_err(|why| ExportError::File { path: dir.to_owned(), why: why.to_string() })
}

/// Gives a file that is done its name.
fn finish(dir: &Path, name: &str, file: &File) -> io::Result<String> {
    file.sync_all()?;
    let done = dir.join(name.trim_end_matches(PART));
    fs::rename(dir.join(name), &done)?;
    Ok(done.display().to_string())
}

/// A new file of the audit with its head.
fn begin_audit(dir: &Path, at: Timestamp, format: FileFormat) -> io::Result<(String, File)> {
    let (name, mut file) = begin(dir, at, "audit", &format.to_string())?;
    file.write_all(format.head().as_bytes())?;
    Ok((name, file))
}

/// A new file: `audit-20260824-140307.csv.part`.
fn begin(dir: &Path, at: Timestamp, about: &str, ending: &str) -> io::Result<(String, File)> {
    DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    let stamp: String = at.rfc3339().chars().filter(char::is_ascii_digit).take(14).collect();
    let (day, time) = stamp.split_at_checked(8).unwrap_or((&stamp, ""));
    for number in 1..=MOST_NAMES {
        let more = if number > 1 { format!("-{number}") } else { String::new() };
        let name = format!("{about}-{day}-{time}{more}.{ending}");
        if dir.join(&name).exists() {
            continue;
        }
        let unfinished = format!("{name}{PART}");
        let path: PathBuf = dir.join(&unfinished);
        match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
            Ok(file) => return Ok((unfinished, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::auth::act::{Act, ActRefusal, Acted, Outcome};
    use crate::domain::AccountId;
    use crate::tui::acts::{Names, Tally};

    #[test]
    fn two_reports_of_one_second_have_two_names_and_only_unfinished_ones_are_taken_away() {
        let place = tempfile::tempdir().unwrap();
        let dir = place.path().join("reports");
        let at = Timestamp::from_millis(1_787_580_187_120);
        let (one, _) = begin_audit(&dir, at, FileFormat::Csv).unwrap();
        let (two, _) = begin_audit(&dir, at, FileFormat::Csv).unwrap();
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

    fn acts() -> Report {
        let mut tally = Tally::default();
        for (name, outcome) in [("mira", Ok(Outcome::Done)), ("ada", Err(ActRefusal::Yourself))] {
            let id = AccountId::from_bytes([7; 16]);
            tally.add(&Acted { id, username: name.to_owned(), outcome, undo: None });
        }
        Report { act: Act::Suspend, undo: false, tally, rest: Names::default(), problem: None }
    }

    #[test]
    fn what_came_of_an_act_is_a_file_that_its_owner_alone_reads() {
        let place = tempfile::tempdir().unwrap();
        let into = place.path().join("reports");
        let dir = into.display().to_string();
        let at = Timestamp::from_millis(1_800_000_000_000);
        let path = save(&dir, at, &acts()).unwrap();
        assert_eq!(path, format!("{dir}/suspend-20270115-080000.csv"));
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("username,outcome,reason\r\nmira,done,\r\nada,refused,"), "{text}");
        for (path, mode) in [(Path::new(&path), 0o600), (into.as_path(), 0o700)] {
            assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, mode);
        }
        // Another one of the same second is another file.
        assert_eq!(save(&dir, at, &acts()).unwrap(), format!("{dir}/suspend-20270115-080000-2.csv"));
    }

    #[test]
    fn what_can_not_be_written_says_why() {
        let place = tempfile::tempdir().unwrap();
        let into = place.path().join("reports");
        fs::write(&into, "a file in the way").unwrap();
        let told = save(&into.display().to_string(), Timestamp::from_millis(0), &acts()).unwrap_err();
        assert!(told.to_string().contains("can't be written"), "{told}");
    }
}
