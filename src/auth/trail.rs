//! What the core writes into the audit.

use crate::domain::{
    Account, AccountId, AuditEntry, AuditEvent, AuditLink, Challenge, Party, Seat, Subject, Timestamp,
};
use crate::store::{self, Tx};
use crate::vault::PartiesDigest;

use super::Auth;
use super::challenge::Identifier;

/// One row of the audit, before it has its moment and its place.
pub(super) struct Note {
    event: AuditEvent,
    actor: Party,
    subject: Option<Party>,
    before: Option<String>,
    after: Option<String>,
}

impl Note {
    /// Somebody not yet known did it.
    pub(super) fn by_nobody(event: AuditEvent) -> Self {
        Self::by(Party::nobody(), event)
    }

    /// `actor` did it.
    pub(super) fn by(actor: Party, event: AuditEvent) -> Self {
        Self { event, actor, subject: None, before: None, after: None }
    }

    /// An account did it to itself.
    pub(super) fn own(account: &Account, event: AuditEvent) -> Self {
        Self::by(party(account), event).on(Some(party(account)))
    }

    /// To whom it was done.
    pub(super) fn on(mut self, subject: Option<Party>) -> Self {
        self.subject = subject;
        self
    }

    /// What it was before.
    pub(super) fn from(mut self, before: impl ToString) -> Self {
        self.before = Some(before.to_string());
        self
    }

    /// What it is now.
    pub(super) fn to(mut self, after: impl ToString) -> Self {
        self.after = Some(after.to_string());
        self
    }

    /// Writes the row behind the last one, chained to it.
    pub(super) fn write(self, auth: &Auth, tx: &mut dyn Tx, seat: &Seat, at: Timestamp) -> store::Result<()> {
        let (entry, link) = self.placed(tx, seat, at)?;
        tx.append_audit(&entry, auth.vault.audit_link(link, &entry))
    }

    /// Writes one row about many accounts. A keyed digest over them stands in it, so that the chain covers whom it is
    /// about: see `audit.rs`.
    pub(super) fn write_about(
        mut self,
        auth: &Auth,
        tx: &mut dyn Tx,
        (seat, at): (&Seat, Timestamp),
        accounts: &[AccountId],
    ) -> store::Result<()> {
        let after = self.after.take().unwrap_or_default();
        let (mut entry, link) = self.placed(tx, seat, at)?;
        let mut digest = PartiesDigest::default();
        // The subject is one of them.
        let all = accounts.iter().copied().chain(entry.actor.id);
        all.for_each(|account| auth.vault.add_party(&mut digest, entry.seq, account));
        entry.after = Some(format!("{after}{DIGEST}{digest}"));
        tx.append_audit_about(&entry, auth.vault.audit_link(link, &entry), accounts)
    }

    /// The row behind the last one, and the link of that.
    fn placed(self, tx: &mut dyn Tx, seat: &Seat, at: Timestamp) -> store::Result<(AuditEntry, AuditLink)> {
        let Self { event, actor, subject, before, after } = self;
        let (last, link) = tx.audit_head()?;
        let seq = last.saturating_add(1);
        Ok((AuditEntry { seq, at, event, actor, subject, seat: seat.clone(), before, after }, link))
    }
}

/// Before the digest in a row about many accounts.
const DIGEST: &str = " · ";

/// The digest over the accounts that a row is about, if it is about many.
pub(super) fn digest_in(entry: &AuditEntry) -> Option<PartiesDigest> {
    if entry.event != AuditEvent::Imported {
        return None;
    }
    entry.after.as_deref()?.rsplit_once(DIGEST)?.1.parse().ok()
}

/// An account, as the audit names it.
pub(super) fn party(account: &Account) -> Party {
    Party { id: Some(account.id), name: account.username.to_string() }
}

/// A name that has no account yet.
pub(super) fn named(name: impl ToString) -> Party {
    Party { id: None, name: name.to_string() }
}

/// What was typed as a name. What is no valid name is not kept: people type passwords there.
pub(super) fn typed(who: &Identifier) -> Option<Party> {
    match who {
        Identifier::Username(name) => Some(named(name)),
        Identifier::Email(address) => Some(named(address)),
        Identifier::Nobody => None,
    }
}

/// Whose challenge it is. An account is named by the address that the letter went to: its name would have to be
/// looked up, and by the time of that a stranger could tell it from one that was made up.
pub(super) fn subject(tx: &mut dyn Tx, challenge: &Challenge) -> store::Result<Option<Party>> {
    Ok(match challenge.subject {
        Subject::Signup(id) => tx.signup(id)?.map(|signup| named(signup.username)),
        Subject::Account(id) => Some(Party { id: Some(id), name: challenge.address.to_string() }),
        Subject::Nobody => None,
    })
}
