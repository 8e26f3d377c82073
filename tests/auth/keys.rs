//! The keys that lie in the database.

use std::sync::{Arc, Barrier};

use vestibule::auth::CallError;
use vestibule::auth::clock::SystemClock;
use vestibule::auth::keys::open_vault;
use vestibule::domain::{Clock, KeyUse};
use vestibule::store::Store;
use vestibule::store::sqlite::SqliteStore;
use vestibule::vault::{MasterKey, OsEntropy, TokenKind, VaultError};

use crate::house::HOUR;

#[test]
fn processes_that_begin_at_once_share_one_signing_key_and_one_name() {
    let dir = tempfile::tempdir().unwrap();
    let master = MasterKey::generate(&OsEntropy);
    let stores: Vec<_> = (0..4).map(|_| SqliteStore::open(&dir.path().join("vestibule.db")).unwrap()).collect();
    let barrier = Barrier::new(stores.len());
    let vaults: Vec<_> = std::thread::scope(|scope| {
        let runs: Vec<_> = stores
            .iter()
            .map(|store| {
                let (barrier, master) = (&barrier, &master);
                scope.spawn(move || {
                    barrier.wait();
                    open_vault(store, master, &SystemClock, Arc::new(OsEntropy), 4).unwrap()
                })
            })
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    let now = SystemClock.now();
    for one in &vaults {
        let token = one.tokens().issue(TokenKind::Session, &"x", &"y", now, now.plus(HOUR)).unwrap();
        assert!(vaults.iter().all(|other| other.tokens().check(token.expose(), &TokenKind::ALL, now).is_ok()));
    }
    let mut keys = 0;
    stores[0]
        .read(&mut |tx| {
            keys = tx.key_ring()?.keys.iter().filter(|key| key.purpose == KeyUse::Signing).count();
            Ok(())
        })
        .unwrap();
    assert_eq!(keys, 1);
}

#[test]
fn a_master_key_that_does_not_fit_is_told_in_a_sentence() {
    let dir = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&dir.path().join("vestibule.db")).unwrap();
    let open = |master: &MasterKey| open_vault(&store, master, &SystemClock, Arc::new(OsEntropy), 4);
    let master = MasterKey::generate(&OsEntropy);
    open(&master).unwrap();
    assert!(open(&MasterKey::parse(&master.to_text()).unwrap()).is_ok());
    let error = open(&MasterKey::generate(&OsEntropy)).err().unwrap();
    assert!(matches!(error, CallError::Vault(VaultError::WrongMasterKey)));
    assert!(error.to_string().starts_with("The master key does not fit this database."), "{error}");
}
