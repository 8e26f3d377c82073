//! Draws one's own account.

use ratatui::layout::Rect;

use crate::auth::login::Owed;
use crate::auth::profile::OwnSession;
use crate::domain::AuditEntry;
use crate::tui::kit::column::{Column, FormLook};
use crate::tui::kit::painter::{Painter, column};
use crate::tui::kit::strip::strip;
use crate::tui::kit::table::{self, Head};
use crate::tui::kit::time::{ago, date, moment};
use crate::tui::shared::Shared;

use super::super::ScreenState;
use super::super::verify::view::times;
use super::{ITEMS, Item, NEW, Pane, Profile, factor};

/// Columns of what is not a table.
pub(super) const WIDTH: u16 = 68;

/// Draws the screen.
pub fn draw(painter: &mut Painter<'_, '_>, shared: &Shared, state: &Profile, area: Rect) {
    match &state.pane {
        Pane::Sessions(rows, cursor) => return sessions(painter, shared, rows, *cursor, area),
        Pane::Activity(rows, top) => return activity(painter, shared, rows, *top, area),
        Pane::Factor(pane) => return factor::view::draw(painter, shared, &state.me, pane, area),
        _ => {}
    }
    let area = column(area, WIDTH);
    let skin = painter.skin;
    let mut lines = Column::new(skin, area.width);
    let look = state.form().map_or_else(FormLook::default, |form| FormLook::of(form, shared.now.mono));
    let look = FormLook { roomy: area.height >= 14, ..look };
    match &state.pane {
        Pane::Home => home(&mut lines, painter, shared, state, area.height),
        Pane::Details(form) => lines.form(form, look),
        Pane::Email(form) => {
            lines.say("A code goes to the address. Your account keeps the old one until the code is typed.", skin.text);
            lines.blank();
            lines.form(form, look);
        }
        Pane::Password(form, meter) => {
            if state.me.owes == Some(Owed::Password) {
                lines.say("Choose a new password before you go on.", skin.warn);
                lines.blank();
            }
            let look = FormLook { strength: meter.strength.as_ref().map(|strength| (NEW, strength)), ..look };
            lines.form(form, look);
            lines.proposal(form, NEW, meter.suggested);
        }
        Pane::EmailCode(form, waiting) => {
            let (good, resend) = times(waiting, shared);
            lines.say(&format!("A code is on its way to {}.", waiting.flow.sent_to), skin.text);
            lines.blank();
            lines.form(form, FormLook { remark: Some((0, &good)), ..look });
            lines.blank();
            if let Some(stage) = &waiting.stage {
                strip(&mut lines, skin, stage, shared.now.wall);
            }
            if let (Some(resend), true) = (resend, look.roomy) {
                lines.blank();
                lines.say(&resend, skin.dim);
            }
        }
        Pane::Delete(form) => {
            lines.say("Your account, your sessions and your codes are gone at once.", skin.text);
            lines.say("This can't be undone.", skin.bad);
            lines.blank();
            lines.form(form, FormLook { danger: true, ..look });
        }
        Pane::Factor(_) | Pane::Sessions(..) | Pane::Activity(..) => {}
    }
    lines.draw(painter, area);
}

fn home(lines: &mut Column<'_>, painter: &Painter<'_, '_>, shared: &Shared, state: &Profile, height: u16) {
    let skin = painter.skin;
    let me = &state.me;
    lines.pair("Username", &me.username, None);
    if height >= 10 {
        let name = if me.display_name.is_empty() { "–" } else { &me.display_name };
        lines.pair("Display name", name, None);
    }
    let proved = match (me.verified_at, &me.pending_email) {
        (_, Some(flow)) if flow.sent_to != me.email => ("another one waits for its code", skin.warn),
        (Some(_), _) => ("✓ proved", skin.good),
        (None, _) => ("! not proved yet: open Email below", skin.warn),
    };
    lines.pair("Email", &me.email, Some(proved));
    if height >= 14 {
        lines.pair("Since", &date(me.created_at, &skin.zone), None);
        let last = me
            .last_login_at
            .map_or_else(|| "this is the first time".to_owned(), |at| moment(at, shared.now.wall, &skin.zone));
        lines.pair("Last sign-in", &last, None);
    }
    if height >= 10 {
        lines.blank();
    }
    for (at, (item, name, remark)) in ITEMS.iter().enumerate() {
        let standing = match (item, me.second_factor_since) {
            (Item::Factor, Some(since)) => factor::view::standing(since, me.recovery_codes_left, &skin.zone),
            _ => (*remark).to_owned(),
        };
        lines.choice(at, name, &standing, (at == state.cursor).into());
    }
}

fn sessions(painter: &mut Painter<'_, '_>, shared: &Shared, rows: &[OwnSession], cursor: usize, area: Rect) {
    let skin = painter.skin;
    let widths = table::share(area.width, 16, 4, &[1, 1]);
    let &[seat, begun] = widths.as_slice() else { return };
    let heads = [("SEAT", seat), ("SIGNED IN", begun), ("USED", 6), ("", 10)].map(|(name, width)| Head {
        name,
        width,
        sorted: None,
    });
    let cells = rows.iter().map(|own| {
        let session = &own.session;
        vec![
            (session.seat.to_string(), skin.text),
            (moment(session.created_at, shared.now.wall, &skin.zone), skin.text),
            (ago(session.last_seen_at, shared.now.wall), skin.dim),
            (if own.is_this { "this one".to_owned() } else { String::new() }, skin.good),
        ]
    });
    table::draw(painter, area, &heads, cells, 0, Some(cursor));
}

fn activity(painter: &mut Painter<'_, '_>, shared: &Shared, rows: &[AuditEntry], cursor: usize, area: Rect) {
    let skin = painter.skin;
    let widths = table::share(area.width, 13, 4, &[3, 3, 2]);
    let &[what, change, seat] = widths.as_slice() else { return };
    let heads = [("WHEN", 13), ("WHAT", what), ("CHANGE", change), ("SEAT", seat)].map(|(name, width)| Head {
        name,
        width,
        sorted: None,
    });
    let height = usize::from(area.height).saturating_sub(1).max(1);
    let top = (cursor + 1).saturating_sub(height);
    let cells = rows.iter().skip(top).map(|entry| {
        vec![
            (moment(entry.at, shared.now.wall, &skin.zone), skin.dim),
            (entry.event.words().to_owned(), skin.text),
            (crate::tui::kit::text::change(entry), skin.text),
            (entry.seat.to_string(), skin.dim),
        ]
    });
    table::draw(painter, area, &heads, cells, top, Some(cursor));
}
