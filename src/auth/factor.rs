//! The second factor: turned on with a code, renewed, turned off.

use crate::domain::{AccountId, Seat, SecondFactor, Secret, SessionToken, Ticket, Timestamp, TotpCode};

use super::login::{LogInError, Me, SignedIn};
use super::{Auth, CallError};

/// A second factor that waits for its first code.
#[derive(Debug)]
pub struct Enrolment {
    /// What a person types into a phone: base32 in groups of four.
    pub secret: Secret,
    /// What a QR code carries.
    pub uri: Secret,
}

/// A second factor that counts, and the codes for the day on which the phone is lost: shown once.
#[derive(Debug)]
pub struct Enrolled {
    /// The account as it is now.
    pub me: Me,
    /// Ten codes as a person writes them down.
    pub recovery_codes: Vec<Secret>,
}

/// Why the second factor does not count yet. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// Another code is right now.
    #[error("That code is not right now. Wait for the next one, and look whether the phone's clock is right.")]
    WrongCode,
    /// Nothing waits to be confirmed: it was given up, or confirmed already.
    #[error("There is nothing to confirm. Begin again.")]
    NotBegun,
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

/// Why the second factor stays. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum RemoveFactorError {
    /// The rules ask for one.
    #[error("The rules of this house ask for two-factor sign-in from you.")]
    Required,
    /// Alone, the password would be too short.
    #[error("Your password is short enough only for two-factor sign-in. Choose one of {min} characters first.")]
    ShortPassword {
        /// Fewest characters without a second factor.
        min: usize,
    },
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

/// The password (and the second factor), shown again.
#[derive(Debug)]
pub struct StepUp {
    /// The password, as typed.
    pub password: Secret,
    /// For an account that has one.
    pub factor: Option<SecondFactor>,
}

/// The session goes on under another token.
#[derive(Debug)]
pub struct Renewed {
    /// For every call from here on. The old one is over.
    pub token: SessionToken,
    /// Dangerous acts don't ask again until then.
    pub proved_until: Timestamp,
}

/// A code that an admin tells somebody who can't get mail.
#[derive(Debug)]
pub struct ResetCode {
    /// The code as a person types it, `XXXX-XXXX`.
    pub code: Secret,
    /// It is good until then.
    pub expires_at: Timestamp,
}

#[rustfmt::skip]
impl Auth {
    /// The second step of signing in.
    #[allow(clippy::missing_errors_doc)]
    pub fn log_in_second(&self, _seat: &Seat, _ticket: &Ticket, _factor: SecondFactor) -> Result<SignedIn, LogInError> { Err(CallError::Gone.into()) }
    /// Shows the password again.
    #[allow(clippy::missing_errors_doc)]
    pub fn step_up(&self, _seat: &Seat, _token: &SessionToken, _proof: StepUp) -> Result<Renewed, LogInError> { Err(CallError::Gone.into()) }
    /// Begins.
    #[allow(clippy::missing_errors_doc)]
    pub fn begin_second_factor(&self, _seat: &Seat, _token: &SessionToken) -> Result<Enrolment, CallError> { Err(CallError::Gone) }
    /// Confirms.
    #[allow(clippy::missing_errors_doc)]
    pub fn confirm_second_factor(&self, _seat: &Seat, _token: &SessionToken, _code: &TotpCode) -> Result<Enrolled, EnrolError> { Err(CallError::Gone.into()) }
    /// Renews.
    #[allow(clippy::missing_errors_doc)]
    pub fn renew_recovery_codes(&self, _seat: &Seat, _token: &SessionToken) -> Result<Enrolled, CallError> { Err(CallError::Gone) }
    /// Removes.
    #[allow(clippy::missing_errors_doc)]
    pub fn remove_second_factor(&self, _seat: &Seat, _token: &SessionToken) -> Result<Me, RemoveFactorError> { Err(CallError::Gone.into()) }
    /// Admin: a code to tell somebody.
    #[allow(clippy::missing_errors_doc)]
    pub fn reset_code(&self, _seat: &Seat, _token: &SessionToken, _id: AccountId) -> Result<ResetCode, CallError> { Err(CallError::Gone) }
    /// Admin: turn somebody's second factor off.
    #[allow(clippy::missing_errors_doc)]
    pub fn clear_second_factor(&self, _seat: &Seat, _token: &SessionToken, _id: AccountId) -> Result<(), CallError> { Err(CallError::Gone) }
    /// Admin: forgive wrong guesses.
    #[allow(clippy::missing_errors_doc)]
    pub fn clear_throttle(&self, _seat: &Seat, _token: &SessionToken, _id: AccountId) -> Result<(), CallError> { Err(CallError::Gone) }
    /// Admin: end every session of an account; how many.
    #[allow(clippy::missing_errors_doc)]
    pub fn end_sessions(&self, _seat: &Seat, _token: &SessionToken, _id: AccountId) -> Result<u64, CallError> { Err(CallError::Gone) }
}
