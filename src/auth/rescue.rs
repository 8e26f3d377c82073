//! Ways in for who can't get mail, has lost the phone, or guessed too often: by an admin, or by whoever sits at the
//! machine itself.

use crate::domain::{
    Account, AccountId, AuditEvent, LetterKind, Party, Purpose, Role, Seat, Secret, SessionId, SessionToken, Status,
    Subject, Timestamp, Validity,
};
use crate::store::{self, StoreError, Tx};

use super::challenge::Identifier;
use super::factor::confirmed;
use super::issue::{Carried, Notice, Order};
use super::matrix::Operation;
use super::operator::Operator;
use super::profile::is_lasting_admin;
use super::trail::{self, Note};
use super::transact::{Abort, refuse};
use super::{Auth, CallError};

/// A code that is told to somebody who can't get mail. With it they choose a new password.
#[derive(Debug)]
pub struct ResetCode {
    /// As a person types it, `XXXX-XXXX`.
    pub code: Secret,
    /// It is good until then.
    pub expires_at: Timestamp,
}

/// Why the glass stays whole. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum BreakGlassError {
    /// Somebody else can help.
    #[error(
        "There are other active admins. One of them can help, in the Accounts screen; or use `vestibule account reset-code`."
    )]
    OthersCanHelp,
    /// Not an admin.
    #[error("That account is no admin. Use `vestibule account reset-code`.")]
    NoAdmin,
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

#[rustfmt::skip]
impl Auth {
    /// A code for somebody to choose a new password with, without a letter. Void an hour later, or once another was
    /// made. It does not take the place of a second factor.
    ///
    /// # Errors
    /// [`CallError::Closed`]; [`CallError::Yourself`]; [`CallError::ProveAgain`].
    pub fn reset_code(&self, seat: &Seat, token: &SessionToken, id: AccountId) -> Result<ResetCode, CallError> {
        self.act_as(token, Operation::ResetCode, |tx, caller, now| {
            let account = tx.account(id)?.ok_or_else(|| refuse(CallError::Gone))?;
            if account.id == caller.account.id {
                return Err(refuse(CallError::Yourself));
            }
            caller.spare_staff(&account, Operation::ResetCode)?;
            self.make_reset_code(tx, now, seat, &account, trail::party(&caller.account))
        })
    }

    /// Turns somebody's second factor off: the phone is lost, and the recovery codes with it. Ends the account's
    /// sessions and tells its address.
    ///
    /// # Errors
    /// [`CallError::Yourself`]; [`CallError::Gone`] if there is none; [`CallError::ProveAgain`].
    pub fn clear_second_factor(&self, seat: &Seat, token: &SessionToken, id: AccountId) -> Result<(), CallError> {
        self.act_as(token, Operation::ClearSecondFactor, |tx, caller, now| {
            let account = tx.account(id)?.ok_or_else(|| refuse(CallError::Gone))?;
            if account.id == caller.account.id {
                return Err(refuse(CallError::Yourself));
            }
            caller.spare_staff(&account, Operation::ClearSecondFactor)?;
            self.take_factor_away(tx, now, seat, account, trail::party(&caller.account))
        })
    }

    /// Forgives the wrong guesses at an account.
    ///
    /// # Errors
    /// [`CallError::Gone`].
    pub fn clear_throttle(&self, seat: &Seat, token: &SessionToken, id: AccountId) -> Result<(), CallError> {
        self.act_as(token, Operation::ClearThrottle, |tx, caller, now| {
            let account = tx.account(id)?.ok_or_else(|| refuse(CallError::Gone))?;
            caller.spare_staff(&account, Operation::ClearThrottle)?;
            self.forgive_account(tx, &account)?;
            let note = Note::by(trail::party(&caller.account), AuditEvent::ThrottleCleared);
            Ok(note.on(Some(trail::party(&account))).write(self, tx, seat, now)?)
        })
    }

    /// Ends every session of an account but the caller's own; answers how many.
    ///
    /// # Errors
    /// [`CallError::Gone`].
    pub fn end_sessions(&self, seat: &Seat, token: &SessionToken, id: AccountId) -> Result<u64, CallError> {
        self.act_as(token, Operation::EndSessions, |tx, caller, now| {
            let account = tx.account(id)?.ok_or_else(|| refuse(CallError::Gone))?;
            caller.spare_staff(&account, Operation::EndSessions)?;
            let by = trail::party(&caller.account);
            Ok(self.end_all(tx, now, seat, &account, Some(caller.session.id), by)?)
        })
    }

    pub(super) fn end_all(&self, tx: &mut dyn Tx, now: Timestamp, seat: &Seat, account: &Account, except: Option<SessionId>, by: Party) -> store::Result<u64> {
        let ended = tx.revoke_sessions_of(account.id, except, now)?;
        if ended > 0 {
            let note = Note::by(by, AuditEvent::SessionRevoked).on(Some(trail::party(account)));
            note.from(format!("{ended} sessions")).write(self, tx, seat, now)?;
        }
        Ok(ended)
    }

    fn make_reset_code<E: From<CallError>>(&self, tx: &mut dyn Tx, now: Timestamp, seat: &Seat, account: &Account, by: Party) -> Result<ResetCode, Abort<E>> {
        if !account.is_open(now) {
            return Err(refuse(CallError::Closed(account.standing(now))));
        }
        let expires_at = now.plus(self.policy().reset_code_ttl);
        let order = Order {
            purpose: Purpose::Reset,
            subject: Subject::Account(account.id),
            address: account.email.clone(),
            carried: Carried::Mouth,
            account: Some(account.id),
            name: String::new(),
            username: account.username.to_string(),
            then: crate::domain::Then::Done,
            code_ttl: self.policy().reset_code_ttl,
            expires_at,
        };
        let (_, code) = self.issue_with_code(tx, now, seat, &order)?;
        Note::by(by, AuditEvent::ResetCodeMade).on(Some(trail::party(account))).write(self, tx, seat, now)?;
        Ok(ResetCode { code: code.spelled(), expires_at })
    }

    fn take_factor_away<E: From<CallError>>(&self, tx: &mut dyn Tx, now: Timestamp, seat: &Seat, mut account: Account, by: Party) -> Result<(), Abort<E>> {
        // One that was only begun never counted.
        let counted = confirmed(tx, &account)?.is_some();
        tx.delete_totp(account.id)?;
        if !counted {
            return Err(refuse(CallError::Gone));
        }
        if account.password_short {
            // Alone it is too short: the next sign-in asks for another.
            account.must_change = true;
            account.updated_at = now;
            tx.update_account(&account)?;
        }
        tx.revoke_sessions_of(account.id, None, now)?;
        self.tell(tx, now, seat, &Notice::own(LetterKind::TwoFactorOff, &account))?;
        Note::by(by, AuditEvent::SecondFactorOff).on(Some(trail::party(&account))).write(self, tx, seat, now)?;
        Ok(())
    }
}

impl Operator<'_> {
    /// A code for somebody to choose a new password with.
    ///
    /// # Errors
    /// [`CallError::Gone`] if there is nobody of that name; [`CallError::Closed`].
    pub fn reset_code(&self, seat: &Seat, who: &Identifier) -> Result<ResetCode, CallError> {
        self.0.act(|tx| {
            let now = self.0.clock.now();
            let account = who.account(tx)?.ok_or_else(|| refuse(CallError::Gone))?;
            self.0.make_reset_code(tx, now, seat, &account, Party::operator())
        })
    }

    /// Forgives the wrong guesses at an account.
    ///
    /// # Errors
    /// [`CallError::Gone`] if there is nobody of that name.
    pub fn forgive(&self, seat: &Seat, who: &Identifier) -> Result<(), CallError> {
        self.0.act(|tx| {
            let now = self.0.clock.now();
            let account = who.account(tx)?.ok_or_else(|| refuse(CallError::Gone))?;
            self.0.forgive_account(tx, &account)?;
            let note = Note::by(Party::operator(), AuditEvent::ThrottleCleared).on(Some(trail::party(&account)));
            Ok(note.write(self.0, tx, seat, now)?)
        })
    }

    /// Turns somebody's second factor off. Ends the account's sessions and tells its address.
    ///
    /// # Errors
    /// [`CallError::Gone`] if there is nobody of that name, or no second factor.
    pub fn clear_second_factor(&self, seat: &Seat, who: &Identifier) -> Result<(), CallError> {
        self.0.act(|tx| {
            let account = who.account(tx)?.ok_or_else(|| refuse(CallError::Gone))?;
            self.0.take_factor_away(tx, self.0.clock.now(), seat, account, Party::operator())
        })
    }

    /// For the only admin, who can no longer get in, and whom nobody else can help: opens the account if it was
    /// closed, forgives wrong guesses, turns the second factor off, and answers a code to choose a new password with.
    /// Ends the account's sessions and tells its address.
    ///
    /// # Errors
    /// [`BreakGlassError`] in its kinds.
    pub fn break_glass(&self, seat: &Seat, who: &Identifier) -> Result<ResetCode, BreakGlassError> {
        let auth = self.0;
        auth.act(|tx| {
            let now = auth.clock.now();
            let mut account = who.account(tx)?.ok_or_else(|| refuse(CallError::Gone))?;
            if account.role != Role::Admin {
                return Err(refuse(BreakGlassError::NoAdmin));
            }
            let others = tx.active_admins()?.saturating_sub(u64::from(is_lasting_admin(&account)));
            if others > 0 {
                return Err(refuse(BreakGlassError::OthersCanHelp));
            }
            let note = Note::by(Party::operator(), AuditEvent::BrokeGlass).on(Some(trail::party(&account)));
            note.write(auth, tx, seat, now)?;
            if !account.is_open(now) {
                account.status = Status::Active;
                account.trashed_at = None;
                account.validity = Validity::default();
                account.updated_at = now;
                tx.update_account(&account)?;
                account = tx.account(account.id)?.ok_or_else(|| StoreError::Other("the account is gone".to_owned()))?;
            }
            auth.forgive_account(tx, &account)?;
            tx.revoke_sessions_of(account.id, None, now)?;
            auth.tell(tx, now, seat, &Notice::own(LetterKind::GlassBroken, &account))?;
            if confirmed(tx, &account)?.is_some() {
                auth.take_factor_away::<BreakGlassError>(tx, now, seat, account.clone(), Party::operator())?;
            }
            auth.make_reset_code(tx, now, seat, &account, Party::operator())
        })
    }
}
