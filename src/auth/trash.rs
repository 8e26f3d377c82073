//! The trash is emptied: what lies in it for a week is removed for good.

use crate::domain::{AuditEvent, Party, Seat, Timestamp};

use super::policy::TRASH_KEPT;
use super::trail::{self, Note};
use super::{Auth, CallError};

/// Accounts in one transaction: others wait that long for what they write, which is some 20 ms.
const AT_ONCE: usize = 50;

impl Auth {
    /// Removes each account that was thrown away a week ago, tells its address, and writes its row in the audit.
    pub(super) fn empty_the_trash(&self, seat: &Seat, now: Timestamp) -> Result<(), CallError> {
        loop {
            let removed = self.act::<_, CallError>(|tx| {
                // Found in the transaction that removes: one who was taken out meanwhile stays, and of several processes
                // that sweep at once one tells the owner.
                let over = tx.trashed_until(now.minus(TRASH_KEPT), AT_ONCE)?;
                for account in &over {
                    let note = Note::by(Party::house(), AuditEvent::Deleted).on(Some(trail::party(account)));
                    self.remove::<CallError>(tx, now, seat, account, note)?;
                }
                Ok(over.len())
            })?;
            if removed < AT_ONCE {
                return Ok(());
            }
        }
    }
}
