//! One account with everything that belongs to it, as staff and local commands read it.

use crate::domain::{
    Account, AccountId, AuditEntry, AuditEvent, AuditQuery, Challenge, Page, Party, Purpose, Seat, SessionId,
    SessionToken, Subject, Timestamp, Window,
};
use crate::store::Tx;

use super::admin::AccountDetail;
use super::challenge::Identifier;
use super::matrix::Operation;
use super::operator::Operator;
use super::trail::{self, Note};
use super::transact::{Abort, refuse};
use super::{Auth, CallError};

/// One account with everything that belongs to it, but for its letters and its rows of the audit, which are read in
/// parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountPage {
    /// What the list's pane shows, too.
    pub detail: AccountDetail,
    /// How things stand with its password.
    pub password: PasswordStanding,
    /// Recovery codes that are unused; 0 without a second factor.
    pub recovery_codes_left: u32,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// The codes that were made for it, newest first, at most [`Self::MOST_CODES`].
    pub codes: Vec<IssuedCode>,
    /// The session that asks, if it is one of this account.
    pub own_session: Option<SessionId>,
}

impl AccountPage {
    /// Most rows in [`Self::codes`]. They are swept a day after they ran out, so more are hardly ever there.
    pub const MOST_CODES: usize = 50;
}

/// How things stand with a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordStanding {
    /// None was chosen yet.
    Missing,
    /// There is one.
    Chosen,
    /// There is one, and another has to be chosen at the next sign-in.
    MustChange,
}

impl PasswordStanding {
    /// As JSON names it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Chosen => "chosen",
            Self::MustChange => "must_change",
        }
    }

    fn of(account: &Account) -> Self {
        match &account.password {
            None => Self::Missing,
            Some(_) if account.must_change => Self::MustChange,
            Some(_) => Self::Chosen,
        }
    }
}

/// A code that was made for an account, as others may see it: all but the code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedCode {
    /// What it is for.
    pub purpose: Purpose,
    /// The address that it counts for.
    pub address: String,
    /// How it got to its owner.
    pub way: CodeWay,
    /// When it was made.
    pub made_at: Timestamp,
    /// Wrong codes that may still be typed.
    pub tries_left: u32,
    /// The typed code is good until then.
    pub code_good_until: Timestamp,
    /// The long token of the letter is good until then.
    pub link_good_until: Timestamp,
    /// When it was used or made void.
    pub over_at: Option<Timestamp>,
    /// Whether it opens anything.
    pub state: CodeState,
}

/// How a code got to its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeWay {
    /// By a letter.
    Letter,
    /// Somebody of the staff read it out.
    Mouth,
}

impl CodeWay {
    /// As JSON names it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Letter => "letter",
            Self::Mouth => "mouth",
        }
    }
}

/// Whether a code opens anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeState {
    /// It does.
    Open,
    /// Only the long token of its letter does; the typed code ran out, or was typed wrong too often.
    LinkOnly,
    /// It ran out.
    Expired,
    /// It was typed wrong too often.
    NoTriesLeft,
    /// A newer one took its place.
    Replaced,
    /// It was used, or something made it void: another password, another address, a closed account.
    Used,
}

impl CodeState {
    /// As JSON names it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::LinkOnly => "link_only",
            Self::Expired => "expired",
            Self::NoTriesLeft => "no_tries_left",
            Self::Replaced => "replaced",
            Self::Used => "used",
        }
    }

    /// Whether it still opens something.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::LinkOnly)
    }

    /// What it is at `now`. `newer`: the next one of the same purpose, if there is one.
    fn of(challenge: &Challenge, newer: Option<&Challenge>, way: CodeWay, tries_left: u32, now: Timestamp) -> Self {
        let by_code = now < challenge.code_expires_at;
        let by_link = way == CodeWay::Letter && now < challenge.expires_at;
        match challenge.used_at {
            // Whoever makes a code voids those before it in the same moment.
            Some(at) if newer.is_some_and(|newer| newer.created_at == at) => Self::Replaced,
            Some(_) => Self::Used,
            None if by_code && tries_left > 0 => Self::Open,
            None if by_link => Self::LinkOnly,
            None if by_code => Self::NoTriesLeft,
            None => Self::Expired,
        }
    }
}

impl Auth {
    /// One account with everything that belongs to it.
    ///
    /// # Errors
    /// [`CallError::Gone`], and as for every call with a session.
    pub fn account_page(&self, token: &SessionToken, id: AccountId) -> Result<AccountPage, CallError> {
        self.look_as(token, Operation::Account, |tx, caller, now| {
            let account = tx.account(id)?.ok_or_else(|| refuse(CallError::Gone))?;
            let own = (account.id == caller.account.id).then_some(caller.session.id);
            self.page(tx, &account, own, now)
        })
    }

    /// A part of what happened to one account, and of what it did: its rows of the audit, newest first.
    ///
    /// # Errors
    /// As for every call with a session.
    pub fn history(
        &self,
        token: &SessionToken,
        id: AccountId,
        page: Page<u64>,
        limit: usize,
    ) -> Result<Window<AuditEntry>, CallError> {
        let query = AuditQuery { account: Some(id), page, limit, ..AuditQuery::default() };
        self.look_as(token, Operation::History, |tx, _, _| Ok(tx.audit(&query)?))
    }

    /// Ends one session of somebody else.
    ///
    /// # Errors
    /// [`CallError::Gone`] if it is over; [`CallError::Yourself`]; [`CallError::Staff`] for a helper.
    pub fn end_session(&self, seat: &Seat, token: &SessionToken, id: SessionId) -> Result<(), CallError> {
        self.act_as(token, Operation::EndSession, |tx, caller, now| {
            self.end_one(tx, now, seat, id, trail::party(&caller.account), |account| {
                if account.id == caller.account.id {
                    return Err(refuse(CallError::Yourself));
                }
                caller.spare_staff(account, Operation::EndSession)
            })?;
            Ok(())
        })
    }

    /// Ends one session, if it is live and `may` lets it be ended; answers whose it was.
    pub(super) fn end_one(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        id: SessionId,
        by: Party,
        may: impl FnOnce(&Account) -> Result<(), Abort<CallError>>,
    ) -> Result<Account, Abort<CallError>> {
        let session = tx.session(id)?.filter(|session| session.is_live(now, &self.boot));
        let session = session.ok_or_else(|| refuse(CallError::Gone))?;
        let account = tx.account(session.account)?.ok_or_else(|| refuse(CallError::Gone))?;
        may(&account)?;
        tx.revoke_session(id, now)?;
        let note = Note::by(by, AuditEvent::SessionRevoked).on(Some(trail::party(&account)));
        note.from(&session.seat).write(self, tx, seat, now)?;
        Ok(account)
    }

    fn page<E>(
        &self,
        tx: &mut dyn Tx,
        account: &Account,
        own_session: Option<SessionId>,
        now: Timestamp,
    ) -> Result<AccountPage, Abort<E>> {
        let detail = self.detail(tx, account, now)?;
        let recovery_codes_left =
            if detail.second_factor_since.is_some() { tx.recovery_codes_left(account.id)? } else { 0 };
        let challenges = tx.challenges_of(Subject::Account(account.id), AccountPage::MOST_CODES)?;
        let mut codes = Vec::with_capacity(challenges.len());
        for (at, challenge) in challenges.iter().enumerate() {
            let way = if tx.letter(challenge.letter)?.is_some() { CodeWay::Letter } else { CodeWay::Mouth };
            let newer = challenges.iter().take(at).rev().find(|newer| newer.purpose == challenge.purpose);
            let tries_left = self.pool(tx, now, challenge)?;
            codes.push(IssuedCode {
                purpose: challenge.purpose,
                address: challenge.address.to_string(),
                way,
                made_at: challenge.created_at,
                tries_left,
                code_good_until: challenge.code_expires_at,
                link_good_until: challenge.expires_at,
                over_at: challenge.used_at,
                state: CodeState::of(challenge, newer, way, tries_left, now),
            });
        }
        Ok(AccountPage {
            detail,
            password: PasswordStanding::of(account),
            recovery_codes_left,
            updated_at: account.updated_at,
            codes,
            own_session,
        })
    }
}

impl Operator<'_> {
    /// The account of that name or address, with everything that belongs to it.
    ///
    /// # Errors
    /// [`CallError::Gone`] if there is none.
    pub fn account_page(&self, who: &Identifier) -> Result<AccountPage, CallError> {
        let now = self.0.clock.now();
        self.0.look(|tx| {
            let account = who.account(tx)?.ok_or_else(|| refuse(CallError::Gone))?;
            self.0.page(tx, &account, None, now)
        })
    }
}
