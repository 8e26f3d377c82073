//! Local commands: whoever may read the data directory may look at everything in it.

use crate::domain::{AccountQuery, AccountRow, AuditEntry, AuditPart, AuditQuery, LetterQuery, LetterRow, Window};

use super::admin::AccountDetail;
use super::challenge::Identifier;
use super::transact::refuse;
use super::{Auth, CallError};

/// What a local command may ask. It has no session: the file system has let it in.
pub struct Operator<'a>(pub(super) &'a Auth);

impl Auth {
    /// For local commands only; a face that people reach must use sessions.
    pub fn operator(&self) -> Operator<'_> {
        Operator(self)
    }
}

impl Operator<'_> {
    /// A part of the list of accounts.
    ///
    /// # Errors
    /// Where the store fails, as for every call here.
    pub fn accounts(&self, query: &AccountQuery) -> Result<Window<AccountRow>, CallError> {
        self.0.look(|tx| Ok(tx.accounts(query)?))
    }

    /// The account of that name or address, with what belongs to it.
    ///
    /// # Errors
    /// [`CallError::Gone`] if there is none.
    pub fn find(&self, who: &Identifier) -> Result<AccountDetail, CallError> {
        let now = self.0.clock.now();
        self.0.look(|tx| {
            let account = who.account(tx)?;
            self.0.detail(tx, &account.ok_or_else(|| refuse(CallError::Gone))?, now)
        })
    }

    /// A part of the audit.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn audit(&self, query: &AuditQuery) -> Result<Window<AuditEntry>, CallError> {
        self.0.look(|tx| Ok(tx.audit(query)?))
    }

    /// A part of the audit; where words are looked for, `most` rows of it.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn audit_part(&self, query: &AuditQuery, most: u64) -> Result<AuditPart, CallError> {
        self.0.look(|tx| Ok(tx.audit_part(query, most)?))
    }

    /// A part of the outbox.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn letters(&self, query: &LetterQuery) -> Result<Window<LetterRow>, CallError> {
        self.0.look(|tx| Ok(tx.letters(query)?))
    }
}
