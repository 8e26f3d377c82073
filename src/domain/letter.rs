//! Letters: what is written, what waits in the outbox, what became of it.

use super::words::worded;
use super::{AccountId, EmailAddress, LetterId, Page, Secret, Timestamp};

worded! {
    /// Which letter. Each has a template of the same name in `assets/letters`.
    LetterKind, LetterKindError = "not a kind of letter" {
        /// Proves the address of a sign-up: code and token.
        VerifySignUp = "verify_sign_up", "sign-up code";
        /// Somebody signed up with an address that has an account. No code.
        AlreadyRegistered = "already_registered", "already has an account";
        /// A forgotten password: code and token.
        ResetPassword = "reset_password", "reset code";
        /// An admin made an account: code and token to choose a password.
        Activate = "activate", "invitation to a new account";
        /// Proves a new address: code and token. Goes to the new address.
        ConfirmEmail = "confirm_email", "code for a new address";
        /// Says that the address was changed. Goes to the old address. No code.
        EmailChanged = "email_changed", "the address was changed";
        /// Says that the password was changed. No code.
        PasswordChanged = "password_changed", "the password was changed";
        /// Says that two-factor sign-in is on. No code.
        TwoFactorOn = "two_factor_on", "two-factor sign-in is on";
        /// Says that two-factor sign-in is off. No code.
        TwoFactorOff = "two_factor_off", "two-factor sign-in is off";
        /// Says that somebody at the machine opened the only admin's account. No code.
        GlassBroken = "glass_broken", "the account was opened at the machine";
        /// Says that a recovery code was used. No code.
        RecoveryCodeUsed = "recovery_code_used", "a recovery code was used";
        /// Says that letters arrive. No code.
        Test = "test", "test letter";
        /// Says that the staff have let its reader in. No code.
        LetIn = "let_in", "let in";
        /// Says that the staff have not let its reader in. No code.
        TurnedDown = "turned_down", "not let in";
        /// Says that the account was deleted. No code.
        AccountDeleted = "account_deleted", "the account was deleted";
    }
}

/// What a letter with a code says of what comes after the proof.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Then {
    /// What was asked for is done.
    #[default]
    Done,
    /// The staff have to let its reader in.
    StaffDecide,
}

/// What a letter speaks of. Sealed in the outbox, wiped once sent.
#[derive(Debug)]
pub struct LetterArgs {
    /// How the person is called.
    pub name: String,
    /// The username, where the letter is about an account or a wished name.
    pub username: String,
    /// Where it was asked for.
    pub seat: String,
    /// Another address that the letter speaks of (the new one, in [`LetterKind::EmailChanged`]).
    pub other_address: Option<String>,
    /// Why, in the words of the staff (in [`LetterKind::TurnedDown`]).
    pub reason: Option<String>,
    /// What comes after the proof.
    pub then: Then,
    /// The typed code, spelled `XXXX-XXXX`.
    pub code: Option<Secret>,
    /// The link token.
    pub token: Option<Secret>,
}

worded! {
    /// Where a letter stands.
    LetterState, LetterStateError = "a letter is one of: queued, sending, sent, failed, dropped" {
        /// Waits for its turn, or for its next try.
        Queued = "queued";
        /// A worker holds its lease.
        Sending = "sending";
        /// Taken over by the carrier.
        Sent = "sent";
        /// Given up: the error says why.
        Failed = "failed";
        /// Overtaken: its code was used, replaced or ran out before it could be sent.
        Dropped = "dropped";
    }
}

/// A letter on its way into the outbox, or claimed from it by a worker.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Which; also Mailjet's `CustomID`.
    pub id: LetterId,
    /// Which template.
    pub kind: LetterKind,
    /// To whom.
    pub to: EmailAddress,
    /// The account it is about, if there is one.
    pub account: Option<AccountId>,
    /// The arguments, sealed by the vault for this row. Empty once wiped.
    pub sealed_args: Vec<u8>,
    /// When it was written.
    pub created_at: Timestamp,
    /// Not to be sent before.
    pub send_after: Timestamp,
    /// Not to be sent after: what it carries is void then. `None`: always worth sending.
    pub expires_at: Option<Timestamp>,
    /// Tries that were begun.
    pub tries: u32,
}

/// One line of the Mail tab: no arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterRow {
    /// Which.
    pub id: LetterId,
    /// Which template.
    pub kind: LetterKind,
    /// To whom.
    pub to: String,
    /// Where it stands.
    pub state: LetterState,
    /// Tries that were begun.
    pub tries: u32,
    /// When it was written.
    pub created_at: Timestamp,
    /// The next try, while queued.
    pub send_after: Timestamp,
    /// When the transport took it over.
    pub sent_at: Option<Timestamp>,
    /// Who took it over.
    pub carrier: Option<Carrier>,
    /// What the carrier calls it: Mailjet's message id, or the file's path.
    pub provider_id: Option<String>,
    /// What went wrong last, in words.
    pub last_error: Option<String>,
}

/// Which letters. Newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LetterQuery {
    /// Words that must all be contained in address, kind or state. Empty: all.
    pub search: String,
    /// Only letters about this account.
    pub account: Option<AccountId>,
    /// Which part.
    pub page: Page<LetterId>,
    /// Most rows in the answer.
    pub limit: usize,
}

worded! {
    /// Who takes letters over.
    Carrier, CarrierError = "a carrier is one of: file, mailjet" {
        /// Nobody: each letter becomes a file in the data directory.
        File = "file";
        /// Mailjet's Send API.
        Mailjet = "mailjet";
    }
}

impl Carrier {
    /// As a person knows it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::File => "a file",
            Self::Mailjet => "Mailjet",
        }
    }
}

/// What the mail strip shows of one letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailStage {
    /// Written; waits for the worker.
    Queued,
    /// Try `attempt` of `most` is under way.
    Sending {
        /// Counted from 1.
        attempt: u32,
        /// Tries in all.
        most: u32,
    },
    /// Try `attempt` of `most` failed; the next is at `next_at`.
    Waiting {
        /// Counted from 1.
        attempt: u32,
        /// Tries in all.
        most: u32,
        /// When the next try is.
        next_at: Timestamp,
        /// What went wrong, in words.
        why: String,
    },
    /// A mail service took it over. It is not yet delivered.
    Accepted {
        /// The service.
        by: Carrier,
        /// When.
        at: Timestamp,
    },
    /// No mail service is set up: it is in this file.
    Written {
        /// The file.
        path: String,
    },
    /// Given up.
    Failed {
        /// What went wrong and what to do, in words.
        why: String,
    },
    /// Overtaken before it was sent.
    Dropped,
}

impl MailStage {
    /// Whether nothing more will happen on its own.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Accepted { .. } | Self::Written { .. } | Self::Failed { .. } | Self::Dropped)
    }
}

impl LetterRow {
    /// Tries for one letter, the first included.
    pub const MOST_TRIES: u32 = 5;

    /// Where it stands, as the mail strip shows it.
    pub fn stage(&self) -> MailStage {
        match (self.state, self.carrier) {
            (LetterState::Queued, _) if self.tries == 0 => MailStage::Queued,
            (LetterState::Queued, _) => MailStage::Waiting {
                attempt: self.tries,
                most: Self::MOST_TRIES,
                next_at: self.send_after,
                why: self.last_error.clone().unwrap_or_default(),
            },
            (LetterState::Sending, _) => MailStage::Sending { attempt: self.tries, most: Self::MOST_TRIES },
            (LetterState::Sent, Some(Carrier::File)) => {
                MailStage::Written { path: self.provider_id.clone().unwrap_or_default() }
            }
            (LetterState::Sent, carrier) => MailStage::Accepted {
                by: carrier.unwrap_or(Carrier::Mailjet),
                at: self.sent_at.unwrap_or(self.created_at),
            },
            (LetterState::Failed, _) => MailStage::Failed { why: self.last_error.clone().unwrap_or_default() },
            (LetterState::Dropped, _) => MailStage::Dropped,
        }
    }
}

/// News of one letter, from the worker to a screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailStatus {
    /// Which letter.
    pub letter: LetterId,
    /// Where it stands.
    pub stage: MailStage,
}
