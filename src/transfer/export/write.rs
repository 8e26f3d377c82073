//! One account as a line of CSV or of JSON.

use memchr::{memchr, memchr3};

use super::column::Column;
use super::moment;
use crate::auth::export::StoredAccount;
use crate::domain::Timestamp;
use crate::domain::formula::needs_guard;

/// What stands in one cell.
enum Cell<'a> {
    Nothing,
    Text(&'a str),
    Id(crate::domain::AccountId),
    Moment(Timestamp),
    Word(bool),
}

fn cell<'a>(column: Column, account: &StoredAccount<'a>) -> Cell<'a> {
    let moment = |at: Option<Timestamp>| at.map_or(Cell::Nothing, Cell::Moment);
    match column {
        Column::Id => Cell::Id(account.id),
        Column::Username => Cell::Text(account.username),
        Column::Email => Cell::Text(account.email),
        Column::DisplayName => Cell::Text(account.display_name),
        Column::Role => Cell::Text(account.role),
        Column::Status => Cell::Text(account.status),
        Column::VerifiedAt => moment(account.verified_at),
        Column::CreatedAt => Cell::Moment(account.created_at),
        Column::LastLoginAt => moment(account.last_login_at),
        Column::LastSeat => account.last_seat.map_or(Cell::Nothing, Cell::Text),
        Column::ValidFrom => moment(account.valid_from),
        Column::ValidUntil => moment(account.valid_until),
        Column::TrashedAt => moment(account.trashed_at),
        Column::MustChange => Cell::Word(account.must_change),
        Column::Note => Cell::Text(account.note),
        Column::PasswordHash => account.password.map_or(Cell::Nothing, |hash| Cell::Text(foreign(hash))),
    }
}

/// A hash that came from another system, as it came; one of our own as it is stored: it needs the keys of this house.
fn foreign(stored: &str) -> &str {
    match stored.strip_prefix("i1:").and_then(|rest| rest.split_once(':')) {
        Some((scheme, text)) if !scheme.contains('+') => text,
        _ => stored,
    }
}

/// The names of the columns.
pub(super) fn head(out: &mut Vec<u8>, columns: &[Column]) {
    for (at, column) in columns.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        out.extend_from_slice(column.as_str().as_bytes());
    }
    out.push(b'\n');
}

/// A line of CSV (RFC 4180, but for its line break), safe to be opened in a spreadsheet.
pub(super) fn csv(out: &mut Vec<u8>, columns: &[Column], account: &StoredAccount<'_>) {
    for (at, column) in columns.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        match cell(*column, account) {
            Cell::Nothing => {}
            Cell::Text(text) => csv_text(out, text),
            Cell::Id(id) => out.extend_from_slice(id.to_string().as_bytes()),
            Cell::Moment(at) => moment::write(out, at),
            Cell::Word(yes) => out.extend_from_slice(if yes { b"true" } else { b"false" }),
        }
    }
    out.push(b'\n');
}

fn csv_text(out: &mut Vec<u8>, text: &str) {
    let guard = needs_guard(text);
    let text = text.as_bytes();
    // What begins or ends with a blank would lose it in some readers.
    let bare = memchr3(b'"', b',', b'\n', text).is_none()
        && memchr(b'\r', text).is_none()
        && text.first() != Some(&b' ')
        && text.last() != Some(&b' ');
    if bare {
        if guard {
            out.push(b'\'');
        }
        out.extend_from_slice(text);
        return;
    }
    out.push(b'"');
    if guard {
        out.push(b'\'');
    }
    for (at, part) in text.split(|byte| *byte == b'"').enumerate() {
        if at > 0 {
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(part);
    }
    out.push(b'"');
}

/// A line of JSON; what is not there is `null`.
pub(super) fn json(out: &mut Vec<u8>, columns: &[Column], account: &StoredAccount<'_>) {
    for (at, column) in columns.iter().enumerate() {
        out.push(if at > 0 { b',' } else { b'{' });
        out.push(b'"');
        out.extend_from_slice(column.as_str().as_bytes());
        out.extend_from_slice(b"\":");
        match cell(*column, account) {
            Cell::Nothing => out.extend_from_slice(b"null"),
            Cell::Text(text) => {
                // A text always can be written, and a list in memory takes it.
                let _ = serde_json::to_writer(&mut *out, text);
            }
            Cell::Id(id) => quoted(out, |out| out.extend_from_slice(id.to_string().as_bytes())),
            Cell::Moment(at) => quoted(out, |out| moment::write(out, at)),
            Cell::Word(yes) => out.extend_from_slice(if yes { b"true" } else { b"false" }),
        }
    }
    out.extend_from_slice(b"}\n");
}

fn quoted(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    out.push(b'"');
    write(out);
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::AccountId;

    fn account() -> StoredAccount<'static> {
        StoredAccount {
            id: AccountId::from_bytes([7; 16]),
            username: "mira",
            email: "=m@example.org",
            display_name: "@K., \"Mira\"",
            role: "user",
            status: "active",
            verified_at: None,
            created_at: Timestamp::from_millis(0),
            last_login_at: None,
            last_seat: Some(" lab "),
            valid_from: None,
            valid_until: None,
            trashed_at: None,
            note: "",
            must_change: true,
            password: Some("i1:bcrypt:$2b$05$x"),
        }
    }

    #[test]
    fn a_line_is_quoted_guarded_and_escaped() {
        use Column::*;
        let columns = [Username, Email, DisplayName, CreatedAt, VerifiedAt, LastSeat, MustChange, PasswordHash];
        let line = |write: fn(&mut Vec<u8>, &[Column], &StoredAccount<'_>)| {
            let mut out = Vec::new();
            write(&mut out, &columns, &account());
            String::from_utf8(out).unwrap()
        };
        assert_eq!(
            line(csv),
            "mira,'=m@example.org,\"'@K., \"\"Mira\"\"\",1970-01-01T00:00:00.000Z,,\" lab \",true,$2b$05$x\n"
        );
        assert_eq!(
            line(json),
            "{\"username\":\"mira\",\"email\":\"=m@example.org\",\"display_name\":\"@K., \\\"Mira\\\"\",\
             \"created_at\":\"1970-01-01T00:00:00.000Z\",\"verified_at\":null,\"last_seat\":\" lab \",\
             \"must_change\":true,\"password_hash\":\"$2b$05$x\"}\n"
        );
    }

    #[test]
    fn a_hash_of_this_house_stays_as_it_is() {
        for (stored, written) in [
            ("i1:argon2id:$argon2id$v=19$x", "$argon2id$v=19$x"),
            ("i1:sha256+bcrypt-hmac256:k1:$2b$12$x", "i1:sha256+bcrypt-hmac256:k1:$2b$12$x"),
            ("v1:bcrypt-hmac256:k1:$2b$12$x", "v1:bcrypt-hmac256:k1:$2b$12$x"),
        ] {
            assert_eq!(foreign(stored), written);
        }
    }
}
