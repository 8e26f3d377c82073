//! Verify: the letter arrived, so the account is made.

use crate::domain::{
    Account, AccountId, AuditEvent, Purpose, Role, Seat, SignUpMode, Signup, SignupId, Status, Subject, Timestamp,
    Username, Validity,
};
use crate::store::Tx;

use super::challenge::{Flow, Proof, ProofRefused, Target};
use super::invites::called;
use super::proof::Proved;
use super::trail::Note;
use super::transact::{Abort, refuse};
use super::{Auth, CallError};

/// What a right proof opened.
#[derive(Debug)]
pub enum Verified {
    /// The account exists; sign in.
    Created {
        /// Its username.
        username: Username,
    },
    /// The account exists, and the staff have to let its owner in.
    Waiting {
        /// Its username.
        username: Username,
    },
    /// The proof was right and is still good, but the name is taken: call again with another.
    UsernameTaken {
        /// The challenge it was right for, for the next call.
        flow: Flow,
        /// The name that is taken.
        wished: Username,
    },
    /// It was a reset code (from *I have a code*), right and still good: choose a password, then
    /// [`Auth::finish_reset`].
    ChoosePassword(Flow),
}

/// Why nothing was opened. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The proof was not taken.
    #[error(transparent)]
    Proof(#[from] ProofRefused),
    /// The proof was right, but the invitation that the registration came with is used up or taken back.
    #[error(
        "Your address is proved, but your invitation is used up or was taken back. Ask the staff: they can let you in."
    )]
    InvitationOver,
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl Auth {
    /// Takes a code or a token for a parked registration and makes the account. The try is counted, and
    /// committed, before the code is compared. `username` replaces a wished name that was taken. With
    /// [`Target::Who`] and for tokens, a reset challenge answers with [`Verified::ChoosePassword`].
    ///
    /// # Errors
    /// [`ProofRefused`] in its kinds.
    pub fn verify(
        &self,
        seat: &Seat,
        target: &Target,
        proof: &Proof,
        username: Option<Username>,
    ) -> Result<Verified, VerifyError> {
        const PURPOSES: &[Purpose] = &[Purpose::SignUp, Purpose::Reset];
        let proved: Proved = match (target, proof) {
            (_, Proof::Token(token)) => self.prove_token::<VerifyError>(seat, token, PURPOSES)?,
            (Target::Flow(id), Proof::Code(_)) => self.prove::<VerifyError>(seat, *id, proof, PURPOSES)?,
            (Target::Who(who), Proof::Code(code)) => {
                self.prove_whoever::<VerifyError>(seat, who, code, &Purpose::ALL)?
            }
        };
        let now = self.clock.now();
        let made = self.act::<_, VerifyError>(|tx| {
            proved.give_back(tx)?;
            match proved.challenge.subject {
                Subject::Signup(id) => self.create(tx, now, seat, &proved, id, username.as_ref()),
                // Not used: choosing the password is what uses it.
                _ => {
                    Ok(Some(Verified::ChoosePassword(self.flow(&proved.challenge, proved.challenge.address.as_str()))))
                }
            }
        })?;
        // Not refused inside: the code was right, and its try stays given back.
        made.ok_or(VerifyError::InvitationOver)
    }

    fn create(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        proved: &Proved,
        id: SignupId,
        username: Option<&Username>,
    ) -> Result<Option<Verified>, Abort<VerifyError>> {
        // Since the proof was checked, another proof for the address may have won, or an admin made an account
        // for it: then there is no registration left to prove, or none that may become an account.
        let signup = tx.signup(id)?.filter(|signup| now < signup.expires_at);
        let Some(signup) = signup else { return Err(refuse(proved.too_late())) };
        if tx.account_by_email(&signup.email)?.is_some() {
            return Err(refuse(proved.too_late()));
        }
        let wished = username.unwrap_or(&signup.username);
        if tx.username_taken(wished)? {
            let flow = self.flow(&proved.challenge, signup.email.as_str());
            return Ok(Some(Verified::UsernameTaken { flow, wished: wished.clone() }));
        }
        let invite = signup.invite.filter(|_| signup.came_under == SignUpMode::Invite);
        // Whether it ran out since is not asked: it was good when they came with it.
        if let Some(invite) = invite
            && !tx.spend_invite(invite)?
        {
            return Ok(None);
        }
        proved.use_up(tx, now)?;
        let mut account = self.account_of(&signup, wished, now);
        if signup.came_under.has_to_wait(self.policy().sign_up) {
            account.status = Status::Waiting;
        }
        tx.insert_account(&account)?;
        tx.delete_signups_for(&signup.email)?;
        Note::own(&account, AuditEvent::Verified).to(&account.email).write(self, tx, seat, now)?;
        if let Some(invite) = invite.map(|id| tx.invite(id)).transpose()?.flatten() {
            let note = Note::own(&account, AuditEvent::InviteUsed).to(called(&invite).name);
            note.write(self, tx, seat, now)?;
        }
        Ok(Some(match account.status {
            Status::Waiting => Verified::Waiting { username: account.username },
            Status::Active | Status::Suspended => Verified::Created { username: account.username },
        }))
    }

    /// The account that a registration becomes.
    pub(super) fn account_of(&self, signup: &Signup, username: &Username, now: Timestamp) -> Account {
        Account {
            id: AccountId::new(now, self.entropy.as_ref()),
            username: username.clone(),
            email: signup.email.clone(),
            display_name: signup.display_name.clone(),
            role: Role::User,
            status: Status::Active,
            validity: Validity::default(),
            trashed_at: None,
            note: signup.note.clone(),
            verified_at: Some(now),
            password: Some(signup.password.clone()),
            must_change: false,
            password_short: false,
            created_at: now,
            updated_at: now,
            last_login_at: None,
            last_seat: None,
            version: 1,
        }
    }
}
