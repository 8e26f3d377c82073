//! No mail service: each letter becomes a file that any mail program opens.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use lettre::message::header::ContentTransferEncoding;
use lettre::message::{Body, Mailbox, Message, MultiPart, SinglePart, header};
use lettre::{Address, address::AddressError};

use super::super::letter::RenderedLetter;
use super::{Accepted, SendError};
use crate::domain::{Clock, EmailAddress, Timestamp, text};

/// Writes letters into a directory, one file each, whose names sort by the time of writing.
#[derive(Clone)]
pub struct FileTransport {
    directory: PathBuf,
    sender: Option<EmailAddress>,
    sender_name: String,
    clock: Arc<dyn Clock>,
}

impl FileTransport {
    /// Letters go into `directory`, which is made when the first is written. Without a sender they come from
    /// an address that nobody can have (RFC 2606 §2).
    pub fn new(directory: PathBuf, sender: Option<EmailAddress>, sender_name: &str, clock: Arc<dyn Clock>) -> Self {
        Self { directory, sender, sender_name: text::clean_line(sender_name, 64), clock }
    }

    /// Writes one letter; its path is what the letter is called by.
    ///
    /// # Errors
    /// [`SendError::Later`] where the directory can't be written.
    pub async fn send(&self, letter: &RenderedLetter) -> Result<Accepted, SendError> {
        let name = file_name(letter);
        let message = self.message(letter)?;
        let directory = self.directory.clone();
        let written = tokio::task::spawn_blocking(move || write(&directory, &name, &message));
        match written.await {
            Ok(Ok(path)) => Ok(Accepted { provider_id: Some(path.display().to_string()) }),
            Ok(Err(error)) => Err(SendError::later(self.words(&error))),
            Err(_) => Err(SendError::later("Writing the letter into a file was cut short.")),
        }
    }

    fn message(&self, letter: &RenderedLetter) -> Result<Vec<u8>, SendError> {
        let unwritable = || SendError::permanent("This letter can't be written as a mail message. Check its address.");
        let from = self.from().map_err(|_| unwritable())?;
        let to = mailbox(&letter.to_name, letter.to.as_str()).map_err(|_| unwritable())?;
        // The letter's own id, so that a letter that is written twice is seen to be one.
        let message_id = format!("<{}@{}>", letter.id, from.email.domain());
        let millis = Duration::from_millis(self.clock.now().millis_since_epoch());
        let part = |kind, body: &str| SinglePart::builder().header(kind).body(readable(body));
        let parts = MultiPart::alternative()
            .singlepart(part(header::ContentType::TEXT_PLAIN, letter.text.expose()))
            .singlepart(part(header::ContentType::TEXT_HTML, letter.html.expose()));
        let message = Message::builder()
            .from(from)
            .to(to)
            .subject(letter.subject.as_str())
            .date(SystemTime::UNIX_EPOCH + millis)
            .message_id(Some(message_id))
            .multipart(parts)
            .map_err(|_| unwritable())?;
        Ok(message.formatted())
    }

    fn from(&self) -> Result<Mailbox, AddressError> {
        let address = self.sender.as_ref().map_or("vestibule@vestibule.invalid", EmailAddress::as_str);
        mailbox(&self.sender_name, address)
    }

    fn words(&self, error: &io::Error) -> String {
        let directory = self.directory.display();
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                format!("The disk is full: the letter could not be written to {directory}. Make room.")
            }
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                format!(
                    "The letter may not be written to {directory}. Check who owns it, and whether its disk is read-only."
                )
            }
            _ => format!("The letter could not be written to {directory}: {error}."),
        }
    }
}

fn mailbox(name: &str, address: &str) -> Result<Mailbox, AddressError> {
    let address: Address = address.parse()?;
    Ok(Mailbox::new(Some(name.to_owned()).filter(|name| !name.is_empty()), address))
}

/// Encoded only if it must be: people open these files with a pager and copy from them, and quoted-printable
/// would break a token over several lines. (lettre itself would encode every line over 76 characters.)
fn readable(body: &str) -> Body {
    // RFC 5322 §2.1.1: 998 characters and the line's end.
    if body.lines().any(|line| line.len() > 998) || body.contains('\0') {
        return Body::new(body.to_owned());
    }
    let encoding = if body.is_ascii() { ContentTransferEncoding::SevenBit } else { ContentTransferEncoding::EightBit };
    let lines: Vec<&str> = body.lines().collect();
    Body::dangerous_pre_encoded(format!("{}\r\n", lines.join("\r\n")).into_bytes(), encoding)
}

/// `20250131T142530123Z-0123456789ab.eml`: when the letter was put into the outbox, and the random end of its
/// id. Short, for it is read on a screen and typed; and a letter that is written a second time, because its
/// worker died, takes the place of the first.
fn file_name(letter: &RenderedLetter) -> String {
    let id = letter.id.to_string();
    let end = id.rsplit('-').next().unwrap_or_default();
    format!("{}-{end}.eml", stamp(letter.created_at))
}

fn stamp(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.millis()).unwrap_or_default().strftime("%Y%m%dT%H%M%S%3fZ").to_string()
}

/// Whole or not at all: written beside its place, brought to the disk, then moved into it.
fn write(directory: &Path, name: &str, message: &[u8]) -> io::Result<PathBuf> {
    DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
    let path = directory.join(name);
    let beside = directory.join(format!(".{name}.part"));
    let written = write_beside(&beside, message).and_then(|()| fs::rename(&beside, &path));
    if let Err(error) = written {
        // It holds a code; what can't be removed now is overwritten by the next try.
        let _ = fs::remove_file(&beside);
        return Err(error);
    }
    File::open(directory)?.sync_all()?;
    Ok(path)
}

fn write_beside(beside: &Path, message: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(beside)?;
    file.write_all(message)?;
    file.sync_all()
}
