//! A transaction, as the core sees it: each primitive stands in the file of its table.

use std::time::Duration;

use rusqlite::Connection;

use super::{
    accounts, audit, challenges, desk, directory, factors, files, invites, keys, outbox, rules, saved, sessions,
    signups, throttle,
};
use crate::domain::{
    Account, AccountChange, AccountId, AccountQuery, AccountRow, AuditEntry, AuditLink, AuditPart, AuditQuery, BootId,
    Challenge, ChallengeId, CodeMac, DeskCounts, EmailAddress, Invite, InviteId, KeyRing, KeyUse, Letter, LetterId,
    LetterQuery, LetterRow, LinkedEntry, ListedAccount, ParkedQuery, Purpose, SavedSearch, Search, SearchName, Seat,
    Session, SessionId, Signup, SignupId, StaffNote, StoredKey, StoredRecoveryCode, Subject, Throttle, ThrottleKey,
    ThrottleScope, Timestamp, Totp, Username, Window,
};
use crate::store::{InTheWay, Leaving, NewAccount, Outcome, Result, StoreError, StoredAccount, Tx};

/// Steps of SQLite's machine between two looks whether anybody still waits: well under a millisecond.
const STEPS: i32 = 5_000;

/// A connection with a transaction open on it.
pub(super) struct SqliteTx<'conn> {
    conn: &'conn Connection,
}

impl<'conn> SqliteTx<'conn> {
    pub(super) fn new(conn: &'conn Connection) -> Self {
        Self { conn }
    }

    /// Whoever waits, what follows is done to its end.
    pub(super) fn insist(&self) -> Result<()> {
        Ok(self.conn.progress_handler(0, None::<fn() -> bool>)?)
    }

    /// The connection, while the transaction lives. SQLite gives a whole transaction up when the disk is full or fails; if
    /// the caller went on all the same, each further change would commit alone.
    ///
    /// # Errors
    /// Where it was given up.
    pub(super) fn open(&self) -> Result<&'conn Connection> {
        if self.conn.is_autocommit() {
            return Err(StoreError::Other("the transaction was given up after a failure".to_owned()));
        }
        Ok(self.conn)
    }
}

impl Tx for SqliteTx<'_> {
    fn account_count(&mut self) -> Result<u64> {
        accounts::count(self.open()?)
    }
    fn active_admins(&mut self) -> Result<u64> {
        accounts::active_admins(self.open()?)
    }
    fn account(&mut self, id: AccountId) -> Result<Option<Account>> {
        accounts::by_id(self.open()?, id)
    }
    fn account_by_username(&mut self, username: &Username) -> Result<Option<Account>> {
        accounts::by_username(self.open()?, username)
    }
    fn account_by_email(&mut self, email: &EmailAddress) -> Result<Option<Account>> {
        accounts::by_email(self.open()?, email)
    }
    fn username_taken(&mut self, username: &Username) -> Result<bool> {
        accounts::username_taken(self.open()?, username)
    }
    fn insert_account(&mut self, account: &Account) -> Result<()> {
        accounts::insert(self.open()?, account)
    }
    fn update_account(&mut self, account: &Account) -> Result<()> {
        accounts::update(self.open()?, account)
    }
    fn touch_login(&mut self, id: AccountId, at: Timestamp, seat: &Seat) -> Result<()> {
        accounts::touch_login(self.open()?, id, at, seat)
    }
    fn delete_account(&mut self, id: AccountId) -> Result<bool> {
        accounts::delete(self.open()?, id)
    }
    fn insert_accounts_if_free(&mut self, accounts: &[NewAccount<'_>]) -> Result<Vec<bool>> {
        files::insert_if_free(self.open()?, accounts)
    }
    fn in_the_way(&mut self, username: &Username, email: &EmailAddress) -> Result<Option<InTheWay>> {
        files::in_the_way(self.open()?, username, email)
    }
    fn each_account(
        &mut self,
        which: Leaving<'_>,
        take: &mut dyn FnMut(&StoredAccount<'_>),
    ) -> Result<Option<(u64, usize)>> {
        files::each(self.open()?, which, take)
    }
    fn append_audit_about(&mut self, entry: &AuditEntry, link: AuditLink, accounts: &[AccountId]) -> Result<()> {
        audit::append_about(self.open()?, entry, link, accounts)
    }
    fn audit_parties(&mut self, after: (AccountId, u64), limit: usize) -> Result<Vec<(AccountId, u64)>> {
        audit::parties(self.open()?, after, limit)
    }
    fn trashed_until(&mut self, at: Timestamp, limit: usize) -> Result<Vec<Account>> {
        accounts::trashed_until(self.open()?, at, limit)
    }
    fn accounts(&mut self, query: &AccountQuery) -> Result<Window<AccountRow>> {
        accounts::list(self.open()?, query)
    }
    fn give_up_when(&mut self, stopped: Box<dyn Fn() -> bool + Send>) -> Result<()> {
        Ok(self.open()?.progress_handler(STEPS, Some(stopped))?)
    }
    fn scan_accounts(&mut self, each: &mut dyn FnMut(&ListedAccount<'_>) -> bool) -> Result<()> {
        directory::scan(self.open()?, each)
    }
    fn account_change(&mut self) -> Result<u64> {
        directory::last_change(self.open()?)
    }
    fn account_changes(&mut self, after: u64, most: u64, each: &mut dyn FnMut(AccountChange<'_>)) -> Result<bool> {
        directory::changes(self.open()?, after, most, each)
    }
    fn account_rows(&mut self, ids: &[AccountId]) -> Result<Vec<AccountRow>> {
        accounts::rows(self.open()?, ids)
    }
    fn count_accounts(&mut self, search: &Search) -> Result<u64> {
        accounts::count_matching(self.open()?, search)
    }
    fn matching_accounts(&mut self, search: &Search) -> Result<Vec<AccountId>> {
        accounts::matching(self.open()?, search)
    }
    fn insert_signup(&mut self, signup: &Signup) -> Result<()> {
        signups::insert(self.open()?, signup)
    }
    fn signup(&mut self, id: SignupId) -> Result<Option<Signup>> {
        signups::by_id(self.open()?, id)
    }
    fn signups_by_username(&mut self, username: &Username, now: Timestamp) -> Result<Vec<Signup>> {
        signups::by_username(self.open()?, username, now)
    }
    fn signups_by_email(&mut self, email: &EmailAddress, now: Timestamp) -> Result<Vec<Signup>> {
        signups::by_email(self.open()?, email, now)
    }
    fn set_signup_email(&mut self, id: SignupId, email: &EmailAddress) -> Result<()> {
        signups::set_email(self.open()?, id, email)
    }
    fn delete_signups_for(&mut self, email: &EmailAddress) -> Result<()> {
        signups::delete_for(self.open()?, email)
    }
    fn sweep(&mut self, now: Timestamp) -> Result<()> {
        signups::sweep(self.open()?, now)
    }
    fn insert_challenge(&mut self, challenge: &Challenge) -> Result<()> {
        challenges::insert(self.open()?, challenge)
    }
    fn challenge(&mut self, id: ChallengeId) -> Result<Option<Challenge>> {
        challenges::by_id(self.open()?, id)
    }
    fn latest_challenge(&mut self, purpose: Purpose, subject: Subject) -> Result<Option<Challenge>> {
        challenges::latest(self.open()?, purpose, subject)
    }
    fn challenges_of(&mut self, subject: Subject, limit: usize) -> Result<Vec<Challenge>> {
        challenges::of(self.open()?, subject, limit)
    }
    fn tries_left_since(&mut self, purpose: Purpose, address: &EmailAddress, since: Timestamp) -> Result<Option<u32>> {
        challenges::tries_left_since(self.open()?, purpose, address, since)
    }
    fn challenges_since(&mut self, purpose: Purpose, address: &EmailAddress, since: Timestamp) -> Result<u64> {
        challenges::since(self.open()?, purpose, address, since)
    }
    fn spend_try(&mut self, id: ChallengeId) -> Result<bool> {
        challenges::spend_try(self.open()?, id)
    }
    fn return_try(&mut self, id: ChallengeId) -> Result<()> {
        challenges::return_try(self.open()?, id)
    }
    fn use_challenge(&mut self, id: ChallengeId, now: Timestamp) -> Result<bool> {
        challenges::take(self.open()?, id, now)
    }
    fn void_challenges(&mut self, purpose: Purpose, subject: Subject, now: Timestamp) -> Result<()> {
        challenges::void(self.open()?, purpose, subject, now)
    }
    fn insert_session(&mut self, session: &Session) -> Result<()> {
        sessions::insert(self.open()?, session)
    }
    fn session(&mut self, id: SessionId) -> Result<Option<Session>> {
        sessions::by_id(self.open()?, id)
    }
    fn touch_session(&mut self, id: SessionId, seen: Timestamp, idle_ends_at: Timestamp) -> Result<()> {
        sessions::touch(self.open()?, id, seen, idle_ends_at)
    }
    fn revoke_session(&mut self, id: SessionId, now: Timestamp) -> Result<bool> {
        sessions::revoke(self.open()?, id, now)
    }
    fn revoke_sessions_of(&mut self, account: AccountId, except: Option<SessionId>, now: Timestamp) -> Result<u64> {
        sessions::revoke_of(self.open()?, account, except, now)
    }
    fn live_sessions(&mut self, account: AccountId, now: Timestamp) -> Result<Vec<Session>> {
        sessions::live(self.open()?, account, now)
    }
    fn enqueue_letter(&mut self, letter: &Letter) -> Result<()> {
        outbox::enqueue(self.open()?, letter)
    }
    fn letter(&mut self, id: LetterId) -> Result<Option<LetterRow>> {
        outbox::by_id(self.open()?, id)
    }
    fn letters(&mut self, query: &LetterQuery) -> Result<Window<LetterRow>> {
        outbox::list(self.open()?, query)
    }
    fn claim_letters(
        &mut self,
        owner: &str,
        now: Timestamp,
        lease_until: Timestamp,
        limit: usize,
    ) -> Result<Vec<Letter>> {
        outbox::claim(self.open()?, owner, now, lease_until, limit)
    }
    fn settle_letter(&mut self, id: LetterId, owner: &str, outcome: &Outcome) -> Result<bool> {
        outbox::settle(self.open()?, id, owner, outcome)
    }
    fn retry_letter(&mut self, id: LetterId, now: Timestamp) -> Result<bool> {
        outbox::retry(self.open()?, id, now)
    }
    fn next_letter_due(&mut self) -> Result<Option<Timestamp>> {
        outbox::next_due(self.open()?)
    }
    fn totp(&mut self, account: AccountId) -> Result<Option<Totp>> {
        factors::by_account(self.open()?, account)
    }
    fn totps(&mut self) -> Result<Vec<Totp>> {
        factors::every(self.open()?)
    }
    fn put_totp(&mut self, totp: &Totp) -> Result<()> {
        factors::put(self.open()?, totp)
    }
    fn use_totp_step(&mut self, account: AccountId, step: u64) -> Result<bool> {
        factors::use_step(self.open()?, account, step)
    }
    fn delete_totp(&mut self, account: AccountId) -> Result<bool> {
        factors::delete(self.open()?, account)
    }
    fn put_recovery_codes(&mut self, account: AccountId, codes: &[StoredRecoveryCode]) -> Result<()> {
        factors::put_codes(self.open()?, account, codes)
    }
    fn recovery_code(&mut self, account: AccountId, slot: char) -> Result<Option<StoredRecoveryCode>> {
        factors::code(self.open()?, account, slot)
    }
    fn recovery_codes_left(&mut self, account: AccountId) -> Result<u32> {
        factors::codes_left(self.open()?, account)
    }
    fn use_recovery_code(&mut self, account: AccountId, code: &StoredRecoveryCode, now: Timestamp) -> Result<bool> {
        factors::use_code(self.open()?, account, code, now)
    }
    fn throttle(&mut self, key: &ThrottleKey) -> Result<Option<Throttle>> {
        throttle::get(self.open()?, key)
    }
    fn put_throttle(&mut self, key: &ThrottleKey, throttle: &Throttle) -> Result<()> {
        throttle::put(self.open()?, key, throttle)
    }
    fn clear_throttle(&mut self, scope: ThrottleScope, subject: [u8; 16]) -> Result<u64> {
        throttle::clear(self.open()?, scope, subject)
    }
    fn append_audit(&mut self, entry: &AuditEntry, link: AuditLink) -> Result<()> {
        audit::append(self.open()?, entry, link)
    }
    fn audit_head(&mut self) -> Result<(u64, AuditLink)> {
        audit::head(self.open()?)
    }
    fn audit_chain(&mut self, after: u64, limit: usize) -> Result<Vec<LinkedEntry>> {
        audit::chain(self.open()?, after, limit)
    }
    fn audit(&mut self, query: &AuditQuery) -> Result<Window<AuditEntry>> {
        Ok(audit::part(self.open()?, query, u64::MAX)?.window)
    }
    fn audit_part(&mut self, query: &AuditQuery, most: u64) -> Result<AuditPart> {
        audit::part(self.open()?, query, most)
    }
    fn key_generation(&mut self) -> Result<u64> {
        keys::generation(self.open()?)
    }
    fn key_ring(&mut self) -> Result<KeyRing> {
        keys::ring(self.open()?)
    }
    fn insert_key(&mut self, key: &StoredKey) -> Result<()> {
        keys::insert(self.open()?, key)
    }
    fn update_key(&mut self, key: &StoredKey) -> Result<()> {
        keys::update(self.open()?, key)
    }
    fn delete_key(&mut self, purpose: KeyUse, name: &str) -> Result<bool> {
        keys::delete(self.open()?, purpose, name)
    }
    fn sealed_letters(&mut self) -> Result<Vec<(LetterId, Vec<u8>)>> {
        outbox::sealed(self.open()?)
    }
    fn reseal_letter(&mut self, id: LetterId, sealed: &[u8]) -> Result<()> {
        outbox::reseal(self.open()?, id, sealed)
    }
    fn hashes_beginning(&mut self, prefix: &str) -> Result<u64> {
        factors::hashes_beginning(self.open()?, prefix)
    }
    fn setting(&mut self, name: &str) -> Result<Option<String>> {
        keys::setting(self.open()?, name)
    }
    fn put_setting(&mut self, name: &str, value: &str) -> Result<()> {
        keys::put_setting(self.open()?, name, value)
    }
    fn parked(&mut self, query: &ParkedQuery) -> Result<Window<Signup>> {
        signups::parked(self.open()?, query)
    }
    fn set_signup_note(&mut self, id: SignupId, note: &StaffNote) -> Result<bool> {
        signups::set_note(self.open()?, id, note)
    }
    fn delete_signup(&mut self, id: SignupId) -> Result<bool> {
        signups::delete(self.open()?, id)
    }
    fn insert_invite(&mut self, invite: &Invite) -> Result<()> {
        invites::insert(self.open()?, invite)
    }
    fn invite(&mut self, id: InviteId) -> Result<Option<Invite>> {
        invites::by_id(self.open()?, id)
    }
    fn invite_by_code(&mut self, code: &CodeMac) -> Result<Option<Invite>> {
        invites::by_code(self.open()?, code)
    }
    fn invites(&mut self) -> Result<Vec<Invite>> {
        invites::every(self.open()?)
    }
    fn spend_invite(&mut self, id: InviteId) -> Result<bool> {
        invites::spend(self.open()?, id)
    }
    fn revoke_invite(&mut self, id: InviteId, now: Timestamp) -> Result<bool> {
        invites::revoke(self.open()?, id, now)
    }
    fn rule_generation(&mut self) -> Result<u64> {
        rules::generation(self.open()?)
    }
    fn rules(&mut self) -> Result<Vec<(String, String)>> {
        rules::every(self.open()?)
    }
    fn put_rule(&mut self, name: &str, value: &str) -> Result<()> {
        rules::put(self.open()?, name, value)
    }
    fn delete_rule(&mut self, name: &str) -> Result<bool> {
        rules::delete(self.open()?, name)
    }
    fn desk_counts(&mut self, now: Timestamp) -> Result<DeskCounts> {
        desk::counts(self.open()?, now)
    }
    fn newcomers(&mut self, since: Timestamp, step: Duration, steps: usize) -> Result<Vec<u64>> {
        desk::newcomers(self.open()?, since, step, steps)
    }
    fn used_up(
        &mut self,
        scopes: &[ThrottleScope],
        guesses: u32,
        since: Timestamp,
        limit: usize,
    ) -> Result<Vec<(AccountId, String)>> {
        desk::used_up(self.open()?, scopes, guesses, since, limit)
    }
    fn live_seats(&mut self, now: Timestamp, boot: &BootId) -> Result<Vec<(Seat, u64)>> {
        desk::live_seats(self.open()?, now, boot)
    }
    fn saved_searches(&mut self) -> Result<Vec<SavedSearch>> {
        saved::list(self.open()?)
    }
    fn put_saved_search(&mut self, search: &SavedSearch) -> Result<()> {
        saved::put(self.open()?, search)
    }
    fn delete_saved_search(&mut self, name: &SearchName) -> Result<bool> {
        saved::delete(self.open()?, name)
    }
    fn end_everything(&mut self, now: Timestamp) -> Result<()> {
        let conn = self.open()?;
        sessions::revoke_all(conn, now)?;
        challenges::void_all(conn, now)?;
        outbox::drop_all(conn)
    }
    fn outbox_state(&mut self) -> Result<((u64, Option<Timestamp>), u64)> {
        outbox::state(self.open()?)
    }
}
