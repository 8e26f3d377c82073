//! Who waits for the staff: let in, turned down, noted; and, one page further, the invitations.

pub mod view;

use std::collections::BTreeSet;

use crate::auth::approvals::{Decided, Decision, Settled, Tell};
use crate::domain::{PendingId, PendingRow, StaffNote};
use crate::tui::command::{Availability, Command, Place};
use crate::tui::effect::{Call, Reply, ReqId};
use crate::tui::form::{Busy, Field, Form, FormEvent};
use crate::tui::list::Row;
use crate::tui::msg::Input;
use crate::tui::overlay::{Ask, Button, Overlay, Question};
use crate::tui::shared::{Cx, Shared};

use super::super::{CRASHED, Next, trouble};
use super::Searched;
use super::accounts::rows_with_pane;
use super::invites::Invites;
use super::own::OwnTab;
use super::searched::Left;
use super::tab::TabState;

impl Row for PendingRow {
    type Id = PendingId;
    fn id(&self) -> PendingId {
        self.id
    }
}

/// Most rows that are shown: those that wait longest.
pub const SHOWN: usize = 500;

/// Who waits for the staff.
#[derive(Debug, Default)]
pub struct Approvals {
    /// The list.
    pub found: Searched<PendingRow>,
    /// Those that are marked.
    pub marks: BTreeSet<PendingId>,
    /// What lies over the list.
    pub sheet: Sheet,
    acting: Option<Busy>,
}

/// What lies over the list.
#[derive(Debug, Default)]
pub enum Sheet {
    /// Nothing.
    #[default]
    None,
    /// Somebody is turned down: whom, and why.
    TurnDown(Vec<PendingId>, String, Form),
    /// Something is noted about somebody.
    Note(PendingId, String, Form),
    /// The invitations.
    Invites(Invites),
}

const REASON: usize = 0;
const LETTER: usize = 1;

impl Approvals {
    fn read(&mut self, cx: &mut Cx<'_>) {
        let piece = self.found.list.piece_first();
        self.found.read(cx, piece, |token, search, _| Call::Pending(token, search, SHOWN));
    }

    /// The list, whatever was open or searched for before.
    pub(super) fn look_at_all(&mut self) {
        self.sheet = Sheet::None;
        self.found.leave_search();
    }

    /// Whom an act is about: the marked ones, or the chosen one.
    fn chosen(&self) -> Vec<&PendingRow> {
        let marked: Vec<_> = self.found.list.rows().iter().filter(|row| self.marks.contains(&row.id)).collect();
        if marked.is_empty() { self.found.list.chosen().into_iter().collect() } else { marked }
    }

    /// By name, or by number.
    fn whom(rows: &[&PendingRow]) -> String {
        match rows {
            [one] => one.username.clone(),
            rows => format!("{} people", rows.len()),
        }
    }

    fn decide(&mut self, cx: &mut Cx<'_>, decision: Decision, ids: Vec<PendingId>) {
        let since = cx.now();
        self.acting = cx.call_as(|token| Call::Decide(token, decision, ids)).map(|id| Busy { id, since });
    }

    /// Lets in who has proved the address; asks first where somebody has not.
    fn approve(&mut self, cx: &mut Cx<'_>) {
        let rows = self.chosen();
        let ids: Vec<PendingId> = rows.iter().map(|row| row.id).collect();
        let unproved = rows.iter().filter(|row| row.parked.is_some()).count();
        let whom = Self::whom(&rows);
        if ids.is_empty() {
            return;
        }
        if unproved == 0 && ids.len() == 1 {
            return self.decide(cx, Decision::Approve, ids);
        }
        let mut body = Vec::new();
        if unproved > 0 {
            body.push(match (ids.len(), unproved) {
                (1, _) => "Nobody has proved the address yet. You vouch that you know who it is.".to_owned(),
                (_, 1) => "One of them has not proved the address yet. You vouch that you know who it is.".to_owned(),
                _ => format!("{unproved} of them have not proved the address yet. You vouch for each."),
            });
            body.push(
                "The account opens at once. A reset letter goes there only once the address is proved.".to_owned(),
            );
        } else {
            body.push("Each gets a letter that says so.".to_owned());
        }
        cx.shared.overlay = Some(Overlay::Ask(Ask {
            title: format!("Let {whom} in?"),
            body,
            verb: Some(if unproved > 0 { "Vouch and let in" } else { "Let in" }.to_owned()),
            focus: Button::Cancel,
            typed: None,
            question: Question::Approve { ids },
        }));
    }

    fn open_turn_down(&mut self) {
        let rows = self.chosen();
        if rows.is_empty() {
            return;
        }
        let (ids, whom) = (rows.iter().map(|row| row.id).collect(), Self::whom(&rows));
        let fields = vec![
            Field::text("Reason", "they read it; may stay empty"),
            Field::text_with("Letter", "yes or no: whether a letter tells them", "yes"),
        ];
        self.sheet = Sheet::TurnDown(ids, whom, Form::new(fields, "Turn down"));
    }

    fn open_note(&mut self) {
        let Some(row) = self.found.list.chosen() else { return };
        let field = Field::text_with("Note", "only the staff read it", row.note.as_str());
        self.sheet = Sheet::Note(row.id, row.username.clone(), Form::new(vec![field], "Keep the note"));
    }

    fn open_form(&mut self) -> Option<&mut Form> {
        match &mut self.sheet {
            Sheet::TurnDown(.., form) | Sheet::Note(.., form) => Some(form),
            Sheet::Invites(_) | Sheet::None => None,
        }
    }

    fn form_event(&mut self, cx: &mut Cx<'_>, event: FormEvent) {
        if event != FormEvent::Submit {
            return;
        }
        let now = cx.now();
        match &mut self.sheet {
            Sheet::TurnDown(ids, _, form) => {
                let reason = StaffNote::parse(form.text(REASON));
                let tell = match form.text(LETTER).trim().to_lowercase().as_str() {
                    "yes" | "y" => Some(Tell::ByLetter),
                    "no" | "n" => Some(Tell::Nothing),
                    _ => None,
                };
                form.set_error(REASON, reason.as_ref().err().map(ToString::to_string));
                form.set_error(LETTER, tell.is_none().then(|| "Type yes or no.".to_owned()));
                if form.focus_first_error() {
                    return;
                }
                if let (Ok(reason), Some(tell)) = (reason, tell) {
                    let (ids, decision) = (ids.clone(), Decision::TurnDown { reason, tell });
                    if let Some(id) = cx.call_as(|token| Call::Decide(token, decision, ids)) {
                        form.sent(id, now);
                    }
                }
            }
            Sheet::Note(id, _, form) => match StaffNote::parse(form.text(0)) {
                Ok(note) => {
                    let row = *id;
                    if let Some(id) = cx.call_as(|token| Call::NotePending(token, row, note)) {
                        form.sent(id, now);
                    }
                }
                Err(error) => form.set_error(0, Some(error.to_string())),
            },
            Sheet::Invites(_) | Sheet::None => {}
        }
    }

    fn toggle_mark(&mut self, cx: &mut Cx<'_>) {
        if let Some(id) = self.found.list.chosen().map(Row::id)
            && !self.marks.remove(&id)
        {
            self.marks.insert(id);
        }
        TabState::travel(self, cx, Command::Down);
    }

    /// Whether that call is one of this tab.
    pub(super) fn waits_for(&self, id: ReqId) -> bool {
        let form = match &self.sheet {
            Sheet::TurnDown(.., form) | Sheet::Note(.., form) => form.busy,
            Sheet::Invites(invites) => return invites.waits_for(id) || self.acting.is_some_and(|busy| busy.id == id),
            Sheet::None => None,
        };
        form.or(self.acting).is_some_and(|busy| busy.id == id)
    }

    fn decided(&mut self, cx: &mut Cx<'_>, decided: &[Decided]) {
        self.marks.clear();
        let done: Vec<&Decided> = decided.iter().filter(|one| one.outcome.is_ok()).collect();
        let refused = decided.iter().find_map(|one| Some((one, one.outcome.as_ref().err()?)));
        let text = match (done.as_slice(), refused) {
            ([], Some((_, why))) => return cx.bad(why.to_string()),
            ([], None) => return,
            ([one], None) => match one.outcome {
                Ok(Settled::LetIn) => format!("{} is let in. A letter tells them.", one.username),
                Ok(Settled::Vouched) => format!("{} can sign in now. You vouched for them.", one.username),
                _ => format!("{} is turned down.", one.username),
            },
            (done, None) => match done.first().map(|one| one.outcome) {
                Some(Ok(Settled::TurnedDown)) => format!("{} people are turned down.", done.len()),
                _ => format!("{} people are let in.", done.len()),
            },
            (done, Some((one, why))) => {
                format!("{} of {} done. {}: {why}", done.len(), decided.len(), one.username)
            }
        };
        cx.good(text);
    }
}

impl TabState for Approvals {
    fn refresh(&mut self, cx: &mut Cx<'_>) {
        match &mut self.sheet {
            Sheet::Invites(invites) => invites.refresh(cx),
            _ => self.read(cx),
        }
    }
    fn search_again(&mut self, cx: &mut Cx<'_>) {
        self.marks.clear();
        self.found.list.to_top();
        self.read(cx);
    }
    fn searching(&self) -> bool {
        self.found.searching
    }
    fn set_searching(&mut self, on: bool) {
        self.found.searching = on;
    }
    fn search_key(&mut self, input: &Input) -> bool {
        self.found.search_key(input)
    }
    fn leave(&mut self, _cx: &mut Cx<'_>) -> Left {
        if !matches!(self.sheet, Sheet::None) {
            self.sheet = Sheet::None;
            return Left::Closed;
        }
        let left = self.found.leave_search();
        if left == Left::Nothing && !self.marks.is_empty() {
            self.marks.clear();
            return Left::Closed;
        }
        left
    }
    fn nothing_to_leave(&self) -> bool {
        matches!(self.sheet, Sheet::None) && self.marks.is_empty() && self.found.search.value().is_empty()
    }
    fn travel(&mut self, cx: &mut Cx<'_>, command: Command) {
        match &mut self.sheet {
            Sheet::Invites(invites) => invites.travel(cx, command),
            // Everything that is shown is there: there is no other piece to be read.
            _ => {
                self.found.list.command(command, rows_with_pane(cx.shared));
            }
        }
    }
    fn hit(&mut self, cx: &mut Cx<'_>, at: usize) {
        match &mut self.sheet {
            Sheet::Invites(invites) => invites.hit(cx, at),
            _ => self.found.list.choose(at, rows_with_pane(cx.shared)),
        }
    }
    fn settle(&mut self, shared: &Shared) {
        self.found.list.settle(rows_with_pane(shared));
        if let Sheet::Invites(invites) = &mut self.sheet {
            invites.settle(shared);
        }
    }
    fn busy(&self) -> Option<Busy> {
        let form = match &self.sheet {
            Sheet::TurnDown(.., form) | Sheet::Note(.., form) => form.busy,
            Sheet::Invites(invites) => invites.busy(),
            Sheet::None => None,
        };
        form.or(self.acting).or(self.found.list.busy())
    }
}

impl OwnTab for Approvals {
    fn places(&self) -> Vec<Place> {
        match &self.sheet {
            Sheet::TurnDown(..) | Sheet::Note(..) => vec![Place::Form, Place::SignedIn],
            Sheet::Invites(invites) => invites.places(),
            Sheet::None if self.found.searching => vec![Place::Searching, Place::SignedIn],
            Sheet::None => vec![Place::Approvals, Place::Desk, Place::List, Place::SignedIn],
        }
    }

    fn title(&self) -> String {
        match &self.sheet {
            Sheet::TurnDown(_, whom, _) => format!("Turn {whom} down"),
            Sheet::Note(_, whom, _) => format!("Note about {whom}"),
            Sheet::Invites(invites) => invites.title().to_owned(),
            Sheet::None => String::new(),
        }
    }

    fn availability(&self, _shared: &Shared, command: Command) -> Option<Availability> {
        let needs_one = matches!(command, Command::Approve | Command::TurnDown | Command::NotePending | Command::Mark);
        Some(match (&self.sheet, command) {
            (Sheet::Invites(invites), command) => invites.availability(command),
            (Sheet::None, Command::Open) => Availability::Hidden,
            (Sheet::None, Command::Back) if self.nothing_to_leave() && !self.found.searching => Availability::Hidden,
            (Sheet::None, _) if needs_one && self.found.list.chosen().is_none() => {
                Availability::Off("Nobody waits here.")
            }
            (Sheet::None, _) if needs_one && self.acting.is_some() => {
                Availability::Off("One moment: the last is under way.")
            }
            _ => Availability::Ready,
        })
    }

    fn label(&self, command: Command) -> Option<&'static str> {
        match (&self.sheet, command) {
            (Sheet::TurnDown(.., form), Command::Enter) if form.enter_label() == form.button => Some("turn down"),
            (Sheet::Note(.., form), Command::Enter) if form.enter_label() == form.button => Some("keep the note"),
            (Sheet::Invites(invites), command) => invites.label(command),
            (Sheet::None, Command::Back) if self.found.searching => Some("clear"),
            (Sheet::None, Command::Back) if self.found.search.value().is_empty() => Some("unmark"),
            (Sheet::None, Command::Back) => Some("clear the search"),
            _ => None,
        }
    }

    fn form(&self) -> Option<&Form> {
        match &self.sheet {
            Sheet::TurnDown(.., form) | Sheet::Note(.., form) => Some(form),
            Sheet::Invites(invites) => invites.form.as_ref(),
            Sheet::None => None,
        }
    }

    fn command(&mut self, cx: &mut Cx<'_>, command: Command) -> bool {
        if let Sheet::Invites(invites) = &mut self.sheet {
            return invites.command(cx, command);
        }
        if command != Command::Back
            && let Some(form) = self.open_form()
        {
            let event = form.command(command);
            self.form_event(cx, event);
            return true;
        }
        match command {
            Command::Approve => self.approve(cx),
            Command::TurnDown => self.open_turn_down(),
            Command::NotePending => self.open_note(),
            Command::Mark => self.toggle_mark(cx),
            Command::OpenInvites => {
                let mut invites = Invites::default();
                invites.refresh(cx);
                self.sheet = Sheet::Invites(invites);
            }
            _ => return false,
        }
        true
    }

    fn input(&mut self, cx: &mut Cx<'_>, input: &Input) -> bool {
        if let Sheet::Invites(invites) = &mut self.sheet {
            return invites.input(cx, input);
        }
        let Some(form) = self.open_form() else { return false };
        let event = form.input(input);
        self.form_event(cx, event);
        true
    }

    fn reply(&mut self, cx: &mut Cx<'_>, id: ReqId, reply: Reply) -> Next {
        let reply = match reply {
            Reply::Pending(Err(error)) => {
                let next = super::super::led_away(cx, &error);
                self.found.list.answer(
                    id,
                    Err::<crate::domain::Window<PendingRow>, _>(error),
                    rows_with_pane(cx.shared),
                );
                return next.unwrap_or(Next::Stay);
            }
            Reply::Pending(Ok(window)) => {
                if self.found.list.answer(id, Ok::<_, String>(window), rows_with_pane(cx.shared)) {
                    let there: BTreeSet<PendingId> = self.found.list.rows().iter().map(Row::id).collect();
                    self.marks.retain(|mark| there.contains(mark));
                }
                return Next::Stay;
            }
            reply => reply,
        };
        if let Sheet::Invites(invites) = &mut self.sheet
            && !matches!(reply, Reply::Decide(_) | Reply::NotePending(_))
        {
            return invites.reply(cx, id, reply);
        }
        let ours = self.acting.take_if(|busy| busy.id == id).is_some();
        let sent = self.open_form().is_some_and(|form| form.answered(id));
        let next = match reply {
            Reply::Decide(Ok(decided)) => {
                self.decided(cx, &decided);
                Next::Stay
            }
            Reply::NotePending(Ok(())) => {
                cx.good("The note is kept.");
                Next::Stay
            }
            Reply::Decide(Err(error)) | Reply::NotePending(Err(error)) => trouble(cx, &error),
            _ if ours || sent => {
                cx.bad(CRASHED);
                Next::Stay
            }
            _ => return Next::Stay,
        };
        if sent {
            self.sheet = Sheet::None;
        }
        if let Next::Stay = next {
            self.read(cx);
        }
        next
    }

    fn answered(&mut self, cx: &mut Cx<'_>, question: Question) {
        match question {
            Question::Approve { ids } => self.decide(cx, Decision::Approve, ids),
            Question::RevokeInvite { id } => {
                if let Sheet::Invites(invites) = &mut self.sheet {
                    invites.revoke(cx, id);
                }
            }
            _ => {}
        }
    }

    fn called_off(&mut self, id: ReqId) {
        self.acting.take_if(|busy| busy.id == id);
        if let Some(form) = self.open_form() {
            form.answered(id);
        }
        if let Sheet::Invites(invites) = &mut self.sheet {
            invites.called_off(id);
        }
    }
}
