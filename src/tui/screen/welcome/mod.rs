//! The first page: four ways in.

pub mod view;

use crate::tui::command::{Availability, Command, Place};
use crate::tui::effect::{Call, Reply, ReqId};
use crate::tui::form::Busy;
use crate::tui::msg::{Hit, Input};
use crate::tui::shared::{Cx, Shared};

use super::{Next, Screen, ScreenState, login, recover, signup, verify};

/// The first page.
#[derive(Debug, Default)]
pub struct Welcome {
    /// The line under the cursor.
    pub cursor: usize,
    /// What the house is like.
    pub house: House,
}

/// What is known of the house. Until it is known, nothing is offered.
#[derive(Debug, Default)]
pub enum House {
    /// The store is being opened.
    #[default]
    Unknown,
    /// It is being asked whether there is an account.
    Asked(Busy),
    /// There are accounts.
    Open,
    /// It could not be asked: why, as a sentence.
    Broken(String),
}

/// A way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Make an account.
    SignUp,
    /// Sign in.
    LogIn,
    /// Finish a sign-up.
    HaveCode,
    /// Forgot password.
    Recover,
}

/// The ways in, with the name and the remark of each.
pub const WAYS: [(Way, &str, &str); 4] = [
    (Way::SignUp, "Sign up", "New here? It takes two minutes."),
    (Way::LogIn, "Sign in", "You have an account."),
    (Way::HaveCode, "I have a code", "Use the code of a letter we sent."),
    (Way::Recover, "Forgot password", "Get a letter and choose a new one."),
];

impl Welcome {
    /// The first page of a house that is known to be open.
    pub fn open() -> Self {
        Self { cursor: 0, house: House::Open }
    }

    fn ask(&mut self, cx: &mut Cx<'_>) {
        let id = cx.call(Call::NeedsSetUp);
        self.house = House::Asked(Busy { id, since: cx.now() });
    }

    fn enter(&self) -> Next {
        match WAYS.get(self.cursor).map(|(way, ..)| *way) {
            Some(Way::SignUp) => Next::Go(Screen::SignUp(signup::SignUp::new(signup::For::Anybody))),
            Some(Way::LogIn) => Next::Go(Screen::Login(login::Login::default())),
            Some(Way::HaveCode) => Next::Go(Screen::Verify(verify::Verify::resume())),
            Some(Way::Recover) => Next::Go(Screen::Recover(recover::Recover::new())),
            None => Next::Stay,
        }
    }
}

impl ScreenState for Welcome {
    fn places(&self) -> Vec<Place> {
        vec![Place::Welcome, Place::Menu]
    }

    fn title(&self, _shared: &Shared) -> String {
        String::new()
    }

    fn availability(&self, _shared: &Shared, command: Command) -> Availability {
        match command {
            Command::Back => Availability::Hidden,
            _ => Availability::Ready,
        }
    }

    fn label(&self, command: Command) -> Option<&'static str> {
        match (command, &self.house) {
            (Command::Open, House::Broken(_)) => Some("try again"),
            _ => None,
        }
    }

    fn opened(&mut self, cx: &mut Cx<'_>) {
        if let House::Unknown = self.house {
            self.ask(cx);
        }
    }

    fn command(&mut self, cx: &mut Cx<'_>, command: Command) -> Next {
        let last = WAYS.len() - 1;
        match command {
            Command::Up => self.cursor = self.cursor.checked_sub(1).unwrap_or(last),
            Command::Down => self.cursor = if self.cursor >= last { 0 } else { self.cursor + 1 },
            Command::First => self.cursor = 0,
            Command::Last => self.cursor = last,
            Command::Open => match self.house {
                House::Open => return self.enter(),
                House::Broken(_) => self.ask(cx),
                House::Unknown | House::Asked(_) => {}
            },
            _ => {}
        }
        Next::Stay
    }

    fn input(&mut self, cx: &mut Cx<'_>, input: &Input) -> Next {
        if let Input::Hit(Hit::Line(at)) = input {
            self.cursor = *at;
            return self.command(cx, Command::Open);
        }
        Next::Stay
    }

    fn reply(&mut self, _cx: &mut Cx<'_>, id: ReqId, reply: Reply) -> Next {
        let House::Asked(busy) = self.house else { return Next::Stay };
        match reply {
            Reply::NeedsSetUp(answer) if busy.id == id => match answer {
                Ok(true) => return Next::Go(Screen::SignUp(signup::SignUp::new(signup::For::FirstAdmin))),
                Ok(false) => self.house = House::Open,
                Err(error) => self.house = House::Broken(error.to_string()),
            },
            Reply::Crashed if busy.id == id => self.house = House::Broken(super::CRASHED.to_owned()),
            _ => {}
        }
        Next::Stay
    }

    fn busy_since(&self) -> Option<std::time::Instant> {
        match self.house {
            House::Asked(busy) => Some(busy.since),
            _ => None,
        }
    }
}
