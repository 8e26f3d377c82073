//! Accounts that come from a file of another system.
//!
//! Rows come in small batches, one transaction each: a row that is refused harms none of its neighbours, and an import
//! that was interrupted goes on where it stopped, for a row that is there already changes nothing.

use crate::domain::{
    Account, AccountId, AuditEvent, DisplayName, EmailAddress, Party, PasswordHash, Role, Seat, StaffNote, Status,
    Timestamp, Username, Validity,
};
use crate::store::Tx;

use super::operator::Operator;
use super::trail::{self, Note};
use super::transact::{Abort, refuse};
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

/// Whether a file may bring admins.
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
    #[error("The role is admin, and admins are not imported. Say --allow-admins if they are to be.")]
    Admin,
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

impl Operator<'_> {
    /// What would become of each row alone, without writing anything.
    ///
    /// # Errors
    /// [`ImportError`] in its kinds.
    pub fn preview_import(&self, admins: Admins, rows: &[NewImport]) -> Result<RowAnswers, ImportError> {
        let now = self.0.clock.now();
        self.0.look(|tx| {
            set_up(tx)?;
            rows.iter().map(|row| look(tx, now, admins, row)).collect()
        })
    }

    /// Makes an account of every row that can have one, all in one transaction, each with its row in the audit. Later
    /// rows are held against earlier ones, too. A few hundred rows at once are a good measure: others have to wait
    /// with what they write.
    ///
    /// # Errors
    /// [`ImportError`] in its kinds; then none of these rows was imported.
    pub fn import(&self, seat: &Seat, admins: Admins, rows: &[NewImport]) -> Result<RowAnswers, ImportError> {
        let now = self.0.clock.now();
        self.0.act(|tx| {
            set_up(tx)?;
            rows.iter()
                .map(|row| {
                    let answer = look(tx, now, admins, row)?;
                    if answer == Ok(Imported::Made) {
                        self.0.make_imported(tx, now, seat, row)?;
                    }
                    Ok(answer)
                })
                .collect()
        })
    }
}

impl Auth {
    fn make_imported(&self, tx: &mut dyn Tx, now: Timestamp, seat: &Seat, row: &NewImport) -> crate::store::Result<()> {
        let account = Account {
            id: AccountId::new(now, self.entropy.as_ref()),
            username: row.username.clone(),
            email: row.email.clone(),
            display_name: row.display_name.clone(),
            role: row.role,
            status: row.status,
            validity: Validity::default(),
            trashed_at: None,
            note: StaffNote::default(),
            verified_at: row.verified_at,
            password: row.password.clone(),
            must_change: row.must_change,
            // Nobody can tell from a hash how long the password is.
            password_short: false,
            created_at: row.created_at.unwrap_or(now),
            updated_at: now,
            last_login_at: None,
            last_seat: None,
            version: 1,
        };
        tx.insert_account(&account)?;
        let note = Note::by(Party::operator(), AuditEvent::Imported).on(Some(trail::party(&account)));
        note.to(account.role).write(self, tx, seat, now)
    }
}

fn set_up(tx: &mut dyn Tx) -> Result<(), Abort<ImportError>> {
    if tx.account_count()? == 0 { Err(refuse(ImportError::NotSetUp)) } else { Ok(()) }
}

fn look(
    tx: &mut dyn Tx,
    now: Timestamp,
    admins: Admins,
    row: &NewImport,
) -> Result<Result<Imported, RowError>, Abort<ImportError>> {
    if let Some(account) = tx.account_by_username(&row.username)? {
        let same = account.email.key() == row.email.key();
        return Ok(if same { Ok(Imported::AlreadyThere) } else { Err(RowError::UsernameTaken) });
    }
    if tx.username_taken(&row.username)? {
        return Ok(Err(RowError::LooksTaken));
    }
    if tx.account_by_email(&row.email)?.is_some() {
        return Ok(Err(RowError::EmailTaken));
    }
    if row.role == Role::Admin && admins == Admins::Refused {
        return Ok(Err(RowError::Admin));
    }
    for (what, moment) in [("verified_at", row.verified_at), ("created_at", row.created_at)] {
        if moment.is_some_and(|moment| moment > now || moment < Timestamp::default()) {
            return Ok(Err(RowError::Moment(what)));
        }
    }
    Ok(Ok(Imported::Made))
}
