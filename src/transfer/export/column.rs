//! What of an account an export writes.

use std::fmt;
use std::str::FromStr;

use crate::domain::words::worded;

worded! {
    /// What of an account an export writes. What an import knows has the same name there.
    Column, ColumnError = "not a column" {
        /// UUIDv7.
        Id = "id";
        /// The name to sign in with.
        Username = "username";
        /// Where letters go.
        Email = "email";
        /// The name to be called by.
        DisplayName = "display_name";
        /// What it may do.
        Role = "role";
        /// Whether it may be used.
        Status = "status";
        /// When the address was proved.
        VerifiedAt = "verified_at";
        /// When it was made.
        CreatedAt = "created_at";
        /// The last sign-in.
        LastLoginAt = "last_login_at";
        /// Where that was.
        LastSeat = "last_seat";
        /// Nobody signs in before.
        ValidFrom = "valid_from";
        /// Nobody signs in from then on.
        ValidUntil = "valid_until";
        /// When it was thrown away.
        TrashedAt = "trashed_at";
        /// Whether the password has to be changed at the next sign-in.
        MustChange = "must_change";
        /// What staff note about it.
        Note = "note";
        /// The hash of the password. Needs a proof.
        PasswordHash = "password_hash";
    }
}

/// Columns in their order, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns(Vec<Column>);

/// Why these are no columns. The words are for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ColumnsError {
    /// A name that is none.
    #[error("There is no column “{0}”. There are {all}.", all = Columns(Column::ALL.to_vec()))]
    Unknown(String),
    /// One stands there twice.
    #[error("The column “{0}” is named twice.")]
    Twice(Column),
    /// None at all.
    #[error("Name at least one column.")]
    None,
    /// A secret that was not asked for by its own option.
    #[error("The hashes of passwords leave the house with --with-hashes only.")]
    Hashes,
}

impl Default for Columns {
    /// What an import reads, but for the password.
    fn default() -> Self {
        Self(vec![
            Column::Username,
            Column::Email,
            Column::DisplayName,
            Column::Role,
            Column::Status,
            Column::VerifiedAt,
            Column::CreatedAt,
            Column::ValidFrom,
            Column::ValidUntil,
            Column::MustChange,
            Column::Note,
        ])
    }
}

impl Columns {
    /// In their order.
    pub fn as_slice(&self) -> &[Column] {
        &self.0
    }

    /// With the hashes behind all others.
    #[must_use]
    pub fn and_hashes(mut self) -> Self {
        self.0.push(Column::PasswordHash);
        self
    }

    /// Whether the hashes are among them.
    pub fn with_hashes(&self) -> bool {
        self.0.contains(&Column::PasswordHash)
    }
}

impl FromStr for Columns {
    type Err = ColumnsError;

    fn from_str(text: &str) -> Result<Self, ColumnsError> {
        let mut columns = Vec::new();
        for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let column: Column = name.parse().map_err(|_| ColumnsError::Unknown(name.to_owned()))?;
            match column {
                Column::PasswordHash => return Err(ColumnsError::Hashes),
                column if columns.contains(&column) => return Err(ColumnsError::Twice(column)),
                column => columns.push(column),
            }
        }
        if columns.is_empty() { Err(ColumnsError::None) } else { Ok(Self(columns)) }
    }
}

impl fmt::Display for Columns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, column) in self.0.iter().enumerate() {
            write!(f, "{}{column}", if at > 0 { ", " } else { "" })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_once_each_and_hashes_not_at_all() {
        let columns: Columns = " email, username ".parse().unwrap();
        assert_eq!((columns.as_slice(), columns.with_hashes()), (&[Column::Email, Column::Username][..], false));
        assert!(columns.and_hashes().with_hashes());
        for (text, says) in [
            ("", "Name at least one column."),
            ("email,shoes", "There is no column “shoes”. There are id, username, email,"),
            ("email,email", "The column “email” is named twice."),
            ("email,password_hash", "--with-hashes only"),
        ] {
            let why = text.parse::<Columns>().unwrap_err().to_string();
            assert!(why.contains(says), "{why}");
        }
    }
}
