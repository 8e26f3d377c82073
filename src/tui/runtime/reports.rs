//! Saves the report of an act on many accounts as a file that only its owner reads.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::domain::Timestamp;
use crate::tui::acts::Report;

/// Files of one second and one name that are stepped over before it gives up.
const MOST_OF_A_NAME: u32 = 100;

/// Writes the report into that directory, as CSV; answers with the file.
///
/// # Errors
/// A sentence that says why there is no file.
pub fn save(into: &Path, at: Timestamp, report: &Report) -> Result<PathBuf, String> {
    try_to_save(into, at, report).map_err(|error| format!("The report can't be saved in {} ({error}).", into.display()))
}

fn try_to_save(into: &Path, at: Timestamp, report: &Report) -> io::Result<PathBuf> {
    DirBuilder::new().recursive(true).mode(0o700).create(into)?;
    let (path, file) = create(into, at, report.word())?;
    let written = write(file, report);
    if written.is_err() {
        // Half a report would be taken for a whole one.
        let _ = std::fs::remove_file(&path);
    }
    written.map(|()| path)
}

fn write(file: File, report: &Report) -> io::Result<()> {
    let mut out = BufWriter::new(file);
    for line in report.lines() {
        out.write_all(line.as_bytes())?;
    }
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}

/// A file that was not there: `suspend-20261124T220625Z.csv`, with a number behind it if that one is.
fn create(into: &Path, at: Timestamp, word: &str) -> io::Result<(PathBuf, File)> {
    let moment = jiff::Timestamp::from_millisecond(at.millis()).map_err(io::Error::other)?;
    let moment = moment.strftime("%Y%m%dT%H%M%SZ").to_string();
    let mut taken = io::Error::from(ErrorKind::AlreadyExists);
    for number in 1..=MOST_OF_A_NAME {
        let more = if number == 1 { String::new() } else { format!("-{number}") };
        let path = into.join(format!("{word}-{moment}{more}.csv"));
        match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => taken = error,
            Err(error) => return Err(error),
        }
    }
    Err(taken)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::auth::act::{Act, ActRefusal, Acted, Outcome};
    use crate::domain::AccountId;
    use crate::tui::acts::{Names, Tally};

    fn report() -> Report {
        let mut tally = Tally::default();
        for (name, outcome) in [("mira", Ok(Outcome::Done)), ("ada", Err(ActRefusal::Yourself))] {
            let id = AccountId::from_bytes([7; 16]);
            tally.add(&Acted { id, username: name.to_owned(), outcome, undo: None });
        }
        Report { act: Act::Suspend, undo: false, tally, rest: Names::default(), problem: None }
    }

    #[test]
    fn a_report_is_a_file_that_its_owner_alone_reads() {
        let place = tempfile::tempdir().unwrap();
        let into = place.path().join("reports");
        let at = Timestamp::from_millis(1_800_000_000_000);
        let path = save(&into, at, &report()).unwrap();
        assert_eq!(path, into.join("suspend-20270115T080000Z.csv"));
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("\"username\",\"outcome\",\"reason\"\r\n\"mira\",\"done\",\"\"\r\n"), "{text}");
        for (path, mode) in [(&path, 0o600), (&into, 0o700)] {
            assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, mode);
        }
        // Another one of the same second is another file.
        assert_eq!(save(&into, at, &report()).unwrap(), into.join("suspend-20270115T080000Z-2.csv"));
    }

    #[test]
    fn a_report_that_can_not_be_saved_says_why() {
        let place = tempfile::tempdir().unwrap();
        let into = place.path().join("reports");
        std::fs::write(&into, "a file in the way").unwrap();
        let told = save(&into, Timestamp::from_millis(0), &report()).unwrap_err();
        assert!(told.starts_with("The report can't be saved in"), "{told}");
    }
}
