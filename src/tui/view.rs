//! Draws the state: header, the open screen, what lies over it, footer. Drawing changes nothing.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::command::{self, Availability, CommandSpec, Typing};
use super::kit::hits::HitMap;
use super::kit::painter::{Painter, Parts, row};
use super::kit::progress;
use super::kit::skin::Skin;
use super::kit::text::{fit, width, wrap};
use super::model::Model;
use super::msg::Hit;
use super::overlay;
use super::screen::{Screen, admin, login, profile, recover, signup, verify, welcome};
use super::shared::Mood;
use super::update::{SPINNER_AFTER, SPINNER_STEP};
use crate::domain::Role;

/// The smallest window in which the screens can be used.
pub const SMALLEST: (u16, u16) = (40, 12);

/// Draws the model.
pub fn view(model: &Model, skin: &Skin, frame: &mut Frame<'_>) -> HitMap {
    let mut painter = Painter::new(frame, skin);
    let area = painter.area();
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        too_small(&mut painter, area);
        return painter.hits;
    }
    let parts = painter.parts();
    header(&mut painter, model, parts.header);
    match &model.screen {
        Screen::Welcome(state) => welcome::view::draw(&mut painter, &model.shared, state, parts.body),
        Screen::SignUp(state) => signup::view::draw(&mut painter, &model.shared, state, parts.body),
        Screen::Verify(state) => verify::view::draw(&mut painter, &model.shared, state, parts.body),
        Screen::Login(state) => login::view::draw(&mut painter, &model.shared, state, parts.body),
        Screen::Recover(state) => recover::view::draw(&mut painter, &model.shared, state, parts.body),
        Screen::Profile(state) => profile::view::draw(&mut painter, &model.shared, state, parts.body),
        Screen::Admin(state) => admin::view::draw(&mut painter, &model.shared, state, parts.body),
    }
    foot(&mut painter, model, parts);
    if let Some(overlay) = &model.shared.overlay {
        overlay::view::draw(&mut painter, model, overlay);
    }
    painter.hits
}

fn too_small(painter: &mut Painter<'_, '_>, area: Rect) {
    let sentence =
        format!("Please make this window at least {} columns wide and {} rows high.", SMALLEST.0, SMALLEST.1);
    let text = painter.skin.text;
    for (at, line) in wrap(&sentence, usize::from(area.width)).iter().enumerate() {
        painter.text(row(area, at), line, text);
    }
}

fn header(painter: &mut Painter<'_, '_>, model: &Model, area: Rect) {
    let skin = painter.skin;
    let inside = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let right = match &model.shared.who {
        Some(who) => format!("{} · {}", who.me.username, who.me.role),
        // The first page says the name of the house itself.
        None if matches!(model.screen, Screen::Welcome(_)) => String::new(),
        None => model.shared.around.site_name.clone(),
    };
    let title = model.screen.state().title(&model.shared);
    let left = match &model.screen {
        // A page of an account draws its own title.
        Screen::Admin(state)
            if state.create.is_none()
                && state.transfer.is_none()
                && (title.is_empty() || state.accounts.page.is_some()) =>
        {
            let role = model.shared.who.as_ref().map_or(Role::User, |who| who.me.role);
            admin::view::tabs(painter, role, state, inside)
        }
        _ => {
            painter.text(inside, &fit(&title, usize::from(inside.width)), skin.title);
            width(&title)
        }
    };
    let room = usize::from(inside.width).saturating_sub(left + 2);
    if room >= 6 {
        painter.right(inside, &fit(&right, room), skin.dim);
    }
}

/// The last rows: a toast or the spinner, and the keys.
fn foot(painter: &mut Painter<'_, '_>, model: &Model, parts: Parts) {
    let skin = painter.skin;
    let mut quiet = parts.footer.y.saturating_sub(1);
    if let Some(progress) = model.screen.state().progress() {
        progress::draw(painter, Rect { y: quiet, height: 1, ..parts.footer }, &progress);
        quiet = quiet.saturating_sub(1);
    }
    let said: Option<(String, &str, Style)> = match (&model.shared.toast, working(model)) {
        // Nothing moves while a password is typed, or over a secret.
        (Some(toast), _) if !model.quiet() => {
            let (glyph, style) = match toast.mood {
                Mood::Good => ("✓ ", skin.good),
                Mood::Bad => ("✗ ", skin.bad),
            };
            Some((toast.text.clone(), glyph, style))
        }
        (_, Some(glyph)) => Some(("One moment…".to_owned(), glyph, skin.dim)),
        _ => None,
    };
    if let Some((text, glyph, style)) = said {
        let columns = usize::from(parts.footer.width.saturating_sub(4));
        let lines = wrap(&text, columns);
        let first = quiet.saturating_sub(u16::try_from(lines.len().saturating_sub(1)).unwrap_or(0));
        for (at, line) in lines.iter().enumerate() {
            let y = first + u16::try_from(at).unwrap_or(0);
            let place = Rect { y, height: 1, ..parts.footer };
            let lead = if at == 0 { glyph } else { "  " };
            let filled = super::kit::text::pad(&format!(" {lead}{line}"), usize::from(place.width));
            painter.text(place, &filled, style);
        }
    }
    footer(painter, model, parts.footer);
}

/// The glyph of the spinner, once a call has taken long enough to be noticed.
fn working(model: &Model) -> Option<&'static str> {
    const GLYPHS: [&str; 8] = ["⠋ ", "⠙ ", "⠸ ", "⠴ ", "⠦ ", "⠧ ", "⠇ ", "⠏ "];
    let since = model.busy_since()?;
    let age = model.shared.now.mono.saturating_duration_since(since);
    if age < SPINNER_AFTER {
        return None;
    }
    if model.shared.around.reduced_motion {
        return Some("… ");
    }
    let step = age.as_millis() / SPINNER_STEP.as_millis();
    GLYPHS.get(usize::try_from(step).unwrap_or(0) % GLYPHS.len()).copied()
}

/// The rows of the footer: what works now, by rank.
fn footer_rows(model: &Model) -> Vec<&'static CommandSpec> {
    let mut rows: Vec<_> = command::at(&model.places())
        .into_iter()
        .filter(|spec| spec.footer > 0)
        .filter(|spec| model.shared.overlay.is_some() || model.availability(spec.command) == Availability::Ready)
        .collect();
    rows.sort_by_key(|spec| spec.footer);
    rows
}

fn footer(painter: &mut Painter<'_, '_>, model: &Model, area: Rect) {
    let skin = painter.skin;
    let seat = model.shared.around.seat.as_str();
    let mut rows = footer_rows(model);
    let label = |spec: &'static CommandSpec| match &model.shared.overlay {
        Some(overlay) => overlay.label(spec.command).unwrap_or(spec.label),
        None => model.label(spec),
    };
    // `?` types a character while a field has focus; then the other key for help is told.
    let shown = |spec: &'static CommandSpec| match (spec.shown, model.typing()) {
        ("?", Typing::Text) => "F1",
        (shown, _) => shown,
    };
    let needed = |rows: &[&'static CommandSpec]| -> usize {
        rows.iter().map(|spec| width(shown(spec)) + 1 + width(label(spec)) + 3).sum()
    };
    let columns = usize::from(area.width).saturating_sub(1);
    // Help stays: it tells the rest.
    while needed(&rows) > columns && rows.len() > 2 {
        rows.remove(rows.len() - 2);
    }
    let used = needed(&rows);
    let mut x = area.x + 1;
    let mut spans = vec![Span::raw(" ")];
    for spec in rows {
        let text = format!("{} {}", shown(spec), label(spec));
        let columns = u16::try_from(width(&text)).unwrap_or(0);
        painter.hits.add(Rect { x, width: columns, ..area }, Hit::Command(spec.command));
        x += columns + 3;
        spans.push(Span::styled(shown(spec), skin.key));
        spans.push(Span::styled(format!(" {}   ", label(spec)), skin.dim));
    }
    painter.line(area, &Line::from(spans));
    if used + width(seat) < columns {
        let inside = Rect { width: area.width.saturating_sub(1), ..area };
        painter.right(inside, seat, skin.dim);
    }
}
