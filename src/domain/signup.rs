//! A registration that waits for its address to be proved.

use super::{DisplayName, EmailAddress, PasswordHash, Seat, SignupId, Timestamp, Username};

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
    /// When it was begun.
    pub created_at: Timestamp,
    /// After this it is gone.
    pub expires_at: Timestamp,
}
