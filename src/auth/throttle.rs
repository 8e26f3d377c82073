//! Guessing has to be slow: every wrong guess makes the next one wait, and an account has only so many a day.
//!
//! Waiting goes by what was typed as a name, at one seat, and by the seat itself; both are short. The day's guesses go
//! by account, wherever they are made. A name that nobody has is counted like one that somebody has. Nothing of it
//! closes an account: a reset opens the way again, and so can an admin (OWASP ASVS 6.1.1).
//!
//! **Invariant.** A guess is counted as wrong, and committed, before it is looked at; a right one is taken back. Who
//! kills the program in between has not guessed for nothing.

use std::time::Duration;

use crate::domain::{
    Account, AuditEvent, EmailAddress, Purpose, Seat, Throttle, ThrottleKey, ThrottleScope, Timestamp,
};
use crate::store::{self, Tx};

use super::challenge::Identifier;
use super::trail::{self, Note};
use super::transact::{Abort, refuse};
use super::{Auth, CallError};

/// The day of the day's guesses.
pub(super) const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// A seat where nobody guessed wrong for this long is forgiven.
const SEAT_FORGETS: Duration = Duration::from_secs(10 * 60);
/// So many wrong guesses at a seat cost nothing: several people use it, and each mistypes once.
const SEAT_FREE: u32 = 5;

/// The counters of an account. Each has its own hundred a day: what is guessed at one door closes no other.
pub(super) const OF_AN_ACCOUNT: [ThrottleScope; 4] =
    [ThrottleScope::Account, ThrottleScope::Factor, ThrottleScope::Recovery, ThrottleScope::Proof];

/// Why a guess is not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// Too soon.
    Wait {
        /// Seconds to wait.
        seconds: u64,
    },
    /// Too many today.
    Exhausted,
}

/// A guess that was counted, and how to take it back.
pub(super) struct Guess {
    name: ThrottleKey,
    account: ThrottleKey,
    seat: ThrottleKey,
}

/// Whom a guess is about.
pub(super) struct Guessed<'a> {
    /// What stands for the name as it was typed.
    pub(super) name: [u8; 16],
    /// The account, if there is one.
    pub(super) account: Option<&'a Account>,
    /// Which of the account's counters: guesses at the door must not close what is behind it to its owner.
    pub(super) scope: ThrottleScope,
}

impl Auth {
    /// Whom somebody means who typed `who`, at the sign-in.
    pub(super) fn guessed<'a>(&self, who: &Identifier, typed: &str, account: Option<&'a Account>) -> Guessed<'a> {
        Guessed { name: self.stand_in(who, typed), account, scope: ThrottleScope::Account }
    }

    /// An account whose owner is known already and only has to show something more.
    pub(super) fn guessed_again<'a>(&self, account: &'a Account, scope: ThrottleScope) -> Guessed<'a> {
        let name = self.stand_in(&Identifier::Username(account.username.clone()), "");
        Guessed { name, account: Some(account), scope }
    }

    /// Sixteen bytes that stand for what was typed as a name.
    pub(super) fn stand_in(&self, who: &Identifier, typed: &str) -> [u8; 16] {
        self.vault.pseudonym(&match who {
            Identifier::Username(name) => format!("name {name}"),
            Identifier::Email(address) => format!("address {}", address.key()),
            Identifier::Nobody => format!("neither {}", typed.trim().to_lowercase()),
        })
    }

    /// Counts a guess, if it may be made now.
    pub(super) fn spend_guess(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        whom: &Guessed<'_>,
    ) -> store::Result<Result<Guess, Held>> {
        let account = whom.account.map_or(whom.name, |account| *account.id.as_bytes());
        let guess = Guess {
            name: key(ThrottleScope::Name, whom.name, Some(seat)),
            account: key(whom.scope, account, None),
            seat: key(ThrottleScope::Seat, [0; 16], Some(seat)),
        };
        let name = counter(tx, &guess.name, now, DAY)?;
        let today = counter_from_first(tx, &guess.account, now, DAY)?;
        let at_seat = counter(tx, &guess.seat, now, SEAT_FORGETS)?;
        if today.count >= self.policy().guesses_a_day {
            return Ok(Err(Held::Exhausted));
        }
        let wait = name.next_allowed_at.max(at_seat.next_allowed_at).since(now);
        if !wait.is_zero() {
            let seconds = u64::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u64::MAX);
            return Ok(Err(Held::Wait { seconds }));
        }
        let name = Throttle { count: name.count.saturating_add(1), last_at: now, ..name };
        tx.put_throttle(&guess.name, &Throttle { next_allowed_at: now.plus(pause(name.count)), ..name })?;
        let today = Throttle { count: today.count.saturating_add(1), last_at: now, ..today };
        tx.put_throttle(&guess.account, &today)?;
        if today.count == self.policy().guesses_a_day {
            let note = Note::by_nobody(AuditEvent::LockedOut).on(whom.account.map(trail::party));
            note.to(format!("{} guesses", today.count)).write(self, tx, seat, now)?;
        }
        Ok(Ok(guess))
    }

    /// The guess was right, and nothing more is asked: the counters of name and account begin anew.
    pub(super) fn forgive(&self, tx: &mut dyn Tx, guess: &Guess) -> store::Result<()> {
        let fresh = |tx: &mut dyn Tx, key: &ThrottleKey| match tx.throttle(key)? {
            Some(counter) => tx.put_throttle(key, &Throttle { count: 0, next_allowed_at: counter.last_at, ..counter }),
            None => Ok(()),
        };
        fresh(tx, &guess.name)?;
        fresh(tx, &guess.account)
    }

    /// The guess was right, but is only half of what is asked: it alone is taken back, so that whoever knows one half
    /// can't wipe out what was guessed of the other.
    pub(super) fn give_guess_back(&self, tx: &mut dyn Tx, guess: &Guess) -> store::Result<()> {
        for key in [&guess.name, &guess.account] {
            if let Some(counter) = tx.throttle(key)? {
                let count = counter.count.saturating_sub(1);
                tx.put_throttle(key, &Throttle { count, next_allowed_at: counter.last_at, ..counter })?;
            }
        }
        Ok(())
    }

    /// The guess was wrong: the seat counts it, too.
    pub(super) fn count_at_seat(&self, tx: &mut dyn Tx, now: Timestamp, guess: &Guess) -> store::Result<()> {
        let counter = counter(tx, &guess.seat, now, SEAT_FORGETS)?;
        let count = counter.count.saturating_add(1);
        let wait = count.checked_sub(SEAT_FREE).filter(|over| *over > 0).map_or(Duration::ZERO, pause);
        tx.put_throttle(&guess.seat, &Throttle { count, last_at: now, next_allowed_at: now.plus(wait), ..counter })
    }

    /// Wrong guesses at an account are forgotten: its owner came in by another way, or an admin says so.
    pub(super) fn forgive_account(&self, tx: &mut dyn Tx, account: &Account) -> store::Result<()> {
        for scope in OF_AN_ACCOUNT {
            tx.clear_throttle(scope, *account.id.as_bytes())?;
        }
        let names = [Identifier::Username(account.username.clone()), Identifier::Email(account.email.clone())];
        for who in names {
            tx.clear_throttle(ThrottleScope::Name, self.stand_in(&who, ""))?;
        }
        Ok(())
    }

    /// Until when guesses at an account are not looked at, if they are not.
    pub(super) fn locked_until(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        account: &Account,
    ) -> store::Result<Option<Timestamp>> {
        let mut until = None;
        for scope in OF_AN_ACCOUNT {
            let counter = counter_from_first(tx, &key(scope, *account.id.as_bytes(), None), now, DAY)?;
            if counter.count >= self.policy().guesses_a_day {
                until = until.max(Some(counter.since.plus(DAY)));
            }
        }
        Ok(until)
    }

    /// Refuses if too many letters went to an address for one purpose, whether it has an account or not.
    pub(super) fn spare_the_mailbox<E: From<CallError>>(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        purpose: Purpose,
        address: &EmailAddress,
    ) -> Result<(), Abort<E>> {
        if self.mailbox_is_full(tx, now, purpose, address)? { Err(refuse(CallError::TooManyLetters)) } else { Ok(()) }
    }

    /// Whether too many letters went to an address for one purpose.
    pub(super) fn mailbox_is_full(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        purpose: Purpose,
        address: &EmailAddress,
    ) -> store::Result<bool> {
        let hour = now.minus(Duration::from_secs(60 * 60));
        Ok(tx.challenges_since(purpose, address, hour)? >= self.policy().letters_an_hour
            || tx.challenges_since(purpose, address, now.minus(DAY))? >= self.policy().letters_a_day)
    }

    /// Counts a guess of an invitation at a seat; or for how many seconds none is looked at there.
    pub(super) fn spend_invite_guess(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
    ) -> store::Result<Option<u64>> {
        let key = key(ThrottleScope::Invites, [0; 16], Some(seat));
        let counter = counter(tx, &key, now, SEAT_FORGETS)?;
        let wait = counter.next_allowed_at.since(now);
        if !wait.is_zero() {
            return Ok(Some(u64::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u64::MAX)));
        }
        let count = counter.count.saturating_add(1);
        let wait = count.checked_sub(SEAT_FREE).filter(|over| *over > 0).map_or(Duration::ZERO, pause);
        tx.put_throttle(&key, &Throttle { count, last_at: now, next_allowed_at: now.plus(wait), ..counter })?;
        Ok(None)
    }

    /// The guess was right: it alone is taken back, so that whoever has one invitation can't try others for nothing.
    pub(super) fn forgive_invite_guess(&self, tx: &mut dyn Tx, seat: &Seat) -> store::Result<()> {
        let key = key(ThrottleScope::Invites, [0; 16], Some(seat));
        match tx.throttle(&key)? {
            Some(counter) => {
                let count = counter.count.saturating_sub(1);
                tx.put_throttle(&key, &Throttle { count, next_allowed_at: counter.last_at, ..counter })
            }
            None => Ok(()),
        }
    }

    /// Counts a registration at a seat; refuses if there were too many within the hour.
    pub(super) fn count_sign_up<E: From<CallError>>(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
    ) -> Result<(), Abort<E>> {
        let key = key(ThrottleScope::SignUps, [0; 16], Some(seat));
        let counter = counter_from_first(tx, &key, now, Duration::from_secs(60 * 60))?;
        if counter.count >= self.policy().sign_ups_an_hour {
            let wait = counter.since.plus(Duration::from_secs(60 * 60)).since(now);
            let minutes = u64::try_from(wait.as_millis().div_ceil(60_000)).unwrap_or(u64::MAX);
            return Err(refuse(CallError::TooManySignUps { minutes }));
        }
        tx.put_throttle(&key, &Throttle { count: counter.count.saturating_add(1), last_at: now, ..counter })?;
        Ok(())
    }
}

/// How long the next guess waits after that many wrong ones: a mistyped password costs a second, guessing at random ten
/// each.
fn pause(wrong: u32) -> Duration {
    Duration::from_secs(match wrong {
        0..=2 => 1,
        3..=8 => 3,
        9..=24 => 5,
        _ => 10,
    })
}

fn key(scope: ThrottleScope, subject: [u8; 16], seat: Option<&Seat>) -> ThrottleKey {
    ThrottleKey { scope, subject, seat: seat.cloned() }
}

fn zero(now: Timestamp) -> Throttle {
    Throttle { count: 0, since: now, last_at: now, next_allowed_at: now }
}

/// A counter that is forgotten `memory` after its last count.
fn counter(tx: &mut dyn Tx, key: &ThrottleKey, now: Timestamp, memory: Duration) -> store::Result<Throttle> {
    let counter = tx.throttle(key)?.filter(|counter| now < counter.last_at.plus(memory));
    let Some(counter) = counter else { return Ok(zero(now)) };
    // A clock that was set back must not make anybody wait for the years between.
    let turned_back = counter.next_allowed_at > now.plus(pause(u32::MAX));
    let next_allowed_at = if turned_back { now } else { counter.next_allowed_at };
    Ok(Throttle { last_at: counter.last_at.min(now), next_allowed_at, ..counter })
}

/// A counter that is forgotten `memory` after its first count.
fn counter_from_first(tx: &mut dyn Tx, key: &ThrottleKey, now: Timestamp, memory: Duration) -> store::Result<Throttle> {
    let counter = tx.throttle(key)?.filter(|counter| now < counter.since.plus(memory));
    Ok(counter.unwrap_or(zero(now)))
}
