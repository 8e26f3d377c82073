//! The commands for accounts and sessions, run as scripts run them: names in, lines or JSON out, an exit code.

// Helpers of tests may break down: that is how a test fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod acts;
mod asking;
mod input;
mod list;
mod machine;
mod one;
#[path = "../common/pty.rs"]
mod pty;
mod sessions;
