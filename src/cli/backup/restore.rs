//! `vestibule restore`: puts a backup back. It is checked first, and what was there before is kept.

use std::fs::{self, File};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::draft::Draft;
use super::{at, meter, seal, stored};
use crate::auth::audit::AuditVerdict;
use crate::cli::CliError;
use crate::cli::time::{compact, minute_or_dash};
use crate::config::Config;
use crate::domain::Clock;
use crate::house::{House, database};
use crate::store::sqlite::SqliteStore;
use crate::store::sqlite::copy::{Inspected, inspect};

/// Which backup.
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// The backup
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The file with the secret key of age, for an encrypted one
    #[arg(long, value_name = "FILE")]
    identity: Option<PathBuf>,
    /// Replace the accounts that are here; they are kept in a file beside the database
    #[arg(long)]
    force: bool,
    /// Check the backup, and change nothing
    #[arg(long)]
    dry_run: bool,
}

pub(in crate::cli) fn run(
    args: &RestoreArgs,
    config: &Config,
    clock: &dyn Clock,
    out: &mut dyn Write,
) -> Result<(), CliError> {
    if !args.file.is_file() {
        return Err(CliError::NotFound(format!("There is no file {}.", args.file.display())));
    }
    let stamp = compact(clock.now());
    fs::create_dir_all(&config.data_dir).map_err(|why| at(&config.data_dir, &why))?;
    let copy = Draft::named(&config.data_dir, &stamp);
    unpack(args, &copy)?;
    let looked = inspect(copy.path()).map_err(stored)?;
    // Opened as the house would open it: an older schema is brought up to date, and the master key has to fit.
    let checked = House::open_at(config, copy.path())?;
    let verdict = checked.auth.operator().verify_audit(None, &mut |_| {})?;
    drop(checked);
    if let AuditVerdict::Broken { seq, defect } = verdict
        && !args.force
    {
        return Err(CliError::Broken(format!(
            "The audit in this backup is not as it was written: of row {seq}, {defect}. Say --force to put it back all \
             the same."
        )));
    }
    let place = database(config);
    let here = if place.exists() { Some(inspect(&place).map_err(stored)?) } else { None };
    writeln!(out, "The backup is whole: {}.", told(&looked))?;
    if let Some(here) = here.filter(|here| here.accounts > 0) {
        writeln!(out, "Here now: {}.", told(&here))?;
        if !args.force && !args.dry_run {
            return Err(CliError::Usage(
                "There are accounts here already. Say --force to replace them; they are kept in a file.".to_owned(),
            ));
        }
    }
    if args.dry_run {
        return Ok(writeln!(out, "Nothing was changed.")?);
    }
    let live = SqliteStore::open(&place).map_err(stored)?;
    if here.is_some_and(|here| here.accounts > 0) {
        let before = config.data_dir.join(format!("vestibule.db.before-{stamp}"));
        live.copy_to(&before, &mut meter("kept")).map_err(stored)?;
        writeln!(out, "What was here is kept in {}.", before.display())?;
    }
    live.replace_by(copy.path(), &mut meter("put back")).map_err(stored)?;
    drop(live);
    let house = House::open(config)?;
    let name = args.file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    house.auth.operator().put_back(&config.seat, &crate::domain::text::clean_line(&name, 100))?;
    writeln!(
        out,
        "It is put back. Every session is over, codes on their way are void, and letters that waited are dropped."
    )?;
    if io::stdout().is_terminal() {
        writeln!(out, "Programs that have the accounts open go on with those of the backup.")?;
    }
    Ok(())
}

/// The backup as a plain database, in a file of our own.
fn unpack(args: &RestoreArgs, copy: &Draft) -> Result<(), CliError> {
    let unreadable = |why: io::Error| CliError::Broken(format!("{} can't be read ({why}).", args.file.display()));
    let mut target = copy.create().map_err(|why| at(copy.path(), &why))?;
    if !seal::is_sealed(&args.file).map_err(unreadable)? {
        let mut from = File::open(&args.file).map_err(unreadable)?;
        io::copy(&mut from, &mut target).map_err(|why| at(copy.path(), &why))?;
        return Ok(());
    }
    let Some(identity) = &args.identity else {
        return Err(CliError::Usage(
            "The backup is encrypted: name the file with the secret key with --identity.".to_owned(),
        ));
    };
    seal::open(&args.file, &mut target, Path::new(identity))
}

fn told(looked: &Inspected) -> String {
    let accounts = if looked.accounts == 1 { "1 account".to_owned() } else { format!("{} accounts", looked.accounts) };
    format!("{accounts}, last entry of the audit {} (UTC)", minute_or_dash(looked.until))
}
