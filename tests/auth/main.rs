//! The core on a real SQLite file: what each use case promises.

// A test says that it fails by panicking; the helpers are outside `#[test]`, where Clippy can't know.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod act;
mod admin;
mod alike;
mod approvals;
mod audit;
mod desk;
mod directory;
mod edit;
mod factor;
mod helper;
#[path = "../common/house.rs"]
mod house;
mod invites;
mod keys;
mod login;
mod matrix;
mod page;
mod profile;
mod proof;
mod rescue;
mod reset;
mod rotate;
mod saved;
mod sessions;
mod settings;
mod setup;
mod signup;
mod throttle;
mod tokens;
mod trash;
mod tries;
mod verify;
mod whole;
