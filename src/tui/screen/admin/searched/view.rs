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
    let skin = painter.skin;
    let line = Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: 1, ..area };
    let searched = !found.search.value().is_empty();
    let text = if found.searching || searched {
        vec![Span::styled("/ ", skin.accent), Span::styled(found.search.value().to_owned(), skin.text)]
    } else {
        vec![Span::styled("/ to search", skin.dim)]
    };
    painter.line(line, &Line::from(text));
    let count = match (found.list.total(), searched) {
        (None, _) => String::new(),
        (Some(Total::Exactly(1)), false) => format!("1 {thing}"),
        (Some(Total::Exactly(count)), true) => format!("{} match", grouped(count)),
        (Some(Total::Exactly(count)), false) => format!("{} {things}", grouped(count)),
        (Some(Total::AtLeast(count)), _) => format!("{}+ match", grouped(count)),
    };
    painter.right(line, &count, skin.dim);
    let list = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    (line, list)
}

/// While one searches, the hardware cursor stands in the search and not on the row.
pub fn searching_cursor<T: Row>(painter: &mut Painter<'_, '_>, found: &Searched<T>, line: Rect) {
    if found.searching {
        let (_, caret) = scrolled(found.search.value(), found.search.cursor(), usize::from(line.width));
        painter.cursor(line.x + 2 + u16::try_from(caret).unwrap_or(0), line.y);
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
