//! The screens: each its own state, with the messages it takes in.

use std::time::Instant;

use crate::auth::CallError;
use crate::auth::login::{Owed, SignedIn};
use crate::domain::MailStatus;

use super::acts::Progress;
use super::command::{Availability, Command, Place, Typing};
use super::effect::{Reply, ReqId};
use super::form::Form;
use super::msg::Input;
use super::overlay::Question;
use super::shared::{Cx, Shared};

pub mod admin;
pub mod login;
pub mod profile;
pub mod recover;
pub mod signup;
pub mod verify;
pub mod welcome;

/// The screen that is open. Closed: the list of all there are.
#[derive(Debug)]
pub enum Screen {
    /// The first page.
    Welcome(welcome::Welcome),
    /// A registration, or the first admin's.
    SignUp(signup::SignUp),
    /// Waiting for a code.
    Verify(verify::Verify),
    /// Signing in.
    Login(login::Login),
    /// A forgotten password.
    Recover(recover::Recover),
    /// One's own account.
    Profile(profile::Profile),
    /// Everybody's accounts.
    Admin(Box<admin::Admin>),
}

/// Where to go after a message.
#[derive(Debug)]
// One at a time is alive.
#[allow(clippy::large_enum_variant)]
pub enum Next {
    /// Nowhere.
    Stay,
    /// To the screen one came from.
    Back,
    /// To another screen.
    Go(Screen),
    /// In: somebody has signed in.
    In(SignedIn),
    /// To what has to be done before anything else.
    Owing(Owed),
    /// Out: the session is over. With the sentence that says why, if it was not asked for.
    Out(Option<String>),
}

/// What every screen can do. The defaults are for screens that don't.
pub trait ScreenState {
    /// Which commands can be given, the nearest place first.
    fn places(&self) -> Vec<Place>;
    /// What stands at the top left.
    fn title(&self, shared: &Shared) -> String;
    /// Whether a command can be given now.
    fn availability(&self, _shared: &Shared, _command: Command) -> Availability {
        Availability::Ready
    }
    /// Another verb for a command, where the state gives it one.
    fn label(&self, _command: Command) -> Option<&'static str> {
        None
    }
    /// The form that is open.
    fn form(&self) -> Option<&Form> {
        None
    }
    /// The form that is open, to be changed.
    fn form_mut(&mut self) -> Option<&mut Form> {
        None
    }
    /// Whether a field has focus.
    fn typing(&self) -> Typing {
        if self.form().is_some_and(Form::typing) { Typing::Text } else { Typing::No }
    }
    /// Whether a password is being typed.
    fn on_secret(&self) -> bool {
        self.form().is_some_and(Form::on_secret)
    }
    /// Whether nothing else may move on the screen, or be drawn over what stands there.
    fn quiet(&self) -> bool {
        self.on_secret()
    }
    /// It was opened.
    fn opened(&mut self, _cx: &mut Cx<'_>) {}
    /// A command was given.
    fn command(&mut self, cx: &mut Cx<'_>, command: Command) -> Next;
    /// Somebody did something that is no command.
    fn input(&mut self, _cx: &mut Cx<'_>, _input: &Input) -> Next {
        Next::Stay
    }
    /// The core answered.
    fn reply(&mut self, _cx: &mut Cx<'_>, _id: ReqId, _reply: Reply) -> Next {
        Next::Stay
    }
    /// That call was not made after all: somebody would not show the password again.
    fn called_off(&mut self, _cx: &mut Cx<'_>, id: ReqId) {
        if let Some(form) = self.form_mut() {
            form.answered(id);
        }
    }
    /// A question was answered with yes.
    fn answered(&mut self, _cx: &mut Cx<'_>, _question: Question) {}
    /// A letter has moved.
    fn mail(&mut self, _cx: &mut Cx<'_>, _status: &MailStatus) {}
    /// Somebody wrote into the database.
    fn changed(&mut self, _cx: &mut Cx<'_>) {}
    /// Whether it wants to be told.
    fn follows_changes(&self) -> bool {
        false
    }
    /// A deadline has come, or the size is new.
    fn wake(&mut self, _cx: &mut Cx<'_>) {}
    /// When it changes by itself, besides a shown password that is hidden again.
    fn deadline(&self, _shared: &Shared) -> Option<Instant> {
        None
    }
    /// The call under way, for the spinner.
    fn busy_since(&self) -> Option<Instant> {
        self.form().and_then(|form| form.busy).map(|busy| busy.since)
    }
    /// How far something has come that takes a while.
    fn progress(&self) -> Option<Progress> {
        None
    }
}

impl Screen {
    /// The state that is open.
    pub fn state(&self) -> &dyn ScreenState {
        match self {
            Self::Welcome(state) => state,
            Self::SignUp(state) => state,
            Self::Verify(state) => state,
            Self::Login(state) => state,
            Self::Recover(state) => state,
            Self::Profile(state) => state,
            Self::Admin(state) => state.as_ref(),
        }
    }

    /// The state that is open, to be changed.
    pub fn state_mut(&mut self) -> &mut dyn ScreenState {
        match self {
            Self::Welcome(state) => state,
            Self::SignUp(state) => state,
            Self::Verify(state) => state,
            Self::Login(state) => state,
            Self::Recover(state) => state,
            Self::Profile(state) => state,
            Self::Admin(state) => state.as_mut(),
        }
    }
}

/// What is said when a call broke down: a defect of ours.
pub const CRASHED: &str = "Something broke on our side. Nothing was changed; try once more, and tell the staff.";

/// Where a failed call with a session leads: out, if the session is over; to what the account owes. `None`: nowhere,
/// the sentence is to be said.
pub fn led_away(cx: &mut Cx<'_>, error: &CallError) -> Option<Next> {
    match error {
        CallError::SignedOut => Some(Next::Out(Some(error.to_string()))),
        CallError::SecondFactorFirst => Some(Next::Owing(Owed::SecondFactor)),
        CallError::PasswordFirst => Some(Next::Owing(Owed::Password)),
        CallError::ProveAgain => {
            // The two clocks differ. The next try asks for the password.
            cx.shared.forget_proof();
            None
        }
        _ => None,
    }
}

/// A call with a session failed: away, or the sentence at the foot of the screen.
pub fn trouble(cx: &mut Cx<'_>, error: &CallError) -> Next {
    led_away(cx, error).unwrap_or_else(|| {
        cx.bad(error.to_string());
        Next::Stay
    })
}
