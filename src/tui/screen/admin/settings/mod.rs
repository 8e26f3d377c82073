//! The rules of the house: seen with where they come from, changed in their place.

pub mod view;

use crate::auth::settings::{SetBy, SettingError, SettingRow};
use crate::domain::{Page, Total, Window};
use crate::tui::command::{Availability, Command, Place};
use crate::tui::effect::{Call, Reply, ReqId};
use crate::tui::form::{Busy, Field, Form, FormEvent};
use crate::tui::list::{Listing, Row};
use crate::tui::msg::{Input, Key, KeyCode};
use crate::tui::shared::{Cx, Shared};

use super::super::{CRASHED, Next, led_away, trouble};
use super::list_rows;
use super::own::OwnTab;
use super::searched::Left;
use super::tab::TabState;

impl Row for SettingRow {
    type Id = &'static str;
    fn id(&self) -> &'static str {
        self.key
    }
}

/// Rows of the pane below the list: a rule, what it is for, what it takes, where it comes from or what is wrong.
pub const PANE_ROWS: u16 = 5;

/// The rules of the house.
#[derive(Debug, Default)]
pub struct Settings {
    /// The list.
    pub list: Listing<SettingRow>,
    /// The chosen one is being changed: its value as it is typed.
    pub edit: Option<Form>,
    acting: Option<Busy>,
}

/// Whether there is room for the pane.
pub fn has_pane(shared: &Shared) -> bool {
    shared.size().1 >= 18
}

fn rows(shared: &Shared) -> usize {
    let pane = if has_pane(shared) { usize::from(PANE_ROWS) } else { 0 };
    // Here is no line to search in.
    (list_rows(shared) + 1).saturating_sub(pane).max(1)
}

impl Settings {
    /// Whether that call is one of this tab.
    pub(super) fn waits_for(&self, id: ReqId) -> bool {
        self.busy().is_some_and(|busy| busy.id == id)
    }

    fn take(&mut self, rows: Vec<SettingRow>) -> Window<SettingRow> {
        let total = Total::Exactly(u64::try_from(rows.len()).unwrap_or(u64::MAX));
        Window { rows, more_before: false, more_after: false, total }
    }

    fn begin(&mut self, cx: &mut Cx<'_>) {
        let Some(row) = self.list.chosen() else { return };
        if row.set_by == SetBy::Elsewhere {
            let text = format!("{} is fixed by {}. Change it there.", row.key, row.source);
            return cx.bad(text);
        }
        let field = Field::text_with("Value", "", &row.value);
        self.edit = Some(Form::new(vec![field], "Set"));
    }

    fn submit(&mut self, cx: &mut Cx<'_>) {
        let (Some(form), Some(row)) = (&mut self.edit, self.list.chosen()) else { return };
        let (key, value) = (row.key.to_owned(), form.text(0).trim().to_owned());
        let now = cx.now();
        if let Some(id) = cx.call_as(|token| Call::SetSetting(token, key, value)) {
            form.sent(id, now);
        }
    }

    fn unset(&mut self, cx: &mut Cx<'_>) {
        let Some(key) = self.list.chosen().map(|row| row.key.to_owned()) else { return };
        let since = cx.now();
        self.acting = cx.call_as(|token| Call::UnsetSetting(token, key)).map(|id| Busy { id, since });
    }

    /// ← and → go through the words of a setting that takes words.
    fn step(&mut self, key: Key) -> bool {
        let (Some(form), Some(row)) = (&mut self.edit, self.list.chosen()) else { return false };
        let count = row.words.len();
        let by = match key {
            Key { code: KeyCode::Right, ctrl: false, alt: false } => 1,
            Key { code: KeyCode::Left, ctrl: false, alt: false } => count.saturating_sub(1),
            _ => return false,
        };
        if count == 0 || form.busy.is_some() {
            return false;
        }
        let at = row.words.iter().position(|word| *word == form.text(0)).unwrap_or(0);
        if let Some(word) = row.words.get((at + by) % count) {
            *form = Form::new(vec![Field::text_with("Value", "", word)], "Set");
        }
        true
    }
}

impl TabState for Settings {
    fn refresh(&mut self, cx: &mut Cx<'_>) {
        let since = cx.now();
        if let Some(id) = cx.call_as(Call::Settings) {
            let stale = self.list.reading(id, Page::First, since);
            cx.cancel(stale);
        }
    }
    fn leave(&mut self, _cx: &mut Cx<'_>) -> Left {
        if self.edit.take().is_some() { Left::Closed } else { Left::Nothing }
    }
    fn nothing_to_leave(&self) -> bool {
        self.edit.is_none()
    }
    fn travel(&mut self, cx: &mut Cx<'_>, command: Command) {
        if self.edit.is_none() {
            self.list.command(command, rows(cx.shared));
        }
    }
    fn hit(&mut self, cx: &mut Cx<'_>, at: usize) {
        self.edit = None;
        self.list.choose(at, rows(cx.shared));
    }
    fn settle(&mut self, shared: &Shared) {
        self.list.settle(rows(shared));
    }
    fn busy(&self) -> Option<Busy> {
        self.edit.as_ref().and_then(|form| form.busy).or(self.acting).or(self.list.busy())
    }
}

impl OwnTab for Settings {
    fn places(&self) -> Vec<Place> {
        match self.edit {
            Some(_) => vec![Place::Editing, Place::SignedIn],
            None => vec![Place::Settings, Place::Desk, Place::List, Place::SignedIn],
        }
    }

    fn availability(&self, _shared: &Shared, command: Command) -> Option<Availability> {
        let chosen = self.list.chosen();
        Some(match (command, chosen.map(|row| row.set_by)) {
            (Command::Search, _) => Availability::Hidden,
            (Command::Back, _) if self.edit.is_none() => Availability::Hidden,
            (Command::Open | Command::Unset, None) => Availability::Off("No setting is chosen."),
            (Command::Unset, Some(SetBy::Default)) => Availability::Off("It has its default already."),
            (Command::Unset, Some(SetBy::Elsewhere)) if chosen.is_some_and(|row| row.passed_over.is_none()) => {
                Availability::Off("It is fixed by the configuration of this machine. Change it there.")
            }
            _ => Availability::Ready,
        })
    }

    fn label(&self, command: Command) -> Option<&'static str> {
        match command {
            Command::Open => Some("change"),
            Command::Back => Some("leave as it was"),
            _ => None,
        }
    }

    fn form(&self) -> Option<&Form> {
        self.edit.as_ref()
    }

    fn command(&mut self, cx: &mut Cx<'_>, command: Command) -> bool {
        match (&self.edit, command) {
            (_, Command::Back) => return false,
            (Some(form), Command::Enter) if form.busy.is_none() => self.submit(cx),
            (None, Command::Open) => self.begin(cx),
            (None, Command::Unset) if self.acting.is_none() => self.unset(cx),
            (Some(_), _) | (None, Command::Unset) => {}
            _ => return false,
        }
        true
    }

    fn input(&mut self, _cx: &mut Cx<'_>, input: &Input) -> bool {
        if let Input::Key(key) = input
            && self.step(*key)
        {
            return true;
        }
        match (&mut self.edit, input) {
            // A click elsewhere leaves it.
            (Some(_), Input::Hit(_)) | (None, _) => false,
            (Some(form), input) => {
                let _: FormEvent = form.input(input);
                true
            }
        }
    }

    fn reply(&mut self, cx: &mut Cx<'_>, id: ReqId, reply: Reply) -> Next {
        let acted = self.acting.take_if(|busy| busy.id == id).is_some();
        let sent = self.edit.as_mut().is_some_and(|form| form.answered(id));
        match reply {
            Reply::Settings(answer) => {
                if let Err(error) = &answer
                    && let Some(next) = led_away(cx, error)
                {
                    return next;
                }
                let window = answer.map(|rows| self.take(rows));
                self.list.answer(id, window, rows(cx.shared));
            }
            Reply::ChangeSetting(Ok(changed)) => {
                let key = self.list.chosen().map(|row| row.key);
                if let Some(row) = changed.iter().find(|row| Some(row.key) == key) {
                    cx.good(format!("{} is {} now, at every terminal.", row.key, row.value));
                }
                for row in changed {
                    cx.shared.rule_changed(row.key, &row.value);
                    self.list.replace(row);
                }
                self.edit = None;
            }
            Reply::ChangeSetting(Err(SettingError::Call(error))) => return trouble(cx, &error),
            Reply::ChangeSetting(Err(error)) => match &mut self.edit {
                Some(form) => form.set_error(0, Some(error.to_string())),
                None => cx.bad(error.to_string()),
            },
            _ if acted || sent => cx.bad(CRASHED),
            _ => {}
        }
        Next::Stay
    }

    fn called_off(&mut self, id: ReqId) {
        self.acting.take_if(|busy| busy.id == id);
        if let Some(form) = &mut self.edit {
            form.answered(id);
        }
    }
}
