//! `vestibule settings`: the rules of the house, seen and changed while everybody goes on.

use std::io::Write;

use clap::{Args, Subcommand};

use super::account::report::as_operator;
use super::json::{RuleChangeJson, RuleJson};
use super::{CliError, table};
use crate::auth::settings::{SetBy, SettingChange, SettingRow};
use crate::config::Config;
use crate::domain::text::clean_line;
use crate::house::House;

/// What to do with the rules of the house.
#[derive(Debug, Subcommand)]
pub enum SettingsCommand {
    /// List the rules of the house, with their values and where those come from
    #[command(
        after_help = "JSON: key, value, set_by (default, database, elsewhere), source, passed_over, default, takes."
    )]
    List(JsonArg),
    /// Show one rule
    #[command(after_help = "JSON: as in `settings list`.")]
    Get(GetArgs),
    /// Set a rule for every terminal, from the next thing done there on
    #[command(after_help = "JSON: key, before, after, dry_run.")]
    Set(SetArgs),
    /// Take back what was set: the configuration holds again, or the default
    #[command(after_help = "JSON: key, before, after, dry_run.")]
    Unset(UnsetArgs),
}

/// How it is written.
#[derive(Debug, Args)]
pub struct JsonArg {
    /// Write JSON
    #[arg(long)]
    json: bool,
}

/// Which rule.
#[derive(Debug, Args)]
pub struct GetArgs {
    /// Its name, e.g. sign_up.mode
    #[arg(value_name = "KEY")]
    key: String,
    #[command(flatten)]
    json: JsonArg,
}

/// Which rule becomes what.
#[derive(Debug, Args)]
pub struct SetArgs {
    /// Its name, e.g. sign_up.mode
    #[arg(value_name = "KEY")]
    key: String,
    /// Spelled as in a variable of the environment
    #[arg(value_name = "VALUE")]
    value: String,
    /// Only say what would change
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    json: JsonArg,
}

/// Which rule is unset.
#[derive(Debug, Args)]
pub struct UnsetArgs {
    /// Its name, e.g. sign_up.mode
    #[arg(value_name = "KEY")]
    key: String,
    /// Only say what would change
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    json: JsonArg,
}

pub(super) fn run(command: &SettingsCommand, config: &Config, out: &mut dyn Write) -> Result<(), CliError> {
    let house = House::open(config)?;
    let operator = house.auth.operator();
    match command {
        SettingsCommand::List(args) => list(args, &operator.settings()?, out),
        SettingsCommand::Get(args) => {
            let rows = operator.settings()?;
            let row = rows.iter().find(|row| row.key == args.key);
            let row = row.ok_or_else(|| {
                CliError::NotFound(format!("There is no rule of the house called {}.", clean_line(&args.key, 80)))
            })?;
            if args.json.json {
                return write_json(out, &RuleJson::from(row));
            }
            Ok(writeln!(out, "{}", row.value)?)
        }
        SettingsCommand::Set(args) => {
            let change = operator.preview_setting(&args.key, Some(&args.value))?;
            as_operator()?;
            if !args.dry_run {
                operator.set_setting(&config.seat, &args.key, &args.value)?;
            }
            tell(&change, args.dry_run, args.json.json, out)
        }
        SettingsCommand::Unset(args) => {
            let change = operator.preview_setting(&args.key, None)?;
            as_operator()?;
            if !args.dry_run {
                operator.unset_setting(&config.seat, &args.key)?;
            }
            tell(&change, args.dry_run, args.json.json, out)
        }
    }
}

fn write_json(out: &mut dyn Write, value: &impl serde::Serialize) -> Result<(), CliError> {
    serde_json::to_writer_pretty(&mut *out, value).map_err(std::io::Error::from)?;
    Ok(writeln!(out)?)
}

fn list(args: &JsonArg, rows: &[SettingRow], out: &mut dyn Write) -> Result<(), CliError> {
    if args.json {
        return write_json(out, &rows.iter().map(RuleJson::from).collect::<Vec<_>>());
    }
    let from = |row: &SettingRow| match (row.set_by, &row.passed_over) {
        (SetBy::Elsewhere, Some(text)) => format!("{} ({text} in the database does not count)", row.source),
        (_, Some(text)) => format!("{} ({text} in the database can't be read)", row.source),
        (_, None) => row.source.clone(),
    };
    let rows: Vec<_> = rows.iter().map(|row| [row.key.to_owned(), row.value.clone(), from(row)]).collect();
    Ok(table::write(out, ["setting", "value", "from"], &rows)?)
}

fn tell(change: &SettingChange, dry_run: bool, json: bool, out: &mut dyn Write) -> Result<(), CliError> {
    if json {
        return write_json(out, &RuleChangeJson::new(change, dry_run));
    }
    let SettingChange { key, before, after, .. } = change;
    match (dry_run, before == after) {
        (_, true) => writeln!(out, "{key} is {after}, as before.")?,
        (true, false) => writeln!(out, "{key} would be {after}; it is {before}.")?,
        (false, false) => writeln!(out, "{key} is {after} now; it was {before}.")?,
    }
    Ok(())
}
