//! Draws the rules of the house.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::auth::settings::{SetBy, SettingRow};
use crate::tui::kit::painter::{Painter, row};
use crate::tui::kit::table::{self, Cell, Head};
use crate::tui::kit::text::{fit, pad, scrolled, wrap};
use crate::tui::shared::Shared;

use super::super::searched::view::{nothing, rule};
use super::{PANE_ROWS, Settings, has_pane};

/// Columns of the longest name.
const NAME: usize = 28;
/// Columns before the name: the mark of the chosen row.
const MARK: u16 = 3;

/// Draws the list with the chosen setting below it.
pub fn draw(painter: &mut Painter<'_, '_>, shared: &Shared, state: &Settings, area: Rect) {
    let skin = painter.skin;
    let pane = if has_pane(shared) { PANE_ROWS } else { 0 };
    let list = Rect { height: area.height.saturating_sub(pane), ..area };
    let (first, rows) = state.list.visible(usize::from(list.height.saturating_sub(1)));
    let narrow = list.width < 64;
    let name = if narrow { usize::from(list.width).saturating_sub(5) * 3 / 5 } else { NAME };
    let widths = table::share(list.width, name, if narrow { 2 } else { 3 }, if narrow { &[1] } else { &[1, 1] });
    let mut heads = vec![Head { name: "SETTING", width: name, sorted: None }];
    let names = ["VALUE", "FROM"];
    heads.extend(names.iter().zip(&widths).map(|(name, width)| Head { name, width: *width, sorted: None }));
    let cells = rows.iter().map(|setting| {
        let (text, from) = match setting.set_by {
            SetBy::Default => (skin.dim, skin.dim),
            SetBy::Database => (skin.text, skin.text),
            SetBy::Elsewhere => (skin.text, skin.warn),
        };
        let mut cells = vec![(setting.key.to_owned(), skin.text), (setting.value.clone(), text)];
        if !narrow {
            let fixed = if setting.set_by == SetBy::Elsewhere { "fixed: " } else { "" };
            cells.push((format!("{fixed}{}", setting.source), from));
        }
        cells
    });
    let cells: Vec<Vec<Cell>> = cells.collect();
    table::draw(painter, list, &heads, cells.into_iter(), first, Some(state.list.cursor()));
    nothing(painter, &state.list, list, "The rules of this house can't be changed here.");
    if let (Some(form), Some(width)) = (&state.edit, widths.first()) {
        let at = state.list.cursor().saturating_sub(first) + 1;
        let left = MARK + u16::try_from(name).unwrap_or(0) + 2;
        let place = Rect { x: list.x + left, width: u16::try_from(*width).unwrap_or(0), ..row(list, at) };
        edit(painter, form.text(0), caret(form), place);
    }
    let Some(chosen) = state.list.chosen() else { return };
    let problem = state.edit.as_ref().and_then(|form| form.fields.first()).and_then(|field| field.error.as_deref());
    if pane > 0 {
        below(painter, state, chosen, problem, Rect { y: list.y + list.height, height: pane, ..area });
    } else if let Some(problem) = problem {
        let last = row(list, usize::from(list.height).saturating_sub(1));
        painter.text(last, &pad(&format!("   ✗ {problem}"), usize::from(last.width)), skin.bad);
    }
}

fn caret(form: &crate::tui::form::Form) -> usize {
    match form.fields.first().map(|field| &field.value) {
        Some(crate::tui::form::Value::Text(line)) => line.cursor(),
        _ => 0,
    }
}

/// The value in its cell, as it is typed.
fn edit(painter: &mut Painter<'_, '_>, text: &str, caret: usize, place: Rect) {
    let columns = usize::from(place.width);
    let (shown, at) = scrolled(text, caret, columns);
    painter.line(place, &Line::from(Span::styled(pad(&shown, columns), painter.skin.field)));
    painter.cursor(place.x + u16::try_from(at).unwrap_or(0), place.y);
}

fn below(painter: &mut Painter<'_, '_>, state: &Settings, setting: &SettingRow, problem: Option<&str>, area: Rect) {
    let skin = painter.skin;
    rule(painter, area, setting.key);
    let inside = Rect { x: area.x + 3, width: area.width.saturating_sub(4), ..area };
    let columns = usize::from(inside.width);
    painter.text(row(inside, 1), &fit(setting.help, columns), skin.text);
    let takes = format!("Takes {}. The default is {}.", setting.takes, setting.default);
    painter.text(row(inside, 2), &fit(&takes, columns), skin.dim);
    let (text, style) = match (problem, setting.set_by, &setting.passed_over) {
        (Some(problem), ..) => (format!("✗ {problem}"), skin.bad),
        (None, SetBy::Elsewhere, None) => {
            (format!("Fixed by {}: it wins over what is set here. Change it there.", setting.source), skin.warn)
        }
        (None, SetBy::Elsewhere, Some(text)) => {
            (format!("Fixed by {}. “{text}”, which was set here, does not count.", setting.source), skin.warn)
        }
        (None, _, Some(text)) => {
            (format!("“{text}”, which was set here, can't be read and does not count."), skin.warn)
        }
        (None, ..) if state.edit.is_some() && !setting.words.is_empty() => {
            ("← and → go through the words.".to_owned(), skin.dim)
        }
        (None, SetBy::Database, None) => ("Set here, for every terminal of the house.".to_owned(), skin.dim),
        (None, SetBy::Default, None) => ("Nobody has set it.".to_owned(), skin.dim),
    };
    for (at, line) in wrap(&text, columns).iter().take(2).enumerate() {
        painter.text(row(inside, 3 + at), line, style);
    }
}
