//! The mail strip: where a letter stands.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::{MailStage, Timestamp};

use super::column::Column;
use super::skin::Skin;
use super::text::width;
use super::time::ago;

/// Adds the strip to a column.
pub fn strip(lines: &mut Column<'_>, skin: &Skin, stage: &MailStage, now: Timestamp) {
    let written = ("✓ written", skin.good);
    match stage {
        MailStage::Queued => steps(lines, &[written, ("… waiting to be sent", skin.dim)]),
        MailStage::Sending { attempt: 1, .. } => steps(lines, &[written, ("… sending", skin.dim)]),
        MailStage::Sending { attempt, most } => {
            steps(lines, &[written, (&format!("… sending, try {attempt} of {most}"), skin.dim)]);
        }
        MailStage::Waiting { attempt, most, next_at, why } => {
            let seconds = next_at.since(now).as_millis().div_ceil(1000);
            let next = format!("! try {attempt} of {most} failed, next in {seconds} s");
            steps(lines, &[written, (&next, skin.warn)]);
            lines.say(why, skin.dim);
        }
        MailStage::Accepted { by, at } => {
            let seconds = now.since(*at).as_secs();
            let when = if seconds < 60 { format!("{seconds} s") } else { ago(*at, now) };
            let accepted = format!("✓ accepted by {} {when} ago", by.name());
            steps(lines, &[written, (&accepted, skin.good), ("… delivery", skin.dim)]);
            lines.say("Nothing there after a minute? Look among the spam.", skin.dim);
        }
        MailStage::Written { path } => {
            steps(lines, &[written]);
            lines.say("This house sends no mail. The letter is in the file", skin.dim);
            lines.say(path, skin.text);
        }
        MailStage::Failed { why } => {
            steps(lines, &[written, ("✗ could not be sent", skin.bad)]);
            lines.say(why, skin.text);
            lines.say("Tell the staff: an admin can send it again.", skin.dim);
        }
        MailStage::Dropped => steps(lines, &[written, ("✗ overtaken: ask for a new one", skin.warn)]),
    }
}

/// The steps side by side, or one below the other where they don't fit.
fn steps(lines: &mut Column<'_>, steps: &[(&str, Style)]) {
    let needed: usize = steps.iter().map(|(text, _)| width(text) + 3).sum();
    if needed > lines.width() + 3 {
        for (text, style) in steps {
            lines.say(text, *style);
        }
        return;
    }
    let spans: Vec<_> = steps.iter().map(|(text, style)| Span::styled(format!("{text}   "), *style)).collect();
    lines.line(Line::from(spans));
}
