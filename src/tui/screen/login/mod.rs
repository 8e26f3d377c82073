//! Signing in: name and password, then the second factor of those who have one.

pub mod view;

use crate::auth::challenge::Identifier;
use crate::auth::login::{Credentials, LogIn, LogInError};
use crate::domain::Ticket;
use crate::tui::codes::{factor_field, factor_of};
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
    /// Name and password.
    pub first: Form,
    /// Once they were right, for an account with a second factor.
    pub second: Option<Second>,
    /// What brought one here, as a sentence.
    pub note: Option<String>,
}

/// The second step.
#[derive(Debug)]
pub struct Second {
    /// The code.
    pub form: Form,
    ticket: Ticket,
}

impl Default for Login {
    fn default() -> Self {
        let fields = vec![Field::text("Name", "username or email"), Field::password("Password", "")];
        Self { first: Form::new(fields, "Sign in"), second: None, note: None }
    }
}

impl Login {
    /// With a sentence above the form.
    pub fn with_note(note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..Self::default() }
    }

    fn open_form(&self) -> &Form {
        self.second.as_ref().map_or(&self.first, |second| &second.form)
    }

    fn open_form_mut(&mut self) -> &mut Form {
        self.second.as_mut().map_or(&mut self.first, |second| &mut second.form)
    }

    fn event(&mut self, cx: &mut Cx<'_>, event: FormEvent) {
        if event != FormEvent::Submit {
            return;
        }
        let call = match &mut self.second {
            None => credentials(&mut self.first).map(Call::LogIn),
            Some(Second { form, ticket }) => {
                factor_of(form, 0).map(|factor| Call::LogInSecond(ticket.duplicate(), factor))
            }
        };
        if let Some(call) = call {
            let id = cx.call(call);
            let now = cx.now();
            self.open_form_mut().sent(id, now);
        }
    }

    /// Back to name and password. The name stays.
    fn first_again(&mut self, problem: Option<String>) {
        self.second = None;
        self.first.focus = PASSWORD;
        self.first.problem = problem;
    }

    fn refused(&mut self, cx: &Cx<'_>, error: &LogInError) {
        match (error, &mut self.second) {
            (LogInError::Wait { seconds }, _) => self.open_form_mut().wait(cx.now(), *seconds),
            (LogInError::Refused, None) => {
                self.first.clear(PASSWORD);
                self.first_again(Some(error.to_string()));
            }
            (LogInError::WrongFactor, Some(second)) => second.form.refuse(0, error.to_string()),
            (LogInError::TicketOver | LogInError::Refused, Some(_)) => self.first_again(Some(error.to_string())),
            _ => self.open_form_mut().problem = Some(error.to_string()),
        }
    }
}

/// Name and password; says beside the fields what is missing.
fn credentials(form: &mut Form) -> Option<Credentials> {
    for (at, error) in [(WHO, "Type your username or email."), (PASSWORD, "Type your password.")] {
        let empty = form.is_empty(at).then(|| error.to_owned());
        form.set_error(at, empty);
    }
    if form.focus_first_error() {
        return None;
    }
    Some(Credentials { who: Identifier::parse(form.text(WHO)), password: form.secret(PASSWORD) })
}

impl ScreenState for Login {
    fn places(&self) -> Vec<Place> {
        match self.second {
            None => vec![Place::Secret, Place::Form],
            Some(_) => vec![Place::Form],
        }
    }

    fn title(&self, _shared: &Shared) -> String {
        "Sign in".to_owned()
    }

    fn availability(&self, _shared: &Shared, command: Command) -> Availability {
        match command {
            Command::Reveal if self.first.is_empty(PASSWORD) => Availability::Off("There is no password to show yet."),
            _ => Availability::Ready,
        }
    }

    fn label(&self, command: Command) -> Option<&'static str> {
        match command {
            Command::Enter if self.open_form().enter_label() == self.open_form().button => Some("sign in"),
            _ => None,
        }
    }

    fn form(&self) -> Option<&Form> {
        Some(self.open_form())
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(self.open_form_mut())
    }

    fn command(&mut self, cx: &mut Cx<'_>, command: Command) -> Next {
        match command {
            Command::Back => {
                // A session that is opened now would be nobody's.
                let asked = self.open_form_mut().busy.take();
                cx.cancel(asked.map(|busy| busy.id));
                if self.second.is_none() {
                    return Next::Back;
                }
                self.first_again(None);
            }
            Command::Reveal => self.first.toggle_reveal(cx.now()),
            command => {
                let event = self.open_form_mut().command(command);
                self.event(cx, event);
            }
        }
        Next::Stay
    }

    fn input(&mut self, cx: &mut Cx<'_>, input: &Input) -> Next {
        let event = self.open_form_mut().input(input);
        self.event(cx, event);
        Next::Stay
    }

    fn reply(&mut self, cx: &mut Cx<'_>, id: ReqId, reply: Reply) -> Next {
        if !self.open_form_mut().answered(id) {
            return Next::Stay;
        }
        match reply {
            Reply::LogIn(Ok(LogIn::In(signed_in))) | Reply::LogInSecond(Ok(signed_in)) => return Next::In(signed_in),
            Reply::LogIn(Ok(LogIn::NeedsVerification(flow))) => {
                let note = "Your address has to be proved before you can sign in.";
                return Next::Go(Screen::Verify(Verify::of(flow).with_note(note)));
            }
            Reply::LogIn(Ok(LogIn::NeedsSecondFactor(ticket))) => {
                // The ticket stands for the password from here on.
                self.first.clear(PASSWORD);
                self.note = None;
                self.second = Some(Second { form: Form::new(vec![factor_field()], "Sign in"), ticket });
            }
            Reply::LogIn(Ok(LogIn::Waits)) => {
                self.first.clear(PASSWORD);
                self.note = Some(
                    "Your password is right, but the staff have not let you in yet. A letter tells you when they have."
                        .to_owned(),
                );
            }
            Reply::LogIn(Err(error)) | Reply::LogInSecond(Err(error)) => self.refused(cx, &error),
            _ => self.open_form_mut().problem = Some(CRASHED.to_owned()),
        }
        Next::Stay
    }
}
