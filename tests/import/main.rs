//! Accounts of other systems: their files, their hashes, and their owners' first sign-in.

// Helpers of tests may break down: that is how a test fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice, clippy::panic)]

#[path = "../common/house.rs"]
mod house;

mod bad;
mod core;
mod export;
mod files;
mod machine;
mod many;
mod samples;
mod upgrade;
