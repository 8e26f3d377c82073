//! From an older system's hash to ours, at the first good sign-in.

use std::time::{Duration, Instant};

use vestibule::auth::import::{Admins, Imported, NewImport};
use vestibule::auth::login::{LogIn, LogInError};
use vestibule::auth::rotate::{RotateError, RotateKeys};
use vestibule::domain::{KeyUse, PasswordHash};
use vestibule::vault::ImportedHash;

use crate::core::row;
use crate::house::{HOUR, House};
use crate::samples::{DEAR, DIGEST, HASHES, PASSWORD};

fn is_ours(stored: &str) -> bool {
    stored.starts_with("v1:bcrypt-hmac256:") && stored.contains(":$2b$04$")
}

fn with_hash(house: &House, username: &str, stored: PasswordHash) {
    let new = NewImport { password: Some(stored), ..row(username) };
    let answers = house.auth.operator().import(&house.seat, Admins::Refused, &crate::core::origin(), &[new]).unwrap();
    assert_eq!(answers, [Ok(Imported::Made)]);
}

fn stored(house: &House, username: &str) -> String {
    house.account(username).password.unwrap().as_str().to_owned()
}

fn opens(house: &House, username: &str, password: &str) -> bool {
    // Whoever guessed wrong has to wait.
    house.pass(HOUR);
    match house.try_password(username, password) {
        Ok(LogIn::In(_)) => true,
        Err(LogInError::Refused) => false,
        other => panic!("{username}: {other:?}"),
    }
}

#[test]
fn every_kind_of_hash_opens_and_is_ours_after_the_first_good_sign_in() {
    let house = House::new();
    house.admin();
    for (username, hash) in HASHES {
        let taken = house.vault.hasher().take_over(&ImportedHash::parse(hash).unwrap()).unwrap();
        with_hash(&house, username, taken.clone());
        assert!(taken.as_str().starts_with("i1:"), "{username}");

        assert!(!opens(&house, username, "tide quarry lantern mosS"), "{username}");
        assert!(!opens(&house, username, hash), "{username}: a hash is no password");
        assert!(!opens(&house, username, DIGEST), "{username}");
        assert_eq!(stored(&house, username), taken.as_str(), "a wrong password changes nothing");

        assert!(opens(&house, username, PASSWORD), "{username}");
        let upgraded = stored(&house, username);
        assert!(is_ours(&upgraded), "{username}: {upgraded}");

        assert!(opens(&house, username, PASSWORD), "{username}");
        assert!(!opens(&house, username, "tide quarry lantern mosS"), "{username}");
        assert_eq!(stored(&house, username), upgraded, "and once is enough");
    }
}

#[test]
fn a_dear_hash_put_into_the_database_by_hand_opens_nothing_and_costs_nothing() {
    let house = House::new();
    house.admin();
    let begun = Instant::now();
    for (number, hash) in DEAR.into_iter().enumerate() {
        assert!(ImportedHash::parse(hash).is_err(), "{hash}");
        let schemes = ["", "i1:bcrypt:", "i1:django-bcrypt-sha256:", "i1:argon2id:", "i1:django-pbkdf2-sha256:"];
        for (at, scheme) in schemes.into_iter().chain(["i1:scrypt:", "i1:sha256+bcrypt-hmac256:k1:"]).enumerate() {
            let username = format!("user{number}x{at}");
            with_hash(&house, &username, PasswordHash::new(format!("{scheme}{hash}")));
            assert!(!opens(&house, &username, PASSWORD), "{scheme}{hash}");
        }
    }
    assert!(begun.elapsed() < Duration::from_secs(60), "any of them would take hours");
}

#[test]
fn who_was_imported_without_a_hash_has_no_password_yet() {
    let house = House::new();
    house.admin();
    house.auth.operator().import(&house.seat, Admins::Refused, &crate::core::origin(), &[row("mira")]).unwrap();
    for password in ["", PASSWORD] {
        assert!(!opens(&house, "mira", password));
    }
}

#[test]
fn a_wrapped_digest_counts_as_one_that_needs_its_pepper() {
    let house = House::new();
    house.admin();
    let taken = house.vault.hasher().take_over(&ImportedHash::parse(DIGEST).unwrap()).unwrap();
    with_hash(&house, "mira", taken);
    let rotate = || {
        let what = RotateKeys { uses: vec![KeyUse::Pepper], drop_oldest: false };
        house.auth.operator().rotate_keys(&house.seat, &what)
    };
    // Hers and the admin's, who signs in and moves over.
    assert_eq!(rotate().unwrap().waiting, 2);
    house.log_in("ada");
    assert!(matches!(rotate(), Err(RotateError::OldestInUse { hashes: 1, .. })));
    assert!(opens(&house, "mira", PASSWORD), "with the pepper before the last");
    assert!(is_ours(&stored(&house, "mira")));
    assert!(rotate().is_ok());
    assert!(opens(&house, "mira", PASSWORD));
}
