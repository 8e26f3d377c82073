//! The invitations: made, shown once as letters and as a QR code, taken back.

pub mod view;

use std::time::Duration;

use crate::auth::CallError;
use crate::auth::invites::{InviteError, NewInvite};
use crate::domain::{Invite, InviteId, InviteLabel, Page, Timestamp, Total, Window};
use crate::tui::command::{Availability, Command, Place};
use crate::tui::effect::{Call, Reply, ReqId};
use crate::tui::form::{Busy, Field, Form, FormEvent};
use crate::tui::list::{Listing, Row};
use crate::tui::msg::Input;
use crate::tui::overlay::{Ask, Button, Invited, Overlay, Question};
use crate::tui::qr::Qr;
use crate::tui::shared::{Cx, Shared};

use super::super::{CRASHED, Next, led_away, trouble};
use super::list_rows;

impl Row for Invite {
    type Id = InviteId;
    fn id(&self) -> InviteId {
        self.id
    }
}

/// The invitations.
#[derive(Debug, Default)]
pub struct Invites {
    /// The list, newest first.
    pub list: Listing<Invite>,
    /// An invitation being made.
    pub form: Option<Form>,
    acting: Option<Busy>,
}

const LABEL: usize = 0;
const USES: usize = 1;
const DAYS: usize = 2;
const DAY: u64 = 24 * 60 * 60;

/// What an invitation is good for now, in words.
pub fn standing(invite: &Invite, now: Timestamp) -> &'static str {
    match invite {
        _ if invite.revoked_at.is_some() => "taken back",
        _ if invite.uses_left == 0 => "used up",
        _ if now >= invite.expires_at => "run out",
        _ => "good",
    }
}

impl Invites {
    pub(super) fn refresh(&mut self, cx: &mut Cx<'_>) {
        let since = cx.now();
        if let Some(id) = cx.call_as(Call::Invites) {
            let stale = self.list.reading(id, Page::First, since);
            cx.cancel(stale);
        }
    }

    pub(super) fn travel(&mut self, cx: &mut Cx<'_>, command: Command) {
        self.list.command(command, list_rows(cx.shared));
    }

    pub(super) fn hit(&mut self, cx: &mut Cx<'_>, at: usize) {
        self.list.choose(at, list_rows(cx.shared));
    }

    pub(super) fn settle(&mut self, shared: &Shared) {
        self.list.settle(list_rows(shared));
    }

    pub(super) fn busy(&self) -> Option<Busy> {
        self.form.as_ref().and_then(|form| form.busy).or(self.acting).or(self.list.busy())
    }

    pub(super) fn waits_for(&self, id: ReqId) -> bool {
        self.busy().is_some_and(|busy| busy.id == id)
    }

    pub(super) fn places(&self) -> Vec<Place> {
        match self.form {
            Some(_) => vec![Place::Form, Place::SignedIn],
            None => vec![Place::Invites, Place::List, Place::SignedIn],
        }
    }

    pub(super) fn title(&self) -> &'static str {
        if self.form.is_some() { "New invitation" } else { "Invitations" }
    }

    pub(super) fn availability(&self, command: Command) -> Availability {
        match (command, self.list.chosen()) {
            (Command::Open, _) => Availability::Hidden,
            (Command::RevokeInvite, None) => Availability::Off("There is no invitation."),
            (Command::RevokeInvite, Some(invite)) if invite.revoked_at.is_some() => {
                Availability::Off("It is taken back already.")
            }
            _ => Availability::Ready,
        }
    }

    pub(super) fn label(&self, command: Command) -> Option<&'static str> {
        match (command, &self.form) {
            (Command::Enter, Some(form)) if form.enter_label() == form.button => Some("make it"),
            (Command::Back, None) => Some("who waits"),
            _ => None,
        }
    }

    pub(super) fn command(&mut self, cx: &mut Cx<'_>, command: Command) -> bool {
        match (&mut self.form, command) {
            (Some(_), Command::Back) => self.form = None,
            (Some(form), command) => {
                let event = form.command(command);
                self.form_event(cx, event);
            }
            (None, Command::NewInvite) => {
                let fields = vec![
                    Field::text("For", "what it is for, e.g. open day; may stay empty"),
                    Field::text_with("People", "how many may sign up with it, 1 to 1000", "1"),
                    Field::text_with("Days", "how long it is good, 1 to 365", "7"),
                ];
                self.form = Some(Form::new(fields, "Make the invitation"));
            }
            (None, Command::RevokeInvite) => self.ask(cx),
            (None, _) => return false,
        }
        true
    }

    pub(super) fn input(&mut self, cx: &mut Cx<'_>, input: &Input) -> bool {
        let Some(form) = &mut self.form else { return false };
        let event = form.input(input);
        self.form_event(cx, event);
        true
    }

    fn form_event(&mut self, cx: &mut Cx<'_>, event: FormEvent) {
        let (Some(form), FormEvent::Submit) = (&mut self.form, event) else { return };
        let label = InviteLabel::parse(form.text(LABEL));
        let uses = form.text(USES).trim().parse::<u32>().ok();
        let days = form.text(DAYS).trim().parse::<u64>().ok().filter(|days| (1..=365).contains(days));
        form.set_error(LABEL, label.as_ref().err().map(ToString::to_string));
        form.set_error(USES, uses.is_none().then(|| InviteError::Uses.to_string()));
        form.set_error(DAYS, days.is_none().then(|| "Type a number of days, 1 to 365.".to_owned()));
        if form.focus_first_error() {
            return;
        }
        if let (Ok(label), Some(uses), Some(days)) = (label, uses, days) {
            let new = NewInvite { label, uses, good_for: Duration::from_secs(days * DAY) };
            let now = cx.now();
            if let Some(id) = cx.call_as(|token| Call::MakeInvite(token, new)) {
                form.sent(id, now);
            }
        }
    }

    fn ask(&mut self, cx: &mut Cx<'_>) {
        let Some(invite) = self.list.chosen() else { return };
        let name = match invite.label.as_str() {
            "" => "this invitation".to_owned(),
            label => format!("“{label}”"),
        };
        cx.shared.overlay = Some(Overlay::Ask(Ask {
            title: format!("Take {name} back?"),
            body: vec![
                "Nobody signs up with it any more, nor does who has not proved the address yet.".to_owned(),
                "Accounts that were made with it stay.".to_owned(),
            ],
            verb: Some("Take it back".to_owned()),
            focus: Button::Cancel,
            typed: None,
            question: Question::RevokeInvite { id: invite.id },
        }));
    }

    pub(super) fn revoke(&mut self, cx: &mut Cx<'_>, invite: InviteId) {
        let since = cx.now();
        self.acting = cx.call_as(|token| Call::RevokeInvite(token, invite)).map(|id| Busy { id, since });
    }

    pub(super) fn called_off(&mut self, id: ReqId) {
        self.acting.take_if(|busy| busy.id == id);
        if let Some(form) = &mut self.form {
            form.answered(id);
        }
    }

    pub(super) fn reply(&mut self, cx: &mut Cx<'_>, id: ReqId, reply: Reply) -> Next {
        let acted = self.acting.take_if(|busy| busy.id == id).is_some();
        let sent = self.form.as_mut().is_some_and(|form| form.answered(id));
        match reply {
            Reply::Invites(answer) => {
                if let Err(error) = &answer
                    && let Some(next) = led_away(cx, error)
                {
                    return next;
                }
                let window = answer.map(|rows| {
                    let total = Total::Exactly(u64::try_from(rows.len()).unwrap_or(u64::MAX));
                    Window { rows, more_before: false, more_after: false, total }
                });
                self.list.answer::<CallError>(id, window, list_rows(cx.shared));
                return Next::Stay;
            }
            Reply::MakeInvite(Ok(made)) => {
                self.form = None;
                let qr = Qr::of(&made.code);
                cx.shared.overlay = Some(Overlay::Invited(Box::new(Invited { qr, made })));
            }
            Reply::MakeInvite(Err(InviteError::Call(error))) | Reply::RevokeInvite(Err(error)) => {
                return trouble(cx, &error);
            }
            Reply::MakeInvite(Err(error)) => {
                if let Some(form) = &mut self.form {
                    let at = if matches!(error, InviteError::Uses) { USES } else { DAYS };
                    form.set_error(at, Some(error.to_string()));
                    form.focus = at;
                }
                return Next::Stay;
            }
            Reply::RevokeInvite(Ok(_)) => cx.good("The invitation is taken back."),
            _ if acted || sent => cx.bad(CRASHED),
            _ => return Next::Stay,
        }
        self.refresh(cx);
        Next::Stay
    }
}
