//! A bar that fills: `Suspending  ▰▰▰▱▱  4,500 of 10,000`.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::tui::acts::Progress;

use super::painter::Painter;
use super::text::{grouped, width};

/// Longest bar, in columns.
const LONGEST: usize = 24;

/// Draws the bar in one line; what does not fit goes, the numbers last.
pub fn draw(painter: &mut Painter<'_, '_>, area: Rect, progress: &Progress) {
    let skin = painter.skin;
    let columns = usize::from(area.width);
    let count = |count: usize| grouped(u64::try_from(count).unwrap_or(u64::MAX));
    let numbers = format!("{} of {}", count(progress.done), count(progress.of));
    let said = width(&numbers) + 4;
    let room = columns.saturating_sub(said + width(progress.doing) + 2).min(LONGEST);
    let rest = columns.saturating_sub(said + width(progress.doing) + 2 + room);
    let mut spans = vec![Span::raw(" ")];
    if room >= 4 {
        spans.push(Span::styled(format!("{}  ", progress.doing), skin.text));
        let (full, empty) = bar(progress.done, progress.of, room);
        spans.push(Span::styled("▰".repeat(full), skin.accent));
        spans.push(Span::styled("▱".repeat(empty), skin.dim));
        spans.push(Span::raw("  "));
    } else if columns >= said + width(progress.doing) {
        spans.push(Span::styled(format!("{}  ", progress.doing), skin.text));
    }
    spans.push(Span::styled(numbers, skin.text));
    if rest > width(progress.esc) + 3 {
        spans.push(Span::styled(format!("   {}", progress.esc), skin.dim));
    }
    painter.line(area, &Line::from(spans));
}

/// The full and the empty parts of a bar. It is full only when all is done.
fn bar(done: usize, of: usize, columns: usize) -> (usize, usize) {
    let full = (columns * done.min(of)).checked_div(of).unwrap_or(columns);
    (full, columns - full)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_full_only_when_all_is_done() {
        for (done, of, full) in
            [(0, 10, 0), (4_500, 10_000, 9), (9_999, 10_000, 19), (10, 10, 20), (11, 10, 20), (0, 0, 20)]
        {
            assert_eq!(bar(done, of, 20), (full, 20 - full), "{done} of {of}");
        }
    }
}
