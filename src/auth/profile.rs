//! What people do with their own account.

use crate::domain::{AuditEntry, DisplayName, EmailAddress, Seat, Secret, Session, SessionId, SessionToken};

use super::challenge::{Flow, Proof, ProofRefused};
use super::login::Me;
use super::policy::PasswordProblem;
use super::{Auth, CallError};

/// One of somebody's sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSession {
    /// The session.
    pub session: Session,
    /// Whether the call came with it.
    pub is_this: bool,
}

/// Why the password stays as it was. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum ChangePasswordError {
    /// The old one does not fit.
    #[error("That is not your present password.")]
    WrongPassword,
    /// The new one is not good enough.
    #[error(transparent)]
    Password(#[from] PasswordProblem),
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

/// Why the address stays as it was. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmEmailError {
    /// The proof was not taken.
    #[error(transparent)]
    Proof(#[from] ProofRefused),
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

/// Why the account stays. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum DeleteMeError {
    /// What was typed is not the username.
    #[error("Type your username exactly to delete the account.")]
    WrongName,
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl Auth {
    /// One's own account.
    ///
    /// # Errors
    /// [`CallError::SignedOut`].
    pub fn me(&self, token: &SessionToken) -> Result<Me, CallError> {
        let _ = token;
        unimplemented!()
    }

    /// Changes the display name.
    ///
    /// # Errors
    /// [`CallError::SignedOut`].
    pub fn change_details(&self, seat: &Seat, token: &SessionToken, name: DisplayName) -> Result<Me, CallError> {
        let _ = (seat, token, name);
        unimplemented!()
    }

    /// Changes the password; ends every other session and tells the address.
    ///
    /// # Errors
    /// A wrong old password; a new one that is not good enough.
    pub fn change_password(
        &self,
        seat: &Seat,
        token: &SessionToken,
        old: Secret,
        new: Secret,
    ) -> Result<(), ChangePasswordError> {
        let _ = (seat, token, old, new);
        unimplemented!()
    }

    /// Names a new address (or the present one, to prove it). It counts once it has proved itself.
    /// An address that has another account gets the same answer and a different letter.
    ///
    /// # Errors
    /// [`CallError::SignedOut`].
    pub fn request_email(&self, seat: &Seat, token: &SessionToken, email: EmailAddress) -> Result<Flow, CallError> {
        let _ = (seat, token, email);
        unimplemented!()
    }

    /// Proves the new address; the old one is told.
    ///
    /// # Errors
    /// A proof that is not taken.
    pub fn confirm_email(&self, seat: &Seat, token: &SessionToken, proof: &Proof) -> Result<Me, ConfirmEmailError> {
        let _ = (seat, token, proof);
        unimplemented!()
    }

    /// One's live sessions, last used first.
    ///
    /// # Errors
    /// [`CallError::SignedOut`].
    pub fn sessions(&self, token: &SessionToken) -> Result<Vec<OwnSession>, CallError> {
        let _ = token;
        unimplemented!()
    }

    /// Ends one of one's own sessions.
    ///
    /// # Errors
    /// [`CallError::Gone`] if it is not one's own, or over.
    pub fn revoke_session(&self, seat: &Seat, token: &SessionToken, id: SessionId) -> Result<(), CallError> {
        let _ = (seat, token, id);
        unimplemented!()
    }

    /// One's own rows of the audit, newest first, at most 100.
    ///
    /// # Errors
    /// [`CallError::SignedOut`].
    pub fn activity(&self, token: &SessionToken) -> Result<Vec<AuditEntry>, CallError> {
        let _ = token;
        unimplemented!()
    }

    /// Deletes one's own account.
    ///
    /// # Errors
    /// [`CallError::LastAdmin`]; a name that is not one's own.
    pub fn delete_me(&self, seat: &Seat, token: &SessionToken, typed_name: &str) -> Result<(), DeleteMeError> {
        let _ = (seat, token, typed_name);
        unimplemented!()
    }
}
