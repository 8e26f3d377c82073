//! Draws the form to sign in.

use ratatui::layout::Rect;

use crate::tui::kit::column::{Column, FormLook};
use crate::tui::kit::painter::{Painter, column};
use crate::tui::shared::Shared;

use super::Login;

/// Draws the form.
pub fn draw(painter: &mut Painter<'_, '_>, shared: &Shared, state: &Login, area: Rect) {
    let area = column(area, 64);
    let skin = painter.skin;
    let mut lines = Column::new(skin, area.width);
    if let Some(note) = &state.note {
        lines.say(note, skin.good);
        lines.blank();
    }
    let look =
        FormLook { reveal: state.form.revealed(shared.now.mono), roomy: area.height >= 14, ..FormLook::default() };
    lines.form(&state.form, look);
    if let Some(notice) = &shared.around.notice {
        lines.blank();
        lines.say(notice, skin.warn);
    }
    lines.draw(painter, area);
}
