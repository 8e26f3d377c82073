//! What a record says of an account.

use std::collections::BTreeMap;

use crate::auth::import::NewImport;
use crate::domain::words::worded;
use crate::domain::{DisplayName, EmailAddress, Role, Status, Timestamp, Username};
use crate::vault::ImportedHash;

worded! {
    /// What a file may say of an account.
    Column, ColumnError = "not a known name" {
        /// The name to sign in with.
        Username = "username";
        /// Where letters go.
        Email = "email";
        /// The name to be called by.
        DisplayName = "display_name";
        /// `user` or `admin`.
        Role = "role";
        /// `active` or `suspended`.
        Status = "status";
        /// Whether, or when, the address was proved.
        VerifiedAt = "verified_at";
        /// When the account was made.
        CreatedAt = "created_at";
        /// The hash of the password.
        PasswordHash = "password_hash";
        /// Whether the password has to be changed at the first sign-in.
        MustChange = "must_change";
        /// What the rejects file adds; it counts for nothing.
        RejectedBecause = "rejected_because";
    }
}

impl Column {
    /// The names that a person may use, in words.
    pub(crate) fn list() -> String {
        let names: Vec<_> =
            Self::ALL.into_iter().filter(|one| *one != Self::RejectedBecause).map(Self::as_str).collect();
        names.join(", ")
    }
}

/// Why a name that is not known is refused.
pub(crate) fn unknown(name: &str) -> String {
    if ["password", "pass", "passwd"].iter().any(|plain| name.eq_ignore_ascii_case(plain)) {
        return "Passwords in plain text are not taken. Give their hashes as password_hash, or none at all: then the \
                owners choose new ones."
            .to_owned();
    }
    format!("There is no {}. Known are {}; --ignore-unknown passes over all others.", shown(name), Column::list())
}

/// A name for an error. What looks like none could be a hash in the wrong place.
fn shown(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphabetic() || "_- ".contains(c);
    if !name.is_empty() && name.len() <= 24 && name.chars().all(plain) {
        format!("“{name}”")
    } else {
        "such name".to_owned()
    }
}

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    Word(bool),
    /// A number, a list, an object.
    Other,
}

/// The values of a record. What is empty or `null` is not there.
pub(crate) type Fields = BTreeMap<Column, Value>;

/// An account to be imported.
#[derive(Debug)]
pub(crate) struct Row {
    /// All but the password.
    pub(crate) new: NewImport,
    /// The password's hash as it stood in the file.
    pub(crate) hash: Option<ImportedHash>,
}

/// Reads a record.
///
/// # Errors
/// A sentence that names the column. It never holds what stands there: columns get mixed up, and one holds hashes.
pub(crate) fn row(fields: &Fields, now: Timestamp) -> Result<Row, String> {
    let username: Username =
        text(fields, Column::Username)?.parse().map_err(|error| because(Column::Username, &error))?;
    let email: EmailAddress = text(fields, Column::Email)?.parse().map_err(|error| because(Column::Email, &error))?;
    let display_name =
        DisplayName::parse(text(fields, Column::DisplayName)?).map_err(|error| because(Column::DisplayName, &error))?;
    let role: Role = word(fields, Column::Role, Role::User)?;
    let status: Status = word(fields, Column::Status, Status::Active)?;
    let verified_at = match yes_or_no(fields, Column::VerifiedAt) {
        Ok(yes) => yes.then_some(now),
        Err(_) => Some(moment(fields, Column::VerifiedAt, "true, false, or a time as in 2024-05-01T12:00:00Z")?),
    };
    let created_at = match fields.get(&Column::CreatedAt) {
        None => None,
        Some(_) => Some(moment(fields, Column::CreatedAt, "a time as in 2024-05-01T12:00:00Z")?),
    };
    let must_change = yes_or_no(fields, Column::MustChange)?;
    let hash = match text(fields, Column::PasswordHash)? {
        "" => None,
        text => Some(ImportedHash::parse(text).map_err(|error| because(Column::PasswordHash, &error))?),
    };
    let new =
        NewImport { username, email, display_name, role, status, verified_at, created_at, must_change, password: None };
    Ok(Row { new, hash })
}

fn because(column: Column, why: &dyn std::fmt::Display) -> String {
    format!("{column}: {why}")
}

fn text(fields: &Fields, column: Column) -> Result<&str, String> {
    match fields.get(&column) {
        None => Ok(""),
        Some(Value::Text(text)) => Ok(text.trim()),
        Some(_) => Err(because(column, &"It has to be a text.")),
    }
}

fn word<T: std::str::FromStr<Err: std::fmt::Display>>(fields: &Fields, column: Column, absent: T) -> Result<T, String> {
    match text(fields, column)? {
        "" => Ok(absent),
        text => text.parse().map_err(|error| because(column, &error)),
    }
}

fn yes_or_no(fields: &Fields, column: Column) -> Result<bool, String> {
    let text = match fields.get(&column) {
        Some(Value::Word(yes)) => return Ok(*yes),
        _ => text(fields, column)?,
    };
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Ok(true),
        "" | "false" | "no" | "0" => Ok(false),
        _ => Err(because(column, &"Expected true or false.")),
    }
}

fn moment(fields: &Fields, column: Column, expected: &str) -> Result<Timestamp, String> {
    let moment: jiff::Timestamp =
        text(fields, column)?.parse().map_err(|_| because(column, &format!("Expected {expected}.")))?;
    Ok(Timestamp::from_millis(moment.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn fields(entries: &[(Column, Value)]) -> Fields {
        let mut fields = Fields::from([
            (Column::Username, Value::Text("mira".to_owned())),
            (Column::Email, Value::Text("mira@example.org".to_owned())),
        ]);
        fields.extend(entries.iter().cloned());
        fields
    }

    fn with(column: Column, text: &str) -> Result<Row, String> {
        row(&fields(&[(column, Value::Text(text.to_owned()))]), NOW)
    }

    #[test]
    fn what_is_not_said_is_a_user_who_proved_nothing() {
        let Row { new, hash } = row(&fields(&[]), NOW).unwrap();
        assert_eq!((new.role, new.status, new.must_change), (Role::User, Status::Active, false));
        assert_eq!((new.verified_at, new.created_at, new.display_name.as_str()), (None, None, ""));
        assert!(hash.is_none() && new.password.is_none());
    }

    #[test]
    fn a_proof_is_a_word_or_a_moment() {
        for (said, expected) in [
            ("true", Some(NOW)),
            ("Yes", Some(NOW)),
            ("1", Some(NOW)),
            ("false", None),
            ("NO", None),
            ("0", None),
            ("2024-05-01T12:00:00Z", Some(Timestamp::from_millis(1_714_564_800_000))),
            ("2024-05-01T14:00:00.5+02:00", Some(Timestamp::from_millis(1_714_564_800_500))),
        ] {
            assert_eq!(with(Column::VerifiedAt, said).unwrap().new.verified_at, expected, "{said}");
        }
        for (value, expected) in [(true, Some(NOW)), (false, None)] {
            let row = row(&fields(&[(Column::VerifiedAt, Value::Word(value))]), NOW).unwrap();
            assert_eq!(row.new.verified_at, expected);
        }
    }

    #[test]
    fn what_is_wrong_is_refused_by_its_column_and_not_repeated() {
        let secret = "s3cret/hash";
        for column in Column::ALL {
            if matches!(column, Column::DisplayName | Column::RejectedBecause) {
                assert!(with(column, secret).is_ok());
                continue;
            }
            let why = with(column, secret).unwrap_err();
            assert!(why.starts_with(column.as_str()) && !why.contains(secret), "{why}");
            let why = row(&fields(&[(column, Value::Other)]), NOW).unwrap_err();
            assert_eq!(why, format!("{column}: It has to be a text."));
        }
        assert!(with(Column::CreatedAt, "yes").is_err());
        assert!(with(Column::CreatedAt, "2024-05-01T12:00:00").is_err(), "of which zone?");
        assert!(with(Column::Username, "").unwrap_err().contains("Choose a username"));
    }

    #[test]
    fn unknown_names_are_told_unless_they_could_be_secrets() {
        assert!(unknown("shoe size").starts_with("There is no “shoe size”. Known are username, email,"));
        for hash in ["$2b$05$DE58uxwqnkY2yJcle8SaHu", "320c60e25a5a369d69", ""] {
            assert!(unknown(hash).starts_with("There is no such name."), "{hash}");
        }
        assert!(unknown("Password").starts_with("Passwords in plain text are not taken."));
        assert!(!Column::list().contains("rejected_because"));
    }
}
