//! `vestibule account`: list accounts, show one, and what `rescue.rs` does.

use std::io::Write;

use clap::{Args, Subcommand, ValueEnum};

use super::json::{AccountDetailJson, AccountJson};
use super::list::{List, ListArgs};
use super::rescue::{BreakGlassArgs, ResetCodeArgs, UnlockArgs};
use super::time::{minute, minute_or_dash};
use super::{CliError, rescue, table};
use crate::auth::CallError;
use crate::auth::admin::AccountDetail;
use crate::auth::challenge::Identifier;
use crate::auth::operator::Operator;
use crate::config::Config;
use crate::domain::text::clean_line;
use crate::domain::{AccountQuery, AccountRow, AccountSort, Direction, Search};
use crate::house::House;

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// List accounts
    #[command(after_help = "JSON: id, username, display_name, email, role (user, admin), status (active, \
                            suspended), verified_at, created_at, last_login_at, version.")]
    List(AccountListArgs),
    /// Show one account with its sessions and what happened to it
    #[command(after_help = "JSON: as in `account list`, and sessions (id, seat, created_at, last_seen_at, \
                            idle_ends_at, ends_at), second_factor_since, locked_until, and recent (as in `audit list`).")]
    Show(AccountShowArgs),
    /// Make a code with which somebody who can't get mail chooses a new password
    #[command(after_help = "JSON: username, code, expires_at.")]
    ResetCode(ResetCodeArgs),
    /// Forgive the wrong guesses at an account that is closed for the day
    Unlock(UnlockArgs),
    /// Let the only admin in again, who can no longer get in by any other way
    #[command(after_help = "JSON: username, code, expires_at.")]
    BreakGlass(BreakGlassArgs),
}

/// Which accounts.
#[derive(Debug, Args)]
pub struct AccountListArgs {
    #[command(flatten)]
    list: ListArgs,
    /// What to sort by
    #[arg(long, value_enum, value_name = "COLUMN", default_value = "username")]
    sort: SortArg,
    /// Largest first
    #[arg(long)]
    desc: bool,
}

/// Which account.
#[derive(Debug, Args)]
pub struct AccountShowArgs {
    /// Username or address
    #[arg(value_name = "NAME|EMAIL")]
    who: String,
    /// Write a JSON object; times are RFC 3339 in UTC
    #[arg(long)]
    json: bool,
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

pub(super) fn run(command: &AccountCommand, config: &Config, out: &mut dyn Write) -> Result<(), CliError> {
    match command {
        AccountCommand::List(args) => {
            let house = House::open(config)?;
            let search = Search::parse(&args.list.search, house.clock.now());
            let search = search.map_err(|error| CliError::Usage(format!("--search: {error}")))?;
            list(args, search, &house.auth.operator(), out)
        }
        AccountCommand::Show(args) => {
            let house = House::open(config)?;
            let detail = find(&house.auth.operator(), &args.who)?;
            if args.json {
                serde_json::to_writer_pretty(&mut *out, &AccountDetailJson::from(&detail))
                    .map_err(std::io::Error::from)?;
                return Ok(writeln!(out)?);
            }
            show(&detail, out)
        }
        AccountCommand::ResetCode(args) => rescue::reset_code(args, config, out),
        AccountCommand::Unlock(args) => rescue::unlock(args, config, out),
        AccountCommand::BreakGlass(args) => rescue::break_glass(args, config, out),
    }
}

fn list(args: &AccountListArgs, search: Search, operator: &Operator<'_>, out: &mut dyn Write) -> Result<(), CliError> {
    let list = List {
        what: "accounts",
        head: ["username", "display name", "email", "role", "status", "verified (UTC)", "created", "last sign-in"],
        id: |row: &AccountRow| row.id,
        json: |row: &AccountRow| AccountJson::from(row),
        cells: |row| {
            [
                row.username.clone(),
                row.display_name.clone(),
                row.email.clone(),
                row.role.to_string(),
                row.status.to_string(),
                minute_or_dash(row.verified_at),
                minute(row.created_at),
                minute_or_dash(row.last_login_at),
            ]
        },
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

/// The account of that name or address.
///
/// # Errors
/// [`CliError::NotFound`].
pub(super) fn find(operator: &Operator<'_>, who: &str) -> Result<AccountDetail, CliError> {
    operator.find(&Identifier::parse(who)).map_err(|error| match error {
        CallError::Gone => CliError::NotFound(format!("There is no account {}.", clean_line(who, 80))),
        other => other.into(),
    })
}

fn show(detail: &AccountDetail, out: &mut dyn Write) -> Result<(), CliError> {
    let account = &detail.account;
    let rows = [
        ["display name", account.display_name.as_str()].map(str::to_owned),
        ["email", account.email.as_str()].map(str::to_owned),
        ["role", account.role.as_str()].map(str::to_owned),
        ["status", account.status.as_str()].map(str::to_owned),
        ["verified".to_owned(), minute_or_dash(account.verified_at)],
        ["created".to_owned(), minute(account.created_at)],
        ["last sign-in".to_owned(), minute_or_dash(account.last_login_at)],
        [
            "two-factor".to_owned(),
            detail.second_factor_since.map_or_else(|| "off".to_owned(), |at| format!("since {}", minute(at))),
        ],
        [
            "guesses".to_owned(),
            detail
                .locked_until
                .map_or_else(|| "–".to_owned(), |at| format!("too many wrong ones; closed until {}", minute(at))),
        ],
        ["id".to_owned(), account.id.to_string()],
    ];
    table::write(out, ["username", account.username.as_str()], &rows)?;
    if !detail.sessions.is_empty() {
        writeln!(out)?;
        let rows: Vec<_> = detail
            .sessions
            .iter()
            .map(|session| [session.seat.to_string(), minute(session.created_at), minute(session.last_seen_at)])
            .collect();
        table::write(out, ["signed in at", "since (UTC)", "last used"], &rows)?;
    }
    if !detail.recent.is_empty() {
        writeln!(out)?;
        let rows: Vec<_> = detail.recent.iter().map(super::audit::cells).collect();
        table::write(out, super::audit::HEAD, &rows)?;
    }
    Ok(())
}
