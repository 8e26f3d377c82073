//! The ring: random keys that lie in the database, sealed by a key that comes from the master key.

use std::sync::Arc;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use aws_lc_rs::{digest, hmac};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use crate::domain::{Entropy, KeyRing, KeyUse, StoredKey, Timestamp};

use super::hasher::Pepper;
use super::keys::{self, KeyBytes, LEN};
use super::tokens::SigningSeed;
use super::{MasterKey, Place, Sealer, VaultError};

/// What sealed values call the key that seals keys; those of the ring are called 1 to 255.
const WRAPPING: u8 = 0;

/// Seals and opens the keys of the ring.
pub(super) struct Wrapping {
    sealer: Sealer,
    entropy: Arc<dyn Entropy>,
}

impl Wrapping {
    pub(super) fn new(master: &MasterKey, entropy: Arc<dyn Entropy>) -> Result<Self, VaultError> {
        let sealer = Sealer::new(vec![(WRAPPING, keys::wrapping_key(master)?)], Arc::clone(&entropy))?;
        Ok(Self { sealer, entropy })
    }

    /// A new key of that use, named after those that are there.
    pub(super) fn make(&self, purpose: KeyUse, ring: &KeyRing, now: Timestamp) -> Result<StoredKey, VaultError> {
        let mut key: KeyBytes = Zeroizing::new([0; LEN]);
        self.entropy.fill(key.as_mut());
        let newest = current(ring, purpose).map(|key| key.name.as_str());
        let name = match purpose {
            KeyUse::Signing => kid(&key)?,
            KeyUse::Sealing => match newest {
                // After 255 names the first comes back: what it sealed was sealed anew 254 times since.
                Some(name) => (sealing_id(name)? % u8::MAX + 1).to_string(),
                None => "1".to_owned(),
            },
            KeyUse::Pepper => format!("k{}", newest.map_or(Ok(0), pepper_number)? + 1),
        };
        self.wrapped(purpose, name, &key, now)
    }

    fn wrapped(
        &self,
        purpose: KeyUse,
        name: String,
        key: &KeyBytes,
        created_at: Timestamp,
    ) -> Result<StoredKey, VaultError> {
        let row = row(purpose, &name);
        let sealed = self.sealer.seal(place(&row), key.as_ref())?;
        Ok(StoredKey { purpose, name, sealed, created_at, retired_at: None })
    }

    fn open(&self, key: &StoredKey) -> Result<KeyBytes, VaultError> {
        let row = row(key.purpose, &key.name);
        let plain = self.sealer.open(place(&row), &key.sealed).map_err(|_| VaultError::WrongMasterKey)?;
        bytes(&plain)
    }

    pub(super) fn peppers(&self, ring: &KeyRing) -> Result<Vec<Pepper>, VaultError> {
        let open = |key: &StoredKey| {
            let secret = self.open(key)?;
            Ok(Pepper { name: key.name.clone(), key: hmac::Key::new(hmac::HMAC_SHA256, secret.as_ref()) })
        };
        usable(ring, KeyUse::Pepper)?.into_iter().map(open).collect()
    }

    pub(super) fn signing_seeds(&self, ring: &KeyRing) -> Result<Vec<SigningSeed>, VaultError> {
        let open = |key: &StoredKey| {
            Ok(SigningSeed { kid: key.name.clone(), seed: self.open(key)?, retired: key.retired_at.is_some() })
        };
        usable(ring, KeyUse::Signing)?.into_iter().map(open).collect()
    }

    pub(super) fn sealer(&self, ring: &KeyRing) -> Result<Sealer, VaultError> {
        let open = |key: &StoredKey| Ok((sealing_id(&key.name)?, self.open(key)?));
        let keys: Result<Vec<_>, VaultError> = usable(ring, KeyUse::Sealing)?.into_iter().map(open).collect();
        Sealer::new(keys?, Arc::clone(&self.entropy))
    }

    /// Seals what is no secret and belongs to no key, so that nobody without the master key can make another.
    pub(super) fn note(&self, name: &str, text: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.sealer.seal(setting(name), text)
    }

    pub(super) fn read_note(&self, name: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        self.sealer.open(setting(name), sealed)
    }
}

/// The keys of a new database, each drawn at random.
///
/// # Errors
/// [`VaultError::Failed`].
pub fn first_keys(master: &MasterKey, now: Timestamp, entropy: Arc<dyn Entropy>) -> Result<KeyRing, VaultError> {
    let (wrapping, empty) = (Wrapping::new(master, entropy)?, KeyRing::default());
    let keys: Result<_, _> = KeyUse::ALL.into_iter().map(|purpose| wrapping.make(purpose, &empty, now)).collect();
    Ok(KeyRing { generation: 0, keys: keys? })
}

/// The keys of a database from before there was a ring: it had signing keys only, and the others came from the
/// master key. Now they lie in the database like any others, under the names that they have had.
///
/// # Errors
/// [`VaultError::WrongMasterKey`] if the signing keys were sealed with another one; [`VaultError::MissingKey`].
pub fn adopted_keys(master: &MasterKey, old: &KeyRing, entropy: Arc<dyn Entropy>) -> Result<KeyRing, VaultError> {
    let wrapping = Wrapping::new(master, Arc::clone(&entropy))?;
    let sealing = keys::first_sealing_key(master)?;
    let since = old.keys.iter().map(|key| key.created_at).min().ok_or(VaultError::MissingKey(KeyUse::Signing))?;
    let mut adopted = Vec::with_capacity(old.keys.len() + 2);
    let before = Sealer::new(vec![(1, sealing.clone())], entropy)?;
    for key in &old.keys {
        let seed = before.open(place(key.name.as_bytes()), &key.sealed).map_err(|_| VaultError::WrongMasterKey)?;
        let anew = wrapping.wrapped(KeyUse::Signing, key.name.clone(), &bytes(&seed)?, key.created_at)?;
        adopted.push(StoredKey { retired_at: key.retired_at, ..anew });
    }
    adopted.push(wrapping.wrapped(KeyUse::Sealing, "1".to_owned(), &sealing, since)?);
    adopted.push(wrapping.wrapped(KeyUse::Pepper, "k1".to_owned(), &keys::first_pepper(master)?, since)?);
    Ok(KeyRing { generation: old.generation, keys: adopted })
}

/// The key of that use that makes new things.
fn current(ring: &KeyRing, purpose: KeyUse) -> Option<&StoredKey> {
    ring.keys.iter().find(|key| key.purpose == purpose && key.retired_at.is_none())
}

/// The keys of that use, the one that makes new things first.
fn usable(ring: &KeyRing, purpose: KeyUse) -> Result<Vec<&StoredKey>, VaultError> {
    let newest = current(ring, purpose).ok_or(VaultError::MissingKey(purpose))?;
    let others = ring.keys.iter().filter(|key| key.purpose == purpose && key.name != newest.name);
    Ok(std::iter::once(newest).chain(others).collect())
}

/// What a signing key is called in the header of a token. Half a digest names it well enough, and tells nothing of it.
fn kid(seed: &KeyBytes) -> Result<String, VaultError> {
    let pair = Ed25519KeyPair::from_seed_unchecked(seed.as_ref()).map_err(|_| VaultError::Failed)?;
    let digest = digest::digest(&digest::SHA256, pair.public_key().as_ref());
    Ok(URL_SAFE_NO_PAD.encode(digest.as_ref().get(..12).unwrap_or_default()))
}

fn sealing_id(name: &str) -> Result<u8, VaultError> {
    name.parse().ok().filter(|id| *id != WRAPPING).ok_or(VaultError::Unsealable)
}

fn pepper_number(name: &str) -> Result<u64, VaultError> {
    name.strip_prefix('k').and_then(|number| number.parse().ok()).ok_or(VaultError::Unsealable)
}

fn bytes(plain: &[u8]) -> Result<KeyBytes, VaultError> {
    let mut key = Zeroizing::new([0; LEN]);
    if plain.len() != LEN {
        return Err(VaultError::Unsealable);
    }
    key.copy_from_slice(plain);
    Ok(key)
}

fn row(purpose: KeyUse, name: &str) -> Vec<u8> {
    format!("{purpose} {name}").into_bytes()
}

fn place(row: &[u8]) -> Place<'_> {
    Place { table: "keys", column: "sealed", row }
}

fn setting(name: &str) -> Place<'_> {
    Place { table: "settings", column: "value", row: name.as_bytes() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::OsEntropy;

    const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

    fn wrapping(master: &MasterKey) -> Wrapping {
        Wrapping::new(master, Arc::new(OsEntropy)).unwrap()
    }

    /// Replaces the key of that use; the old one stays.
    fn rotate(wrapping: &Wrapping, ring: &mut KeyRing, purpose: KeyUse) -> String {
        let new = wrapping.make(purpose, ring, NOW).unwrap();
        ring.keys.retain(|key| key.name != new.name || key.purpose != purpose);
        ring.keys.iter_mut().filter(|key| key.purpose == purpose).for_each(|key| key.retired_at = Some(NOW));
        ring.keys.insert(0, new.clone());
        new.name
    }

    #[test]
    fn a_key_opens_under_its_own_use_and_name_only() {
        let master = MasterKey::generate(&OsEntropy);
        let ring = first_keys(&master, NOW, Arc::new(OsEntropy)).unwrap();
        let wrapping = wrapping(&master);
        for key in &ring.keys {
            let plain = wrapping.open(key).unwrap();
            assert!(!key.sealed.windows(LEN).any(|window| window == plain.as_ref()));
            let renamed = StoredKey { name: format!("{}1", key.name), ..key.clone() };
            assert_eq!(wrapping.open(&renamed).err(), Some(VaultError::WrongMasterKey));
            for other in KeyUse::ALL.into_iter().filter(|other| *other != key.purpose) {
                let moved = StoredKey { purpose: other, ..key.clone() };
                assert_eq!(wrapping.open(&moved).err(), Some(VaultError::WrongMasterKey));
            }
            let another = self::wrapping(&MasterKey::generate(&OsEntropy));
            assert_eq!(another.open(key).err(), Some(VaultError::WrongMasterKey));
        }
    }

    #[test]
    fn names_go_on_where_they_were() {
        let master = MasterKey::generate(&OsEntropy);
        let mut ring = first_keys(&master, NOW, Arc::new(OsEntropy)).unwrap();
        let wrapping = wrapping(&master);
        assert_eq!(rotate(&wrapping, &mut ring, KeyUse::Pepper), "k2");
        assert_eq!(rotate(&wrapping, &mut ring, KeyUse::Pepper), "k3");
        for number in 2..=255 {
            assert_eq!(rotate(&wrapping, &mut ring, KeyUse::Sealing), number.to_string());
        }
        assert_eq!(rotate(&wrapping, &mut ring, KeyUse::Sealing), "1");
        let one = rotate(&wrapping, &mut ring, KeyUse::Signing);
        assert_ne!(one, rotate(&wrapping, &mut ring, KeyUse::Signing));
    }

    #[test]
    fn a_use_without_a_key_for_new_things_is_told() {
        let master = MasterKey::generate(&OsEntropy);
        let wrapping = wrapping(&master);
        for purpose in KeyUse::ALL {
            let mut ring = first_keys(&master, NOW, Arc::new(OsEntropy)).unwrap();
            ring.keys.iter_mut().filter(|key| key.purpose == purpose).for_each(|key| key.retired_at = Some(NOW));
            let opened =
                [wrapping.peppers(&ring).err(), wrapping.signing_seeds(&ring).err(), wrapping.sealer(&ring).err()];
            assert_eq!(opened.iter().flatten().collect::<Vec<_>>(), [&VaultError::MissingKey(purpose)]);
        }
    }

    #[test]
    fn keys_from_before_the_ring_are_taken_over() {
        let master = MasterKey::generate(&OsEntropy);
        let before = Sealer::new(vec![(1, keys::first_sealing_key(&master).unwrap())], Arc::new(OsEntropy)).unwrap();
        let seed = [7; LEN];
        let sealed = before.seal(place(b"kid"), &seed).unwrap();
        let key =
            StoredKey { purpose: KeyUse::Signing, name: "kid".to_owned(), sealed, created_at: NOW, retired_at: None };
        let old = KeyRing { generation: 4, keys: vec![key] };
        let ring = adopted_keys(&master, &old, Arc::new(OsEntropy)).unwrap();
        let wrapping = wrapping(&master);
        let seeds = wrapping.signing_seeds(&ring).unwrap();
        assert_eq!((seeds[0].kid.as_str(), *seeds[0].seed), ("kid", seed));
        let waiting = before.seal(setting("x"), b"a letter").unwrap();
        assert_eq!(wrapping.sealer(&ring).unwrap().open(setting("x"), &waiting).unwrap().as_slice(), b"a letter");
        assert_eq!(wrapping.peppers(&ring).unwrap()[0].name, "k1");
        let other = MasterKey::generate(&OsEntropy);
        assert_eq!(adopted_keys(&other, &old, Arc::new(OsEntropy)).err(), Some(VaultError::WrongMasterKey));
    }
}
