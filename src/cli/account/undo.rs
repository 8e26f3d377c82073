//! `vestibule account undo`: takes back what a command wrote with `--json` that it did.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::PathBuf;

use clap::Args;
use serde::Deserialize;

use super::act::Run;
use super::report::{Report, Way, as_operator};
use crate::auth::act::{MOST_AT_ONCE, Undo};
use crate::cli::CliError;
use crate::cli::json::UndoJson;
use crate::domain::AccountId;
use crate::house::House;

/// What is taken back.
#[derive(Debug, Args)]
pub struct UndoArgs {
    /// What an act on accounts wrote with --json; - is standard input
    #[arg(value_name = "FILE")]
    report: PathBuf,
    /// Say what would happen to each, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Write a JSON array, one object a line
    #[arg(long)]
    json: bool,
}

/// Of a row of that file, what is needed here.
#[derive(Deserialize)]
struct Row {
    id: Option<AccountIdText>,
    #[serde(default)]
    undo: Option<UndoJson>,
}

#[derive(Deserialize)]
struct AccountIdText(String);

fn read(args: &UndoArgs, input: &mut dyn Read) -> Result<Vec<Undo>, CliError> {
    let name = args.report.display();
    let no_report = |why: &dyn std::fmt::Display| {
        CliError::Usage(format!("{name}: It is not what an act on accounts writes with --json ({why})."))
    };
    let rows: Vec<Row> = if args.report.as_os_str() == "-" {
        serde_json::from_reader(BufReader::new(input)).map_err(|error| no_report(&error))?
    } else {
        let file =
            File::open(&args.report).map_err(|why| CliError::Usage(format!("{name}: It can't be read ({why}).")))?;
        serde_json::from_reader(BufReader::new(file)).map_err(|error| no_report(&error))?
    };
    let undo = rows.iter().filter_map(|row| row.undo.as_ref().map(|undo| (row, undo)));
    let read = undo.map(|(row, undo)| {
        let id = row.id.as_ref().and_then(|id| id.0.parse::<AccountId>().ok());
        id.and_then(|id| undo.read(id)).ok_or_else(|| no_report(&format!("{} of what?", undo.act)))
    });
    read.collect()
}

pub(super) fn run(args: &UndoArgs, run: Run<'_>) -> Result<(), CliError> {
    let undo = read(args, run.input)?;
    let house = House::open(run.config)?;
    let (operator, seat) = (house.auth.operator(), &run.config.seat);
    as_operator()?;
    let mut report = Report::begin(Way { json: args.json, dry_run: args.dry_run }, "put back", run.out);
    for part in undo.chunks(MOST_AT_ONCE) {
        let acted = match args.dry_run {
            true => operator.preview_undo(seat, part)?,
            false => operator.undo(seat, part)?,
        };
        acted.iter().try_for_each(|acted| report.acted(acted))?;
    }
    report.end()?.verdict()
}
