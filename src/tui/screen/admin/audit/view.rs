//! Draws the audit: the list, a row of it whole, and what takes long.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::{AuditEntry, AuditEvent, Party, Total};
use crate::tui::kit::column::Column;
use crate::tui::kit::painter::{Painter, column, row};
use crate::tui::kit::skin::Skin;
use crate::tui::kit::table::{self, Cell, Head};
use crate::tui::kit::text::{change, grouped, wrap};
use crate::tui::kit::time::{moment, second};
use crate::tui::shared::{Mood, Shared};

use super::super::searched::view::{counted, hint, nothing, rule, search_row, searching_cursor};
use super::work::Work;
use super::{Audit, WORK_ROWS};

/// Draws the audit.
pub fn draw(painter: &mut Painter<'_, '_>, shared: &Shared, state: &Audit, area: Rect) {
    if state.open
        && let Some(entry) = state.found.list.chosen()
    {
        return whole(painter, state, entry, area);
    }
    let found = &state.found;
    let (above, rest) = search_row(painter, found, told(painter.skin, state), area);
    let pane = if state.work.is_some() { WORK_ROWS } else { 0 };
    let list = Rect { height: rest.height.saturating_sub(pane), ..rest };
    let height = usize::from(list.height.saturating_sub(1));
    let (first, rows) = found.list.visible(height);
    let (heads, cells) = table_of(painter, shared, rows, list.width);
    table::draw(painter, list, &heads, cells.into_iter(), first, Some(found.list.cursor()));
    hint(painter, found, list);
    searching_cursor(painter, found, above);
    if !state.looking() {
        nothing(
            painter,
            &found.list,
            list,
            "Nothing in the audit matches. Names are whole, or end in a star: actor:mir*.",
        );
    }
    if let Some(work) = &state.work {
        working(painter, work, Rect { y: rest.y + list.height, height: pane, ..rest });
    }
}

/// At the right of the search: whose rows, whether new ones appear, how many match.
fn told(skin: &Skin, state: &Audit) -> Vec<Span<'static>> {
    let found = &state.found;
    let narrowed = state.of.is_some() || !found.search.value().is_empty();
    let count = match (found.list.total(), narrowed) {
        (None, _) => String::new(),
        (Some(_), _) if state.looking() => "looking…".to_owned(),
        (Some(Total::Exactly(1)), false) => "1 entry".to_owned(),
        (Some(total), false) => format!("{} entries", counted(total)),
        (Some(total), true) => format!("{} match", counted(total)),
    };
    let mut spans = Vec::new();
    if let Some((_, name)) = &state.of {
        spans.push(Span::styled(format!("{name} alone   "), skin.accent));
    }
    if state.following {
        spans.push(Span::styled("● following   ", skin.good));
    }
    spans.push(Span::styled(count, skin.dim));
    spans
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
            let mut cells = vec![
                (moment(entry.at, shared.now.wall, &skin.zone), skin.dim),
                (entry.actor.name.clone(), skin.text),
                (deed(entry), deed_style(skin, entry)),
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
pub fn deed(entry: &AuditEntry) -> String {
    let whom = entry.subject.as_ref().filter(|whom| whom.name != entry.actor.name);
    let whom = whom.map_or(String::new(), |whom| format!(" · {}", whom.name));
    match change(entry) {
        change if change.is_empty() => format!("{}{whom}", entry.event.words()),
        change => format!("{}{whom}: {change}", entry.event.words()),
    }
}

/// What was refused is looked at.
pub fn deed_style(skin: &Skin, entry: &AuditEntry) -> Style {
    match entry.event {
        AuditEvent::LogInFailed
        | AuditEvent::SecondFactorFailed
        | AuditEvent::VerifyFailed
        | AuditEvent::LockedOut
        | AuditEvent::Refused => skin.warn,
        _ => skin.text,
    }
}

/// A row with all that is known of it.
fn whole(painter: &mut Painter<'_, '_>, state: &Audit, entry: &AuditEntry, area: Rect) {
    let skin = painter.skin;
    let area = column(area, 76);
    let mut lines = Column::new(skin, area.width);
    lines.heading(entry.event.words(), skin.title);
    lines.blank();
    lines.pair("When", &second(entry.at, &skin.zone), None);
    lines.pair("Who", &entry.actor.name, None);
    if let Some(subject) = &entry.subject {
        lines.pair("To whom", &subject.name, None);
    }
    lines.pair("Seat", entry.seat.as_str(), None);
    if entry.before.is_some() || entry.after.is_some() {
        lines.blank();
        for (label, value) in [("Before", &entry.before), ("After", &entry.after)] {
            lines.paragraph(label, value.as_deref().unwrap_or("–"));
        }
    }
    lines.blank();
    lines.pair("Number", &grouped(entry.seq), None);
    lines.pair("Event", entry.event.as_str(), None);
    let id = |party: &Party| party.id.map_or("no account".to_owned(), |id| id.to_string());
    lines.pair("Who, by id", &id(&entry.actor), None);
    if let Some(subject) = &entry.subject {
        lines.pair("Whom, by id", &id(subject), None);
    }
    match state.link_of(entry.seq) {
        None => lines.pair("Link", "", None),
        Some(None) => lines.pair("Link", "none: older than the chain", None),
        Some(Some(link)) => {
            let half = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
            let halves: Vec<String> = link.as_bytes().chunks(16).map(half).collect();
            lines.paragraph("Link", &halves.join(" "));
        }
    }
    lines.draw(painter, area);
}

/// What takes long: a bar; and what it came to.
fn working(painter: &mut Painter<'_, '_>, work: &Work, area: Rect) {
    let skin = painter.skin;
    let inside = Rect { x: area.x + 3, width: area.width.saturating_sub(4), ..area };
    let columns = usize::from(inside.width);
    match work {
        Work::Verify { done, of, .. } => {
            rule(painter, area, "Check of the audit");
            bar(painter, row(inside, 1), *done, (*of > 0).then_some(*of));
            painter.text(row(inside, 2), &progress(*done, (*of > 0).then_some(*of), "looked at"), skin.dim);
        }
        Work::Export(export) => {
            rule(painter, area, "Export");
            bar(painter, row(inside, 1), export.written, export.of);
            painter.text(row(inside, 2), &progress(export.written, export.of, "written"), skin.dim);
        }
        Work::Told { title, text, mood } => {
            rule(painter, area, title);
            let (glyph, style) = match mood {
                Mood::Good => ("✓", skin.good),
                Mood::Bad => ("✗", skin.bad),
            };
            for (at, line) in wrap(text, columns.saturating_sub(2)).iter().take(3).enumerate() {
                let lead = if at == 0 { glyph } else { " " };
                painter.text(row(inside, at + 1), &format!("{lead} {line}"), style);
            }
        }
    }
}

fn progress(done: u64, of: Option<u64>, verb: &str) -> String {
    match of {
        Some(of) => format!("{} of {} entries {verb}. Esc stops it.", grouped(done), grouped(of.max(done))),
        None => format!("{} entries {verb}. Esc stops it.", grouped(done)),
    }
}

/// As much of the bar as is done; half of a step is none.
fn bar(painter: &mut Painter<'_, '_>, area: Rect, done: u64, of: Option<u64>) {
    let skin = painter.skin;
    let Some(of) = of.filter(|of| *of > 0) else { return };
    let columns = u64::from(area.width.saturating_sub(7).min(50));
    let filled = (done.min(of) * columns / of).min(columns);
    let times = |mark: &str, count: u64| mark.repeat(usize::try_from(count).unwrap_or(0));
    let spans = vec![
        Span::styled(times("▰", filled), skin.accent),
        Span::styled(times("▱", columns - filled), skin.dim),
        Span::styled(format!("  {:>3} %", done.min(of) * 100 / of), skin.text),
    ];
    painter.line(area, &Line::from(spans));
}
