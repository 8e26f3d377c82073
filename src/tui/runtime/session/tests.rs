//! What the loop promises, with a terminal, keys and a core that are made up.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::time::Duration;

use ratatui::backend::TestBackend;
use ratatui::layout::Rect;
use tokio::sync::mpsc;

use super::*;
use crate::domain::{Secret, Timestamp};
use crate::tui::effect::{Call, Reply, ReqId};
use crate::tui::msg::{Hit, Key, KeyCode};

const ID: ReqId = ReqId { epoch: 0, seq: 0 };

/// A state machine that shows what it was typed and does what a key's letter says.
#[derive(Default)]
struct Toy {
    line: String,
    deadline: Option<Instant>,
    token: bool,
}

impl Machine for Toy {
    fn start(&mut self, _: Now) -> Vec<Effect> {
        vec![Effect::Call(ID, Call::Doors)]
    }

    fn update(&mut self, msg: Msg, now: Now) -> Vec<Effect> {
        match msg {
            Msg::Wake => {
                self.line.push('!');
                return vec![Effect::Term(TermFx::Quit)];
            }
            Msg::Reply(..) => self.line.push('R'),
            Msg::Mail(_) => self.line.push('M'),
            Msg::Changed => self.line.push('C'),
            Msg::Input(Input::Resize { width, height }) => self.line.push_str(&format!("{width}x{height}")),
            Msg::Input(Input::Key(Key { code: KeyCode::Char(c), .. })) => {
                self.line.push(c);
                match c {
                    'q' => return vec![Effect::Term(TermFx::Quit)],
                    'z' => return vec![Effect::Term(TermFx::Suspend)],
                    'w' => return vec![Effect::Term(TermFx::Wipe)],
                    't' => self.deadline = Some(now.mono + Duration::from_millis(5)),
                    'i' => self.token = true,
                    'p' => panic!("a defect"),
                    _ => {}
                }
            }
            Msg::Input(Input::Hit(hit)) => self.line.push_str(&format!("{hit:?}")),
            Msg::Input(_) => {}
        }
        Vec::new()
    }

    fn view(&self, _: &Skin, frame: &mut Frame<'_>) -> HitMap {
        frame.render_widget(self.line.as_str(), frame.area());
        let mut hits = HitMap::default();
        hits.add(Rect::new(0, 0, 5, 1), Hit::Field(7));
        hits
    }

    fn next_deadline(&self) -> Option<Instant> {
        self.deadline
    }

    fn session_token(&self) -> Option<SessionToken> {
        self.token.then(|| SessionToken::new(Secret::from("a.b.c")))
    }
}

/// What was done, in order, as the host and the core saw it.
type Log = Rc<RefCell<Vec<&'static str>>>;

struct ToyHost(Log);

impl Host for ToyHost {
    fn size(&self) -> Option<(u16, u16)> {
        Some((20, 1))
    }

    fn begin_frame(&mut self) {
        self.0.borrow_mut().push("frame");
    }

    fn end_frame(&mut self) -> io::Result<()> {
        self.0.borrow_mut().push("shown");
        Ok(())
    }

    fn wipe(&mut self) {
        self.0.borrow_mut().push("wipe");
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.0.borrow_mut().push("stopped");
        Ok(())
    }

    fn retake(&mut self) -> io::Result<()> {
        self.0.borrow_mut().push("retaken");
        Ok(())
    }
}

struct ToyCore(Log, VecDeque<CoreEvent<&'static str>>);

impl Executor for ToyCore {
    type Failure = &'static str;

    fn open(&mut self) {
        self.0.borrow_mut().push("open");
    }

    fn begin(&mut self, _: ReqId, _: Call) {
        self.0.borrow_mut().push("call");
    }

    fn cancel(&mut self, _: ReqId) {}

    async fn next(&mut self) -> CoreEvent<&'static str> {
        match self.1.pop_front() {
            Some(event) => event,
            None => pending().await,
        }
    }

    fn try_next(&mut self) -> Option<CoreEvent<&'static str>> {
        self.1.pop_front()
    }

    fn close(&mut self, session: Option<SessionToken>) -> impl Future<Output = ()> {
        self.0.borrow_mut().push(if session.is_some() { "signed out" } else { "closed" });
        std::future::ready(())
    }

    fn rest(self, _: Duration) -> impl Future<Output = ()> {
        std::future::ready(())
    }
}

struct Desk {
    log: Log,
    keys: mpsc::Sender<Input>,
    signals: mpsc::Sender<Signal>,
    session: Session<TestBackend, Toy, ToyHost, mpsc::Receiver<Input>, mpsc::Receiver<Signal>, ToyCore>,
}

impl Desk {
    fn new(answers: Vec<CoreEvent<&'static str>>) -> Self {
        let log = Log::default();
        let (keys, inputs) = mpsc::channel(10_000);
        let (to_signals, signals) = mpsc::channel(8);
        let session = Session {
            terminal: Terminal::new(TestBackend::new(20, 1)).unwrap(),
            machine: Toy::default(),
            skin: Skin::new(false),
            host: ToyHost(Rc::clone(&log)),
            inputs,
            signals,
            changes: Changes::of(None),
            core: ToyCore(Rc::clone(&log), answers.into()),
            clock: Box::new(|| Now { wall: Timestamp::from_millis(0), mono: Instant::now() }),
            redraw: Redraw::default(),
            hits: HitMap::default(),
        };
        Self { log, keys, signals: to_signals, session }
    }

    fn type_keys(&self, text: &str) {
        text.chars().for_each(|c| self.keys.try_send(Input::Key(Key::char(c))).unwrap());
    }

    /// The input ends after what was typed.
    fn hang_up(&mut self) {
        self.keys = mpsc::channel(1).0;
    }

    fn run(&mut self) -> Result<Exit, Broken<&'static str>> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            tokio::time::timeout(Duration::from_secs(30), self.session.run()).await.expect("it never ended")
        })
    }

    fn log(&self) -> String {
        self.log.borrow().join(" ").replace("frame shown", "frame")
    }

    fn shown(&self) -> String {
        self.session.terminal.backend().to_string()
    }
}

#[test]
fn the_first_frame_comes_before_the_core_is_opened() {
    let mut desk = Desk::new(Vec::new());
    desk.type_keys("q");
    assert!(matches!(desk.run(), Ok(Exit::Quit)));
    assert_eq!(desk.log(), "call frame open closed");
}

#[test]
fn everything_that_is_there_is_drawn_at_once() {
    let mut desk = Desk::new(vec![CoreEvent::Reply(ID, Reply::Crashed)]);
    desk.type_keys("abc");
    desk.signals.try_send(Signal::Resize).unwrap();
    desk.hang_up();
    assert!(matches!(desk.run(), Ok(Exit::TerminalGone)));
    assert!(desk.shown().contains("20x1aRbc"), "{}", desk.shown());
    assert_eq!(desk.log(), "call frame open frame closed");
}

#[test]
fn a_flood_of_keys_does_not_keep_the_screen_from_being_drawn() {
    let mut desk = Desk::new(Vec::new());
    desk.type_keys(&"x".repeat(MOST_BEFORE_A_FRAME * 3));
    desk.type_keys("q");
    desk.run().unwrap();
    assert_eq!(desk.log.borrow().iter().filter(|what| **what == "shown").count(), 1 + 2);
}

#[test]
fn a_deadline_wakes_the_screen() {
    let mut desk = Desk::new(Vec::new());
    desk.type_keys("t");
    assert!(matches!(desk.run(), Ok(Exit::Quit)), "the toy leaves when it is woken");
    assert_eq!(desk.session.machine.line, "t!");
}

#[test]
fn a_click_is_told_what_it_hit_and_nothing_where_it_hit_nothing() {
    let mut desk = Desk::new(Vec::new());
    for column in [4, 5] {
        desk.keys.try_send(Input::Click { column, row: 0 }).unwrap();
    }
    desk.hang_up();
    desk.run().unwrap();
    assert_eq!(desk.session.machine.line, "Field(7)");
}

#[test]
fn a_wipe_clears_what_the_person_before_left() {
    let mut desk = Desk::new(Vec::new());
    desk.type_keys("secret");
    desk.type_keys("w");
    desk.hang_up();
    assert!(matches!(desk.run(), Ok(Exit::TerminalGone)));
    assert_eq!(desk.log(), "call frame open frame wipe shown closed");
    assert!(desk.shown().contains("secretw"), "drawn anew");
}

#[test]
fn a_stop_and_a_resume_draw_everything_anew() {
    let mut desk = Desk::new(Vec::new());
    desk.signals.try_send(Signal::Stop).unwrap();
    desk.signals.try_send(Signal::Continue).unwrap();
    desk.signals.try_send(Signal::End(15)).unwrap();
    assert!(matches!(desk.run(), Ok(Exit::Signal(15))));
    assert_eq!(desk.log(), "call frame open stopped frame retaken frame closed");
    let mut desk = Desk::new(Vec::new());
    desk.type_keys("zq");
    desk.run().unwrap();
    assert_eq!(desk.log(), "call frame open stopped closed");
}

#[test]
fn every_end_signs_out() {
    let mut desk = Desk::new(Vec::new());
    desk.type_keys("iq");
    desk.run().unwrap();
    assert!(desk.log().ends_with("signed out"));
    let mut desk = Desk::new(Vec::new());
    desk.session.machine.token = true;
    desk.signals.try_send(Signal::End(1)).unwrap();
    assert!(matches!(desk.run(), Ok(Exit::Signal(1))));
    assert!(desk.log().ends_with("signed out"));
    let mut desk = Desk::new(Vec::new());
    desk.type_keys("ip");
    assert!(catch_unwind(AssertUnwindSafe(|| desk.run())).is_err(), "a defect ends the program");
    assert!(desk.log().ends_with("signed out"));
}

#[test]
fn a_core_that_does_not_open_ends_it() {
    let mut desk = Desk::new(vec![CoreEvent::Failed("no disk")]);
    assert!(matches!(desk.run(), Err(Broken::Open("no disk"))));
    assert_eq!(desk.log(), "call frame open closed");
}

#[test]
fn a_terminal_that_hung_up_is_no_error() {
    let gone: Flow<()> = reach(Err(io::Error::from_raw_os_error(5)));
    assert!(matches!(gone, ControlFlow::Break(Ok(Exit::TerminalGone))));
    let refused: Flow<()> = reach(Err(io::ErrorKind::PermissionDenied.into()));
    assert!(matches!(refused, ControlFlow::Break(Err(Broken::Terminal(_)))));
}
