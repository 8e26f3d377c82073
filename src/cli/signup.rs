//! `vestibule signup`: who waits for the staff is let in or turned down, or noted something about.

use std::collections::HashMap;
use std::io::{Read, Write};

use clap::{Args, Subcommand};

use super::account::act::Run;
use super::account::report::as_operator;
use super::json::{DecidedJson, PendingJson};
use super::names::Names;
use super::time::{minute, minute_or_dash};
use super::{CliError, table};
use crate::auth::CallError;
use crate::auth::act::MOST_AT_ONCE;
use crate::auth::approvals::{Decided, Decision, Settled, Tell};
use crate::auth::challenge::Identifier;
use crate::auth::operator::Operator;
use crate::config::Config;
use crate::domain::text::clean_line;
use crate::domain::{PendingId, PendingRow, StaffNote, Total};
use crate::house::House;

/// What to do with those who wait.
#[derive(Debug, Subcommand)]
pub enum SignupCommand {
    /// List who waits: accounts to be let in, and registrations whose address is not proved yet
    #[command(after_help = "JSON: kind (account, registration), id, username, display_name, email, proved_at, since, \
                            note, seat, came_under, expires_at, letter_state.")]
    List(SignupListArgs),
    /// Let in who waits; where the address is not proved you vouch for them
    #[command(
        after_help = "JSON: name, id, username, outcome (let_in, vouched, turned_down, refused, not_found), why."
    )]
    Approve(ApproveArgs),
    /// Turn down who waits: the account or the registration is removed
    #[command(
        after_help = "JSON: name, id, username, outcome (let_in, vouched, turned_down, refused, not_found), why."
    )]
    Refuse(RefuseArgs),
    /// Note something about who waits, for the staff; it goes over to the account
    #[command(after_help = "JSON: name, id, username, outcome (noted, already, refused, not_found), why.")]
    Note(NoteArgs),
}

/// Which of them.
#[derive(Debug, Args)]
pub struct SignupListArgs {
    /// Only what contains all these words; case and accents do not matter
    #[arg(long, value_name = "WORDS", default_value = "", hide_default_value = true)]
    search: String,
    /// Most rows: those that wait longest
    #[arg(long, value_name = "N", default_value_t = 500)]
    limit: usize,
    /// Write a JSON array; times are RFC 3339 in UTC
    #[arg(long)]
    json: bool,
}

/// Who is let in.
#[derive(Debug, Args)]
pub struct ApproveArgs {
    #[command(flatten)]
    whom: WhomArgs,
}

/// Who is turned down.
#[derive(Debug, Args)]
pub struct RefuseArgs {
    #[command(flatten)]
    whom: WhomArgs,
    /// Why; it stands in the letter and in the audit
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    reason: String,
    /// Write no letter
    #[arg(long)]
    no_letter: bool,
}

/// What is noted about whom.
#[derive(Debug, Args)]
pub struct NoteArgs {
    #[command(flatten)]
    whom: WhomArgs,
    /// The note, one line; an empty one takes it away
    #[arg(long, value_name = "TEXT", value_parser = StaffNote::parse)]
    text: StaffNote,
}

/// Whom it is about.
#[derive(Debug, Args)]
struct WhomArgs {
    /// Usernames or addresses; - reads them from standard input, one a line
    #[arg(value_name = "NAME|EMAIL", required = true)]
    who: Vec<String>,
    /// Only say what would happen to whom
    #[arg(long)]
    dry_run: bool,
    /// Write a JSON array
    #[arg(long)]
    json: bool,
}

pub(super) fn run(
    command: &SignupCommand,
    config: &Config,
    input: &mut dyn Read,
    out: &mut dyn Write,
) -> Result<(), CliError> {
    match command {
        SignupCommand::List(args) => {
            let house = House::open(config)?;
            list(args, &house.auth.operator(), out)
        }
        SignupCommand::Approve(args) => decide(&args.whom, &Decision::Approve, Run { config, input, out }),
        SignupCommand::Refuse(args) => {
            let reason =
                StaffNote::parse(&args.reason).map_err(|error| CliError::Usage(format!("--reason: {error}")))?;
            let tell = if args.no_letter { Tell::Nothing } else { Tell::ByLetter };
            decide(&args.whom, &Decision::TurnDown { reason, tell }, Run { config, input, out })
        }
        SignupCommand::Note(args) => note(args, Run { config, input, out }),
    }
}

fn list(args: &SignupListArgs, operator: &Operator<'_>, out: &mut dyn Write) -> Result<(), CliError> {
    let window = operator.pending(&args.search, args.limit)?;
    if args.json {
        let rows: Vec<_> = window.rows.iter().map(PendingJson::from).collect();
        serde_json::to_writer_pretty(&mut *out, &rows).map_err(std::io::Error::from)?;
        return Ok(writeln!(out)?);
    }
    let rows: Vec<_> = window
        .rows
        .iter()
        .map(|row| {
            [
                row.username.clone(),
                row.email.clone(),
                minute_or_dash(row.proved_at),
                minute(row.since),
                row.parked.as_ref().map_or_else(|| "–".to_owned(), |parked| parked.seat.to_string()),
                row.note.as_str().to_owned(),
            ]
        })
        .collect();
    if rows.is_empty() {
        return Ok(writeln!(out, "Nobody waits.")?);
    }
    table::write(out, ["username", "email", "proved (UTC)", "waits since", "seat", "note"], &rows)?;
    let all = match window.total {
        Total::Exactly(all) | Total::AtLeast(all) => all,
    };
    if all > rows.len() as u64 {
        writeln!(out, "\n{} of {all} who wait; --limit N shows more.", rows.len())?;
    }
    Ok(())
}

/// What a name stands for.
enum Meant {
    One(Box<PendingRow>),
    Nobody,
    Several(String),
}

fn meant(operator: &Operator<'_>, name: &str) -> Result<Meant, CliError> {
    let rows = operator.pending_named(&Identifier::parse(name))?;
    let Some(first) = rows.first() else { return Ok(Meant::Nobody) };
    let other = |row: &&PendingRow| row.username != first.username || row.email != first.email;
    if let Some(other) = rows.iter().find(other) {
        // Who signed up twice alike is one person, and the newer registration is meant.
        return Ok(Meant::Several(format!(
            "Several registrations wait under that name: of {} ({}) and of {} ({}). Say the other of the two.",
            first.username, first.email, other.username, other.email
        )));
    }
    Ok(Meant::One(Box::new(first.clone())))
}

/// Those that were named, each with what the name stands for.
fn named(whom: &WhomArgs, operator: &Operator<'_>, input: &mut dyn Read) -> Result<Vec<(String, Meant)>, CliError> {
    let names = Names::new(&whom.who, input).all()?;
    names.iter().map(|name| Ok((clean_line(name, 80), meant(operator, name)?))).collect()
}

fn decide(whom: &WhomArgs, decision: &Decision, run: Run<'_>) -> Result<(), CliError> {
    let Run { config, input, out } = run;
    let house = House::open(config)?;
    let operator = house.auth.operator();
    let said = named(whom, &operator, input)?;
    as_operator()?;
    let ids: Vec<PendingId> =
        said.iter().filter_map(|(_, meant)| if let Meant::One(row) = meant { Some(row.id) } else { None }).collect();
    let mut decided: HashMap<PendingId, Decided> = HashMap::new();
    for part in ids.chunks(MOST_AT_ONCE) {
        let done = match whom.dry_run {
            true => operator.preview_decision(decision, part)?,
            false => operator.decide(&config.seat, decision, part)?,
        };
        for one in done {
            // Somebody named twice, by name and by address, is decided about once.
            decided.entry(one.id).or_insert(one);
        }
    }
    if !whom.dry_run && !ids.is_empty() {
        house.send_due(config)?;
    }
    let outcomes: Vec<DecidedJson> = said
        .iter()
        .map(|(name, meant)| match meant {
            Meant::Nobody => nobody(name),
            Meant::Several(why) => DecidedJson::other(name, "refused", why),
            Meant::One(row) => decided.get(&row.id).map_or_else(|| nobody(name), |one| DecidedJson::of(name, one)),
        })
        .collect();
    tell(&outcomes, whom, out)
}

fn note(args: &NoteArgs, run: Run<'_>) -> Result<(), CliError> {
    let Run { config, input, out } = run;
    let house = House::open(config)?;
    let operator = house.auth.operator();
    let said = named(&args.whom, &operator, input)?;
    as_operator()?;
    let mut outcomes = Vec::with_capacity(said.len());
    for (name, meant) in &said {
        let row = match meant {
            Meant::Nobody => {
                outcomes.push(nobody(name));
                continue;
            }
            Meant::Several(why) => {
                outcomes.push(DecidedJson::other(name, "refused", why));
                continue;
            }
            Meant::One(row) => row,
        };
        let noted = match args.whom.dry_run {
            true => Ok(row.note != args.text),
            false => operator.note_pending(&config.seat, row.id, &args.text),
        };
        outcomes.push(match noted {
            Ok(changed) => DecidedJson::noted(name, row, changed),
            Err(CallError::Gone) => nobody(name),
            Err(error) => return Err(error.into()),
        });
    }
    tell(&outcomes, &args.whom, out)
}

fn nobody(name: &str) -> DecidedJson {
    DecidedJson::other(name, "not_found", "Nobody waits under that name.")
}

/// Writes what became of each, and answers the exit code.
fn tell(outcomes: &[DecidedJson], whom: &WhomArgs, out: &mut dyn Write) -> Result<(), CliError> {
    if whom.json {
        serde_json::to_writer_pretty(&mut *out, &outcomes).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else if outcomes.is_empty() {
        writeln!(out, "No names.")?;
    } else {
        outcomes.iter().try_for_each(|one| writeln!(out, "{}", sentence(one, whom.dry_run)))?;
    }
    conclude(outcomes)
}

fn sentence(one: &DecidedJson, dry_run: bool) -> String {
    let would = |now: &str, then: &str| if dry_run { then.to_owned() } else { now.to_owned() };
    let what = match one.outcome {
        "let_in" => would("is let in", "would be let in"),
        "vouched" => would("is let in; you vouched for them", "would be let in, and you would vouch for them"),
        "noted" => would("is given that note", "would be given that note"),
        "already" => "has that note already".to_owned(),
        "turned_down" => would("is turned down", "would be turned down"),
        _ => return format!("{}: {}", one.name, one.why.as_deref().unwrap_or_default()),
    };
    format!("{} {what}.", one.username.as_deref().unwrap_or(&one.name))
}

/// The exit code: not found comes before refused, and both after what was done.
fn conclude(outcomes: &[DecidedJson]) -> Result<(), CliError> {
    let count = |outcome: &str| outcomes.iter().filter(|one| one.outcome == outcome).count();
    match (count("not_found"), count("refused")) {
        (0, 0) => Ok(()),
        (0, refused) => Err(CliError::Broken(format!("{refused} of {} refused.", outcomes.len()))),
        (missing, _) => Err(CliError::NotFound(format!("{missing} of {} not found.", outcomes.len()))),
    }
}

impl From<Settled> for &'static str {
    fn from(settled: Settled) -> Self {
        match settled {
            Settled::LetIn => "let_in",
            Settled::Vouched => "vouched",
            Settled::TurnedDown => "turned_down",
        }
    }
}
