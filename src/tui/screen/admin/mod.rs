//! The admin's desk: Desk, Accounts, Audit, Mail, Approvals, Settings, each a tab.

use std::time::Instant;

use crate::domain::Role;
use crate::tui::acts::Progress;
use crate::tui::command::{Availability, Command, Place, Typing};
use crate::tui::effect::{Call, Reply, ReqId};
use crate::tui::form::{Busy, Form};
use crate::tui::list::Row;
use crate::tui::msg::{Hit, Input};
use crate::tui::overlay::Question;
use crate::tui::shared::{Cx, Shared};

use super::profile::Profile;
use super::{Next, Screen, ScreenState, led_away, trouble};

pub mod account;
pub mod accounts;
pub mod acting;
pub mod approvals;
pub mod audit;
mod create;
pub mod desk;
mod goto;
pub mod invites;
pub mod mail;
pub mod marks;
mod own;
mod saved;
pub mod searched;
pub mod settings;
pub mod sorting;
mod tab;
pub mod transfer;
pub mod view;

pub use accounts::Accounts;
pub use acting::Acting;
use acting::is_act;
pub use approvals::Approvals;
pub use audit::Audit;
pub use desk::Desk;
pub use goto::Goto;
pub use mail::Mail;
pub use marks::Marks;
use searched::Left;
pub use searched::Searched;
pub use settings::Settings;
pub use tab::Tab;
use tab::TabState;
pub use transfer::Transfer;

/// The admin's desk.
#[derive(Debug, Default)]
pub struct Admin {
    /// The tab that is open.
    pub tab: Tab,
    /// Today at a glance.
    pub desk: Desk,
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
    /// Accounts on their way in or out.
    pub transfer: Option<Transfer>,
    /// Acts on accounts.
    pub acts: Acting,
    acting: Option<Busy>,
    /// Somebody has written since the open list was asked for.
    unread: bool,
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
            Tab::Desk => &self.desk,
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
            Tab::Desk => &mut self.desk,
            Tab::Accounts => &mut self.accounts,
            Tab::Audit => &mut self.audit,
            Tab::Mail => &mut self.mail,
            Tab::Approvals => &mut self.approvals,
            Tab::Settings => &mut self.settings,
        }
    }

    fn refresh(&mut self, cx: &mut Cx<'_>) {
        if let Some(page) = &mut self.accounts.page {
            page.refresh(cx);
        }
        self.open_mut().refresh(cx);
    }

    /// Reads what is open again if somebody has written since it was asked for. One read at a time.
    fn catch_up(&mut self, cx: &mut Cx<'_>) {
        let page_busy = self.accounts.page.as_ref().is_some_and(|page| page.busy().is_some());
        if self.unread && self.create.is_none() && !page_busy && self.open().busy().is_none() {
            self.unread = false;
            if let Some(page) = &mut self.accounts.page {
                page.refresh(cx);
            }
            self.open_mut().changed(cx);
        }
    }

    fn back(&mut self, cx: &mut Cx<'_>) {
        if self.create.take().is_some() {
            return self.catch_up(cx);
        }
        if let Some(transfer) = &mut self.transfer {
            if transfer.stop(cx) {
                self.transfer = None;
                self.catch_up(cx);
            }
            return;
        }
        let typing = self.typing() == Typing::Text;
        if !typing && self.acts.stop() {
            return;
        }
        if self.accounts.page.is_some() {
            return self.leave_page(cx);
        }
        match self.open_mut().leave(cx) {
            Left::Changed => self.open_mut().search_again(cx),
            Left::Closed => {}
            Left::Nothing => cx.good("You are at the desk. Ctrl-X signs out, F2 opens your own account."),
        }
    }

    fn open_tab(&mut self, cx: &mut Cx<'_>, tab: Tab) {
        self.tab = tab;
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
                if let Some(page) = &mut self.accounts.page {
                    page.letters.replace(row.clone());
                }
                self.mail.found.list.replace(row);
                Next::Stay
            }
            Reply::EndSession(Ok(())) => {
                cx.good("The session is ended. They can sign in again.");
                Next::Stay
            }
            Reply::RetryLetter(Err(error)) | Reply::EndSession(Err(error)) => trouble(cx, &error),
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
        if let Some(transfer) = &self.transfer {
            return transfer.places();
        }
        if let Some(page) = &self.accounts.page {
            return page.places();
        }
        if self.open().searching() {
            return vec![Place::Searching, Place::SignedIn];
        }
        if let Some(tab) = self.own() {
            return tab.places();
        }
        match self.tab {
            Tab::Accounts => vec![Place::Picking, Place::Accounts, Place::Desk, Place::List, Place::SignedIn],
            Tab::Audit if self.audit.open => vec![Place::AuditEntry, Place::Reading, Place::SignedIn],
            Tab::Audit => vec![Place::Audit, Place::Desk, Place::List, Place::SignedIn],
            Tab::Desk => vec![Place::Desk, Place::List, Place::SignedIn],
            Tab::Mail => vec![Place::Letters, Place::Desk, Place::List, Place::SignedIn],
            Tab::Approvals | Tab::Settings => vec![Place::Desk, Place::List, Place::SignedIn],
        }
    }

    fn title(&self, _shared: &Shared) -> String {
        if let Some(transfer) = &self.transfer {
            return transfer.title().to_owned();
        }
        match (&self.create, &self.accounts.page) {
            (Some(_), _) => "New account".to_owned(),
            (None, Some(page)) => page.title(),
            (None, None) => self.own().map(own::OwnTab::title).unwrap_or_default(),
        }
    }

    fn availability(&self, shared: &Shared, command: Command) -> Availability {
        if self.transfer.is_some() {
            return if command == Command::Admin { Availability::Hidden } else { Availability::Ready };
        }
        if let Some(availability) = self.acts.availability(shared, command) {
            return availability;
        }
        if let Some(page) = self.accounts.page.as_ref().filter(|_| command != Command::Admin) {
            return page.availability(shared, command).unwrap_or_else(|| self.accounts.availability(shared, command));
        }
        if let Some(availability) = self.own().and_then(|tab| tab.availability(shared, command))
            && command != Command::Admin
        {
            return availability;
        }
        match (command, self.tab) {
            (Command::Admin, _) => Availability::Hidden,
            (Command::Open, Tab::Mail) => Availability::Hidden,
            (Command::Open, Tab::Desk) if self.desk.leads_to(role_of(shared)).is_none() => Availability::Hidden,
            (Command::Back, _) if self.places().contains(&Place::Desk) && self.open().nothing_to_leave() => {
                Availability::Hidden
            }
            (Command::RetryLetter, _) => self.mail.can_retry(),
            (command, Tab::Accounts) => self.accounts.availability(shared, command),
            (command, Tab::Audit) => self.audit.availability(command),
            _ => Availability::Ready,
        }
    }

    fn label(&self, command: Command) -> Option<&'static str> {
        if let (Command::Back, Some(label), Typing::No) = (command, self.acts.stop_label(), self.typing()) {
            return Some(label);
        }
        if let Some(transfer) = &self.transfer {
            return transfer.label(command);
        }
        if let (Some(page), None) = (&self.accounts.page, &self.create) {
            return page.label(command).or_else(|| self.accounts.label(command));
        }
        match (command, &self.create) {
            (Command::Enter, Some(form)) if form.enter_label() == form.button => Some("make the account"),
            (command, None) if self.own().is_some() => self.own().and_then(|tab| tab.label(command)),
            (Command::Back, None) if self.open().searching() => Some("clear"),
            (Command::Search, None) if self.tab == Tab::Desk => Some("find an account"),
            (command, None) if self.tab == Tab::Audit && self.audit.label(command).is_some() => {
                self.audit.label(command)
            }
            (Command::Back, None) if self.audit.open && self.tab == Tab::Audit => None,
            (Command::Back, None) if self.tab == Tab::Accounts && self.accounts.found.search.value().is_empty() => {
                Some("unmark all")
            }
            (Command::Back, None) => Some("clear the search"),
            (command, None) if self.tab == Tab::Accounts => self.accounts.label(command),
            _ => None,
        }
    }

    fn typing(&self) -> Typing {
        let page = self.accounts.page.as_ref();
        if let Some(transfer) = &self.transfer {
            return if transfer.form().is_some_and(Form::typing) { Typing::Text } else { Typing::No };
        }
        let own = self.own().and_then(own::OwnTab::form);
        let form = self.create.as_ref().or_else(|| page.and_then(|page| page.form())).or(own);
        let typing = form.map_or(page.is_none() && self.open().searching(), Form::typing);
        if typing { Typing::Text } else { Typing::No }
    }

    fn opened(&mut self, cx: &mut Cx<'_>) {
        self.refresh(cx);
    }

    fn command(&mut self, cx: &mut Cx<'_>, command: Command) -> Next {
        if self.own_mut().is_some_and(|tab| tab.command(cx, command)) {
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
        if let Some(transfer) = &mut self.transfer {
            match command {
                Command::Open => self.back(cx),
                command => transfer.command(cx, command),
            }
            return Next::Stay;
        }
        if let Some(next) = self.page_command(cx, command) {
            return next;
        }
        match command {
            Command::Open if self.tab == Tab::Accounts => {
                if let Some(id) = self.accounts.found.list.chosen().map(Row::id) {
                    self.open_page(cx, id);
                }
            }
            Command::Profile => {
                if let Some(who) = &cx.shared.who {
                    return Next::Go(Screen::Profile(Profile::new(who.me.clone())));
                }
            }
            Command::Search => {
                if self.tab == Tab::Desk {
                    self.go(cx, Goto::accounts(""));
                }
                self.open_mut().set_searching(true);
            }
            Command::Enter => self.open_mut().set_searching(false),
            Command::NextTab => self.open_tab(cx, self.tab.step(role_of(cx.shared), false)),
            Command::PreviousTab => self.open_tab(cx, self.tab.step(role_of(cx.shared), true)),
            Command::Refresh => self.refresh(cx),
            Command::Create => self.create_open(),
            Command::RetryLetter if self.acting.is_none() => {
                if let Some(id) = self.mail.found.list.chosen().map(Row::id) {
                    self.act(cx, |token| Call::RetryLetter(token, id));
                }
            }
            Command::Undo if self.acting.is_none() => self.acts.undo(cx),
            Command::LastReport => self.acts.show_report(cx),
            Command::Import => self.transfer_open(cx, command),
            Command::ExportCsv | Command::ExportJson if self.tab == Tab::Accounts => self.transfer_open(cx, command),
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
            command if self.tab == Tab::Accounts && self.accounts.command(cx, command) => {}
            Command::Open if self.tab == Tab::Desk => {
                if let Some(to) = self.desk.leads_to(role_of(cx.shared)) {
                    self.go(cx, to);
                }
            }
            Command::Open
            | Command::Follow
            | Command::VerifyAudit
            | Command::ExportCsv
            | Command::ExportJson
                if self.tab == Tab::Audit =>
            {
                if let Some(to) = self.audit.command(cx, command) {
                    self.go(cx, to);
                }
            }
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
        if let Some(transfer) = &mut self.transfer {
            transfer.input(cx, input);
            return Next::Stay;
        }
        if let Some(page) = &mut self.accounts.page {
            page.input(cx, input);
            return Next::Stay;
        }
        if self.own_mut().is_some_and(|tab| tab.input(cx, input)) {
            return Next::Stay;
        }
        match input {
            Input::Scroll { down: true } => self.open_mut().travel(cx, Command::Down),
            Input::Scroll { down: false } => self.open_mut().travel(cx, Command::Up),
            Input::Hit(Hit::Tab(at)) => {
                if let Some((tab, _)) = Tab::of(role_of(cx.shared)).nth(*at) {
                    self.open_tab(cx, tab);
                }
            }
            Input::Hit(Hit::Column(at)) if self.tab == Tab::Accounts => self.accounts.sort_by_column(cx, *at),
            Input::Hit(Hit::Line(at)) => {
                self.open_mut().hit(cx, *at);
                // A line of the desk is a way to somewhere.
                if self.tab == Tab::Desk {
                    return self.command(cx, Command::Open);
                }
            }
            input if self.open().searching() && self.open_mut().search_key(input) => self.open_mut().search_again(cx),
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
        if self.transfer.as_ref().is_some_and(|transfer| transfer.is_asked(id)) {
            return self.transferred(cx, reply);
        }
        if self.is_own(id, &reply) {
            let next = self.own_reply(cx, id, reply);
            if let Next::Stay = next {
                self.catch_up(cx);
            }
            return next;
        }
        if self.accounts.page.as_mut().is_some_and(|page| page.edit_answered(id)) {
            return self.page_edited(cx, reply);
        }
        if let Some(page) = self.accounts.page.as_mut().filter(|page| page.is_asked(id, &reply)) {
            let next = page.reply(cx, id, reply);
            if let Next::Stay = next {
                self.catch_up(cx);
            }
            return next;
        }
        if let Reply::Accounts(Err(error)) | Reply::Letters(Err(error)) = &reply
            && let Some(next) = led_away(cx, error)
        {
            return next;
        }
        let next = match reply {
            // The end of one that was stopped.
            Reply::Import(_) | Reply::Export(_) => Next::Stay,
            Reply::Desk(_) => self.desk.reply(cx, id, reply),
            Reply::Audit(_)
            | Reply::AuditEntry(_)
            | Reply::VerifyAudit(_)
            | Reply::ExportAudit(_)
            | Reply::DropReport => self.audit.reply(cx, id, reply),
            Reply::Letters(_) => {
                self.mail.reply(cx, id, reply);
                Next::Stay
            }
            reply => self.accounts.reply(cx, id, reply),
        };
        if let Next::Stay = next {
            self.catch_up(cx);
        }
        next
    }

    fn answered(&mut self, cx: &mut Cx<'_>, question: Question) {
        match question {
            Question::Act(act, ids) => self.acts.choose(cx, act, ids),
            Question::Sure(act, ids, names) => self.acts.run(cx, act, ids, names),
            Question::SaveReport(report) => self.acts.save(cx, report),
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
            question => self.accounts.saved_answered(cx, question),
        }
    }

    fn mail(&mut self, cx: &mut Cx<'_>, _status: &crate::domain::MailStatus) {
        if let Some(page) = self.accounts.page.as_mut().filter(|page| page.shows_letters() && page.busy().is_none()) {
            page.refresh(cx);
        }
        if matches!(self.tab, Tab::Mail | Tab::Approvals) && self.open().busy().is_none() {
            self.refresh(cx);
        }
    }

    fn changed(&mut self, cx: &mut Cx<'_>) {
        // A read under way may have begun before: another one follows it.
        self.unread = true;
        self.catch_up(cx);
    }

    fn follows_changes(&self) -> bool {
        true
    }

    fn wake(&mut self, cx: &mut Cx<'_>) {
        if let Some(page) = &mut self.accounts.page {
            page.settle(cx.shared);
        }
        self.accounts.settle(cx.shared);
        self.audit.settle(cx.shared);
        self.mail.settle(cx.shared);
        self.approvals.settle(cx.shared);
        self.settings.settle(cx.shared);
    }

    fn called_off(&mut self, cx: &mut Cx<'_>, id: ReqId) {
        let ended = self.acts.called_off(cx, id);
        self.act_ended(cx, ended);
        self.acting.take_if(|busy| busy.id == id);
        own::OwnTab::called_off(&mut self.approvals, id);
        own::OwnTab::called_off(&mut self.settings, id);
        if let Some(form) = &mut self.create {
            form.answered(id);
        }
        if let Some(transfer) = &mut self.transfer {
            transfer.called_off(id);
        }
        if let Some(page) = &mut self.accounts.page {
            page.edit_answered(id);
        }
    }

    fn deadline(&self, shared: &Shared) -> Option<Instant> {
        let page = self.accounts.page.as_ref().filter(|_| self.create.is_none());
        page.and_then(|page| page.deadline(shared))
    }

    fn busy_since(&self) -> Option<Instant> {
        let form = self.create.as_ref().and_then(|form| form.busy);
        let page = self.accounts.page.as_ref().and_then(|page| page.busy());
        let transfer = self.transfer.as_ref().and_then(Transfer::busy);
        form.or(transfer).or(self.acting).or(self.acts.busy()).or(page).or(self.open().busy()).map(|busy| busy.since)
    }

    fn progress(&self) -> Option<Progress> {
        self.transfer.as_ref().and_then(Transfer::progress).or_else(|| self.acts.progress())
    }
}

fn role_of(shared: &Shared) -> Role {
    shared.who.as_ref().map_or(Role::User, |who| who.me.role)
}
