//! `vestibule import`: accounts of another system, from a file.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use clap::Args;

use super::json::{ImportJson, ImportRowJson};
use super::progress::Bar;
use super::{CliError, table};
use crate::auth::import::{Admins, Imported, Origin};
use crate::config::Config;
use crate::domain::FileFormat;
use crate::house::House;
use crate::transfer::By;
use crate::transfer::import::{
    Counts, Import, ImportFault, Input, Mapping, Opened, Plain, Plan, Reading, Shape, Told, Unknown,
};

/// Refused rows that are told one by one.
const TOLD: u64 = 20;
/// Rows of a dry run that are shown one by one; --json has all of them.
const SHOWN: usize = 50;
/// So long the next rows may keep one waiting; then it is asked again.
const PATIENCE: Duration = Duration::from_secs(60);

/// What to import, and how.
#[derive(Debug, Args)]
#[command(after_help = "\
CSV begins with a header; JSON Lines has an object a line. Names, in any order; only the first two are needed:
  username, email
  display_name
  role           user (default), helper or admin
  status         active (default) or suspended
  verified_at    whether the address was proved: true, false (default), or when (RFC 3339)
  created_at     when the account was made (RFC 3339); now by default
  password_hash  SHA-256 in hex, bcrypt, Django's pbkdf2_sha256 or bcrypt_sha256, argon2id, scrypt; without one \
the owner chooses a password by a reset letter
  password       only with --hash-passwords, in place of password_hash
  must_change    whether the password has to be changed at the first sign-in; false by default
  valid_from, valid_until  when the account is good (RFC 3339)
  note           what staff note about it

Names and addresses follow the rules of signing up. An account that is there already is left as it is, so an import \
that was interrupted can be run again: it goes on where it stopped. No letters are sent. Others can go on working \
meanwhile.

JSON: dry_run, made, already_there, refused, wrapped (SHA-256 digests that are hashed again), hashed (passwords in \
plain text), estimated_seconds; of a dry run also rows, an array of line, username, outcome (made, already_there, \
refused), why.")]
pub struct ImportArgs {
    /// The file; - is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Its format, csv or jsonl [default: by its name]
    #[arg(long, value_name = "FORMAT")]
    format: Option<FileFormat>,
    /// What the file calls things, e.g. username=login,email=mail
    #[arg(long, value_name = "OURS=THEIRS,…", default_value = "", hide_default_value = true)]
    map: Mapping,
    /// Say what would become of each row, and how long it would take; write nothing
    #[arg(long)]
    dry_run: bool,
    /// Write the lines that were refused here, with the reason, to be mended and imported again. The file holds their
    /// hashes: it is made for its owner alone
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Take passwords in plain text and hash them. That takes a quarter of a second of one core each; the command says
    /// first how long it will take. A short one has to be changed at the first sign-in
    #[arg(long)]
    hash_passwords: bool,
    /// Take admins and helpers, too; their rows are refused otherwise
    #[arg(long)]
    allow_admins: bool,
    /// Pass over columns and fields with other names
    #[arg(long)]
    ignore_unknown: bool,
    /// Write a JSON object
    #[arg(long)]
    json: bool,
}

/// What is said of the rows while they come.
struct Teller<'a> {
    out: &'a mut dyn Write,
    bar: Bar,
    refused: u64,
    /// Of a dry run.
    rows: Option<Rows>,
}

/// The rows of a dry run.
enum Rows {
    /// The first of them, for a table.
    Table(Vec<[String; 3]>),
    /// As they come; how many were written.
    Json(u64),
}

pub(super) fn run(
    args: &ImportArgs,
    config: &Config,
    input: &mut (dyn Read + Send),
    out: &mut dyn Write,
) -> Result<(), CliError> {
    let is_stream = args.file.as_os_str() == "-";
    let shape = Shape {
        format: args.format,
        mapping: args.map.clone(),
        unknown: if args.ignore_unknown { Unknown::Ignored } else { Unknown::Refused },
        plain: if args.hash_passwords { Plain::Hashed } else { Plain::Refused },
    };
    let from = if is_stream { Input::Stream(Box::new(input)) } else { Input::Path(args.file.clone()) };
    let opened = Opened::new(from, &shape)?;
    let house = House::open(config)?;
    let name =
        args.file.file_name().filter(|_| !is_stream).map_or("standard input".into(), |name| name.to_string_lossy());
    let plan = Plan {
        admins: if args.allow_admins { Admins::Allowed } else { Admins::Refused },
        dry_run: args.dry_run,
        rejects: args.rejects.clone(),
        origin: Origin::new(&name),
    };
    let (import, reading) = Import::begin(&house.auth, By::Operator, opened, plan)?;
    if args.hash_passwords && !args.dry_run {
        foretell(&import, if is_stream { None } else { lines(&args.file) })?;
    }
    let rows = args.dry_run.then(|| if args.json { Rows::Json(0) } else { Rows::Table(Vec::new()) });
    let teller = Teller { out, bar: Bar::new("rows"), refused: 0, rows };
    thread::scope(|scope| {
        // It ends when the import does: nobody takes its rows any more.
        scope.spawn(|| Reading::run(reading));
        work(args, config, &house, import, teller)
    })
}

/// Says how long the hashing takes, before it begins.
fn foretell(import: &Import, rows: Option<u64>) -> Result<(), CliError> {
    let (count, what) = match rows {
        Some(rows) => (rows, format!("About {rows} passwords")),
        None => (1_000, "Each 1,000 passwords".to_owned()),
    };
    let (wait, cores) = import.estimate(count)?;
    let verb = if rows.is_some() { "are hashed" } else { "take" };
    let _ = writeln!(io::stderr(), "{what} {verb}: {} on {cores} cores.", about(wait));
    Ok(())
}

/// How many lines a file has: nearly its rows. `None` for what can be read only once.
fn lines(path: &Path) -> Option<u64> {
    let file = File::open(path).ok().filter(|file| file.metadata().is_ok_and(|about| about.is_file()))?;
    let (mut reader, mut lines) = (BufReader::with_capacity(1 << 18, file), 0);
    loop {
        let chunk = reader.fill_buf().ok()?;
        if chunk.is_empty() {
            return Some(lines);
        }
        lines += chunk.iter().filter(|byte| **byte == b'\n').count() as u64;
        let taken = chunk.len();
        reader.consume(taken);
    }
}

fn work(
    args: &ImportArgs,
    config: &Config,
    house: &House,
    mut import: Import,
    mut teller: Teller<'_>,
) -> Result<(), CliError> {
    if matches!(teller.rows, Some(Rows::Json(_))) {
        teller.out.write_all(b"{\"rows\":[")?;
    }
    loop {
        let mut said = Ok(());
        let progress = import.step(&house.auth, &config.seat, By::Operator, PATIENCE, &mut |row| {
            if said.is_ok() {
                said = teller.tell(row);
            }
        });
        if progress.is_err() {
            teller.bar.clear();
        }
        let progress = progress?;
        said?;
        teller.bar.draw(progress.counts.rows(), progress.size.map(|size| (progress.taken, size)));
        if progress.done {
            break;
        }
    }
    teller.bar.clear();
    conclude(args, import, teller)
}

impl Teller<'_> {
    fn tell(&mut self, row: &Told<'_>) -> io::Result<()> {
        if let Err(why) = row.outcome {
            self.refused += 1;
            if self.refused <= TOLD {
                self.bar.clear();
                let _ = writeln!(io::stderr(), "line {}: {why}", row.line);
            }
        }
        match &mut self.rows {
            Some(Rows::Table(rows)) if rows.len() < SHOWN => {
                let outcome = match row.outcome {
                    Ok(Imported::Made) => "would be made".to_owned(),
                    Ok(Imported::AlreadyThere) => "already there".to_owned(),
                    Err(why) => format!("refused: {why}"),
                };
                rows.push([row.line.to_string(), row.username.unwrap_or("–").to_owned(), outcome]);
            }
            Some(Rows::Json(written)) => {
                self.out.write_all(if *written > 0 { b",\n" } else { b"\n" })?;
                *written += 1;
                serde_json::to_writer(&mut *self.out, &ImportRowJson::from(row))?;
            }
            _ => {}
        }
        Ok(())
    }
}

fn conclude(args: &ImportArgs, import: Import, teller: Teller<'_>) -> Result<(), CliError> {
    let Counts { made, already_there, refused, wrapped, hashed } = import.progress().counts;
    let wait = (args.dry_run && wrapped + hashed > 0).then(|| import.estimate(wrapped + hashed)).transpose()?;
    let kept = import.conclude()?;
    let Teller { out, rows, .. } = teller;
    if args.json {
        let told = ImportJson {
            dry_run: args.dry_run,
            made,
            already_there,
            refused,
            wrapped,
            hashed,
            estimated_seconds: wait.map(|(wait, _)| wait.as_secs()),
        };
        let text = serde_json::to_string(&told).map_err(io::Error::from)?;
        match rows {
            // The array of rows stands open.
            Some(_) => writeln!(out, "\n],{}", text.trim_start_matches('{'))?,
            None => writeln!(out, "{text}")?,
        }
    } else {
        let would = if args.dry_run { "would be " } else { "" };
        writeln!(out, "{made} {would}made, {already_there} already there, {refused} refused.")?;
        if let Some((wait, cores)) = wait {
            for (count, what) in [
                (wrapped, "SHA-256 digests will be hashed again on their way in"),
                (hashed, "passwords will be hashed"),
            ] {
                if count > 0 {
                    writeln!(out, "{count} {what}: {} on {cores} cores.", about(wait))?;
                }
            }
        }
        if let Some(Rows::Table(rows)) = rows.filter(|rows| matches!(rows, Rows::Table(rows) if !rows.is_empty())) {
            writeln!(out)?;
            table::write(out, ["line", "username", "what would happen"], &rows)?;
            let all = made + already_there + refused;
            if all > SHOWN as u64 {
                writeln!(out, "\nThe first {SHOWN} of {all} rows; --json has all of them.")?;
            }
        }
    }
    if refused > TOLD {
        let more = refused - TOLD;
        let hint = if args.rejects.is_some() { "" } else { " --rejects FILE keeps them all, with the reasons." };
        let _ = writeln!(io::stderr(), "and {more} more.{hint}");
    }
    if let Some(path) = kept {
        let path = path.display();
        let _ = writeln!(
            io::stderr(),
            "What was refused is in {path}, with the reasons. It holds hashes, so only you can read it; delete it when it \
             is mended and imported."
        );
    }
    out.flush()?;
    if refused > 0 { Err(CliError::Rows { refused }) } else { Ok(()) }
}

/// As people say it.
fn about(span: Duration) -> String {
    match span.as_secs() {
        seconds @ 0..100 => format!("about {} s", seconds.max(1)),
        seconds @ 100..6_000 => format!("about {} minutes", seconds.div_ceil(60)),
        seconds => format!("about {} hours", seconds.div_ceil(3_600)),
    }
}

impl From<ImportFault> for CliError {
    fn from(fault: ImportFault) -> Self {
        match fault {
            ImportFault::Unusable(why) => Self::Usage(why),
            fault => Self::Transfer(fault),
        }
    }
}
