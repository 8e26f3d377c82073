//! Signing in and out.

use crate::domain::{AccountId, Role, Seat, Secret, SessionToken, Timestamp};

use super::challenge::{Flow, Identifier};
use super::{Auth, CallError};

/// Who somebody says they are, and the proof of it.
#[derive(Debug)]
pub struct Credentials {
    /// Username or address.
    pub who: Identifier,
    /// The password, as typed.
    pub password: Secret,
}

/// Somebody's own account, as their screens show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    /// Who.
    pub id: AccountId,
    /// The name to sign in with.
    pub username: String,
    /// The name to be called by; may be empty.
    pub display_name: String,
    /// Where letters go.
    pub email: String,
    /// When the address was proved.
    pub verified_at: Option<Timestamp>,
    /// What they may do.
    pub role: Role,
    /// When the account was made.
    pub created_at: Timestamp,
    /// The sign-in before this one.
    pub last_login_at: Option<Timestamp>,
    /// An address that waits to be proved.
    pub pending_email: Option<Flow>,
}

/// Signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// For every call from here on.
    pub token: SessionToken,
    /// Who.
    pub me: Me,
}

/// What the right password opened.
#[derive(Debug)]
pub enum LogIn {
    /// The house.
    In(SignedIn),
    /// A registration whose address is not proved yet: go on there.
    NeedsVerification(Flow),
}

/// Why nobody is signed in. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum LogInError {
    /// Wrong name, wrong password, closed account: one sentence for all.
    #[error("That name and password don't fit together.")]
    Refused,
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl Auth {
    /// Signs in. An unknown name costs what a wrong password costs.
    ///
    /// # Errors
    /// [`LogInError::Refused`] for every wrong answer.
    pub fn log_in(&self, seat: &Seat, credentials: Credentials) -> Result<LogIn, LogInError> {
        let _ = (seat, credentials);
        unimplemented!()
    }

    /// Signs out. Never fails for a session that is over already.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn log_out(&self, seat: &Seat, token: &SessionToken) -> Result<(), CallError> {
        let _ = (seat, token);
        unimplemented!()
    }
}
