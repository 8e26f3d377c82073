//! The keys that lie in the database: read, or made where there are none yet.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::domain::{Clock, Entropy, KeyUse, StoredKey};
use crate::store::{self, Store, StoreError, Tx};
use crate::vault::{MasterKey, NewSigningKey, SealedSigningKey, Vault};

use super::CallError;

/// The setting that names this database in tokens.
const INSTANCE: &str = "instance";

struct Stored {
    instance: String,
    keys: Vec<StoredKey>,
}

/// Opens the vault of a database. A new database gets its first signing key and its name here, in one
/// transaction: of several processes that begin at once, one makes them and the others read them.
///
/// # Errors
/// [`crate::vault::VaultError::WrongMasterKey`] if the database was sealed with another master key; a store that fails.
pub fn open_vault(
    store: &dyn Store,
    master: &MasterKey,
    clock: &dyn Clock,
    entropy: Arc<dyn Entropy>,
    cost: u32,
) -> Result<Vault, CallError> {
    let stored = match store::read(store, find)? {
        Some(stored) => stored,
        None => {
            let key = NewSigningKey::make(master, entropy.as_ref())?;
            let mut name = [0; 16];
            entropy.fill(&mut name);
            let instance = URL_SAFE_NO_PAD.encode(name);
            store::write(store, |tx| {
                if let Some(stored) = find(tx)? {
                    return Ok(stored);
                }
                tx.put_setting(INSTANCE, &instance)?;
                tx.insert_key(&StoredKey {
                    purpose: KeyUse::Signing,
                    name: key.kid.clone(),
                    sealed: key.sealed.clone(),
                    created_at: clock.now(),
                    retired_at: None,
                })?;
                find(tx)?.ok_or_else(|| StoreError::Other("the new signing key can't be read".to_owned()))
            })?
        }
    };
    let keys: Vec<_> = stored
        .keys
        .iter()
        .map(|key| SealedSigningKey { kid: &key.name, sealed: &key.sealed, retired: key.retired_at.is_some() })
        .collect();
    Ok(Vault::open(master, &keys, &stored.instance, cost, entropy)?)
}

fn find(tx: &mut dyn Tx) -> store::Result<Option<Stored>> {
    let (instance, mut keys) = (tx.setting(INSTANCE)?, tx.key_ring()?.keys);
    keys.retain(|key| key.purpose == KeyUse::Signing);
    Ok(instance.filter(|_| !keys.is_empty()).map(|instance| Stored { instance, keys }))
}
