//! Keys are replaced while everybody goes on: in one transaction, which other processes notice at their next one.

use std::time::Duration;

use crate::domain::{AuditEvent, KeyRing, KeyUse, Party, Seat, StoredKey, Timestamp};
use crate::store::{self, Tx};
use crate::vault::{Hasher, VaultError};

use super::operator::Operator;
use super::policy::Policy;
use super::trail::Note;
use super::transact::{Abort, refuse};
use super::{Auth, CallError};

/// No token lives longer than this, whatever another process is set to.
const LONGEST_TOKEN: Duration = Duration::from_secs(24 * 60 * 60);

/// Which keys to replace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RotateKeys {
    /// Those of these uses.
    pub uses: Vec<KeyUse>,
    /// Give the passwords and recovery codes up that still need the pepper before the last.
    pub drop_oldest: bool,
}

/// What a rotation did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotated {
    /// Each use that was asked for.
    pub keys: Vec<RotatedKey>,
    /// Letters and second factors that were sealed anew.
    pub resealed: u64,
    /// Those that could not be opened before either, and stay as they are.
    pub unreadable: u64,
    /// Passwords and recovery codes under the pepper that was replaced: they wait for their owners.
    pub waiting: u64,
    /// Passwords and recovery codes that were given up.
    pub lost: u64,
}

/// One use whose key was replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RotatedKey {
    /// Which use.
    pub purpose: KeyUse,
    /// The key for new things.
    pub new: String,
    /// The one before it. It still reads what it made.
    pub old: String,
    /// Older ones, now gone.
    pub removed: Vec<String>,
}

/// A key, as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRow {
    /// What for.
    pub purpose: KeyUse,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when it makes nothing new.
    pub retired_at: Option<Timestamp>,
    /// For a pepper, how many passwords and recovery codes need it.
    pub hashes: Option<u64>,
}

/// Why no key was replaced. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum RotateError {
    /// Too soon after the last one.
    #[error(
        "Passwords and recovery codes that still need pepper {pepper}, which this would remove: {hashes}. A password goes \
         over to a newer pepper when its owner signs in, recovery codes when their owner makes new ones, so rotate the \
         pepper later. With --drop-oldest they are given up: their owners need a reset letter or new codes."
    )]
    OldestInUse {
        /// The pepper that would go.
        pepper: String,
        /// How many need it.
        hashes: u64,
    },
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl Operator<'_> {
    /// Every key, newest first.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn keys(&self) -> Result<Vec<KeyRow>, CallError> {
        self.0.look(|tx| {
            let mut rows = Vec::new();
            for key in tx.key_ring()?.keys {
                let pepper = key.purpose == KeyUse::Pepper;
                let hashes = if pepper { Some(hashes_under(tx, &key.name)?) } else { None };
                let StoredKey { purpose, name, created_at, retired_at, .. } = key;
                rows.push(KeyRow { purpose, name, created_at, retired_at, hashes });
            }
            Ok(rows)
        })
    }

    /// Replaces keys. Other processes use the new ones from their next transaction on.
    ///
    /// A signing key goes on checking for a day. What the sealing key sealed is sealed anew, and the old one is kept
    /// until the next rotation for whoever is reading at this moment. A pepper goes on until the next rotation;
    /// meanwhile every good sign-in moves a password over.
    ///
    /// # Errors
    /// [`RotateError::OldestInUse`]; where the store or the vault fails. Nothing was changed then.
    pub fn rotate_keys(&self, seat: &Seat, what: &RotateKeys) -> Result<Rotated, RotateError> {
        let (auth, now) = (self.0, self.0.clock.now());
        let rotated = auth.act(|tx| {
            let mut done = Rotated { keys: Vec::new(), resealed: 0, unreadable: 0, waiting: 0, lost: 0 };
            for purpose in KeyUse::ALL.into_iter().filter(|purpose| what.uses.contains(purpose)) {
                let key = match purpose {
                    KeyUse::Signing => rotate_signing(auth, tx, now)?,
                    KeyUse::Sealing => rotate_sealing(auth, tx, now, &mut done)?,
                    KeyUse::Pepper => rotate_pepper(auth, tx, now, what.drop_oldest, &mut done)?,
                };
                done.keys.push(key);
            }
            let names = |name: fn(&RotatedKey) -> &str| {
                let named: Vec<_> = done.keys.iter().map(|key| format!("{} {}", key.purpose, name(key))).collect();
                named.join(", ")
            };
            if !done.keys.is_empty() {
                let note = Note::by(Party::operator(), AuditEvent::KeysRotated);
                note.from(names(|key| &key.old)).to(names(|key| &key.new)).write(auth, tx, seat, now)?;
            }
            Ok(done)
        })?;
        // It is done; where this fails, the next call takes the new keys.
        let _ = auth.look::<_, CallError>(|_| Ok(()));
        Ok(rotated)
    }
}

fn rotate_signing(auth: &Auth, tx: &mut dyn Tx, now: Timestamp) -> Result<RotatedKey, Abort<RotateError>> {
    let before = now.minus(longest_token(&auth.policy()));
    let (mut rotated, older) = succeed(auth, tx, KeyUse::Signing, now)?;
    let over: Vec<_> = older.into_iter().filter(|key| key.retired_at.is_some_and(|at| at < before)).collect();
    rotated.removed = remove(tx, &over)?;
    Ok(rotated)
}

fn rotate_sealing(
    auth: &Auth,
    tx: &mut dyn Tx,
    now: Timestamp,
    done: &mut Rotated,
) -> Result<RotatedKey, Abort<RotateError>> {
    let (mut rotated, older) = succeed(auth, tx, KeyUse::Sealing, now)?;
    let anew = auth.vault.resealer(&tx.key_ring()?)?;
    for (id, sealed) in tx.sealed_letters()? {
        if let Some(sealed) = opened(anew.letter(id, &sealed), done)? {
            tx.reseal_letter(id, &sealed)?;
        }
    }
    for mut totp in tx.totps()? {
        if let Some(sealed) = opened(anew.totp(totp.account, &totp.sealed), done)? {
            totp.sealed = sealed;
            tx.put_totp(&totp)?;
        }
    }
    rotated.removed = remove(tx, &older)?;
    Ok(rotated)
}

/// What could not be opened before must not keep everything else from being sealed anew.
fn opened(anew: Result<Vec<u8>, VaultError>, done: &mut Rotated) -> Result<Option<Vec<u8>>, VaultError> {
    match anew {
        Ok(sealed) => {
            done.resealed += 1;
            Ok(Some(sealed))
        }
        Err(VaultError::Unsealable) => {
            done.unreadable += 1;
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

fn rotate_pepper(
    auth: &Auth,
    tx: &mut dyn Tx,
    now: Timestamp,
    drop_oldest: bool,
    done: &mut Rotated,
) -> Result<RotatedKey, Abort<RotateError>> {
    let (mut rotated, older) = succeed(auth, tx, KeyUse::Pepper, now)?;
    for key in &older {
        let hashes = hashes_under(tx, &key.name)?;
        if hashes > 0 && !drop_oldest {
            return Err(refuse(RotateError::OldestInUse { pepper: key.name.clone(), hashes }));
        }
        done.lost += hashes;
    }
    rotated.removed = remove(tx, &older)?;
    done.waiting = hashes_under(tx, &rotated.old)?;
    Ok(rotated)
}

/// How many passwords and unused recovery codes need that pepper.
fn hashes_under(tx: &mut dyn Tx, pepper: &str) -> store::Result<u64> {
    Hasher::prefixes(pepper).iter().try_fold(0, |sum, prefix| Ok(tx.hashes_beginning(prefix)? + sum))
}

/// Puts a new key in the place of the one in use; answers the keys that were retired before, too.
fn succeed(
    auth: &Auth,
    tx: &mut dyn Tx,
    purpose: KeyUse,
    now: Timestamp,
) -> Result<(RotatedKey, Vec<StoredKey>), Abort<RotateError>> {
    let ring: KeyRing = tx.key_ring()?;
    let new = auth.vault.new_key(purpose, &ring, now)?;
    let (mut older, mut old) = (Vec::new(), String::new());
    for mut key in ring.keys.into_iter().filter(|key| key.purpose == purpose) {
        if key.retired_at.is_some() {
            older.push(key);
        } else {
            key.retired_at = Some(now);
            tx.update_key(&key)?;
            old = key.name;
        }
    }
    tx.insert_key(&new)?;
    Ok((RotatedKey { purpose, new: new.name, old, removed: Vec::new() }, older))
}

fn remove(tx: &mut dyn Tx, keys: &[StoredKey]) -> store::Result<Vec<String>> {
    for key in keys {
        tx.delete_key(key.purpose, &key.name)?;
    }
    Ok(keys.iter().map(|key| key.name.clone()).collect())
}

fn longest_token(policy: &Policy) -> Duration {
    LONGEST_TOKEN.max(policy.session_absolute).max(policy.link_ttl)
}
