//! Draws the waiting for a code.

use ratatui::layout::Rect;

use crate::tui::kit::column::{Column, FormLook};
use crate::tui::kit::painter::{Painter, column};
use crate::tui::kit::strip::strip;
use crate::tui::kit::time::countdown;
use crate::tui::shared::Shared;
use crate::tui::waiting::Waiting;

use super::{Step, Verify};

/// How long the code is good, and when another letter may be asked for.
pub(in crate::tui::screen) fn times(waiting: &Waiting, shared: &Shared) -> (String, Option<String>) {
    let good = match waiting.code_seconds(shared.now.wall) {
        0 => "run out".to_owned(),
        seconds => format!("good for {}", countdown(seconds)),
    };
    let resend = match waiting.resend_seconds(shared.now.wall) {
        0 => None,
        seconds => Some(format!("Another letter can be sent in {seconds} s.")),
    };
    (good, resend)
}

/// Draws the screen.
pub fn draw(painter: &mut Painter<'_, '_>, shared: &Shared, state: &Verify, area: Rect) {
    let area = column(area, 64);
    let skin = painter.skin;
    let mut lines = Column::new(skin, area.width);
    let roomy = area.height >= 14;
    if let Some(note) = &state.note {
        lines.say(note, skin.warn);
        lines.blank();
    }
    match (&state.step, &state.waiting) {
        (Step::Code(form), Some(waiting)) => {
            lines.say(&format!("A code is on its way to {}.", waiting.flow.sent_to), skin.text);
            let (good, resend) = times(waiting, shared);
            let look = FormLook { remark: Some((0, &good)), roomy, ..FormLook::default() };
            // Where room is short, where the letter stands comes before the field.
            if let (Some(stage), false) = (&waiting.stage, roomy) {
                strip(&mut lines, skin, stage, shared.now.wall);
            }
            if roomy {
                lines.blank();
            }
            lines.form(form, look);
            if roomy {
                lines.blank();
                if let Some(stage) = &waiting.stage {
                    strip(&mut lines, skin, stage, shared.now.wall);
                }
                lines.blank();
                if let Some(resend) = resend {
                    lines.say(&resend, skin.dim);
                }
                lines.say("You can walk away: “I have a code” brings you back.", skin.dim);
            }
        }
        (Step::WhoAndCode(form), _) => {
            lines.say("Type the code of the letter, at any terminal of this house.", skin.text);
            lines.blank();
            lines.form(form, FormLook { roomy, ..FormLook::default() });
        }
        (Step::Address { form, .. }, _) => {
            lines.say("The code that went to the old address stops working.", skin.text);
            lines.blank();
            lines.form(form, FormLook { roomy, ..FormLook::default() });
        }
        (Step::Name { form, .. }, _) => {
            lines.say("Your address is proved. Only the username is missing.", skin.good);
            lines.blank();
            lines.form(form, FormLook { roomy, ..FormLook::default() });
        }
        (Step::Code(form), None) => lines.form(form, FormLook { roomy, ..FormLook::default() }),
    }
    lines.draw(painter, area);
}
