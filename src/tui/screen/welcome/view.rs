//! Draws the first page.

use ratatui::layout::Rect;

use crate::domain::SignUpMode;
use crate::tui::kit::column::Column;
use crate::tui::kit::painter::{Painter, column};
use crate::tui::shared::Shared;

use super::{House, Welcome, ways};

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
            for (at, (_, name, remark)) in ways(shared.sign_up).enumerate() {
                lines.choice(at, name, remark, (at == state.cursor).into());
            }
            if shared.sign_up == SignUpMode::Closed {
                lines.blank();
                lines.say("New here? Ask the staff for an account.", skin.dim);
            }
            if let Some(note) = state.note {
                lines.blank();
                lines.say(note, skin.good);
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
