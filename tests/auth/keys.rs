//! The keys that lie in the database.

use std::sync::{Arc, Barrier};

use aws_lc_rs::{aead, hkdf, hmac};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use vestibule::auth::CallError;
use vestibule::auth::clock::SystemClock;
use vestibule::auth::keys::open_vault;
use vestibule::domain::{Clock, KeyUse, LetterId, Timestamp};
use vestibule::store::sqlite::SqliteStore;
use vestibule::store::{read, write};
use vestibule::vault::{MasterKey, OsEntropy, TokenKind, VaultError};

use crate::house::{HOUR, PASSWORD};

#[test]
fn processes_that_begin_at_once_share_their_keys_and_one_name() {
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
    let mut uses: Vec<_> =
        read(&stores[0], |tx| tx.key_ring()).unwrap().keys.into_iter().map(|key| key.purpose).collect();
    uses.sort();
    assert_eq!(uses, KeyUse::ALL, "one of each use");
    let hash = vaults[0].hasher().hash(&PASSWORD.into()).unwrap();
    assert!(vaults.iter().all(|vault| vault.hasher().verify(&PASSWORD.into(), Some(&hash))));
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

/// A key as the first program took it from the master key.
fn derived(master: &MasterKey, purpose: &str) -> [u8; 32] {
    let secret = STANDARD.decode(master.to_text().expose()).unwrap();
    let mut key = [0; 32];
    let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, b"vestibule");
    salt.extract(&secret).expand(&[purpose.as_bytes()], hkdf::HKDF_SHA256).unwrap().fill(&mut key).unwrap();
    key
}

fn sealed(key: [u8; 32], place: &[u8], plain: &[u8]) -> Vec<u8> {
    let key = aead::LessSafeKey::new(aead::UnboundKey::new(&aead::AES_256_GCM, &key).unwrap());
    let (nonce, mut text) = ([9; 12], plain.to_vec());
    let aad = aead::Aad::from(place);
    key.seal_in_place_append_tag(aead::Nonce::assume_unique_for_key(nonce), aad, &mut text).unwrap();
    [&[1], &nonce[..], &text].concat()
}

/// A database as the first program left it: a signing key, a name, an account, a letter that waits, two rows of the
/// audit. Answers the letter's number.
fn of_the_first_program(store: &std::path::Path, master: &MasterKey) -> LetterId {
    let letter = LetterId::from_bytes([7; 16]);
    let sealing = derived(master, "sealing 1");
    let args = br#"{"name":"Mira","username":"mira","seat":"desk","other_address":null,"code":null,"token":"a.b.c"}"#;
    let args = sealed(sealing, &[&b"outbox\0args\0"[..], letter.as_bytes()].concat(), args);
    let key = sealed(sealing, b"keys\0sealed\0old", &[5; 32]);
    let pepper = hmac::Key::new(hmac::HMAC_SHA256, &derived(master, "password pepper 1"));
    let digest = STANDARD.encode(hmac::sign(&pepper, PASSWORD.as_bytes()));
    let hash = bcrypt::non_truncating_hash_with_salt(digest.as_bytes(), 4, [3; 16]).unwrap();
    let hash = format!("v1:bcrypt-hmac256:k1:{}", hash.format_for_version(bcrypt::Version::TwoB));

    let conn = rusqlite::Connection::open(store).unwrap();
    conn.execute_batch("PRAGMA application_id = 0x56535442; PRAGMA journal_mode = WAL").unwrap();
    conn.execute_batch(include_str!("../../assets/migrations/0001_the_desk.sql")).unwrap();
    conn.pragma_update(None, "user_version", 1).unwrap();
    conn.execute("INSERT INTO settings VALUES ('instance', 'here')", []).unwrap();
    conn.execute("INSERT INTO signing_keys (kid, sealed, created_at) VALUES ('old', ?, 5)", [&key]).unwrap();
    conn.execute(
        "INSERT INTO accounts (id, username, username_skeleton, email, email_key, display_name, display_key, search,
            role, status, verified_at, password, created_at, updated_at, version)
         VALUES (zeroblob(16), 'mira', 'mira', 'mira@example.org', 'mira@example.org', '', '', 'mira', 'user', 'active',
            5, ?, 1, 1, 1)",
        [&hash],
    )
    .unwrap();
    conn.execute(
        "INSERT INTO outbox (id, kind, address, created_at, send_after, state, tries, search, sealed_args)
         VALUES (?, 'password_changed', 'mira@example.org', 1, 1, 'queued', 0, 'mira', ?)",
        rusqlite::params![letter.as_bytes(), args],
    )
    .unwrap();
    conn.execute_batch(
        "INSERT INTO audit (at, event, actor, seat, search) VALUES (7, 'sys_setup', 'ada', 'desk', 'ada'),
            (8, 'authn_login_success', 'ada', 'desk', 'ada')",
    )
    .unwrap();
    letter
}

#[test]
fn a_database_of_the_first_program_is_taken_over_with_its_keys() {
    let dir = tempfile::tempdir().unwrap();
    let (file, master) = (dir.path().join("vestibule.db"), MasterKey::generate(&OsEntropy));
    let letter = of_the_first_program(&file, &master);
    let store = SqliteStore::open(&file).unwrap();
    let open = |master: &MasterKey| open_vault(&store, master, &SystemClock, Arc::new(OsEntropy), 4);

    let before = read(&store, |tx| tx.key_ring()).unwrap();
    let wrong = open(&MasterKey::generate(&OsEntropy)).err().unwrap();
    assert!(matches!(wrong, CallError::Vault(VaultError::WrongMasterKey)));
    assert_eq!(read(&store, |tx| tx.key_ring()).unwrap(), before, "and nothing was changed");

    for round in 0..2 {
        let vault = open(&master).unwrap();
        let (account, letters) =
            read(&store, |tx| Ok((tx.account_by_username(&"mira".parse().unwrap())?.unwrap(), tx.sealed_letters()?)))
                .unwrap();
        assert!(vault.hasher().verify(&PASSWORD.into(), account.password.as_ref()), "{round}");
        assert!(!vault.hasher().needs_rehash(account.password.as_ref().unwrap()));
        assert_eq!(letters[0].0, letter);
        assert_eq!(vault.open_letter(letter, &letters[0].1).unwrap().token.unwrap().expose(), "a.b.c");
        let token =
            vault.tokens().issue(TokenKind::Session, &"x", &"y", SystemClock.now(), SystemClock.now().plus(HOUR));
        let header = token.unwrap().expose().split('.').next().unwrap().to_owned();
        let header = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(header).unwrap();
        assert!(String::from_utf8(header).unwrap().contains(r#""kid":"old""#), "the key has kept its name");
    }
    let ring = read(&store, |tx| tx.key_ring()).unwrap();
    let mut names: Vec<_> = ring.keys.iter().map(|key| (key.purpose, key.name.as_str())).collect();
    names.sort_unstable();
    assert_eq!(names, [(KeyUse::Signing, "old"), (KeyUse::Sealing, "1"), (KeyUse::Pepper, "k1")]);
    assert!(ring.keys.iter().all(|key| key.created_at == Timestamp::from_millis(5)));
}

#[test]
fn a_database_that_has_lost_its_keys_gets_no_new_ones() {
    let dir = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&dir.path().join("vestibule.db")).unwrap();
    let master = MasterKey::generate(&OsEntropy);
    let open = || open_vault(&store, &master, &SystemClock, Arc::new(OsEntropy), 4);
    open().unwrap();
    let ring = read(&store, |tx| tx.key_ring()).unwrap();
    // A database without a sealing key, but with signing keys, is one of the first program; this is none.
    for key in &ring.keys {
        write(&store, |tx| tx.delete_key(key.purpose, &key.name)).unwrap();
        assert!(open().is_err(), "{key:?}");
    }
    assert!(matches!(open().err(), Some(CallError::Vault(VaultError::MissingKey(_)))));
    assert!(read(&store, |tx| tx.key_ring()).unwrap().keys.is_empty());
}
