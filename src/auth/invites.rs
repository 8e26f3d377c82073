//! Invitations: made and taken back by the staff, shown once, spent by who signs up.

use std::time::Duration;

use crate::domain::{
    AuditEvent, Invite, InviteCode, InviteId, InviteLabel, Party, Role, Seat, Secret, SessionToken, Timestamp,
};
use crate::store::Tx;

use super::matrix::Operation;
use super::operator::Operator;
use super::signup::SignUpError;
use super::trail::{self, Note, named};
use super::transact::{Abort, refuse};
use super::{Auth, CallError};

/// Most accounts that may be made with one invitation.
pub const MOST_USES: u32 = 1_000;
/// An invitation is good for at least this long.
pub const SHORTEST: Duration = Duration::from_secs(60 * 60);
/// An invitation is good for at most this long.
pub const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// An invitation to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewInvite {
    /// What it is for.
    pub label: InviteLabel,
    /// How many accounts may be made with it, 1 to [`MOST_USES`].
    pub uses: u32,
    /// How long it is good, [`SHORTEST`] to [`LONGEST`].
    pub good_for: Duration,
}

/// An invitation with its code. It is shown once: only its digest is kept.
#[derive(Debug)]
pub struct MadeInvite {
    /// The invitation.
    pub invite: Invite,
    /// As a person types it: `XXXX-XXXX-XXXX`.
    pub code: Secret,
}

/// Why no invitation was made. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum InviteError {
    /// Nobody, or too many.
    #[error("An invitation is for 1 to {MOST_USES} people.")]
    Uses,
    /// Too short or too long.
    #[error("An invitation is good for an hour to 365 days.")]
    GoodFor,
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl NewInvite {
    fn check(&self) -> Result<(), InviteError> {
        if !(1..=MOST_USES).contains(&self.uses) {
            return Err(InviteError::Uses);
        }
        if !(SHORTEST..=LONGEST).contains(&self.good_for) {
            return Err(InviteError::GoodFor);
        }
        Ok(())
    }
}

impl Auth {
    /// Makes an invitation.
    ///
    /// # Errors
    /// [`InviteError`] in its kinds.
    pub fn make_invite(&self, seat: &Seat, token: &SessionToken, new: &NewInvite) -> Result<MadeInvite, InviteError> {
        new.check()?;
        self.act_as(token, Operation::MakeInvite, |tx, caller, now| {
            self.insert_invite(tx, now, seat, new, trail::party(&caller.account))
        })
    }

    /// Every invitation, newest first, at most 500. Those that ended over 30 days ago are gone.
    ///
    /// # Errors
    /// [`CallError`] in its kinds.
    pub fn invites(&self, token: &SessionToken) -> Result<Vec<Invite>, CallError> {
        self.look_as(token, Operation::Invites, |tx, _, _| Ok(tx.invites()?))
    }

    /// Takes an invitation back: nobody signs up with it, nor does who has signed up and not yet proved the address.
    ///
    /// # Errors
    /// [`CallError::Gone`] if there is none.
    pub fn revoke_invite(&self, seat: &Seat, token: &SessionToken, id: InviteId) -> Result<Invite, CallError> {
        self.act_as(token, Operation::RevokeInvite, |tx, caller, now| {
            self.take_back(tx, now, seat, id, trail::party(&caller.account))
        })
    }

    fn insert_invite<E: From<CallError>>(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        new: &NewInvite,
        by: Party,
    ) -> Result<MadeInvite, Abort<E>> {
        let code = InviteCode::generate(self.entropy.as_ref());
        let invite = Invite {
            id: InviteId::new(now, self.entropy.as_ref()),
            code: self.vault.invite_mac(&code),
            label: new.label.clone(),
            role: Role::User,
            uses: new.uses,
            uses_left: new.uses,
            created_at: now,
            expires_at: now.plus(new.good_for),
            made_by: by.clone(),
            revoked_at: None,
        };
        tx.insert_invite(&invite)?;
        let note = Note::by(by, AuditEvent::InviteMade).on(Some(called(&invite)));
        note.to(format!("{} uses, until {}", invite.uses, invite.expires_at)).write(self, tx, seat, now)?;
        Ok(MadeInvite { invite, code: code.spelled() })
    }

    fn take_back<E: From<CallError>>(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        id: InviteId,
        by: Party,
    ) -> Result<Invite, Abort<E>> {
        let invite = tx.invite(id)?.ok_or_else(|| refuse(CallError::Gone))?;
        if tx.revoke_invite(id, now)? {
            let note = Note::by(by, AuditEvent::InviteRevoked).on(Some(called(&invite)));
            note.from(format!("{} uses left", invite.uses_left)).write(self, tx, seat, now)?;
        }
        Ok(Invite { revoked_at: invite.revoked_at.or(Some(now)), ..invite })
    }

    /// Counts a guess of an invitation, and commits it, before anybody looks whether it is right.
    pub(super) fn guess_invite(&self, seat: &Seat) -> Result<(), SignUpError> {
        let held = self.act::<_, CallError>(|tx| Ok(self.spend_invite_guess(tx, self.clock.now(), seat)?))?;
        held.map_or(Ok(()), |seconds| Err(SignUpError::Wait { seconds }))
    }

    /// The invitation with that code, if one may sign up with it; the guess is taken back then.
    pub(super) fn good_invite(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        code: &InviteCode,
    ) -> Result<InviteId, Abort<SignUpError>> {
        let found = tx.invite_by_code(&self.vault.invite_mac(code))?.filter(|invite| invite.is_good(now));
        let invite = found.ok_or_else(|| refuse(SignUpError::NotInvited))?;
        self.forgive_invite_guess(tx, seat)?;
        Ok(invite.id)
    }
}

/// An invitation, as the audit names it: by its label and the end of its identifier, for labels may be alike.
pub(super) fn called(invite: &Invite) -> Party {
    let id = invite.id.to_string();
    let short = id.rsplit('-').next().unwrap_or_default();
    let label = invite.label.as_str();
    named(if label.is_empty() { format!("invitation {short}") } else { format!("{label} ({short})") })
}

impl Operator<'_> {
    /// As [`Auth::make_invite`].
    ///
    /// # Errors
    /// [`InviteError`] in its kinds.
    pub fn make_invite(&self, seat: &Seat, new: &NewInvite) -> Result<MadeInvite, InviteError> {
        new.check()?;
        self.0.act(|tx| self.0.insert_invite(tx, self.0.clock.now(), seat, new, Party::operator()))
    }

    /// As [`Auth::invites`].
    ///
    /// # Errors
    /// Where the store fails.
    pub fn invites(&self) -> Result<Vec<Invite>, CallError> {
        self.0.look(|tx| Ok(tx.invites()?))
    }

    /// As [`Auth::revoke_invite`].
    ///
    /// # Errors
    /// [`CallError::Gone`] if there is none.
    pub fn revoke_invite(&self, seat: &Seat, id: InviteId) -> Result<Invite, CallError> {
        self.0.act(|tx| self.0.take_back(tx, self.0.clock.now(), seat, id, Party::operator()))
    }
}
