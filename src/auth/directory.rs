//! Everybody's accounts: lists, exact counts, and all that match.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::domain::{AccountId, AccountQuery, AccountRow, Search, SessionToken, Window};

use super::matrix::Operation;
use super::{Auth, CallError};

/// Stops a search whose answer nobody waits for any longer. Its clones are one.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// From now on nobody waits.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether nobody waits.
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Auth {
    /// A part of the list of accounts.
    ///
    /// # Errors
    /// [`CallError`] in its kinds, as for every call here.
    pub fn accounts(&self, token: &SessionToken, query: &AccountQuery) -> Result<Window<AccountRow>, CallError> {
        self.accounts_until(&Stop::default(), token, query)
    }

    /// As [`Self::accounts`], unless it is stopped.
    ///
    /// # Errors
    /// [`CallError::Stopped`] as well.
    pub fn accounts_until(
        &self,
        _stop: &Stop,
        token: &SessionToken,
        query: &AccountQuery,
    ) -> Result<Window<AccountRow>, CallError> {
        self.look_as(token, Operation::Accounts, |tx, _, _| Ok(tx.accounts(query)?))
    }

    /// How many accounts match, exactly.
    ///
    /// # Errors
    /// As [`Self::accounts_until`].
    pub fn count_accounts(&self, _stop: &Stop, token: &SessionToken, search: &Search) -> Result<u64, CallError> {
        self.look_as(token, Operation::Accounts, |tx, _, _| Ok(tx.count_accounts(search)?))
    }

    /// Every account that matches, by username.
    ///
    /// # Errors
    /// As [`Self::accounts_until`].
    pub fn matching(&self, _stop: &Stop, token: &SessionToken, search: &Search) -> Result<Vec<AccountId>, CallError> {
        self.look_as(token, Operation::Accounts, |tx, _, _| Ok(tx.matching_accounts(search)?))
    }

    /// Makes searching fast from here on, if it is not.
    ///
    /// # Errors
    /// As [`Self::accounts_until`].
    pub fn load_directory(&self, _stop: &Stop, token: &SessionToken) -> Result<(), CallError> {
        self.look_as(token, Operation::Accounts, |_, _, _| Ok(()))
    }
}
