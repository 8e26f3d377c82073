//! Sessions: opened by signing in, checked afresh by every call, in the transaction that acts.

use std::cell::Cell;
use std::time::Duration;

use crate::domain::{
    Account, AuditEvent, Role, Seat, SecondFactor, Secret, Session, SessionId, SessionToken, ThrottleScope, Timestamp,
};
use crate::store::Tx;
use crate::vault::{TokenKind, VaultError};

use super::factor::confirmed;
use super::login::{LogInError, Owed, SignedIn};
use super::matrix::{Operation, allows};
use super::profile::me_of;
use super::trail::{self, Note};
use super::transact::{Abort, Volume, refuse};
use super::{Auth, CallError};

/// That a session was used is noted at most this often: a read must not cost a write each time.
const NOTE_EVERY: Duration = Duration::from_secs(60);

/// The password (and the second factor), shown again.
#[derive(Debug)]
pub struct StepUp {
    /// The password, as typed.
    pub password: Secret,
    /// For an account that has one.
    pub factor: Option<SecondFactor>,
}

/// The session goes on under another token.
#[derive(Debug)]
pub struct Renewed {
    /// For every call from here on.
    pub token: SessionToken,
    /// Dangerous acts don't ask again until then.
    pub proved_until: Timestamp,
}

/// Whoever makes a call, as the database knows them now.
pub(super) struct Caller {
    pub(super) account: Account,
    pub(super) session: Session,
    /// What they reached for behind the door although they may not.
    overstepped: Cell<Option<Operation>>,
}

impl Caller {
    /// Refuses what was let through the door but goes too far. That it was tried is noted, as at the door.
    pub(super) fn overstep<E: From<CallError>>(&self, operation: Operation, why: CallError) -> Abort<E> {
        self.overstepped.set(Some(operation));
        refuse(why)
    }

    /// Refuses a helper who reaches for a member of staff.
    pub(super) fn spare_staff<E: From<CallError>>(
        &self,
        account: &Account,
        operation: Operation,
    ) -> Result<(), Abort<E>> {
        if self.account.role != Role::Admin && account.role.is_staff() {
            return Err(self.overstep(operation, CallError::Staff));
        }
        Ok(())
    }
}

/// A session whose token was replaced goes on this long, so that a call that is on its way with the old one is not
/// turned away.
const OLD_TOKEN: Duration = Duration::from_secs(10);

/// Who came through the door, or who was turned away there.
enum Door {
    In(Box<Caller>),
    SignedOut,
    Forbidden(Box<Caller>),
    /// Something else has to be done first.
    Owing(Owed),
    /// The last proof is too old.
    Unproved,
}

impl Auth {
    /// Runs a call that changes something, in the transaction in which its caller is checked.
    pub(super) fn act_as<T, E: From<CallError>>(
        &self,
        token: &SessionToken,
        operation: Operation,
        f: impl FnMut(&mut dyn Tx, &Caller, Timestamp) -> Result<T, Abort<E>>,
    ) -> Result<T, E> {
        self.act_as_in(Volume::Act, token, operation, f)
    }

    /// [`Self::act_as`], for that volume.
    pub(super) fn act_as_in<T, E: From<CallError>>(
        &self,
        volume: Volume,
        token: &SessionToken,
        operation: Operation,
        mut f: impl FnMut(&mut dyn Tx, &Caller, Timestamp) -> Result<T, Abort<E>>,
    ) -> Result<T, E> {
        let (now, mut turned_away) = (self.clock.now(), None);
        let id = self.session_id(token, now)?;
        let answer = self.act_in(volume, |tx| {
            let caller = self.admit(tx, id, now, operation, &mut turned_away)?;
            if self.worth_noting(&caller.session, now) {
                self.note_use(tx, &caller.session, now)?;
            }
            let answer = f(tx, &caller, now);
            keep_overstepping(caller, &mut turned_away);
            answer
        });
        self.note_refusal(turned_away.as_deref(), operation, now)?;
        answer
    }

    /// Runs a call that only reads.
    pub(super) fn look_as<T, E: From<CallError>>(
        &self,
        token: &SessionToken,
        operation: Operation,
        mut f: impl FnMut(&mut dyn Tx, &Caller, Timestamp) -> Result<T, Abort<E>>,
    ) -> Result<T, E> {
        let (now, mut turned_away) = (self.clock.now(), None);
        let id = self.session_id(token, now)?;
        let answer = self.look(|tx| {
            let caller = self.admit(tx, id, now, operation, &mut turned_away)?;
            let (answer, session) = (f(tx, &caller, now), caller.session.clone());
            keep_overstepping(caller, &mut turned_away);
            Ok((answer?, session))
        });
        self.note_refusal(turned_away.as_deref(), operation, now)?;
        let (answer, session) = answer?;
        if token.is_attended() && self.worth_noting(&session, now) {
            // What was asked for is in hand; a full disk must not keep it back.
            let _ = self.act::<_, CallError>(|tx| {
                // It may have been ended since: ended it stays.
                if tx.session(id)?.is_some_and(|session| session.is_live(now, &self.boot)) {
                    self.note_use(tx, &session, now)?;
                }
                Ok(())
            });
        }
        Ok(answer)
    }

    /// Opens a session, notes the sign-in, and answers as whoever signs in sees it.
    pub(super) fn open_session<E: From<CallError>>(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        account: &Account,
    ) -> Result<SignedIn, Abort<E>> {
        let ends_at = now.plus(self.policy().session_absolute);
        let session = Session {
            id: SessionId::new(now, self.entropy.as_ref()),
            account: account.id,
            seat: seat.clone(),
            boot: self.boot.clone(),
            idle: self.policy().idle_at(seat),
            proved_at: now,
            created_at: now,
            last_seen_at: now,
            idle_ends_at: now.plus(self.policy().idle_at(seat)).min(ends_at),
            ends_at,
            revoked_at: None,
        };
        tx.insert_session(&session)?;
        tx.touch_login(account.id, now, seat)?;
        Note::own(account, AuditEvent::LoggedIn).write(self, tx, seat, now)?;
        let token = self.session_token(&session, now)?;
        // `account` was read before the sign-in was noted, so it tells of the one before.
        Ok(SignedIn { token, proved_until: now.plus(self.policy().proof_good_for), me: me_of(self, tx, account, now)? })
    }

    fn session_token(&self, session: &Session, now: Timestamp) -> Result<SessionToken, VaultError> {
        let token =
            self.vault.tokens().issue(TokenKind::Session, &session.account, &session.id, now, session.ends_at)?;
        Ok(SessionToken::new(token))
    }

    /// The session that a token names, if the token is good.
    pub(super) fn session_id(&self, token: &SessionToken, now: Timestamp) -> Result<SessionId, CallError> {
        let claims = self.check_token(token.expose(), &[TokenKind::Session], now);
        claims.ok().and_then(|claims| claims.id.parse().ok()).ok_or(CallError::SignedOut)
    }

    fn worth_noting(&self, session: &Session, now: Timestamp) -> bool {
        // A short idle time must not run out between two notes.
        now.since(session.last_seen_at) >= NOTE_EVERY.min(session.idle / 2)
    }

    fn note_use(&self, tx: &mut dyn Tx, session: &Session, now: Timestamp) -> crate::store::Result<()> {
        tx.touch_session(session.id, now, now.plus(session.idle).min(session.ends_at))
    }

    /// The call left no trace, but that it was made does.
    fn note_refusal(&self, who: Option<&Caller>, operation: Operation, now: Timestamp) -> Result<(), CallError> {
        let Some(caller) = who else { return Ok(()) };
        self.act(|tx| {
            let operation = caller.overstepped.get().unwrap_or(operation);
            let note = Note::own(&caller.account, AuditEvent::Refused).to(operation.as_str());
            Ok(note.write(self, tx, &caller.session.seat, now)?)
        })
    }
}

impl Auth {
    /// Lets a caller in, or says why not; one who is turned away for their role is put into `turned_away`.
    fn admit<E: From<CallError>>(
        &self,
        tx: &mut dyn Tx,
        id: SessionId,
        now: Timestamp,
        operation: Operation,
        turned_away: &mut Option<Box<Caller>>,
    ) -> Result<Box<Caller>, Abort<E>> {
        *turned_away = None;
        match self.authorize(tx, id, now, operation)? {
            Door::In(caller) => Ok(caller),
            Door::SignedOut => Err(refuse(CallError::SignedOut)),
            Door::Owing(Owed::Password) => Err(refuse(CallError::PasswordFirst)),
            Door::Owing(Owed::SecondFactor) => Err(refuse(CallError::SecondFactorFirst)),
            Door::Unproved => Err(refuse(CallError::ProveAgain)),
            Door::Forbidden(caller) => {
                *turned_away = Some(caller);
                Err(refuse(CallError::Forbidden))
            }
        }
    }

    /// The one place where a session and a role are held against the table.
    fn authorize(
        &self,
        tx: &mut dyn Tx,
        id: SessionId,
        now: Timestamp,
        operation: Operation,
    ) -> crate::store::Result<Door> {
        let session = tx.session(id)?.filter(|session| session.is_live(now, &self.boot));
        let Some(session) = session else { return Ok(Door::SignedOut) };
        let account = tx.account(session.account)?.filter(|account| account.is_open(now));
        let Some(account) = account else { return Ok(Door::SignedOut) };
        let caller = Box::new(Caller { account, session, overstepped: Cell::new(None) });
        if !allows(caller.account.role, operation) {
            return Ok(Door::Forbidden(caller));
        }
        if !operation.is_early()
            && let Some(owed) = self.owed(tx, &caller.account)?
        {
            return Ok(Door::Owing(owed));
        }
        if operation.needs_proof() && !self.is_proved(&caller.session, now) {
            return Ok(Door::Unproved);
        }
        Ok(Door::In(caller))
    }

    /// What an account has to do before it may do anything else.
    pub(super) fn owed(&self, tx: &mut dyn Tx, account: &Account) -> crate::store::Result<Option<Owed>> {
        if account.must_change {
            return Ok(Some(Owed::Password));
        }
        let needs = self.policy().requires_second_factor(account.role);
        Ok((needs && confirmed(tx, account)?.is_none()).then_some(Owed::SecondFactor))
    }

    /// Refuses a caller who may do something, but not this more dangerous part of it.
    pub(super) fn require<E: From<CallError>>(
        &self,
        caller: &Caller,
        operation: Operation,
        now: Timestamp,
    ) -> Result<(), Abort<E>> {
        if !allows(caller.account.role, operation) {
            return Err(caller.overstep(operation, CallError::Forbidden));
        }
        if operation.needs_proof() && !self.is_proved(&caller.session, now) {
            return Err(refuse(CallError::ProveAgain));
        }
        Ok(())
    }

    /// Whether the password was shown lately in that session.
    pub(super) fn is_proved(&self, session: &Session, now: Timestamp) -> bool {
        now < session.proved_at.plus(self.policy().proof_good_for)
    }

    /// Shows the password (and the second factor) again, so that dangerous acts may be done for a while. The session
    /// goes on under another token (OWASP ASVS 7.2.4); the old one ends ten seconds later.
    ///
    /// # Errors
    /// As for signing in.
    pub fn step_up(&self, seat: &Seat, token: &SessionToken, proof: StepUp) -> Result<Renewed, LogInError> {
        let StepUp { password, factor } = proof;
        let account =
            self.look_as::<_, CallError>(token, Operation::StepUp, |_, caller, _| Ok(caller.account.clone()))?;
        let whom = self.guessed_again(&account, ThrottleScope::Proof);
        let guess = self.take_guess(seat, &whom)?;
        let right = self.vault.hasher().verify(&password, account.password.as_ref());
        let shown = factor.as_ref().map(|factor| self.look_at(&account, factor)).transpose()?;
        let renewed = self.act_as(token, Operation::StepUp, |tx, caller, now| {
            if !right || caller.account.password != account.password {
                return Err(refuse(LogInError::Refused));
            }
            if confirmed(tx, &caller.account)?.is_some() {
                let taken = match &shown {
                    Some(shown) => self.take_factor(tx, now, seat, &caller.account, shown)?,
                    None => false,
                };
                if !taken {
                    return Err(refuse(LogInError::WrongFactor));
                }
            }
            self.forgive(tx, &guess)?;
            let old = &caller.session;
            let session = Session {
                id: SessionId::new(now, self.entropy.as_ref()),
                last_seen_at: now,
                proved_at: now,
                idle_ends_at: now.plus(old.idle).min(old.ends_at),
                ..old.clone()
            };
            tx.insert_session(&session)?;
            tx.touch_session(old.id, now, now.plus(OLD_TOKEN))?;
            Note::own(&caller.account, AuditEvent::ProvedAgain).write(self, tx, seat, now)?;
            let token = self.session_token(&session, now)?;
            Ok(Renewed { token, proved_until: now.plus(self.policy().proof_good_for) })
        });
        if let Err(LogInError::Refused | LogInError::WrongFactor) = renewed {
            self.note_wrong_guess(seat, &guess, Some(trail::party(&account)), AuditEvent::LogInFailed)?;
        }
        renewed
    }
}

/// Keeps a caller who went too far, for the row in the audit that is written once everything else is taken back.
fn keep_overstepping(caller: Box<Caller>, turned_away: &mut Option<Box<Caller>>) {
    if caller.overstepped.get().is_some() {
        *turned_away = Some(caller);
    }
}
