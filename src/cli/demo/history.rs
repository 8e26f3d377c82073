//! What the made-up people did over the past year: accounts, audit, letters.

use std::time::Duration;

use super::people::{Dice, Person};
use crate::domain::{
    Account, AccountId, AuditEntry, AuditEvent, Letter, LetterId, LetterKind, Party, PasswordHash, Role, Seat,
    StaffNote, Status, Timestamp, Validity,
};

const MINUTE: u64 = 60;
const DAY: u64 = 24 * 60 * MINUTE;
const YEAR: u64 = 365 * DAY;
const SEATS: [&str; 6] = ["front-desk", "front-desk", "library", "lab-1", "lab-2", "console"];
/// Letters older than that are not made up.
const LETTERS_SINCE: Duration = Duration::from_secs(45 * DAY);

/// What becomes of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Taken over at the first try.
    Sent,
    /// Given up, with what the service said.
    Failed(&'static str),
    /// Tried once, waits for the next try.
    Waiting(&'static str),
    /// Overtaken by a newer one.
    Dropped,
}

/// A letter and what becomes of it. Its arguments are sealed by whoever writes it.
pub(super) struct Posted {
    pub(super) letter: Letter,
    pub(super) fate: Fate,
    pub(super) name: String,
    pub(super) username: String,
}

/// Everything that happened.
pub(super) struct History {
    pub(super) accounts: Vec<Account>,
    /// In the order of time.
    pub(super) audit: Vec<AuditEntry>,
    /// In the order of time.
    pub(super) letters: Vec<Posted>,
}

/// Makes a history up that ends shortly before `now`. The first of `people` is the first admin and the second a
/// user of whom nothing bad is told.
pub(super) fn history(people: Vec<Person>, password: &PasswordHash, now: Timestamp, dice: &Dice) -> History {
    let begin = now.minus(Duration::from_secs(YEAR));
    let mut writer = Writer { dice, now, audit: Vec::new(), letters: Vec::new() };
    let mut accounts: Vec<Account> = Vec::with_capacity(people.len());
    for (at, person) in people.into_iter().enumerate() {
        // More people come as the year goes on.
        let age = if at == 0 { YEAR } else { dice.early(YEAR - DAY) + 2 * MINUTE };
        let account = writer.account(at, person, password, now.minus(Duration::from_secs(age)).max(begin));
        accounts.push(account);
    }
    let admins: Vec<Party> = accounts.iter().filter(|account| account.role == Role::Admin).map(party).collect();
    for account in &mut accounts {
        writer.live(account, &admins);
    }
    let Writer { mut audit, mut letters, .. } = writer;
    audit.sort_by_key(|entry| entry.at);
    letters.sort_by_key(|posted| posted.letter.created_at);
    History { accounts, audit, letters }
}

fn party(account: &Account) -> Party {
    Party { id: Some(account.id), name: account.username.to_string() }
}

struct Writer<'a> {
    dice: &'a Dice,
    now: Timestamp,
    audit: Vec<AuditEntry>,
    letters: Vec<Posted>,
}

impl Writer<'_> {
    fn account(&mut self, at: usize, person: Person, password: &PasswordHash, created_at: Timestamp) -> Account {
        let dice = self.dice;
        // One in a thousand looks after the others; one in forty was invited and has not come yet.
        let role = if at == 0 || (at > 1 && at % 1_000 == 7) { Role::Admin } else { Role::User };
        let invited = at > 1 && role == Role::User && dice.below(40) == 0;
        let came = !invited;
        Account {
            id: AccountId::new(created_at, dice),
            username: person.username,
            email: person.email,
            display_name: person.display_name,
            role,
            status: Status::Active,
            validity: Validity::default(),
            trashed_at: None,
            note: StaffNote::default(),
            verified_at: came.then(|| created_at.plus(self.minutes(20)).min(self.now)),
            password: came.then(|| password.clone()),
            must_change: false,
            password_short: false,
            created_at,
            updated_at: created_at,
            last_login_at: None,
            last_seat: None,
            version: 1,
        }
    }

    fn minutes(&self, most: u64) -> Duration {
        Duration::from_secs(30 + self.dice.below(most * MINUTE))
    }

    /// A moment between `from` and now.
    fn later(&self, from: Timestamp) -> Timestamp {
        let left = self.now.since(from).as_secs();
        from.plus(Duration::from_secs(left - self.dice.early(left.max(1)).min(left)))
    }

    fn note(&mut self, at: Timestamp, event: AuditEvent, actor: Party, subject: Party, change: [Option<&str>; 2]) {
        let seat = Seat::new(self.dice.pick(&SEATS).copied().unwrap_or_default());
        let [before, after] = change.map(|value| value.map(str::to_owned));
        self.audit.push(AuditEntry {
            seq: 0,
            at: at.min(self.now),
            event,
            actor,
            subject: Some(subject),
            seat,
            before,
            after,
        });
    }

    /// What one person did, and what was done to them.
    fn live(&mut self, account: &mut Account, admins: &[Party]) {
        let (dice, own, email) = (self.dice, party(account), account.email.to_string());
        let admin = dice.pick(admins).cloned().unwrap_or_else(Party::operator);
        let born = account.created_at;
        let first = born == self.now.minus(Duration::from_secs(YEAR));
        let Some(verified_at) = account.verified_at else {
            self.note(born, AuditEvent::Created, admin, own, [None, Some("user")]);
            self.post(account, LetterKind::Activate, born);
            return;
        };
        if first {
            self.note(born, AuditEvent::SetUp, own.clone(), own.clone(), [None, None]);
            self.post(account, LetterKind::ConfirmEmail, born);
        } else {
            let wished = Party { id: None, name: own.name.clone() };
            self.note(born, AuditEvent::SignedUp, Party::nobody(), wished, [None, Some(&email)]);
            self.post(account, LetterKind::VerifySignUp, born);
        }
        self.note(verified_at, AuditEvent::Verified, own.clone(), own.clone(), [None, Some(&email)]);
        if account.role == Role::Admin && !first {
            self.note(
                self.later(verified_at),
                AuditEvent::RoleChanged,
                admin.clone(),
                own.clone(),
                [Some("user"), Some("admin")],
            );
        }
        if dice.percent(93) || first {
            let at = self.later(verified_at);
            account.last_login_at = Some(at);
            self.note(at, AuditEvent::LoggedIn, own.clone(), own.clone(), [None, None]);
        }
        if dice.percent(6) {
            let at = self.later(verified_at);
            self.note(at, AuditEvent::LogInFailed, Party::nobody(), own.clone(), [None, None]);
        }
        if dice.percent(4) {
            let at = self.later(verified_at);
            self.note(at, AuditEvent::ResetRequested, Party::nobody(), own.clone(), [None, None]);
            self.post(account, LetterKind::ResetPassword, at);
            self.note(at.plus(self.minutes(9)), AuditEvent::PasswordReset, own.clone(), own.clone(), [None, None]);
        }
        if account.role == Role::User && own.name != super::USER && dice.below(50) == 0 {
            let at = self.later(verified_at);
            account.status = Status::Suspended;
            account.updated_at = at;
            account.version += 1;
            self.note(at, AuditEvent::Suspended, admin, own, [None, None]);
        }
    }

    fn post(&mut self, account: &Account, kind: LetterKind, at: Timestamp) {
        if self.now.since(at) > LETTERS_SINCE {
            return;
        }
        let hours = self.now.since(at).as_secs() / 3_600;
        let fate = match self.dice.below(100) {
            0 => Fate::Failed("Mailjet does not take this address: the mailbox does not exist (mj-0013)."),
            1 => Fate::Dropped,
            2..40 if hours < 6 => Fate::Waiting("Mailjet did not answer in time."),
            _ => Fate::Sent,
        };
        let expires_at = match fate {
            // Run out before it could be sent.
            Fate::Dropped => Some(at),
            _ => Some(self.now.plus(Duration::from_secs(DAY))),
        };
        self.letters.push(Posted {
            letter: Letter {
                id: LetterId::new(at, self.dice),
                kind,
                to: account.email.clone(),
                account: Some(account.id),
                sealed_args: Vec::new(),
                created_at: at,
                send_after: at,
                expires_at,
                tries: 0,
            },
            fate,
            name: account.called().to_owned(),
            username: account.username.to_string(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::people::people;
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn a_year_is_told_in_order_and_all_kinds_of_things_happen() {
        let now = Timestamp::from_millis(1_700_000_000_000);
        let dice = Dice::new(1);
        let told = history(people(4_000, &dice), &PasswordHash::new("x".to_owned()), now, &dice);
        assert!(told.audit.is_sorted_by_key(|entry| entry.at));
        assert!(told.audit.iter().all(|entry| entry.at <= now));
        assert!(told.accounts.iter().all(|account| account.created_at <= now));
        let mut fates: HashMap<_, usize> = HashMap::new();
        for posted in &told.letters {
            *fates.entry(std::mem::discriminant(&posted.fate)).or_default() += 1;
        }
        assert_eq!(fates.len(), 4, "letters in every state: {fates:?}");
        let count = |event| told.audit.iter().filter(|entry| entry.event == event).count();
        assert_eq!(count(AuditEvent::SetUp), 1);
        assert!(count(AuditEvent::Suspended) > 50 && count(AuditEvent::RoleChanged) > 2);
        let suspended = told.accounts.iter().filter(|account| account.status == Status::Suspended).count();
        assert_eq!(suspended, count(AuditEvent::Suspended));
    }
}
