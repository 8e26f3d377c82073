//! One use case, one transaction: it commits whole, or a refusal leaves no trace. Keys that another process has made
//! and rules that were changed since are in use before it begins.

use crate::store::{self, StoreError, Tx};
use crate::vault::VaultError;

use super::{Auth, CallError};

/// Why a use case stops in the middle of its transaction.
pub(super) enum Abort<E> {
    /// The store failed. It may run the use case again.
    Store(StoreError),
    /// The core says no.
    Refused(E),
}

/// Says no, whatever the use case calls its errors.
pub(super) fn refuse<E>(why: impl Into<E>) -> Abort<E> {
    Abort::Refused(why.into())
}

impl<E> From<StoreError> for Abort<E> {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl<E: From<CallError>> From<VaultError> for Abort<E> {
    fn from(error: VaultError) -> Self {
        Self::Refused(CallError::from(error).into())
    }
}

/// How much a transaction writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Volume {
    /// What somebody did.
    Act,
    /// A part of something large that can be done again: see [`store::Store::write_much`].
    Part,
}

impl Auth {
    /// Runs `f` in a transaction that commits if `f` answers `Ok`.
    pub(super) fn act<T, E: From<CallError>>(&self, f: impl FnMut(&mut dyn Tx) -> Result<T, Abort<E>>) -> Result<T, E> {
        self.act_in(Volume::Act, f)
    }

    /// [`Self::act`], for that volume.
    pub(super) fn act_in<T, E: From<CallError>>(
        &self,
        volume: Volume,
        mut f: impl FnMut(&mut dyn Tx) -> Result<T, Abort<E>>,
    ) -> Result<T, E> {
        let (mut answer, mut refusal) = (None, None);
        let mut f = |tx: &mut dyn Tx| self.keep_up(tx).and_then(|()| self.keep_to_the_rules(tx)).and_then(|()| f(tx));
        let mut unit = |tx: &mut dyn Tx| run(&mut f, tx, &mut answer, &mut refusal);
        let done = match volume {
            Volume::Act => self.store.write(&mut unit),
            Volume::Part => self.store.write_much(&mut unit),
        };
        conclude(done, answer, refusal)
    }

    /// What `f` would answer: runs it in a transaction that is taken back whatever comes of it. So a preview asks the
    /// very same code, also about names that only the database can refuse.
    pub(super) fn rehearse<T, E: From<CallError>>(
        &self,
        mut f: impl FnMut(&mut dyn Tx) -> Result<T, Abort<E>>,
    ) -> Result<T, E> {
        let (mut answer, mut refusal) = (None, None);
        let mut f = |tx: &mut dyn Tx| self.keep_up(tx).and_then(|()| self.keep_to_the_rules(tx)).and_then(|()| f(tx));
        let done = self.store.write(&mut |tx| {
            answer = None;
            run(&mut f, tx, &mut answer, &mut refusal)?;
            Err(StoreError::Other("only a rehearsal".to_owned()))
        });
        match answer {
            Some(answer) => Ok(answer),
            None => conclude(done, None, refusal),
        }
    }

    /// Runs `f` on a consistent view; it may not write.
    pub(super) fn look<T, E: From<CallError>>(
        &self,
        mut f: impl FnMut(&mut dyn Tx) -> Result<T, Abort<E>>,
    ) -> Result<T, E> {
        let (mut answer, mut refusal) = (None, None);
        let mut f = |tx: &mut dyn Tx| self.keep_up(tx).and_then(|()| self.keep_to_the_rules(tx)).and_then(|()| f(tx));
        let done = self.store.read(&mut |tx| run(&mut f, tx, &mut answer, &mut refusal));
        conclude(done, answer, refusal)
    }
}

fn run<T, E>(
    f: &mut impl FnMut(&mut dyn Tx) -> Result<T, Abort<E>>,
    tx: &mut dyn Tx,
    answer: &mut Option<T>,
    refusal: &mut Option<E>,
) -> store::Result<()> {
    // The store may run a use case twice: only what the last run said counts.
    *refusal = None;
    match f(tx) {
        Ok(done) => {
            *answer = Some(done);
            Ok(())
        }
        Err(Abort::Store(error)) => Err(error),
        Err(Abort::Refused(why)) => {
            *refusal = Some(why);
            Err(StoreError::Other("refused by the core".to_owned()))
        }
    }
}

fn conclude<T, E: From<CallError>>(done: store::Result<()>, answer: Option<T>, refusal: Option<E>) -> Result<T, E> {
    if let Some(why) = refusal {
        return Err(why);
    }
    done.map_err(CallError::from)?;
    answer.ok_or_else(|| CallError::Store(StoreError::Other("the transaction did not run".to_owned())).into())
}
