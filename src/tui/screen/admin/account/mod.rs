//! One account on a page of its own: details, sessions, codes, letters, history. It stays on its account, whatever
//! becomes of the list behind it.

pub mod details;
pub mod lists;
mod opened;
pub mod short;
pub mod view;

use std::time::{Duration, Instant};

use crate::auth::page::{AccountPage, IssuedCode};
use crate::domain::{AccountId, AccountRow, AuditEntry, LetterQuery, LetterRow, LetterState, Session};
use crate::tui::command::{Availability, Command, Place};
use crate::tui::effect::{Call, Reply, ReqId};
use crate::tui::form::{Busy, Form};
use crate::tui::list::{Listing, Piece, Row};
use crate::tui::msg::{Hit, Input};
use crate::tui::rights;
use crate::tui::shared::{Cx, Shared};

use super::super::{Next, led_away};
use super::accounts::{PANE_ROWS, has_pane};

pub use details::{Edit, Fact};
pub use short::Short;

/// A part of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Section {
    /// What it is.
    #[default]
    Details,
    /// Where it is signed in.
    Sessions,
    /// The codes that were made for it.
    Codes,
    /// The letters about it.
    Letters,
    /// What happened to it.
    History,
}

impl Section {
    /// The sections, with their names.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Details, "Details"),
        (Self::Sessions, "Sessions"),
        (Self::Codes, "Codes"),
        (Self::Letters, "Letters"),
        (Self::History, "History"),
    ];

    fn step(self, by: usize) -> Self {
        let at = Self::ALL.iter().position(|(section, _)| *section == self).unwrap_or(0);
        Self::ALL.get((at + by) % Self::ALL.len()).map_or(self, |(section, _)| *section)
    }
}

/// One account on a page of its own.
#[derive(Debug)]
pub struct Page {
    /// Which account.
    pub id: AccountId,
    /// Its line of the list, as it is known by now: what acts aim at.
    pub row: Option<AccountRow>,
    /// Everything else, once it was read.
    pub known: Option<Box<AccountPage>>,
    /// Why it could not be read, as a sentence.
    pub problem: Option<String>,
    /// The part that is open.
    pub section: Section,
    /// The line of the details under the cursor.
    pub cursor: usize,
    /// The cursor over the sessions.
    pub sessions: Short,
    /// The cursor over the codes.
    pub codes: Short,
    /// The letters about it.
    pub letters: Listing<LetterRow>,
    /// What happened to it, and what it did.
    pub history: Listing<AuditEntry>,
    /// The chosen row of a list is open with all that is known of it.
    pub story: bool,
    /// The details being changed.
    pub edit: Option<Edit>,
    looking: Option<Busy>,
}

/// What a command led to on the page.
pub(super) enum Led {
    /// It was one of the page's.
    Done,
    /// It is none of the page's.
    Elsewhere,
    /// That call is to be made as an act of the desk.
    Act(ReqCall),
}

/// A call that only wants its session.
pub(super) type ReqCall = Box<dyn FnOnce(crate::domain::SessionToken) -> Call>;

/// Rows of the page's lists on that screen. Above them: title, sections, headings; below: a line for what is said,
/// the keys; and blank lines where there is room.
pub fn list_rows(shared: &Shared) -> usize {
    let rows = usize::from(shared.size().1);
    let pane = if has_pane(shared) { usize::from(PANE_ROWS) } else { 0 };
    rows.saturating_sub(6 + usize::from(is_roomy(shared)) + pane).max(1)
}

/// Whether there is room for a blank line below the sections.
pub fn is_roomy(shared: &Shared) -> bool {
    shared.size().1 >= 16
}

impl Page {
    /// The page of that account, with what the list knows of it.
    pub fn new(id: AccountId, row: Option<AccountRow>, section: Section) -> Self {
        Self {
            id,
            row,
            known: None,
            problem: None,
            section,
            cursor: 0,
            sessions: Short::default(),
            codes: Short::default(),
            letters: Listing::default(),
            history: Listing::default(),
            story: false,
            edit: None,
            looking: None,
        }
    }

    /// Its live sessions, last used first.
    pub fn session_rows(&self) -> &[Session] {
        self.known.as_ref().map_or(&[], |known| known.detail.sessions.as_slice())
    }

    /// The codes that were made for it, newest first.
    pub fn code_rows(&self) -> &[IssuedCode] {
        self.known.as_ref().map_or(&[], |known| known.codes.as_slice())
    }

    /// The session under the cursor.
    pub fn chosen_session(&self) -> Option<&Session> {
        self.session_rows().get(self.sessions.cursor)
    }

    /// Its name, as far as it is known.
    pub fn name(&self) -> &str {
        self.row.as_ref().map_or("", |row| row.username.as_str())
    }

    /// The account's names, for the top of the screen.
    pub(super) fn title(&self) -> String {
        match &self.row {
            Some(row) if self.edit.is_some() => format!("{} · change details", row.username),
            Some(row) if row.display_name.is_empty() => row.username.clone(),
            Some(row) => format!("{} · {}", row.username, row.display_name),
            None => "Account".to_owned(),
        }
    }

    /// Whether its letters are on the screen, so that news of one are.
    pub(super) fn shows_letters(&self) -> bool {
        self.section == Section::Letters
    }

    /// The next second of a lock.
    pub(super) fn deadline(&self, shared: &Shared) -> Option<Instant> {
        if self.section != Section::Details || self.edit.is_some() {
            return None;
        }
        let rest = self.locked_for(shared)?.saturating_sub(1);
        let left = self.known.as_ref()?.detail.locked_until?.since(shared.now.wall);
        Some(shared.now.mono + left.saturating_sub(Duration::from_secs(rest)))
    }

    /// Reads anew what is shown.
    pub(super) fn refresh(&mut self, cx: &mut Cx<'_>) {
        let (id, since) = (self.id, cx.now());
        // The newest question is the one whose answer counts.
        cx.cancel(self.looking.take().map(|busy| busy.id));
        self.looking = cx.call_as(|token| Call::AccountPage(token, id)).map(|id| Busy { id, since });
        match self.section {
            Section::Letters => self.read_letters(cx, self.letters.piece_again()),
            Section::History => self.read_history(cx, self.history.piece_again()),
            Section::Details | Section::Sessions | Section::Codes => {}
        }
    }

    fn read_letters(&mut self, cx: &mut Cx<'_>, piece: Piece<crate::domain::LetterId>) {
        let (id, since) = (self.id, cx.now());
        let query = LetterQuery { account: Some(id), page: piece.page, limit: piece.limit, ..LetterQuery::default() };
        if let Some(request) = cx.call_as(|token| Call::Letters(token, query)) {
            let stale = self.letters.reading(request, piece.page, since);
            cx.cancel(stale);
        }
    }

    fn read_history(&mut self, cx: &mut Cx<'_>, piece: Piece<u64>) {
        let (id, since) = (self.id, cx.now());
        if let Some(request) = cx.call_as(|token| Call::History(token, id, piece.page, piece.limit)) {
            let stale = self.history.reading(request, piece.page, since);
            cx.cancel(stale);
        }
    }

    /// The account is another by now, as an act has told.
    pub(super) fn changed(&mut self, row: &AccountRow) {
        if row.id == self.id {
            self.row = Some(row.clone());
            if let Some(known) = &mut self.known {
                known.detail.account = row.clone();
            }
        }
    }

    /// Whether nothing is open besides the page itself.
    pub(super) fn is_plain(&self) -> bool {
        self.edit.is_none() && !self.story
    }

    pub(super) fn places(&self) -> Vec<Place> {
        if self.edit.is_some() {
            return vec![Place::Form, Place::SignedIn];
        }
        let mut places = match self.section {
            Section::Details => vec![Place::Details],
            Section::Sessions => vec![Place::Sessions],
            Section::Letters => vec![Place::Letters],
            Section::Codes | Section::History => Vec::new(),
        };
        places.extend([Place::Account, Place::Accounts, Place::List, Place::SignedIn]);
        places
    }

    /// Whether a command of the page can be given; `None` where it is none of the page's.
    pub(super) fn availability(&self, shared: &Shared, command: Command) -> Option<Availability> {
        Some(match command {
            Command::Create | Command::Sort | Command::Reverse => Availability::Hidden,
            Command::Edit => self.can_edit(shared),
            Command::Open if self.story || self.section == Section::Details || self.is_empty() => Availability::Hidden,
            Command::Open | Command::NextTab | Command::PreviousTab | Command::Refresh | Command::Back => {
                Availability::Ready
            }
            Command::RevokeSession => self.can_end(shared),
            Command::RetryLetter => match self.letters.chosen().map(|row| row.state) {
                Some(LetterState::Failed) => Availability::Ready,
                Some(_) => Availability::Off("Only a failed letter can be sent again."),
                None => Availability::Hidden,
            },
            _ => return None,
        })
    }

    fn can_end(&self, shared: &Shared) -> Availability {
        if self.chosen_session().is_none() {
            return Availability::Hidden;
        }
        match &shared.who {
            Some(who) if who.me.id == self.id => Availability::Off("End your own sessions in your profile (F2)."),
            _ if self.is_above(shared) => Availability::Off(rights::NOT_STAFF),
            _ => Availability::Ready,
        }
    }

    /// Whether the open list has no row.
    fn is_empty(&self) -> bool {
        match self.section {
            Section::Details => false,
            Section::Sessions => self.session_rows().is_empty(),
            Section::Codes => self.code_rows().is_empty(),
            Section::Letters => self.letters.rows().is_empty(),
            Section::History => self.history.rows().is_empty(),
        }
    }

    pub(super) fn label(&self, command: Command) -> Option<&'static str> {
        match (command, &self.edit) {
            (Command::Enter, Some(edit)) if edit.form.enter_label() == edit.form.button => Some("save"),
            (Command::Back, None) if self.story => Some("to the rows"),
            (Command::RevokeSession, None) => Some("end this one"),
            _ => None,
        }
    }

    /// The form that is open.
    pub(super) fn form(&self) -> Option<&Form> {
        self.edit.as_ref().map(|edit| &edit.form)
    }

    /// Leaves what is open on the page; whether there was something.
    pub(super) fn leave(&mut self) -> bool {
        let open = !self.is_plain();
        self.edit = None;
        self.story = false;
        open
    }

    pub(super) fn open_section(&mut self, cx: &mut Cx<'_>, section: Section) {
        self.section = section;
        self.story = false;
        self.refresh(cx);
    }

    pub(super) fn command(&mut self, cx: &mut Cx<'_>, command: Command) -> Led {
        if let Some(edit) = &mut self.edit {
            let event = edit.form.command(command);
            self.form_event(cx, event);
            return Led::Done;
        }
        match command {
            Command::Edit => self.open_edit(cx.shared),
            Command::Open => self.story = !self.is_empty() && self.section != Section::Details,
            Command::NextTab => self.open_section(cx, self.section.step(1)),
            Command::PreviousTab => self.open_section(cx, self.section.step(Section::ALL.len() - 1)),
            Command::Refresh => self.refresh(cx),
            Command::RevokeSession => {
                if let Some(id) = self.chosen_session().map(|session| session.id) {
                    return Led::Act(Box::new(move |token| Call::EndSession(token, id)));
                }
            }
            Command::RetryLetter => {
                if let Some(id) = self.letters.chosen().map(Row::id) {
                    return Led::Act(Box::new(move |token| Call::RetryLetter(token, id)));
                }
            }
            Command::Up | Command::Down | Command::PageUp | Command::PageDown | Command::First | Command::Last => {
                self.travel(cx, command);
            }
            _ => return Led::Elsewhere,
        }
        Led::Done
    }

    fn travel(&mut self, cx: &mut Cx<'_>, command: Command) {
        let height = list_rows(cx.shared);
        match self.section {
            Section::Details => {
                let last = self.facts(cx.shared).len().saturating_sub(1);
                self.cursor = short::step(self.cursor, command, height, last);
            }
            Section::Sessions => self.sessions.command(command, self.session_rows().len(), height),
            Section::Codes => self.codes.command(command, self.code_rows().len(), height),
            Section::Letters => {
                if let Some(piece) = self.letters.command(command, height) {
                    self.read_letters(cx, piece);
                }
            }
            Section::History => {
                if let Some(piece) = self.history.command(command, height) {
                    self.read_history(cx, piece);
                }
            }
        }
    }

    pub(super) fn input(&mut self, cx: &mut Cx<'_>, input: &Input) {
        if let Some(edit) = &mut self.edit {
            let event = edit.form.input(input);
            return self.form_event(cx, event);
        }
        match input {
            Input::Scroll { down: true } => self.travel(cx, Command::Down),
            Input::Scroll { down: false } => self.travel(cx, Command::Up),
            Input::Hit(Hit::Tab(at)) => {
                if let Some((section, _)) = Section::ALL.get(*at) {
                    self.open_section(cx, *section);
                }
            }
            Input::Hit(Hit::Line(at)) => self.choose(cx.shared, *at),
            _ => {}
        }
    }

    /// A click on a row.
    fn choose(&mut self, shared: &Shared, at: usize) {
        let height = list_rows(shared);
        match self.section {
            Section::Details => self.cursor = at.min(self.facts(shared).len().saturating_sub(1)),
            Section::Sessions => self.sessions.choose(at, self.session_rows().len(), height),
            Section::Codes => self.codes.choose(at, self.code_rows().len(), height),
            Section::Letters => self.letters.choose(at, height),
            Section::History => self.history.choose(at, height),
        }
    }

    /// The size is new.
    pub(super) fn settle(&mut self, shared: &Shared) {
        let height = list_rows(shared);
        self.sessions.settle(self.session_rows().len(), height);
        self.codes.settle(self.code_rows().len(), height);
        self.letters.settle(height);
        self.history.settle(height);
    }

    /// Whether an answer is the page's, also one that it no longer waits for.
    pub(super) fn is_asked(&self, id: ReqId, reply: &Reply) -> bool {
        match reply {
            Reply::AccountPage(_) | Reply::History(_) => true,
            Reply::Letters(_) => self.letters.busy().is_some_and(|busy| busy.id == id),
            _ => false,
        }
    }

    /// Takes an answer in.
    pub(super) fn reply(&mut self, cx: &mut Cx<'_>, id: ReqId, reply: Reply) -> Next {
        let height = list_rows(cx.shared);
        let away = match reply {
            Reply::AccountPage(answer) if self.looking.take_if(|busy| busy.id == id).is_some() => {
                return self.learn(cx, answer);
            }
            Reply::Letters(answer) => {
                let away = answer.as_ref().err().and_then(|error| led_away(cx, error));
                self.letters.answer(id, answer, height);
                if let Some(piece) = self.letters.owed() {
                    self.read_letters(cx, piece);
                }
                away
            }
            Reply::History(answer) => {
                let away = answer.as_ref().err().and_then(|error| led_away(cx, error));
                self.history.answer(id, answer, height);
                if let Some(piece) = self.history.owed() {
                    self.read_history(cx, piece);
                }
                away
            }
            _ => None,
        };
        away.unwrap_or(Next::Stay)
    }

    fn learn(&mut self, cx: &mut Cx<'_>, answer: Result<Box<AccountPage>, crate::auth::CallError>) -> Next {
        match answer {
            Ok(known) => {
                // The cursor stays on its session, the newest first where that one is over.
                let chosen = self.chosen_session().map(|session| session.id);
                let place = |session: &Session| Some(session.id) == chosen;
                if let Some(at) = known.detail.sessions.iter().position(place) {
                    self.sessions.cursor = at;
                }
                self.problem = None;
                if let Some(edit) = &mut self.edit {
                    edit.meanwhile(&known.detail.account);
                }
                self.row = Some(known.detail.account.clone());
                self.known = Some(known);
                self.settle(cx.shared);
                Next::Stay
            }
            Err(error) => {
                self.problem = Some(error.to_string());
                led_away(cx, &error).unwrap_or(Next::Stay)
            }
        }
    }

    /// The read under way.
    pub(super) fn busy(&self) -> Option<Busy> {
        let form = self.form().and_then(|form| form.busy);
        form.or(self.looking).or(self.letters.busy()).or(self.history.busy())
    }
}
