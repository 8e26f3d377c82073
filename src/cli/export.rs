//! `vestibule export`: accounts into a file.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::progress::Bar;
use super::prompt::{Proof, sign_in};
use super::{CliError, progress};
use crate::auth::Auth;
use crate::config::Config;
use crate::domain::FileFormat;
use crate::domain::Seat;
use crate::domain::search::Search;
use crate::house::House;
use crate::transfer::export::{Columns, Draft, Existing, Export, ExportFault, Order};
use crate::transfer::{By, format_of};

/// What to export, and where to.
#[derive(Debug, Args)]
#[command(after_help = "\
Columns: id, username, email, display_name, role, status, verified_at, created_at, last_login_at, last_seat, \
valid_from, valid_until, trashed_at, must_change, note. Without --columns those that an import reads.

The accounts come in the order in which they were made, and what lies in the trash only with --search state:trashed. \
Each is written once; what is changed meanwhile, as it was before or after. The file is for its owner alone, and is \
there whole or not at all.

CSV: a cell that a spreadsheet would take for a formula gets an apostrophe before it, which an import takes off again. \
JSON Lines: an object a line, names as above, null for what is not there. Times are RFC 3339 in UTC.

Hashes that came from another system are written as they came; those of this house need its keys and open nothing \
elsewhere. Every export is written into the audit.")]
pub struct ExportArgs {
    /// The file; - is standard output
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,
    /// Its format, csv or jsonl [default: by its name; csv on standard output]
    #[arg(long, value_name = "FORMAT")]
    format: Option<FileFormat>,
    /// What of each account, e.g. username,email
    #[arg(long, value_name = "NAME,…")]
    columns: Option<Columns>,
    /// Only accounts that match, as in `account list`: words, role:admin, state:suspended, seen:<30d, !verified:no
    #[arg(long, value_name = "QUERY", default_value = "", hide_default_value = true)]
    search: String,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
    /// With the hashes of passwords. Needs --as: an admin has to prove who they are
    #[arg(long, requires = "admin")]
    with_hashes: bool,
    /// Export as this admin: asks for the password, and the code of who has a second factor
    #[arg(long = "as", id = "admin", value_name = "NAME|EMAIL")]
    admin: Option<String>,
    /// Read the password from the first line of standard input, and the code from the second
    #[arg(long, requires = "admin")]
    password_stdin: bool,
}

/// Why an export stopped. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// It was begun.
    #[error(transparent)]
    Fault(#[from] ExportFault),
}

pub(super) fn run(
    args: &ExportArgs,
    config: &Config,
    input: &mut (dyn Read + Send),
    out: &mut dyn Write,
) -> Result<(), CliError> {
    let is_stream = args.file.as_os_str() == "-";
    let guessed = if is_stream { Some(FileFormat::Csv) } else { format_of(&args.file) };
    let format = args.format.or(guessed).ok_or_else(|| {
        CliError::Usage("The name of the file does not tell its format. Say --format csv or --format jsonl.".to_owned())
    })?;
    let house = House::open(config)?;
    let search = Search::parse(&args.search, house.clock.now())
        .map_err(|error| CliError::Usage(format!("--search: {error}")))?;
    let mut columns = args.columns.clone().unwrap_or_default();
    if args.with_hashes {
        columns = columns.and_hashes();
    }
    let order = Order { format, columns, search, typed: args.search.clone() };
    let token = match &args.admin {
        None => None,
        Some(name) => {
            let proof = if args.password_stdin { Proof::Stdin(input) } else { Proof::Terminal };
            Some(sign_in(&house, config, name, proof)?)
        }
    };
    let by = token.as_ref().map_or(By::Operator, By::Admin);
    let existing = if args.force { Existing::Replaced } else { Existing::Kept };
    let target = if is_stream { None } else { Some((args.file.as_path(), existing)) };
    let done = write(&house.auth, &config.seat, by, order, target, out);
    if let Some(token) = &token {
        house.auth.log_out(&config.seat, token)?;
    }
    let rows = done?;
    if let Some((path, _)) = target {
        let accounts = if rows == 1 { "account" } else { "accounts" };
        writeln!(out, "{} {accounts} in {}", progress::thousands(rows), path.display())?;
    }
    Ok(())
}

fn write(
    auth: &Auth,
    seat: &Seat,
    by: By<'_>,
    order: Order,
    target: Option<(&Path, Existing)>,
    out: &mut dyn Write,
) -> Result<u64, CliError> {
    let Some((path, existing)) = target else {
        let rows = pour(auth, seat, by, order, out)?;
        out.flush()?;
        return Ok(rows);
    };
    let unusable = |why| CliError::Usage(format!("{}: It can't be written ({why}).", path.display()));
    let mut draft = Draft::create(path, existing).map_err(unusable)?;
    let rows = pour(auth, seat, by, order, &mut draft)?;
    draft.keep().map_err(|error| ExportError::from(ExportFault::from(error)))?;
    Ok(rows)
}

fn pour(auth: &Auth, seat: &Seat, by: By<'_>, order: Order, out: &mut dyn Write) -> Result<u64, CliError> {
    let mut export = Export::begin(auth, seat, by, order)?;
    let mut bar = Bar::new("accounts");
    loop {
        let more = export.step(auth, seat, by, out).map_err(ExportError::from);
        if !matches!(more, Ok(true)) {
            bar.clear();
        }
        if !more? {
            return Ok(export.rows());
        }
        bar.draw(export.rows(), None);
    }
}
