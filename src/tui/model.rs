//! The state of the whole screen.

use crate::domain::{Carrier, Seat};

/// What the program is told of its surroundings at the start.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The name of the house.
    pub site_name: String,
    /// This terminal.
    pub seat: Seat,
    /// Who carries letters.
    pub carrier: Carrier,
    /// Where letters are written when nobody carries them.
    pub mail_dir: String,
    /// No movement on the screen.
    pub reduced_motion: bool,
    /// The terminal's size at the start.
    pub size: (u16, u16),
}

/// The state of the whole screen.
#[derive(Debug)]
pub struct Model {
    pub(crate) around: Surroundings,
}

impl Model {
    /// The state at the start.
    pub fn new(around: Surroundings) -> Self {
        Self { around }
    }
}
