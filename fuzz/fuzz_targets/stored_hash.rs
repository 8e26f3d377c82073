//! Stored hashes: whatever stands in the row, a wrong password stays wrong, and a core is not kept busy.
//!
//! Input: what to do, where, how much, then text.
#![no_main]

use std::sync::LazyLock;
use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use rustix::time::{ClockId, clock_gettime};
use vestibule::domain::{PasswordHash, Secret};
use vestibule_fuzz::{splice, text, vault};

/// Most processor time of one check. The dearest bcrypt that is not skipped below takes some 30 ms, the cheapest
/// one that must be refused 2 s.
const MOST: Duration = Duration::from_secs(1);
/// The same for formats of older systems, some of which may take two seconds where nothing counts coverage. What has no
/// bound takes hours.
const MOST_OF_OTHERS: Duration = Duration::from_secs(10);
const OTHERS: [&str; 3] = ["pbkdf2", "argon2", "scrypt"];
/// Costs of bcrypt that are allowed, and too slow to be tried a thousand times.
const SLOW: [&str; 5] = ["$10$", "$11$", "$12$", "$13$", "$14$"];

/// Of another password.
static GOOD: LazyLock<String> = LazyLock::new(|| {
    vault().hasher().hash(&Secret::from("tide quarry lantern")).expect("it hashes").as_str().to_owned()
});

fn busy() -> Duration {
    let spent = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(spent.tv_sec.unsigned_abs(), u32::try_from(spent.tv_nsec).unwrap_or_default())
}

fuzz_target!(|data: &[u8]| {
    let [what, at, cut, rest @ ..] = data else { return };
    let stored = if what % 2 == 0 { text(rest).into_owned() } else { splice(&GOOD, (*at).into(), (*cut).into(), rest) };
    if SLOW.iter().any(|cost| stored.contains(cost)) {
        return;
    }
    let most = if OTHERS.iter().any(|name| stored.contains(name)) { MOST_OF_OTHERS } else { MOST };
    let stored = PasswordHash::new(stored);
    let began = busy();
    assert!(!vault().hasher().verify(&Secret::from("tide quarry lanterN"), Some(&stored)), "a wrong password fits");
    let spent = busy().saturating_sub(began);
    assert!(spent < most, "it took {spent:?}");
    vault().hasher().needs_rehash(&stored);
    assert_eq!(format!("{stored:?}"), "…");
});
