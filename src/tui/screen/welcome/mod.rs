//! The first page: four ways in.

pub mod view;

use crate::auth::signup::Doors;
use crate::domain::SignUpMode;
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
    /// What has just come of something, as a sentence. It stands until something is opened.
    pub note: Option<&'static str>,
    /// It is being asked again, with what is known on the screen.
    asking: Option<ReqId>,
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

/// The ways in that there are under that rule, with the name and the remark of each.
pub fn ways(rule: SignUpMode) -> impl Iterator<Item = (Way, &'static str, &'static str)> {
    WAYS.into_iter().filter_map(move |(way, name, remark)| {
        let remark = match (way, rule) {
            (Way::SignUp, SignUpMode::Closed) => return None,
            (Way::SignUp, SignUpMode::Approve) => "New here? The staff let you in.",
            (Way::SignUp, SignUpMode::Invite) => "You have an invitation.",
            _ => remark,
        };
        Some((way, name, remark))
    })
}

impl Welcome {
    /// The first page of a house that is known to be open.
    pub fn open() -> Self {
        Self { house: House::Open, ..Self::default() }
    }

    /// The same, with what has just come of something.
    pub fn with_note(note: &'static str) -> Self {
        Self { note: Some(note), ..Self::open() }
    }

    fn ask(&mut self, cx: &mut Cx<'_>) {
        let id = cx.call(Call::Doors);
        self.house = House::Asked(Busy { id, since: cx.now() });
    }

    /// The core has said who may come in. The cursor stays where it was: on its way, if that is still there.
    fn take(&mut self, cx: &mut Cx<'_>, doors: &Doors) -> Next {
        let chosen = ways(cx.shared.sign_up).nth(self.cursor).map(|(way, ..)| way);
        cx.shared.take_doors(doors);
        let at = ways(doors.sign_up).position(|(way, ..)| Some(way) == chosen);
        self.cursor = at.unwrap_or(0);
        self.house = House::Open;
        match doors.needs_set_up {
            true => Next::Go(Screen::SignUp(signup::SignUp::new(signup::For::FirstAdmin))),
            false => Next::Stay,
        }
    }

    fn enter(&self, rule: SignUpMode) -> Next {
        match ways(rule).nth(self.cursor).map(|(way, ..)| way) {
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
        match self.house {
            House::Unknown => self.ask(cx),
            // The rule may be another one since the page was shown last.
            House::Open => self.asking = Some(cx.call(Call::Doors)),
            House::Asked(_) | House::Broken(_) => {}
        }
    }

    fn command(&mut self, cx: &mut Cx<'_>, command: Command) -> Next {
        let last = ways(cx.shared.sign_up).count().saturating_sub(1);
        match command {
            Command::Up => self.cursor = self.cursor.checked_sub(1).unwrap_or(last),
            Command::Down => self.cursor = if self.cursor >= last { 0 } else { self.cursor + 1 },
            Command::First => self.cursor = 0,
            Command::Last => self.cursor = last,
            Command::Open => match self.house {
                House::Open => return self.enter(cx.shared.sign_up),
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

    fn reply(&mut self, cx: &mut Cx<'_>, id: ReqId, reply: Reply) -> Next {
        let asked = matches!(self.house, House::Asked(busy) if busy.id == id);
        let again = self.asking.take_if(|asking| *asking == id).is_some();
        match reply {
            Reply::Doors(Ok(doors)) if asked || again => return self.take(cx, &doors),
            Reply::Doors(Err(error)) if asked => self.house = House::Broken(error.to_string()),
            Reply::Crashed if asked => self.house = House::Broken(super::CRASHED.to_owned()),
            // What was known before goes on; the core refuses what is no longer so.
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
