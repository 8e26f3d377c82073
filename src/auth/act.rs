//! Acts on accounts, one or ten thousand at once: each account is judged alone, changed with its row in the audit, and
//! can be put back. `preview` and `act_on` ask the same judge, so what was announced is what happens.
//!
//! **Invariant.** Nobody acts on themselves, a helper on no staff, nobody on the last admin.

use std::collections::BTreeSet;

use crate::domain::{AccountId, Party, Role, Seat, SessionId, SessionToken, StaffNote, Timestamp, Validity};
use crate::store::{self, Tx};

use super::matrix::{Operation, allows};
use super::operator::Operator;
use super::session::Caller;
use super::trail;
use super::transact::Abort;
use super::{Auth, CallError};

mod carry_out;
mod judge;

use judge::Judge;

/// Something that is done to accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Closes it and ends its sessions.
    Suspend,
    /// Opens it again; also one that waits to be let in.
    Restore,
    /// Puts it back among those who wait to be let in. Only as an undo of [`Act::Suspend`].
    Wait,
    /// Gives it another role and ends its sessions.
    SetRole(Role),
    /// Writes its owner a letter to choose a new password.
    SendReset,
    /// Writes the letter again that its owner waits for: to choose the first password, or to prove the address.
    Resend,
    /// Calls its address proved.
    Verify,
    /// Takes that back. Only as an undo.
    Unverify,
    /// Says when it is good; ends its sessions if that is not now.
    SetValidity(Validity),
    /// Notes something about it.
    SetNote(StaffNote),
    /// Throws it away; it can be taken back for a week.
    Trash,
    /// Takes it out of the trash.
    Untrash,
    /// Removes it for good.
    Delete,
}

impl Act {
    /// What a session has to be allowed.
    pub fn operation(&self) -> Operation {
        match self {
            Self::Suspend => Operation::Suspend,
            Self::Restore | Self::Wait => Operation::Restore,
            Self::SetRole(_) => Operation::SetRole,
            Self::SendReset => Operation::SendReset,
            Self::Resend => Operation::ResendLetter,
            Self::Verify | Self::Unverify => Operation::VerifyByHand,
            Self::SetValidity(_) => Operation::SetValidity,
            Self::SetNote(_) => Operation::SetNote,
            Self::Trash => Operation::Trash,
            Self::Untrash => Operation::Untrash,
            Self::Delete => Operation::DeleteAccount,
        }
    }
}

/// Why an act does not reach an account. The words are for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, thiserror::Error)]
pub enum ActRefusal {
    /// It was removed meanwhile.
    #[error("It is no longer there.")]
    Gone,
    /// Somebody else changed it since.
    #[error("It was changed in the meantime.")]
    Stale,
    /// Nobody acts on themselves here.
    #[error("That is your own account. Use your profile.")]
    Yourself,
    /// Without it nobody could look after the others.
    #[error("It is the last active admin. Make another admin first.")]
    LastAdmin,
    /// A helper looks after users only.
    #[error("Only an admin may do that to a member of staff.")]
    Staff,
    /// It lies in the trash.
    #[error("It is in the trash. Take it out first.")]
    InTheTrash,
    /// Its owner can't sign in, so a letter would open nothing.
    #[error("Its owner can't sign in now, so a letter would open nothing.")]
    Closed,
    /// A reset letter would go to an address that nobody has proved.
    #[error("Its address is not proved yet, so no reset letter can go there.")]
    Unproved,
    /// It waits for no letter.
    #[error("Its owner has a password and a proved address, and waits for no letter.")]
    WaitsForNoLetter,
    /// It would end before it begins.
    #[error("Its last day would be before its first.")]
    IllDated,
    /// Enough letters went to its address.
    #[error("Several letters went to its address already. Try again in an hour.")]
    TooManyLetters,
}

impl ActRefusal {
    /// As scripts know it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Stale => "changed_meanwhile",
            Self::Yourself => "yourself",
            Self::LastAdmin => "last_admin",
            Self::Staff => "staff",
            Self::InTheTrash => "in_the_trash",
            Self::Closed => "closed",
            Self::Unproved => "unproved",
            Self::WaitsForNoLetter => "waits_for_no_letter",
            Self::IllDated => "ill_dated",
            Self::TooManyLetters => "too_many_letters",
        }
    }
}

/// What became of one account, or would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acted {
    /// Which.
    pub id: AccountId,
    /// Its username; empty if it is gone.
    pub username: String,
    /// What came of it.
    pub outcome: Result<Outcome, ActRefusal>,
    /// How to take it back; only of what was done, and of what can be taken back.
    pub undo: Option<Undo>,
}

/// What came of an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// It is done, or would be.
    Done,
    /// It was so already; nothing was written.
    AlreadySo,
}

/// Takes an act on one account back, if nobody changed the account since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undo {
    /// Which account.
    pub id: AccountId,
    /// What it was left at.
    pub version: u32,
    /// What puts it back.
    pub act: Act,
}

/// Most accounts in one call: one transaction, so others wait that long for what they write.
pub const MOST_AT_ONCE: usize = 500;

/// Who acts.
struct Doer {
    party: Party,
    account: Option<(AccountId, Role)>,
    session: Option<SessionId>,
}

impl Doer {
    fn caller(caller: &Caller) -> Self {
        let account = &caller.account;
        let party = trail::party(account);
        Self { party, account: Some((account.id, account.role)), session: Some(caller.session.id) }
    }

    fn operator() -> Self {
        Self { party: Party::operator(), account: None, session: None }
    }
}

impl Auth {
    /// What would become of each account, in the order of `ids`; one that is named twice is answered once. Writes
    /// nothing.
    ///
    /// # Errors
    /// [`CallError`] where the caller may do none of it.
    pub fn preview(&self, token: &SessionToken, act: &Act, ids: &[AccountId]) -> Result<Vec<Acted>, CallError> {
        // What may be done is asked, not whether the password was shown lately: a preview does nothing.
        self.look_as(token, Operation::Accounts, |tx, caller, now| {
            if !allows(caller.account.role, act.operation()) {
                return Err(caller.overstep(act.operation(), CallError::Forbidden));
            }
            Ok(self.foresee(tx, now, &Doer::caller(caller), act, ids)?)
        })
    }

    /// Acts on each account, in one transaction; each is judged alone, and those that are refused hold up nobody.
    /// [`MOST_AT_ONCE`] at a time; one that is named twice is acted on once.
    ///
    /// # Errors
    /// [`CallError`] where the caller may do none of it; then nothing was done.
    pub fn act_on(
        &self,
        seat: &Seat,
        token: &SessionToken,
        act: &Act,
        ids: &[AccountId],
    ) -> Result<Vec<Acted>, CallError> {
        self.act_as(token, act.operation(), |tx, caller, now| {
            let doer = Doer::caller(caller);
            once(ids).map(|id| self.act_on_one(tx, now, seat, &doer, act, (id, None))).collect()
        })
    }

    /// Takes acts back, each only if nobody changed the account since.
    ///
    /// # Errors
    /// As [`Self::act_on`].
    pub fn undo(&self, seat: &Seat, token: &SessionToken, undo: &[Undo]) -> Result<Vec<Acted>, CallError> {
        let Some(first) = undo.first() else { return Ok(Vec::new()) };
        self.act_as(token, first.act.operation(), |tx, caller, now| {
            let doer = Doer::caller(caller);
            for step in undo {
                self.require(caller, step.act.operation(), now)?;
            }
            self.undo_each(tx, now, seat, &doer, undo)
        })
    }

    fn undo_each(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        doer: &Doer,
        undo: &[Undo],
    ) -> Result<Vec<Acted>, Abort<CallError>> {
        let steps = undo.iter();
        steps.map(|step| self.act_on_one(tx, now, seat, doer, &step.act, (step.id, Some(step.version)))).collect()
    }

    fn foresee(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        doer: &Doer,
        act: &Act,
        ids: &[AccountId],
    ) -> store::Result<Vec<Acted>> {
        // One judge for all: an admin whom the act takes away is missing for the next one.
        let mut judge = Judge::new(self, doer, now);
        once(ids)
            .map(|id| {
                let Some(account) = tx.account(id)? else { return Ok(gone(id)) };
                let outcome = judge.verdict(tx, act, &account)?;
                Ok(Acted { id, username: account.username.to_string(), outcome, undo: None })
            })
            .collect()
    }

    fn act_on_one(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        doer: &Doer,
        act: &Act,
        (id, version): (AccountId, Option<u32>),
    ) -> Result<Acted, Abort<CallError>> {
        let Some(account) = tx.account(id)? else { return Ok(gone(id)) };
        let outcome = match version {
            Some(version) if version != account.version => Err(ActRefusal::Stale),
            _ => Judge::new(self, doer, now).verdict(tx, act, &account)?,
        };
        let username = account.username.to_string();
        let undo = match outcome {
            Ok(Outcome::Done) => self.carry_out(tx, now, seat, doer, act, account)?,
            Err(ActRefusal::Staff) => {
                self.note_reach(tx, now, seat, doer, act, &account)?;
                None
            }
            _ => None,
        };
        Ok(Acted { id, username, outcome, undo })
    }
}

impl Operator<'_> {
    /// As [`Auth::preview`].
    ///
    /// # Errors
    /// Where the store fails.
    pub fn preview(&self, act: &Act, ids: &[AccountId]) -> Result<Vec<Acted>, CallError> {
        let now = self.0.clock.now();
        self.0.look(|tx| Ok(self.0.foresee(tx, now, &Doer::operator(), act, ids)?))
    }

    /// As [`Auth::act_on`].
    ///
    /// # Errors
    /// Where the store fails.
    pub fn act_on(&self, seat: &Seat, act: &Act, ids: &[AccountId]) -> Result<Vec<Acted>, CallError> {
        let auth = self.0;
        auth.act(|tx| {
            let (now, doer) = (auth.clock.now(), Doer::operator());
            once(ids).map(|id| auth.act_on_one(tx, now, seat, &doer, act, (id, None))).collect()
        })
    }

    /// As [`Auth::undo`].
    ///
    /// # Errors
    /// Where the store fails.
    pub fn undo(&self, seat: &Seat, undo: &[Undo]) -> Result<Vec<Acted>, CallError> {
        self.0.act(|tx| self.0.undo_each(tx, self.0.clock.now(), seat, &Doer::operator(), undo))
    }

    /// What [`Self::undo`] would answer. Nothing stays of it.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn preview_undo(&self, seat: &Seat, undo: &[Undo]) -> Result<Vec<Acted>, CallError> {
        self.0.rehearse(|tx| self.0.undo_each(tx, self.0.clock.now(), seat, &Doer::operator(), undo))
    }
}

fn gone(id: AccountId) -> Acted {
    Acted { id, username: String::new(), outcome: Err(ActRefusal::Gone), undo: None }
}

/// Each id where it stands first.
fn once(ids: &[AccountId]) -> impl Iterator<Item = AccountId> {
    let mut seen = BTreeSet::new();
    ids.iter().copied().filter(move |id| seen.insert(*id))
}
