//! What admins do with everybody's accounts.

use crate::domain::{
    AccountId, AccountQuery, AccountRow, AuditEntry, AuditQuery, DisplayName, EmailAddress, LetterId, LetterQuery,
    LetterRow, Role, Seat, Session, SessionToken, Username, Window,
};

use super::{Auth, CallError};

/// An account with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountDetail {
    /// The account.
    pub account: AccountRow,
    /// Its live sessions, last used first.
    pub sessions: Vec<Session>,
    /// Its last rows of the audit, newest first, at most 20.
    pub recent: Vec<AuditEntry>,
}

/// An account to be made by an admin. Its owner chooses the password by a letter.
#[derive(Debug)]
pub struct NewAccount {
    /// The name to sign in with.
    pub username: Username,
    /// Where the letter goes.
    pub email: EmailAddress,
    /// The name to be called by; may be empty.
    pub display_name: DisplayName,
    /// What it may do.
    pub role: Role,
}

/// Why no account was made. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// The name is taken, or looks like one that is.
    #[error("That username is taken, or looks like one that is.")]
    UsernameTaken,
    /// The address has an account.
    #[error("That address has an account already.")]
    EmailTaken,
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

/// Why an account stays. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum DeleteError {
    /// What was typed is not the username.
    #[error("Type the username exactly to delete the account.")]
    WrongName,
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

#[rustfmt::skip]
impl Auth {
    /// A part of the list of accounts.
    ///
    /// # Errors
    /// [`CallError`] in its kinds, as for every call here.
    pub fn accounts(&self, token: &SessionToken, query: &AccountQuery) -> Result<Window<AccountRow>, CallError> {
        let _ = (token, query);
        unimplemented!()
    }

    /// One account with what belongs to it.
    #[allow(clippy::missing_errors_doc)]
    pub fn account(&self, token: &SessionToken, id: AccountId) -> Result<AccountDetail, CallError> {
        let _ = (token, id);
        unimplemented!()
    }

    /// Makes an account and writes its owner a letter to choose a password.
    pub fn create_account(&self, seat: &Seat, token: &SessionToken, new: NewAccount) -> Result<AccountRow, CreateError> {
        let _ = (seat, token, new);
        unimplemented!()
    }

    /// Closes an account and ends its sessions. Not the last active admin, not oneself.
    pub fn suspend(&self, seat: &Seat, token: &SessionToken, id: AccountId, version: u32) -> Result<AccountRow, CallError> {
        let _ = (seat, token, id, version);
        unimplemented!()
    }

    /// Opens a closed account again.
    pub fn restore(&self, seat: &Seat, token: &SessionToken, id: AccountId, version: u32) -> Result<AccountRow, CallError> {
        let _ = (seat, token, id, version);
        unimplemented!()
    }

    /// Changes a role and ends the account's sessions. Not the last active admin.
    pub fn set_role(&self, seat: &Seat, token: &SessionToken, id: AccountId, version: u32, role: Role) -> Result<AccountRow, CallError> {
        let _ = (seat, token, id, version, role);
        unimplemented!()
    }

    /// Writes the account's owner a reset letter.
    pub fn send_reset(&self, seat: &Seat, token: &SessionToken, id: AccountId) -> Result<LetterId, CallError> {
        let _ = (seat, token, id);
        unimplemented!()
    }

    /// Deletes an account for good. Not the last active admin, not oneself.
    pub fn delete_account(&self, seat: &Seat, token: &SessionToken, id: AccountId, typed_name: &str) -> Result<(), DeleteError> {
        let _ = (seat, token, id, typed_name);
        unimplemented!()
    }

    /// A part of the audit.
    pub fn audit(&self, token: &SessionToken, query: &AuditQuery) -> Result<Window<AuditEntry>, CallError> {
        let _ = (token, query);
        unimplemented!()
    }

    /// A part of the outbox.
    pub fn letters(&self, token: &SessionToken, query: &LetterQuery) -> Result<Window<LetterRow>, CallError> {
        let _ = (token, query);
        unimplemented!()
    }

    /// Puts a failed letter back into the queue.
    pub fn retry_letter(&self, seat: &Seat, token: &SessionToken, id: LetterId) -> Result<LetterRow, CallError> {
        let _ = (seat, token, id);
        unimplemented!()
    }
}
