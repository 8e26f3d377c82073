//! Invitations: whoever has the code may sign up where one has to be invited.

use std::fmt;

use super::code::{letters, read_letters};
use super::text::clean_line;
use super::{CodeMac, Entropy, InviteId, Party, Role, Secret, Timestamp};

/// The code of an invitation: twelve letters, shown `XXXX-XXXX-XXXX`. It is good for days and for several people, so it
/// is longer than one that is typed within minutes: 51.8 bits.
pub struct InviteCode(Secret);

/// Why a text is no code of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("An invitation has twelve letters, like BCDF-GHJK-LMNP.")]
pub struct InviteCodeError;

impl InviteCode {
    /// Letters in a code.
    pub const LETTERS: usize = 12;

    /// A fresh code.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        Self(letters(entropy, Self::LETTERS))
    }

    /// Reads what a person typed: any case, with or without dashes and blanks.
    ///
    /// # Errors
    /// [`InviteCodeError`] unless twelve letters of the alphabet remain.
    pub fn parse(raw: &str) -> Result<Self, InviteCodeError> {
        read_letters(raw, Self::LETTERS).map(Self).ok_or(InviteCodeError)
    }

    /// The twelve letters.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// As it is shown: `XXXX-XXXX-XXXX`.
    pub fn spelled(&self) -> Secret {
        let mut spelled = String::with_capacity(Self::LETTERS + 2);
        for (at, letter) in self.0.expose().chars().enumerate() {
            if at > 0 && at.is_multiple_of(4) {
                spelled.push('-');
            }
            spelled.push(letter);
        }
        Secret::new(spelled)
    }
}

impl fmt::Debug for InviteCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// What an invitation is for, as staff call it: one line. May be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InviteLabel(String);

/// Why a label is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Use at most 60 characters.")]
pub struct InviteLabelError;

impl InviteLabel {
    /// Longest label, in characters.
    pub const MAX_CHARS: usize = 60;

    /// Cleans the text and checks its length.
    ///
    /// # Errors
    /// [`InviteLabelError`] after cleaning.
    pub fn parse(raw: &str) -> Result<Self, InviteLabelError> {
        let line = clean_line(raw, Self::MAX_CHARS + 1);
        if line.chars().count() > Self::MAX_CHARS { Err(InviteLabelError) } else { Ok(Self(line)) }
    }

    /// The label, possibly empty.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An invitation, as it is kept: its code is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// Which.
    pub id: InviteId,
    /// The keyed digest of its code.
    pub code: CodeMac,
    /// What it is for.
    pub label: InviteLabel,
    /// What accounts made with it may do.
    pub role: Role,
    /// How many accounts may be made with it in all.
    pub uses: u32,
    /// How many more.
    pub uses_left: u32,
    /// When it was made.
    pub created_at: Timestamp,
    /// Nobody signs up with it from then on.
    pub expires_at: Timestamp,
    /// Who made it.
    pub made_by: Party,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

impl Invite {
    /// Whether one may sign up with it.
    pub fn is_good(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.uses_left > 0 && now < self.expires_at
    }
}

#[cfg(test)]
mod tests {
    use super::super::outside::Counting;
    use super::*;

    #[test]
    fn a_code_is_read_as_it_is_spelled() {
        let code = InviteCode::generate(&Counting(0.into()));
        let spelled = code.spelled();
        assert_eq!(spelled.expose().len(), 14);
        for raw in [spelled.expose().to_owned(), spelled.expose().to_lowercase(), format!(" {} ", code.expose())] {
            assert_eq!(InviteCode::parse(&raw).unwrap().expose(), code.expose());
        }
        assert_eq!(format!("{code:?}"), "…");
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for raw in ["", "BCDF-GHJK", "BCDF-GHJK-LMNPQ", "ACDF-GHJK-LMNP", "BCDF-GHJK-LMN1", "ВCDF-GHJK-LMNP", "\0"] {
            assert_eq!(InviteCode::parse(raw).err(), Some(InviteCodeError), "{raw}");
        }
    }

    #[test]
    fn a_label_is_one_short_clean_line() {
        assert_eq!(InviteLabel::parse(" Open\nday \u{202e}").unwrap().as_str(), "Open day");
        assert!(InviteLabel::parse(&"é".repeat(60)).is_ok());
        assert_eq!(InviteLabel::parse(&"é".repeat(61)), Err(InviteLabelError));
    }
}
