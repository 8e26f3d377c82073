//! Draws the admin's desk.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::{AccountRow, AccountSort, Direction, Role, Status};
use crate::tui::kit::column::{Column, FormLook};
use crate::tui::kit::painter::{Painter, column, row};
use crate::tui::kit::table::{self, Cell, Head};
use crate::tui::kit::text::{change, fit, width};
use crate::tui::kit::time::{ago, date, moment};
use crate::tui::msg::Hit;
use crate::tui::shared::Shared;

use super::accounts::{Accounts, PANE_ROWS, has_pane};
use super::searched::view::{nothing, rule, search_line, searching_cursor};
use super::{Admin, Tab, approvals, audit, mail, settings};

/// Draws the names of the tabs; how many columns they take.
pub fn tabs(painter: &mut Painter<'_, '_>, state: &Admin, area: Rect) -> usize {
    let skin = painter.skin;
    let mut spans = Vec::new();
    let mut x = area.x;
    for (at, (tab, name)) in Tab::ALL.iter().enumerate() {
        let style = if *tab == state.tab { skin.accent } else { skin.dim };
        let columns = u16::try_from(width(name)).unwrap_or(0);
        painter.hits.add(Rect { x, width: columns, ..area }, Hit::Tab(at));
        x += columns + 2;
        spans.push(Span::styled(*name, style));
        spans.push(Span::raw("  "));
    }
    painter.line(area, &Line::from(spans));
    usize::from(x - area.x)
}

/// Draws the desk.
pub fn draw(painter: &mut Painter<'_, '_>, shared: &Shared, state: &Admin, area: Rect) {
    if let Some(form) = &state.create {
        let area = column(area, 64);
        let skin = painter.skin;
        let mut lines = Column::new(skin, area.width);
        if area.height >= 12 {
            lines.say("They choose their own password: a letter with a code goes to the address.", skin.text);
            lines.blank();
        }
        lines.form(form, FormLook { roomy: area.height >= 14, ..FormLook::default() });
        return lines.draw(painter, area);
    }
    match state.tab {
        Tab::Accounts if state.accounts.card => card(painter, shared, &state.accounts, area),
        Tab::Accounts => accounts(painter, shared, &state.accounts, area),
        Tab::Audit => audit::view::draw(painter, shared, &state.audit, area),
        Tab::Mail => mail::view::draw(painter, shared, &state.mail, area),
        Tab::Approvals => approvals::view::draw(painter, shared, &state.approvals, area),
        Tab::Settings => settings::view::draw(painter, shared, &state.settings, area),
    }
}

fn accounts(painter: &mut Painter<'_, '_>, shared: &Shared, state: &Accounts, area: Rect) {
    let pane = if has_pane(shared) { PANE_ROWS } else { 0 };
    let (line, rest) = search_line(painter, &state.found, ("account", "accounts"), area);
    let list = Rect { height: rest.height.saturating_sub(pane), ..rest };
    let (first, rows) = state.found.list.visible(usize::from(list.height.saturating_sub(1)));
    let (heads, cells) = accounts_table(painter, shared, state, rows, list.width);
    table::draw(painter, list, &heads, cells.into_iter(), first, Some(state.found.list.cursor()));
    searching_cursor(painter, &state.found, line);
    nothing(painter, &state.found.list, list, "Nobody matches. Esc clears the search.");
    if pane > 0
        && let Some(account) = state.found.list.chosen()
    {
        let below = Rect { y: rest.y + list.height, height: pane, ..rest };
        brief(painter, shared, state, account, below);
    }
}

fn status_style(painter: &Painter<'_, '_>, status: Status) -> Style {
    match status {
        Status::Active => painter.skin.text,
        Status::Waiting | Status::Suspended => painter.skin.warn,
    }
}

type Rows = Vec<Vec<Cell>>;

fn accounts_table(
    painter: &Painter<'_, '_>,
    shared: &Shared,
    state: &Accounts,
    rows: &[AccountRow],
    columns: u16,
) -> (Vec<Head>, Rows) {
    let skin = painter.skin;
    let head = |name, width, sort| Head {
        name,
        width,
        sorted: (state.sort == sort).then_some(match state.direction {
            Direction::Ascending => "▲",
            Direction::Descending => "▼",
        }),
    };
    // What must go first on a narrow screen: created, then name, then address.
    let wide = columns >= 104;
    let narrow = columns < 64;
    let fixed = 9 + 6 + if narrow { 0 } else { 7 } + if wide { 11 } else { 0 };
    let count = if narrow {
        3
    } else if wide {
        7
    } else {
        6
    };
    let weights: &[usize] = if narrow { &[1] } else { &[4, 4, 6] };
    let widths = table::share(columns, fixed, count, weights);
    let (username, name, email) = match widths.as_slice() {
        [username, name, email] => (*username, Some(*name), Some(*email)),
        [username, ..] => (*username, None, None),
        [] => return (Vec::new(), Vec::new()),
    };
    let mut heads = vec![head("USERNAME", username, AccountSort::Username)];
    heads.extend(name.map(|width| head("NAME", width, AccountSort::DisplayName)));
    heads.extend(email.map(|width| head("EMAIL", width, AccountSort::Email)));
    if !narrow {
        heads.push(head("ROLE", 7, AccountSort::Role));
    }
    heads.push(head("STATE", 9, AccountSort::Status));
    heads.push(head("SEEN", 6, AccountSort::LastLogin));
    if wide {
        heads.push(head("SINCE", 11, AccountSort::Created));
    }
    let cells = rows
        .iter()
        .map(|account| {
            let mut cells = vec![(account.username.clone(), skin.text)];
            if name.is_some() {
                cells.push((or_dash(&account.display_name), skin.text));
            }
            if email.is_some() {
                let style = if account.verified_at.is_some() { skin.text } else { skin.dim };
                cells.push((account.email.clone(), style));
            }
            let role = if account.role == Role::Admin { skin.accent } else { skin.text };
            if !narrow {
                cells.push((account.role.to_string(), role));
            }
            cells.push((account.status.to_string(), status_style(painter, account.status)));
            cells.push((account.last_login_at.map_or("–".to_owned(), |at| ago(at, shared.now.wall)), skin.dim));
            if wide {
                cells.push((date(account.created_at, &skin.zone), skin.dim));
            }
            cells
        })
        .collect();
    (heads, cells)
}

fn or_dash(text: &str) -> String {
    if text.is_empty() { "–".to_owned() } else { text.to_owned() }
}

/// The chosen account in three lines below the list.
fn brief(painter: &mut Painter<'_, '_>, shared: &Shared, state: &Accounts, account: &AccountRow, area: Rect) {
    let skin = painter.skin;
    rule(painter, area, &account.username);
    let inside = Rect { x: area.x + 3, width: area.width.saturating_sub(4), ..area };
    let columns = usize::from(inside.width);
    let detail = state.chosen_detail();
    let sessions = detail.map(|detail| match detail.sessions.len() {
        0 => "no session".to_owned(),
        1 => "1 session".to_owned(),
        count => format!("{count} sessions"),
    });
    let facts = [
        Some(account.email.clone()),
        Some(format!("since {}", date(account.created_at, &skin.zone))),
        Some(
            account
                .verified_at
                .map_or("address not proved".to_owned(), |at| format!("proved {}", date(at, &skin.zone))),
        ),
        detail.and_then(|detail| detail.second_factor_since).map(|_| "two-factor".to_owned()),
        sessions,
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    painter.text(row(inside, 1), &fit(&facts.join("   "), columns), skin.text);
    if let Some(detail) = state.chosen_detail() {
        let acts: Vec<String> = detail
            .recent
            .iter()
            .take(3)
            .map(|entry| format!("{} ({})", entry.event.words(), ago(entry.at, shared.now.wall)))
            .collect();
        let text = if acts.is_empty() { "nothing happened yet".to_owned() } else { acts.join(" · ") };
        painter.text(row(inside, 2), &fit(&format!("last: {text}"), columns), skin.dim);
    }
}

/// `8 s`, or `3 h` where seconds hardly matter.
fn span(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h", seconds.div_ceil(3_600)),
    }
}

/// The whole account.
fn card(painter: &mut Painter<'_, '_>, shared: &Shared, state: &Accounts, area: Rect) {
    let Some(account) = state.found.list.chosen() else { return };
    let skin = painter.skin;
    let area = column(area, 76);
    let mut lines = Column::new(skin, area.width);
    let now = shared.now.wall;
    let title = if account.display_name.is_empty() { &account.username } else { &account.display_name };
    lines.heading(title, skin.title);
    lines.blank();
    lines.pair("Username", &account.username, None);
    let proved = match account.verified_at {
        Some(at) => (format!("✓ proved {}", date(at, &skin.zone)), skin.good),
        None => ("! not proved".to_owned(), skin.warn),
    };
    lines.pair("Email", &account.email, Some((&proved.0, proved.1)));
    lines.pair("Role", account.role.as_str(), None);
    let state_words = match account.status {
        Status::Active => "✓ active",
        Status::Waiting => "! waits for approval",
        Status::Suspended => "! suspended",
    };
    lines.pair("State", state_words, None);
    lines.pair("Since", &date(account.created_at, &skin.zone), None);
    let seen = account.last_login_at.map_or("never".to_owned(), |at| moment(at, now, &skin.zone));
    lines.pair("Last sign-in", &seen, None);
    if let Some(detail) = state.chosen_detail() {
        let factor = match detail.second_factor_since {
            Some(since) => format!("✓ on since {}", date(since, &skin.zone)),
            None => "off".to_owned(),
        };
        lines.pair("Two-factor", &factor, None);
        if let Some(seconds) = state.locked_for(shared) {
            let why = ("! too many wrong guesses", skin.warn);
            lines.pair("Locked", &format!("for {}", span(seconds)), Some(why));
        }
        let seats: Vec<String> =
            detail.sessions.iter().map(|s| format!("{} ({})", s.seat, ago(s.last_seen_at, now))).collect();
        lines.pair("Signed in at", &if seats.is_empty() { "–".to_owned() } else { seats.join(", ") }, None);
        lines.blank();
        for entry in &detail.recent {
            let when = moment(entry.at, now, &skin.zone);
            let mut text = entry.event.words().to_owned();
            let change = change(entry);
            if !change.is_empty() {
                text = format!("{text}: {change}");
            }
            if entry.actor.name != account.username {
                text = format!("{text} (by {})", entry.actor.name);
            }
            lines.pair(&when, &text, None);
        }
    }
    lines.draw(painter, area);
}
