//! Whatever the admin place of the screen can do, a command does, too, and with the same outcome.

// A test says that it fails by panicking; the helpers are outside `#[test]`, where Clippy can't know.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod desk;
mod home;
mod noticed;
mod picture;
#[path = "../common/pty.rs"]
mod pty;
mod twins;
mod walk;
