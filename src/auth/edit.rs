//! Staff mend somebody's details: the username, the display name, the address.

use crate::domain::{
    Account, AccountId, AccountRow, AuditEvent, DisplayName, EmailAddress, LetterKind, Party, Purpose, Seat,
    SessionToken, Standing, Subject, Timestamp, Username,
};
use crate::store::{StoreError, Tx};

use super::admin::row_of;
use super::issue::Notice;
use super::matrix::Operation;
use super::operator::Operator;
use super::trail::{self, Note};
use super::transact::{Abort, refuse};
use super::{Auth, CallError};

/// What becomes of an account's details; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    /// Another name to sign in with.
    pub username: Option<Username>,
    /// Another name to be called by; may be empty.
    pub display_name: Option<DisplayName>,
    /// Another address. Not proved, unless `seen` says so; the old one is told.
    pub email: Option<EmailAddress>,
    /// How the other address counts.
    pub seen: AddressSeen,
}

/// Whether staff saw for themselves whose address it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AddressSeen {
    /// A letter has to prove it.
    #[default]
    NotYet,
    /// It counts as proved.
    ByHand,
}

impl Edit {
    /// Whether it asks for the password again: a reset goes to the address, so who changes it could open the account.
    pub fn needs_proof(&self) -> bool {
        self.email.is_some() && Operation::EditAddress.needs_proof()
    }
}

/// Why the details stay as they are. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The name is taken, or looks like one that is.
    #[error("That username is taken, or looks like one that is.")]
    UsernameTaken,
    /// The address has an account.
    #[error("That address has an account already.")]
    EmailTaken,
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl Auth {
    /// Changes somebody's details, if they are still at that version. A changed address is not proved any more, unless
    /// it was seen by hand; the old one is told, and codes that went there are void. Sessions stay.
    ///
    /// # Errors
    /// [`EditError`] in its kinds; [`CallError::Stale`]; [`CallError::Closed`] in the trash; [`CallError::Staff`] for a helper;
    /// [`CallError::Yourself`] for one's own address, which has to prove itself; [`CallError::ProveAgain`] where an
    /// address changes ([`Edit::needs_proof`]).
    pub fn edit_account(
        &self,
        seat: &Seat,
        token: &SessionToken,
        id: AccountId,
        version: u32,
        edit: &Edit,
    ) -> Result<AccountRow, EditError> {
        self.act_as(token, Operation::EditAccount, |tx, caller, now| {
            if edit.email.is_some() {
                self.require(caller, Operation::EditAddress, now)?;
            }
            let account = tx.account(id)?.ok_or_else(|| refuse(CallError::Gone))?;
            if account.id == caller.account.id && edit.email.is_some() {
                return Err(refuse(CallError::Yourself));
            }
            caller.spare_staff(&account, Operation::EditAccount)?;
            if account.version != version {
                return Err(refuse(CallError::Stale));
            }
            self.edit(tx, now, seat, account, edit, &trail::party(&caller.account))
        })
    }

    fn edit(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        before: Account,
        edit: &Edit,
        by: &Party,
    ) -> Result<AccountRow, Abort<EditError>> {
        if before.trashed_at.is_some() {
            return Err(refuse(CallError::Closed(Standing::Trashed)));
        }
        let mut account = before.clone();
        account.username = edit.username.clone().unwrap_or(account.username);
        account.display_name = edit.display_name.clone().unwrap_or(account.display_name);
        account.email = edit.email.clone().unwrap_or(account.email);
        // Another spelling of the same address reaches the same mailbox.
        let moved = account.email.key() != before.email.key();
        if moved {
            account.verified_at = None;
        }
        if edit.email.is_some() && edit.seen == AddressSeen::ByHand {
            account.verified_at = account.verified_at.or(Some(now));
        }
        if account != before {
            account.updated_at = now;
            tx.update_account(&account).map_err(taken)?;
            if moved {
                // What went to the old address, or to one that its owner named, opens nothing any more.
                tx.void_challenges(Purpose::Reset, Subject::Account(account.id), now)?;
                tx.void_challenges(Purpose::Email, Subject::Account(account.id), now)?;
                let notice = Notice {
                    to: &before.email,
                    other_address: Some(&account.email),
                    ..Notice::own(LetterKind::EmailChanged, &account)
                };
                self.tell(tx, now, seat, &notice)?;
            }
            for note in notes(&before, &account, by) {
                note.on(Some(trail::party(&account))).write(self, tx, seat, now)?;
            }
        }
        row_of(tx, account.id)
    }
}

impl Operator<'_> {
    /// As [`Auth::edit_account`], for whichever version there is.
    ///
    /// # Errors
    /// [`EditError`] in its kinds; [`CallError::Gone`]; [`CallError::Closed`] in the trash.
    pub fn edit_account(&self, seat: &Seat, id: AccountId, edit: &Edit) -> Result<AccountRow, EditError> {
        self.0.act(|tx| self.edit_in(tx, seat, id, edit))
    }

    /// What [`Self::edit_account`] would answer. Nothing stays of it.
    ///
    /// # Errors
    /// As there.
    pub fn preview_edit(&self, seat: &Seat, id: AccountId, edit: &Edit) -> Result<AccountRow, EditError> {
        self.0.rehearse(|tx| self.edit_in(tx, seat, id, edit))
    }

    fn edit_in(
        &self,
        tx: &mut dyn Tx,
        seat: &Seat,
        id: AccountId,
        edit: &Edit,
    ) -> Result<AccountRow, Abort<EditError>> {
        let account = tx.account(id)?.ok_or_else(|| refuse(CallError::Gone))?;
        self.0.edit(tx, self.0.clock.now(), seat, account, edit, &Party::operator())
    }
}

/// One row of the audit for each detail that changed.
fn notes(before: &Account, account: &Account, by: &Party) -> Vec<Note> {
    let note = |event, from: &str, to: &str| (from != to).then(|| Note::by(by.clone(), event).from(from).to(to));
    let verified =
        (before.verified_at.is_none() || before.email.key() != account.email.key()) && account.verified_at.is_some();
    let changed = [
        note(AuditEvent::Renamed, before.username.as_str(), account.username.as_str()),
        note(AuditEvent::DetailsChanged, before.display_name.as_str(), account.display_name.as_str()),
        note(AuditEvent::EmailChanged, before.email.as_str(), account.email.as_str()),
        verified.then(|| Note::by(by.clone(), AuditEvent::VerifiedByHand).to(&account.email)),
    ];
    changed.into_iter().flatten().collect()
}

/// Somebody else has the name or the address.
fn taken(error: StoreError) -> Abort<EditError> {
    match error {
        StoreError::UsernameTaken => refuse(EditError::UsernameTaken),
        StoreError::EmailTaken => refuse(EditError::EmailTaken),
        other => Abort::Store(other),
    }
}
