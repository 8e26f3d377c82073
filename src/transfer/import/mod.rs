//! Accounts of another system, from a file. One half reads records and makes accounts of them ([`Reading`], on a thread of
//! its own), the other ([`Import`]) writes them, a transaction at a time, and tells what became of each.

use std::io;
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::RecvTimeoutError;
use std::thread;
use std::time::{Duration, Instant};

use super::By;
use crate::auth::import::{Admins, ImportError, Imported, NewImport, Origin, RowAnswers};
use crate::auth::{Auth, CallError};
use crate::domain::Seat;
use crate::vault::Hasher;
use reading::{Batch, Batches, Order};
use record::Record;
use rejects::Rejects;
use row::{Given, Rules};
use seen::Seen;
use source::Source;

mod cells;
mod encoding;
mod hashing;
pub mod mapping;
pub mod reading;
mod record;
mod rejects;
mod row;
mod seen;
mod sorted;
pub mod source;

pub use mapping::{Mapping, MappingError};
pub use reading::{Input, Opened, Reading, Shape};
pub use source::{Plain, Unknown};

/// Rows of the first transaction; later ones have as many as fit into [`TARGET`].
const FIRST: usize = 200;
/// Fewest and most rows of a transaction. Two batches are in memory, some 500 bytes a row.
const BATCH: std::ops::RangeInclusive<usize> = 100..=20_000;
/// So long others may have to wait with what they write.
const TARGET: Duration = Duration::from_millis(350);

/// Why an import stops, or does not begin. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum ImportFault {
    /// The file, or the place for the rejects, is no good; nothing was touched.
    #[error("{0}")]
    Unusable(String),
    /// The input ended before its end.
    #[error("The input can't be read any further ({0}). What was read before is imported; run it again to go on.")]
    Input(io::Error),
    /// What was refused could not be written down.
    #[error("The rejects can't be written ({0}). What was imported before stays; run it again to go on.")]
    Rejects(io::Error),
    /// There is no room for the accounts.
    #[error("The disk is full. {made} accounts were imported and stay; make room, and run it again to go on.")]
    Full {
        /// Accounts made before.
        made: u64,
    },
    /// The core says no.
    #[error(transparent)]
    Core(#[from] ImportError),
}

impl From<CallError> for ImportFault {
    fn from(error: CallError) -> Self {
        Self::Core(error.into())
    }
}

/// What is to be done with the rows.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Whether the file may bring staff.
    pub admins: Admins,
    /// Say what would become of each row; write nothing.
    pub dry_run: bool,
    /// Where to write what was refused.
    pub rejects: Option<PathBuf>,
    /// What the audit calls the file.
    pub origin: Origin,
}

/// What became of the rows so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Accounts made, or that would be.
    pub made: u64,
    /// Rows whose account was there.
    pub already_there: u64,
    /// Rows that were refused.
    pub refused: u64,
    /// Of those made: SHA-256 digests that are hashed again.
    pub wrapped: u64,
    /// Of those made: passwords in plain text that are hashed.
    pub hashed: u64,
}

impl Counts {
    /// Rows looked at.
    pub fn rows(&self) -> u64 {
        self.made + self.already_there + self.refused
    }
}

/// What became of one row, or would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told<'a> {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// Its username; `None` where it could not be read so far.
    pub username: Option<&'a str>,
    /// What became of it; a sentence where it was refused, that never holds what stood there.
    pub outcome: Result<Imported, &'a str>,
}

/// How far an import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What became of the rows.
    pub counts: Counts,
    /// Bytes of the input they took.
    pub taken: u64,
    /// Bytes of the whole input, where that is known.
    pub size: Option<u64>,
    /// Whether that is all.
    pub done: bool,
}

/// The writing half of an import.
pub struct Import {
    plan: Plan,
    source: Arc<Source>,
    batches: Batches,
    wanted: Arc<AtomicUsize>,
    hasher: Arc<Hasher>,
    cores: usize,
    /// What earlier rows would have taken, in a dry run.
    seen: Option<Seen>,
    rejects: Option<Rejects>,
    progress: Progress,
}

impl Import {
    /// Begins. [`Reading::run`] has to be called on another thread.
    ///
    /// # Errors
    /// [`ImportFault`] where the core would refuse every row, or the rejects can't be written.
    pub fn begin<'a>(
        auth: &Auth,
        by: By<'_>,
        opened: Opened<'a>,
        plan: Plan,
    ) -> Result<(Self, Reading<'a>), ImportFault> {
        // Who may not import, and a house without an admin, are told before anything is read or made.
        preview(auth, by, plan.admins, &[])?;
        let rejects = plan.rejects.as_ref().map(|path| {
            Rejects::create(path, opened.file.as_ref(), &opened.source).map_err(|why| {
                ImportFault::Unusable(format!("{}: The rejects can't be written there ({why}).", path.display()))
            })
        });
        let rejects = rejects.transpose()?;
        let basis = auth.import_basis()?;
        let rules = Rules { now: basis.now, password_min: basis.password_min, password_max: basis.password_max };
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let wanted = Arc::new(AtomicUsize::new(FIRST));
        let (source, size) = (Arc::clone(&opened.source), opened.size);
        let order = if plan.dry_run { Order::AsItStands } else { Order::Quickest };
        let (reading, batches) = opened.reading(rules, Arc::clone(&basis.hasher), cores, Arc::clone(&wanted), order);
        let progress = Progress { counts: Counts::default(), taken: 0, size, done: false };
        let seen = plan.dry_run.then(Seen::default);
        let import = Self { plan, source, batches, wanted, hasher: basis.hasher, cores, seen, rejects, progress };
        Ok((import, reading))
    }

    /// Imports the next rows, all in one transaction, or says what would become of them. Waits for them so long at most;
    /// then nothing has changed. `tell` hears of each row; those of a large file come in the order of
    /// their names.
    ///
    /// # Errors
    /// [`ImportFault`]; what was imported before stays.
    pub fn step(
        &mut self,
        auth: &Auth,
        seat: &Seat,
        by: By<'_>,
        patience: Duration,
        tell: &mut dyn FnMut(&Told<'_>),
    ) -> Result<Progress, ImportFault> {
        let next = match self.batches.recv_timeout(patience) {
            Err(RecvTimeoutError::Timeout) => return Ok(self.progress),
            Ok(Ok(batch)) => self.settle(auth, seat, by, batch, tell),
            Ok(Err(error)) => Err(ImportFault::Input(error)),
            Err(RecvTimeoutError::Disconnected) => {
                self.progress.done = true;
                Ok(())
            }
        };
        // Also where it ends before its time: what was written is to be at rest. The first fault is the one to tell.
        if !self.plan.dry_run && (self.progress.done || next.is_err()) {
            let settled = auth.settle_import().map_err(|error| self.fault(error.into()));
            return next.and(settled).map(|()| self.progress);
        }
        next.map(|()| self.progress)
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// How long the hashes take that were made, or would be, and on how many cores.
    ///
    /// # Errors
    /// Where no hash can be made.
    pub fn estimate(&self, hashes: u64) -> Result<(Duration, usize), ImportFault> {
        let wait = hashing::estimate(&self.hasher, self.cores, hashes).map_err(CallError::from)?;
        Ok((wait, self.cores))
    }

    /// Ends it. Where the file with the rejects lies, if anything was refused.
    ///
    /// # Errors
    /// [`ImportFault::Rejects`].
    pub fn conclude(self) -> Result<Option<PathBuf>, ImportFault> {
        let Some(rejects) = self.rejects else { return Ok(None) };
        if self.progress.counts.refused == 0 {
            rejects.remove().map_err(ImportFault::Rejects)?;
            return Ok(None);
        }
        Ok(Some(rejects.path().to_owned()))
    }

    fn fault(&self, error: ImportError) -> ImportFault {
        match error {
            ImportError::Call(error) if error.is_full_disk() => ImportFault::Full { made: self.progress.counts.made },
            error => ImportFault::Core(error),
        }
    }

    fn settle(
        &mut self,
        auth: &Auth,
        seat: &Seat,
        by: By<'_>,
        batch: Batch,
        tell: &mut dyn FnMut(&Told<'_>),
    ) -> Result<(), ImportFault> {
        let (mut records, mut news, mut given) = (Vec::new(), Vec::new(), Vec::new());
        for item in batch.items {
            let refused = item.row.map(|row| {
                news.push(row.new);
                given.push(row.given);
            });
            records.push((item.record, refused.err()));
        }
        let dear: Vec<Dear> = given.iter().map(Dear::of).collect();
        let answers = self.answers(auth, seat, by, &mut news, given).map_err(|error| self.fault(error))?;
        let mut rows = news.iter().zip(answers).zip(dear);
        for (record, refused) in records {
            let (username, outcome) = match refused {
                Some(why) => (None, Err(why)),
                None => {
                    let Some(((new, answer), dear)) = rows.next() else { continue };
                    self.count(&answer, dear);
                    (Some(new.username.as_str()), answer.map_err(|why| why.to_string()))
                }
            };
            if let Err(why) = &outcome {
                self.refuse(&record, why)?;
            }
            let outcome = outcome.as_ref().map(|imported| *imported).map_err(String::as_str);
            tell(&Told { line: record.line, username, outcome });
        }
        if let Some(rejects) = &mut self.rejects {
            rejects.flush().map_err(ImportFault::Rejects)?;
        }
        self.progress.taken = batch.taken;
        Ok(())
    }

    /// What becomes of each row.
    fn answers(
        &mut self,
        auth: &Auth,
        seat: &Seat,
        by: By<'_>,
        news: &mut [NewImport],
        given: Vec<Given>,
    ) -> Result<RowAnswers, ImportError> {
        if let Some(seen) = &mut self.seen {
            let mut answers = preview(auth, by, self.plan.admins, news)?;
            seen.amend(news, &mut answers);
            return Ok(answers);
        }
        // Only what will be made is hashed, and before the transaction that writes it.
        if given.iter().any(hashing::is_dear) {
            let preview = preview(auth, by, self.plan.admins, news)?;
            let mut wanted = Vec::new();
            for ((new, given), answer) in news.iter_mut().zip(given).zip(preview) {
                if answer == Ok(Imported::Made) && hashing::is_dear(&given) {
                    wanted.push((new, given));
                }
            }
            hashing::take_all_over(&self.hasher, self.cores, wanted).map_err(CallError::from)?;
        }
        if news.is_empty() {
            return Ok(Vec::new());
        }
        let (begun, Plan { admins, origin, .. }) = (Instant::now(), &self.plan);
        let answers = match by {
            By::Operator => auth.operator().import(seat, *admins, origin, news),
            By::Admin(token) => auth.import(seat, token, *admins, origin, news),
        }?;
        self.wish(news.len(), begun.elapsed());
        Ok(answers)
    }

    /// So many rows took so long: as many as fit into the target next time, but no leap.
    fn wish(&self, rows: usize, took: Duration) {
        let fit = rows as f64 * TARGET.as_secs_f64() / took.as_secs_f64().max(0.001);
        let fit = fit.clamp(rows as f64 / 2.0, rows as f64 * 2.0) as usize;
        self.wanted.store(fit.clamp(*BATCH.start(), *BATCH.end()), Ordering::Relaxed);
    }

    fn count(&mut self, answer: &Result<Imported, crate::auth::import::RowError>, dear: Dear) {
        let counts = &mut self.progress.counts;
        match answer {
            Ok(Imported::Made) => {
                counts.made += 1;
                counts.wrapped += u64::from(dear == Dear::Digest);
                counts.hashed += u64::from(dear == Dear::Plain);
            }
            Ok(Imported::AlreadyThere) => counts.already_there += 1,
            Err(_) => {}
        }
    }

    fn refuse(&mut self, record: &Record, why: &str) -> Result<(), ImportFault> {
        self.progress.counts.refused += 1;
        match &mut self.rejects {
            Some(rejects) => rejects.write(&self.source, record, why).map_err(ImportFault::Rejects),
            None => Ok(()),
        }
    }
}

/// What a password costs on its way in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dear {
    Nothing,
    Digest,
    Plain,
}

impl Dear {
    fn of(given: &Given) -> Self {
        match given {
            Given::Plain(_) => Self::Plain,
            given if hashing::is_dear(given) => Self::Digest,
            _ => Self::Nothing,
        }
    }
}

fn preview(auth: &Auth, by: By<'_>, admins: Admins, rows: &[NewImport]) -> Result<RowAnswers, ImportError> {
    match by {
        By::Operator => auth.operator().preview_import(admins, rows),
        By::Admin(token) => auth.preview_import(token, admins, rows),
    }
}
