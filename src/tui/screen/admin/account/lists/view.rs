//! Draws the lists on the page of an account, and all that is known of the chosen row.

use std::time::Duration;

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::auth::page::{CodeState, CodeWay, IssuedCode};
use crate::domain::{AuditEntry, AuditEvent, LetterRow, Purpose, Session, Timestamp};
use crate::tui::kit::column::{Chosen, Column};
use crate::tui::kit::painter::{Painter, row};
use crate::tui::kit::skin::Skin;
use crate::tui::kit::table::{self, Cell, Head};
use crate::tui::kit::text::{change, wrap};
use crate::tui::kit::time::{ago, clock, moment};
use crate::tui::shared::Shared;

use super::super::super::accounts::{PANE_ROWS, has_pane};
use super::super::super::mail::view::{letter_style, story as letter_story};
use super::super::super::searched::view::{nothing, rule};
use super::super::view::WIDE;
use super::super::{Page, Section};

type Rows = Vec<Vec<Cell>>;

/// Within it, the time alone says when.
const A_DAY: Duration = Duration::from_secs(86_400);

/// What is known of a row: label and value.
type Story = Vec<(&'static str, String, Style)>;

/// Draws a list, or the chosen row of it with all that is known.
pub fn draw(painter: &mut Painter<'_, '_>, shared: &Shared, page: &Page, section: Section, area: Rect) {
    let look = Look { skin: &painter.skin.clone(), now: shared.now.wall, columns: area.width };
    if page.story {
        let inside = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        let mut lines = Column::new(look.skin, inside.width);
        for (at, (label, value, style)) in story(&look, shared, page, section).into_iter().enumerate() {
            lines.fact(at, label, (&value, style), None, Chosen::No);
        }
        return lines.draw_at_top(painter, inside);
    }
    let pane = if has_pane(shared) { PANE_ROWS } else { 0 };
    let list = Rect { height: area.height.saturating_sub(pane), ..area };
    let height = usize::from(list.height.saturating_sub(1));
    let (heads, rows, first, cursor, empty) = match section {
        Section::Sessions => {
            let (short, rows) = (page.sessions, page.session_rows());
            let seen = rows.get(short.top..).unwrap_or(&[]);
            let (heads, cells) = sessions(&look, page, seen);
            (heads, cells, short.top, short.cursor, page.known.as_ref().map(|_| "Signed in nowhere."))
        }
        Section::Codes => {
            let (short, rows) = (page.codes, page.code_rows());
            let seen = rows.get(short.top..).unwrap_or(&[]);
            let (heads, cells) = codes(&look, seen);
            (heads, cells, short.top, short.cursor, page.known.as_ref().map(|_| "No code was made lately."))
        }
        Section::Letters => {
            let (first, rows) = page.letters.visible(height);
            let (heads, cells) = letters(&look, rows);
            nothing(painter, &page.letters, list, "No letter was written.");
            (heads, cells, first, page.letters.cursor(), None)
        }
        Section::Details | Section::History => {
            let (first, rows) = page.history.visible(height);
            let (heads, cells) = history(&look, page, rows);
            nothing(painter, &page.history, list, "Nothing happened yet.");
            (heads, cells, first, page.history.cursor(), None)
        }
    };
    if let (Some(empty), true) = (empty, rows.is_empty()) {
        let place = Rect { x: list.x + 3, width: list.width.saturating_sub(4), ..list };
        painter.text(row(place, 2), empty, look.skin.dim);
    }
    table::draw(painter, list, &heads, rows.into_iter(), first, Some(cursor));
    let sentence = if pane > 0 { sentence(&look, shared, page, section) } else { None };
    if let Some((title, text)) = sentence {
        let below = Rect { y: area.y + list.height, height: pane, ..area };
        rule(painter, below, &title);
        let inside = Rect { x: below.x + 3, width: below.width.saturating_sub(4), ..below };
        for (at, line) in wrap(&text, usize::from(inside.width)).iter().take(3).enumerate() {
            painter.text(row(inside, at + 1), line, look.skin.text);
        }
    }
}

/// What every table needs.
struct Look<'a> {
    skin: &'a Skin,
    now: Timestamp,
    columns: u16,
}

impl Look<'_> {
    fn is_narrow(&self) -> bool {
        self.columns < 64
    }

    fn is_wide(&self) -> bool {
        self.columns >= WIDE
    }

    fn moment(&self, at: Timestamp) -> String {
        moment(at, self.now, &self.skin.zone)
    }

    /// Columns in that order: a width, or a weight of what is left.
    fn heads(&self, columns: &[(&'static str, Room)]) -> Vec<Head> {
        let fixed = columns.iter().map(|(_, room)| if let Room::Fixed(width) = room { *width } else { 0 }).sum();
        let weights: Vec<usize> = columns.iter().filter_map(|(_, room)| room.weight()).collect();
        let mut shares = table::share(self.columns, fixed, columns.len(), &weights).into_iter();
        let head = |(name, room): &(&'static str, Room)| {
            let width = match room {
                Room::Fixed(width) => *width,
                Room::Share(_) => shares.next().unwrap_or(0),
            };
            Head { name, width, sorted: None }
        };
        columns.iter().map(head).collect()
    }
}

/// How wide a column is.
enum Room {
    Fixed(usize),
    Share(usize),
}

impl Room {
    fn weight(&self) -> Option<usize> {
        match self {
            Self::Fixed(_) => None,
            Self::Share(weight) => Some(*weight),
        }
    }
}

fn sessions(look: &Look<'_>, page: &Page, rows: &[Session]) -> (Vec<Head>, Rows) {
    let skin = look.skin;
    let own = page.known.as_ref().and_then(|known| known.own_session);
    let mut columns = vec![("SEAT", Room::Share(1)), ("SINCE", Room::Fixed(12)), ("USED", Room::Fixed(6))];
    if !look.is_narrow() {
        columns.extend([("GOOD UNTIL", Room::Fixed(12)), ("", Room::Fixed(9))]);
    }
    let cells = |session: &Session| {
        let mut cells = vec![
            (session.seat.to_string(), skin.text),
            (look.moment(session.created_at), skin.text),
            (ago(session.last_seen_at, look.now), skin.dim),
        ];
        if !look.is_narrow() {
            let yours = if own == Some(session.id) { "this one" } else { "" };
            cells.push((look.moment(session.idle_ends_at), skin.dim));
            cells.push((yours.to_owned(), skin.good));
        }
        cells
    };
    (look.heads(&columns), rows.iter().map(cells).collect())
}

/// What a code is for.
fn purpose(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::SignUp => "sign-up",
        Purpose::Reset => "password",
        Purpose::Email => "address",
    }
}

fn state(look: &Look<'_>, state: CodeState) -> Cell {
    let skin = look.skin;
    let (words, style) = match state {
        CodeState::Open => ("open", skin.good),
        CodeState::LinkOnly => ("token only", skin.text),
        CodeState::Expired => ("ran out", skin.dim),
        CodeState::NoTriesLeft => ("no tries left", skin.warn),
        CodeState::Replaced => ("replaced", skin.dim),
        CodeState::Used => ("used or void", skin.dim),
    };
    (words.to_owned(), style)
}

fn codes(look: &Look<'_>, rows: &[IssuedCode]) -> (Vec<Head>, Rows) {
    let skin = look.skin;
    let mut columns = vec![("FOR", Room::Fixed(8)), ("STATE", Room::Fixed(13))];
    if !look.is_narrow() {
        columns.extend([("TRIES", Room::Fixed(5)), ("TO", Room::Share(1))]);
    }
    if look.is_wide() {
        columns.push(("MADE", Room::Fixed(12)));
    }
    columns.push(("GOOD UNTIL", if look.is_narrow() { Room::Share(1) } else { Room::Fixed(12) }));
    let until = |at: Timestamp| match at.since(look.now) < A_DAY && look.is_narrow() {
        true => clock(at, &look.skin.zone),
        false => look.moment(at),
    };
    let cells = |code: &IssuedCode| {
        let mut cells = vec![(purpose(code.purpose).to_owned(), skin.text), state(look, code.state)];
        if !look.is_narrow() {
            cells.push((code.tries_left.to_string(), skin.dim));
            cells.push((code.address.clone(), skin.text));
        }
        if look.is_wide() {
            cells.push((look.moment(code.made_at), skin.dim));
        }
        cells.push(match code.state {
            CodeState::Open => (until(code.code_good_until), skin.text),
            CodeState::LinkOnly => (until(code.link_good_until), skin.text),
            _ => ("–".to_owned(), skin.dim),
        });
        cells
    };
    (look.heads(&columns), rows.iter().map(cells).collect())
}

fn letters(look: &Look<'_>, rows: &[LetterRow]) -> (Vec<Head>, Rows) {
    let skin = look.skin;
    let mut columns = Vec::new();
    if !look.is_narrow() {
        columns.push(("WRITTEN", Room::Fixed(12)));
    }
    columns.push(("LETTER", Room::Share(4)));
    if !look.is_narrow() {
        columns.push(("TO", Room::Share(5)));
    }
    columns.extend([("STATE", Room::Fixed(8)), ("TRIES", Room::Fixed(5))]);
    let painted = |letter: &LetterRow| {
        let mut cells = Vec::new();
        if !look.is_narrow() {
            cells.push((look.moment(letter.created_at), skin.dim));
        }
        cells.push((letter.kind.words().to_owned(), skin.text));
        if !look.is_narrow() {
            cells.push((letter.to.clone(), skin.text));
        }
        cells.push((letter.state.to_string(), letter_style(skin, letter.state)));
        cells.push((letter.tries.to_string(), skin.dim));
        cells
    };
    (look.heads(&columns), rows.iter().map(painted).collect())
}

fn history(look: &Look<'_>, page: &Page, rows: &[AuditEntry]) -> (Vec<Head>, Rows) {
    let skin = look.skin;
    let columns = match (look.is_narrow(), look.is_wide()) {
        (true, _) => vec![("AGO", Room::Fixed(6)), ("WHAT", Room::Share(1))],
        (_, true) => vec![
            ("WHEN", Room::Fixed(12)),
            ("WHAT", Room::Share(5)),
            ("BEFORE → AFTER", Room::Share(7)),
            ("BY", Room::Share(3)),
            ("SEAT", Room::Share(2)),
        ],
        _ => vec![("WHEN", Room::Fixed(12)), ("WHAT", Room::Share(10)), ("BY", Room::Share(3))],
    };
    let cells = |entry: &AuditEntry| {
        let refused = matches!(entry.event, AuditEvent::LogInFailed | AuditEvent::VerifyFailed | AuditEvent::Refused);
        let style = if refused { skin.warn } else { skin.text };
        if look.is_narrow() {
            return vec![(ago(entry.at, look.now), skin.dim), (deed(page, entry), style)];
        }
        let mut cells = vec![(look.moment(entry.at), skin.dim)];
        if look.is_wide() {
            cells.extend([(done(page, entry), style), (change(entry), skin.text)]);
        } else {
            cells.push((deed(page, entry), style));
        }
        cells.push((entry.actor.name.clone(), skin.text));
        if look.is_wide() {
            cells.push((entry.seat.to_string(), skin.dim));
        }
        cells
    };
    (look.heads(&columns), rows.iter().map(cells).collect())
}

/// What was done, and to whom if to another account.
fn done(page: &Page, entry: &AuditEntry) -> String {
    // A row without an id speaks of a name that had no account yet: this one's, before it was made.
    match entry.subject.as_ref().filter(|whom| whom.id.is_some() && whom.id != Some(page.id)) {
        Some(whom) => format!("{} · {}", entry.event.words(), whom.name),
        None => entry.event.words().to_owned(),
    }
}

/// The same with what it changed: `changed the role: user → admin`.
pub fn deed(page: &Page, entry: &AuditEntry) -> String {
    match change(entry) {
        change if change.is_empty() => done(page, entry),
        change => format!("{}: {change}", done(page, entry)),
    }
}

/// The chosen row in a sentence, for the pane below the list: its title and its text.
fn sentence(look: &Look<'_>, shared: &Shared, page: &Page, section: Section) -> Option<(String, String)> {
    match section {
        Section::Codes => {
            let code = page.code_rows().get(page.codes.cursor)?;
            let way = match code.way {
                CodeWay::Letter => format!("Sent to {}", code.address),
                CodeWay::Mouth => "Read out by the staff".to_owned(),
            };
            Some((
                purpose(code.purpose).to_owned(),
                format!("{way}, {}. {}", look.moment(code.made_at), what_opens(look, code)),
            ))
        }
        Section::Letters => {
            let letter = page.letters.chosen()?;
            Some((letter.kind.words().to_owned(), letter_story(letter, shared)))
        }
        Section::History => {
            let entry = page.history.chosen()?;
            let by = format!("by {} at {}", entry.actor.name, entry.seat);
            let change = change(entry);
            let text = if change.is_empty() { by } else { format!("{change}  ({by})") };
            Some((done(page, entry), text))
        }
        Section::Details | Section::Sessions => None,
    }
}

/// What a code still opens.
fn what_opens(look: &Look<'_>, code: &IssuedCode) -> String {
    let tries = match code.tries_left {
        1 => "1 try left".to_owned(),
        count => format!("{count} tries left"),
    };
    match code.state {
        CodeState::Open => {
            let token = match code.way {
                CodeWay::Letter => {
                    format!("; the long token in the letter until {}", look.moment(code.link_good_until))
                }
                CodeWay::Mouth => String::new(),
            };
            format!("Good until {}, {tries}{token}.", look.moment(code.code_good_until))
        }
        CodeState::LinkOnly => format!(
            "The typed code opens nothing any more, the long token in the letter does until {}.",
            look.moment(code.link_good_until)
        ),
        CodeState::Expired => "It ran out.".to_owned(),
        CodeState::NoTriesLeft => "It was typed wrong too often.".to_owned(),
        CodeState::Replaced => "A newer one took its place.".to_owned(),
        CodeState::Used => "It was used, or something else made it void.".to_owned(),
    }
}

/// All that is known of the chosen row.
fn story(look: &Look<'_>, shared: &Shared, page: &Page, section: Section) -> Story {
    let skin = look.skin;
    let say = |label, value: String| (label, value, skin.text);
    let or_dash =
        |text: &Option<String>| text.clone().filter(|text| !text.is_empty()).unwrap_or_else(|| "–".to_owned());
    match section {
        Section::Sessions => page.chosen_session().map(|session| {
            vec![
                say("Seat", session.seat.to_string()),
                say("Since", look.moment(session.created_at)),
                say("Last used", look.moment(session.last_seen_at)),
                say("Password", format!("shown {}", look.moment(session.proved_at))),
                say("Good until", format!("{}, longer if it is used", look.moment(session.idle_ends_at))),
                say("At most until", look.moment(session.ends_at)),
                ("Id", session.id.to_string(), skin.dim),
            ]
        }),
        Section::Codes => page.code_rows().get(page.codes.cursor).map(|code| {
            let (words, style) = state(look, code.state);
            let mut lines = vec![
                say("For", purpose(code.purpose).to_owned()),
                ("State", words, style),
                say("To", code.address.clone()),
                say("Made", look.moment(code.made_at)),
                say("Tries left", code.tries_left.to_string()),
                say("Code until", look.moment(code.code_good_until)),
            ];
            match code.way {
                CodeWay::Letter => lines.push(say("Token until", look.moment(code.link_good_until))),
                CodeWay::Mouth => lines.push(say("By", "the staff, who read it out".to_owned())),
            }
            if let Some(at) = code.over_at {
                lines.push(say("Over since", look.moment(at)));
            }
            lines
        }),
        Section::Letters => page.letters.chosen().map(|letter| {
            let now = letter_story(letter, shared);
            let error = letter.last_error.as_ref().filter(|error| !now.contains(error.as_str()));
            let error = error.map(|error| say("Last error", error.clone()));
            let lines = vec![
                say("Letter", letter.kind.words().to_owned()),
                say("To", letter.to.clone()),
                ("State", letter.state.to_string(), letter_style(skin, letter.state)),
                say("Now", now),
                say("Written", look.moment(letter.created_at)),
                say("Tries", format!("{} of {}", letter.tries, LetterRow::MOST_TRIES)),
                say("Handed over", letter.sent_at.map_or("–".to_owned(), |at| look.moment(at))),
                say("Carrier's id", or_dash(&letter.provider_id)),
                ("Id", letter.id.to_string(), skin.dim),
            ];
            lines.into_iter().chain(error).collect()
        }),
        Section::Details | Section::History => page.history.chosen().map(|entry| {
            vec![
                say("When", look.moment(entry.at)),
                say("What", entry.event.words().to_owned()),
                say("Before", or_dash(&entry.before)),
                say("After", or_dash(&entry.after)),
                say("By", entry.actor.name.clone()),
                say("On", or_dash(&entry.subject.as_ref().map(|whom| whom.name.clone()))),
                say("Seat", entry.seat.to_string()),
                ("Number", entry.seq.to_string(), skin.dim),
            ]
        }),
    }
    .unwrap_or_default()
}
