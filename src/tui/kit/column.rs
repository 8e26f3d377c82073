//! A column of lines: sentences, fields, buttons, choices. It is built from the top down and then drawn, with
//! as much room above it as there is, or scrolled to what has focus.

use std::time::Instant;

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::auth::policy::{PasswordProblem, Strength};
use crate::tui::form::{Field, Form, Value};
use crate::tui::msg::Hit;

use super::painter::{Painter, row};
use super::skin::Skin;
use super::text::{fit, pad, scrolled, width, wrap};

/// Columns of the labels, with the mark of what has focus.
const LABEL: usize = 16;
const NARROW_LABEL: usize = 15;
const BOXED_LABEL: usize = 13;
/// Columns of what is typed.
const FIELD: usize = 30;

/// The line with focus, and two for its error.
const TOGETHER: usize = 3;

/// A column of lines.
pub struct Column<'s> {
    skin: &'s Skin,
    width: usize,
    lines: Vec<Row>,
    focus: Option<usize>,
    /// How many lines from the focus on belong together.
    together: usize,
}

struct Row {
    line: Line<'static>,
    hit: Option<Hit>,
    /// Where the hardware cursor stands, from the left end.
    cursor: Option<u16>,
}

/// What a form draws besides its fields.
#[derive(Clone, Copy, Default)]
pub struct FormLook<'a> {
    /// Show the passwords.
    pub reveal: bool,
    /// The field with a strength beside it, and the strength.
    pub strength: Option<(usize, &'a Strength)>,
    /// Words at the right of a field, e.g. how long a code is good.
    pub remark: Option<(usize, &'a str)>,
    /// The button says what can't be undone.
    pub danger: bool,
    /// There is room for one line below each field.
    pub roomy: bool,
    /// Seconds until it may be sent.
    pub wait: Option<u64>,
}

impl FormLook<'_> {
    /// What a form says of itself at `now`.
    pub fn of(form: &Form, now: Instant) -> Self {
        Self { reveal: form.revealed(now), wait: form.wait_seconds(now), ..Self::default() }
    }
}

impl<'s> Column<'s> {
    /// An empty column of that many columns.
    pub fn new(skin: &'s Skin, columns: u16) -> Self {
        Self { skin, width: usize::from(columns), lines: Vec::new(), focus: None, together: TOGETHER }
    }

    fn push(&mut self, line: Line<'static>) {
        self.lines.push(Row { line, hit: None, cursor: None });
    }

    /// An empty line.
    pub fn blank(&mut self) {
        self.push(Line::default());
    }

    /// A sentence, broken over lines.
    pub fn say(&mut self, text: &str, style: Style) {
        for line in wrap(text, self.width) {
            self.push(Line::styled(line, style));
        }
    }

    /// A line that stands where the text of labels and choices begins.
    pub fn heading(&mut self, text: &str, style: Style) {
        let text = fit(text, self.width.saturating_sub(2));
        self.push(Line::from(vec![Span::raw("  "), Span::styled(text, style)]));
    }

    /// A label and a value that may be longer than a line, aligned with those of [`Self::pair`].
    pub fn paragraph(&mut self, label: &str, value: &str) {
        let label_width = self.label_width();
        for (at, part) in wrap(value, self.width.saturating_sub(label_width)).iter().enumerate() {
            let label = if at == 0 { label } else { "" };
            self.push(Line::from(vec![
                Span::styled(format!("  {}", pad(label, label_width - 2)), self.skin.dim),
                Span::styled(part.clone(), self.skin.text),
            ]));
        }
    }

    /// A finished line.
    pub fn line(&mut self, line: Line<'static>) {
        self.push(line);
    }

    /// A label and a value, aligned with the fields of forms.
    pub fn pair(&mut self, label: &str, value: &str, remark: Option<(&str, Style)>) {
        let label_width = self.label_width();
        let room = self.width.saturating_sub(label_width);
        let mut spans = vec![
            Span::styled(format!("  {}", pad(label, label_width - 2)), self.skin.dim),
            Span::styled(fit(value, room), self.skin.text),
        ];
        let used = width(value);
        if let Some((remark, style)) = remark
            && used + 2 + width(remark) <= room
        {
            spans.push(Span::styled(format!("  {remark}"), style));
        }
        self.push(Line::from(spans));
        if let Some((remark, style)) = remark
            && used + 2 + width(remark) > room
        {
            self.under(remark, "", style);
        }
    }

    /// A line to choose: name and remark.
    pub fn choice(&mut self, at: usize, name: &str, remark: &str, chosen: Chosen) {
        let (mark, style) = match chosen {
            Chosen::Yes => ("› ", self.skin.accent),
            Chosen::No => ("  ", self.skin.text),
        };
        let name_width = 20.min(self.width.saturating_sub(2));
        let mut spans = vec![Span::styled(mark, style), Span::styled(pad(name, name_width), style)];
        let room = self.width.saturating_sub(name_width + 2);
        if room >= width(remark) {
            spans.push(Span::styled(remark.to_owned(), self.skin.dim));
        }
        if chosen == Chosen::Yes {
            self.focus = Some(self.lines.len());
        }
        let cursor = (chosen == Chosen::Yes).then_some(0);
        self.lines.push(Row { line: Line::from(spans), hit: Some(Hit::Line(at)), cursor });
    }

    /// A label and a value that can be chosen. The whole value is shown, over as many lines as it takes.
    pub fn fact(
        &mut self,
        at: usize,
        label: &str,
        value: (&str, Style),
        remark: Option<(&str, Style)>,
        chosen: Chosen,
    ) {
        let (mark, label_style) = match chosen {
            Chosen::Yes => ("› ", self.skin.accent),
            Chosen::No => ("  ", self.skin.dim),
        };
        let label_width = self.label_width();
        let room = self.width.saturating_sub(label_width);
        if chosen == Chosen::Yes {
            self.focus = Some(self.lines.len());
        }
        let mut lead =
            vec![Span::styled(mark, label_style), Span::styled(pad(label, label_width.saturating_sub(2)), label_style)];
        let mut lines = wrap(value.0, room);
        let last = lines.pop().unwrap_or_default();
        let mut cursor = (chosen == Chosen::Yes).then_some(0);
        for line in lines {
            lead.push(Span::styled(line, value.1));
            self.lines.push(Row { line: Line::from(lead), hit: Some(Hit::Line(at)), cursor: cursor.take() });
            lead = vec![Span::raw(" ".repeat(label_width))];
        }
        let used = width(&last);
        lead.push(Span::styled(last, value.1));
        let beside = remark.filter(|(text, _)| used + 2 + width(text) <= room);
        if let Some((text, style)) = beside {
            lead.push(Span::styled(format!("  {text}"), style));
        }
        self.lines.push(Row { line: Line::from(lead), hit: Some(Hit::Line(at)), cursor });
        if let Some((text, style)) = remark.filter(|_| beside.is_none()) {
            self.under(text, "", style);
        }
        if let (Chosen::Yes, Some(focus)) = (chosen, self.focus) {
            self.together = self.lines.len() - focus;
        }
    }

    fn label_width(&self) -> usize {
        match self.width {
            60.. => LABEL,
            // The smallest window has 38.
            38.. => NARROW_LABEL,
            _ => BOXED_LABEL.min(self.width / 2),
        }
    }

    /// A sentence below a field, with a glyph before it.
    fn under(&mut self, text: &str, glyph: &str, style: Style) {
        // Beside a picture there is no room for a long one right below the field.
        let label_width = self.label_width();
        let short = label_width + width(glyph) + width(text) <= self.width;
        let indent = if short || self.width >= 38 { label_width } else { 2 };
        let room = self.width.saturating_sub(indent + width(glyph));
        for (at, line) in wrap(text, room).into_iter().enumerate() {
            let lead = if at == 0 { glyph.to_owned() } else { " ".repeat(width(glyph)) };
            self.push(Line::from(vec![
                Span::raw(" ".repeat(indent)),
                Span::styled(lead, style),
                Span::styled(line, style),
            ]));
        }
    }

    /// A form: its fields, what is wrong with the whole, its button.
    pub fn form(&mut self, form: &Form, look: FormLook<'_>) {
        for (at, field) in form.fields.iter().enumerate() {
            self.field(form, at, field, look);
        }
        let after_text = self.lines.last().is_some_and(|row| row.line.width() > 0);
        if after_text && (look.roomy || form.fields.len() > 1) {
            self.blank();
        }
        if let Some(seconds) = look.wait {
            self.under(&format!("Too many tries. You can try again in {seconds} s."), "! ", self.skin.warn);
            self.blank();
        } else if let Some(problem) = &form.problem {
            self.under(problem, "✗ ", self.skin.bad);
            self.blank();
        }
        self.button(form, look);
    }

    fn field(&mut self, form: &Form, at: usize, field: &Field, look: FormLook<'_>) {
        let focused = form.focus == at;
        let label_width = self.label_width();
        let field_width = FIELD.max(self.width.saturating_sub(label_width + 18)).min(self.width - label_width);
        let (shown, caret) = shown(field, look.reveal, field_width);
        let (mark, label_style, value_style) = if focused {
            ("› ", self.skin.accent, self.skin.field)
        } else {
            ("  ", self.skin.dim, self.skin.field_idle)
        };
        let mut spans = vec![
            Span::styled(mark, label_style),
            Span::styled(pad(field.label, label_width - 2), label_style),
            Span::styled(pad(&shown, field_width), value_style),
        ];
        let beside = self.width.saturating_sub(label_width + field_width);
        let mut below: Option<(String, Style)> = None;
        if let Some((of, strength)) = look.strength
            && of == at
        {
            let (word, bar, style) = self.meter(strength);
            let text = format!("  {word:<9} {bar}");
            if width(&text) <= beside {
                spans.push(Span::styled(format!("  {word:<9} "), style));
                spans.push(Span::styled(bar, style));
            } else {
                below = Some((format!("{word} {bar}"), style));
            }
        }
        if let Some((of, remark)) = look.remark
            && of == at
        {
            if width(remark) + 2 <= beside {
                spans.push(Span::styled(format!("  {remark}"), self.skin.dim));
            } else {
                below = Some((remark.to_owned(), self.skin.dim));
            }
        }
        if focused {
            self.focus = Some(self.lines.len());
        }
        let cursor = focused.then(|| u16::try_from(label_width + caret).unwrap_or(0));
        self.lines.push(Row { line: Line::from(spans), hit: Some(Hit::Field(at)), cursor });
        let lines = self.lines.len();
        if let Some((text, style)) = below {
            self.under(&text, "", style);
        }
        match &field.error {
            Some(error) => self.under(error, "✗ ", self.skin.bad),
            None if focused && look.roomy => self.under(field.hint, "", self.skin.dim),
            // Where room is short, a hint is one line and goes once something is typed.
            None if focused && field.is_empty() => {
                let room = self.width.saturating_sub(label_width);
                self.under(&fit(field.hint, room), "", self.skin.dim);
            }
            None => {}
        }
        if look.roomy && self.lines.len() == lines {
            self.blank();
        }
    }

    fn meter(&self, strength: &Strength) -> (&'static str, String, Style) {
        // A password that is refused is never called good, however hard it is to guess.
        let (word, style) = match (&strength.problem, strength.score) {
            (Some(PasswordProblem::TooShort { .. }), _) => ("too short", self.skin.warn),
            (Some(PasswordProblem::TooLong { .. }), _) => ("too long", self.skin.warn),
            (Some(PasswordProblem::Common | PasswordProblem::Context(_)), _) => ("known", self.skin.bad),
            (_, 0 | 1) => ("weak", self.skin.bad),
            (_, 2) => ("fair", self.skin.warn),
            (_, 3) => ("good", self.skin.good),
            _ => ("strong", self.skin.good),
        };
        let filled = usize::from(strength.score.min(4)) + 1;
        (word, format!("{}{}", "▰".repeat(filled), "▱".repeat(5 - filled)), style)
    }

    fn button(&mut self, form: &Form, look: FormLook<'_>) {
        let focused = form.focus >= form.fields.len();
        let style = match (focused, look.danger) {
            (true, _) => self.skin.button,
            (false, true) => self.skin.bad,
            (false, false) => self.skin.text,
        };
        if focused {
            self.focus = Some(self.lines.len());
        }
        let button = format!("‹ {} ›", form.button);
        let indent = self.label_width().min(self.width.saturating_sub(width(&button)));
        let line = Line::from(vec![Span::raw(" ".repeat(indent)), Span::styled(button, style)]);
        let cursor = focused.then(|| u16::try_from(indent + 2).unwrap_or(0));
        self.lines.push(Row { line, hit: Some(Hit::Field(form.fields.len())), cursor });
    }

    /// The passphrase that was proposed and stands in that field, to be written down.
    pub fn proposal(&mut self, form: &Form, at: usize, suggested: bool) {
        if suggested {
            self.blank();
            self.say("Write this passphrase down before you go on:", self.skin.warn);
            self.say(form.secret(at).expose(), self.skin.title);
        }
    }

    /// How many columns it has.
    pub fn width(&self) -> usize {
        self.width
    }

    /// How many lines it has.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether it has no line.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Draws it: a third of the free rows above it, or scrolled so that what has focus is seen.
    pub fn draw(self, painter: &mut Painter<'_, '_>, area: Rect) {
        let above = usize::from(area.height).saturating_sub(self.lines.len()) / 3;
        self.draw_below(painter, area, above);
    }

    /// Draws it from the top of the area on, or scrolled so that what has focus is seen.
    pub fn draw_at_top(self, painter: &mut Painter<'_, '_>, area: Rect) {
        self.draw_below(painter, area, 0);
    }

    fn draw_below(self, painter: &mut Painter<'_, '_>, area: Rect, above: usize) {
        let height = usize::from(area.height);
        let count = self.lines.len();
        let hidden = match self.focus {
            Some(focus) if count > height => {
                (focus + self.together.min(height)).saturating_sub(height).min(count - height)
            }
            _ => 0,
        };
        for (at, Row { line, hit, cursor }) in self.lines.into_iter().skip(hidden).enumerate() {
            let place = row(area, above + at);
            if place.height == 0 {
                break;
            }
            painter.line(place, &line);
            if let Some(hit) = hit {
                painter.hits.add(place, hit);
            }
            if let Some(x) = cursor {
                painter.cursor(place.x + x.min(place.width.saturating_sub(1)), place.y);
            }
        }
    }
}

/// Whether a line has the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// It has.
    Yes,
    /// It has not.
    No,
}

impl From<bool> for Chosen {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

/// What is seen of a field, and the column of its caret.
fn shown(field: &Field, reveal: bool, columns: usize) -> (String, usize) {
    match &field.value {
        Value::Text(line) => scrolled(line.value(), line.cursor(), columns),
        Value::Password(secret) if reveal => scrolled(secret.expose(), secret.caret(), columns),
        Value::Password(secret) => scrolled(&"•".repeat(secret.chars()), secret.caret(), columns),
        Value::Code(secret) => {
            let typed = secret.expose();
            // A token is long and means nothing to a reader; how much of it came is what one wants to know.
            if secret.chars() > 24 {
                return scrolled(&format!("a token of {} characters", secret.chars()), columns, columns);
            }
            let (spelled, caret) = spelled(typed, secret.caret());
            scrolled(&spelled, caret, columns)
        }
    }
}

/// A code in groups, as it is written: `123 456` from a phone, `BCDF-GHJK` from a letter or the drawer.
fn spelled(typed: &str, caret: usize) -> (String, usize) {
    if typed.contains(['-', ' ']) || !typed.is_ascii() {
        return (typed.to_uppercase(), caret);
    }
    let (group, between) = if typed.bytes().all(|c| c.is_ascii_digit()) { (3, ' ') } else { (4, '-') };
    let mut spelled = String::new();
    for (at, c) in typed.chars().enumerate() {
        if at > 0 && at % group == 0 {
            spelled.push(between);
        }
        spelled.push(c.to_ascii_uppercase());
    }
    (spelled, caret + caret.saturating_sub(1) / group)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_spelled_in_groups() {
        for (typed, caret, shown, at) in [
            ("", 0, "", 0),
            ("bcd", 3, "BCD", 3),
            ("bcdf", 4, "BCDF", 4),
            ("bcdfg", 5, "BCDF-G", 6),
            ("bcdfghjklmnp", 12, "BCDF-GHJK-LMNP", 14),
            ("bcdf-ghjk", 9, "BCDF-GHJK", 9),
            ("123456", 6, "123 456", 7),
            ("123456", 2, "123 456", 2),
            ("né1", 3, "NÉ1", 3),
        ] {
            assert_eq!(spelled(typed, caret), (shown.to_owned(), at), "{typed}");
        }
    }
}
