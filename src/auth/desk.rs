//! The desk: today at a glance.

use std::time::Duration;

use crate::domain::{AccountId, AuditEntry, AuditQuery, DeskCounts, Seat, SessionToken, Timestamp};
use crate::store::{self, Tx};

use super::matrix::{Operation, allows};
use super::operator::Operator;
use super::throttle::{DAY, OF_AN_ACCOUNT};
use super::{Auth, CallError};

/// Today at a glance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskView {
    /// The moment of all this.
    pub at: Timestamp,
    /// How many accounts there are.
    pub accounts: u64,
    /// How many proved their address, in each of the last [`Self::HOURS`] hours; the one that goes on comes last.
    pub newcomers: Vec<u64>,
    /// What waits for somebody.
    pub counts: DeskCounts,
    /// Accounts whose guesses are used up for today, by name; at most [`Self::LOCKED`].
    pub locked: Vec<(AccountId, String)>,
    /// Where people are signed in, and in how many sessions; most first.
    pub seats: Vec<(Seat, u64)>,
    /// What happened last, newest first, at most [`Self::RECENT`]; `None` for who may not read the audit.
    pub recent: Option<Vec<AuditEntry>>,
}

impl DeskView {
    /// Hours that are looked back at.
    pub const HOURS: usize = 24;
    /// Most names in [`Self::locked`].
    pub const LOCKED: usize = 100;
    /// Most rows in [`Self::recent`].
    pub const RECENT: usize = 40;

    /// How many came in all those hours.
    pub fn came(&self) -> u64 {
        self.newcomers.iter().sum()
    }

    /// How many sessions there are.
    pub fn sessions(&self) -> u64 {
        self.seats.iter().map(|(_, sessions)| sessions).sum()
    }
}

impl Auth {
    /// Today at a glance. What happened last is told to those only who may read the audit.
    ///
    /// # Errors
    /// [`CallError`] in its kinds.
    pub fn desk(&self, token: &SessionToken) -> Result<DeskView, CallError> {
        self.look_as(token, Operation::Desk, |tx, caller, now| {
            Ok(self.glance(tx, now, allows(caller.account.role, Operation::Audit))?)
        })
    }

    fn glance(&self, tx: &mut dyn Tx, now: Timestamp, with_audit: bool) -> store::Result<DeskView> {
        const HOUR: Duration = Duration::from_secs(60 * 60);
        // A moment more, so that what happens at this very one is in the last hour.
        let since = now.plus(Duration::from_millis(1)).minus(DAY);
        let query = AuditQuery { limit: DeskView::RECENT, ..AuditQuery::default() };
        Ok(DeskView {
            at: now,
            accounts: tx.account_count()?,
            newcomers: tx.newcomers(since, HOUR, DeskView::HOURS)?,
            counts: tx.desk_counts(now)?,
            locked: tx.used_up(&OF_AN_ACCOUNT, self.policy().guesses_a_day, now.minus(DAY), DeskView::LOCKED)?,
            seats: tx.live_seats(now, &self.boot)?,
            recent: if with_audit { Some(tx.audit(&query)?.rows) } else { None },
        })
    }
}

impl Operator<'_> {
    /// Today at a glance.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn desk(&self) -> Result<DeskView, CallError> {
        let now = self.0.clock.now();
        self.0.look(|tx| Ok(self.0.glance(tx, now, true)?))
    }
}
