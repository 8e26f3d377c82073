//! The runtime in a real terminal: taken over and given back, whatever happens.
//!
//! What runs in the terminal is most often this test's own binary, started again for one test alone ([`child`]), with a toy
//! state machine: it shows what happens to it.

// What breaks here is a test; `clippy.toml` allows it only within the functions marked as tests.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "common/pty.rs"]
mod pty;

use std::env;
use std::future::{Future, pending};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use pty::{PATIENCE, Pty};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use vestibule::domain::{Clock, SessionToken, Timestamp};
use vestibule::tui::effect::{Call, Effect, ReqId, TermFx};
use vestibule::tui::kit::hits::HitMap;
use vestibule::tui::kit::skin::Skin;
use vestibule::tui::msg::{Hit, Input, Key, KeyCode, Msg, Now};
use vestibule::tui::runtime::exec::{CoreEvent, Executor};
use vestibule::tui::runtime::session::Machine;
use vestibule::tui::runtime::{RunSettings, run_machine};

const CHILD: &str = "VESTIBULE_PTY_CHILD";

// ── the program in the terminal ─────────────────────────────────────────────────────────────────────

struct StoppedClock;

impl Clock for StoppedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(0)
    }
}

/// Nothing is asked of it.
struct NoCore;

impl Executor for NoCore {
    type Failure = String;

    fn open(&mut self) {}
    fn begin(&mut self, _: ReqId, _: Call) {}
    fn cancel(&mut self, _: ReqId) {}

    fn next(&mut self) -> impl Future<Output = CoreEvent<String>> {
        pending()
    }

    fn try_next(&mut self) -> Option<CoreEvent<String>> {
        None
    }

    fn close(&mut self, _: Option<SessionToken>) -> impl Future<Output = ()> {
        std::future::ready(())
    }

    fn rest(self, _: Duration) -> impl Future<Output = ()> {
        std::future::ready(())
    }
}

struct Toy {
    size: (u16, u16),
    line: String,
}

impl Machine for Toy {
    fn start(&mut self, _: Now) -> Vec<Effect> {
        Vec::new()
    }

    fn update(&mut self, msg: Msg, _: Now) -> Vec<Effect> {
        let effect = match msg {
            Msg::Input(Input::Resize { width, height }) => {
                self.size = (width, height);
                None
            }
            Msg::Input(Input::Paste(text)) => {
                self.line = format!("pasted {} bytes, {} lines", text.expose().len(), text.expose().lines().count());
                None
            }
            Msg::Input(Input::Hit(hit)) => {
                self.line = format!("{hit:?}");
                None
            }
            Msg::Input(Input::Key(key)) if key == Key::ctrl('q') => Some(TermFx::Quit),
            Msg::Input(Input::Key(key)) if key == Key::ctrl('z') => Some(TermFx::Suspend),
            Msg::Input(Input::Key(key)) if key == Key::ctrl('w') => {
                self.line.clear();
                Some(TermFx::Wipe)
            }
            Msg::Input(Input::Key(key)) if key == Key::ctrl('p') => panic!("secret words: {}", self.line),
            Msg::Input(Input::Key(Key { code: KeyCode::Char(c), .. })) => {
                self.line.push(c);
                None
            }
            _ => None,
        };
        effect.map(Effect::Term).into_iter().collect()
    }

    fn view(&self, _: &Skin, frame: &mut Frame<'_>) -> HitMap {
        let (width, height) = self.size;
        let strong = Style::new().add_modifier(Modifier::BOLD | Modifier::REVERSED);
        let lines = vec![
            Line::from(vec![Span::raw("plain "), Span::styled("marked", strong), Span::raw(" plain")]),
            Line::raw(format!("toy {width}x{height}")),
            Line::raw(format!("[{}]", self.line)),
        ];
        frame.render_widget(ratatui::text::Text::from(lines), frame.area());
        frame.set_cursor_position(Position::new(1, 2));
        let mut hits = HitMap::default();
        hits.add(Rect::new(9, 4, 1, 1), Hit::Tab(3));
        hits
    }

    fn next_deadline(&self) -> Option<Instant> {
        None
    }

    fn session_token(&self) -> Option<SessionToken> {
        None
    }
}

/// Not a test, but what the tests below start: does nothing unless it is told to.
#[test]
fn child() {
    if env::var_os(CHILD).is_none() {
        return;
    }
    let settings = RunSettings {
        colours: env::var_os("NO_COLOR").is_none(),
        mouse: env::var_os("NO_MOUSE").is_none(),
        log_file: Some(PathBuf::from("/somewhere/vestibule.log")),
        zone: jiff::tz::TimeZone::UTC,
        watched: None,
    };
    let end = run_machine(settings, Arc::new(StoppedClock), NoCore, |size, _| Toy {
        size: size.expect("a terminal has a size"),
        line: String::new(),
    });
    let (word, code) = match end {
        Ok(exit) => (format!("ended: {exit:?}"), i32::from(exit.code())),
        Err(error) => (format!("failed: {error}"), 70),
    };
    // Not `println!`: the terminal may be gone.
    let _ = writeln!(io::stdout(), "{word}");
    std::process::exit(code);
}

// ── the tests ───────────────────────────────────────────────────────────────────────────────────────

const CHILD_ARGS: [&str; 4] = ["child", "--exact", "--nocapture", "--test-threads=1"];

fn this_program() -> PathBuf {
    env::current_exe().expect("this test is a program")
}

fn start_with(env: &[(&str, &str)]) -> Pty {
    let env: Vec<_> = [(CHILD, "1")].into_iter().chain(env.iter().copied()).collect();
    let pty = Pty::start(&this_program(), &CHILD_ARGS, &env, (80, 24));
    pty.wait_for("toy 80x24");
    pty
}

fn start() -> Pty {
    start_with(&[])
}

#[track_caller]
fn assert_restored(pty: &Pty) {
    assert_eq!(pty.modes(), pty.before);
    let bytes = pty.bytes();
    let last = |what: &[u8]| bytes.windows(what.len()).rposition(|window| window == what);
    let (wiped, left) = (last(b"\x1b[3J"), last(b"\x1b[?1049l"));
    assert!(wiped.is_some() && wiped < left, "wiped before the alternate screen was left");
}

#[test]
fn the_terminal_is_taken_over_and_given_back() {
    let mut pty = start();
    let taken = pty.modes();
    assert!(taken.alternate_screen && taken.mouse && taken.bracketed_paste && !taken.cursor_hidden, "{taken:?}");
    assert_ne!(taken.line, pty.before.line);
    pty.wait_until("the caret", |screen, _| (screen.cursor_position() == (2, 1)).then_some(()));
    pty.keys("words<c-q>");
    assert_eq!(pty.wait_exit().exit_code(), 0);
    assert_restored(&pty);
    assert!(pty.screen().contains("ended: Quit") && !pty.screen().contains("words"), "{}", pty.screen());
}

#[test]
fn the_mouse_is_left_alone_where_nobody_wants_it() {
    let mut pty = start_with(&[("NO_MOUSE", "1")]);
    assert!(!pty.modes().mouse);
    pty.keys("<c-q>");
    pty.wait_exit();
    assert_restored(&pty);
}

#[test]
fn clicks_arrive() {
    let mut pty = start();
    pty.send(b"\x1b[<0;10;5M\x1b[<0;10;5m");
    pty.wait_for("[Tab(3)]");
    pty.kill();
}

#[test]
fn every_ending_signal_gives_the_terminal_back() {
    for (name, number) in [("TERM", 15), ("INT", 2), ("HUP", 1), ("QUIT", 3)] {
        let mut pty = start();
        pty.keys("words");
        pty.wait_for("[words]");
        pty.signal(name);
        assert_eq!(pty.wait_exit().exit_code(), 128 + number, "SIG{name}");
        assert_restored(&pty);
        assert!(!pty.screen().contains("words"));
    }
}

#[test]
fn a_panic_gives_the_terminal_back_and_tells_nothing() {
    let mut pty = start();
    pty.keys("hunter2<c-p>");
    assert_ne!(pty.wait_exit().exit_code(), 0);
    assert_restored(&pty);
    let screen = pty.screen();
    assert!(screen.contains("Vestibule broke down"), "{screen}");
    assert!(screen.contains("/somewhere/vestibule.log"), "{screen}");
    let bytes = pty.bytes();
    let after = bytes.windows(8).rposition(|window| window == b"\x1b[?1049l").expect("the alternate screen was left");
    let farewell = String::from_utf8_lossy(&bytes[after..]);
    assert!(!farewell.contains("hunter2") && !farewell.contains("secret words"), "{farewell}");
}

#[test]
fn a_hang_up_ends_it_in_under_a_second() {
    let (took, _) = start().hang_up();
    assert!(took < Duration::from_secs(1), "{took:?}");
}

/// No signal says that the terminal died: only reading and writing do.
#[test]
fn a_terminal_that_dies_quietly_ends_it_too() {
    let pty = Pty::start_apart(&this_program(), &CHILD_ARGS, &[(CHILD, "1")], (80, 24));
    pty.wait_for("toy 80x24");
    let (took, status) = pty.hang_up();
    assert!(took < Duration::from_secs(1), "{took:?}");
    assert_eq!(status.exit_code(), 129);
}

#[test]
fn a_resize_is_drawn() {
    let mut pty = start();
    for (columns, rows) in [(40, 12), (132, 45), (20, 6), (80, 24)] {
        pty.resize(columns, rows);
        pty.wait_for(&format!("toy {columns}x{rows}"));
    }
    pty.keys("<c-q>");
    pty.wait_exit();
    assert_restored(&pty);
}

#[test]
fn a_paste_arrives_whole_and_never_as_keys() {
    let mut pty = start();
    pty.paste("one\ntwo\rthree\n");
    pty.wait_for("pasted 14 bytes, 2 lines");
    pty.paste(&"x".repeat(100_000));
    pty.wait_for("pasted 4096 bytes, 1 lines");
    pty.keys("<c-q>");
    assert_eq!(pty.wait_exit().exit_code(), 0);
}

/// A paste without an end fills no memory, and the screen goes on.
#[test]
#[cfg(target_os = "linux")]
fn an_endless_paste_holds_nothing_up() {
    let mut pty = start();
    pty.send(b"\x1b[200~");
    let piece = vec![b'x'; 1 << 20];
    (0..32).for_each(|_| pty.send(&piece));
    pty.resize(60, 20);
    pty.wait_for("toy 60x20");
    let status = std::fs::read_to_string(format!("/proc/{}/status", pty.pid())).expect("the program runs");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next());
    let kilobytes: u32 = peak.and_then(|number| number.parse().ok()).expect("a number");
    assert!(kilobytes < 64 * 1024, "{kilobytes} kB");
    pty.send(b"\x1b[201~");
    pty.wait_for("pasted 4096 bytes");
    pty.kill();
}

#[test]
fn what_stood_on_the_screen_is_wiped_on_demand() {
    let mut pty = start();
    pty.keys("words");
    pty.wait_for("[words]");
    let before = pty.written();
    pty.keys("<c-w>");
    pty.wait_for("[]");
    let bytes = pty.bytes();
    let since = String::from_utf8_lossy(&bytes[before..]);
    let (clear, scrollback, drawn) = (since.find("\x1b[2J"), since.find("\x1b[3J"), since.find("toy"));
    assert!(clear.is_some() && clear < scrollback && scrollback < drawn, "{since:?}");
    pty.kill();
}

#[test]
fn without_colours_marks_stay_marked() {
    let mut pty = start_with(&[("NO_COLOR", "1")]);
    let marked = pty.wait_until("the mark", |screen, _| {
        screen.cell(0, 6).filter(|cell| cell.contents() == "m").map(|cell| cell.inverse() && cell.bold())
    });
    assert!(marked);
    let text = String::from_utf8_lossy(&pty.bytes()).into_owned();
    for broken in ["\x1b[;m", "\x1b[m"] {
        assert!(!text.contains(broken), "{text:?}");
    }
    for colour in ["\x1b[38;", "\x1b[48;"] {
        assert!(!text.contains(colour), "{text:?}");
    }
    pty.kill();
}

#[test]
fn a_frame_is_one_synchronized_update() {
    let mut pty = start();
    let before = pty.written();
    pty.keys("a");
    pty.wait_for("[a]");
    let bytes = pty.wait_until("the end of the frame", |_, bytes| {
        bytes.ends_with(b"\x1b[?2026l").then(|| bytes[before..].to_vec())
    });
    let text = String::from_utf8_lossy(&bytes).into_owned();
    assert!(text.starts_with("\x1b[?2026h"), "{text:?}");
    assert_eq!(text.matches("\x1b[?2026h").count(), 1, "{text:?}");
    pty.kill();
}

/// Needs a shell with job control between, as a person has: a program that leads its session is not stopped.
#[test]
fn stopped_and_resumed() {
    let mut pty = Pty::start("sh".as_ref(), &["-i"], &[(CHILD, "1"), ("PS1", "ready> ")], (80, 24));
    pty.wait_for("ready>");
    let shell = pty.modes();
    let command = format!("{} {}", this_program().display(), CHILD_ARGS.join(" "));
    pty.keys(&format!("{command}<ret>"));
    pty.wait_for("toy 80x24");
    pty.keys("words<c-z>");
    pty.wait_until("the shell", |screen, _| {
        (!screen.alternate_screen() && screen.contents().trim_end().ends_with("ready>")).then_some(())
    });
    assert!(pty.screen().contains("topped"), "{}", pty.screen());
    assert_eq!((pty.modes().mouse, pty.modes().bracketed_paste), (false, false));
    pty.keys("fg<ret>");
    pty.wait_until("the program", |screen, _| {
        (screen.alternate_screen() && screen.contents().contains("[words]")).then_some(())
    });
    pty.keys("!<c-q>");
    pty.wait_for("ended: Quit");
    pty.wait_until("the shell", |screen, _| screen.contents().trim_end().ends_with("ready>").then_some(()));
    assert_eq!(pty.modes(), shell);
    pty.keys("exit<ret>");
    pty.wait_exit();
}

#[test]
fn a_stop_where_nobody_could_resume_it_is_no_stop() {
    let mut pty = start();
    pty.keys("a<c-z>b");
    pty.wait_for("[ab]");
    pty.signal("TSTP");
    pty.keys("c");
    pty.wait_for("[abc]");
    pty.kill();
}

/// Nothing happens, so nothing runs: no thread of the program is scheduled.
#[test]
#[cfg(target_os = "linux")]
fn nobody_wakes_while_nothing_happens() {
    let mut pty = start();
    let switches = || -> u64 {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", pty.pid())).expect("the program runs");
        let status = tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("status")).ok());
        let count = |status: String| -> u64 {
            let lines = status.lines().filter(|line| line.contains("ctxt_switches"));
            lines.filter_map(|line| line.split_whitespace().last()?.parse::<u64>().ok()).sum()
        };
        status.map(count).sum()
    };
    // Threads that have just started may still be on their way to sleep.
    let deadline = Instant::now() + PATIENCE;
    loop {
        let before = switches();
        std::thread::sleep(Duration::from_secs(1));
        if switches() == before {
            break;
        }
        assert!(Instant::now() < deadline, "it never sleeps a whole second");
    }
    pty.kill();
}

// ── the program itself ──────────────────────────────────────────────────────────────────────────────

/// The real program on an empty data directory, as somebody sees it who has just built it.
fn start_vestibule(data: &Path) -> Pty {
    let data = data.to_str().expect("a path in UTF-8");
    let pty = Pty::start(VESTIBULE.as_ref(), &[], &[("VESTIBULE_DATA_DIR", data)], (80, 24));
    pty.wait_for("first admin");
    pty
}

const VESTIBULE: &str = env!("CARGO_BIN_EXE_vestibule");

#[test]
fn the_program_is_left_and_nothing_stays_on_the_screen() {
    let data = tempfile::tempdir().expect("a directory");
    let mut pty = start_vestibule(data.path());
    pty.keys("grace<c-c>");
    assert_eq!(pty.wait_exit().exit_code(), 0);
    assert_restored(&pty);
    assert_eq!(pty.screen().trim(), "");
}

#[test]
fn a_signal_or_a_hang_up_ends_the_program_within_a_second() {
    let data = tempfile::tempdir().expect("a directory");
    let mut pty = start_vestibule(data.path());
    let begun = Instant::now();
    pty.signal("TERM");
    assert_eq!(pty.wait_exit().exit_code(), 143);
    assert!(begun.elapsed() < Duration::from_secs(1));
    assert_restored(&pty);
    let (took, _) = start_vestibule(data.path()).hang_up();
    assert!(took < Duration::from_secs(1), "{took:?}");
}

#[test]
fn a_house_that_does_not_open_says_why_on_the_shells_screen() {
    let data = tempfile::tempdir().expect("a directory");
    std::fs::write(data.path().join("vestibule.db"), "not a database, by no means").expect("a file");
    std::fs::write(data.path().join("secret.key"), "half a ke").expect("a file");
    let data = data.path().to_str().expect("a path in UTF-8");
    let mut pty = Pty::start(VESTIBULE.as_ref(), &[], &[("VESTIBULE_DATA_DIR", data)], (80, 24));
    assert_eq!(pty.wait_exit().exit_code(), 1);
    assert_restored(&pty);
    assert!(pty.screen().contains("vestibule: "), "{}", pty.screen());
}

#[test]
fn without_a_terminal_the_program_says_so() {
    let data = tempfile::tempdir().expect("a directory");
    let output = Command::new(VESTIBULE).env("VESTIBULE_DATA_DIR", data.path()).stdin(Stdio::null()).output();
    let output = output.expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("terminal"));
}
