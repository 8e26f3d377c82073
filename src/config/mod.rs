//! What the configuration says, and which source said it: defaults < database < file < environment < flags. What the
//! database says of the rules of the house comes later, in `rules.rs`: the configuration says where the database is.
//!
//! Environment and arguments come in as parameters; the only things read here are the files that they name.
//! Every value is checked, also one that another source overrules.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::auth::policy::Policy;
use crate::domain::{Carrier, EmailAddress, Seat, SeatKind, Secret};
use crate::tui::Surroundings;
use crate::tui::runtime::RunSettings;

mod error;
mod file;
pub mod rules;
pub mod settings;
mod source;
pub mod value;

pub use error::ConfigError;
pub use settings::{SETTINGS, Setting, markdown};
pub use source::{Entry, Environment, Flag, Flags, Source};

use settings::Fallback;
use value::{Places, Raw, Value};

/// The name of the database in the data directory.
pub const DATABASE: &str = "vestibule.db";

/// The variable that names the file.
const FILE_VARIABLE: &str = "VESTIBULE_CONFIG";

/// What Mailjet needs.
#[derive(Debug)]
pub struct Mailjet {
    /// Half of the credentials.
    pub api_key: Secret,
    /// The other half.
    pub api_secret: Secret,
    /// Where the API is, without a slash at the end.
    pub base_url: String,
}

/// How letters leave the house.
#[derive(Debug)]
pub struct MailConfig {
    /// Set if Mailjet carries letters; otherwise they become files.
    pub mailjet: Option<Mailjet>,
    /// Whom letters come from.
    pub sender_email: Option<EmailAddress>,
    /// And by what name.
    pub sender_name: String,
    /// Where letters are written when nobody carries them.
    pub dir: PathBuf,
}

impl MailConfig {
    /// Who carries letters.
    pub fn carrier(&self) -> Carrier {
        if self.mailjet.is_some() { Carrier::Mailjet } else { Carrier::File }
    }
}

/// The whole configuration, checked.
#[derive(Debug)]
pub struct Config {
    entries: Vec<Entry>,
    file: Option<PathBuf>,
    /// What holds everything.
    pub data_dir: PathBuf,
    /// The name of the house.
    pub site_name: String,
    /// This terminal.
    pub seat: Seat,
    /// Letters.
    pub mail: MailConfig,
    /// The log of the screen.
    pub log_file: PathBuf,
    /// One of [`settings::LEVELS`].
    pub log_level: String,
}

impl Config {
    /// Reads every source.
    ///
    /// # Errors
    /// [`ConfigError`]: a sentence with place, key and what was expected.
    pub fn load(env: &Environment, flags: &Flags) -> Result<Self, ConfigError> {
        let mut entries: Vec<Entry> =
            SETTINGS.iter().map(|setting| Entry { setting, value: None, source: Source::Default }).collect();
        let places = Places { base: &env.working_dir, home: None };
        for setting in SETTINGS {
            if let Fallback::Value(value) = setting.fallback {
                source::take(&mut entries, setting, &Raw::Spelled(value.into()), Source::Default, places)?;
            }
        }
        let file = file::from_file(&mut entries, env, flags.config.as_deref())?;
        source::from_environment(&mut entries, env)?;
        source::from_flags(&mut entries, flags, env)?;
        let found = Found(&entries);

        let data_dir = match found.path("data.dir") {
            Some(path) => path,
            None => env.xdg("XDG_DATA_HOME", ".local/share").ok_or(ConfigError::NoHome)?.join("vestibule"),
        };
        let site_name = found.text("site.name").unwrap_or_default();
        let kind = if found.switch("kiosk").unwrap_or(false) { SeatKind::Kiosk } else { SeatKind::Desk };
        let seat = Seat::new(&found.text("seat").unwrap_or_default()).of_kind(kind);
        let log_file = found.path("log.file").unwrap_or_else(|| data_dir.join("vestibule.log"));
        let log_level = found.text("log.level").unwrap_or_default();
        let mail = mail(&found, &site_name, data_dir.join("mail"))?;
        check_session(&found)?;
        fill_in(
            &mut entries,
            [
                ("data.dir", Value::Path(data_dir.clone())),
                ("log.file", Value::Path(log_file.clone())),
                ("mail.carrier", Value::Text(mail.carrier().as_str().to_owned())),
                ("mail.sender_name", Value::Text(mail.sender_name.clone())),
            ],
        );
        Ok(Self { entries, file, data_dir, site_name, seat, mail, log_file, log_level })
    }

    /// Every setting with its value and where it comes from, in the order of [`SETTINGS`].
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The file that was read.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// The master key, where the configuration holds it rather than the data directory.
    pub fn master_key(&self) -> Option<&Secret> {
        self.entries.iter().find_map(|entry| match &entry.value {
            Some(Value::Secret(secret)) if entry.setting.key == "master_key" => Some(secret),
            _ => None,
        })
    }

    /// The rules for the core, without what the database says.
    pub fn policy(&self) -> Policy {
        policy_of(&Found(&self.entries), Policy::default())
    }

    /// What the screen is told of its surroundings.
    pub fn surroundings(&self) -> Surroundings {
        Surroundings {
            site_name: self.site_name.clone(),
            seat: self.seat.clone(),
            carrier: self.mail.carrier(),
            mail_dir: self.mail.dir.display().to_string(),
            reports_dir: self.data_dir.join("reports").display().to_string(),
            reduced_motion: Found(&self.entries).switch("ui.reduced_motion").unwrap_or(false),
            // Measured by the runtime.
            size: (0, 0),
            notice: None,
        }
    }

    /// What the runtime is told of the terminal.
    pub fn run_settings(&self) -> RunSettings {
        let found = Found(&self.entries);
        RunSettings {
            colours: found.text("ui.colour").as_deref() != Some("never"),
            mouse: found.switch("ui.mouse").unwrap_or(true),
            log_file: Some(self.log_file.clone()),
            watched: Some(self.database_log()),
            ..RunSettings::default()
        }
    }

    /// The write-ahead log of the database: it grows with whatever is written.
    pub fn database_log(&self) -> PathBuf {
        self.data_dir.join(format!("{DATABASE}-wal"))
    }
}

/// The rules that these entries make of others.
fn policy_of(found: &Found<'_>, rules: Policy) -> Policy {
    let span = |key: &str, seconds: u64, otherwise: Duration| {
        found.number(key).map_or(otherwise, |number| Duration::from_secs(number * seconds))
    };
    let length = |key: &str, otherwise: usize| {
        found.number(key).and_then(|number| usize::try_from(number).ok()).unwrap_or(otherwise)
    };
    Policy {
        site_name: found.text("site.name").unwrap_or_else(|| rules.site_name.clone()),
        password_min: length("password.min_length", rules.password_min),
        password_min_with_mfa: length("password.min_length_with_mfa", rules.password_min_with_mfa),
        mfa_required_for: found
            .text("mfa.required_for")
            .and_then(|word| word.parse().ok())
            .unwrap_or(rules.mfa_required_for),
        proof_good_for: span("session.proof_minutes", 60, rules.proof_good_for),
        session_idle: span("session.idle_minutes", 60, rules.session_idle),
        session_idle_kiosk: span("session.kiosk_idle_minutes", 60, rules.session_idle_kiosk),
        session_absolute: span("session.absolute_hours", 60 * 60, rules.session_absolute),
        sign_up: found.text("sign_up.mode").and_then(|word| word.parse().ok()).unwrap_or(rules.sign_up),
        ..rules
    }
}

/// What was found, by name and kind.
struct Found<'a>(&'a [Entry]);

impl Found<'_> {
    fn entry(&self, key: &str) -> Option<&Entry> {
        self.0.iter().find(|entry| entry.setting.key == key)
    }

    fn value(&self, key: &str) -> Option<&Value> {
        self.entry(key)?.value.as_ref()
    }

    fn place(&self, key: &str) -> String {
        self.entry(key).map(|entry| entry.source.to_string()).unwrap_or_default()
    }

    fn text(&self, key: &str) -> Option<String> {
        match self.value(key)? {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    fn path(&self, key: &str) -> Option<PathBuf> {
        match self.value(key)? {
            Value::Path(path) => Some(path.clone()),
            _ => None,
        }
    }

    fn number(&self, key: &str) -> Option<u64> {
        match self.value(key)? {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    fn switch(&self, key: &str) -> Option<bool> {
        match self.value(key)? {
            Value::Switch(on) => Some(*on),
            _ => None,
        }
    }

    fn secret(&self, key: &str) -> Option<Secret> {
        match self.value(key)? {
            Value::Secret(secret) => Some(secret.duplicate()),
            _ => None,
        }
    }
}

/// Mailjet wants all of key, secret and sender. A half of it is a mistake that nobody would notice before the
/// first letter is missed, so it is refused at the start.
fn mail(found: &Found<'_>, site_name: &str, dir: PathBuf) -> Result<MailConfig, ConfigError> {
    const CREDENTIALS: [&str; 2] = ["mail.api_key", "mail.api_secret"];
    let sender_email = found.text("mail.sender_email").and_then(|address| address.parse().ok());
    let sender_name = found.text("mail.sender_name").unwrap_or_else(|| site_name.to_owned());
    let carrier = found.text("mail.carrier").and_then(|word| word.parse::<Carrier>().ok());
    let wanted_by = match carrier {
        Some(Carrier::File) => None,
        Some(Carrier::Mailjet) => Some("mail.carrier"),
        None => CREDENTIALS.into_iter().find(|key| found.value(key).is_some()),
    };
    let mailjet = match wanted_by {
        None => None,
        Some(by) => {
            let missing = |missing| ConfigError::HalfMailjet { place: found.place(by), missing };
            let api_key = found.secret("mail.api_key").ok_or_else(|| missing("mail.api_key"))?;
            let api_secret = found.secret("mail.api_secret").ok_or_else(|| missing("mail.api_secret"))?;
            if sender_email.is_none() {
                return Err(missing("mail.sender_email"));
            }
            let base_url = found.text("mail.base_url").unwrap_or_default();
            Some(Mailjet { api_key, api_secret, base_url })
        }
    };
    Ok(MailConfig { mailjet, sender_email, sender_name, dir })
}

fn check_session(found: &Found<'_>) -> Result<(), ConfigError> {
    match (found.number("session.idle_minutes"), found.number("session.absolute_hours")) {
        (Some(idle), Some(hours)) if idle > hours * 60 => {
            let by = match found.place("session.idle_minutes") {
                place if place == "default" => found.place("session.absolute_hours"),
                place => place,
            };
            Err(ConfigError::IdleTooLong { place: by, idle, hours })
        }
        _ => Ok(()),
    }
}

/// Values that follow from others, for `vestibule config` to show.
fn fill_in<const N: usize>(entries: &mut [Entry], follows: [(&str, Value); N]) {
    for (key, value) in follows {
        if let Some(entry) = entries.iter_mut().find(|entry| entry.setting.key == key && entry.value.is_none()) {
            entry.value = Some(value);
        }
    }
}
