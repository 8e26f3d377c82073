//! A registration that waits for its address to be proved, and the rules under which one may sign up.

use super::words::worded;
use super::{
    AccountId, DisplayName, EmailAddress, InviteId, LetterRow, Page, PasswordHash, Seat, SignupId, StaffNote,
    Timestamp, Username,
};

worded! {
    /// Who may sign up, and what has to happen besides the proof of the address. The order is that of strictness.
    SignUpMode, SignUpModeError = "a way to sign up is one of: open, approve, invite, closed" {
        /// Everybody; the proof of the address makes the account.
        Open = "open";
        /// Everybody; somebody of the staff has to let them in afterwards.
        Approve = "approve";
        /// Who has an invitation.
        Invite = "invite";
        /// Nobody: the staff make accounts.
        Closed = "closed";
    }
}

impl SignUpMode {
    /// Whether somebody who signed up under this rule has to be let in by the staff, where `now` is the rule in force.
    /// The stricter of the two decides, so that a change of the rule never lets anybody in whom the staff wanted to
    /// look at; but who was invited was looked at before.
    pub fn has_to_wait(self, now: Self) -> bool {
        self != Self::Invite && self.max(now) != Self::Open
    }
}

/// A parked registration. There is no account until the address is proved; a stale one frees its name.
/// Several may wait for one address or one name: each has its own letter, and the first to be proved wins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signup {
    /// Which.
    pub id: SignupId,
    /// The name that is wished for.
    pub username: Username,
    /// The address to be proved.
    pub email: EmailAddress,
    /// The name to be called by; may be empty.
    pub display_name: DisplayName,
    /// The password, hashed.
    pub password: PasswordHash,
    /// Where it was begun.
    pub seat: Seat,
    /// Under which rule it came.
    pub came_under: SignUpMode,
    /// The invitation that it came with. A use of it is spent when the account is made.
    pub invite: Option<InviteId>,
    /// What staff note about it; goes over to the account.
    pub note: StaffNote,
    /// When it was begun.
    pub created_at: Timestamp,
    /// After this it is gone.
    pub expires_at: Timestamp,
}

/// What waits for the staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PendingId {
    /// An account whose address is proved.
    Account(AccountId),
    /// A parked registration.
    Signup(SignupId),
}

/// One line of the list of those who wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingRow {
    /// Which.
    pub id: PendingId,
    /// The name to sign in with, or the one that is wished for.
    pub username: String,
    /// The name to be called by; may be empty.
    pub display_name: String,
    /// The address.
    pub email: String,
    /// When the address was proved; `None`: not yet.
    pub proved_at: Option<Timestamp>,
    /// What staff note about it.
    pub note: StaffNote,
    /// Since when it waits.
    pub since: Timestamp,
    /// What only a parked registration has.
    pub parked: Option<Parked>,
}

/// What only a parked registration has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parked {
    /// Where it was begun.
    pub seat: Seat,
    /// Under which rule it came.
    pub came_under: SignUpMode,
    /// After this it is gone.
    pub expires_at: Timestamp,
    /// Its last letter, and where that stands.
    pub letter: Option<LetterRow>,
}

/// Which parked registrations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParkedQuery {
    /// Words that must all be contained in name, address or display name. Empty: all.
    pub search: String,
    /// Those that are good then. The oldest first.
    pub now: Timestamp,
    /// Which part.
    pub page: Page<SignupId>,
    /// Most rows in the answer.
    pub limit: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stricter_rule_decides_who_waits_and_the_invited_do_not() {
        use SignUpMode::{Approve, Closed, Invite, Open};
        for (came, now, waits) in [
            (Open, Open, false),
            (Open, Approve, true),
            (Open, Invite, true),
            (Open, Closed, true),
            (Approve, Open, true),
            (Approve, Approve, true),
            (Approve, Closed, true),
            (Invite, Open, false),
            (Invite, Approve, false),
            (Invite, Closed, false),
        ] {
            assert_eq!(came.has_to_wait(now), waits, "{came} then {now}");
        }
    }
}
