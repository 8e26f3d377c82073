//! One more letter for a challenge under way.

use crate::domain::{
    AuditEvent, Challenge, ChallengeId, EmailAddress, LetterKind, Purpose, Seat, Signup, Subject, Timestamp,
};
use crate::store::Tx;

use super::Auth;
use super::challenge::{Flow, ResendError};
use super::trail::{self, Note, named};
use super::transact::{Abort, refuse};

impl Auth {
    /// Sends a new letter for any challenge under way (sign-up, reset, new address). The old code is void; the
    /// count of wrong codes goes on.
    ///
    /// # Errors
    /// [`ResendError::TooSoon`] within the cooldown.
    pub fn resend(&self, seat: &Seat, challenge: ChallengeId) -> Result<Flow, ResendError> {
        let now = self.clock.now();
        self.act(|tx| {
            let latest = self.latest(tx, now, challenge)?;
            let party = trail::subject(tx, &latest)?;
            let (next, sent_to) = match latest.subject {
                Subject::Signup(id) => {
                    let signup = live(tx.signup(id)?, now)?;
                    (self.issue_for_signup(tx, now, seat, &signup)?, signup.email.to_string())
                }
                Subject::Account(id) if latest.purpose == Purpose::Email => {
                    let account = tx.account(id)?.filter(|account| account.is_open(now));
                    let account = account.ok_or_else(|| refuse(ResendError::Over))?;
                    let next = self.issue_new_address(tx, now, seat, &account, &latest.address)?;
                    (next, latest.address.to_string())
                }
                // What was typed is not kept, and the address would tell that the account exists.
                Subject::Account(_) => (self.issue_reset_again(tx, now, seat, &latest)?, String::new()),
                Subject::Nobody => return Err(refuse(ResendError::Over)),
            };
            Note::by_nobody(AuditEvent::Resent).on(party).write(self, tx, seat, now)?;
            Ok(self.flow(&next, sent_to))
        })
    }

    /// Gives a parked registration another address and writes to it. The code that went to the old address
    /// is void.
    ///
    /// # Errors
    /// [`ResendError::TooSoon`] within the cooldown.
    pub fn fix_address(&self, seat: &Seat, challenge: ChallengeId, email: EmailAddress) -> Result<Flow, ResendError> {
        let now = self.clock.now();
        self.act(|tx| {
            let latest = self.latest(tx, now, challenge)?;
            let Subject::Signup(id) = latest.subject else { return Err(refuse(ResendError::Over)) };
            let mut signup = live(tx.signup(id)?, now)?;
            tx.set_signup_email(id, &email)?;
            let note = Note::by_nobody(AuditEvent::AddressFixed).on(Some(named(&signup.username)));
            note.from(&signup.email).to(&email).write(self, tx, seat, now)?;
            signup.email = email.clone();
            let next = self.issue_for_signup(tx, now, seat, &signup)?;
            Ok(self.flow(&next, email.as_str()))
        })
    }

    /// The newest challenge of the same subject, if another letter may follow it now.
    fn latest(&self, tx: &mut dyn Tx, now: Timestamp, id: ChallengeId) -> Result<Challenge, Abort<ResendError>> {
        let named = tx.challenge(id)?.ok_or_else(|| refuse(ResendError::Over))?;
        let latest = tx.latest_challenge(named.purpose, named.subject)?.unwrap_or(named);
        // Nothing newer has made it void, so it was proved.
        if latest.used_at.is_some() {
            return Err(refuse(ResendError::Over));
        }
        let wait = latest.created_at.plus(self.policy().resend_cooldown).since(now);
        if wait.is_zero() {
            Ok(latest)
        } else {
            Err(refuse(ResendError::TooSoon {
                seconds: wait.as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX),
            }))
        }
    }

    /// A challenge for a new address of an account. An address that has another account gets a letter that
    /// says so, and everything else looks the same.
    pub(super) fn issue_new_address<E: From<super::CallError>>(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        account: &crate::domain::Account,
        address: &EmailAddress,
    ) -> Result<Challenge, Abort<E>> {
        match tx.account_by_email(address)?.filter(|owner| owner.id != account.id) {
            None => self.issue_for_account(tx, now, seat, account, (LetterKind::ConfirmEmail, address)),
            Some(owner) => self.issue(
                tx,
                now,
                seat,
                &super::issue::Order {
                    purpose: Purpose::Email,
                    subject: Subject::Account(account.id),
                    address: address.clone(),
                    carried: super::issue::Carried::Letter(LetterKind::AlreadyRegistered),
                    account: Some(owner.id),
                    name: owner.called().to_owned(),
                    username: owner.username.to_string(),
                    then: crate::domain::Then::Done,
                    code_ttl: self.policy().code_ttl,
                    expires_at: now.plus(self.policy().link_ttl),
                },
            ),
        }
    }
}

fn live(signup: Option<Signup>, now: Timestamp) -> Result<Signup, Abort<ResendError>> {
    signup.filter(|signup| now < signup.expires_at).ok_or_else(|| refuse(ResendError::Over))
}
