//! `vestibule mail`: the letters and what became of them.

use std::io::{Read, Write};

use clap::{Args, Subcommand};

use super::CliError;
use super::account::act::Run;
use super::account::report::as_operator;
use super::json::{LetterJson, RetriedJson};
use super::list::{List, ListArgs};
use super::names::Names;
use super::time::minute;
use crate::auth::CallError;
use crate::config::Config;
use crate::domain::{LetterId, LetterQuery, LetterRow, MailStage};
use crate::house::House;

/// What to do with letters.
#[derive(Debug, Subcommand)]
pub enum MailCommand {
    /// List letters, newest first
    #[command(after_help = "JSON: id, kind, to, state (queued, sending, sent, failed, dropped), tries, created_at, \
                            send_after, sent_at, carrier (file, mailjet), provider_id, last_error.")]
    List(ListArgs),
    /// Put letters that failed back into the queue, and send what is due
    #[command(after_help = "JSON: id, to, outcome (queued, not_found), dry_run.")]
    Retry(RetryArgs),
}

/// Which letters.
#[derive(Debug, Args)]
pub struct RetryArgs {
    /// Their ids, as in `mail list --json`; - reads them from standard input, one a line
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
    /// Only say which would be
    #[arg(long)]
    dry_run: bool,
    /// Write a JSON array
    #[arg(long)]
    json: bool,
}

fn cells(row: &LetterRow) -> [String; 6] {
    let more = match row.stage() {
        MailStage::Waiting { next_at, why, .. } => format!("next try {} UTC: {why}", minute(next_at)),
        MailStage::Written { path } => path,
        MailStage::Failed { why } => why,
        MailStage::Accepted { by, at } => format!("{}, {} UTC", by.name(), minute(at)),
        MailStage::Queued | MailStage::Sending { .. } | MailStage::Dropped => String::new(),
    };
    [
        minute(row.created_at),
        row.to.clone(),
        row.kind.words().to_owned(),
        row.state.to_string(),
        row.tries.to_string(),
        more,
    ]
}

pub(super) fn run(
    command: &MailCommand,
    config: &Config,
    input: &mut dyn Read,
    out: &mut dyn Write,
) -> Result<(), CliError> {
    let args = match command {
        MailCommand::List(args) => args,
        MailCommand::Retry(args) => return retry(args, Run { config, input, out }),
    };
    let house = House::open(config)?;
    let operator = house.auth.operator();
    let list = List {
        what: "letters",
        head: ["written (UTC)", "to", "letter", "state", "tries", "more"],
        id: |row: &LetterRow| row.id,
        json: |row: &LetterRow| LetterJson::from(row),
        cells,
    };
    list.write(args, out, |page, limit| {
        operator.letters(&LetterQuery { search: args.search.clone(), account: None, page, limit })
    })
}

fn retry(args: &RetryArgs, run: Run<'_>) -> Result<(), CliError> {
    let Run { config, input, out } = run;
    let ids = Names::new(&args.ids, input).all()?;
    let ids = ids.iter().map(|id| id.parse::<LetterId>()).collect::<Result<Vec<_>, _>>();
    let ids = ids.map_err(|_| CliError::Usage("an id is a UUID, as mail list --json shows it.".to_owned()))?;
    let house = House::open(config)?;
    let (operator, seat) = (house.auth.operator(), &config.seat);
    as_operator()?;
    let mut told = Vec::with_capacity(ids.len());
    for id in ids {
        let letter = if args.dry_run { operator.preview_retry(seat, id) } else { operator.retry_letter(seat, id) };
        let to = match letter {
            Ok(letter) => Some(letter.to),
            Err(CallError::Gone) => None,
            Err(error) => return Err(error.into()),
        };
        let outcome = if to.is_some() { "queued" } else { "not_found" };
        told.push(RetriedJson { id: id.to_string(), to, outcome, dry_run: args.dry_run });
    }
    if args.json {
        serde_json::to_writer_pretty(&mut *out, &told).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else if told.is_empty() {
        writeln!(out, "No letters.")?;
    } else {
        let verb = if args.dry_run { "would be" } else { "is" };
        told.iter().try_for_each(|one| match &one.to {
            Some(to) => writeln!(out, "The letter to {to} {verb} in the queue again."),
            None => writeln!(out, "{} is no failed letter that could still be sent.", one.id),
        })?;
    }
    let missing = told.iter().filter(|one| one.to.is_none()).count();
    if missing < told.len() && !args.dry_run {
        house.send_due(config)?;
    }
    match missing {
        0 => Ok(()),
        missing => Err(CliError::NotFound(format!("{missing} of {} were left alone.", told.len()))),
    }
}
