//! Sign-up: a registration is parked until its address is proved.

use crate::domain::{ChallengeId, DisplayName, EmailAddress, Seat, Secret, Username};

use super::challenge::{Flow, ResendError};
use super::policy::PasswordProblem;
use super::{Auth, CallError};

/// What somebody says of themselves.
#[derive(Debug)]
pub struct SignUp {
    /// The name that is wished for. Whether it is taken is told once the address is proved.
    pub username: Username,
    /// The address to prove.
    pub email: EmailAddress,
    /// The name to be called by; may be empty.
    pub display_name: DisplayName,
    /// The password, as typed.
    pub password: Secret,
}

/// Why a registration is not taken. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum SignUpError {
    /// The password is not good enough.
    #[error(transparent)]
    Password(#[from] PasswordProblem),
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl Auth {
    /// Parks a registration, writes its letter and its audit row in one transaction. An address that has an
    /// account gets the same answer, the same rows, and a different letter.
    ///
    /// # Errors
    /// A password that is not good enough; a store that fails.
    pub fn sign_up(&self, seat: &Seat, form: SignUp) -> Result<Flow, SignUpError> {
        let _ = (seat, form);
        unimplemented!()
    }

    /// Sends a new letter for any challenge under way (sign-up, reset, new address). The old code is void; the
    /// count of wrong codes goes on.
    ///
    /// # Errors
    /// [`ResendError::TooSoon`] within the cooldown.
    pub fn resend(&self, seat: &Seat, challenge: ChallengeId) -> Result<Flow, ResendError> {
        let _ = (seat, challenge);
        unimplemented!()
    }

    /// Gives a parked registration another address and writes to it. The code that went to the old address
    /// is void.
    ///
    /// # Errors
    /// [`ResendError::TooSoon`] within the cooldown.
    pub fn fix_address(&self, seat: &Seat, challenge: ChallengeId, email: EmailAddress) -> Result<Flow, ResendError> {
        let _ = (seat, challenge, email);
        unimplemented!()
    }
}
