//! Draws the invitations.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::tui::kit::column::{Column, FormLook};
use crate::tui::kit::painter::{Painter, column, row};
use crate::tui::kit::table::{self, Cell, Head};
use crate::tui::kit::time::moment;
use crate::tui::shared::Shared;

use super::super::searched::view::nothing;
use super::{Invites, standing};

/// Draws the list, or the form of a new one.
pub fn draw(painter: &mut Painter<'_, '_>, shared: &Shared, state: &Invites, area: Rect) {
    let skin = painter.skin;
    if let Some(form) = &state.form {
        let area = column(area, 64);
        let mut lines = Column::new(skin, area.width);
        if area.height >= 12 {
            lines.say("Whoever has the code may sign up. It is shown once.", skin.text);
            lines.blank();
        }
        lines.form(form, FormLook { roomy: area.height >= 14, ..FormLook::of(form, shared.now.mono) });
        return lines.draw(painter, area);
    }
    let now = shared.now.wall;
    let says = "n makes one; its code is shown once.";
    painter.line(row(Rect { x: area.x + 1, ..area }, 0), &Line::from(Span::styled(says, skin.dim)));
    let list = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let (first, rows) = state.list.visible(usize::from(list.height.saturating_sub(1)));
    let narrow = list.width < 64;
    let weights: &[usize] = if narrow { &[1] } else { &[5, 3] };
    let fixed = 9 + 10 + if narrow { 0 } else { 12 };
    let widths = table::share(list.width, fixed, weights.len() + if narrow { 2 } else { 3 }, weights);
    let names: &[&'static str] = if narrow { &["FOR"] } else { &["FOR", "MADE BY"] };
    let mut heads: Vec<Head> =
        names.iter().zip(widths).map(|(name, width)| Head { name, width, sorted: None }).collect();
    heads.push(Head { name: "USED", width: 9, sorted: None });
    heads.push(Head { name: "STATE", width: 10, sorted: None });
    if !narrow {
        heads.push(Head { name: "GOOD UNTIL", width: 12, sorted: None });
    }
    let cells = rows.iter().map(|invite| {
        let label = if invite.label.as_str().is_empty() { "–" } else { invite.label.as_str() };
        let state = standing(invite, now);
        let style = if state == "good" { skin.good } else { skin.dim };
        let mut cells = vec![(label.to_owned(), skin.text)];
        if !narrow {
            cells.push((invite.made_by.name.clone(), skin.text));
        }
        cells.push((format!("{} of {}", invite.uses - invite.uses_left.min(invite.uses), invite.uses), skin.text));
        cells.push((state.to_owned(), style));
        if !narrow {
            cells.push((moment(invite.expires_at, now, &skin.zone), skin.dim));
        }
        cells
    });
    let cells: Vec<Vec<Cell>> = cells.collect();
    table::draw(painter, list, &heads, cells.into_iter(), first, Some(state.list.cursor()));
    nothing(painter, &state.list, list, "There is no invitation.");
}
