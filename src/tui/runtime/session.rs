//! The loop: waits for whatever happens next, tells the state machine, draws once.
//!
//! **Invariant.** Nothing here runs on a timer of its own. With no deadline of the state machine's, the loop
//! sleeps until a signal, a key, an answer or a letter's news.

use std::future::pending;
use std::io;
use std::ops::ControlFlow;
use std::panic::resume_unwind;
use std::time::Instant;

use ratatui::backend::Backend;
use ratatui::{Frame, Terminal};

use super::Exit;
use super::exec::{CoreEvent, Executor};
use super::input::Source;
use super::signals::Signal;
use super::term::Host;
use super::unwind::or_panic;
use crate::domain::SessionToken;
use crate::tui::effect::{Effect, TermFx};
use crate::tui::kit::hits::HitMap;
use crate::tui::kit::skin::Skin;
use crate::tui::model::Model;
use crate::tui::msg::{Input, Msg, Now};

/// Most events between two frames: a flood of keys must not keep the screen from being drawn.
const MOST_BEFORE_A_FRAME: usize = 256;

/// The state machine, as the loop knows it.
pub trait Machine {
    /// What is to be done first.
    fn start(&mut self, now: Now) -> Vec<Effect>;
    /// Takes a message in.
    fn update(&mut self, msg: Msg, now: Now) -> Vec<Effect>;
    /// Draws; where what was drawn.
    fn view(&self, skin: &Skin, frame: &mut Frame<'_>) -> HitMap;
    /// When something will change with nobody doing anything.
    fn next_deadline(&self) -> Option<Instant>;
    /// The session to sign out when the program ends.
    fn session_token(&self) -> Option<SessionToken>;
}

impl Machine for Model {
    fn start(&mut self, now: Now) -> Vec<Effect> {
        crate::tui::start(self, now)
    }

    fn update(&mut self, msg: Msg, now: Now) -> Vec<Effect> {
        crate::tui::update(self, msg, now)
    }

    fn view(&self, skin: &Skin, frame: &mut Frame<'_>) -> HitMap {
        crate::tui::view(self, skin, frame)
    }

    fn next_deadline(&self) -> Option<Instant> {
        crate::tui::next_deadline(self)
    }

    fn session_token(&self) -> Option<SessionToken> {
        Self::session_token(self)
    }
}

/// Why a session broke off.
#[derive(Debug)]
pub enum Broken<E> {
    /// The terminal refused something.
    Terminal(io::Error),
    /// The core could not be opened.
    Open(E),
    /// A defect while the core was opened.
    Defect,
}

/// One person after another at one terminal: everything the loop needs, all of it replaceable in a test.
pub struct Session<B: Backend, M, H, I, S, X> {
    /// What is drawn on.
    pub terminal: Terminal<B>,
    /// The state machine.
    pub machine: M,
    /// How things look.
    pub skin: Skin,
    /// What else the terminal can do.
    pub host: H,
    /// What somebody does there.
    pub inputs: I,
    /// Signals.
    pub signals: S,
    /// What runs calls.
    pub core: X,
    /// The time.
    pub clock: Box<dyn Fn() -> Now>,
    /// How the next frame is drawn.
    pub redraw: Redraw,
    /// Where the last frame drew what, for clicks.
    pub hits: HitMap,
}

/// How the next frame is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Redraw {
    /// What changed.
    #[default]
    Changes,
    /// Everything: the terminal may show anything.
    All,
    /// Everything, and what scrolled off is cleared, too.
    Wipe,
}

/// What ended the wait. Moved twice and never kept: its size does not matter.
#[allow(clippy::large_enum_variant)]
enum Happened<E> {
    Signal(Signal),
    Input(Input),
    Core(CoreEvent<E>),
    Wake,
    TerminalGone,
}

type Flow<E> = ControlFlow<Result<Exit, Broken<E>>>;

impl<B, M, H, I, S, X> Session<B, M, H, I, S, X>
where
    B: Backend,
    B::Error: Send + Sync + 'static,
    M: Machine,
    H: Host,
    I: Source<Input>,
    S: Source<Signal>,
    X: Executor,
{
    /// Runs until somebody leaves, a signal ends it, or the terminal is gone. Draws before it waits for
    /// anything. Signs out whoever is signed in, also when a defect ends it.
    ///
    /// # Errors
    /// [`Broken`] in its kinds.
    pub async fn run(&mut self) -> Result<Exit, Broken<X::Failure>> {
        let end = or_panic(self.until_the_end()).await;
        self.core.close(self.machine.session_token()).await;
        end.unwrap_or_else(|panic| resume_unwind(panic))
    }

    async fn until_the_end(&mut self) -> Result<Exit, Broken<X::Failure>> {
        let effects = self.machine.start((self.clock)());
        if let ControlFlow::Break(end) = self.begin(effects) {
            return end;
        }
        if let ControlFlow::Break(end) = self.draw() {
            return end;
        }
        self.core.open();
        loop {
            let happened = self.wait().await;
            if let ControlFlow::Break(end) = self.turn(happened) {
                return end;
            }
        }
    }

    async fn wait(&mut self) -> Happened<X::Failure> {
        let deadline = self.machine.next_deadline();
        let wake = async {
            match deadline {
                Some(at) => tokio::time::sleep_until(at.into()).await,
                None => pending().await,
            }
        };
        tokio::select! {
            biased;
            Some(signal) = self.signals.next() => Happened::Signal(signal),
            input = self.inputs.next() => input.map_or(Happened::TerminalGone, Happened::Input),
            event = self.core.next() => Happened::Core(event),
            () = wake => Happened::Wake,
        }
    }

    /// What happened, what happened meanwhile, and one frame.
    fn turn(&mut self, happened: Happened<X::Failure>) -> Flow<X::Failure> {
        self.take(happened)?;
        for _ in 0..MOST_BEFORE_A_FRAME {
            let input = self.inputs.try_next();
            let event = self.core.try_next();
            if input.is_none() && event.is_none() {
                break;
            }
            if let Some(input) = input {
                self.take(Happened::Input(input))?;
            }
            if let Some(event) = event {
                self.take(Happened::Core(event))?;
            }
        }
        self.draw()
    }

    fn take(&mut self, happened: Happened<X::Failure>) -> Flow<X::Failure> {
        let msg = match happened {
            Happened::Signal(signal) => return self.signal(signal),
            Happened::TerminalGone => return ControlFlow::Break(Ok(Exit::TerminalGone)),
            Happened::Core(CoreEvent::Failed(error)) => return ControlFlow::Break(Err(Broken::Open(error))),
            Happened::Core(CoreEvent::Broken) => return ControlFlow::Break(Err(Broken::Defect)),
            Happened::Core(CoreEvent::Reply(id, reply)) => Msg::Reply(id, reply),
            Happened::Core(CoreEvent::Mail(status)) => Msg::Mail(status),
            Happened::Input(Input::Click { column, row }) => match self.hits.at(column, row) {
                Some(hit) => Msg::Input(Input::Hit(hit)),
                None => return ControlFlow::Continue(()),
            },
            Happened::Input(input) => Msg::Input(input),
            Happened::Wake => Msg::Wake,
        };
        self.tell(msg)
    }

    fn tell(&mut self, msg: Msg) -> Flow<X::Failure> {
        let effects = self.machine.update(msg, (self.clock)());
        self.begin(effects)
    }

    fn begin(&mut self, effects: Vec<Effect>) -> Flow<X::Failure> {
        for effect in effects {
            match effect {
                Effect::Call(id, call) => self.core.begin(id, call),
                Effect::Cancel(id) => self.core.cancel(id),
                Effect::Term(TermFx::Quit) => return ControlFlow::Break(Ok(Exit::Quit)),
                Effect::Term(TermFx::Suspend) => self.suspend()?,
                Effect::Term(TermFx::Wipe) => self.redraw = Redraw::Wipe,
            }
        }
        ControlFlow::Continue(())
    }

    fn signal(&mut self, signal: Signal) -> Flow<X::Failure> {
        match signal {
            Signal::End(number) => ControlFlow::Break(Ok(Exit::Signal(number))),
            Signal::Stop => self.suspend(),
            Signal::Continue => {
                reach(self.host.retake())?;
                self.everything_anew()
            }
            Signal::Resize => self.measure(),
        }
    }

    fn suspend(&mut self) -> Flow<X::Failure> {
        reach(self.host.suspend())?;
        self.everything_anew()
    }

    fn everything_anew(&mut self) -> Flow<X::Failure> {
        self.redraw = self.redraw.max(Redraw::All);
        self.measure()
    }

    fn measure(&mut self) -> Flow<X::Failure> {
        match self.host.size() {
            Some((width, height)) => self.tell(Msg::Input(Input::Resize { width, height })),
            None => ControlFlow::Continue(()),
        }
    }

    fn draw(&mut self) -> Flow<X::Failure> {
        let redraw = std::mem::take(&mut self.redraw);
        self.host.begin_frame();
        if redraw == Redraw::Wipe {
            self.host.wipe();
        }
        if redraw >= Redraw::All {
            // Not `Terminal::clear`, which asks the terminal where its cursor is and waits for the answer.
            let anew = self.terminal.size().and_then(|size| self.terminal.resize(ratatui::layout::Rect::from(size)));
            reach(anew.map_err(io::Error::other))?;
        }
        let (machine, skin) = (&self.machine, &self.skin);
        let mut hits = HitMap::default();
        let drawn = self.terminal.draw(|frame| hits = machine.view(skin, frame)).map(|_| ());
        self.hits = hits;
        reach(drawn.map_err(io::Error::other))?;
        reach(self.host.end_frame())
    }
}

/// A terminal that can't be reached any more is no error: its person has hung up.
fn reach<E>(result: io::Result<()>) -> Flow<E> {
    /// EIO, which has no [`io::ErrorKind`]: the answer of a terminal whose other side is closed.
    const EIO: i32 = 5;
    match result {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) if error.raw_os_error() == Some(EIO) || error.kind() == io::ErrorKind::BrokenPipe => {
            ControlFlow::Break(Ok(Exit::TerminalGone))
        }
        Err(error) => ControlFlow::Break(Err(Broken::Terminal(error))),
    }
}

#[cfg(test)]
mod tests {
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
            vec![Effect::Call(ID, Call::NeedsSetUp)]
        }

        fn update(&mut self, msg: Msg, now: Now) -> Vec<Effect> {
            match msg {
                Msg::Wake => {
                    self.line.push('!');
                    return vec![Effect::Term(TermFx::Quit)];
                }
                Msg::Reply(..) => self.line.push('R'),
                Msg::Mail(_) => self.line.push('M'),
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
}
