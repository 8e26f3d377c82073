//! Accounts into a file, part by part, in the memory of one part.

use std::io::{self, Write};

use super::By;
use crate::auth::export::{Exported, Leaving};
use crate::auth::{Auth, CallError};
use crate::domain::FileFormat;
use crate::domain::Seat;
use crate::domain::search::Search;

mod column;
mod draft;
mod moment;
mod write;

pub use column::{Column, Columns, ColumnsError};
pub use draft::{Draft, Existing};

/// Accounts that are read in one.
const PART: usize = 4_000;

/// What is to be exported.
#[derive(Clone, Debug)]
pub struct Order {
    /// How the file is written.
    pub format: FileFormat,
    /// What of each account.
    pub columns: Columns,
    /// Which accounts.
    pub search: Search,
    /// The search as it was typed, for the audit.
    pub typed: String,
}

/// Why an export stops. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum ExportFault {
    /// The core says no.
    #[error(transparent)]
    Core(#[from] CallError),
    /// The file can't be written.
    #[error("The file can't be written ({0}). Nothing is left of it.")]
    Output(#[from] io::Error),
}

/// An export under way.
pub struct Export {
    order: Order,
    after: u64,
    rows: u64,
    buffer: Vec<u8>,
    /// Only what was noted may end without a word.
    noted: bool,
}

impl Export {
    /// Begins. An export with hashes is in the audit from its first row on.
    ///
    /// # Errors
    /// [`CallError`] where the core refuses it.
    pub fn begin(auth: &Auth, seat: &Seat, by: By<'_>, order: Order) -> Result<Self, CallError> {
        let mut export = Self { order, after: 0, rows: 0, buffer: Vec::new(), noted: false };
        if export.order.columns.with_hashes() {
            export.note(auth, seat, by, None)?;
        }
        if export.order.format == FileFormat::Csv {
            write::head(&mut export.buffer, export.order.columns.as_slice());
        }
        Ok(export)
    }

    /// Writes the next accounts. `false`: that was all, and the audit knows.
    ///
    /// # Errors
    /// [`ExportFault`]; the audit knows of what was written before.
    pub fn step(&mut self, auth: &Auth, seat: &Seat, by: By<'_>, out: &mut dyn Write) -> Result<bool, ExportFault> {
        let more = match self.part(auth, by, out) {
            Ok(more) => more,
            Err(fault) => {
                // Whoever reads a part and hangs up has read it all the same.
                let _ = self.finish(auth, seat, by);
                return Err(fault);
            }
        };
        if !more {
            self.finish(auth, seat, by)?;
        }
        Ok(more)
    }

    /// Accounts written so far.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Notes in the audit what was written, once. To be called by whoever stops half-way, too.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn finish(&mut self, auth: &Auth, seat: &Seat, by: By<'_>) -> Result<(), CallError> {
        if self.noted {
            return Ok(());
        }
        self.note(auth, seat, by, Some(self.rows))?;
        self.noted = true;
        Ok(())
    }

    fn part(&mut self, auth: &Auth, by: By<'_>, out: &mut dyn Write) -> Result<bool, ExportFault> {
        let Order { format, columns, search, .. } = &self.order;
        let which = Leaving { search, hashes: columns.with_hashes(), after: self.after, limit: PART };
        let (buffer, columns) = (&mut self.buffer, columns.as_slice());
        let (csv, json) = (write::csv, write::json);
        let line = if *format == FileFormat::Csv { csv } else { json };
        let mut take = |account: &crate::auth::export::StoredAccount<'_>| line(buffer, columns, account);
        let found = match by {
            By::Operator => auth.operator().export_part(which, &mut take),
            By::Admin(token) => auth.export_part(token, which, &mut take),
        }?;
        out.write_all(&self.buffer)?;
        self.buffer.clear();
        let Some((last, count)) = found else { return Ok(false) };
        self.after = last;
        self.rows += count as u64;
        Ok(count == PART)
    }

    fn note(&self, auth: &Auth, seat: &Seat, by: By<'_>, count: Option<u64>) -> Result<(), CallError> {
        let exported =
            Exported { count, columns: self.order.columns.to_string(), filter: self.order.typed.trim().to_owned() };
        match by {
            By::Operator => auth.operator().note_export(seat, &exported),
            By::Admin(token) => auth.note_export(seat, token, &exported),
        }
    }
}
