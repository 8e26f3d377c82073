//! The master key, and the keys that come from it.

use aws_lc_rs::{hkdf, hmac};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::domain::{Entropy, Secret};

use super::VaultError;

pub(super) const LEN: usize = 32;

/// Any key, wiped when it is let go.
pub(super) type KeyBytes = Zeroizing<[u8; LEN]>;

/// The one key that is kept outside the database. Every other key comes from it or is sealed with one that does.
pub struct MasterKey(KeyBytes);

impl MasterKey {
    /// A fresh key.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut bytes = Zeroizing::new([0; LEN]);
        entropy.fill(bytes.as_mut());
        Self(bytes)
    }

    /// Reads a key as [`Self::to_text`] wrote it; white space around it does not matter.
    ///
    /// # Errors
    /// [`VaultError::NotAMasterKey`] unless it is base64 of 32 bytes.
    pub fn parse(text: &Secret) -> Result<Self, VaultError> {
        let mut bytes = Zeroizing::new([0; LEN]);
        // The buffer of a longer text is too small, so that is refused, too.
        let read =
            STANDARD.decode_slice(text.expose().trim(), bytes.as_mut()).map_err(|_| VaultError::NotAMasterKey)?;
        if read == LEN { Ok(Self(bytes)) } else { Err(VaultError::NotAMasterKey) }
    }

    /// The key as text, for its file.
    pub fn to_text(&self) -> Secret {
        Secret::new(STANDARD.encode(self.0.as_ref()))
    }

    /// The key for one purpose (HKDF-SHA-256, RFC 5869). Those of two purposes say nothing about each other.
    fn derive(&self, purpose: &str) -> Result<KeyBytes, VaultError> {
        let mut key = Zeroizing::new([0; LEN]);
        hkdf::Salt::new(hkdf::HKDF_SHA256, b"vestibule")
            .extract(self.0.as_ref())
            .expand(&[purpose.as_bytes()], hkdf::HKDF_SHA256)
            .and_then(|okm| okm.fill(key.as_mut()))
            .map_err(|_| VaultError::Failed)?;
        Ok(key)
    }
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

/// The key of the digests of typed codes.
pub(super) fn code_key(master: &MasterKey) -> Result<hmac::Key, VaultError> {
    Ok(hmac::Key::new(hmac::HMAC_SHA256, master.derive("typed codes 1")?.as_ref()))
}

/// The key of the audit's chain. It is never replaced: every link ever made has to be checked with it.
pub(super) fn audit_key(master: &MasterKey) -> Result<hmac::Key, VaultError> {
    Ok(hmac::Key::new(hmac::HMAC_SHA256, master.derive("audit chain 1")?.as_ref()))
}

/// The key that seals the keys in the database.
pub(super) fn wrapping_key(master: &MasterKey) -> Result<KeyBytes, VaultError> {
    master.derive("wrapping 1")
}

/// The pepper of databases from before there was a ring of keys.
pub(super) fn first_pepper(master: &MasterKey) -> Result<KeyBytes, VaultError> {
    master.derive("password pepper 1")
}

/// The sealing key of databases from before there was a ring of keys.
pub(super) fn first_sealing_key(master: &MasterKey) -> Result<KeyBytes, VaultError> {
    master.derive("sealing 1")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::OsEntropy;

    #[test]
    fn a_master_key_is_read_as_it_was_written() {
        let key = MasterKey::generate(&OsEntropy);
        let again = MasterKey::parse(&Secret::new(format!("{}\n", key.to_text().expose()))).unwrap();
        assert_eq!(*again.0, *key.0);
        assert_eq!(format!("{key:?}"), "…");
    }

    #[test]
    fn what_is_no_master_key_is_refused() {
        for text in ["", "short", "AAAA", &"A".repeat(44), &"A".repeat(4_000), "ключ"] {
            assert_eq!(MasterKey::parse(&Secret::from(text)).err(), Some(VaultError::NotAMasterKey), "{text}");
        }
    }

    #[test]
    fn each_purpose_has_its_own_key() {
        let key = MasterKey::generate(&OsEntropy);
        assert_ne!(*key.derive("one").unwrap(), *key.derive("two").unwrap());
        assert_ne!(*key.derive("one").unwrap(), *MasterKey::generate(&OsEntropy).derive("one").unwrap());
    }
}
