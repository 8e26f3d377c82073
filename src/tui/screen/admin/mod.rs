//! The admin's desk: Accounts, Audit, Mail, each a tab.

use std::time::Instant;

use crate::auth::admin::{CreateError, NewAccount};
use crate::domain::{AuditEntry, AuditQuery, DisplayName, LetterId, LetterQuery, LetterRow, LetterState, Role};
use crate::tui::acts::Progress;
use crate::tui::command::{Availability, Command, Place, Typing};
use crate::tui::effect::{Call, Reply, ReqId};
use crate::tui::form::{Busy, Field, Form, FormEvent};
use crate::tui::list::{Piece, Row};
use crate::tui::msg::{Hit, Input};
use crate::tui::overlay::Question;
use crate::tui::shared::{Cx, Shared};

use super::profile::Profile;
use super::{CRASHED, Next, Screen, ScreenState, led_away, trouble};

pub mod accounts;
pub mod acting;
pub mod marks;
mod searched;
pub mod view;

pub use accounts::Accounts;
pub use acting::Acting;
use acting::{Ended, is_act};
pub use marks::Marks;
use searched::Left;
pub use searched::Searched;

/// The admin's desk.
#[derive(Debug, Default)]
pub struct Admin {
    /// The tab that is open.
    pub tab: Tab,
    /// Everybody's accounts.
    pub accounts: Accounts,
    /// What happened.
    pub audit: Searched<AuditEntry>,
    /// The outbox.
    pub mail: Searched<LetterRow>,
    /// An account being made.
    pub create: Option<Form>,
    /// Acts on accounts.
    pub acts: Acting,
    acting: Option<Busy>,
}

/// A tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Everybody's accounts.
    #[default]
    Accounts,
    /// What happened.
    Audit,
    /// The outbox.
    Mail,
}

impl Tab {
    /// The tabs, with their names.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Accounts, "Accounts"), (Self::Audit, "Audit"), (Self::Mail, "Mail")];

    fn step(self, by: usize) -> Self {
        let at = Self::ALL.iter().position(|(tab, _)| *tab == self).unwrap_or(0);
        Self::ALL.get((at + by) % Self::ALL.len()).map_or(self, |(tab, _)| *tab)
    }
}

impl Row for AuditEntry {
    type Id = u64;
    fn id(&self) -> u64 {
        self.seq
    }
}

impl Row for LetterRow {
    type Id = LetterId;
    fn id(&self) -> LetterId {
        self.id
    }
}

/// Rows above the list: title, blank, search, heading; and below it: blank or toast, footer.
pub const FRAME_ROWS: u16 = 6;

/// Rows of the list on a screen of that height, without a detail pane.
pub fn list_rows(shared: &Shared) -> usize {
    usize::from(shared.size().1.saturating_sub(FRAME_ROWS)).max(1)
}

fn read_audit(token: crate::domain::SessionToken, search: String, piece: Piece<u64>) -> Call {
    Call::Audit(token, AuditQuery { search, account: None, page: piece.page, limit: piece.limit })
}

fn read_letters(token: crate::domain::SessionToken, search: String, piece: Piece<LetterId>) -> Call {
    Call::Letters(token, LetterQuery { search, page: piece.page, limit: piece.limit })
}

impl Admin {
    fn refresh(&mut self, cx: &mut Cx<'_>) {
        match self.tab {
            Tab::Accounts => self.accounts.read(cx, self.accounts.found.list.piece_again()),
            Tab::Audit => self.audit.read(cx, self.audit.list.piece_again(), read_audit),
            Tab::Mail => self.mail.read(cx, self.mail.list.piece_again(), read_letters),
        }
    }

    /// The search has changed: from the start.
    fn search_again(&mut self, cx: &mut Cx<'_>) {
        match self.tab {
            Tab::Accounts => self.accounts.search_again(cx),
            Tab::Audit => {
                self.audit.list.to_top();
                self.audit.read(cx, self.audit.list.piece_first(), read_audit);
            }
            Tab::Mail => {
                self.mail.list.to_top();
                self.mail.read(cx, self.mail.list.piece_first(), read_letters);
            }
        }
    }

    fn searching(&self) -> bool {
        match self.tab {
            Tab::Accounts => self.accounts.found.searching,
            Tab::Audit => self.audit.searching,
            Tab::Mail => self.mail.searching,
        }
    }

    fn set_searching(&mut self, on: bool) {
        match self.tab {
            Tab::Accounts => self.accounts.found.searching = on,
            Tab::Audit => self.audit.searching = on,
            Tab::Mail => self.mail.searching = on,
        }
    }

    fn back(&mut self, cx: &mut Cx<'_>) {
        if self.create.take().is_some() {
            return;
        }
        if !self.searching() && self.acts.stop() {
            return;
        }
        let left = match self.tab {
            Tab::Accounts if self.accounts.card => {
                self.accounts.card = false;
                Left::Closed
            }
            Tab::Accounts => self.accounts.found.leave_search(),
            Tab::Audit => self.audit.leave_search(),
            Tab::Mail => self.mail.leave_search(),
        };
        match left {
            Left::Changed => self.search_again(cx),
            Left::Closed => {}
            Left::Nothing => cx.good("You are at the desk. Ctrl-X signs out, F2 opens your own account."),
        }
    }

    fn open_tab(&mut self, cx: &mut Cx<'_>, tab: Tab) {
        self.tab = tab;
        self.accounts.card = false;
        self.refresh(cx);
    }

    /// Moves in the open list.
    fn travel(&mut self, cx: &mut Cx<'_>, command: Command) {
        match self.tab {
            Tab::Accounts => self.accounts.travel(cx, command),
            Tab::Audit => {
                if let Some(piece) = self.audit.list.command(command, list_rows(cx.shared)) {
                    self.audit.read(cx, piece, read_audit);
                }
            }
            Tab::Mail => {
                let rows = accounts::rows_with_pane(cx.shared);
                if let Some(piece) = self.mail.list.command(command, rows) {
                    self.mail.read(cx, piece, read_letters);
                }
            }
        }
    }

    fn act(&mut self, cx: &mut Cx<'_>, call: impl FnOnce(crate::domain::SessionToken) -> Call) {
        let since = cx.now();
        self.acting = cx.call_as(call).map(|id| Busy { id, since });
    }

    fn create_submit(&mut self, cx: &mut Cx<'_>) {
        let Some(form) = &mut self.create else { return };
        let username = form.text(0).parse();
        let email = form.text(1).parse();
        let name = DisplayName::parse(form.text(2));
        let role = form.text(3).trim().to_lowercase().parse::<Role>();
        form.set_error(0, username.as_ref().err().map(ToString::to_string));
        form.set_error(1, email.as_ref().err().map(ToString::to_string));
        form.set_error(2, name.as_ref().err().map(ToString::to_string));
        form.set_error(3, role.is_err().then(|| "Type user or admin.".to_owned()));
        if form.focus_first_error() {
            return;
        }
        if let (Ok(username), Ok(email), Ok(display_name), Ok(role)) = (username, email, name, role) {
            let new = NewAccount { username, email, display_name, role };
            let now = cx.now();
            if let Some(id) = cx.call_as(|token| Call::CreateAccount(token, new)) {
                form.sent(id, now);
            }
        }
    }

    fn create_reply(&mut self, cx: &mut Cx<'_>, reply: Reply) -> Next {
        match reply {
            Reply::CreateAccount(Ok(row)) => {
                self.create = None;
                cx.good(format!("{} is made. A letter to choose a password is on its way.", row.username));
                self.refresh(cx);
            }
            Reply::CreateAccount(Err(CreateError::Call(error))) => return trouble(cx, &error),
            Reply::CreateAccount(Err(error)) => {
                if let Some(form) = &mut self.create {
                    let at = usize::from(matches!(error, CreateError::EmailTaken));
                    form.set_error(at, Some(error.to_string()));
                    form.focus = at;
                }
            }
            _ => cx.bad(CRASHED),
        }
        Next::Stay
    }

    fn form_event(&mut self, cx: &mut Cx<'_>, event: FormEvent) {
        if event == FormEvent::Submit {
            self.create_submit(cx);
        }
    }

    /// An act on accounts was brought to its end, or not yet.
    fn act_ended(&mut self, cx: &mut Cx<'_>, ended: Ended) -> Next {
        if ended.changed {
            self.accounts.detail = None;
            self.accounts.card &= !self.accounts.found.list.chosen().is_some_and(|row| ended.gone.contains(&row.id));
            self.accounts.marks.remove(ended.gone);
            self.refresh(cx);
        }
        ended.next
    }

    /// The answer to an act.
    fn acted(&mut self, cx: &mut Cx<'_>, reply: Reply) -> Next {
        let next = match reply {
            Reply::RetryLetter(Ok(row)) => {
                cx.good(format!("The letter to {} is in the queue again.", row.to));
                self.mail.list.replace(row);
                Next::Stay
            }
            Reply::RetryLetter(Err(error)) => trouble(cx, &error),
            reply => self.accounts.acted(cx, reply),
        };
        if let Next::Stay = next {
            self.refresh(cx);
        }
        next
    }
}

impl ScreenState for Admin {
    fn places(&self) -> Vec<Place> {
        if self.create.is_some() {
            return vec![Place::Form, Place::SignedIn];
        }
        if self.searching() {
            return vec![Place::Searching, Place::SignedIn];
        }
        match self.tab {
            Tab::Accounts if self.accounts.card => vec![Place::Accounts, Place::Reading, Place::SignedIn],
            Tab::Accounts => vec![Place::Accounts, Place::Desk, Place::List, Place::SignedIn],
            Tab::Audit => vec![Place::Desk, Place::List, Place::SignedIn],
            Tab::Mail => vec![Place::Letters, Place::Desk, Place::List, Place::SignedIn],
        }
    }

    fn title(&self, _shared: &Shared) -> String {
        match self.create {
            Some(_) => "New account".to_owned(),
            None => String::new(),
        }
    }

    fn availability(&self, shared: &Shared, command: Command) -> Availability {
        match (command, self.tab) {
            (Command::Admin, _) => Availability::Hidden,
            (Command::Back, _) if self.acts.is_busy() => Availability::Ready,
            (command, _) if let Some(off) = self.acts.availability(shared, command) => off,
            (Command::Open, Tab::Audit | Tab::Mail) => Availability::Hidden,
            (Command::Back, _) if self.places().contains(&Place::Desk) && self.nothing_to_leave() => {
                Availability::Hidden
            }
            (Command::RetryLetter, _) => match self.mail.list.chosen().map(|row| row.state) {
                Some(LetterState::Failed) => Availability::Ready,
                Some(_) => Availability::Off("Only a failed letter can be sent again."),
                None => Availability::Hidden,
            },
            (command, Tab::Accounts) => self.accounts.availability(shared, command),
            _ => Availability::Ready,
        }
    }

    fn label(&self, command: Command) -> Option<&'static str> {
        match (command, &self.create) {
            (Command::Enter, Some(form)) if form.enter_label() == form.button => Some("make the account"),
            (Command::Back, None) if self.searching() => Some("clear"),
            (Command::Back, None) if self.acts.is_stopping() => Some("stopping"),
            (Command::Back, None) if self.acts.is_busy() => Some("stop"),
            (Command::Back, None) if !self.accounts.card => Some("clear the search"),
            (command, None) if self.tab == Tab::Accounts => self.accounts.label(command),
            _ => None,
        }
    }

    fn typing(&self) -> Typing {
        let typing = self.create.as_ref().map_or(self.searching(), Form::typing);
        if typing { Typing::Text } else { Typing::No }
    }

    fn opened(&mut self, cx: &mut Cx<'_>) {
        self.refresh(cx);
    }

    fn command(&mut self, cx: &mut Cx<'_>, command: Command) -> Next {
        if command == Command::Back {
            self.back(cx);
            return Next::Stay;
        }
        if let Some(form) = &mut self.create {
            let event = form.command(command);
            self.form_event(cx, event);
            return Next::Stay;
        }
        match command {
            Command::Profile => {
                if let Some(who) = &cx.shared.who {
                    return Next::Go(Screen::Profile(Profile::new(who.me.clone())));
                }
            }
            Command::Search => {
                self.accounts.card = false;
                self.set_searching(true);
            }
            Command::Enter => self.set_searching(false),
            Command::NextTab => self.open_tab(cx, self.tab.step(1)),
            Command::PreviousTab => self.open_tab(cx, self.tab.step(Tab::ALL.len() - 1)),
            Command::Refresh => self.refresh(cx),
            Command::Create => {
                let fields = vec![
                    Field::text("Username", "3 to 32 letters and digits, to sign in with"),
                    Field::text("Email", "the letter to choose a password goes there"),
                    Field::text("Display name", "may stay empty"),
                    Field::text_with("Role", "user or admin", Role::User.as_str()),
                ];
                self.create = Some(Form::new(fields, "Make the account"));
            }
            Command::RetryLetter if self.acting.is_none() => {
                if let Some(id) = self.mail.list.chosen().map(Row::id) {
                    self.act(cx, |token| Call::RetryLetter(token, id));
                }
            }
            Command::Undo if self.acting.is_none() => self.acts.undo(cx),
            Command::LastReport => self.acts.show_report(cx),
            command if is_act(command) && self.acting.is_none() => {
                if let Some((act, ids)) = self.accounts.chosen_act(cx, command) {
                    self.acts.choose(cx, act, ids);
                }
            }
            Command::ClearThrottle if self.acting.is_none() => {
                if let Some(act) = self.accounts.forgive() {
                    self.act(cx, act);
                }
            }
            Command::ResetCode
            | Command::ClearSecondFactor
            | Command::EndSessions
                // One act at a time: its answer may be a code to be told to the right person.
                if self.acting.is_none() =>
            {
                self.accounts.ask(cx, command);
            }
            Command::Open | Command::Sort | Command::Reverse => self.accounts.command(cx, command),
            command => self.travel(cx, command),
        }
        Next::Stay
    }

    fn input(&mut self, cx: &mut Cx<'_>, input: &Input) -> Next {
        if let Some(form) = &mut self.create {
            let event = form.input(input);
            self.form_event(cx, event);
            return Next::Stay;
        }
        match input {
            Input::Scroll { down: true } => self.travel(cx, Command::Down),
            Input::Scroll { down: false } => self.travel(cx, Command::Up),
            Input::Hit(Hit::Tab(at)) => {
                if let Some((tab, _)) = Tab::ALL.get(*at) {
                    self.open_tab(cx, *tab);
                }
            }
            Input::Hit(Hit::Line(at)) => match self.tab {
                Tab::Accounts => self.accounts.hit(cx, *at),
                Tab::Audit => self.audit.list.choose(*at, list_rows(cx.shared)),
                Tab::Mail => self.mail.list.choose(*at, accounts::rows_with_pane(cx.shared)),
            },
            input if self.searching() => {
                let changed = match self.tab {
                    Tab::Accounts => self.accounts.found.search_key(input),
                    Tab::Audit => self.audit.search_key(input),
                    Tab::Mail => self.mail.search_key(input),
                };
                if changed {
                    self.search_again(cx);
                }
            }
            _ => {}
        }
        Next::Stay
    }

    fn reply(&mut self, cx: &mut Cx<'_>, id: ReqId, reply: Reply) -> Next {
        let typing = self.typing() == Typing::Text;
        let reply = match self.acts.reply(cx, id, reply, typing) {
            Ok(ended) => return self.act_ended(cx, ended),
            Err(reply) => *reply,
        };
        if self.acting.is_some_and(|busy| busy.id == id) {
            self.acting = None;
            return self.acted(cx, reply);
        }
        if self.create.as_mut().is_some_and(|form| form.answered(id)) {
            return self.create_reply(cx, reply);
        }
        if let Reply::Accounts(Err(error)) | Reply::Audit(Err(error)) | Reply::Letters(Err(error)) = &reply
            && let Some(next) = led_away(cx, error)
        {
            return next;
        }
        match reply {
            Reply::Audit(answer) => {
                self.audit.list.answer(id, answer, list_rows(cx.shared));
            }
            Reply::Letters(answer) => {
                self.mail.list.answer(id, answer, accounts::rows_with_pane(cx.shared));
            }
            reply => return self.accounts.reply(cx, id, reply),
        }
        Next::Stay
    }

    fn answered(&mut self, cx: &mut Cx<'_>, question: Question) {
        match question {
            Question::Act(act, ids) => self.acts.choose(cx, act, ids),
            Question::Sure(act, ids, names) => self.acts.run(cx, act, ids, names),
            Question::SaveReport(report) => self.acts.save(cx, report),
            Question::ResetCode { id } => self.act(cx, |token| Call::ResetCode(token, id)),
            Question::ClearSecondFactor { id } => self.act(cx, |token| Call::ClearSecondFactor(token, id)),
            Question::EndSessions { id } => self.act(cx, |token| Call::EndSessions(token, id)),
            // Of one's own account.
            Question::RenewRecoveryCodes | Question::RemoveSecondFactor => {}
        }
    }

    fn mail(&mut self, cx: &mut Cx<'_>, _status: &crate::domain::MailStatus) {
        if self.tab == Tab::Mail && self.mail.list.busy().is_none() {
            self.refresh(cx);
        }
    }

    fn wake(&mut self, cx: &mut Cx<'_>) {
        self.accounts.found.list.settle(accounts::rows_with_pane(cx.shared));
        self.audit.list.settle(list_rows(cx.shared));
        self.mail.list.settle(accounts::rows_with_pane(cx.shared));
    }

    fn called_off(&mut self, cx: &mut Cx<'_>, id: ReqId) {
        let ended = self.acts.called_off(cx, id);
        self.act_ended(cx, ended);
        self.acting.take_if(|busy| busy.id == id);
        if let Some(form) = &mut self.create {
            form.answered(id);
        }
    }

    fn deadline(&self, shared: &Shared) -> Option<Instant> {
        let shown = self.tab == Tab::Accounts && self.accounts.card && self.create.is_none();
        shown.then(|| self.accounts.deadline(shared)).flatten()
    }

    fn busy_since(&self) -> Option<Instant> {
        let list = match self.tab {
            Tab::Accounts => self.accounts.found.list.busy(),
            Tab::Audit => self.audit.list.busy(),
            Tab::Mail => self.mail.list.busy(),
        };
        let form = self.create.as_ref().and_then(|form| form.busy);
        form.or(self.acting).or(self.acts.busy()).or(list).map(|busy| busy.since)
    }

    fn progress(&self) -> Option<Progress> {
        self.acts.progress()
    }
}

impl Admin {
    fn nothing_to_leave(&self) -> bool {
        match self.tab {
            Tab::Accounts => self.accounts.found.search.value().is_empty(),
            Tab::Audit => self.audit.search.value().is_empty(),
            Tab::Mail => self.mail.search.value().is_empty(),
        }
    }
}
