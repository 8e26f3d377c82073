//! `vestibule account reset-code | unlock | two-factor-off | break-glass`: ways in for who can't get in.

use std::io::Write;

use clap::Args;

use super::CliError;
use super::account::act::Run;
use super::account::find;
use super::account::report::{Report, as_operator};
use super::account::whom::{Asked, Whom};
use super::json::ResetCodeJson;
use super::time::minute;
use crate::auth::CallError;
use crate::auth::challenge::Identifier;
use crate::auth::operator::Operator;
use crate::auth::rescue::ResetCode;
use crate::config::Config;
use crate::domain::{AccountId, AccountRow, Seat};
use crate::house::House;

/// For whom a code is made.
#[derive(Debug, Args)]
pub struct ResetCodeArgs {
    /// Username or address
    #[arg(value_name = "NAME|EMAIL")]
    who: String,
    /// Write a JSON object; times are RFC 3339 in UTC
    #[arg(long)]
    json: bool,
}

/// Which admin can't get in.
#[derive(Debug, Args)]
pub struct BreakGlassArgs {
    /// Username or address
    #[arg(value_name = "NAME|EMAIL")]
    who: String,
    /// Do it: the account's second factor goes, its sessions end, and its address is told
    #[arg(long)]
    yes: bool,
    /// Write a JSON object; times are RFC 3339 in UTC
    #[arg(long)]
    json: bool,
}

pub(super) fn reset_code(args: &ResetCodeArgs, config: &Config, out: &mut dyn Write) -> Result<(), CliError> {
    let house = House::open(config)?;
    let operator = house.auth.operator();
    let name = find(&operator, &args.who)?.account.username;
    as_operator()?;
    let code = operator.reset_code(&config.seat, &Identifier::parse(&args.who))?;
    tell(&name, &code, args.json, out)
}

pub(super) fn unlock(whom: &Whom, run: Run<'_>) -> Result<(), CliError> {
    each(whom, ("forgive the wrong guesses at {}", "forgiven"), run, &|operator, seat, row| {
        if !whom.dry_run {
            operator.forgive(seat, &Identifier::parse(&row.username))?;
        }
        Ok(true)
    })
}

pub(super) fn two_factor_off(whom: &Whom, run: Run<'_>) -> Result<(), CliError> {
    each(whom, ("turn two-factor sign-in of {} off", "without two-factor sign-in"), run, &|operator, seat, row| {
        let who = Identifier::parse(&row.username);
        let has_one = operator.find(&who)?.second_factor_since.is_some();
        if has_one && !whom.dry_run {
            operator.clear_second_factor(seat, &who)?;
        }
        Ok(has_one)
    })
}

/// Does it to each; `act` answers whether there was anything to do. Letters go out in the end.
fn each(
    whom: &Whom,
    (verb, done): (&'static str, &'static str),
    run: Run<'_>,
    act: &dyn Fn(&Operator<'_>, &Seat, &AccountRow) -> Result<bool, CallError>,
) -> Result<(), CliError> {
    whom.named.given()?;
    let house = House::open(run.config)?;
    let operator = house.auth.operator();
    let mut queue = whom.named.queue(&operator, house.clock.now(), run.input)?;
    whom.confirm(verb, false, &mut queue)?;
    as_operator()?;
    let mut report = Report::begin(whom, done, run.out);
    loop {
        let part = queue.next_part(&operator)?;
        if part.is_empty() {
            break;
        }
        let ids: Vec<AccountId> = part.iter().filter_map(Asked::id).collect();
        let mut rows = operator.rows(&ids)?.into_iter();
        for asked in part {
            match asked {
                Asked::Nobody(name) => report.nobody(&name)?,
                Asked::Account(id, _) => match rows.next().flatten() {
                    // Gone, or without a second factor, since a moment ago: so already.
                    Some(row) => match act(&operator, &run.config.seat, &row) {
                        Ok(true) => report.done(&row.username, id)?,
                        Ok(false) | Err(CallError::Gone) => report.already(&row.username, id)?,
                        Err(error) => return Err(error.into()),
                    },
                    None => report.already(&id.to_string(), id)?,
                },
            }
        }
    }
    let counts = report.end()?;
    if counts.done > 0 && !whom.dry_run {
        house.send_due(run.config)?;
    }
    counts.verdict()
}

pub(super) fn break_glass(args: &BreakGlassArgs, config: &Config, out: &mut dyn Write) -> Result<(), CliError> {
    let house = House::open(config)?;
    let operator = house.auth.operator();
    let name = find(&operator, &args.who)?.account.username;
    if !args.yes {
        return Err(CliError::Usage(format!(
            "this opens {name} to whoever reads the code it prints: two-factor sign-in goes, sessions end, and the \
             address is told. Say --yes to do it."
        )));
    }
    as_operator()?;
    let code = operator.break_glass(&config.seat, &Identifier::parse(&args.who))?;
    tell(&name, &code, args.json, out)
}

fn tell(name: &str, code: &ResetCode, json: bool, out: &mut dyn Write) -> Result<(), CliError> {
    if json {
        serde_json::to_writer_pretty(&mut *out, &ResetCodeJson::new(name, code)).map_err(std::io::Error::from)?;
        return Ok(writeln!(out)?);
    }
    writeln!(out, "{}", code.code.expose())?;
    writeln!(
        out,
        "With this code {name} chooses a new password: on the first page of the screen, \"Forgot password\","
    )?;
    Ok(writeln!(out, "then Ctrl-K. It is good once, until {} UTC.", minute(code.expires_at))?)
}
