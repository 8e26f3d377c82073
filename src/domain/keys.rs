//! Keys as they are stored: each sealed by the master key, which is not in the database.

use super::Timestamp;
use super::words::worded;

worded! {
    /// What a key is for.
    KeyUse, KeyUseError = "a key is for one of: signing, sealing, pepper" {
        /// Signs tokens.
        Signing = "signing";
        /// Seals what must be read again.
        Sealing = "sealing";
        /// Goes into every password before it is hashed.
        Pepper = "pepper";
    }
}

/// A key, sealed for its use and name.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredKey {
    /// What for.
    pub purpose: KeyUse,
    /// Its name: in a token's header, in a sealed value, in a password hash.
    pub name: String,
    /// The key, sealed by the vault.
    pub sealed: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
    /// It makes nothing new, but what it made is still read.
    pub retired_at: Option<Timestamp>,
}

impl std::fmt::Debug for StoredKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} …", self.purpose, self.name)
    }
}

/// Every key of a database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyRing {
    /// Rises with every change, so that another process notices one.
    pub generation: u64,
    /// Newest first.
    pub keys: Vec<StoredKey>,
}
