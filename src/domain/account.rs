//! Accounts, and how lists of them are asked for.

use std::fmt;

use super::search::Search;
use super::text::clean_line;
use super::words::worded;
use super::{AccountId, Direction, DisplayName, EmailAddress, Page, Role, Timestamp, Username};

worded! {
    /// Whether an account may be used, as far as people decided. Dates and the trash stand beside it: [`Standing`].
    Status, StatusError = "a status is one of: active, waiting, suspended" {
        /// In use.
        Active = "active";
        /// Its owner proved the address; an admin has to let them in.
        Waiting = "waiting";
        /// Closed by an admin; nothing is lost.
        Suspended = "suspended";
    }
}

worded! {
    /// What an account is at a moment: its status, its dates and the trash in one word.
    Standing, StandingError = "a state is one of: active, waiting, suspended, early, expired, trashed" {
        /// Its owner can sign in.
        Active = "active";
        /// An admin has to let its owner in.
        Waiting = "waiting";
        /// Closed by an admin.
        Suspended = "suspended";
        /// Its first day has not come.
        Early = "early";
        /// Its last day is over.
        Expired = "expired";
        /// Thrown away; gone for good a week later.
        Trashed = "trashed";
    }
}

/// When an account is good, besides its status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Validity {
    /// Nobody signs in before.
    pub from: Option<Timestamp>,
    /// Nobody signs in from then on.
    pub until: Option<Timestamp>,
}

/// What staff note about an account: one line, seen by staff only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StaffNote(String);

/// Why a note is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StaffNoteError {
    /// More than [`StaffNote::MAX_CHARS`].
    #[error("Use at most 200 characters.")]
    TooLong,
}

impl StaffNote {
    /// Longest note, in characters.
    pub const MAX_CHARS: usize = 200;

    /// Cleans the text and checks its length. May be empty: no note.
    ///
    /// # Errors
    /// [`StaffNoteError::TooLong`] after cleaning.
    pub fn parse(raw: &str) -> Result<Self, StaffNoteError> {
        let line = clean_line(raw, Self::MAX_CHARS + 1);
        if line.chars().count() > Self::MAX_CHARS { Err(StaffNoteError::TooLong) } else { Ok(Self(line)) }
    }

    /// The note, possibly empty.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Standing {
    /// One word for status, dates and the trash.
    pub fn of(status: Status, validity: Validity, trashed: bool, now: Timestamp) -> Self {
        match status {
            _ if trashed => Self::Trashed,
            Status::Suspended => Self::Suspended,
            Status::Waiting => Self::Waiting,
            Status::Active if validity.until.is_some_and(|until| until <= now) => Self::Expired,
            Status::Active if validity.from.is_some_and(|from| now < from) => Self::Early,
            Status::Active => Self::Active,
        }
    }
}

/// A stored password hash with its scheme, e.g. `v1:bcrypt-hmac256:k1:$2b$12$…`. Never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// As the hasher made it, or as it was stored.
    pub fn new(stored: String) -> Self {
        Self(stored)
    }

    /// The stored string.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// An account, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Who.
    pub id: AccountId,
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
    /// When it is good.
    pub validity: Validity,
    /// When it was thrown away.
    pub trashed_at: Option<Timestamp>,
    /// What staff note about it.
    pub note: StaffNote,
    /// When the address was proved; `None`: not yet.
    pub verified_at: Option<Timestamp>,
    /// `None`: made by an admin, and no password chosen yet.
    pub password: Option<PasswordHash>,
    /// It has to choose another password before it may do anything else.
    pub must_change: bool,
    /// The password is long enough only together with a second factor.
    pub password_short: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When a row of it last changed.
    pub updated_at: Timestamp,
    /// The last time somebody signed in.
    pub last_login_at: Option<Timestamp>,
    /// Where that was.
    pub last_seat: Option<String>,
    /// Rises with every change; an update of an older version is refused.
    pub version: u32,
}

impl Account {
    /// What it is at that moment.
    pub fn standing(&self, now: Timestamp) -> Standing {
        Standing::of(self.status, self.validity, self.trashed_at.is_some(), now)
    }

    /// Whether its owner can sign in at that moment.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.standing(now) == Standing::Active
    }

    /// The display name, or the username where there is none.
    pub fn called(&self) -> &str {
        if self.display_name.as_str().is_empty() { self.username.as_str() } else { self.display_name.as_str() }
    }
}

/// One line of the accounts list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRow {
    /// Who.
    pub id: AccountId,
    /// The name to sign in with.
    pub username: String,
    /// The name to be called by; may be empty.
    pub display_name: String,
    /// Where letters go.
    pub email: String,
    /// What it may do.
    pub role: Role,
    /// Whether it may be used.
    pub status: Status,
    /// When it is good.
    pub validity: Validity,
    /// When it was thrown away.
    pub trashed_at: Option<Timestamp>,
    /// When the address was proved.
    pub verified_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// The last time somebody signed in.
    pub last_login_at: Option<Timestamp>,
    /// Where that was.
    pub last_seat: Option<String>,
    /// For the next change.
    pub version: u32,
}

impl AccountRow {
    /// What it is at that moment.
    pub fn standing(&self, now: Timestamp) -> Standing {
        Standing::of(self.status, self.validity, self.trashed_at.is_some(), now)
    }
}

/// What the list is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AccountSort {
    /// By name to sign in with.
    #[default]
    Username,
    /// By display name, as search folds it.
    DisplayName,
    /// By address.
    Email,
    /// Admins apart from users.
    Role,
    /// Active apart from suspended.
    Status,
    /// By the moment it was made.
    Created,
    /// By the last sign-in; who never did comes first.
    LastLogin,
}

impl AccountSort {
    /// Every order there is, in the order of the columns.
    pub const ALL: [Self; 7] =
        [Self::Username, Self::DisplayName, Self::Email, Self::Role, Self::Status, Self::Created, Self::LastLogin];
}

/// Which accounts, in which order, which part of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountQuery {
    /// Which.
    pub search: Search,
    /// The order; ties are broken by id.
    pub sort: AccountSort,
    /// Up or down.
    pub direction: Direction,
    /// Which part.
    pub page: Page<AccountId>,
    /// Most rows in the answer.
    pub limit: usize,
}
