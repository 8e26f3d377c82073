//! A frame with its skin and the places of clicks: what every view draws with.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Clear, Padding};

use super::hits::HitMap;
use super::skin::Skin;
use crate::domain::text::is_safe;

/// What every view draws with.
pub struct Painter<'p, 'f> {
    frame: &'p mut Frame<'f>,
    /// The styles.
    pub skin: &'p Skin,
    /// The places of clicks.
    pub hits: HitMap,
}

/// The parts of every screen.
#[derive(Clone, Copy, Debug)]
pub struct Parts {
    /// The line at the top.
    pub header: Rect,
    /// What the screen is about.
    pub body: Rect,
    /// The keys.
    pub footer: Rect,
}

impl<'p, 'f> Painter<'p, 'f> {
    /// For one frame.
    pub fn new(frame: &'p mut Frame<'f>, skin: &'p Skin) -> Self {
        Self { frame, skin, hits: HitMap::default() }
    }

    /// The whole screen.
    pub fn area(&self) -> Rect {
        self.frame.area()
    }

    /// The parts of the screen: a line, a blank, the body, a blank, the keys.
    pub fn parts(&self) -> Parts {
        let rows = [1, 1, 0, 1, 1].map(|rows| if rows == 0 { Constraint::Fill(1) } else { Constraint::Length(rows) });
        let [header, _, body, _, footer] = self.area().layout(&Layout::vertical(rows));
        Parts { header, body, footer }
    }

    /// Draws a line at the left end of `area`. Names are clean since they were typed, but a row may have been written
    /// by other means; ratatui alone would let through what reorders or hides text.
    pub fn line(&mut self, area: Rect, line: &Line<'_>) {
        if line.iter().all(|span| span.content.chars().all(is_safe)) {
            return self.frame.render_widget(line, area);
        }
        let mut clean = line.clone();
        for span in &mut clean.spans {
            span.content = span.content.chars().filter(|c| is_safe(*c)).collect::<String>().into();
        }
        self.frame.render_widget(clean, area);
    }

    /// Draws text.
    pub fn text(&mut self, area: Rect, text: &str, style: Style) {
        self.line(area, &Line::from(Span::styled(text, style)));
    }

    /// Draws text that ends at the right end of `area`.
    pub fn right(&mut self, area: Rect, text: &str, style: Style) {
        self.line(area, &Line::from(Span::styled(text, style)).right_aligned());
    }

    /// Puts the hardware cursor: screen readers and input methods follow it.
    pub fn cursor(&mut self, x: u16, y: u16) {
        let area = self.area();
        if area.contains(Position { x, y }) {
            self.frame.set_cursor_position((x, y));
        }
    }

    /// A floating box in the middle, at most that large; the area inside it.
    pub fn float(&mut self, title: &str, width: u16, height: u16) -> Rect {
        let area = self.area();
        let [area] = area.layout(&Layout::horizontal([Constraint::Max(width)]).flex(ratatui::layout::Flex::Center));
        let [area] = area.layout(&Layout::vertical([Constraint::Max(height)]).flex(ratatui::layout::Flex::Center));
        let block = Block::bordered()
            .border_type(BorderType::Rounded)
            .border_style(self.skin.dim)
            .title(Line::styled(format!(" {title} "), self.skin.title))
            .padding(Padding::horizontal(1));
        let inside = block.inner(area);
        self.frame.render_widget(Clear, area);
        self.frame.render_widget(block, area);
        self.hits.clear();
        inside
    }
}

/// One row of an area, counted from its top; empty where there is none.
pub fn row(area: Rect, at: usize) -> Rect {
    let at = u16::try_from(at).unwrap_or(u16::MAX);
    if at >= area.height {
        return Rect { height: 0, width: 0, ..area };
    }
    Rect { y: area.y + at, height: 1, ..area }
}

/// A column in the middle, at most that wide, with a margin of one.
pub fn column(area: Rect, width: u16) -> Rect {
    let width = width.min(area.width.saturating_sub(2));
    Rect { x: area.x + (area.width - width) / 2, width, ..area }
}
