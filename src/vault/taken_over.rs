//! Hashes that were taken over from older systems: how they are stored, and checked until their owner signs in.

use argon2::Argon2;
use argon2::password_hash::PasswordVerifier;
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest;
use pbkdf2::{Algorithm, Pbkdf2};
use scrypt::Scrypt;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::domain::{PasswordHash, Secret};

use super::imported::Form;
use super::{Hasher, ImportedHash, VaultError};

/// Before the name of the scheme: imported, first version.
const IMPORTED: &str = "i1:";
/// Before a hash of our own that stands around the hexadecimal SHA-256 digest of a password instead of the password.
pub(super) const WRAPPED: &str = "i1:sha256+";
/// What our own hash begins with where it is not wrapped.
pub(super) const OWN: &str = "v1:";

impl Hasher {
    /// Makes of an older hash what is stored. Costs a hash of our own where
    /// [`must_be_wrapped`](ImportedHash::must_be_wrapped) says so, and nothing otherwise.
    ///
    /// # Errors
    /// [`VaultError::Failed`].
    pub fn take_over(&self, hash: &ImportedHash) -> Result<PasswordHash, VaultError> {
        let stored = match (&hash.form, hash.scheme()) {
            (Form::Sha256(digest), _) => {
                let own = self.hash(digest)?;
                format!("{WRAPPED}{}", own.as_str().strip_prefix(OWN).ok_or(VaultError::Failed)?)
            }
            (_, scheme) => format!("{IMPORTED}{}:{}", scheme.unwrap_or_default(), hash.text),
        };
        Ok(PasswordHash::new(stored))
    }

    /// Whether the password is the one behind a hash that was taken over; `None` if `stored` is none.
    ///
    /// Older systems hashed the bytes as they came, so the password is tried as it was typed; then, if that is another
    /// spelling, in NFC, which most keyboards make. Two checks at most, one after the other.
    pub(super) fn verify_imported(&self, password: &Secret, stored: &PasswordHash) -> Option<bool> {
        let typed = password.expose();
        let mut composed = Zeroizing::new(String::with_capacity(typed.len().saturating_mul(3)));
        composed.extend(typed.nfc());
        let spellings = [typed, composed.as_str()];
        let mut spellings = spellings.iter().take(if typed == composed.as_str() { 1 } else { 2 });

        if let Some(rest) = stored.as_str().strip_prefix(WRAPPED) {
            let own = PasswordHash::new(format!("{OWN}{rest}"));
            return Some(spellings.any(|spelling| self.verify(&sha256_hex(spelling.as_bytes()), Some(&own))));
        }
        let hash = ImportedHash::stored(stored)?;
        let _permit = self.permit();
        Some(spellings.any(|spelling| hash.fits(spelling.as_bytes())))
    }
}

impl ImportedHash {
    /// The hash that a stored text of this kind stands for; `None` for any other text and a damaged one.
    pub(super) fn stored(stored: &PasswordHash) -> Option<Self> {
        let (scheme, text) = stored.as_str().strip_prefix(IMPORTED)?.split_once(':')?;
        Self::parse(text).ok().filter(|hash| hash.scheme() == Some(scheme))
    }

    /// What names the format in a stored text; `None` for what is never stored as it is.
    pub(super) fn scheme(&self) -> Option<&'static str> {
        match self.form {
            Form::Sha256(_) => None,
            Form::Bcrypt(_) => Some("bcrypt"),
            Form::DjangoBcryptSha256(_) => Some("django-bcrypt-sha256"),
            Form::DjangoPbkdf2Sha256 { .. } => Some("django-pbkdf2-sha256"),
            Form::Argon2id(_) => Some("argon2id"),
            Form::Scrypt(_) => Some("scrypt"),
        }
    }

    /// Whether it is the hash of these bytes.
    fn fits(&self, password: &[u8]) -> bool {
        match &self.form {
            // Kept nowhere, so there is nothing to check.
            Form::Sha256(_) => false,
            // All bcrypts cut at 72 bytes, so the one that made this hash did, too.
            Form::Bcrypt(parts) => same_bcrypt(password, parts),
            Form::DjangoBcryptSha256(parts) => same_bcrypt(sha256_hex(password).expose().as_bytes(), parts),
            Form::DjangoPbkdf2Sha256 { iterations, salt, hash } => {
                let mut computed = Zeroizing::new([0; 32]);
                let Ok(params) = pbkdf2::Params::new(*iterations) else { return false };
                Pbkdf2::new(Algorithm::Pbkdf2Sha256, params).hash_password_into(
                    password,
                    salt.as_bytes(),
                    computed.as_mut(),
                );
                verify_slices_are_equal(computed.as_ref(), hash).is_ok()
            }
            Form::Argon2id(hash) => Argon2::default().verify_password(password, hash.as_ref()).is_ok(),
            Form::Scrypt(hash) => Scrypt::new().verify_password(password, hash.as_ref()).is_ok(),
        }
    }
}

fn same_bcrypt(password: &[u8], parts: &bcrypt::HashParts) -> bool {
    let text = |parts: &bcrypt::HashParts| parts.format_for_version(bcrypt::Version::TwoB);
    bcrypt::hash_with_salt(password, parts.get_cost(), parts.get_salt_raw())
        .is_ok_and(|computed| verify_slices_are_equal(text(&computed).as_bytes(), text(parts).as_bytes()).is_ok())
}

/// What `hashlib.sha256(…).hexdigest()` says.
fn sha256_hex(bytes: &[u8]) -> Secret {
    let digest = digest::digest(&digest::SHA256, bytes);
    let mut hex = String::with_capacity(64);
    for byte in digest.as_ref() {
        for half in [byte >> 4, byte & 15] {
            hex.extend(char::from_digit(half.into(), 16));
        }
    }
    Secret::new(hex)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use super::super::imported::tests::{DIGEST, HASHES, PASSWORD, broken, dear};
    use super::*;
    use crate::vault::{MasterKey, OsEntropy};

    /// Composed, as most keyboards make it.
    const UMLAUTS: &str = "Grüße aus Köln, schöne";
    const OF_UMLAUTS: [&str; 6] = [
        "f47cedb8f23ae6d7f0a61bef5564fd672f6275d721cfabcd14a5fa1b6022bbfe",
        "$2b$05$AyiqH1L./NyGnvHGyVQg4uSighz4ZJR0zmVDw1/3Lk.cGBcfjzco.",
        "pbkdf2_sha256$1000$seasalt2$sgUntn8bjlqWtLdFg50H7QEe6vdeRlIPvoWrUPeZ5og=",
        "bcrypt_sha256$$2b$04$6jKL9wuRgTbqCcyiqhtoDOn/T7lq1DyjTqVsSBX0fK5CkvK3Ttu.O",
        "$argon2id$v=19$m=1024,t=2,p=2$YrXm+TPwwP9S/vRF43eExw$A2OrHwAPjz1UvaJj3w9lFiIMmUmfG5hczonLlS0KzqM",
        "$scrypt$ln=8,r=8,p=1$RqhVSknJGaM0BmCMsRaC0A$m6zq6/uRVc2Dq8HOeWr6TwvM2wS+2TVl9euMTd9mR4M",
    ];
    /// What the libraries make by themselves, and Django's names before it.
    const DEFAULTS: [&str; 4] = [
        "$argon2id$v=19$m=65536,t=3,p=4$dqQda6bSdSnoa7kSQoaXNA$NLux24v6eHyAIWEYtNQ/I2nWY/6O8/TpZrSpNoXi7SM",
        "argon2$argon2id$v=19$m=102400,t=2,p=8$c2FsdHNhbHRzYWx0$qlPWaJRFKFSi/m1y2Lrs2/7q/P8ZnQDogtcASbKd9AM",
        "$scrypt$ln=16,r=8,p=1$by1lbE1pjbFWSsmZUwrB+A$ZXZG8rZOF/kjvCmuyM8AT4mtkVe3rj4g2QMS8LoT2l4",
        "bcrypt$$2y$05$UvsPDh.xx6uRhecHvJVPwOt/IMqxLaPRWhP5LLhpBSfe7dcmIeboW",
    ];

    fn hasher() -> Arc<Hasher> {
        crate::vault::tests::vault(&MasterKey::generate(&OsEntropy)).hasher()
    }

    fn taken(hasher: &Hasher, text: &str) -> PasswordHash {
        hasher.take_over(&ImportedHash::parse(text).unwrap()).unwrap()
    }

    fn stored(text: &str) -> PasswordHash {
        PasswordHash::new(text.to_owned())
    }

    #[test]
    fn the_password_of_an_older_system_still_fits_and_no_other() {
        let hasher = hasher();
        for (scheme, text) in HASHES {
            let hash = taken(&hasher, text);
            assert!(hash.as_str().starts_with(&format!("i1:{scheme}:")), "{text}");
            assert!(hasher.verify(&PASSWORD.into(), Some(&hash)), "{text}");
            for wrong in ["tide quarry lantern mosS", "", "tide quarry lantern moss ", DIGEST, text] {
                assert!(!hasher.verify(&wrong.into(), Some(&hash)), "{text}: {wrong}");
            }
            assert!(hasher.needs_rehash(&hash), "{text}");
            assert!(!hasher.needs_rehash(&hasher.hash(&PASSWORD.into()).unwrap()));
        }
        for text in DEFAULTS {
            let hash = taken(&hasher, text);
            assert!(hasher.verify(&PASSWORD.into(), Some(&hash)), "{text}");
            assert!(!hasher.verify(&UMLAUTS.into(), Some(&hash)), "{text}");
        }
    }

    #[test]
    fn a_password_is_tried_as_typed_and_then_composed() {
        let hasher = hasher();
        let apart: String = UMLAUTS.nfd().collect();
        assert_ne!(apart, UMLAUTS);
        for text in OF_UMLAUTS {
            let hash = taken(&hasher, text);
            assert!(hasher.verify(&UMLAUTS.into(), Some(&hash)), "{text}");
            assert!(hasher.verify(&apart.as_str().into(), Some(&hash)), "{text}");
        }
        // hashlib.sha256(unicodedata.normalize("NFD", p).encode()).hexdigest()
        let hash = taken(&hasher, "c2c2fd1cfb52f81c9edb8b2cbee1387d417ae267638c5d8ec991d0bf563e8974");
        assert!(hasher.verify(&apart.as_str().into(), Some(&hash)), "as the old system got it");
        assert!(!hasher.verify(&UMLAUTS.into(), Some(&hash)));
    }

    #[test]
    fn bcrypt_cuts_where_the_old_one_cut() {
        // bcrypt.hashpw(("0123456789" * 8).encode(), bcrypt.gensalt(5)) with bcrypt 4.0.1, which cut silently.
        let hasher = hasher();
        let hash = taken(&hasher, "$2b$05$zF5AIWdgKuW1BXGNduS5bOd.TalB5xKxO92bn6XV8Zocz0bcwNgya");
        let long = "0123456789".repeat(8);
        let cut = |chars| Secret::new(long.chars().take(chars).collect());
        assert!(hasher.verify(&long.as_str().into(), Some(&hash)));
        assert!(hasher.verify(&cut(72), Some(&hash)));
        assert!(!hasher.verify(&cut(71), Some(&hash)));
        // PBKDF2PasswordHasher().encode("x" * 300, "seasalt2", 1000)
        let hash = taken(&hasher, "pbkdf2_sha256$1000$seasalt2$aoQtTd6cYnOyrEFDl8V9mtpEjQecf7GYMsgafTNO7kk=");
        assert!(hasher.verify(&"x".repeat(300).as_str().into(), Some(&hash)), "others count all of it");
        assert!(!hasher.verify(&"x".repeat(299).as_str().into(), Some(&hash)));
    }

    #[test]
    fn a_digest_is_wrapped_in_any_case_and_needs_our_pepper() {
        let (ours, others) = (hasher(), hasher());
        for text in [DIGEST.to_owned(), DIGEST.to_uppercase(), format!(" {DIGEST}\r\n")] {
            let hash = taken(&ours, &text);
            assert!(!hash.as_str().to_lowercase().contains(DIGEST));
            assert!(ours.verify(&PASSWORD.into(), Some(&hash)));
            assert!(!others.verify(&PASSWORD.into(), Some(&hash)), "another pepper");
        }
        assert!(ImportedHash::parse(DIGEST).unwrap().must_be_wrapped());
        for (_, text) in &HASHES[1..] {
            assert!(!ImportedHash::parse(text).unwrap().must_be_wrapped());
        }
        for bare in [format!("i1:sha256:{DIGEST}"), format!("i1:{DIGEST}"), format!("i1::{DIGEST}"), DIGEST.to_owned()]
        {
            assert!(!ours.verify(&PASSWORD.into(), Some(&stored(&bare))), "a bare digest opens nothing: {bare}");
        }
    }

    #[test]
    fn whatever_is_stored_a_check_is_short_and_no_panic() {
        let hasher = hasher();
        let all = dear().into_iter().map(|(text, _)| text).chain(broken());
        let begun = Instant::now();
        for text in all {
            for scheme in
                ["", "i1:", "i1:sha256+", "i1:bcrypt:", "i1:argon2id:", "i1:scrypt:", "i1:django-pbkdf2-sha256:"]
            {
                let stored = stored(&format!("{scheme}{text}"));
                assert!(!hasher.verify(&PASSWORD.into(), Some(&stored)), "{scheme}{text}");
                assert!(hasher.needs_rehash(&stored));
            }
        }
        // Some 1,500 of them, each at the price of a wrong password: a millisecond and a half at this cost.
        assert!(begun.elapsed() < Duration::from_secs(120));
    }

    #[test]
    fn a_stored_hash_counts_under_the_name_of_its_own_scheme_only() {
        let hasher = hasher();
        for (_, text) in &HASHES[1..] {
            let own = taken(&hasher, text);
            for scheme in ["bcrypt", "django-bcrypt-sha256", "django-pbkdf2-sha256", "argon2id", "scrypt", "sha256"] {
                let stored = stored(&format!("i1:{scheme}:{text}"));
                assert_eq!(hasher.verify(&PASSWORD.into(), Some(&stored)), stored == own, "{scheme} {text}");
            }
        }
    }
}
