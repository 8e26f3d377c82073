//! The admin's desk: Accounts, Audit, Mail, Approvals, Settings, each a tab.

use std::time::Instant;

use crate::tui::command::{Availability, Command, Place, Typing};
use crate::tui::effect::{Call, Reply, ReqId};
use crate::tui::form::{Busy, Form};
use crate::tui::list::Row;
use crate::tui::msg::{Hit, Input};
use crate::tui::overlay::Question;
use crate::tui::shared::{Cx, Shared};

use super::profile::Profile;
use super::{Next, Screen, ScreenState, led_away, trouble};

pub mod accounts;
pub mod approvals;
pub mod audit;
mod create;
pub mod invites;
pub mod mail;
mod own;
pub mod searched;
pub mod settings;
mod tab;
pub mod view;

pub use accounts::Accounts;
pub use approvals::Approvals;
pub use audit::Audit;
pub use mail::Mail;
use searched::Left;
pub use searched::Searched;
pub use settings::Settings;
pub use tab::Tab;
use tab::TabState;

/// The admin's desk.
#[derive(Debug, Default)]
pub struct Admin {
    /// The tab that is open.
    pub tab: Tab,
    /// Everybody's accounts.
    pub accounts: Accounts,
    /// What happened.
    pub audit: Audit,
    /// The outbox.
    pub mail: Mail,
    /// Who waits for the staff.
    pub approvals: Approvals,
    /// The rules of the house.
    pub settings: Settings,
    /// An account being made.
    pub create: Option<Form>,
    acting: Option<Busy>,
}

/// Rows above the list: title, blank, search, heading; and below it: blank or toast, footer.
pub const FRAME_ROWS: u16 = 6;

/// Rows of the list on a screen of that height, without a detail pane.
pub fn list_rows(shared: &Shared) -> usize {
    usize::from(shared.size().1.saturating_sub(FRAME_ROWS)).max(1)
}

impl Admin {
    /// The tab that is open.
    fn open(&self) -> &dyn TabState {
        match self.tab {
            Tab::Accounts => &self.accounts,
            Tab::Audit => &self.audit,
            Tab::Mail => &self.mail,
            Tab::Approvals => &self.approvals,
            Tab::Settings => &self.settings,
        }
    }

    /// The tab that is open, to be changed.
    fn open_mut(&mut self) -> &mut dyn TabState {
        match self.tab {
            Tab::Accounts => &mut self.accounts,
            Tab::Audit => &mut self.audit,
            Tab::Mail => &mut self.mail,
            Tab::Approvals => &mut self.approvals,
            Tab::Settings => &mut self.settings,
        }
    }

    fn refresh(&mut self, cx: &mut Cx<'_>) {
        self.open_mut().refresh(cx);
    }

    fn back(&mut self, cx: &mut Cx<'_>) {
        if self.create.take().is_some() {
            return;
        }
        match self.open_mut().leave() {
            Left::Changed => self.open_mut().search_again(cx),
            Left::Closed => {}
            Left::Nothing => cx.good("You are at the desk. Ctrl-X signs out, F2 opens your own account."),
        }
    }

    fn open_tab(&mut self, cx: &mut Cx<'_>, tab: Tab) {
        self.tab = tab;
        self.accounts.card = false;
        self.refresh(cx);
    }

    fn act(&mut self, cx: &mut Cx<'_>, call: impl FnOnce(crate::domain::SessionToken) -> Call) {
        let since = cx.now();
        self.acting = cx.call_as(call).map(|id| Busy { id, since });
    }

    /// The answer to an act.
    fn acted(&mut self, cx: &mut Cx<'_>, reply: Reply) -> Next {
        let next = match reply {
            Reply::RetryLetter(Ok(row)) => {
                cx.good(format!("The letter to {} is in the queue again.", row.to));
                self.mail.found.list.replace(row);
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
        if self.open().searching() {
            return vec![Place::Searching, Place::SignedIn];
        }
        if let Some(tab) = self.own() {
            return tab.places();
        }
        match self.tab {
            Tab::Accounts if self.accounts.card => vec![Place::Accounts, Place::Reading, Place::SignedIn],
            Tab::Accounts => vec![Place::Accounts, Place::Desk, Place::List, Place::SignedIn],
            Tab::Audit => vec![Place::Desk, Place::List, Place::SignedIn],
            Tab::Mail => vec![Place::Letters, Place::Desk, Place::List, Place::SignedIn],
            Tab::Approvals | Tab::Settings => vec![Place::Desk, Place::List, Place::SignedIn],
        }
    }

    fn title(&self, _shared: &Shared) -> String {
        match self.create {
            Some(_) => "New account".to_owned(),
            None => self.own().map(own::OwnTab::title).unwrap_or_default(),
        }
    }

    fn availability(&self, shared: &Shared, command: Command) -> Availability {
        if let Some(availability) = self.own().and_then(|tab| tab.availability(shared, command))
            && command != Command::Admin
        {
            return availability;
        }
        match (command, self.tab) {
            (Command::Admin, _) => Availability::Hidden,
            (Command::Open, Tab::Audit | Tab::Mail) => Availability::Hidden,
            (Command::Back, _) if self.places().contains(&Place::Desk) && self.open().nothing_to_leave() => {
                Availability::Hidden
            }
            (Command::RetryLetter, _) => self.mail.can_retry(),
            (command, Tab::Accounts) => self.accounts.availability(shared, command),
            _ => Availability::Ready,
        }
    }

    fn label(&self, command: Command) -> Option<&'static str> {
        match (command, &self.create) {
            (Command::Enter, Some(form)) if form.enter_label() == form.button => Some("make the account"),
            (command, None) if self.own().is_some() => self.own().and_then(|tab| tab.label(command)),
            (Command::Back, None) if self.open().searching() => Some("clear"),
            (Command::Back, None) if !self.accounts.card => Some("clear the search"),
            (command, None) if self.tab == Tab::Accounts => self.accounts.label(command),
            _ => None,
        }
    }

    fn typing(&self) -> Typing {
        let form = self.create.as_ref().or_else(|| self.own().and_then(own::OwnTab::form));
        let typing = form.map_or(self.open().searching(), Form::typing);
        if typing { Typing::Text } else { Typing::No }
    }

    fn opened(&mut self, cx: &mut Cx<'_>) {
        self.refresh(cx);
    }

    fn command(&mut self, cx: &mut Cx<'_>, command: Command) -> Next {
        if self.create.is_none() && self.own_mut().is_some_and(|tab| tab.command(cx, command)) {
            return Next::Stay;
        }
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
                self.open_mut().set_searching(true);
            }
            Command::Enter => self.open_mut().set_searching(false),
            Command::NextTab => self.open_tab(cx, self.tab.step(1)),
            Command::PreviousTab => self.open_tab(cx, self.tab.step(Tab::ALL.len() - 1)),
            Command::Refresh => self.refresh(cx),
            Command::Create => self.create_open(),
            Command::RetryLetter if self.acting.is_none() => {
                if let Some(id) = self.mail.found.list.chosen().map(Row::id) {
                    self.act(cx, |token| Call::RetryLetter(token, id));
                }
            }
            Command::ToggleSuspended | Command::Undo if self.acting.is_none() => {
                if let Some(act) = self.accounts.toggle(command) {
                    self.act(cx, act);
                }
            }
            Command::ClearThrottle if self.acting.is_none() => {
                if let Some(act) = self.accounts.forgive() {
                    self.act(cx, act);
                }
            }
            Command::ChangeRole
            | Command::SendReset
            | Command::ResetCode
            | Command::ClearSecondFactor
            | Command::EndSessions
            | Command::Delete
                // One act at a time: its answer may be a code to be told to the right person.
                if self.acting.is_none() =>
            {
                self.accounts.ask(cx, command);
            }
            Command::Open | Command::Sort | Command::Reverse => self.accounts.command(cx, command),
            command => self.open_mut().travel(cx, command),
        }
        Next::Stay
    }

    fn input(&mut self, cx: &mut Cx<'_>, input: &Input) -> Next {
        if let Some(form) = &mut self.create {
            let event = form.input(input);
            self.form_event(cx, event);
            return Next::Stay;
        }
        if self.own_mut().is_some_and(|tab| tab.input(cx, input)) {
            return Next::Stay;
        }
        match input {
            Input::Scroll { down: true } => self.open_mut().travel(cx, Command::Down),
            Input::Scroll { down: false } => self.open_mut().travel(cx, Command::Up),
            Input::Hit(Hit::Tab(at)) => {
                if let Some((tab, _)) = Tab::ALL.get(*at) {
                    self.open_tab(cx, *tab);
                }
            }
            Input::Hit(Hit::Line(at)) => self.open_mut().hit(cx, *at),
            input if self.open().searching() => {
                if self.open_mut().search_key(input) {
                    self.open_mut().search_again(cx);
                }
            }
            _ => {}
        }
        Next::Stay
    }

    fn reply(&mut self, cx: &mut Cx<'_>, id: ReqId, reply: Reply) -> Next {
        if self.acting.is_some_and(|busy| busy.id == id) {
            self.acting = None;
            return self.acted(cx, reply);
        }
        if self.create.as_mut().is_some_and(|form| form.answered(id)) {
            return self.create_reply(cx, reply);
        }
        let reply = match self.own_reply(cx, id, reply) {
            Ok(next) => return next,
            Err(reply) => reply,
        };
        if let Reply::Accounts(Err(error)) | Reply::Audit(Err(error)) | Reply::Letters(Err(error)) = &reply
            && let Some(next) = led_away(cx, error)
        {
            return next;
        }
        match reply {
            Reply::Audit(_) => self.audit.reply(cx, id, reply),
            Reply::Letters(_) => self.mail.reply(cx, id, reply),
            reply => return self.accounts.reply(cx, id, reply),
        }
        Next::Stay
    }

    fn answered(&mut self, cx: &mut Cx<'_>, question: Question) {
        match question {
            Question::ChangeRole { id, version, role } => {
                self.act(cx, |token| Call::SetRole(token, id, version, role));
            }
            Question::SendReset { id } => self.act(cx, |token| Call::SendReset(token, id)),
            Question::Delete { id, typed } => self.act(cx, |token| Call::DeleteAccount(token, id, typed)),
            Question::ResetCode { id } => self.act(cx, |token| Call::ResetCode(token, id)),
            Question::ClearSecondFactor { id } => self.act(cx, |token| Call::ClearSecondFactor(token, id)),
            Question::EndSessions { id } => self.act(cx, |token| Call::EndSessions(token, id)),
            question @ (Question::Approve { .. } | Question::RevokeInvite { .. }) => {
                if let Some(tab) = self.own_mut() {
                    tab.answered(cx, question);
                }
            }
            // Of one's own account.
            Question::RenewRecoveryCodes | Question::RemoveSecondFactor => {}
        }
    }

    fn mail(&mut self, cx: &mut Cx<'_>, _status: &crate::domain::MailStatus) {
        if matches!(self.tab, Tab::Mail | Tab::Approvals) && self.open().busy().is_none() {
            self.refresh(cx);
        }
    }

    fn wake(&mut self, cx: &mut Cx<'_>) {
        self.accounts.settle(cx.shared);
        self.audit.settle(cx.shared);
        self.mail.settle(cx.shared);
        self.approvals.settle(cx.shared);
        self.settings.settle(cx.shared);
    }

    fn called_off(&mut self, _cx: &mut Cx<'_>, id: ReqId) {
        self.acting.take_if(|busy| busy.id == id);
        own::OwnTab::called_off(&mut self.approvals, id);
        own::OwnTab::called_off(&mut self.settings, id);
        if let Some(form) = &mut self.create {
            form.answered(id);
        }
    }

    fn deadline(&self, shared: &Shared) -> Option<Instant> {
        let shown = self.tab == Tab::Accounts && self.accounts.card && self.create.is_none();
        shown.then(|| self.accounts.deadline(shared)).flatten()
    }

    fn busy_since(&self) -> Option<Instant> {
        let form = self.create.as_ref().and_then(|form| form.busy);
        form.or(self.acting).or(self.open().busy()).map(|busy| busy.since)
    }
}
