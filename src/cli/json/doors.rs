//! The shapes of `settings`, `signup` and `invite`.

use serde::Serialize;

use super::{PartyJson, rfc3339};
use crate::auth::approvals::{Decided, PendingRefusal};
use crate::auth::invites::MadeInvite;
use crate::auth::settings::{SetBy, SettingChange, SettingRow};
use crate::domain::{Invite, PendingId, PendingRow, Timestamp};

/// A rule of the house: `settings list`.
#[derive(Debug, Serialize)]
pub struct RuleJson<'a> {
    /// Its name.
    pub key: &'a str,
    /// What is in force.
    pub value: &'a str,
    /// `default`, `database` or `elsewhere`.
    pub set_by: &'static str,
    /// `default`, `database`, file and line, variable, flag.
    pub source: &'a str,
    /// What the database says and what does not count.
    pub passed_over: Option<&'a str>,
    /// What it would be if nobody said anything.
    pub default: &'a str,
    /// What it takes, in words.
    pub takes: &'a str,
}

impl<'a> From<&'a SettingRow> for RuleJson<'a> {
    fn from(row: &'a SettingRow) -> Self {
        Self {
            key: row.key,
            value: &row.value,
            set_by: match row.set_by {
                SetBy::Default => "default",
                SetBy::Database => "database",
                SetBy::Elsewhere => "elsewhere",
            },
            source: &row.source,
            passed_over: row.passed_over.as_deref(),
            default: &row.default,
            takes: &row.takes,
        }
    }
}

/// A change of a rule: `settings set`, `settings unset`.
#[derive(Debug, Serialize)]
pub struct RuleChangeJson<'a> {
    /// Its name.
    pub key: &'a str,
    /// What it was.
    pub before: &'a str,
    /// What it is, or would be.
    pub after: &'a str,
    /// Nothing was written.
    pub dry_run: bool,
}

impl<'a> RuleChangeJson<'a> {
    /// That change.
    pub fn new(change: &'a SettingChange, dry_run: bool) -> Self {
        Self { key: change.key, before: &change.before, after: &change.after, dry_run }
    }
}

/// Somebody who waits for the staff: `signup list`.
#[derive(Debug, Serialize)]
pub struct PendingJson {
    /// `account` or `registration`.
    pub kind: &'static str,
    /// UUIDv7.
    pub id: String,
    /// The name to sign in with, or the one that is wished for.
    pub username: String,
    /// The name to be called by; may be empty.
    pub display_name: String,
    /// The address.
    pub email: String,
    /// When the address was proved.
    pub proved_at: Option<String>,
    /// Since when it waits.
    pub since: String,
    /// What staff note about it; may be empty.
    pub note: String,
    /// Where a registration was begun.
    pub seat: Option<String>,
    /// Under which `sign_up.mode` a registration came.
    pub came_under: Option<&'static str>,
    /// After this a registration is gone.
    pub expires_at: Option<String>,
    /// Where a registration's last letter stands, as in `mail list`.
    pub letter_state: Option<&'static str>,
}

impl From<&PendingRow> for PendingJson {
    fn from(row: &PendingRow) -> Self {
        let (kind, id) = match row.id {
            PendingId::Account(id) => ("account", id.to_string()),
            PendingId::Signup(id) => ("registration", id.to_string()),
        };
        let parked = row.parked.as_ref();
        Self {
            kind,
            id,
            username: row.username.clone(),
            display_name: row.display_name.clone(),
            email: row.email.clone(),
            proved_at: row.proved_at.map(rfc3339),
            since: rfc3339(row.since),
            note: row.note.as_str().to_owned(),
            seat: parked.map(|parked| parked.seat.to_string()),
            came_under: parked.map(|parked| parked.came_under.as_str()),
            expires_at: parked.map(|parked| rfc3339(parked.expires_at)),
            letter_state: parked.and_then(|parked| parked.letter.as_ref()).map(|letter| letter.state.as_str()),
        }
    }
}

/// What became of one who waits: `signup approve`, `signup refuse`, `signup note`.
#[derive(Debug, Serialize)]
pub struct DecidedJson {
    /// As it was said.
    pub name: String,
    /// UUIDv7.
    pub id: Option<String>,
    /// The name to sign in with.
    pub username: Option<String>,
    /// `let_in`, `vouched`, `turned_down`, `noted`, `already`, `refused` or `not_found`.
    pub outcome: &'static str,
    /// Why not.
    pub why: Option<String>,
}

impl DecidedJson {
    /// What was decided.
    pub fn of(name: &str, one: &Decided) -> Self {
        let id = match one.id {
            PendingId::Account(id) => id.to_string(),
            PendingId::Signup(id) => id.to_string(),
        };
        let (outcome, why) = match one.outcome {
            Ok(settled) => (settled.into(), None),
            Err(PendingRefusal::Gone) => ("not_found", Some(PendingRefusal::Gone.to_string())),
            Err(why) => ("refused", Some(why.to_string())),
        };
        Self { name: name.to_owned(), id: Some(id), username: Some(one.username.clone()), outcome, why }
    }

    /// Something was noted, or would be; where nothing `changed`, it was so already.
    pub fn noted(name: &str, row: &PendingRow, changed: bool) -> Self {
        let id = match row.id {
            PendingId::Account(id) => id.to_string(),
            PendingId::Signup(id) => id.to_string(),
        };
        let outcome = if changed { "noted" } else { "already" };
        Self { name: name.to_owned(), id: Some(id), username: Some(row.username.clone()), outcome, why: None }
    }

    /// Nothing was decided.
    pub fn other(name: &str, outcome: &'static str, why: &str) -> Self {
        Self { name: name.to_owned(), id: None, username: None, outcome, why: Some(why.to_owned()) }
    }
}

/// An invitation: `invite list`. Its code is nowhere.
#[derive(Debug, Serialize)]
pub struct InviteJson {
    /// UUIDv7.
    pub id: String,
    /// What it is for; may be empty.
    pub label: String,
    /// What accounts made with it may do.
    pub role: &'static str,
    /// How many accounts may be made with it in all.
    pub uses: u32,
    /// How many more.
    pub uses_left: u32,
    /// When it was made.
    pub created_at: String,
    /// Nobody signs up with it from then on.
    pub expires_at: String,
    /// Who made it.
    pub made_by: PartyJson,
    /// When it was taken back.
    pub revoked_at: Option<String>,
    /// Whether one may sign up with it now.
    pub good: bool,
}

impl InviteJson {
    /// That invitation, at that moment.
    pub fn new(invite: &Invite, now: Timestamp) -> Self {
        Self {
            id: invite.id.to_string(),
            label: invite.label.as_str().to_owned(),
            role: invite.role.as_str(),
            uses: invite.uses,
            uses_left: invite.uses_left,
            created_at: rfc3339(invite.created_at),
            expires_at: rfc3339(invite.expires_at),
            made_by: PartyJson::from(&invite.made_by),
            revoked_at: invite.revoked_at.map(rfc3339),
            good: invite.is_good(now),
        }
    }
}

/// An invitation that has just been made: `invite create`. The code is printed, for that is what was asked for.
#[derive(Serialize)]
pub struct MadeInviteJson<'a> {
    /// The invitation.
    #[serde(flatten)]
    pub invite: InviteJson,
    /// As a person types it.
    pub code: &'a str,
}

impl<'a> MadeInviteJson<'a> {
    /// That invitation with its code.
    pub fn new(made: &'a MadeInvite, now: Timestamp) -> Self {
        Self { invite: InviteJson::new(&made.invite, now), code: made.code.expose() }
    }
}
