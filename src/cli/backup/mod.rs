//! `vestibule backup`: a copy of everything, made while others write, and looked at before it is called one.

use std::fs::{self, DirBuilder, File};
use std::io::{self, BufReader, BufWriter, IsTerminal, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use clap::Args;

use super::CliError;
use super::time::compact;
use crate::config::Config;
use crate::house::{House, database};
use crate::store::sqlite::SqliteStore;
use crate::store::sqlite::copy::inspect;

mod draft;
pub mod restore;
mod seal;

use draft::Draft;

/// Where to, and for whom.
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// Where the copy goes; - writes it to standard output [default: a new file in backups/ of the data directory]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Encrypt it for this public key of age (age1…); may be given again
    #[arg(long, value_name = "RECIPIENT")]
    to: Vec<String>,
    /// Replace a file that is there
    #[arg(long)]
    force: bool,
    /// Write a JSON object
    #[arg(long)]
    json: bool,
}

/// What was made: `backup --json`.
#[derive(Debug, serde::Serialize)]
struct BackupJson {
    /// Where it is; `null` for standard output.
    file: Option<String>,
    /// How many accounts it holds.
    accounts: u64,
    /// Its size in bytes.
    bytes: u64,
    /// Whether it is encrypted.
    encrypted: bool,
}

pub(super) fn run(args: &BackupArgs, config: &Config, out: &mut dyn Write) -> Result<(), CliError> {
    let recipients = seal::recipients(&args.to)?;
    let house = House::open(config)?;
    let stamp = compact(house.clock.now());
    let to_output = args.file.as_deref() == Some(Path::new("-"));
    if to_output && args.json {
        return Err(CliError::Usage("The copy goes to standard output, so --json has no place there.".to_owned()));
    }
    if to_output && io::stdout().is_terminal() {
        return Err(CliError::Usage(
            "A backup on a terminal helps nobody: send it into a file or a program.".to_owned(),
        ));
    }
    let file = match &args.file {
        Some(file) => file.clone(),
        None => {
            let directory = config.data_dir.join("backups");
            DirBuilder::new().recursive(true).mode(0o700).create(&directory).map_err(|why| at(&directory, &why))?;
            directory.join(format!("vestibule-{stamp}.db{}", if recipients.is_empty() { "" } else { ".age" }))
        }
    };
    if !to_output && !args.force && file.exists() {
        return Err(CliError::Usage(format!("{} is there already. Say --force to replace it.", file.display())));
    }

    // The plain copy lies beside the database, where the same lies already; only what is done leaves it.
    let copy = Draft::named(&config.data_dir, &stamp);
    SqliteStore::open(&database(config))
        .and_then(|live| live.copy_to(copy.path(), &mut meter("copied")))
        .map_err(stored)?;
    let looked = inspect(copy.path()).map_err(stored)?;

    let bytes = if to_output {
        let mut from = File::open(copy.path()).map(BufReader::new)?;
        if recipients.is_empty() {
            io::copy(&mut from, out)?
        } else {
            seal::seal(&mut from, out, &recipients).map(|()| 0)?
        }
    } else {
        let beside = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let done = Draft::named(beside, &format!("{stamp}-out"));
        let mut target = done.create().map(BufWriter::new).map_err(|why| at(&file, &why))?;
        let mut from = File::open(copy.path()).map(BufReader::new)?;
        let written = if recipients.is_empty() {
            io::copy(&mut from, &mut target).map(|_| ())
        } else {
            seal::seal(&mut from, &mut target, &recipients)
        };
        written.and_then(|()| target.flush()).map_err(|why| at(&file, &why))?;
        let bytes = fs::metadata(done.path())?.len();
        done.put(&file, args.force).map_err(|why| at(&file, &why))?;
        bytes
    };
    let place = if to_output { "standard output".to_owned() } else { file.display().to_string() };
    house.auth.operator().note_backup(&config.seat, &place)?;
    if to_output {
        return Ok(());
    }
    let encrypted = !recipients.is_empty();
    if args.json {
        let json = BackupJson { file: Some(place), accounts: looked.accounts, bytes, encrypted };
        serde_json::to_writer_pretty(&mut *out, &json).map_err(io::Error::from)?;
        return Ok(writeln!(out)?);
    }
    let accounts = if looked.accounts == 1 { "1 account".to_owned() } else { format!("{} accounts", looked.accounts) };
    writeln!(out, "{place} holds {accounts} and everything that belongs to them; it was read again and is whole.")?;
    writeln!(
        out,
        "The master key is not in it. Keep a copy of {} in another safe place: without it a backup opens nothing.",
        key_place(config)
    )?;
    Ok(())
}

/// Where the master key is, in words.
fn key_place(config: &Config) -> String {
    match config.master_key() {
        Some(_) => "VESTIBULE_MASTER_KEY".to_owned(),
        None => config.data_dir.join("secret.key").display().to_string(),
    }
}

fn at(file: &Path, why: &io::Error) -> CliError {
    CliError::Broken(format!("{} can't be written ({why}).", file.display()))
}

fn stored(error: crate::store::StoreError) -> CliError {
    CliError::House(error.into())
}

/// Tells on a terminal how far something is, at each whole percent, and wipes that away at the end.
fn meter(what: &'static str) -> impl FnMut(u64, u64) {
    let shown = io::stderr().is_terminal();
    let mut last = None;
    move |done, all| {
        let percent = done.saturating_mul(100).checked_div(all).unwrap_or(100);
        if !shown || last == Some(percent) {
            return;
        }
        last = Some(percent);
        let mut err = io::stderr();
        let _ = if percent < 100 { write!(err, "\r{percent:3} % {what}") } else { write!(err, "\r\x1b[K") };
        let _ = err.flush();
    }
}
