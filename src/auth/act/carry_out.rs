//! Does what was judged good: the account, its row in the audit and its letter, in the transaction of the judge.

use crate::domain::{Account, AuditEvent, LetterKind, Purpose, Seat, Status, Subject, Timestamp, Validity};
use crate::store::{self, Tx};

use super::{Act, Doer, Undo};
use crate::auth::issue::Notice;
use crate::auth::trail::{self, Note};
use crate::auth::transact::Abort;
use crate::auth::{Auth, CallError};

impl Auth {
    pub(super) fn carry_out(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        doer: &Doer,
        act: &Act,
        mut account: Account,
    ) -> Result<Option<Undo>, Abort<CallError>> {
        let by = |event| Note::by(doer.party.clone(), event);
        let party = trail::party(&account);
        if *act == Act::Delete {
            self.remove::<CallError>(tx, now, seat, &account, by(AuditEvent::Deleted).on(Some(party)))?;
            return Ok(None);
        }
        if let Act::SendReset | Act::Resend = act {
            let (kind, _) = letter(act, &account);
            self.issue_for_account::<CallError>(tx, now, seat, &account, (kind, &account.email))?;
            let event = if *act == Act::Resend { AuditEvent::Resent } else { AuditEvent::ResetRequested };
            by(event).on(Some(party)).to(kind.words()).write(self, tx, seat, now)?;
            return Ok(None);
        }
        let let_in = *act == Act::Restore && account.status == Status::Waiting;
        let Some((note, back)) = change(act, &mut account, now, by) else { return Ok(None) };
        account.updated_at = now;
        tx.update_account(&account)?;
        let closed = !account.is_open(now);
        if closed || matches!(act, Act::SetRole(_)) {
            tx.revoke_sessions_of(account.id, doer.session, now)?;
        }
        if closed {
            tx.void_challenges(Purpose::Reset, Subject::Account(account.id), now)?;
        }
        if let_in {
            self.tell::<CallError>(tx, now, seat, &Notice::own(LetterKind::LetIn, &account))?;
        }
        note.on(Some(party)).write(self, tx, seat, now)?;
        Ok(back.map(|act| Undo { id: account.id, version: account.version.saturating_add(1), act }))
    }

    /// A helper reached for staff: that is noted, as it is where a whole call is refused.
    pub(super) fn note_reach(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        doer: &Doer,
        act: &Act,
        account: &Account,
    ) -> store::Result<()> {
        let note = Note::by(doer.party.clone(), AuditEvent::Refused).on(Some(trail::party(account)));
        note.to(act.operation().as_str()).write(self, tx, seat, now)
    }
}

/// Changes the account; answers what the audit says of it and what would put it back. `None` for an act that changes
/// nothing in the account.
fn change(
    act: &Act,
    account: &mut Account,
    now: Timestamp,
    by: impl Fn(AuditEvent) -> Note,
) -> Option<(Note, Option<Act>)> {
    Some(match act {
        Act::Suspend => {
            let back = if account.status == Status::Waiting { Act::Wait } else { Act::Restore };
            account.status = Status::Suspended;
            (by(AuditEvent::Suspended), Some(back))
        }
        Act::Wait => {
            account.status = Status::Waiting;
            (by(AuditEvent::Restored).to(Status::Waiting), Some(Act::Suspend))
        }
        // Who was let in can't be put back to waiting: they have a letter that says so.
        Act::Restore => {
            let before = std::mem::replace(&mut account.status, Status::Active);
            let event = if before == Status::Waiting { AuditEvent::Approved } else { AuditEvent::Restored };
            (by(event), (before == Status::Suspended).then_some(Act::Suspend))
        }
        Act::SetRole(role) => {
            let before = std::mem::replace(&mut account.role, *role);
            (by(AuditEvent::RoleChanged).from(before).to(role), Some(Act::SetRole(before)))
        }
        Act::Verify => {
            account.verified_at = Some(now);
            (by(AuditEvent::VerifiedByHand).to(&account.email), Some(Act::Unverify))
        }
        Act::Unverify => {
            account.verified_at = None;
            (by(AuditEvent::UnverifiedByHand).from(&account.email), Some(Act::Verify))
        }
        Act::SetValidity(validity) => {
            let before = std::mem::replace(&mut account.validity, *validity);
            (by(AuditEvent::ValidityChanged).from(dates(before)).to(dates(*validity)), Some(Act::SetValidity(before)))
        }
        Act::SetNote(text) => {
            let before = std::mem::replace(&mut account.note, text.clone());
            (by(AuditEvent::Noted).from(before.as_str()).to(text.as_str()), Some(Act::SetNote(before)))
        }
        Act::Trash => {
            account.trashed_at = Some(now);
            (by(AuditEvent::Trashed), Some(Act::Untrash))
        }
        Act::Untrash => {
            account.trashed_at = None;
            (by(AuditEvent::Untrashed), Some(Act::Trash))
        }
        Act::Delete | Act::SendReset | Act::Resend => return None,
    })
}

/// Which letter an act writes, and what it proves. Who has no password chooses one, which proves the address, too; who
/// has one and an unproved address signs in and types the code in the profile, where it counts for that very address.
pub(super) fn letter(act: &Act, account: &Account) -> (LetterKind, Purpose) {
    match act {
        _ if account.password.is_none() => (LetterKind::Activate, Purpose::Reset),
        Act::Resend => (LetterKind::ConfirmEmail, Purpose::Email),
        _ => (LetterKind::ResetPassword, Purpose::Reset),
    }
}

/// As the audit keeps them.
fn dates(validity: Validity) -> String {
    let moment = |at: Option<Timestamp>| at.map_or_else(|| "–".to_owned(), |at| at.to_string());
    format!("{} to {}", moment(validity.from), moment(validity.until))
}
