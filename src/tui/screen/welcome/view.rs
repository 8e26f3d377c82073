//! Draws the first page.

use ratatui::layout::Rect;

use crate::tui::kit::column::Column;
use crate::tui::kit::painter::{Painter, column};
use crate::tui::shared::Shared;

use super::{House, WAYS, Welcome};

/// Draws the first page.
pub fn draw(painter: &mut Painter<'_, '_>, shared: &Shared, state: &Welcome, area: Rect) {
    let area = column(area, 60);
    let skin = painter.skin;
    let mut lines = Column::new(skin, area.width);
    lines.heading(&shared.around.site_name, skin.title);
    lines.heading("Accounts at the terminal", skin.dim);
    lines.blank();
    match &state.house {
        House::Open => {
            for (at, (_, name, remark)) in WAYS.iter().enumerate() {
                lines.choice(at, name, remark, (at == state.cursor).into());
            }
        }
        // Nothing is said while the store is opened: it takes a few milliseconds.
        House::Unknown | House::Asked(_) => {}
        House::Broken(why) => {
            lines.say(&format!("✗ {why}"), skin.bad);
            lines.blank();
            lines.say("Enter tries again. If it stays like this, tell the staff.", skin.dim);
        }
    }
    if let Some(notice) = &shared.around.notice {
        lines.blank();
        for line in notice.lines() {
            lines.say(line, skin.warn);
        }
    }
    lines.draw(painter, area);
}
