//! What every screen shares: who is signed in, the toast, the overlay, the numbering of calls.

use std::time::{Duration, Instant};

use crate::auth::login::SignedIn;
use crate::domain::{Carrier, Seat, SessionToken};

use super::effect::{Call, Effect, ReqId, TermFx};
use super::msg::Now;
use super::overlay::Overlay;

/// What the program is told of its surroundings at the start.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The name of the house.
    pub site_name: String,
    /// This terminal.
    pub seat: Seat,
    /// Who carries letters.
    pub carrier: Carrier,
    /// Where letters are written when nobody carries them.
    pub mail_dir: String,
    /// A line for the first page, e.g. how to sign in to the demo.
    pub notice: Option<String>,
    /// No movement on the screen.
    pub reduced_motion: bool,
    /// The terminal's size at the start: columns, rows.
    pub size: (u16, u16),
}

/// What became of something, said at the foot of the screen for a while.
#[derive(Debug)]
pub struct Toast {
    /// A sentence.
    pub text: String,
    /// Good or bad.
    pub mood: Mood,
    /// Until when.
    pub until: Instant,
}

/// Good or bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// It worked.
    Good,
    /// It did not.
    Bad,
}

/// What every screen shares.
#[derive(Debug)]
pub struct Shared {
    /// The surroundings.
    pub around: Surroundings,
    /// Who is signed in.
    pub who: Option<SignedIn>,
    /// What lies over the screen.
    pub overlay: Option<Overlay>,
    /// What is said at the foot.
    pub toast: Option<Toast>,
    /// The moment of the last message.
    pub now: Now,
    epoch: u32,
    seq: u32,
}

/// How long a toast stays; one that offers an undo stays longer.
const TOAST: Duration = Duration::from_secs(6);

impl Shared {
    /// At the start: nobody is signed in.
    pub fn new(around: Surroundings, now: Now) -> Self {
        Self { around, who: None, overlay: None, toast: None, now, epoch: 0, seq: 0 }
    }

    /// Columns and rows.
    pub fn size(&self) -> (u16, u16) {
        self.around.size
    }

    /// Whether an answer to `id` is still for the person at the terminal.
    pub fn is_current(&self, id: ReqId) -> bool {
        id.epoch == self.epoch
    }

    /// Somebody else is at the terminal now: late answers are dropped from here on.
    pub fn raise_epoch(&mut self) {
        self.epoch = self.epoch.wrapping_add(1);
    }

    /// Says something at the foot of the screen.
    pub fn say(&mut self, mood: Mood, text: impl Into<String>) {
        self.toast = Some(Toast { text: text.into(), mood, until: self.now.mono + TOAST });
    }
}

/// What a screen works with while it takes a message in.
pub struct Cx<'a> {
    /// What every screen shares.
    pub shared: &'a mut Shared,
    effects: &'a mut Vec<Effect>,
}

impl<'a> Cx<'a> {
    /// For one message.
    pub fn new(shared: &'a mut Shared, effects: &'a mut Vec<Effect>) -> Self {
        Self { shared, effects }
    }

    /// Asks for a call.
    pub fn call(&mut self, call: Call) -> ReqId {
        self.shared.seq = self.shared.seq.wrapping_add(1);
        let id = ReqId { epoch: self.shared.epoch, seq: self.shared.seq };
        self.effects.push(Effect::Call(id, call));
        id
    }

    /// Asks for a call with the session of who is signed in. `None`: nobody is.
    pub fn call_as(&mut self, call: impl FnOnce(SessionToken) -> Call) -> Option<ReqId> {
        let token = self.shared.who.as_ref()?.token.duplicate();
        Some(self.call(call(token)))
    }

    /// The answer to that call is no longer wanted.
    pub fn cancel(&mut self, id: Option<ReqId>) {
        if let Some(id) = id {
            self.effects.push(Effect::Cancel(id));
        }
    }

    /// Does something to the terminal.
    pub fn term(&mut self, fx: TermFx) {
        self.effects.push(Effect::Term(fx));
    }

    /// Now, on the clock that is never set back.
    pub fn now(&self) -> Instant {
        self.shared.now.mono
    }

    /// Says that something worked.
    pub fn good(&mut self, text: impl Into<String>) {
        self.shared.say(Mood::Good, text);
    }

    /// Says that something did not work.
    pub fn bad(&mut self, text: impl Into<String>) {
        self.shared.say(Mood::Bad, text);
    }
}
