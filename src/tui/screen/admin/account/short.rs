//! A cursor over a list so short that all of it is there.

use crate::tui::command::Command;

/// A cursor over a list so short that all of it is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Short {
    /// The row under the cursor.
    pub cursor: usize,
    /// The first row on the screen.
    pub top: usize,
}

impl Short {
    /// Moves over `count` rows, of which `height` are on the screen.
    pub fn command(&mut self, command: Command, count: usize, height: usize) {
        self.cursor = step(self.cursor, command, height, count.saturating_sub(1));
        self.settle(count, height);
    }

    /// Goes to a row.
    pub fn choose(&mut self, at: usize, count: usize, height: usize) {
        self.cursor = at;
        self.settle(count, height);
    }

    /// Keeps cursor and first row where there are rows.
    pub fn settle(&mut self, count: usize, height: usize) {
        let height = height.max(1);
        self.cursor = self.cursor.min(count.saturating_sub(1));
        self.top = self.top.min(self.cursor).max((self.cursor + 1).saturating_sub(height));
        self.top = self.top.min(count.saturating_sub(height));
    }
}

/// Where a cursor is after a command of [`crate::tui::command::Place::List`].
pub fn step(cursor: usize, command: Command, height: usize, last: usize) -> usize {
    let page = height.max(2) - 1;
    let to = match command {
        Command::Up => cursor.saturating_sub(1),
        Command::Down => cursor + 1,
        Command::PageUp => cursor.saturating_sub(page),
        Command::PageDown => cursor + page,
        Command::First => 0,
        Command::Last => last,
        _ => cursor,
    };
    to.min(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_stays_among_the_rows_and_on_the_screen() {
        let mut short = Short::default();
        for (command, count, expected) in [
            (Command::Down, 0, (0, 0)),
            (Command::Up, 3, (0, 0)),
            (Command::Last, 9, (8, 5)),
            (Command::Down, 9, (8, 5)),
            (Command::PageUp, 9, (5, 5)),
            (Command::Up, 9, (4, 4)),
            (Command::PageDown, 9, (7, 4)),
            // Rows have gone.
            (Command::Up, 2, (1, 0)),
            (Command::First, 2, (0, 0)),
        ] {
            short.command(command, count, 4);
            assert_eq!((short.cursor, short.top), expected, "{command:?} among {count}");
        }
    }
}
