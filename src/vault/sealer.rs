//! Sealing: what must be read again lies encrypted in the database, each value bound to its place.

use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use zeroize::Zeroizing;

use crate::domain::Entropy;

use super::VaultError;
use super::keys::{KeyBytes, LEN};

/// Where a sealed value is kept. Copied to another place, it can't be opened.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The table.
    pub table: &'a str,
    /// The column.
    pub column: &'a str,
    /// The row's identifier.
    pub row: &'a [u8],
}

impl Place<'_> {
    fn associated(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        // Names of tables and columns hold no NUL, so two places never read the same.
        for part in [self.table.as_bytes(), &[0], self.column.as_bytes(), &[0], self.row] {
            bytes.extend_from_slice(part);
        }
        bytes
    }
}

/// Seals with AES-256-GCM: one byte names the key, twelve are the nonce, then the text and its tag.
pub struct Sealer {
    /// The first one seals; all of them open.
    keys: Vec<(u8, LessSafeKey)>,
    entropy: Arc<dyn Entropy>,
}

impl Sealer {
    const NONCE: usize = 12;
    const TAG: usize = 16;

    /// A sealer with these keys and their names, the one that seals first.
    pub(super) fn new(keys: Vec<(u8, KeyBytes)>, entropy: Arc<dyn Entropy>) -> Result<Self, VaultError> {
        let open = |(id, bytes): (u8, KeyBytes)| {
            let bytes: &[u8; LEN] = &bytes;
            UnboundKey::new(&AES_256_GCM, bytes).map(|key| (id, LessSafeKey::new(key)))
        };
        let keys: Result<Vec<_>, _> = keys.into_iter().map(open).collect();
        Ok(Self { keys: keys.map_err(|_| VaultError::Failed)?, entropy })
    }

    /// Seals `plain` for its place. The nonce is random: good for 2³² values under one key (NIST SP 800-38D §8.3).
    ///
    /// # Errors
    /// [`VaultError::Failed`].
    pub fn seal(&self, place: Place<'_>, plain: &[u8]) -> Result<Vec<u8>, VaultError> {
        let (id, key) = self.keys.first().ok_or(VaultError::Failed)?;
        let mut nonce = [0; Self::NONCE];
        self.entropy.fill(&mut nonce);
        // Room for the tag from the start, so that growing leaves no plain copy behind.
        let mut text = Vec::with_capacity(plain.len() + Self::TAG);
        text.extend_from_slice(plain);
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place.associated()), &mut text)
            .map_err(|_| VaultError::Failed)?;
        let mut sealed = Vec::with_capacity(1 + Self::NONCE + text.len());
        sealed.push(*id);
        sealed.extend_from_slice(&nonce);
        sealed.append(&mut text);
        Ok(sealed)
    }

    /// Opens what was sealed for that place.
    ///
    /// # Errors
    /// [`VaultError::Unsealable`] if it was changed, moved, or sealed with another key.
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let (id, rest) = sealed.split_first().ok_or(VaultError::Unsealable)?;
        let (nonce, text) = rest.split_first_chunk::<{ Self::NONCE }>().ok_or(VaultError::Unsealable)?;
        let (_, key) = self.keys.iter().find(|(own, _)| own == id).ok_or(VaultError::Unsealable)?;
        let mut plain = Zeroizing::new(text.to_vec());
        let len = key
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(place.associated()), &mut plain)
            .map_err(|_| VaultError::Unsealable)?
            .len();
        plain.truncate(len);
        Ok(plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::OsEntropy;

    const HERE: Place<'_> = Place { table: "outbox", column: "args", row: b"1" };

    fn key() -> KeyBytes {
        let mut key = Zeroizing::new([0; LEN]);
        OsEntropy.fill(key.as_mut());
        key
    }

    fn with(keys: &[(u8, &KeyBytes)]) -> Sealer {
        let keys = keys.iter().map(|(id, key)| (*id, KeyBytes::clone(key))).collect();
        Sealer::new(keys, Arc::new(OsEntropy)).unwrap()
    }

    fn sealer() -> Sealer {
        with(&[(1, &key())])
    }

    #[test]
    fn a_sealed_value_opens_in_its_place_only() {
        let sealer = sealer();
        let sealed = sealer.seal(HERE, b"the code").unwrap();
        assert_eq!(sealer.open(HERE, &sealed).unwrap().as_slice(), b"the code");
        for place in [
            Place { row: b"2", ..HERE },
            Place { column: "arg", row: b"s\x001", ..HERE },
            Place { table: "signups", ..HERE },
        ] {
            assert_eq!(sealer.open(place, &sealed).err(), Some(VaultError::Unsealable));
        }
        assert!(self::sealer().open(HERE, &sealed).is_err());
    }

    #[test]
    fn every_changed_bit_and_every_cut_is_noticed() {
        let sealer = sealer();
        let sealed = sealer.seal(HERE, b"x").unwrap();
        for bit in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(sealer.open(HERE, &changed).err(), Some(VaultError::Unsealable));
        }
        for len in 0..sealed.len() {
            assert_eq!(sealer.open(HERE, &sealed[..len]).err(), Some(VaultError::Unsealable));
        }
    }

    #[test]
    fn the_first_key_seals_and_every_key_opens() {
        let (old, new) = (key(), key());
        let sealed = with(&[(1, &old)]).seal(HERE, b"x").unwrap();
        let both = with(&[(2, &new), (1, &old)]);
        assert_eq!(both.open(HERE, &sealed).unwrap().as_slice(), b"x");
        let anew = both.seal(HERE, b"x").unwrap();
        assert_eq!((sealed[0], anew[0]), (1, 2));
        assert!(with(&[(2, &new)]).open(HERE, &anew).is_ok());
        assert_eq!(with(&[(2, &new)]).open(HERE, &sealed).err(), Some(VaultError::Unsealable), "its key is gone");
        assert_eq!(with(&[(1, &new)]).open(HERE, &sealed).err(), Some(VaultError::Unsealable), "another of that name");
    }

    #[test]
    fn the_same_text_is_never_sealed_twice_alike() {
        let sealer = sealer();
        assert_ne!(sealer.seal(HERE, b"x").unwrap(), sealer.seal(HERE, b"x").unwrap());
    }
}
