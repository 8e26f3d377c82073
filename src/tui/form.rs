//! Forms: fields, focus, errors beside the fields, one submit in flight.

use std::time::{Duration, Instant};

use tui_input::{Input as Line, InputRequest};

use crate::domain::text;
use crate::domain::{Secret, SecretInput};

use super::command::Command;
use super::effect::ReqId;
use super::msg::{Hit, Input, Key, KeyCode};

/// How long a password is shown on request.
pub const REVEAL: Duration = Duration::from_secs(3);

/// What a field holds.
#[derive(Debug)]
pub enum Value {
    /// Text that may be seen. Never a secret: `tui_input` keeps what was cut.
    Text(Line),
    /// A password: masked.
    Password(SecretInput),
    /// A code or a token: seen by whoever types it, wiped like a secret.
    Code(SecretInput),
}

/// A labelled field.
#[derive(Debug)]
pub struct Field {
    /// Its name on the screen.
    pub label: &'static str,
    /// What it holds.
    pub value: Value,
    /// What is wrong with it, as a sentence.
    pub error: Option<String>,
    /// What to write there, while nothing is wrong.
    pub hint: &'static str,
}

impl Field {
    /// Longest text taken; every domain type has a shorter limit that it can name.
    const MAX_TEXT: usize = 300;

    /// A field for text.
    pub fn text(label: &'static str, hint: &'static str) -> Self {
        Self { label, value: Value::Text(Line::default()), error: None, hint }
    }

    /// A field for text that has some already.
    pub fn text_with(label: &'static str, hint: &'static str, text: &str) -> Self {
        Self { label, value: Value::Text(Line::new(text.to_owned())), error: None, hint }
    }

    /// A field for a password.
    pub fn password(label: &'static str, hint: &'static str) -> Self {
        Self { label, value: Value::Password(SecretInput::new()), error: None, hint }
    }

    /// A field for a code or a token.
    pub fn code(label: &'static str, hint: &'static str) -> Self {
        Self { label, value: Value::Code(SecretInput::for_token()), error: None, hint }
    }

    /// Whether nothing is typed.
    pub fn is_empty(&self) -> bool {
        match &self.value {
            Value::Text(line) => line.value().is_empty(),
            Value::Password(secret) | Value::Code(secret) => secret.is_empty(),
        }
    }

    /// Types a key; whether the content changed.
    fn key(&mut self, key: Key) -> bool {
        match &mut self.value {
            Value::Text(line) => text_key(line, key, Self::MAX_TEXT),
            Value::Password(secret) | Value::Code(secret) => secret_key(secret, key),
        }
    }

    fn paste(&mut self, pasted: &Secret) -> bool {
        match &mut self.value {
            Value::Text(line) => {
                let room = Self::MAX_TEXT.saturating_sub(line.value().chars().count());
                for c in text::clean_line(pasted.expose(), room).chars() {
                    line.handle(InputRequest::InsertChar(c));
                }
            }
            Value::Password(secret) => secret.paste(pasted.expose()),
            // Mail programs break a long token over lines.
            Value::Code(secret) => {
                for c in pasted.expose().chars().filter(|c| !c.is_whitespace()) {
                    secret.insert(c);
                }
            }
        }
        true
    }
}

/// A key in a line of text; whether the text changed.
pub fn text_key(line: &mut Line, key: Key, most: usize) -> bool {
    let request = match (key.code, key.ctrl) {
        (KeyCode::Char(c), false) if !key.alt => {
            if !text::is_safe(c) || line.value().chars().count() >= most {
                return false;
            }
            InputRequest::InsertChar(c)
        }
        (KeyCode::Backspace, false) => InputRequest::DeletePrevChar,
        (KeyCode::Delete, false) => InputRequest::DeleteNextChar,
        (KeyCode::Left, false) => InputRequest::GoToPrevChar,
        (KeyCode::Right, false) => InputRequest::GoToNextChar,
        (KeyCode::Left, true) => InputRequest::GoToPrevWord,
        (KeyCode::Right, true) => InputRequest::GoToNextWord,
        (KeyCode::Home, _) | (KeyCode::Char('a'), true) => InputRequest::GoToStart,
        (KeyCode::End, _) => InputRequest::GoToEnd,
        (KeyCode::Char('w'), true) | (KeyCode::Backspace, true) => InputRequest::DeletePrevWord,
        (KeyCode::Char('u'), true) => InputRequest::DeleteLine,
        _ => return false,
    };
    line.handle(request).is_some_and(|change| change.value)
}

fn secret_key(secret: &mut SecretInput, key: Key) -> bool {
    match (key.code, key.ctrl) {
        (KeyCode::Char(c), false) if !key.alt => return secret.insert(c),
        (KeyCode::Backspace, false) => secret.backspace(),
        (KeyCode::Delete, _) => secret.delete(),
        (KeyCode::Char('u' | 'w'), true) => secret.clear(),
        (KeyCode::Left, _) => {
            return !{
                secret.left();
                true
            };
        }
        (KeyCode::Right, _) => {
            return !{
                secret.right();
                true
            };
        }
        (KeyCode::Home, _) | (KeyCode::Char('a'), true) => {
            return !{
                secret.home();
                true
            };
        }
        (KeyCode::End, _) => {
            return !{
                secret.end();
                true
            };
        }
        _ => return false,
    }
    true
}

/// A call that is under way, for the spinner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy {
    /// Which.
    pub id: ReqId,
    /// Since when.
    pub since: Instant,
}

/// Fields one below the other, and a button.
#[derive(Debug)]
pub struct Form {
    /// The fields.
    pub fields: Vec<Field>,
    /// Which has focus; the number after the last is the button.
    pub focus: usize,
    /// What is on the button: a verb.
    pub button: &'static str,
    /// What is wrong with the whole, as a sentence.
    pub problem: Option<String>,
    /// The submit in flight.
    pub busy: Option<Busy>,
    /// Until when the passwords are shown.
    pub reveal_until: Option<Instant>,
    /// Until when it is not sent, for too many guesses were wrong. What is typed stays.
    pub wait_until: Option<Instant>,
}

/// What a key did to a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormEvent {
    /// Nothing to act upon.
    Nothing,
    /// That field has another content.
    Changed(usize),
    /// Focus left that field.
    Left(usize),
    /// The form is to be sent.
    Submit,
}

impl Form {
    /// A form with focus on its first field.
    pub fn new(fields: Vec<Field>, button: &'static str) -> Self {
        Self { fields, focus: 0, button, problem: None, busy: None, reveal_until: None, wait_until: None }
    }

    /// The text of a field; empty for a secret one.
    pub fn text(&self, at: usize) -> &str {
        match self.fields.get(at).map(|field| &field.value) {
            Some(Value::Text(line)) => line.value(),
            _ => "",
        }
    }

    /// The secret of a field; empty for text.
    pub fn secret(&self, at: usize) -> Secret {
        match self.fields.get(at).map(|field| &field.value) {
            Some(Value::Password(secret) | Value::Code(secret)) => secret.secret(),
            _ => Secret::from(""),
        }
    }

    /// Fills a secret field.
    pub fn set_secret(&mut self, at: usize, text: &Secret) {
        if let Some(Field { value: Value::Password(secret) | Value::Code(secret), .. }) = self.fields.get_mut(at) {
            secret.set(text);
        }
    }

    /// Whether a field is empty.
    pub fn is_empty(&self, at: usize) -> bool {
        self.fields.get(at).is_none_or(Field::is_empty)
    }

    /// Whether two secret fields hold the same.
    pub fn same(&self, one: usize, other: usize) -> bool {
        match (self.fields.get(one).map(|f| &f.value), self.fields.get(other).map(|f| &f.value)) {
            (Some(Value::Password(one)), Some(Value::Password(other))) => one.same_as(other),
            _ => false,
        }
    }

    /// Says what is wrong with a field.
    pub fn set_error(&mut self, at: usize, error: Option<String>) {
        if let Some(field) = self.fields.get_mut(at) {
            field.error = error;
        }
    }

    /// Wipes a field.
    pub fn clear(&mut self, at: usize) {
        if let Some(field) = self.fields.get_mut(at) {
            match &mut field.value {
                Value::Text(line) => line.reset(),
                Value::Password(secret) | Value::Code(secret) => secret.clear(),
            }
        }
    }

    /// Says what is wrong with a secret that is of no use any more: it is wiped and to be typed anew.
    pub fn refuse(&mut self, at: usize, error: String) {
        self.clear(at);
        self.set_error(at, Some(error));
        self.focus = at;
    }

    /// Puts focus on the first field with an error; whether there is one.
    pub fn focus_first_error(&mut self) -> bool {
        match self.fields.iter().position(|field| field.error.is_some()) {
            Some(at) => {
                self.focus = at;
                true
            }
            None => false,
        }
    }

    /// Whether focus is on a field (and not on the button).
    pub fn typing(&self) -> bool {
        self.focus < self.fields.len()
    }

    /// Whether focus is on a password.
    pub fn on_secret(&self) -> bool {
        matches!(self.fields.get(self.focus).map(|field| &field.value), Some(Value::Password(_)))
    }

    /// Whether it holds a password at all.
    pub fn has_password(&self) -> bool {
        self.fields.iter().any(|field| matches!(field.value, Value::Password(_)))
    }

    /// Whether passwords are shown at `now`.
    pub fn revealed(&self, now: Instant) -> bool {
        self.reveal_until.is_some_and(|until| now < until)
    }

    /// Shows the passwords for [`REVEAL`], or hides them again.
    pub fn toggle_reveal(&mut self, now: Instant) {
        self.reveal_until = if self.revealed(now) { None } else { Some(now + REVEAL) };
    }

    /// Nothing is sent for so long.
    pub fn wait(&mut self, now: Instant, seconds: u64) {
        self.problem = None;
        self.wait_until = now.checked_add(Duration::from_secs(seconds));
    }

    /// Whole seconds until it may be sent, rounded up.
    pub fn wait_seconds(&self, now: Instant) -> Option<u64> {
        let left = self.wait_until?.saturating_duration_since(now);
        u64::try_from(left.as_millis().div_ceil(1000)).ok().filter(|seconds| *seconds > 0)
    }

    /// What is over at `now` is over: passwords are hidden again, the wait ends.
    pub fn pass(&mut self, now: Instant) {
        if !self.revealed(now) {
            self.reveal_until = None;
        }
        if self.wait_seconds(now).is_none() {
            self.wait_until = None;
        }
    }

    /// When it looks different with nobody doing anything: passwords are hidden, a second of the wait is over.
    pub fn deadline(&self, now: Instant) -> Option<Instant> {
        let tick = self.wait_until.and_then(|until| {
            let rest = self.wait_seconds(now)?.saturating_sub(1);
            until.checked_sub(Duration::from_secs(rest))
        });
        [self.reveal_until, tick].into_iter().flatten().min()
    }

    /// What Enter does now: the button's verb on the last field and on the button, else "next".
    pub fn enter_label(&self) -> &'static str {
        if self.focus + 1 >= self.fields.len() { self.button } else { "next" }
    }

    /// Notes the submit in flight.
    pub fn sent(&mut self, id: ReqId, since: Instant) {
        self.problem = None;
        self.reveal_until = None;
        self.busy = Some(Busy { id, since });
    }

    /// Whether that answers the submit in flight; it no longer is.
    pub fn answered(&mut self, id: ReqId) -> bool {
        let ours = self.busy.is_some_and(|busy| busy.id == id);
        if ours {
            self.busy = None;
        }
        ours
    }

    /// A command of [`super::command::Place::Form`].
    pub fn command(&mut self, command: Command) -> FormEvent {
        let left = self.focus;
        match command {
            Command::NextField => self.focus = if left >= self.fields.len() { 0 } else { left + 1 },
            Command::PreviousField => self.focus = left.checked_sub(1).unwrap_or(self.fields.len()),
            Command::Enter if self.busy.is_some() => return FormEvent::Nothing,
            Command::Enter if left + 1 >= self.fields.len() => return self.submit(),
            Command::Enter => self.focus = left + 1,
            _ => return FormEvent::Nothing,
        }
        FormEvent::Left(left)
    }

    /// Sent, unless it has to wait: how long stands above the button.
    fn submit(&self) -> FormEvent {
        if self.wait_until.is_some() { FormEvent::Nothing } else { FormEvent::Submit }
    }

    /// A key that is no command, a paste, or a click.
    pub fn input(&mut self, input: &Input) -> FormEvent {
        if self.busy.is_some() {
            return FormEvent::Nothing;
        }
        let at = self.focus;
        let changed = match (input, self.fields.get_mut(at)) {
            (Input::Key(key), Some(field)) => field.key(*key),
            (Input::Paste(pasted), Some(field)) => field.paste(pasted),
            (Input::Hit(Hit::Field(hit)), _) => {
                if *hit >= self.fields.len() {
                    return self.submit();
                }
                self.focus = *hit;
                return FormEvent::Left(at);
            }
            _ => false,
        };
        if !changed {
            return FormEvent::Nothing;
        }
        // The sentence was about the old content.
        self.set_error(at, None);
        self.problem = None;
        FormEvent::Changed(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        Form::new(vec![Field::text("Name", ""), Field::password("Password", "")], "go")
    }

    #[test]
    fn enter_goes_on_and_then_sends() {
        let mut form = form();
        assert_eq!(form.command(Command::Enter), FormEvent::Left(0));
        assert_eq!(form.command(Command::Enter), FormEvent::Submit);
    }

    #[test]
    fn a_pasted_newline_never_sends() {
        let mut form = form();
        assert_eq!(form.input(&Input::Paste(Secret::from("mira\nk\n"))), FormEvent::Changed(0));
        assert_eq!((form.text(0), form.focus), ("mira k", 0));
    }

    #[test]
    fn a_huge_paste_is_cut() {
        let mut form = form();
        form.input(&Input::Paste(Secret::new("x".repeat(100_000))));
        assert_eq!(form.text(0).chars().count(), Field::MAX_TEXT);
    }

    #[test]
    fn nothing_is_typed_or_sent_twice_while_a_submit_is_under_way() {
        let mut form = form();
        form.focus = 1;
        form.sent(ReqId { epoch: 0, seq: 1 }, Instant::now());
        assert_eq!(form.command(Command::Enter), FormEvent::Nothing);
        assert_eq!(form.input(&Input::Key(Key::char('x'))), FormEvent::Nothing);
        assert!(!form.answered(ReqId { epoch: 0, seq: 2 }));
        assert!(form.answered(ReqId { epoch: 0, seq: 1 }));
    }

    #[test]
    fn a_form_that_waits_is_not_sent_and_counts_the_seconds() {
        let (mut form, begun) = (form(), Instant::now());
        let after = |millis| begun + Duration::from_millis(millis);
        form.focus = 1;
        form.wait(begun, 3);
        assert_eq!(form.command(Command::Enter), FormEvent::Nothing);
        assert_eq!(form.input(&Input::Hit(Hit::Field(2))), FormEvent::Nothing);
        assert_eq!((form.wait_seconds(begun), form.deadline(begun)), (Some(3), Some(after(1000))));
        assert_eq!((form.wait_seconds(after(1000)), form.deadline(after(1000))), (Some(2), Some(after(2000))));
        assert_eq!((form.wait_seconds(after(2999)), form.deadline(after(2999))), (Some(1), Some(after(3000))));
        form.pass(after(3000));
        assert_eq!(form.deadline(after(3000)), None);
        assert_eq!(form.command(Command::Enter), FormEvent::Submit);
    }
}
