//! Draws the form of a registration.

use ratatui::layout::Rect;

use crate::domain::SignUpMode;
use crate::tui::kit::column::{Column, FormLook};
use crate::tui::kit::painter::{Painter, column};
use crate::tui::shared::Shared;

use super::{For, PASSWORD, SignUp};

/// Draws the form.
pub fn draw(painter: &mut Painter<'_, '_>, shared: &Shared, state: &SignUp, area: Rect) {
    let area = column(area, 64);
    let skin = painter.skin;
    let mut lines = Column::new(skin, area.width);
    if state.whose == For::FirstAdmin && area.height >= 14 {
        lines.say("There is no account yet. Make the first admin: an account that looks after all others.", skin.text);
        lines.blank();
    }
    let mut extra = 0;
    if state.whose == For::Anybody && area.height >= 16 {
        let sentence = match shared.sign_up {
            SignUpMode::Approve => Some("After your address is proved, the staff have to let you in."),
            SignUpMode::Closed => Some("Nobody signs up here alone. Ask the staff for an account."),
            SignUpMode::Open | SignUpMode::Invite => None,
        };
        if let Some(sentence) = sentence {
            lines.say(sentence, skin.warn);
            lines.blank();
            extra = 3;
        }
    }
    let look = FormLook {
        reveal: state.form.revealed(shared.now.mono),
        strength: state.meter.strength.as_ref().map(|strength| (PASSWORD, strength)),
        roomy: usize::from(area.height) >= 13 + state.form.fields.len() + extra,
        wait: state.form.wait_seconds(shared.now.mono),
        ..FormLook::default()
    };
    lines.form(&state.form, look);
    lines.proposal(&state.form, PASSWORD, state.meter.suggested);
    lines.draw(painter, area);
}
