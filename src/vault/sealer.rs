//! Sealing: what must be read again lies encrypted in the database, each value bound to its place.

use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use zeroize::Zeroizing;

use crate::domain::Entropy;

use super::{MasterKey, VaultError, keys};

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
    key: LessSafeKey,
    entropy: Arc<dyn Entropy>,
}

impl Sealer {
    pub(super) const NONCE: usize = 12;
    const TAG: usize = 16;
    /// The only key there is so far; a rotated one will have another name.
    const KEY_ID: u8 = 1;

    pub(super) fn new(master: &MasterKey, entropy: Arc<dyn Entropy>) -> Result<Self, VaultError> {
        Ok(Self { key: Self::key(master)?, entropy })
    }

    pub(super) fn key(master: &MasterKey) -> Result<LessSafeKey, VaultError> {
        let bytes = keys::sealing_key(master)?;
        UnboundKey::new(&AES_256_GCM, bytes.as_ref()).map(LessSafeKey::new).map_err(|_| VaultError::Failed)
    }

    /// Seals `plain` for its place. The nonce is random: good for 2³² values under one key (NIST SP 800-38D §8.3).
    ///
    /// # Errors
    /// [`VaultError::Failed`].
    pub fn seal(&self, place: Place<'_>, plain: &[u8]) -> Result<Vec<u8>, VaultError> {
        let mut nonce = [0; Self::NONCE];
        self.entropy.fill(&mut nonce);
        Self::seal_with(&self.key, nonce, place, plain)
    }

    pub(super) fn seal_with(
        key: &LessSafeKey,
        nonce: [u8; Self::NONCE],
        place: Place<'_>,
        plain: &[u8],
    ) -> Result<Vec<u8>, VaultError> {
        // Room for the tag from the start, so that growing leaves no plain copy behind.
        let mut text = Vec::with_capacity(plain.len() + Self::TAG);
        text.extend_from_slice(plain);
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place.associated()), &mut text)
            .map_err(|_| VaultError::Failed)?;
        let mut sealed = Vec::with_capacity(1 + Self::NONCE + text.len());
        sealed.push(Self::KEY_ID);
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
        if *id != Self::KEY_ID {
            return Err(VaultError::Unsealable);
        }
        let mut plain = Zeroizing::new(text.to_vec());
        let len = self
            .key
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

    fn sealer() -> Sealer {
        Sealer::new(&MasterKey::generate(&OsEntropy), Arc::new(OsEntropy)).unwrap()
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
    fn the_same_text_is_never_sealed_twice_alike() {
        let sealer = sealer();
        assert_ne!(sealer.seal(HERE, b"x").unwrap(), sealer.seal(HERE, b"x").unwrap());
    }
}
