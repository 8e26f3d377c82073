//! Accounts, and how lists of them are asked for.

use std::fmt;

use super::words::worded;
use super::{AccountId, Direction, DisplayName, EmailAddress, Page, Role, Timestamp, Username};

worded! {
    /// Whether an account may be used.
    Status, StatusError = "a status is one of: active, suspended" {
        /// In use.
        Active = "active";
        /// Closed by an admin; nothing is lost.
        Suspended = "suspended";
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
    /// Rises with every change; an update of an older version is refused.
    pub version: u32,
}

impl Account {
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
    /// When the address was proved.
    pub verified_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// The last time somebody signed in.
    pub last_login_at: Option<Timestamp>,
    /// For the next change.
    pub version: u32,
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
    /// Words that must all be contained in username, display name or address; case and accents do not
    /// matter. Empty: everybody.
    pub search: String,
    /// The order; ties are broken by id.
    pub sort: AccountSort,
    /// Up or down.
    pub direction: Direction,
    /// Which part.
    pub page: Page<AccountId>,
    /// Most rows in the answer.
    pub limit: usize,
}
