//! What people do with their own account.

use crate::domain::{
    Account, AuditEntry, AuditEvent, AuditQuery, DisplayName, LetterKind, Purpose, Role, Seat, Secret, Session,
    SessionId, SessionToken, Status, Subject, ThrottleScope, Timestamp, Username, Validity,
};
use crate::store::{self, Tx};

use super::challenge::ProofRefused;
use super::factor::confirmed;
use super::issue::Notice;
use super::login::{LogInError, Me};
use super::matrix::Operation;
use super::policy::{Backing, PasswordContext, PasswordProblem};
use super::trail::{self, Note};
use super::transact::{Abort, refuse};
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
    /// The last guess was too short ago. This one was not looked at.
    #[error("Too many tries. Wait {seconds} s.")]
    Wait {
        /// Seconds to wait.
        seconds: u64,
    },
    /// No more guesses are looked at today.
    #[error("Too many wrong passwords today. Sign out: \"Forgot password\" still works, and the staff can help.")]
    Exhausted,
    /// The new one is not good enough.
    #[error(transparent)]
    Password(#[from] PasswordProblem),
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl From<LogInError> for ChangePasswordError {
    fn from(held: LogInError) -> Self {
        match held {
            LogInError::Wait { seconds } => Self::Wait { seconds },
            LogInError::Call(error) => Self::Call(error),
            _ => Self::Exhausted,
        }
    }
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
        self.look_as(token, Operation::Me, |tx, caller, now| Ok(me_of(self, tx, &caller.account, now)?))
    }

    /// Changes the display name.
    ///
    /// # Errors
    /// [`CallError::SignedOut`].
    pub fn change_details(&self, seat: &Seat, token: &SessionToken, name: DisplayName) -> Result<Me, CallError> {
        self.act_as(token, Operation::ChangeDetails, |tx, caller, now| {
            let before = &caller.account;
            let account = Account { display_name: name.clone(), updated_at: now, ..before.clone() };
            tx.update_account(&account)?;
            let note = Note::own(before, AuditEvent::DetailsChanged);
            note.from(&before.display_name).to(&name).write(self, tx, seat, now)?;
            Ok(me_of(self, tx, &account, now)?)
        })
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
        let before =
            self.look_as::<_, CallError>(token, Operation::ChangePassword, |_, caller, _| Ok(caller.account.clone()))?;
        let guess = self.take_guess(seat, &self.guessed_again(&before, ThrottleScope::Proof))?;
        if !self.vault.hasher().verify(&old, before.password.as_ref()) {
            self.note_wrong_guess(seat, &guess, Some(trail::party(&before)), AuditEvent::LogInFailed)?;
            return Err(ChangePasswordError::WrongPassword);
        }
        let backing = Backing::of(self.look::<_, CallError>(|tx| Ok(confirmed(tx, &before)?))?.is_some());
        let context =
            PasswordContext { username: Some(before.username.clone()), email: Some(before.email.clone()), backing };
        if let Err(problem) = self.policy().approve(&new, &context) {
            self.act::<_, CallError>(|tx| Ok(self.forgive(tx, &guess)?))?;
            return Err(problem.into());
        }
        let hash = self.hash(&new)?;
        self.act_as(token, Operation::ChangePassword, |tx, caller, now| {
            // The old password was right for the hash that was read; by now there may be another.
            if caller.account.password != before.password {
                return Err(refuse(CallError::Stale));
            }
            let short = self.policy().is_short(&new);
            if short && confirmed(tx, &caller.account)?.is_none() {
                return Err(refuse(CallError::Stale));
            }
            let account = Account {
                password: Some(hash.clone()),
                must_change: false,
                password_short: short,
                updated_at: now,
                ..caller.account.clone()
            };
            tx.update_account(&account)?;
            self.forgive(tx, &guess)?;
            tx.revoke_sessions_of(account.id, Some(caller.session.id), now)?;
            // A reset that somebody else asked for must not undo this.
            tx.void_challenges(Purpose::Reset, Subject::Account(account.id), now)?;
            self.tell(tx, now, seat, &Notice::own(LetterKind::PasswordChanged, &account))?;
            Ok(Note::own(&account, AuditEvent::PasswordChanged).write(self, tx, seat, now)?)
        })
    }

    /// One's live sessions, last used first.
    ///
    /// # Errors
    /// [`CallError::SignedOut`].
    pub fn sessions(&self, token: &SessionToken) -> Result<Vec<OwnSession>, CallError> {
        self.look_as(token, Operation::Sessions, |tx, caller, now| {
            let own = |session: Session| OwnSession { is_this: session.id == caller.session.id, session };
            let live = tx.live_sessions(caller.account.id, now)?;
            Ok(live.into_iter().filter(|session| session.is_live(now, &self.boot)).map(own).collect())
        })
    }

    /// Ends one of one's own sessions.
    ///
    /// # Errors
    /// [`CallError::Gone`] if it is not one's own, or over.
    pub fn revoke_session(&self, seat: &Seat, token: &SessionToken, id: SessionId) -> Result<(), CallError> {
        self.act_as(token, Operation::RevokeSession, |tx, caller, now| {
            let own = tx
                .session(id)?
                .filter(|session| session.account == caller.account.id && session.is_live(now, &self.boot));
            let Some(session) = own else { return Err(refuse(CallError::Gone)) };
            tx.revoke_session(id, now)?;
            let note = Note::own(&caller.account, AuditEvent::SessionRevoked);
            Ok(note.from(&session.seat).write(self, tx, seat, now)?)
        })
    }

    /// One's own rows of the audit, newest first, at most 100.
    ///
    /// # Errors
    /// [`CallError::SignedOut`].
    pub fn activity(&self, token: &SessionToken) -> Result<Vec<AuditEntry>, CallError> {
        self.look_as(token, Operation::Activity, |tx, caller, _| {
            let query = AuditQuery { account: Some(caller.account.id), limit: 100, ..AuditQuery::default() };
            Ok(tx.audit(&query)?.rows)
        })
    }

    /// Deletes one's own account.
    ///
    /// # Errors
    /// [`CallError::LastAdmin`]; a name that is not one's own.
    pub fn delete_me(&self, seat: &Seat, token: &SessionToken, typed_name: &str) -> Result<(), DeleteMeError> {
        self.act_as(token, Operation::DeleteMe, |tx, caller, now| {
            if !names(typed_name, &caller.account) {
                return Err(refuse(DeleteMeError::WrongName));
            }
            spare_the_last_admin(tx, &caller.account)?;
            let note = Note::own(&caller.account, AuditEvent::Deleted);
            self.remove(tx, now, seat, &caller.account, note)
        })
    }

    /// Deletes an account and writes the letter that says so.
    pub(super) fn remove<E: From<CallError>>(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        account: &Account,
        note: Note,
    ) -> Result<(), Abort<E>> {
        tx.delete_account(account.id)?;
        // Written after, and belonging to nobody: the letters of an account are wiped with it.
        let notice = Notice { account: None, ..Notice::own(LetterKind::AccountDeleted, account) };
        self.tell(tx, now, seat, &notice)?;
        Ok(note.from(account.role).write(self, tx, seat, now)?)
    }
}

/// Whether what was typed is the account's username, however it is spelled.
pub(super) fn names(typed: &str, account: &Account) -> bool {
    typed.parse::<Username>().is_ok_and(|name| name == account.username)
}

/// Refuses if nobody could look after the accounts without this one.
pub(super) fn spare_the_last_admin<E: From<CallError>>(tx: &mut dyn Tx, account: &Account) -> Result<(), Abort<E>> {
    if is_lasting_admin(account) && tx.active_admins()? <= 1 { Err(refuse(CallError::LastAdmin)) } else { Ok(()) }
}

/// Whether it is one of those that [`Tx::active_admins`] counts.
pub(super) fn is_lasting_admin(account: &Account) -> bool {
    account.role == Role::Admin
        && account.status == Status::Active
        && account.trashed_at.is_none()
        && account.validity == Validity::default()
}

/// An account as its owner sees it.
pub(super) fn me_of(auth: &Auth, tx: &mut dyn Tx, account: &Account, now: Timestamp) -> store::Result<Me> {
    let latest = tx.latest_challenge(Purpose::Email, Subject::Account(account.id))?;
    let totp = confirmed(tx, account)?;
    let recovery_codes_left = if totp.is_some() { tx.recovery_codes_left(account.id)? } else { 0 };
    let owes = auth.owed(tx, account)?;
    let pending = latest.filter(|latest| latest.used_at.is_none() && now < latest.expires_at);
    Ok(Me {
        id: account.id,
        username: account.username.to_string(),
        display_name: account.display_name.to_string(),
        email: account.email.to_string(),
        verified_at: account.verified_at,
        role: account.role,
        created_at: account.created_at,
        last_login_at: account.last_login_at,
        second_factor_since: totp.and_then(|totp| totp.confirmed_at),
        recovery_codes_left,
        owes,
        pending_email: pending.map(|challenge| auth.flow(&challenge, challenge.address.as_str())),
    })
}
