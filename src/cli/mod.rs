//! The face for scripts: one file per command.
//!
//! **Invariant.** A secret is never taken from an argument and never printed. Output goes to the writer that is
//! handed in; a reader that hangs up ends a command quietly.

use std::ffi::OsString;
use std::io::{self, ErrorKind, Read, Write};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::auth::CallError;
use crate::auth::admin::CreateError;
use crate::auth::clock::SystemClock;
use crate::auth::edit::EditError;
use crate::auth::invites::InviteError;
use crate::auth::rescue::BreakGlassError;
use crate::auth::rotate::RotateError;
use crate::auth::settings::SettingError;
use crate::auth::setup::SetUpError;
use crate::config::{Config, ConfigError, Environment, Flag, Flags};
use crate::house::HouseError;
use crate::transfer::export::ExportFault;
use crate::transfer::import::ImportFault;

pub mod account;
pub mod audit;
pub mod audit_export;
mod audit_follow;
pub mod backup;
pub mod config;
pub mod demo;
pub mod desk;
pub mod doctor;
pub mod export;
pub mod import;
pub mod invite;
pub mod json;
pub mod keys;
pub mod list;
pub mod log;
pub mod mail;
mod names;
mod pages;
mod progress;
mod prompt;
pub mod rescue;
pub mod search;
pub mod session;
pub mod settings;
pub mod setup;
pub mod shell;
pub mod signup;
mod table;
pub mod time;

const NAMED: &str = "Accounts at the terminal; without a command, the screen";
const ABOUT: &str = "\
Vestibule keeps accounts at the terminal: people sign up, verify their address and sign in at a shared one, and admins \
look after every account from theirs. Without a command it opens the screen; the commands are for scripts and for \
whoever runs the machine.";
const EVERYWHERE: &str = "For every command";
const CODES: &str = "\
Exit codes:
  0  done
  1  failed, or refused by a rule
  2  wrong usage or configuration; nothing was touched
  3  not found

`vestibule config` shows every setting and where it comes from.";

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "vestibule", version, about = NAMED, long_about = ABOUT, after_help = CODES, max_term_width = 100)]
pub struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub options: Options,
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What holds for every command.
#[derive(Debug, Args)]
pub struct Options {
    /// Read this configuration file
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Keep everything in this directory
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "DIR")]
    data_dir: Option<OsString>,
    /// Call this terminal so, in the audit and in letters
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "NAME")]
    seat: Option<OsString>,
    /// Set anything else, e.g. --set ui.mouse=false
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "KEY=VALUE", value_parser = key_value)]
    set: Vec<(String, OsString)>,
}

impl Options {
    /// As the configuration takes them.
    pub fn flags(&self) -> Flags {
        let mut set = Vec::new();
        let named = [("--data-dir", "data.dir", &self.data_dir), ("--seat", "seat", &self.seat)];
        for (key, value) in &self.set {
            set.push(Flag { name: "--set", key: key.clone(), value: value.clone() });
        }
        for (name, key, value) in named {
            if let Some(value) = value {
                set.push(Flag { name, key: key.to_owned(), value: value.clone() });
            }
        }
        Flags { config: self.config.clone(), set }
    }
}

fn key_value(text: &str) -> Result<(String, OsString), String> {
    let (key, value) = text.split_once('=').ok_or("expected KEY=VALUE")?;
    Ok((key.to_owned(), value.into()))
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Commands that run and end.
    #[command(flatten)]
    Script(Script),
    /// Look around in a house of 10,000 made-up people; nothing of it stays
    Demo,
}

/// Commands that run and end.
#[derive(Debug, Subcommand)]
pub enum Script {
    /// Make the first admin; refused when there is an account already
    Setup(setup::SetupArgs),
    /// Find accounts, make and change them, let somebody in again
    #[command(subcommand)]
    Account(account::AccountCommand),
    /// List who is signed in where, and end it
    #[command(subcommand)]
    Session(session::SessionCommand),
    /// List the saved searches, save one, remove one
    #[command(subcommand)]
    Search(search::SearchCommand),
    /// Take over the accounts of another system, with the hashes of their passwords
    Import(import::ImportArgs),
    /// Write accounts into a file, as CSV or JSON Lines
    Export(export::ExportArgs),
    /// List the letters and what became of them
    #[command(subcommand)]
    Mail(mail::MailCommand),
    /// See today at a glance: who came, what waits, who is signed in
    Desk(desk::DeskArgs),
    /// List what happened, newest first, or write it into a file; check that nothing of it was changed
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// List the keys, replace them
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// See who waits to be let in; let them in or turn them down
    #[command(subcommand)]
    Signup(signup::SignupCommand),
    /// Make invitations, list them, take them back
    #[command(subcommand)]
    Invite(invite::InviteCommand),
    /// See the rules of the house and change them while everybody goes on
    #[command(subcommand)]
    Settings(settings::SettingsCommand),
    /// Show every setting, its value and where it comes from
    Config(config::ConfigArgs),
    /// Make a copy of everything while the program is in use
    #[command(after_help = "JSON: file, accounts, bytes, encrypted.")]
    Backup(backup::BackupArgs),
    /// Put a backup back; it is checked first
    Restore(backup::restore::RestoreArgs),
    /// Look whether all is well, and say what to do where it is not
    #[command(after_help = "JSON: one object for each check: check, verdict (good, look, bad), says, todo.")]
    Doctor(doctor::DoctorArgs),
    /// Write what a shell needs to complete commands
    Completions(shell::CompletionsArgs),
    /// Write the manual pages
    Man(shell::ManArgs),
}

/// Why a command failed. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// Something in the arguments is no good.
    #[error("{0}")]
    Usage(String),
    /// The configuration is no good.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The house stays shut.
    #[error(transparent)]
    House(#[from] HouseError),
    /// The core said no.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The glass stays whole.
    #[error(transparent)]
    BreakGlass(#[from] BreakGlassError),
    /// No first admin was made.
    #[error(transparent)]
    SetUp(#[from] SetUpError),
    /// No key was replaced.
    #[error(transparent)]
    Rotate(#[from] RotateError),
    /// A rule of the house stays as it is.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// No invitation was made.
    #[error(transparent)]
    Invite(#[from] InviteError),
    /// What was checked is not as it should be.
    #[error("{0}")]
    Broken(String),
    /// An import did not begin, or stopped.
    #[error(transparent)]
    Transfer(ImportFault),
    /// An export stopped.
    #[error(transparent)]
    Export(#[from] export::ExportError),
    /// Some accounts were not acted on.
    #[error("{refused} of {all} {} refused; the output says why.", if *refused == 1 { "was" } else { "were" })]
    Refused {
        /// How many.
        refused: u64,
        /// Of how many.
        all: u64,
    },
    /// No account was made.
    #[error(transparent)]
    Create(#[from] CreateError),
    /// The details stay as they are.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// Some rows were not imported.
    #[error("{refused} {} refused. Mend what was said, and import again.", if *refused == 1 { "row was" } else { "rows were" })]
    Rows {
        /// How many.
        refused: u64,
    },
    /// A file that was to be written.
    #[error("{} can't be written ({why}).", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        why: io::Error,
    },
    /// What was asked for is not there.
    #[error("{0}")]
    NotFound(String),
    /// The demo's house could not be furnished.
    #[error("The demo's directory {} can't be used ({why}).", path.display())]
    Demo {
        /// Which.
        path: PathBuf,
        /// Why.
        why: io::Error,
    },
    /// The output could not be written.
    #[error("The output could not be written ({0}).")]
    Output(#[from] io::Error),
}

impl CliError {
    /// The exit code, as `--help` lists them.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) | Self::Config(_) => 2,
            Self::Setting(SettingError::Value { .. } | SettingError::NotARule { .. }) => 2,
            Self::Invite(InviteError::Uses | InviteError::GoodFor) => 2,
            Self::NotFound(_) | Self::Setting(SettingError::Unknown { .. }) => 3,
            _ if self.is_hang_up() => 0,
            _ => 1,
        }
    }

    /// Whether the reader of the output has gone: `vestibule account list | head` is no failure.
    pub fn is_hang_up(&self) -> bool {
        match self {
            Self::Output(error) => error.kind() == ErrorKind::BrokenPipe,
            Self::Export(export::ExportError::Fault(ExportFault::Output(error))) => {
                error.kind() == ErrorKind::BrokenPipe
            }
            _ => false,
        }
    }
}

/// Runs a command that ends by itself.
///
/// # Errors
/// [`CliError`] in its kinds.
pub fn run(
    script: &Script,
    config: &Config,
    input: &mut (dyn Read + Send),
    out: &mut dyn Write,
) -> Result<(), CliError> {
    match script {
        Script::Setup(args) => setup::run(args, config, input, out)?,
        Script::Account(command) => account::run(command, config, input, out)?,
        Script::Session(command) => session::run(command, config, input, out)?,
        Script::Search(command) => search::run(command, config, out)?,
        Script::Import(args) => import::run(args, config, input, out)?,
        Script::Export(args) => export::run(args, config, input, out)?,
        Script::Mail(command) => mail::run(command, config, input, out)?,
        Script::Desk(args) => desk::run(args, config, out)?,
        Script::Audit(command) => audit::run(command, config, out)?,
        Script::Keys(command) => keys::run(command, config, out)?,
        Script::Signup(command) => signup::run(command, config, input, out)?,
        Script::Invite(command) => invite::run(command, config, out)?,
        Script::Settings(command) => settings::run(command, config, out)?,
        Script::Config(args) => config::run(args, config, out)?,
        Script::Backup(args) => backup::run(args, config, out)?,
        Script::Restore(args) => backup::restore::run(args, config, &SystemClock, out)?,
        Script::Doctor(args) => doctor::run(args, config, out)?,
        Script::Completions(args) => shell::completions(args, out)?,
        Script::Man(args) => shell::man(args, out)?,
    }
    Ok(out.flush()?)
}

/// What this process was given from outside. Names that are no text are nobody's setting.
pub fn environment() -> Environment {
    Environment {
        variables: std::env::vars_os()
            .filter_map(|(name, value)| name.into_string().ok().map(|name| (name, value)))
            .collect(),
        home: etcetera::home_dir().ok().filter(|home| home.is_absolute()),
        working_dir: std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn help_begins_with_what_it_is() {
        let (short, long) = (Cli::command().render_help(), Cli::command().render_long_help());
        for (help, begin) in [(short, NAMED), (long, "Vestibule keeps accounts at the terminal")] {
            let help = help.to_string();
            assert!(help.starts_with(begin), "{help}");
            assert!(help.contains("Exit codes:"));
        }
    }
}
