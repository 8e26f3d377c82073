//! The code machine: a letter goes out, a code or a token comes back. Sign-up, reset and a new address
//! all run on it.

use super::{Auth, CallError};
use crate::domain::{
    Account, ChallengeId, EmailAddress, LetterId, LinkToken, MailStage, Purpose, Timestamp, TypedCode, Username,
};
use crate::store::{self, Tx};

/// What a screen has to know of a challenge under way. Same for an address that exists and one that does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Which challenge.
    pub challenge: ChallengeId,
    /// What for.
    pub purpose: Purpose,
    /// Where the letter goes, as the person typed it: an address, or for a reset perhaps a username. Empty
    /// where a reset letter is sent again: what was typed is not kept, and the address would tell too much;
    /// the screen goes on showing what it has.
    pub sent_to: String,
    /// The letter to watch in the mail strip. `None` where watching it would tell whether an account exists.
    pub letter: Option<LetterId>,
    /// The typed code is good until then.
    pub code_expires_at: Timestamp,
    /// The next letter may be asked for then.
    pub resend_at: Timestamp,
}

/// What a person shows to prove that the letter arrived.
#[derive(Debug)]
pub enum Proof {
    /// The short spelling.
    Code(TypedCode),
    /// The long spelling.
    Token(LinkToken),
}

/// What was typed into a field that takes both spellings is neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Type the eight letters of the code, or paste the long token from the letter.")]
pub struct ProofError;

impl Proof {
    /// Tells the two spellings apart: a JWT has two dots, a code has none.
    ///
    /// # Errors
    /// [`ProofError`] if it is neither.
    pub fn parse(raw: &str) -> Result<Self, ProofError> {
        if raw.matches('.').count() == 2 {
            return Ok(Self::Token(LinkToken::new(raw)));
        }
        TypedCode::parse(raw).map(Self::Code).map_err(|_| ProofError)
    }
}

/// Which challenge a proof is for.
#[derive(Clone, Debug)]
pub enum Target {
    /// The one on the screen.
    Flow(ChallengeId),
    /// Whichever waits for this person: *I have a code*, at any seat.
    Who(Identifier),
}

/// How somebody names themselves: username or address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identifier {
    /// A valid username.
    Username(Username),
    /// A valid address.
    Email(EmailAddress),
    /// Neither: nobody can be meant, and the answer is that for somebody who does not exist.
    Nobody,
}

impl Identifier {
    /// The account of that name or address.
    pub(super) fn account(&self, tx: &mut dyn Tx) -> store::Result<Option<Account>> {
        match self {
            Self::Username(name) => tx.account_by_username(name),
            Self::Email(address) => tx.account_by_email(address),
            Self::Nobody => Ok(None),
        }
    }

    /// Reads what was typed; never fails.
    pub fn parse(raw: &str) -> Self {
        if raw.contains('@') {
            raw.parse().map_or(Self::Nobody, Self::Email)
        } else {
            raw.parse().map_or(Self::Nobody, Self::Username)
        }
    }
}

/// Why a proof is not taken. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum ProofRefused {
    /// Wrong, and how many more tries there are, where that may be told.
    #[error("{}", wrong(*tries_left))]
    Wrong {
        /// `None` where telling would say whether somebody exists.
        tries_left: Option<u32>,
    },
    /// It was right once: it ran out, was used, or a newer one took its place.
    #[error("That code has run out. Ctrl-R sends a new one.")]
    Expired,
    /// No tries are left for the short spelling.
    #[error("Too many wrong codes. Paste the long token from the letter, or ask for a new code after {}.", crate::auth::challenge::minutes(*wait_minutes))]
    TooManyTries {
        /// Whole minutes until wrong codes are forgotten.
        wait_minutes: u64,
    },
    /// The token is damaged, run out, used, or for something else.
    #[error("That token is not good, or no longer. Copy it whole, or ask for a new letter.")]
    BadToken,
}

fn wrong(tries_left: Option<u32>) -> String {
    match tries_left {
        None => "That code is not right, or has run out.".to_owned(),
        Some(1) => "That code is not right. One more try.".to_owned(),
        Some(left) => format!("That code is not right. {left} more tries."),
    }
}

pub(crate) fn minutes(count: u64) -> String {
    if count == 1 { "a minute".to_owned() } else { format!("{count} minutes") }
}

/// Why no new letter is sent. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum ResendError {
    /// The last letter is too fresh.
    #[error("A letter went out a moment ago. Wait {seconds} s.")]
    TooSoon {
        /// Seconds to wait.
        seconds: u64,
    },
    /// What the letter was for is over: proved, or given up.
    #[error("There is nothing left to send. Begin again.")]
    Over,
    /// The call failed.
    #[error(transparent)]
    Call(#[from] super::CallError),
}

impl Auth {
    /// Where a letter stands. Whoever knows its id was told it by this core.
    ///
    /// # Errors
    /// [`CallError::Gone`] if there is no such letter.
    pub fn mail_stage(&self, letter: LetterId) -> Result<MailStage, CallError> {
        let row = crate::store::read(self.store.as_ref(), |tx| tx.letter(letter))?;
        row.map(|row| row.stage()).ok_or(CallError::Gone)
    }
}
