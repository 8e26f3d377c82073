//! What waits for somebody at the desk.

use super::{Timestamp, Total};

/// What waits for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskCounts {
    /// Accounts that an admin has to let in.
    pub waiting: Total,
    /// Registrations whose code was not typed yet.
    pub parked: Total,
    /// Letters that are not sent yet.
    pub letters: Total,
    /// When the oldest of them was written.
    pub oldest_letter: Option<Timestamp>,
    /// Letters that were given up.
    pub failed: Total,
}
