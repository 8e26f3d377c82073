//! A program in a pseudo-terminal: type, look, wait, resize, send signals, hang up.
//!
//! Every wait is for a condition, with a deadline that only a broken program reaches.

#![allow(dead_code, missing_docs, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

/// Longer than anything takes, on the slowest machine.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// What the terminal has been told so far.
struct Told {
    parser: vt100::Parser,
    bytes: Vec<u8>,
    /// When each piece arrived, and how many bytes there were then.
    arrivals: Vec<(Instant, usize)>,
    ended: bool,
    /// The reader is to end after the next piece.
    hanging_up: bool,
}

/// The modes of a terminal that a program may change and must restore.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Modes {
    pub alternate_screen: bool,
    pub cursor_hidden: bool,
    pub mouse: bool,
    pub bracketed_paste: bool,
    /// The bits of termios: input, output, control, local.
    pub line: [u32; 4],
}

pub struct Pty {
    master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    told: Arc<(Mutex<Told>, Condvar)>,
    reader: Option<JoinHandle<()>>,
    /// As the terminal was before the program.
    pub before: Modes,
}

fn cells(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).expect("a terminal has at least one row and one column")
}

impl Pty {
    /// Starts `program` with only these variables, PATH and TERM, in a terminal of that size.
    pub fn start(program: &Path, args: &[&str], env: &[(&str, &str)], size: (u16, u16)) -> Self {
        Self::start_in(true, program, args, env, size)
    }

    /// As [`Pty::start`], but the terminal is not the one that the program belongs to: it sends no signals.
    pub fn start_apart(program: &Path, args: &[&str], env: &[(&str, &str)], size: (u16, u16)) -> Self {
        Self::start_in(false, program, args, env, size)
    }

    fn start_in(
        controlling: bool,
        program: &Path,
        args: &[&str],
        env: &[(&str, &str)],
        (columns, rows): (u16, u16),
    ) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.set_controlling_tty(controlling);
        command.env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("TERM", "xterm-256color");
        command.cwd(std::env::current_dir().expect("a working directory"));
        env.iter().for_each(|(name, value)| command.env(name, value));

        let mut from = pair.master.try_clone_reader().expect("the terminal's output");
        let keyboard = pair.master.take_writer().expect("the terminal's input");
        let told = Told {
            parser: vt100::Parser::new(cells(rows), cells(columns), 1000),
            bytes: Vec::new(),
            arrivals: Vec::new(),
            ended: false,
            hanging_up: false,
        };
        let before = modes(&told, pair.master.as_ref());
        let told = Arc::new((Mutex::new(told), Condvar::new()));
        let shared = Arc::clone(&told);
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let reader = thread::spawn(move || {
            let mut buffer = [0; 8192];
            loop {
                let count = from.read(&mut buffer).unwrap_or(0);
                let arrived = Instant::now();
                let mut told = lock(&shared.0);
                told.parser.process(&buffer[..count]);
                told.bytes.extend_from_slice(&buffer[..count]);
                let length = told.bytes.len();
                told.arrivals.push((arrived, length));
                told.ended = count == 0;
                shared.1.notify_all();
                if count == 0 || told.hanging_up {
                    return;
                }
            }
        });
        Self { master: pair.master, keyboard, child, told, reader: Some(reader), before }
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        lock(&self.told.0)
    }

    /// Types: text as it is, other keys as `<ret> <tab> <backtab> <esc> <bs> <del> <up> <down> <left> <right>
    /// <home> <end> <pgup> <pgdn> <f1> … <f12> <c-x> <a-x> <lt>`.
    pub fn keys(&mut self, keys: &str) {
        self.send(&encode(keys));
    }

    pub fn send(&mut self, bytes: &[u8]) {
        self.keyboard.write_all(bytes).and_then(|()| self.keyboard.flush()).expect("the terminal takes input");
    }

    /// Pastes as a terminal does that was asked to bracket pastes.
    pub fn paste(&mut self, text: &str) {
        self.send(format!("\x1b[200~{text}\x1b[201~").as_bytes());
    }

    pub fn screen(&self) -> String {
        self.told().parser.screen().contents()
    }

    /// Every byte that the program wrote.
    pub fn bytes(&self) -> Vec<u8> {
        self.told().bytes.clone()
    }

    /// How many bytes the program has written.
    pub fn written(&self) -> usize {
        self.told().bytes.len()
    }

    /// When the program's output reached that many bytes.
    pub fn written_at(&self, bytes: usize) -> Option<Instant> {
        self.told().arrivals.iter().find(|(_, length)| *length >= bytes).map(|(at, _)| *at)
    }

    /// Waits until `condition` holds of the screen, and answers with what it found.
    #[track_caller]
    pub fn wait_until<T>(&self, what: &str, mut condition: impl FnMut(&vt100::Screen, &[u8]) -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        let mut told = self.told();
        loop {
            if let Some(found) = condition(told.parser.screen(), &told.bytes) {
                return found;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "never saw {what} in:\n{}", told.parser.screen().contents());
            assert!(!told.ended, "the program ended before {what}:\n{}", told.parser.screen().contents());
            told = self.told.1.wait_timeout(told, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Waits until that text stands on the screen.
    #[track_caller]
    pub fn wait_for(&self, text: &str) {
        self.wait_until(&format!("{text:?}"), |screen, _| screen.contents().contains(text).then_some(()));
    }

    /// When that text stood on the screen, once it does.
    #[track_caller]
    pub fn shown_at(&self, text: &str) -> Instant {
        let bytes = self
            .wait_until(&format!("{text:?}"), |screen, bytes| screen.contents().contains(text).then_some(bytes.len()));
        self.written_at(bytes).expect("it arrived")
    }

    pub fn resize(&self, columns: u16, rows: u16) {
        // First our own picture, so that what the program draws next finds room.
        self.told().parser.set_size(cells(rows), cells(columns));
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        self.master.resize(size).expect("the terminal takes a size");
    }

    pub fn pid(&self) -> u32 {
        self.child.process_id().expect("a child has a process id")
    }

    /// Sends a signal by its name, as `TERM`.
    pub fn signal(&self, name: &str) {
        signal(self.pid(), name);
    }

    /// Waits for the program to end.
    #[track_caller]
    pub fn wait_exit(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("a child can be waited for") {
                if let Some(reader) = self.reader.take() {
                    let _ = reader.join();
                }
                return status;
            }
            assert!(Instant::now() < deadline, "the program does not end:\n{}", self.screen());
            thread::sleep(Duration::from_millis(2));
        }
    }

    pub fn modes(&self) -> Modes {
        modes(&self.told(), self.master.as_ref())
    }

    /// Closes the terminal's other side, as a terminal window that is closed, and answers how long the program
    /// took to end. The program has to draw when a space is typed: our reader sits in a read that only output ends.
    pub fn hang_up(mut self) -> (Duration, ExitStatus) {
        self.told().hanging_up = true;
        self.send(b" ");
        if let Some(reader) = self.reader.take() {
            reader.join().expect("the reader ends");
        }
        let Self { master, keyboard, mut child, .. } = self;
        drop(keyboard);
        drop(master);
        let start = Instant::now();
        loop {
            if let Some(status) = child.try_wait().expect("a child can be waited for") {
                return (start.elapsed(), status);
            }
            if start.elapsed() > PATIENCE {
                let _ = child.kill();
                panic!("the program lives on without a terminal");
            }
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Kills the program if it still runs.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn modes(told: &Told, master: &dyn MasterPty) -> Modes {
    let screen = told.parser.screen();
    let line = master.get_termios().expect("a terminal has modes");
    Modes {
        alternate_screen: screen.alternate_screen(),
        cursor_hidden: screen.hide_cursor(),
        mouse: screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None,
        bracketed_paste: screen.bracketed_paste(),
        line: [line.input_flags.bits(), line.output_flags.bits(), line.control_flags.bits(), line.local_flags.bits()],
    }
}

/// Sends a signal through the shell's own `kill`, which every system has.
pub fn signal(pid: u32, name: &str) {
    let status = Command::new("sh").arg("-c").arg(format!("kill -{name} {pid}")).status().expect("a shell");
    assert!(status.success(), "kill -{name} {pid}");
}

/// The readable notation of [`Pty::keys`] → bytes of an xterm.
pub fn encode(keys: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = keys;
    while let Some(c) = rest.chars().next() {
        let name = rest.strip_prefix('<').and_then(|after| after.split_once('>'));
        if let Some((name, after)) = name {
            bytes.extend_from_slice(&named(name));
            rest = after;
        } else {
            bytes.extend_from_slice(&rest.as_bytes()[..c.len_utf8()]);
            rest = &rest[c.len_utf8()..];
        }
    }
    bytes
}

fn named(name: &str) -> Vec<u8> {
    let fixed: &[u8] = match name {
        "ret" => b"\r",
        "tab" => b"\t",
        "backtab" => b"\x1b[Z",
        "esc" => b"\x1b",
        "bs" => b"\x7f",
        "del" => b"\x1b[3~",
        "up" => b"\x1b[A",
        "down" => b"\x1b[B",
        "right" => b"\x1b[C",
        "left" => b"\x1b[D",
        "home" => b"\x1b[H",
        "end" => b"\x1b[F",
        "pgup" => b"\x1b[5~",
        "pgdn" => b"\x1b[6~",
        "f1" => b"\x1bOP",
        "f2" => b"\x1bOQ",
        "f3" => b"\x1bOR",
        "f4" => b"\x1bOS",
        "f5" => b"\x1b[15~",
        "f6" => b"\x1b[17~",
        "f7" => b"\x1b[18~",
        "f8" => b"\x1b[19~",
        "f9" => b"\x1b[20~",
        "f10" => b"\x1b[21~",
        "f11" => b"\x1b[23~",
        "f12" => b"\x1b[24~",
        "lt" => b"<",
        _ => b"",
    };
    match (fixed, name.as_bytes()) {
        ([_, ..], _) => fixed.to_vec(),
        (_, [b'c', b'-', letter]) => vec![letter & 0x1f],
        (_, [b'a', b'-', letter]) => vec![0x1b, *letter],
        _ => panic!("no key is called <{name}>"),
    }
}
