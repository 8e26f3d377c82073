//! Draws what the tabs with a list have in common: the search above, the words where no row is, a rule below.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::domain::Total;
use crate::tui::kit::painter::{Painter, row};
use crate::tui::kit::text::{fit, grouped, scrolled, width, wrap};
use crate::tui::list::{Listing, Row};

use super::Searched;

/// The search and how many rows there are; the rest of the area.
pub fn search_line<T: Row>(
    painter: &mut Painter<'_, '_>,
    found: &Searched<T>,
    (thing, things): (&str, &str),
    area: Rect,
) -> (Rect, Rect) {
    let searched = !found.search.value().is_empty();
    let count = match (found.list.total(), searched) {
        (None, _) => String::new(),
        (Some(Total::Exactly(1)), false) => format!("1 {thing}"),
        (Some(total), true) => format!("{} match", counted(total)),
        (Some(total), false) => format!("{} {things}", counted(total)),
    };
    let skin = painter.skin;
    search_row(painter, found, vec![Span::styled(count, skin.dim)], area)
}

/// `12,345`, or `10,000+` where nobody counted on.
pub fn counted(total: Total) -> String {
    match total {
        Total::Exactly(count) => grouped(count),
        Total::AtLeast(count) => format!("{}+", grouped(count)),
    }
}

/// The search at the left, what is told at the right. Where the search stands, and the rest of the area.
pub fn search_row<T: Row>(
    painter: &mut Painter<'_, '_>,
    found: &Searched<T>,
    told: Vec<Span<'_>>,
    area: Rect,
) -> (Rect, Rect) {
    let skin = painter.skin;
    let line = Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: 1, ..area };
    let told = Line::from(told);
    let taken = u16::try_from(told.width()).unwrap_or(u16::MAX).saturating_add(2);
    let field = Rect { width: line.width.saturating_sub(taken), ..line };
    let text = if found.searching || !found.search.value().is_empty() {
        let (shown, _) = scrolled(found.search.value(), found.search.cursor(), search_room(field));
        vec![Span::styled("/ ", skin.accent), Span::styled(shown, skin.text)]
    } else {
        vec![Span::styled("/ to search", skin.dim)]
    };
    painter.line(field, &Line::from(text));
    painter.line(line, &told.right_aligned());
    (field, Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area })
}

fn search_room(field: Rect) -> usize {
    usize::from(field.width.saturating_sub(2))
}

/// While one searches, the hardware cursor stands in the search and not on the row.
pub fn searching_cursor<T: Row>(painter: &mut Painter<'_, '_>, found: &Searched<T>, field: Rect) {
    if found.searching {
        let (_, caret) = scrolled(found.search.value(), found.search.cursor(), search_room(field));
        painter.cursor(field.x + 2 + u16::try_from(caret).unwrap_or(0), field.y);
    }
}

/// Why there are no rows yet for what is typed, in place of the headings: the rows below are those of before.
pub fn hint<T: Row>(painter: &mut Painter<'_, '_>, found: &Searched<T>, list: Rect) {
    let Some(hint) = &found.hint else { return };
    let warn = painter.skin.warn;
    let place = Rect { x: list.x + 3, width: list.width.saturating_sub(4), ..list };
    for (at, line) in wrap(&format!("! {hint}"), usize::from(place.width)).iter().enumerate() {
        painter.clear(row(list, at));
        painter.text(row(place, at), line, warn);
    }
}

/// Where there is no row: why.
pub fn nothing<T: Row>(painter: &mut Painter<'_, '_>, list: &Listing<T>, area: Rect, empty: &str) {
    let skin = painter.skin;
    let (text, style) = match (&list.problem, list.total()) {
        (Some(problem), _) => (problem.as_str(), skin.bad),
        (None, Some(_)) if list.rows().is_empty() => (empty, skin.dim),
        _ => return,
    };
    let place = Rect { x: area.x + 3, width: area.width.saturating_sub(4), ..area };
    for (at, line) in wrap(text, usize::from(place.width)).iter().enumerate() {
        painter.text(row(place, at + 2), line, style);
    }
}

/// A rule with a title.
pub fn rule(painter: &mut Painter<'_, '_>, area: Rect, title: &str) {
    let skin = painter.skin;
    let title = fit(title, usize::from(area.width).saturating_sub(6));
    let rest = usize::from(area.width).saturating_sub(width(&title) + 5);
    let line = Line::from(vec![
        Span::styled(" ─ ", skin.dim),
        Span::styled(title, skin.title),
        Span::styled(format!(" {}", "─".repeat(rest)), skin.dim),
    ]);
    painter.line(row(area, 0), &line);
}
