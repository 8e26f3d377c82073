//! Draws the page of one account: the names of its parts, and the part that is open.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::tui::kit::column::{Column, FormLook};
use crate::tui::kit::painter::{Painter, column, row};
use crate::tui::kit::text::{fit, width, wrap};
use crate::tui::msg::Hit;
use crate::tui::shared::Shared;

use super::{Page, Section, details, is_roomy, lists};

/// From this width on, two columns stand side by side.
pub(super) const WIDE: u16 = 100;

/// Draws whose page it is; how many columns that takes.
pub fn title(painter: &mut Painter<'_, '_>, page: &Page, area: Rect) -> usize {
    let title = fit(&page.title(), usize::from(area.width));
    painter.text(area, &title, painter.skin.title);
    width(&title)
}

/// Draws the page.
pub fn draw(painter: &mut Painter<'_, '_>, shared: &Shared, page: &Page, area: Rect) {
    if let Some(edit) = &page.edit {
        let area = column(area, 68);
        let mut lines = Column::new(painter.skin, area.width);
        let look = FormLook::of(&edit.form, shared.now.mono);
        lines.form(&edit.form, FormLook { roomy: area.height >= 14, ..look });
        return lines.draw(painter, area);
    }
    sections(painter, page, area);
    let used = 1 + u16::from(is_roomy(shared));
    let below = Rect { y: area.y + used, height: area.height.saturating_sub(used), ..area };
    if let Some(problem) = &page.problem {
        let place = Rect { x: below.x + 3, width: below.width.saturating_sub(4), ..below };
        for (at, line) in wrap(problem, usize::from(place.width)).iter().enumerate() {
            painter.text(row(place, at), line, painter.skin.bad);
        }
        return;
    }
    match page.section {
        Section::Details => details::view::draw(painter, shared, page, below),
        section => lists::view::draw(painter, shared, page, section, below),
    }
}

/// The names of the parts, with how many rows each has where that is known.
fn sections(painter: &mut Painter<'_, '_>, page: &Page, area: Rect) {
    let skin = painter.skin;
    let line = Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: 1, ..area };
    let narrow = line.width < 60;
    let gap: u16 = if narrow { 1 } else { 3 };
    let mut spans = Vec::new();
    let mut x = line.x;
    for (at, (section, name)) in Section::ALL.iter().enumerate() {
        let style = if *section == page.section { skin.accent } else { skin.dim };
        let text = match count(page, *section) {
            Some(count) if !narrow => format!("{name} {count}"),
            _ => (*name).to_owned(),
        };
        let columns = u16::try_from(width(&text)).unwrap_or(0);
        painter.hits.add(Rect { x, width: columns, ..line }, Hit::Tab(at));
        x = x.saturating_add(columns).saturating_add(gap);
        spans.push(Span::styled(text, style));
        spans.push(Span::raw(" ".repeat(usize::from(gap))));
    }
    painter.line(line, &Line::from(spans));
}

/// What stands behind a name: live sessions, and codes that open something.
fn count(page: &Page, section: Section) -> Option<usize> {
    let count = match section {
        Section::Sessions => page.session_rows().len(),
        Section::Codes => page.code_rows().iter().filter(|code| code.state.is_open()).count(),
        Section::Details | Section::Letters | Section::History => 0,
    };
    (count > 0).then_some(count)
}
