//! Draws today at a glance: labels, numbers under each other, remarks; then seats, then what happened last.

use std::time::Duration;

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::auth::desk::DeskView;
use crate::domain::{AuditEntry, Timestamp, Total};
use crate::tui::kit::painter::{Painter, row};
use crate::tui::kit::skin::Skin;
use crate::tui::kit::text::{fit, grouped, pad, width};
use crate::tui::kit::time::{ago, clock_or_day};
use crate::tui::msg::Hit;
use crate::tui::shared::Shared;

use super::super::audit::view::{deed, deed_style};
use super::super::searched::view::counted;
use super::{Desk, DeskLine};

/// Columns of the labels and of the numbers.
const LABEL: usize = 20;
const NUMBER: usize = 9;
/// From this many columns on, what happened last stands beside the numbers.
const WIDE: u16 = 112;
/// Columns of the numbers with their remarks where they stand beside something.
const LEFT: u16 = 62;
/// From this many rows on there is a blank before each part.
const ROOMY: u16 = 14;
/// A letter that waits longer than this is looked at.
const LATE: Duration = Duration::from_secs(10 * 60);

/// A row of the screen.
enum Entry {
    Blank,
    Title(&'static str, String),
    Line(usize, DeskLine),
}

/// Draws the desk.
pub fn draw(painter: &mut Painter<'_, '_>, shared: &Shared, state: &Desk, area: Rect) {
    let Some(view) = &state.view else {
        if let Some(problem) = &state.problem {
            let bad = painter.skin.bad;
            painter.text(Rect { x: area.x + 3, width: area.width.saturating_sub(4), ..row(area, 1) }, problem, bad);
        }
        return;
    };
    let area = Rect { height: area.height.saturating_sub(u16::from(state.problem.is_some())), ..area };
    let lines = state.lines();
    let (events, numbers): (Vec<_>, Vec<_>) =
        lines.into_iter().enumerate().partition(|(_, line)| matches!(line, DeskLine::Event(_)));
    let roomy = area.height >= ROOMY;
    let mut left = numbers_of(view, &numbers, roomy);
    let right = events_of(&events);
    if area.width >= WIDE && !right.is_empty() {
        let split = Rect { width: LEFT, ..area };
        block(painter, shared, state, view, &left, split);
        let rest = Rect { x: area.x + LEFT, width: area.width.saturating_sub(LEFT), ..area };
        return block(painter, shared, state, view, &right, rest);
    }
    if roomy && !right.is_empty() {
        left.push(Entry::Blank);
    }
    left.extend(right);
    block(painter, shared, state, view, &left, area);
    if let Some(problem) = &state.problem {
        let below = Rect { x: area.x + 3, y: area.y + area.height, width: area.width.saturating_sub(4), height: 1 };
        let bad = painter.skin.bad;
        painter.text(below, problem, bad);
    }
}

fn numbers_of(view: &DeskView, lines: &[(usize, DeskLine)], roomy: bool) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (at, line) in lines {
        if *line == DeskLine::Seat(0) {
            if roomy {
                entries.push(Entry::Blank);
            }
            entries.push(Entry::Title("Signed in", grouped(view.sessions())));
        }
        entries.push(Entry::Line(*at, *line));
    }
    entries
}

fn events_of(lines: &[(usize, DeskLine)]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = lines.iter().map(|(at, line)| Entry::Line(*at, *line)).collect();
    if !entries.is_empty() {
        entries.insert(0, Entry::Title("Last events", String::new()));
    }
    entries
}

/// Rows below each other, moved so far that the chosen one is seen.
fn block(painter: &mut Painter<'_, '_>, shared: &Shared, state: &Desk, view: &DeskView, entries: &[Entry], area: Rect) {
    let height = usize::from(area.height);
    let chosen = entries.iter().position(|entry| matches!(entry, Entry::Line(at, _) if *at == state.cursor()));
    let first = chosen.map_or(0, |at| (at + 1).saturating_sub(height));
    for (at, entry) in entries.iter().skip(first).take(height).enumerate() {
        let place = row(area, at);
        match entry {
            Entry::Blank => {}
            Entry::Title(title, number) => {
                let skin = painter.skin;
                let number = format!("{number:>0$}", (NUMBER + LABEL + 2).saturating_sub(width(title)));
                let spans = vec![Span::raw(" "), Span::styled(*title, skin.title), Span::styled(number, skin.title)];
                painter.line(place, &Line::from(spans));
            }
            Entry::Line(number, line) => {
                let here = *number == state.cursor();
                let mut spans = vec![if here { Span::styled(" › ", painter.skin.accent) } else { Span::raw("   ") }];
                spans.extend(spans_of(painter.skin, shared, view, *line, usize::from(place.width)));
                if here {
                    let title = painter.skin.title;
                    spans.iter_mut().skip(1).for_each(|span| span.style = span.style.patch(title));
                }
                painter.line(place, &Line::from(spans));
                painter.hits.add(place, Hit::Line(*number));
                if here {
                    painter.cursor(place.x + 1, place.y);
                }
            }
        }
    }
}

/// What is told of a line: its label, its number, a remark.
struct Told {
    label: String,
    number: String,
    remark: String,
    style: Style,
}

fn spans_of(skin: &Skin, shared: &Shared, view: &DeskView, line: DeskLine, columns: usize) -> Vec<Span<'static>> {
    if let DeskLine::Event(at) = line {
        let entry = view.recent.as_ref().and_then(|rows| rows.get(at));
        return entry.map(|entry| event(skin, shared, entry, columns)).unwrap_or_default();
    }
    let told = told(skin, shared.now.wall, view, line);
    let zero = told.number == "0";
    let mut spans = vec![
        Span::styled(pad(&told.label, LABEL), if zero { skin.dim } else { skin.text }),
        Span::styled(format!("{:>NUMBER$}", told.number), if zero { skin.dim } else { told.style }),
    ];
    let room = columns.saturating_sub(3 + LABEL + NUMBER + 3 + 1);
    let remark = match line {
        DeskLine::Newcomers => newcomers(&view.newcomers, room),
        _ => fit(&told.remark, room),
    };
    // A word cut in the middle tells nothing.
    if !remark.is_empty() && (room >= 12 || !remark.ends_with('…')) {
        spans.push(Span::styled(format!("   {remark}"), skin.dim));
    }
    spans
}

fn told(skin: &Skin, now: Timestamp, view: &DeskView, line: DeskLine) -> Told {
    let counts = &view.counts;
    let plain =
        |label: &str, number: String| Told { label: label.to_owned(), number, remark: String::new(), style: skin.text };
    // What waits for the person who reads this.
    let asked = |label: &str, total: Total| Told { style: skin.warn, ..plain(label, counted(total)) };
    match line {
        DeskLine::Accounts => plain("Accounts", grouped(view.accounts)),
        DeskLine::Newcomers => plain("Sign-ups today", grouped(view.came())),
        DeskLine::Waiting => asked("Wait for approval", counts.waiting),
        DeskLine::Parked => plain("Wait for their code", counted(counts.parked)),
        DeskLine::Letters => {
            let told = plain("Letters waiting", counted(counts.letters));
            match counts.oldest_letter {
                Some(at) if now.since(at) >= LATE => {
                    Told { remark: format!("! the oldest for {}", ago(at, now)), style: skin.warn, ..told }
                }
                Some(at) if now.since(at).as_secs() >= 60 => {
                    Told { remark: format!("the oldest for {}", ago(at, now)), ..told }
                }
                Some(_) => Told { remark: "the oldest just now".to_owned(), ..told },
                None => told,
            }
        }
        DeskLine::Failed => asked("Letters failed", counts.failed),
        DeskLine::Locked => {
            let names: Vec<&str> = view.locked.iter().map(|(_, name)| name.as_str()).collect();
            let number =
                if names.len() < DeskView::LOCKED { names.len().to_string() } else { format!("{}+", names.len()) };
            Told { remark: names.join(", "), style: skin.warn, ..plain("Locked names", number) }
        }
        DeskLine::Seat(at) => match view.seats.get(at) {
            Some((seat, sessions)) => plain(seat.as_str(), grouped(*sessions)),
            None => plain("", String::new()),
        },
        DeskLine::Event(_) => plain("", String::new()),
    }
}

/// The hours as a line of columns, and the last one in words; the words alone where there is no room.
fn newcomers(hours: &[u64], room: usize) -> String {
    const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = hours.iter().copied().max().unwrap_or(0).max(1);
    let level = |count: u64| {
        // Nobody is the lowest; one person is seen, however many came in another hour.
        let step = if count == 0 { 0 } else { 1 + (count - 1) * 7 / most };
        LEVELS.get(usize::try_from(step).unwrap_or(0)).copied().unwrap_or('█')
    };
    let line: String = hours.iter().map(|count| level(*count)).collect();
    let words = format!("{} this hour", grouped(hours.last().copied().unwrap_or(0)));
    if hours.iter().all(|count| *count == 0) {
        return String::new();
    }
    let whole = format!("{line}   {words}");
    [whole, line, words].into_iter().find(|text| width(text) <= room).unwrap_or_default()
}

fn event(skin: &Skin, shared: &Shared, entry: &AuditEntry, columns: usize) -> Vec<Span<'static>> {
    const WHEN: usize = 6;
    let room = columns.saturating_sub(3 + WHEN + 2 + 1);
    let (who, seat) = match room {
        0..40 => (10, 0),
        40..56 => (14, 0),
        _ => (14, 14),
    };
    let what = room.saturating_sub(who + 2 + if seat == 0 { 0 } else { seat + 2 });
    let mut spans = vec![
        Span::styled(format!("{}  ", pad(&clock_or_day(entry.at, shared.now.wall, &skin.zone), WHEN)), skin.dim),
        Span::styled(format!("{}  ", pad(&entry.actor.name, who)), skin.text),
        Span::styled(pad(&deed(entry), what), deed_style(skin, entry)),
    ];
    if seat > 0 {
        spans.push(Span::styled(format!("  {}", fit(entry.seat.as_str(), seat)), skin.dim));
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_columns_and_words_as_there_is_room() {
        let mut hours = vec![0; 24];
        assert_eq!(newcomers(&hours, 80), "");
        hours[22] = 80;
        hours[23] = 1;
        assert_eq!(newcomers(&hours, 80), format!("{}█▂   1 this hour", "▁".repeat(22)));
        assert_eq!(newcomers(&hours, 30).chars().count(), 24);
        assert_eq!(newcomers(&hours, 12), "1 this hour");
        assert_eq!(newcomers(&hours, 9), "");
    }
}
