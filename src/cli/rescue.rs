//! `vestibule account reset-code | unlock | two-factor-off | break-glass`: ways in for who can't get in.

use std::io::Write;

use clap::Args;

use super::CliError;
use super::account::find;
use super::account::report::as_operator;
use super::json::ResetCodeJson;
use super::time::minute;
use crate::auth::challenge::Identifier;
use crate::auth::rescue::ResetCode;
use crate::config::Config;
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

/// Whose wrong guesses are forgiven.
#[derive(Debug, Args)]
pub struct UnlockArgs {
    /// Username or address
    #[arg(value_name = "NAME|EMAIL")]
    who: String,
}

/// Whose second factor goes.
#[derive(Debug, Args)]
pub struct TwoFactorOffArgs {
    /// Username or address
    #[arg(value_name = "NAME|EMAIL")]
    who: String,
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

pub(super) fn unlock(args: &UnlockArgs, config: &Config, out: &mut dyn Write) -> Result<(), CliError> {
    let house = House::open(config)?;
    let operator = house.auth.operator();
    let name = find(&operator, &args.who)?.account.username;
    as_operator()?;
    operator.forgive(&config.seat, &Identifier::parse(&args.who))?;
    Ok(writeln!(out, "The wrong guesses at {name} are forgiven.")?)
}

pub(super) fn two_factor_off(args: &TwoFactorOffArgs, config: &Config, out: &mut dyn Write) -> Result<(), CliError> {
    let house = House::open(config)?;
    let operator = house.auth.operator();
    let detail = find(&operator, &args.who)?;
    let name = detail.account.username;
    if detail.second_factor_since.is_none() {
        return Err(CliError::NotFound(format!("{name} has no two-factor sign-in.")));
    }
    as_operator()?;
    operator.clear_second_factor(&config.seat, &Identifier::parse(&args.who))?;
    house.send_due(config)?;
    Ok(writeln!(out, "Two-factor sign-in of {name} is off: the password alone signs them in. Their address is told.")?)
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
