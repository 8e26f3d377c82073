//! Draws the outbox.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::domain::{LetterRow, LetterState, MailStage};
use crate::tui::kit::painter::{Painter, row};
use crate::tui::kit::skin::Skin;
use crate::tui::kit::table::{self, Cell, Head};
use crate::tui::kit::text::wrap;
use crate::tui::kit::time::{ago, moment};
use crate::tui::shared::Shared;

use super::super::accounts::{PANE_ROWS, has_pane};
use super::super::searched::view::{nothing, rule, search_line, searching_cursor};
use super::Mail;

/// How a letter's state looks.
pub(in super::super) fn letter_style(skin: &Skin, state: LetterState) -> Style {
    match state {
        LetterState::Queued | LetterState::Sending => skin.text,
        LetterState::Sent => skin.good,
        LetterState::Failed => skin.bad,
        LetterState::Dropped => skin.dim,
    }
}

/// Draws the outbox.
pub fn draw(painter: &mut Painter<'_, '_>, shared: &Shared, state: &Mail, area: Rect) {
    let found = &state.found;
    let skin = painter.skin;
    let pane = if has_pane(shared) { PANE_ROWS } else { 0 };
    let (line, rest) = search_line(painter, found, ("letter", "letters"), area);
    let list = Rect { height: rest.height.saturating_sub(pane), ..rest };
    let (first, rows) = found.list.visible(usize::from(list.height.saturating_sub(1)));
    let narrow = list.width < 64;
    let weights: &[usize] = if narrow { &[1] } else { &[4, 5] };
    let fixed = 8 + 5 + if narrow { 0 } else { 12 };
    let widths = table::share(list.width, fixed, weights.len() + if narrow { 2 } else { 3 }, weights);
    let mut heads = Vec::new();
    if !narrow {
        heads.push(Head { name: "WRITTEN", width: 12, sorted: None });
    }
    let names: &[&'static str] = if narrow { &["TO"] } else { &["LETTER", "TO"] };
    heads.extend(names.iter().zip(widths).map(|(name, width)| Head { name, width, sorted: None }));
    heads.push(Head { name: "STATE", width: 8, sorted: None });
    heads.push(Head { name: "TRIES", width: 5, sorted: None });
    let cells = rows.iter().map(|letter| {
        let mut cells = Vec::new();
        if !narrow {
            cells.push((moment(letter.created_at, shared.now.wall, &skin.zone), skin.dim));
            cells.push((letter.kind.words().to_owned(), skin.text));
        }
        cells.push((letter.to.clone(), skin.text));
        cells.push((letter.state.to_string(), letter_style(skin, letter.state)));
        cells.push((letter.tries.to_string(), skin.dim));
        cells
    });
    let cells: Vec<Vec<Cell>> = cells.collect();
    table::draw(painter, list, &heads, cells.into_iter(), first, Some(found.list.cursor()));
    searching_cursor(painter, found, line);
    nothing(painter, &found.list, list, "No letter matches.");
    if pane > 0
        && let Some(letter) = found.list.chosen()
    {
        let below = Rect { y: rest.y + list.height, height: pane, ..rest };
        rule(painter, below, &letter.to);
        let inside = Rect { x: below.x + 3, width: below.width.saturating_sub(4), ..below };
        for (at, text) in wrap(&story(letter, shared), usize::from(inside.width)).iter().take(3).enumerate() {
            painter.text(row(inside, at + 1), text, skin.text);
        }
    }
}

/// What became of a letter, as a sentence.
pub(in super::super) fn story(letter: &LetterRow, shared: &Shared) -> String {
    let now = shared.now.wall;
    match letter.stage() {
        MailStage::Queued => "Waits for the worker.".to_owned(),
        MailStage::Sending { attempt, most } => format!("Try {attempt} of {most} is under way."),
        MailStage::Waiting { attempt, most, next_at, why } => {
            let seconds = next_at.since(now).as_secs();
            format!("Try {attempt} of {most} failed; the next is in {seconds} s. {why}")
        }
        MailStage::Accepted { by, at } => format!("Accepted by {} {} ago.", by.name(), ago(at, now)),
        MailStage::Written { path } => format!("In the file {path}"),
        MailStage::Failed { why } => format!("Given up. {why}"),
        MailStage::Dropped => "Overtaken: its code was used, replaced or ran out first.".to_owned(),
    }
}
