//! `vestibule account`: find accounts, make and change them, one or many. What `rescue.rs` does belongs to it, too.

use std::io::{Read, Write};

use clap::Subcommand;

use super::rescue::{BreakGlassArgs, ResetCodeArgs};
use super::{CliError, rescue};
use crate::auth::CallError;
use crate::auth::admin::AccountDetail;
use crate::auth::challenge::Identifier;
use crate::auth::operator::Operator;
use crate::auth::page::AccountPage;
use crate::config::Config;
use crate::domain::text::clean_line;

pub(super) mod act;
mod list;
mod one;
pub(super) mod report;
mod show;
mod undo;
pub(super) mod whom;

use act::{Plain, Run};
use whom::Whom;

const ACTED: &str = "\
Names come as arguments, from standard input with -, or from --search; blank lines and lines with # are left out, and \
each account is acted on once. --search, and whatever can't be taken back, needs --yes where nobody can be asked.

JSON: one object for each account: username, id, outcome (done, already, refused), reason (a word for programs), \
message (the same for people), dry_run, undo (how to take it back, for `account undo`; act, version, role, valid_from, \
valid_until, note).

Exit codes: 0 all done or so already; 1 some refused; 2 wrong usage; 3 none refused, but some not found.";

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// List accounts
    #[command(after_help = "\
Searching: words that username, display name or address contain, all of them; \"two words\" are one, !word is without. \
And fields: role:admin state:suspended verified:no seen:<30d seen:never created:2026-03 seat:lab. What lies in the trash \
is left out unless a state is named.

JSON: id, username, display_name, email, role (user, helper, admin), status (active, waiting, suspended), standing (the \
same with its dates and the trash: also early, expired, trashed), verified_at, created_at, last_login_at, last_seat, \
valid_from, valid_until, trashed_at, version.")]
    List(list::AccountListArgs),
    /// Show one account with its sessions, codes, letters and what happened to it
    #[command(after_help = "JSON: as in `account list`, and note, sessions (id, seat, created_at, last_seen_at, \
                            proved_at, idle_ends_at, ends_at), second_factor_since, recovery_codes_left, locked_until, \
                            password (missing, chosen, must_change), updated_at, challenges (purpose, address, way, state, \
                            created_at, tries_left, code_expires_at, expires_at, used_at; never a code), letters (as in \
                            `mail list`), and recent (as in `audit list`; `audit list --account` has the rest).")]
    Show(show::AccountShowArgs),
    /// Make an account; its owner gets a letter to choose a password
    #[command(after_help = "JSON: as in `account list`, and dry_run. The id of a dry run is none that will be.")]
    Create(one::CreateArgs),
    /// Change the username, the display name or the address of an account
    #[command(after_help = "JSON: as in `account list`, and dry_run.")]
    Edit(one::EditArgs),
    /// Close accounts and end their sessions
    #[command(after_help = ACTED)]
    Suspend(Whom),
    /// Open accounts again; also those that wait to be let in
    #[command(after_help = ACTED)]
    Restore(Whom),
    /// Give accounts another role and end their sessions
    #[command(after_help = ACTED)]
    Role(act::RoleArgs),
    /// Send letters to choose a new password
    #[command(after_help = ACTED)]
    Reset(Whom),
    /// Send the letters again that owners wait for: to choose the first password, or to prove the address
    #[command(after_help = ACTED)]
    Resend(Whom),
    /// Call addresses proved: you know whose they are
    #[command(after_help = ACTED)]
    Verify(Whom),
    /// Say from when and until when accounts are good
    #[command(after_help = ACTED)]
    Validity(act::ValidityArgs),
    /// Note something about accounts, for the staff
    #[command(after_help = ACTED)]
    Note(act::NoteArgs),
    /// Throw accounts away; for a week they can be taken back
    #[command(after_help = ACTED)]
    Trash(Whom),
    /// Take accounts out of the trash (--search state:trashed finds them)
    #[command(after_help = ACTED)]
    Untrash(Whom),
    /// Remove accounts for good; their owners are told
    #[command(after_help = ACTED)]
    Delete(Whom),
    /// Take back what an act on accounts says with --json that it did; not to accounts that were changed since
    #[command(after_help = "\
What can't be taken back is left out: letters, deletions, who was let in. The output is itself a report that can be \
taken back.

JSON: as of `account suspend`.

Exit codes: 0 all done or so already; 1 some refused; 2 wrong usage.")]
    Undo(undo::UndoArgs),
    /// Make a code with which somebody who can't get mail chooses a new password
    #[command(after_help = "JSON: username, code, expires_at.")]
    ResetCode(ResetCodeArgs),
    /// Forgive the wrong guesses at accounts that are closed for the day
    #[command(after_help = ACTED)]
    Unlock(Whom),
    /// Turn off two-factor sign-in of somebody who lost the phone and the recovery codes
    #[command(after_help = ACTED)]
    TwoFactorOff(Whom),
    /// Let the only admin in again, who can no longer get in by any other way
    #[command(after_help = "JSON: username, code, expires_at.")]
    BreakGlass(BreakGlassArgs),
}

pub(super) fn run(
    command: &AccountCommand,
    config: &Config,
    input: &mut dyn Read,
    out: &mut dyn Write,
) -> Result<(), CliError> {
    let plain = |what, whom, input, out| act::plain(what, whom, Run { config, input, out });
    match command {
        AccountCommand::List(args) => list::run(args, config, out),
        AccountCommand::Show(args) => show::run(args, config, out),
        AccountCommand::Create(args) => one::create(args, config, out),
        AccountCommand::Edit(args) => one::edit(args, config, out),
        AccountCommand::Suspend(whom) => plain(Plain::Suspend, whom, input, out),
        AccountCommand::Restore(whom) => plain(Plain::Restore, whom, input, out),
        AccountCommand::Role(args) => act::role(args, Run { config, input, out }),
        AccountCommand::Reset(whom) => plain(Plain::Reset, whom, input, out),
        AccountCommand::Resend(whom) => plain(Plain::Resend, whom, input, out),
        AccountCommand::Verify(whom) => plain(Plain::Verify, whom, input, out),
        AccountCommand::Validity(args) => act::validity(args, Run { config, input, out }),
        AccountCommand::Note(args) => act::note(args, Run { config, input, out }),
        AccountCommand::Trash(whom) => plain(Plain::Trash, whom, input, out),
        AccountCommand::Untrash(whom) => plain(Plain::Untrash, whom, input, out),
        AccountCommand::Delete(whom) => plain(Plain::Delete, whom, input, out),
        AccountCommand::Undo(args) => undo::run(args, Run { config, input, out }),
        AccountCommand::ResetCode(args) => rescue::reset_code(args, config, out),
        AccountCommand::Unlock(whom) => rescue::unlock(whom, Run { config, input, out }),
        AccountCommand::TwoFactorOff(whom) => rescue::two_factor_off(whom, Run { config, input, out }),
        AccountCommand::BreakGlass(args) => rescue::break_glass(args, config, out),
    }
}

/// The account of that name or address.
///
/// # Errors
/// [`CliError::NotFound`].
pub(super) fn find(operator: &Operator<'_>, who: &str) -> Result<AccountDetail, CliError> {
    operator.find(&Identifier::parse(who)).map_err(|error| nobody(who, error))
}

/// The same account with everything that belongs to it.
fn find_page(operator: &Operator<'_>, who: &str) -> Result<AccountPage, CliError> {
    operator.account_page(&Identifier::parse(who)).map_err(|error| nobody(who, error))
}

fn nobody(who: &str, error: CallError) -> CliError {
    match error {
        CallError::Gone => CliError::NotFound(format!("There is no account {}.", clean_line(who, 80))),
        other => other.into(),
    }
}
