//! Sign-up: a registration is parked until its address is proved.

use crate::domain::{AuditEvent, DisplayName, EmailAddress, Purpose, Seat, Secret, Signup, SignupId, Username};

use super::challenge::Flow;
use super::policy::{Backing, PasswordContext, PasswordProblem};
use super::trail::{Note, named};
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
}

/// Why a registration is not taken. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum SignUpError {
    /// The password is not good enough.
    #[error(transparent)]
    Password(#[from] PasswordProblem),
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl Auth {
    /// Parks a registration, writes its letter and its audit row in one transaction. An address that has an
    /// account gets the same answer, the same rows, and a different letter.
    ///
    /// # Errors
    /// A password that is not good enough; a store that fails.
    pub fn sign_up(&self, seat: &Seat, form: SignUp) -> Result<Flow, SignUpError> {
        let context = PasswordContext {
            username: Some(form.username.clone()),
            email: Some(form.email.clone()),
            backing: Backing::Alone,
        };
        self.policy.approve(&form.password, &context)?;
        let password = self.hash(&form.password)?;
        let now = self.clock.now();
        let signup = Signup {
            id: SignupId::new(now, self.entropy.as_ref()),
            username: form.username,
            email: form.email,
            display_name: form.display_name,
            password,
            seat: seat.clone(),
            created_at: now,
            expires_at: now.plus(self.policy.link_ttl),
        };
        let challenge = self.act::<_, SignUpError>(|tx| {
            self.count_sign_up(tx, now, seat)?;
            self.spare_the_mailbox(tx, now, Purpose::SignUp, &signup.email)?;
            tx.insert_signup(&signup)?;
            let note = Note::by_nobody(AuditEvent::SignedUp).on(Some(named(&signup.username)));
            note.to(&signup.email).write(self, tx, seat, now)?;
            self.issue_for_signup(tx, now, seat, &signup)
        })?;
        Ok(self.flow(&challenge, signup.email.as_str()))
    }
}
