//! Time-based one-time codes (RFC 6238): SHA-1, six digits, half a minute, for that is what every phone can do.

use totp_rs::{Builder, Totp};
use zeroize::Zeroizing;

use crate::domain::{AccountId, Entropy, Secret, Timestamp, TotpCode};

use super::{Place, Vault, VaultError};

/// The secret that a phone and the vault share. 160 bits (RFC 4226 §4).
pub struct TotpSecret(Zeroizing<[u8; TotpSecret::BYTES]>);

impl TotpSecret {
    const BYTES: usize = 20;
    /// Clocks of phones and of this machine differ, and typing takes time: one step before and after is taken, too
    /// (RFC 6238 §5.2).
    const STEPS_BESIDE: u16 = 1;

    /// A fresh secret.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut bytes = Zeroizing::new([0; Self::BYTES]);
        entropy.fill(bytes.as_mut());
        Self(bytes)
    }

    /// The time step for which the code is right at `now`, of those after `last_step`. The caller has to note it, so
    /// that no code is taken twice.
    pub fn step_of(&self, code: &TotpCode, now: Timestamp, last_step: u64) -> Option<u64> {
        let totp = self.library("", "").ok()?;
        totp.check(code.expose(), seconds(now)).filter(|step| *step > last_step)
    }

    /// The code that a phone shows at `now`.
    ///
    /// # Errors
    /// [`VaultError::Failed`].
    pub fn code_at(&self, now: Timestamp) -> Result<TotpCode, VaultError> {
        let code = Zeroizing::new(self.library("", "")?.generate(seconds(now)).to_string());
        TotpCode::parse(&code).map_err(|_| VaultError::Failed)
    }

    /// The secret as people type it into a phone: base32 in groups of four.
    pub fn spelled(&self) -> Secret {
        let base32 = Zeroizing::new(totp_rs::Secret::from(*self.0).to_base32());
        let mut spelled = String::with_capacity(base32.len() * 2);
        for (at, letter) in base32.chars().enumerate() {
            if at > 0 && at % 4 == 0 {
                spelled.push(' ');
            }
            spelled.push(letter);
        }
        Secret::new(spelled)
    }

    /// The `otpauth` address that a QR code carries. `site` and `username` tell the phone's owner what it is for.
    ///
    /// # Errors
    /// [`VaultError::Failed`].
    pub fn uri(&self, site: &str, username: &str) -> Result<Secret, VaultError> {
        // A colon separates the two; in a name it would end the site.
        let site = site.replace(':', " ");
        let uri = self.library(site.trim(), username)?.to_url().map_err(|_| VaultError::Failed)?;
        Ok(Secret::new(uri))
    }

    fn library(&self, site: &str, username: &str) -> Result<Totp, VaultError> {
        Builder::new()
            .with_secret(*self.0)
            .with_skew(Self::STEPS_BESIDE)
            .with_issuer((!site.is_empty()).then_some(site))
            .with_account_name(username)
            .build()
            .map_err(|_| VaultError::Failed)
    }
}

impl std::fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

impl Vault {
    /// Seals the shared secret of an account.
    ///
    /// # Errors
    /// [`VaultError::Failed`].
    pub fn seal_totp(&self, account: AccountId, secret: &TotpSecret) -> Result<Vec<u8>, VaultError> {
        self.sealer().seal(place(&account), secret.0.as_ref())
    }

    /// Opens the shared secret of an account.
    ///
    /// # Errors
    /// [`VaultError::Unsealable`] if it is damaged or of another account.
    pub fn open_totp(&self, account: AccountId, sealed: &[u8]) -> Result<TotpSecret, VaultError> {
        let plain = self.sealer().open(place(&account), sealed)?;
        let mut bytes = Zeroizing::new([0; TotpSecret::BYTES]);
        bytes.copy_from_slice(plain.as_slice().first_chunk::<{ TotpSecret::BYTES }>().ok_or(VaultError::Unsealable)?);
        Ok(TotpSecret(bytes))
    }
}

pub(super) fn place(account: &AccountId) -> Place<'_> {
    Place { table: "totp", column: "sealed", row: account.as_bytes() }
}

fn seconds(now: Timestamp) -> u64 {
    u64::try_from(now.seconds()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> TotpSecret {
        TotpSecret(Zeroizing::new(*b"12345678901234567890"))
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    #[test]
    fn codes_are_those_of_the_rfc() {
        // RFC 6238, appendix B: the last six of the eight digits for SHA-1.
        for (time, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret().code_at(at(time)).unwrap().expose(), code);
        }
    }

    #[test]
    fn a_code_is_right_in_its_own_step_and_the_ones_beside_it() {
        let code = secret().code_at(at(1_000_000_020)).unwrap();
        let step = 1_000_000_020 / 30;
        for (offset, right) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
            let now = at(1_000_000_020 + offset);
            assert_eq!(secret().step_of(&code, now, 0), right.then_some(step), "{offset}");
        }
        assert_eq!(secret().step_of(&code, at(1_000_000_020), step), None, "used");
        assert_eq!(secret().step_of(&code, at(1_000_000_020), step - 1), Some(step));
    }

    #[test]
    fn the_address_for_phones_names_site_and_person() {
        let uri = secret().uri("Hillside: Makerspace", "mira_k").unwrap();
        assert_eq!(
            uri.expose(),
            "otpauth://totp/Hillside%20%20Makerspace:mira_k?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Hillside%20%20Makerspace"
        );
        assert_eq!(secret().spelled().expose(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    }
}
