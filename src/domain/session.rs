//! Being signed in, and the tokens that prove things.

use std::time::Duration;

use super::{AccountId, Seat, Secret, SessionId, Timestamp};

/// A signed-in session, as it is stored. The token alone opens nothing: the row must live, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Also the `jti` of the token.
    pub id: SessionId,
    /// Whose it is.
    pub account: AccountId,
    /// Where it was opened.
    pub seat: Seat,
    /// When it was opened.
    pub created_at: Timestamp,
    /// The last call made with it.
    pub last_seen_at: Timestamp,
    /// The machine's start that it was opened in: it does not outlive a restart.
    pub boot: BootId,
    /// Unused for this long, it is over.
    pub idle: Duration,
    /// When its owner last showed the password (and the second factor, if there is one).
    pub proved_at: Timestamp,
    /// After this it is over, unless used before.
    pub idle_ends_at: Timestamp,
    /// After this it is over, whatever was done.
    pub ends_at: Timestamp,
    /// Signed out, or ended by somebody.
    pub revoked_at: Option<Timestamp>,
}

impl Session {
    /// Whether it opens doors at `now`, in that start of the machine.
    pub fn is_live(&self, now: Timestamp, boot: &BootId) -> bool {
        self.revoked_at.is_none() && self.boot == *boot && now < self.idle_ends_at && now < self.ends_at
    }
}

/// Tells one start of the machine from another: Linux's `boot_id`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BootId(String);

impl BootId {
    /// What the system calls it. Empty where the system has no such thing: then no restart is noticed.
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Signed proof that a password was right, for the one who is now asked for the second factor. It opens nothing else.
#[derive(Debug)]
pub struct Ticket(Secret);

impl Ticket {
    /// Takes a token over.
    pub fn new(token: Secret) -> Self {
        Self(token)
    }

    /// The compact JWT.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// A second copy, for one call.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        Self(self.0.duplicate())
    }
}

/// The signed token of a session, as the person's program holds it.
#[derive(Debug)]
pub struct SessionToken {
    token: Secret,
    attended: bool,
}

impl SessionToken {
    /// Takes a token from outside; it proves nothing until the core has checked it.
    pub fn new(token: Secret) -> Self {
        Self { token, attended: true }
    }

    /// The compact JWT.
    pub fn expose(&self) -> &str {
        self.token.expose()
    }

    /// A second copy, for one call.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        Self { token: self.token.duplicate(), attended: self.attended }
    }

    /// A second copy for what a screen asks by itself. Nobody pressed a key for it, so reading with it does not keep
    /// the session awake and writes nothing.
    #[must_use]
    pub fn unattended(&self) -> Self {
        Self { attended: false, ..self.duplicate() }
    }

    /// Whether somebody asks, and not a screen by itself.
    pub fn is_attended(&self) -> bool {
        self.attended
    }
}

/// The signed token that a letter carries: the long spelling of a challenge.
#[derive(Debug)]
pub struct LinkToken(Secret);

impl LinkToken {
    /// Takes a pasted token; white space inside it is dropped, for mail programs break long lines.
    pub fn new(token: &str) -> Self {
        Self(Secret::new(token.chars().filter(|c| !c.is_whitespace()).collect()))
    }

    /// The compact JWT.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}
