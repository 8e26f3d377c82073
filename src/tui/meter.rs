//! The strength of a password that is being chosen, and the passphrase that is proposed.

use crate::auth::policy::{PasswordContext, PasswordProblem, Strength};
use crate::domain::Secret;

use super::effect::{Call, Reply, ReqId};
use super::form::Form;
use super::shared::Cx;

/// Watches the field of a new password and the one below it, where it is repeated.
#[derive(Debug)]
pub struct Meter {
    /// The number of the field.
    field: usize,
    /// What the core said last; `None` while the field is empty.
    pub strength: Option<Strength>,
    /// A passphrase was proposed and stands in the field, to be written down.
    pub suggested: bool,
    asked: Option<ReqId>,
    suggesting: Option<ReqId>,
    /// The password has changed since it was asked.
    stale: bool,
}

impl Meter {
    /// For the field with that number.
    pub fn new(field: usize) -> Self {
        Self { field, strength: None, suggested: false, asked: None, suggesting: None, stale: false }
    }

    /// The field has changed. One question is under way at most: zxcvbn takes longer than a key.
    pub fn changed(&mut self, cx: &mut Cx<'_>, form: &Form, context: PasswordContext) {
        self.suggested = false;
        if form.is_empty(self.field) {
            self.strength = None;
        }
        if self.asked.is_some() {
            self.stale = true;
        } else if !form.is_empty(self.field) {
            self.asked = Some(cx.call(Call::Strength(form.secret(self.field), context)));
        }
    }

    /// Asks for a passphrase.
    pub fn suggest(&mut self, cx: &mut Cx<'_>) {
        if self.suggesting.is_none() {
            self.suggesting = Some(cx.call(Call::Suggest));
        }
    }

    /// Takes an answer in; gives it back if it is for somebody else.
    pub fn reply(
        &mut self,
        cx: &mut Cx<'_>,
        form: &mut Form,
        context: PasswordContext,
        id: ReqId,
        reply: Reply,
    ) -> Option<Reply> {
        match reply {
            Reply::Strength(strength) if self.asked == Some(id) => {
                self.asked = None;
                self.strength = (!form.is_empty(self.field)).then_some(strength);
                if std::mem::take(&mut self.stale) {
                    let suggested = self.suggested;
                    self.changed(cx, form, context);
                    self.suggested = suggested;
                }
                None
            }
            Reply::Suggest(passphrase) if self.suggesting == Some(id) => {
                self.suggesting = None;
                self.fill(cx, form, context, &passphrase);
                None
            }
            other => Some(other),
        }
    }

    fn fill(&mut self, cx: &mut Cx<'_>, form: &mut Form, context: PasswordContext, passphrase: &Secret) {
        for at in [self.field, self.field + 1] {
            form.set_secret(at, passphrase);
            form.set_error(at, None);
        }
        form.problem = None;
        self.changed(cx, form, context);
        self.suggested = true;
    }

    /// What is wrong with the pair of fields, said beside them; whether something is.
    pub fn check(&self, form: &mut Form) -> bool {
        let again = self.field + 1;
        if form.is_empty(self.field) {
            form.set_error(self.field, Some("Choose a password.".to_owned()));
        } else if let Some(problem) = self.strength.as_ref().and_then(|strength| strength.problem.as_ref())
            // What is known may be about an older password; the core has the last word anyway.
            && self.asked.is_none()
        {
            form.set_error(self.field, Some(problem.to_string()));
        }
        if !form.is_empty(self.field) && !form.same(self.field, again) {
            form.set_error(again, Some("The two passwords differ.".to_owned()));
        }
        form.fields.iter().any(|field| field.error.is_some())
    }

    /// The core refused the password.
    pub fn refused(&self, form: &mut Form, problem: &PasswordProblem) {
        form.set_error(self.field, Some(problem.to_string()));
        form.focus_first_error();
    }
}
