//! `vestibule account list`: as the screen shows it, in chosen columns.

use std::io::Write;

use clap::{Args, ValueEnum};

use super::whom::search;
use crate::cli::CliError;
use crate::cli::json::AccountJson;
use crate::cli::list::{List, ListArgs};
use crate::cli::search::saved;
use crate::cli::time::{minute, minute_or_dash};
use crate::config::Config;
use crate::domain::{AccountQuery, AccountRow, AccountSort, Direction, Timestamp};
use crate::house::House;

/// Which accounts.
#[derive(Debug, Args)]
pub struct AccountListArgs {
    #[command(flatten)]
    list: ListArgs,
    /// Search as was saved under this name
    #[arg(long, value_name = "NAME", conflicts_with = "search")]
    saved: Option<String>,
    /// Columns of the table; with --json every field is written
    #[arg(long, value_enum, value_name = "COLUMN,…", value_delimiter = ',', default_values_t = Column::USUAL)]
    columns: Vec<Column>,
    /// What to sort by
    #[arg(long, value_enum, value_name = "COLUMN", default_value = "username")]
    sort: SortArg,
    /// Largest first
    #[arg(long)]
    desc: bool,
}

/// What to sort by.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum SortArg {
    Username,
    DisplayName,
    Email,
    Role,
    Status,
    Created,
    LastLogin,
}

impl From<SortArg> for AccountSort {
    fn from(arg: SortArg) -> Self {
        match arg {
            SortArg::Username => Self::Username,
            SortArg::DisplayName => Self::DisplayName,
            SortArg::Email => Self::Email,
            SortArg::Role => Self::Role,
            SortArg::Status => Self::Status,
            SortArg::Created => Self::Created,
            SortArg::LastLogin => Self::LastLogin,
        }
    }
}

/// A column of the table.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Column {
    Id,
    Username,
    DisplayName,
    Email,
    Role,
    Status,
    // The status with its dates and the trash. Not for the help: one line about it would make it ten times as long.
    State,
    Verified,
    Created,
    LastLogin,
    LastSeat,
    ValidFrom,
    ValidUntil,
    Trashed,
}

impl Column {
    /// What is shown unless one says.
    const USUAL: [Self; 8] = [
        Self::Username,
        Self::DisplayName,
        Self::Email,
        Self::Role,
        Self::State,
        Self::Verified,
        Self::Created,
        Self::LastLogin,
    ];

    fn head(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Username => "username",
            Self::DisplayName => "display name",
            Self::Email => "email",
            Self::Role => "role",
            Self::Status => "status",
            Self::State => "state",
            Self::Verified => "verified (UTC)",
            Self::Created => "created (UTC)",
            Self::LastLogin => "last sign-in (UTC)",
            Self::LastSeat => "last seat",
            Self::ValidFrom => "good from (UTC)",
            Self::ValidUntil => "good until (UTC)",
            Self::Trashed => "thrown away (UTC)",
        }
    }

    fn cell(self, row: &AccountRow, now: Timestamp) -> String {
        match self {
            Self::Id => row.id.to_string(),
            Self::Username => row.username.clone(),
            Self::DisplayName => row.display_name.clone(),
            Self::Email => row.email.clone(),
            Self::Role => row.role.to_string(),
            Self::Status => row.status.to_string(),
            Self::State => row.standing(now).to_string(),
            Self::Verified => minute_or_dash(row.verified_at),
            Self::Created => minute(row.created_at),
            Self::LastLogin => minute_or_dash(row.last_login_at),
            Self::LastSeat => row.last_seat.clone().unwrap_or_else(|| "–".to_owned()),
            Self::ValidFrom => minute_or_dash(row.validity.from),
            Self::ValidUntil => minute_or_dash(row.validity.until),
            Self::Trashed => minute_or_dash(row.trashed_at),
        }
    }
}

pub(super) fn run(args: &AccountListArgs, config: &Config, out: &mut dyn Write) -> Result<(), CliError> {
    let house = House::open(config)?;
    let (operator, now) = (house.auth.operator(), house.clock.now());
    let search = match &args.saved {
        Some(name) => search(&saved(&operator, name)?, now)?,
        None => search(&args.list.search, now)?,
    };
    let list = List {
        what: "accounts",
        head: args.columns.iter().map(|column| column.head()).collect::<Vec<_>>(),
        id: |row: &AccountRow| row.id,
        json: |row: &AccountRow| AccountJson::new(row, now),
        cells: |row: &AccountRow| args.columns.iter().map(|column| column.cell(row, now)).collect::<Vec<_>>(),
    };
    list.write(&args.list, out, |page, limit| {
        operator.accounts(&AccountQuery {
            search: search.clone(),
            sort: args.sort.into(),
            direction: if args.desc { Direction::Descending } else { Direction::Ascending },
            page,
            limit,
        })
    })
}
