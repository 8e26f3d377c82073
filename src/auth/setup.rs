//! The first admin.

use crate::domain::{
    Account, AccountId, AuditEvent, DisplayName, EmailAddress, LetterKind, Role, Seat, Secret, StaffNote, Status,
    Username, Validity,
};

use super::login::SignedIn;
use super::policy::{Backing, PasswordContext, PasswordProblem};
use super::trail::Note;
use super::transact::refuse;
use super::{Auth, CallError};

/// What the first admin says of themselves.
#[derive(Debug)]
pub struct SetUp {
    /// The name to sign in with.
    pub username: Username,
    /// Where letters go. Not proved yet; a letter asks for it.
    pub email: EmailAddress,
    /// The name to be called by; may be empty.
    pub display_name: DisplayName,
    /// The password, as typed.
    pub password: Secret,
}

/// Why no first admin was made. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// There is one.
    #[error("There is an account already. Sign in, or ask an admin.")]
    AlreadySetUp,
    /// The password is not good enough.
    #[error(transparent)]
    Password(#[from] PasswordProblem),
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl Auth {
    /// Whether no account exists yet.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn needs_set_up(&self) -> Result<bool, CallError> {
        self.look(|tx| Ok(tx.account_count()? == 0))
    }

    /// Makes the first admin, writes the letter that proves the address, and signs in.
    ///
    /// # Errors
    /// [`SetUpError::AlreadySetUp`] when any account exists.
    pub fn set_up(&self, seat: &Seat, form: SetUp) -> Result<SignedIn, SetUpError> {
        if !self.needs_set_up()? {
            return Err(SetUpError::AlreadySetUp);
        }
        let context = PasswordContext {
            username: Some(form.username.clone()),
            email: Some(form.email.clone()),
            backing: Backing::Alone,
        };
        self.policy().approve(&form.password, &context)?;
        let password = self.hash(&form.password)?;
        let now = self.clock.now();
        let account = Account {
            id: AccountId::new(now, self.entropy.as_ref()),
            username: form.username,
            email: form.email,
            display_name: form.display_name,
            role: Role::Admin,
            status: Status::Active,
            validity: Validity::default(),
            trashed_at: None,
            note: StaffNote::default(),
            verified_at: None,
            password: Some(password),
            must_change: false,
            password_short: false,
            created_at: now,
            updated_at: now,
            last_login_at: None,
            last_seat: None,
            version: 1,
        };
        self.act(|tx| {
            // Asked again where it counts: somebody else may have set up while the password was hashed.
            if tx.account_count()? != 0 {
                return Err(refuse(SetUpError::AlreadySetUp));
            }
            tx.insert_account(&account)?;
            Note::own(&account, AuditEvent::SetUp).write(self, tx, seat, now)?;
            self.issue_for_account(tx, now, seat, &account, (LetterKind::ConfirmEmail, &account.email))?;
            self.open_session(tx, now, seat, &account)
        })
    }
}
