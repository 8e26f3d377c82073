//! Vestibule: accounts at the terminal. The map of the house is in ARCHITECTURE.md.
pub mod auth;
pub mod changes;
pub mod cli;
pub mod config;
pub mod domain;
pub mod hardening;
pub mod house;
pub mod index;
pub mod mail;
pub mod store;
pub mod transfer;
pub mod tui;
pub mod vault;
