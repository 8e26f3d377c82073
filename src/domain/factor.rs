//! The second factor: six digits from a phone, or a saved recovery code.

use std::fmt;

use super::{AccountId, Entropy, PasswordHash, Secret, Timestamp};

/// A shared secret for time-based codes (RFC 6238) as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totp {
    /// Whose.
    pub account: AccountId,
    /// The secret, sealed by the vault for this account.
    pub sealed: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When a code of it was shown for the first time. Before that it counts for nothing.
    pub confirmed_at: Option<Timestamp>,
    /// The time step of the last code that was taken: neither it nor an earlier one is taken again (RFC 6238 §5.2).
    pub last_step: u64,
}

/// Six digits that are good for half a minute.
pub struct TotpCode(Secret);

/// A saved code, good once: sixteen letters, shown `XXXX-XXXX-XXXX-XXXX`. 69 bits (NIST SP 800-63B-4 §4.2.1.1 asks
/// for 64).
pub struct RecoveryCode(Secret);

/// What is kept of a recovery code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRecoveryCode {
    /// Its first letter, which tells the codes of one account apart, so that one is looked up and not ten are tried.
    pub slot: char,
    /// The hash of the whole code, as of a password.
    pub hash: PasswordHash,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}

/// What somebody shows besides the password.
#[derive(Debug)]
pub enum SecondFactor {
    /// From the phone.
    Totp(TotpCode),
    /// From the drawer.
    Recovery(RecoveryCode),
}

/// Why a text is no second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Type the six digits from your phone, or a recovery code like BCDF-GHJK-LMNP-QRST.")]
pub struct SecondFactorError;

impl TotpCode {
    /// Digits in a code.
    pub const DIGITS: usize = 6;

    /// Reads what a person typed; blanks and dashes do not matter.
    ///
    /// # Errors
    /// [`SecondFactorError`] unless six digits remain.
    pub fn parse(raw: &str) -> Result<Self, SecondFactorError> {
        let mut digits = String::with_capacity(Self::DIGITS);
        for c in raw.chars().filter(|c| !c.is_whitespace() && *c != '-') {
            if !c.is_ascii_digit() || digits.len() >= Self::DIGITS {
                return Err(SecondFactorError);
            }
            digits.push(c);
        }
        if digits.len() == Self::DIGITS { Ok(Self(Secret::new(digits))) } else { Err(SecondFactorError) }
    }

    /// The six digits.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl RecoveryCode {
    /// Letters in a code.
    pub const LETTERS: usize = 16;
    /// Codes in a set.
    pub const SET: usize = 10;

    /// A fresh set: no two codes begin with the same letter.
    pub fn generate_set(entropy: &dyn Entropy) -> Vec<Self> {
        let mut set: Vec<Self> = Vec::with_capacity(Self::SET);
        while set.len() < Self::SET {
            let code = Self(super::code::letters(entropy, Self::LETTERS));
            if !set.iter().any(|other| other.slot() == code.slot()) {
                set.push(code);
            }
        }
        set
    }

    /// Reads what a person typed: any case, with or without dashes and blanks.
    ///
    /// # Errors
    /// [`SecondFactorError`] unless sixteen letters of the alphabet remain.
    pub fn parse(raw: &str) -> Result<Self, SecondFactorError> {
        super::code::read_letters(raw, Self::LETTERS).map(Self).ok_or(SecondFactorError)
    }

    /// The sixteen letters.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// The first letter.
    pub fn slot(&self) -> char {
        self.0.expose().chars().next().unwrap_or('-')
    }

    /// As a person writes it down: `XXXX-XXXX-XXXX-XXXX`.
    pub fn spelled(&self) -> Secret {
        let mut spelled = String::with_capacity(Self::LETTERS + 3);
        for (at, letter) in self.0.expose().chars().enumerate() {
            if at > 0 && at % 4 == 0 {
                spelled.push('-');
            }
            spelled.push(letter);
        }
        Secret::new(spelled)
    }
}

impl SecondFactor {
    /// Tells the two apart: one has digits only, the other letters only.
    ///
    /// # Errors
    /// [`SecondFactorError`] if it is neither.
    pub fn parse(raw: &str) -> Result<Self, SecondFactorError> {
        TotpCode::parse(raw).map(Self::Totp).or_else(|_| RecoveryCode::parse(raw).map(Self::Recovery))
    }
}

impl fmt::Debug for TotpCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

#[cfg(test)]
mod tests {
    use super::super::outside::Counting;
    use super::*;

    #[test]
    fn a_set_of_recovery_codes_is_read_as_it_is_spelled() {
        let set = RecoveryCode::generate_set(&Counting(0.into()));
        assert_eq!(set.len(), RecoveryCode::SET);
        for code in &set {
            let spelled = code.spelled();
            assert_eq!(spelled.expose().len(), 19);
            assert_eq!(RecoveryCode::parse(&spelled.expose().to_lowercase()).unwrap().expose(), code.expose());
            assert_eq!(set.iter().filter(|other| other.slot() == code.slot()).count(), 1);
        }
    }

    #[test]
    fn digits_are_a_phone_code_and_letters_a_saved_one() {
        assert!(matches!(SecondFactor::parse("123 456"), Ok(SecondFactor::Totp(_))));
        assert!(matches!(SecondFactor::parse("bcdf ghjk-lmnp qrst"), Ok(SecondFactor::Recovery(_))));
        for raw in ["", "12345", "1234567", "١٢٣٤٥٦", "BCDF-GHJK", "BCDF-GHJK-LMNP-QRS1", "BCDF-GHJK-LMNP-QRSTV"]
        {
            assert_eq!(SecondFactor::parse(raw).err(), Some(SecondFactorError), "{raw}");
        }
    }
}
