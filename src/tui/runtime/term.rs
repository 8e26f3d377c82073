//! Takes the terminal over, and gives it back as it was: on return, on panic, on every signal.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;
use std::panic;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crossterm::terminal::{disable_raw_mode, enable_raw_mode, window_size};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use signal_hook::consts::SIGTSTP;
use zeroize::Zeroize;

use super::signals::somebody_can_resume;

/// Alternate screen, bracketed paste.
const TAKE: &str = "\x1b[?1049h\x1b[?2004h";
/// Clicks and the wheel (not movement), reported with decimal numbers.
const TAKE_MOUSE: &str = "\x1b[?1000h\x1b[?1006h";
/// Undoes all of it, in whatever state it is: ends a frame under way, plain attributes, mouse and focus and paste
/// reports off, wipes the screen and what scrolled off it, main screen, cursor shown.
const GIVE_BACK: &str =
    "\x1b[?2026l\x1b[0m\x1b[?1006l\x1b[?1000l\x1b[?1004l\x1b[?2004l\x1b[2J\x1b[3J\x1b[H\x1b[?1049l\x1b[?25h";
/// The screen first: some terminals move what is cleared to the scrollback.
const WIPE: &str = "\x1b[0m\x1b[2J\x1b[3J\x1b[H";
const BEGIN_FRAME: &str = "\x1b[?2026h";
const END_FRAME: &str = "\x1b[?2026l";

/// What the loop asks of a terminal beside drawing on it.
pub trait Host {
    /// Columns and rows, when they may have changed.
    fn size(&self) -> Option<(u16, u16)>;

    /// From here on, what is drawn appears together.
    fn begin_frame(&mut self);

    /// Shows what was drawn.
    ///
    /// # Errors
    /// The terminal is gone.
    fn end_frame(&mut self) -> io::Result<()>;

    /// Clears the screen and what scrolled off it, at the beginning of a frame that draws everything.
    fn wipe(&mut self);

    /// Gives the terminal back and stops until somebody resumes the process. Nothing where nobody could.
    ///
    /// # Errors
    /// The terminal is gone.
    fn suspend(&mut self) -> io::Result<()>;

    /// Takes the terminal over again, after somebody else may have used it.
    ///
    /// # Errors
    /// The terminal is gone.
    fn retake(&mut self) -> io::Result<()>;
}

/// The terminal, as the guard, the panic hook and the drawing share it.
struct Shared {
    out: File,
    mouse: bool,
    /// Whether it is ours at the moment.
    taken: AtomicBool,
}

impl Shared {
    fn take(&self) -> io::Result<()> {
        enable_raw_mode()?;
        self.taken.store(true, Ordering::SeqCst);
        write_all(&self.out, TAKE.as_bytes())?;
        if self.mouse { write_all(&self.out, TAKE_MOUSE.as_bytes()) } else { Ok(()) }
    }

    /// Failures are nobody's: a terminal that is gone needs nothing.
    fn give_back(&self) {
        if self.taken.swap(false, Ordering::SeqCst) {
            let _ = write_all(&self.out, GIVE_BACK.as_bytes());
            let _ = disable_raw_mode();
        }
    }
}

/// Writes also where another program left the terminal in a mode in which writing does not wait.
fn write_all(mut out: &File, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match out.write(bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => thread::sleep(Duration::from_millis(5)),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The terminal is ours while this lives.
pub struct TerminalGuard {
    shared: Arc<Shared>,
    /// What the program did about panics before.
    hook_before: Option<PanicHook>,
}

type PanicHook = Box<dyn Fn(&panic::PanicHookInfo<'_>) + Send + Sync>;

impl TerminalGuard {
    /// Takes standard output over: raw mode, alternate screen, bracketed paste, and the mouse if wished for. From
    /// here on a panic on this thread gives the terminal back first, and says where the log is and nothing of
    /// what the program held; a panic on another thread is only logged.
    ///
    /// # Errors
    /// Standard output is no terminal, or it refuses.
    pub fn take(mouse: bool, log_file: Option<PathBuf>) -> io::Result<Self> {
        let stdout = io::stdout();
        if !stdout.is_terminal() {
            return Err(io::ErrorKind::Unsupported.into());
        }
        // Not through `Stdout`: its lock may be held where the panic hook needs it, and it cuts frames at newlines.
        let out = File::from(stdout.as_fd().try_clone_to_owned()?);
        let shared = Arc::new(Shared { out, mouse, taken: AtomicBool::new(false) });
        let guard = Self { shared, hook_before: Some(panic::take_hook()) };
        guard.hook_panics(log_file);
        guard.shared.take()?;
        Ok(guard)
    }

    fn hook_panics(&self, log_file: Option<PathBuf>) {
        let (shared, drawing) = (Arc::clone(&self.shared), thread::current().id());
        panic::set_hook(Box::new(move |panic| {
            // The payload may quote what the program held; the place is ours and tells nothing.
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            tracing::error!(%place, "a defect: the program broke down");
            if thread::current().id() == drawing {
                shared.give_back();
                let _ = writeln!(io::stderr(), "{}", farewell(log_file.as_ref()));
            }
        }));
    }

    /// Where frames are written, and what else the loop asks of the terminal.
    pub fn host(&self) -> (FrameWriter, TtyHost) {
        let writer = FrameWriter(Rc::new(RefCell::new(Vec::with_capacity(16 * 1024))));
        (writer.clone(), TtyHost { shared: Arc::clone(&self.shared), writer })
    }
}

impl Drop for TerminalGuard {
    fn drop(&mut self) {
        self.shared.give_back();
        // A hook can't be changed by a thread that panics; then ours has nothing left to do in any case.
        if !thread::panicking()
            && let Some(before) = self.hook_before.take()
        {
            panic::set_hook(before);
        }
    }
}

fn farewell(log_file: Option<&PathBuf>) -> String {
    let place = log_file.map_or_else(
        || "Start it again; if it happens again, tell whoever looks after this terminal.".to_owned(),
        |path| format!("Start it again; if it happens again, report it with the log: {}", path.display()),
    );
    format!("Vestibule broke down. That is a defect of the program. What it had confirmed is kept.\n{place}")
}

/// Collects a frame, so that it reaches the terminal in one piece.
#[derive(Clone)]
pub struct FrameWriter(Rc<RefCell<Vec<u8>>>);

impl FrameWriter {
    fn push(&self, text: &str) {
        self.0.borrow_mut().extend_from_slice(text.as_bytes());
    }
}

impl Write for FrameWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// Nothing: ratatui flushes in the middle of a frame, [`Host::end_frame`] at its end.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The real terminal.
pub struct TtyHost {
    shared: Arc<Shared>,
    writer: FrameWriter,
}

impl Host for TtyHost {
    fn size(&self) -> Option<(u16, u16)> {
        // Not `terminal::size`, which runs `tput` where the terminal is gone.
        window_size().ok().map(|size| (size.columns, size.rows))
    }

    fn begin_frame(&mut self) {
        self.writer.push(BEGIN_FRAME);
    }

    fn end_frame(&mut self) -> io::Result<()> {
        self.writer.push(END_FRAME);
        let mut frame = self.writer.0.borrow_mut();
        let written = write_all(&self.shared.out, &frame);
        // A frame may show a password that its owner asked to see.
        frame.zeroize();
        written
    }

    fn wipe(&mut self) {
        self.writer.push(WIPE);
    }

    fn suspend(&mut self) -> io::Result<()> {
        if !somebody_can_resume() {
            return Ok(());
        }
        self.shared.give_back();
        signal_hook::low_level::emulate_default_handler(SIGTSTP)?;
        self.shared.take()
    }

    fn retake(&mut self) -> io::Result<()> {
        // crossterm believes that the mode is raw and would do nothing; to leave and enter it would lose a key
        // that comes between (Ctrl-Q means something to a terminal that is not raw).
        let mut mode = tcgetattr(&self.shared.out)?;
        mode.make_raw();
        tcsetattr(&self.shared.out, OptionalActions::Now, &mode)?;
        self.shared.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_farewell_names_the_log() {
        assert!(farewell(Some(&PathBuf::from("/var/log/vestibule.log"))).ends_with("/var/log/vestibule.log"));
        assert!(!farewell(None).contains("log:"));
    }
}
