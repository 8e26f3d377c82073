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

use crate::domain::{Entropy, KeyUse, PasswordHash, Secret};

use super::VaultError;
use super::taken_over::{OWN, WRAPPED};

/// What stands before the bcrypt string: scheme and version, then the pepper's name and a colon.
const SCHEME: &str = "v1:bcrypt-hmac256:";

/// Hashes passwords, at most as many at once as there are cores.
pub struct Hasher {
    /// The first one goes into new hashes; old ones may have any.
    peppers: Vec<Pepper>,
    cost: u32,
    entropy: Arc<dyn Entropy>,
    permits: Arc<Permits>,
    /// Checked where there is no hash, for its time. It never fits.
    decoy: PasswordHash,
}

/// What goes into a password before it is hashed.
pub(super) struct Pepper {
    pub(super) name: String,
    pub(super) key: hmac::Key,
}

impl Hasher {
    /// Cheapest and dearest cost that is ever run: a stored hash of cost 31 would keep a core busy for days.
    pub const COSTS: std::ops::RangeInclusive<u32> = 4..=14;

    /// A hasher with that cost for new hashes, and these peppers, the one for new hashes first.
    ///
    /// # Errors
    /// [`VaultError::Cost`] outside [`Self::COSTS`]; [`VaultError::MissingKey`] without a pepper.
    pub(super) fn new(peppers: Vec<Pepper>, cost: u32, entropy: Arc<dyn Entropy>) -> Result<Self, VaultError> {
        if !Self::COSTS.contains(&cost) {
            return Err(VaultError::Cost);
        }
        if peppers.is_empty() {
            return Err(VaultError::MissingKey(KeyUse::Pepper));
        }
        let newest = peppers.first().map_or("", |pepper| pepper.name.as_str());
        let decoy = PasswordHash::new(format!("{SCHEME}{newest}:$2b${cost:02}${}", ".".repeat(53)));
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        Ok(Self { peppers, cost, entropy, permits: Arc::new(Permits::new(cores)), decoy })
    }

    /// The same with other peppers. Together they still hash as many at once as there are cores.
    pub(super) fn with(&self, peppers: Vec<Pepper>) -> Result<Self, VaultError> {
        let new = Self::new(peppers, self.cost, Arc::clone(&self.entropy))?;
        Ok(Self { permits: Arc::clone(&self.permits), ..new })
    }

    /// What the hashes that need that pepper begin with: our own, and those that stand around a digest that was imported.
    pub fn prefixes(pepper: &str) -> [String; 2] {
        let own = Self::prefix(pepper);
        let wrapped = format!("{WRAPPED}{}", own.trim_start_matches(OWN));
        [own, wrapped]
    }

    fn prefix(pepper: &str) -> String {
        format!("{SCHEME}{pepper}:")
    }

    /// Hashes a password with a fresh salt. Blocks while every core hashes.
    ///
    /// # Errors
    /// [`VaultError::Failed`].
    pub fn hash(&self, password: &Secret) -> Result<PasswordHash, VaultError> {
        self.hash_at(password, self.cost)
    }

    /// Hashes a code that nobody chose: it has 64 bits and more, so the least cost that counts as safe is enough for it
    /// (OWASP ASVS 5.0, appendix C: at least 10), and ten of them take half a second.
    ///
    /// # Errors
    /// [`VaultError::Failed`].
    pub fn hash_random(&self, code: &Secret) -> Result<PasswordHash, VaultError> {
        self.hash_at(code, self.cost.min(10))
    }

    fn hash_at(&self, password: &Secret, cost: u32) -> Result<PasswordHash, VaultError> {
        let pepper = self.peppers.first().ok_or(VaultError::Failed)?;
        let mut salt = [0; 16];
        self.entropy.fill(&mut salt);
        let parts = self.bcrypt(pepper, password, cost, salt)?;
        let prefix = Self::prefix(&pepper.name);
        Ok(PasswordHash::new(format!("{prefix}{}", parts.format_for_version(bcrypt::Version::TwoB))))
    }

    /// Whether the password is the one behind `stored`. No hash, a hash of another scheme, a damaged one and one
    /// whose pepper is gone cost what a wrong password costs, and are wrong. A hash that was imported costs what it cost
    /// where it was made.
    pub fn verify(&self, password: &Secret, stored: Option<&PasswordHash>) -> bool {
        if let Some(right) = stored.and_then(|stored| self.verify_imported(password, stored)) {
            return right;
        }
        let found = stored.and_then(|stored| self.parse(stored));
        let is_there = found.is_some();
        let Some((pepper, parts)) = found.or_else(|| self.parse(&self.decoy)) else { return false };
        let Ok(computed) = self.bcrypt(pepper, password, parts.get_cost(), parts.get_salt_raw()) else { return false };
        let text = |parts: &bcrypt::HashParts| parts.format_for_version(bcrypt::Version::TwoB);
        let (computed, kept) = (text(&computed), text(&parts));
        let fits = aws_lc_rs::constant_time::verify_slices_are_equal(computed.as_bytes(), kept.as_bytes()).is_ok();
        fits && is_there
    }

    /// Whether a hash that was just found right should be made anew: it is of another cost or an older pepper, or was
    /// imported.
    pub fn needs_rehash(&self, stored: &PasswordHash) -> bool {
        let newest = self.peppers.first().map(|pepper| pepper.name.as_str());
        self.parse(stored)
            .is_none_or(|(pepper, parts)| parts.get_cost() != self.cost || Some(pepper.name.as_str()) != newest)
    }

    fn parse(&self, stored: &PasswordHash) -> Option<(&Pepper, bcrypt::HashParts)> {
        let (name, hash) = stored.as_str().strip_prefix(SCHEME)?.split_once(':')?;
        let pepper = self.peppers.iter().find(|pepper| pepper.name == name)?;
        let parts: bcrypt::HashParts = hash.parse().ok()?;
        Self::COSTS.contains(&parts.get_cost()).then_some((pepper, parts))
    }

    /// Leave to use a core. Blocks while every core hashes.
    pub(super) fn permit(&self) -> Permit<'_> {
        self.permits.acquire()
    }

    fn bcrypt(
        &self,
        pepper: &Pepper,
        password: &Secret,
        cost: u32,
        salt: [u8; 16],
    ) -> Result<bcrypt::HashParts, VaultError> {
        // Canonical composition grows UTF-8 at most threefold (UAX #15 §14), so the buffer never moves.
        let mut text = Zeroizing::new(String::with_capacity(password.expose().len().saturating_mul(3)));
        text.extend(password.expose().nfc());
        let digest = Zeroizing::new(STANDARD.encode(hmac::sign(&pepper.key, text.as_bytes())));
        let _permit = self.permit();
        bcrypt::non_truncating_hash_with_salt(digest.as_bytes(), cost, salt).map_err(|_| VaultError::Failed)
    }
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

    fn pepper(name: &str, byte: u8) -> Pepper {
        Pepper { name: name.to_owned(), key: hmac::Key::new(hmac::HMAC_SHA256, &[byte; 32]) }
    }

    fn with(peppers: Vec<Pepper>, cost: u32) -> Result<Hasher, VaultError> {
        Hasher::new(peppers, cost, Arc::new(OsEntropy))
    }

    fn hasher(cost: u32) -> Hasher {
        with(vec![pepper("k1", 1)], cost).unwrap()
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
        let another = with(vec![pepper("k1", 2)], 4).unwrap();
        assert!(!another.verify(&secret("tide quarry lantern"), Some(&hash)), "another pepper");
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
        let bcrypt = good.as_str().strip_prefix(&Hasher::prefix("k1")).unwrap();
        for stored in [
            String::new(),
            "v1".to_owned(),
            bcrypt.to_owned(),
            good.as_str().replace("v1:", "v2:"),
            good.as_str().replace(":k1:", ":k2:"),
            good.as_str().replace(":k1:", "::"),
            good.as_str().replace(":k1:", ":"),
            good.as_str().replace("$04$", "$31$"),
            good.as_str().replace("$04$", "$15$"),
            good.as_str().replace("$04$", "$03$"),
            good.as_str().replace("$04$", "$é$"),
            good.as_str().replace("$2b$", "$9z$"),
            format!("{}{}", Hasher::prefix("k1"), "é".repeat(30)),
            format!("{}x", good.as_str()),
            good.as_str().chars().rev().collect(),
            "\0".repeat(100_000),
        ] {
            assert!(!hasher.verify(&secret("x"), Some(&PasswordHash::new(stored))));
        }
    }

    #[test]
    fn a_hash_of_another_cost_is_made_anew() {
        let hash = hasher(4).hash(&secret("x")).unwrap();
        let dearer = hasher(5);
        assert!(dearer.verify(&secret("x"), Some(&hash)) && dearer.needs_rehash(&hash));
        assert!(!dearer.needs_rehash(&dearer.hash(&secret("x")).unwrap()));
    }

    #[test]
    fn an_older_pepper_still_fits_and_is_replaced() {
        let old = hasher(4).hash(&secret("x")).unwrap();
        let both = with(vec![pepper("k2", 2), pepper("k1", 1)], 4).unwrap();
        assert!(both.verify(&secret("x"), Some(&old)) && both.needs_rehash(&old));
        assert!(!both.verify(&secret("y"), Some(&old)));
        let new = both.hash(&secret("x")).unwrap();
        assert!(new.as_str().starts_with("v1:bcrypt-hmac256:k2:$2b$"));
        assert!(both.verify(&secret("x"), Some(&new)) && !both.needs_rehash(&new));
        let later = with(vec![pepper("k3", 3), pepper("k2", 2)], 4).unwrap();
        assert!(!later.verify(&secret("x"), Some(&old)), "its pepper is gone");
    }

    #[test]
    fn a_cost_out_of_bounds_is_refused() {
        for cost in [0, 3, 15, 31] {
            assert_eq!(with(vec![pepper("k1", 1)], cost).err(), Some(VaultError::Cost));
        }
        assert_eq!(with(Vec::new(), 4).err(), Some(VaultError::MissingKey(KeyUse::Pepper)));
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
