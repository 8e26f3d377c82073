//! What a call leaves on its thread's stack.

/// Deeper than any call of the core goes: hashing takes the most, some 100 KiB.
const DEPTH: usize = 256 * 1024;

/// Writes over the part of the stack that the calls before this one have used. A secret that was moved from one function
/// to another leaves copies there, which nobody wipes, and the thread may sleep on them for long.
#[inline(never)]
pub fn wipe() {
    let mut used = [0_u8; DEPTH];
    // Or the compiler would leave out what nobody reads.
    std::hint::black_box(&mut used);
}
