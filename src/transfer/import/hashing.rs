//! Passwords on their way in: hashes of other systems are kept or wrapped, passwords in plain text are hashed, on every
//! core.

use std::thread;
use std::time::{Duration, Instant};

use super::row::Given;
use crate::auth::import::NewImport;
use crate::domain::{PasswordHash, Secret};
use crate::vault::{Hasher, VaultError};

/// Whether it costs a hash of our own.
pub(super) fn is_dear(given: &Given) -> bool {
    match given {
        Given::Nothing => false,
        Given::Hash(hash) => hash.must_be_wrapped(),
        Given::Plain(_) => true,
    }
}

/// What is stored of a password.
pub(super) fn take_over(hasher: &Hasher, given: &Given) -> Result<Option<PasswordHash>, VaultError> {
    match given {
        Given::Nothing => Ok(None),
        Given::Hash(hash) => hasher.take_over(hash).map(Some),
        Given::Plain(password) => hasher.hash(password).map(Some),
    }
}

/// Gives each account its hash, on every core. What is hashed is wiped at once.
pub(super) fn take_all_over(
    hasher: &Hasher,
    cores: usize,
    mut wanted: Vec<(&mut NewImport, Given)>,
) -> Result<(), VaultError> {
    let share = wanted.len().div_ceil(cores).max(1);
    thread::scope(|scope| {
        let mut threads = Vec::new();
        while !wanted.is_empty() {
            let part = wanted.split_off(wanted.len().saturating_sub(share));
            threads.push(scope.spawn(move || {
                part.into_iter().try_for_each(|(new, given)| {
                    new.password = take_over(hasher, &given)?;
                    Ok(())
                })
            }));
        }
        threads.into_iter().try_for_each(|thread| thread.join().unwrap_or(Err(VaultError::Failed)))
    })
}

/// How long so many hashes take on every core, by the time of one.
pub(super) fn estimate(hasher: &Hasher, cores: usize, count: u64) -> Result<Duration, VaultError> {
    let begun = Instant::now();
    hasher.hash(&Secret::from("a sample"))?;
    let rounds = count.div_ceil(u64::try_from(cores).unwrap_or(1));
    Ok(begun.elapsed().saturating_mul(u32::try_from(rounds).unwrap_or(u32::MAX)))
}
