//! What can lie over a screen: help, palette, a question. One at a time.

pub mod acts;
pub mod saved;
pub mod step_up;
pub mod view;

use std::sync::Arc;
use std::time::Instant;

use tui_input::Input as Line;

use crate::auth::act::Act;
use crate::auth::invites::MadeInvite;
use crate::auth::rescue::ResetCode;
use crate::auth::session;
use crate::domain::{AccountId, InviteId, PendingId, SearchName, Username};

use super::acts::{Names, Report};
use super::command::{Command, Place, Typing};
use super::form::{Form, text_key};
use super::msg::{Hit, Input};
use super::qr::Qr;

pub use acts::{Details, Roles, Told};
pub use saved::Saved;
pub use step_up::StepUp;

/// What lies over the screen.
#[derive(Debug)]
// One at a time is alive.
#[allow(clippy::large_enum_variant)]
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
    /// Which role accounts shall have.
    Roles(Roles),
    /// The dates of accounts, or the note on them.
    Details(Box<Details>),
    /// What came of an act on many.
    Told(Told),
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
    /// An act on accounts: what it will come to is shown first, where that is the custom.
    Act(Act, Vec<AccountId>),
    /// An act of which that was shown; with the names of the accounts.
    Sure(Act, Vec<AccountId>, Names),
    /// Save the report of an act.
    SaveReport(Arc<Report>),
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
    /// The verb on the button; `None`: there is nothing to do, and one button that closes.
    pub verb: Option<String>,
    /// Which button has focus. Cancel at first.
    pub focus: Button,
    /// For what can't be undone: what has to be typed.
    pub typed: Option<Typed>,
    /// What a yes will do.
    pub question: Question,
}

/// What has to be typed before something that can't be undone.
#[derive(Debug)]
pub struct Typed {
    /// What that is.
    pub wanted: Wanted,
    /// What is typed so far.
    pub line: Line,
    /// Why it is not that, as a sentence.
    pub error: Option<&'static str>,
}

/// What has to be typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The username of the one account.
    Username(String),
    /// The number of the many.
    Number(usize),
}

impl Typed {
    /// Nothing is typed yet.
    pub fn new(wanted: Wanted) -> Self {
        Self { wanted, line: Line::default(), error: None }
    }

    /// What stands before the field.
    pub fn label(&self) -> &'static str {
        match self.wanted {
            Wanted::Username(_) => "Username",
            Wanted::Number(_) => "How many",
        }
    }

    /// Whether it is what is wanted, however it is spelled; says why not.
    fn is_right(&mut self) -> bool {
        let typed = self.line.value().trim();
        let (right, error) = match &self.wanted {
            Wanted::Username(name) => {
                let same = typed.parse::<Username>().is_ok_and(|typed| typed.as_str() == name);
                (same, "Type the username exactly.")
            }
            Wanted::Number(number) => {
                let digits: String = typed.chars().filter(|c| !matches!(c, ',' | '.' | ' ')).collect();
                (digits == number.to_string(), "Type the number on the button.")
            }
        };
        self.error = (!right).then_some(error);
        right
    }
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
            Self::Roles(_) => vec![Place::Menu],
            Self::Details(_) => vec![Place::Form],
            Self::Told(_) => vec![Place::Reported, Place::Telling, Place::Reading],
            Self::Saved(_) => vec![Place::Saved, Place::Choosing],
        }
    }

    /// Another verb for a command.
    pub fn label(&self, command: Command) -> Option<&'static str> {
        match (command, self) {
            (Command::Open, Self::Saved(_)) => Some("search"),
            (Command::Enter, Self::StepUp(over)) if over.form.enter_label() == over.form.button => Some("go on"),
            (Command::Enter, Self::Details(over)) if over.form.enter_label() == over.form.button => Some("set"),
            (Command::Open, Self::Ask(ask)) if ask.verb.is_none() => Some("close"),
            (Command::Open, Self::Roles(_)) => Some("give it"),
            _ => None,
        }
    }

    /// The form in it.
    pub fn form(&self) -> Option<&Form> {
        match self {
            Self::StepUp(step_up) => Some(&step_up.form),
            Self::Details(details) => Some(&details.form),
            _ => None,
        }
    }

    /// The form in it, to be changed.
    pub fn form_mut(&mut self) -> Option<&mut Form> {
        match self {
            Self::StepUp(step_up) => Some(&mut step_up.form),
            Self::Details(details) => Some(&mut details.form),
            _ => None,
        }
    }

    /// Whether characters go into a field.
    pub fn typing(&self) -> Typing {
        match self {
            Self::Ask(Ask { typed: None, .. }) | Self::Code(..) | Self::Invited(_) | Self::Roles(_) | Self::Told(_) => {
                Typing::No
            }
            Self::StepUp(step_up) if !step_up.form.typing() => Typing::No,
            Self::Details(details) if !details.form.typing() => Typing::No,
            _ => Typing::Text,
        }
    }

    /// A command was given.
    pub fn command(&mut self, command: Command, now: Instant) -> Outcome {
        match (self, command) {
            (_, Command::Back) | (Self::Code(..) | Self::Invited(_), Command::Open) => return Outcome::Closed,
            (Self::Saved(saved), command) => return saved.command(command),
            (Self::StepUp(step_up), command) => return step_up.command(command, now),
            (Self::Roles(roles), command) => return roles.command(command),
            (Self::Details(details), command) => return details.command(command),
            (Self::Told(told), command) => return told.command(command),
            (Self::Help(chooser) | Self::Palette(chooser), command) => match command {
                Command::Up => chooser.cursor = chooser.cursor.saturating_sub(1),
                Command::Down => chooser.cursor += 1,
                Command::PageUp => chooser.cursor = chooser.cursor.saturating_sub(10),
                Command::PageDown => chooser.cursor += 10,
                Command::Open => return Outcome::Run(chooser.cursor),
                _ => {}
            },
            (Self::Ask(ask), Command::NextField) if ask.verb.is_some() => {
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
            Self::Ask(ask) => match (input, &mut ask.typed) {
                (Input::Key(key), Some(typed)) => {
                    let changed = text_key(&mut typed.line, *key, 64);
                    typed.error = typed.error.filter(|_| !changed);
                }
                (Input::Hit(Hit::Field(0)), _) => return Outcome::Closed,
                (Input::Hit(Hit::Field(1)), _) if ask.verb.is_some() => {
                    ask.focus = Button::Do;
                    return ask.enter();
                }
                _ => {}
            },
            Self::StepUp(step_up) => return step_up.input(input),
            Self::Roles(roles) => return roles.input(input),
            Self::Details(details) => return details.input(input),
            Self::Told(told) => {
                if let Input::Scroll { down } = input {
                    return told.command(if *down { Command::Down } else { Command::Up });
                }
            }
            Self::Saved(saved) => return saved.input(input),
            Self::Code(..) | Self::Invited(_) => {}
        }
        Outcome::Open
    }
}

impl Ask {
    /// A question, with Cancel focused.
    pub fn new(title: String, body: Vec<String>, verb: impl Into<String>, question: Question) -> Self {
        Self { title, body, verb: Some(verb.into()), focus: Button::Cancel, typed: None, question }
    }

    /// Enter: what has focus is done. Where something has to be typed, typing it is the consent.
    fn enter(&mut self) -> Outcome {
        let right = self.typed.as_mut().map(|typed| !typed.line.value().is_empty() && typed.is_right());
        match right {
            Some(true) => Outcome::Yes(self.question.clone()),
            Some(false) => Outcome::Open,
            None if self.focus == Button::Do && self.verb.is_some() => Outcome::Yes(self.question.clone()),
            None => Outcome::Closed,
        }
    }
}
