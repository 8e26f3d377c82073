//! The first admin.

use crate::domain::{DisplayName, EmailAddress, Seat, Secret, Username};

use super::login::SignedIn;
use super::policy::PasswordProblem;
use super::{Auth, CallError};

/// What the first admin says of themselves.
#[derive(Debug)]
pub struct SetUp {
    /// The name to sign in with.
    pub username: Username,
    /// Where letters go. Not proved yet; a letter asks for it.
    pub email: EmailAddress,
    /// The name to be called by; may be empty.
    pub display_name: DisplayName,
    /// The password, as typed.
    pub password: Secret,
}

/// Why no first admin was made. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// There is one.
    #[error("There is an account already. Sign in, or ask an admin.")]
    AlreadySetUp,
    /// The password is not good enough.
    #[error(transparent)]
    Password(#[from] PasswordProblem),
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl Auth {
    /// Whether no account exists yet.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn needs_set_up(&self) -> Result<bool, CallError> {
        unimplemented!()
    }

    /// Makes the first admin, writes the letter that proves the address, and signs in.
    ///
    /// # Errors
    /// [`SetUpError::AlreadySetUp`] when any account exists.
    pub fn set_up(&self, seat: &Seat, form: SetUp) -> Result<SignedIn, SetUpError> {
        let _ = (seat, form);
        unimplemented!()
    }
}
