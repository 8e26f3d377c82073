//! Chance, from the operating system.

use crate::domain::Entropy;

/// The operating system's random numbers. Asked for directly: aws-lc would first gather entropy of its own from
/// the processor's jitter, which takes some 20 ms at the start of every process.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        if getrandom::fill(bytes).is_err() {
            // Keys and codes that can be guessed are worse than no program.
            std::process::abort();
        }
    }
}
