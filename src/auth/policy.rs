//! The rules in force, and what makes a password good enough.

use std::time::Duration;

use crate::domain::{EmailAddress, Secret, Username};

use super::Auth;

/// The rules in force. Set by the configuration; read-only here.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The name of the house, as in `site.name`; may not be a password.
    pub site_name: String,
    /// Fewest code points of a password (NIST SP 800-63B-4 §3.1.1.2: 15 where it is the only factor).
    pub password_min: usize,
    /// Most code points of a password.
    pub password_max: usize,
    /// Least zxcvbn score, 0 to 4.
    pub password_score: u8,
    /// How long a typed code is good.
    pub code_ttl: Duration,
    /// How long a link token and a parked registration are good.
    pub link_ttl: Duration,
    /// Wrong codes before a challenge is closed.
    pub code_tries: u32,
    /// After this long, wrong codes are forgotten.
    pub code_tries_window: Duration,
    /// Least time between two letters of one challenge.
    pub resend_cooldown: Duration,
    /// A session unused for this long is over.
    pub session_idle: Duration,
    /// A session is over after this long, used or not.
    pub session_absolute: Duration,
}

impl Default for Policy {
    fn default() -> Self {
        const MINUTE: Duration = Duration::from_secs(60);
        const HOUR: Duration = Duration::from_secs(60 * 60);
        Self {
            site_name: "Vestibule".to_owned(),
            password_min: 15,
            password_max: 128,
            password_score: 3,
            code_ttl: 15 * MINUTE,
            link_ttl: 24 * HOUR,
            code_tries: 5,
            code_tries_window: HOUR,
            resend_cooldown: MINUTE,
            session_idle: 15 * MINUTE,
            session_absolute: 8 * HOUR,
        }
    }
}

/// Why a password is refused. The words are for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordProblem {
    /// Too few code points.
    #[error("Use at least {min} characters. Several words are easiest; Ctrl-G suggests some.")]
    TooShort {
        /// Fewest allowed.
        min: usize,
    },
    /// Too many code points.
    #[error("Use at most {max} characters.")]
    TooLong {
        /// Most allowed.
        max: usize,
    },
    /// It is the username, the address or the name of the house.
    #[error("Don't use {0} as the password.")]
    Context(&'static str),
    /// It stands on the list of common passwords.
    #[error("That password is on every attacker's list. Choose another.")]
    Common,
    /// It is easy to guess.
    #[error("That is easy to guess. Add another word or two.")]
    Weak,
}

/// Whom a password is for: it may not be their name or address.
#[derive(Clone, Debug, Default)]
pub struct PasswordContext {
    /// The username, if it is known and valid.
    pub username: Option<Username>,
    /// The address, if it is known and valid.
    pub email: Option<EmailAddress>,
}

/// How good a password is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strength {
    /// zxcvbn's score, 0 (worst) to 4.
    pub score: u8,
    /// Why it would be refused.
    pub problem: Option<PasswordProblem>,
}

impl Auth {
    /// How good a password is, and whether it would be taken.
    pub fn strength(&self, password: &Secret, context: &PasswordContext) -> Strength {
        let _ = (password, context);
        unimplemented!()
    }

    /// A passphrase that would be taken.
    pub fn suggest_passphrase(&self) -> Secret {
        unimplemented!()
    }
}
