//! Codes that a person reads in a letter and types.

use std::fmt;

use zeroize::Zeroizing;

use super::{Entropy, Secret};

/// A code of eight letters, shown `XXXX-XXXX`: 34.5 bits, enough with five tries.
pub struct TypedCode(Secret);

/// Why a text is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("A code has eight letters, like BCDF-GHJK.")]
pub struct CodeError;

impl TypedCode {
    /// Consonants only, so that no word appears and nothing reads like a digit (RFC 8628 §6.1).
    pub const ALPHABET: &'static [u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
    /// Letters in a code.
    pub const LETTERS: usize = 8;

    /// A fresh code.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        Self(letters(entropy, Self::LETTERS))
    }

    /// Reads what a person typed: any case, with or without dash and blanks.
    ///
    /// # Errors
    /// [`CodeError`] unless eight letters of the alphabet remain.
    pub fn parse(raw: &str) -> Result<Self, CodeError> {
        read_letters(raw, Self::LETTERS).map(Self).ok_or(CodeError)
    }

    /// The eight letters.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// As a letter shows it: `XXXX-XXXX`.
    pub fn spelled(&self) -> Secret {
        let (head, tail) = self.0.expose().split_at_checked(Self::LETTERS / 2).unwrap_or_default();
        Secret::new(format!("{head}-{tail}"))
    }
}

/// That many letters of [`TypedCode::ALPHABET`], each as likely as another.
pub(super) fn letters(entropy: &dyn Entropy, count: usize) -> Secret {
    let mut letters = String::with_capacity(count);
    // A byte of 240 and more is drawn again: 240 is the last multiple of 20, so no letter is favoured.
    while letters.len() < count {
        let mut byte = [0u8; 1];
        entropy.fill(&mut byte);
        let [byte] = byte;
        if byte < 240
            && let Some(letter) = TypedCode::ALPHABET.get(usize::from(byte % 20))
        {
            letters.push(char::from(*letter));
        }
    }
    Secret::new(letters)
}

/// Reads that many letters in any case, whatever dashes and blanks stand between them.
pub(super) fn read_letters(raw: &str, count: usize) -> Option<Secret> {
    // Wiped also where it turns out to be no code: it may be most of one.
    let mut letters = Zeroizing::new(String::with_capacity(count));
    for c in raw.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '‐' | '–' | '—')) {
        let letter = c.to_ascii_uppercase();
        if letters.len() >= count || !TypedCode::ALPHABET.iter().any(|known| char::from(*known) == letter) {
            return None;
        }
        letters.push(letter);
    }
    (letters.len() == count).then(|| Secret::new(std::mem::take(&mut *letters)))
}

impl fmt::Debug for TypedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

#[cfg(test)]
mod tests {
    use super::super::outside::Counting;
    use super::*;

    #[test]
    fn a_code_is_read_as_it_is_spelled() {
        let code = TypedCode::generate(&Counting(0.into()));
        let spelled = code.spelled();
        for raw in [spelled.expose().to_owned(), spelled.expose().to_lowercase(), format!(" {} ", code.expose())] {
            assert_eq!(TypedCode::parse(&raw).unwrap().expose(), code.expose());
        }
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for raw in ["", "BCDF", "BCDF-GHJKL", "ACDF-GHJK", "BCDF-GHJ1", "ВCDF-GHJK"] {
            assert_eq!(TypedCode::parse(raw).err(), Some(CodeError), "{raw}");
        }
    }
}
