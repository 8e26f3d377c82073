//! Acts on accounts, one or ten thousand at once: each account is judged alone, changed with its row in the audit, and
//! can be put back. `preview` and `act_on` ask the same judge, so what was announced is what happens.
//!
//! **Invariant.** Nobody acts on themselves, a helper on no staff, nobody on the last admin.

use crate::domain::{
    Account, AccountId, AuditEvent, LetterKind, Purpose, Role, Seat, SessionId, SessionToken, StaffNote, Standing,
    Status, Subject, Timestamp, Validity,
};
use crate::store::Tx;

use super::matrix::Operation;
use super::operator::Operator;
use super::profile::is_lasting_admin;
use super::session::Caller;
use super::trail::{self, Note};
use super::transact::{Abort, refuse};
use super::{Auth, CallError};
use crate::domain::Party;

/// Something that is done to accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Closes it and ends its sessions.
    Suspend,
    /// Opens it again; also one that waits to be let in.
    Restore,
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
            Self::Restore => Operation::Restore,
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
    /// Enough letters went to its address.
    #[error("Several letters went to its address already. Try again in an hour.")]
    TooManyLetters,
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
    /// What would become of each account, in the order of `ids`. Writes nothing.
    ///
    /// # Errors
    /// [`CallError`] where the caller may do none of it.
    pub fn preview(&self, token: &SessionToken, act: &Act, ids: &[AccountId]) -> Result<Vec<Acted>, CallError> {
        // What may be done is asked, not whether the password was shown lately: a preview does nothing.
        self.look_as(token, Operation::Accounts, |tx, caller, now| {
            if !super::matrix::allows(caller.account.role, act.operation()) {
                return Err(refuse(CallError::Forbidden));
            }
            judge_all(tx, now, &Doer::caller(caller), act, ids)
        })
    }

    /// Acts on each account, in one transaction; each is judged alone, and those that are refused hold up nobody.
    /// [`MOST_AT_ONCE`] at a time.
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
            ids.iter().map(|id| self.act_on_one(tx, now, seat, &doer, act, *id, None)).collect()
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
            undo.iter()
                .map(|step| self.act_on_one(tx, now, seat, &doer, &step.act, step.id, Some(step.version)))
                .collect()
        })
    }

    #[allow(clippy::too_many_arguments)]
    fn act_on_one(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        doer: &Doer,
        act: &Act,
        id: AccountId,
        version: Option<u32>,
    ) -> Result<Acted, Abort<CallError>> {
        let Some(account) = tx.account(id)? else { return Ok(gone(id)) };
        let mut lasting = tx.active_admins()?;
        let verdict = match version {
            Some(version) if version != account.version => Err(ActRefusal::Stale),
            _ => judge(doer, act, &account, now, &mut lasting),
        };
        let mut acted = Acted { id, username: account.username.to_string(), outcome: verdict, undo: None };
        if verdict == Ok(Outcome::Done) {
            match self.carry_out(tx, now, seat, doer, act, account)? {
                Ok(undo) => acted.undo = undo,
                Err(refusal) => acted.outcome = Err(refusal),
            }
        }
        Ok(acted)
    }

    /// Does what was judged good.
    fn carry_out(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        doer: &Doer,
        act: &Act,
        mut account: Account,
    ) -> Result<Result<Option<Undo>, ActRefusal>, Abort<CallError>> {
        let (id, by) = (account.id, |event| Note::by(doer.party.clone(), event));
        let (note, back) = match act {
            Act::Suspend => {
                let back = if account.status == Status::Waiting { None } else { Some(Act::Restore) };
                account.status = Status::Suspended;
                (by(AuditEvent::Suspended), back)
            }
            Act::Restore => {
                let back = if account.status == Status::Waiting { None } else { Some(Act::Suspend) };
                account.status = Status::Active;
                (by(AuditEvent::Restored), back)
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
                (
                    by(AuditEvent::ValidityChanged).from(dates(before)).to(dates(*validity)),
                    Some(Act::SetValidity(before)),
                )
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
            Act::Delete => {
                let note = by(AuditEvent::Deleted).on(Some(trail::party(&account)));
                self.remove::<CallError>(tx, now, seat, &account, note)?;
                return Ok(Ok(None));
            }
            Act::SendReset | Act::Resend => {
                let (kind, event) = match act {
                    Act::Resend if account.password.is_some() => (LetterKind::ConfirmEmail, AuditEvent::Resent),
                    Act::Resend => (LetterKind::Activate, AuditEvent::Resent),
                    _ if account.password.is_none() => (LetterKind::Activate, AuditEvent::ResetRequested),
                    _ => (LetterKind::ResetPassword, AuditEvent::ResetRequested),
                };
                let issued = self.issue_for_account::<CallError>(tx, now, seat, &account, (kind, &account.email));
                return match issued {
                    Err(Abort::Refused(CallError::TooManyLetters)) => Ok(Err(ActRefusal::TooManyLetters)),
                    Err(other) => Err(other),
                    Ok(_) => {
                        by(event).on(Some(trail::party(&account))).write(self, tx, seat, now)?;
                        Ok(Ok(None))
                    }
                };
            }
        };
        account.updated_at = now;
        tx.update_account(&account)?;
        if !account.is_open(now) || matches!(act, Act::SetRole(_)) {
            tx.revoke_sessions_of(id, doer.session, now)?;
            tx.void_challenges(Purpose::Reset, Subject::Account(id), now)?;
        }
        note.on(Some(trail::party(&account))).write(self, tx, seat, now)?;
        Ok(Ok(back.map(|act| Undo { id, version: account.version.saturating_add(1), act })))
    }
}

#[rustfmt::skip]
impl Operator<'_> {
    /// As [`Auth::preview`].
    ///
    /// # Errors
    /// Where the store fails.
    pub fn preview(&self, act: &Act, ids: &[AccountId]) -> Result<Vec<Acted>, CallError> {
        let now = self.0.clock.now();
        self.0.look(|tx| judge_all(tx, now, &Doer::operator(), act, ids))
    }

    /// As [`Auth::act_on`].
    ///
    /// # Errors
    /// Where the store fails.
    pub fn act_on(&self, seat: &Seat, act: &Act, ids: &[AccountId]) -> Result<Vec<Acted>, CallError> {
        let auth = self.0;
        auth.act(|tx| {
            let (now, doer) = (auth.clock.now(), Doer::operator());
            ids.iter().map(|id| auth.act_on_one(tx, now, seat, &doer, act, *id, None)).collect()
        })
    }
}

fn gone(id: AccountId) -> Acted {
    Acted { id, username: String::new(), outcome: Err(ActRefusal::Gone), undo: None }
}

fn judge_all(
    tx: &mut dyn Tx,
    now: Timestamp,
    doer: &Doer,
    act: &Act,
    ids: &[AccountId],
) -> Result<Vec<Acted>, Abort<CallError>> {
    let mut lasting = tx.active_admins()?;
    ids.iter()
        .map(|id| {
            let Some(account) = tx.account(*id)? else { return Ok(gone(*id)) };
            let outcome = judge(doer, act, &account, now, &mut lasting);
            Ok(Acted { id: *id, username: account.username.to_string(), outcome, undo: None })
        })
        .collect()
}

/// Whether an act may be done to an account. `lasting` counts the admins that are left, also through a preview.
fn judge(doer: &Doer, act: &Act, account: &Account, now: Timestamp, lasting: &mut u64) -> Result<Outcome, ActRefusal> {
    if let Some((id, role)) = doer.account {
        // One may note something about oneself.
        if id == account.id && !matches!(act, Act::SetNote(_)) {
            return Err(ActRefusal::Yourself);
        }
        if role != Role::Admin && account.role.is_staff() {
            return Err(ActRefusal::Staff);
        }
    }
    let trashed = account.trashed_at.is_some();
    if trashed && !matches!(act, Act::Untrash | Act::Trash | Act::Delete | Act::SetNote(_)) {
        return Err(ActRefusal::InTheTrash);
    }
    let already = match act {
        Act::Suspend => account.status == Status::Suspended,
        Act::Restore => account.status == Status::Active,
        Act::SetRole(role) => account.role == *role,
        Act::Verify => account.verified_at.is_some(),
        Act::Unverify => account.verified_at.is_none(),
        Act::SetValidity(validity) => account.validity == *validity,
        Act::SetNote(note) => account.note == *note,
        Act::Trash => trashed,
        Act::Untrash => !trashed,
        Act::SendReset | Act::Resend | Act::Delete => false,
    };
    if already {
        return Ok(Outcome::AlreadySo);
    }
    let standing = account.standing(now);
    match act {
        Act::SendReset | Act::Resend if standing != Standing::Active => return Err(ActRefusal::Closed),
        Act::SendReset if account.password.is_some() && account.verified_at.is_none() => {
            return Err(ActRefusal::Unproved);
        }
        Act::Resend if account.password.is_some() && account.verified_at.is_some() => {
            return Err(ActRefusal::WaitsForNoLetter);
        }
        _ => {}
    }
    let takes_an_admin_away = match act {
        Act::Suspend | Act::Trash | Act::Delete => true,
        Act::SetRole(role) => *role != Role::Admin,
        Act::SetValidity(validity) => *validity != Validity::default(),
        _ => false,
    };
    if takes_an_admin_away && is_lasting_admin(account) {
        if *lasting <= 1 {
            return Err(ActRefusal::LastAdmin);
        }
        *lasting -= 1;
    }
    Ok(Outcome::Done)
}

/// As the audit keeps them: milliseconds since 1970 would tell a reader nothing.
fn dates(validity: Validity) -> String {
    let day = |at: Option<Timestamp>| at.map_or_else(|| "–".to_owned(), |at| at.to_string());
    format!("{} to {}", day(validity.from), day(validity.until))
}
