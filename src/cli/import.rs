//! `vestibule import`: accounts of another system, from a file.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Read, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};

use super::CliError;
use super::json::ImportJson;
use crate::auth::CallError;
use crate::auth::import::{Admins, Imported, NewImport, RowAnswers};
use crate::config::Config;
use crate::domain::Secret;
use crate::house::House;
use crate::transfer::import::record::{Framing, Record, Records};
use crate::transfer::import::rejects::Rejects;
use crate::transfer::import::row::{Row, row};
use crate::transfer::import::seen::Seen;
use crate::transfer::import::source::{Header, Source, Unknown};
use crate::vault::{Hasher, ImportedHash, VaultError};

/// Rows of one transaction. Others wait with what they write for some 50 ms.
const BATCH: usize = 200;
/// Digests of one transaction for each core: some two seconds of hashing, which an interruption loses.
const BATCH_WRAPPED: usize = 8;
/// Refused rows that are told one by one.
const TOLD: u64 = 20;

/// What to import, and how.
#[derive(Debug, Args)]
#[command(after_help = "\
CSV begins with a header; JSON Lines has an object a line. Names, in any order; only the first two are needed:
  username, email
  display_name
  role           user (default) or admin
  status         active (default) or suspended
  verified_at    whether the address was proved: true, false (default), or when (RFC 3339)
  created_at     when the account was made (RFC 3339); now by default
  password_hash  SHA-256 in hex, bcrypt, Django's pbkdf2_sha256 or bcrypt_sha256, argon2id, scrypt; without one \
the owner chooses a password by a reset letter
  must_change    whether the password has to be changed at the first sign-in; false by default

Names and addresses follow the rules of signing up. An account that is there already is left as it is, so an import \
that was interrupted can be run again. No letters are sent.

JSON: dry_run, made, already_there, refused, wrapped (SHA-256 digests that are hashed again), estimated_seconds.")]
pub struct ImportArgs {
    /// The file; - is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Its format [default: by its name]
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Format>,
    /// Say what would become of each row, and how long it would take; write nothing
    #[arg(long)]
    dry_run: bool,
    /// Write the lines that were refused here, with the reason, to be mended and imported again. The file holds their
    /// hashes: it is made for its owner alone
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Take admins, too; their rows are refused otherwise
    #[arg(long)]
    allow_admins: bool,
    /// Pass over columns and fields with other names
    #[arg(long)]
    ignore_unknown: bool,
    /// Write a JSON object
    #[arg(long)]
    json: bool,
}

/// How the file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Comma-separated values with a header
    Csv,
    /// One JSON object a line
    Jsonl,
}

/// A record, and the account that it can be, or why it can't.
struct Item {
    record: Record,
    row: Result<Row, String>,
}

/// What became of the rows so far.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    made: u64,
    already_there: u64,
    refused: u64,
    wrapped: u64,
}

struct Import<'a> {
    house: &'a House,
    config: &'a Config,
    admins: Admins,
    /// What earlier rows would have taken, in a dry run.
    seen: Option<Seen>,
    source: Source,
    rejects: Option<Rejects>,
    batch: Vec<Item>,
    counts: Counts,
    begun: Instant,
    cores: usize,
}

pub(super) fn run(
    args: &ImportArgs,
    config: &Config,
    input: &mut dyn Read,
    out: &mut dyn Write,
) -> Result<(), CliError> {
    let format = args.format.map_or_else(|| guess(&args.file), Ok)?;
    let unusable = |path: &Path, why: &dyn std::fmt::Display| CliError::Usage(format!("{}: {why}", path.display()));
    let file = match args.file.as_os_str() == "-" {
        true => None,
        false => {
            Some(File::open(&args.file).map_err(|why| unusable(&args.file, &format!("It can't be read ({why}).")))?)
        }
    };
    let mut reader: Box<dyn BufRead + '_> = match &file {
        Some(file) => Box::new(BufReader::new(file)),
        None => Box::new(BufReader::new(input)),
    };
    let ignore = if args.ignore_unknown { Unknown::Ignored } else { Unknown::Refused };
    let framing = if format == Format::Csv { Framing::Csv } else { Framing::Lines };
    let mut records = Records::new(&mut reader, framing);
    let source = match format {
        Format::Jsonl => Source::JsonLines(ignore),
        Format::Csv => {
            let head = records.next().map_err(CliError::Input)?;
            Source::Csv(Header::parse(head.as_ref(), ignore).map_err(|why| unusable(&args.file, &why))?)
        }
    };
    let house = House::open(config)?;
    let admins = if args.allow_admins { Admins::Allowed } else { Admins::Refused };
    // A house without an admin says so before anything is read or made.
    house.auth.operator().preview_import(admins, &[])?;
    let rejects = match &args.rejects {
        None => None,
        Some(path) => Some(
            Rejects::create(path, file.as_ref(), &source)
                .map_err(|why| unusable(path, &format!("The rejects can't be written there ({why}).")))?,
        ),
    };
    let mut import = Import {
        house: &house,
        config,
        admins,
        seen: args.dry_run.then(Seen::default),
        source,
        rejects,
        batch: Vec::new(),
        counts: Counts::default(),
        begun: Instant::now(),
        cores: std::thread::available_parallelism().map_or(1, NonZero::get),
    };
    while let Some(record) = records.next().map_err(CliError::Input)? {
        import.take(record)?;
    }
    import.settle()?;
    import.conclude(args, out)
}

/// # Errors
/// A name that tells nothing.
fn guess(path: &Path) -> Result<Format, CliError> {
    match path.extension().and_then(|end| end.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("csv") => Ok(Format::Csv),
        Some("jsonl" | "ndjson") => Ok(Format::Jsonl),
        _ => Err(CliError::Usage(
            "The name of the file does not tell its format. Say --format csv or --format jsonl.".to_owned(),
        )),
    }
}

impl Import<'_> {
    fn take(&mut self, record: Record) -> Result<(), CliError> {
        let row = self.source.fields(&record).and_then(|fields| row(&fields, self.house.clock.now()));
        self.batch.push(Item { record, row });
        let wrapped = self.batch.iter().filter(|item| item.must_be_wrapped()).count();
        if self.batch.len() >= BATCH || wrapped >= BATCH_WRAPPED * self.cores {
            self.settle()?;
        }
        Ok(())
    }

    /// Imports what was collected, or says what would become of it.
    fn settle(&mut self) -> Result<(), CliError> {
        let items = std::mem::take(&mut self.batch);
        let rows: Vec<&Row> = items.iter().filter_map(|item| item.row.as_ref().ok()).collect();
        let news: Vec<NewImport> = rows.iter().map(|row| row.new.clone()).collect();
        let mut answers = self.house.auth.operator().preview_import(self.admins, &news)?;
        match &mut self.seen {
            Some(seen) => seen.amend(&news, &mut answers),
            None => answers = self.write(&rows, news, answers)?,
        }
        let mut answers = answers.into_iter();
        for item in &items {
            let answer = match &item.row {
                Err(why) => Some(Err(why.clone())),
                Ok(_) => answers.next().map(|answer| answer.map_err(|why| why.to_string())),
            };
            match answer {
                Some(Ok(Imported::Made)) => {
                    self.counts.made += 1;
                    self.counts.wrapped += u64::from(item.must_be_wrapped());
                }
                Some(Ok(Imported::AlreadyThere)) => self.counts.already_there += 1,
                Some(Err(why)) => self.refuse(&item.record, &why)?,
                None => {}
            }
        }
        if let Some(rejects) = &mut self.rejects {
            rejects.flush()?;
        }
        self.progress();
        Ok(())
    }

    /// Only what will be made is hashed, and before the transaction that writes it.
    fn write(&self, rows: &[&Row], news: Vec<NewImport>, preview: RowAnswers) -> Result<RowAnswers, CliError> {
        let mut wanted = Vec::new();
        for ((row, new), answer) in rows.iter().zip(news).zip(preview) {
            let hash = row.hash.as_ref().filter(|_| answer == Ok(Imported::Made));
            wanted.push((new, hash));
        }
        take_over(&self.house.vault.hasher(), self.cores, &mut wanted).map_err(CallError::from)?;
        let news: Vec<NewImport> = wanted.into_iter().map(|(new, _)| new).collect();
        Ok(self.house.auth.operator().import(&self.config.seat, self.admins, &news)?)
    }

    fn refuse(&mut self, record: &Record, why: &str) -> Result<(), CliError> {
        self.counts.refused += 1;
        if let Some(rejects) = &mut self.rejects {
            rejects.write(&self.source, record, why)?;
        }
        if self.counts.refused <= TOLD {
            self.clear();
            let _ = writeln!(io::stderr(), "line {}: {why}", record.line);
        }
        Ok(())
    }

    fn progress(&self) {
        if io::stderr().is_terminal() {
            let Counts { made, already_there, refused, .. } = self.counts;
            let rows = made + already_there + refused;
            let rate = rows as f64 / self.begun.elapsed().as_secs_f64().max(0.001);
            let _ = write!(io::stderr(), "\r\u{1b}[K{rows} rows, {refused} of them refused; {rate:.0} a second");
        }
    }

    /// Takes the line of progress away.
    fn clear(&self) {
        if io::stderr().is_terminal() {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }

    fn conclude(self, args: &ImportArgs, out: &mut dyn Write) -> Result<(), CliError> {
        self.clear();
        let Counts { made, already_there, refused, wrapped } = self.counts;
        let wait = (args.dry_run && wrapped > 0).then(|| self.wait()).transpose()?;
        if args.json {
            let told = ImportJson {
                dry_run: args.dry_run,
                made,
                already_there,
                refused,
                wrapped,
                estimated_seconds: wait.map(|wait| wait.as_secs()),
            };
            serde_json::to_writer(&mut *out, &told).map_err(io::Error::from)?;
            writeln!(out)?;
        } else {
            let would = if args.dry_run { "would be " } else { "" };
            writeln!(out, "{made} {would}made, {already_there} already there, {refused} refused.")?;
            if let Some(wait) = wait {
                let (wait, cores) = (duration(wait), self.cores);
                writeln!(
                    out,
                    "{wrapped} SHA-256 digests will be hashed again on their way in: about {wait} on {cores} cores."
                )?;
            }
        }
        if refused > TOLD {
            let more = refused - TOLD;
            let hint = if args.rejects.is_some() { "" } else { " --rejects FILE keeps them all, with the reasons." };
            let _ = writeln!(io::stderr(), "and {more} more.{hint}");
        }
        match self.rejects {
            Some(rejects) if refused == 0 => rejects.remove()?,
            Some(rejects) => {
                let path = rejects.path().display();
                let _ = writeln!(
                    io::stderr(),
                    "What was refused is in {path}, with the reasons. It holds hashes, so only you can read it; delete it \
                     when it is mended and imported."
                );
            }
            None => {}
        }
        out.flush()?;
        if refused > 0 { Err(CliError::Rows { refused }) } else { Ok(()) }
    }

    /// How long the digests take, by the time of one hash.
    fn wait(&self) -> Result<Duration, CliError> {
        let begun = Instant::now();
        self.house.vault.hasher().hash(&Secret::from("a sample")).map_err(CallError::from)?;
        let rounds = self.counts.wrapped.div_ceil(self.cores.try_into().unwrap_or(1));
        Ok(begun.elapsed().saturating_mul(u32::try_from(rounds).unwrap_or(u32::MAX)))
    }
}

impl Item {
    fn must_be_wrapped(&self) -> bool {
        self.row.as_ref().is_ok_and(|row| row.hash.as_ref().is_some_and(ImportedHash::must_be_wrapped))
    }
}

type Wanted<'a> = (NewImport, Option<&'a ImportedHash>);

/// Gives each account its hash, on every core: a digest costs a hash of our own.
fn take_over(hasher: &Hasher, cores: usize, wanted: &mut [Wanted<'_>]) -> Result<(), VaultError> {
    let hash = |(new, hash): &mut Wanted<'_>| {
        new.password = hash.map(|hash| hasher.take_over(hash)).transpose()?;
        Ok(())
    };
    let (mut dear, mut cheap): (Vec<_>, Vec<_>) =
        wanted.iter_mut().partition(|(_, hash)| hash.is_some_and(ImportedHash::must_be_wrapped));
    cheap.iter_mut().try_for_each(|wanted| hash(wanted))?;
    let share = dear.len().div_ceil(cores).max(1);
    std::thread::scope(|scope| {
        let threads: Vec<_> = dear
            .chunks_mut(share)
            .map(|part| scope.spawn(move || part.iter_mut().try_for_each(|wanted| hash(wanted))))
            .collect();
        threads.into_iter().try_for_each(|thread| thread.join().unwrap_or(Err(VaultError::Failed)))
    })
}

/// As people say it.
fn duration(span: Duration) -> String {
    match span.as_secs() {
        seconds @ 0..100 => format!("{} s", seconds.max(1)),
        seconds @ 100..6_000 => format!("{} minutes", seconds.div_ceil(60)),
        seconds => format!("{} hours", seconds.div_ceil(3_600)),
    }
}
