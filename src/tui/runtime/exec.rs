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
use super::answer::{answer_until, hashes, may_write_a_letter, reads_everything};
use super::stack;
use super::transfer::Transfers;
use crate::auth::directory::Stop;
use crate::domain::{MailStatus, Seat, SessionToken};
use crate::mail::MailHandle;
use crate::tui::effect::{Call, Reply, ReqId};

/// Calls that hash a password at once. The hasher lets one in per core; more would only hold threads.
const HASHING_AT_ONCE: usize = 2;
/// Calls of the other kind at once: they wait for the disk, and never behind a hash.
const QUICK_AT_ONCE: usize = 3;
/// Calls at once that read everything there is.
const LONG_AT_ONCE: usize = 1;
/// Threads for them: as above, one to open the core, and two for the mail worker.
pub const THREADS: usize = HASHING_AT_ONCE + QUICK_AT_ONCE + LONG_AT_ONCE + 3;
/// News of letters that wait to be looked at; a screen shows one letter, so more hardly matter.
const NEWS_AT_ONCE: usize = 16;
/// What is left for calls under way, and for signing out, when the program ends.
const CLOSING: Duration = Duration::from_millis(400);

/// What came from the core. `E` is why it could not be opened.
#[derive(Debug)]
// One at a time is alive.
#[allow(clippy::large_enum_variant)]
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
    /// answered, and stops where it can.
    fn cancel(&mut self, id: ReqId);

    /// The next event. What was not awaited to the end is not lost.
    fn next(&mut self) -> impl Future<Output = CoreEvent<Self::Failure>>;

    /// An event that is there already.
    fn try_next(&mut self) -> Option<CoreEvent<Self::Failure>>;

    /// Ends: begins nothing more, waits a moment for what is under way, and signs out that session and every one
    /// that was opened too late for anybody to hear of it.
    fn close(&mut self, session: Option<SessionToken>) -> impl Future<Output = ()>;

    /// After [`Executor::close`], with the terminal given back: brings what goes on behind the screen to its end.
    fn rest(self, patience: Duration) -> impl Future<Output = ()>;
}

/// Asks the core, until it is stopped.
type Ask = dyn Fn(Call, &Stop) -> Reply + Send + Sync;

/// The core as this file needs it: something that answers, and news.
struct Desk {
    ask: Arc<Ask>,
    news: mpsc::Receiver<MailStatus>,
    worker: Option<MailHandle>,
}

impl Desk {
    fn of(core: Core, seat: Seat) -> Self {
        let Core { auth, mail } = core;
        let (mut told, nudger) = (mail.news(), mail.nudger());
        let (tell, news) = mpsc::channel(NEWS_AT_ONCE);
        tokio::spawn(async move {
            while let Some(status) = told.next().await {
                if tell.send(status).await.is_err() {
                    break;
                }
            }
        });
        let transfers = Transfers::default();
        let ask = move |call, stop: &Stop| {
            let writes = may_write_a_letter(&call);
            let reply = answer_until(stop, &transfers, &auth, &seat, call);
            stack::wipe();
            if writes {
                nudger.nudge();
            }
            reply
        };
        Self { ask: Arc::new(ask), news, worker: Some(mail) }
    }
}

type Open<E> = Box<dyn FnOnce() -> Result<Desk, E> + Send>;

enum State<E> {
    /// Not opened yet.
    Shut(Option<Open<E>>),
    Opening(JoinHandle<Result<Desk, E>>),
    Open(Desk),
}

/// Which calls wait for each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lane {
    Hashing,
    Quick,
    Long,
}

impl Lane {
    fn of(call: &Call) -> Self {
        if hashes(call) {
            Self::Hashing
        } else if reads_everything(call) {
            Self::Long
        } else {
            Self::Quick
        }
    }
}

struct Running {
    id: ReqId,
    lane: Lane,
    wanted: bool,
    stop: Stop,
}

impl Running {
    fn call_off(&mut self) {
        self.wanted = false;
        self.stop.stop();
    }
}

/// The real thing: the core on tokio's blocking pool.
pub struct Calls<E> {
    state: State<E>,
    waiting: VecDeque<(ReqId, Lane, Call)>,
    running: HashMap<task::Id, Running>,
    tasks: JoinSet<Reply>,
}

impl<E: Send + 'static> Calls<E> {
    /// A core that `open` will open, used from that seat.
    pub fn new(seat: Seat, open: impl FnOnce() -> Result<Core, E> + Send + 'static) -> Self {
        Self::at(Box::new(move || open().map(|core| Desk::of(core, seat))))
    }

    fn at(open: Open<E>) -> Self {
        Self {
            state: State::Shut(Some(open)),
            waiting: VecDeque::new(),
            running: HashMap::new(),
            tasks: JoinSet::new(),
        }
    }

    /// Begins what waits, as far as there is room.
    fn pump(&mut self) {
        let State::Open(desk) = &self.state else { return };
        for (lane, most) in [(Lane::Hashing, HASHING_AT_ONCE), (Lane::Quick, QUICK_AT_ONCE), (Lane::Long, LONG_AT_ONCE)]
        {
            let mut room = most.saturating_sub(self.running.values().filter(|call| call.lane == lane).count());
            while room > 0 {
                let Some(at) = self.waiting.iter().position(|waiting| waiting.1 == lane) else { break };
                let Some((id, _, call)) = self.waiting.remove(at) else { break };
                let ask = Arc::clone(&desk.ask);
                let stop = Stop::default();
                let stopped = stop.clone();
                let task = self.tasks.spawn_blocking(move || ask(call, &stopped));
                self.running.insert(task.id(), Running { id, lane, wanted: true, stop });
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
        if let State::Open(desk) = &self.state {
            let ask = Arc::clone(&desk.ask);
            self.tasks.spawn_blocking(move || ask(Call::LogOut(token), &Stop::default()));
        }
    }

    fn opened(&mut self, result: Result<Result<Desk, E>, JoinError>) -> Option<CoreEvent<E>> {
        match result {
            Ok(Ok(desk)) => {
                self.state = State::Open(desk);
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
        Reply::LogIn(Ok(LogIn::In(signed_in))) | Reply::LogInSecond(Ok(signed_in)) | Reply::SetUp(Ok(signed_in)) => {
            Some(signed_in.token.duplicate())
        }
        Reply::StepUp(Ok(renewed)) => Some(renewed.token.duplicate()),
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
        self.waiting.push_back((id, Lane::of(&call), call));
        self.pump();
    }

    fn cancel(&mut self, id: ReqId) {
        self.waiting.retain(|waiting| waiting.0 != id);
        self.running.values_mut().filter(|call| call.id == id).for_each(Running::call_off);
    }

    async fn next(&mut self) -> CoreEvent<E> {
        loop {
            let event = match &mut self.state {
                State::Shut(_) => pending().await,
                State::Opening(desk) => {
                    let result = desk.await;
                    self.opened(result)
                }
                State::Open(desk) => tokio::select! {
                    Some(result) = self.tasks.join_next_with_id() => self.ended(result),
                    status = news(&mut desk.news) => Some(CoreEvent::Mail(status)),
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
            State::Open(desk) => desk.news.try_recv().ok().map(CoreEvent::Mail),
            _ => None,
        }
    }

    async fn close(&mut self, session: Option<SessionToken>) {
        self.waiting.clear();
        self.running.values_mut().for_each(Running::call_off);
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

    async fn rest(self, patience: Duration) {
        if let State::Open(Desk { worker: Some(worker), .. }) = self.state
            && timeout(patience, worker.shutdown()).await.is_err()
        {
            tracing::warn!("ended while a letter was under way");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::mpsc as blocking;

    use super::*;
    use crate::auth::challenge::Identifier;
    use crate::auth::login::{Credentials, LogIn, Me, SignedIn};
    use crate::domain::{AccountId, Role, Secret, Timestamp};

    /// A core that answers a call once it is let through, and notes which it has begun.
    struct Gate {
        begun: Mutex<blocking::Sender<&'static str>>,
        open: Mutex<blocking::Receiver<()>>,
    }

    struct Outside {
        begun: blocking::Receiver<&'static str>,
        open: blocking::Sender<()>,
        mail: mpsc::Sender<MailStatus>,
    }

    fn name(call: &Call) -> &'static str {
        match call {
            Call::LogIn(_) => "log in",
            Call::LogOut(_) => "log out",
            Call::LoadDirectory(_) => "load",
            Call::Suggest => "suggest",
            Call::Doors => "doors",
            _ => "other",
        }
    }

    impl Gate {
        fn ask(&self, call: Call, stop: &Stop) -> Reply {
            self.begun.lock().unwrap().send(name(&call)).unwrap();
            match call {
                Call::Suggest => Reply::Suggest(Secret::from("four plain words")),
                Call::Doors => panic!("a defect, with a password in its words"),
                Call::LogOut(_) => Reply::LogOut(Ok(())),
                Call::LoadDirectory(_) => {
                    while !stop.is_stopped() {
                        std::thread::yield_now();
                    }
                    Reply::LoadDirectory(Ok(()))
                }
                Call::LogIn(_) => {
                    self.open.lock().unwrap().recv().unwrap();
                    let id = AccountId::from_bytes([7; 16]);
                    let me = Me {
                        id,
                        username: "ada".into(),
                        display_name: String::new(),
                        email: "ada@example.org".into(),
                        verified_at: None,
                        role: Role::User,
                        created_at: Timestamp::from_millis(0),
                        last_login_at: None,
                        pending_email: None,
                        second_factor_since: None,
                        recovery_codes_left: 0,
                        owes: None,
                    };
                    Reply::LogIn(Ok(LogIn::In(SignedIn {
                        token: SessionToken::new(Secret::from("a.b.c")),
                        proved_until: Timestamp::from_millis(0),
                        me,
                    })))
                }
                _ => Reply::Crashed,
            }
        }
    }

    fn calls() -> (Calls<&'static str>, Outside) {
        let (begun_to, begun) = blocking::channel();
        let (open, open_from) = blocking::channel();
        let (mail, mail_from) = mpsc::channel(8);
        let gate = Gate { begun: Mutex::new(begun_to), open: Mutex::new(open_from) };
        let calls = Calls::at(Box::new(move || {
            Ok(Desk { ask: Arc::new(move |call, stop| gate.ask(call, stop)), news: mail_from, worker: None })
        }));
        (calls, Outside { begun, open, mail })
    }

    fn id(seq: u32) -> ReqId {
        ReqId { epoch: 1, seq }
    }

    fn log_in() -> Call {
        Call::LogIn(Credentials { who: Identifier::Nobody, password: Secret::from("x") })
    }

    fn in_a_runtime<T>(test: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let answer = runtime.block_on(async { timeout(Duration::from_secs(30), test).await.expect("it never ended") });
        runtime.shutdown_background();
        answer
    }

    #[test]
    fn calls_wait_for_the_core() {
        in_a_runtime(async {
            let (mut calls, outside) = calls();
            calls.begin(id(1), Call::Suggest);
            assert!(calls.try_next().is_none() && outside.begun.try_recv().is_err());
            calls.open();
            assert!(matches!(calls.next().await, CoreEvent::Reply(got, Reply::Suggest(_)) if got == id(1)));
        });
    }

    #[test]
    fn a_core_that_does_not_open_says_why() {
        in_a_runtime(async {
            let mut calls = Calls::at(Box::new(|| Err("no disk")));
            calls.open();
            assert!(matches!(calls.next().await, CoreEvent::Failed("no disk")));
            let mut calls: Calls<()> = Calls::at(Box::new(|| panic!("a defect")));
            calls.open();
            assert!(matches!(calls.next().await, CoreEvent::Broken));
        });
    }

    #[test]
    fn quick_calls_never_wait_behind_hashes_and_cancelled_ones_never_begin() {
        in_a_runtime(async {
            let (mut calls, outside) = calls();
            calls.open();
            for seq in 1..=9 {
                calls.begin(id(seq), log_in());
            }
            calls.begin(id(10), Call::Suggest);
            assert!(matches!(calls.next().await, CoreEvent::Reply(got, Reply::Suggest(_)) if got == id(10)));
            for seq in 3..=9 {
                calls.cancel(id(seq));
            }
            for _ in 1..=2 {
                outside.open.send(()).unwrap();
                assert!(matches!(calls.next().await, CoreEvent::Reply(got, Reply::LogIn(Ok(_))) if got.seq <= 2));
            }
            calls.close(None).await;
            let begun: Vec<_> = outside.begun.try_iter().collect();
            assert_eq!(begun.iter().filter(|name| **name == "log in").count(), 2, "{begun:?}");
        });
    }

    #[test]
    fn nothing_waits_behind_a_long_call_and_it_stops_when_it_is_called_off() {
        in_a_runtime(async {
            let (mut calls, outside) = calls();
            calls.open();
            for seq in 1..=4 {
                calls.begin(id(seq), Call::LoadDirectory(SessionToken::new(Secret::from("a.b.c"))));
            }
            calls.begin(id(5), Call::Suggest);
            assert!(matches!(calls.next().await, CoreEvent::Reply(got, Reply::Suggest(_)) if got == id(5)));
            for seq in 1..=4 {
                calls.cancel(id(seq));
            }
            // Its end is what lets the runtime end; the others never began.
            calls.close(None).await;
            assert_eq!(outside.begun.try_iter().filter(|name| *name == "load").count(), 1);
        });
    }

    #[test]
    fn a_call_that_breaks_down_is_answered() {
        in_a_runtime(async {
            let (mut calls, _outside) = calls();
            calls.open();
            calls.begin(id(1), Call::Doors);
            assert!(matches!(calls.next().await, CoreEvent::Reply(got, Reply::Crashed) if got == id(1)));
        });
    }

    #[test]
    fn a_sign_in_that_nobody_hears_of_is_signed_out() {
        in_a_runtime(async {
            let (mut calls, outside) = calls();
            calls.open();
            calls.begin(id(1), log_in());
            calls.begin(id(2), Call::Suggest);
            assert!(matches!(calls.next().await, CoreEvent::Reply(got, _) if got == id(2)));
            calls.cancel(id(1));
            outside.open.send(()).unwrap();
            calls.close(None).await;
            assert!(outside.begun.try_iter().any(|name| name == "log out"));
        });
    }

    #[test]
    fn the_end_signs_out() {
        in_a_runtime(async {
            let (mut calls, outside) = calls();
            calls.open();
            calls.begin(id(1), Call::Suggest);
            calls.next().await;
            calls.close(Some(SessionToken::new(Secret::from("a.b.c")))).await;
            assert!(outside.begun.try_iter().any(|name| name == "log out"));
        });
    }

    #[test]
    fn a_mail_worker_that_has_ended_keeps_nobody_busy() {
        in_a_runtime(async {
            let (mut calls, outside) = calls();
            calls.open();
            drop(outside.mail);
            calls.begin(id(1), Call::Suggest);
            assert!(matches!(calls.next().await, CoreEvent::Reply(..)));
            assert!(timeout(Duration::from_millis(20), calls.next()).await.is_err());
        });
    }
}
