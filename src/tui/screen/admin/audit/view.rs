//! Draws the audit.

use ratatui::layout::Rect;

use crate::domain::{AuditEntry, AuditEvent};
use crate::tui::kit::painter::Painter;
use crate::tui::kit::table::{self, Cell, Head};
use crate::tui::kit::text::change;
use crate::tui::kit::time::moment;
use crate::tui::shared::Shared;

use super::super::searched::view::{nothing, search_line, searching_cursor};
use super::Audit;

/// Draws the audit.
pub fn draw(painter: &mut Painter<'_, '_>, shared: &Shared, state: &Audit, area: Rect) {
    let found = &state.found;
    let (above, list) = search_line(painter, found, ("entry", "entries"), area);
    let height = usize::from(list.height.saturating_sub(1));
    let (first, rows) = found.list.visible(height);
    let (heads, cells) = table_of(painter, shared, rows, list.width);
    table::draw(painter, list, &heads, cells.into_iter(), first, Some(found.list.cursor()));
    searching_cursor(painter, found, above);
    nothing(painter, &found.list, list, "Nothing in the audit matches.");
}

fn table_of(
    painter: &Painter<'_, '_>,
    shared: &Shared,
    rows: &[AuditEntry],
    columns: u16,
) -> (Vec<Head>, Vec<Vec<Cell>>) {
    let skin = painter.skin;
    let narrow = columns < 64;
    let names: &[&'static str] = if narrow { &["WHO", "WHAT"] } else { &["WHO", "WHAT", "SEAT"] };
    let weights: &[usize] = if narrow { &[3, 7] } else { &[3, 10, 3] };
    let widths = table::share(columns, 12, names.len() + 1, weights);
    let mut heads = vec![Head { name: "WHEN", width: 12, sorted: None }];
    heads.extend(names.iter().zip(widths).map(|(name, width)| Head { name, width, sorted: None }));
    let cells = rows
        .iter()
        .map(|entry| {
            let refused =
                matches!(entry.event, AuditEvent::LogInFailed | AuditEvent::VerifyFailed | AuditEvent::Refused);
            let mut cells = vec![
                (moment(entry.at, shared.now.wall, &skin.zone), skin.dim),
                (entry.actor.name.clone(), skin.text),
                (deed(entry), if refused { skin.warn } else { skin.text }),
            ];
            if !narrow {
                cells.push((entry.seat.to_string(), skin.dim));
            }
            cells
        })
        .collect();
    (heads, cells)
}

/// What was done, to whom, and what it changed: `changed the role of mira_k: user → admin`.
fn deed(entry: &AuditEntry) -> String {
    let whom = entry.subject.as_ref().filter(|whom| whom.name != entry.actor.name);
    let whom = whom.map_or(String::new(), |whom| format!(" · {}", whom.name));
    match change(entry) {
        change if change.is_empty() => format!("{}{whom}", entry.event.words()),
        change => format!("{}{whom}: {change}", entry.event.words()),
    }
}
