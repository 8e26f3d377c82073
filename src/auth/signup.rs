//! Sign-up: a registration is parked until its address is proved.

use crate::domain::{
    AuditEvent, DisplayName, EmailAddress, InviteCode, Purpose, Seat, Secret, SignUpMode, Signup, SignupId, StaffNote,
    Username,
};

use super::challenge::Flow;
use super::policy::{Backing, PasswordContext, PasswordProblem};
use super::trail::{Note, named};
use super::transact::refuse;
use super::{Auth, CallError};

/// What somebody says of themselves.
#[derive(Debug)]
pub struct SignUp {
    /// The name that is wished for. Whether it is taken is told once the address is proved.
    pub username: Username,
    /// The address to prove.
    pub email: EmailAddress,
    /// The name to be called by; may be empty.
    pub display_name: DisplayName,
    /// The password, as typed.
    pub password: Secret,
    /// The invitation, where one has to be invited.
    pub invite: Option<InviteCode>,
}

/// What the first page has to know: who may come in, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doors {
    /// There is no account yet: the first admin is to be made.
    pub needs_set_up: bool,
    /// Who may sign up.
    pub sign_up: SignUpMode,
    /// What the house is called.
    pub site_name: String,
}

/// Why a registration is not taken. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum SignUpError {
    /// The password is not good enough.
    #[error(transparent)]
    Password(#[from] PasswordProblem),
    /// The staff make accounts.
    #[error("Nobody signs up here alone. Ask the staff of {site_name} for an account.")]
    Closed {
        /// Whom to ask.
        site_name: String,
    },
    /// One has to be invited.
    #[error("Here one signs up with an invitation. Ask the staff for one, and type its twelve letters.")]
    InvitationNeeded,
    /// That invitation is none, or is over.
    #[error("That invitation is not good, or no longer. Type it again, or ask the staff for another.")]
    NotInvited,
    /// Too many wrong invitations at this seat. This one was not looked at.
    #[error("Too many wrong invitations. Wait {seconds} s.")]
    Wait {
        /// Seconds to wait.
        seconds: u64,
    },
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl Auth {
    /// What the first page has to know.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn doors(&self) -> Result<Doors, CallError> {
        self.look(|tx| {
            let policy = self.policy();
            Ok(Doors {
                needs_set_up: tx.account_count()? == 0,
                sign_up: policy.sign_up,
                site_name: policy.site_name.clone(),
            })
        })
    }

    /// Parks a registration, writes its letter and its audit row in one transaction. An address that has an
    /// account gets the same answer, the same rows, and a different letter.
    ///
    /// # Errors
    /// A password that is not good enough; a door that is closed, or open to the invited only; a store that fails.
    pub fn sign_up(&self, seat: &Seat, form: SignUp) -> Result<Flow, SignUpError> {
        let policy = self.policy_now()?;
        self.may_sign_up(form.invite.as_ref())?;
        let context = PasswordContext {
            username: Some(form.username.clone()),
            email: Some(form.email.clone()),
            backing: Backing::Alone,
        };
        policy.approve(&form.password, &context)?;
        if policy.sign_up == SignUpMode::Invite {
            self.guess_invite(seat)?;
        }
        let password = self.hash(&form.password)?;
        let now = self.clock.now();
        let parked = Signup {
            id: SignupId::new(now, self.entropy.as_ref()),
            username: form.username,
            email: form.email,
            display_name: form.display_name,
            password,
            seat: seat.clone(),
            came_under: policy.sign_up,
            invite: None,
            note: StaffNote::default(),
            created_at: now,
            expires_at: now.plus(policy.link_ttl),
        };
        let challenge = self.act::<_, SignUpError>(|tx| {
            // The rule may be another one since the password was hashed.
            let invite = match self.may_sign_up(form.invite.as_ref()).map_err(refuse)? {
                Some(code) => Some(self.good_invite(tx, now, seat, code)?),
                None => None,
            };
            let signup = Signup { came_under: self.policy().sign_up, invite, ..parked.clone() };
            self.count_sign_up(tx, now, seat)?;
            self.spare_the_mailbox(tx, now, Purpose::SignUp, &signup.email)?;
            tx.insert_signup(&signup)?;
            let note = Note::by_nobody(AuditEvent::SignedUp).on(Some(named(&signup.username)));
            note.to(&signup.email).write(self, tx, seat, now)?;
            self.issue_for_signup(tx, now, seat, &signup)
        });
        if let Err(SignUpError::NotInvited) = challenge {
            self.act::<_, CallError>(|tx| {
                let note = Note::by_nobody(AuditEvent::InviteFailed).on(Some(named(&parked.username)));
                Ok(note.write(self, tx, seat, now)?)
            })?;
        }
        Ok(self.flow(&challenge?, parked.email.as_str()))
    }

    /// The invitation to be looked at, if one is needed; refuses where nobody may sign up, or not without one.
    fn may_sign_up<'a>(&self, invite: Option<&'a InviteCode>) -> Result<Option<&'a InviteCode>, SignUpError> {
        let policy = self.policy();
        match policy.sign_up {
            SignUpMode::Open | SignUpMode::Approve => Ok(None),
            SignUpMode::Invite => invite.map(Some).ok_or(SignUpError::InvitationNeeded),
            SignUpMode::Closed => Err(SignUpError::Closed { site_name: policy.site_name.clone() }),
        }
    }
}
