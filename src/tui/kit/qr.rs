//! A QR code in half blocks: two modules a cell, one above the other.

use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use ratatui::text::{Line, Span};

use crate::tui::qr::Qr;

use super::painter::Painter;

/// The quiet zone in modules: what ISO/IEC 18004 asks for, where there is room; and the least that phones read well.
pub const QUIET: [usize; 2] = [4, 2];

/// Columns and rows that it takes with a quiet zone of so many modules.
pub fn size(qr: &Qr, quiet: usize) -> (u16, u16) {
    let side = qr.width() + 2 * quiet;
    (u16::try_from(side).unwrap_or(u16::MAX), u16::try_from(side.div_ceil(2)).unwrap_or(u16::MAX))
}

/// Draws it into `area`, which has to have its [`size`].
pub fn draw(painter: &mut Painter<'_, '_>, qr: &Qr, quiet: usize, style: Style, area: Rect) {
    painter.clear(area);
    for row in 0..area.height {
        let y = 2 * usize::from(row);
        let cells = (0..usize::from(area.width)).map(|x| {
            let dark = |y: usize| qr.is_dark(x.checked_sub(quiet), y.checked_sub(quiet));
            match (dark(y), dark(y + 1)) {
                (false, false) => Span::styled(" ", style),
                (true, false) => Span::styled("▀", style),
                (false, true) => Span::styled("▄", style),
                // The ground is black, too: some fonts leave a gap between two blocks.
                (true, true) => Span::styled("█", style.bg(Color::Black)),
            }
        });
        let line = Line::from(cells.collect::<Vec<_>>());
        painter.line(Rect { y: area.y + row, height: 1, ..area }, &line);
    }
}
