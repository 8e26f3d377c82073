//! Why a configuration is refused: one sentence that names the place, the key, what was found and what is taken.

use std::path::PathBuf;

/// Why a configuration is refused. Nothing was touched. No secret is in it.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A value that the setting does not take.
    #[error("{place}: {key} is {found}; expected {expected}.")]
    Value {
        /// File and line, variable or flag.
        place: String,
        /// The setting.
        key: &'static str,
        /// What was found; for a secret only that.
        found: String,
        /// What the setting takes.
        expected: String,
    },
    /// No such setting.
    #[error("{place}: there is no setting {key}. There is: {known}.")]
    UnknownKey {
        /// File and line, variable or flag.
        place: String,
        /// What was found.
        key: String,
        /// What would have been near.
        known: String,
    },
    /// The file is no TOML.
    #[error("{place}: {what}. Expected TOML, e.g. [site] on one line and name = \"Library\" on the next.")]
    Syntax {
        /// File and line.
        place: String,
        /// What the parser says.
        what: String,
    },
    /// A file can't be read.
    #[error("{place}: {} can't be read ({why}).", path.display())]
    Unreadable {
        /// What names the file.
        place: String,
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// A file with a secret in it that everybody may read.
    #[error("{place}: {key} is a secret, but every user can read this file. Run: chmod 600 {}", path.display())]
    Exposed {
        /// File and line.
        place: String,
        /// The setting.
        key: &'static str,
        /// The file.
        path: PathBuf,
    },
    /// A secret as an argument, where every user of the machine can see it.
    #[error(
        "{place}: {key} is a secret, and arguments are seen by every user. Expected it in {variable} or {variable}_FILE."
    )]
    InArgument {
        /// The flag.
        place: String,
        /// The setting.
        key: &'static str,
        /// Where it belongs.
        variable: String,
    },
    /// Both a secret and a file of it.
    #[error("{variable} and {variable}_FILE are both set; expected one of them.")]
    Twice {
        /// The variable.
        variable: String,
    },
    /// Mailjet, but not all that it needs.
    #[error(
        "{place}: Mailjet is set up by half: {missing} is missing. Expected mail.api_key, mail.api_secret and mail.sender_email, or mail.carrier = \"file\"."
    )]
    HalfMailjet {
        /// Where the half comes from.
        place: String,
        /// What is missing.
        missing: &'static str,
    },
    /// A session that would end before it could idle.
    #[error(
        "{place}: session.idle_minutes is {idle}, longer than a session of {hours} h may last; expected at most {} minutes.",
        hours * 60
    )]
    IdleTooLong {
        /// Where the idle time comes from.
        place: String,
        /// The idle time.
        idle: u64,
        /// The longest session.
        hours: u64,
    },
    /// There is no place for the data.
    #[error("No home directory is known. Say where the data goes: --data-dir DIR or VESTIBULE_DATA_DIR.")]
    NoHome,
}
