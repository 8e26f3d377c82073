//! The password once more, before something dangerous: the call waits here until it has been shown.

use std::time::Instant;

use crate::auth::login::{LogInError, Me};
use crate::auth::session;
use crate::tui::codes::{factor_field, factor_of};
use crate::tui::command::Command;
use crate::tui::effect::{Call, ReqId};
use crate::tui::form::{Field, Form, FormEvent};
use crate::tui::msg::Input;

use super::Outcome;

const PASSWORD: usize = 0;
const FACTOR: usize = 1;

/// A call that waits for the password.
#[derive(Debug)]
pub struct StepUp {
    /// The form.
    pub form: Form,
    /// The number under which the screen waits for the answer.
    pub id: ReqId,
    call: Call,
}

impl StepUp {
    /// For that call of that person.
    pub fn new(me: &Me, id: ReqId, call: Call) -> Self {
        let mut fields = vec![Field::password("Password", "")];
        if me.second_factor_since.is_some() {
            fields.push(factor_field());
        }
        Self { form: Form::new(fields, "Go on"), id, call }
    }

    /// The call, once it may go out.
    pub fn into_call(self) -> (ReqId, Call) {
        (self.id, self.call)
    }

    pub(super) fn command(&mut self, command: Command, now: Instant) -> Outcome {
        if command == Command::Reveal {
            self.form.toggle_reveal(now);
            return Outcome::Open;
        }
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
        if self.form.is_empty(PASSWORD) {
            self.form.set_error(PASSWORD, Some("Type your password.".to_owned()));
        }
        let factor = if self.form.fields.len() > FACTOR { factor_of(&mut self.form, FACTOR) } else { None };
        if self.form.focus_first_error() {
            return Outcome::Open;
        }
        Outcome::Prove(session::StepUp { password: self.form.secret(PASSWORD), factor })
    }

    /// It was not taken.
    pub fn refused(&mut self, now: Instant, error: &LogInError) {
        match error {
            LogInError::Refused => self.form.refuse(PASSWORD, "That is not your password.".to_owned()),
            // It was turned on elsewhere since this screen was read.
            LogInError::WrongFactor if self.form.fields.len() <= FACTOR => {
                self.form.fields.push(factor_field());
                self.form.focus = FACTOR;
            }
            LogInError::WrongFactor => self.form.refuse(FACTOR, error.to_string()),
            LogInError::Wait { seconds } => self.form.wait(now, *seconds),
            error => self.form.problem = Some(error.to_string()),
        }
    }
}
