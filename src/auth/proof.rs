//! The way back into the code machine: a code or a token is held against the challenge it is for.
//!
//! A try is spent, and committed, before the code is compared: a process that is killed in between has not
//! guessed for nothing. Tries belong to a purpose and an address, not to a challenge: a new code does not
//! reset the count (NIST SP 800-63B-4 §3.1.3.2).

use crate::domain::{AuditEvent, Challenge, ChallengeId, LinkToken, Purpose, Seat, Subject, Timestamp, TypedCode};
use crate::store::{self, Tx};
use crate::vault::TokenKind;

use super::challenge::{Identifier, Proof, ProofRefused};
use super::issue::{pretend, subject_text};
use super::trail::{self, Note};
use super::transact::{Abort, refuse};
use super::{Auth, CallError};

/// A right proof, not yet used.
pub(super) struct Proved {
    pub(super) challenge: Challenge,
    spent: Vec<ChallengeId>,
}

impl Proved {
    /// Gives the spent tries back: the code was right.
    pub(super) fn give_back(&self, tx: &mut dyn Tx) -> store::Result<()> {
        self.spent.iter().try_for_each(|id| tx.return_try(*id))
    }

    /// Uses the challenge. Of many racers one gets through; the others are told that it has run out.
    pub(super) fn use_up<E: From<ProofRefused>>(&self, tx: &mut dyn Tx, now: Timestamp) -> Result<(), Abort<E>> {
        if tx.use_challenge(self.challenge.id, now)? { Ok(()) } else { Err(refuse(self.too_late())) }
    }

    /// What the loser of a race is told.
    pub(super) fn too_late(&self) -> ProofRefused {
        // A token spends no try.
        if self.spent.is_empty() { ProofRefused::BadToken } else { ProofRefused::Expired }
    }
}

/// What became of a try.
enum Tried {
    Spent { challenge: Challenge, left: u32 },
    No { why: ProofRefused, challenge: Option<Challenge> },
}

impl Auth {
    /// Holds a proof against one challenge. `purposes` are those that the caller can use.
    pub(super) fn prove<E: From<ProofRefused> + From<CallError>>(
        &self,
        seat: &Seat,
        id: ChallengeId,
        proof: &Proof,
        purposes: &[Purpose],
    ) -> Result<Proved, E> {
        match proof {
            Proof::Code(code) => self.prove_code(seat, id, code, purposes),
            Proof::Token(token) => {
                let proved = self.prove_token::<E>(seat, token, purposes)?;
                if proved.challenge.id == id { Ok(proved) } else { Err(ProofRefused::BadToken.into()) }
            }
        }
    }

    fn prove_code<E: From<ProofRefused> + From<CallError>>(
        &self,
        seat: &Seat,
        id: ChallengeId,
        code: &TypedCode,
        purposes: &[Purpose],
    ) -> Result<Proved, E> {
        let now = self.clock.now();
        let tried = self.act::<_, CallError>(|tx| Ok(self.try_once(tx, now, id, purposes)?))?;
        let (why, challenge) = match tried {
            Tried::Spent { challenge, left } => {
                if self.vault.code_fits(challenge.id, challenge.purpose, code, &challenge.code) {
                    return Ok(Proved { spent: vec![challenge.id], challenge });
                }
                let why = match left {
                    0 => self.too_many(&challenge, now),
                    left => ProofRefused::Wrong { tries_left: Some(left) },
                };
                (why, Some(challenge))
            }
            Tried::No { why, challenge } => (why, challenge),
        };
        self.note_failure(seat, challenge.as_ref())?;
        Err(why.into())
    }

    fn try_once(&self, tx: &mut dyn Tx, now: Timestamp, id: ChallengeId, purposes: &[Purpose]) -> store::Result<Tried> {
        let found = tx.challenge(id)?.filter(|challenge| purposes.contains(&challenge.purpose));
        let Some(challenge) = found.filter(|challenge| is_open(challenge, now)) else {
            return Ok(Tried::No { why: ProofRefused::Expired, challenge: None });
        };
        let pool = self.pool(tx, now, &challenge)?;
        Ok(match spend(tx, &challenge, pool)? {
            Some(left) => Tried::Spent { challenge, left },
            None => Tried::No { why: self.too_many(&challenge, now), challenge: Some(challenge) },
        })
    }

    /// Holds a code against whatever waits for somebody: at most one try each. Every failure is the same.
    pub(super) fn prove_whoever<E: From<ProofRefused> + From<CallError>>(
        &self,
        seat: &Seat,
        who: &Identifier,
        code: &TypedCode,
        purposes: &[Purpose],
    ) -> Result<Proved, E> {
        let now = self.clock.now();
        let tried = self.act::<_, CallError>(|tx| {
            let mut waiting = Vec::new();
            let all = waiting_for(tx, now, who)?;
            for challenge in all.into_iter().filter(|challenge| purposes.contains(&challenge.purpose)) {
                // All pools are read before any try is spent: one typed code costs each address one try.
                let pool = self.pool(tx, now, &challenge)?;
                waiting.push((challenge, pool));
            }
            let mut tried = Vec::new();
            for (challenge, pool) in waiting {
                if spend(tx, &challenge, pool)?.is_some() {
                    tried.push(challenge);
                }
            }
            if tried.is_empty() {
                pretend(tx, now)?;
            }
            Ok(tried)
        })?;
        let spent = tried.iter().map(|challenge| challenge.id).collect();
        let fits = |challenge: &Challenge| self.vault.code_fits(challenge.id, challenge.purpose, code, &challenge.code);
        if let Some(challenge) = tried.into_iter().find(fits) {
            return Ok(Proved { challenge, spent });
        }
        let party = trail::typed(who);
        self.act::<_, CallError>(|tx| {
            Ok(Note::by_nobody(AuditEvent::VerifyFailed).on(party.clone()).write(self, tx, seat, now)?)
        })?;
        Err(ProofRefused::Wrong { tries_left: None }.into())
    }

    /// Checks a token. It names its own challenge; its `typ` tells the purpose.
    pub(super) fn prove_token<E: From<ProofRefused> + From<CallError>>(
        &self,
        seat: &Seat,
        token: &LinkToken,
        purposes: &[Purpose],
    ) -> Result<Proved, E> {
        let now = self.clock.now();
        let kinds: Vec<_> = purposes.iter().map(|purpose| TokenKind::Link(*purpose)).collect();
        let claims = self.check_token(token.expose(), &kinds, now).ok();
        let named = claims.and_then(|claims| claims.id.parse::<ChallengeId>().ok().map(|id| (id, claims)));
        if let Some((id, claims)) = named {
            let found = self.look::<_, CallError>(|tx| Ok(tx.challenge(id)?))?;
            let fits = |challenge: &Challenge| {
                TokenKind::Link(challenge.purpose) == claims.kind
                    && subject_text(challenge.subject) == claims.subject
                    && challenge.used_at.is_none()
                    && now < challenge.expires_at
            };
            if let Some(challenge) = found.filter(fits) {
                return Ok(Proved { challenge, spent: Vec::new() });
            }
        }
        self.note_failure(seat, None)?;
        Err(ProofRefused::BadToken.into())
    }

    fn note_failure(&self, seat: &Seat, challenge: Option<&Challenge>) -> Result<(), CallError> {
        let now = self.clock.now();
        self.act(|tx| {
            let party = match challenge {
                Some(challenge) => trail::subject(tx, challenge)?,
                None => None,
            };
            Ok(Note::by_nobody(AuditEvent::VerifyFailed).on(party).write(self, tx, seat, now)?)
        })
    }

    /// Tries left for the challenge's purpose and address.
    pub(super) fn pool(&self, tx: &mut dyn Tx, now: Timestamp, challenge: &Challenge) -> store::Result<u32> {
        let since = now.minus(self.policy().code_tries_window);
        let least = tx.tries_left_since(challenge.purpose, &challenge.address, since)?;
        Ok(least.map_or(challenge.tries_left, |least| least.min(challenge.tries_left)))
    }

    fn too_many(&self, challenge: &Challenge, now: Timestamp) -> ProofRefused {
        let wait = challenge.created_at.plus(self.policy().code_tries_window).since(now);
        // One minute more where it comes out even: what was made exactly a window ago still counts.
        let wait_minutes = u64::try_from(wait.as_millis() / 60_000).map_or(u64::MAX, |minutes| minutes + 1);
        ProofRefused::TooManyTries { wait_minutes }
    }
}

/// Whether a typed code may still be right.
fn is_open(challenge: &Challenge, now: Timestamp) -> bool {
    challenge.used_at.is_none() && now < challenge.code_expires_at
}

/// Spends one try of `pool`, and brings the challenge to what is left; `None`: none was left.
fn spend(tx: &mut dyn Tx, challenge: &Challenge, pool: u32) -> store::Result<Option<u32>> {
    let Some(left) = pool.checked_sub(1) else { return Ok(None) };
    for _ in left..challenge.tries_left {
        if !tx.spend_try(challenge.id)? {
            return Ok(None);
        }
    }
    Ok(Some(left))
}

/// The open challenges of somebody: of every parked registration of that name or address, and the reset of
/// the account.
fn waiting_for(tx: &mut dyn Tx, now: Timestamp, who: &Identifier) -> store::Result<Vec<Challenge>> {
    let signups = match who {
        Identifier::Username(name) => tx.signups_by_username(name, now)?,
        Identifier::Email(address) => tx.signups_by_email(address, now)?,
        Identifier::Nobody => Vec::new(),
    };
    let account = who.account(tx)?;
    let mut waiting = Vec::new();
    for signup in signups {
        waiting.extend(tx.latest_challenge(Purpose::SignUp, Subject::Signup(signup.id))?);
    }
    if let Some(account) = account {
        waiting.extend(tx.latest_challenge(Purpose::Reset, Subject::Account(account.id))?);
    }
    waiting.retain(|challenge| is_open(challenge, now));
    Ok(waiting)
}
