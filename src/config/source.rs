//! Where values come from, and what they say: the file, the environment, the flags.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::error::ConfigError;
use super::settings::{SETTINGS, Setting};
use super::value::{Places, Raw, Value};
use crate::domain::text::clean_line;

/// What the process was given from outside. Comes in as a parameter, so that nothing here reads globals. `Debug`
/// prints the names of the variables and no values: keys may be among them.
#[derive(Clone, Default)]
pub struct Environment {
    /// The environment variables.
    pub variables: BTreeMap<String, OsString>,
    /// The person's home directory, if the system knows one.
    pub home: Option<PathBuf>,
    /// What relative paths are relative to.
    pub working_dir: PathBuf,
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.variables.keys().collect();
        f.debug_struct("Environment")
            .field("variables", &names)
            .field("home", &self.home)
            .field("working_dir", &self.working_dir)
            .finish()
    }
}

impl Environment {
    /// A variable that is set and not empty; scripts pass empty ones for "not set".
    pub fn get(&self, name: &str) -> Option<&OsStr> {
        self.variables.get(name).map(OsString::as_os_str).filter(|value| !value.is_empty())
    }

    /// A directory of the XDG base directory specification; relative ones are to be ignored, it says.
    pub(super) fn xdg(&self, variable: &str, below_home: &str) -> Option<PathBuf> {
        let given = self.get(variable).map(PathBuf::from).filter(|path| path.is_absolute());
        given.or_else(|| self.home.as_ref().map(|home| home.join(below_home)))
    }
}

/// What the arguments say.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// `--config`.
    pub config: Option<PathBuf>,
    /// The others: flag, setting, value.
    pub set: Vec<Flag>,
}

/// A flag that sets a setting.
#[derive(Clone, Debug)]
pub struct Flag {
    /// As the person typed it: `--data-dir`.
    pub name: &'static str,
    /// The setting.
    pub key: String,
    /// Its value.
    pub value: OsString,
}

/// Which source won.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Nobody said anything.
    Default,
    /// An admin, at run time.
    Database,
    /// A line of the file.
    File(PathBuf, usize),
    /// An environment variable.
    Variable(String),
    /// A flag.
    Flag(&'static str),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.pad("default"),
            Self::Database => f.pad("database"),
            Self::File(path, line) => f.pad(&format!("{}:{line}", path.display())),
            Self::Variable(name) => f.pad(name),
            Self::Flag(name) => f.pad(name),
        }
    }
}

/// A setting with its value and where that comes from.
#[derive(Debug)]
pub struct Entry {
    /// The setting.
    pub setting: &'static Setting,
    /// Its value; `None` where nothing is set and nothing follows.
    pub value: Option<Value>,
    /// Where it comes from.
    pub source: Source,
}

/// Checks what was found, and lets it win over what was said before.
pub(super) fn take(
    entries: &mut [Entry],
    setting: &'static Setting,
    raw: &Raw,
    source: Source,
    places: Places<'_>,
) -> Result<(), ConfigError> {
    let value = raw.read(setting.kind, places).ok_or_else(|| ConfigError::Value {
        place: source.to_string(),
        key: setting.key,
        found: if setting.secret { "not a key".to_owned() } else { raw.shown() },
        expected: setting.kind.expected(),
    })?;
    if let Some(entry) = entries.iter_mut().find(|entry| entry.setting.key == setting.key) {
        entry.value = Some(value);
        entry.source = source;
    }
    Ok(())
}

/// What the environment says. Unknown names that begin with `VESTIBULE_` are refused: they are typing mistakes.
pub(super) fn from_environment(entries: &mut [Entry], env: &Environment) -> Result<(), ConfigError> {
    let places = Places { base: &env.working_dir, home: None };
    for name in env.variables.keys().filter(|name| name.starts_with("VESTIBULE_") && *name != super::FILE_VARIABLE) {
        let known = SETTINGS.iter().any(|setting| {
            let variable = setting.variable();
            *name == variable || (setting.secret && name.strip_suffix("_FILE") == Some(&variable))
        });
        if !known {
            return Err(ConfigError::UnknownKey {
                place: "the environment".to_owned(),
                key: clean_line(name, 80),
                known: SETTINGS.iter().map(Setting::variable).collect::<Vec<_>>().join(", "),
            });
        }
    }
    for setting in SETTINGS {
        if let Some(plain) = setting.plain {
            match plain.means {
                Some(meaning) if env.get(plain.variable).is_some() => {
                    let source = Source::Variable(plain.variable.to_owned());
                    take(entries, setting, &Raw::Spelled(meaning.into()), source, places)?;
                }
                Some(_) => {}
                None => from_variable(entries, setting, plain.variable, env, places)?,
            }
        }
        from_variable(entries, setting, &setting.variable(), env, places)?;
    }
    Ok(())
}

fn from_variable(
    entries: &mut [Entry],
    setting: &'static Setting,
    variable: &str,
    env: &Environment,
    places: Places<'_>,
) -> Result<(), ConfigError> {
    let file_variable = format!("{variable}_FILE");
    let file = env.get(&file_variable).filter(|_| setting.secret);
    match (env.get(variable), file) {
        (Some(_), Some(_)) => Err(ConfigError::Twice { variable: variable.to_owned() }),
        (Some(value), None) => {
            let source = Source::Variable(variable.to_owned());
            take(entries, setting, &Raw::Spelled(value.to_owned()), source, places)
        }
        (None, Some(path)) => {
            let path = places.base.join(path);
            let text = read(&path).map_err(|why| ConfigError::Unreadable {
                place: file_variable.clone(),
                path: path.clone(),
                why,
            })?;
            take(entries, setting, &Raw::Text(text.trim().to_owned()), Source::Variable(file_variable), places)
        }
        (None, None) => Ok(()),
    }
}

/// What the flags say.
pub(super) fn from_flags(entries: &mut [Entry], flags: &Flags, env: &Environment) -> Result<(), ConfigError> {
    let places = Places { base: &env.working_dir, home: None };
    for flag in &flags.set {
        let place = flag.name.to_owned();
        let Some(setting) = Setting::named(&flag.key) else {
            let key = clean_line(&flag.key, 80);
            return Err(ConfigError::UnknownKey { place, known: Setting::neighbours(&key), key });
        };
        if setting.secret {
            return Err(ConfigError::InArgument { place, key: setting.key, variable: setting.variable() });
        }
        take(entries, setting, &Raw::Spelled(flag.value.clone()), Source::Flag(flag.name), places)?;
    }
    Ok(())
}

/// Reads a small text file; the reason in words where it can't be.
pub(super) fn read(path: &Path) -> Result<String, String> {
    /// More than any configuration has, and little enough to be read by mistake.
    const MOST_BYTES: u64 = 1 << 20;
    let found = fs::metadata(path).map_err(|error| error.to_string())?;
    if !found.is_file() && found.is_dir() {
        return Err("it is a directory".to_owned());
    }
    if found.len() > MOST_BYTES {
        return Err("it is larger than 1 MiB".to_owned());
    }
    // A pipe or a device has no length that could be looked up first, and may never end.
    let mut text = String::new();
    let read = fs::File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_string(&mut text));
    match read {
        Err(error) => Err(error.to_string()),
        Ok(read) if read as u64 > MOST_BYTES => Err("it is larger than 1 MiB".to_owned()),
        Ok(_) => Ok(text),
    }
}
