//! The saved searches: one is chosen, the one that is open is saved under a name, or one is removed.

use tui_input::Input as Line;

use crate::domain::text::fold;
use crate::domain::{SavedSearch, SavedSearchError, SearchName};
use crate::tui::command::Command;
use crate::tui::form::text_key;
use crate::tui::msg::{Hit, Input};

use super::{Outcome, Question};

/// The list of them.
#[derive(Debug)]
pub struct Saved {
    /// All there are; `None` until they are read.
    pub all: Option<Vec<SavedSearch>>,
    /// What is typed: a part of one, or the name of a new one.
    pub typed: Line,
    /// The row under the cursor, among those that fit.
    pub cursor: usize,
    /// Why nothing is saved, as a sentence.
    pub problem: Option<String>,
    /// The search that is open and can be saved.
    pub open: String,
}

impl Saved {
    /// Before they are read.
    pub fn new(open: &str) -> Self {
        Self { all: None, typed: Line::default(), cursor: 0, problem: None, open: open.trim().to_owned() }
    }

    /// Those that fit what is typed, by name or by what they search for.
    pub fn fitting(&self) -> Vec<&SavedSearch> {
        let typed = fold(self.typed.value());
        let fits = |search: &&SavedSearch| {
            let text = format!("{} {}", search.name.key(), fold(&search.text));
            typed.split_whitespace().all(|word| text.contains(word))
        };
        self.all.iter().flatten().filter(fits).collect()
    }

    /// A command was given.
    pub(super) fn command(&mut self, command: Command) -> Outcome {
        let last = self.fitting().len().saturating_sub(1);
        match command {
            Command::Up => self.cursor = self.cursor.saturating_sub(1),
            Command::Down => self.cursor += 1,
            Command::PageUp => self.cursor = self.cursor.saturating_sub(10),
            Command::PageDown => self.cursor += 10,
            Command::Open => return self.choose(self.cursor),
            Command::SaveSearch => match SearchName::parse(self.typed.value()) {
                _ if self.open.is_empty() => self.problem = Some(SavedSearchError::Nothing.to_string()),
                Ok(name) => return Outcome::Yes(Question::SaveSearch { name }),
                Err(error) => self.problem = Some(error.to_string()),
            },
            Command::RemoveSearch => {
                if let Some(search) = self.fitting().get(self.cursor) {
                    return Outcome::Yes(Question::RemoveSearch { name: search.name.clone() });
                }
            }
            _ => {}
        }
        self.cursor = self.cursor.min(last);
        Outcome::Open
    }

    /// Something that is no command.
    pub(super) fn input(&mut self, input: &Input) -> Outcome {
        let last = self.fitting().len().saturating_sub(1);
        match input {
            Input::Key(key) if text_key(&mut self.typed, *key, SearchName::MAX_CHARS) => {
                self.cursor = 0;
                self.problem = None;
            }
            Input::Scroll { down: true } => self.cursor = (self.cursor + 1).min(last),
            Input::Scroll { down: false } => self.cursor = self.cursor.saturating_sub(1),
            Input::Hit(Hit::Line(at)) => return self.choose(*at),
            _ => {}
        }
        Outcome::Open
    }

    fn choose(&self, at: usize) -> Outcome {
        match self.fitting().get(at) {
            Some(search) => Outcome::Yes(Question::OpenSearch { text: search.text.clone() }),
            None => Outcome::Open,
        }
    }
}
