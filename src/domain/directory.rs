//! What an account is found and sorted by, borrowed from wherever it stands: a million of them go by without a copy.

use super::{AccountId, Role, Status, Timestamp, Validity};

/// What is known of an account to whoever searches all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListedAccount<'a> {
    /// Who.
    pub id: AccountId,
    /// The username, as it is sorted by.
    pub username: &'a str,
    /// Username, display name and address, folded, with a line break between each and the next. Folded, display name
    /// and address are what they are sorted by.
    pub search: &'a str,
    /// What it may do.
    pub role: Role,
    /// Whether it may be used.
    pub status: Status,
    /// When it is good.
    pub validity: Validity,
    /// Whether it lies in the trash.
    pub trashed: bool,
    /// Whether its address is proved.
    pub verified: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// The last time somebody signed in.
    pub last_login_at: Option<Timestamp>,
    /// Where that was.
    pub last_seat: Option<&'a str>,
}

/// What became of an account that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountChange<'a> {
    /// It is so now; it may be new.
    Is(ListedAccount<'a>),
    /// It was deleted.
    Gone(AccountId),
}
