//! The state machine.
use super::effect::Effect;
use super::model::Model;
use super::msg::{Msg, Now};
use std::time::Instant;

/// What is to be done first: ask whether an account exists.
pub fn start(_model: &mut Model, _now: Now) -> Vec<Effect> {
    Vec::new()
}

/// Takes a message in and answers with what is to be done. Total: no I/O, no clock, no panic.
pub fn update(_model: &mut Model, _msg: Msg, _now: Now) -> Vec<Effect> {
    Vec::new()
}

/// When something will change on the screen with nobody doing anything. `None`: sleep until something happens.
pub fn next_deadline(_model: &Model) -> Option<Instant> {
    None
}
