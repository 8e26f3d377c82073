//! `vestibule account create` and `edit`: one account, with its details.

use std::io::Write;

use clap::Args;

use super::find;
use super::report::as_operator;
use crate::auth::admin::NewAccount;
use crate::auth::edit::{AddressSeen, Edit};
use crate::cli::CliError;
use crate::cli::json::{AccountJson, OneJson};
use crate::cli::setup::where_it_is;
use crate::config::Config;
use crate::domain::{AccountRow, DisplayName, EmailAddress, Role, Timestamp, Username};
use crate::house::House;

/// Who gets an account.
#[derive(Debug, Args)]
pub struct CreateArgs {
    /// The name to sign in with
    #[arg(long, value_name = "NAME")]
    username: Username,
    /// Where letters go; the first one asks for a password
    #[arg(long, value_name = "ADDRESS")]
    email: EmailAddress,
    /// The name to be called by
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true, value_parser = DisplayName::parse)]
    display_name: DisplayName,
    /// What it may do: user, helper or admin
    #[arg(long, value_name = "ROLE", default_value_t = Role::User)]
    role: Role,
    /// Say what would be made, or why not, and make nothing
    #[arg(long)]
    dry_run: bool,
    /// Write a JSON object; times are RFC 3339 in UTC
    #[arg(long)]
    json: bool,
}

/// What of an account is changed.
#[derive(Debug, Args)]
pub struct EditArgs {
    /// Username or address
    #[arg(value_name = "NAME|EMAIL")]
    who: String,
    /// Another name to sign in with
    #[arg(long, value_name = "NAME", required_unless_present_any = ["display_name", "email"])]
    username: Option<Username>,
    /// Another name to be called by; an empty one takes it away
    #[arg(long, value_name = "NAME", value_parser = DisplayName::parse)]
    display_name: Option<DisplayName>,
    /// Another address; the old one is told
    #[arg(long, value_name = "ADDRESS")]
    email: Option<EmailAddress>,
    /// You know whose the other address is: it counts as proved
    #[arg(long, requires = "email")]
    verified: bool,
    /// Say what would change, or why not, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Write a JSON object; times are RFC 3339 in UTC
    #[arg(long)]
    json: bool,
}

pub(super) fn create(args: &CreateArgs, config: &Config, out: &mut dyn Write) -> Result<(), CliError> {
    let house = House::open(config)?;
    as_operator()?;
    let new = NewAccount {
        username: args.username.clone(),
        email: args.email.clone(),
        display_name: args.display_name.clone(),
        role: args.role,
    };
    let operator = house.auth.operator();
    if args.dry_run {
        let row = operator.preview_create(&config.seat, &new)?;
        if args.json {
            return object(&row, house.clock.now(), true, out);
        }
        let (name, role, email) = (&row.username, row.role, &row.email);
        return Ok(writeln!(out, "{name} would be made, as {role}. A letter would go to {email}.")?);
    }
    let (row, letter) = operator.create_account(&config.seat, &new)?;
    let stage = house.deliver(config, letter)?;
    if args.json {
        return object(&row, house.clock.now(), false, out);
    }
    writeln!(out, "{} is made. Its owner chooses a password with the code in the letter.", row.username)?;
    Ok(writeln!(out, "{}", where_it_is(stage, &row.email))?)
}

pub(super) fn edit(args: &EditArgs, config: &Config, out: &mut dyn Write) -> Result<(), CliError> {
    let house = House::open(config)?;
    let operator = house.auth.operator();
    let before = find(&operator, &args.who)?.account;
    as_operator()?;
    let edit = Edit {
        username: args.username.clone(),
        display_name: args.display_name.clone(),
        email: args.email.clone(),
        seen: if args.verified { AddressSeen::ByHand } else { AddressSeen::NotYet },
    };
    let row = match args.dry_run {
        true => operator.preview_edit(&config.seat, before.id, &edit)?,
        false => operator.edit_account(&config.seat, before.id, &edit)?,
    };
    if row.email != before.email && !args.dry_run {
        house.send_due(config)?;
    }
    if args.json {
        return object(&row, house.clock.now(), args.dry_run, out);
    }
    if row.version == before.version {
        return Ok(writeln!(out, "{} is so already.", row.username)?);
    }
    let changes = [
        ("username", &before.username, &row.username),
        ("display name", &before.display_name, &row.display_name),
        ("email", &before.email, &row.email),
    ];
    let changed = if args.dry_run { "would be changed" } else { "is changed" };
    writeln!(out, "{} {changed}.", if args.dry_run { &before.username } else { &row.username })?;
    for (what, before, now) in changes.into_iter().filter(|(_, before, now)| before != now) {
        let name = |name: &String| if name.is_empty() { "–".to_owned() } else { name.clone() };
        writeln!(out, "{what}: {} → {}", name(before), name(now))?;
    }
    if row.email != before.email && row.verified_at.is_none() && !args.dry_run {
        writeln!(out, "The new address is not proved yet: `vestibule account resend {}` writes to it.", row.username)?;
    }
    Ok(())
}

fn object(row: &AccountRow, now: Timestamp, dry_run: bool, out: &mut dyn Write) -> Result<(), CliError> {
    let one = OneJson { account: AccountJson::new(row, now), dry_run };
    serde_json::to_writer_pretty(&mut *out, &one).map_err(std::io::Error::from)?;
    Ok(writeln!(out)?)
}
