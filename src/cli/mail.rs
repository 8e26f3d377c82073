//! `vestibule mail`: the letters and what became of them.

use std::io::Write;

use clap::Subcommand;

use super::CliError;
use super::json::LetterJson;
use super::list::{List, ListArgs};
use super::time::minute;
use crate::config::Config;
use crate::domain::{LetterQuery, LetterRow, MailStage};
use crate::house::House;

/// What to do with letters.
#[derive(Debug, Subcommand)]
pub enum MailCommand {
    /// List letters, newest first
    #[command(after_help = "JSON: id, kind, to, state (queued, sending, sent, failed, dropped), tries, created_at, \
                            send_after, sent_at, carrier (file, mailjet), provider_id, last_error.")]
    List(ListArgs),
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
    let MailCommand::List(args) = command;
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
