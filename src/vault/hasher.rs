//! Passwords: hashed and checked, never kept.
//!
//! `base64(HMAC-SHA-256(pepper, NFC(password)))` → bcrypt `$2b$`. The digest comes first because bcrypt alone
//! cuts at 72 bytes and stops at NUL; it is keyed, so that a stolen database alone can't be searched (OWASP
//! Password Storage Cheat Sheet, "Pre-Hashing Passwords with bcrypt").

use std::num::NonZero;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::domain::{Entropy, PasswordHash, Secret};

use super::{MasterKey, VaultError, keys};

/// What stands before the bcrypt string: scheme and version, then the pepper's name.
const SCHEME: &str = "v1:bcrypt-hmac256:k1:";

/// Hashes passwords, at most as many at once as there are cores.
pub struct Hasher {
    pepper: hmac::Key,
    cost: u32,
    entropy: Arc<dyn Entropy>,
    permits: Permits,
}

impl Hasher {
    /// Cheapest and dearest cost that is ever run: a stored hash of cost 31 would keep a core busy for days.
    pub const COSTS: std::ops::RangeInclusive<u32> = 4..=14;

    /// A hasher with that cost for new hashes.
    ///
    /// # Errors
    /// [`VaultError::Cost`] outside [`Self::COSTS`].
    pub fn new(master: &MasterKey, cost: u32, entropy: Arc<dyn Entropy>) -> Result<Self, VaultError> {
        if !Self::COSTS.contains(&cost) {
            return Err(VaultError::Cost);
        }
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        Ok(Self { pepper: keys::pepper(master)?, cost, entropy, permits: Permits::new(cores) })
    }

    /// Hashes a password with a fresh salt. Blocks while every core hashes.
    ///
    /// # Errors
    /// [`VaultError::Failed`].
    pub fn hash(&self, password: &Secret) -> Result<PasswordHash, VaultError> {
        let mut salt = [0; 16];
        self.entropy.fill(&mut salt);
        let parts = self.bcrypt(password, self.cost, salt)?;
        Ok(PasswordHash::new(format!("{SCHEME}{}", parts.format_for_version(bcrypt::Version::TwoB))))
    }

    /// Whether the password is the one behind `stored`. No hash, a hash of another scheme and a damaged one
    /// cost what a wrong password costs, and are wrong. A hash that was imported costs what it cost where it was made.
    pub fn verify(&self, password: &Secret, stored: Option<&PasswordHash>) -> bool {
        if let Some(right) = stored.and_then(|stored| self.verify_imported(password, stored)) {
            return right;
        }
        let parts = stored.and_then(parse);
        let (cost, salt) =
            parts.as_ref().map_or((self.cost, [0; 16]), |parts| (parts.get_cost(), parts.get_salt_raw()));
        let Ok(computed) = self.bcrypt(password, cost, salt) else { return false };
        let Some(parts) = parts else { return false };
        let text = |parts: &bcrypt::HashParts| parts.format_for_version(bcrypt::Version::TwoB);
        aws_lc_rs::constant_time::verify_slices_are_equal(text(&computed).as_bytes(), text(&parts).as_bytes()).is_ok()
    }

    /// Whether a hash that was just found right should be made anew: it is of another cost, or was imported.
    pub fn needs_rehash(&self, stored: &PasswordHash) -> bool {
        parse(stored).is_none_or(|parts| parts.get_cost() != self.cost)
    }

    /// Leave to use a core. Blocks while every core hashes.
    pub(super) fn permit(&self) -> Permit<'_> {
        self.permits.acquire()
    }

    fn bcrypt(&self, password: &Secret, cost: u32, salt: [u8; 16]) -> Result<bcrypt::HashParts, VaultError> {
        // Canonical composition grows UTF-8 at most threefold (UAX #15 §14), so the buffer never moves.
        let mut text = Zeroizing::new(String::with_capacity(password.expose().len().saturating_mul(3)));
        text.extend(password.expose().nfc());
        let digest = Zeroizing::new(STANDARD.encode(hmac::sign(&self.pepper, text.as_bytes())));
        let _permit = self.permit();
        bcrypt::non_truncating_hash_with_salt(digest.as_bytes(), cost, salt).map_err(|_| VaultError::Failed)
    }
}

fn parse(stored: &PasswordHash) -> Option<bcrypt::HashParts> {
    let parts: bcrypt::HashParts = stored.as_str().strip_prefix(SCHEME)?.parse().ok()?;
    Hasher::COSTS.contains(&parts.get_cost()).then_some(parts)
}

/// Leave to use a core.
struct Permits {
    free: Mutex<usize>,
    given_back: Condvar,
}

impl Permits {
    fn new(count: usize) -> Self {
        Self { free: Mutex::new(count), given_back: Condvar::new() }
    }

    fn acquire(&self) -> Permit<'_> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = self.given_back.wait_while(free, |free| *free == 0).unwrap_or_else(PoisonError::into_inner);
        *free -= 1;
        Permit(self)
    }
}

/// Given back when dropped.
pub(super) struct Permit<'a>(&'a Permits);

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.given_back.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::OsEntropy;

    fn hasher(cost: u32) -> Hasher {
        Hasher::new(&MasterKey::generate(&OsEntropy), cost, Arc::new(OsEntropy)).unwrap()
    }

    fn secret(text: &str) -> Secret {
        Secret::from(text)
    }

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let hasher = hasher(4);
        let hash = hasher.hash(&secret("tide quarry lantern")).unwrap();
        assert!(hash.as_str().starts_with("v1:bcrypt-hmac256:k1:$2b$04$"));
        assert!(hasher.verify(&secret("tide quarry lantern"), Some(&hash)));
        assert!(!hasher.verify(&secret("tide quarry lanterN"), Some(&hash)));
        assert!(!hasher.verify(&secret("tide quarry lantern"), None));
        assert!(!self::hasher(4).verify(&secret("tide quarry lantern"), Some(&hash)), "another pepper");
    }

    #[test]
    fn the_whole_password_counts() {
        let hasher = hasher(4);
        let long = "x".repeat(72);
        let hash = hasher.hash(&secret(&format!("{long}a"))).unwrap();
        assert!(!hasher.verify(&secret(&format!("{long}b")), Some(&hash)));
        let hash = hasher.hash(&secret("a")).unwrap();
        assert!(!hasher.verify(&secret("a\0a"), Some(&hash)));
    }

    #[test]
    fn one_letter_typed_two_ways_is_one_password() {
        let hasher = hasher(4);
        let hash = hasher.hash(&secret("caf\u{e9}")).unwrap();
        assert!(hasher.verify(&secret("cafe\u{301}"), Some(&hash)));
        let hash = hasher.hash(&secret("\u{fb01}n")).unwrap();
        assert!(!hasher.verify(&secret("fin"), Some(&hash)), "but a ligature is another letter");
    }

    #[test]
    fn a_hostile_stored_hash_is_wrong_and_harmless() {
        let hasher = hasher(4);
        let good = hasher.hash(&secret("x")).unwrap();
        let bcrypt = good.as_str().strip_prefix(SCHEME).unwrap();
        for stored in [
            String::new(),
            "v1".to_owned(),
            bcrypt.to_owned(),
            good.as_str().replace("v1:", "v2:"),
            good.as_str().replace(":k1:", ":k2:"),
            good.as_str().replace("$04$", "$31$"),
            good.as_str().replace("$04$", "$15$"),
            good.as_str().replace("$04$", "$03$"),
            good.as_str().replace("$04$", "$é$"),
            good.as_str().replace("$2b$", "$9z$"),
            format!("{SCHEME}{}", "é".repeat(30)),
            format!("{}x", good.as_str()),
            good.as_str().chars().rev().collect(),
            "\0".repeat(100_000),
        ] {
            assert!(!hasher.verify(&secret("x"), Some(&PasswordHash::new(stored))));
        }
    }

    #[test]
    fn a_hash_of_another_cost_is_made_anew() {
        let (old, master) = (4, MasterKey::generate(&OsEntropy));
        let hash = Hasher::new(&master, old, Arc::new(OsEntropy)).unwrap().hash(&secret("x")).unwrap();
        let dearer = Hasher::new(&master, 5, Arc::new(OsEntropy)).unwrap();
        assert!(dearer.verify(&secret("x"), Some(&hash)) && dearer.needs_rehash(&hash));
        assert!(!dearer.needs_rehash(&dearer.hash(&secret("x")).unwrap()));
    }

    #[test]
    fn a_cost_out_of_bounds_is_refused() {
        for cost in [0, 3, 15, 31] {
            let made = Hasher::new(&MasterKey::generate(&OsEntropy), cost, Arc::new(OsEntropy));
            assert_eq!(made.err(), Some(VaultError::Cost));
        }
    }

    #[test]
    fn no_more_hashes_run_at_once_than_there_are_permits() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        let (permits, running, most) = (Permits::new(2), AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let _permit = permits.acquire();
                        most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        std::thread::yield_now();
                        running.fetch_sub(1, Ordering::SeqCst);
                    }
                });
            }
        });
        assert!(most.load(Ordering::SeqCst) <= 2);
    }
}
