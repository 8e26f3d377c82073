//! Rows under headings: only what is visible is drawn.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::tui::msg::Hit;

use super::painter::{Painter, row};
use super::text::pad;

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    /// Its name, in capitals.
    pub name: &'static str,
    /// Its width in columns.
    pub width: usize,
    /// `▲` or `▼` if the table is sorted by it.
    pub sorted: Option<&'static str>,
}

/// A cell: text and style.
pub type Cell = (String, Style);

/// Draws headings and rows; `first` is the number of the first row, `cursor` that of the chosen one.
pub fn draw(
    painter: &mut Painter<'_, '_>,
    area: Rect,
    heads: &[Head],
    rows: impl Iterator<Item = Vec<Cell>>,
    first: usize,
    cursor: Option<usize>,
) {
    draw_marked(painter, area, heads, rows, first, cursor, &|_| false);
}

/// As [`draw`], with a `●` before the rows for whose number `marked` says so.
pub fn draw_marked(
    painter: &mut Painter<'_, '_>,
    area: Rect,
    heads: &[Head],
    rows: impl Iterator<Item = Vec<Cell>>,
    first: usize,
    cursor: Option<usize>,
    marked: &dyn Fn(usize) -> bool,
) {
    let mut line = vec![Span::raw("   ")];
    for head in heads {
        let name = format!("{}{}", head.name, head.sorted.map(|mark| format!(" {mark}")).unwrap_or_default());
        line.push(Span::styled(format!("{}  ", pad(&name, head.width)), painter.skin.dim));
    }
    painter.line(row(area, 0), &Line::from(line));
    for (at, cells) in rows.enumerate() {
        let place = row(area, at + 1);
        if place.height == 0 {
            break;
        }
        let chosen = cursor == Some(first + at);
        let before = match (chosen, marked(first + at)) {
            (true, true) => Span::styled("›● ", painter.skin.accent),
            (true, false) => Span::styled(" › ", painter.skin.accent),
            (false, true) => Span::styled(" ● ", painter.skin.accent),
            (false, false) => Span::raw("   "),
        };
        let mut line = vec![before];
        for (head, (text, style)) in heads.iter().zip(cells) {
            let style = if chosen { style.patch(painter.skin.title) } else { style };
            line.push(Span::styled(format!("{}  ", pad(&text, head.width)), style));
        }
        painter.line(place, &Line::from(line));
        painter.hits.add(place, Hit::Line(first + at));
        if chosen {
            painter.cursor(place.x + 1, place.y);
        }
    }
}

/// Where the headings stand, for clicks.
pub fn heading_places(area: Rect, heads: &[Head]) -> Vec<Rect> {
    let line = row(area, 0);
    let mut left = 3;
    heads
        .iter()
        .map(|head| {
            let columns = u16::try_from(head.width).unwrap_or(u16::MAX);
            let place = Rect { x: line.x.saturating_add(left), width: columns, ..line };
            left = left.saturating_add(columns).saturating_add(2);
            place.intersection(line)
        })
        .collect()
}

/// Shares what is left after fixed columns and gaps among flexible ones, by weight.
pub fn share(total: u16, fixed: usize, columns: usize, weights: &[usize]) -> Vec<usize> {
    let gaps = 3 + 2 * columns;
    let left = usize::from(total).saturating_sub(fixed + gaps);
    let whole: usize = weights.iter().sum::<usize>().max(1);
    weights.iter().map(|weight| left * weight / whole).collect()
}
