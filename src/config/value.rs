//! What a setting takes, and whether what was found is that.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::domain::{EmailAddress, Secret, text};

/// What a setting takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line of plain text.
    Line {
        /// Most characters.
        most: usize,
    },
    /// A file or directory.
    Path,
    /// A whole number.
    Number {
        /// The smallest allowed.
        least: u64,
        /// The largest allowed.
        most: u64,
        /// What is counted.
        of: &'static str,
    },
    /// Yes or no.
    Switch,
    /// One of these.
    Word(&'static [&'static str]),
    /// A mail address.
    Address,
    /// The address of a web service.
    Url,
    /// A key: any text without blanks.
    Key,
}

impl Kind {
    /// The words that it takes, if it takes words.
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Self::Word(words) => words,
            _ => &[],
        }
    }

    /// What it takes, in words that follow "expected".
    pub fn expected(self) -> String {
        match self {
            Self::Line { most } => format!("one line of 1 to {most} plain characters"),
            Self::Path => "a path".to_owned(),
            Self::Number { least, most, of } => format!("{least} to {most} {of}"),
            Self::Switch => "true or false".to_owned(),
            Self::Word(words) => words.join(" or "),
            Self::Address => "an address like desk@example.org".to_owned(),
            Self::Url => "an address like https://api.example.org (http:// only on this machine)".to_owned(),
            Self::Key => "a key without blanks".to_owned(),
        }
    }
}

/// What was found, before anybody looked at it. No `Debug`: it may be a key.
pub enum Raw {
    /// Spelled out, whatever it stands for: a variable, an argument.
    Spelled(OsString),
    /// A text in a file.
    Text(String),
    /// A whole number in a file, as it is written there.
    Number(String),
    /// `true` or `false` in a file.
    Switch(bool),
    /// Something that no setting takes: its kind.
    Other(&'static str),
}

/// What a setting is.
#[derive(Debug)]
pub enum Value {
    /// A line, a word, an address, the address of a service.
    Text(String),
    /// A file or directory, absolute.
    Path(PathBuf),
    /// A whole number.
    Number(u64),
    /// Yes or no.
    Switch(bool),
    /// A key.
    Secret(Secret),
}

impl Value {
    /// As `vestibule config` shows it: a key only as `…`.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Path(path) => path.display().to_string(),
            Self::Number(number) => number.to_string(),
            Self::Switch(on) => on.to_string(),
            Self::Secret(_) => "…".to_owned(),
        }
    }
}

/// What relative paths are relative to, and where home is.
#[derive(Clone, Copy, Debug)]
pub struct Places<'a> {
    /// For relative paths.
    pub base: &'a Path,
    /// For `~/`.
    pub home: Option<&'a Path>,
}

impl Raw {
    /// What was found, for an error. Never called for a key.
    pub fn shown(&self) -> String {
        const MOST: usize = 80;
        match self {
            Self::Spelled(text) => format!("“{}”", text::clean_line(&text.to_string_lossy(), MOST)),
            Self::Text(text) => format!("“{}”", text::clean_line(text, MOST)),
            Self::Number(number) => text::clean_line(number, MOST),
            Self::Switch(on) => on.to_string(),
            Self::Other(kind) => (*kind).to_owned(),
        }
    }

    /// The value, if it is one of that kind.
    pub fn read(&self, kind: Kind, places: Places<'_>) -> Option<Value> {
        match kind {
            Kind::Path => self.path(places).map(Value::Path),
            Kind::Number { least, most, .. } => {
                let digits = match self {
                    Self::Spelled(text) => text.to_str()?,
                    Self::Number(digits) => digits.as_str(),
                    _ => return None,
                };
                digits.parse().ok().filter(|number| (least..=most).contains(number)).map(Value::Number)
            }
            Kind::Switch => match self {
                Self::Switch(on) => Some(Value::Switch(*on)),
                Self::Spelled(text) => text.to_str()?.parse().ok().map(Value::Switch),
                _ => None,
            },
            Kind::Word(words) => {
                let text = self.text()?;
                words.contains(&text).then(|| Value::Text(text.to_owned()))
            }
            Kind::Line { most } => {
                let text = self.text()?;
                // A line that has to be cleaned first is refused rather than shown otherwise than it was written.
                let clean = text::clean_line(text, most + 1);
                (!clean.is_empty() && clean == text && clean.chars().count() <= most).then_some(Value::Text(clean))
            }
            Kind::Address => {
                self.text()?.parse::<EmailAddress>().ok().map(|address| Value::Text(address.as_str().to_owned()))
            }
            Kind::Url => {
                let text = self.text()?;
                is_service(text).then(|| Value::Text(text.trim_end_matches('/').to_owned()))
            }
            Kind::Key => {
                let text = self.text()?.trim();
                let plain = !text.is_empty() && text.chars().all(|c| text::is_safe(c) && !c.is_whitespace());
                plain.then(|| Value::Secret(Secret::from(text)))
            }
        }
    }

    fn text(&self) -> Option<&str> {
        match self {
            Self::Spelled(text) => text.to_str(),
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    fn path(&self, places: Places<'_>) -> Option<PathBuf> {
        let path = match self {
            Self::Spelled(text) => Path::new(text),
            Self::Text(text) => Path::new(text.as_str()),
            _ => return None,
        };
        if path.as_os_str().is_empty() {
            return None;
        }
        match (path.strip_prefix("~"), places.home) {
            (Ok(rest), Some(home)) => Some(home.join(rest)),
            _ => Some(places.base.join(path)),
        }
    }
}

/// Whether letters may be handed to that address: encrypted, or without leaving the machine.
fn is_service(address: &str) -> bool {
    let plain = |text: &str| text.is_ascii() && text.chars().all(|c| c.is_ascii_graphic() && !"@?#\\\"<>".contains(c));
    let host = |rest: &str| {
        let authority = rest.split('/').next().unwrap_or_default().to_owned();
        match authority.rsplit_once(':') {
            Some((host, port)) if port.chars().all(|c| c.is_ascii_digit()) => host.to_owned(),
            _ => authority,
        }
    };
    match address.split_once("://") {
        Some(("https", rest)) => plain(rest) && !host(rest).is_empty(),
        Some(("http", rest)) => plain(rest) && matches!(host(rest).as_str(), "127.0.0.1" | "[::1]" | "localhost"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> Places<'static> {
        Places { base: Path::new("/etc/vestibule"), home: Some(Path::new("/home/mira")) }
    }

    fn spelled(text: &str, kind: Kind) -> Option<String> {
        Raw::Spelled(text.into()).read(kind, places()).map(|value| value.shown())
    }

    #[test]
    fn what_is_spelled_right_is_taken() {
        for (text, kind, shown) in [
            ("15", Kind::Number { least: 8, most: 64, of: "x" }, "15"),
            ("false", Kind::Switch, "false"),
            ("file", Kind::Word(&["file", "mailjet"]), "file"),
            ("The Library", Kind::Line { most: 40 }, "The Library"),
            ("Desk@Example.ORG", Kind::Address, "Desk@example.org"),
            ("https://api.us.mailjet.com/", Kind::Url, "https://api.us.mailjet.com"),
            ("http://127.0.0.1:8080", Kind::Url, "http://127.0.0.1:8080"),
            ("http://[::1]:8080", Kind::Url, "http://[::1]:8080"),
            ("data", Kind::Path, "/etc/vestibule/data"),
            ("/var/lib/v", Kind::Path, "/var/lib/v"),
            ("~/v", Kind::Path, "/home/mira/v"),
            ("key\n", Kind::Key, "…"),
        ] {
            assert_eq!(spelled(text, kind).as_deref(), Some(shown), "{text}");
        }
    }

    #[test]
    fn what_is_spelled_wrong_is_refused() {
        for (text, kind) in [
            ("7", Kind::Number { least: 8, most: 64, of: "x" }),
            ("65", Kind::Number { least: 8, most: 64, of: "x" }),
            ("-9", Kind::Number { least: 8, most: 64, of: "x" }),
            ("9.5", Kind::Number { least: 8, most: 64, of: "x" }),
            ("99999999999999999999999", Kind::Number { least: 8, most: 64, of: "x" }),
            ("yes", Kind::Switch),
            ("File", Kind::Word(&["file", "mailjet"])),
            ("", Kind::Line { most: 40 }),
            ("two\nlines", Kind::Line { most: 40 }),
            ("a\u{202e}b", Kind::Line { most: 40 }),
            ("desk@localhost", Kind::Address),
            ("http://api.mailjet.com", Kind::Url),
            ("http://localhost@evil.example", Kind::Url),
            ("https://user:pw@api.example.org", Kind::Url),
            ("https://", Kind::Url),
            ("ftp://x.example", Kind::Url),
            ("two words", Kind::Key),
        ] {
            assert_eq!(spelled(text, kind), None, "{text}");
        }
    }

    #[test]
    fn a_file_says_numbers_as_numbers() {
        let kind = Kind::Number { least: 8, most: 64, of: "x" };
        assert!(Raw::Number("15".to_owned()).read(kind, places()).is_some());
        assert!(Raw::Text("15".to_owned()).read(kind, places()).is_none());
        assert!(Raw::Switch(true).read(Kind::Line { most: 9 }, places()).is_none());
        assert!(Raw::Text("true".to_owned()).read(Kind::Switch, places()).is_none());
    }
}
