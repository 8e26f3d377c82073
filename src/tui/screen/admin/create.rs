//! An account made by staff: the form and its answer.

use crate::auth::admin::{CreateError, NewAccount};
use crate::domain::{DisplayName, Role};
use crate::tui::effect::{Call, Reply};
use crate::tui::form::{Field, Form, FormEvent};
use crate::tui::shared::Cx;

use super::super::{CRASHED, Next, trouble};
use super::Admin;

impl Admin {
    pub(super) fn create_open(&mut self) {
        let fields = vec![
            Field::text("Username", "3 to 32 letters and digits, to sign in with"),
            Field::text("Email", "the letter to choose a password goes there"),
            Field::text("Display name", "may stay empty"),
            Field::text_with("Role", "user, helper or admin", Role::User.as_str()),
        ];
        self.create = Some(Form::new(fields, "Make the account"));
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
        form.set_error(3, role.is_err().then(|| "Type user, helper or admin.".to_owned()));
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

    pub(super) fn create_reply(&mut self, cx: &mut Cx<'_>, reply: Reply) -> Next {
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

    pub(super) fn form_event(&mut self, cx: &mut Cx<'_>, event: FormEvent) {
        if event == FormEvent::Submit {
            self.create_submit(cx);
        }
    }
}
