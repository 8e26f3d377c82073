//! Draws the way to a new password.

use ratatui::layout::Rect;

use crate::domain::Carrier;
use crate::tui::kit::column::{Column, FormLook};
use crate::tui::kit::painter::{Painter, column};
use crate::tui::shared::Shared;

use super::super::verify::view::times;
use super::{PASSWORD, Recover};

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
            let (good, resend) = times(&choose.waiting, shared);
            let who = &choose.waiting.flow.sent_to;
            lines.say(&format!("If {who} has an account here, a letter with a code is on its way."), skin.text);
            if shared.around.carrier == Carrier::File && area.height >= 16 {
                lines.say(&format!("This house sends no mail: letters are in {}.", shared.around.mail_dir), skin.dim);
            }
            lines.blank();
            let look = FormLook {
                reveal: choose.form.revealed(shared.now.mono),
                strength: choose.meter.strength.as_ref().map(|strength| (PASSWORD, strength)),
                remark: Some((0, &good)),
                roomy: area.height >= 18,
                ..FormLook::default()
            };
            lines.form(&choose.form, look);
            lines.proposal(&choose.form, PASSWORD, choose.meter.suggested);
            if let (Some(resend), true) = (resend, area.height >= 18) {
                lines.blank();
                lines.say(&resend, skin.dim);
            }
        }
    }
    lines.draw(painter, area);
}
