//! The reading half of an import: on a thread of its own it makes accounts of records, while the other half writes.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::mapping::Mapping;
use super::record::{Framing, Record, Records};
use super::row::{Given, Row, Rules, row};
use super::sorted::{LARGE, Sorted};
use super::source::{Header, Names, Plain, Source, Unknown};
use super::{ImportFault, encoding, hashing};
use crate::domain::FileFormat;
use crate::transfer::format_of;
use crate::vault::Hasher;

/// Bytes that are read at once.
const CHUNK: usize = 256 * 1024;
/// Hashes of one batch for each core: some two seconds of hashing, which an interruption loses.
const DEAR: usize = 8;

/// Where the records come from.
pub enum Input<'a> {
    /// A file, or whatever else has a path.
    Path(PathBuf),
    /// Standard input.
    Stream(Box<dyn Read + Send + 'a>),
}

/// How they are to be read.
#[derive(Clone, Debug)]
pub struct Shape {
    /// `None`: by the name of the file.
    pub format: Option<FileFormat>,
    /// What the file calls things.
    pub mapping: Mapping,
    /// What to do with names that are not known.
    pub unknown: Unknown,
    /// What to do with passwords in plain text.
    pub plain: Plain,
}

/// A file that can be read, with its head read already.
pub struct Opened<'a> {
    records: Records<Box<dyn BufRead + Send + 'a>>,
    pub(super) source: Arc<Source>,
    pub(super) file: Option<File>,
    pub(super) size: Option<u64>,
}

/// In which order the rows of a file come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// As they stand.
    AsItStands,
    /// As they are written quickest.
    Quickest,
}

/// A record, and the account that it can be, or why it can't.
pub(super) struct Item {
    pub(super) record: Record,
    pub(super) row: Result<Row, String>,
}

impl Item {
    pub(super) fn is_dear(&self) -> bool {
        self.row.as_ref().is_ok_and(|row| hashing::is_dear(&row.given))
    }
}

/// What is imported in one transaction.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) items: Vec<Item>,
    /// Bytes of the input up to its end.
    pub(super) taken: u64,
}

pub(super) type Batches = Receiver<io::Result<Batch>>;

/// What the reading thread does.
pub struct Reading<'a> {
    opened: Opened<'a>,
    rules: Rules,
    hasher: Arc<Hasher>,
    cores: usize,
    /// Records of the next batch, as the writing half wishes.
    wanted: Arc<AtomicUsize>,
    /// For a large file.
    sorted: Option<Sorted>,
    batches: SyncSender<io::Result<Batch>>,
}

impl<'a> Opened<'a> {
    /// Looks at what is to be read. Nothing is written anywhere.
    ///
    /// # Errors
    /// [`ImportFault::Unusable`] with a sentence.
    pub fn new(input: Input<'a>, shape: &Shape) -> Result<Self, ImportFault> {
        let name = match &input {
            Input::Path(path) => path.display().to_string(),
            Input::Stream(_) => "-".to_owned(),
        };
        let unusable = |why: String| ImportFault::Unusable(format!("{name}: {why}"));
        let guessed = match &input {
            Input::Path(path) => format_of(path),
            Input::Stream(_) => None,
        };
        let format = shape.format.or(guessed).ok_or_else(|| {
            ImportFault::Unusable(
                "The name of the file does not tell its format. Say --format csv or --format jsonl.".to_owned(),
            )
        })?;
        let (file, stream): (_, Box<dyn Read + Send + 'a>) = match input {
            Input::Path(path) => {
                let file = open(&path).map_err(|why| unusable(format!("It can't be read ({why}).")))?;
                let again = file.try_clone().map_err(|why| unusable(format!("It can't be read ({why}).")))?;
                (Some(file), Box::new(again))
            }
            Input::Stream(stream) => (None, stream),
        };
        let size = file.as_ref().and_then(|file| file.metadata().ok()).filter(|about| about.is_file());
        let mut reader = BufReader::with_capacity(CHUNK, stream);
        let head = head(&mut reader).map_err(|why| unusable(format!("It can't be read ({why}).")))?;
        if let Some(why) = encoding::look(&head) {
            return Err(unusable(why));
        }
        let framing = if format == FileFormat::Csv { Framing::Csv } else { Framing::Lines };
        let reader: Box<dyn BufRead + Send + 'a> = Box::new(io::Cursor::new(head).chain(reader));
        let mut records = Records::new(reader, framing);
        let Shape { mapping, unknown, plain, .. } = shape.clone();
        let names = Names { mapping, unknown, plain };
        let source = match format {
            FileFormat::JsonLines => Source::JsonLines(names),
            FileFormat::Csv => {
                let first = records.next().map_err(|why| unusable(format!("It can't be read ({why}).")))?;
                Source::Csv(Header::parse(first.as_ref(), &names).map_err(unusable)?)
            }
        };
        Ok(Self { records, source: Arc::new(source), file, size: size.map(|about| about.len()) })
    }

    /// How it is written.
    pub fn format(&self) -> FileFormat {
        match *self.source {
            Source::Csv(_) => FileFormat::Csv,
            Source::JsonLines(_) => FileFormat::JsonLines,
        }
    }

    /// Parts it into what reads, on a thread of its own, and what is read.
    pub(super) fn reading(
        self,
        rules: Rules,
        hasher: Arc<Hasher>,
        cores: usize,
        wanted: Arc<AtomicUsize>,
        order: Order,
    ) -> (Reading<'a>, Batches) {
        let large = self.size.is_some_and(|size| size >= LARGE) && order == Order::Quickest;
        let sorted = self.file.as_ref().filter(|_| large).and_then(|file| file.try_clone().ok()).map(Sorted::new);
        // The one that is being read waits until the one before is written: two are in memory.
        let (batches, receive) = sync_channel(0);
        (Reading { opened: self, rules, hasher, cores, wanted, sorted, batches }, receive)
    }
}

/// Regular files and pipes; a directory can be opened, too, and would fail later in other words.
fn open(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() { Err(io::Error::other("it is a directory")) } else { Ok(file) }
}

/// The first four bytes, as far as there are so many: a pipe may give them one by one.
fn head(reader: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(4);
    reader.take(4).read_to_end(&mut head)?;
    Ok(head)
}

impl Reading<'_> {
    /// Reads to the end, or until nobody takes the batches any more.
    pub fn run(mut self) {
        let mut batch = Batch::default();
        let (mut dear, mut taken) = (0, 0);
        loop {
            let records = &mut self.opened.records;
            let next = match &mut self.sorted {
                Some(sorted) => sorted.next(records, &self.opened.source),
                None => records.next(),
            };
            let record = match next {
                Ok(Some(record)) => record,
                Ok(None) => break,
                Err(error) => {
                    // What was read before is good.
                    if self.batches.send(Ok(batch)).is_ok() {
                        let _ = self.batches.send(Err(error));
                    }
                    return;
                }
            };
            // Nearly: blank lines are not among them.
            taken += record.bytes.len() as u64 + 1;
            let item = self.item(record);
            dear += usize::from(item.is_dear());
            batch.items.push(item);
            batch.taken = taken;
            if batch.items.len() >= self.wanted.load(Ordering::Relaxed) || dear >= DEAR * self.cores {
                dear = 0;
                if self.batches.send(Ok(std::mem::take(&mut batch))).is_err() {
                    return;
                }
            }
        }
        let _ = self.batches.send(Ok(batch));
    }

    fn item(&self, record: Record) -> Item {
        let row = self.opened.source.fields(&record).and_then(|fields| row(&fields, self.rules));
        let row = row.map(|mut row| {
            // Most hashes are kept as they are: that is done here, and a few bytes are left of them.
            if !hashing::is_dear(&row.given)
                && let Ok(password) = hashing::take_over(&self.hasher, &row.given)
            {
                row.new.password = password;
                row.given = Given::Nothing;
            }
            row
        });
        Item { record, row }
    }
}
