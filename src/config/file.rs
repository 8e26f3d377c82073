//! The configuration file: TOML, one table a section.

use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::error::ConfigError;
use super::settings::Setting;
use super::source::{Entry, Environment, Source, read, take};
use super::value::{Places, Raw};
use crate::domain::text::clean_line;

/// A file and its text, for places in it.
struct Document<'a> {
    path: &'a Path,
    text: &'a str,
}

impl Document<'_> {
    /// The line of that byte, counted from 1.
    fn line(&self, byte: usize) -> usize {
        1 + self.text.bytes().take(byte).filter(|byte| *byte == b'\n').count()
    }

    fn place(&self, byte: usize) -> Source {
        Source::File(self.path.to_owned(), self.line(byte))
    }
}

/// What the file says, if there is one. A file that was asked for has to be there.
pub(super) fn from_file(
    entries: &mut [Entry],
    env: &Environment,
    flag: Option<&Path>,
) -> Result<Option<PathBuf>, ConfigError> {
    let asked = match flag {
        Some(path) => Some(("--config", env.working_dir.join(path))),
        None => env.get(super::FILE_VARIABLE).map(|path| (super::FILE_VARIABLE, env.working_dir.join(path))),
    };
    let (place, path) = match asked {
        Some((place, path)) => (place, path),
        None => {
            let usual = env.xdg("XDG_CONFIG_HOME", ".config").map(|dir| dir.join("vestibule").join("config.toml"));
            match usual.filter(|path| path.exists()) {
                Some(path) => ("the configuration", path),
                None => return Ok(None),
            }
        }
    };
    let text =
        read(&path).map_err(|why| ConfigError::Unreadable { place: place.to_owned(), path: path.clone(), why })?;
    from_text(entries, &Document { path: &path, text: &text }, env)?;
    Ok(Some(path))
}

fn from_text(entries: &mut [Entry], document: &Document<'_>, env: &Environment) -> Result<(), ConfigError> {
    let table = DeTable::parse(document.text).map_err(|error| ConfigError::Syntax {
        place: document.place(error.span().map_or(0, |span| span.start)).to_string(),
        what: error.message().to_owned(),
    })?;
    for (name, value) in table.get_ref() {
        match value.get_ref() {
            DeValue::Table(section) => {
                if !Setting::is_section(name.get_ref()) {
                    let key = format!("[{}]", clean_line(name.get_ref(), 80));
                    let place = document.place(name.span().start).to_string();
                    return Err(ConfigError::UnknownKey { place, known: Setting::neighbours(""), key });
                }
                for (key, value) in section {
                    let key_path = format!("{}.{}", name.get_ref(), key.get_ref());
                    entry(entries, document, env, &key_path, key.span().start, value.get_ref())?;
                }
            }
            other => entry(entries, document, env, name.get_ref(), name.span().start, other)?,
        }
    }
    Ok(())
}

fn entry(
    entries: &mut [Entry],
    document: &Document<'_>,
    env: &Environment,
    key: &str,
    at: usize,
    value: &DeValue<'_>,
) -> Result<(), ConfigError> {
    let source = document.place(at);
    let Some(setting) = Setting::named(key) else {
        let key = clean_line(key, 80);
        return Err(ConfigError::UnknownKey { place: source.to_string(), known: Setting::neighbours(&key), key });
    };
    if setting.secret && readable_by_all(document.path) {
        return Err(ConfigError::Exposed {
            place: source.to_string(),
            key: setting.key,
            path: document.path.to_owned(),
        });
    }
    let raw = match value {
        DeValue::String(text) => Raw::Text(text.clone().into_owned()),
        DeValue::Integer(number) => Raw::Number(number.to_string()),
        DeValue::Boolean(on) => Raw::Switch(*on),
        DeValue::Float(_) => Raw::Other("a number with a point"),
        DeValue::Datetime(_) => Raw::Other("a date"),
        DeValue::Array(_) => Raw::Other("a list"),
        DeValue::Table(_) => Raw::Other("a table"),
    };
    let base = document.path.parent().unwrap_or(&env.working_dir);
    take(entries, setting, &raw, source, Places { base, home: env.home.as_deref() })
}

/// Whether every user of the machine may read the file.
fn readable_by_all(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o004 != 0)
}
