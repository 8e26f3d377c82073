//! The chain of the audit: each row's link is a keyed digest over the link before and the row itself. A row about many
//! accounts holds a digest over them.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use aws_lc_rs::hmac;

use crate::domain::{AccountId, AuditEntry, AuditLink, Party};

use super::Vault;

impl Vault {
    /// The link of a row whose number is known, after the link before it. Without the key nobody can make one, so
    /// whoever can only write the database can neither change a row nor put one in.
    pub fn audit_link(&self, before: AuditLink, entry: &AuditEntry) -> AuditLink {
        let mut context = hmac::Context::with_key(&self.audit);
        context.update(before.as_bytes());
        context.update(&entry.seq.to_be_bytes());
        context.update(&entry.at.millis().to_be_bytes());
        text(&mut context, Some(entry.event.as_str()));
        party(&mut context, Some(&entry.actor));
        party(&mut context, entry.subject.as_ref());
        text(&mut context, Some(entry.seat.as_str()));
        text(&mut context, entry.before.as_deref());
        text(&mut context, entry.after.as_deref());
        AuditLink::new(context.sign().as_ref().first_chunk().copied().unwrap_or_default())
    }
}

/// A keyed digest over accounts, whatever their order: the sum (without carry) of a keyed digest for each. Whoever lacks
/// the key knows none of those, so they can't put other accounts in the place of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PartiesDigest(u128);

impl fmt::Display for PartiesDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl FromStr for PartiesDigest {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        u128::from_str_radix(text, 16).map(Self)
    }
}

impl Vault {
    /// Takes one account more into the digest of the row with that number.
    pub fn add_party(&self, digest: &mut PartiesDigest, seq: u64, account: AccountId) {
        let mut context = hmac::Context::with_key(&self.audit);
        // Shorter than what a link is made of, so neither passes for the other.
        context.update(&seq.to_be_bytes());
        context.update(account.as_bytes());
        digest.0 ^= context.sign().as_ref().first_chunk().map_or(0, |bytes| u128::from_be_bytes(*bytes));
    }
}

/// With its length before it, so that no text can run into the next.
fn text(context: &mut hmac::Context, text: Option<&str>) {
    let Some(text) = text else { return context.update(&u64::MAX.to_be_bytes()) };
    context.update(&u64::try_from(text.len()).unwrap_or(u64::MAX - 1).to_be_bytes());
    context.update(text.as_bytes());
}

fn party(context: &mut hmac::Context, party: Option<&Party>) {
    let id = party.and_then(|party| party.id);
    context.update(&[u8::from(id.is_some())]);
    context.update(id.as_ref().map_or(&[0; 16], |id| id.as_bytes()));
    text(context, party.map(|party| party.name.as_str()));
}

#[cfg(test)]
mod tests {
    use super::super::tests::vault;
    use super::*;
    use crate::domain::{AuditEvent, Seat, Timestamp};
    use crate::vault::{MasterKey, OsEntropy};

    #[test]
    fn a_digest_over_accounts_is_of_these_and_of_that_row_in_any_order() {
        let vault = vault(&MasterKey::generate(&OsEntropy));
        let ids: Vec<_> = (0..4).map(|number| AccountId::from_bytes([number; 16])).collect();
        let digest = |seq: u64, ids: &[AccountId]| {
            let mut digest = PartiesDigest::default();
            ids.iter().for_each(|id| vault.add_party(&mut digest, seq, *id));
            digest
        };
        let three = digest(7, &ids[..3]);
        assert_eq!(digest(7, &[ids[2], ids[0], ids[1]]), three);
        assert_eq!(three.to_string().parse(), Ok(three));
        for other in [digest(8, &ids[..3]), digest(7, &ids[1..]), digest(7, &ids), digest(7, &ids[..2])] {
            assert_ne!(other, three);
        }
    }

    #[test]
    fn every_part_of_a_row_is_in_its_link() {
        let vault = vault(&MasterKey::generate(&OsEntropy));
        let id = AccountId::new(Timestamp::from_millis(1), &OsEntropy);
        let row = AuditEntry {
            seq: 7,
            at: Timestamp::from_millis(1),
            event: AuditEvent::RoleChanged,
            actor: Party { id: Some(id), name: "ada".to_owned() },
            subject: Some(Party { id: None, name: "bob".to_owned() }),
            seat: Seat::new("desk"),
            before: Some("user".to_owned()),
            after: Some("admin".to_owned()),
        };
        let link = vault.audit_link(AuditLink::START, &row);
        assert_eq!(vault.audit_link(AuditLink::START, &row.clone()), link);
        let nobody = Party::nobody();
        for other in [
            AuditEntry { seq: 8, ..row.clone() },
            AuditEntry { at: Timestamp::from_millis(2), ..row.clone() },
            AuditEntry { event: AuditEvent::Suspended, ..row.clone() },
            AuditEntry { actor: Party { id: None, name: "ada".to_owned() }, ..row.clone() },
            AuditEntry { subject: None, ..row.clone() },
            AuditEntry { subject: Some(nobody), ..row.clone() },
            AuditEntry { seat: Seat::new("des"), before: Some("kuser".to_owned()), ..row.clone() },
            AuditEntry { before: None, ..row.clone() },
            AuditEntry { after: Some(String::new()), ..row.clone() },
        ] {
            assert_ne!(vault.audit_link(AuditLink::START, &other), link, "{other:?}");
        }
        assert_ne!(vault.audit_link(link, &row), link);
        assert_ne!(
            super::super::tests::vault(&MasterKey::generate(&OsEntropy)).audit_link(AuditLink::START, &row),
            link
        );
    }
}
