//! What a record says of an account.

use std::collections::BTreeMap;

use crate::auth::import::NewImport;
use crate::domain::words::worded;
use crate::domain::{DisplayName, EmailAddress, Role, Secret, StaffNote, Status, Timestamp, Username, Validity};
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
        /// `user`, `helper` or `admin`.
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
        /// The password itself; taken only where somebody said so.
        Password = "password";
        /// Nobody signs in before.
        ValidFrom = "valid_from";
        /// Nobody signs in from then on.
        ValidUntil = "valid_until";
        /// What staff note about it.
        Note = "note";
        /// What the rejects file adds; it counts for nothing.
        RejectedBecause = "rejected_because";
    }
}

impl Column {
    /// The names that a person may use, in words.
    pub(super) fn list() -> String {
        let names: Vec<_> = Self::ALL
            .into_iter()
            .filter(|one| !matches!(one, Self::RejectedBecause | Self::Password))
            .map(Self::as_str)
            .collect();
        names.join(", ")
    }
}

/// Why a name that is not known is refused.
pub(super) fn unknown(name: &str) -> String {
    if ["pass", "passwd"].iter().any(|plain| name.eq_ignore_ascii_case(plain)) {
        return PLAIN.to_owned();
    }
    let shown = shown(name).unwrap_or_else(|| "such name".to_owned());
    format!(
        "There is no {shown}. Known are {}; --map username=THEIRS says what the file calls one of them, and \
         --ignore-unknown passes over all others.",
        Column::list()
    )
}

/// Why passwords are refused where nobody said that they are to be hashed.
pub(super) const PLAIN: &str = "Passwords in plain text are not taken unless --hash-passwords says that they are to be hashed. Give their hashes as \
     password_hash, or none at all: then the owners choose new ones.";

/// A name for an error, in quotation marks. `None` for what could be a hash in the wrong place.
pub(super) fn shown(name: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphabetic() || "_- ".contains(c);
    (!name.is_empty() && name.len() <= 24 && name.chars().all(plain)).then(|| format!("“{name}”"))
}

/// One value.
#[derive(Debug)]
pub(super) enum Value {
    Text(String),
    /// A password.
    Secret(Secret),
    Word(bool),
    /// A number, a list, an object.
    Other,
}

/// The values of a record. What is empty or `null` is not there.
pub(super) type Fields = BTreeMap<Column, Value>;

/// What a row says of its password, as it stood in the file.
#[derive(Debug)]
pub(super) enum Given {
    Nothing,
    Hash(ImportedHash),
    Plain(Secret),
}

/// An account to be imported.
#[derive(Debug)]
pub(super) struct Row {
    /// All but the password.
    pub(super) new: NewImport,
    /// The password.
    pub(super) given: Given,
}

/// What holds for every row of an import.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    /// What a proof without a moment is dated to.
    pub(super) now: Timestamp,
    /// A shorter password in plain text has to be changed at the first sign-in. In characters.
    pub(super) password_min: usize,
    /// A longer one could not be typed. In characters.
    pub(super) password_max: usize,
}

/// Reads a record.
///
/// # Errors
/// A sentence that names the column. It never holds what stands there: columns get mixed up, and one holds hashes.
pub(super) fn row(fields: &Fields, rules: Rules) -> Result<Row, String> {
    let username: Username =
        text(fields, Column::Username)?.parse().map_err(|error| because(Column::Username, &error))?;
    let email: EmailAddress = text(fields, Column::Email)?.parse().map_err(|error| because(Column::Email, &error))?;
    let display_name =
        DisplayName::parse(text(fields, Column::DisplayName)?).map_err(|error| because(Column::DisplayName, &error))?;
    let note = StaffNote::parse(text(fields, Column::Note)?).map_err(|error| because(Column::Note, &error))?;
    let role: Role = word(fields, Column::Role, Role::User)?;
    let status: Status = word(fields, Column::Status, Status::Active)?;
    let verified_at = match yes_or_no(fields, Column::VerifiedAt) {
        Ok(yes) => yes.then_some(rules.now),
        Err(_) => Some(moment(fields, Column::VerifiedAt, "true, false, or a time as in 2024-05-01T12:00:00Z")?),
    };
    let at = |column| match fields.contains_key(&column) {
        false => Ok(None),
        true => moment(fields, column, "a time as in 2024-05-01T12:00:00Z").map(Some),
    };
    let created_at = at(Column::CreatedAt)?;
    let validity = Validity { from: at(Column::ValidFrom)?, until: at(Column::ValidUntil)? };
    if let (Some(from), Some(until)) = (validity.from, validity.until)
        && until <= from
    {
        return Err(because(Column::ValidUntil, &"It lies before valid_from."));
    }
    let mut must_change = yes_or_no(fields, Column::MustChange)?;
    let given = match (text(fields, Column::PasswordHash)?, plain(fields)?) {
        ("", None) => Given::Nothing,
        ("", Some(password)) => {
            let chars = password.chars().count();
            if chars > rules.password_max {
                let most = rules.password_max;
                return Err(because(Column::Password, &format!("It is longer than {most} characters.")));
            }
            must_change |= chars < rules.password_min;
            Given::Plain(Secret::from(password))
        }
        (text, None) => Given::Hash(ImportedHash::parse(text).map_err(|error| because(Column::PasswordHash, &error))?),
        (_, Some(_)) => return Err(because(Column::Password, &"There is a password_hash, too. Give one of them.")),
    };
    let new = NewImport {
        username,
        email,
        display_name,
        role,
        status,
        verified_at,
        created_at,
        must_change,
        validity,
        note,
        password: None,
    };
    Ok(Row { new, given })
}

/// As it stands: blanks are a part of a password.
fn plain(fields: &Fields) -> Result<Option<&str>, String> {
    match fields.get(&Column::Password) {
        None => Ok(None),
        Some(Value::Secret(text)) => Ok(Some(text.expose()).filter(|text| !text.is_empty())),
        Some(_) => Err(because(Column::Password, &"It has to be a text.")),
    }
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
    const RULES: Rules = Rules { now: NOW, password_min: 15, password_max: 128 };

    fn fields<const N: usize>(entries: [(Column, Value); N]) -> Fields {
        let mut fields = Fields::from([
            (Column::Username, Value::Text("mira".to_owned())),
            (Column::Email, Value::Text("mira@example.org".to_owned())),
        ]);
        fields.extend(entries);
        fields
    }

    fn with(column: Column, text: &str) -> Result<Row, String> {
        let value = match column {
            Column::Password => Value::Secret(text.into()),
            _ => Value::Text(text.to_owned()),
        };
        row(&fields([(column, value)]), RULES)
    }

    #[test]
    fn what_is_not_said_is_a_user_who_proved_nothing() {
        let Row { new, given } = row(&fields([]), RULES).unwrap();
        assert_eq!((new.role, new.status, new.must_change), (Role::User, Status::Active, false));
        assert_eq!((new.verified_at, new.created_at, new.display_name.as_str()), (None, None, ""));
        assert!(matches!(given, Given::Nothing) && new.password.is_none());
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
            let row = row(&fields([(Column::VerifiedAt, Value::Word(value))]), RULES).unwrap();
            assert_eq!(row.new.verified_at, expected);
        }
    }

    #[test]
    fn what_is_wrong_is_refused_by_its_column_and_not_repeated() {
        let secret = "s3cret/hash";
        for column in Column::ALL {
            if matches!(column, Column::DisplayName | Column::Note | Column::Password | Column::RejectedBecause) {
                assert!(with(column, secret).is_ok());
                continue;
            }
            let why = with(column, secret).unwrap_err();
            assert!(why.starts_with(column.as_str()) && !why.contains(secret), "{why}");
            let why = row(&fields([(column, Value::Other)]), RULES).unwrap_err();
            assert_eq!(why, format!("{column}: It has to be a text."));
        }
        assert!(with(Column::CreatedAt, "yes").is_err());
        assert!(with(Column::CreatedAt, "2024-05-01T12:00:00").is_err(), "of which zone?");
        assert!(with(Column::Username, "").unwrap_err().contains("Choose a username"));
    }

    #[test]
    fn a_password_is_taken_as_it_stands_and_a_short_one_has_to_be_changed() {
        for (said, must_change) in [(" tide quarry lantern moss ", false), ("hunter2", true)] {
            let Row { new, given } = with(Column::Password, said).unwrap();
            assert_eq!(new.must_change, must_change, "{said}");
            assert!(matches!(given, Given::Plain(secret) if secret.expose() == said));
        }
        let why = with(Column::Password, &"x".repeat(129)).unwrap_err();
        assert_eq!(why, "password: It is longer than 128 characters.");
        let both = fields([
            (Column::Password, Value::Secret("hunter2".into())),
            (Column::PasswordHash, Value::Text("x".to_owned())),
        ]);
        assert!(row(&both, RULES).unwrap_err().starts_with("password: There is a password_hash, too."));
    }

    #[test]
    fn unknown_names_are_told_unless_they_could_be_secrets() {
        assert!(unknown("shoe size").starts_with("There is no “shoe size”. Known are username, email,"));
        for hash in ["$2b$05$DE58uxwqnkY2yJcle8SaHu", "320c60e25a5a369d69", ""] {
            assert!(unknown(hash).starts_with("There is no such name."), "{hash}");
        }
        assert!(unknown("PassWd").starts_with("Passwords in plain text are not taken unless --hash-passwords"));
        assert!(!Column::list().contains("rejected_because"));
    }
}
