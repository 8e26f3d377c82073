//! The worker: one task that empties the outbox.
//!
//! It sleeps until a letter is due or somebody nudges it, and not at all in between. Several processes run one
//! each on the same outbox; the lease keeps them from sending a letter twice.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, broadcast, watch};
use tokio::task::{JoinHandle, JoinSet};

use super::delivery::{Delivery, deliver, settled_stage};
use super::letter::Letters;
use super::transport::Transport;
use crate::domain::{Clock, Entropy, Letter, LetterId, LetterRow, MailStage, MailStatus, Timestamp};
use crate::store::{self, Outcome, Store, StoreError, Tx};
use crate::vault::Vault;

/// A worker that dies holding a letter holds it for so long.
pub const LEASE: Duration = Duration::from_secs(60);
/// Letters under way at once.
const BATCH: usize = 4;
/// Letters under way when the program ends get so long to finish.
const GRACE: Duration = Duration::from_secs(2);
/// Shortest sleep while something is due that could not be claimed.
const SHORTEST_SLEEP: Duration = Duration::from_millis(250);
/// Longest wait after the store failed.
const LONGEST_TROUBLE: Duration = Duration::from_secs(60);
/// News that a slow listener may be behind; older ones are lost to it.
const NEWS: usize = 256;

/// All that sending letters needs.
pub struct MailRoom {
    /// Where the outbox is.
    pub store: Arc<dyn Store>,
    /// Opens what letters carry.
    pub vault: Arc<Vault>,
    /// Writes them.
    pub letters: Letters,
    /// Takes them over.
    pub transport: Transport,
    /// Tells when a letter is due.
    pub clock: Arc<dyn Clock>,
    /// Spreads tries.
    pub entropy: Arc<dyn Entropy>,
}

/// The task's state. Most callers want [`spawn`]; tests turn it by hand with [`Worker::run_once`].
pub struct Worker {
    room: Arc<MailRoom>,
    owner: String,
    paused_until: Option<Timestamp>,
    news: broadcast::Sender<MailStatus>,
    nudge: Arc<Notify>,
    stop: watch::Sender<bool>,
}

impl Worker {
    /// A worker with a name of its own among those of all processes.
    pub fn new(room: MailRoom) -> Self {
        let owner = format!("mail-{}", LetterId::new(room.clock.now(), room.entropy.as_ref()));
        Self {
            room: Arc::new(room),
            owner,
            paused_until: None,
            news: broadcast::Sender::new(NEWS),
            nudge: Arc::new(Notify::new()),
            stop: watch::Sender::new(false),
        }
    }

    /// What happens to letters from now on.
    pub fn news(&self) -> MailNews {
        MailNews(self.news.subscribe())
    }

    /// Claims a few letters that are due and sends them; how many it claimed.
    ///
    /// # Errors
    /// Where the store fails. What was claimed by then comes back when its lease runs out.
    pub async fn run_once(&mut self) -> Result<usize, StoreError> {
        let now = self.room.clock.now();
        if self.paused_until.is_some_and(|until| now < until) {
            return Ok(0);
        }
        self.paused_until = None;
        let (owner, vault) = (self.owner.clone(), Arc::clone(&self.room.vault));
        let claim = move |store: &dyn Store| {
            store::write(store, |tx| {
                keep_up(tx, &vault)?;
                tx.claim_letters(&owner, now, now.plus(LEASE), BATCH)
            })
        };
        let letters = self.on_store(claim).await?;
        let count = letters.len();
        if count > 0 {
            self.send(letters).await?;
        }
        Ok(count)
    }

    /// When there is something to do next: a letter, or a lease that runs out. `None`: not until somebody
    /// writes a letter.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        let due = self.on_store(|store| store::read(store, |tx| tx.next_letter_due())).await?;
        Ok(due.map(|due| self.paused_until.map_or(due, |until| due.max(until))))
    }

    /// Sends letters side by side, each in a task of its own, so that a defect in one ends that one only.
    async fn send(&mut self, letters: Vec<Letter>) -> Result<(), StoreError> {
        let mut tasks = JoinSet::new();
        let mut held = Vec::with_capacity(letters.len());
        for letter in letters {
            // A try that was interrupted may have been the last and is made up for.
            let attempt = letter.tries.min(LetterRow::MOST_TRIES);
            self.tell(letter.id, MailStage::Sending { attempt, most: LetterRow::MOST_TRIES });
            let letter = Arc::new(letter);
            let (room, own) = (Arc::clone(&self.room), Arc::clone(&letter));
            let task = tasks.spawn(async move { deliver(&room, &own).await });
            held.push((task.id(), letter));
        }
        let mut stop = self.stop.subscribe();
        let mut cut_off = pin!(async move {
            let _ = stop.wait_for(|stop| *stop).await;
            tokio::time::sleep(GRACE).await;
        });
        let mut trouble = None;
        let mut in_time = true;
        loop {
            let joined = tokio::select! {
                joined = tasks.join_next_with_id() => joined,
                () = &mut cut_off, if in_time => {
                    in_time = false;
                    tasks.abort_all();
                    continue;
                }
            };
            let (id, delivery) = match joined {
                None => break,
                Some(Ok((id, delivery))) => (id, Some(delivery)),
                Some(Err(error)) => (error.id(), None),
            };
            let Some(at) = held.iter().position(|(task, _)| *task == id) else { continue };
            let (_, letter) = held.swap_remove(at);
            let delivery = delivery.unwrap_or_else(|| {
                if in_time { Delivery::crashed(&self.room, &letter) } else { Delivery::interrupted(&self.room) }
            });
            if let Err(error) = self.settle(&letter, delivery).await {
                tracing::error!(letter = %letter.id, %error, "what became of a letter could not be recorded");
                trouble = Some(error);
            }
        }
        trouble.map_or(Ok(()), Err)
    }

    async fn settle(&mut self, letter: &Letter, delivery: Delivery) -> Result<(), StoreError> {
        if let Some(pause) = delivery.pause {
            let until = self.room.clock.now().plus(pause);
            self.paused_until = Some(self.paused_until.map_or(until, |other| other.max(until)));
            tracing::warn!(seconds = pause.as_secs(), "the mail service asks for a pause");
        }
        log(letter, &delivery.outcome);
        let id = letter.id;
        let ours = self.record(id, delivery.outcome.clone()).await?;
        let stage = if ours {
            Some(settled_stage(letter, &delivery.outcome))
        } else {
            // The lease ran out, and another worker has it, or it is gone: what the store says is true.
            tracing::warn!(letter = %id, "the lease of a letter ran out while it was sent");
            self.on_store(move |store| store::read(store, |tx| tx.letter(id))).await?.map(|row| row.stage())
        };
        if let Some(stage) = stage {
            self.tell(id, stage);
        }
        Ok(())
    }

    /// A letter that was sent and not recorded would be sent again, so this is tried more than once.
    async fn record(&self, id: LetterId, outcome: Outcome) -> Result<bool, StoreError> {
        let mut again = [Duration::from_millis(100), Duration::from_secs(1)].into_iter();
        loop {
            let (owner, outcome) = (self.owner.clone(), outcome.clone());
            let recorded =
                self.on_store(move |store| store::write(store, |tx| tx.settle_letter(id, &owner, &outcome))).await;
            match (recorded, again.next()) {
                (Err(_), Some(wait)) => tokio::time::sleep(wait).await,
                (recorded, _) => return recorded,
            }
        }
    }

    fn tell(&self, letter: LetterId, stage: MailStage) {
        // Nobody listening is no fault.
        let _ = self.news.send(MailStatus { letter, stage });
    }

    async fn on_store<T: Send + 'static>(
        &self,
        f: impl FnOnce(&dyn Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let store = Arc::clone(&self.room.store);
        tokio::task::spawn_blocking(move || f(store.as_ref()))
            .await
            .unwrap_or_else(|_| Err(StoreError::Other("a call to it was cut short".to_owned())))
    }

    async fn run(mut self) {
        let mut stop = self.stop.subscribe();
        let mut failures = 0;
        while !*stop.borrow() {
            let sleep = match self.turn().await {
                Ok(sleep) => {
                    failures = 0;
                    sleep
                }
                Err(error) => {
                    tracing::error!(%error, "the outbox can't be used");
                    failures = u32::min(failures + 1, 16);
                    Some(LONGEST_TROUBLE.min(Duration::from_secs(1).saturating_mul(2u32.saturating_pow(failures - 1))))
                }
            };
            let sleep = async {
                match sleep {
                    Some(span) => tokio::time::sleep(span).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = sleep => {}
                () = self.nudge.notified() => {}
                _ = stop.wait_for(|stop| *stop) => {}
            }
        }
    }

    /// One round, and how long to sleep after it. `None`: until somebody nudges.
    async fn turn(&mut self) -> Result<Option<Duration>, StoreError> {
        if self.run_once().await? > 0 {
            return Ok(Some(Duration::ZERO));
        }
        let due = self.next_due().await?;
        Ok(due.map(|due| due.since(self.room.clock.now()).max(SHORTEST_SLEEP)))
    }
}

/// Takes the keys of a rotation into use that another process has made, so that what is claimed can be opened.
fn keep_up(tx: &mut dyn Tx, vault: &Vault) -> Result<(), StoreError> {
    if tx.key_generation()? > vault.generation() {
        vault.load(&tx.key_ring()?).map_err(|error| StoreError::Other(error.to_string()))?;
    }
    Ok(())
}

fn log(letter: &Letter, outcome: &Outcome) {
    let (id, kind, attempt) = (letter.id, letter.kind.as_str(), letter.tries);
    match outcome {
        Outcome::Sent { carrier, .. } => {
            tracing::info!(letter = %id, kind, attempt, carrier = carrier.as_str(), "a letter was taken over");
        }
        Outcome::Again { error, .. } => {
            tracing::warn!(letter = %id, kind, attempt, why = %error, "a letter has to wait")
        }
        Outcome::Failed { error } => {
            tracing::error!(letter = %id, kind, attempt, why = %error, "a letter was given up")
        }
        Outcome::Dropped => tracing::info!(letter = %id, kind, attempt, "a letter was overtaken"),
    }
}

/// Starts the worker on the runtime that this is called in.
///
/// # Panics
/// Outside a tokio runtime, as [`tokio::spawn`] does.
pub fn spawn(room: MailRoom) -> MailHandle {
    let worker = Worker::new(room);
    let (news, stop) = (worker.news.clone(), worker.stop.clone());
    let nudger = Nudger(Arc::clone(&worker.nudge));
    MailHandle { nudger, news, stop, task: tokio::spawn(worker.run()) }
}

/// The worker, seen from outside. Dropped, the worker goes on until its runtime ends.
pub struct MailHandle {
    nudger: Nudger,
    news: broadcast::Sender<MailStatus>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl MailHandle {
    /// Says that there may be a letter.
    pub fn nudge(&self) {
        self.nudger.nudge();
    }

    /// The same for others to say.
    pub fn nudger(&self) -> Nudger {
        self.nudger.clone()
    }

    /// What happens to letters from now on.
    pub fn news(&self) -> MailNews {
        MailNews(self.news.subscribe())
    }

    /// Ends the worker. Letters under way get two seconds; what is not done by then goes back into the queue.
    pub async fn shutdown(self) {
        self.stop.send_replace(true);
        // It can only have ended by a panic, which the panic hook has told of.
        let _ = self.task.await;
    }
}

/// Wakes the worker. Cheap, never waits, works from any thread.
#[derive(Clone)]
pub struct Nudger(Arc<Notify>);

impl Nudger {
    /// Says that there may be a letter.
    pub fn nudge(&self) {
        self.0.notify_one();
    }
}

/// What happens to letters, for one listener.
pub struct MailNews(broadcast::Receiver<MailStatus>);

impl MailNews {
    /// The next news; `None` once the worker is gone. A listener that is far behind loses the oldest.
    pub async fn next(&mut self) -> Option<MailStatus> {
        loop {
            match self.0.recv().await {
                Ok(status) => return Some(status),
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }
}
