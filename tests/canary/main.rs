//! Canaries: secrets that are planted in the real program, at a real terminal, and may be found nowhere afterwards. Not
//! on the disk, not in what the terminal was told, not in what other programs can see of the process; and not in its
//! memory, one second after somebody has signed out.

// What breaks here is a test; `clippy.toml` allows it only within the functions marked as tests.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]

#[path = "../common/pty.rs"]
mod pty;

mod debug;
mod process;
mod scan;
mod story;
