//! Accounts that come from a file of another system.
//!
//! Rows come in batches, one transaction each: a row that is refused harms none of its neighbours, and an import that was
//! interrupted goes on where it stopped, for a row that is there already changes nothing.

use std::collections::HashSet;
use std::sync::Arc;

use crate::domain::text::clean_line;
use crate::domain::{
    AccountId, AuditEvent, DisplayName, EmailAddress, Party, PasswordHash, Role, Seat, SessionToken, StaffNote, Status,
    Timestamp, Username, Validity,
};
use crate::store::{self, InTheWay, NewAccount, StoreError, Tx};
use crate::vault::Hasher;

use super::matrix::Operation;
use super::operator::Operator;
use super::trail::{self, Note};
use super::transact::{Abort, Volume, refuse};
use super::{Auth, CallError};

/// An account to be taken over. No letter is written to its owner.
#[derive(Clone, Debug)]
pub struct NewImport {
    /// The name to sign in with.
    pub username: Username,
    /// Where letters go.
    pub email: EmailAddress,
    /// The name to be called by; may be empty.
    pub display_name: DisplayName,
    /// What it may do.
    pub role: Role,
    /// Whether it may be used.
    pub status: Status,
    /// When the address was proved there; `None`: never, as far as is known.
    pub verified_at: Option<Timestamp>,
    /// When it was made there; `None`: now.
    pub created_at: Option<Timestamp>,
    /// It has to choose another password at the first sign-in.
    pub must_change: bool,
    /// When it is good.
    pub validity: Validity,
    /// What staff note about it.
    pub note: StaffNote,
    /// As the vault took it over; `None`: it has no password until its owner asks for a reset or gets a letter.
    pub password: Option<PasswordHash>,
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imported {
    /// An account was made.
    Made,
    /// The account of that name has that address already. It was left as it is.
    AlreadyThere,
}

/// Whether a file may bring staff: admins and helpers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admins {
    /// Their rows are refused.
    Refused,
    /// Whoever runs the import trusts the file so far.
    Allowed,
}

/// Why a row is refused. The words are for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowError {
    /// Another account has the name.
    #[error("The username has an account already, with another address. Give this one another name.")]
    UsernameTaken,
    /// Another account has a name that looks like it.
    #[error("The username looks like one that has an account already. Give this one another name.")]
    LooksTaken,
    /// Another account has the address.
    #[error("The address has an account already, with another username.")]
    EmailTaken,
    /// The role is more than the file is trusted with.
    #[error("The role is one of the staff, and staff is not imported. Say --allow-admins if it is to be.")]
    Staff,
    /// Made or proved after now, or before there was Unix.
    #[error("{0} lies in the future or before 1970.")]
    Moment(&'static str),
}

/// Why nothing can be imported. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Setting up makes the first account, and would be closed by an import.
    #[error("There is no account yet. Make the first admin before you import others: vestibule setup.")]
    NotSetUp,
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

/// The answer for each row, in their order.
pub type RowAnswers = Vec<Result<Imported, RowError>>;

/// Most rows of one transaction; others wait so long with what they write.
pub const MOST_AT_ONCE: usize = 50_000;

/// What the rows come from, as the audit names it: the name of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// Cleans the name.
    pub fn new(name: &str) -> Self {
        Self(clean_line(name, 64))
    }
}

/// What reading a file needs to know of this house.
pub struct ImportBasis {
    /// Takes hashes over, and hashes passwords.
    pub hasher: Arc<Hasher>,
    /// What a proof without a moment is dated to.
    pub now: Timestamp,
    /// A shorter password has to be changed at the first sign-in. In characters.
    pub password_min: usize,
    /// A longer one can't be typed. In characters.
    pub password_max: usize,
}

/// Rows of a batch that are looked up to tell whether it was imported before.
const SAMPLE: usize = 16;

/// By whom, where, and how far the file is trusted.
struct Bringing<'a> {
    party: Party,
    seat: &'a Seat,
    now: Timestamp,
    admins: Admins,
    origin: &'a Origin,
}

impl Operator<'_> {
    /// What would become of each row alone, without writing anything.
    ///
    /// # Errors
    /// [`ImportError`] in its kinds.
    pub fn preview_import(&self, admins: Admins, rows: &[NewImport]) -> Result<RowAnswers, ImportError> {
        let now = self.0.clock.now();
        self.0.look(|tx| {
            set_up(tx)?;
            rows.iter().map(|row| Ok(look(tx, now, admins, row)?)).collect()
        })
    }

    /// Makes an account of every row that can have one, all in one transaction with one row in the audit that each of
    /// them finds under its own name. Later rows are held against earlier ones, too. At most [`MOST_AT_ONCE`] rows.
    ///
    /// A power cut may take the last transactions away, whole, until [`Auth::settle_import`].
    ///
    /// # Errors
    /// [`ImportError`] in its kinds; then none of these rows was imported.
    pub fn import(
        &self,
        seat: &Seat,
        admins: Admins,
        origin: &Origin,
        rows: &[NewImport],
    ) -> Result<RowAnswers, ImportError> {
        let bringing = Bringing { party: Party::operator(), seat, now: self.0.clock.now(), admins, origin };
        self.0.act_in(Volume::Part, |tx| {
            set_up(tx)?;
            Ok(self.0.bring_in(tx, &bringing, rows)?)
        })
    }
}

impl Auth {
    /// [`Operator::preview_import`], for an admin.
    ///
    /// # Errors
    /// [`ImportError`] in its kinds.
    pub fn preview_import(
        &self,
        token: &SessionToken,
        admins: Admins,
        rows: &[NewImport],
    ) -> Result<RowAnswers, ImportError> {
        self.look_as(token, Operation::Import, |tx, _, now| {
            rows.iter().map(|row| Ok(look(tx, now, admins, row)?)).collect()
        })
    }

    /// [`Operator::import`], for an admin.
    ///
    /// # Errors
    /// [`ImportError`] in its kinds; then none of these rows was imported.
    pub fn import(
        &self,
        seat: &Seat,
        token: &SessionToken,
        admins: Admins,
        origin: &Origin,
        rows: &[NewImport],
    ) -> Result<RowAnswers, ImportError> {
        self.act_as_in(Volume::Part, token, Operation::Import, |tx, caller, now| {
            let party = trail::party(&caller.account);
            Ok(self.bring_in(tx, &Bringing { party, seat, now, admins, origin }, rows)?)
        })
    }

    /// What reading a file needs to know of this house.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn import_basis(&self) -> Result<ImportBasis, CallError> {
        // With the newest pepper, as for every hash.
        self.look::<_, CallError>(|_| Ok(()))?;
        let policy = self.policy();
        Ok(ImportBasis {
            hasher: self.vault.hasher(),
            now: self.clock.now(),
            password_min: policy.password_min,
            password_max: policy.password_max,
        })
    }

    /// Makes what was imported so far outlive a power cut.
    ///
    /// # Errors
    /// Where the disk fails.
    pub fn settle_import(&self) -> Result<(), CallError> {
        Ok(self.store.rest()?)
    }

    fn bring_in(&self, tx: &mut dyn Tx, bringing: &Bringing<'_>, rows: &[NewImport]) -> store::Result<RowAnswers> {
        // In ascending order, for they go to the end of every index that way.
        let ids = AccountId::many(rows.len(), bringing.now, self.entropy.as_ref());
        let mut answers: Vec<Option<Result<Imported, RowError>>> = vec![None; rows.len()];
        let order = order(rows);
        // Mostly nothing is in the way, and the insertion says so itself. Where something is, it will be so for most: this
        // part of the file was imported before.
        let known = order.iter().take(SAMPLE).filter_map(|at| rows.get(*at));
        let known = known.map(|row| tx.in_the_way(&row.username, &row.email)).collect::<store::Result<Vec<_>>>()?;
        let look_first = known.iter().any(Option::is_some);
        let (mut places, mut accounts) = (Vec::new(), Vec::new());
        for (at, id) in order.into_iter().zip(ids) {
            let (Some(row), Some(answer)) = (rows.get(at), answers.get_mut(at)) else { continue };
            if look_first && let Some(way) = tx.in_the_way(&row.username, &row.email)? {
                *answer = Some(in_the_way(way));
            } else if let Err(why) = allowed(bringing.now, bringing.admins, row) {
                *answer = Some(tx.in_the_way(&row.username, &row.email)?.map_or(Err(why), in_the_way));
            } else {
                places.push(at);
                accounts.push(account(id, bringing.now, row));
            }
        }
        let added = tx.insert_accounts_if_free(&accounts)?;
        let (mut made, mut only) = (Vec::new(), None);
        for ((at, account), added) in places.iter().zip(&accounts).zip(added) {
            let Some(answer) = answers.get_mut(*at) else { continue };
            *answer = Some(if added {
                made.push(account.id);
                only = Some(Party { id: Some(account.id), name: account.username.to_string() });
                Ok(Imported::Made)
            } else {
                match tx.in_the_way(account.username, account.email)? {
                    Some(way) => in_the_way(way),
                    None => return Err(StoreError::Other("an account was neither made nor refused".to_owned())),
                }
            });
        }
        if !made.is_empty() {
            let (count, from) = (made.len(), &bringing.origin.0);
            let accounts = if count == 1 { "account" } else { "accounts" };
            let note = Note::by(bringing.party.clone(), AuditEvent::Imported)
                .on(only.filter(|_| count == 1))
                .to(format!("{count} {accounts} from {from}"));
            note.write_about(self, tx, (bringing.seat, bringing.now), &made)?;
        }
        Ok(answers.into_iter().flatten().collect())
    }
}

/// The order in which rows are written: by name, for names that stand near each other in a batch stand near each other
/// in the index. Rows that share a name or an address with an earlier one come last, as they stand, so that of two the
/// first one counts.
fn order(rows: &[NewImport]) -> Vec<usize> {
    let (mut names, mut addresses) = (HashSet::new(), HashSet::new());
    let (mut first, again): (Vec<_>, Vec<_>) = rows.iter().enumerate().partition(|(_, row)| {
        // Both, whatever the first says.
        let (name, address) = (names.insert(row.username.skeleton()), addresses.insert(row.email.key()));
        name && address
    });
    first.sort_unstable_by_key(|(_, row)| row.username.as_str());
    first.into_iter().chain(again).map(|(at, _)| at).collect()
}

fn account(id: AccountId, now: Timestamp, row: &NewImport) -> NewAccount<'_> {
    NewAccount {
        id,
        username: &row.username,
        email: &row.email,
        display_name: &row.display_name,
        role: row.role,
        status: row.status,
        validity: row.validity,
        note: &row.note,
        verified_at: row.verified_at,
        password: row.password.as_ref(),
        must_change: row.must_change,
        created_at: row.created_at.unwrap_or(now),
        at: now,
    }
}

fn set_up(tx: &mut dyn Tx) -> Result<(), Abort<ImportError>> {
    if tx.account_count()? == 0 { Err(refuse(ImportError::NotSetUp)) } else { Ok(()) }
}

fn look(tx: &mut dyn Tx, now: Timestamp, admins: Admins, row: &NewImport) -> store::Result<Result<Imported, RowError>> {
    if let Some(way) = tx.in_the_way(&row.username, &row.email)? {
        return Ok(in_the_way(way));
    }
    Ok(allowed(now, admins, row).map(|()| Imported::Made))
}

fn in_the_way(way: InTheWay) -> Result<Imported, RowError> {
    match way {
        InTheWay::Same => Ok(Imported::AlreadyThere),
        InTheWay::Username => Err(RowError::UsernameTaken),
        InTheWay::LookAlike => Err(RowError::LooksTaken),
        InTheWay::Email => Err(RowError::EmailTaken),
    }
}

/// What a row may say, whoever has an account.
fn allowed(now: Timestamp, admins: Admins, row: &NewImport) -> Result<(), RowError> {
    if row.role.is_staff() && admins == Admins::Refused {
        return Err(RowError::Staff);
    }
    for (what, moment) in [("verified_at", row.verified_at), ("created_at", row.created_at)] {
        if moment.is_some_and(|moment| moment > now || moment < Timestamp::default()) {
            return Err(RowError::Moment(what));
        }
    }
    Ok(())
}
