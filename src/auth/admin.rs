//! What admins do with everybody's accounts.

use crate::domain::{
    Account, AccountId, AccountRow, AuditEntry, AuditEvent, AuditQuery, DisplayName, EmailAddress, LetterId,
    LetterKind, LetterQuery, LetterRow, Party, Role, Seat, Session, SessionToken, StaffNote, Status, Timestamp,
    Username, Validity, Window,
};
use crate::store::{StoreError, Tx};

use super::factor::confirmed;
use super::matrix::Operation;
use super::trail::{self, Note, named};
use super::transact::{Abort, refuse};
use super::{Auth, CallError};

/// An account with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountDetail {
    /// The account.
    pub account: AccountRow,
    /// What staff note about it.
    pub note: StaffNote,
    /// Since when it has a second factor.
    pub second_factor_since: Option<Timestamp>,
    /// Until when guesses at its password are not looked at, for too many were wrong.
    pub locked_until: Option<Timestamp>,
    /// Its live sessions, last used first.
    pub sessions: Vec<Session>,
    /// Its last rows of the audit, newest first, at most 20.
    pub recent: Vec<AuditEntry>,
}

impl AccountDetail {
    /// Most rows in [`Self::recent`].
    pub const RECENT: usize = 20;
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

#[rustfmt::skip]
impl Auth {
    /// One account with what belongs to it.
    ///
    /// # Errors
    /// [`CallError`] in its kinds, as for every call here.
    pub fn account(&self, token: &SessionToken, id: AccountId) -> Result<AccountDetail, CallError> {
        self.look_as(token, Operation::Account, |tx, _, now| {
            let account = tx.account(id)?.ok_or_else(|| refuse(CallError::Gone))?;
            self.detail(tx, &account, now)
        })
    }

    /// Makes an account and writes its owner a letter to choose a password.
    pub fn create_account(&self, seat: &Seat, token: &SessionToken, new: NewAccount) -> Result<AccountRow, CreateError> {
        self.act_as(token, Operation::CreateAccount, |tx, caller, now| {
            if new.role.is_staff() {
                self.require(caller, Operation::CreateAdmin, now)?;
            }
            Ok(self.make_account(tx, now, seat, &new, trail::party(&caller.account))?.0)
        })
    }

    /// A part of the audit.
    pub fn audit(&self, token: &SessionToken, query: &AuditQuery) -> Result<Window<AuditEntry>, CallError> {
        self.look_as(token, Operation::Audit, |tx, _, _| Ok(tx.audit(query)?))
    }

    /// A part of the outbox.
    pub fn letters(&self, token: &SessionToken, query: &LetterQuery) -> Result<Window<LetterRow>, CallError> {
        self.look_as(token, Operation::Letters, |tx, _, _| Ok(tx.letters(query)?))
    }

    /// Puts a failed letter back into the queue.
    pub fn retry_letter(&self, seat: &Seat, token: &SessionToken, id: LetterId) -> Result<LetterRow, CallError> {
        self.act_as(token, Operation::RetryLetter, |tx, caller, now| {
            self.put_back_into_the_queue(tx, now, seat, id, trail::party(&caller.account))
        })
    }

    pub(super) fn put_back_into_the_queue(&self, tx: &mut dyn Tx, now: Timestamp, seat: &Seat, id: LetterId, by: Party) -> Result<LetterRow, Abort<CallError>> {
        if !tx.retry_letter(id, now)? {
            return Err(refuse(CallError::Gone));
        }
        let letter = tx.letter(id)?.ok_or_else(|| refuse(CallError::Gone))?;
        let note = Note::by(by, AuditEvent::LetterRetried);
        note.on(Some(named(&letter.to))).to(letter.kind.words()).write(self, tx, seat, now)?;
        Ok(letter)
    }
}

impl Auth {
    /// Makes an account, and the letter that invites its owner.
    pub(super) fn make_account(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        new: &NewAccount,
        by: Party,
    ) -> Result<(AccountRow, LetterId), Abort<CreateError>> {
        if tx.username_taken(&new.username)? {
            return Err(refuse(CreateError::UsernameTaken));
        }
        if tx.account_by_email(&new.email)?.is_some() {
            return Err(refuse(CreateError::EmailTaken));
        }
        let account = Account {
            id: AccountId::new(now, self.entropy.as_ref()),
            username: new.username.clone(),
            email: new.email.clone(),
            display_name: new.display_name.clone(),
            role: new.role,
            status: Status::Active,
            validity: Validity::default(),
            trashed_at: None,
            note: StaffNote::default(),
            verified_at: None,
            password: None,
            must_change: false,
            password_short: false,
            created_at: now,
            updated_at: now,
            last_login_at: None,
            last_seat: None,
            version: 1,
        };
        tx.insert_account(&account)?;
        let address = (LetterKind::Activate, &account.email);
        let challenge = self.issue_for_account::<CreateError>(tx, now, seat, &account, address)?;
        let note = Note::by(by, AuditEvent::Created).on(Some(trail::party(&account)));
        note.to(account.role).write(self, tx, seat, now)?;
        Ok((row_of(tx, account.id)?, challenge.letter))
    }

    /// An account with what belongs to it.
    pub(super) fn detail<E>(
        &self,
        tx: &mut dyn Tx,
        account: &Account,
        now: Timestamp,
    ) -> Result<AccountDetail, Abort<E>> {
        let query = AuditQuery { account: Some(account.id), limit: AccountDetail::RECENT, ..AuditQuery::default() };
        let mut sessions = tx.live_sessions(account.id, now)?;
        sessions.retain(|session| session.is_live(now, &self.boot));
        Ok(AccountDetail {
            account: row(account),
            note: account.note.clone(),
            second_factor_since: confirmed(tx, account)?.and_then(|totp| totp.confirmed_at),
            locked_until: self.locked_until(tx, now, account)?,
            sessions,
            recent: tx.audit(&query)?.rows,
        })
    }
}

pub(super) fn row_of<E>(tx: &mut dyn Tx, id: AccountId) -> Result<AccountRow, Abort<E>> {
    let account =
        tx.account(id)?.ok_or_else(|| StoreError::Other("the account that was written is gone".to_owned()))?;
    Ok(row(&account))
}

pub(super) fn row(account: &Account) -> AccountRow {
    AccountRow {
        id: account.id,
        username: account.username.to_string(),
        display_name: account.display_name.to_string(),
        email: account.email.to_string(),
        role: account.role,
        status: account.status,
        validity: account.validity,
        trashed_at: account.trashed_at,
        verified_at: account.verified_at,
        created_at: account.created_at,
        last_login_at: account.last_login_at,
        last_seat: account.last_seat.clone(),
        version: account.version,
    }
}
