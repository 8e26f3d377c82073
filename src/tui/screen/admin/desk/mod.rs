//! Today at a glance: each line opens the place that it speaks of.

pub mod view;

use crate::auth::desk::DeskView;
use crate::domain::{AuditEntry, Party, Role, Seat};
use crate::tui::command::Command;
use crate::tui::effect::{Call, Reply, ReqId};
use crate::tui::form::Busy;
use crate::tui::shared::{Cx, Shared};

use super::super::{Next, led_away};
use super::goto::Goto;
use super::tab::TabState;

/// Today at a glance.
#[derive(Debug, Default)]
pub struct Desk {
    /// What is known of today; `None` before the first answer.
    pub view: Option<DeskView>,
    /// Why the last read failed, as a sentence.
    pub problem: Option<String>,
    cursor: usize,
    reading: Option<Busy>,
}

/// A line that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeskLine {
    /// How many accounts there are.
    Accounts,
    /// Who came today.
    Newcomers,
    /// Who waits to be let in.
    Waiting,
    /// Whose code was not typed yet.
    Parked,
    /// Letters that wait.
    Letters,
    /// Letters that were given up.
    Failed,
    /// Whose guesses are used up.
    Locked,
    /// Who is signed in at a seat.
    Seat(usize),
    /// Something that happened.
    Event(usize),
}

/// The lines that every house has, in their order.
const ALWAYS: [DeskLine; 7] = [
    DeskLine::Accounts,
    DeskLine::Newcomers,
    DeskLine::Waiting,
    DeskLine::Parked,
    DeskLine::Letters,
    DeskLine::Failed,
    DeskLine::Locked,
];

impl Desk {
    /// Every line there is, from the top.
    pub fn lines(&self) -> Vec<DeskLine> {
        let Some(view) = &self.view else { return Vec::new() };
        let seats = (0..view.seats.len()).map(DeskLine::Seat);
        let events = (0..view.recent.as_ref().map_or(0, Vec::len)).map(DeskLine::Event);
        ALWAYS.into_iter().chain(seats).chain(events).collect()
    }

    /// The number of the chosen line.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Where the chosen line leads.
    pub(super) fn leads_to(&self, role: Role) -> Option<Goto> {
        let view = self.view.as_ref()?;
        let audit = view.recent.is_some() && role == Role::Admin;
        Some(match self.lines().get(self.cursor)? {
            DeskLine::Accounts => Goto::accounts(""),
            DeskLine::Newcomers => Goto::accounts("created:<1d"),
            DeskLine::Waiting | DeskLine::Parked => Goto::Approvals,
            DeskLine::Letters => Goto::mail("queued"),
            DeskLine::Failed => Goto::mail("failed"),
            DeskLine::Locked => match view.locked.as_slice() {
                [] if audit => Goto::audit("event:\"had to wait\""),
                [] => return None,
                [(id, _)] => Goto::Page(*id),
                _ if audit => Goto::audit("event:\"had to wait\" since:1d"),
                [(_, name), ..] => Goto::accounts(name),
            },
            DeskLine::Seat(at) => Goto::accounts(&format!("seat:{}", quoted(seat_of(view, *at)?.as_str()))),
            DeskLine::Event(at) => of_event(view.recent.as_ref()?.get(*at)?),
        })
    }

    fn settle_cursor(&mut self) {
        self.cursor = self.cursor.min(self.lines().len().saturating_sub(1));
    }

    pub(super) fn reply(&mut self, cx: &mut Cx<'_>, id: ReqId, reply: Reply) -> Next {
        let Reply::Desk(answer) = reply else { return Next::Stay };
        if self.reading.take_if(|busy| busy.id == id).is_none() {
            return Next::Stay;
        }
        match answer {
            Ok(view) => {
                self.follow_line(&view);
                self.view = Some(view);
                self.problem = None;
            }
            Err(error) => {
                if let Some(next) = led_away(cx, &error) {
                    return next;
                }
                self.problem = Some(error.to_string());
            }
        }
        self.settle_cursor();
        Next::Stay
    }

    /// The cursor stays with its seat or its event.
    fn follow_line(&mut self, new: &DeskView) {
        let Some(old) = &self.view else { return };
        let place = match self.lines().get(self.cursor) {
            Some(DeskLine::Seat(at)) => {
                let seat = seat_of(old, *at).map(Seat::as_str);
                let found = new.seats.iter().position(|(other, _)| Some(other.as_str()) == seat);
                found.map(|at| ALWAYS.len() + at)
            }
            Some(DeskLine::Event(at)) => {
                let seq = old.recent.as_ref().and_then(|rows| rows.get(*at)).map(|row| row.seq);
                let found = new.recent.iter().flatten().position(|row| Some(row.seq) == seq);
                found.map(|at| ALWAYS.len() + new.seats.len() + at)
            }
            _ => None,
        };
        self.cursor = place.unwrap_or(self.cursor);
    }
}

fn seat_of(view: &DeskView, at: usize) -> Option<&Seat> {
    view.seats.get(at).map(|(seat, _)| seat)
}

/// A value of a search, in quotes where it has to be.
fn quoted(text: &str) -> String {
    if text.contains(char::is_whitespace) { format!("\"{text}\"") } else { text.to_owned() }
}

/// The account that an event is about; where it is about none, what else is known of that name.
fn of_event(entry: &AuditEntry) -> Goto {
    let known = |party: &&Party| party.id.is_some();
    match entry.subject.as_ref().filter(known).or(Some(&entry.actor).filter(known)).and_then(|party| party.id) {
        Some(id) => Goto::Page(id),
        None => {
            let name = entry.subject.as_ref().map_or(entry.actor.name.as_str(), |party| party.name.as_str());
            Goto::audit(&format!("account:{}", quoted(name)))
        }
    }
}

impl TabState for Desk {
    fn refresh(&mut self, cx: &mut Cx<'_>) {
        let since = cx.now();
        if let Some(id) = cx.call_as(Call::Desk) {
            let stale = self.reading.replace(Busy { id, since });
            cx.cancel(stale.map(|busy| busy.id));
        }
    }
    fn travel(&mut self, cx: &mut Cx<'_>, command: Command) {
        let page = usize::from(cx.shared.size().1).saturating_sub(6).max(1);
        match command {
            Command::Up => self.cursor = self.cursor.saturating_sub(1),
            Command::Down => self.cursor += 1,
            Command::PageUp => self.cursor = self.cursor.saturating_sub(page),
            Command::PageDown => self.cursor += page,
            Command::First => self.cursor = 0,
            Command::Last => self.cursor = usize::MAX,
            _ => {}
        }
        self.settle_cursor();
    }
    fn hit(&mut self, _cx: &mut Cx<'_>, at: usize) {
        self.cursor = at;
        self.settle_cursor();
    }
    fn settle(&mut self, _shared: &Shared) {}
    fn busy(&self) -> Option<Busy> {
        self.reading
    }
}
