//! Sessions: opened by signing in, checked afresh by every call, in the transaction that acts.

use std::time::Duration;

use crate::domain::{Account, AuditEvent, Seat, Session, SessionId, SessionToken, Status, Timestamp};
use crate::store::Tx;
use crate::vault::TokenKind;

use super::login::SignedIn;
use super::matrix::{Operation, allows};
use super::profile::me_of;
use super::trail::Note;
use super::transact::{Abort, refuse};
use super::{Auth, CallError};

/// That a session was used is noted at most this often: a read must not cost a write each time.
const NOTE_EVERY: Duration = Duration::from_secs(60);

/// Whoever makes a call, as the database knows them now.
pub(super) struct Caller {
    pub(super) account: Account,
    pub(super) session: Session,
}

/// Who came through the door, or who was turned away there.
enum Door {
    In(Box<Caller>),
    SignedOut,
    Forbidden(Box<Caller>),
}

impl Auth {
    /// Runs a call that changes something, in the transaction in which its caller is checked.
    pub(super) fn act_as<T, E: From<CallError>>(
        &self,
        token: &SessionToken,
        operation: Operation,
        mut f: impl FnMut(&mut dyn Tx, &Caller, Timestamp) -> Result<T, Abort<E>>,
    ) -> Result<T, E> {
        let (now, mut turned_away) = (self.clock.now(), None);
        let id = self.session_id(token, now)?;
        let answer = self.act(|tx| {
            let caller = admit(tx, id, now, operation, &mut turned_away)?;
            if self.worth_noting(&caller.session, now) {
                self.note_use(tx, &caller.session, now)?;
            }
            f(tx, &caller, now)
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
            let caller = admit(tx, id, now, operation, &mut turned_away)?;
            Ok((f(tx, &caller, now)?, caller.session))
        });
        self.note_refusal(turned_away.as_deref(), operation, now)?;
        let (answer, session) = answer?;
        if self.worth_noting(&session, now) {
            // What was asked for is in hand; a full disk must not keep it back.
            let _ = self.act::<_, CallError>(|tx| {
                // It may have been ended since: ended it stays.
                if tx.session(id)?.is_some_and(|session| session.is_live(now)) {
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
        let ends_at = now.plus(self.policy.session_absolute);
        let session = Session {
            id: SessionId::new(now, self.entropy.as_ref()),
            account: account.id,
            seat: seat.clone(),
            boot: self.boot.clone(),
            idle: self.policy.idle_at(seat),
            proved_at: now,
            created_at: now,
            last_seen_at: now,
            idle_ends_at: now.plus(self.policy.idle_at(seat)).min(ends_at),
            ends_at,
            revoked_at: None,
        };
        tx.insert_session(&session)?;
        tx.touch_login(account.id, now)?;
        Note::own(account, AuditEvent::LoggedIn).write(self, tx, seat, now)?;
        let token = self.vault.tokens().issue(TokenKind::Session, &account.id, &session.id, now, ends_at)?;
        // `account` was read before the sign-in was noted, so it tells of the one before.
        Ok(SignedIn {
            token: SessionToken::new(token),
            proved_until: now.plus(self.policy.proof_good_for),
            me: me_of(self, tx, account, now)?,
        })
    }

    /// The session that a token names, if the token is good.
    pub(super) fn session_id(&self, token: &SessionToken, now: Timestamp) -> Result<SessionId, CallError> {
        let claims = self.check_token(token.expose(), &[TokenKind::Session], now);
        claims.ok().and_then(|claims| claims.id.parse().ok()).ok_or(CallError::SignedOut)
    }

    fn worth_noting(&self, session: &Session, now: Timestamp) -> bool {
        // A short idle time must not run out between two notes.
        now.since(session.last_seen_at) >= NOTE_EVERY.min(self.policy.session_idle / 2)
    }

    fn note_use(&self, tx: &mut dyn Tx, session: &Session, now: Timestamp) -> crate::store::Result<()> {
        tx.touch_session(session.id, now, now.plus(self.policy.session_idle).min(session.ends_at))
    }

    /// The call left no trace, but that it was made does.
    fn note_refusal(&self, who: Option<&Caller>, operation: Operation, now: Timestamp) -> Result<(), CallError> {
        let Some(caller) = who else { return Ok(()) };
        self.act(|tx| {
            let note = Note::own(&caller.account, AuditEvent::Refused).to(operation.as_str());
            Ok(note.write(self, tx, &caller.session.seat, now)?)
        })
    }
}

/// Lets a caller in, or says why not; one who is turned away for their role is put into `turned_away`.
fn admit<E: From<CallError>>(
    tx: &mut dyn Tx,
    id: SessionId,
    now: Timestamp,
    operation: Operation,
    turned_away: &mut Option<Box<Caller>>,
) -> Result<Box<Caller>, Abort<E>> {
    *turned_away = None;
    match authorize(tx, id, now, operation)? {
        Door::In(caller) => Ok(caller),
        Door::SignedOut => Err(refuse(CallError::SignedOut)),
        Door::Forbidden(caller) => {
            *turned_away = Some(caller);
            Err(refuse(CallError::Forbidden))
        }
    }
}

/// The one place where a session and a role are held against the table.
fn authorize(tx: &mut dyn Tx, id: SessionId, now: Timestamp, operation: Operation) -> crate::store::Result<Door> {
    let Some(session) = tx.session(id)?.filter(|session| session.is_live(now)) else { return Ok(Door::SignedOut) };
    let account = tx.account(session.account)?.filter(|account| account.status == Status::Active);
    let Some(account) = account else { return Ok(Door::SignedOut) };
    let caller = Box::new(Caller { account, session });
    Ok(if allows(caller.account.role, operation) { Door::In(caller) } else { Door::Forbidden(caller) })
}
