//! Reads the terminal on a thread of its own, and hands out what somebody did there.

use std::collections::VecDeque;
use std::fs::File;
use std::future::Future;
use std::io::{self, IsTerminal, Read};
use std::os::fd::AsFd;
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};
use zeroize::{Zeroize, Zeroizing};

use super::parse::Parser;
use crate::tui::msg::Input;

/// How long an ESC may stand alone before it is the key Esc. Terminals send a sequence in one piece; slow lines
/// cut it, but not by that much.
const ESC_WAIT: Duration = Duration::from_millis(30);
/// How long a paste may pause. Longer than a line stalls, for what follows a lost end counts as typed.
const PASTE_WAIT: Duration = Duration::from_secs(5);
/// Bytes taken from the terminal at once, as much as a Linux terminal hands over in one piece at most.
const CHUNK: usize = 4096;
/// Pieces that wait to be read; the terminal waits after that.
const MOST_CHUNKS: usize = 16;

/// Something that happens now and then, until it ends. Tests put a channel here.
pub trait Source<T> {
    /// The next one; `None` once it has ended. What was not awaited to the end is not lost.
    fn next(&mut self) -> impl Future<Output = Option<T>>;

    /// One that is there already.
    fn try_next(&mut self) -> Option<T>;
}

impl<T> Source<T> for mpsc::Receiver<T> {
    fn next(&mut self) -> impl Future<Output = Option<T>> {
        self.recv()
    }

    fn try_next(&mut self) -> Option<T> {
        self.try_recv().ok()
    }
}

type Chunk = Zeroizing<Vec<u8>>;

/// What somebody does at the terminal.
pub struct TerminalInput {
    chunks: mpsc::Receiver<Chunk>,
    parser: Parser,
    ready: VecDeque<Input>,
    /// When a sequence that has begun is given up.
    give_up_at: Option<Instant>,
}

impl TerminalInput {
    /// Starts to read the terminal: standard input, or else the one that the process belongs to. Ends when the
    /// terminal does.
    ///
    /// # Errors
    /// There is no terminal, or no thread to be had.
    pub fn open() -> io::Result<Self> {
        let stdin = io::stdin();
        let tty =
            if stdin.is_terminal() { File::from(stdin.as_fd().try_clone_to_owned()?) } else { File::open("/dev/tty")? };
        Self::read(tty)
    }

    /// Starts to read `from` until it ends or fails.
    ///
    /// # Errors
    /// No thread is to be had.
    pub fn read(from: impl Read + Send + 'static) -> io::Result<Self> {
        let (sender, chunks) = mpsc::channel(MOST_CHUNKS);
        thread::Builder::new().name("terminal".to_owned()).stack_size(64 * 1024).spawn(move || pump(from, &sender))?;
        Ok(Self { chunks, parser: Parser::default(), ready: VecDeque::new(), give_up_at: None })
    }

    fn feed(&mut self, chunk: &Chunk) {
        self.parser.feed(chunk, &mut |input| self.ready.push_back(input));
        let wait = if self.parser.is_pasting() { PASTE_WAIT } else { ESC_WAIT };
        self.give_up_at = self.parser.is_pending().then(|| Instant::now() + wait);
    }

    /// The next one that is there. A queue that is empty goes as a whole: its memory still has the keys of a password
    /// side by side, and is wiped when it is given back.
    fn pop(&mut self) -> Option<Input> {
        let input = self.ready.pop_front();
        if self.ready.is_empty() {
            self.ready = VecDeque::new();
        }
        input
    }

    fn give_up(&mut self) {
        self.parser.give_up(&mut |input| self.ready.push_back(input));
        self.give_up_at = None;
    }
}

impl Source<Input> for TerminalInput {
    async fn next(&mut self) -> Option<Input> {
        loop {
            if let Some(input) = self.pop() {
                return Some(input);
            }
            let chunk = match self.give_up_at {
                None => self.chunks.recv().await,
                Some(at) => match timeout_at(at, self.chunks.recv()).await {
                    Ok(chunk) => chunk,
                    Err(_) => {
                        self.give_up();
                        continue;
                    }
                },
            };
            self.feed(&chunk?);
        }
    }

    fn try_next(&mut self) -> Option<Input> {
        while self.ready.is_empty() {
            let chunk = self.chunks.try_recv().ok()?;
            self.feed(&chunk);
        }
        self.pop()
    }
}

/// Ends on the first end or error: a terminal that is gone says so for ever, and must not be asked again.
fn pump(mut from: impl Read, to: &mpsc::Sender<Chunk>) {
    let mut buffer = Zeroizing::new([0; CHUNK]);
    loop {
        let count = match from.read(buffer.as_mut()) {
            Ok(0) => return,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            // Another program left the terminal in a mode where reading does not wait.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                thread::sleep(Duration::from_millis(20));
                continue;
            }
            Err(_) => return,
        };
        let chunk = Zeroizing::new(buffer.get(..count).unwrap_or_default().to_vec());
        buffer.zeroize();
        if to.blocking_send(chunk).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::os::unix::net::UnixStream;

    use super::*;
    use crate::tui::msg::{Key, KeyCode};

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
    }

    #[test]
    fn a_lone_escape_becomes_the_key_without_another_byte() {
        let (mut keyboard, terminal) = UnixStream::pair().unwrap();
        runtime().block_on(async {
            let mut input = TerminalInput::read(terminal).unwrap();
            keyboard.write_all(b"\x1b").unwrap();
            assert!(matches!(input.next().await, Some(Input::Key(Key { code: KeyCode::Esc, .. }))));
        });
    }

    #[test]
    fn the_end_of_the_terminal_is_the_end_of_the_input() {
        let (keyboard, terminal) = UnixStream::pair().unwrap();
        runtime().block_on(async {
            let mut input = TerminalInput::read(terminal).unwrap();
            drop(keyboard);
            assert!(input.next().await.is_none());
            assert!(input.try_next().is_none());
        });
    }
}
