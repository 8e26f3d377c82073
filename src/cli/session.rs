//! `vestibule session`: who is signed in where, and ending it.

use std::io::{Read, Write};

use clap::{Args, Subcommand};

use super::account::report::{Report, as_operator};
use super::account::whom::{Asked, Named, Whom};
use super::json::{OwnedSessionJson, SessionJson};
use super::time::minute;
use super::{CliError, table};
use crate::auth::CallError;
use crate::config::Config;
use crate::domain::{AccountId, SessionId};
use crate::house::House;

/// What to do with sessions.
#[derive(Debug, Subcommand)]
pub enum SessionCommand {
    /// List the live sessions of accounts, last used first
    #[command(after_help = "JSON: username, id, seat, created_at, last_seen_at, proved_at, idle_ends_at, ends_at.")]
    List(SessionListArgs),
    /// End sessions: all of an account, or one
    #[command(after_help = "JSON: as of `account suspend`; with --id: nothing.")]
    End(SessionEndArgs),
}

/// Whose sessions.
#[derive(Debug, Args)]
pub struct SessionListArgs {
    #[command(flatten)]
    named: Named,
    /// Write a JSON array, one object a line; times are RFC 3339 in UTC
    #[arg(long)]
    json: bool,
}

/// Which sessions.
#[derive(Debug, Args)]
pub struct SessionEndArgs {
    #[command(flatten)]
    whom: Whom,
    /// Only this session, as `session list --json` names it
    #[arg(long, value_name = "ID", conflicts_with_all = ["names", "search", "dry_run", "json"])]
    id: Option<SessionId>,
}

pub(super) fn run(
    command: &SessionCommand,
    config: &Config,
    input: &mut dyn Read,
    out: &mut dyn Write,
) -> Result<(), CliError> {
    match command {
        SessionCommand::List(args) => list(args, config, input, out),
        SessionCommand::End(args) => match args.id {
            Some(id) => end_one(id, config, out),
            None => end(&args.whom, config, input, out),
        },
    }
}

const HEAD: [&str; 6] = ["username", "signed in at", "since (UTC)", "last used", "ends", "id"];

fn list(args: &SessionListArgs, config: &Config, input: &mut dyn Read, out: &mut dyn Write) -> Result<(), CliError> {
    args.named.given()?;
    let house = House::open(config)?;
    let operator = house.auth.operator();
    let mut queue = args.named.queue(&operator, house.clock.now(), input)?;
    let (mut count, mut missing) = (0_usize, Vec::new());
    loop {
        let part = queue.next_part(&operator)?;
        if part.is_empty() {
            break;
        }
        let mut ids = Vec::new();
        for asked in part {
            match asked {
                Asked::Account(id, _) => ids.push(id),
                Asked::Nobody(name) => missing.push(name),
            }
        }
        let mut rows = Vec::new();
        for (username, session) in operator
            .sessions(&ids)?
            .into_iter()
            .flatten()
            .flat_map(|(name, sessions)| sessions.into_iter().map(move |session| (name.clone(), session)))
        {
            if args.json {
                out.write_all(if count == 0 { b"[\n" } else { b",\n" })?;
                let session = OwnedSessionJson { username, session: SessionJson::from(&session) };
                serde_json::to_writer(&mut *out, &session).map_err(std::io::Error::from)?;
            } else {
                let ends = session.idle_ends_at.min(session.ends_at);
                let times = [session.created_at, session.last_seen_at, ends].map(minute);
                let [since, used, ends] = times;
                rows.push([username, session.seat.to_string(), since, used, ends, session.id.to_string()]);
            }
            count += 1;
        }
        if !rows.is_empty() {
            table::write(out, HEAD, &rows)?;
        }
    }
    match (args.json, count) {
        (true, 0) => out.write_all(b"[]\n")?,
        (true, _) => out.write_all(b"\n]\n")?,
        (false, 0) => writeln!(out, "No sessions.")?,
        (false, _) => {}
    }
    out.flush()?;
    match missing.as_slice() {
        [] => Ok(()),
        [name] => Err(CliError::NotFound(format!("There is no account {name}."))),
        names => Err(CliError::NotFound(format!("{} names belong to no account.", names.len()))),
    }
}

fn end(whom: &Whom, config: &Config, input: &mut dyn Read, out: &mut dyn Write) -> Result<(), CliError> {
    whom.named.given()?;
    let house = House::open(config)?;
    let operator = house.auth.operator();
    let mut queue = whom.named.queue(&operator, house.clock.now(), input)?;
    whom.confirm("sign {} out", false, &mut queue)?;
    as_operator()?;
    let mut report = Report::begin(whom, "signed out", out);
    loop {
        let part = queue.next_part(&operator)?;
        if part.is_empty() {
            break;
        }
        let ids: Vec<AccountId> = part.iter().filter_map(Asked::id).collect();
        let mut named = operator.sessions(&ids)?.into_iter();
        let mut ended = if whom.dry_run { Vec::new() } else { operator.end_sessions(&config.seat, &ids)? }.into_iter();
        for asked in part {
            let id = match asked {
                Asked::Account(id, _) => id,
                Asked::Nobody(name) => {
                    report.nobody(&name)?;
                    continue;
                }
            };
            let (name, live) = named.next().flatten().unwrap_or_else(|| (id.to_string(), Vec::new()));
            let were = ended.next().map_or(!live.is_empty(), |ended| ended > 0);
            if were { report.done(&name, id)? } else { report.already(&name, id)? }
        }
    }
    report.end()?.verdict()
}

fn end_one(id: SessionId, config: &Config, out: &mut dyn Write) -> Result<(), CliError> {
    let house = House::open(config)?;
    as_operator()?;
    let name = house.auth.operator().end_session(&config.seat, id).map_err(|error| match error {
        CallError::Gone => CliError::NotFound("There is no such session, or it is over.".to_owned()),
        other => other.into(),
    })?;
    Ok(writeln!(out, "{name} is signed out there.")?)
}
