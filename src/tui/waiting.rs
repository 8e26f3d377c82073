//! Waiting for a letter: the time its code is good, the mail strip, the resend with its cooldown. Shared by
//! sign-up, forgotten password and a new address.

use std::time::{Duration, Instant};

use crate::auth::challenge::{Flow, ResendError};
use crate::domain::{MailStage, MailStatus, Timestamp};

use super::effect::{Call, Reply, ReqId};
use super::form::Busy;
use super::shared::{Cx, Shared};

/// How often a letter that another process carries is looked after. This process's worker reports at once.
const LOOK: Duration = Duration::from_secs(2);

/// A challenge under way.
#[derive(Debug)]
pub struct Waiting {
    /// What the core says of it.
    pub flow: Flow,
    /// Where its letter stands, where that may be seen.
    pub stage: Option<MailStage>,
    /// The resend under way.
    pub resending: Option<Busy>,
    looking: Option<ReqId>,
    next_look: Option<Instant>,
}

impl Waiting {
    /// A challenge that has just been made.
    pub fn new(flow: Flow) -> Self {
        let stage = flow.letter.map(|_| MailStage::Queued);
        Self { flow, stage, resending: None, looking: None, next_look: None }
    }

    /// Begins to look after the letter.
    pub fn opened(&mut self, cx: &mut Cx<'_>) {
        self.look(cx);
    }

    fn moving(&self) -> bool {
        self.stage.as_ref().is_some_and(|stage| !stage.is_final())
    }

    fn look(&mut self, cx: &mut Cx<'_>) {
        if let Some(letter) = self.flow.letter
            && self.moving()
            && self.looking.is_none()
        {
            self.looking = Some(cx.call(Call::MailStage(letter)));
        }
        self.next_look = self.moving().then(|| cx.now() + LOOK);
    }

    /// A letter has moved.
    pub fn mail(&mut self, status: &MailStatus) {
        if self.flow.letter == Some(status.letter) {
            self.stage = Some(status.stage.clone());
        }
    }

    /// A deadline has come.
    pub fn wake(&mut self, cx: &mut Cx<'_>) {
        if self.next_look.is_some_and(|at| cx.now() >= at) {
            self.look(cx);
        }
    }

    /// Seconds for which the typed code is good.
    pub fn code_seconds(&self, now: Timestamp) -> u64 {
        seconds_until(self.flow.code_expires_at, now)
    }

    /// Seconds until another letter may be asked for.
    pub fn resend_seconds(&self, now: Timestamp) -> u64 {
        seconds_until(self.flow.resend_at, now)
    }

    /// The next change on the screen: a second of a countdown, or a look at the letter.
    pub fn deadline(&self, shared: &Shared) -> Option<Instant> {
        let now = shared.now;
        let counting = self.code_seconds(now.wall) > 0
            || self.resend_seconds(now.wall) > 0
            || matches!(self.stage, Some(MailStage::Waiting { .. }));
        let to_next_second = u64::try_from(1000 - now.wall.millis().rem_euclid(1000)).unwrap_or(1000);
        let tick = counting.then(|| now.mono + Duration::from_millis(to_next_second));
        [tick, self.next_look].into_iter().flatten().min()
    }

    /// Asks for another letter.
    pub fn resend(&mut self, cx: &mut Cx<'_>) {
        if self.resending.is_none() {
            let id = cx.call(Call::Resend(self.flow.challenge));
            self.resending = Some(Busy { id, since: cx.now() });
        }
    }

    /// Another challenge has taken the place of this one. Of a reset the core does not say again where the
    /// letter goes: what the person typed is what they may know.
    pub fn replace(&mut self, cx: &mut Cx<'_>, mut flow: Flow) {
        if flow.sent_to.is_empty() {
            flow.sent_to = std::mem::take(&mut self.flow.sent_to);
        }
        *self = Self::new(flow);
        self.opened(cx);
    }

    /// Takes an answer in; gives it back if it is for somebody else.
    pub fn reply(&mut self, cx: &mut Cx<'_>, id: ReqId, reply: Reply) -> Option<Reply> {
        match reply {
            Reply::MailStage(letter, answer) if self.looking == Some(id) => {
                self.looking = None;
                if let (Ok(stage), true) = (answer, self.flow.letter == Some(letter)) {
                    self.stage = Some(stage);
                    if !self.moving() {
                        self.next_look = None;
                    }
                }
                None
            }
            Reply::Resend(answer) if self.resending.is_some_and(|busy| busy.id == id) => {
                self.resending = None;
                match answer {
                    Ok(flow) => {
                        self.replace(cx, flow);
                        cx.good("A new letter is on its way. The old code no longer works.");
                    }
                    Err(error) => {
                        if let ResendError::TooSoon { seconds } = error {
                            self.flow.resend_at = cx.shared.now.wall.plus(Duration::from_secs(seconds));
                        }
                        cx.bad(error.to_string());
                    }
                }
                None
            }
            other => Some(other),
        }
    }
}

/// Whole seconds, rounded up, so that "in 1 s" is not over.
fn seconds_until(then: Timestamp, now: Timestamp) -> u64 {
    u64::try_from(then.since(now).as_millis().div_ceil(1000)).unwrap_or(u64::MAX)
}
