//! The rules in force, and what makes a password good enough.

use std::time::Duration;

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::domain::words::worded;
use crate::domain::{EmailAddress, Role, Seat, SeatKind, Secret, SignUpMode, Username};

use super::{Auth, passphrase};

/// So long an account can be taken out of the trash. A week, so that whoever notices a mistake on a Monday can mend what
/// was done before the weekend, and what was meant to go is gone within the month that the GDPR (Article 12(3)) gives.
pub const TRASH_KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The rules in force. Set by the configuration, and by admins in the database: see `rules.rs`.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The name of the house, as in `site.name`; may not be a password.
    pub site_name: String,
    /// Fewest code points of a password (NIST SP 800-63B-4 §3.1.1.2: 15 where it is the only factor).
    pub password_min: usize,
    /// Fewest code points of a password that is used with a second factor (NIST SP 800-63B-4 §3.1.1.2: 8).
    pub password_min_with_mfa: usize,
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
    /// The same at a seat that anyone may walk up to.
    pub session_idle_kiosk: Duration,
    /// A session is over after this long, used or not.
    pub session_absolute: Duration,
    /// Something dangerous asks for the password again after this long.
    pub proof_good_for: Duration,
    /// Who has to have a second factor.
    pub mfa_required_for: RequiredFor,
    /// An admin's code to choose a new password is good for this long.
    pub reset_code_ttl: Duration,
    /// Guesses for an account that are looked at within a day (NIST SP 800-63B-4 §3.2.2: at most 100).
    pub guesses_a_day: u32,
    /// Letters for one purpose to one address within an hour.
    pub letters_an_hour: u64,
    /// The same within a day.
    pub letters_a_day: u64,
    /// Registrations at one seat within an hour.
    pub sign_ups_an_hour: u32,
    /// Who may sign up.
    pub sign_up: SignUpMode,
}

worded! {
    /// Who has to have a second factor.
    RequiredFor, RequiredForError = "a second factor is required for one of: nobody, admins, everybody" {
        /// It is offered to all and asked of none.
        Nobody = "nobody";
        /// Whoever looks after other people's accounts.
        Admins = "admins";
        /// Everyone.
        Everybody = "everybody";
    }
}

impl Default for Policy {
    fn default() -> Self {
        const MINUTE: Duration = Duration::from_secs(60);
        const HOUR: Duration = Duration::from_secs(60 * 60);
        Self {
            site_name: "Vestibule".to_owned(),
            password_min: 15,
            password_min_with_mfa: 8,
            password_max: 128,
            password_score: 3,
            code_ttl: 15 * MINUTE,
            link_ttl: 24 * HOUR,
            code_tries: 5,
            code_tries_window: HOUR,
            resend_cooldown: MINUTE,
            session_idle: 15 * MINUTE,
            session_idle_kiosk: 2 * MINUTE,
            session_absolute: 8 * HOUR,
            proof_good_for: 5 * MINUTE,
            mfa_required_for: RequiredFor::Admins,
            reset_code_ttl: HOUR,
            guesses_a_day: 100,
            letters_an_hour: 5,
            letters_a_day: 20,
            sign_ups_an_hour: 30,
            sign_up: SignUpMode::Open,
        }
    }
}

/// Why a password is refused. The words are for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordProblem {
    /// Too few code points.
    #[error("Use at least {min} characters. Several words are easiest.")]
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
    /// Whether it stands alone.
    pub backing: Backing,
}

/// Whether a password stands alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Backing {
    /// It is all that is asked for.
    #[default]
    Alone,
    /// A second factor is asked for, too.
    SecondFactor,
}

impl Backing {
    /// Whether there is a second factor.
    pub fn of(second_factor: bool) -> Self {
        if second_factor { Self::SecondFactor } else { Self::Alone }
    }
}

/// How good a password is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strength {
    /// zxcvbn's score, 0 (worst) to 4.
    pub score: u8,
    /// Why it would be refused.
    pub problem: Option<PasswordProblem>,
}

/// The most common passwords, lower case and sorted.
const COMMON: &str = include_str!("../../assets/words/common_passwords.txt");
/// No word of the list is shorter, in bytes.
const LEAST_SAID_AGAIN: usize = 8;

/// zxcvbn takes time that grows faster than the text; this much of it tells enough.
const JUDGED_CHARS: usize = 100;

impl Auth {
    /// How good a password is, and whether it would be taken.
    pub fn strength(&self, password: &Secret, context: &PasswordContext) -> Strength {
        self.policy().strength(password, context)
    }

    /// A passphrase that would be taken.
    pub fn suggest_passphrase(&self) -> Secret {
        passphrase::suggest(self.entropy.as_ref(), self.policy().password_min)
    }
}

impl Policy {
    /// How long a session at that seat may stay unused.
    pub fn idle_at(&self, seat: &Seat) -> Duration {
        match seat.kind() {
            SeatKind::Desk => self.session_idle,
            SeatKind::Kiosk => self.session_idle_kiosk.min(self.session_idle),
        }
    }

    /// Whether an account of that role has to have a second factor.
    pub fn requires_second_factor(&self, role: Role) -> bool {
        match self.mfa_required_for {
            RequiredFor::Nobody => false,
            RequiredFor::Admins => role.is_staff(),
            RequiredFor::Everybody => true,
        }
    }

    /// How good a password is, and whether it would be taken.
    pub fn strength(&self, password: &Secret, context: &PasswordContext) -> Strength {
        let text = Zeroizing::new(password.expose().nfc().collect::<String>());
        let chars = text.chars().count();
        let score = self.score(&text, context);
        let min = match context.backing {
            Backing::Alone => self.password_min,
            Backing::SecondFactor => self.password_min.min(self.password_min_with_mfa),
        };
        let problem = if chars < min {
            Some(PasswordProblem::TooShort { min })
        } else if chars > self.password_max {
            Some(PasswordProblem::TooLong { max: self.password_max })
        } else if let Some(what) = self.personal(&text, context) {
            Some(PasswordProblem::Context(what))
        } else if is_common(&text) {
            Some(PasswordProblem::Common)
        } else if score < self.password_score {
            Some(PasswordProblem::Weak)
        } else {
            None
        };
        Strength { score, problem }
    }

    /// Whether a password is long enough only together with a second factor.
    pub(super) fn is_short(&self, password: &Secret) -> bool {
        password.expose().nfc().count() < self.password_min
    }

    /// Refuses a password that would not be taken.
    ///
    /// # Errors
    /// Why it is not.
    pub(super) fn approve(&self, password: &Secret, context: &PasswordContext) -> Result<(), PasswordProblem> {
        self.strength(password, context).problem.map_or(Ok(()), Err)
    }

    fn score(&self, text: &str, context: &PasswordContext) -> u8 {
        let judged: Zeroizing<String> = Zeroizing::new(text.chars().take(JUDGED_CHARS).collect());
        let mut known = vec![self.site_name.as_str()];
        known.extend(context.username.as_ref().map(Username::as_str));
        known.extend(context.email.as_ref().map(EmailAddress::as_str));
        known.extend(context.email.as_ref().and_then(local_part));
        u8::from(zxcvbn::zxcvbn(&judged, &known).score())
    }

    /// What of the person or the house the whole password is, if it is.
    fn personal(&self, text: &str, context: &PasswordContext) -> Option<&'static str> {
        let folded = Zeroizing::new(text.to_lowercase());
        let same = |word: &str| !word.is_empty() && word.nfc().collect::<String>().to_lowercase() == *folded;
        if context.username.as_ref().is_some_and(|name| same(name.as_str())) {
            return Some("your username");
        }
        if let Some(email) = &context.email
            && (same(email.as_str()) || local_part(email).is_some_and(same))
        {
            return Some("your email address");
        }
        same(&self.site_name).then_some("the name of this place")
    }
}

fn local_part(email: &EmailAddress) -> Option<&str> {
    email.as_str().rsplit_once('@').map(|(local, _)| local)
}

/// Whether it stands on the list, or is a word of the list said several times to be long enough.
fn is_common(text: &str) -> bool {
    let folded = Zeroizing::new(text.to_lowercase());
    let said_again = |end: usize| folded.get(..end).filter(|word| folded.split(word).all(str::is_empty));
    is_listed(&folded) || (LEAST_SAID_AGAIN..=folded.len() / 2).filter_map(said_again).any(is_listed)
}

fn is_listed(folded: &str) -> bool {
    // By binary search over the text itself: an index of its lines would cost memory all the time.
    let (mut from, mut to) = (0, COMMON.len());
    while from < to {
        let middle = from + (to - from) / 2;
        let start = COMMON.as_bytes().get(from..middle).unwrap_or_default();
        let start = start.iter().rposition(|byte| *byte == b'\n').map_or(from, |at| from + at + 1);
        let Some(line) = COMMON.get(start..to).and_then(|rest| rest.lines().next()) else { return false };
        match line.cmp(folded) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => from = start + line.len() + 1,
            std::cmp::Ordering::Greater => to = start,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(password: &str) -> Option<PasswordProblem> {
        let context = PasswordContext {
            username: Some("margarethe-von-trotta".parse().unwrap()),
            email: Some("a.rather.long.address@example.org".parse().unwrap()),
            backing: Backing::Alone,
        };
        let policy = Policy { site_name: "The Lending Library".to_owned(), ..Policy::default() };
        policy.strength(&Secret::from(password), &context).problem
    }

    #[test]
    fn a_good_passphrase_is_taken() {
        for password in ["tide quarry lantern moss", "ein Pferd frißt Gurkensalat", "💧🦊🌲🎺🧊🥨🪁🧭🦜🍄🪵🎐🧵🛶🪐"]
        {
            assert_eq!(problem(password), None, "{password}");
        }
    }

    #[test]
    fn each_code_point_counts_once() {
        let min = PasswordProblem::TooShort { min: 15 };
        assert_eq!(problem("xk4qw9zjt7mbv2"), Some(min.clone()), "14");
        assert_eq!(problem("xk4qw9zjt7mbv2p"), None, "15");
        assert_eq!(problem(&"e\u{301}".repeat(14)), Some(min), "14 once composed");
        let random: String = (0..129u32).filter_map(|i| char::from_u32(0x4e00 + i * 97)).collect();
        assert_eq!(problem(&random), Some(PasswordProblem::TooLong { max: 128 }));
        assert_eq!(problem(&random.chars().skip(1).collect::<String>()), None, "128");
        assert_eq!(problem(&"x".repeat(100_000)), Some(PasswordProblem::TooLong { max: 128 }));
    }

    #[test]
    fn what_everybody_knows_of_one_is_no_password() {
        for (password, what) in [
            ("Margarethe-von-Trotta", "your username"),
            ("a.rather.long.ADDRESS@example.org", "your email address"),
            ("a.rather.long.address", "your email address"),
            ("the lending library", "the name of this place"),
        ] {
            assert_eq!(problem(password), Some(PasswordProblem::Context(what)), "{password}");
        }
    }

    #[test]
    fn what_is_easy_to_guess_is_refused() {
        for password in ["aaaaaaaaaaaaaaaaaaaa", "passwordpasswordpassword", "123456789012345678"] {
            let problem = problem(password);
            assert!(matches!(problem, Some(PasswordProblem::Weak | PasswordProblem::Common)), "{password} {problem:?}");
        }
    }

    #[test]
    fn every_password_of_the_list_is_found_and_nothing_else() {
        assert!(COMMON.lines().is_sorted(), "the search needs a sorted list");
        for line in COMMON.lines() {
            assert!(is_common(line) && is_common(&line.to_uppercase()), "{line}");
            assert!(!is_common(&format!("{line}\u{1}")));
        }
        for word in ["", "\n", "\u{10ffff}", "tide quarry lantern moss"] {
            assert!(!is_common(word));
        }
    }
}
