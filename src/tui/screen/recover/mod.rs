//! Forgot password: a letter, a code, a new password. Nobody is signed in by it.

pub mod view;

use std::time::Instant;

use crate::auth::challenge::{Flow, Identifier, Target};
use crate::auth::policy::PasswordContext;
use crate::auth::recover::ResetError;
use crate::domain::{MailStatus, Secret};
use crate::tui::command::{Availability, Command, Place};
use crate::tui::effect::{Call, Reply, ReqId};
use crate::tui::form::{Field, Form, FormEvent};
use crate::tui::meter::Meter;
use crate::tui::msg::Input;
use crate::tui::shared::{Cx, Shared};
use crate::tui::waiting::Waiting;

use super::login::Login;
use super::verify::{Verify, proof_of};
use super::{CRASHED, Next, Screen, ScreenState};

/// A forgotten password.
#[derive(Debug)]
pub enum Recover {
    /// Whose?
    Ask(Form),
    /// The letter is out: code and new password.
    Choose(Box<Choose>),
}

/// Code and new password.
#[derive(Debug)]
pub struct Choose {
    /// The challenge.
    pub waiting: Waiting,
    /// The form.
    pub form: Form,
    /// The strength of the password.
    pub meter: Meter,
}

const CODE: usize = 0;
const PASSWORD: usize = 1;

impl Choose {
    fn new(flow: Flow) -> Box<Self> {
        let fields = vec![
            Field::code("Code", "like BCDF-GHJK; or paste the long token"),
            Field::password("New password", "several words are easiest"),
            Field::password("Again", "the same once more"),
        ];
        let form = Form::new(fields, "Set the password");
        Box::new(Self { waiting: Waiting::new(flow), form, meter: Meter::new(PASSWORD) })
    }

    fn context(&self) -> PasswordContext {
        match Identifier::parse(&self.waiting.flow.sent_to) {
            Identifier::Username(username) => {
                PasswordContext { username: Some(username), ..PasswordContext::default() }
            }
            Identifier::Email(email) => PasswordContext { email: Some(email), ..PasswordContext::default() },
            Identifier::Nobody => PasswordContext::default(),
        }
    }

    fn submit(&mut self, cx: &mut Cx<'_>) {
        self.meter.check(&mut self.form);
        let proof = proof_of(&mut self.form, CODE);
        if self.form.focus_first_error() {
            return;
        }
        if let Some(proof) = proof {
            let (target, password) = (Target::Flow(self.waiting.flow.challenge), self.form.secret(PASSWORD));
            let id = cx.call(Call::FinishReset { target, proof, password, factor: None });
            self.form.sent(id, cx.now());
        }
    }

    fn event(&mut self, cx: &mut Cx<'_>, event: FormEvent) {
        match event {
            FormEvent::Changed(PASSWORD) => {
                let context = self.context();
                self.meter.changed(cx, &self.form, context);
            }
            FormEvent::Submit => self.submit(cx),
            _ => {}
        }
    }
}

impl Recover {
    /// From the start.
    pub fn new() -> Self {
        Self::Ask(Form::new(vec![Field::text("Name", "username or email")], "Send a letter"))
    }

    /// With a code that has proved right already.
    pub fn with_proof(flow: Flow, typed: &Secret) -> Self {
        let mut choose = Choose::new(flow);
        choose.form.set_secret(CODE, typed);
        choose.form.focus = PASSWORD;
        Self::Choose(choose)
    }

    /// The form on the screen.
    pub fn open_form(&self) -> &Form {
        match self {
            Self::Ask(form) => form,
            Self::Choose(choose) => &choose.form,
        }
    }

    fn open_form_mut(&mut self) -> &mut Form {
        match self {
            Self::Ask(form) => form,
            Self::Choose(choose) => &mut choose.form,
        }
    }

    fn event(&mut self, cx: &mut Cx<'_>, event: FormEvent) {
        match self {
            Self::Choose(choose) => choose.event(cx, event),
            Self::Ask(form) if event == FormEvent::Submit => {
                if form.is_empty(0) {
                    form.set_error(0, Some("Type your username or email.".to_owned()));
                    return;
                }
                let typed = crate::domain::text::clean_line(form.text(0), 254);
                let id = cx.call(Call::RequestReset { who: Identifier::parse(&typed), typed });
                form.sent(id, cx.now());
            }
            Self::Ask(_) => {}
        }
    }
}

impl Default for Recover {
    fn default() -> Self {
        Self::new()
    }
}

impl ScreenState for Recover {
    fn places(&self) -> Vec<Place> {
        match self {
            Self::Ask(_) => vec![Place::Recover, Place::Form],
            Self::Choose(_) => vec![Place::Code, Place::NewPassword, Place::Secret, Place::Form],
        }
    }

    fn title(&self, _shared: &Shared) -> String {
        match self {
            Self::Ask(_) => "Forgot password",
            Self::Choose(_) => "Choose a new password",
        }
        .to_owned()
    }

    fn availability(&self, shared: &Shared, command: Command) -> Availability {
        match (command, self) {
            (Command::FixAddress, _) => Availability::Hidden,
            (Command::Resend, Self::Choose(choose)) if choose.waiting.resend_seconds(shared.now.wall) > 0 => {
                Availability::Off("A letter went out a moment ago. Wait until the minute is over.")
            }
            (Command::Reveal, Self::Choose(choose)) if choose.form.is_empty(PASSWORD) => {
                Availability::Off("There is no password to show yet.")
            }
            _ => Availability::Ready,
        }
    }

    fn label(&self, command: Command) -> Option<&'static str> {
        match command {
            Command::Enter if self.open_form().enter_label() == self.open_form().button => Some(match self {
                Self::Ask(_) => "send a letter",
                Self::Choose(_) => "set the password",
            }),
            Command::Suggest => Some("suggest a password"),
            _ => None,
        }
    }

    fn form(&self) -> Option<&Form> {
        Some(self.open_form())
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(self.open_form_mut())
    }

    fn opened(&mut self, cx: &mut Cx<'_>) {
        if let Self::Choose(choose) = self {
            choose.waiting.opened(cx);
        }
    }

    fn command(&mut self, cx: &mut Cx<'_>, command: Command) -> Next {
        match (command, &mut *self) {
            (Command::Back, _) => return Next::Back,
            (Command::HaveCode, _) => return Next::Go(Screen::Verify(Verify::resume())),
            (Command::Resend, Self::Choose(choose)) => choose.waiting.resend(cx),
            (Command::Suggest, Self::Choose(choose)) if choose.form.busy.is_none() => choose.meter.suggest(cx),
            (Command::Reveal, Self::Choose(choose)) => choose.form.toggle_reveal(cx.now()),
            (command, _) => {
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
        match self {
            Self::Ask(form) => {
                if !form.answered(id) {
                    return Next::Stay;
                }
                match reply {
                    Reply::RequestReset(Ok(flow)) => {
                        let mut choose = Choose::new(flow);
                        choose.waiting.opened(cx);
                        *self = Self::Choose(choose);
                    }
                    Reply::RequestReset(Err(error)) => form.problem = Some(error.to_string()),
                    _ => form.problem = Some(CRASHED.to_owned()),
                }
            }
            Self::Choose(choose) => {
                let context = choose.context();
                let Choose { waiting, form, meter } = choose.as_mut();
                let Some(reply) = waiting.reply(cx, id, reply) else { return Next::Stay };
                let Some(reply) = meter.reply(cx, form, context, id, reply) else { return Next::Stay };
                if !form.answered(id) {
                    return Next::Stay;
                }
                match reply {
                    Reply::FinishReset(Ok(())) => {
                        let note = "Your new password is set. Sign in with it.";
                        return Next::Go(Screen::Login(Login::with_note(note)));
                    }
                    Reply::FinishReset(Err(ResetError::Proof(refused))) => {
                        form.set_error(CODE, Some(refused.to_string()));
                        form.focus = CODE;
                    }
                    Reply::FinishReset(Err(ResetError::Password(problem))) => meter.refused(form, &problem),
                    Reply::FinishReset(Err(error)) => form.problem = Some(error.to_string()),
                    _ => form.problem = Some(CRASHED.to_owned()),
                }
            }
        }
        Next::Stay
    }

    fn mail(&mut self, _cx: &mut Cx<'_>, status: &MailStatus) {
        if let Self::Choose(choose) = self {
            choose.waiting.mail(status);
        }
    }

    fn wake(&mut self, cx: &mut Cx<'_>) {
        if let Self::Choose(choose) = self {
            choose.waiting.wake(cx);
        }
    }

    fn deadline(&self, shared: &Shared) -> Option<Instant> {
        match self {
            Self::Ask(_) => None,
            Self::Choose(choose) => choose.waiting.deadline(shared),
        }
    }

    fn busy_since(&self) -> Option<Instant> {
        let resending = match self {
            Self::Ask(_) => None,
            Self::Choose(choose) => choose.waiting.resending,
        };
        self.open_form().busy.or(resending).map(|busy| busy.since)
    }
}
