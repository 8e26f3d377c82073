//! Whether an act may be done to an account.

use crate::domain::{Account, Role, Standing, Status, Timestamp, Validity};
use crate::store::{self, Tx};

use super::carry_out::letter;
use super::{Act, ActRefusal, Doer, Outcome};
use crate::auth::Auth;
use crate::auth::profile::is_lasting_admin;

/// Judges acts of one doer at one moment. It remembers which admins an act took away, also one that was only foreseen.
pub(super) struct Judge<'a> {
    auth: &'a Auth,
    doer: &'a Doer,
    now: Timestamp,
    /// The admins that are left; read when the first one is at stake.
    lasting: Option<u64>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(auth: &'a Auth, doer: &'a Doer, now: Timestamp) -> Self {
        Self { auth, doer, now, lasting: None }
    }

    /// What the act comes to. Only where that is [`Outcome::Done`] is there anything to write.
    pub(super) fn verdict(
        &mut self,
        tx: &mut dyn Tx,
        act: &Act,
        account: &Account,
    ) -> store::Result<Result<Outcome, ActRefusal>> {
        if let Err(refusal) = may_reach(self.doer, act, account) {
            return Ok(Err(refusal));
        }
        if account.trashed_at.is_some() && !reaches_the_trash(act) {
            return Ok(Err(ActRefusal::InTheTrash));
        }
        if is_so(act, account) {
            return Ok(Ok(Outcome::AlreadySo));
        }
        if matches!(act, Act::SendReset | Act::Resend) {
            return self.worth_a_letter(tx, act, account);
        }
        if let Act::SetValidity(Validity { from: Some(from), until: Some(until) }) = act
            && until <= from
        {
            return Ok(Err(ActRefusal::IllDated));
        }
        if takes_an_admin_away(act) && is_lasting_admin(account) {
            let lasting = match self.lasting {
                Some(lasting) => lasting,
                None => tx.active_admins()?,
            };
            if lasting <= 1 {
                return Ok(Err(ActRefusal::LastAdmin));
            }
            self.lasting = Some(lasting - 1);
        }
        Ok(Ok(Outcome::Done))
    }

    fn worth_a_letter(
        &self,
        tx: &mut dyn Tx,
        act: &Act,
        account: &Account,
    ) -> store::Result<Result<Outcome, ActRefusal>> {
        let (chosen, proved) = (account.password.is_some(), account.verified_at.is_some());
        Ok(match act {
            _ if account.standing(self.now) != Standing::Active => Err(ActRefusal::Closed),
            Act::SendReset if chosen && !proved => Err(ActRefusal::Unproved),
            Act::Resend if chosen && proved => Err(ActRefusal::WaitsForNoLetter),
            _ => {
                let (_, purpose) = letter(act, account);
                match self.auth.mailbox_is_full(tx, self.now, purpose, &account.email)? {
                    true => Err(ActRefusal::TooManyLetters),
                    false => Ok(Outcome::Done),
                }
            }
        })
    }
}

fn may_reach(doer: &Doer, act: &Act, account: &Account) -> Result<(), ActRefusal> {
    let Some((id, role)) = doer.account else { return Ok(()) };
    // One may note something about oneself.
    if id == account.id && !matches!(act, Act::SetNote(_)) {
        return Err(ActRefusal::Yourself);
    }
    if role != Role::Admin && account.role.is_staff() { Err(ActRefusal::Staff) } else { Ok(()) }
}

fn reaches_the_trash(act: &Act) -> bool {
    matches!(act, Act::Untrash | Act::Trash | Act::Delete | Act::SetNote(_))
}

fn is_so(act: &Act, account: &Account) -> bool {
    match act {
        Act::Suspend => account.status == Status::Suspended,
        Act::Restore => account.status == Status::Active,
        Act::Wait => account.status == Status::Waiting,
        Act::SetRole(role) => account.role == *role,
        Act::Verify => account.verified_at.is_some(),
        Act::Unverify => account.verified_at.is_none(),
        Act::SetValidity(validity) => account.validity == *validity,
        Act::SetNote(note) => account.note == *note,
        Act::Trash => account.trashed_at.is_some(),
        Act::Untrash => account.trashed_at.is_none(),
        Act::SendReset | Act::Resend | Act::Delete => false,
    }
}

fn takes_an_admin_away(act: &Act) -> bool {
    match act {
        Act::Suspend | Act::Wait | Act::Trash | Act::Delete => true,
        Act::SetRole(role) => *role != Role::Admin,
        // Also one that only ends some day: by then there may be no other.
        Act::SetValidity(validity) => *validity != Validity::default(),
        _ => false,
    }
}
