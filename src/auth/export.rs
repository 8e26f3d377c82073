//! Accounts on their way into a file. Part by part, each in a view of its own: an account that is there all the while is
//! written once, one that is changed meanwhile as it was before or after; nobody waits, and no log grows.
//!
//! **Invariant.** Hashes leave only with the session of an admin who has just proved who they are. Every export is
//! written into the audit.

use crate::domain::{AuditEvent, Party, Seat, SessionToken};
pub use crate::store::{Leaving, StoredAccount};

use super::matrix::Operation;
use super::operator::Operator;
use super::trail::{self, Note};
use super::{Auth, CallError};

/// What left, for the audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// How many accounts; `None`: it only begins.
    pub count: Option<u64>,
    /// What of them.
    pub columns: String,
    /// Which, as it was asked for; empty for all.
    pub filter: String,
}

impl Exported {
    fn words(&self) -> String {
        let Self { count, columns, filter } = self;
        let what = match count {
            None => "begun".to_owned(),
            Some(1) => "1 account".to_owned(),
            Some(count) => format!("{count} accounts"),
        };
        let which = if filter.is_empty() { String::new() } else { format!("; only {filter}") };
        format!("{what}: {columns}{which}")
    }
}

impl Operator<'_> {
    /// The next accounts, each handed to `take`; answers the number to go on after, and how many there were.
    ///
    /// # Errors
    /// [`CallError::ProveAgain`] for hashes: those need [`Auth::export_part`].
    pub fn export_part(
        &self,
        which: Leaving<'_>,
        take: &mut dyn FnMut(&StoredAccount<'_>),
    ) -> Result<Option<(u64, usize)>, CallError> {
        if which.hashes {
            return Err(CallError::ProveAgain);
        }
        self.0.look(|tx| Ok(tx.each_account(which, take)?))
    }

    /// Notes an export.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn note_export(&self, seat: &Seat, exported: &Exported) -> Result<(), CallError> {
        let now = self.0.clock.now();
        self.0.act(|tx| {
            let note = Note::by(Party::operator(), AuditEvent::Exported).to(exported.words());
            Ok(note.write(self.0, tx, seat, now)?)
        })
    }
}

impl Auth {
    /// [`Operator::export_part`], for an admin; also with hashes.
    ///
    /// # Errors
    /// [`CallError`] in its kinds.
    pub fn export_part(
        &self,
        token: &SessionToken,
        which: Leaving<'_>,
        take: &mut dyn FnMut(&StoredAccount<'_>),
    ) -> Result<Option<(u64, usize)>, CallError> {
        self.look_as(token, Operation::Export, |tx, _, _| Ok(tx.each_account(which, take)?))
    }

    /// [`Operator::note_export`], for an admin. What was proved for the accounts is not asked for again: what has left is
    /// noted in any case.
    ///
    /// # Errors
    /// [`CallError`] in its kinds.
    pub fn note_export(&self, seat: &Seat, token: &SessionToken, exported: &Exported) -> Result<(), CallError> {
        self.act_as(token, Operation::Audit, |tx, caller, now| {
            let note = Note::by(trail::party(&caller.account), AuditEvent::Exported).to(exported.words());
            Ok(note.write(self, tx, seat, now)?)
        })
    }
}
