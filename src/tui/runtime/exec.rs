//! Calls to the core: off the drawing thread, a few at a time, and answered in whatever order they end.

use std::collections::{HashMap, VecDeque};
use std::future::{Future, pending};
use std::mem;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::{self, JoinError, JoinHandle, JoinSet};
use tokio::time::timeout;

use super::Core;
use super::answer::{answer, hashes, may_write_a_letter};
use crate::domain::{MailStatus, Seat, SessionToken};
use crate::tui::effect::{Call, Reply, ReqId};

/// Calls that hash a password at once. The hasher lets one in per core; more would only hold threads.
const HASHING_AT_ONCE: usize = 2;
/// Calls of the other kind at once: they wait for the disk, and never behind a hash.
const QUICK_AT_ONCE: usize = 3;
/// Threads for them: as above, one to open the core, and two for the mail worker.
pub const THREADS: usize = HASHING_AT_ONCE + QUICK_AT_ONCE + 3;
/// What is left for calls under way, and for signing out, when the program ends.
const CLOSING: Duration = Duration::from_millis(400);

/// What came from the core. `E` is why it could not be opened.
#[derive(Debug)]
pub enum CoreEvent<E> {
    /// A call was answered.
    Reply(ReqId, Reply),
    /// The mail worker has news.
    Mail(MailStatus),
    /// The core could not be opened.
    Failed(E),
    /// Opening the core broke down: a defect.
    Broken,
}

/// What runs the calls. Tests put a list of answers here.
pub trait Executor {
    /// Why the core could not be opened.
    type Failure;

    /// Opens the core; once, after the first frame.
    fn open(&mut self);

    /// Runs a call, now or when there is room.
    fn begin(&mut self, id: ReqId, call: Call);

    /// Nobody waits for that answer any longer: a call that has not begun is not begun, one that has is not
    /// answered.
    fn cancel(&mut self, id: ReqId);

    /// The next event. What was not awaited to the end is not lost.
    fn next(&mut self) -> impl Future<Output = CoreEvent<Self::Failure>>;

    /// An event that is there already.
    fn try_next(&mut self) -> Option<CoreEvent<Self::Failure>>;

    /// Ends: begins nothing more, waits a moment for what is under way, and signs out that session and every one
    /// that was opened too late for anybody to hear of it.
    fn close(&mut self, session: Option<SessionToken>) -> impl Future<Output = ()>;
}

type Open<E> = Box<dyn FnOnce() -> Result<Core, E> + Send>;

enum State<E> {
    /// Not opened yet.
    Shut(Option<Open<E>>),
    Opening(JoinHandle<Result<Core, E>>),
    Open(Core),
}

/// Which calls wait for each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lane {
    Hashing,
    Quick,
}

struct Running {
    id: ReqId,
    lane: Lane,
    wanted: bool,
}

/// The real thing: the core on tokio's blocking pool.
pub struct Calls<E> {
    state: State<E>,
    seat: Seat,
    waiting: VecDeque<(ReqId, Lane, Call)>,
    running: HashMap<task::Id, Running>,
    tasks: JoinSet<Reply>,
}

impl<E: Send + 'static> Calls<E> {
    /// A core that `open` will open, used from that seat.
    pub fn new(seat: Seat, open: impl FnOnce() -> Result<Core, E> + Send + 'static) -> Self {
        Self {
            state: State::Shut(Some(Box::new(open))),
            seat,
            waiting: VecDeque::new(),
            running: HashMap::new(),
            tasks: JoinSet::new(),
        }
    }

    /// Begins what waits, as far as there is room.
    fn pump(&mut self) {
        let State::Open(core) = &self.state else { return };
        for (lane, most) in [(Lane::Hashing, HASHING_AT_ONCE), (Lane::Quick, QUICK_AT_ONCE)] {
            let mut room = most.saturating_sub(self.running.values().filter(|call| call.lane == lane).count());
            while room > 0 {
                let Some(at) = self.waiting.iter().position(|waiting| waiting.1 == lane) else { break };
                let Some((id, _, call)) = self.waiting.remove(at) else { break };
                let (auth, nudge, seat) = (Arc::clone(&core.auth), Arc::clone(&core.nudge), self.seat.clone());
                let task = self.tasks.spawn_blocking(move || {
                    let writes = may_write_a_letter(&call);
                    let reply = answer(&auth, &seat, call);
                    if writes {
                        nudge();
                    }
                    reply
                });
                self.running.insert(task.id(), Running { id, lane, wanted: true });
                room -= 1;
            }
        }
    }

    /// A task has ended. `None` if nobody wants its answer.
    fn ended(&mut self, result: Result<(task::Id, Reply), JoinError>) -> Option<CoreEvent<E>> {
        let (task, reply) = match result {
            Ok(ended) => ended,
            // The panic hook has logged where; what it said may quote what the call held.
            Err(error) => (error.id(), Reply::Crashed),
        };
        let running = self.running.remove(&task);
        self.pump();
        match running {
            Some(Running { id, wanted: true, .. }) => Some(CoreEvent::Reply(id, reply)),
            _ => {
                if let Some(token) = opened_session(&reply) {
                    self.sign_out(token);
                }
                None
            }
        }
    }

    fn sign_out(&mut self, token: SessionToken) {
        if let State::Open(core) = &self.state {
            let (auth, seat) = (Arc::clone(&core.auth), self.seat.clone());
            self.tasks.spawn_blocking(move || answer(&auth, &seat, Call::LogOut(token)));
        }
    }

    fn opened(&mut self, result: Result<Result<Core, E>, JoinError>) -> Option<CoreEvent<E>> {
        match result {
            Ok(Ok(core)) => {
                self.state = State::Open(core);
                self.pump();
                None
            }
            Ok(Err(error)) => {
                self.state = State::Shut(None);
                Some(CoreEvent::Failed(error))
            }
            Err(_) => {
                self.state = State::Shut(None);
                Some(CoreEvent::Broken)
            }
        }
    }
}

/// The mail worker's news; for ever nothing once it has ended.
async fn news(mail: &mut mpsc::Receiver<MailStatus>) -> MailStatus {
    match mail.recv().await {
        Some(status) => status,
        None => pending().await,
    }
}

fn opened_session(reply: &Reply) -> Option<SessionToken> {
    use crate::auth::login::LogIn;
    match reply {
        Reply::LogIn(Ok(LogIn::In(signed_in))) | Reply::SetUp(Ok(signed_in)) => Some(signed_in.token.duplicate()),
        _ => None,
    }
}

impl<E: Send + 'static> Executor for Calls<E> {
    type Failure = E;

    fn open(&mut self) {
        if let State::Shut(open) = &mut self.state
            && let Some(open) = open.take()
        {
            self.state = State::Opening(task::spawn_blocking(open));
        }
    }

    fn begin(&mut self, id: ReqId, call: Call) {
        let lane = if hashes(&call) { Lane::Hashing } else { Lane::Quick };
        self.waiting.push_back((id, lane, call));
        self.pump();
    }

    fn cancel(&mut self, id: ReqId) {
        self.waiting.retain(|waiting| waiting.0 != id);
        self.running.values_mut().filter(|call| call.id == id).for_each(|call| call.wanted = false);
    }

    async fn next(&mut self) -> CoreEvent<E> {
        loop {
            let event = match &mut self.state {
                State::Shut(_) => pending().await,
                State::Opening(core) => {
                    let result = core.await;
                    self.opened(result)
                }
                State::Open(core) => tokio::select! {
                    Some(result) = self.tasks.join_next_with_id() => self.ended(result),
                    status = news(&mut core.mail) => Some(CoreEvent::Mail(status)),
                },
            };
            if let Some(event) = event {
                return event;
            }
        }
    }

    fn try_next(&mut self) -> Option<CoreEvent<E>> {
        while let Some(result) = self.tasks.try_join_next_with_id() {
            if let Some(event) = self.ended(result) {
                return Some(event);
            }
        }
        match &mut self.state {
            State::Open(core) => core.mail.try_recv().ok().map(CoreEvent::Mail),
            _ => None,
        }
    }

    async fn close(&mut self, session: Option<SessionToken>) {
        self.waiting.clear();
        self.running.values_mut().for_each(|call| call.wanted = false);
        if let Some(token) = session {
            self.sign_out(token);
        }
        let all = async {
            while let Some(result) = self.tasks.join_next_with_id().await {
                self.ended(result);
            }
        };
        if timeout(CLOSING, all).await.is_err() {
            tracing::warn!("ended while a call to the core was under way");
        }
        // What has not begun in the pool is not begun; the rest ends on its own, or with the process.
        mem::take(&mut self.tasks).abort_all();
    }
}
