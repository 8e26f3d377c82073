//! What became of each account: a line or a JSON object, and the exit code in the end.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::whom::Whom;
use crate::auth::act::{ActRefusal, Acted, Outcome, Undo};
use crate::cli::CliError;
use crate::cli::json::{ActedJson, UndoJson};
use crate::domain::AccountId;
use crate::domain::text::clean_line;

/// Names are padded to this many cells, so that most of what is said stands in one column.
const NAME_CELLS: usize = 20;

/// Says as whom a command acts: there is no session, so no admin is named in the audit.
///
/// # Errors
/// Where the standard error can't be written.
pub(in crate::cli) fn as_operator() -> io::Result<()> {
    writeln!(io::stderr(), "acting as operator (local)")
}

/// How it is told, and whether anything was done.
#[derive(Clone, Copy, Debug)]
pub(in crate::cli) struct Way {
    pub(in crate::cli) json: bool,
    pub(in crate::cli) dry_run: bool,
}

impl From<&Whom> for Way {
    fn from(whom: &Whom) -> Self {
        Self { json: whom.json, dry_run: whom.dry_run }
    }
}

/// Writes what became of each.
pub(in crate::cli) struct Report<'a> {
    out: &'a mut dyn Write,
    json: bool,
    dry_run: bool,
    done: &'a str,
    counts: Counts,
}

/// How many of each kind.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::cli) struct Counts {
    pub(in crate::cli) done: u64,
    already: u64,
    refused: u64,
    missing: u64,
}

impl<'a> Report<'a> {
    /// `done` is said after the name of each for whom it was done: suspended.
    pub(in crate::cli) fn begin(way: impl Into<Way>, done: &'a str, out: &'a mut dyn Write) -> Self {
        let Way { json, dry_run } = way.into();
        Self { out, json, dry_run, done, counts: Counts::default() }
    }

    pub(in crate::cli) fn acted(&mut self, acted: &Acted) -> Result<(), CliError> {
        match acted.outcome {
            Ok(Outcome::Done) => self.done_so(&acted.username, acted.id, acted.undo.as_ref()),
            Ok(Outcome::AlreadySo) => self.already(&acted.username, acted.id),
            Err(refusal) => self.refused(&acted.username, acted.id, refusal),
        }
    }

    pub(in crate::cli) fn done(&mut self, username: &str, id: AccountId) -> Result<(), CliError> {
        self.done_so(username, id, None)
    }

    fn done_so(&mut self, username: &str, id: AccountId, undo: Option<&Undo>) -> Result<(), CliError> {
        let said = if self.dry_run { format!("would be {}", self.done) } else { self.done.to_owned() };
        let undo = undo.filter(|_| !self.dry_run).map(UndoJson::new);
        self.write(username, Some(id), ("done", None, undo), &said)?;
        self.counts.done += 1;
        Ok(())
    }

    pub(in crate::cli) fn already(&mut self, username: &str, id: AccountId) -> Result<(), CliError> {
        self.write(username, Some(id), ("already", None, None), "so already")?;
        self.counts.already += 1;
        Ok(())
    }

    fn refused(&mut self, username: &str, id: AccountId, why: ActRefusal) -> Result<(), CliError> {
        // One that went meanwhile has no name any more.
        let name = if username.is_empty() { id.to_string() } else { username.to_owned() };
        let told = Some((why.code(), why.to_string()));
        self.write(&name, Some(id), ("refused", told, None), &format!("refused: {why}"))?;
        self.counts.refused += 1;
        Ok(())
    }

    pub(in crate::cli) fn nobody(&mut self, name: &str) -> Result<(), CliError> {
        let why = format!("There is no account {name}.");
        self.write(name, None, ("refused", Some(("not_found", why)), None), "not found")?;
        self.counts.missing += 1;
        Ok(())
    }

    fn write(
        &mut self,
        username: &str,
        id: Option<AccountId>,
        (outcome, why, undo): (&'static str, Option<(&'static str, String)>, Option<UndoJson>),
        said: &str,
    ) -> Result<(), CliError> {
        if !self.json {
            let name = clean_line(username, usize::from(u8::MAX));
            let gap = NAME_CELLS.saturating_sub(name.width()) + 2;
            return Ok(writeln!(self.out, "{name}{:gap$}{said}", "")?);
        }
        self.out.write_all(if self.counts.all() == 0 { b"[\n" } else { b",\n" })?;
        let (reason, message) = why.unzip();
        let acted = ActedJson {
            username: username.to_owned(),
            id: id.map(|id| id.to_string()),
            outcome,
            reason,
            message,
            dry_run: self.dry_run,
            undo,
        };
        Ok(serde_json::to_writer(&mut *self.out, &acted).map_err(io::Error::from)?)
    }

    /// Writes the end of it: how many.
    pub(in crate::cli) fn end(self) -> Result<Counts, CliError> {
        let counts = self.counts;
        if self.json {
            self.out.write_all(if counts.all() == 0 { b"[]\n" } else { b"\n]\n" })?;
        } else if counts.all() == 0 {
            writeln!(self.out, "No accounts.")?;
        } else {
            let done = if self.dry_run { format!("would be {}", self.done) } else { self.done.to_owned() };
            let parts = [
                (counts.done, done.as_str()),
                (counts.already, "so already"),
                (counts.refused, "refused"),
                (counts.missing, "not found"),
            ];
            let parts = parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
            writeln!(self.out, "\n{}.", parts.collect::<Vec<_>>().join(", "))?;
        }
        self.out.flush()?;
        Ok(counts)
    }
}

impl Counts {
    fn all(self) -> u64 {
        self.done + self.already + self.refused + self.missing
    }

    /// The exit code.
    ///
    /// # Errors
    /// [`CliError::Refused`] if any was refused, else [`CliError::NotFound`] if any was not found.
    pub(in crate::cli) fn verdict(self) -> Result<(), CliError> {
        let all = self.all();
        match self {
            Self { refused: 1.., .. } => Err(CliError::Refused { refused: self.refused, all }),
            Self { missing: 1.., .. } => {
                Err(CliError::NotFound(format!("{} of {all} names belong to no account.", self.missing)))
            }
            _ => Ok(()),
        }
    }
}
