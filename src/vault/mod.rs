//! All that touches a key, and nothing else does.
//!
//! One master key stays outside the database. From it come the pepper of passwords, the key of typed codes
//! and the key that seals what must be read again; the keys that sign tokens lie sealed in the database.
//!
//! **Invariant.** No key, password, code or token is in an error or a `Debug` of this room.

use std::sync::Arc;

use crate::domain::{ChallengeId, CodeMac, Entropy, LetterArgs, LetterId, Purpose, TypedCode};

mod chain;
pub mod entropy;
pub mod hasher;
pub mod imported;
pub mod keys;
mod letters;
pub mod sealer;
mod taken_over;
pub mod tokens;
pub mod totp;

pub use entropy::OsEntropy;
pub use hasher::Hasher;
pub use imported::{ImportedHash, ImportedHashError};
pub use keys::{MasterKey, NewSigningKey, SealedSigningKey};
pub use sealer::{Place, Sealer};
pub use tokens::{Claims, TokenKind, Tokens};
pub use totp::TotpSecret;

/// What can go wrong with a key. The words are for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The text is no master key.
    #[error(
        "That is not a master key: it must be 32 bytes written as base64 (44 characters). Check secret.key or VESTIBULE_MASTER_KEY."
    )]
    NotAMasterKey,
    /// The database was sealed with another master key.
    #[error(
        "The master key does not fit this database. Use the secret.key that was made with it, or restore that file from a backup."
    )]
    WrongMasterKey,
    /// The database holds no key that may sign.
    #[error("The database holds no key to sign with.")]
    NoSigningKey,
    /// A sealed value was changed, moved to another row, or sealed with another key.
    #[error("A sealed value in the database can't be opened: it is damaged, or belongs to another master key.")]
    Unsealable,
    /// A cost that is too cheap or would take minutes.
    #[error("The cost of password hashes must lie between 4 and 14.")]
    Cost,
    /// A token is damaged, run out, or made for something else.
    #[error("That token is not good, or no longer.")]
    BadToken,
    /// The crypto library refused; should not happen.
    #[error("The crypto library refused to work. Restart the program.")]
    Failed,
}

/// All keys in use, opened.
pub struct Vault {
    hasher: Hasher,
    sealer: Sealer,
    tokens: Tokens,
    codes: aws_lc_rs::hmac::Key,
    audit: aws_lc_rs::hmac::Key,
}

impl Vault {
    /// Opens every key.
    ///
    /// `stored` are the signing keys, newest first; `instance` names this database in tokens, so that those
    /// of another one are refused; `cost` is bcrypt's (12 in use, 4 in tests).
    ///
    /// # Errors
    /// [`VaultError::WrongMasterKey`] if a stored key can't be opened; [`VaultError::NoSigningKey`];
    /// [`VaultError::Cost`].
    pub fn open(
        master: &MasterKey,
        stored: &[SealedSigningKey<'_>],
        instance: &str,
        cost: u32,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, VaultError> {
        let sealer = Sealer::new(master, Arc::clone(&entropy))?;
        let tokens = Tokens::open(&sealer, stored, instance)?;
        let hasher = Hasher::new(master, cost, entropy)?;
        Ok(Self { hasher, sealer, tokens, codes: keys::code_key(master)?, audit: keys::audit_key(master)? })
    }

    /// Hashes and checks passwords.
    pub fn hasher(&self) -> &Hasher {
        &self.hasher
    }

    /// Seals what must be read again.
    pub fn sealer(&self) -> &Sealer {
        &self.sealer
    }

    /// Signs and checks tokens.
    pub fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// The keyed digest of a typed code. It fits this challenge and this purpose only.
    pub fn code_mac(&self, challenge: ChallengeId, purpose: Purpose, code: &TypedCode) -> CodeMac {
        let tag = code_context(&self.codes, challenge, purpose, code).sign();
        CodeMac::new(tag.as_ref().first_chunk().copied().unwrap_or_default())
    }

    /// Whether a typed code is the one behind `mac`. Takes the same time wherever they differ.
    pub fn code_fits(&self, challenge: ChallengeId, purpose: Purpose, code: &TypedCode, mac: &CodeMac) -> bool {
        let typed = self.code_mac(challenge, purpose, code);
        aws_lc_rs::constant_time::verify_slices_are_equal(typed.as_bytes(), mac.as_bytes()).is_ok()
    }

    /// Sixteen bytes that stand for a text and tell nothing of it. The same text has the same ones.
    pub fn pseudonym(&self, text: &str) -> [u8; 16] {
        let mut context = aws_lc_rs::hmac::Context::with_key(&self.codes);
        // A challenge's identifier never begins so: its first bytes are the time.
        context.update(b"pseudonym of a text\0");
        context.update(text.as_bytes());
        context.sign().as_ref().first_chunk().copied().unwrap_or_default()
    }

    /// Seals the arguments of a letter for its row in the outbox.
    ///
    /// # Errors
    /// [`VaultError::Failed`].
    pub fn seal_letter(&self, id: LetterId, args: &LetterArgs) -> Result<Vec<u8>, VaultError> {
        letters::seal(&self.sealer, id, args)
    }

    /// Opens the arguments of a letter.
    ///
    /// # Errors
    /// [`VaultError::Unsealable`] if they are damaged, of another row, or wiped.
    pub fn open_letter(&self, id: LetterId, sealed: &[u8]) -> Result<LetterArgs, VaultError> {
        letters::open(&self.sealer, id, sealed)
    }
}

fn code_context(
    key: &aws_lc_rs::hmac::Key,
    challenge: ChallengeId,
    purpose: Purpose,
    code: &TypedCode,
) -> aws_lc_rs::hmac::Context {
    let mut context = aws_lc_rs::hmac::Context::with_key(key);
    context.update(challenge.as_bytes());
    context.update(purpose.as_str().as_bytes());
    context.update(&[0]);
    context.update(code.expose().as_bytes());
    context
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Secret, Timestamp};

    pub(crate) fn vault(master: &MasterKey) -> Vault {
        let key = NewSigningKey::make(master, &OsEntropy).unwrap();
        let stored = [SealedSigningKey { kid: &key.kid, sealed: &key.sealed, retired: false }];
        Vault::open(master, &stored, "here", 4, Arc::new(OsEntropy)).unwrap()
    }

    #[test]
    fn a_code_fits_its_own_challenge_and_purpose_only() {
        let vault = vault(&MasterKey::generate(&OsEntropy));
        let (one, two) = (
            ChallengeId::new(Timestamp::from_millis(1), &OsEntropy),
            ChallengeId::new(Timestamp::from_millis(1), &OsEntropy),
        );
        let code = TypedCode::generate(&OsEntropy);
        let mac = vault.code_mac(one, Purpose::SignUp, &code);
        assert!(vault.code_fits(one, Purpose::SignUp, &code, &mac));
        assert!(!vault.code_fits(two, Purpose::SignUp, &code, &mac));
        assert!(!vault.code_fits(one, Purpose::Reset, &code, &mac));
        assert!(!vault.code_fits(one, Purpose::SignUp, &TypedCode::generate(&OsEntropy), &mac));
    }

    #[test]
    fn a_letter_opens_in_its_own_row_only() {
        let vault = vault(&MasterKey::generate(&OsEntropy));
        let (one, two) = (
            LetterId::new(Timestamp::from_millis(1), &OsEntropy),
            LetterId::new(Timestamp::from_millis(1), &OsEntropy),
        );
        let args = LetterArgs {
            name: "Mira \"K.\"".to_owned(),
            username: "mira".to_owned(),
            seat: "front-desk".to_owned(),
            other_address: None,
            code: Some(Secret::from("BCDF-GHJK")),
            token: Some(Secret::from("a.b.c")),
        };
        let sealed = vault.seal_letter(one, &args).unwrap();
        assert!(!String::from_utf8_lossy(&sealed).contains("BCDF"));
        let opened = vault.open_letter(one, &sealed).unwrap();
        assert_eq!((opened.name.as_str(), opened.username.as_str()), ("Mira \"K.\"", "mira"));
        assert_eq!(opened.code.unwrap().expose(), "BCDF-GHJK");
        assert_eq!(opened.token.unwrap().expose(), "a.b.c");
        assert_eq!(vault.open_letter(two, &sealed).err(), Some(VaultError::Unsealable));
        assert_eq!(vault.open_letter(one, &[]).err(), Some(VaultError::Unsealable));
    }

    #[test]
    fn another_master_key_is_noticed() {
        let key = NewSigningKey::make(&MasterKey::generate(&OsEntropy), &OsEntropy).unwrap();
        let stored = [SealedSigningKey { kid: &key.kid, sealed: &key.sealed, retired: false }];
        let other = MasterKey::generate(&OsEntropy);
        let opened = Vault::open(&other, &stored, "here", 4, Arc::new(OsEntropy));
        assert_eq!(opened.err(), Some(VaultError::WrongMasterKey));
    }
}
