//! The shapes of `--json`. They are a promise: fields are added, never renamed or removed. Times are RFC 3339 in
//! UTC; what is not there is `null`.

use serde::Serialize;

use super::time::rfc3339;
use crate::auth::admin::AccountDetail;
use crate::auth::audit::AuditVerdict;
use crate::auth::import::Imported;
use crate::auth::page::{AccountPage, IssuedCode};
use crate::auth::rescue::ResetCode;
use crate::auth::rotate::{KeyRow, Rotated, RotatedKey};
use crate::domain::{AccountRow, AuditEntry, AuditLink, LetterRow, Party, SavedSearch, Session, Timestamp};
use crate::transfer::import::Told;

mod doors;
mod undo;

pub use doors::{DecidedJson, InviteJson, MadeInviteJson, PendingJson, RuleChangeJson, RuleJson};
pub use undo::UndoJson;

/// An account.
#[derive(Debug, Serialize)]
pub struct AccountJson {
    /// UUIDv7.
    pub id: String,
    /// The name to sign in with.
    pub username: String,
    /// The name to be called by; may be empty.
    pub display_name: String,
    /// Where letters go.
    pub email: String,
    /// `user`, `helper` or `admin`.
    pub role: &'static str,
    /// What people decided: `active`, `waiting` or `suspended`.
    pub status: &'static str,
    /// What it is now, with its dates and the trash: `active`, `waiting`, `suspended`, `early`, `expired` or `trashed`.
    pub standing: &'static str,
    /// When the address was proved.
    pub verified_at: Option<String>,
    /// When it was made.
    pub created_at: String,
    /// The last sign-in.
    pub last_login_at: Option<String>,
    /// Where that was.
    pub last_seat: Option<String>,
    /// Nobody signs in before.
    pub valid_from: Option<String>,
    /// Nobody signs in from then on.
    pub valid_until: Option<String>,
    /// When it was thrown away.
    pub trashed_at: Option<String>,
    /// Rises with every change.
    pub version: u32,
}

impl AccountJson {
    /// As it is at that moment.
    pub fn new(row: &AccountRow, now: Timestamp) -> Self {
        Self {
            id: row.id.to_string(),
            username: row.username.clone(),
            display_name: row.display_name.clone(),
            email: row.email.clone(),
            role: row.role.as_str(),
            status: row.status.as_str(),
            standing: row.standing(now).as_str(),
            verified_at: row.verified_at.map(rfc3339),
            created_at: rfc3339(row.created_at),
            last_login_at: row.last_login_at.map(rfc3339),
            last_seat: row.last_seat.clone(),
            valid_from: row.validity.from.map(rfc3339),
            valid_until: row.validity.until.map(rfc3339),
            trashed_at: row.trashed_at.map(rfc3339),
            version: row.version,
        }
    }
}

/// An account that was made or changed: `account create`, `account edit`.
#[derive(Debug, Serialize)]
pub struct OneJson {
    /// As it is now, or would be.
    #[serde(flatten)]
    pub account: AccountJson,
    /// Nothing was written.
    pub dry_run: bool,
}

/// An account with what belongs to it: `account show`.
#[derive(Debug, Serialize)]
pub struct AccountDetailJson {
    /// The account.
    #[serde(flatten)]
    pub account: AccountJson,
    /// What staff note about it; may be empty.
    pub note: String,
    /// Since when it has a second factor.
    pub second_factor_since: Option<String>,
    /// Until when guesses at its password are not looked at.
    pub locked_until: Option<String>,
    /// Its live sessions, last used first.
    pub sessions: Vec<SessionJson>,
    /// What happened to it, newest first, at most 20.
    pub recent: Vec<AuditJson>,
}

impl AccountDetailJson {
    /// As it is at that moment.
    pub fn new(detail: &AccountDetail, now: Timestamp) -> Self {
        Self {
            account: AccountJson::new(&detail.account, now),
            note: detail.note.as_str().to_owned(),
            second_factor_since: detail.second_factor_since.map(rfc3339),
            locked_until: detail.locked_until.map(rfc3339),
            sessions: detail.sessions.iter().map(SessionJson::from).collect(),
            recent: detail.recent.iter().map(AuditJson::from).collect(),
        }
    }
}

/// An account with everything that belongs to it: `account show`.
#[derive(Debug, Serialize)]
pub struct AccountPageJson {
    /// The account with what belongs to it.
    #[serde(flatten)]
    pub detail: AccountDetailJson,
    /// `missing`, `chosen`, or `must_change`: at the next sign-in.
    pub password: &'static str,
    /// Recovery codes that are unused.
    pub recovery_codes_left: u32,
    /// When it was last changed.
    pub updated_at: String,
    /// The codes that were made for it, newest first, at most 50. The codes themselves are nowhere.
    pub challenges: Vec<ChallengeJson>,
    /// The letters about it, newest first, at most 50.
    pub letters: Vec<LetterJson>,
}

impl AccountPageJson {
    /// As it is at that moment.
    pub fn new(page: &AccountPage, letters: &[LetterRow], now: Timestamp) -> Self {
        Self {
            detail: AccountDetailJson::new(&page.detail, now),
            password: page.password.as_str(),
            recovery_codes_left: page.recovery_codes_left,
            updated_at: rfc3339(page.updated_at),
            challenges: page.codes.iter().map(ChallengeJson::from).collect(),
            letters: letters.iter().map(LetterJson::from).collect(),
        }
    }
}

/// A code that was made for an account: all but the code.
#[derive(Debug, Serialize)]
pub struct ChallengeJson {
    /// `signup`, `reset` or `email`.
    pub purpose: &'static str,
    /// The address that it counts for.
    pub address: String,
    /// How it got there: `letter`, or `mouth`.
    pub way: &'static str,
    /// `open`, `link_only`, `expired`, `no_tries_left`, `replaced` or `used`.
    pub state: &'static str,
    /// When it was made.
    pub created_at: String,
    /// Wrong codes that may still be typed.
    pub tries_left: u32,
    /// The typed code is good until then.
    pub code_expires_at: String,
    /// The long token is good until then.
    pub expires_at: String,
    /// When it was used or made void.
    pub used_at: Option<String>,
}

impl From<&IssuedCode> for ChallengeJson {
    fn from(code: &IssuedCode) -> Self {
        Self {
            purpose: code.purpose.as_str(),
            address: code.address.clone(),
            way: code.way.as_str(),
            state: code.state.as_str(),
            created_at: rfc3339(code.made_at),
            tries_left: code.tries_left,
            code_expires_at: rfc3339(code.code_good_until),
            expires_at: rfc3339(code.link_good_until),
            used_at: code.over_at.map(rfc3339),
        }
    }
}

/// What became of one account: every act, and `session end`.
#[derive(Debug, Serialize)]
pub struct ActedJson {
    /// Its username; as it was typed, where there is no such account.
    pub username: String,
    /// UUIDv7; `null` where there is no such account.
    pub id: Option<String>,
    /// `done`, `already` or `refused`.
    pub outcome: &'static str,
    /// Why it was refused, for programs: `not_found`, `last_admin`, …
    pub reason: Option<&'static str>,
    /// The same for people.
    pub message: Option<String>,
    /// Nothing was written: it only would be so.
    pub dry_run: bool,
    /// How to take it back, for `account undo`; `null` where nothing was done or it can't be taken back.
    pub undo: Option<UndoJson>,
}

/// A session with whose it is: `session list`.
#[derive(Debug, Serialize)]
pub struct OwnedSessionJson {
    /// Whose.
    pub username: String,
    /// The session.
    #[serde(flatten)]
    pub session: SessionJson,
}

/// A code to be told to somebody. The one place where a code is printed: that is what it was asked for.
#[derive(Serialize)]
pub struct ResetCodeJson<'a> {
    /// Whose.
    pub username: &'a str,
    /// As a person types it.
    pub code: &'a str,
    /// It is good until then.
    pub expires_at: String,
}

impl<'a> ResetCodeJson<'a> {
    /// That code, for that account.
    pub fn new(username: &'a str, code: &'a ResetCode) -> Self {
        Self { username, code: code.code.expose(), expires_at: rfc3339(code.expires_at) }
    }
}

/// A session. Its token is nowhere.
#[derive(Debug, Serialize)]
pub struct SessionJson {
    /// UUIDv7.
    pub id: String,
    /// Where it was opened.
    pub seat: String,
    /// When it was opened.
    pub created_at: String,
    /// The last call made with it.
    pub last_seen_at: String,
    /// When its owner last showed the password.
    pub proved_at: String,
    /// It is over then, unless used before.
    pub idle_ends_at: String,
    /// It is over then.
    pub ends_at: String,
}

impl From<&Session> for SessionJson {
    fn from(session: &Session) -> Self {
        Self {
            id: session.id.to_string(),
            seat: session.seat.to_string(),
            created_at: rfc3339(session.created_at),
            last_seen_at: rfc3339(session.last_seen_at),
            proved_at: rfc3339(session.proved_at),
            idle_ends_at: rfc3339(session.idle_ends_at),
            ends_at: rfc3339(session.ends_at),
        }
    }
}

/// Somebody in the audit.
#[derive(Debug, Serialize)]
pub struct PartyJson {
    /// The account, if there is or was one.
    pub id: Option<String>,
    /// The username at that time; `operator` for a local command, `nobody` before somebody is known.
    pub name: String,
}

impl From<&Party> for PartyJson {
    fn from(party: &Party) -> Self {
        Self { id: party.id.map(|id| id.to_string()), name: party.name.clone() }
    }
}

/// A row of the audit.
#[derive(Debug, Serialize)]
pub struct AuditJson {
    /// Its number, from 1 without gaps.
    pub seq: u64,
    /// When.
    pub at: String,
    /// What, in OWASP's words where it has some: `authn_login_success`.
    pub event: &'static str,
    /// Who.
    pub actor: PartyJson,
    /// To whom.
    pub subject: Option<PartyJson>,
    /// Where.
    pub seat: String,
    /// What it was before.
    pub before: Option<String>,
    /// What it is now.
    pub after: Option<String>,
}

impl From<&AuditEntry> for AuditJson {
    fn from(entry: &AuditEntry) -> Self {
        Self {
            seq: entry.seq,
            at: rfc3339(entry.at),
            event: entry.event.as_str(),
            actor: PartyJson::from(&entry.actor),
            subject: entry.subject.as_ref().map(PartyJson::from),
            seat: entry.seat.to_string(),
            before: entry.before.clone(),
            after: entry.after.clone(),
        }
    }
}

/// A letter. What it says is nowhere.
#[derive(Debug, Serialize)]
pub struct LetterJson {
    /// UUIDv7; also Mailjet's `CustomID`.
    pub id: String,
    /// Which letter: `verify_sign_up`.
    pub kind: &'static str,
    /// To whom.
    pub to: String,
    /// `queued`, `sending`, `sent`, `failed` or `dropped`.
    pub state: &'static str,
    /// Tries that were begun.
    pub tries: u32,
    /// When it was written.
    pub created_at: String,
    /// The next try, while queued.
    pub send_after: String,
    /// When the carrier took it over.
    pub sent_at: Option<String>,
    /// `file` or `mailjet`.
    pub carrier: Option<&'static str>,
    /// What the carrier calls it; for `file`, the path.
    pub provider_id: Option<String>,
    /// What went wrong last.
    pub last_error: Option<String>,
}

impl From<&LetterRow> for LetterJson {
    fn from(row: &LetterRow) -> Self {
        Self {
            id: row.id.to_string(),
            kind: row.kind.as_str(),
            to: row.to.clone(),
            state: row.state.as_str(),
            tries: row.tries,
            created_at: rfc3339(row.created_at),
            send_after: rfc3339(row.send_after),
            sent_at: row.sent_at.map(rfc3339),
            carrier: row.carrier.map(|carrier| carrier.as_str()),
            provider_id: row.provider_id.clone(),
            last_error: row.last_error.clone(),
        }
    }
}

/// What became of a letter that failed: `mail retry`.
#[derive(Debug, Serialize)]
pub struct RetriedJson {
    /// UUIDv7.
    pub id: String,
    /// To whom; `null` where nothing was done.
    pub to: Option<String>,
    /// `queued`, or `not_found`: it is no failed letter that could still be sent.
    pub outcome: &'static str,
    /// Nothing was written.
    pub dry_run: bool,
}

/// What became of the audit: `audit verify`.
#[derive(Debug, Serialize)]
pub struct VerdictJson {
    /// Whether every row is there and as it was written.
    pub unbroken: bool,
    /// How many rows; `null` where it is broken.
    pub rows: Option<u64>,
    /// How many of them are from before there was a chain.
    pub unchained: Option<u64>,
    /// The last row, to be noted elsewhere.
    pub head: Option<HeadJson>,
    /// The first row that does not fit.
    pub broken: Option<BrokenJson>,
}

/// A row of the audit with its link.
#[derive(Debug, Serialize)]
pub struct HeadJson {
    /// Its number.
    pub seq: u64,
    /// 32 bytes in hex.
    pub link: String,
}

/// A row of the audit that does not fit.
#[derive(Debug, Serialize)]
pub struct BrokenJson {
    /// Its number.
    pub seq: u64,
    /// What is wrong, in words.
    pub why: String,
}

impl From<&AuditVerdict> for VerdictJson {
    fn from(verdict: &AuditVerdict) -> Self {
        let blank = Self { unbroken: false, rows: None, unchained: None, head: None, broken: None };
        match verdict {
            AuditVerdict::Unbroken { rows, unchained, head } => Self {
                unbroken: true,
                rows: Some(*rows),
                unchained: Some(*unchained),
                head: Some(HeadJson { seq: head.seq, link: hex(&head.link) }),
                ..blank
            },
            AuditVerdict::Broken { seq, defect } => {
                Self { broken: Some(BrokenJson { seq: *seq, why: defect.to_string() }), ..blank }
            }
        }
    }
}

/// A link in hex.
pub(super) fn hex(link: &AuditLink) -> String {
    link.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A key: `keys list`. The key itself is nowhere.
#[derive(Debug, Serialize)]
pub struct KeyJson {
    /// `signing`, `sealing` or `pepper`.
    pub purpose: &'static str,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created_at: String,
    /// Since when it makes nothing new.
    pub retired_at: Option<String>,
    /// For a pepper, how many passwords and recovery codes need it.
    pub hashes: Option<u64>,
}

impl From<&KeyRow> for KeyJson {
    fn from(row: &KeyRow) -> Self {
        Self {
            purpose: row.purpose.as_str(),
            name: row.name.clone(),
            created_at: rfc3339(row.created_at),
            retired_at: row.retired_at.map(rfc3339),
            hashes: row.hashes,
        }
    }
}

/// What a rotation did: `keys rotate`.
#[derive(Debug, Serialize)]
pub struct RotatedJson {
    /// Each use whose key was replaced.
    pub keys: Vec<RotatedKeyJson>,
    /// Letters and second factors that were sealed anew.
    pub resealed: u64,
    /// Those that could not be opened before either.
    pub unreadable: u64,
    /// Passwords and recovery codes that still need the pepper before this one.
    pub waiting: u64,
    /// Passwords and recovery codes that were given up.
    pub lost: u64,
}

/// One use whose key was replaced.
#[derive(Debug, Serialize)]
pub struct RotatedKeyJson {
    /// `signing`, `sealing` or `pepper`.
    pub purpose: &'static str,
    /// The key for new things.
    pub new: String,
    /// The one before it.
    pub old: String,
    /// Older ones, now gone.
    pub removed: Vec<String>,
}

impl From<&Rotated> for RotatedJson {
    fn from(rotated: &Rotated) -> Self {
        let key = |key: &RotatedKey| RotatedKeyJson {
            purpose: key.purpose.as_str(),
            new: key.new.clone(),
            old: key.old.clone(),
            removed: key.removed.clone(),
        };
        Self {
            keys: rotated.keys.iter().map(key).collect(),
            resealed: rotated.resealed,
            unreadable: rotated.unreadable,
            waiting: rotated.waiting,
            lost: rotated.lost,
        }
    }
}

/// A setting: `config`.
#[derive(Debug, Serialize)]
pub struct SettingJson {
    /// Its name.
    pub key: &'static str,
    /// Its value as text; a secret is `…`.
    pub value: Option<String>,
    /// Where it comes from: `default`, `database`, file and line, variable, flag.
    pub source: String,
}

/// What became of the rows of a file: `import`.
#[derive(Debug, Serialize)]
pub struct ImportJson {
    /// Nothing was written.
    pub dry_run: bool,
    /// Accounts that were made, or would be.
    pub made: u64,
    /// Rows whose account is there.
    pub already_there: u64,
    /// Rows that were refused.
    pub refused: u64,
    /// SHA-256 digests among those that were made; each is hashed again.
    pub wrapped: u64,
    /// Passwords in plain text among those that were made; each is hashed.
    pub hashed: u64,
    /// How long the hashing would take; in a dry run only.
    pub estimated_seconds: Option<u64>,
}

/// What would become of a row: `import --dry-run`.
#[derive(Debug, Serialize)]
pub struct ImportRowJson<'a> {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// Its username; `null` where it could not be read so far.
    pub username: Option<&'a str>,
    /// `made`, `already_there` or `refused`.
    pub outcome: &'static str,
    /// Why it is refused.
    pub why: Option<&'a str>,
}

impl<'a> From<&Told<'a>> for ImportRowJson<'a> {
    fn from(told: &Told<'a>) -> Self {
        let outcome = match told.outcome {
            Ok(Imported::Made) => "made",
            Ok(Imported::AlreadyThere) => "already_there",
            Err(_) => "refused",
        };
        Self { line: told.line, username: told.username, outcome, why: told.outcome.err() }
    }
}

/// A saved search: `search list`.
#[derive(Debug, Serialize)]
pub struct SavedSearchJson<'a> {
    /// What it is called.
    pub name: &'a str,
    /// What is searched for, as it is typed.
    pub query: &'a str,
}

impl<'a> From<&'a SavedSearch> for SavedSearchJson<'a> {
    fn from(search: &'a SavedSearch) -> Self {
        Self { name: search.name.as_str(), query: &search.text }
    }
}
