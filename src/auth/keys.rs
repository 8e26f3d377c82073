//! The keys that lie in the database: read, made where there are none yet, and read again after a rotation.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::domain::{Clock, Entropy, KeyRing, KeyUse, PasswordHash, Secret, StoredKey, Timestamp};
use crate::store::{self, Store, Tx};
use crate::vault::{self, Claims, MasterKey, TokenKind, Vault};

use super::transact::Abort;
use super::{Auth, CallError};

/// The setting that names this database in tokens.
const INSTANCE: &str = "instance";
/// The setting that says, sealed, how many rows of the audit are from before it was chained. Without it somebody could
/// take all links away and say that there never were any.
pub(super) const UNCHAINED: &str = "audit.unchained";

/// What a database holds of keys, and what has to be known to make them.
#[derive(PartialEq, Eq)]
struct Found {
    instance: Option<String>,
    ring: KeyRing,
    audit_rows: u64,
}

impl Found {
    fn read(tx: &mut dyn Tx) -> store::Result<Self> {
        Ok(Self { instance: tx.setting(INSTANCE)?, ring: tx.key_ring()?, audit_rows: tx.audit_head()?.0 })
    }

    fn has(&self, purpose: KeyUse) -> bool {
        self.ring.keys.iter().any(|key| key.purpose == purpose)
    }
}

/// Opens the vault of a database. A new database gets its name and its keys here, in one transaction: of several
/// processes that begin at once, one makes them and the others read them. The keys of a database from before there was
/// a ring are put into it in the same way.
///
/// # Errors
/// [`vault::VaultError::WrongMasterKey`] if the database was sealed with another master key;
/// [`vault::VaultError::MissingKey`] if keys are gone; a store that fails.
pub fn open_vault(
    store: &dyn Store,
    master: &MasterKey,
    clock: &dyn Clock,
    entropy: Arc<dyn Entropy>,
    cost: u32,
) -> Result<Vault, CallError> {
    loop {
        let found = store::read(store, Found::read)?;
        let (instance, ring) = match &found.instance {
            None => {
                let mut name = [0; 16];
                entropy.fill(&mut name);
                let ring = vault::first_keys(master, clock.now(), Arc::clone(&entropy))?;
                (URL_SAFE_NO_PAD.encode(name), ring)
            }
            Some(instance) if found.has(KeyUse::Signing) && !found.has(KeyUse::Sealing) => {
                (instance.clone(), vault::adopted_keys(master, &found.ring, Arc::clone(&entropy))?)
            }
            Some(instance) => return Ok(Vault::open(master, &found.ring, instance, cost, entropy)?),
        };
        // Opened before anything is written: what can't be opened is not kept.
        let vault = Vault::open(master, &ring, &instance, cost, Arc::clone(&entropy))?;
        let unchained = vault.seal_setting(UNCHAINED, &found.audit_rows.to_string())?;
        store::write(store, |tx| {
            // Another process was faster: theirs are read in the next round.
            if Found::read(tx)? != found {
                return Ok(());
            }
            tx.put_setting(INSTANCE, &instance)?;
            tx.put_setting(UNCHAINED, &unchained)?;
            for key in &ring.keys {
                let is_there = |old: &StoredKey| old.purpose == key.purpose && old.name == key.name;
                if found.ring.keys.iter().any(is_there) { tx.update_key(key)? } else { tx.insert_key(key)? }
            }
            Ok(())
        })?;
    }
}

impl Auth {
    /// Takes the keys of a rotation into use that another process has made; nearly nothing if there was none. What is
    /// sealed or signed in this transaction is then sealed with the newest key.
    pub(super) fn keep_up<E: From<CallError>>(&self, tx: &mut dyn Tx) -> Result<(), Abort<E>> {
        if tx.key_generation()? > self.vault.generation() {
            self.vault.load(&tx.key_ring()?)?;
        }
        Ok(())
    }

    /// What a good token says. A token of a key that is not known yet is looked at again with the newest keys.
    ///
    /// # Errors
    /// [`vault::VaultError::BadToken`]; a store that fails.
    pub(super) fn check_token(&self, token: &str, kinds: &[TokenKind], now: Timestamp) -> Result<Claims, CallError> {
        let tokens = self.vault.tokens();
        if tokens.is_of_unknown_key(token) {
            self.look::<_, CallError>(|_| Ok(()))?;
            return Ok(self.vault.tokens().check(token, kinds, now)?);
        }
        Ok(tokens.check(token, kinds, now)?)
    }

    /// Hashes a password with the newest pepper. Never inside a transaction.
    ///
    /// # Errors
    /// [`vault::VaultError::Failed`]; a store that fails.
    pub(super) fn hash(&self, password: &Secret) -> Result<PasswordHash, CallError> {
        // A process that had nothing to do for two rotations would use a pepper that is gone by now.
        self.look::<_, CallError>(|_| Ok(()))?;
        Ok(self.vault.hasher().hash(password)?)
    }
}
