//! Rules of the house: settings that may also stand in the database, between the defaults and the file.

use std::path::Path;

use super::error::ConfigError;
use super::settings::{RULES, Setting};
use super::source::{Entry, Source};
use super::value::{Places, Raw, Value};
use super::{Config, Found, check_session, policy_of};
use crate::auth::policy::Policy;
use crate::auth::rules::{Rules, Stored};
use crate::auth::settings::{SetBy, SettingChange, SettingError, SettingRow};
use crate::domain::text::clean_line;

/// The configuration without what is about one machine: what the core needs to make a policy of it and the database.
#[derive(Debug)]
pub struct HouseRules {
    entries: Vec<Entry>,
    base: Policy,
}

impl Config {
    /// For the core: what the configuration says of the rules of the house.
    pub fn rules(&self) -> HouseRules {
        let is_rule = |entry: &&Entry| entry.setting.is_rule();
        HouseRules { entries: self.entries.iter().filter(is_rule).map(copied).collect(), base: self.policy() }
    }

    /// Every setting as [`Config::entries`], with what the database says.
    pub fn entries_over(&self, stored: &Stored) -> Vec<Entry> {
        overlaid(&self.entries, stored)
    }
}

/// None of them is a secret, so each may be copied.
fn copied(entry: &Entry) -> Entry {
    let value = match &entry.value {
        Some(Value::Text(text)) => Some(Value::Text(text.clone())),
        Some(Value::Path(path)) => Some(Value::Path(path.clone())),
        Some(Value::Number(number)) => Some(Value::Number(*number)),
        Some(Value::Switch(on)) => Some(Value::Switch(*on)),
        Some(Value::Secret(secret)) => Some(Value::Secret(secret.duplicate())),
        None => None,
    };
    Entry { setting: entry.setting, value, source: entry.source.clone() }
}

fn places() -> Places<'static> {
    Places { base: Path::new("/"), home: None }
}

/// A value as an admin wrote it, read as a variable is.
fn read(setting: &'static Setting, text: &str) -> Option<Value> {
    Raw::Spelled(text.into()).read(setting.kind, places())
}

/// What is in force: the database wins over the defaults, and over nothing else.
fn overlaid(entries: &[Entry], stored: &Stored) -> Vec<Entry> {
    let said = |key: &str| stored.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
    let overlay = |entry: &Entry| {
        let free = entry.setting.is_rule() && entry.source == Source::Default;
        let value = said(entry.setting.key).filter(|_| free).and_then(|text| read(entry.setting, text));
        match value {
            Some(value) => Entry { setting: entry.setting, value: Some(value), source: Source::Database },
            None => copied(entry),
        }
    };
    let over: Vec<Entry> = entries.iter().map(overlay).collect();
    // Each alone is good. What no longer fits together, because the file has changed since, is the file's to decide.
    if check_session(&Found(&over)).is_err() { entries.iter().map(copied).collect() } else { over }
}

fn shown(entry: &Entry) -> String {
    entry.value.as_ref().map(Value::shown).unwrap_or_default()
}

impl Rules for HouseRules {
    fn policy(&self, stored: &Stored) -> Policy {
        policy_of(&Found(&overlaid(&self.entries, stored)), self.base.clone())
    }

    fn list(&self, stored: &Stored) -> Vec<SettingRow> {
        let row = |entry: &Entry| {
            let said = stored.iter().find(|(name, _)| name == entry.setting.key).map(|(_, value)| value);
            let set_by = match entry.source {
                Source::Default => SetBy::Default,
                Source::Database => SetBy::Database,
                Source::File(..) | Source::Variable(_) | Source::Flag(_) => SetBy::Elsewhere,
            };
            SettingRow {
                key: entry.setting.key,
                value: shown(entry),
                set_by,
                source: entry.source.to_string(),
                passed_over: said.filter(|_| set_by != SetBy::Database).map(|text| clean_line(text, 80)),
                default: entry.setting.fallback_text().to_owned(),
                takes: entry.setting.kind.expected(),
                words: entry.setting.kind.words(),
                help: entry.setting.help,
            }
        };
        overlaid(&self.entries, stored).iter().map(row).collect()
    }

    fn change(&self, stored: &Stored, key: &str, value: Option<&str>) -> Result<SettingChange, SettingError> {
        let unknown = || {
            let known = if key.contains('.') { Setting::neighbours(key) } else { RULES.join(", ") };
            SettingError::Unknown { key: clean_line(key, 80), known }
        };
        let setting = Setting::named(key).ok_or_else(unknown)?;
        let not_a_rule = SettingError::NotARule { key: setting.key };
        let configured = self.entries.iter().find(|entry| entry.setting.key == setting.key).ok_or(not_a_rule)?;
        if configured.source != Source::Default && value.is_some() {
            return Err(SettingError::Fixed { key: setting.key, by: configured.source.to_string() });
        }
        let text = match value {
            Some(text) => Some(read(setting, text).map(|value| value.shown()).ok_or_else(|| SettingError::Value {
                key: setting.key,
                found: Raw::Spelled(text.into()).shown(),
                expected: setting.kind.expected(),
            })?),
            None => None,
        };
        let before = overlaid(&self.entries, stored);
        let mut next: Vec<(String, String)> = stored.iter().filter(|(name, _)| name != setting.key).cloned().collect();
        next.extend(text.iter().map(|text| (setting.key.to_owned(), text.clone())));
        let after = overlaid(&self.entries, &next);
        let of = |entries: &[Entry]| entries.iter().find(|entry| entry.setting.key == setting.key).map(shown);
        let change = SettingChange {
            key: setting.key,
            before: of(&before).unwrap_or_default(),
            after: of(&after).unwrap_or_default(),
            stored: text,
        };
        // What would be passed over, because it does not fit the others, is refused now.
        if change.stored.as_ref().is_some_and(|text| *text != change.after) {
            return Err(SettingError::Together(together(&self.entries, &next)));
        }
        Ok(change)
    }
}

/// Why these do not fit together, in the words that the file would get.
fn together(entries: &[Entry], stored: &Stored) -> String {
    let each: Vec<Entry> = entries
        .iter()
        .map(|entry| {
            let said = stored.iter().find(|(name, _)| name == entry.setting.key);
            let value =
                said.filter(|_| entry.source == Source::Default).and_then(|(_, text)| read(entry.setting, text));
            match value {
                Some(value) => Entry { setting: entry.setting, value: Some(value), source: Source::Database },
                None => copied(entry),
            }
        })
        .collect();
    match check_session(&Found(&each)) {
        Err(ConfigError::IdleTooLong { idle, hours, .. }) => format!(
            "session.idle_minutes would be {idle}, longer than a session of {hours} h may last: at most {} minutes.",
            hours * 60
        ),
        Err(error) => error.to_string(),
        Ok(()) => "It does not fit the other settings.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Environment, Flag, Flags};
    use crate::domain::SignUpMode;

    fn rules(set: &[(&str, &str)]) -> HouseRules {
        let env = Environment { home: Some("/home/mira".into()), working_dir: "/".into(), ..Environment::default() };
        let flag = |(key, value): &(&str, &str)| Flag { name: "--set", key: (*key).to_owned(), value: value.into() };
        Config::load(&env, &Flags { config: None, set: set.iter().map(flag).collect() }).unwrap().rules()
    }

    fn stored(rules: &[(&str, &str)]) -> Vec<(String, String)> {
        rules.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn the_database_wins_over_the_default_and_over_nothing_else() {
        let said = stored(&[("sign_up.mode", "closed"), ("password.min_length", "20")]);
        let rules = rules(&[("password.min_length", "30")]);
        let policy = rules.policy(&said);
        assert_eq!((policy.sign_up, policy.password_min), (SignUpMode::Closed, 30));
        let list = rules.list(&said);
        let row = |key: &str| list.iter().find(|row| row.key == key).unwrap();
        assert_eq!((row("sign_up.mode").set_by, row("sign_up.mode").source.as_str()), (SetBy::Database, "database"));
        let fixed = row("password.min_length");
        assert_eq!((fixed.set_by, fixed.value.as_str(), fixed.source.as_str()), (SetBy::Elsewhere, "30", "--set"));
        assert_eq!(fixed.passed_over.as_deref(), Some("20"));
        assert_eq!(row("site.name").set_by, SetBy::Default);
    }

    #[test]
    fn what_the_database_says_and_nobody_can_read_is_passed_over() {
        let said = stored(&[
            ("sign_up.mode", "ajar"),
            ("password.min_length", "0"),
            ("data.dir", "/tmp"),
            ("none.such", "1"),
            ("site.name", "two\nlines"),
        ]);
        let rules = rules(&[]);
        let (policy, default) = (rules.policy(&said), rules.policy(&[]));
        assert_eq!((policy.sign_up, policy.password_min), (default.sign_up, default.password_min));
        assert_eq!(policy.site_name, default.site_name);
    }

    #[test]
    fn a_change_is_read_as_the_file_is() {
        let rules = rules(&[("session.absolute_hours", "2")]);
        let change = |key, value| rules.change(&stored(&[("password.min_length", "20")]), key, value);
        let raised = change("password.min_length", Some("24")).unwrap();
        assert_eq!((raised.before.as_str(), raised.after.as_str()), ("20", "24"));
        let unset = change("password.min_length", None).unwrap();
        assert_eq!((unset.after.as_str(), unset.stored), ("15", None));
        for (key, value, says) in [
            ("password.min_length", "7", "It takes 8 to 64 characters."),
            ("password.min_length", "", "It takes 8 to 64 characters."),
            ("sign_up.mode", "Open", "It takes open or approve or invite or closed."),
            ("site.name", "a\u{202e}b", "It takes one line"),
            ("session.absolute_hours", "4", "is fixed by --set"),
            ("session.idle_minutes", "121", "longer than a session of 2 h"),
            ("data.dir", "/tmp", "belongs to one machine"),
            ("mail.api_secret", "x", "belongs to one machine"),
            ("password.min_lenght", "20", "password.min_length"),
        ] {
            let error = change(key, Some(value)).unwrap_err().to_string();
            assert!(error.contains(says), "{key}: {error}");
        }
    }
}
