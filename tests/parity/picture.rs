//! All that a house holds, as text in which only what has to differ between two houses is left out: ids, moments of
//! this test, codes, directories, and who did it.

use std::fs;

use serde_json::{Value, json};
use vestibule::auth::challenge::Identifier;
use vestibule::cli::desk::DeskJson;
use vestibule::cli::json::{
    AccountPageJson, AuditJson, InviteJson, LetterJson, PendingJson, RuleJson, SavedSearchJson,
};
use vestibule::domain::{AccountQuery, AuditQuery, LetterQuery, Timestamp};

use crate::home::Home;

/// Far more than there are.
const ALL: usize = 10_000;

/// What the house holds.
pub fn of(home: &Home) -> String {
    let value = json!({
        "accounts": accounts(home),
        "audit": audit(home),
        "letters": letters(home),
        "the rest": the_rest(home),
    });
    serde_json::to_string_pretty(&Mask::of(home).masked(value)).unwrap()
}

fn accounts(home: &Home) -> Value {
    let (operator, now) = (home.house.auth.operator(), home.house.clock.now());
    let rows = home.tx(|tx| tx.accounts(&AccountQuery { limit: ALL, ..AccountQuery::default() })).rows;
    let trash = vestibule::domain::Search::parse("state:trashed", now).unwrap();
    let trashed = AccountQuery { search: trash, limit: ALL, ..AccountQuery::default() };
    let trashed = home.tx(|tx| tx.accounts(&trashed)).rows;
    let one = |row: &vestibule::domain::AccountRow| {
        let page = operator.account_page(&Identifier::parse(&row.username)).unwrap();
        let about = LetterQuery { account: Some(row.id), limit: ALL, ..LetterQuery::default() };
        let letters = home.tx(|tx| tx.letters(&about)).rows;
        let mut shown = serde_json::to_value(AccountPageJson::new(&page, &letters, now)).unwrap();
        let account = home.account(&row.username);
        shown["password_hash"] = account.password.map(|hash| hash.as_str().chars().take(24).collect::<String>()).into();
        shown["password_short"] = account.password_short.into();
        shown["must_change"] = account.must_change.into();
        if row.username == "ada" {
            // What she did stands there, and the operator has no account. The whole audit is below.
            shown["recent"] = Value::Null;
        }
        for list in ["letters", "challenges"] {
            in_no_order(&mut shown[list]);
        }
        shown
    };
    rows.iter().chain(&trashed).map(one).collect()
}

/// With the order of rows of one kind that follow each other left out: which of many is acted on first is nobody's
/// promise.
fn audit(home: &Home) -> Value {
    let rows = home.tx(|tx| tx.audit(&AuditQuery { limit: ALL, ..AuditQuery::default() })).rows;
    serde_json::to_value(rows.iter().map(AuditJson::from).collect::<Vec<_>>()).unwrap()
}

fn letters(home: &Home) -> Value {
    let rows = home.tx(|tx| tx.letters(&LetterQuery { limit: ALL, ..LetterQuery::default() })).rows;
    let letter = |row: &vestibule::domain::LetterRow| {
        let text = row.provider_id.as_ref().map(|path| said(&fs::read_to_string(path).unwrap()));
        json!({ "row": LetterJson::from(row), "text": text })
    };
    let mut all = rows.iter().map(letter).collect();
    in_no_order(&mut all);
    all
}

/// A letter from its subject to the end of its plain text.
fn said(letter: &str) -> Vec<String> {
    let own =
        |line: &&str| !line.starts_with("Date:") && !line.starts_with("Message-ID:") && !line.contains("boundary");
    let plain = letter.split("Content-Type: text/html").next().unwrap_or_default();
    plain.lines().filter(own).filter(|line| !line.starts_with("--")).map(str::to_owned).collect()
}

fn the_rest(home: &Home) -> Value {
    let (operator, now) = (home.house.auth.operator(), home.house.clock.now());
    let invite = |invite: &vestibule::domain::Invite| {
        let mut shown = serde_json::to_value(InviteJson::new(invite, now)).unwrap();
        shown["good_for"] = (invite.expires_at.millis() - invite.created_at.millis()).into();
        shown
    };
    let rules = operator.settings().unwrap();
    let searches = operator.saved_searches().unwrap();
    json!({
        "pending": operator.pending("", ALL).unwrap().rows.iter().map(PendingJson::from).collect::<Vec<_>>(),
        "invites": operator.invites().unwrap().iter().map(invite).collect::<Vec<_>>(),
        "rules": rules.iter().map(RuleJson::from).collect::<Vec<_>>(),
        "in the database": operator.stored_rules().unwrap(),
        "searches": searches.iter().map(SavedSearchJson::from).collect::<Vec<_>>(),
        "desk": DeskJson::from(&operator.desk().unwrap()),
    })
}

/// Sorts by what is left once ids and moments are out.
fn in_no_order(list: &mut Value) {
    let blind = |value: &Value| {
        let text = value.to_string();
        text.split('"').filter(|part| !is_id(part) && moment(part).is_none()).collect::<Vec<_>>().join("\"")
    };
    if let Value::Array(all) = list {
        all.sort_by_key(blind);
    }
}

fn is_id(text: &str) -> bool {
    text.len() == 36 && text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
}

fn moment(text: &str) -> Option<Timestamp> {
    let at = text.parse::<jiff::Timestamp>().ok()?;
    Some(Timestamp::from_millis(at.as_millisecond()))
}

/// A code as it is typed, of two groups of letters or three.
fn is_code(word: &str) -> bool {
    matches!(word.len(), 9 | 14)
        && word.split('-').all(|part| part.len() == 4 && part.bytes().all(|b| b.is_ascii_uppercase()))
}

/// What is left out.
struct Mask {
    dir: String,
    begun: Timestamp,
}

impl Mask {
    fn of(home: &Home) -> Self {
        Self { dir: home.dir().to_str().unwrap().to_owned(), begun: home.begun }
    }

    fn masked(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(&text)),
            Value::Array(all) => {
                let mut all: Vec<Value> = all.into_iter().map(|one| self.masked(one)).collect();
                // Numbers of rows go with their order.
                if all.iter().all(|one| one.get("seq").is_some()) {
                    all.chunk_by_mut(|one, next| one["event"] == next["event"])
                        .for_each(|run| run.sort_by_key(Value::to_string));
                }
                Value::Array(all)
            }
            Value::Object(fields) => fields
                .into_iter()
                .map(|(name, value)| match name.as_str() {
                    "seq" => (name, "…".into()),
                    "actor" | "made_by" => (name, self.who(value)),
                    // The moment of the picture, and the last hour, may be another.
                    "at" if value.is_string() && moment(value.as_str().unwrap_or_default()).is_some() => {
                        (name, "now".into())
                    }
                    "newcomers" => {
                        (name, value.as_array().map(|hours| hours.iter().filter_map(Value::as_u64).sum::<u64>()).into())
                    }
                    _ => (name, self.masked(value)),
                })
                .collect(),
            other => other,
        }
    }

    /// On one house an admin did it, on the other one the operator. `ada` does at home what she does on both.
    fn who(&self, value: Value) -> Value {
        match value["name"].as_str() {
            Some("ada" | "operator") => "staff".into(),
            _ => self.masked(value),
        }
    }

    fn text(&self, text: &str) -> String {
        if text.starts_with(&self.dir) {
            return "a file".to_owned();
        }
        // A keyed digest over many accounts.
        let text = text.split_once(" accounts from ").map_or(text, |_| text.split(" · ").next().unwrap_or_default());
        let text = text
            .replace("vouched for by ada", "vouched for by staff")
            .replace("vouched for by operator", "vouched for by staff");
        let words: Vec<&str> = text.split(' ').map(|word| self.word(word)).collect();
        words.join(" ")
    }

    fn word<'a>(&self, word: &'a str) -> &'a str {
        let bare = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        match moment(bare) {
            // Midnight is a day that somebody named.
            Some(at) if at.millis() >= self.begun.millis() && at.millis() % 86_400_000 != 0 => "now",
            _ if is_id(bare) => "id",
            // Of an invitation, as the audit names it.
            _ if word.starts_with('(') && bare.len() == 12 && bare.bytes().all(|b| b.is_ascii_hexdigit()) => "(id)",
            _ if is_code(bare) => "CODE",
            _ if bare.len() > 40 => "TOKEN",
            _ => word,
        }
    }
}
