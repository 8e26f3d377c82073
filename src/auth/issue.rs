//! The way out of the code machine: a challenge is made, and its letter written, in the transaction that
//! wants them.

use std::time::Duration;

use crate::domain::{
    Account, AccountId, Challenge, ChallengeId, EmailAddress, Letter, LetterArgs, LetterId, LetterKind, Purpose, Seat,
    Signup, Subject, Then, Timestamp, TypedCode,
};
use crate::store::Tx;
use crate::vault::TokenKind;

use super::challenge::Flow;
use super::transact::Abort;
use super::{Auth, CallError};

/// How a code reaches somebody.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Carried {
    /// By a letter.
    Letter(LetterKind),
    /// By a letter that is void when it is written, so that nobody sends it: there is no account, and everything else
    /// takes the time of one.
    Decoy(LetterKind),
    /// By word of mouth.
    Mouth,
}

/// A challenge to be made.
pub(super) struct Order {
    pub(super) purpose: Purpose,
    pub(super) subject: Subject,
    pub(super) address: EmailAddress,
    /// What is carried to the person.
    pub(super) carried: Carried,
    /// The account that the letter is about.
    pub(super) account: Option<AccountId>,
    /// How the letter calls the person.
    pub(super) name: String,
    pub(super) username: String,
    /// What the letter says of what comes after the proof.
    pub(super) then: Then,
    pub(super) code_ttl: Duration,
    /// The link token's end.
    pub(super) expires_at: Timestamp,
}

impl Auth {
    /// Makes a challenge, voids older ones of its subject, and writes its letter.
    pub(super) fn issue<E: From<CallError>>(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        order: &Order,
    ) -> Result<Challenge, Abort<E>> {
        Ok(self.issue_with_code(tx, now, seat, order)?.0)
    }

    /// The same, with the code, for whoever has no letter to read it in.
    pub(super) fn issue_with_code<E: From<CallError>>(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        order: &Order,
    ) -> Result<(Challenge, TypedCode), Abort<E>> {
        let since = now.minus(self.policy().code_tries_window);
        let tries_left = tx.tries_left_since(order.purpose, &order.address, since)?;
        tx.void_challenges(order.purpose, order.subject, now)?;

        let (id, letter) = (ChallengeId::new(now, self.entropy.as_ref()), LetterId::new(now, self.entropy.as_ref()));
        let code = TypedCode::generate(self.entropy.as_ref());
        let challenge = Challenge {
            id,
            purpose: order.purpose,
            subject: order.subject,
            address: order.address.clone(),
            code: self.vault.code_mac(id, order.purpose, &code),
            tries_left: tries_left.unwrap_or(self.policy().code_tries).min(self.policy().code_tries),
            letter,
            created_at: now,
            code_expires_at: now.plus(order.code_ttl).min(order.expires_at),
            expires_at: order.expires_at,
            used_at: None,
        };
        tx.insert_challenge(&challenge)?;

        let subject = subject_text(order.subject);
        let token = self.vault.tokens().issue(TokenKind::Link(order.purpose), &subject, &id, now, order.expires_at)?;
        // A letter that may prove nothing carries neither spelling: then nobody knows the code.
        let proves = order.carried != Carried::Letter(LetterKind::AlreadyRegistered);
        let args = LetterArgs {
            name: order.name.clone(),
            username: order.username.clone(),
            seat: seat.to_string(),
            other_address: None,
            reason: None,
            then: order.then,
            code: proves.then(|| code.spelled()),
            token: proves.then_some(token),
        };
        let written = match order.carried {
            Carried::Letter(kind) => Some((kind, order.expires_at)),
            Carried::Decoy(kind) => Some((kind, now)),
            Carried::Mouth => None,
        };
        if let Some((kind, expires_at)) = written {
            tx.enqueue_letter(&Letter {
                id: letter,
                kind,
                to: order.address.clone(),
                account: order.account,
                sealed_args: self.vault.seal_letter(letter, &args)?,
                created_at: now,
                send_after: now,
                expires_at: Some(expires_at),
                tries: 0,
            })?;
        }
        Ok((challenge, code))
    }

    /// Writes a letter that only tells something. It is worth sending however late.
    pub(super) fn tell<E: From<CallError>>(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        notice: &Notice<'_>,
    ) -> Result<(), Abort<E>> {
        let id = LetterId::new(now, self.entropy.as_ref());
        let args = LetterArgs {
            name: notice.about.called().to_owned(),
            username: notice.about.username.to_string(),
            seat: seat.to_string(),
            other_address: notice.other_address.map(ToString::to_string),
            reason: None,
            then: Then::Done,
            code: None,
            token: None,
        };
        tx.enqueue_letter(&Letter {
            id,
            kind: notice.kind,
            to: notice.to.clone(),
            account: notice.account,
            sealed_args: self.vault.seal_letter(id, &args)?,
            created_at: now,
            send_after: now,
            expires_at: None,
            tries: 0,
        })?;
        Ok(())
    }

    /// The challenge of a parked registration. Whether its address has an account by now decides the letter,
    /// and nothing else.
    pub(super) fn issue_for_signup<E: From<CallError>>(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        signup: &Signup,
    ) -> Result<Challenge, Abort<E>> {
        let owner = tx.account_by_email(&signup.email)?;
        let order = Order {
            purpose: Purpose::SignUp,
            subject: Subject::Signup(signup.id),
            address: signup.email.clone(),
            carried: Carried::Letter(if owner.is_some() {
                LetterKind::AlreadyRegistered
            } else {
                LetterKind::VerifySignUp
            }),
            account: owner.as_ref().map(|account| account.id),
            // Whoever types an address chooses what its owner reads, so a stranger's words stay out of the
            // letter to an account, and what could be a link out of every letter.
            name: owner.as_ref().map_or_else(|| salutation(signup).to_owned(), |account| account.called().to_owned()),
            username: owner.as_ref().map_or(&signup.username, |account| &account.username).to_string(),
            then: if signup.came_under.has_to_wait(self.policy().sign_up) { Then::StaffDecide } else { Then::Done },
            code_ttl: self.policy().code_ttl,
            expires_at: now.plus(self.policy().link_ttl).min(signup.expires_at),
        };
        self.issue(tx, now, seat, &order)
    }

    /// The challenge of an account, to an address of its own or a new one.
    pub(super) fn issue_for_account<E: From<CallError>>(
        &self,
        tx: &mut dyn Tx,
        now: Timestamp,
        seat: &Seat,
        account: &Account,
        (kind, address): (LetterKind, &EmailAddress),
    ) -> Result<Challenge, Abort<E>> {
        // An invitation is read tomorrow; its typed code must work then, too.
        let code_ttl = if kind == LetterKind::Activate { self.policy().link_ttl } else { self.policy().code_ttl };
        let purpose = match kind {
            LetterKind::ResetPassword | LetterKind::Activate => Purpose::Reset,
            _ => Purpose::Email,
        };
        let order = Order {
            purpose,
            subject: Subject::Account(account.id),
            address: address.clone(),
            carried: Carried::Letter(kind),
            account: Some(account.id),
            name: account.called().to_owned(),
            username: account.username.to_string(),
            then: Then::Done,
            code_ttl,
            expires_at: now.plus(self.policy().link_ttl),
        };
        self.issue(tx, now, seat, &order)
    }

    /// What a screen has to know of a challenge.
    pub(super) fn flow(&self, challenge: &Challenge, sent_to: impl Into<String>) -> Flow {
        Flow {
            challenge: challenge.id,
            purpose: challenge.purpose,
            sent_to: sent_to.into(),
            // Only some resets have a letter, so none may be watched.
            letter: (challenge.purpose != Purpose::Reset).then_some(challenge.letter),
            code_expires_at: challenge.code_expires_at,
            resend_at: challenge.created_at.plus(self.policy().resend_cooldown),
        }
    }
}

/// A letter that only tells something.
pub(super) struct Notice<'a> {
    pub(super) kind: LetterKind,
    pub(super) to: &'a EmailAddress,
    /// The account it speaks of.
    pub(super) about: &'a Account,
    /// The account it belongs to; `None` once that is gone.
    pub(super) account: Option<AccountId>,
    pub(super) other_address: Option<&'a EmailAddress>,
}

impl<'a> Notice<'a> {
    /// To an account's own address.
    pub(super) fn own(kind: LetterKind, account: &'a Account) -> Self {
        Self { kind, to: &account.email, about: account, account: Some(account.id), other_address: None }
    }
}

/// Writes one page, where somebody who exists would have caused a write.
pub(super) fn pretend(tx: &mut dyn Tx, now: Timestamp) -> crate::store::Result<()> {
    tx.put_setting("last_miss", &now.millis().to_string())
}

/// A challenge's subject, as a token names it.
pub(super) fn subject_text(subject: Subject) -> String {
    match subject {
        Subject::Signup(id) => id.to_string(),
        Subject::Account(id) => id.to_string(),
        Subject::Nobody => "nobody".to_owned(),
    }
}

/// The display name, unless mail programs could take it for a link.
pub(super) fn salutation(signup: &Signup) -> &str {
    let name = signup.display_name.as_str();
    let like_a_link = |name: &str| {
        name.contains(['/', ':', '@', '\\'])
            || name.split('.').skip(1).any(|rest| rest.starts_with(char::is_alphanumeric))
    };
    if name.is_empty() || like_a_link(name) { signup.username.as_str() } else { name }
}
