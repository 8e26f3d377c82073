//! What one key sealed, sealed anew with another.

use crate::domain::{AccountId, LetterId};

use super::{Place, Sealer, VaultError, letters, totp};

/// Opens with any key of a ring and seals with its newest.
pub struct Resealer(pub(super) Sealer);

impl Resealer {
    /// The arguments of a letter.
    ///
    /// # Errors
    /// [`VaultError::Unsealable`] if they are damaged, of another row, or wiped.
    pub fn letter(&self, id: LetterId, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.anew(letters::place(&id), sealed)
    }

    /// The shared secret of an account.
    ///
    /// # Errors
    /// [`VaultError::Unsealable`] if it is damaged or of another account.
    pub fn totp(&self, account: AccountId, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.anew(totp::place(&account), sealed)
    }

    fn anew(&self, place: Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        let plain = self.0.open(place, sealed)?;
        self.0.seal(place, &plain)
    }
}
