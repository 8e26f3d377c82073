//! `vestibule keys`: list the keys in the database, replace them.

use std::io::Write;

use clap::{Args, Subcommand};

use super::json::{KeyJson, RotatedJson};
use super::time::{minute, minute_or_dash};
use super::{CliError, table};
use crate::auth::rotate::{KeyRow, RotateKeys, Rotated};
use crate::config::Config;
use crate::domain::KeyUse;
use crate::house::House;

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// List the keys in the database, newest first; none of them is shown
    #[command(after_help = "JSON: purpose (signing, sealing, pepper), name, created_at, retired_at, hashes (for a \
                            pepper, how many passwords and recovery codes need it).")]
    List(KeysListArgs),
    /// Replace keys while everybody goes on; without a flag all three
    #[command(after_help = "JSON: keys (purpose, new, old, removed), resealed, unreadable, waiting, lost. The master \
                            key stays.")]
    Rotate(KeysRotateArgs),
}

/// How to list.
#[derive(Debug, Args)]
pub struct KeysListArgs {
    /// Write a JSON array; times are RFC 3339 in UTC
    #[arg(long)]
    json: bool,
}

/// Which keys.
#[derive(Debug, Args)]
pub struct KeysRotateArgs {
    /// The key that signs tokens
    #[arg(long)]
    signing: bool,
    /// The key that seals letters that wait and second factors
    #[arg(long)]
    sealing: bool,
    /// The pepper of passwords and recovery codes
    #[arg(long)]
    pepper: bool,
    /// Give up passwords and recovery codes that still need the pepper before the last
    #[arg(long)]
    drop_oldest: bool,
    /// Write a JSON object
    #[arg(long)]
    json: bool,
}

pub(super) fn run(command: &KeysCommand, config: &Config, out: &mut dyn Write) -> Result<(), CliError> {
    let house = House::open(config)?;
    let operator = house.auth.operator();
    match command {
        KeysCommand::List(args) => list(args, &operator.keys()?, out),
        KeysCommand::Rotate(args) => {
            let what = RotateKeys { uses: uses(args), drop_oldest: args.drop_oldest };
            let rotated = operator.rotate_keys(&config.seat, &what)?;
            if args.json {
                serde_json::to_writer_pretty(&mut *out, &RotatedJson::from(&rotated)).map_err(std::io::Error::from)?;
                return Ok(writeln!(out)?);
            }
            report(&rotated, out)
        }
    }
}

fn uses(args: &KeysRotateArgs) -> Vec<KeyUse> {
    let asked = [(args.signing, KeyUse::Signing), (args.sealing, KeyUse::Sealing), (args.pepper, KeyUse::Pepper)];
    let some = asked.iter().any(|(asked, _)| *asked);
    asked.into_iter().filter(|(asked, _)| *asked || !some).map(|(_, purpose)| purpose).collect()
}

fn list(args: &KeysListArgs, keys: &[KeyRow], out: &mut dyn Write) -> Result<(), CliError> {
    if args.json {
        let keys: Vec<_> = keys.iter().map(KeyJson::from).collect();
        serde_json::to_writer_pretty(&mut *out, &keys).map_err(std::io::Error::from)?;
        return Ok(writeln!(out)?);
    }
    let rows: Vec<_> = keys
        .iter()
        .map(|key| {
            [
                key.purpose.to_string(),
                key.name.clone(),
                minute(key.created_at),
                minute_or_dash(key.retired_at),
                key.hashes.map(|count| count.to_string()).unwrap_or_default(),
            ]
        })
        .collect();
    Ok(table::write(out, ["key", "name", "made (UTC)", "retired", "passwords"], &rows)?)
}

fn report(rotated: &Rotated, out: &mut dyn Write) -> Result<(), CliError> {
    for key in &rotated.keys {
        write!(out, "The {} key is now {}; {} still reads what it made.", key.purpose, key.new, key.old)?;
        if !key.removed.is_empty() {
            write!(out, " Gone: {}.", key.removed.join(", "))?;
        }
        writeln!(out)?;
    }
    if rotated.keys.iter().any(|key| key.purpose == KeyUse::Sealing) {
        writeln!(out, "Letters and second factors sealed anew: {}.", rotated.resealed)?;
    }
    if rotated.unreadable > 0 {
        writeln!(out, "{} could not be opened before either, and stay as they are.", rotated.unreadable)?;
    }
    if rotated.waiting > 0 {
        writeln!(
            out,
            "Passwords and recovery codes under the old pepper: {}. A password goes over at its owner's next sign-in, \
             recovery codes when their owner makes new ones.",
            rotated.waiting
        )?;
    }
    if rotated.lost > 0 {
        writeln!(out, "Passwords and recovery codes given up: {}.", rotated.lost)?;
    }
    Ok(())
}
