//! `vestibule invite`: invitations are made, listed and taken back.

use std::io::Write;
use std::time::Duration;

use clap::{Args, Subcommand};

use super::account::report::as_operator;
use super::json::{InviteJson, MadeInviteJson};
use super::time::minute;
use super::{CliError, table};
use crate::auth::CallError;
use crate::auth::invites::NewInvite;
use crate::config::Config;
use crate::domain::{InviteId, InviteLabel, Timestamp};
use crate::house::House;

/// What to do with invitations.
#[derive(Debug, Subcommand)]
pub enum InviteCommand {
    /// Make an invitation and print its code, once
    #[command(after_help = "JSON: as in `invite list`, and code.")]
    Create(InviteCreateArgs),
    /// List the invitations; those that ended over 30 days ago are gone
    #[command(
        after_help = "JSON: id, label, role, uses, uses_left, created_at, expires_at, made_by, revoked_at, good."
    )]
    List(InviteListArgs),
    /// Take an invitation back
    #[command(after_help = "JSON: as in `invite list`.")]
    Revoke(InviteRevokeArgs),
}

/// What kind of invitation.
#[derive(Debug, Args)]
pub struct InviteCreateArgs {
    /// How many people may sign up with it, 1 to 1000
    #[arg(long, value_name = "N", default_value_t = 1)]
    uses: u32,
    /// How long it is good: hours, days or weeks, e.g. 12h, 7d, 2w
    #[arg(long = "for", value_name = "TIME", default_value = "7d", value_parser = span)]
    good_for: Duration,
    /// What it is for
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    label: String,
    /// Write a JSON object; times are RFC 3339 in UTC
    #[arg(long)]
    json: bool,
}

/// How the list is written.
#[derive(Debug, Args)]
pub struct InviteListArgs {
    /// Write a JSON array; times are RFC 3339 in UTC
    #[arg(long)]
    json: bool,
}

/// Which invitation.
#[derive(Debug, Args)]
pub struct InviteRevokeArgs {
    /// Its id, as `invite list` shows it
    #[arg(value_name = "ID")]
    id: String,
    /// Write a JSON object; times are RFC 3339 in UTC
    #[arg(long)]
    json: bool,
}

/// `12h`, `7d`, `2w`.
fn span(text: &str) -> Result<Duration, String> {
    const HOUR: u64 = 60 * 60;
    let expected = || "expected hours, days or weeks: 12h, 7d, 2w".to_owned();
    let unit = text.chars().last().ok_or_else(expected)?;
    let hours = match unit {
        'h' => 1,
        'd' => 24,
        'w' => 7 * 24,
        _ => return Err(expected()),
    };
    let count: u64 = text.strip_suffix(unit).and_then(|count| count.parse().ok()).ok_or_else(expected)?;
    count.checked_mul(hours * HOUR).map(Duration::from_secs).ok_or_else(expected)
}

pub(super) fn run(command: &InviteCommand, config: &Config, out: &mut dyn Write) -> Result<(), CliError> {
    match command {
        InviteCommand::Create(args) => create(args, config, out),
        InviteCommand::List(args) => list(args, config, out),
        InviteCommand::Revoke(args) => revoke(args, config, out),
    }
}

fn write_json(out: &mut dyn Write, value: &impl serde::Serialize) -> Result<(), CliError> {
    serde_json::to_writer_pretty(&mut *out, value).map_err(std::io::Error::from)?;
    Ok(writeln!(out)?)
}

fn create(args: &InviteCreateArgs, config: &Config, out: &mut dyn Write) -> Result<(), CliError> {
    let label = InviteLabel::parse(&args.label).map_err(|error| CliError::Usage(format!("--label: {error}")))?;
    let house = House::open(config)?;
    let new = NewInvite { label, uses: args.uses, good_for: args.good_for };
    as_operator()?;
    let made = house.auth.operator().make_invite(&config.seat, &new)?;
    if args.json {
        return write_json(out, &MadeInviteJson::new(&made, house.clock.now()));
    }
    writeln!(out, "{}", made.code.expose())?;
    let people = if args.uses == 1 { "One person".to_owned() } else { format!("{} people", args.uses) };
    writeln!(out, "{people} may sign up with it until {} UTC. It is not shown again.", minute(made.invite.expires_at))?;
    let mode = house.auth.policy_now()?.sign_up;
    if mode != crate::domain::SignUpMode::Invite {
        writeln!(
            out,
            "Nobody is asked for it yet: sign_up.mode is {mode}. `vestibule settings set sign_up.mode invite`."
        )?;
    }
    Ok(())
}

fn list(args: &InviteListArgs, config: &Config, out: &mut dyn Write) -> Result<(), CliError> {
    let house = House::open(config)?;
    let (invites, now) = (house.auth.operator().invites()?, house.clock.now());
    if args.json {
        let rows: Vec<_> = invites.iter().map(|invite| InviteJson::new(invite, now)).collect();
        return write_json(out, &rows);
    }
    if invites.is_empty() {
        return Ok(writeln!(out, "No invitations.")?);
    }
    let state = |invite: &crate::domain::Invite, now: Timestamp| match invite.revoked_at {
        Some(_) => "taken back",
        None if invite.uses_left == 0 => "used up",
        None if now >= invite.expires_at => "run out",
        None => "good",
    };
    let rows: Vec<_> = invites
        .iter()
        .map(|invite| {
            [
                invite.id.to_string(),
                invite.label.as_str().to_owned(),
                format!("{} of {}", invite.uses_left, invite.uses),
                state(invite, now).to_owned(),
                minute(invite.expires_at),
                invite.made_by.name.clone(),
            ]
        })
        .collect();
    Ok(table::write(out, ["id", "label", "left", "state", "until (UTC)", "made by"], &rows)?)
}

fn revoke(args: &InviteRevokeArgs, config: &Config, out: &mut dyn Write) -> Result<(), CliError> {
    let missing =
        || CliError::NotFound("There is no invitation of that id. `vestibule invite list` shows them.".to_owned());
    let id: InviteId = args.id.parse().map_err(|_| missing())?;
    let house = House::open(config)?;
    as_operator()?;
    let invite = house.auth.operator().revoke_invite(&config.seat, id).map_err(|error| match error {
        CallError::Gone => missing(),
        other => other.into(),
    })?;
    if args.json {
        return write_json(out, &InviteJson::new(&invite, house.clock.now()));
    }
    Ok(writeln!(out, "The invitation is taken back.")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_as_they_are_said() {
        for (text, hours) in [("12h", 12), ("7d", 168), ("2w", 336)] {
            assert_eq!(span(text).unwrap(), Duration::from_secs(hours * 3600));
        }
        for text in ["", "7", "d", "-1d", "1.5d", "7 d", "7m", "99999999999999999999d", "999999999999999999w", "7д"] {
            assert!(span(text).is_err(), "{text}");
        }
    }
}
