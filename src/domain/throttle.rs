//! Counting guesses, so that the next one has to wait.

use super::words::worded;
use super::{Seat, Timestamp};

worded! {
    /// What is counted.
    ThrottleScope, ThrottleScopeError = "not a thing that is counted" {
        /// Guesses for what was typed as a name, at one seat.
        Name = "name";
        /// Guesses of an account's password, wherever.
        Account = "account";
        /// Guesses of an account's second factor by who has shown the first proof.
        Factor = "factor";
        /// Guesses of an account's second factor by who resets its password.
        Recovery = "recovery";
        /// Guesses of an account's password by who is signed in to it.
        Proof = "proof";
        /// Guesses at a seat, whoever was meant.
        Seat = "seat";
        /// Registrations at a seat.
        SignUps = "signups";
        /// Guesses of an invitation at a seat.
        Invites = "invites";
    }
}

/// One counter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThrottleKey {
    /// What is counted.
    pub scope: ThrottleScope,
    /// For whom: sixteen bytes that stand for a name or an account; zeros where it is about the seat alone.
    pub subject: [u8; 16],
    /// Where; `None` where the seat does not matter.
    pub seat: Option<Seat>,
}

/// What is counted, and when the next guess may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Throttle {
    /// How many since `since`.
    pub count: u32,
    /// When counting began.
    pub since: Timestamp,
    /// The last one.
    pub last_at: Timestamp,
    /// Before this, the next is not even looked at.
    pub next_allowed_at: Timestamp,
}
