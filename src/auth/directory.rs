//! Everybody's accounts: parts of the list, exact counts, and all that match.
//!
//! Once the directory is loaded, all accounts are searched in memory (`index`). Every question brings it up to the
//! state of its own transaction first, so what it says is what the store would say; and what a caller sees of an
//! account is read from the store. Where it is not loaded, or too much changed since, the store answers alone.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::domain::{AccountId, AccountQuery, AccountRow, Search, SessionToken, Window};
use crate::index::{Changes, Index, Loader, Stopped};
use crate::store::{CHANGES_KEPT, Tx};

use super::matrix::Operation;
use super::transact::{Abort, refuse};
use super::{Auth, CallError};

/// Rows that are taken in between two looks whether anybody still waits.
const LOOK_EVERY: usize = 1024;

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

/// All accounts in memory, if they were loaded.
#[derive(Default)]
pub(super) struct Directory {
    loaded: RwLock<Option<Loaded>>,
    /// One load at a time.
    loading: AtomicBool,
    /// Rises when it is dropped: what was read for whoever was here before is not kept.
    dropped: AtomicU64,
}

struct Loaded {
    index: Index,
    /// The last change of an account that it knows.
    change: u64,
}

impl Directory {
    // A panic elsewhere leaves an index that is whole: changes are taken in by a writer that has the lock alone, and
    // what it can break on the way is put right by the next load.
    fn read(&self) -> RwLockReadGuard<'_, Option<Loaded>> {
        self.loaded.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Option<Loaded>> {
        self.loaded.write().unwrap_or_else(|poisoned| {
            let mut loaded = poisoned.into_inner();
            *loaded = None;
            loaded
        })
    }

    /// Asks the index as of this transaction, or of a later one. `None`: it is not there.
    fn ask<T>(
        &self,
        tx: &mut dyn Tx,
        ask: &dyn Fn(&Index) -> Result<T, Stopped>,
    ) -> Result<Option<T>, Abort<CallError>> {
        let now = tx.account_change()?;
        loop {
            let known = match &*self.read() {
                None => return Ok(None),
                Some(loaded) if loaded.change >= now => {
                    return ask(&loaded.index).map(Some).map_err(|Stopped| refuse(CallError::Stopped));
                }
                Some(loaded) => loaded.change,
            };
            let mut changes = Changes::default();
            let followed = tx.account_changes(known, CHANGES_KEPT, &mut |change| changes.push(change))?;
            let mut loaded = self.write();
            if !followed {
                // Read anew, at the next load.
                loaded.take_if(|loaded| loaded.change == known);
                return Ok(None);
            }
            // Another call may have come first; then what is still missing is looked up again.
            if let Some(loaded) = loaded.as_mut().filter(|loaded| loaded.change == known) {
                loaded.index.apply(changes);
                loaded.change = now;
            }
        }
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
        stop: &Stop,
        token: &SessionToken,
        query: &AccountQuery,
    ) -> Result<Window<AccountRow>, CallError> {
        self.look_as(token, Operation::Accounts, |tx, _, _| {
            // Where nothing is searched for, the store walks its own order from the place on, and knows the number.
            let found = match query.search.is_everybody() {
                true => None,
                false => self.directory.ask(tx, &|index| index.page(query, &|| stop.is_stopped()))?,
            };
            let Some(part) = found else {
                watch(tx, stop)?;
                return Ok(tx.accounts(query)?);
            };
            let rows = tx.account_rows(&part.ids)?;
            Ok(Window { rows, more_before: part.more_before, more_after: part.more_after, total: part.total })
        })
    }

    /// How many accounts match, exactly.
    ///
    /// # Errors
    /// As [`Self::accounts_until`].
    pub fn count_accounts(&self, stop: &Stop, token: &SessionToken, search: &Search) -> Result<u64, CallError> {
        self.look_as(token, Operation::Accounts, |tx, _, _| {
            let found = self.directory.ask(tx, &|index| index.count(search, &|| stop.is_stopped()))?;
            if let Some(count) = found {
                return Ok(count);
            }
            watch(tx, stop)?;
            Ok(tx.count_accounts(search)?)
        })
    }

    /// Every account that matches, by username.
    ///
    /// # Errors
    /// As [`Self::accounts_until`].
    pub fn matching(&self, stop: &Stop, token: &SessionToken, search: &Search) -> Result<Vec<AccountId>, CallError> {
        self.look_as(token, Operation::Accounts, |tx, _, _| {
            let found = self.directory.ask(tx, &|index| index.matching(search, &|| stop.is_stopped()))?;
            if let Some(ids) = found {
                return Ok(ids);
            }
            watch(tx, stop)?;
            Ok(tx.matching_accounts(search)?)
        })
    }

    /// Reads all accounts into memory, if they are not there: from then on each of these questions takes milliseconds
    /// at a million. Takes about a second at that, and some 90 bytes an account.
    ///
    /// # Errors
    /// As [`Self::accounts_until`].
    pub fn load_directory(&self, stop: &Stop, token: &SessionToken) -> Result<(), CallError> {
        let directory = &self.directory;
        let dropped = directory.dropped.load(Ordering::SeqCst);
        if directory.read().is_some() || directory.loading.swap(true, Ordering::SeqCst) {
            return self.look_as(token, Operation::Accounts, |_, _, _| Ok(()));
        }
        let _loading = Cleared(&directory.loading);
        let loaded = self.look_as::<_, CallError>(token, Operation::Accounts, |tx, _, _| {
            let change = tx.account_change()?;
            let (mut loader, mut rows) = (Loader::default(), 0_usize);
            tx.scan_accounts(&mut |row| {
                loader.push(row);
                rows += 1;
                rows % LOOK_EVERY != 0 || !stop.is_stopped()
            })?;
            if stop.is_stopped() {
                return Err(refuse(CallError::Stopped));
            }
            Ok(Loaded { index: loader.finish(), change })
        })?;
        let mut kept = directory.write();
        if directory.dropped.load(Ordering::SeqCst) == dropped {
            *kept = Some(loaded);
        }
        Ok(())
    }

    /// Gives the memory back, and what is known with it.
    pub fn drop_directory(&self) {
        self.directory.dropped.fetch_add(1, Ordering::SeqCst);
        *self.directory.write() = None;
    }

    /// Bytes that the directory takes; `None`: it is not loaded.
    pub fn directory_bytes(&self) -> Option<usize> {
        self.directory.read().as_ref().map(|loaded| loaded.index.bytes())
    }
}

/// What the store reads from here on ends when it is stopped.
fn watch(tx: &mut dyn Tx, stop: &Stop) -> Result<(), Abort<CallError>> {
    let stop = stop.clone();
    Ok(tx.give_up_when(Box::new(move || stop.is_stopped()))?)
}

/// A flag that is taken back, also where its holder breaks down.
struct Cleared<'a>(&'a AtomicBool);

impl Drop for Cleared<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::SeqCst);
    }
}
