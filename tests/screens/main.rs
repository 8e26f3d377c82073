//! The screens: keys through the pure state machine, over the real core.

// A test says that it fails by panicking; the helpers are outside `#[test]`, where Clippy can't know.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod account;
mod accounts;
mod acting;
mod admin;
mod desk;
mod doors;
mod factor;
mod flows;
mod glance;
#[path = "../common/house.rs"]
mod house;
mod pictures;
mod profile;
mod props;
mod second;
mod sizes;
mod step_up;
mod transfer;
