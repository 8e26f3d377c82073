//! Sign up; and, while no account exists, the first admin.

pub mod view;

use crate::auth::policy::{Backing, PasswordContext};
use crate::auth::setup::{SetUp, SetUpError};
use crate::auth::signup::SignUpError;
use crate::domain::{DisplayName, EmailAddress, InviteCode, SignUpMode, Username};
use crate::tui::command::{Availability, Command, Place};
use crate::tui::effect::{Call, Reply, ReqId};
use crate::tui::form::{Field, Form, FormEvent};
use crate::tui::meter::Meter;
use crate::tui::msg::Input;
use crate::tui::shared::{Cx, Shared};

use super::verify::Verify;
use super::{CRASHED, Next, Screen, ScreenState, login};

/// Whose account it becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    /// The first admin of a new house.
    FirstAdmin,
    /// Anybody at the desk.
    Anybody,
}

const USERNAME: usize = 0;
const EMAIL: usize = 1;
const NAME: usize = 2;
const PASSWORD: usize = 3;
/// The last field, where one has to be invited.
const INVITATION: usize = 5;

/// The form of a registration.
#[derive(Debug)]
pub struct SignUp {
    /// Whose.
    pub whose: For,
    /// The form.
    pub form: Form,
    /// The strength of the password.
    pub meter: Meter,
    asking: Option<ReqId>,
}

impl SignUp {
    /// An empty form.
    pub fn new(whose: For) -> Self {
        let fields = vec![
            Field::text("Username", "3 to 32 letters and digits, to sign in with"),
            Field::text("Email", "a code is sent there"),
            Field::text("Display name", "what to call you; may stay empty"),
            Field::password("Password", "several words are easiest"),
            Field::password("Again", "the same once more"),
        ];
        let button = match whose {
            For::FirstAdmin => "Make the first admin",
            For::Anybody => "Sign up",
        };
        Self { whose, form: Form::new(fields, button), meter: Meter::new(PASSWORD), asking: None }
    }

    /// The fields that the rule asks for. What is typed stays.
    fn fit(&mut self, rule: SignUpMode) {
        let invited = self.form.fields.len() > INVITATION;
        match (rule == SignUpMode::Invite && self.whose == For::Anybody, invited) {
            (true, false) => self.form.fields.push(Field::code("Invitation", "twelve letters, like BCDF-GHJK-LMNP")),
            (false, true) => {
                self.form.fields.truncate(INVITATION);
                self.form.focus = self.form.focus.min(INVITATION);
            }
            _ => {}
        }
    }

    /// The invitation that is typed, if one is asked for. `Err`: it is none, and that stands beside it now.
    fn invitation(&mut self) -> Result<Option<InviteCode>, ()> {
        if self.form.fields.len() <= INVITATION {
            return Ok(None);
        }
        let typed = InviteCode::parse(self.form.secret(INVITATION).expose());
        self.form.set_error(INVITATION, typed.as_ref().err().map(ToString::to_string));
        typed.map(Some).map_err(|_| ())
    }

    fn refused(&mut self, cx: &mut Cx<'_>, error: &SignUpError) {
        match error {
            SignUpError::Password(problem) => self.meter.refused(&mut self.form, problem),
            SignUpError::NotInvited => self.form.refuse(INVITATION, error.to_string()),
            SignUpError::InvitationNeeded => {
                cx.shared.sign_up = SignUpMode::Invite;
                self.fit(SignUpMode::Invite);
                self.form.set_error(INVITATION, Some(error.to_string()));
                self.form.focus = INVITATION;
            }
            SignUpError::Wait { seconds } => self.form.wait(cx.now(), *seconds),
            SignUpError::Closed { .. } => {
                cx.shared.sign_up = SignUpMode::Closed;
                self.form.problem = Some(error.to_string());
            }
            SignUpError::Call(_) => self.form.problem = Some(error.to_string()),
        }
    }

    fn context(&self) -> PasswordContext {
        PasswordContext {
            username: self.form.text(USERNAME).parse().ok(),
            email: self.form.text(EMAIL).parse().ok(),
            backing: Backing::Alone,
        }
    }

    /// Says beside the field what is wrong with it.
    fn check(&mut self, at: usize) {
        let error = match at {
            USERNAME => self.form.text(USERNAME).parse::<Username>().err().map(|error| error.to_string()),
            EMAIL => self.form.text(EMAIL).parse::<EmailAddress>().err().map(|error| error.to_string()),
            NAME => DisplayName::parse(self.form.text(NAME)).err().map(|error| error.to_string()),
            _ => return,
        };
        self.form.set_error(at, error);
    }

    fn submit(&mut self, cx: &mut Cx<'_>) {
        for at in [USERNAME, EMAIL, NAME] {
            self.check(at);
        }
        self.meter.check(&mut self.form);
        let invitation = self.invitation();
        if self.form.focus_first_error() {
            return;
        }
        let Ok(invite) = invitation else { return };
        let (Ok(username), Ok(email), Ok(display_name)) =
            (self.form.text(USERNAME).parse(), self.form.text(EMAIL).parse(), DisplayName::parse(self.form.text(NAME)))
        else {
            return;
        };
        let password = self.form.secret(PASSWORD);
        let call = match self.whose {
            For::FirstAdmin => Call::SetUp(SetUp { username, email, display_name, password }),
            For::Anybody => {
                Call::SignUp(crate::auth::signup::SignUp { username, email, display_name, password, invite })
            }
        };
        let id = cx.call(call);
        self.form.sent(id, cx.now());
    }

    fn event(&mut self, cx: &mut Cx<'_>, event: FormEvent) {
        match event {
            FormEvent::Changed(PASSWORD) => {
                let context = self.context();
                self.meter.changed(cx, &self.form, context);
            }
            // An empty field is no mistake until the form is sent.
            FormEvent::Left(at) if !self.form.is_empty(at) => match at {
                PASSWORD => {
                    self.meter.check(&mut self.form);
                    self.form.set_error(PASSWORD + 1, None);
                }
                at if at == PASSWORD + 1 => {
                    self.meter.check(&mut self.form);
                }
                INVITATION => {
                    let _ = self.invitation();
                }
                at => self.check(at),
            },
            FormEvent::Submit => self.submit(cx),
            FormEvent::Changed(_) | FormEvent::Left(_) | FormEvent::Nothing => {}
        }
    }
}

impl ScreenState for SignUp {
    fn places(&self) -> Vec<Place> {
        vec![Place::NewPassword, Place::Secret, Place::Form]
    }

    fn title(&self, _shared: &Shared) -> String {
        match self.whose {
            For::FirstAdmin => "Welcome to your new Vestibule".to_owned(),
            For::Anybody => "Sign up".to_owned(),
        }
    }

    fn availability(&self, _shared: &Shared, command: Command) -> Availability {
        match (command, self.whose) {
            (Command::Back, For::FirstAdmin) => Availability::Hidden,
            (Command::Reveal, _) if self.form.is_empty(PASSWORD) => {
                Availability::Off("There is no password to show yet.")
            }
            _ => Availability::Ready,
        }
    }

    fn label(&self, command: Command) -> Option<&'static str> {
        match command {
            Command::Enter if self.form.enter_label() == self.form.button && self.whose == For::Anybody => {
                Some("sign up")
            }
            Command::Enter if self.form.enter_label() == self.form.button => Some("make the admin"),
            Command::Suggest => Some("suggest a password"),
            _ => None,
        }
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    fn opened(&mut self, cx: &mut Cx<'_>) {
        if self.whose == For::Anybody {
            self.fit(cx.shared.sign_up);
            self.asking = Some(cx.call(Call::Doors));
        }
    }

    fn command(&mut self, cx: &mut Cx<'_>, command: Command) -> Next {
        match command {
            Command::Back => return Next::Back,
            Command::Suggest if self.form.busy.is_none() => self.meter.suggest(cx),
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

    fn reply(&mut self, cx: &mut Cx<'_>, id: ReqId, reply: Reply) -> Next {
        if self.asking.take_if(|asking| *asking == id).is_some() {
            if let Reply::Doors(Ok(doors)) = reply {
                cx.shared.take_doors(&doors);
                self.fit(doors.sign_up);
            }
            return Next::Stay;
        }
        let context = self.context();
        let Some(reply) = self.meter.reply(cx, &mut self.form, context, id, reply) else { return Next::Stay };
        if !self.form.answered(id) {
            return Next::Stay;
        }
        match reply {
            Reply::SignUp(Ok(flow)) => return Next::Go(Screen::Verify(Verify::of(flow))),
            Reply::SetUp(Err(SetUpError::Password(problem))) => self.meter.refused(&mut self.form, &problem),
            Reply::SignUp(Err(error)) => self.refused(cx, &error),
            Reply::SetUp(Ok(signed_in)) => {
                cx.good("This house is yours. A letter to prove your address is on its way: F2 opens your profile.");
                return Next::In(signed_in);
            }
            Reply::SetUp(Err(error @ SetUpError::AlreadySetUp)) => {
                cx.bad(error.to_string());
                return Next::Go(Screen::Login(login::Login::default()));
            }
            Reply::SetUp(Err(error)) => self.form.problem = Some(error.to_string()),
            _ => self.form.problem = Some(CRASHED.to_owned()),
        }
        Next::Stay
    }
}
