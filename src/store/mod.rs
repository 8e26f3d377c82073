//! Where everything is kept: a unit of work over small primitives.
//!
//! **Invariant.** Nothing here decides who may do what; that is `auth`'s. Nothing here hashes or seals;
//! that is the vault's. A use case opens one transaction, and it commits whole or not at all.

use std::time::Duration;

use crate::domain::{
    Account, AccountChange, AccountId, AccountQuery, AccountRow, AuditEntry, AuditLink, AuditPart, AuditQuery, BootId,
    Carrier, Challenge, ChallengeId, CodeMac, DeskCounts, DisplayName, EmailAddress, Invite, InviteId, KeyRing, KeyUse,
    Letter, LetterId, LetterQuery, LetterRow, LinkedEntry, ListedAccount, ParkedQuery, PasswordHash, Purpose, Role,
    SavedSearch, Search, SearchName, Seat, Session, SessionId, Signup, SignupId, StaffNote, Status, StoredKey,
    StoredRecoveryCode, Subject, Throttle, ThrottleKey, ThrottleScope, Timestamp, Totp, Username, Validity, Window,
};

#[cfg(test)]
pub mod conformance;
pub mod sqlite;

/// What can go wrong, each something a caller can act on. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The row was changed by somebody else since it was read.
    #[error("It was changed by somebody else in the meantime.")]
    Stale,
    /// Another account has that username, or one that looks like it.
    #[error("That username is taken.")]
    UsernameTaken,
    /// Another account has that address.
    #[error("That address has an account.")]
    EmailTaken,
    /// The database could not be locked in time.
    #[error("The database is busy. Try again in a moment.")]
    Busy,
    /// The database may not be written.
    #[error(
        "The database can only be read: check who owns the data directory and whether its disk is mounted read-only."
    )]
    ReadOnly,
    /// No room is left.
    #[error("The disk is full. Nothing was changed; make room and try again.")]
    Full,
    /// The file is damaged.
    #[error("The database is damaged ({0}). Restore it from a backup.")]
    Corrupt(String),
    /// The file was written by a newer Vestibule.
    #[error(
        "The database was written by a newer Vestibule (its schema is {found}, this program knows {known}). Use the newer program."
    )]
    NewerSchema {
        /// The file's schema.
        found: i64,
        /// The newest schema this program knows.
        known: i64,
    },
    /// The file belongs to another program.
    #[error("That file is not a Vestibule database.")]
    Foreign,
    /// Nobody waits for the answer any longer ([`Tx::give_up_when`]).
    #[error("It was called off.")]
    Stopped,
    /// Anything else the database says.
    #[error("The database failed: {0}")]
    Other(String),
}

/// What a store answers.
pub type Result<T> = std::result::Result<T, StoreError>;

/// A store of accounts. Several processes may use one at once.
pub trait Store: Send + Sync {
    /// Runs `f` on a consistent view. What `f` writes is refused.
    ///
    /// # Errors
    /// What `f` answers, or why the view could not be had.
    fn read(&self, f: &mut dyn FnMut(&mut dyn Tx) -> Result<()>) -> Result<()>;

    /// Runs `f` in a transaction that commits if `f` answers `Ok`, and leaves no trace otherwise. May run
    /// `f` again after a conflict, so `f` must not keep what it did the first time.
    /// One write at a time: `f` must not begin another.
    ///
    /// # Errors
    /// What `f` answers, or why nothing could be committed.
    fn write(&self, f: &mut dyn FnMut(&mut dyn Tx) -> Result<()>) -> Result<()>;

    /// [`Store::write`] for one of many transactions that follow each other with many rows each, in which a power cut
    /// may take the last ones away: what they do can be done again. Others get to write in between.
    /// [`Store::rest`] makes sure of all of them.
    ///
    /// # Errors
    /// As [`Store::write`].
    fn write_much(&self, f: &mut dyn FnMut(&mut dyn Tx) -> Result<()>) -> Result<()> {
        self.write(f)
    }

    /// After the last [`Store::write_much`]: what was written outlives a power cut from here on, and what was put aside
    /// to write it sooner is made good. Asked for at other times, it does the latter for an import that was killed.
    ///
    /// # Errors
    /// Where the disk fails.
    fn rest(&self) -> Result<()> {
        Ok(())
    }
}

/// What keeps a new account from its name or its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InTheWay {
    /// The account of exactly that name has that address, too.
    Same,
    /// Another account has the name.
    Username,
    /// Another account has a look-alike of the name.
    LookAlike,
    /// Another account has the address.
    Email,
}

/// An account that comes with many others: borrowed, for it is written and forgotten. It has never been signed in to, lies
/// in no trash, and is at its first version.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct NewAccount<'a> {
    pub id: AccountId,
    pub username: &'a Username,
    pub email: &'a EmailAddress,
    pub display_name: &'a DisplayName,
    pub role: Role,
    pub status: Status,
    pub validity: Validity,
    pub note: &'a StaffNote,
    pub verified_at: Option<Timestamp>,
    pub password: Option<&'a PasswordHash>,
    pub must_change: bool,
    /// When it was made, wherever that was.
    pub created_at: Timestamp,
    /// When it came.
    pub at: Timestamp,
}

/// An account on its way into a file, as it lies in the store: borrowed, for there may be millions.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct StoredAccount<'a> {
    pub id: AccountId,
    pub username: &'a str,
    pub email: &'a str,
    pub display_name: &'a str,
    pub role: &'a str,
    pub status: &'a str,
    pub verified_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub last_login_at: Option<Timestamp>,
    pub last_seat: Option<&'a str>,
    pub valid_from: Option<Timestamp>,
    pub valid_until: Option<Timestamp>,
    pub trashed_at: Option<Timestamp>,
    pub note: &'a str,
    pub must_change: bool,
    /// `None` also where it was not asked for.
    pub password: Option<&'a str>,
}

/// Which accounts leave the store, in the order in which they came in.
#[derive(Clone, Copy, Debug)]
pub struct Leaving<'a> {
    /// Those that match.
    pub search: &'a Search,
    /// With the hashes of their passwords.
    pub hashes: bool,
    /// Those that came after the row with that number; 0: from the first on.
    pub after: u64,
    /// Most of them.
    pub limit: usize,
}

/// [`Store::read`] with an answer.
///
/// # Errors
/// As [`Store::read`].
pub fn read<T>(store: &dyn Store, mut f: impl FnMut(&mut dyn Tx) -> Result<T>) -> Result<T> {
    let mut answer = None;
    store.read(&mut |tx| {
        answer = Some(f(tx)?);
        Ok(())
    })?;
    answer.ok_or_else(|| StoreError::Other("the transaction did not run".to_owned()))
}

/// [`Store::write`] with an answer.
///
/// # Errors
/// As [`Store::write`].
pub fn write<T>(store: &dyn Store, mut f: impl FnMut(&mut dyn Tx) -> Result<T>) -> Result<T> {
    let mut answer = None;
    store.write(&mut |tx| {
        answer = Some(f(tx)?);
        Ok(())
    })?;
    answer.ok_or_else(|| StoreError::Other("the transaction did not run".to_owned()))
}

/// What became of a letter that a worker had claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A carrier took it over. Its arguments are wiped.
    Sent {
        /// Who took it.
        carrier: Carrier,
        /// What the carrier calls it.
        provider_id: Option<String>,
        /// When.
        at: Timestamp,
    },
    /// Not now: try again at that time.
    Again {
        /// When.
        at: Timestamp,
        /// What went wrong, in words.
        error: String,
    },
    /// Never: a person has to look at it. Its arguments are kept for a retry until it expires.
    Failed {
        /// What went wrong, in words.
        error: String,
    },
    /// Overtaken. Its arguments are wiped.
    Dropped,
}

/// Changes of accounts that [`Tx::sweep`] leaves noted: whoever keeps a copy in memory and looks away for longer reads
/// all accounts anew.
pub const CHANGES_KEPT: u64 = 20_000;

/// One transaction. Lists are answered newest or smallest first as their query says.
#[rustfmt::skip]
pub trait Tx {
    // ── accounts ────────────────────────────────────────────────────────────────────────────────
    /// How many accounts there are.
    fn account_count(&mut self) -> Result<u64>;
    /// How many active admins there are whom no date ends and who are not in the trash.
    fn active_admins(&mut self) -> Result<u64>;
    /// One account. To say that there is none takes as long as to read one, here and in the two that follow: a stranger
    /// must not tell by the time who has an account.
    fn account(&mut self, id: AccountId) -> Result<Option<Account>>;
    /// The account of exactly that username.
    fn account_by_username(&mut self, username: &Username) -> Result<Option<Account>>;
    /// The account of that address, whatever its case.
    fn account_by_email(&mut self, email: &EmailAddress) -> Result<Option<Account>>;
    /// Whether an account has that username or a look-alike of it.
    fn username_taken(&mut self, username: &Username) -> Result<bool>;
    /// Adds an account. [`StoreError::UsernameTaken`], [`StoreError::EmailTaken`].
    fn insert_account(&mut self, account: &Account) -> Result<()>;
    /// Writes an account whose stored version is `account.version`, and raises the version.
    /// [`StoreError::Stale`] if it is another or the account is gone; [`StoreError::UsernameTaken`],
    /// [`StoreError::EmailTaken`]. When it was made stays, and so does the last sign-in: that is
    /// [`Tx::touch_login`]'s alone.
    fn update_account(&mut self, account: &Account) -> Result<()>;
    /// Notes a sign-in, and where. Not a change: the version stays.
    fn touch_login(&mut self, id: AccountId, at: Timestamp, seat: &Seat) -> Result<()>;
    /// Removes an account with its sessions and challenges, and drops the letters of those challenges that wait;
    /// whether there was one. Its other letters go out: one may tell of the deletion.
    fn delete_account(&mut self, id: AccountId) -> Result<bool>;
    // Files of accounts:
    /// Adds each account that nothing is in the way of, in this order; for each, whether it did. Many at once cost a
    /// third of what they cost one by one.
    fn insert_accounts_if_free(&mut self, accounts: &[NewAccount<'_>]) -> Result<Vec<bool>>;
    /// What is in the way of an account of that name and address.
    fn in_the_way(&mut self, username: &Username, email: &EmailAddress) -> Result<Option<InTheWay>>;
    /// Hands out accounts one by one. The number of the last one, and how many there were; `None` for none.
    fn each_account(
        &mut self,
        which: Leaving<'_>,
        take: &mut dyn FnMut(&StoredAccount<'_>),
    ) -> Result<Option<(u64, usize)>>;

    /// The accounts that were thrown away at that moment or before, the first ones first.
    fn trashed_until(&mut self, at: Timestamp, limit: usize) -> Result<Vec<Account>>;
    /// A part of the list of accounts.
    fn accounts(&mut self, query: &AccountQuery) -> Result<Window<AccountRow>>;

    // ── the directory: all accounts at once ─────────────────────────────────────────────────────
    /// From here on what is read fails with [`StoreError::Stopped`] soon after `stopped` has answered `true`. It is asked
    /// every few thousand steps of a query.
    fn give_up_when(&mut self, stopped: Box<dyn Fn() -> bool + Send>) -> Result<()>;
    /// Tells every account, in no order, until `each` answers `false`.
    fn scan_accounts(&mut self, each: &mut dyn FnMut(&ListedAccount<'_>) -> bool) -> Result<()>;
    /// The number of the last change of an account; 0 before the first. It rises with every change.
    fn account_change(&mut self) -> Result<u64>;
    /// Tells each account that changed after that number, once, as it is now. `false`, and nothing told: what changed is
    /// not known that far back, or it is more than `most` changes.
    fn account_changes(&mut self, after: u64, most: u64, each: &mut dyn FnMut(AccountChange<'_>)) -> Result<bool>;
    /// The lines of those accounts, in that order; who is gone is left out.
    fn account_rows(&mut self, ids: &[AccountId]) -> Result<Vec<AccountRow>>;
    /// How many accounts match, exactly.
    fn count_accounts(&mut self, search: &Search) -> Result<u64>;
    /// Every account that matches, by username.
    fn matching_accounts(&mut self, search: &Search) -> Result<Vec<AccountId>>;

    // ── parked registrations ────────────────────────────────────────────────────────────────────
    /// Parks a registration.
    fn insert_signup(&mut self, signup: &Signup) -> Result<()>;
    /// One registration, also a stale one.
    fn signup(&mut self, id: SignupId) -> Result<Option<Signup>>;
    /// The registrations that wish for that username and are good at `now`, newest first, at most 16.
    fn signups_by_username(&mut self, username: &Username, now: Timestamp) -> Result<Vec<Signup>>;
    /// The registrations for that address that are good at `now`, newest first, at most 16.
    fn signups_by_email(&mut self, email: &EmailAddress, now: Timestamp) -> Result<Vec<Signup>>;
    /// Gives a registration another address.
    fn set_signup_email(&mut self, id: SignupId, email: &EmailAddress) -> Result<()>;
    /// Removes every registration for that address, with its challenges and their letters that wait.
    fn delete_signups_for(&mut self, email: &EmailAddress) -> Result<()>;
    /// Removes what ran out before `now`: registrations; challenges over a day ago, for their wrong codes still
    /// count; sessions over a week ago; invitations over 30 days ago; counters last touched over two days ago; but for the
    /// last [`CHANGES_KEPT`], what is noted of changed accounts. Wipes failed letters that have expired.
    fn sweep(&mut self, now: Timestamp) -> Result<()>;

    // ── challenges ──────────────────────────────────────────────────────────────────────────────
    /// Adds a challenge.
    fn insert_challenge(&mut self, challenge: &Challenge) -> Result<()>;
    /// One challenge, also a used one.
    fn challenge(&mut self, id: ChallengeId) -> Result<Option<Challenge>>;
    /// The newest challenge of that purpose and subject, also a used one: the one that was added last.
    fn latest_challenge(&mut self, purpose: Purpose, subject: Subject) -> Result<Option<Challenge>>;
    /// The challenges of that subject, used ones too, newest first, at most `limit`.
    fn challenges_of(&mut self, subject: Subject, limit: usize) -> Result<Vec<Challenge>>;
    /// The smallest number of tries left among challenges of that purpose and address made at `since` or after;
    /// `None` if there is none. What a new challenge goes on counting from.
    fn tries_left_since(&mut self, purpose: Purpose, address: &EmailAddress, since: Timestamp) -> Result<Option<u32>>;
    /// How many challenges of that purpose and address were made at `since` or after.
    fn challenges_since(&mut self, purpose: Purpose, address: &EmailAddress, since: Timestamp) -> Result<u64>;
    /// Takes one try away if one is left and the challenge is unused; whether it did.
    fn spend_try(&mut self, id: ChallengeId) -> Result<bool>;
    /// Gives a spent try back: the code was right.
    fn return_try(&mut self, id: ChallengeId) -> Result<()>;
    /// Uses a challenge if it is unused: of many racers exactly one is answered `true`.
    fn use_challenge(&mut self, id: ChallengeId, now: Timestamp) -> Result<bool>;
    /// Makes every unused challenge of that purpose and subject void, and drops their letters that wait. Those of
    /// [`Subject::Nobody`] stay: they belong to strangers; use [`Tx::use_challenge`].
    fn void_challenges(&mut self, purpose: Purpose, subject: Subject, now: Timestamp) -> Result<()>;

    // ── sessions ────────────────────────────────────────────────────────────────────────────────
    /// Adds a session.
    fn insert_session(&mut self, session: &Session) -> Result<()>;
    /// One session, also an ended one.
    fn session(&mut self, id: SessionId) -> Result<Option<Session>>;
    /// Notes that a session was used.
    fn touch_session(&mut self, id: SessionId, seen: Timestamp, idle_ends_at: Timestamp) -> Result<()>;
    /// Ends a session; whether it was not ended before.
    fn revoke_session(&mut self, id: SessionId, now: Timestamp) -> Result<bool>;
    /// Ends every live session of an account, but for one; how many.
    fn revoke_sessions_of(&mut self, account: AccountId, except: Option<SessionId>, now: Timestamp) -> Result<u64>;
    /// The sessions of an account that are live at `now`, last used first.
    fn live_sessions(&mut self, account: AccountId, now: Timestamp) -> Result<Vec<Session>>;

    // ── outbox ──────────────────────────────────────────────────────────────────────────────────
    /// Writes a letter into the outbox.
    fn enqueue_letter(&mut self, letter: &Letter) -> Result<()>;
    /// One letter as the Mail tab shows it.
    fn letter(&mut self, id: LetterId) -> Result<Option<LetterRow>>;
    /// A part of the outbox.
    fn letters(&mut self, query: &LetterQuery) -> Result<Window<LetterRow>>;
    /// Claims letters that are due at `now`, oldest first: queued ones, and ones whose lease ran out.
    /// Each counts as a try from here on and is `owner`'s until `lease_until`. Due letters that have
    /// expired are dropped instead; one whose lease ran out after [`LetterRow::MOST_TRIES`] tries has failed.
    fn claim_letters(&mut self, owner: &str, now: Timestamp, lease_until: Timestamp, limit: usize) -> Result<Vec<Letter>>;
    /// Records what became of a claimed letter, if `owner` still holds it; whether it did.
    fn settle_letter(&mut self, id: LetterId, owner: &str, outcome: &Outcome) -> Result<bool>;
    /// Puts a failed letter back into the queue with all its tries; whether it could be
    /// (it failed, has its arguments, and has not expired).
    fn retry_letter(&mut self, id: LetterId, now: Timestamp) -> Result<bool>;
    /// When the next letter is due or the next lease runs out.
    fn next_letter_due(&mut self) -> Result<Option<Timestamp>>;

    // ── second factors ──────────────────────────────────────────────────────────────────────────
    /// The second factor of an account, confirmed or not.
    fn totp(&mut self, account: AccountId) -> Result<Option<Totp>>;
    /// Every second factor, for sealing them anew.
    fn totps(&mut self) -> Result<Vec<Totp>>;
    /// Writes a second factor in place of the one there was.
    fn put_totp(&mut self, totp: &Totp) -> Result<()>;
    /// Notes that the code of a time step was taken, if none of that step or a later one was: of many racers exactly
    /// one is answered `true`.
    fn use_totp_step(&mut self, account: AccountId, step: u64) -> Result<bool>;
    /// Removes the second factor of an account with its recovery codes; whether there was one.
    fn delete_totp(&mut self, account: AccountId) -> Result<bool>;
    /// Puts those recovery codes in the place of all that there were.
    fn put_recovery_codes(&mut self, account: AccountId, codes: &[StoredRecoveryCode]) -> Result<()>;
    /// The recovery code of that slot, also a used one.
    fn recovery_code(&mut self, account: AccountId, slot: char) -> Result<Option<StoredRecoveryCode>>;
    /// How many recovery codes are unused.
    fn recovery_codes_left(&mut self, account: AccountId) -> Result<u32>;
    /// Uses a recovery code if its hash is still this one and it is unused: of many racers exactly one is answered `true`.
    fn use_recovery_code(&mut self, account: AccountId, code: &StoredRecoveryCode, now: Timestamp) -> Result<bool>;

    // ── throttle ────────────────────────────────────────────────────────────────────────────────
    /// A counter.
    fn throttle(&mut self, key: &ThrottleKey) -> Result<Option<Throttle>>;
    /// Writes a counter.
    fn put_throttle(&mut self, key: &ThrottleKey, throttle: &Throttle) -> Result<()>;
    /// Removes the counters of that scope and subject, at every seat; how many.
    fn clear_throttle(&mut self, scope: ThrottleScope, subject: [u8; 16]) -> Result<u64>;

    // ── audit ───────────────────────────────────────────────────────────────────────────────────
    /// Adds a row with its link. [`StoreError::Other`] unless its number is one more than that of [`Tx::audit_head`].
    fn append_audit(&mut self, entry: &AuditEntry, link: AuditLink) -> Result<()>;
    /// [`Tx::append_audit`] for a row that tells of many accounts at once: each of them finds it under its own name.
    fn append_audit_about(&mut self, entry: &AuditEntry, link: AuditLink, accounts: &[AccountId]) -> Result<()>;
    /// Whom the rows are about: account and number of the row, in this order, after that pair.
    fn audit_parties(&mut self, after: (AccountId, u64), limit: usize) -> Result<Vec<(AccountId, u64)>>;
    /// The number of the last row and its link: 0 and [`AuditLink::START`] where there is none. A row from before there
    /// was a chain has [`AuditLink::START`], too.
    fn audit_head(&mut self) -> Result<(u64, AuditLink)>;
    /// The rows after that number in the order of the chain.
    fn audit_chain(&mut self, after: u64, limit: usize) -> Result<Vec<LinkedEntry>>;
    /// A part of the audit. To look for words takes as long as the audit is; see [`Tx::audit_part`].
    fn audit(&mut self, query: &AuditQuery) -> Result<Window<AuditEntry>>;
    /// As [`Tx::audit`], but where words are looked for, pages that go down look at `most` rows and no more.
    fn audit_part(&mut self, query: &AuditQuery, most: u64) -> Result<AuditPart>;

    // ── keys and settings ───────────────────────────────────────────────────────────────────────
    /// A number that rises with every change of the keys.
    fn key_generation(&mut self) -> Result<u64>;
    /// Every key, newest first, with that number.
    fn key_ring(&mut self) -> Result<KeyRing>;
    /// Adds a key. Refused where one of that purpose and name is there.
    fn insert_key(&mut self, key: &StoredKey) -> Result<()>;
    /// Writes a key's sealed text and its retirement anew. [`StoreError::Stale`] if the key is gone.
    fn update_key(&mut self, key: &StoredKey) -> Result<()>;
    /// Removes a key; whether there was one.
    fn delete_key(&mut self, purpose: KeyUse, name: &str) -> Result<bool>;
    /// The sealed arguments of every letter that still has some.
    fn sealed_letters(&mut self) -> Result<Vec<(LetterId, Vec<u8>)>>;
    /// Writes the sealed arguments of a letter anew. One whose arguments were wiped stays wiped.
    fn reseal_letter(&mut self, id: LetterId, sealed: &[u8]) -> Result<()>;
    /// How many accounts, parked registrations and unused recovery codes have a hash that begins so.
    fn hashes_beginning(&mut self, prefix: &str) -> Result<u64>;
    /// A setting.
    fn setting(&mut self, name: &str) -> Result<Option<String>>;
    /// Writes a setting.
    fn put_setting(&mut self, name: &str, value: &str) -> Result<()>;

    // ── the desk ────────────────────────────────────────────────────────────────────────────────
    /// What waits at `now`, counted up to 10,000.
    fn desk_counts(&mut self, now: Timestamp) -> Result<DeskCounts>;
    /// How many proved their address and got an account, in each of `steps` spans from `since` on.
    fn newcomers(&mut self, since: Timestamp, step: Duration, steps: usize) -> Result<Vec<u64>>;
    /// The accounts with a counter of those scopes that began after `since` and has reached `guesses`, by name.
    fn used_up(&mut self, scopes: &[ThrottleScope], guesses: u32, since: Timestamp, limit: usize) -> Result<Vec<(AccountId, String)>>;
    /// The seats with sessions that are live at `now` in that start of the machine, and how many; most first.
    fn live_seats(&mut self, now: Timestamp, boot: &BootId) -> Result<Vec<(Seat, u64)>>;

    // ── saved searches ──────────────────────────────────────────────────────────────────────────
    /// Every saved search, by name.
    fn saved_searches(&mut self) -> Result<Vec<SavedSearch>>;
    /// Saves a search in place of the one that has that name, if there is one.
    fn put_saved_search(&mut self, search: &SavedSearch) -> Result<()>;
    /// Removes a saved search; whether there was one of that name.
    fn delete_saved_search(&mut self, name: &SearchName) -> Result<bool>;

    // ── backups ─────────────────────────────────────────────────────────────────────────────────
    /// Ends every live session, makes every unused challenge void, and drops the letters that wait: a database that was
    /// put back knows nothing of what happened since.
    fn end_everything(&mut self, now: Timestamp) -> Result<()>;
    /// How many letters wait or are under way and since when the oldest does; how many failed that could be retried.
    fn outbox_state(&mut self) -> Result<((u64, Option<Timestamp>), u64)>;
    // ── sign-up: who waits, invitations, rules of the house ─────────────────────────────────────
    /// A part of the list of parked registrations, the oldest first.
    fn parked(&mut self, query: &ParkedQuery) -> Result<Window<Signup>>;
    /// Notes something about a parked registration; whether it is there.
    fn set_signup_note(&mut self, id: SignupId, note: &StaffNote) -> Result<bool>;
    /// Removes one registration with its challenges, and drops their letters that wait; whether it was there.
    fn delete_signup(&mut self, id: SignupId) -> Result<bool>;
    /// Adds an invitation.
    fn insert_invite(&mut self, invite: &Invite) -> Result<()>;
    /// One invitation, also one that is over.
    fn invite(&mut self, id: InviteId) -> Result<Option<Invite>>;
    /// The invitation with that code, also one that is over.
    fn invite_by_code(&mut self, code: &CodeMac) -> Result<Option<Invite>>;
    /// Every invitation, newest first, at most 500.
    fn invites(&mut self) -> Result<Vec<Invite>>;
    /// Spends one use of an invitation, if one is left and it was not taken back; whether it did. When it ends is not
    /// asked here.
    fn spend_invite(&mut self, id: InviteId) -> Result<bool>;
    /// Takes an invitation back; whether it was not before.
    fn revoke_invite(&mut self, id: InviteId, now: Timestamp) -> Result<bool>;
    /// A number that rises with every change of the rules.
    fn rule_generation(&mut self) -> Result<u64>;
    /// Every rule that is set here, by name.
    fn rules(&mut self) -> Result<Vec<(String, String)>>;
    /// Sets a rule.
    fn put_rule(&mut self, name: &str, value: &str) -> Result<()>;
    /// Unsets a rule; whether it was set.
    fn delete_rule(&mut self, name: &str) -> Result<bool>;
}
