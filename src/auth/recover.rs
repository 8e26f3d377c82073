//! A forgotten password.

use crate::domain::{
    Account, AccountId, AuditEvent, Challenge, EmailAddress, LetterKind, LetterState, PasswordHash, Purpose, Seat,
    SecondFactor, Secret, Subject, ThrottleScope, Timestamp,
};
use crate::store::Tx;

use super::challenge::{Flow, Identifier, Proof, ProofRefused, Target};
use super::factor::{Shown, confirmed};
use super::issue::{Carried, Notice, Order};
use super::login::LogInError;
use super::policy::{Backing, PasswordContext, PasswordProblem};
use super::throttle::Guess;
use super::trail::{self, Note};
use super::transact::{Abort, refuse};
use super::{Auth, CallError};

/// Why the password stays as it was. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum ResetError {
    /// The proof was not taken.
    #[error(transparent)]
    Proof(#[from] ProofRefused),
    /// The password is not good enough. The proof is still good.
    #[error(transparent)]
    Password(#[from] PasswordProblem),
    /// The account has a second factor; a letter alone does not open it. The proof is still good.
    #[error("This account uses two-factor sign-in. Type the code from your phone, or a recovery code.")]
    NeedsFactor,
    /// The second factor is not right, or was used. The proof is still good.
    #[error("That code is not right, or was used. Try another.")]
    WrongFactor,
    /// The last guess was too short ago. The proof is still good.
    #[error("Too many tries. Wait {seconds} s.")]
    Wait {
        /// Seconds to wait.
        seconds: u64,
    },
    /// No more guesses at the second factor are looked at today. The proof is still good.
    #[error("Too many wrong codes from the phone today. Ask the staff to let you in.")]
    Exhausted,
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

/// A reset that only has to be written.
struct Prepared<'a> {
    account: Option<Account>,
    /// The guess that was counted for it, and what was shown.
    second: Option<(Guess, Shown<'a>)>,
    hash: PasswordHash,
}

impl From<LogInError> for ResetError {
    /// Why the second factor was not looked at.
    fn from(held: LogInError) -> Self {
        match held {
            LogInError::Wait { seconds } => Self::Wait { seconds },
            LogInError::Call(error) => Self::Call(error),
            _ => Self::Exhausted,
        }
    }
}

impl Auth {
    /// Writes a reset letter, if there is an account and its address is proved (or it has no password yet).
    /// The answer is the same in every case.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn request_reset(&self, seat: &Seat, who: &Identifier, typed: &str) -> Result<Flow, CallError> {
        let now = self.clock.now();
        self.act(|tx| {
            let account = who.account(tx)?.filter(|account| may_reset(account, now));
            // Made in any case: making it takes time.
            let nobody = self.nobody(who, typed)?;
            let (id, address) = account.as_ref().map_or(nobody, |account| (account.id, account.email.clone()));
            let latest = tx.latest_challenge(Purpose::Reset, Subject::Account(id))?;
            let fresh = latest.clone().filter(|latest| {
                latest.used_at.is_none() && !latest.created_at.plus(self.policy().resend_cooldown).since(now).is_zero()
            });
            // A letter is on its way already, or many went there; asking again does not fill anybody's mailbox.
            let full = self.mailbox_is_full(tx, now, Purpose::Reset, &address)?;
            let challenge = match fresh.or(latest.filter(|_| full)) {
                Some(challenge) => challenge,
                None => self.issue_reset(tx, now, seat, account.as_ref(), (id, &address))?,
            };
            let party = account.as_ref().map(trail::party).or_else(|| trail::typed(who));
            Note::by_nobody(AuditEvent::ResetRequested).on(party).write(self, tx, seat, now)?;
            Ok(self.flow(&challenge, typed))
        })
    }

    /// Sets a new password. Ends every session of the account, tells its address, signs nobody in. For an
    /// account that an admin made, this also proves its address.
    ///
    /// # Errors
    /// A proof or a password that is not taken.
    pub fn finish_reset(
        &self,
        seat: &Seat,
        target: &Target,
        proof: &Proof,
        password: Secret,
        factor: Option<SecondFactor>,
    ) -> Result<(), ResetError> {
        let proved = match (target, proof) {
            (Target::Flow(challenge), proof) => self.prove::<ResetError>(seat, *challenge, proof, &[Purpose::Reset])?,
            (Target::Who(_), Proof::Token(token)) => self.prove_token::<ResetError>(seat, token, &[Purpose::Reset])?,
            (Target::Who(who), Proof::Code(code)) => {
                self.prove_whoever::<ResetError>(seat, who, code, &[Purpose::Reset])?
            }
        };
        let Subject::Account(id) = proved.challenge.subject else { return Err(proved.too_late().into()) };
        let prepared = self.prepare_reset(seat, id, &password, factor.as_ref());
        if prepared.is_err() {
            // The proof was right, and stays good for another try.
            self.act::<_, CallError>(|tx| Ok(proved.give_back(tx)?))?;
        }
        let Prepared { account, second, hash } = prepared?;
        let now = self.clock.now();
        let done = self.act(|tx| {
            proved.give_back(tx)?;
            proved.use_up(tx, now)?;
            // A proof counts for the address that its letter went to, and for nobody who was closed since.
            let account = tx
                .account(id)?
                .filter(|account| account.is_open(now) && account.email.key() == proved.challenge.address.key());
            let Some(mut account) = account else { return Err(refuse(proved.too_late())) };
            if confirmed(tx, &account)?.is_some() {
                let Some((_, shown)) = &second else { return Err(refuse(ResetError::NeedsFactor)) };
                if !self.take_factor(tx, now, seat, &account, shown)? {
                    return Err(refuse(ResetError::WrongFactor));
                }
            }
            account.password = Some(hash.clone());
            account.must_change = false;
            account.password_short = self.policy().is_short(&password);
            // A letter that arrived proves its address; a code that an admin told somebody does not.
            let letter = tx.letter(proved.challenge.letter)?;
            if letter.is_some_and(|letter| letter.state != LetterState::Dropped) {
                account.verified_at = account.verified_at.or(Some(now));
            }
            account.updated_at = now;
            tx.update_account(&account)?;
            tx.revoke_sessions_of(id, None, now)?;
            self.forgive_account(tx, &account)?;
            self.tell(tx, now, seat, &Notice::own(LetterKind::PasswordChanged, &account))?;
            Ok(Note::own(&account, AuditEvent::PasswordReset).write(self, tx, seat, now)?)
        });
        if let Err(ResetError::WrongFactor) = done {
            if let Some((guess, _)) = &second {
                let party = account.as_ref().map(trail::party);
                self.note_wrong_guess(seat, guess, party, AuditEvent::SecondFactorFailed)?;
            }
            self.act::<_, CallError>(|tx| Ok(proved.give_back(tx)?))?;
        }
        done
    }

    /// All of a reset that is done outside its transaction: the rules for the password, a guess at the second factor
    /// where the account has one (a letter does not take its place, OWASP ASVS 6.4.3), and the hash.
    fn prepare_reset<'a>(
        &self,
        seat: &Seat,
        id: AccountId,
        password: &Secret,
        factor: Option<&'a SecondFactor>,
    ) -> Result<Prepared<'a>, ResetError> {
        let (account, totp) = self.look::<_, CallError>(|tx| {
            let account = tx.account(id)?;
            let totp = match &account {
                Some(account) => confirmed(tx, account)?,
                None => None,
            };
            Ok((account, totp))
        })?;
        let context = PasswordContext {
            username: account.as_ref().map(|account| account.username.clone()),
            email: account.as_ref().map(|account| account.email.clone()),
            backing: Backing::of(totp.is_some()),
        };
        self.policy().approve(password, &context)?;
        let second = match (&account, totp) {
            (Some(account), Some(_)) => {
                let factor = factor.ok_or(ResetError::NeedsFactor)?;
                let guess = self.take_guess(seat, &self.guessed_again(account, ThrottleScope::Recovery))?;
                Some((guess, self.look_at(account, factor)?))
            }
            _ => None,
        };
        Ok(Prepared { account, second, hash: self.hash(password)? })
    }

    /// One more letter for a reset under way: to the account, if it may still be reset.
    pub(super) fn issue_reset_again<E: From<CallError>>(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        latest: &Challenge,
    ) -> Result<Challenge, Abort<E>> {
        let Subject::Account(id) = latest.subject else { return Ok(latest.clone()) };
        let account = tx.account(id)?.filter(|account| may_reset(account, now));
        let address = account.as_ref().map_or(&latest.address, |account| &account.email).clone();
        self.issue_reset(tx, now, seat, account.as_ref(), (id, &address))
    }

    fn issue_reset<E: From<CallError>>(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        account: Option<&Account>,
        (id, address): (AccountId, &EmailAddress),
    ) -> Result<Challenge, Abort<E>> {
        if let Some(account) = account {
            return self.issue_for_account(tx, now, seat, account, (LetterKind::ResetPassword, address));
        }
        let order = Order {
            purpose: Purpose::Reset,
            subject: Subject::Account(id),
            address: address.clone(),
            carried: Carried::Decoy(LetterKind::ResetPassword),
            account: Some(id),
            name: String::new(),
            username: String::new(),
            then: crate::domain::Then::Done,
            code_ttl: self.policy().code_ttl,
            expires_at: now.plus(self.policy().link_ttl),
        };
        self.issue(tx, now, seat, &order)
    }

    /// An account that does not exist, for whoever asks for it: the same name gives the same one, so that
    /// cooldown, tries and voided codes are those of an account that does.
    fn nobody<E: From<CallError>>(&self, who: &Identifier, typed: &str) -> Result<(AccountId, EmailAddress), Abort<E>> {
        let id = AccountId::from_bytes(self.stand_in(who, typed));
        let address = match who {
            Identifier::Email(address) => address.clone(),
            // Nothing is ever sent to `.invalid` (RFC 2606 §2).
            // As long as addresses are, for a longer one takes longer to read.
            _ => {
                let [a, b, c, d, ..] = *id.as_bytes();
                let name = u32::from_be_bytes([a, b, c, d]);
                format!("{name:08x}@nobody.invalid").parse().map_err(|_| refuse(CallError::Gone))?
            }
        };
        Ok((id, address))
    }
}

/// Whether a reset letter may go out: never to an address that nobody has proved, unless an admin gave it.
fn may_reset(account: &Account, now: Timestamp) -> bool {
    account.is_open(now) && (account.verified_at.is_some() || account.password.is_none())
}
