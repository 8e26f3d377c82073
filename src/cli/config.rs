//! `vestibule config`: every setting, its value, and where it comes from.

use std::io::Write;

use clap::Args;

use super::json::SettingJson;
use super::{CliError, table};
use crate::config::settings::Fallback;
use crate::config::{Config, Entry, markdown};
use crate::house::House;

/// How the settings are written.
#[derive(Debug, Args)]
pub struct ConfigArgs {
    /// Write a JSON array of key, value and source; a secret is `…`
    #[arg(long)]
    json: bool,
    /// Write the table of all settings that stands in the README
    #[arg(long, hide = true, conflicts_with = "json")]
    markdown: bool,
}

pub(super) fn run(args: &ConfigArgs, config: &Config, out: &mut dyn Write) -> Result<(), CliError> {
    if args.markdown {
        return Ok(out.write_all(markdown().as_bytes())?);
    }
    let (entries, trouble) = match stored(config) {
        Ok(stored) => (config.entries_over(&stored), None),
        Err(error) => (config.entries_over(&[]), Some(error)),
    };
    if args.json {
        let settings: Vec<_> = entries.iter().map(shape).collect();
        serde_json::to_writer_pretty(&mut *out, &settings).map_err(std::io::Error::from)?;
        return Ok(writeln!(out)?);
    }
    let rows: Vec<_> =
        entries.iter().map(|entry| [entry.setting.key.to_owned(), shown(entry), entry.source.to_string()]).collect();
    table::write(out, ["setting", "value", "from"], &rows)?;
    match config.file() {
        Some(file) => writeln!(out, "\nThe file is {}.", file.display())?,
        None => writeln!(out, "\nNo configuration file was read.")?,
    }
    if let Some(error) = trouble {
        writeln!(out, "What is set in the database is not shown: {error}")?;
    }
    Ok(())
}

/// What the database says of the rules of the house. Where there is none yet, none is made.
fn stored(config: &Config) -> Result<Vec<(String, String)>, CliError> {
    if !config.data_dir.join("vestibule.db").exists() {
        return Ok(Vec::new());
    }
    Ok(House::open(config)?.auth.operator().stored_rules()?)
}

fn shape(entry: &Entry) -> SettingJson {
    SettingJson {
        key: entry.setting.key,
        value: entry.value.as_ref().map(|value| value.shown()),
        source: entry.source.to_string(),
    }
}

/// Its value; or, in brackets, what holds where there is none.
fn shown(entry: &Entry) -> String {
    match (&entry.value, entry.setting.fallback) {
        (Some(value), _) => value.shown(),
        (None, Fallback::Computed(words)) => format!("({})", words.replace('`', "")),
        (None, _) => "(not set)".to_owned(),
    }
}
