//! What the operator does for the house as a whole: what is noted of backups, and a letter to see whether letters arrive.

use crate::domain::{
    AuditEvent, AuditQuery, AuditSearch, EmailAddress, Letter, LetterArgs, LetterId, LetterKind, Party, Seat, Then,
    Timestamp,
};

use super::CallError;
use super::operator::Operator;
use super::trail::{Note, named};

/// What is known of how well the house is looked after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upkeep {
    /// When a copy of everything was made last.
    pub last_backup: Option<Timestamp>,
    /// When the last row of the audit was written.
    pub last_event: Option<Timestamp>,
    /// Admins whom no date ends.
    pub admins: u64,
    /// Letters that wait, and since when the oldest does.
    pub waiting: (u64, Option<Timestamp>),
    /// Letters that were given up and could be retried.
    pub failed: u64,
}

impl Operator<'_> {
    /// Notes that a copy of everything was made.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn note_backup(&self, seat: &Seat, where_to: &str) -> Result<(), CallError> {
        self.0.act(|tx| {
            let note = Note::by(Party::operator(), AuditEvent::BackedUp).to(where_to);
            Ok(note.write(self.0, tx, seat, self.0.clock.now())?)
        })
    }

    /// After a copy was put back: ends every session, makes codes void and drops letters that wait, for the copy knows
    /// nothing of what happened to them since; and notes it.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn put_back(&self, seat: &Seat, where_from: &str) -> Result<(), CallError> {
        self.0.act(|tx| {
            let now = self.0.clock.now();
            tx.end_everything(now)?;
            Ok(Note::by(Party::operator(), AuditEvent::PutBack).from(where_from).write(self.0, tx, seat, now)?)
        })
    }

    /// Writes a test letter into the outbox.
    ///
    /// # Errors
    /// Where the store or the vault fails.
    pub fn test_letter(&self, seat: &Seat, to: &EmailAddress) -> Result<LetterId, CallError> {
        let auth = self.0;
        auth.act(|tx| {
            let now = auth.clock.now();
            let id = LetterId::new(now, auth.entropy.as_ref());
            let args = LetterArgs {
                name: Party::operator().name,
                username: Party::operator().name,
                seat: seat.to_string(),
                other_address: None,
                reason: None,
                then: Then::Done,
                code: None,
                token: None,
            };
            tx.enqueue_letter(&Letter {
                id,
                kind: LetterKind::Test,
                to: to.clone(),
                account: None,
                sealed_args: auth.vault.seal_letter(id, &args)?,
                created_at: now,
                send_after: now,
                expires_at: None,
                tries: 0,
            })?;
            let note = Note::by(Party::operator(), AuditEvent::TestLetterSent).on(Some(named(to)));
            note.write(auth, tx, seat, now)?;
            Ok(id)
        })
    }

    /// How well the house is looked after.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn upkeep(&self) -> Result<Upkeep, CallError> {
        self.0.look(|tx| {
            let newest = |search| AuditQuery { search, limit: 1, ..AuditQuery::default() };
            let last_backup = tx.audit(&newest(AuditSearch::of(AuditEvent::BackedUp)))?.rows.first().map(|row| row.at);
            let last_event = tx.audit(&newest(AuditSearch::default()))?.rows.first().map(|row| row.at);
            let (waiting, failed) = tx.outbox_state()?;
            Ok(Upkeep { last_backup, last_event, admins: tx.active_admins()?, waiting, failed })
        })
    }
}
