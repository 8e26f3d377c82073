//! Who takes letters over, and what they can answer.

use std::time::Duration;

use crate::domain::{Carrier, Timestamp};

use super::letter::RenderedLetter;
use file::FileTransport;
use mailjet::MailjetTransport;

pub mod file;
pub mod mailjet;

/// Whether a letter may have gone out before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// It surely has not.
    First,
    /// An earlier try ended without a clear answer, or is not remembered: ask before sending.
    Again,
}

/// A transport took the letter over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// What the transport calls it: Mailjet's message id, or the file's path.
    pub provider_id: Option<String>,
}

/// Why a letter was not taken over. `why` is a sentence for people: what is wrong, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// This letter may do better later.
    #[error("{why}")]
    Later {
        /// In words.
        why: String,
        /// The service asked to be left alone for so long.
        retry_after: Option<Duration>,
    },
    /// No letter will do better for a while: the service asks for a pause.
    #[error("{why}")]
    Pause {
        /// In words.
        why: String,
        /// For so long, if it said.
        retry_after: Option<Duration>,
    },
    /// It will not do better until a person has changed something.
    #[error("{why}")]
    Permanent {
        /// In words.
        why: String,
    },
}

impl SendError {
    pub(super) fn later(why: impl Into<String>) -> Self {
        Self::Later { why: why.into(), retry_after: None }
    }

    pub(super) fn permanent(why: impl Into<String>) -> Self {
        Self::Permanent { why: why.into() }
    }
}

/// The transport in use.
pub enum Transport {
    /// Writes each letter into a file.
    File(FileTransport),
    /// Hands letters to Mailjet.
    Mailjet(MailjetTransport),
}

impl Transport {
    /// Who that is.
    pub fn carrier(&self) -> Carrier {
        match self {
            Self::File(_) => Carrier::File,
            Self::Mailjet(_) => Carrier::Mailjet,
        }
    }

    /// Hands one letter over at `now`.
    ///
    /// # Errors
    /// [`SendError`] says whether to try again.
    pub async fn send(&self, letter: &RenderedLetter, attempt: Attempt, now: Timestamp) -> Result<Accepted, SendError> {
        match self {
            // Writing a file again writes the same file: nothing to ask first.
            Self::File(file) => file.send(letter).await,
            Self::Mailjet(mailjet) => mailjet.send(letter, attempt, now).await,
        }
    }
}
