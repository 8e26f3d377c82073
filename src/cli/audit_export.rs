//! `vestibule audit export`: what happened, as a file.

use std::fs::OpenOptions;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::CliError;
use super::account::find;
use super::audit::searched;
use super::progress::thousands;
use crate::domain::{AuditQuery, FileFormat, Page};
use crate::house::House;

/// Rows asked for at once.
const PART: usize = 2_000;
/// Rows looked at for words at once: a reader that takes long keeps the write-ahead log from being cut back.
const LOOKED_AT: u64 = 50_000;

/// What to write where.
#[derive(Debug, Args)]
pub struct AuditExportArgs {
    /// What the file is made of
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: FormatArg,
    /// Only what this search finds
    #[arg(long, value_name = "SEARCH", default_value = "", hide_default_value = true)]
    search: String,
    /// Only what this account did, or what was done to it
    #[arg(long, value_name = "NAME|EMAIL")]
    account: Option<String>,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
    /// The file, for its owner alone; - writes to standard output
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,
}

/// What the file is made of.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum FormatArg {
    Csv,
    Jsonl,
}

impl From<FormatArg> for FileFormat {
    fn from(arg: FormatArg) -> Self {
        match arg {
            FormatArg::Csv => Self::Csv,
            FormatArg::Jsonl => Self::JsonLines,
        }
    }
}

pub(super) fn run(args: &AuditExportArgs, house: &House, out: &mut dyn Write) -> Result<(), CliError> {
    let account = match &args.account {
        Some(who) => Some(find(&house.auth.operator(), who)?.account.id),
        None => None,
    };
    let search = searched(&args.search, house.clock.now())?;
    let query = AuditQuery { search, account, page: Page::First, limit: PART };
    if args.file.as_os_str() == "-" {
        write(args, house, query, out)?;
        return Ok(());
    }
    let failed = |why: io::Error| CliError::File { path: args.file.clone(), why };
    let mut options = OpenOptions::new();
    options.write(true).mode(0o600);
    if args.force {
        options.create(true).truncate(true)
    } else {
        options.create_new(true)
    };
    let mut file = BufWriter::new(options.open(&args.file).map_err(failed)?);
    let rows = write(args, house, query, &mut file).map_err(|error| match error {
        CliError::Output(why) => failed(why),
        error => error,
    })?;
    file.into_inner().map_err(|error| failed(error.into_error()))?.sync_all().map_err(failed)?;
    writeln!(out, "{} rows are in {}.", thousands(rows), args.file.display())?;
    Ok(())
}

/// Part by part, in the memory of one; answers how many rows it wrote.
fn write(args: &AuditExportArgs, house: &House, mut query: AuditQuery, out: &mut dyn Write) -> Result<u64, CliError> {
    let operator = house.auth.operator();
    let format = FileFormat::from(args.format);
    let seen = io::stderr().is_terminal() && args.file.as_os_str() != "-";
    let mut rows = 0;
    out.write_all(format.head().as_bytes())?;
    loop {
        let part = operator.audit_part(&query, LOOKED_AT)?;
        for entry in &part.window.rows {
            out.write_all(format.line(entry).as_bytes())?;
            rows += 1;
        }
        if seen {
            let _ = write!(io::stderr(), "\r\u{1b}[K{} rows", thousands(rows));
        }
        match part.on_from {
            Some(seq) => query.page = Page::After(seq),
            None => break,
        }
    }
    if seen {
        let _ = write!(io::stderr(), "\r\u{1b}[K");
    }
    Ok(rows)
}
