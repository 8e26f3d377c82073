//! Signing in.

pub mod view;

use crate::auth::challenge::Identifier;
use crate::auth::login::{Credentials, LogIn, LogInError};
use crate::tui::command::{Availability, Command, Place};
use crate::tui::effect::{Call, Reply, ReqId};
use crate::tui::form::{Field, Form, FormEvent};
use crate::tui::msg::Input;
use crate::tui::shared::{Cx, Shared};

use super::verify::Verify;
use super::{CRASHED, Next, Screen, ScreenState};

const WHO: usize = 0;
const PASSWORD: usize = 1;

/// The form to sign in. Nothing of a person is ever filled in beforehand.
#[derive(Debug)]
pub struct Login {
    /// The form.
    pub form: Form,
    /// What brought one here, as a sentence.
    pub note: Option<String>,
}

impl Default for Login {
    fn default() -> Self {
        let fields = vec![Field::text("Name", "username or email"), Field::password("Password", "")];
        Self { form: Form::new(fields, "Sign in"), note: None }
    }
}

impl Login {
    /// With a sentence above the form.
    pub fn with_note(note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..Self::default() }
    }

    fn event(&mut self, cx: &mut Cx<'_>, event: FormEvent) {
        if event != FormEvent::Submit {
            return;
        }
        for (at, error) in [(WHO, "Type your username or email."), (PASSWORD, "Type your password.")] {
            let empty = self.form.is_empty(at).then(|| error.to_owned());
            self.form.set_error(at, empty);
        }
        if self.form.focus_first_error() {
            return;
        }
        let who = Identifier::parse(self.form.text(WHO));
        let password = self.form.secret(PASSWORD);
        let id = cx.call(Call::LogIn(Credentials { who, password }));
        self.form.sent(id, cx.now());
    }
}

impl ScreenState for Login {
    fn places(&self) -> Vec<Place> {
        vec![Place::Secret, Place::Form]
    }

    fn title(&self, _shared: &Shared) -> String {
        "Sign in".to_owned()
    }

    fn availability(&self, _shared: &Shared, command: Command) -> Availability {
        match command {
            Command::Reveal if self.form.is_empty(PASSWORD) => Availability::Off("There is no password to show yet."),
            _ => Availability::Ready,
        }
    }

    fn label(&self, command: Command) -> Option<&'static str> {
        match command {
            Command::Enter if self.form.enter_label() == self.form.button => Some("sign in"),
            _ => None,
        }
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    fn command(&mut self, cx: &mut Cx<'_>, command: Command) -> Next {
        match command {
            Command::Back => return Next::Back,
            Command::Reveal => self.form.toggle_reveal(cx.now()),
            command => {
                let event = self.form.command(command);
                self.event(cx, event);
            }
        }
        Next::Stay
    }

    fn input(&mut self, cx: &mut Cx<'_>, input: &Input) -> Next {
        let event = self.form.input(input);
        self.event(cx, event);
        Next::Stay
    }

    fn reply(&mut self, _cx: &mut Cx<'_>, id: ReqId, reply: Reply) -> Next {
        if !self.form.answered(id) {
            return Next::Stay;
        }
        match reply {
            Reply::LogIn(Ok(LogIn::In(signed_in))) => return Next::In(signed_in),
            Reply::LogIn(Ok(LogIn::NeedsVerification(flow))) => {
                let note = "Your address has to be proved before you can sign in.";
                return Next::Go(Screen::Verify(Verify::of(flow).with_note(note)));
            }
            Reply::LogIn(Err(error)) => {
                if let LogInError::Refused = error {
                    self.form.clear(PASSWORD);
                    self.form.focus = PASSWORD;
                }
                self.form.problem = Some(error.to_string());
            }
            _ => self.form.problem = Some(CRASHED.to_owned()),
        }
        Next::Stay
    }
}
