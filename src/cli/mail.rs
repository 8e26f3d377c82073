//! `vestibule mail`: the letters and what became of them.

use std::io::Write;

use clap::{Args, Subcommand};

use super::CliError;
use super::account::report::as_operator;
use super::json::LetterJson;
use super::list::{List, ListArgs};
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
    Retry(RetryArgs),
}

/// Which letters.
#[derive(Debug, Args)]
pub struct RetryArgs {
    /// Their ids, as in `mail list --json`
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
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

pub(super) fn run(command: &MailCommand, config: &Config, out: &mut dyn Write) -> Result<(), CliError> {
    let args = match command {
        MailCommand::List(args) => args,
        MailCommand::Retry(args) => return retry(args, config, out),
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

fn retry(args: &RetryArgs, config: &Config, out: &mut dyn Write) -> Result<(), CliError> {
    let ids = args.ids.iter().map(|id| id.parse::<LetterId>()).collect::<Result<Vec<_>, _>>();
    let ids = ids.map_err(|_| CliError::Usage("an id is a UUID, as mail list --json shows it.".to_owned()))?;
    let house = House::open(config)?;
    as_operator()?;
    let mut missing = 0;
    for id in ids {
        match house.auth.operator().retry_letter(&config.seat, id) {
            Ok(letter) => writeln!(out, "The letter to {} is in the queue again.", letter.to)?,
            Err(CallError::Gone) => {
                missing += 1;
                writeln!(out, "{id} is no failed letter that could still be sent.")?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    house.send_due(config)?;
    if missing > 0 {
        Err(CliError::NotFound(format!("{missing} of {} were left alone.", args.ids.len())))
    } else {
        Ok(())
    }
}
