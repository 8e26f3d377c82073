//! All that touches a key, and nothing else does.
//!
//! One master key stays outside the database. From it come the key of typed codes, the key of the audit's chain,
//! and the one that seals the ring: the pepper of passwords, the key that seals what must be read again and the keys
//! that sign tokens are random, lie in the database and can be replaced while the vault is in use.
//!
//! **Invariant.** No key, password, code or token is in an error or a `Debug` of this room.

use std::sync::{Arc, PoisonError, RwLock};

use crate::domain::{
    ChallengeId, CodeMac, Entropy, InviteCode, KeyRing, KeyUse, LetterArgs, LetterId, Purpose, StoredKey, Timestamp,
    TypedCode,
};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

mod chain;
pub mod entropy;
pub mod hasher;
pub mod imported;
pub mod keys;
mod letters;
mod reseal;
pub mod ring;
pub mod sealer;
mod taken_over;
pub mod tokens;
pub mod totp;

pub use chain::PartiesDigest;
pub use entropy::OsEntropy;
pub use hasher::Hasher;
pub use imported::{ImportedHash, ImportedHashError};
pub use keys::MasterKey;
pub use reseal::Resealer;
pub use ring::{adopted_keys, first_keys};
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
    /// The database holds no key of that use for new things.
    #[error("The database holds no {0} key. Restore it from a backup.")]
    MissingKey(KeyUse),
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
    wrapping: ring::Wrapping,
    codes: aws_lc_rs::hmac::Key,
    audit: aws_lc_rs::hmac::Key,
    instance: String,
    opened: RwLock<Opened>,
}

/// What a rotation replaces. Each is shared, so that whoever is at work with an old one can end it.
struct Opened {
    generation: u64,
    hasher: Arc<Hasher>,
    sealer: Arc<Sealer>,
    tokens: Arc<Tokens>,
}

impl Opened {
    fn new(wrapping: &ring::Wrapping, ring: &KeyRing, hasher: Hasher, instance: &str) -> Result<Self, VaultError> {
        Ok(Self {
            generation: ring.generation,
            hasher: Arc::new(hasher),
            sealer: Arc::new(wrapping.sealer(ring)?),
            tokens: Arc::new(Tokens::open(&wrapping.signing_seeds(ring)?, instance)?),
        })
    }
}

impl Vault {
    /// Opens every key.
    ///
    /// `instance` names this database in tokens, so that those of another one are refused; `cost` is bcrypt's (12 in
    /// use, 4 in tests).
    ///
    /// # Errors
    /// [`VaultError::WrongMasterKey`] if a stored key can't be opened; [`VaultError::MissingKey`];
    /// [`VaultError::Cost`].
    pub fn open(
        master: &MasterKey,
        ring: &KeyRing,
        instance: &str,
        cost: u32,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, VaultError> {
        let wrapping = ring::Wrapping::new(master, Arc::clone(&entropy))?;
        let hasher = Hasher::new(wrapping.peppers(ring)?, cost, entropy)?;
        let opened = Opened::new(&wrapping, ring, hasher, instance)?;
        Ok(Self {
            wrapping,
            codes: keys::code_key(master)?,
            audit: keys::audit_key(master)?,
            instance: instance.to_owned(),
            opened: RwLock::new(opened),
        })
    }

    /// The generation of the ring in use.
    pub fn generation(&self) -> u64 {
        self.now(|opened| opened.generation)
    }

    /// Takes another ring into use, unless the one in use is as new.
    ///
    /// # Errors
    /// As [`Self::open`]; then everything stays as it was.
    pub fn load(&self, ring: &KeyRing) -> Result<(), VaultError> {
        let hasher = self.hasher().with(self.wrapping.peppers(ring)?)?;
        let newer = Opened::new(&self.wrapping, ring, hasher, &self.instance)?;
        let mut opened = self.opened.write().unwrap_or_else(PoisonError::into_inner);
        // Of two threads that saw the rotation, or two rotations, the later may come first.
        if opened.generation < newer.generation {
            *opened = newer;
        }
        Ok(())
    }

    fn now<T>(&self, f: impl FnOnce(&Opened) -> T) -> T {
        f(&self.opened.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Hashes and checks passwords.
    pub fn hasher(&self) -> Arc<Hasher> {
        self.now(|opened| Arc::clone(&opened.hasher))
    }

    /// Seals what must be read again.
    pub fn sealer(&self) -> Arc<Sealer> {
        self.now(|opened| Arc::clone(&opened.sealer))
    }

    /// Signs and checks tokens.
    pub fn tokens(&self) -> Arc<Tokens> {
        self.now(|opened| Arc::clone(&opened.tokens))
    }

    /// A new key of that use for this ring. Its name is none that the ring has.
    ///
    /// # Errors
    /// [`VaultError::Failed`].
    pub fn new_key(&self, purpose: KeyUse, ring: &KeyRing, now: Timestamp) -> Result<StoredKey, VaultError> {
        self.wrapping.make(purpose, ring, now)
    }

    /// Seals anew with the keys of that ring, before it is in use.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn resealer(&self, ring: &KeyRing) -> Result<Resealer, VaultError> {
        Ok(Resealer(self.wrapping.sealer(ring)?))
    }

    /// Seals a setting that nobody without the master key may make.
    ///
    /// # Errors
    /// [`VaultError::Failed`].
    pub fn seal_setting(&self, name: &str, value: &str) -> Result<String, VaultError> {
        Ok(BASE64.encode(self.wrapping.note(name, value.as_bytes())?))
    }

    /// Opens such a setting.
    ///
    /// # Errors
    /// [`VaultError::Unsealable`] if it is of another name or was made without the master key.
    pub fn open_setting(&self, name: &str, sealed: &str) -> Result<String, VaultError> {
        let sealed = BASE64.decode(sealed).map_err(|_| VaultError::Unsealable)?;
        let plain = self.wrapping.read_note(name, &sealed)?;
        String::from_utf8(plain.to_vec()).map_err(|_| VaultError::Unsealable)
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

    /// The keyed digest of an invitation's code. The same code has the same one, so that it can be looked for.
    pub fn invite_mac(&self, code: &InviteCode) -> CodeMac {
        let mut context = aws_lc_rs::hmac::Context::with_key(&self.codes);
        // As for pseudonyms: no challenge's identifier begins so.
        context.update(b"code of an invitation\0");
        context.update(code.expose().as_bytes());
        CodeMac::new(context.sign().as_ref().first_chunk().copied().unwrap_or_default())
    }

    /// Seals the arguments of a letter for its row in the outbox.
    ///
    /// # Errors
    /// [`VaultError::Failed`].
    pub fn seal_letter(&self, id: LetterId, args: &LetterArgs) -> Result<Vec<u8>, VaultError> {
        letters::seal(&self.sealer(), id, args)
    }

    /// Opens the arguments of a letter.
    ///
    /// # Errors
    /// [`VaultError::Unsealable`] if they are damaged, of another row, or wiped.
    pub fn open_letter(&self, id: LetterId, sealed: &[u8]) -> Result<LetterArgs, VaultError> {
        letters::open(&self.sealer(), id, sealed)
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

    const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

    pub(crate) fn vault(master: &MasterKey) -> Vault {
        let ring = first_keys(master, NOW, Arc::new(OsEntropy)).unwrap();
        Vault::open(master, &ring, "here", 4, Arc::new(OsEntropy)).unwrap()
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
            reason: None,
            then: crate::domain::Then::Done,
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
        let ring = first_keys(&MasterKey::generate(&OsEntropy), NOW, Arc::new(OsEntropy)).unwrap();
        let other = MasterKey::generate(&OsEntropy);
        let opened = Vault::open(&other, &ring, "here", 4, Arc::new(OsEntropy));
        assert_eq!(opened.err(), Some(VaultError::WrongMasterKey));
    }

    #[test]
    fn a_newer_ring_is_taken_and_an_older_one_is_not() {
        let master = MasterKey::generate(&OsEntropy);
        let old = first_keys(&master, NOW, Arc::new(OsEntropy)).unwrap();
        let vault = Vault::open(&master, &old, "here", 4, Arc::new(OsEntropy)).unwrap();
        let mut new = KeyRing { generation: 2, ..old.clone() };
        let sealing = vault.new_key(KeyUse::Sealing, &old, NOW).unwrap();
        new.keys.iter_mut().filter(|key| key.purpose == KeyUse::Sealing).for_each(|key| key.retired_at = Some(NOW));
        new.keys.insert(0, sealing);
        let sealed = |vault: &Vault| {
            vault.sealer().seal(Place { table: "t", column: "c", row: b"r" }, b"x").unwrap().first().copied()
        };
        let at_work = vault.sealer();
        assert_eq!(sealed(&vault), Some(1));
        vault.load(&new).unwrap();
        assert_eq!((sealed(&vault), vault.generation()), (Some(2), 2));
        vault.load(&KeyRing { generation: 1, ..old }).unwrap();
        assert_eq!((sealed(&vault), vault.generation()), (Some(2), 2));
        assert!(at_work.seal(Place { table: "t", column: "c", row: b"r" }, b"x").is_ok(), "it may end its work");
        let none = KeyRing { generation: 3, keys: Vec::new() };
        assert!(matches!(vault.load(&none), Err(VaultError::MissingKey(_))));
        assert_eq!((sealed(&vault), vault.generation()), (Some(2), 2), "a broken ring changes nothing");
    }

    #[test]
    fn a_sealed_setting_keeps_its_name() {
        let vault = vault(&MasterKey::generate(&OsEntropy));
        let sealed = vault.seal_setting("begins", "17").unwrap();
        assert_eq!(vault.open_setting("begins", &sealed).as_deref(), Ok("17"));
        for (name, text) in [("ends", sealed.as_str()), ("begins", "17"), ("begins", ""), ("begins", "MTc=")] {
            assert_eq!(vault.open_setting(name, text), Err(VaultError::Unsealable));
        }
    }
}
