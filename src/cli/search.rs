//! `vestibule search`: the searches that the staff have saved under a name.

use std::io::Write;

use clap::{Args, Subcommand};

use super::account::report::as_operator;
use super::json::SavedSearchJson;
use super::{CliError, table};
use crate::auth::CallError;
use crate::auth::operator::Operator;
use crate::auth::saved::SaveSearchError;
use crate::config::Config;
use crate::domain::text::clean_line;
use crate::domain::{SavedSearch, SavedSearchError, SearchName};
use crate::house::House;

/// What to do with saved searches.
#[derive(Debug, Subcommand)]
pub enum SearchCommand {
    /// List the saved searches by name
    #[command(after_help = "JSON: name, query.")]
    List(SearchListArgs),
    /// Save a search for everybody at the desk, in place of the one of that name
    Save(SearchSaveArgs),
    /// Remove a saved search
    Remove(SearchRemoveArgs),
}

/// How to list.
#[derive(Debug, Args)]
pub struct SearchListArgs {
    /// Write a JSON array
    #[arg(long)]
    json: bool,
}

/// What to save.
#[derive(Debug, Args)]
pub struct SearchSaveArgs {
    /// What it is called
    name: String,
    /// What is searched for, as in `account list --search`
    query: String,
}

/// What to remove.
#[derive(Debug, Args)]
pub struct SearchRemoveArgs {
    /// What it is called
    name: String,
}

pub(super) fn run(command: &SearchCommand, config: &Config, out: &mut dyn Write) -> Result<(), CliError> {
    let house = House::open(config)?;
    let operator = house.auth.operator();
    match command {
        SearchCommand::List(args) => list(args, &operator.saved_searches()?, out),
        SearchCommand::Save(args) => {
            let search = SavedSearch::parse(&args.name, &args.query, house.clock.now()).map_err(usage)?;
            as_operator()?;
            operator.save_search(&config.seat, &search).map_err(|error| match error {
                SaveSearchError::Call(error) => error.into(),
                other => CliError::Broken(other.to_string()),
            })?;
            Ok(writeln!(out, "{} is saved.", search.name.as_str())?)
        }
        SearchCommand::Remove(args) => {
            let name = SearchName::parse(&args.name).map_err(usage)?;
            as_operator()?;
            operator.remove_search(&config.seat, &name).map_err(|error| match error {
                CallError::Gone => missing(&args.name),
                other => other.into(),
            })?;
            Ok(writeln!(out, "{} is removed.", name.as_str())?)
        }
    }
}

fn list(args: &SearchListArgs, all: &[SavedSearch], out: &mut dyn Write) -> Result<(), CliError> {
    if args.json {
        let all: Vec<SavedSearchJson<'_>> = all.iter().map(SavedSearchJson::from).collect();
        serde_json::to_writer_pretty(&mut *out, &all).map_err(std::io::Error::from)?;
        return Ok(writeln!(out)?);
    }
    if all.is_empty() {
        return Ok(writeln!(out, "No saved searches.")?);
    }
    let rows: Vec<_> = all.iter().map(|search| [search.name.as_str().to_owned(), search.text.clone()]).collect();
    Ok(table::write(out, ["name", "query"], &rows)?)
}

/// What is searched for under that name.
///
/// # Errors
/// [`CliError::NotFound`].
pub(super) fn saved(operator: &Operator<'_>, name: &str) -> Result<String, CliError> {
    let wanted = SearchName::parse(name).map_err(usage)?;
    let found = operator.saved_searches()?.into_iter().find(|search| search.name.key() == wanted.key());
    found.map(|search| search.text).ok_or_else(|| missing(name))
}

fn usage(error: SavedSearchError) -> CliError {
    CliError::Usage(error.to_string())
}

fn missing(name: &str) -> CliError {
    let name = clean_line(name, SearchName::MAX_CHARS);
    CliError::NotFound(format!("No saved search is called {name}; `vestibule search list` lists them."))
}
