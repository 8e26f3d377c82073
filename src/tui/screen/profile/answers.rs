//! What the core answered to one's own account: to the open form, to a list, to an act.

use crate::auth::CallError;
use crate::auth::login::Owed;
use crate::auth::profile::{ChangePasswordError, ConfirmEmailError, DeleteMeError};
use crate::tui::effect::{Call, Reply};
use crate::tui::shared::Cx;
use crate::tui::waiting::Waiting;

use super::super::{CRASHED, Next, ScreenState, led_away, trouble};
use super::{OLD, Pane, Profile, code_form};

impl Profile {
    /// The answer to the open form.
    pub(super) fn form_reply(&mut self, cx: &mut Cx<'_>, reply: Reply) -> Next {
        let reply = match self.factor_reply(cx, reply) {
            Ok(next) => return next,
            Err(reply) => *reply,
        };
        match reply {
            Reply::ChangeDetails(Ok(me)) => {
                self.learn(cx, me);
                cx.good("Saved.");
            }
            Reply::ChangePassword(Ok(())) => {
                self.pane = Pane::Home;
                self.paid = self.me.owes == Some(Owed::Password);
                self.look(cx, Call::Me);
                cx.good("Your password is changed. Every other session was ended.");
            }
            Reply::RequestEmail(Ok(flow)) => {
                let mut waiting = Waiting::new(flow.clone());
                waiting.opened(cx);
                self.me.pending_email = Some(flow);
                self.pane = Pane::EmailCode(code_form(), Box::new(waiting));
            }
            Reply::ConfirmEmail(Ok(me)) => {
                let text = format!("{} is proved.", me.email);
                self.learn(cx, me);
                cx.good(text);
            }
            Reply::DeleteMe(Ok(())) => return Next::Out(Some("Your account is deleted.".to_owned())),
            Reply::ChangeDetails(Err(error)) | Reply::RequestEmail(Err(error)) => return self.failed(cx, &error),
            Reply::ChangePassword(Err(error)) => match (error, &mut self.pane) {
                (ChangePasswordError::Call(error), _) => return self.failed(cx, &error),
                (ChangePasswordError::Password(problem), Pane::Password(form, meter)) => meter.refused(form, &problem),
                (error, Pane::Password(form, _)) => {
                    form.clear(OLD);
                    form.set_error(OLD, Some(error.to_string()));
                    form.focus = OLD;
                }
                _ => {}
            },
            Reply::ConfirmEmail(Err(ConfirmEmailError::Call(error))) => return self.failed(cx, &error),
            Reply::ConfirmEmail(Err(error)) => self.beside_field(error.to_string()),
            Reply::DeleteMe(Err(DeleteMeError::Call(error))) => return self.failed(cx, &error),
            Reply::DeleteMe(Err(error)) => self.beside_field(error.to_string()),
            _ => self.problem(CRASHED.to_owned()),
        }
        Next::Stay
    }

    fn beside_field(&mut self, error: String) {
        if let Some(form) = self.form_mut() {
            form.set_error(0, Some(error));
            form.focus = 0;
        }
    }

    fn problem(&mut self, problem: String) {
        if let Some(form) = self.form_mut() {
            form.problem = Some(problem);
        }
    }

    fn failed(&mut self, cx: &mut Cx<'_>, error: &CallError) -> Next {
        led_away(cx, error).unwrap_or_else(|| {
            self.problem(error.to_string());
            Next::Stay
        })
    }

    /// The answer to a list that was asked for, or to an ended session.
    pub(super) fn list_reply(&mut self, cx: &mut Cx<'_>, reply: Reply) -> Next {
        let reply = match self.factor_reply(cx, reply) {
            Ok(next) => return next,
            Err(reply) => *reply,
        };
        match (reply, &mut self.pane) {
            (Reply::Sessions(Ok(sessions)), Pane::Sessions(rows, cursor)) => {
                *cursor = (*cursor).min(sessions.len().saturating_sub(1));
                *rows = sessions;
            }
            (Reply::Activity(Ok(entries)), Pane::Activity(rows, _)) => *rows = entries,
            (Reply::RevokeSession(Ok(())), Pane::Sessions(..)) => {
                cx.good("That session is ended.");
                self.look(cx, Call::Sessions);
            }
            (Reply::Sessions(Err(error)) | Reply::Activity(Err(error)) | Reply::RevokeSession(Err(error)), _) => {
                return trouble(cx, &error);
            }
            (Reply::Crashed, _) => cx.bad(CRASHED),
            _ => {}
        }
        Next::Stay
    }
}
