//! Something to prove: that a letter arrived.

use std::fmt;

use super::{AccountId, ChallengeId, EmailAddress, LetterId, SignupId, Timestamp};

/// What the proof is for. A proof for one purpose opens nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The address of a parked registration.
    SignUp,
    /// A forgotten password.
    Reset,
    /// A new (or the first admin's own) address.
    Email,
}

impl Purpose {
    /// Every purpose there is.
    pub const ALL: [Self; 3] = [Self::SignUp, Self::Reset, Self::Email];

    /// The word that is stored, and that the token's `typ` is made of.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignUp => "signup",
            Self::Reset => "reset",
            Self::Email => "email",
        }
    }
}

/// Who has to prove it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A parked registration.
    Signup(SignupId),
    /// An account.
    Account(AccountId),
    /// Nobody: a reset was asked for with a name that nobody has. Written all the same, so that the
    /// answer costs and looks the same; no code is right for it.
    Nobody,
}

/// The keyed digest of a typed code (HMAC-SHA-256, 32 bytes). Never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeMac([u8; 32]);

impl CodeMac {
    /// As the vault made it, or as it was stored.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The stored bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for CodeMac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// A challenge: a typed code and a link token, two spellings of one row. Using either uses both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// Also the `jti` of the link token.
    pub id: ChallengeId,
    /// What for.
    pub purpose: Purpose,
    /// Whose.
    pub subject: Subject,
    /// The address that the letter goes to. The proof counts for this address only.
    pub address: EmailAddress,
    /// The digest of the typed code.
    pub code: CodeMac,
    /// Wrong codes that may still be typed. A newer challenge for the same purpose and address goes on
    /// counting where this one stopped (NIST SP 800-63B-4 §3.1.3.2).
    pub tries_left: u32,
    /// The letter that carries it.
    pub letter: LetterId,
    /// When it was made.
    pub created_at: Timestamp,
    /// The typed code is good until then.
    pub code_expires_at: Timestamp,
    /// The link token is good until then.
    pub expires_at: Timestamp,
    /// Used, or made void by a newer one.
    pub used_at: Option<Timestamp>,
}
