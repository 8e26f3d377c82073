//! Draws the admin's desk.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::{AccountRow, Direction, Role, Standing, Total};
use crate::tui::kit::column::{Column, FormLook};
use crate::tui::kit::painter::{Painter, column, row};
use crate::tui::kit::skin::Skin;
use crate::tui::kit::table::{self, Cell, Head};
use crate::tui::kit::text::{fit, grouped, width};
use crate::tui::kit::time::{ago, date};
use crate::tui::msg::Hit;
use crate::tui::shared::Shared;

use super::accounts::{Accounts, PANE_ROWS, has_pane};
use super::searched::view::{counted, hint, nothing, rule, search_row, searching_cursor};
use super::sorting::COLUMNS;
use super::{Admin, Tab, account, approvals, audit, desk, mail, settings, transfer};

/// Draws the names of the tabs; how many columns they take.
pub fn tabs(painter: &mut Painter<'_, '_>, role: Role, state: &Admin, area: Rect) -> usize {
    let skin = painter.skin;
    if let Some(page) = &state.accounts.page {
        return account::view::title(painter, page, area);
    }
    let mut spans = Vec::new();
    let mut x = area.x;
    for (at, (tab, name)) in Tab::of(role).enumerate() {
        let style = if tab == state.tab { skin.accent } else { skin.dim };
        let columns = u16::try_from(width(name)).unwrap_or(0);
        painter.hits.add(Rect { x, width: columns, ..area }, Hit::Tab(at));
        x += columns + 2;
        spans.push(Span::styled(name, style));
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
    if let Some(transfer) = &state.transfer {
        return transfer::view::draw(painter, transfer, area);
    }
    if let Some(page) = &state.accounts.page {
        return account::view::draw(painter, shared, page, area);
    }
    match state.tab {
        Tab::Accounts => accounts(painter, shared, &state.accounts, area),
        Tab::Desk => desk::view::draw(painter, shared, &state.desk, area),
        Tab::Audit => audit::view::draw(painter, shared, &state.audit, area),
        Tab::Mail => mail::view::draw(painter, shared, &state.mail, area),
        Tab::Approvals => approvals::view::draw(painter, shared, &state.approvals, area),
        Tab::Settings => settings::view::draw(painter, shared, &state.settings, area),
    }
}

fn accounts(painter: &mut Painter<'_, '_>, shared: &Shared, state: &Accounts, area: Rect) {
    let pane = if has_pane(shared) { PANE_ROWS } else { 0 };
    let told = told_of_accounts(painter, state, usize::from(area.width));
    let (field, rest) = search_row(painter, &state.found, told, area);
    let list = Rect { height: rest.height.saturating_sub(pane), ..rest };
    let (first, rows) = state.found.list.visible(usize::from(list.height.saturating_sub(1)));
    let columns = accounts_columns(list.width);
    let heads: Vec<Head> = columns.iter().map(|column| heading(state, column)).collect();
    let cells: Vec<Vec<Cell>> = rows
        .iter()
        .map(|account| {
            let cell = |column: &Shown| cell(painter.skin, shared, account, column.number);
            columns.iter().map(cell).collect()
        })
        .collect();
    let marked = |at: usize| state.found.list.rows().get(at).is_some_and(|row| state.marks.contains(row.id));
    let cursor = Some(state.found.list.cursor());
    table::draw_marked(painter, list, &heads, cells.into_iter(), first, cursor, &marked);
    for (column, place) in columns.iter().zip(table::heading_places(list, &heads)) {
        painter.hits.add(place, Hit::Column(column.number));
    }
    hint(painter, &state.found, list);
    searching_cursor(painter, &state.found, field);
    nothing(painter, &state.found.list, list, "Nobody matches. Esc clears the search.");
    if pane > 0
        && let Some(account) = state.found.list.chosen()
    {
        let below = Rect { y: rest.y + list.height, height: pane, ..rest };
        brief(painter, shared, state, account, below);
    }
}

/// At the right of the search: how many are marked, and how many match. What there is no room for is left out, the
/// marks last.
fn told_of_accounts(painter: &Painter<'_, '_>, state: &Accounts, columns: usize) -> Vec<Span<'static>> {
    /// A search of a few letters is still seen beside it.
    const LEFT_TO_SEARCH: usize = 16;
    let skin = painter.skin;
    let found = &state.found;
    let searched = !found.search.value().trim().is_empty();
    let (long, short) = match (found.list.total(), found.everything, searched) {
        (None, ..) => (String::new(), String::new()),
        (Some(Total::Exactly(1)), _, false) => ("1 account".to_owned(), "1".to_owned()),
        (Some(total), _, false) => (format!("{} accounts", counted(total)), counted(total)),
        (Some(total), Some(all), true) => (format!("{} of {}", counted(total), counted(all)), counted(total)),
        (Some(total), None, true) => (format!("{} match", counted(total)), counted(total)),
    };
    let marks = match state.marks.len() {
        0 => String::new(),
        count => format!("● {} marked   ", grouped(count as u64)),
    };
    let room = columns.saturating_sub(LEFT_TO_SEARCH);
    let count = [long, short].into_iter().find(|count| width(&marks) + width(count) <= room).unwrap_or_default();
    vec![Span::styled(marks, skin.accent), Span::styled(count, skin.dim)]
}

fn standing_style(skin: &Skin, standing: Standing) -> Style {
    match standing {
        Standing::Active => skin.text,
        Standing::Waiting | Standing::Suspended | Standing::Early => skin.warn,
        Standing::Expired | Standing::Trashed => skin.dim,
    }
}

/// A column of the accounts: its number in [`COLUMNS`], and its width.
struct Shown {
    number: usize,
    columns: usize,
}

/// The columns that there is room for. On a narrow screen must go: the day it was made, then role, name and address.
fn accounts_columns(columns: u16) -> Vec<Shown> {
    const STATE: usize = 9;
    const SEEN: usize = 6;
    const ROLE: usize = 7;
    const SINCE: usize = 11;
    let (fixed, numbers, weights): (usize, &[usize], &[usize]) = match columns {
        ..64 => (STATE + SEEN, &[0, 4, 5], &[1]),
        64..104 => (STATE + SEEN + ROLE, &[0, 1, 2, 3, 4, 5], &[4, 4, 6]),
        104.. => (STATE + SEEN + ROLE + SINCE, &[0, 1, 2, 3, 4, 5, 6], &[4, 4, 6]),
    };
    let shared = table::share(columns, fixed, numbers.len(), weights);
    let width = |number: usize| match number {
        3 => ROLE,
        4 => STATE,
        5 => SEEN,
        6 => SINCE,
        flexible => shared.get(flexible).copied().unwrap_or(0),
    };
    numbers.iter().map(|number| Shown { number: *number, columns: width(*number) }).collect()
}

fn heading(state: &Accounts, shown: &Shown) -> Head {
    let sorted = COLUMNS.get(shown.number).is_some_and(|(_, sort)| *sort == state.sort);
    Head {
        name: ["USERNAME", "NAME", "EMAIL", "ROLE", "STATE", "SEEN", "SINCE"].get(shown.number).copied().unwrap_or(""),
        width: shown.columns,
        sorted: sorted.then_some(match state.direction {
            Direction::Ascending => "▲",
            Direction::Descending => "▼",
        }),
    }
}

fn cell(skin: &Skin, shared: &Shared, account: &AccountRow, number: usize) -> Cell {
    let now = shared.now.wall;
    match number {
        0 => (account.username.clone(), skin.text),
        1 => (or_dash(&account.display_name), skin.text),
        2 => (account.email.clone(), if account.verified_at.is_some() { skin.text } else { skin.dim }),
        3 => (account.role.to_string(), if account.role.is_staff() { skin.accent } else { skin.text }),
        4 => (account.standing(now).to_string(), standing_style(skin, account.standing(now))),
        5 => (account.last_login_at.map_or("–".to_owned(), |at| ago(at, now)), skin.dim),
        _ => (date(account.created_at, &skin.zone), skin.dim),
    }
}

/// The cells of rows.
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
