//! Who waits for the staff: accounts whose address is proved, and registrations whose address is not. They are let in
//! or turned down, one or many at once; each is judged alone.
//!
//! **Invariant.** Letting a registration in makes an account whose address counts as not proved: somebody of the staff
//! vouches for the person, and nobody for the mailbox. No reset letter goes there until it is proved.

use crate::domain::{
    Account, AccountQuery, AccountSort, AuditEvent, Direction, EmailAddress, Letter, LetterArgs, LetterId, LetterKind,
    Page, Parked, ParkedQuery, Party, PendingId, PendingRow, Purpose, Role, Search, Seat, SessionToken, Signup,
    StaffNote, Standing, Status, Subject, Term, Test, Then, Timestamp, Total, Window, text::fold,
};
use crate::store::Tx;

use super::challenge::Identifier;
use super::issue::{Notice, salutation};
use super::matrix::Operation;
use super::operator::Operator;
use super::trail::{self, Note, named};
use super::transact::{Abort, refuse};
use super::{Auth, CallError};

/// What is decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// They are let in.
    Approve,
    /// They are not: the account or the registration is removed.
    TurnDown {
        /// Why; may be empty.
        reason: StaffNote,
        /// Whether a letter tells them.
        tell: Tell,
    },
}

/// Whether a letter tells somebody what was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tell {
    /// With the reason.
    ByLetter,
    /// Nobody writes.
    Nothing,
}

impl Decision {
    fn operation(&self) -> Operation {
        match self {
            Self::Approve => Operation::Approve,
            Self::TurnDown { .. } => Operation::TurnDown,
        }
    }
}

/// Why a decision does not reach somebody. The words are for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, thiserror::Error)]
pub enum PendingRefusal {
    /// Removed, run out, or proved meanwhile.
    #[error("It no longer waits.")]
    Gone,
    /// A helper looks after users only.
    #[error("Only an admin may do that to a member of staff.")]
    Staff,
    /// Somebody else has that name by now.
    #[error("Its username is taken by now. They choose another when they type the code of their letter.")]
    UsernameTaken,
    /// The address has an account by now.
    #[error("Its address has an account already.")]
    EmailTaken,
}

/// What came of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Settled {
    /// The account is open.
    LetIn,
    /// The account was made though its address is not proved.
    Vouched,
    /// It is removed.
    TurnedDown,
}

/// What became of one, or would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// Which.
    pub id: PendingId,
    /// Its username; empty if it is gone.
    pub username: String,
    /// What came of it.
    pub outcome: Result<Settled, PendingRefusal>,
}

/// Most words of a search that are looked at.
const MOST_WORDS: usize = 16;

/// Who decides.
struct Judge {
    party: Party,
    role: Option<Role>,
}

/// Somebody who waits, read in the transaction that decides.
enum Found {
    Account(Box<Account>),
    Signup(Box<Signup>),
}

impl Auth {
    /// Who waits: first accounts, then registrations, each the longest first; at most `limit` of both together.
    ///
    /// # Errors
    /// [`CallError`] in its kinds.
    pub fn pending(&self, token: &SessionToken, search: &str, limit: usize) -> Result<Window<PendingRow>, CallError> {
        self.look_as(token, Operation::Pending, |tx, _, now| waiting(tx, now, search, limit))
    }

    /// Decides about each, in one transaction; at most [`super::act::MOST_AT_ONCE`] at a time.
    ///
    /// # Errors
    /// [`CallError`] where the caller may do none of it.
    pub fn decide(
        &self,
        seat: &Seat,
        token: &SessionToken,
        decision: &Decision,
        ids: &[PendingId],
    ) -> Result<Vec<Decided>, CallError> {
        self.act_as(token, decision.operation(), |tx, caller, now| {
            let judge = Judge { party: trail::party(&caller.account), role: Some(caller.account.role) };
            ids.iter().map(|id| self.decide_one(tx, now, seat, &judge, decision, *id)).collect()
        })
    }

    /// Notes something about somebody who waits. The note goes over to the account.
    ///
    /// # Errors
    /// [`CallError::Gone`] if it no longer waits.
    pub fn note_pending(
        &self,
        seat: &Seat,
        token: &SessionToken,
        id: PendingId,
        note: &StaffNote,
    ) -> Result<(), CallError> {
        self.act_as(token, Operation::NotePending, |tx, caller, now| {
            let found = find(tx, now, id)?.ok_or_else(|| refuse(CallError::Gone))?;
            if let Found::Account(account) = &found {
                caller.spare_staff(account, Operation::NotePending)?;
            }
            self.note_waiting(tx, now, seat, found, note, trail::party(&caller.account))?;
            Ok(())
        })
    }

    /// Whether it was another note before.
    fn note_waiting(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        found: Found,
        note: &StaffNote,
        by: Party,
    ) -> crate::store::Result<bool> {
        if found.note() == note {
            return Ok(false);
        }
        let (party, before) = match found {
            Found::Account(mut account) => {
                let before = std::mem::replace(&mut account.note, note.clone());
                account.updated_at = now;
                tx.update_account(&account)?;
                (trail::party(&account), before)
            }
            Found::Signup(signup) => {
                tx.set_signup_note(signup.id, note)?;
                (named(&signup.username), signup.note)
            }
        };
        let row = Note::by(by, AuditEvent::Noted).on(Some(party));
        row.from(before.as_str()).to(note.as_str()).write(self, tx, seat, now)?;
        Ok(true)
    }

    fn decide_one(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        judge: &Judge,
        decision: &Decision,
        id: PendingId,
    ) -> Result<Decided, Abort<CallError>> {
        let Some(found) = find(tx, now, id)? else { return Ok(gone(id)) };
        let decided = Decided { id, username: found.username(), outcome: judge_one(tx, judge, decision, &found)? };
        if decided.outcome == Err(PendingRefusal::Staff) {
            let note = Note::by(judge.party.clone(), AuditEvent::Refused).on(Some(named(&decided.username)));
            note.to(decision.operation().as_str()).write(self, tx, seat, now)?;
        }
        if decided.outcome.is_ok() {
            match (decision, found) {
                (Decision::Approve, Found::Account(account)) => self.let_in(tx, now, seat, judge, *account)?,
                (Decision::Approve, Found::Signup(signup)) => self.vouch(tx, now, seat, judge, &signup)?,
                (Decision::TurnDown { reason, tell }, found) => {
                    self.turn_down(tx, now, seat, judge, &found, reason, *tell)?;
                }
            }
        }
        Ok(decided)
    }

    fn let_in(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        judge: &Judge,
        mut account: Account,
    ) -> Result<(), Abort<CallError>> {
        account.status = Status::Active;
        account.updated_at = now;
        tx.update_account(&account)?;
        self.tell(tx, now, seat, &Notice::own(LetterKind::LetIn, &account))?;
        let note = Note::by(judge.party.clone(), AuditEvent::Approved).on(Some(trail::party(&account)));
        Ok(note.write(self, tx, seat, now)?)
    }

    /// Makes the account of a registration whose address nobody has proved.
    fn vouch(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        judge: &Judge,
        signup: &Signup,
    ) -> Result<(), Abort<CallError>> {
        let mark = match signup.note.as_str() {
            "" => format!("vouched for by {}", judge.party.name),
            note => format!("vouched for by {}; {note}", judge.party.name),
        };
        let cut: String = mark.chars().take(StaffNote::MAX_CHARS).collect();
        let account = Account {
            verified_at: None,
            note: StaffNote::parse(&cut).unwrap_or_default(),
            ..self.account_of(signup, &signup.username, now)
        };
        tx.insert_account(&account)?;
        tx.delete_signups_for(&signup.email)?;
        // The code of the letter before proved a registration; this one proves the address of the account.
        self.issue_for_account::<CallError>(tx, now, seat, &account, (LetterKind::ConfirmEmail, &account.email))?;
        let note = Note::by(judge.party.clone(), AuditEvent::Vouched).on(Some(trail::party(&account)));
        Ok(note.to(&account.email).write(self, tx, seat, now)?)
    }

    #[allow(clippy::too_many_arguments)]
    fn turn_down(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        judge: &Judge,
        found: &Found,
        reason: &StaffNote,
        tell: Tell,
    ) -> Result<(), Abort<CallError>> {
        let (party, to, name) = match found {
            Found::Account(account) => {
                tx.delete_account(account.id)?;
                (trail::party(account), &account.email, account.called().to_owned())
            }
            Found::Signup(signup) => {
                tx.delete_signup(signup.id)?;
                (named(&signup.username), &signup.email, salutation(signup).to_owned())
            }
        };
        if tell == Tell::ByLetter {
            self.write_refusal(tx, now, seat, to, (name, found.username()), reason)?;
        }
        let note = Note::by(judge.party.clone(), AuditEvent::TurnedDown).on(Some(party));
        Ok(note.to(reason.as_str()).write(self, tx, seat, now)?)
    }

    fn write_refusal(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        to: &EmailAddress,
        (name, username): (String, String),
        reason: &StaffNote,
    ) -> Result<(), Abort<CallError>> {
        let id = LetterId::new(now, self.entropy.as_ref());
        let args = LetterArgs {
            name,
            username,
            seat: seat.to_string(),
            other_address: None,
            reason: Some(reason.as_str().to_owned()).filter(|reason| !reason.is_empty()),
            then: Then::Done,
            code: None,
            token: None,
        };
        tx.enqueue_letter(&Letter {
            id,
            kind: LetterKind::TurnedDown,
            to: to.clone(),
            // It belongs to nobody: what it is about is gone.
            account: None,
            sealed_args: self.vault.seal_letter(id, &args)?,
            created_at: now,
            send_after: now,
            expires_at: None,
            tries: 0,
        })?;
        Ok(())
    }
}

impl Found {
    fn username(&self) -> String {
        match self {
            Self::Account(account) => account.username.to_string(),
            Self::Signup(signup) => signup.username.to_string(),
        }
    }

    fn note(&self) -> &StaffNote {
        match self {
            Self::Account(account) => &account.note,
            Self::Signup(signup) => &signup.note,
        }
    }
}

fn gone(id: PendingId) -> Decided {
    Decided { id, username: String::new(), outcome: Err(PendingRefusal::Gone) }
}

fn find(tx: &mut dyn Tx, now: Timestamp, id: PendingId) -> crate::store::Result<Option<Found>> {
    Ok(match id {
        PendingId::Account(id) => {
            let account = tx.account(id)?.filter(is_waiting);
            account.map(|account| Found::Account(Box::new(account)))
        }
        PendingId::Signup(id) => {
            let signup = tx.signup(id)?.filter(|signup| now < signup.expires_at);
            signup.map(|signup| Found::Signup(Box::new(signup)))
        }
    })
}

fn is_waiting(account: &Account) -> bool {
    account.status == Status::Waiting && account.trashed_at.is_none()
}

/// Whether a decision may be made. Asked by who decides and by who only wants to know.
fn judge_one(
    tx: &mut dyn Tx,
    judge: &Judge,
    decision: &Decision,
    found: &Found,
) -> crate::store::Result<Result<Settled, PendingRefusal>> {
    Ok(match (found, decision) {
        (Found::Account(account), _)
            if account.role.is_staff() && judge.role.is_some_and(|role| role != Role::Admin) =>
        {
            Err(PendingRefusal::Staff)
        }
        (_, Decision::TurnDown { .. }) => Ok(Settled::TurnedDown),
        (Found::Account(_), Decision::Approve) => Ok(Settled::LetIn),
        (Found::Signup(signup), Decision::Approve) => {
            if tx.account_by_email(&signup.email)?.is_some() {
                Err(PendingRefusal::EmailTaken)
            } else if tx.username_taken(&signup.username)? {
                Err(PendingRefusal::UsernameTaken)
            } else {
                Ok(Settled::Vouched)
            }
        }
    })
}

fn waiting<E>(tx: &mut dyn Tx, now: Timestamp, search: &str, limit: usize) -> Result<Window<PendingRow>, Abort<E>> {
    // Words alone, for both lists: what looks like a field of the accounts' search is none here.
    let wanted = |test| Term { without: false, test };
    let folded: String = search.split_whitespace().take(MOST_WORDS).map(|word| format!("{} ", fold(word))).collect();
    let mut terms = vec![wanted(Test::State(vec![Standing::Waiting]))];
    terms.extend(folded.split_whitespace().map(|word| wanted(Test::Text(word.to_owned()))));
    let query = AccountQuery {
        search: Search { terms, at: now },
        sort: AccountSort::Created,
        direction: Direction::Ascending,
        page: Page::First,
        limit,
    };
    let accounts = tx.accounts(&query)?;
    let mut rows = Vec::new();
    for row in accounts.rows {
        if let Some(account) = tx.account(row.id)?.filter(is_waiting) {
            rows.push(of_account(&account));
        }
    }
    let left = limit.saturating_sub(rows.len());
    let query = ParkedQuery { search: folded, now, page: Page::First, limit: left };
    let parked = tx.parked(&query)?;
    for signup in parked.rows {
        rows.push(of_signup(tx, &signup)?);
    }
    Ok(Window { rows, more_before: false, more_after: false, total: sum(accounts.total, parked.total) })
}

fn sum(one: Total, other: Total) -> Total {
    match (one, other) {
        (Total::Exactly(one), Total::Exactly(other)) => Total::Exactly(one + other),
        (Total::Exactly(one) | Total::AtLeast(one), Total::Exactly(other) | Total::AtLeast(other)) => {
            Total::AtLeast(one + other)
        }
    }
}

fn of_account(account: &Account) -> PendingRow {
    PendingRow {
        id: PendingId::Account(account.id),
        username: account.username.to_string(),
        display_name: account.display_name.to_string(),
        email: account.email.to_string(),
        proved_at: account.verified_at,
        note: account.note.clone(),
        since: account.created_at,
        parked: None,
    }
}

fn of_signup(tx: &mut dyn Tx, signup: &Signup) -> crate::store::Result<PendingRow> {
    let challenge = tx.latest_challenge(Purpose::SignUp, Subject::Signup(signup.id))?;
    let letter = match challenge {
        Some(challenge) => tx.letter(challenge.letter)?,
        None => None,
    };
    Ok(PendingRow {
        id: PendingId::Signup(signup.id),
        username: signup.username.to_string(),
        display_name: signup.display_name.to_string(),
        email: signup.email.to_string(),
        proved_at: None,
        note: signup.note.clone(),
        since: signup.created_at,
        parked: Some(Parked {
            seat: signup.seat.clone(),
            came_under: signup.came_under,
            expires_at: signup.expires_at,
            letter,
        }),
    })
}

impl Operator<'_> {
    /// As [`Auth::pending`].
    ///
    /// # Errors
    /// Where the store fails.
    pub fn pending(&self, search: &str, limit: usize) -> Result<Window<PendingRow>, CallError> {
        let now = self.0.clock.now();
        self.0.look(|tx| waiting(tx, now, search, limit))
    }

    /// Who waits under that name or address: an account, or registrations with the newest first.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn pending_named(&self, who: &Identifier) -> Result<Vec<PendingRow>, CallError> {
        let now = self.0.clock.now();
        self.0.look(|tx| {
            if let Some(account) = who.account(tx)?.filter(is_waiting) {
                return Ok(vec![of_account(&account)]);
            }
            let signups = match who {
                Identifier::Username(name) => tx.signups_by_username(name, now)?,
                Identifier::Email(address) => tx.signups_by_email(address, now)?,
                Identifier::Nobody => Vec::new(),
            };
            signups.iter().map(|signup| Ok(of_signup(tx, signup)?)).collect()
        })
    }

    /// What would become of each. Writes nothing.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn preview_decision(&self, decision: &Decision, ids: &[PendingId]) -> Result<Vec<Decided>, CallError> {
        let (now, judge) = (self.0.clock.now(), Judge { party: Party::operator(), role: None });
        self.0.look(|tx| {
            let judged = |tx: &mut dyn Tx, id: PendingId| {
                let Some(found) = find(tx, now, id)? else { return Ok(gone(id)) };
                let outcome = judge_one(tx, &judge, decision, &found)?;
                Ok(Decided { id, username: found.username(), outcome })
            };
            ids.iter().map(|id| judged(tx, *id)).collect()
        })
    }

    /// As [`Auth::note_pending`]; whether it was another note before.
    ///
    /// # Errors
    /// [`CallError::Gone`] if it no longer waits.
    pub fn note_pending(&self, seat: &Seat, id: PendingId, note: &StaffNote) -> Result<bool, CallError> {
        self.0.act(|tx| {
            let now = self.0.clock.now();
            let found = find(tx, now, id)?.ok_or_else(|| refuse(CallError::Gone))?;
            Ok(self.0.note_waiting(tx, now, seat, found, note, Party::operator())?)
        })
    }

    /// As [`Auth::decide`].
    ///
    /// # Errors
    /// Where the store fails.
    pub fn decide(&self, seat: &Seat, decision: &Decision, ids: &[PendingId]) -> Result<Vec<Decided>, CallError> {
        let judge = Judge { party: Party::operator(), role: None };
        self.0.act(|tx| {
            let now = self.0.clock.now();
            ids.iter().map(|id| self.0.decide_one(tx, now, seat, &judge, decision, *id)).collect()
        })
    }
}
