//! Draws what an account is, and beside or below it what happened last.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::auth::page::PasswordStanding;
use crate::domain::{AccountRow, Standing};
use crate::tui::kit::column::Column;
use crate::tui::kit::painter::{Painter, row};
use crate::tui::kit::skin::Skin;
use crate::tui::kit::text::{fit, width};
use crate::tui::kit::time::{date, moment};
use crate::tui::shared::Shared;

use super::super::lists::view::deed;
use super::super::view::WIDE;
use super::super::{Fact, Page};

/// Columns of the details where what happened stands beside them.
const LEFT: u16 = 60;

/// Draws the details.
pub fn draw(painter: &mut Painter<'_, '_>, shared: &Shared, page: &Page, area: Rect) {
    let Some(account) = &page.row else { return };
    let wide = area.width >= WIDE;
    let inside = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let left = if wide { Rect { width: LEFT, ..inside } } else { inside };
    let mut lines = Column::new(painter.skin, left.width);
    for (at, fact) in page.facts(shared).into_iter().enumerate() {
        let said = say(painter.skin, shared, page, account, fact);
        let remark = said.remark.as_ref().map(|(text, style)| (text.as_str(), *style));
        lines.fact(at, said.label, (&said.value, said.style), remark, (at == page.cursor).into());
    }
    let used = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    lines.draw_at_top(painter, left);
    if wide {
        let beside = Rect { x: left.x + LEFT + 3, width: inside.width.saturating_sub(LEFT + 3), ..inside };
        lately(painter, shared, page, beside);
    } else if used + 3 <= area.height {
        let below = Rect {
            x: inside.x + 2,
            y: inside.y + used + 1,
            width: inside.width.saturating_sub(2),
            height: area.height - used - 1,
        };
        lately(painter, shared, page, below);
    }
}

/// A line of the details in words.
struct Said {
    label: &'static str,
    value: String,
    style: Style,
    remark: Option<(String, Style)>,
}

fn say(skin: &Skin, shared: &Shared, page: &Page, account: &AccountRow, fact: Fact) -> Said {
    let now = shared.now.wall;
    let day = |at| date(at, &skin.zone);
    let plain = |label, value: String| Said { label, value, style: skin.text, remark: None };
    // What is still being read.
    let known = |label, value: Option<String>| match value {
        Some(value) => plain(label, value),
        None => Said { label, value: "…".to_owned(), style: skin.dim, remark: None },
    };
    let page_known = page.known.as_deref();
    match fact {
        Fact::Username => plain("Username", account.username.clone()),
        Fact::DisplayName => plain("Display name", or_dash(&account.display_name)),
        Fact::Email => Said {
            remark: Some(match account.verified_at {
                Some(at) => (format!("✓ proved {}", day(at)), skin.good),
                None => ("! not proved".to_owned(), skin.warn),
            }),
            ..plain("Email", account.email.clone())
        },
        Fact::Role => plain("Role", account.role.to_string()),
        Fact::State => {
            let warn = |text: &str| Said { style: skin.warn, ..plain("State", text.to_owned()) };
            match account.standing(now) {
                Standing::Active => plain("State", "✓ active".to_owned()),
                Standing::Waiting => warn("! waits for approval"),
                Standing::Suspended => warn("! suspended"),
                Standing::Early => warn("! not yet good"),
                Standing::Expired => warn("! no longer good"),
                Standing::Trashed => {
                    let since = account.trashed_at.map(|at| format!("since {}", moment(at, now, &skin.zone)));
                    Said { remark: since.map(|since| (since, skin.dim)), ..warn("! in the trash") }
                }
            }
        }
        Fact::Dates => {
            let dates = match (account.validity.from, account.validity.until) {
                (Some(from), Some(until)) => format!("from {} until {}", day(from), day(until)),
                (Some(from), None) => format!("from {}", day(from)),
                (None, Some(until)) => format!("until {}", day(until)),
                (None, None) => "always".to_owned(),
            };
            plain("Good", dates)
        }
        Fact::Locked => Said {
            remark: Some(("! too many wrong guesses".to_owned(), skin.warn)),
            ..plain("Locked", format!("for {}", span(page.locked_for(shared).unwrap_or(0))))
        },
        Fact::Note => known("Note", page_known.map(|page| or_dash(page.detail.note.as_str()))),
        Fact::Password => {
            let words = page_known.map(|page| match page.password {
                PasswordStanding::Missing => "none chosen yet",
                PasswordStanding::Chosen => "chosen",
                PasswordStanding::MustChange => "to be changed at the next sign-in",
            });
            known("Password", words.map(str::to_owned))
        }
        Fact::TwoFactor => match page_known {
            Some(page) => match page.detail.second_factor_since {
                Some(since) => Said {
                    remark: Some((codes_left(page.recovery_codes_left), skin.dim)),
                    ..plain("Two-factor", format!("✓ on since {}", day(since)))
                },
                None => plain("Two-factor", "off".to_owned()),
            },
            None => known("Two-factor", None),
        },
        Fact::Created => plain("Created", day(account.created_at)),
        Fact::Changed => known("Changed", page_known.map(|page| moment(page.updated_at, now, &skin.zone))),
        Fact::LastSignIn => Said {
            remark: account.last_seat.as_ref().map(|seat| (format!("at {seat}"), skin.dim)),
            ..plain("Last sign-in", account.last_login_at.map_or("never".to_owned(), |at| moment(at, now, &skin.zone)))
        },
        Fact::Id => Said { style: skin.dim, ..plain("Id", account.id.to_string()) },
    }
}

fn codes_left(count: u32) -> String {
    match count {
        1 => "1 recovery code left".to_owned(),
        count => format!("{count} recovery codes left"),
    }
}

fn or_dash(text: &str) -> String {
    if text.is_empty() { "–".to_owned() } else { text.to_owned() }
}

/// `8 s`, or `3 h` where seconds hardly matter.
fn span(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h", seconds.div_ceil(3_600)),
    }
}

/// What happened last, as much as there is room for.
fn lately(painter: &mut Painter<'_, '_>, shared: &Shared, page: &Page, area: Rect) {
    let Some(known) = &page.known else { return };
    let skin = painter.skin;
    painter.text(row(area, 0), "Lately", skin.dim);
    if known.detail.recent.is_empty() {
        painter.text(row(area, 1), "Nothing happened yet.", skin.text);
    }
    for (at, entry) in known.detail.recent.iter().enumerate() {
        let place = row(area, at + 1);
        let when = moment(entry.at, shared.now.wall, &skin.zone);
        painter.text(place, &when, skin.dim);
        let used = u16::try_from(width(&when).max(12) + 2).unwrap_or(0);
        let rest = Rect { x: place.x + used, width: place.width.saturating_sub(used), ..place };
        let by = if entry.actor.id == Some(page.id) { String::new() } else { format!(" (by {})", entry.actor.name) };
        painter.text(rest, &fit(&format!("{}{by}", deed(page, entry)), usize::from(rest.width)), skin.text);
    }
}
