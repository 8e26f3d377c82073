//! Draws who waits for the staff.

use ratatui::layout::Rect;

use crate::domain::{LetterState, PendingRow, SignUpMode};
use crate::tui::kit::column::{Column, FormLook};
use crate::tui::kit::painter::{Painter, column, row};
use crate::tui::kit::table::{self, Cell, Head};
use crate::tui::kit::text::fit;
use crate::tui::kit::time::{ago, moment};
use crate::tui::shared::Shared;

use super::super::accounts::{PANE_ROWS, has_pane};
use super::super::invites;
use super::super::mail::view::story;
use super::super::searched::view::{nothing, rule, search_line, searching_cursor};
use super::{Approvals, Sheet};

/// Draws the tab.
pub fn draw(painter: &mut Painter<'_, '_>, shared: &Shared, state: &Approvals, area: Rect) {
    let (sentence, form) = match &state.sheet {
        Sheet::Invites(open) => return invites::view::draw(painter, shared, open, area),
        Sheet::None => return list(painter, shared, state, area),
        Sheet::TurnDown(ids, _, form) if ids.len() > 1 => {
            ("Each registration is removed with all that belongs to it. They can sign up again.", form)
        }
        Sheet::TurnDown(.., form) => {
            ("The registration is removed with all that belongs to it. They can sign up again.", form)
        }
        Sheet::Note(.., form) => ("The note stays with the account once it is made.", form),
    };
    let area = column(area, 64);
    let skin = painter.skin;
    let mut lines = Column::new(skin, area.width);
    lines.say(sentence, skin.text);
    lines.blank();
    let danger = matches!(state.sheet, Sheet::TurnDown(..));
    lines.form(form, FormLook { roomy: area.height >= 12, danger, ..FormLook::of(form, shared.now.mono) });
    lines.draw(painter, area);
}

fn list(painter: &mut Painter<'_, '_>, shared: &Shared, state: &Approvals, area: Rect) {
    let skin = painter.skin;
    let pane = if has_pane(shared) { PANE_ROWS } else { 0 };
    let (line, rest) = search_line(painter, &state.found, ("waits", "wait"), area);
    let list = Rect { height: rest.height.saturating_sub(pane), ..rest };
    let (first, rows) = state.found.list.visible(usize::from(list.height.saturating_sub(1)));
    let narrow = list.width < 64;
    let weights: &[usize] = if narrow { &[1] } else { &[3, 5] };
    let widths = table::share(list.width, 15 + 6, weights.len() + 2, weights);
    let names: &[&'static str] = if narrow { &["USERNAME"] } else { &["USERNAME", "EMAIL"] };
    let mut heads: Vec<Head> =
        names.iter().zip(widths).map(|(name, width)| Head { name, width, sorted: None }).collect();
    heads.push(Head { name: "ADDRESS", width: 15, sorted: None });
    heads.push(Head { name: "WAITS", width: 6, sorted: None });
    let cells = rows.iter().map(|waiting| {
        let mut cells = vec![(waiting.username.clone(), skin.text)];
        if !narrow {
            cells.push((waiting.email.clone(), skin.text));
        }
        cells.push(address(painter, waiting));
        cells.push((ago(waiting.since, shared.now.wall), skin.dim));
        cells
    });
    let cells: Vec<Vec<Cell>> = cells.collect();
    let marked = |at: usize| state.found.list.rows().get(at).is_some_and(|row| state.marks.contains(&row.id));
    table::draw_marked(painter, list, &heads, cells.into_iter(), first, Some(state.found.list.cursor()), &marked);
    searching_cursor(painter, &state.found, line);
    let empty = if state.found.search.value().is_empty() {
        match shared.sign_up {
            SignUpMode::Open => "Nobody waits. Who signs up is in as soon as the address is proved.",
            SignUpMode::Approve => "Nobody waits. Who signs up stands here until you let them in.",
            SignUpMode::Invite => "Nobody waits. One signs up with an invitation: i shows them.",
            SignUpMode::Closed => "Nobody waits. Nobody signs up here alone.",
        }
    } else {
        "Nobody matches. Esc clears the search."
    };
    nothing(painter, &state.found.list, list, empty);
    if pane > 0
        && let Some(waiting) = state.found.list.chosen()
    {
        brief(painter, shared, waiting, Rect { y: rest.y + list.height, height: pane, ..rest });
    }
}

/// Whether the address is proved, or where its letter stands.
fn address(painter: &Painter<'_, '_>, waiting: &PendingRow) -> Cell {
    let skin = painter.skin;
    let Some(parked) = &waiting.parked else { return ("✓ proved".to_owned(), skin.good) };
    match parked.letter.as_ref().map(|letter| letter.state) {
        Some(LetterState::Failed) => ("✗ letter failed".to_owned(), skin.bad),
        Some(LetterState::Queued | LetterState::Sending) => ("… letter waits".to_owned(), skin.text),
        Some(LetterState::Sent) => ("letter sent".to_owned(), skin.dim),
        Some(LetterState::Dropped) | None => ("no letter".to_owned(), skin.warn),
    }
}

fn brief(painter: &mut Painter<'_, '_>, shared: &Shared, waiting: &PendingRow, area: Rect) {
    let (skin, now) = (painter.skin, shared.now.wall);
    let called = if waiting.display_name.is_empty() { &waiting.username } else { &waiting.display_name };
    rule(painter, area, called);
    let inside = Rect { x: area.x + 3, width: area.width.saturating_sub(4), ..area };
    let columns = usize::from(inside.width);
    let first = match (&waiting.parked, waiting.proved_at) {
        (Some(parked), _) => format!(
            "{}   signed up at {}, {}   gone {}",
            waiting.email,
            parked.seat,
            moment(waiting.since, now, &skin.zone),
            moment(parked.expires_at, now, &skin.zone)
        ),
        (None, Some(at)) => format!("{}   proved {}", waiting.email, moment(at, now, &skin.zone)),
        (None, None) => waiting.email.clone(),
    };
    painter.text(row(inside, 1), &fit(&first, columns), skin.text);
    let second = match &waiting.parked {
        None => "Waits to be let in: a does it.".to_owned(),
        Some(parked) => match &parked.letter {
            Some(letter) => {
                format!("Letter of {}: {}", moment(letter.created_at, now, &skin.zone), story(letter, shared))
            }
            None => "Its letter is no longer kept.".to_owned(),
        },
    };
    painter.text(row(inside, 2), &fit(&second, columns), skin.dim);
    if !waiting.note.as_str().is_empty() {
        painter.text(row(inside, 3), &fit(&format!("Note: {}", waiting.note.as_str()), columns), skin.warn);
    }
}
