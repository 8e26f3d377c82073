//! The second factor: turned on with a code, shown at the sign-in, renewed, turned off.

use crate::domain::{
    Account, AuditEvent, LetterKind, PasswordHash, RecoveryCode, Seat, SecondFactor, Secret, SessionToken,
    StoredRecoveryCode, Timestamp, Totp, TotpCode,
};
use crate::store::{self, Tx};
use crate::vault::TotpSecret;

use super::issue::Notice;
use super::login::Me;
use super::matrix::Operation;
use super::profile::me_of;
use super::session::Caller;
use super::trail::Note;
use super::transact::{Abort, refuse};
use super::{Auth, CallError};

/// A second factor that waits for its first code.
#[derive(Debug)]
pub struct Enrolment {
    /// What a person types into a phone: base32 in groups of four.
    pub secret: Secret,
    /// What a QR code carries.
    pub uri: Secret,
}

/// A second factor that counts, and the codes for the day on which the phone is lost: shown once.
#[derive(Debug)]
pub struct Enrolled {
    /// The account as it is now.
    pub me: Me,
    /// Ten codes as a person writes them down.
    pub recovery_codes: Vec<Secret>,
}

/// Why the second factor does not count yet. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// Another code is right now.
    #[error("That code is not right now. Wait for the next one, and look whether the phone's clock is right.")]
    WrongCode,
    /// Nothing waits to be confirmed: it was given up, or confirmed already.
    #[error("There is nothing to confirm. Begin again.")]
    NotBegun,
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

/// Why the second factor stays. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum RemoveFactorError {
    /// The rules ask for one.
    #[error("The rules of this house ask for two-factor sign-in from you.")]
    Required,
    /// Alone, the password would be too short.
    #[error("Your password is short enough only for two-factor sign-in. Choose one of {min} characters first.")]
    ShortPassword {
        /// Fewest characters without a second factor.
        min: usize,
    },
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

/// A second factor that was shown, looked at as far as that can be done outside a transaction.
pub(super) enum Shown<'a> {
    /// Digits. They cost nothing to check, so that is done where they are used.
    Totp(&'a TotpCode),
    /// The recovery code of that row, if the hash fits.
    Recovery(Option<StoredRecoveryCode>),
}

#[rustfmt::skip]
impl Auth {
    /// Begins: a fresh secret, which counts once a code of it was shown.
    ///
    /// # Errors
    /// [`CallError::Stale`] if there is a second factor that counts; [`CallError::ProveAgain`].
    pub fn begin_second_factor(&self, token: &SessionToken) -> Result<Enrolment, CallError> {
        let secret = TotpSecret::generate(self.entropy.as_ref());
        let account = self.act_as::<_, CallError>(token, Operation::BeginSecondFactor, |tx, caller, now| {
            let account = caller.account.clone();
            if confirmed(tx, &account)?.is_some() {
                return Err(refuse(CallError::Stale));
            }
            let sealed = self.vault.seal_totp(account.id, &secret)?;
            tx.put_totp(&Totp { account: account.id, sealed, created_at: now, confirmed_at: None, last_step: 0 })?;
            Ok(account)
        })?;
        Ok(Enrolment { secret: secret.spelled(), uri: secret.uri(&self.policy().site_name, account.username.as_str())? })
    }

    /// The first code: from now on the second factor counts. Ends every other session, tells the address.
    ///
    /// # Errors
    /// [`EnrolError::WrongCode`]; [`EnrolError::NotBegun`].
    pub fn confirm_second_factor(&self, seat: &Seat, token: &SessionToken, code: &TotpCode) -> Result<Enrolled, EnrolError> {
        let (begun, now) = self.look_as::<_, EnrolError>(token, Operation::ConfirmSecondFactor, |tx, caller, now| {
            let begun = tx.totp(caller.account.id)?.filter(|totp| totp.confirmed_at.is_none());
            Ok((begun.ok_or_else(|| refuse(EnrolError::NotBegun))?, now))
        })?;
        let secret = self.vault.open_totp(begun.account, &begun.sealed).map_err(CallError::from)?;
        let step = secret.step_of(code, now, begun.last_step).ok_or(EnrolError::WrongCode)?;
        let (spelled, stored) = self.recovery_codes()?;
        let me = self.act_as(token, Operation::ConfirmSecondFactor, |tx, caller, now| {
            // Begun anew meanwhile, in another session: then the phone has another secret.
            let still = tx.totp(caller.account.id)?.filter(|totp| *totp == begun);
            let begun = still.ok_or_else(|| refuse(EnrolError::NotBegun))?;
            tx.put_totp(&Totp { confirmed_at: Some(now), last_step: step, ..begun })?;
            tx.put_recovery_codes(caller.account.id, &stored)?;
            tx.revoke_sessions_of(caller.account.id, Some(caller.session.id), now)?;
            self.tell(tx, now, seat, &Notice::own(LetterKind::TwoFactorOn, &caller.account))?;
            Note::own(&caller.account, AuditEvent::SecondFactorOn).write(self, tx, seat, now)?;
            Ok::<_, Abort<EnrolError>>(me_of(self, tx, &caller.account, now)?)
        })?;
        Ok(Enrolled { me, recovery_codes: spelled })
    }

    /// New recovery codes in the place of all old ones.
    ///
    /// # Errors
    /// [`CallError::Gone`] if there is no second factor; [`CallError::ProveAgain`].
    pub fn renew_recovery_codes(&self, seat: &Seat, token: &SessionToken) -> Result<Enrolled, CallError> {
        // Whoever may not is told before a second of hashing.
        self.look_as::<_, CallError>(token, Operation::RenewRecoveryCodes, |tx, caller, _| with_factor(tx, caller))?;
        let (spelled, stored) = self.recovery_codes()?;
        let me = self.act_as::<_, CallError>(token, Operation::RenewRecoveryCodes, |tx, caller, now| {
            with_factor::<CallError>(tx, caller)?;
            tx.put_recovery_codes(caller.account.id, &stored)?;
            Note::own(&caller.account, AuditEvent::RecoveryCodesMade).write(self, tx, seat, now)?;
            Ok(me_of(self, tx, &caller.account, now)?)
        })?;
        Ok(Enrolled { me, recovery_codes: spelled })
    }

    /// Turns one's own second factor off. Ends every other session, tells the address.
    ///
    /// # Errors
    /// [`RemoveFactorError`] in its kinds.
    pub fn remove_second_factor(&self, seat: &Seat, token: &SessionToken) -> Result<Me, RemoveFactorError> {
        self.act_as(token, Operation::RemoveSecondFactor, |tx, caller, now| {
            let account = &caller.account;
            if self.policy().requires_second_factor(account.role) {
                return Err(refuse(RemoveFactorError::Required));
            }
            if account.password_short {
                return Err(refuse(RemoveFactorError::ShortPassword { min: self.policy().password_min }));
            }
            let counted = confirmed(tx, account)?.is_some();
            tx.delete_totp(account.id)?;
            if counted {
                tx.revoke_sessions_of(account.id, Some(caller.session.id), now)?;
                self.tell(tx, now, seat, &Notice::own(LetterKind::TwoFactorOff, account))?;
                Note::own(account, AuditEvent::SecondFactorOff).write(self, tx, seat, now)?;
            }
            Ok(me_of(self, tx, account, now)?)
        })
    }

    /// Looks at what was shown as the second factor, as far as that takes a hash: that is done in no transaction.
    pub(super) fn look_at<'a>(&self, account: &Account, factor: &'a SecondFactor) -> Result<Shown<'a>, CallError> {
        match factor {
            SecondFactor::Totp(code) => Ok(Shown::Totp(code)),
            SecondFactor::Recovery(code) => {
                let stored = self.look::<_, CallError>(|tx| Ok(tx.recovery_code(account.id, code.slot())?))?;
                let hash = stored.as_ref().map(|stored| &stored.hash);
                let fits = self.vault.hasher().verify(&Secret::from(code.expose()), hash);
                Ok(Shown::Recovery(stored.filter(|_| fits)))
            }
        }
    }

    /// Takes what was shown, if it is right and nobody has used it: of many racers one gets through.
    pub(super) fn take_factor<E: From<CallError>>(&self, tx: &mut dyn Tx, now: Timestamp, seat: &Seat, account: &Account, shown: &Shown<'_>) -> Result<bool, Abort<E>> {
        let Some(totp) = confirmed(tx, account)? else { return Ok(false) };
        match shown {
            Shown::Totp(code) => {
                let secret = self.vault.open_totp(account.id, &totp.sealed)?;
                let step = secret.step_of(code, now, totp.last_step);
                Ok(match step {
                    Some(step) => tx.use_totp_step(account.id, step)?,
                    None => false,
                })
            }
            Shown::Recovery(None) => Ok(false),
            Shown::Recovery(Some(code)) => {
                if !tx.use_recovery_code(account.id, code, now)? {
                    return Ok(false);
                }
                let left = tx.recovery_codes_left(account.id)?;
                self.tell(tx, now, seat, &Notice::own(LetterKind::RecoveryCodeUsed, account))?;
                Note::own(account, AuditEvent::RecoveryCodeUsed).to(format!("{left} left")).write(self, tx, seat, now)?;
                Ok(true)
            }
        }
    }

    /// Ten codes: as they are shown, and as they are kept.
    fn recovery_codes(&self) -> Result<(Vec<Secret>, Vec<StoredRecoveryCode>), CallError> {
        let set = RecoveryCode::generate_set(self.entropy.as_ref());
        let hash = |code: &RecoveryCode| -> Result<PasswordHash, CallError> {
            Ok(self.vault.hasher().hash_random(&Secret::from(code.expose()))?)
        };
        let stored = set.iter().map(|code| Ok(StoredRecoveryCode { slot: code.slot(), hash: hash(code)?, used_at: None }));
        let stored = stored.collect::<Result<_, CallError>>()?;
        Ok((set.iter().map(RecoveryCode::spelled).collect(), stored))
    }
}

/// The second factor of an account, if it counts.
pub(super) fn confirmed(tx: &mut dyn Tx, account: &Account) -> store::Result<Option<Totp>> {
    Ok(tx.totp(account.id)?.filter(|totp| totp.confirmed_at.is_some()))
}

fn with_factor<E: From<CallError>>(tx: &mut dyn Tx, caller: &Caller) -> Result<(), Abort<E>> {
    if confirmed(tx, &caller.account)?.is_some() { Ok(()) } else { Err(refuse(CallError::Gone)) }
}
