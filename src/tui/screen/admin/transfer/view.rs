//! Draws an import and an export: the file that is asked for, what would become of its rows, what it came to.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::tui::kit::column::{Column, FormLook};
use crate::tui::kit::painter::{Painter, column};
use crate::tui::kit::text::{fit, grouped, wrap};
use crate::tui::shared::Mood;
use crate::tui::transfer::ImportNews;

use super::{Stage, Transfer};

/// Draws it.
pub fn draw(painter: &mut Painter<'_, '_>, state: &Transfer, area: Rect) {
    let skin = painter.skin;
    let area = column(area, 72);
    let mut lines = Column::new(skin, area.width);
    let roomy = area.height >= 14;
    match &state.stage {
        Stage::Asking(form) => {
            if area.height >= 12 {
                lines.say("First you see what would become of each row. No letters are sent.", skin.text);
                lines.blank();
            }
            lines.form(form, FormLook { roomy, ..FormLook::default() });
        }
        Stage::Looking(news) => {
            lines.say("Looking at each row. Nothing is written.", skin.text);
            lines.blank();
            counts(&mut lines, news, true);
        }
        Stage::Looked(news, form) => {
            lines.say("This would become of its rows:", skin.text);
            lines.blank();
            counts(&mut lines, news, true);
            refused(&mut lines, painter, state, area, news, 5);
            lines.blank();
            lines.form(form, FormLook::default());
        }
        Stage::Importing(news) => {
            lines.say("Others can go on working meanwhile.", skin.text);
            lines.blank();
            counts(&mut lines, news, false);
            refused(&mut lines, painter, state, area, news, 1);
        }
        Stage::Exporting(rows, _) => {
            lines.say("The accounts that match go into a file of their own.", skin.text);
            lines.blank();
            lines.pair("Written", &grouped(*rows), None);
        }
        Stage::Told { text, mood, .. } => {
            let (glyph, style) = match mood {
                Mood::Good => ("✓", skin.good),
                Mood::Bad => ("✗", skin.bad),
            };
            for (at, sentence) in text.iter().enumerate() {
                let lead = if at == 0 { glyph } else { " " };
                for (row, part) in wrap(sentence, lines.width().saturating_sub(2)).iter().enumerate() {
                    let lead = if row == 0 { lead } else { " " };
                    lines.line(Line::from(vec![
                        Span::styled(format!("{lead} "), style),
                        Span::styled(part.clone(), skin.text),
                    ]));
                }
            }
            if !state.refused.is_empty() {
                lines.blank();
                told(&mut lines, painter, state, area, 0);
            }
        }
    }
    lines.draw(painter, area);
}

fn counts(lines: &mut Column<'_>, news: &ImportNews, would: bool) {
    lines.pair(if would { "Would be made" } else { "Made" }, &grouped(news.made), None);
    lines.pair("Already there", &grouped(news.already_there), None);
    lines.pair("Refused", &grouped(news.refused), None);
}

/// The first rows that were refused, as far as there is room beside `below` more lines.
fn refused(
    lines: &mut Column<'_>,
    painter: &Painter<'_, '_>,
    state: &Transfer,
    area: Rect,
    news: &ImportNews,
    below: usize,
) {
    if state.refused.is_empty() {
        return;
    }
    lines.blank();
    let shown = told(lines, painter, state, area, below);
    let more = news.refused.saturating_sub(shown as u64);
    if more > 0 {
        lines.heading(&format!("and {} more", grouped(more)), painter.skin.dim);
    }
}

/// How many were shown.
fn told(lines: &mut Column<'_>, painter: &Painter<'_, '_>, state: &Transfer, area: Rect, below: usize) -> usize {
    let room = usize::from(area.height).saturating_sub(lines.len() + below);
    let shown = room.min(state.refused.len());
    for (line, why) in state.refused.iter().take(shown) {
        let text = fit(&format!("Line {}: {why}", grouped(*line)), lines.width().saturating_sub(2));
        lines.heading(&text, painter.skin.warn);
    }
    shown
}
