//! Local commands: whoever may read the data directory may look at everything in it.

use crate::domain::{
    AccountId, AccountQuery, AccountRow, AuditEntry, AuditPart, AuditQuery, LetterId, LetterQuery, LetterRow, Party,
    Seat, Session, SessionId, Window,
};

use crate::store::Tx;

use super::admin::{AccountDetail, CreateError, NewAccount, row};
use super::challenge::Identifier;
use super::transact::refuse;
use super::{Auth, CallError};

/// What a local command may ask and do. It has no session: the file system has let it in. In the audit it is `operator`.
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

    /// The account of each name or address, where there is one.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn whom(&self, named: &[Identifier]) -> Result<Vec<Option<AccountRow>>, CallError> {
        self.0.look(|tx| named.iter().map(|who| Ok(who.account(tx)?.as_ref().map(row))).collect())
    }

    /// Each of these accounts, in that order; `None` for one that is gone.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn rows(&self, ids: &[AccountId]) -> Result<Vec<Option<AccountRow>>, CallError> {
        self.0.look(|tx| ids.iter().map(|id| Ok(tx.account(*id)?.as_ref().map(row))).collect())
    }

    /// Makes an account and writes its owner a letter to choose a password; answers that letter, too.
    ///
    /// # Errors
    /// [`CreateError`] in its kinds.
    pub fn create_account(&self, seat: &Seat, new: &NewAccount) -> Result<(AccountRow, LetterId), CreateError> {
        self.0.act(|tx| self.0.make_account(tx, self.0.clock.now(), seat, new, Party::operator()))
    }

    /// The account that [`Self::create_account`] would make; its id is none that will ever be. Nothing stays of it.
    ///
    /// # Errors
    /// [`CreateError`] in its kinds.
    pub fn preview_create(&self, seat: &Seat, new: &NewAccount) -> Result<AccountRow, CreateError> {
        let make = |tx: &mut dyn Tx| self.0.make_account(tx, self.0.clock.now(), seat, new, Party::operator());
        Ok(self.0.rehearse(make)?.0)
    }

    /// The name of each account and its live sessions, last used first; `None` for one that is gone.
    ///
    /// # Errors
    /// Where the store fails.
    #[allow(clippy::type_complexity)]
    pub fn sessions(&self, ids: &[AccountId]) -> Result<Vec<Option<(String, Vec<Session>)>>, CallError> {
        let (auth, now) = (self.0, self.0.clock.now());
        auth.look(|tx| {
            ids.iter()
                .map(|id| {
                    let Some(account) = tx.account(*id)? else { return Ok(None) };
                    let mut sessions = tx.live_sessions(*id, now)?;
                    sessions.retain(|session| session.is_live(now, &auth.boot));
                    Ok(Some((account.username.to_string(), sessions)))
                })
                .collect()
        })
    }

    /// Ends every session of each account; answers how many of each, in that order. Where there was none, nothing is
    /// written.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn end_sessions(&self, seat: &Seat, ids: &[AccountId]) -> Result<Vec<u64>, CallError> {
        let auth = self.0;
        auth.act(|tx| {
            let now = auth.clock.now();
            ids.iter()
                .map(|id| match tx.account(*id)? {
                    Some(account) => Ok(auth.end_all(tx, now, seat, &account, None, Party::operator())?),
                    None => Ok(0),
                })
                .collect()
        })
    }

    /// Ends one session; answers the username of its account.
    ///
    /// # Errors
    /// [`CallError::Gone`] if there is no such session, or it is over.
    pub fn end_session(&self, seat: &Seat, id: SessionId) -> Result<String, CallError> {
        let auth = self.0;
        auth.act(|tx| {
            let account = auth.end_one(tx, auth.clock.now(), seat, id, Party::operator(), |_| Ok(()))?;
            Ok(account.username.to_string())
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

    /// Puts a failed letter back into the queue.
    ///
    /// # Errors
    /// [`CallError::Gone`] if it did not fail, or can't be sent any more.
    pub fn retry_letter(&self, seat: &Seat, id: LetterId) -> Result<LetterRow, CallError> {
        let auth = self.0;
        auth.act(|tx| auth.put_back_into_the_queue(tx, auth.clock.now(), seat, id, Party::operator()))
    }

    /// What [`Self::retry_letter`] would answer. Nothing stays of it.
    ///
    /// # Errors
    /// As there.
    pub fn preview_retry(&self, seat: &Seat, id: LetterId) -> Result<LetterRow, CallError> {
        let auth = self.0;
        auth.rehearse(|tx| auth.put_back_into_the_queue(tx, auth.clock.now(), seat, id, Party::operator()))
    }

    /// A part of the outbox.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn letters(&self, query: &LetterQuery) -> Result<Window<LetterRow>, CallError> {
        self.0.look(|tx| Ok(tx.letters(query)?))
    }
}
