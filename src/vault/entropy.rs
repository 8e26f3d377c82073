//! Chance, from the operating system.

use crate::domain::Entropy;

/// The operating system's random numbers.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        if aws_lc_rs::rand::fill(bytes).is_err() {
            // Keys and codes that can be guessed are worse than no program.
            std::process::abort();
        }
    }
}
