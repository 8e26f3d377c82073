//! Where on the screen what was drawn, so that a click can be told what it hit.

use ratatui::layout::{Position, Rect};

use crate::tui::msg::Hit;

/// Where on the screen what was drawn in the last frame.
#[derive(Debug, Default)]
pub struct HitMap {
    areas: Vec<(Rect, Hit)>,
}

impl HitMap {
    /// Notes what was drawn there; what is drawn later lies on top.
    pub fn add(&mut self, area: Rect, hit: Hit) {
        self.areas.push((area, hit));
    }

    /// Forgets what lies below an overlay.
    pub fn clear(&mut self) {
        self.areas.clear();
    }

    /// What lies at a column and row, counted from 0.
    pub fn at(&self, column: u16, row: u16) -> Option<Hit> {
        let position = Position { x: column, y: row };
        self.areas.iter().rev().find(|(area, _)| area.contains(position)).map(|(_, hit)| *hit)
    }
}
