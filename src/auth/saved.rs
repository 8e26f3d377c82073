//! Searches that the staff save under a name, for everybody at the desk.

use crate::domain::{AuditEvent, Party, SavedSearch, SearchName, Seat, SessionToken, Timestamp};
use crate::store::Tx;

use super::matrix::Operation;
use super::operator::Operator;
use super::trail::{self, Note};
use super::transact::{Abort, refuse};
use super::{Auth, CallError};

/// Why a search is not saved. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum SaveSearchError {
    /// There are [`SavedSearch::MOST`] of them.
    #[error("There are {} saved searches already. Remove one first.", SavedSearch::MOST)]
    TooMany,
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl Auth {
    /// Every saved search, by name.
    ///
    /// # Errors
    /// [`CallError`] in its kinds.
    pub fn saved_searches(&self, token: &SessionToken) -> Result<Vec<SavedSearch>, CallError> {
        self.look_as(token, Operation::SavedSearches, |tx, _, _| Ok(tx.saved_searches()?))
    }

    /// Saves a search, in place of the one of that name; answers all there are now.
    ///
    /// # Errors
    /// [`SaveSearchError`] in its kinds.
    pub fn save_search(
        &self,
        seat: &Seat,
        token: &SessionToken,
        search: &SavedSearch,
    ) -> Result<Vec<SavedSearch>, SaveSearchError> {
        self.act_as(token, Operation::SaveSearch, |tx, caller, now| {
            self.save(tx, now, seat, search, trail::party(&caller.account))
        })
    }

    /// Removes a saved search; answers those that are left.
    ///
    /// # Errors
    /// [`CallError::Gone`] if there is none of that name.
    pub fn remove_search(
        &self,
        seat: &Seat,
        token: &SessionToken,
        name: &SearchName,
    ) -> Result<Vec<SavedSearch>, CallError> {
        self.act_as(token, Operation::RemoveSearch, |tx, caller, now| {
            self.forget(tx, now, seat, name, trail::party(&caller.account))
        })
    }

    fn save(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        search: &SavedSearch,
        by: Party,
    ) -> Result<Vec<SavedSearch>, Abort<SaveSearchError>> {
        let all = tx.saved_searches()?;
        let before = all.iter().find(|other| other.name.key() == search.name.key());
        if before == Some(search) {
            return Ok(all);
        }
        if before.is_none() && all.len() >= SavedSearch::MOST {
            return Err(refuse(SaveSearchError::TooMany));
        }
        tx.put_saved_search(search)?;
        let mut note = Note::by(by, AuditEvent::SearchSaved).to(told(search));
        if let Some(before) = before {
            note = note.from(told(before));
        }
        note.write(self, tx, seat, now)?;
        Ok(tx.saved_searches()?)
    }

    fn forget(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        name: &SearchName,
        by: Party,
    ) -> Result<Vec<SavedSearch>, Abort<CallError>> {
        let all = tx.saved_searches()?;
        let Some(gone) = all.iter().find(|other| other.name.key() == name.key()) else {
            return Err(refuse(CallError::Gone));
        };
        tx.delete_saved_search(name)?;
        Note::by(by, AuditEvent::SearchRemoved).from(told(gone)).write(self, tx, seat, now)?;
        Ok(tx.saved_searches()?)
    }
}

impl Operator<'_> {
    /// Every saved search, by name.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn saved_searches(&self) -> Result<Vec<SavedSearch>, CallError> {
        self.0.look(|tx| Ok(tx.saved_searches()?))
    }

    /// As [`Auth::save_search`].
    ///
    /// # Errors
    /// [`SaveSearchError`] in its kinds.
    pub fn save_search(&self, seat: &Seat, search: &SavedSearch) -> Result<Vec<SavedSearch>, SaveSearchError> {
        self.0.act(|tx| self.0.save(tx, self.0.clock.now(), seat, search, Party::operator()))
    }

    /// As [`Auth::remove_search`].
    ///
    /// # Errors
    /// [`CallError::Gone`] if there is none of that name.
    pub fn remove_search(&self, seat: &Seat, name: &SearchName) -> Result<Vec<SavedSearch>, CallError> {
        self.0.act(|tx| self.0.forget(tx, self.0.clock.now(), seat, name, Party::operator()))
    }
}

/// As the audit keeps it: the name, and what is searched for.
fn told(search: &SavedSearch) -> String {
    format!("{}: {}", search.name.as_str(), search.text)
}
