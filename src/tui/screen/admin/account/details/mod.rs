//! What an account is, line by line, and the form in which its details are changed.

pub mod view;

use crate::auth::CallError;
use crate::auth::edit::{self, EditError};
use crate::domain::{AccountRow, DisplayName, Validity};
use crate::tui::command::Availability;
use crate::tui::effect::{Call, Reply, ReqId};
use crate::tui::form::{Field, Form, FormEvent};
use crate::tui::rights;
use crate::tui::shared::{Cx, Shared};

use super::super::super::{CRASHED, Next, led_away, trouble};
use super::Page;

/// A line of the details.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The name to sign in with.
    Username,
    /// The name to be called by.
    DisplayName,
    /// Where letters go, and whether that is proved.
    Email,
    /// What it may do.
    Role,
    /// What it is now: active, suspended and so on.
    State,
    /// When it is good; only where there are dates.
    Dates,
    /// What staff note about it.
    Note,
    /// How things stand with the password.
    Password,
    /// The second factor.
    TwoFactor,
    /// How long guesses are not looked at; only while that is so.
    Locked,
    /// When it was made.
    Created,
    /// When it was last changed.
    Changed,
    /// When and where somebody signed in with it.
    LastSignIn,
    /// Its identifier.
    Id,
}

/// The details being changed.
#[derive(Debug)]
pub struct Edit {
    /// The form.
    pub form: Form,
    /// What the fields were when the form was opened, or when somebody else changed them last.
    base: Vec<String>,
    /// The version that `base` is of.
    version: u32,
    /// The core said that there is a newer one, and it is being read.
    stale: bool,
}

const USERNAME: usize = 0;
const DISPLAY_NAME: usize = 1;
const EMAIL: usize = 2;

/// The fields that can be changed, with their names in a sentence.
const FIELDS: [&str; 3] = ["the username", "the display name", "the address"];

fn values(row: &AccountRow) -> [&str; 3] {
    [&row.username, &row.display_name, &row.email]
}

impl Page {
    /// The lines of the details, from the top down.
    pub fn facts(&self, shared: &Shared) -> Vec<Fact> {
        let dated = self.row.as_ref().is_some_and(|row| row.validity != Validity::default());
        let always = |fact| Some(fact);
        [
            always(Fact::Username),
            always(Fact::DisplayName),
            always(Fact::Email),
            always(Fact::Role),
            always(Fact::State),
            dated.then_some(Fact::Dates),
            self.locked_for(shared).map(|_| Fact::Locked),
            always(Fact::Note),
            always(Fact::Password),
            always(Fact::TwoFactor),
            always(Fact::Created),
            always(Fact::Changed),
            always(Fact::LastSignIn),
            always(Fact::Id),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Whole seconds for which guesses at its password are not looked at.
    pub fn locked_for(&self, shared: &Shared) -> Option<u64> {
        let left = self.known.as_ref()?.detail.locked_until?.since(shared.now.wall);
        u64::try_from(left.as_millis().div_ceil(1000)).ok().filter(|seconds| *seconds > 0)
    }

    /// Whether who is signed in is a helper, and this one of the staff.
    pub(super) fn is_above(&self, shared: &Shared) -> bool {
        let helper = shared.who.as_ref().is_some_and(|who| !rights::reaches_staff(who.me.role));
        helper && self.row.as_ref().is_some_and(|row| row.role.is_staff())
    }

    pub(super) fn can_edit(&self, shared: &Shared) -> Availability {
        match &self.row {
            None => Availability::Hidden,
            Some(_) if self.is_above(shared) => Availability::Off(rights::NOT_STAFF),
            Some(row) if row.trashed_at.is_some() => {
                Availability::Off("This account is in the trash. Take it out first.")
            }
            Some(_) => Availability::Ready,
        }
    }

    /// Opens the form, on the field of the line under the cursor.
    pub(super) fn open_edit(&mut self, shared: &Shared) {
        let Some(row) = &self.row else { return };
        let mut fields = vec![
            Field::text_with("Username", "3 to 32 letters and digits, to sign in with", &row.username),
            Field::text_with("Display name", "may stay empty", &row.display_name),
        ];
        // One's own address has to prove itself: that is done in the profile.
        if shared.who.as_ref().is_none_or(|who| who.me.id != row.id) {
            let hint = "another one has to be proved; the old one is told";
            fields.push(Field::text_with("Email", hint, &row.email));
        }
        let base = values(row).into_iter().take(fields.len()).map(str::to_owned).collect();
        let mut form = Form::new(fields, "Save");
        form.focus = match self.facts(shared).get(self.cursor) {
            Some(Fact::DisplayName) => DISPLAY_NAME,
            Some(Fact::Email) if form.fields.len() > EMAIL => EMAIL,
            _ => USERNAME,
        };
        self.edit = Some(Edit { form, base, version: row.version, stale: false });
    }

    pub(super) fn form_event(&mut self, cx: &mut Cx<'_>, event: FormEvent) {
        if event == FormEvent::Submit {
            self.submit(cx);
        }
    }

    fn submit(&mut self, cx: &mut Cx<'_>) {
        let id = self.id;
        let Some(open) = &mut self.edit else { return };
        let Some(changes) = open.changes() else { return };
        if changes == edit::Edit::default() {
            self.edit = None;
            return cx.good("Nothing was changed.");
        }
        let (version, since) = (open.version, cx.now());
        if let Some(request) = cx.call_as(|token| Call::EditAccount(token, id, version, changes)) {
            open.form.sent(request, since);
        }
    }

    /// Whether that answers the form.
    pub(in super::super) fn edit_answered(&mut self, id: ReqId) -> bool {
        self.edit.as_mut().is_some_and(|edit| edit.form.answered(id))
    }

    /// The answer to the form: the row as it is now, or where to go.
    pub(in super::super) fn edited(&mut self, cx: &mut Cx<'_>, reply: Reply) -> Result<AccountRow, Box<Next>> {
        let error = match reply {
            Reply::EditAccount(Ok(row)) => {
                let moved = self.row.as_ref().is_some_and(|before| before.email != row.email);
                self.edit = None;
                cx.good(match (moved, row.verified_at) {
                    (true, None) => "Saved. The new address is not proved yet; the old one is told.".to_owned(),
                    _ => "Saved.".to_owned(),
                });
                return Ok(row);
            }
            Reply::EditAccount(Err(error)) => error,
            _ => {
                cx.bad(CRASHED);
                return Err(Box::new(Next::Stay));
            }
        };
        let Some(open) = &mut self.edit else {
            // The form was left before the answer came.
            return Err(Box::new(match error {
                EditError::Call(error) => trouble(cx, &error),
                error => {
                    cx.bad(error.to_string());
                    Next::Stay
                }
            }));
        };
        match error {
            EditError::UsernameTaken => open.refuse(USERNAME, error.to_string()),
            EditError::EmailTaken => open.refuse(EMAIL, error.to_string()),
            EditError::Call(CallError::Stale) => {
                open.stale = true;
                self.refresh(cx);
            }
            EditError::Call(error) => {
                open.form.problem = Some(error.to_string());
                return Err(Box::new(led_away(cx, &error).unwrap_or(Next::Stay)));
            }
        }
        Err(Box::new(Next::Stay))
    }
}

impl Edit {
    fn refuse(&mut self, at: usize, error: String) {
        self.form.set_error(at, Some(error));
        self.form.focus = at;
    }

    /// What was typed that is another than it was; `None` where some of it makes no sense.
    fn changes(&mut self) -> Option<edit::Edit> {
        let form = &mut self.form;
        let base = |at: usize| self.base.get(at).map_or("", String::as_str);
        let other = |form: &Form, at: usize| at < form.fields.len() && form.text(at).trim() != base(at);
        let username = other(form, USERNAME).then(|| form.text(USERNAME).parse()).transpose();
        let name = other(form, DISPLAY_NAME).then(|| DisplayName::parse(form.text(DISPLAY_NAME))).transpose();
        let email = other(form, EMAIL).then(|| form.text(EMAIL).parse()).transpose();
        form.set_error(USERNAME, username.as_ref().err().map(ToString::to_string));
        form.set_error(DISPLAY_NAME, name.as_ref().err().map(ToString::to_string));
        form.set_error(EMAIL, email.as_ref().err().map(ToString::to_string));
        if form.focus_first_error() {
            return None;
        }
        let (Ok(username), Ok(display_name), Ok(email)) = (username, name, email) else { return None };
        Some(edit::Edit { username, display_name, email, ..edit::Edit::default() })
    }

    /// Somebody may have changed the account: what was typed stays, what was not touched is as it is now, and where
    /// both happened the form says so.
    pub(super) fn meanwhile(&mut self, row: &AccountRow) {
        if row.version == self.version {
            return;
        }
        let mut both = Vec::new();
        for (at, now) in values(row).into_iter().take(self.form.fields.len()).enumerate() {
            let Some(base) = self.base.get_mut(at).filter(|base| base.as_str() != now) else { continue };
            let typed = self.form.text(at);
            if typed == base.as_str() {
                if let Some(field) = self.form.fields.get_mut(at) {
                    *field = Field::text_with(field.label, field.hint, now);
                }
            } else if typed != now {
                both.extend(FIELDS.get(at).map(|name| format!("{name} is “{now}” now")));
            }
            now.clone_into(base);
        }
        self.version = row.version;
        if !both.is_empty() {
            let what = both.join(", ");
            self.form.problem = Some(format!(
                "Somebody changed this account in the meantime: {what}. What you typed is kept; save once more to put it in its place."
            ));
        } else if self.stale {
            self.form.problem = Some(
                "Somebody changed this account in the meantime. What you typed is kept; look at it and save once more."
                    .to_owned(),
            );
        }
        self.stale = false;
    }
}
