//! Verify: the letter arrived, so the account is made.

use crate::domain::{Seat, Username};

use super::challenge::{Flow, Proof, ProofRefused, Target};
use super::{Auth, CallError};

/// What a right proof opened.
#[derive(Debug)]
pub enum Verified {
    /// The account exists; sign in.
    Created {
        /// Its username.
        username: Username,
    },
    /// The proof was right and is still good, but the name is taken: call again with another.
    UsernameTaken {
        /// The challenge it was right for, for the next call.
        flow: Flow,
        /// The name that is taken.
        wished: Username,
    },
    /// It was a reset code (from *I have a code*), right and still good: choose a password, then
    /// [`Auth::finish_reset`].
    ChoosePassword(Flow),
}

/// Why nothing was opened. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The proof was not taken.
    #[error(transparent)]
    Proof(#[from] ProofRefused),
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl Auth {
    /// Takes a code or a token for a parked registration and makes the account. The try is counted, and
    /// committed, before the code is compared. `username` replaces a wished name that was taken. With
    /// [`Target::Who`] and for tokens, a reset challenge answers with [`Verified::ChoosePassword`].
    ///
    /// # Errors
    /// [`ProofRefused`] in its kinds.
    pub fn verify(
        &self,
        seat: &Seat,
        target: &Target,
        proof: &Proof,
        username: Option<Username>,
    ) -> Result<Verified, VerifyError> {
        let _ = (seat, target, proof, username);
        unimplemented!()
    }
}
