//! Draws two-factor sign-in: what it is, the QR code, the recovery codes.

use jiff::tz::TimeZone;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::auth::login::{Me, Owed};
use crate::domain::Timestamp;
use crate::tui::kit::column::{Column, FormLook};
use crate::tui::kit::painter::{Painter, column};
use crate::tui::kit::qr;
use crate::tui::kit::text::{pad, width};
use crate::tui::kit::time::date;
use crate::tui::qr::Qr;
use crate::tui::shared::Shared;

use super::super::view::WIDTH;
use super::{ACTS, Codes, Enrol, Factor, On};

/// How things stand: `On since 3 Mar 2026, 8 recovery codes left.`
pub fn standing(since: Timestamp, codes: u32, zone: &TimeZone) -> String {
    let codes = match codes {
        0 => "no recovery code".to_owned(),
        1 => "1 recovery code".to_owned(),
        count => format!("{count} recovery codes"),
    };
    format!("On since {}, {codes} left.", date(since, zone))
}

/// Draws the pane.
pub fn draw(painter: &mut Painter<'_, '_>, shared: &Shared, me: &Me, state: &Factor, area: Rect) {
    let skin = painter.skin;
    let inside = column(area, WIDTH);
    let roomy = inside.height >= 14;
    let mut lines = Column::new(skin, inside.width);
    match state {
        Factor::Off(form) => {
            if me.owes == Some(Owed::SecondFactor) {
                lines.say("The rules of this house ask for two-factor sign-in from you.", skin.warn);
                if roomy {
                    lines.blank();
                }
            }
            let sentences = [
                "A password that somebody has seen is then not enough to be you: each sign-in also asks for six \
                 digits from your phone.",
                "You need a phone with an authenticator app; it needs no network.",
                "At the end you get ten recovery codes, in case the phone is lost.",
            ];
            // Where room is short, why one is here comes first.
            let short = usize::from(!roomy && me.owes.is_some());
            for sentence in sentences.into_iter().skip(short).take(if roomy { 3 } else { 2 }) {
                lines.say(sentence, skin.text);
                if roomy {
                    lines.blank();
                }
            }
            lines.form(form, FormLook::of(form, shared.now.mono));
        }
        Factor::Enrol(enrol) => return enrolment(painter, shared, enrol, area),
        Factor::Codes(codes) => return recovery_codes(painter, codes, area),
        Factor::On(on) => {
            acts(&mut lines, painter, me, on);
        }
    }
    lines.draw(painter, inside);
}

fn acts(lines: &mut Column<'_>, painter: &Painter<'_, '_>, me: &Me, on: &On) {
    let skin = painter.skin;
    if let Some(since) = me.second_factor_since {
        let style = if me.recovery_codes_left == 0 { skin.warn } else { skin.text };
        lines.say(&standing(since, me.recovery_codes_left, &skin.zone), style);
        lines.blank();
    }
    for (at, (name, remark)) in ACTS.iter().enumerate() {
        lines.choice(at, name, remark, (at == on.cursor).into());
    }
    if let Some(problem) = &on.problem {
        lines.blank();
        lines.say(&format!("✗ {problem}"), skin.bad);
    }
}

/// Columns of the words beside a QR code, and of the gap before them.
const WORDS: u16 = 30;
const GAP: u16 = 3;

/// A QR code with a place: the code, its quiet zone, its style, where it stands.
type Placed<'q> = (&'q Qr, usize, Style, Rect);

fn enrolment(painter: &mut Painter<'_, '_>, shared: &Shared, enrol: &Enrol, area: Rect) {
    let placed = place(painter, enrol);
    let words = match &placed {
        Some((.., at)) => {
            let x = at.x + at.width + GAP;
            // The title is covered where the code begins in the line of it.
            let top = area.y.max(at.y);
            let rest = painter.area().width.saturating_sub(x + 1);
            Rect { x, y: top, width: rest.min(WORDS + 6), height: (area.y + area.height).saturating_sub(top) }
        }
        None => column(area, WIDTH),
    };
    let skin = painter.skin;
    let mut lines = Column::new(skin, words.width);
    match &placed {
        Some(_) => {
            lines.say("Scan the picture with the authenticator app of your phone. Or type this there:", skin.text);
        }
        None => {
            lines.say("Type this into the authenticator app of your phone:", skin.text);
        }
    }
    lines.blank();
    for line in groups(enrol.secret.expose(), if words.width >= 60 { 8 } else { 4 }) {
        lines.heading(&line, skin.title);
    }
    if placed.is_none() && words.height >= 12 {
        lines.blank();
        lines.say(&no_picture(painter, enrol), skin.dim);
    }
    lines.blank();
    if placed.is_some() {
        lines.say("Then type the six digits that it shows.", skin.text);
        lines.blank();
    }
    lines.form(&enrol.form, FormLook { roomy: words.height >= 14, ..FormLook::of(&enrol.form, shared.now.mono) });
    lines.draw(painter, words);
    if let Some((code, quiet, style, at)) = placed {
        qr::draw(painter, code, quiet, style, at);
    }
}

/// Where the QR code can stand: with a wide quiet zone, or a narrow one; below the title, or over it.
fn place<'q>(painter: &Painter<'_, '_>, enrol: &'q Enrol) -> Option<Placed<'q>> {
    let (code, style) = (enrol.qr.as_ref()?, painter.skin.qr?);
    let parts = painter.parts();
    // The two blank lines of every screen are part of it; the keys at the foot stay.
    let above = parts.header.y + 1;
    let tries = qr::QUIET.map(|quiet| (quiet, above)).into_iter().chain(qr::QUIET.last().map(|quiet| (*quiet, 0)));
    for (quiet, top) in tries {
        let (columns, rows) = qr::size(code, quiet);
        let high = parts.footer.y.saturating_sub(top);
        let wide = painter.area().width.saturating_sub(2);
        let whole = columns.saturating_add(GAP + WORDS);
        if rows <= high && whole <= wide {
            let x = 1 + (wide - whole.max(whole + 6).min(wide)) / 2;
            return Some((code, quiet, style, Rect { x, y: top + (high - rows) / 2, width: columns, height: rows }));
        }
    }
    None
}

/// Why there is no picture.
fn no_picture(painter: &Painter<'_, '_>, enrol: &Enrol) -> String {
    match (&enrol.qr, painter.skin.qr, qr::QUIET.last()) {
        (Some(code), Some(_), Some(quiet)) => {
            let (columns, rows) = qr::size(code, *quiet);
            let (columns, rows) = (columns + GAP + WORDS + 2, rows + 1);
            format!("A picture to scan needs a window of {columns} columns and {rows} rows.")
        }
        (Some(_), ..) => "A picture to scan needs colours, and this screen has none (NO_COLOR).".to_owned(),
        (None, ..) => String::new(),
    }
}

/// A secret in lines of so many groups.
fn groups(secret: &str, most: usize) -> Vec<String> {
    let groups: Vec<&str> = secret.split(' ').collect();
    groups.chunks(most).map(|line| line.join(" ")).collect()
}

fn recovery_codes(painter: &mut Painter<'_, '_>, state: &Codes, area: Rect) {
    let skin = painter.skin;
    let code = state.codes.iter().map(|code| width(code.expose())).max().unwrap_or(0);
    // Two columns are as wide as the smallest window, to its edges.
    let inside = if usize::from(area.width) < 2 * code + 6 { area } else { column(area, WIDTH) };
    let mut lines = Column::new(skin, inside.width);
    lines.say("Write them down now. They are not shown again.", skin.warn);
    if inside.height >= 14 {
        lines.say("Each one works once, in place of your phone.", skin.text);
        lines.blank();
    }
    let gap = inside.width as usize - (2 * code).min(inside.width as usize);
    let (indent, gap) = if gap >= 8 { (2, 4) } else { (0, gap.min(2)) };
    let half = state.codes.len().div_ceil(2);
    let (left, right) = state.codes.split_at(half);
    for (at, one) in left.iter().enumerate() {
        let mut spans = vec![Span::raw(" ".repeat(indent)), Span::styled(pad(one.expose(), code), skin.title)];
        if let Some(other) = right.get(at) {
            spans.push(Span::raw(" ".repeat(gap)));
            spans.push(Span::styled(other.expose().to_owned(), skin.title));
        }
        lines.line(Line::from(spans));
    }
    if inside.height >= 10 {
        lines.blank();
    }
    lines.form(&state.form, FormLook::default());
    lines.draw(painter, inside);
}
