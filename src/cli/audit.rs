//! `vestibule audit`: what happened, newest first.

use std::io::Write;

use clap::{Args, Subcommand};

use super::CliError;
use super::account::find;
use super::json::AuditJson;
use super::list::{List, ListArgs};
use super::time::minute;
use crate::config::Config;
use crate::domain::{AuditEntry, AuditQuery};
use crate::house::House;

/// What to do with the audit.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// List what happened, newest first
    #[command(after_help = "JSON: seq, at, event, actor (id, name), subject (id, name), seat, before, after.")]
    List(AuditListArgs),
}

/// Which rows.
#[derive(Debug, Args)]
pub struct AuditListArgs {
    #[command(flatten)]
    list: ListArgs,
    /// Only what this account did, or what was done to it
    #[arg(long, value_name = "NAME|EMAIL")]
    account: Option<String>,
}

pub(super) const HEAD: [&str; 6] = ["when (UTC)", "who", "what", "whom", "seat", "change"];

/// The cells of a row.
pub(super) fn cells(entry: &AuditEntry) -> [String; 6] {
    let change = match (&entry.before, &entry.after) {
        (Some(before), Some(after)) => format!("{before} → {after}"),
        (None, Some(after)) => after.clone(),
        (Some(before), None) => before.clone(),
        (None, None) => String::new(),
    };
    [
        minute(entry.at),
        entry.actor.name.clone(),
        entry.event.words().to_owned(),
        entry.subject.as_ref().map(|party| party.name.clone()).unwrap_or_default(),
        entry.seat.to_string(),
        change,
    ]
}

pub(super) fn run(command: &AuditCommand, config: &Config, out: &mut dyn Write) -> Result<(), CliError> {
    let AuditCommand::List(args) = command;
    let house = House::open(config)?;
    let operator = house.auth.operator();
    let account = match &args.account {
        Some(who) => Some(find(&operator, who)?.account.id),
        None => None,
    };
    let list = List {
        what: "rows",
        head: HEAD,
        id: |entry: &AuditEntry| entry.seq,
        json: |row: &AuditEntry| AuditJson::from(row),
        cells,
    };
    list.write(&args.list, out, |page, limit| {
        operator.audit(&AuditQuery { search: args.list.search.clone(), account, page, limit })
    })
}
