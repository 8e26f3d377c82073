//! The loop: waits for whatever happens next, tells the state machine, draws once.
//!
//! **Invariant.** Nothing here runs on a timer of its own. With no deadline of the state machine's, the loop
//! sleeps until a signal, a key, an answer, a letter's news or a change that is watched for.

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
use crate::changes::Changes;
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
    /// Whether it is to be told of what others write.
    fn follows_changes(&self) -> bool {
        false
    }
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

    fn follows_changes(&self) -> bool {
        crate::tui::follows_changes(self)
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
    /// What others write.
    pub changes: Changes,
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
    Changed,
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
            () = self.changes.next() => Happened::Changed,
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
            Happened::Changed => Msg::Changed,
            Happened::Wake => Msg::Wake,
        };
        self.tell(msg)
    }

    fn tell(&mut self, msg: Msg) -> Flow<X::Failure> {
        let effects = self.machine.update(msg, (self.clock)());
        // Before the first rows are asked for: what is written between is told then.
        self.changes.want(self.machine.follows_changes());
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
mod tests;
