//! Every setting, declared once. The parser, `vestibule config` and the README's table are made from this list.

use super::value::Kind;

/// One setting.
#[derive(Debug)]
pub struct Setting {
    /// Its name: `section.key`, or one word.
    pub key: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// What it is when nobody says.
    pub fallback: Fallback,
    /// A variable of another program's naming that also sets it; the `VESTIBULE_…` one wins.
    pub plain: Option<Plain>,
    /// Shown as `…`, never taken from an argument, and may be kept in a file that `…_FILE` names.
    pub secret: bool,
    /// What it is for, in one sentence.
    pub help: &'static str,
}

/// What a setting is when nobody says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fallback {
    /// This, spelled as in a variable.
    Value(&'static str),
    /// It follows from something else; in words.
    Computed(&'static str),
    /// Nothing.
    Unset,
}

/// A variable without `VESTIBULE_` in front.
#[derive(Clone, Copy, Debug)]
pub struct Plain {
    /// Its name.
    pub variable: &'static str,
    /// What it means when it is set to anything; `None`: its own value.
    pub means: Option<&'static str>,
}

const fn own(variable: &'static str) -> Option<Plain> {
    Some(Plain { variable, means: None })
}

/// Words for who carries letters.
pub const CARRIERS: &[&str] = &["file", "mailjet"];
/// Words for who has to have a second factor.
pub const REQUIRED_FOR: &[&str] = &["nobody", "admins", "everybody"];
/// Words for who may sign up.
pub const SIGN_UP_MODES: &[&str] = &["open", "approve", "invite", "closed"];
/// Words for when to draw in colour.
pub const COLOURS: &[&str] = &["auto", "never"];
/// Words for how much to log, least first.
pub const LEVELS: &[&str] = &["off", "error", "warn", "info", "debug"];

/// Rules of the house: what holds at every terminal, and may therefore be set in the database, too. None is a secret,
/// and none is needed before the database is open.
pub const RULES: &[&str] = &[
    "site.name",
    "sign_up.mode",
    "password.min_length",
    "password.min_length_with_mfa",
    "mfa.required_for",
    "session.idle_minutes",
    "session.kiosk_idle_minutes",
    "session.absolute_hours",
    "session.proof_minutes",
];

/// Every setting there is, in the order in which they are shown.
pub static SETTINGS: &[Setting] = &[
    Setting {
        key: "data.dir",
        kind: Kind::Path,
        fallback: Fallback::Computed("`vestibule` in the XDG data directory"),
        plain: None,
        secret: false,
        help: "The directory that holds the database, the master key, the log and the letters.",
    },
    Setting {
        key: "master_key",
        kind: Kind::Key,
        fallback: Fallback::Computed("`secret.key` in the data directory, made on the first run"),
        plain: None,
        secret: true,
        help: "The key that seals everything else: 32 bytes in base64.",
    },
    Setting {
        key: "site.name",
        kind: Kind::Line { most: 40 },
        fallback: Fallback::Value("Vestibule"),
        plain: None,
        secret: false,
        help: "What the house is called on the screen and in letters.",
    },
    Setting {
        key: "seat",
        kind: Kind::Line { most: 32 },
        fallback: Fallback::Value("console"),
        plain: None,
        secret: false,
        help: "The name of this terminal in the audit and in letters.",
    },
    Setting {
        key: "kiosk",
        kind: Kind::Switch,
        fallback: Fallback::Value("false"),
        plain: None,
        secret: false,
        help: "Whether anyone may walk up to this terminal.",
    },
    Setting {
        key: "sign_up.mode",
        kind: Kind::Word(SIGN_UP_MODES),
        fallback: Fallback::Value("open"),
        plain: None,
        secret: false,
        help: "Who may sign up: everybody, whom the staff let in, the invited, or nobody.",
    },
    Setting {
        key: "password.min_length",
        kind: Kind::Number { least: 8, most: 64, of: "characters" },
        fallback: Fallback::Value("15"),
        plain: None,
        secret: false,
        help: "Fewest characters of a password.",
    },
    Setting {
        key: "password.min_length_with_mfa",
        kind: Kind::Number { least: 8, most: 64, of: "characters" },
        fallback: Fallback::Value("8"),
        plain: None,
        secret: false,
        help: "Fewest characters of a password that is used with a second factor.",
    },
    Setting {
        key: "mfa.required_for",
        kind: Kind::Word(REQUIRED_FOR),
        fallback: Fallback::Value("admins"),
        plain: None,
        secret: false,
        help: "Who has to use two-factor sign-in; everybody may.",
    },
    Setting {
        key: "session.idle_minutes",
        kind: Kind::Number { least: 1, most: 480, of: "minutes" },
        fallback: Fallback::Value("15"),
        plain: None,
        secret: false,
        help: "Somebody who does nothing for this long is signed out.",
    },
    Setting {
        key: "session.kiosk_idle_minutes",
        kind: Kind::Number { least: 1, most: 480, of: "minutes" },
        fallback: Fallback::Value("2"),
        plain: None,
        secret: false,
        help: "The same at a kiosk.",
    },
    Setting {
        key: "session.absolute_hours",
        kind: Kind::Number { least: 1, most: 24, of: "hours" },
        fallback: Fallback::Value("8"),
        plain: None,
        secret: false,
        help: "Everybody is signed out after this long.",
    },
    Setting {
        key: "session.proof_minutes",
        kind: Kind::Number { least: 1, most: 60, of: "minutes" },
        fallback: Fallback::Value("5"),
        plain: None,
        secret: false,
        help: "Something dangerous asks for the password again when it was last shown longer ago.",
    },
    Setting {
        key: "mail.carrier",
        kind: Kind::Word(CARRIERS),
        fallback: Fallback::Computed("`mailjet` if its key, secret and sender are set, else `file`"),
        plain: None,
        secret: false,
        help: "Who takes letters over: Mailjet, or files in the data directory.",
    },
    Setting {
        key: "mail.api_key",
        kind: Kind::Key,
        fallback: Fallback::Unset,
        plain: own("API_KEY"),
        secret: true,
        help: "Mailjet's API key.",
    },
    Setting {
        key: "mail.api_secret",
        kind: Kind::Key,
        fallback: Fallback::Unset,
        plain: own("API_SECRET"),
        secret: true,
        help: "Mailjet's secret key.",
    },
    Setting {
        key: "mail.sender_email",
        kind: Kind::Address,
        fallback: Fallback::Unset,
        plain: own("SENDER_EMAIL"),
        secret: false,
        help: "The address that letters come from; Mailjet must have validated it.",
    },
    Setting {
        key: "mail.sender_name",
        kind: Kind::Line { most: 64 },
        fallback: Fallback::Computed("the name of the site"),
        plain: own("SENDER_NAME"),
        secret: false,
        help: "The name that letters come from.",
    },
    Setting {
        key: "mail.base_url",
        kind: Kind::Url,
        fallback: Fallback::Value("https://api.mailjet.com"),
        plain: None,
        secret: false,
        help: "Where Mailjet's API is; `https://api.us.mailjet.com` for accounts in the US.",
    },
    Setting {
        key: "ui.mouse",
        kind: Kind::Switch,
        fallback: Fallback::Value("true"),
        plain: None,
        secret: false,
        help: "Whether clicks and the wheel work; off, the terminal selects text as usual.",
    },
    Setting {
        key: "ui.reduced_motion",
        kind: Kind::Switch,
        fallback: Fallback::Value("false"),
        plain: None,
        secret: false,
        help: "Whether nothing on the screen moves by itself.",
    },
    Setting {
        key: "ui.colour",
        kind: Kind::Word(COLOURS),
        fallback: Fallback::Value("auto"),
        plain: Some(Plain { variable: "NO_COLOR", means: Some("never") }),
        secret: false,
        help: "Whether the screen has colours.",
    },
    Setting {
        key: "log.file",
        kind: Kind::Path,
        fallback: Fallback::Computed("`vestibule.log` in the data directory"),
        plain: None,
        secret: false,
        help: "Where the log goes while the screen is up.",
    },
    Setting {
        key: "log.level",
        kind: Kind::Word(LEVELS),
        fallback: Fallback::Value("info"),
        plain: None,
        secret: false,
        help: "How much is written to the log.",
    },
];

impl Setting {
    /// The setting of that name.
    pub fn named(key: &str) -> Option<&'static Self> {
        SETTINGS.iter().find(|setting| setting.key == key)
    }

    /// Whether it is a rule of the house.
    pub fn is_rule(&self) -> bool {
        RULES.contains(&self.key)
    }

    /// What it is when nobody says, as one writes it; empty where it follows from something else.
    pub fn fallback_text(&self) -> &'static str {
        match self.fallback {
            Fallback::Value(value) => value,
            Fallback::Computed(_) | Fallback::Unset => "",
        }
    }

    /// The environment variable that sets it: `VESTIBULE_<SECTION>_<KEY>`.
    pub fn variable(&self) -> String {
        format!("VESTIBULE_{}", self.key.replace('.', "_").to_ascii_uppercase())
    }

    /// Whether settings of that section exist.
    pub fn is_section(name: &str) -> bool {
        SETTINGS.iter().any(|setting| setting.key.split_once('.').is_some_and(|(section, _)| section == name))
    }

    /// The names that sit beside `key` in the same section, for a person who mistyped one; every name, where
    /// there is no such section.
    pub fn neighbours(key: &str) -> String {
        let section = |key: &'static str| key.split_once('.').map(|(section, _)| section);
        let wanted = key.split_once('.').map(|(section, _)| section);
        let mut names: Vec<&str> = SETTINGS
            .iter()
            .filter(|setting| wanted.is_some() && section(setting.key) == wanted)
            .map(|setting| setting.key)
            .collect();
        if names.is_empty() {
            names = SETTINGS.iter().map(|setting| setting.key).collect();
        }
        names.join(", ")
    }
}

/// The table of settings for the README.
pub fn markdown() -> String {
    let mut table = String::from("| setting | variable | default | what it is for |\n|---|---|---|---|\n");
    for setting in SETTINGS {
        let fallback = match setting.fallback {
            Fallback::Value(value) => format!("`{value}`"),
            Fallback::Computed(words) => words.to_owned(),
            Fallback::Unset => "–".to_owned(),
        };
        let mut variables = format!("`{}`", setting.variable());
        if let Some(plain) = setting.plain {
            variables.push_str(&format!(", `{}`", plain.variable));
        }
        if setting.secret {
            variables.push_str(" (`…_FILE`)");
        }
        let takes = match setting.kind {
            Kind::Number { .. } | Kind::Word(_) => format!(" Takes {}.", setting.kind.expected()),
            _ => String::new(),
        };
        let mark = if setting.is_rule() { "✦ " } else { "" };
        table.push_str(&format!("| {mark}`{}` | {variables} | {fallback} | {}{takes} |\n", setting.key, setting.help));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_has_one_name_and_one_variable() {
        for (at, setting) in SETTINGS.iter().enumerate() {
            for other in &SETTINGS[at + 1..] {
                assert_ne!(setting.key, other.key);
                assert_ne!(setting.variable(), other.variable());
            }
            assert!(setting.help.ends_with('.'), "{}", setting.key);
            assert_eq!(setting.secret, matches!(setting.kind, Kind::Key), "{}", setting.key);
        }
        assert_eq!(Setting::named("password.min_length").unwrap().variable(), "VESTIBULE_PASSWORD_MIN_LENGTH");
        assert_eq!(Setting::named("seat").unwrap().variable(), "VESTIBULE_SEAT");
    }

    #[test]
    fn who_mistypes_a_key_is_told_its_neighbours() {
        assert_eq!(Setting::neighbours("password.min_lenght"), "password.min_length, password.min_length_with_mfa");
        assert!(Setting::neighbours("colour").contains("ui.colour"));
    }

    #[test]
    fn the_table_for_the_readme_names_every_setting() {
        let table = markdown();
        for setting in SETTINGS {
            assert!(table.contains(&format!("`{}` | `{}`", setting.key, setting.variable())), "{}", setting.key);
        }
    }

    #[test]
    fn rules_of_the_house_are_settings_with_a_default_and_no_secrets() {
        for rule in RULES {
            let setting = Setting::named(rule).unwrap_or_else(|| panic!("{rule}"));
            assert!(!setting.secret && matches!(setting.fallback, Fallback::Value(_)), "{rule}");
        }
    }

    #[test]
    fn the_words_are_those_of_the_core() {
        let words: Vec<&str> = crate::domain::SignUpMode::ALL.iter().map(|mode| mode.as_str()).collect();
        assert_eq!(words, SIGN_UP_MODES);
    }
}
