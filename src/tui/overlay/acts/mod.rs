//! What is asked before an act, and told after it: which role, which dates, which note; the report.

use std::mem;
use std::sync::Arc;

use crate::auth::act::Act;
use crate::domain::{AccountId, Role, StaffNote, Timestamp, Validity, ValidityError};
use crate::tui::acts::{Report, words};
use crate::tui::command::Command;
use crate::tui::form::{Field, Form, FormEvent};
use crate::tui::msg::{Hit, Input};

use super::{Outcome, Question};

pub mod view;

/// Which role they shall have.
#[derive(Debug)]
pub struct Roles {
    /// The question.
    pub title: String,
    /// Which role is under the cursor, by its place in [`Role::ALL`].
    pub cursor: usize,
    ids: Vec<AccountId>,
}

impl Roles {
    /// For those accounts; of one, its name and the role that it has.
    pub fn new(ids: Vec<AccountId>, one: Option<(&str, Role)>) -> Self {
        let title = match one {
            Some((name, _)) => format!("Which role for {name}?"),
            None => format!("Which role for {}?", words::accounts(ids.len())),
        };
        let cursor = one.and_then(|(_, role)| Role::ALL.iter().position(|other| *other == role)).unwrap_or(0);
        Self { title, cursor, ids }
    }

    pub(super) fn command(&mut self, command: Command) -> Outcome {
        let last = Role::ALL.len() - 1;
        match command {
            Command::Up => self.cursor = self.cursor.saturating_sub(1),
            Command::Down => self.cursor = (self.cursor + 1).min(last),
            Command::First => self.cursor = 0,
            Command::Last => self.cursor = last,
            Command::Open => return self.choose(self.cursor),
            _ => {}
        }
        Outcome::Open
    }

    pub(super) fn input(&mut self, input: &Input) -> Outcome {
        match input {
            Input::Hit(Hit::Line(at)) => self.choose(*at),
            Input::Scroll { down } => self.command(if *down { Command::Down } else { Command::Up }),
            _ => Outcome::Open,
        }
    }

    fn choose(&mut self, at: usize) -> Outcome {
        let Some(role) = Role::ALL.get(at) else { return Outcome::Open };
        Outcome::Yes(Question::Act(Act::SetRole(*role), mem::take(&mut self.ids)))
    }
}

/// What a small form asks for.
#[derive(Debug)]
enum Wanted {
    /// The dates. What was there is kept to the moment where its day is not changed.
    Dates { was: Validity, now: Timestamp },
    /// The note.
    Note,
}

/// The dates of accounts, or the note on them.
#[derive(Debug)]
pub struct Details {
    /// The question.
    pub title: String,
    /// The form.
    pub form: Form,
    wanted: Wanted,
    ids: Vec<AccountId>,
}

impl Details {
    /// Asks for dates; `was` is what one account has.
    pub fn dates(ids: Vec<AccountId>, name: Option<&str>, was: Validity, now: Timestamp) -> Self {
        let [from, until] = was.days();
        let fields = vec![
            Field::text_with("First day", "2026-12-31, or +30d from today; empty: at once", &from),
            Field::text_with("Last day", "2026-12-31, or +30d from today; empty: no end", &until),
        ];
        let title = format!("When {} good", whom(name, ids.len(), "is", "are"));
        Self { title, form: Form::new(fields, "Set the dates"), wanted: Wanted::Dates { was, now }, ids }
    }

    /// Asks for a note; `was` is the one that there is.
    pub fn note(ids: Vec<AccountId>, name: Option<&str>, was: &str) -> Self {
        let fields = vec![Field::text_with("Note", "one line, seen by staff only; empty takes it away", was)];
        let title = format!("Note on {}", whom(name, ids.len(), "", ""));
        Self { title: title.trim().to_owned(), form: Form::new(fields, "Set the note"), wanted: Wanted::Note, ids }
    }

    pub(super) fn command(&mut self, command: Command) -> Outcome {
        let event = self.form.command(command);
        self.event(event)
    }

    pub(super) fn input(&mut self, input: &Input) -> Outcome {
        let event = self.form.input(input);
        self.event(event)
    }

    fn event(&mut self, event: FormEvent) -> Outcome {
        if event != FormEvent::Submit {
            return Outcome::Open;
        }
        let act = match self.wanted {
            Wanted::Dates { was, now } => self.read_dates(was, now).map(Act::SetValidity),
            Wanted::Note => self.read_note().map(Act::SetNote),
        };
        self.form.focus_first_error();
        act.map_or(Outcome::Open, |act| Outcome::Yes(Question::Act(act, mem::take(&mut self.ids))))
    }

    fn read_dates(&mut self, was: Validity, now: Timestamp) -> Option<Validity> {
        let typed = [self.form.text(0), self.form.text(1)];
        match Validity::parse(typed[0], typed[1], now) {
            Ok(read) => {
                let [from, until] = was.days();
                let from = if typed[0] == from { was.from } else { read.from };
                Some(Validity { from, until: if typed[1] == until { was.until } else { read.until } })
            }
            Err(error) => {
                let at = usize::from(error != ValidityError::From);
                self.form.set_error(at, Some(error.to_string()));
                None
            }
        }
    }

    fn read_note(&mut self) -> Option<StaffNote> {
        match StaffNote::parse(self.form.text(0)) {
            Ok(note) => Some(note),
            Err(error) => {
                self.form.set_error(0, Some(error.to_string()));
                None
            }
        }
    }
}

fn whom(name: Option<&str>, count: usize, is: &str, are: &str) -> String {
    match name {
        Some(name) => format!("{name} {is}"),
        None => format!("{} {are}", words::accounts(count)),
    }
}

/// What came of an act on many.
#[derive(Debug)]
pub struct Told {
    /// The report.
    pub report: Arc<Report>,
    /// The first line on the screen.
    pub top: usize,
}

impl Told {
    /// From its start.
    pub fn new(report: Arc<Report>) -> Self {
        Self { report, top: 0 }
    }

    pub(super) fn command(&mut self, command: Command) -> Outcome {
        // More than all lines that there can be: two for each reason, and a few.
        const END: usize = 40;
        match command {
            Command::Up => self.top = self.top.saturating_sub(1),
            Command::Down => self.top = (self.top + 1).min(END),
            Command::PageUp => self.top = self.top.saturating_sub(5),
            Command::PageDown => self.top = (self.top + 5).min(END),
            Command::Open => return Outcome::Closed,
            Command::SaveReport => return Outcome::Yes(Question::SaveReport(Arc::clone(&self.report))),
            _ => {}
        }
        Outcome::Open
    }
}
