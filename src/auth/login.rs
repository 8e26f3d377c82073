//! Signing in and out.

use std::time::Duration;

use crate::domain::{
    Account, AccountId, AuditEvent, Party, PasswordHash, Purpose, Role, Seat, SecondFactor, Secret, SessionToken,
    Signup, Standing, Subject, ThrottleScope, Ticket, Timestamp,
};
use crate::store::{self, Tx};
use crate::vault::TokenKind;

use super::challenge::{Flow, Identifier};
use super::factor::confirmed;
use super::throttle::{Guess, Guessed, Held};
use super::trail::{self, Note, named};
use super::transact::{Abort, refuse};
use super::{Auth, CallError};

/// Who somebody says they are, and the proof of it.
#[derive(Debug)]
pub struct Credentials {
    /// Username or address.
    pub who: Identifier,
    /// The password, as typed.
    pub password: Secret,
}

/// Somebody's own account, as their screens show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    /// Who.
    pub id: AccountId,
    /// The name to sign in with.
    pub username: String,
    /// The name to be called by; may be empty.
    pub display_name: String,
    /// Where letters go.
    pub email: String,
    /// When the address was proved.
    pub verified_at: Option<Timestamp>,
    /// What they may do.
    pub role: Role,
    /// When the account was made.
    pub created_at: Timestamp,
    /// The sign-in before this one.
    pub last_login_at: Option<Timestamp>,
    /// An address that waits to be proved.
    pub pending_email: Option<Flow>,
    /// Since when there is a second factor.
    pub second_factor_since: Option<Timestamp>,
    /// Recovery codes that are left.
    pub recovery_codes_left: u32,
    /// What has to be done before anything else.
    pub owes: Option<Owed>,
}

/// What an account has to do before it may do anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owed {
    /// Choose another password.
    Password,
    /// Turn the second factor on.
    SecondFactor,
}

/// Signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// For every call from here on.
    pub token: SessionToken,
    /// Dangerous acts don't ask for the password until then.
    pub proved_until: Timestamp,
    /// Who.
    pub me: Me,
}

/// What the right password opened.
#[derive(Debug)]
pub enum LogIn {
    /// The house.
    In(SignedIn),
    /// A registration whose address is not proved yet: go on there.
    NeedsVerification(Flow),
    /// The password was right; now the second factor.
    NeedsSecondFactor(Ticket),
    /// The password was right, but the staff have to let its owner in first.
    Waits,
}

/// Why nobody is signed in. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum LogInError {
    /// Wrong name, wrong password, closed account: one sentence for all.
    #[error("That name and password don't fit together.")]
    Refused,
    /// The last guess was too short ago. This one was not looked at.
    #[error("Too many tries. Wait {seconds} s.")]
    Wait {
        /// Seconds to wait.
        seconds: u64,
    },
    /// No more guesses are looked at today.
    #[error("Too many wrong tries for that name today. \"Forgot password\" still lets you in, and so can the staff.")]
    Exhausted,
    /// The second factor is not right, or was used.
    #[error("That code is not right, or was used. Try another.")]
    WrongFactor,
    /// The second step took too long, or the account has changed meanwhile.
    #[error("That took too long. Sign in again.")]
    TicketOver,
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl From<Held> for LogInError {
    fn from(held: Held) -> Self {
        match held {
            Held::Wait { seconds } => Self::Wait { seconds },
            Held::Exhausted => Self::Exhausted,
        }
    }
}

/// So long somebody may look for their phone.
const TICKET_GOOD_FOR: Duration = Duration::from_secs(5 * 60);

/// Whom a name stands for.
enum Found {
    Account(Box<Account>),
    /// The newest parked registration of that name or address.
    Parked(Box<Signup>),
    Nobody,
}

impl Found {
    fn account(&self) -> Option<&Account> {
        match self {
            Self::Account(account) => Some(account),
            Self::Parked(_) | Self::Nobody => None,
        }
    }

    fn password(&self) -> Option<&PasswordHash> {
        match self {
            Self::Account(account) => account.password.as_ref(),
            Self::Parked(signup) => Some(&signup.password),
            Self::Nobody => None,
        }
    }
}

impl Auth {
    /// Signs in. An unknown name costs what a wrong password costs, and is counted like one.
    ///
    /// # Errors
    /// [`LogInError::Refused`] for every wrong answer; [`LogInError::Wait`] and [`LogInError::Exhausted`] before it is
    /// looked at.
    pub fn log_in(&self, seat: &Seat, credentials: Credentials) -> Result<LogIn, LogInError> {
        let Credentials { who, password } = credentials;
        let (found, guess) = self.act::<_, CallError>(|tx| {
            let now = self.clock.now();
            let found = find(tx, &who, now)?;
            let guess = self.spend_guess(tx, now, seat, &self.guessed(&who, "", found.account()))?;
            Ok((found, guess))
        })?;
        let guess = guess?;
        // One evaluation on every path: no name is cheaper than another.
        let right = self.vault.hasher().verify(&password, found.password());
        let now = self.clock.now();
        let opened = match &found {
            Found::Account(account) if right => {
                let better = self.rehashed(account, &password);
                self.act(|tx| self.enter(tx, now, seat, account, better.as_ref(), &guess))
            }
            Found::Parked(signup) if right => self.act(|tx| {
                self.forgive(tx, &guess)?;
                self.go_on(tx, now, seat, signup)
            }),
            _ => Err(LogInError::Refused),
        };
        if matches!(opened, Err(LogInError::Refused)) {
            let party = match &found {
                Found::Account(account) => Some(trail::party(account)),
                Found::Parked(signup) => Some(named(&signup.username)),
                Found::Nobody => trail::typed(&who),
            };
            self.note_wrong_guess(seat, &guess, party, AuditEvent::LogInFailed)?;
        }
        opened
    }

    fn enter(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        checked: &Account,
        better: Option<&PasswordHash>,
        guess: &Guess,
    ) -> Result<LogIn, Abort<LogInError>> {
        // Closed, or given another password, while this one was being checked.
        let account = tx.account(checked.id)?.filter(|account| account.password == checked.password);
        if account.as_ref().is_some_and(|account| account.standing(now) == Standing::Waiting) {
            // Whoever knows the password is told why it opens nothing.
            self.give_guess_back(tx, guess)?;
            return Ok(LogIn::Waits);
        }
        let account = account.filter(|account| account.is_open(now));
        let Some(mut account) = account else { return Err(refuse(LogInError::Refused)) };
        if let Some(hash) = better {
            account.password = Some(hash.clone());
            tx.update_account(&account)?;
            Note::own(&account, AuditEvent::Rehashed).write(self, tx, seat, now)?;
        }
        if confirmed(tx, &account)?.is_some() {
            self.give_guess_back(tx, guess)?;
            let id = self.ticket_id(seat, &account);
            let ends_at = now.plus(TICKET_GOOD_FOR);
            let ticket = self.vault.tokens().issue(TokenKind::SecondStep, &account.id, &id, now, ends_at)?;
            return Ok(LogIn::NeedsSecondFactor(Ticket::new(ticket)));
        }
        self.forgive(tx, guess)?;
        self.forgive_account(tx, &account)?;
        Ok(LogIn::In(self.open_session(tx, now, seat, &account)?))
    }

    /// The second step, after [`LogIn::NeedsSecondFactor`].
    ///
    /// # Errors
    /// [`LogInError::WrongFactor`]; [`LogInError::TicketOver`] where the first step no longer counts.
    pub fn log_in_second(&self, seat: &Seat, ticket: &Ticket, factor: &SecondFactor) -> Result<SignedIn, LogInError> {
        let claims = self.check_token(ticket.expose(), &[TokenKind::SecondStep], self.clock.now());
        let claims = claims.map_err(|_| LogInError::TicketOver)?;
        let id: AccountId = claims.subject.parse().map_err(|_| LogInError::TicketOver)?;
        let counts =
            |account: &Account| account.is_open(self.clock.now()) && self.ticket_id(seat, account) == claims.id;
        let account = self.look::<_, CallError>(|tx| Ok(tx.account(id)?))?.filter(counts);
        let account = account.ok_or(LogInError::TicketOver)?;
        let guess = self.take_guess(seat, &self.guessed_again(&account, ThrottleScope::Factor))?;
        let shown = self.look_at(&account, factor)?;
        let opened = self.act(|tx| {
            let now = self.clock.now();
            let account = tx.account(id)?.filter(counts).ok_or_else(|| refuse(LogInError::TicketOver))?;
            if !self.take_factor(tx, now, seat, &account, &shown)? {
                return Err(refuse(LogInError::WrongFactor));
            }
            self.forgive(tx, &guess)?;
            self.forgive_account(tx, &account)?;
            self.open_session(tx, now, seat, &account)
        });
        if matches!(opened, Err(LogInError::WrongFactor)) {
            self.note_wrong_guess(seat, &guess, Some(trail::party(&account)), AuditEvent::SecondFactorFailed)?;
        }
        opened
    }

    /// What a ticket is bound to: with another password, or at another seat, it is void.
    fn ticket_id(&self, seat: &Seat, account: &Account) -> String {
        let hash = account.password.as_ref().map_or("", PasswordHash::as_str);
        let bytes = self.vault.pseudonym(&format!("ticket {} {seat} {hash}", account.id));
        format!("{:032x}", u128::from_be_bytes(bytes))
    }

    /// Counts a guess, or says why it is not looked at.
    pub(super) fn take_guess(&self, seat: &Seat, whom: &Guessed<'_>) -> Result<Guess, LogInError> {
        Ok(self.act::<_, CallError>(|tx| Ok(self.spend_guess(tx, self.clock.now(), seat, whom)?))??)
    }

    /// Notes that a guess was wrong.
    pub(super) fn note_wrong_guess(
        &self,
        seat: &Seat,
        guess: &Guess,
        whom: Option<Party>,
        event: AuditEvent,
    ) -> Result<(), CallError> {
        self.act(|tx| {
            let now = self.clock.now();
            self.count_at_seat(tx, now, guess)?;
            Ok(Note::by_nobody(event).on(whom.clone()).write(self, tx, seat, now)?)
        })
    }

    fn go_on(&self, tx: &mut dyn Tx, now: Timestamp, seat: &Seat, signup: &Signup) -> Result<LogIn, Abort<LogInError>> {
        let Some(signup) = tx.signup(signup.id)?.filter(|signup| now < signup.expires_at) else {
            return Err(refuse(LogInError::Refused));
        };
        let latest = tx.latest_challenge(Purpose::SignUp, Subject::Signup(signup.id))?;
        let challenge = match latest.filter(|latest| latest.used_at.is_none() && now < latest.code_expires_at) {
            Some(challenge) => challenge,
            None => {
                Note::by_nobody(AuditEvent::Resent).on(Some(named(&signup.username))).write(self, tx, seat, now)?;
                self.issue_for_signup(tx, now, seat, &signup)?
            }
        };
        Ok(LogIn::NeedsVerification(self.flow(&challenge, signup.email.as_str())))
    }

    /// A hash of today's cost, where the stored one is of another.
    fn rehashed(&self, account: &Account, password: &Secret) -> Option<PasswordHash> {
        let outdated = account.password.as_ref().is_some_and(|hash| self.vault.hasher().needs_rehash(hash));
        // If it can't be had now, the next sign-in tries again.
        outdated.then(|| self.vault.hasher().hash(password).ok()).flatten()
    }

    /// Signs out. Never fails for a session that is over already.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn log_out(&self, seat: &Seat, token: &SessionToken) -> Result<(), CallError> {
        let now = self.clock.now();
        let Ok(id) = self.session_id(token, now) else { return Ok(()) };
        self.act(|tx| {
            let Some(session) = tx.session(id)? else { return Ok(()) };
            if tx.revoke_session(id, now)?
                && let Some(account) = tx.account(session.account)?
            {
                Note::own(&account, AuditEvent::LoggedOut).write(self, tx, seat, now)?;
            }
            Ok(())
        })
    }
}

fn find(tx: &mut dyn Tx, who: &Identifier, now: Timestamp) -> store::Result<Found> {
    // Both are looked for in any case: a name that has an account is no quicker found.
    let account = who.account(tx)?;
    let parked = match who {
        Identifier::Username(name) => tx.signups_by_username(name, now)?,
        Identifier::Email(address) => tx.signups_by_email(address, now)?,
        Identifier::Nobody => Vec::new(),
    };
    Ok(match (account, parked.into_iter().next()) {
        (Some(account), _) => Found::Account(Box::new(account)),
        (None, Some(signup)) => Found::Parked(Box::new(signup)),
        (None, None) => Found::Nobody,
    })
}
