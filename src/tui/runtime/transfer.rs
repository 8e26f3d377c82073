//! Imports and exports that a screen has begun: the files, and the thread that reads them.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::auth::Auth;
use crate::auth::import::{Admins, ImportError, Origin};
use crate::domain::{FileFormat, Seat, SessionToken, Timestamp};
use crate::transfer::By;
use crate::transfer::export::{Columns, Draft, Existing, Export, ExportFault, Order};
use crate::transfer::import::{
    Import, ImportFault, Input, Mapping, Opened, Plain, Plan, Progress, Reading, Shape, Unknown,
};
use crate::tui::transfer::{ExportNews, ExportOrder, ImportNews, ImportOrder, Step, TransferError};

/// A piece ends after so long without rows, so that a stop is heard.
const PATIENCE: Duration = Duration::from_millis(200);
/// Refused rows that are told of one piece. A screen has room for few.
const TOLD: usize = 20;

/// What is under way.
#[derive(Default)]
pub struct Transfers {
    import: Mutex<Option<Import>>,
    export: Mutex<Option<Outgoing>>,
}

struct Outgoing {
    export: Export,
    draft: Draft,
    path: PathBuf,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Transfers {
    /// Ends whatever is under way: that admin signs out.
    pub fn end(&self, auth: &Auth, seat: &Seat, token: &SessionToken) {
        if lock(&self.import).take().is_some()
            && let Err(error) = auth.settle_import()
        {
            tracing::warn!(%error, "an import that was given up could not be settled");
        }
        if let Some(mut outgoing) = lock(&self.export).take()
            && let Err(error) = outgoing.export.finish(auth, seat, By::Admin(token))
        {
            tracing::warn!(%error, "an export that was given up could not be noted");
        }
    }

    /// A piece of an import.
    ///
    /// # Errors
    /// [`TransferError`]; then it has ended.
    pub fn import(
        &self,
        auth: &Auth,
        seat: &Seat,
        token: &SessionToken,
        step: &Step<ImportOrder>,
    ) -> Result<ImportNews, TransferError> {
        let mut slot = lock(&self.import);
        let mut import = match (step, slot.take()) {
            (Step::Begin(order), _) => begin_import(auth, token, order)?,
            (Step::GoOn, Some(import)) => import,
            (Step::GoOn, None) => return Err(TransferError::Told("It was stopped.".to_owned())),
            (Step::Stop, import) => {
                auth.settle_import()?;
                return Ok(import.map_or_else(ImportNews::default, |import| news(import.progress())));
            }
        };
        let mut told = Vec::new();
        let progress = import.step(auth, seat, By::Admin(token), PATIENCE, &mut |row| {
            if let Err(why) = row.outcome
                && told.len() < TOLD
            {
                told.push((row.line, why.to_owned()));
            }
        });
        let mut news = ImportNews { told, ..news(progress.map_err(failed)?) };
        if news.done {
            news.rejects = import.conclude().map_err(failed)?.map(|path| path.display().to_string());
        } else {
            *slot = Some(import);
        }
        Ok(news)
    }

    /// A piece of an export.
    ///
    /// # Errors
    /// [`TransferError`]; then it has ended, and nothing is left of the file.
    pub fn export(
        &self,
        auth: &Auth,
        seat: &Seat,
        token: &SessionToken,
        step: &Step<ExportOrder>,
    ) -> Result<ExportNews, TransferError> {
        let by = By::Admin(token);
        let mut slot = lock(&self.export);
        let mut outgoing = match (step, slot.take()) {
            (Step::Begin(order), _) => begin_export(auth, seat, by, order)?,
            (Step::GoOn, Some(outgoing)) => outgoing,
            (Step::GoOn, None) => return Err(TransferError::Told("It was stopped.".to_owned())),
            (Step::Stop, None) => return Ok(ExportNews::default()),
            (Step::Stop, Some(mut outgoing)) => {
                outgoing.export.finish(auth, seat, by)?;
                return Ok(ExportNews { rows: outgoing.export.rows(), file: None });
            }
        };
        let more = outgoing.export.step(auth, seat, by, &mut outgoing.draft).map_err(|fault| match fault {
            ExportFault::Core(error) => TransferError::Call(error),
            fault @ ExportFault::Output(_) => TransferError::Told(fault.to_string()),
        })?;
        let rows = outgoing.export.rows();
        if more {
            *slot = Some(outgoing);
            return Ok(ExportNews { rows, file: None });
        }
        let path = outgoing.path.display().to_string();
        outgoing.draft.keep().map_err(|why| TransferError::Told(format!("{path} can't be written ({why}).")))?;
        Ok(ExportNews { rows, file: Some(path) })
    }
}

fn news(progress: Progress) -> ImportNews {
    let Progress { counts, taken, size, done } = progress;
    ImportNews {
        made: counts.made,
        already_there: counts.already_there,
        refused: counts.refused,
        taken,
        size,
        done,
        ..ImportNews::default()
    }
}

fn failed(fault: ImportFault) -> TransferError {
    match fault {
        ImportFault::Core(ImportError::Call(error)) => TransferError::Call(error),
        fault => TransferError::Told(fault.to_string()),
    }
}

fn begin_import(auth: &Auth, token: &SessionToken, order: &ImportOrder) -> Result<Import, TransferError> {
    let mapping: Mapping = order.columns.parse().map_err(|error| TransferError::Told(format!("Columns: {error}")))?;
    let shape = Shape { format: None, mapping, unknown: Unknown::Ignored, plain: Plain::Refused };
    let path = PathBuf::from(&order.path);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let opened = Opened::new(Input::Path(path), &shape).map_err(failed)?;
    let rejects = match order.dry_run {
        true => None,
        false => Some(fresh(&order.dir, "refused", opened.format(), order.at)?),
    };
    let plan = Plan {
        admins: if order.staff { Admins::Allowed } else { Admins::Refused },
        dry_run: order.dry_run,
        rejects,
        origin: Origin::new(&name),
    };
    let (import, reading) = Import::begin(auth, By::Admin(token), opened, plan).map_err(failed)?;
    // It ends by itself: at the end of the file, or where nobody takes its rows any more.
    thread::Builder::new()
        .name("import".to_owned())
        .spawn(move || Reading::run(reading))
        .map_err(|why| TransferError::Told(format!("The system starts no thread to read the file ({why}).")))?;
    Ok(import)
}

fn begin_export(auth: &Auth, seat: &Seat, by: By<'_>, order: &ExportOrder) -> Result<Outgoing, TransferError> {
    let path = fresh(&order.dir, "accounts", order.format, order.at)?;
    let draft = Draft::create(&path, Existing::Kept)
        .map_err(|why| TransferError::Told(format!("{} can't be written ({why}).", path.display())))?;
    let ExportOrder { format, search, typed, .. } = order.clone();
    let export = Export::begin(auth, seat, by, Order { format, columns: Columns::default(), search, typed })?;
    Ok(Outgoing { export, draft, path })
}

/// A name in the directory of reports that nobody has: `accounts-20260824-140307.csv`.
fn fresh(dir: &str, about: &str, format: FileFormat, at: Timestamp) -> Result<PathBuf, TransferError> {
    /// Names that are tried for one moment.
    const MOST: u32 = 100;
    let unusable = |why: &dyn std::fmt::Display| TransferError::Told(format!("{dir} can't be used ({why})."));
    DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(|why| unusable(&why))?;
    let stamp: String = at.rfc3339().chars().filter(char::is_ascii_digit).take(14).collect();
    let (day, time) = stamp.split_at_checked(8).unwrap_or((&stamp, ""));
    let name = |number: u32| {
        let more = if number > 1 { format!("-{number}") } else { String::new() };
        Path::new(dir).join(format!("{about}-{day}-{time}{more}.{format}"))
    };
    (1..=MOST).map(name).find(|path| !path.exists()).ok_or_else(|| unusable(&"it is full of files of this second"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_never_that_of_a_file_that_is_there() {
        let place = tempfile::tempdir().unwrap();
        let dir = place.path().join("reports").display().to_string();
        let at = Timestamp::from_millis(1_787_580_187_120);
        let one = fresh(&dir, "accounts", FileFormat::Csv, at).unwrap();
        assert!(one.ends_with("accounts-20260824-140307.csv"), "{}", one.display());
        std::fs::write(&one, "x").unwrap();
        assert!(fresh(&dir, "accounts", FileFormat::Csv, at).unwrap().ends_with("accounts-20260824-140307-2.csv"));
        std::fs::write(place.path().join("a file"), "x").unwrap();
        let within = place.path().join("a file/x").display().to_string();
        assert!(matches!(fresh(&within, "a", FileFormat::Csv, at), Err(TransferError::Told(_))));
    }
}
