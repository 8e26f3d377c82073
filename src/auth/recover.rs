//! A forgotten password.

use crate::domain::{ChallengeId, Seat, Secret};

use super::challenge::{Flow, Identifier, Proof, ProofRefused};
use super::policy::PasswordProblem;
use super::{Auth, CallError};

/// Why the password stays as it was. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum ResetError {
    /// The proof was not taken.
    #[error(transparent)]
    Proof(#[from] ProofRefused),
    /// The password is not good enough. The proof is still good.
    #[error(transparent)]
    Password(#[from] PasswordProblem),
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl Auth {
    /// Writes a reset letter, if there is an account and its address is proved (or it has no password yet).
    /// The answer is the same in every case.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn request_reset(&self, seat: &Seat, who: &Identifier, typed: &str) -> Result<Flow, CallError> {
        let _ = (seat, who, typed);
        unimplemented!()
    }

    /// Sets a new password. Ends every session of the account, tells its address, signs nobody in. For an
    /// account that an admin made, this also proves its address.
    ///
    /// # Errors
    /// A proof or a password that is not taken.
    pub fn finish_reset(
        &self,
        seat: &Seat,
        challenge: ChallengeId,
        proof: &Proof,
        password: Secret,
    ) -> Result<(), ResetError> {
        let _ = (seat, challenge, proof, password);
        unimplemented!()
    }
}
