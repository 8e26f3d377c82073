//! Draws what is asked before an act, and told after it.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::domain::Role;
use crate::tui::acts::words::{self, number};
use crate::tui::kit::column::{Chosen, Column, FormLook};
use crate::tui::kit::painter::{Painter, row};
use crate::tui::kit::text::{fit, pad, wrap};
use crate::tui::model::Model;

use super::super::view::boxed;
use super::{Details, Roles, Told};

/// Draws the choice of a role.
pub fn roles(painter: &mut Painter<'_, '_>, roles: &Roles) {
    boxed(painter, &roles.title, |lines| {
        for (at, role) in Role::ALL.into_iter().enumerate() {
            let remark = match role {
                Role::User => "looks after their own account",
                Role::Helper => "looks after users, not after staff",
                Role::Admin => "looks after every account",
            };
            lines.choice(at, role.as_str(), remark, Chosen::from(at == roles.cursor));
        }
    });
}

/// Draws the form for dates, or for a note.
pub fn details(painter: &mut Painter<'_, '_>, model: &Model, details: &Details) {
    let (now, roomy) = (model.shared.now.mono, painter.area().height >= 18);
    boxed(painter, &details.title, |lines: &mut Column<'_>| {
        lines.form(&details.form, FormLook { roomy, ..FormLook::of(&details.form, now) });
    });
}

/// Draws the report.
pub fn told(painter: &mut Painter<'_, '_>, told: &Told) {
    let skin = painter.skin;
    let report = &told.report;
    let columns = 66u16.min(painter.area().width.saturating_sub(2));
    let inner = usize::from(columns.saturating_sub(4));
    let mut lines: Vec<Line<'static>> = Vec::new();
    let mut count = |name: &str, count: usize, style| {
        if count > 0 {
            lines.push(Line::from(vec![
                Span::styled(pad(name, 12), skin.dim),
                Span::styled(format!("{:>11}", number(count)), style),
            ]));
        }
    };
    count("Done", report.tally.done(), skin.good);
    count("So already", report.tally.already(), skin.text);
    count("Refused", report.tally.refused(), skin.warn);
    count("Not begun", report.rest.len(), skin.warn);
    let groups = report.tally.groups().iter().map(words::group);
    for sentence in report.problem.iter().cloned().chain(groups) {
        lines.push(Line::default());
        lines.extend(wrap(&sentence, inner).into_iter().map(|line| Line::styled(line, skin.text)));
    }
    let height = u16::try_from(lines.len() + 6).unwrap_or(u16::MAX);
    let roomy = height <= painter.area().height;
    let height = if roomy { height } else { height.saturating_sub(3) };
    let title = fit(&words::summary(report), usize::from(columns.saturating_sub(6)));
    let inside = painter.float(&title, columns, height);
    let (first, foot) = if roomy { (1, 2) } else { (0, 1) };
    let body = Rect { y: inside.y + first, height: inside.height.saturating_sub(first + foot), ..inside };
    let top = told.top.min(lines.len().saturating_sub(usize::from(body.height)));
    for (at, line) in lines.iter().skip(top).take(usize::from(body.height)).enumerate() {
        painter.line(row(body, at), line);
    }
    let last = row(inside, usize::from(inside.height.saturating_sub(foot)));
    painter.text(last, &fit("w saves the list, with every name, as a file.", inner), skin.dim);
}
