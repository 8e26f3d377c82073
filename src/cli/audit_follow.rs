//! `vestibule audit list --follow`: what happened lately, and then each new row as it comes.

use std::io::{self, Write};

use super::CliError;
use super::audit::{HEAD, cells};
use super::json::AuditJson;
use super::table::Table;
use crate::auth::operator::Operator;
use crate::changes::Following;
use crate::config::Config;
use crate::domain::{AuditEntry, AuditQuery, Page};

/// Rows before the first new one, unless one says.
const BEFORE: usize = 10;
/// Rows asked for at once.
const PART: usize = 500;

/// Writes the last rows that `query` finds, at most `limit`, oldest first; then those to come, until the reader of the
/// output hangs up.
///
/// # Errors
/// A store that fails; an output that can't be written.
pub(super) fn run(
    operator: &Operator<'_>,
    query: AuditQuery,
    limit: Option<usize>,
    json: bool,
    config: &Config,
    out: &mut dyn Write,
) -> Result<(), CliError> {
    // Before the first row is read: what is written from here on is told.
    let mut following = Following::begin(config.database_log())
        .map_err(|why| CliError::Broken(format!("The system gives nothing to wait with ({why}).")))?;
    let mut last = operator.audit_rows()?;
    let limit = limit.unwrap_or(BEFORE);
    let before = AuditQuery { page: Page::First, limit, ..query.clone() };
    let mut rows = if limit == 0 { Vec::new() } else { operator.audit(&before)?.rows };
    // What came in between is the first that is new.
    rows.retain(|row| row.seq <= last);
    rows.reverse();
    let mut table = Table::new(&HEAD);
    if !json {
        let cells: Vec<_> = rows.iter().map(cells).collect();
        table.begin(out, &cells)?;
    }
    loop {
        if json {
            rows.iter().try_for_each(|row| line(row, out))?;
        }
        out.flush()?;
        rows = loop {
            following.wait();
            let head = operator.audit_rows()?;
            let new = written_since(operator, &query, last, head)?;
            last = last.max(head);
            if !new.is_empty() {
                break new;
            }
        };
        if !json {
            let cells: Vec<_> = rows.iter().map(cells).collect();
            table.go_on(out, &cells)?;
        }
    }
}

fn line(row: &AuditEntry, out: &mut dyn Write) -> Result<(), CliError> {
    serde_json::to_writer(&mut *out, &AuditJson::from(row)).map_err(io::Error::from)?;
    Ok(writeln!(out)?)
}

/// The rows from behind `last` to `head` that the query finds, oldest first. Nothing older is looked at.
fn written_since(
    operator: &Operator<'_>,
    query: &AuditQuery,
    last: u64,
    head: u64,
) -> Result<Vec<AuditEntry>, CliError> {
    let mut query = AuditQuery { page: Page::First, limit: PART, ..query.clone() };
    let mut found = Vec::new();
    if head <= last {
        return Ok(found);
    }
    loop {
        let part = operator.audit_part(&query, head - last)?;
        let rows = part.window.rows;
        let older = rows.last().is_some_and(|row| row.seq <= last);
        // What was written since `head` was read comes with the next change.
        found.extend(rows.into_iter().filter(|row| row.seq > last && row.seq <= head));
        match part.on_from {
            Some(seq) if seq > last + 1 && !older => query.page = Page::After(seq),
            _ => break,
        }
    }
    found.reverse();
    Ok(found)
}
