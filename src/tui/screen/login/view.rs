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
    let look = |form| FormLook { roomy: area.height >= 14, ..FormLook::of(form, shared.now.mono) };
    if let Some(second) = &state.second {
        lines.say("Your password is right. Now the code from your phone.", skin.text);
        lines.blank();
        lines.form(&second.form, look(&second.form));
        return lines.draw(painter, area);
    }
    if let Some(note) = &state.note {
        lines.say(note, skin.good);
        lines.blank();
    }
    lines.form(&state.first, look(&state.first));
    if let Some(notice) = &shared.around.notice {
        lines.blank();
        lines.say(notice, skin.warn);
    }
    lines.draw(painter, area);
}
