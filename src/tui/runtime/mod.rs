//! The loop: terminal, input, signals, calls. The only part of the screen that waits.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use self::exec::{Calls, Executor};
use self::input::TerminalInput;
use self::session::{Broken, Machine, Redraw, Session};
use self::signals::Signals;
use self::term::{Host, TerminalGuard};
use super::kit::hits::HitMap;
use super::kit::skin::Skin;
use super::msg::Now;
use super::{Model, Surroundings};
use crate::auth::Auth;
use crate::changes::Changes;
use crate::domain::Clock;
use crate::mail::MailHandle;
use crossterm::style::force_color_output;
use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

pub mod answer;
pub mod exec;
pub mod input;
pub mod parse;
pub mod reports;
pub mod session;
pub mod signals;
mod stack;
pub mod term;
pub mod transfer;
mod unwind;

/// What the configuration says of the terminal.
#[derive(Clone, Debug)]
pub struct RunSettings {
    /// Draw with colours; `false` under `NO_COLOR`.
    pub colours: bool,
    /// Let the program have clicks and the wheel.
    pub mouse: bool,
    /// Where the log is, to be named when the program breaks down.
    pub log_file: Option<PathBuf>,
    /// The zone in which times are shown.
    pub zone: TimeZone,
    /// The write-ahead log of the database: what others write into it is shown while somebody looks at a list.
    pub watched: Option<PathBuf>,
}

impl Default for RunSettings {
    fn default() -> Self {
        Self { colours: true, mouse: true, log_file: None, zone: TimeZone::UTC, watched: None }
    }
}

/// The core and the mail worker, once they are open.
pub struct Core {
    /// The core.
    pub auth: Arc<Auth>,
    /// The worker that sends its letters. It is ended with the screen.
    pub mail: MailHandle,
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
    /// A defect while the core was opened; the log has the place.
    #[error("Vestibule broke down while it opened its data. That is a defect of the program; the log says where.")]
    Defect,
}

/// How long the mail worker may take to bring a letter under way to its end, after somebody has left. It bounds
/// itself to two seconds.
const LAST_LETTER: Duration = Duration::from_millis(2500);
/// The same after a signal or a hang-up. A letter that is cut off goes out when its lease has run out.
const LAST_MOMENT: Duration = Duration::from_millis(300);
/// Calls that are under way when the loop has ended get this long; a hash that nobody waits for is left to the
/// end of the process.
const LAST_CALLS: Duration = Duration::from_millis(100);

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
    let seat = around.seat.clone();
    run_machine(settings, clock, Calls::new(seat, open), |size, now| {
        Model::new(Surroundings { size: size.unwrap_or(around.size), ..around }, now)
    })
}

/// As [`run`], with any state machine and anything that answers its calls. `machine` is told the terminal's size
/// where it has one.
///
/// # Errors
/// As [`run`].
pub fn run_machine<M: Machine, X: Executor>(
    settings: RunSettings,
    clock: Arc<dyn Clock>,
    core: X,
    machine: impl FnOnce(Option<(u16, u16)>, Now) -> M,
) -> Result<Exit, RunError<X::Failure>> {
    let threads = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .max_blocking_threads(exec::THREADS)
        // Long enough for somebody who types, short enough to leave nothing behind when nobody does.
        .thread_keep_alive(Duration::from_secs(1))
        .thread_name("vestibule")
        .enable_all()
        .build()
        .map_err(RunError::Terminal)?;
    let end = threads.block_on(at_the_terminal(settings, clock, core, machine));
    threads.shutdown_timeout(LAST_CALLS);
    end
}

async fn at_the_terminal<M: Machine, X: Executor>(
    settings: RunSettings,
    clock: Arc<dyn Clock>,
    core: X,
    machine: impl FnOnce(Option<(u16, u16)>, Now) -> M,
) -> Result<Exit, RunError<X::Failure>> {
    // Before the terminal is taken: from then on no signal may end the process with it.
    let signals = Signals::listen().map_err(RunError::Terminal)?;
    let inputs = TerminalInput::open().map_err(|_| RunError::NoTerminal)?;
    let guard = TerminalGuard::take(settings.mouse, settings.log_file).map_err(|error| match error.kind() {
        io::ErrorKind::Unsupported => RunError::NoTerminal,
        _ => RunError::Terminal(error),
    })?;
    // Whether there are colours is the skin's affair. With NO_COLOR in the environment crossterm would print
    // `ESC[;m` for each of our resets, which also cancels reverse and bold.
    force_color_output(true);
    let (writer, host) = guard.host();
    let now = move || Now { wall: clock.now(), mono: Instant::now() };
    let mut session = Session {
        terminal: Terminal::new(CrosstermBackend::new(writer)).map_err(RunError::Terminal)?,
        core,
        machine: machine(host.size(), now()),
        skin: Skin::new(settings.colours).in_zone(settings.zone),
        host,
        inputs,
        signals,
        changes: Changes::of(settings.watched),
        clock: Box::new(now),
        redraw: Redraw::default(),
        hits: HitMap::default(),
    };
    let end = session.run().await;
    let core = session.core;
    // Whoever waits sees their shell meanwhile. Where nobody looks on, the process ends within the second.
    drop(guard);
    core.rest(if matches!(end, Ok(Exit::Quit)) { LAST_LETTER } else { LAST_MOMENT }).await;
    end.map_err(|broken| match broken {
        Broken::Terminal(error) => RunError::Terminal(error),
        Broken::Open(error) => RunError::Open(error),
        Broken::Defect => RunError::Defect,
    })
}
