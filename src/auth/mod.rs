//! The core: the only place that decides who may do what.
//!
//! Synchronous: hashing and SQLite block, so faces call it on a blocking pool. One use case a file, each
//! with its request, its answer and its errors. Every call with a session checks the token, the session's
//! row and the role, afresh, in the transaction that acts.
//!
//! **Invariant.** No hashing inside a transaction. No clock but [`Clock`], no chance but [`Entropy`].

use std::sync::{Arc, RwLock};

use crate::domain::{BootId, Clock, Entropy, Seat, Standing};
use crate::store::{Store, StoreError};
use crate::vault::{Vault, VaultError};

pub mod act;
mod address;
pub mod admin;
pub mod approvals;
pub mod audit;
pub mod challenge;
pub mod clock;
pub mod desk;
pub mod directory;
pub mod edit;
pub mod export;
pub mod factor;
pub mod import;
pub mod invites;
mod issue;
pub mod keys;
pub mod login;
pub mod matrix;
pub mod operator;
pub mod page;
mod passphrase;
pub mod policy;
pub mod profile;
mod proof;
pub mod recover;
pub mod rescue;
mod resend;
pub mod rotate;
pub mod rules;
pub mod saved;
pub mod session;
pub mod settings;
pub mod setup;
pub mod signup;
mod throttle;
mod trail;
mod transact;
mod trash;
pub mod upkeep;
pub mod verify;

/// The core with all it needs from outside.
pub struct Auth {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) vault: Arc<Vault>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    in_force: RwLock<rules::InForce>,
    rules: Option<Arc<dyn rules::Rules>>,
    pub(crate) boot: BootId,
    directory: directory::Directory,
}

impl Auth {
    /// A core over that store. `boot` is this start of the machine: sessions of an earlier one are over.
    pub fn new(
        store: Arc<dyn Store>,
        vault: Arc<Vault>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        policy: policy::Policy,
        boot: BootId,
    ) -> Self {
        let in_force = rules::InForce::new(policy);
        Self { store, vault, clock, entropy, in_force, rules: None, boot, directory: directory::Directory::default() }
    }

    /// Removes what ran out: parked registrations, challenges, sessions that ended long ago, and accounts whose week in
    /// the trash is over. Makes good what a killed import left aside. To be called now and then; nothing that ran out
    /// opens anything before. `seat` is named where it is called.
    ///
    /// # Errors
    /// Where the store fails; what was removed until then stays so.
    pub fn sweep(&self, seat: &Seat) -> Result<(), CallError> {
        let now = self.clock.now();
        crate::store::write(self.store.as_ref(), |tx| tx.sweep(now))?;
        self.empty_the_trash(seat, now)?;
        Ok(self.store.rest()?)
    }
}

/// What can keep any call from being answered. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The session was ended, ran out, or never was.
    #[error("You were signed out. Sign in again.")]
    SignedOut,
    /// The role may not do that.
    #[error("Your role may not do that.")]
    Forbidden,
    /// The account, session or letter is gone.
    #[error("It is no longer there.")]
    Gone,
    /// Somebody else changed it since it was read.
    #[error("It was changed in the meantime. Look again, then repeat.")]
    Stale,
    /// Without this account nobody could look after the others.
    #[error("This is the last active admin. Make another admin first.")]
    LastAdmin,
    /// A helper looks after users only.
    #[error("Only an admin may do that to a member of staff.")]
    Staff,
    /// Not to oneself.
    #[error("You can't do that to your own account here. Use your profile.")]
    Yourself,
    /// A reset letter would go to an address that nobody has proved.
    #[error("The address of this account is not proved yet, so no reset letter can go there.")]
    Unproved,
    /// Its owner can't sign in now, so that would open nothing.
    #[error("{}", closed(*.0))]
    Closed(Standing),
    /// Too long ago since the password was shown for something dangerous.
    #[error("Confirm with your password that it is you, then repeat it.")]
    ProveAgain,
    /// The account has to have a second factor before it may do anything else.
    #[error("This account needs two-factor sign-in first. Turn it on in your profile.")]
    SecondFactorFirst,
    /// The account has to have another password before it may do anything else.
    #[error("Choose a new password first.")]
    PasswordFirst,
    /// Enough letters went to that address. The words are those for an address without an account, too.
    #[error(
        "Several letters went to that address already. Look for them there, also among the spam, or try again in an hour."
    )]
    TooManyLetters,
    /// Too many registrations at this seat.
    #[error("Many people have signed up here within the hour. Try again in {} or ask the staff.", challenge::minutes(*minutes))]
    TooManySignUps {
        /// Whole minutes to wait.
        minutes: u64,
    },
    /// Nobody waits for the answer any longer.
    #[error("It was called off.")]
    Stopped,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
    /// The vault failed.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl CallError {
    /// Whether there was no room for what was to be written.
    pub fn is_full_disk(&self) -> bool {
        matches!(self, Self::Store(StoreError::Full))
    }
}

impl From<StoreError> for CallError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale => Self::Stale,
            StoreError::Stopped => Self::Stopped,
            other => Self::Store(other),
        }
    }
}

/// What to do first about an account whose owner can't sign in.
fn closed(standing: Standing) -> &'static str {
    match standing {
        Standing::Suspended => "This account is suspended. Restore it first.",
        Standing::Waiting => "This account waits to be let in. Let its owner in first.",
        Standing::Early => "This account is not good yet. Change its first day first.",
        Standing::Expired => "This account has run out. Change its last day first.",
        Standing::Trashed => "This account is in the trash. Take it out first.",
        Standing::Active => "This account was opened in the meantime. Try again.",
    }
}
