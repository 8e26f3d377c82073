//! What can happen to the program: a closed list.

use std::fmt;
use std::time::Instant;

use crate::domain::{MailStatus, Secret, Timestamp};

use super::command::Command;
use super::effect::{Reply, ReqId};

/// What happened.
#[derive(Debug)]
// One at a time is alive; a box would be a detour for each key.
#[allow(clippy::large_enum_variant)]
pub enum Msg {
    /// Somebody did something at the terminal.
    Input(Input),
    /// The core answered.
    Reply(ReqId, Reply),
    /// The mail worker has news.
    Mail(MailStatus),
    /// Somebody wrote into the database, perhaps another process. Told only while [`super::follows_changes`].
    Changed,
    /// A deadline has come that [`super::next_deadline`] asked for.
    Wake,
}

/// What somebody did at the terminal. `Debug` prints the variant only: keys may be parts of a password.
pub enum Input {
    /// A key.
    Key(Key),
    /// A paste, at most [`Input::MAX_PASTE`] bytes of it.
    Paste(Secret),
    /// The terminal has a new size.
    Resize {
        /// Columns.
        width: u16,
        /// Rows.
        height: u16,
    },
    /// A click with the first button.
    Click {
        /// Column, from 0.
        column: u16,
        /// Row, from 0.
        row: u16,
    },
    /// A click, told by the last frame's [`HitMap`](super::kit::hits::HitMap) what it hit.
    Hit(Hit),
    /// The wheel, one notch.
    Scroll {
        /// Towards the end of the list.
        down: bool,
    },
}

impl Input {
    /// Longest paste that is looked at; a token of a letter has some 400 bytes.
    pub const MAX_PASTE: usize = 4096;
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Key(_) => "Key",
            Self::Paste(_) => "Paste",
            Self::Resize { .. } => "Resize",
            Self::Click { .. } => "Click",
            Self::Hit(_) => "Hit",
            Self::Scroll { .. } => "Scroll",
        })
    }
}

/// What a click can hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    /// A key of the footer.
    Command(Command),
    /// A field of the form, or its button (the number after the last field).
    Field(usize),
    /// A line of a menu or a list, counted from its start.
    Line(usize),
    /// A tab.
    Tab(usize),
    /// The heading of a column.
    Column(usize),
}

/// A key with its modifiers. Shift is not noted for characters: they carry it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which key.
    pub code: KeyCode,
    /// With Control.
    pub ctrl: bool,
    /// With Alt.
    pub alt: bool,
}

/// Which key.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum KeyCode {
    Char(char),
    F(u8),
    Enter,
    Tab,
    BackTab,
    Esc,
    Backspace,
    Delete,
    Insert,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
}

impl Key {
    /// A key alone.
    pub const fn plain(code: KeyCode) -> Self {
        Self { code, ctrl: false, alt: false }
    }

    /// A character with Control.
    pub const fn ctrl(c: char) -> Self {
        Self { code: KeyCode::Char(c), ctrl: true, alt: false }
    }

    /// A character alone.
    pub const fn char(c: char) -> Self {
        Self::plain(KeyCode::Char(c))
    }

    /// The character that this key types into a field, if it types one.
    pub fn typed(self) -> Option<char> {
        match self {
            Self { code: KeyCode::Char(c), ctrl: false, alt: false } => Some(c),
            _ => None,
        }
    }
}

/// Now, twice: what the calendar says, and what no calendar can turn back.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// For what the core said in [`Timestamp`]s.
    pub wall: Timestamp,
    /// For spans: spinners, toasts.
    pub mono: Instant,
}
