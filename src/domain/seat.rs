//! The terminal somebody sits at.

use std::fmt;

use super::text;

/// The name of a terminal, as it stands in the audit and in letters: `front-desk`, `console`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat(String);

impl Seat {
    /// Longest name, in characters.
    pub const MAX_CHARS: usize = 32;

    /// A seat of that name; characters that could disturb a terminal are dropped. Empty: `console`.
    pub fn new(name: &str) -> Self {
        let name = text::clean_line(name, Self::MAX_CHARS);
        Self(if name.is_empty() { "console".to_owned() } else { name })
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Seat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
