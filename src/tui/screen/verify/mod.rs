//! Check your mail: a code is typed, a token pasted, an address mended, a name chosen anew.

pub mod view;

use std::time::Instant;

use crate::auth::challenge::{Flow, Identifier, Proof, Target};
use crate::auth::verify::{Verified, VerifyError};
use crate::domain::{EmailAddress, MailStatus, Username};
use crate::tui::codes::{letter_field, proof_of};
use crate::tui::command::{Availability, Command, Place};
use crate::tui::effect::{Call, Reply, ReqId};
use crate::tui::form::{Field, Form, FormEvent};
use crate::tui::msg::Input;
use crate::tui::shared::{Cx, Shared};
use crate::tui::waiting::Waiting;

use super::login::Login;
use super::recover::Recover;
use super::welcome::Welcome;
use super::{CRASHED, Next, Screen, ScreenState};

/// Waiting for a code.
#[derive(Debug)]
pub struct Verify {
    /// What is asked for now.
    pub step: Step,
    /// The challenge, unless one came with a code alone.
    pub waiting: Option<Waiting>,
    /// What brought one here, as a sentence.
    pub note: Option<String>,
}

/// What is asked for now.
#[derive(Debug)]
pub enum Step {
    /// The code.
    Code(Form),
    /// Name and code: *I have a code*.
    WhoAndCode(Form),
    /// Another address.
    Address {
        /// The form.
        form: Form,
        /// The form of the code, to go back to.
        code: Form,
    },
    /// Another username: the wished one is taken. The proof is still good.
    Name {
        /// The form.
        form: Form,
        /// The form that holds the proof.
        code: Form,
    },
}

fn code_form() -> Form {
    Form::new(vec![letter_field()], "Verify")
}

impl Verify {
    /// For a challenge that has just been made.
    pub fn of(flow: Flow) -> Self {
        Self { step: Step::Code(code_form()), waiting: Some(Waiting::new(flow)), note: None }
    }

    /// *I have a code*: name and code, at any seat.
    pub fn resume() -> Self {
        let fields = vec![Field::text("Name", "the username or email of the letter"), letter_field()];
        Self { step: Step::WhoAndCode(Form::new(fields, "Go on")), waiting: None, note: None }
    }

    /// With a sentence above the form.
    #[must_use]
    pub fn with_note(mut self, note: &str) -> Self {
        self.note = Some(note.to_owned());
        self
    }

    /// The form on the screen.
    pub fn open_form(&self) -> &Form {
        match &self.step {
            Step::Code(form) | Step::WhoAndCode(form) | Step::Address { form, .. } | Step::Name { form, .. } => form,
        }
    }

    fn open_form_mut(&mut self) -> &mut Form {
        match &mut self.step {
            Step::Code(form) | Step::WhoAndCode(form) | Step::Address { form, .. } | Step::Name { form, .. } => form,
        }
    }

    fn submit(&mut self, cx: &mut Cx<'_>) {
        let flow = self.waiting.as_ref().map(|waiting| waiting.flow.challenge);
        let call = match &mut self.step {
            Step::Code(form) => proof_of(form, 0).zip(flow).map(|(proof, flow)| Call::Verify {
                target: Target::Flow(flow),
                proof,
                username: None,
            }),
            Step::WhoAndCode(form) => {
                let proof = proof_of(form, 1);
                // A token says itself whom it is for.
                let with_token = matches!(proof, Some(Proof::Token(_)));
                if form.is_empty(0) && !with_token {
                    form.set_error(0, Some("Type the username or email that the letter names.".to_owned()));
                }
                let who = Identifier::parse(form.text(0));
                if form.focus_first_error() {
                    None
                } else {
                    proof.map(|proof| Call::Verify { target: Target::Who(who), proof, username: None })
                }
            }
            Step::Address { form, .. } => match form.text(0).parse::<EmailAddress>() {
                Ok(email) => flow.map(|flow| Call::FixAddress(flow, email)),
                Err(error) => {
                    form.set_error(0, Some(error.to_string()));
                    None
                }
            },
            Step::Name { form, code } => match form.text(0).parse::<Username>() {
                Ok(username) => {
                    let at = code.fields.len().saturating_sub(1);
                    proof_of(code, at).zip(flow).map(|(proof, flow)| Call::Verify {
                        target: Target::Flow(flow),
                        proof,
                        username: Some(username),
                    })
                }
                Err(error) => {
                    form.set_error(0, Some(error.to_string()));
                    None
                }
            },
        };
        if let Some(call) = call {
            let id = cx.call(call);
            let now = cx.now();
            self.open_form_mut().sent(id, now);
        }
    }

    fn event(&mut self, cx: &mut Cx<'_>, event: FormEvent) {
        if event == FormEvent::Submit {
            self.submit(cx);
        }
    }

    fn verified(&mut self, verified: Verified) -> Next {
        match verified {
            Verified::Created { username } => {
                let note = format!("Welcome, {username}. Your account is ready: sign in now.");
                return Next::Go(Screen::Login(Login::with_note(note)));
            }
            Verified::Waiting { .. } => {
                // No name in it: the first page is everybody's.
                let note = "Your address is proved. The staff have to let you in now; a letter tells you when they \
                            have decided.";
                return Next::Go(Screen::Welcome(Welcome::with_note(note)));
            }
            Verified::UsernameTaken { flow, wished } => {
                let mut form = Form::new(vec![Field::text("Username", "3 to 32 letters and digits")], "Take this name");
                form.set_error(0, Some(format!("{wished} is taken. Choose another.")));
                // The code stays where it was typed; it is still good.
                let code = std::mem::replace(self.open_form_mut(), code_form());
                let code = match std::mem::replace(&mut self.step, Step::Code(code_form())) {
                    Step::Name { code, .. } => code,
                    _ => code,
                };
                self.step = Step::Name { form, code };
                self.waiting
                    .get_or_insert_with(|| Waiting::new(Flow { letter: None, ..flow.clone() }))
                    .flow
                    .challenge = flow.challenge;
            }
            Verified::ChoosePassword(flow) => {
                let form = self.open_form();
                let typed = form.secret(form.fields.len().saturating_sub(1));
                return Next::Go(Screen::Recover(Recover::with_proof(flow, &typed)));
            }
        }
        Next::Stay
    }

    fn refused(&mut self, error: &VerifyError) {
        let in_name_step = matches!(self.step, Step::Name { .. });
        let form = self.open_form_mut();
        match error {
            VerifyError::Proof(refused) if !in_name_step => {
                let at = form.fields.len().saturating_sub(1);
                // It won't be right the next time either.
                form.refuse(at, refused.to_string());
            }
            error => form.problem = Some(error.to_string()),
        }
    }
}

impl ScreenState for Verify {
    fn places(&self) -> Vec<Place> {
        match self.step {
            Step::Code(_) => vec![Place::Code, Place::Form],
            Step::WhoAndCode(_) | Step::Address { .. } | Step::Name { .. } => vec![Place::Form],
        }
    }

    fn title(&self, _shared: &Shared) -> String {
        match self.step {
            Step::Code(_) => "Check your mail",
            Step::WhoAndCode(_) => "I have a code",
            Step::Address { .. } => "Fix the address",
            Step::Name { .. } => "Choose another username",
        }
        .to_owned()
    }

    fn availability(&self, shared: &Shared, command: Command) -> Availability {
        match (command, &self.waiting) {
            (Command::Resend | Command::FixAddress, Some(waiting)) if waiting.resend_seconds(shared.now.wall) > 0 => {
                Availability::Off("A letter went out a moment ago. Wait until the minute is over.")
            }
            (Command::Resend | Command::FixAddress, None) => Availability::Hidden,
            _ => Availability::Ready,
        }
    }

    fn label(&self, command: Command) -> Option<&'static str> {
        match command {
            Command::Enter if self.open_form().enter_label() == self.open_form().button => Some(match self.step {
                Step::Code(_) => "verify",
                Step::WhoAndCode(_) => "go on",
                Step::Address { .. } => "send the letter",
                Step::Name { .. } => "take this name",
            }),
            Command::Back if matches!(self.step, Step::Code(_)) => Some("leave"),
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
        if let Some(waiting) = &mut self.waiting {
            waiting.opened(cx);
        }
    }

    fn command(&mut self, cx: &mut Cx<'_>, command: Command) -> Next {
        match command {
            Command::Back => {
                if let Step::Address { code, .. } = &mut self.step {
                    self.step = Step::Code(std::mem::replace(code, code_form()));
                    return Next::Stay;
                }
                return Next::Back;
            }
            Command::Resend => {
                if let Some(waiting) = &mut self.waiting {
                    waiting.resend(cx);
                }
            }
            Command::FixAddress => {
                if let (Step::Code(code), Some(waiting)) = (&mut self.step, &self.waiting) {
                    let field = Field::text_with("Email", "where the letter should go", &waiting.flow.sent_to);
                    let code = std::mem::replace(code, code_form());
                    self.step = Step::Address { form: Form::new(vec![field], "Send the letter there"), code };
                }
            }
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
        let reply = match &mut self.waiting {
            Some(waiting) => match waiting.reply(cx, id, reply) {
                Some(reply) => reply,
                None => return Next::Stay,
            },
            None => reply,
        };
        if !self.open_form_mut().answered(id) {
            return Next::Stay;
        }
        match reply {
            Reply::Verify(Ok(verified)) => return self.verified(verified),
            Reply::Verify(Err(error)) => self.refused(&error),
            Reply::FixAddress(Ok(flow)) => {
                let note = format!("The letter now goes to {}.", flow.sent_to);
                *self = Self::of(flow);
                self.opened(cx);
                cx.good(note);
            }
            Reply::FixAddress(Err(error)) => self.open_form_mut().problem = Some(error.to_string()),
            _ => self.open_form_mut().problem = Some(CRASHED.to_owned()),
        }
        Next::Stay
    }

    fn mail(&mut self, _cx: &mut Cx<'_>, status: &MailStatus) {
        if let Some(waiting) = &mut self.waiting {
            waiting.mail(status);
        }
    }

    fn wake(&mut self, cx: &mut Cx<'_>) {
        if let Some(waiting) = &mut self.waiting {
            waiting.wake(cx);
        }
    }

    fn deadline(&self, shared: &Shared) -> Option<Instant> {
        match (&self.step, &self.waiting) {
            (Step::Code(_), Some(waiting)) => waiting.deadline(shared),
            _ => None,
        }
    }

    fn busy_since(&self) -> Option<Instant> {
        let resending = self.waiting.as_ref().and_then(|waiting| waiting.resending);
        self.open_form().busy.or(resending).map(|busy| busy.since)
    }
}
