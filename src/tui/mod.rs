//! The face for people: a state machine, its drawing, and the loop that feeds it.
//!
//! `update` is pure: state and message in, effects out; no I/O, no clock. `view` draws from `&Model` and
//! changes nothing. `runtime` owns the terminal and is the only part that waits.

pub mod acts;
pub mod codes;
pub mod command;
pub mod effect;
pub mod form;
pub mod kit;
pub mod list;
pub mod meter;
pub mod model;
pub mod msg;
pub mod overlay;
pub mod qr;
pub mod report;
pub mod rights;
pub mod runtime;
pub mod screen;
pub mod shared;
pub mod transfer;
pub mod update;
pub mod view;
pub mod waiting;

pub use model::Model;
pub use shared::Surroundings;
pub use update::{follows_changes, next_deadline, start, update};
pub use view::view;
