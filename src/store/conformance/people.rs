//! Made-up people and what belongs to them. Every identifier is another one, every run the same.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::domain::{
    Account, AccountId, AuditEntry, AuditEvent, AuditLink, BootId, Challenge, ChallengeId, CodeMac, DisplayName,
    EmailAddress, Entropy, Letter, LetterId, LetterKind, Party, PasswordHash, Purpose, Role, Search, Seat, Session,
    SessionId, SignUpMode, Signup, SignupId, StaffNote, Status, Subject, Timestamp, Username, Validity,
};
use crate::store::{Result, Store, Tx, write};

/// Chance that is no chance: a counter, stirred (splitmix64).
pub(super) struct Stirred(AtomicU64);

impl Stirred {
    pub(super) fn new() -> Self {
        Self(AtomicU64::new(0))
    }
}

impl Entropy for Stirred {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            let mut z = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed).wrapping_add(0x9E37_79B9_7F4A_7C15);
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            *byte = (z ^ (z >> 31)).to_le_bytes()[0];
        }
    }
}

/// The moment `minutes` after the beginning of a test.
pub(super) fn minute(minutes: u64) -> Timestamp {
    Timestamp::from_millis(1_800_000_000_000).plus(Duration::from_secs(60 * minutes))
}

pub(super) fn name(text: &str) -> Username {
    text.parse().unwrap()
}

/// A search for words.
pub(super) fn words(text: &str) -> Search {
    Search::parse(text, Timestamp::default()).unwrap()
}

pub(super) fn address(text: &str) -> EmailAddress {
    text.parse().unwrap()
}

/// Adds a row behind the last one. Its link is made up: no two numbers have the same.
pub(super) fn append(tx: &mut dyn Tx, entry: &AuditEntry) -> Result<()> {
    let seq = tx.audit_head()?.0 + 1;
    tx.append_audit(&AuditEntry { seq, ..entry.clone() }, link(seq))
}

/// The link of the row of that number.
pub(super) fn link(seq: u64) -> AuditLink {
    let mut bytes = [0xA5; 32];
    bytes[..8].copy_from_slice(&seq.to_be_bytes());
    AuditLink::new(bytes)
}

pub(super) struct People {
    pub entropy: Stirred,
}

impl People {
    pub(super) fn new() -> Self {
        Self { entropy: Stirred::new() }
    }

    pub(super) fn account(&self, username: &str) -> Account {
        Account {
            id: AccountId::new(minute(0), &self.entropy),
            username: name(username),
            email: address(&format!("{username}@example.org")),
            display_name: DisplayName::default(),
            role: Role::User,
            status: Status::Active,
            validity: Validity::default(),
            trashed_at: None,
            note: StaffNote::default(),
            verified_at: Some(minute(1)),
            password: Some(PasswordHash::new("v1:test:$2b$12$abc".to_owned())),
            must_change: false,
            password_short: false,
            created_at: minute(0),
            updated_at: minute(0),
            last_login_at: None,
            last_seat: None,
            version: 0,
        }
    }

    pub(super) fn stored(&self, store: &dyn Store, username: &str) -> Account {
        let account = self.account(username);
        write(store, |tx| tx.insert_account(&account)).unwrap();
        account
    }

    pub(super) fn signup(&self, username: &str, email: &str) -> Signup {
        Signup {
            id: SignupId::new(minute(0), &self.entropy),
            username: name(username),
            email: address(email),
            display_name: DisplayName::parse("Somebody").unwrap(),
            password: PasswordHash::new("v1:test:$2b$12$abc".to_owned()),
            seat: Seat::new("front-desk"),
            came_under: SignUpMode::Open,
            invite: None,
            note: StaffNote::default(),
            created_at: minute(0),
            expires_at: minute(24 * 60),
        }
    }

    pub(super) fn letter(&self, to: &EmailAddress) -> Letter {
        Letter {
            id: LetterId::new(minute(0), &self.entropy),
            kind: LetterKind::VerifySignUp,
            to: to.clone(),
            account: None,
            sealed_args: b"sealed".to_vec(),
            created_at: minute(0),
            send_after: minute(0),
            expires_at: None,
            tries: 0,
        }
    }

    pub(super) fn challenge(&self, purpose: Purpose, subject: Subject, to: &EmailAddress) -> Challenge {
        Challenge {
            id: ChallengeId::new(minute(0), &self.entropy),
            purpose,
            subject,
            address: to.clone(),
            code: CodeMac::new([9; 32]),
            tries_left: 5,
            letter: LetterId::new(minute(0), &self.entropy),
            created_at: minute(0),
            code_expires_at: minute(15),
            expires_at: minute(24 * 60),
            used_at: None,
        }
    }

    /// A challenge with its letter, both stored.
    pub(super) fn sent(&self, store: &dyn Store, purpose: Purpose, subject: Subject, to: &str) -> Challenge {
        let to = address(to);
        let letter = self.letter(&to);
        let challenge = Challenge { letter: letter.id, ..self.challenge(purpose, subject, &to) };
        write(store, |tx| {
            tx.enqueue_letter(&letter)?;
            tx.insert_challenge(&challenge)
        })
        .unwrap();
        challenge
    }

    pub(super) fn session(&self, account: AccountId) -> Session {
        Session {
            id: SessionId::new(minute(0), &self.entropy),
            account,
            seat: Seat::new("front-desk"),
            boot: BootId::new("boot"),
            idle: Duration::from_secs(15 * 60),
            proved_at: minute(0),
            created_at: minute(0),
            last_seen_at: minute(0),
            idle_ends_at: minute(15),
            ends_at: minute(8 * 60),
            revoked_at: None,
        }
    }

    pub(super) fn entry(&self, event: AuditEvent, actor: Party) -> AuditEntry {
        AuditEntry {
            seq: 0,
            at: minute(0),
            event,
            actor,
            subject: None,
            seat: Seat::new("front-desk"),
            before: None,
            after: None,
        }
    }
}
