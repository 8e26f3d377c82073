//! One's own account: details, password, second factor, address, sessions, activity, deletion.

mod answers;
pub mod factor;
pub mod view;

use std::time::Instant;

use crate::auth::login::{Me, Owed};
use crate::auth::policy::{Backing, PasswordContext};
use crate::auth::profile::OwnSession;
use crate::domain::{AuditEntry, DisplayName, EmailAddress, MailStatus};
use crate::tui::codes::{letter_field, proof_of};
use crate::tui::command::{Availability, Command, Place};
use crate::tui::effect::{Call, Reply, ReqId};
use crate::tui::form::{Busy, Field, Form, FormEvent};
use crate::tui::meter::Meter;
use crate::tui::msg::{Hit, Input};
use crate::tui::overlay::Question;
use crate::tui::rights;
use crate::tui::shared::{Cx, Shared};
use crate::tui::waiting::Waiting;

use super::{Next, ScreenState, trouble};

pub use factor::Factor;

/// One's own account.
#[derive(Debug)]
pub struct Profile {
    /// What is known of it.
    pub me: Me,
    /// The line of the menu under the cursor.
    pub cursor: usize,
    /// What is open beside the menu.
    pub pane: Pane,
    /// What the account owed is done: it goes on from here.
    paid: bool,
    busy: Option<Busy>,
}

/// What is open.
#[derive(Debug)]
pub enum Pane {
    /// The menu.
    Home,
    /// Another display name.
    Details(Form),
    /// Another password.
    Password(Form, Meter),
    /// The second factor.
    Factor(Factor),
    /// Another address.
    Email(Form),
    /// The code that went to the new address.
    EmailCode(Form, Box<Waiting>),
    /// The sessions, and the one under the cursor.
    Sessions(Vec<OwnSession>, usize),
    /// What happened, newest first, and the first line shown.
    Activity(Vec<AuditEntry>, usize),
    /// Delete the account.
    Delete(Form),
}

/// A line of the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// Another display name.
    Details,
    /// Another password.
    Password,
    /// The second factor.
    Factor,
    /// Another address, or prove this one.
    Email,
    /// The sessions.
    Sessions,
    /// What happened.
    Activity,
    /// Delete the account.
    Delete,
}

/// The menu, with the name and the remark of each line; that of the second factor says how things stand.
pub const ITEMS: [(Item, &str, &str); 7] = [
    (Item::Details, "Display name", "What to call you."),
    (Item::Password, "Password", "Change it; other sessions end."),
    (Item::Factor, "Two-factor sign-in", "Off. A phone app shows a code at each sign-in."),
    (Item::Email, "Email", "Change it, or prove it."),
    (Item::Sessions, "Sessions", "See where you are signed in."),
    (Item::Activity, "Activity", "See what happened to your account."),
    (Item::Delete, "Delete my account", "It can't be undone."),
];

const OLD: usize = 0;
const NEW: usize = 1;

impl Profile {
    /// The account of who has signed in.
    pub fn new(me: Me) -> Self {
        Self { me, cursor: 0, pane: Pane::Home, paid: false, busy: None }
    }

    fn context(&self) -> PasswordContext {
        PasswordContext {
            username: self.me.username.parse().ok(),
            email: self.me.email.parse().ok(),
            backing: Backing::of(self.me.second_factor_since.is_some()),
        }
    }

    /// Opens what has to be done before anything else.
    pub fn owe(&mut self, cx: &mut Cx<'_>, owed: Owed) {
        self.me.owes = Some(owed);
        let item = match owed {
            Owed::Password => Item::Password,
            Owed::SecondFactor => Item::Factor,
        };
        self.cursor = ITEMS.iter().position(|(known, ..)| *known == item).unwrap_or(0);
        self.open(cx);
    }

    /// What was owed is done: to the next such thing, or to where this account works.
    fn go_on(&mut self, cx: &mut Cx<'_>) -> Next {
        match self.me.owes {
            Some(owed) => {
                self.owe(cx, owed);
                Next::Stay
            }
            None if rights::works_at_the_desk(self.me.role) => Next::Back,
            None => Next::Stay,
        }
    }

    fn open(&mut self, cx: &mut Cx<'_>) {
        let Some((item, ..)) = ITEMS.get(self.cursor) else { return };
        self.pane = match item {
            Item::Details => {
                let field = Field::text_with("Display name", "what to call you; may stay empty", &self.me.display_name);
                Pane::Details(Form::new(vec![field], "Save"))
            }
            Item::Password => {
                let fields = vec![
                    Field::password("Old password", ""),
                    Field::password("New password", "several words are easiest"),
                    Field::password("Again", "the same once more"),
                ];
                Pane::Password(Form::new(fields, "Change the password"), Meter::new(NEW))
            }
            Item::Factor => Pane::Factor(Factor::of(&self.me)),
            Item::Email => match &self.me.pending_email {
                Some(flow) => {
                    let mut waiting = Waiting::new(flow.clone());
                    waiting.opened(cx);
                    Pane::EmailCode(code_form(), Box::new(waiting))
                }
                None => Pane::Email(email_form(&self.me.email)),
            },
            Item::Sessions => {
                self.look(cx, Call::Sessions);
                Pane::Sessions(Vec::new(), 0)
            }
            Item::Activity => {
                self.look(cx, Call::Activity);
                Pane::Activity(Vec::new(), 0)
            }
            Item::Delete => Pane::Delete(Form::new(
                vec![Field::text("Username", "type it to delete the account")],
                "Delete for good",
            )),
        };
    }

    fn look(&mut self, cx: &mut Cx<'_>, call: fn(crate::domain::SessionToken) -> Call) {
        let since = cx.now();
        self.busy = cx.call_as(call).map(|id| Busy { id, since });
    }

    fn submit(&mut self, cx: &mut Cx<'_>) {
        let id = match &mut self.pane {
            Pane::Details(form) => match DisplayName::parse(form.text(0)) {
                Ok(name) => cx.call_as(|token| Call::ChangeDetails(token, name)),
                Err(error) => return form.set_error(0, Some(error.to_string())),
            },
            Pane::Password(form, meter) => {
                meter.check(form);
                if form.is_empty(OLD) {
                    form.set_error(OLD, Some("Type your present password.".to_owned()));
                }
                if form.focus_first_error() {
                    return;
                }
                let (old, new) = (form.secret(OLD), form.secret(NEW));
                cx.call_as(|token| Call::ChangePassword { token, old, new })
            }
            Pane::Email(form) => match form.text(0).parse::<EmailAddress>() {
                Ok(email) => cx.call_as(|token| Call::RequestEmail(token, email)),
                Err(error) => return form.set_error(0, Some(error.to_string())),
            },
            Pane::EmailCode(form, _) => match proof_of(form, 0) {
                Some(proof) => cx.call_as(|token| Call::ConfirmEmail(token, proof)),
                None => return,
            },
            Pane::Factor(factor) => factor.submit(cx),
            Pane::Delete(form) => {
                let typed = form.text(0).to_owned();
                cx.call_as(|token| Call::DeleteMe(token, typed))
            }
            Pane::Home | Pane::Sessions(..) | Pane::Activity(..) => None,
        };
        let now = cx.now();
        if let (Some(id), Some(form)) = (id, self.form_mut()) {
            form.sent(id, now);
        }
    }

    fn event(&mut self, cx: &mut Cx<'_>, event: FormEvent) -> Next {
        let context = self.context();
        match (event, &mut self.pane) {
            (FormEvent::Submit, Pane::Factor(Factor::Codes(_))) => return self.codes_left(cx),
            (FormEvent::Submit, _) => self.submit(cx),
            (FormEvent::Changed(NEW), Pane::Password(form, meter)) => meter.changed(cx, form, context),
            _ => {}
        }
        Next::Stay
    }

    fn know(&mut self, cx: &mut Cx<'_>, me: Me) {
        // The sign-in before this one is told at sign-in only.
        let me = Me { last_login_at: self.me.last_login_at, ..me };
        if let Some(who) = &mut cx.shared.who {
            who.me = me.clone();
        }
        self.me = me;
    }

    fn learn(&mut self, cx: &mut Cx<'_>, me: Me) {
        self.know(cx, me);
        self.pane = Pane::Home;
    }

    fn rows(&mut self) -> Option<(&mut usize, usize)> {
        match &mut self.pane {
            Pane::Sessions(rows, cursor) => Some((cursor, rows.len())),
            Pane::Activity(rows, top) => Some((top, rows.len())),
            Pane::Factor(Factor::On(on)) => Some((&mut on.cursor, factor::ACTS.len())),
            Pane::Home => Some((&mut self.cursor, ITEMS.len())),
            _ => None,
        }
    }
}

fn email_form(present: &str) -> Form {
    Form::new(vec![Field::text_with("Email", "the same to prove it, or another", present)], "Send a code there")
}

fn code_form() -> Form {
    Form::new(vec![letter_field()], "Verify")
}

impl ScreenState for Profile {
    fn places(&self) -> Vec<Place> {
        match self.pane {
            Pane::Home | Pane::Factor(Factor::On(_)) => vec![Place::Menu, Place::SignedIn],
            Pane::Sessions(..) => vec![Place::Sessions, Place::List, Place::SignedIn],
            Pane::Activity(..) => vec![Place::List, Place::SignedIn],
            Pane::Password(..) => vec![Place::NewPassword, Place::Secret, Place::Form, Place::SignedIn],
            Pane::EmailCode(..) => vec![Place::Code, Place::Form, Place::SignedIn],
            Pane::Details(_) | Pane::Factor(_) | Pane::Email(_) | Pane::Delete(_) => {
                vec![Place::Form, Place::SignedIn]
            }
        }
    }

    fn title(&self, _shared: &Shared) -> String {
        match self.pane {
            Pane::Home => "Your account",
            Pane::Details(_) => "Your account · display name",
            Pane::Password(..) => "Your account · password",
            Pane::Factor(Factor::Codes(_)) => "Your account · recovery codes",
            Pane::Factor(_) => "Your account · two-factor",
            Pane::Email(_) | Pane::EmailCode(..) => "Your account · email",
            Pane::Sessions(..) => "Your account · sessions",
            Pane::Activity(..) => "Your account · activity",
            Pane::Delete(_) => "Your account · delete",
        }
        .to_owned()
    }

    fn availability(&self, shared: &Shared, command: Command) -> Availability {
        match (command, &self.pane) {
            (Command::Admin, _) if !rights::works_at_the_desk(self.me.role) => Availability::Hidden,
            (Command::Admin, _) if self.me.owes == Some(Owed::Password) => {
                Availability::Off("Choose a new password first.")
            }
            (Command::Admin, _) if self.me.owes == Some(Owed::SecondFactor) => {
                Availability::Off("Turn on two-factor sign-in first.")
            }
            (Command::Back, Pane::Home) if !rights::works_at_the_desk(self.me.role) || self.me.owes.is_some() => {
                Availability::Hidden
            }
            (Command::Open, Pane::Sessions(..) | Pane::Activity(..)) => Availability::Hidden,
            (Command::NextField | Command::PreviousField, Pane::Factor(Factor::Off(_) | Factor::Codes(_))) => {
                Availability::Hidden
            }
            (Command::RevokeSession, Pane::Sessions(rows, cursor)) => match rows.get(*cursor) {
                Some(own) if own.is_this => Availability::Off("This is the session you are using. Ctrl-X signs out."),
                Some(_) => Availability::Ready,
                None => Availability::Hidden,
            },
            (Command::Resend, Pane::EmailCode(_, waiting)) if waiting.resend_seconds(shared.now.wall) > 0 => {
                Availability::Off("A letter went out a moment ago. Wait until the minute is over.")
            }
            _ => Availability::Ready,
        }
    }

    fn label(&self, command: Command) -> Option<&'static str> {
        match (command, self.form()) {
            (Command::Enter, Some(form)) if form.enter_label() == form.button => Some(match self.pane {
                Pane::Details(_) => "save",
                Pane::Password(..) => "change it",
                Pane::Email(_) => "send a code",
                Pane::EmailCode(..) => "verify",
                Pane::Delete(_) => "delete for good",
                Pane::Factor(Factor::Codes(_)) => "go on",
                Pane::Factor(_) => "turn it on",
                Pane::Home | Pane::Sessions(..) | Pane::Activity(..) => return None,
            }),
            (Command::FixAddress, _) => Some("another address"),
            (Command::Suggest, _) => Some("suggest a password"),
            _ => None,
        }
    }

    fn form(&self) -> Option<&Form> {
        match &self.pane {
            Pane::Details(form)
            | Pane::Password(form, _)
            | Pane::Email(form)
            | Pane::EmailCode(form, _)
            | Pane::Delete(form) => Some(form),
            Pane::Factor(factor) => factor.form(),
            Pane::Home | Pane::Sessions(..) | Pane::Activity(..) => None,
        }
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        match &mut self.pane {
            Pane::Details(form)
            | Pane::Password(form, _)
            | Pane::Email(form)
            | Pane::EmailCode(form, _)
            | Pane::Delete(form) => Some(form),
            Pane::Factor(factor) => factor.form_mut(),
            Pane::Home | Pane::Sessions(..) | Pane::Activity(..) => None,
        }
    }

    fn quiet(&self) -> bool {
        match &self.pane {
            Pane::Factor(factor) => factor.shows_secret(),
            _ => self.on_secret(),
        }
    }

    fn opened(&mut self, cx: &mut Cx<'_>) {
        if let Some(owed) = self.me.owes {
            self.owe(cx, owed);
        }
        self.look(cx, Call::Me);
    }

    fn command(&mut self, cx: &mut Cx<'_>, command: Command) -> Next {
        match (command, &mut self.pane) {
            (Command::Back, Pane::Home) => return Next::Back,
            (Command::Back, Pane::Factor(Factor::Codes(_))) => {
                cx.good("Without the codes: “Two-factor sign-in” makes new ones.");
                return self.codes_left(cx);
            }
            (Command::Back, _) => self.pane = Pane::Home,
            (Command::Open, Pane::Home) => self.open(cx),
            (Command::Open, Pane::Factor(Factor::On(on))) => on.ask(cx),
            (Command::Refresh, Pane::Sessions(..)) => self.look(cx, Call::Sessions),
            (Command::RevokeSession, Pane::Sessions(rows, cursor)) => {
                if let Some(id) = rows.get(*cursor).map(|own| own.session.id) {
                    let since = cx.now();
                    self.busy = cx.call_as(|token| Call::RevokeSession(token, id)).map(|id| Busy { id, since });
                }
            }
            (Command::Resend, Pane::EmailCode(_, waiting)) => waiting.resend(cx),
            (Command::FixAddress, Pane::EmailCode(_, waiting)) => {
                self.pane = Pane::Email(email_form(&waiting.flow.sent_to));
            }
            (Command::Suggest, Pane::Password(form, meter)) if form.busy.is_none() => meter.suggest(cx),
            (Command::Reveal, Pane::Password(form, _)) => form.toggle_reveal(cx.now()),
            (command, _) => {
                if let Some(form) = self.form_mut() {
                    let event = form.command(command);
                    return self.event(cx, event);
                } else if let Some((at, count)) = self.rows() {
                    let last = count.saturating_sub(1);
                    *at = match command {
                        Command::Up => at.saturating_sub(1),
                        Command::Down => *at + 1,
                        Command::PageUp => at.saturating_sub(10),
                        Command::PageDown => *at + 10,
                        Command::First => 0,
                        Command::Last => last,
                        _ => *at,
                    }
                    .min(last);
                }
            }
        }
        Next::Stay
    }

    fn input(&mut self, cx: &mut Cx<'_>, input: &Input) -> Next {
        if let Some(form) = self.form_mut() {
            let event = form.input(input);
            return self.event(cx, event);
        }
        match input {
            Input::Scroll { down: true } => return self.command(cx, Command::Down),
            Input::Scroll { down: false } => return self.command(cx, Command::Up),
            Input::Hit(Hit::Line(hit)) => {
                if let Some((at, count)) = self.rows() {
                    *at = (*hit).min(count.saturating_sub(1));
                }
                if matches!(self.pane, Pane::Home | Pane::Factor(_)) {
                    return self.command(cx, Command::Open);
                }
            }
            _ => {}
        }
        Next::Stay
    }

    fn reply(&mut self, cx: &mut Cx<'_>, id: ReqId, reply: Reply) -> Next {
        let context = self.context();
        let reply = match &mut self.pane {
            Pane::EmailCode(_, waiting) => waiting.reply(cx, id, reply),
            Pane::Password(form, meter) => meter.reply(cx, form, context, id, reply),
            _ => Some(reply),
        };
        let Some(reply) = reply else { return Next::Stay };
        if self.busy.is_some_and(|busy| busy.id == id) {
            self.busy = None;
            return match reply {
                Reply::Me(Ok(me)) => {
                    self.know(cx, me);
                    if std::mem::take(&mut self.paid) { self.go_on(cx) } else { Next::Stay }
                }
                Reply::Me(Err(error)) => trouble(cx, &error),
                reply => self.list_reply(cx, reply),
            };
        }
        if self.form_mut().is_some_and(|form| form.answered(id)) {
            return self.form_reply(cx, reply);
        }
        Next::Stay
    }

    fn called_off(&mut self, _cx: &mut Cx<'_>, id: ReqId) {
        self.busy.take_if(|busy| busy.id == id);
        if let Some(form) = self.form_mut() {
            form.answered(id);
        }
    }

    fn answered(&mut self, cx: &mut Cx<'_>, question: Question) {
        let call = match question {
            Question::RenewRecoveryCodes => Call::RenewRecoveryCodes,
            Question::RemoveSecondFactor => Call::RemoveSecondFactor,
            _ => return,
        };
        if let Pane::Factor(Factor::On(on)) = &mut self.pane {
            on.problem = None;
        }
        self.look(cx, call);
    }

    fn mail(&mut self, _cx: &mut Cx<'_>, status: &MailStatus) {
        if let Pane::EmailCode(_, waiting) = &mut self.pane {
            waiting.mail(status);
        }
    }

    fn wake(&mut self, cx: &mut Cx<'_>) {
        if let Pane::EmailCode(_, waiting) = &mut self.pane {
            waiting.wake(cx);
        }
    }

    fn deadline(&self, shared: &Shared) -> Option<Instant> {
        match &self.pane {
            Pane::EmailCode(_, waiting) => waiting.deadline(shared),
            _ => None,
        }
    }

    fn busy_since(&self) -> Option<Instant> {
        self.form().and_then(|form| form.busy).or(self.busy).map(|busy| busy.since)
    }
}
