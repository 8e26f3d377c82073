//! A new address for an account: it counts once it has proved itself.

use crate::domain::{Account, AuditEvent, ChallengeId, EmailAddress, LetterKind, Purpose, Seat, SessionToken, Subject};
use crate::store::StoreError;

use super::challenge::{Flow, Proof};
use super::issue::Notice;
use super::login::Me;
use super::matrix::Operation;
use super::profile::{ConfirmEmailError, me_of};
use super::proof::Proved;
use super::trail::Note;
use super::transact::{Abort, refuse};
use super::{Auth, CallError};

impl Auth {
    /// Names a new address (or the present one, to prove it). It counts once it has proved itself.
    /// An address that has another account gets the same answer and a different letter.
    ///
    /// # Errors
    /// [`CallError::SignedOut`].
    pub fn request_email(&self, seat: &Seat, token: &SessionToken, email: EmailAddress) -> Result<Flow, CallError> {
        self.act_as(token, Operation::RequestEmail, |tx, caller, now| {
            let latest = tx.latest_challenge(Purpose::Email, Subject::Account(caller.account.id))?;
            let on_its_way = latest.filter(|latest| {
                latest.used_at.is_none()
                    && latest.address == email
                    && !latest.created_at.plus(self.policy().resend_cooldown).since(now).is_zero()
            });
            let challenge = match on_its_way {
                Some(challenge) => challenge,
                None => {
                    self.spare_the_mailbox(tx, now, Purpose::Email, &email)?;
                    self.issue_new_address(tx, now, seat, &caller.account, &email)?
                }
            };
            let note = Note::own(&caller.account, AuditEvent::EmailChangeRequested);
            note.from(&caller.account.email).to(&email).write(self, tx, seat, now)?;
            Ok(self.flow(&challenge, email.as_str()))
        })
    }

    /// Proves the new address; the old one is told.
    ///
    /// # Errors
    /// A proof that is not taken.
    pub fn confirm_email(&self, seat: &Seat, token: &SessionToken, proof: &Proof) -> Result<Me, ConfirmEmailError> {
        let latest = self.look_as::<_, CallError>(token, Operation::ConfirmEmail, |tx, caller, _| {
            Ok(tx.latest_challenge(Purpose::Email, Subject::Account(caller.account.id))?)
        })?;
        // A challenge that nobody has stands in for one that was never asked for.
        let id = latest.map_or_else(|| ChallengeId::from_bytes([0; 16]), |latest| latest.id);
        let proved = self.prove::<ConfirmEmailError>(seat, id, proof, &[Purpose::Email])?;
        self.act_as(token, Operation::ConfirmEmail, |tx, caller, now| {
            proved.give_back(tx)?;
            proved.use_up(tx, now)?;
            let old = &caller.account;
            if proved.challenge.subject != Subject::Account(old.id) {
                return Err(refuse(proved.too_late()));
            }
            let account = Account {
                email: proved.challenge.address.clone(),
                verified_at: Some(now),
                updated_at: now,
                ..old.clone()
            };
            tx.update_account(&account).map_err(|error| taken(error, &proved))?;
            if account.email == old.email {
                Note::own(old, AuditEvent::Verified).to(&account.email).write(self, tx, seat, now)?;
            } else {
                // What went to the old address opens nothing any more.
                tx.void_challenges(Purpose::Reset, Subject::Account(old.id), now)?;
                let notice = Notice {
                    to: &old.email,
                    other_address: Some(&account.email),
                    ..Notice::own(LetterKind::EmailChanged, old)
                };
                self.tell(tx, now, seat, &notice)?;
                let note = Note::own(old, AuditEvent::EmailChanged);
                note.from(&old.email).to(&account.email).write(self, tx, seat, now)?;
            }
            Ok(me_of(self, tx, &account, now)?)
        })
    }
}

/// Somebody else's account got the address first. A new letter would say so.
fn taken(error: StoreError, proved: &Proved) -> Abort<ConfirmEmailError> {
    match error {
        StoreError::EmailTaken => refuse(proved.too_late()),
        other => Abort::Store(other),
    }
}
