//! `vestibule config`: every setting, its value, and where it comes from.

use std::io::Write;

use clap::Args;

use super::json::SettingJson;
use super::{CliError, table};
use crate::config::settings::Fallback;
use crate::config::{Config, Entry, markdown};

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
    if args.json {
        let settings: Vec<_> = config.entries().iter().map(shape).collect();
        serde_json::to_writer_pretty(&mut *out, &settings).map_err(std::io::Error::from)?;
        return Ok(writeln!(out)?);
    }
    let rows: Vec<_> = config
        .entries()
        .iter()
        .map(|entry| [entry.setting.key.to_owned(), shown(entry), entry.source.to_string()])
        .collect();
    table::write(out, ["setting", "value", "from"], &rows)?;
    match config.file() {
        Some(file) => writeln!(out, "\nThe file is {}.", file.display())?,
        None => writeln!(out, "\nNo configuration file was read.")?,
    }
    Ok(())
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
