//! Acts on one account or on ten thousand: looked at beforehand, done or taken back in batches, one call after the
//! other. A job asks for its next call when the last one was answered, so there is no loop and it can stop in between.

use std::mem;

use crate::auth::CallError;
use crate::auth::act::{Act, Acted, MOST_AT_ONCE, Outcome, Undo};
use crate::domain::{AccountId, SessionToken};

use super::effect::{Call, Reply, ReqId};
use super::form::Busy;
use super::shared::Cx;

pub mod tally;
pub mod words;

pub use tally::{Group, Names, Report, Tally};

/// Accounts in one preview. It only reads, so nobody waits for it.
pub const LOOK_AT_ONCE: usize = 5 * MOST_AT_ONCE;

/// What a job is about.
#[derive(Debug)]
pub enum Work {
    /// Say what would become of them.
    Look(Act, Vec<AccountId>),
    /// Do it.
    Do(Act, Vec<AccountId>),
    /// Take it back.
    TakeBack(Vec<Undo>),
}

impl Work {
    /// How many accounts.
    pub fn len(&self) -> usize {
        match self {
            Self::Look(_, ids) | Self::Do(_, ids) => ids.len(),
            Self::TakeBack(steps) => steps.len(),
        }
    }

    /// Whether it is about none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The act; of an undo, what is done to its first account.
    pub fn act(&self) -> Option<&Act> {
        match self {
            Self::Look(act, _) | Self::Do(act, _) => Some(act),
            Self::TakeBack(steps) => steps.first().map(|step| &step.act),
        }
    }

    /// How many accounts one call is about.
    fn at_once(&self) -> usize {
        match self {
            Self::Look(..) => LOOK_AT_ONCE,
            Self::Do(..) | Self::TakeBack(_) => MOST_AT_ONCE,
        }
    }

    fn batch(&self, at: usize, token: SessionToken) -> Call {
        fn part<T: Clone>(all: &[T], at: usize, most: usize) -> Vec<T> {
            all.iter().skip(at).take(most).cloned().collect()
        }
        let most = self.at_once();
        match self {
            Self::Look(act, ids) => Call::Preview(token, act.clone(), part(ids, at, most)),
            Self::Do(act, ids) => Call::Act(token, act.clone(), part(ids, at, most)),
            Self::TakeBack(steps) => Call::UndoActs(token, part(steps, at, most)),
        }
    }
}

/// How far something has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What goes on: `Suspending`.
    pub doing: &'static str,
    /// How many are behind it.
    pub done: usize,
    /// Of so many.
    pub of: usize,
    /// What Esc does, or has done.
    pub esc: &'static str,
}

/// Why a job can't go on.
#[derive(Debug)]
pub enum Failure {
    /// The core says no.
    Call(CallError),
    /// The call broke down.
    Crashed,
}

/// The last act, to be taken back.
#[derive(Debug, Default)]
pub struct Undoable {
    /// What puts each account back.
    pub steps: Vec<Undo>,
    /// Their names.
    pub names: Names,
}

/// Something that goes on, a batch a call.
#[derive(Debug)]
pub struct Job {
    /// What it is about.
    pub work: Work,
    /// What became of those that are behind it.
    pub tally: Tally,
    /// Why it ended early, as a sentence.
    pub problem: Option<String>,
    /// The names of all, where they are known.
    known: Names,
    /// How many are behind it: an account that is named twice is answered once.
    behind: usize,
    undo: Undoable,
    gone: Vec<AccountId>,
    busy: Option<Busy>,
    stopped: bool,
}

impl Job {
    /// Begins it. `None`: there is nothing to do, or nobody is signed in.
    pub fn begin(cx: &mut Cx<'_>, work: Work, known: Names) -> Option<Self> {
        let mut job = Self {
            work,
            tally: Tally::default(),
            problem: None,
            known,
            behind: 0,
            undo: Undoable::default(),
            gone: Vec::new(),
            busy: None,
            stopped: false,
        };
        job.go_on(cx).then_some(job)
    }

    /// The call under way.
    pub fn busy(&self) -> Option<Busy> {
        self.busy
    }

    /// How far it has come; not told of one account.
    pub fn progress(&self) -> Option<Progress> {
        let of = self.work.len();
        let doing = match &self.work {
            Work::Look(..) => "Looking",
            Work::Do(act, _) => words::of(act).doing,
            Work::TakeBack(_) => "Putting back",
        };
        let esc = if self.stopped { "stopping…" } else { "Esc stops it" };
        (of > 1).then_some(Progress { doing, done: self.behind, of, esc })
    }

    /// Whether none is left.
    pub fn is_through(&self) -> bool {
        self.behind >= self.work.len()
    }

    /// Ends it once the batch under way is through.
    pub fn stop(&mut self) {
        self.stopped = true;
    }

    /// Whether somebody has stopped it.
    pub fn is_stopped(&self) -> bool {
        self.stopped
    }

    /// Whether it waits for that answer. It does not any more then.
    pub fn waits_for(&mut self, id: ReqId) -> bool {
        self.busy.take_if(|busy| busy.id == id).is_some()
    }

    /// Takes an answer in.
    ///
    /// # Errors
    /// [`Failure`]; nothing of that batch was done then.
    pub fn take(&mut self, reply: Reply) -> Result<(), Failure> {
        let (Reply::Preview(answer) | Reply::Act(answer) | Reply::UndoActs(answer)) = reply else {
            return Err(Failure::Crashed);
        };
        for acted in answer.map_err(Failure::Call)? {
            self.note(acted);
        }
        self.behind = (self.behind + self.work.at_once()).min(self.work.len());
        Ok(())
    }

    fn note(&mut self, acted: Acted) {
        self.tally.add(&acted);
        if acted.outcome == Ok(Outcome::Done) && matches!(self.work, Work::Do(Act::Delete, _)) {
            self.gone.push(acted.id);
        }
        if let Some(step) = acted.undo {
            self.undo.names.push(&acted.username);
            self.undo.steps.push(step);
        }
    }

    /// Asks for the next batch; whether there is one. After a failure it is the same batch again.
    pub fn go_on(&mut self, cx: &mut Cx<'_>) -> bool {
        let at = self.behind;
        if self.stopped || at >= self.work.len() {
            return false;
        }
        let since = cx.now();
        let work = &self.work;
        self.busy = cx.call_as(|token| work.batch(at, token)).map(|id| Busy { id, since });
        self.busy.is_some()
    }

    /// Those that were deleted.
    pub fn gone(&mut self) -> Vec<AccountId> {
        mem::take(&mut self.gone)
    }

    /// What can be taken back now. An undo that ended early leaves what it did not reach.
    pub fn undoable(&mut self) -> Option<Undoable> {
        let rest = self.behind;
        if let Work::TakeBack(steps) = &mut self.work
            && rest < steps.len()
        {
            let mut names = Names::default();
            self.known.iter().skip(rest).for_each(|name| names.push(name));
            return Some(Undoable { steps: steps.split_off(rest), names });
        }
        let undo = mem::take(&mut self.undo);
        (!undo.steps.is_empty()).then_some(undo)
    }

    /// What came of it. After [`Self::undoable`].
    pub fn into_report(self, act: Act, of: usize) -> Report {
        let mut rest = Names::default();
        (self.behind..of).for_each(|at| rest.push(self.known.get(at)));
        let undo = matches!(self.work, Work::TakeBack(_));
        Report { act, undo, tally: self.tally, rest, problem: self.problem }
    }
}
