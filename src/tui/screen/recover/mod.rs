//! Forgot password: a letter, or a code that the staff told; a new password. Nobody is signed in by it.

pub mod view;

use std::time::Instant;

use crate::auth::challenge::{Flow, Identifier, Proof, Target};
use crate::auth::policy::PasswordContext;
use crate::auth::recover::ResetError;
use crate::domain::text::clean_line;
use crate::domain::{MailStatus, Secret};
use crate::tui::codes::{factor_field, factor_of, letter_field, proof_of};
use crate::tui::command::{Availability, Command, Place};
use crate::tui::effect::{Call, Reply, ReqId};
use crate::tui::form::{Field, Form, FormEvent};
use crate::tui::meter::Meter;
use crate::tui::msg::Input;
use crate::tui::shared::{Cx, Shared};
use crate::tui::waiting::Waiting;

use super::login::Login;
use super::{CRASHED, Next, Screen, ScreenState};

/// A forgotten password.
#[derive(Debug)]
pub enum Recover {
    /// Whose?
    Ask(Form),
    /// Code and new password.
    Choose(Box<Choose>),
}

/// Code and new password.
#[derive(Debug)]
pub struct Choose {
    /// The challenge, where this screen knows it: a letter went out. Else the code came by another way, and the form
    /// begins with the name it is for.
    pub waiting: Option<Waiting>,
    /// The form.
    pub form: Form,
    /// The strength of the password.
    pub meter: Meter,
}

const WHO: usize = 0;

impl Choose {
    /// After a letter.
    fn of(flow: Flow) -> Box<Self> {
        Self::with(Some(Waiting::new(flow)), Vec::new())
    }

    /// With a code that is there already. Asking for a letter would make it void.
    fn by_name(name: &str) -> Box<Self> {
        let mut choose = Self::with(None, vec![Field::text_with("Name", "username or email", name)]);
        choose.form.focus = usize::from(!name.is_empty());
        choose
    }

    fn with(waiting: Option<Waiting>, mut fields: Vec<Field>) -> Box<Self> {
        let meter = Meter::new(fields.len() + 1);
        fields.push(letter_field());
        fields.push(Field::password("New password", "several words are easiest"));
        fields.push(Field::password("Again", "the same once more"));
        Box::new(Self { waiting, form: Form::new(fields, "Set the password"), meter })
    }

    /// The number of the field of the code.
    pub fn code(&self) -> usize {
        usize::from(self.waiting.is_none())
    }

    /// The number of the field of the new password.
    pub fn password(&self) -> usize {
        self.code() + 1
    }

    /// The number of the field of the second factor, if the account turned out to have one.
    pub fn factor(&self) -> Option<usize> {
        let at = self.password() + 2;
        (at < self.form.fields.len()).then_some(at)
    }

    fn who(&self) -> Identifier {
        match &self.waiting {
            Some(waiting) => Identifier::parse(&waiting.flow.sent_to),
            None => Identifier::parse(&clean_line(self.form.text(WHO), 254)),
        }
    }

    fn context(&self) -> PasswordContext {
        match self.who() {
            Identifier::Username(username) => {
                PasswordContext { username: Some(username), ..PasswordContext::default() }
            }
            Identifier::Email(email) => PasswordContext { email: Some(email), ..PasswordContext::default() },
            Identifier::Nobody => PasswordContext::default(),
        }
    }

    fn submit(&mut self, cx: &mut Cx<'_>) {
        let (code, password) = (self.code(), self.password());
        self.meter.check(&mut self.form);
        let proof = proof_of(&mut self.form, code);
        let factor = self.factor().and_then(|at| factor_of(&mut self.form, at));
        // A token says itself whom it is for.
        if self.waiting.is_none() && self.form.is_empty(WHO) && !matches!(proof, Some(Proof::Token(_))) {
            self.form.set_error(WHO, Some("Type the username or email that the code is for.".to_owned()));
        }
        if self.form.focus_first_error() {
            return;
        }
        if let Some(proof) = proof {
            let target = match &self.waiting {
                Some(waiting) => Target::Flow(waiting.flow.challenge),
                None => Target::Who(self.who()),
            };
            let password = self.form.secret(password);
            let id = cx.call(Call::FinishReset { target, proof, password, factor });
            self.form.sent(id, cx.now());
        }
    }

    fn event(&mut self, cx: &mut Cx<'_>, event: FormEvent) {
        match event {
            FormEvent::Changed(at) if at == self.password() => {
                let context = self.context();
                self.meter.changed(cx, &self.form, context);
            }
            FormEvent::Submit => self.submit(cx),
            _ => {}
        }
    }

    fn refused(&mut self, cx: &Cx<'_>, error: &ResetError) {
        let code = self.code();
        match error {
            ResetError::Proof(refused) => {
                self.form.set_error(code, Some(refused.to_string()));
                self.form.focus = code;
            }
            ResetError::Password(problem) => self.meter.refused(&mut self.form, problem),
            // The proof is still good: everything that was typed stays.
            ResetError::NeedsFactor => {
                let at = self.factor().unwrap_or_else(|| {
                    self.form.fields.push(factor_field());
                    self.form.fields.len() - 1
                });
                self.form.problem = Some(error.to_string());
                self.form.focus = at;
            }
            ResetError::WrongFactor => match self.factor() {
                Some(at) => self.form.refuse(at, error.to_string()),
                None => self.form.problem = Some(error.to_string()),
            },
            ResetError::Wait { seconds } => self.form.wait(cx.now(), *seconds),
            ResetError::Exhausted => self.form.problem = Some(error.to_string()),
            ResetError::Call(error) => self.form.problem = Some(error.to_string()),
        }
    }

    fn reply(&mut self, cx: &mut Cx<'_>, id: ReqId, reply: Reply) -> Next {
        let context = self.context();
        let reply = match &mut self.waiting {
            Some(waiting) => waiting.reply(cx, id, reply),
            None => Some(reply),
        };
        let reply = reply.and_then(|reply| self.meter.reply(cx, &mut self.form, context, id, reply));
        let Some(reply) = reply.filter(|_| self.form.answered(id)) else { return Next::Stay };
        match reply {
            Reply::FinishReset(Ok(())) => {
                let note = "Your new password is set. Sign in with it.";
                return Next::Go(Screen::Login(Login::with_note(note)));
            }
            Reply::FinishReset(Err(error)) => self.refused(cx, &error),
            _ => self.form.problem = Some(CRASHED.to_owned()),
        }
        Next::Stay
    }
}

impl Recover {
    /// From the start.
    pub fn new() -> Self {
        Self::Ask(Form::new(vec![Field::text("Name", "username or email")], "Send a letter"))
    }

    /// With a code that has proved right already.
    pub fn with_proof(flow: Flow, typed: &Secret) -> Self {
        let mut choose = Choose::of(flow);
        choose.form.set_secret(choose.code(), typed);
        choose.form.focus = choose.password();
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

    fn waiting(&self) -> Option<&Waiting> {
        match self {
            Self::Ask(_) => None,
            Self::Choose(choose) => choose.waiting.as_ref(),
        }
    }

    fn waiting_mut(&mut self) -> Option<&mut Waiting> {
        match self {
            Self::Ask(_) => None,
            Self::Choose(choose) => choose.waiting.as_mut(),
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
                let typed = clean_line(form.text(0), 254);
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
            Self::Choose(choose) if choose.waiting.is_none() => {
                vec![Place::NewPassword, Place::Secret, Place::Form]
            }
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
            (Command::Resend, Self::Choose(choose)) => match &choose.waiting {
                Some(waiting) if waiting.resend_seconds(shared.now.wall) > 0 => {
                    Availability::Off("A letter went out a moment ago. Wait until the minute is over.")
                }
                Some(_) => Availability::Ready,
                None => Availability::Hidden,
            },
            (Command::Reveal, Self::Choose(choose)) if choose.form.is_empty(choose.password()) => {
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
        if let Some(waiting) = self.waiting_mut() {
            waiting.opened(cx);
        }
    }

    fn command(&mut self, cx: &mut Cx<'_>, command: Command) -> Next {
        match (command, &mut *self) {
            (Command::Back, _) => return Next::Back,
            (Command::HaveCode, Self::Ask(form)) => *self = Self::Choose(Choose::by_name(form.text(0))),
            (Command::Resend, _) => {
                if let Some(waiting) = self.waiting_mut() {
                    waiting.resend(cx);
                }
            }
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
                        *self = Self::Choose(Choose::of(flow));
                        self.opened(cx);
                    }
                    Reply::RequestReset(Err(error)) => form.problem = Some(error.to_string()),
                    _ => form.problem = Some(CRASHED.to_owned()),
                }
            }
            Self::Choose(choose) => return choose.reply(cx, id, reply),
        }
        Next::Stay
    }

    fn mail(&mut self, _cx: &mut Cx<'_>, status: &MailStatus) {
        if let Some(waiting) = self.waiting_mut() {
            waiting.mail(status);
        }
    }

    fn wake(&mut self, cx: &mut Cx<'_>) {
        if let Some(waiting) = self.waiting_mut() {
            waiting.wake(cx);
        }
    }

    fn deadline(&self, shared: &Shared) -> Option<Instant> {
        self.waiting().and_then(|waiting| waiting.deadline(shared))
    }

    fn busy_since(&self) -> Option<Instant> {
        let resending = self.waiting().and_then(|waiting| waiting.resending);
        self.open_form().busy.or(resending).map(|busy| busy.since)
    }
}
