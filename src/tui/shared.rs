//! What every screen shares: who is signed in, the toast, the overlay, the numbering of calls.

use std::time::{Duration, Instant};

use crate::auth::login::SignedIn;
use crate::auth::session::{self, Renewed};
use crate::auth::settings::SIGN_UP_MODE;
use crate::auth::signup::Doors;
use crate::domain::{Carrier, Seat, SessionToken, SignUpMode, Timestamp};

use super::acts::Undoable;
use super::effect::{Call, Effect, ReqId, TermFx};
use super::msg::Now;
use super::overlay::{Overlay, StepUp};

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
    /// Where reports are written.
    pub reports_dir: String,
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
    /// The last act that can be taken back; until the next one, or until its doer signs out.
    pub undo: Option<Undoable>,
    /// Whether somebody caused the last message: only then do its calls keep the session awake.
    pub attended: bool,
    /// Who may sign up, as far as the core has said.
    pub sign_up: SignUpMode,
    epoch: u32,
    seq: u32,
    /// The session is getting another token. A call with the old one would come too late, so calls wait.
    renewing: Option<ReqId>,
    held: Vec<(ReqId, Call)>,
}

/// The core's clock may be a little ahead of what this screen was told.
const PROOF_MARGIN: Duration = Duration::from_secs(5);

/// How long a toast stays; one that offers an undo stays longer.
const TOAST: Duration = Duration::from_secs(6);

impl Shared {
    /// At the start: nobody is signed in.
    pub fn new(around: Surroundings, now: Now) -> Self {
        Self {
            around,
            who: None,
            overlay: None,
            toast: None,
            now,
            undo: None,
            attended: false,
            sign_up: SignUpMode::Open,
            epoch: 0,
            seq: 0,
            renewing: None,
            held: Vec::new(),
        }
    }

    /// The core has said who may come in, and what the house is called.
    pub fn take_doors(&mut self, doors: &Doors) {
        self.sign_up = doors.sign_up;
        self.around.site_name.clone_from(&doors.site_name);
    }

    /// A rule of the house was changed at this terminal.
    pub fn rule_changed(&mut self, key: &str, value: &str) {
        match (key, value.parse()) {
            (SIGN_UP_MODE, Ok(mode)) => self.sign_up = mode,
            ("site.name", _) => value.clone_into(&mut self.around.site_name),
            _ => {}
        }
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

    /// Whether it is too long ago that the password was shown.
    fn must_prove(&self, who: &SignedIn) -> bool {
        who.proved_until.since(self.now.wall) < PROOF_MARGIN
    }

    /// Whether that call is the session getting another token.
    pub fn is_renewing(&self, id: ReqId) -> bool {
        self.renewing == Some(id)
    }

    /// The core says that the password has to be shown again: the next dangerous act asks for it.
    pub fn forget_proof(&mut self) {
        if let Some(who) = &mut self.who {
            who.proved_until = Timestamp::from_millis(0);
        }
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

    fn number(&mut self) -> ReqId {
        self.shared.seq = self.shared.seq.wrapping_add(1);
        ReqId { epoch: self.shared.epoch, seq: self.shared.seq }
    }

    /// Asks for a call.
    pub fn call(&mut self, call: Call) -> ReqId {
        let id = self.number();
        self.effects.push(Effect::Call(id, call));
        id
    }

    /// Asks for a call with the session of who is signed in. `None`: nobody is. What is dangerous waits until the
    /// password has been shown again, if that is long ago; a screen that waits for it may be told
    /// [`called_off`](super::screen::ScreenState::called_off) instead of an answer.
    pub fn call_as(&mut self, call: impl FnOnce(SessionToken) -> Call) -> Option<ReqId> {
        let id = self.number();
        let who = self.shared.who.as_ref()?;
        let token = if self.shared.attended { who.token.duplicate() } else { who.token.unattended() };
        let call = call(token);
        let asked = matches!(self.shared.overlay, Some(Overlay::StepUp(_)));
        if call.is_dangerous() && !asked && self.shared.must_prove(who) {
            self.shared.overlay = Some(Overlay::StepUp(Box::new(StepUp::new(&who.me, id, call))));
        } else if self.shared.renewing.is_some() {
            self.shared.held.push((id, call));
        } else {
            self.effects.push(Effect::Call(id, call));
        }
        Some(id)
    }

    /// Shows the password again.
    pub fn prove(&mut self, proof: session::StepUp) -> Option<ReqId> {
        let id = self.call_as(|token| Call::StepUp(token, proof))?;
        self.shared.renewing = Some(id);
        Some(id)
    }

    /// The session has another token now, or keeps the old one: what was held goes out with it.
    pub fn renewed(&mut self, renewed: Option<Renewed>) {
        self.shared.renewing = None;
        if let (Some(renewed), Some(who)) = (renewed, &mut self.shared.who) {
            who.token = renewed.token;
            who.proved_until = renewed.proved_until;
        }
        for (id, call) in std::mem::take(&mut self.shared.held) {
            self.send(id, call);
        }
    }

    /// Sends a call that waited, with the token of now.
    pub fn send(&mut self, id: ReqId, mut call: Call) {
        if let (Some(token), Some(who)) = (call.token_mut(), &self.shared.who) {
            *token = if token.is_attended() { who.token.duplicate() } else { who.token.unattended() };
        }
        self.effects.push(Effect::Call(id, call));
    }

    /// Somebody signs out: a token that comes from now on is of no use, and nothing that was held is asked.
    pub fn stop_renewing(&mut self) {
        self.shared.held.clear();
        let renewing = self.shared.renewing.take();
        self.cancel(renewing);
    }

    /// The answer to that call is no longer wanted.
    pub fn cancel(&mut self, id: Option<ReqId>) {
        if let Some(id) = id {
            self.shared.held.retain(|(held, _)| *held != id);
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
