//! What can lie over a screen: help, palette, a question. One at a time.

pub mod saved;
pub mod step_up;
pub mod view;

use std::time::Instant;

use tui_input::Input as Line;

use crate::auth::invites::MadeInvite;
use crate::auth::rescue::ResetCode;
use crate::auth::session;
use crate::domain::{AccountId, InviteId, PendingId, Role, SearchName};

use super::command::{Command, Place, Typing};
use super::form::{Form, text_key};
use super::msg::{Hit, Input};
use super::qr::Qr;

pub use saved::Saved;
pub use step_up::StepUp;

/// What lies over the screen.
#[derive(Debug)]
pub enum Overlay {
    /// What can be done here; filters as one types, Enter does it.
    Help(Chooser),
    /// Every command by its name.
    Palette(Chooser),
    /// A question.
    Ask(Ask),
    /// The password once more, before something dangerous.
    StepUp(Box<StepUp>),
    /// A code to be read out to somebody: whose, and the code.
    Code(String, ResetCode),
    /// The saved searches.
    Saved(Saved),
    /// An invitation that has just been made.
    Invited(Box<Invited>),
}

/// An invitation that has just been made, to be shown once.
#[derive(Debug)]
pub struct Invited {
    /// The invitation with its code.
    pub made: MadeInvite,
    /// The code for a phone.
    pub qr: Option<Qr>,
}

/// What a yes will do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Give an account another role.
    ChangeRole {
        /// Whose.
        id: AccountId,
        /// The version that was looked at.
        version: u32,
        /// The new role.
        role: Role,
    },
    /// Send a reset letter.
    SendReset {
        /// To whom.
        id: AccountId,
    },
    /// Delete an account; its name was typed.
    Delete {
        /// Whose.
        id: AccountId,
        /// What was typed.
        typed: String,
    },
    /// Make a code to be told to somebody.
    ResetCode {
        /// Whose.
        id: AccountId,
    },
    /// Turn somebody's two-factor sign-in off.
    ClearSecondFactor {
        /// Whose.
        id: AccountId,
    },
    /// End every session of an account.
    EndSessions {
        /// Whose.
        id: AccountId,
    },
    /// Let people in who wait.
    Approve {
        /// Whom.
        ids: Vec<PendingId>,
    },
    /// Take an invitation back.
    RevokeInvite {
        /// Which.
        id: InviteId,
    },
    /// Other recovery codes of one's own.
    RenewRecoveryCodes,
    /// Turn one's own two-factor sign-in off.
    RemoveSecondFactor,
    /// Search as was saved.
    OpenSearch {
        /// What is searched for.
        text: String,
    },
    /// Save the search that is open.
    SaveSearch {
        /// Under that name.
        name: SearchName,
    },
    /// Remove a saved search.
    RemoveSearch {
        /// Its name.
        name: SearchName,
    },
}

/// A list of commands that is filtered while typing.
#[derive(Debug, Default)]
pub struct Chooser {
    /// What is typed.
    pub filter: Line,
    /// The row under the cursor.
    pub cursor: usize,
}

/// A question with a verb and a Cancel.
#[derive(Debug)]
pub struct Ask {
    /// What is asked, as a title.
    pub title: String,
    /// What it means, a sentence a line.
    pub body: Vec<String>,
    /// The verb on the button.
    pub verb: &'static str,
    /// Which button has focus. Cancel at first.
    pub focus: Button,
    /// For what can't be undone: the name to be typed.
    pub type_name: Option<Line>,
    /// What a yes will do.
    pub question: Question,
}

/// Which button has focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Button {
    /// Leave everything as it is.
    Cancel,
    /// Do it.
    Do,
}

/// What an overlay answers to an input.
#[derive(Debug)]
pub enum Outcome {
    /// It stays.
    Open,
    /// It is closed; nothing is done.
    Closed,
    /// It is closed; the row with that number among the filtered ones is to be done.
    Run(usize),
    /// It is closed; the answer is yes.
    Yes(Question),
    /// It stays; that is to be shown to the core.
    Prove(session::StepUp),
}

impl Overlay {
    /// Which commands it takes.
    pub fn places(&self) -> Vec<Place> {
        match self {
            Self::Help(_) | Self::Palette(_) => vec![Place::Choosing],
            Self::Ask(_) => vec![Place::Asking],
            Self::StepUp(_) => vec![Place::Secret, Place::Form],
            Self::Code(..) | Self::Invited(_) => vec![Place::Telling],
            Self::Saved(_) => vec![Place::Saved, Place::Choosing],
        }
    }

    /// Another verb for a command.
    pub fn label(&self, command: Command) -> Option<&'static str> {
        match (command, self.form()) {
            (Command::Open, _) if matches!(self, Self::Saved(_)) => Some("search"),
            (Command::Enter, Some(form)) if form.enter_label() == form.button => Some("go on"),
            _ => None,
        }
    }

    /// The form in it.
    pub fn form(&self) -> Option<&Form> {
        match self {
            Self::StepUp(step_up) => Some(&step_up.form),
            _ => None,
        }
    }

    /// The form in it, to be changed.
    pub fn form_mut(&mut self) -> Option<&mut Form> {
        match self {
            Self::StepUp(step_up) => Some(&mut step_up.form),
            _ => None,
        }
    }

    /// Whether characters go into a field.
    pub fn typing(&self) -> Typing {
        match self {
            Self::Ask(Ask { type_name: None, .. }) | Self::Code(..) | Self::Invited(_) => Typing::No,
            Self::StepUp(step_up) if !step_up.form.typing() => Typing::No,
            _ => Typing::Text,
        }
    }

    /// A command was given.
    pub fn command(&mut self, command: Command, now: Instant) -> Outcome {
        match (self, command) {
            (_, Command::Back) | (Self::Code(..) | Self::Invited(_), Command::Open) => return Outcome::Closed,
            (Self::Saved(saved), command) => return saved.command(command),
            (Self::StepUp(step_up), command) => return step_up.command(command, now),
            (Self::Help(chooser) | Self::Palette(chooser), command) => match command {
                Command::Up => chooser.cursor = chooser.cursor.saturating_sub(1),
                Command::Down => chooser.cursor += 1,
                Command::PageUp => chooser.cursor = chooser.cursor.saturating_sub(10),
                Command::PageDown => chooser.cursor += 10,
                Command::Open => return Outcome::Run(chooser.cursor),
                _ => {}
            },
            (Self::Ask(ask), Command::NextField) => {
                ask.focus = match ask.focus {
                    Button::Cancel => Button::Do,
                    Button::Do => Button::Cancel,
                };
            }
            (Self::Ask(ask), Command::Open) => return ask.enter(),
            _ => {}
        }
        Outcome::Open
    }

    /// Something that is no command.
    pub fn input(&mut self, input: &Input) -> Outcome {
        match self {
            Self::Help(chooser) | Self::Palette(chooser) => match input {
                Input::Key(key) if text_key(&mut chooser.filter, *key, 40) => chooser.cursor = 0,
                Input::Scroll { down: true } => chooser.cursor += 1,
                Input::Scroll { down: false } => chooser.cursor = chooser.cursor.saturating_sub(1),
                Input::Hit(Hit::Line(at)) => return Outcome::Run(*at),
                _ => {}
            },
            Self::Ask(ask) => match (input, &mut ask.type_name) {
                (Input::Key(key), Some(name)) => {
                    text_key(name, *key, 64);
                }
                (Input::Hit(Hit::Field(0)), _) => return Outcome::Closed,
                (Input::Hit(Hit::Field(1)), _) => {
                    ask.focus = Button::Do;
                    return ask.enter();
                }
                _ => {}
            },
            Self::StepUp(step_up) => return step_up.input(input),
            Self::Saved(saved) => return saved.input(input),
            Self::Code(..) | Self::Invited(_) => {}
        }
        Outcome::Open
    }
}

impl Ask {
    /// Enter: what has focus is done. Where a name has to be typed, typing it is the consent.
    fn enter(&mut self) -> Outcome {
        match &self.type_name {
            Some(name) if name.value().is_empty() => Outcome::Open,
            Some(name) => {
                let typed = name.value().to_owned();
                match &self.question {
                    Question::Delete { id, .. } => Outcome::Yes(Question::Delete { id: *id, typed }),
                    other => Outcome::Yes(other.clone()),
                }
            }
            None if self.focus == Button::Do => Outcome::Yes(self.question.clone()),
            None => Outcome::Closed,
        }
    }
}
