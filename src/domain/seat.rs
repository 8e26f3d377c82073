//! The terminal somebody sits at.

use std::fmt;

use super::text;

/// The name of a terminal, as it stands in the audit and in letters: `front-desk`, `console`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    name: String,
    kind: SeatKind,
}

/// Who may sit down there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SeatKind {
    /// People who know the place. What is read from the database says no more than the name, and is this.
    #[default]
    Desk,
    /// Anyone who walks up.
    Kiosk,
}

impl Seat {
    /// Longest name, in characters.
    pub const MAX_CHARS: usize = 32;

    /// A seat of that name; characters that could disturb a terminal are dropped. Empty: `console`.
    pub fn new(name: &str) -> Self {
        let name = text::clean_line(name, Self::MAX_CHARS);
        Self { name: if name.is_empty() { "console".to_owned() } else { name }, kind: SeatKind::Desk }
    }

    /// The same seat, of that kind.
    #[must_use]
    pub fn of_kind(self, kind: SeatKind) -> Self {
        Self { kind, ..self }
    }

    /// Who may sit down there.
    pub fn kind(&self) -> SeatKind {
        self.kind
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for Seat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.name)
    }
}
