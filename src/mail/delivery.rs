//! One letter's way: opened, written, handed over, and what its outcome is.

use std::time::Duration;

use super::transport::{Accepted, Attempt, SendError};
use super::worker::MailRoom;
use crate::domain::{Carrier, Clock, Entropy, Letter, LetterRow, MailStage};
use crate::store::Outcome;

/// Upper bound of the wait after the first try.
const FIRST_WAIT: Duration = Duration::from_secs(2);
/// Each further wait may be so many times longer: 2 s, 16 s, 2 min, 15 min. Five tries then outlast a service
/// that is down for some minutes, and a person at the screen sees the first two.
const FACTOR: u32 = 8;
/// Longest wait of our own choice.
const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);
/// A `Retry-After` is obeyed up to here.
const LONGEST_ASKED: Duration = Duration::from_secs(60 * 60);
/// Pause where a service asks for one and does not say how long.
const PAUSE: Duration = Duration::from_secs(30);

/// What became of a letter, before it is recorded.
pub(super) struct Delivery {
    pub outcome: Outcome,
    /// Send nothing at all for so long.
    pub pause: Option<Duration>,
}

impl Delivery {
    fn failed(error: String) -> Self {
        Self { outcome: Outcome::Failed { error }, pause: None }
    }

    /// Its task panicked.
    pub(super) fn crashed(room: &MailRoom, letter: &Letter) -> Self {
        let why = "Sending this letter broke off. That is a defect of this program; the log says more.";
        after(letter, Err(SendError::later(why)), room)
    }

    /// The program ends.
    pub(super) fn interrupted(room: &MailRoom) -> Self {
        let error = "The program was closed while it sent this letter.".to_owned();
        Self { outcome: Outcome::Again { at: room.clock.now(), error }, pause: None }
    }
}

/// Opens, writes and hands over.
pub(super) async fn deliver(room: &MailRoom, letter: &Letter) -> Delivery {
    let args = match room.vault.open_letter(letter.id, &letter.sealed_args) {
        Ok(args) => args,
        Err(error) => return Delivery::failed(format!("What this letter carries can't be opened. {error}")),
    };
    let rendered = match room.letters.render(letter, &args) {
        Ok(rendered) => rendered,
        Err(error) => return Delivery::failed(error.to_string()),
    };
    drop(args);
    let answer = room.transport.send(&rendered, attempt(letter), room.clock.now()).await;
    after(letter, answer, room)
}

/// A letter that was put back into the queue by a person counts its tries anew, but its time gives it away.
fn attempt(letter: &Letter) -> Attempt {
    if letter.tries <= 1 && letter.send_after == letter.created_at { Attempt::First } else { Attempt::Again }
}

fn after(letter: &Letter, answer: Result<Accepted, SendError>, room: &MailRoom) -> Delivery {
    let (why, asked, pause) = match answer {
        Ok(Accepted { provider_id }) => {
            let outcome = Outcome::Sent { carrier: room.transport.carrier(), provider_id, at: room.clock.now() };
            return Delivery { outcome, pause: None };
        }
        Err(SendError::Permanent { why }) => return Delivery::failed(why),
        Err(SendError::Later { why, retry_after }) => (why, retry_after.map(|span| span.min(LONGEST_ASKED)), None),
        Err(SendError::Pause { why, retry_after }) => {
            let pause = retry_after.unwrap_or(PAUSE).min(LONGEST_ASKED);
            (why, Some(pause), Some(pause))
        }
    };
    let outcome = again(letter, why, asked.unwrap_or_default(), room.clock.as_ref(), room.entropy.as_ref());
    Delivery { outcome, pause }
}

fn again(letter: &Letter, why: String, least: Duration, clock: &dyn Clock, entropy: &dyn Entropy) -> Outcome {
    if letter.tries >= LetterRow::MOST_TRIES {
        return Outcome::Failed { error: format!("{why} Given up after {} tries.", letter.tries) };
    }
    let at = clock.now().plus(least.max(wait(letter.tries, entropy)));
    match letter.expires_at {
        Some(end) if end <= at => {
            Outcome::Failed { error: format!("{why} Given up: what it carries runs out before the next try.") }
        }
        _ => Outcome::Again { at, error: why },
    }
}

/// How long to wait after try `tries`: anything up to a bound that grows, so that letters which failed together
/// do not come back together ("full jitter").
fn wait(tries: u32, entropy: &dyn Entropy) -> Duration {
    let bound = FIRST_WAIT.saturating_mul(FACTOR.saturating_pow(tries.saturating_sub(1))).min(LONGEST_WAIT);
    let mut bytes = [0; 8];
    entropy.fill(&mut bytes);
    let bound = u64::try_from(bound.as_millis()).unwrap_or(u64::MAX - 1);
    Duration::from_millis(u64::from_le_bytes(bytes) % (bound + 1))
}

/// What the mail strip shows of a letter with that outcome.
pub(super) fn settled_stage(letter: &Letter, outcome: &Outcome) -> MailStage {
    match outcome {
        Outcome::Sent { carrier: Carrier::File, provider_id, .. } => {
            MailStage::Written { path: provider_id.clone().unwrap_or_default() }
        }
        Outcome::Sent { carrier, at, .. } => MailStage::Accepted { by: *carrier, at: *at },
        Outcome::Again { at, error } => {
            MailStage::Waiting { attempt: letter.tries, most: LetterRow::MOST_TRIES, next_at: *at, why: error.clone() }
        }
        Outcome::Failed { error } => MailStage::Failed { why: error.clone() },
        Outcome::Dropped => MailStage::Dropped,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{LetterId, LetterKind, Timestamp};

    /// Draws the same byte for ever.
    struct Always(u8);
    impl Entropy for Always {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    struct At(i64);
    impl Clock for At {
        fn now(&self) -> Timestamp {
            Timestamp::from_millis(self.0)
        }
    }

    fn letter(tries: u32, expires_at: Option<i64>) -> Letter {
        Letter {
            id: LetterId::new(Timestamp::from_millis(0), &Always(1)),
            kind: LetterKind::PasswordChanged,
            to: "mira@example.org".parse().unwrap(),
            account: None,
            sealed_args: Vec::new(),
            created_at: Timestamp::from_millis(0),
            send_after: Timestamp::from_millis(0),
            expires_at: expires_at.map(Timestamp::from_millis),
            tries,
        }
    }

    #[test]
    fn waits_grow_up_to_a_bound_and_are_spread() {
        for (tries, bound) in [(1, 2_000), (2, 16_000), (3, 128_000), (4, 900_000), (u32::MAX, 900_000)] {
            assert_eq!(wait(tries, &Always(0)), Duration::ZERO);
            let waits: Vec<_> = (1..=255).map(|byte| wait(tries, &Always(byte)).as_millis()).collect();
            assert!(waits.iter().all(|wait| *wait <= bound), "{tries}");
            assert!(waits.iter().any(|wait| *wait > bound / 2), "{tries}");
        }
    }

    #[test]
    fn what_the_service_asks_for_is_the_least_wait() {
        let outcome = again(&letter(1, None), "No.".into(), Duration::from_secs(90), &At(1_000), &Always(7));
        assert_eq!(outcome, Outcome::Again { at: Timestamp::from_millis(91_000), error: "No.".into() });
    }

    #[test]
    fn a_letter_is_given_up_after_its_last_try_or_when_it_would_be_void() {
        let late = again(&letter(5, None), "No.".into(), Duration::ZERO, &At(0), &Always(0));
        assert_eq!(late, Outcome::Failed { error: "No. Given up after 5 tries.".into() });
        let void = again(&letter(1, Some(50_000)), "No.".into(), Duration::from_secs(60), &At(0), &Always(0));
        assert!(matches!(void, Outcome::Failed { error } if error.contains("runs out before the next try")));
    }

    #[test]
    fn only_a_letter_that_surely_never_went_out_is_sent_without_asking() {
        assert_eq!(attempt(&letter(1, None)), Attempt::First);
        assert_eq!(attempt(&letter(2, None)), Attempt::Again);
        let mut retried = letter(1, None);
        retried.send_after = Timestamp::from_millis(5);
        assert_eq!(attempt(&retried), Attempt::Again);
    }
}
