//! Draws the way to a new password.

use ratatui::layout::Rect;

use crate::domain::Carrier;
use crate::tui::kit::column::{Column, FormLook};
use crate::tui::kit::painter::{Painter, column};
use crate::tui::shared::Shared;

use super::super::verify::view::times;
use super::Recover;

/// Draws the screen.
pub fn draw(painter: &mut Painter<'_, '_>, shared: &Shared, state: &Recover, area: Rect) {
    let area = column(area, 64);
    let skin = painter.skin;
    let mut lines = Column::new(skin, area.width);
    match state {
        Recover::Ask(form) => {
            lines.say("We send a code to the address of your account.", skin.text);
            lines.blank();
            lines.form(form, FormLook { roomy: area.height >= 14, ..FormLook::default() });
        }
        Recover::Choose(choose) => {
            let times = choose.waiting.as_ref().map(|waiting| times(waiting, shared));
            match &choose.waiting {
                Some(waiting) => {
                    let who = &waiting.flow.sent_to;
                    lines.say(&format!("If {who} has an account here, a letter with a code is on its way."), skin.text);
                    if shared.around.carrier == Carrier::File && area.height >= 16 {
                        let dir = &shared.around.mail_dir;
                        lines.say(&format!("This house sends no mail: letters are in {dir}."), skin.dim);
                    }
                }
                None => lines.say("The code came in a letter, or the staff told it to you.", skin.text),
            }
            lines.blank();
            let look = FormLook {
                strength: choose.meter.strength.as_ref().map(|strength| (choose.password(), strength)),
                remark: times.as_ref().map(|(good, _)| (choose.code(), good.as_str())),
                roomy: area.height >= 18,
                ..FormLook::of(&choose.form, shared.now.mono)
            };
            lines.form(&choose.form, look);
            lines.proposal(&choose.form, choose.password(), choose.meter.suggested);
            if let (Some((_, Some(resend))), true) = (times, area.height >= 18) {
                lines.blank();
                lines.say(&resend, skin.dim);
            }
        }
    }
    lines.draw(painter, area);
}
