//! How an act is taken back, as `--json` tells it and `account undo` reads it.

use serde::{Deserialize, Serialize};

use super::rfc3339;
use crate::auth::act::{Act, Undo};
use crate::domain::{AccountId, StaffNote, Timestamp, Validity};

/// Takes an act on one account back, if nobody changed the account since.
#[derive(Debug, Default, Deserialize, Serialize)]
pub struct UndoJson {
    /// `suspend`, `restore`, `role`, `verify`, `unverify`, `validity`, `note`, `trash` or `untrash`.
    pub act: String,
    /// What the account was left at.
    pub version: u32,
    /// For `role`: which.
    pub role: Option<String>,
    /// For `validity`: good from then on.
    pub valid_from: Option<String>,
    /// For `validity`: good until then.
    pub valid_until: Option<String>,
    /// For `note`: which; may be empty.
    pub note: Option<String>,
}

impl UndoJson {
    /// As it is told.
    pub fn new(undo: &Undo) -> Self {
        let plain = |act: &str| Self { act: act.to_owned(), version: undo.version, ..Self::default() };
        match &undo.act {
            Act::Suspend => plain("suspend"),
            Act::Restore => plain("restore"),
            Act::Wait => plain("wait"),
            Act::SetRole(role) => Self { role: Some(role.to_string()), ..plain("role") },
            Act::Verify => plain("verify"),
            Act::Unverify => plain("unverify"),
            Act::SetValidity(Validity { from, until }) => {
                Self { valid_from: from.map(rfc3339), valid_until: until.map(rfc3339), ..plain("validity") }
            }
            Act::SetNote(note) => Self { note: Some(note.as_str().to_owned()), ..plain("note") },
            Act::Trash => plain("trash"),
            Act::Untrash => plain("untrash"),
            // These can't be taken back, and nothing says how.
            Act::SendReset => plain("reset"),
            Act::Resend => plain("resend"),
            Act::Delete => plain("delete"),
        }
    }

    /// What it says about that account; `None` where it makes no sense.
    pub fn read(&self, id: AccountId) -> Option<Undo> {
        let act = match self.act.as_str() {
            "suspend" => Act::Suspend,
            "restore" => Act::Restore,
            "wait" => Act::Wait,
            "role" => Act::SetRole(self.role.as_ref()?.parse().ok()?),
            "verify" => Act::Verify,
            "unverify" => Act::Unverify,
            "validity" => Act::SetValidity(Validity {
                from: moment(self.valid_from.as_deref())?,
                until: moment(self.valid_until.as_deref())?,
            }),
            "note" => Act::SetNote(StaffNote::parse(self.note.as_ref()?).ok()?),
            "trash" => Act::Trash,
            "untrash" => Act::Untrash,
            _ => return None,
        };
        Some(Undo { id, version: self.version, act })
    }
}

#[allow(clippy::option_option)]
fn moment(text: Option<&str>) -> Option<Option<Timestamp>> {
    let Some(text) = text else { return Some(None) };
    let at: jiff::Timestamp = text.parse().ok()?;
    Some(Some(Timestamp::from_millis(at.as_millisecond())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Role;

    #[test]
    fn what_is_told_is_what_is_read() {
        let id = AccountId::from_bytes([7; 16]);
        let at = Timestamp::from_millis(1_800_000_000_000);
        for act in [
            Act::Suspend,
            Act::Restore,
            Act::Wait,
            Act::SetRole(Role::Helper),
            Act::Verify,
            Act::Unverify,
            Act::SetValidity(Validity { from: Some(at), until: None }),
            Act::SetValidity(Validity::default()),
            Act::SetNote(StaffNote::parse("lent a key").unwrap()),
            Act::SetNote(StaffNote::default()),
            Act::Trash,
            Act::Untrash,
        ] {
            let undo = Undo { id, version: 3, act };
            let text = serde_json::to_string(&UndoJson::new(&undo)).unwrap();
            let read: UndoJson = serde_json::from_str(&text).unwrap();
            assert_eq!(read.read(id), Some(undo), "{text}");
        }
    }

    #[test]
    fn what_makes_no_sense_takes_nothing_back() {
        let id = AccountId::from_bytes([7; 16]);
        for text in [
            r#"{"act":"delete","version":1}"#,
            r#"{"act":"reset","version":1}"#,
            r#"{"act":"role","version":1}"#,
            r#"{"act":"role","version":1,"role":"king"}"#,
            r#"{"act":"validity","version":1,"valid_from":"soon"}"#,
            r#"{"act":"note","version":1}"#,
            r#"{"act":"","version":1}"#,
        ] {
            let read: UndoJson = serde_json::from_str(text).unwrap();
            assert_eq!(read.read(id), None, "{text}");
        }
    }
}
