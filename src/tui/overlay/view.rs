//! Draws what lies over a screen.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::auth::rescue::ResetCode;
use crate::tui::command::Availability;
use crate::tui::kit::column::{Column, FormLook};
use crate::tui::kit::painter::{Painter, row};
use crate::tui::kit::qr;
use crate::tui::kit::text::{fit, pad, scrolled, width, wrap};
use crate::tui::kit::time::{clock, date};
use crate::tui::model::Model;
use crate::tui::msg::Hit;

use super::{Ask, Button, Chooser, Invited, Overlay, Saved, StepUp, acts};

/// Draws the overlay.
pub fn draw(painter: &mut Painter<'_, '_>, model: &Model, overlay: &Overlay) {
    match overlay {
        Overlay::Help(chooser) => choices(painter, model, chooser, "What you can do here"),
        Overlay::Palette(chooser) => choices(painter, model, chooser, "Commands"),
        Overlay::Ask(ask) => question(painter, ask),
        Overlay::StepUp(step_up) => password(painter, model, step_up),
        Overlay::Code(whose, code) => told(painter, model, whose, code),
        Overlay::Roles(roles) => acts::view::roles(painter, roles),
        Overlay::Details(details) => acts::view::details(painter, model, details),
        Overlay::Told(told) => acts::view::told(painter, told),
        Overlay::Saved(saved) => searches(painter, saved),
        Overlay::Invited(invited) => invitation(painter, invited),
    }
}

/// A column in a floating box that is as high as it.
pub(super) fn boxed(painter: &mut Painter<'_, '_>, title: &str, fill: impl FnOnce(&mut Column<'_>)) {
    let columns = 66u16.min(painter.area().width.saturating_sub(2));
    let mut lines = Column::new(painter.skin, columns.saturating_sub(4));
    fill(&mut lines);
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(4);
    // Without the room for it there is no empty line at the top and the bottom.
    let short = height > painter.area().height;
    let title = fit(title, usize::from(columns.saturating_sub(6)));
    let inside = painter.float(&title, columns, if short { height - 2 } else { height });
    let inside =
        if short { inside } else { Rect { y: inside.y + 1, height: inside.height.saturating_sub(2), ..inside } };
    lines.draw(painter, inside);
}

fn password(painter: &mut Painter<'_, '_>, model: &Model, step_up: &StepUp) {
    let (skin, now, roomy) = (painter.skin, model.shared.now.mono, painter.area().height >= 18);
    boxed(painter, "Is it still you?", |lines| {
        lines.say("It's been a while. Confirm with your password that it is you.", skin.text);
        lines.blank();
        lines.form(&step_up.form, FormLook { roomy, ..FormLook::of(&step_up.form, now) });
    });
}

/// A code to be read out: its letters apart, and the words that spell them.
fn told(painter: &mut Painter<'_, '_>, model: &Model, whose: &str, told: &ResetCode) {
    let skin = painter.skin;
    let letters: Vec<char> = told.code.expose().chars().filter(char::is_ascii_alphanumeric).collect();
    let halves: Vec<&[char]> = letters.chunks(4).collect();
    let good = match told.expires_at.since(model.shared.now.wall).is_zero() {
        true => "It has run out.".to_owned(),
        false => format!("good until {}", clock(told.expires_at, &skin.zone)),
    };
    boxed(painter, &format!("Read this to {whose}"), |lines| {
        let spaced = |half: &&[char]| half.iter().map(char::to_string).collect::<Vec<_>>().join(" ");
        lines.heading(&halves.iter().map(spaced).collect::<Vec<_>>().join("  –  "), skin.title);
        lines.blank();
        for half in &halves {
            let words: Vec<&str> = half.iter().map(|letter| spelling(*letter)).collect();
            lines.heading(&words.join(" "), skin.text);
        }
        lines.blank();
        lines.heading(&good, skin.warn);
        lines.blank();
        lines.say("They open “Forgot password”, press Ctrl-K and type it. It is not shown again.", skin.dim);
    });
}

/// An invitation: its code for a phone, where there is room, and as letters.
fn invitation(painter: &mut Painter<'_, '_>, invited: &Invited) {
    let skin = painter.skin;
    let (invite, code) = (&invited.made.invite, &invited.made.code);
    let people = if invite.uses == 1 { "one person".to_owned() } else { format!("{} people", invite.uses) };
    let good = format!("For {people}, until {}.", date(invite.expires_at, &skin.zone));
    let title = match invite.label.as_str() {
        "" => "Invitation".to_owned(),
        label => format!("Invitation: {label}"),
    };
    let [_, quiet] = qr::QUIET;
    let picture = invited.qr.as_ref().zip(skin.qr).map(|(code, style)| (code, style, qr::size(code, quiet)));
    let columns = 66u16.min(painter.area().width.saturating_sub(2));
    // What stands below the picture: the code, for whom, two lines, and the frame.
    const BELOW: u16 = 10;
    let picture = picture
        .filter(|(.., (width, height))| *width <= columns.saturating_sub(4) && height + BELOW <= painter.area().height);
    let text = |lines: &mut Column<'_>| {
        lines.heading(code.expose(), skin.title);
        lines.blank();
        lines.heading(&good, skin.warn);
        lines.blank();
        lines.say("They choose “Sign up” and type it as the last field. It is not shown again.", skin.dim);
    };
    let Some((code, style, (width, height))) = picture else { return boxed(painter, &title, text) };
    let mut lines = Column::new(skin, columns.saturating_sub(4));
    text(&mut lines);
    let below = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let title = fit(&title, usize::from(columns.saturating_sub(6)));
    let inside = painter.float(&title, columns, height + below + 3);
    let left = inside.x + inside.width.saturating_sub(width) / 2;
    qr::draw(painter, code, quiet, style, Rect { x: left, width, height, ..inside });
    let rest = Rect { y: inside.y + height + 1, height: inside.height.saturating_sub(height + 1), ..inside };
    lines.draw(painter, rest);
}

/// The word for a letter in radio (ICAO Annex 10): heard right through noise.
fn spelling(letter: char) -> &'static str {
    match letter.to_ascii_uppercase() {
        'B' => "Bravo",
        'C' => "Charlie",
        'D' => "Delta",
        'F' => "Foxtrot",
        'G' => "Golf",
        'H' => "Hotel",
        'J' => "Juliett",
        'K' => "Kilo",
        'L' => "Lima",
        'M' => "Mike",
        'N' => "November",
        'P' => "Papa",
        'Q' => "Quebec",
        'R' => "Romeo",
        'S' => "Sierra",
        'T' => "Tango",
        'V' => "Victor",
        'W' => "Whiskey",
        'X' => "X-ray",
        'Z' => "Zulu",
        _ => "?",
    }
}

fn choices(painter: &mut Painter<'_, '_>, model: &Model, chooser: &Chooser, title: &str) {
    let skin = painter.skin;
    let rows = model.choices();
    let height = u16::try_from(rows.len().max(1)).unwrap_or(u16::MAX).saturating_add(4);
    let most = painter.area().height.saturating_sub(2);
    let inside = painter.float(title, 72, height.min(most));
    let filter = chooser.filter.value();
    let prompt = if filter.is_empty() {
        vec![Span::styled("› ", skin.accent), Span::styled("type to find, Enter does it", skin.dim)]
    } else {
        vec![Span::styled("› ", skin.accent), Span::styled(filter.to_owned(), skin.text)]
    };
    painter.line(row(inside, 0), &Line::from(prompt));
    painter.cursor(inside.x + 2 + u16::try_from(chooser.filter.visual_cursor()).unwrap_or(0), inside.y);
    let list = Rect { y: inside.y + 2, height: inside.height.saturating_sub(2), ..inside };
    if rows.is_empty() {
        painter.text(row(list, 0), "Nothing here is called that.", skin.dim);
    }
    let seen = usize::from(list.height).max(1);
    let top = (chooser.cursor + 1).saturating_sub(seen);
    for (at, spec) in rows.iter().enumerate().skip(top).take(seen) {
        let place = row(list, at - top);
        let chosen = at == chooser.cursor;
        let (help, style) = match model.availability(spec.command) {
            Availability::Off(why) => (why, skin.dim),
            _ => (spec.help, skin.text),
        };
        let mark = if chosen { Span::styled("› ", skin.accent) } else { Span::raw("  ") };
        let label = if chosen { skin.accent } else { style };
        let room = usize::from(place.width).saturating_sub(2 + 8 + 18);
        let mut line =
            vec![mark, Span::styled(pad(spec.shown, 8), skin.key), Span::styled(pad(model.label(spec), 18), label)];
        if room >= 12 {
            line.push(Span::styled(fit(help, room), skin.dim));
        }
        painter.line(place, &Line::from(line));
        painter.hits.add(place, Hit::Line(at));
    }
}

/// The saved searches: what is typed, those that fit, and what to do where none does.
fn searches(painter: &mut Painter<'_, '_>, saved: &Saved) {
    /// Room for most names.
    const NAME: usize = 22;
    let skin = painter.skin;
    let rows = saved.fitting();
    let height = u16::try_from(rows.len().max(2)).unwrap_or(u16::MAX).saturating_add(4);
    let most = painter.area().height.saturating_sub(2);
    let inside = painter.float("Saved searches", 72, height.min(most));
    let typed = saved.typed.value();
    let (shown, caret) = scrolled(typed, saved.typed.cursor(), usize::from(inside.width.saturating_sub(3)));
    let prompt = match typed {
        "" => Span::styled("find one, or name a new one", skin.dim),
        _ => Span::styled(shown, skin.text),
    };
    painter.line(row(inside, 0), &Line::from(vec![Span::styled("› ", skin.accent), prompt]));
    painter.cursor(inside.x + 2 + u16::try_from(caret).unwrap_or(0), inside.y);
    let list = Rect { y: inside.y + 2, height: inside.height.saturating_sub(2), ..inside };
    let say = |painter: &mut Painter<'_, '_>, text: &str, style| {
        for (at, line) in wrap(text, usize::from(list.width)).iter().enumerate() {
            painter.text(row(list, at), line, style);
        }
    };
    match (&saved.problem, &saved.all) {
        (Some(problem), _) => return say(painter, &format!("✗ {problem}"), skin.bad),
        (None, None) => return say(painter, "One moment…", skin.dim),
        (None, Some(_)) if !rows.is_empty() => {}
        (None, Some(_)) if typed.is_empty() => {
            return say(painter, "Nothing is saved yet. Search, type a name here, and Ctrl-S saves it.", skin.dim);
        }
        (None, Some(_)) if saved.open.is_empty() => return say(painter, "No saved search is called that.", skin.dim),
        (None, Some(_)) => {
            return say(
                painter,
                "No saved search is called that. Ctrl-S saves the open one under this name.",
                skin.dim,
            );
        }
    }
    let seen = usize::from(list.height).max(1);
    let top = (saved.cursor + 1).saturating_sub(seen);
    for (at, search) in rows.iter().enumerate().skip(top).take(seen) {
        let place = row(list, at - top);
        let chosen = at == saved.cursor;
        let name = pad(search.name.as_str(), NAME.min(usize::from(place.width) / 2));
        let room = usize::from(place.width).saturating_sub(width(&name) + 4);
        let line = vec![
            Span::styled(if chosen { "› " } else { "  " }, skin.accent),
            Span::styled(name, if chosen { skin.accent } else { skin.text }),
            Span::styled(format!("  {}", fit(&search.text, room)), skin.dim),
        ];
        painter.line(place, &Line::from(line));
        painter.hits.add(place, Hit::Line(at));
    }
}

fn question(painter: &mut Painter<'_, '_>, ask: &Ask) {
    let skin = painter.skin;
    let columns = 60u16.min(painter.area().width.saturating_sub(2));
    let text_width = usize::from(columns.saturating_sub(4));
    let mut body: Vec<String> = ask.body.iter().flat_map(|sentence| wrap(sentence, text_width)).collect();
    let error = ask.typed.as_ref().and_then(|typed| typed.error);
    let extra = 5 + if ask.typed.is_some() { 2 } else { 0 } + usize::from(error.is_some());
    // The buttons are always seen; what has no room is told by the report.
    let room = usize::from(painter.area().height).saturating_sub(extra);
    if body.len() > room {
        body.truncate(room.saturating_sub(1));
        body.push("…".to_owned());
    }
    let height = u16::try_from(body.len() + extra).unwrap_or(u16::MAX);
    let inside = painter.float(&fit(&ask.title, text_width.saturating_sub(2)), columns, height);
    for (at, line) in body.iter().enumerate() {
        painter.text(row(inside, at + 1), line, skin.text);
    }
    let mut at = body.len() + 2;
    if let Some(typed) = &ask.typed {
        let place = row(inside, at);
        let label = format!("› {}  ", typed.label());
        let before = width(&label);
        let (shown, caret) =
            scrolled(typed.line.value(), typed.line.cursor(), 32.min(text_width.saturating_sub(before)));
        painter.line(
            place,
            &Line::from(vec![
                Span::styled(label, skin.accent),
                Span::styled(pad(&shown, 32.min(text_width.saturating_sub(before))), skin.field),
            ]),
        );
        painter.cursor(place.x + u16::try_from(before + caret).unwrap_or(0), place.y);
        if let Some(error) = error {
            at += 1;
            painter.text(row(inside, at), &fit(&format!("{}✗ {error}", " ".repeat(before)), text_width), skin.bad);
        }
        at += 2;
    }
    buttons(painter, ask, row(inside, at));
}

fn buttons(painter: &mut Painter<'_, '_>, ask: &Ask, place: Rect) {
    let skin = painter.skin;
    let typed = ask.typed.is_some();
    let (cancel_style, verb_style) = match ask.focus {
        _ if typed => (skin.text, skin.bad),
        Button::Cancel => (skin.button, skin.text),
        Button::Do => (skin.text, skin.button),
    };
    let cancel = if ask.verb.is_some() { "‹ Cancel ›" } else { "‹ Close ›" };
    let cancel_width = u16::try_from(width(cancel)).unwrap_or(0);
    let verb_x = place.x + cancel_width + 3;
    let mut spans = vec![Span::styled(cancel, cancel_style)];
    painter.hits.add(Rect { width: cancel_width, ..place }, Hit::Field(0));
    if let Some(verb) = &ask.verb {
        let verb = format!("‹ {verb} ›");
        let verb_width = u16::try_from(width(&verb)).unwrap_or(0);
        painter.hits.add(Rect { x: verb_x, width: verb_width, ..place }, Hit::Field(1));
        spans.extend([Span::raw("   "), Span::styled(verb, verb_style)]);
    }
    painter.line(place, &Line::from(spans));
    if !typed {
        painter.cursor(if ask.focus == Button::Cancel { place.x + 2 } else { verb_x + 2 }, place.y);
    }
}
