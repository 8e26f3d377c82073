//! Long lists, part by part: a million rows are written in the memory of one part.

use std::io::Write;

use clap::Args;
use serde::Serialize;

use super::{CliError, table};
use crate::auth::CallError;
use crate::domain::{Page, Total, Window};

/// Rows asked for at once.
const PART: usize = 500;
/// Rows of a table, unless one says.
const TABLE: usize = 50;

/// How a list is written.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Only what contains all these words; case and accents do not matter
    #[arg(long, value_name = "WORDS", default_value = "", hide_default_value = true)]
    pub search: String,
    /// Most rows [default: 50; with --json all]
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Write a JSON array, one object a line; times are RFC 3339 in UTC
    #[arg(long)]
    pub json: bool,
}

/// How the rows of one list are asked for and written.
pub(super) struct List<T, Id, H, C, J> {
    /// What the rows are, in the plural.
    pub(super) what: &'static str,
    /// The names of the columns.
    pub(super) head: H,
    /// What names a row.
    pub(super) id: fn(&T) -> Id,
    /// The cells of a row.
    pub(super) cells: C,
    /// The JSON of a row.
    pub(super) json: J,
}

impl<T, Id, H, C, R, J, S> List<T, Id, H, C, J>
where
    Id: Copy + PartialEq,
    H: AsRef<[&'static str]>,
    C: Fn(&T) -> R,
    R: AsRef<[String]>,
    J: Fn(&T) -> S,
    S: Serialize,
{
    /// Writes the list. `ask` answers a part of it.
    pub(super) fn write(
        &self,
        args: &ListArgs,
        out: &mut dyn Write,
        mut ask: impl FnMut(Page<Id>, usize) -> Result<Window<T>, CallError>,
    ) -> Result<(), CliError> {
        if args.json {
            let mut first = true;
            walk(args.limit.unwrap_or(usize::MAX), self.id, &mut ask, &mut |rows| {
                for row in rows {
                    out.write_all(if first { b"[\n" } else { b",\n" })?;
                    first = false;
                    serde_json::to_writer(&mut *out, &(self.json)(row)).map_err(std::io::Error::from)?;
                }
                Ok(())
            })?;
            out.write_all(if first { b"[]\n" } else { b"\n]\n" })?;
            return Ok(());
        }
        let limit = args.limit.unwrap_or(TABLE);
        let mut shown = 0;
        let total = walk(limit, self.id, &mut ask, &mut |rows| {
            // Each part is aligned on its own; the head stands above each.
            let cells: Vec<_> = rows.iter().map(&self.cells).collect();
            shown += cells.len();
            Ok(table::write(out, self.head.as_ref(), &cells)?)
        })?;
        let what = self.what;
        match total {
            Total::Exactly(0) => writeln!(out, "No {what}.")?,
            Total::Exactly(all) if all > shown as u64 => {
                writeln!(out, "\n{shown} of {all} {what}; --limit N shows more.")?
            }
            Total::AtLeast(all) if all > shown as u64 => {
                writeln!(out, "\n{shown} of more than {all} {what}; --limit N shows more.")?;
            }
            _ => {}
        }
        Ok(())
    }
}

/// Walks through a list from its start, at most `limit` rows of it, and answers how many there were at the start.
///
/// Rows come and go meanwhile. A part goes on from the last row that was seen; if that row is gone, from the one
/// before it, and so on, so that nothing is written twice because of it.
pub(super) fn walk<T, Id: Copy + PartialEq>(
    limit: usize,
    id: fn(&T) -> Id,
    ask: &mut dyn FnMut(Page<Id>, usize) -> Result<Window<T>, CallError>,
    show: &mut dyn FnMut(&[T]) -> Result<(), CliError>,
) -> Result<Total, CliError> {
    let mut window = ask(Page::First, limit.clamp(1, PART))?;
    let total = window.total;
    window.rows.truncate(limit);
    if window.rows.is_empty() {
        return Ok(total);
    }
    show(&window.rows)?;
    let mut left = limit - window.rows.len();
    let mut seen: Vec<Id> = window.rows.iter().map(id).collect();
    while left > 0 && window.more_after {
        let anchored = seen.iter().rev().enumerate().find_map(|(back, &last)| {
            match ask(Page::From(last), left.min(PART).saturating_add(back + 1)) {
                Ok(found) if found.rows.first().map(id) != Some(last) => None,
                answer => Some(answer),
            }
        });
        window = match anchored {
            Some(answer) => answer?,
            // A whole part of the list has gone at once. What follows cannot be told from what was written.
            None => return Err(CallError::Stale.into()),
        };
        window.rows.retain(|row| !seen.contains(&id(row)));
        window.more_after |= window.rows.len() > PART;
        window.rows.truncate(left.min(PART));
        if window.rows.is_empty() {
            break;
        }
        show(&window.rows)?;
        left -= window.rows.len();
        seen = window.rows.iter().map(id).collect();
    }
    Ok(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list of numbers, as a store would answer it.
    fn answer(all: &[u32], page: Page<u32>, limit: usize) -> Window<u32> {
        let start = match page {
            Page::From(id) => all.iter().position(|row| *row == id).unwrap_or(0),
            _ => 0,
        };
        let rows: Vec<u32> = all[start..].iter().copied().take(limit).collect();
        Window {
            more_before: start > 0,
            more_after: start + rows.len() < all.len(),
            rows,
            total: Total::Exactly(all.len() as u64),
        }
    }

    fn walked(all: &mut Vec<u32>, limit: usize, between: impl Fn(&mut Vec<u32>)) -> Vec<u32> {
        let all = std::cell::RefCell::new(all);
        let mut shown = Vec::new();
        walk(limit, |row| *row, &mut |page, limit| Ok(answer(&all.borrow(), page, limit)), &mut |rows: &[u32]| {
            assert!(rows.len() <= PART);
            shown.extend_from_slice(rows);
            between(&mut all.borrow_mut());
            Ok(())
        })
        .unwrap();
        shown
    }

    #[test]
    fn every_row_is_written_once() {
        for count in [0, 1, 499, 500, 501, 1_000, 1_777] {
            let all: Vec<u32> = (0..count).collect();
            assert_eq!(walked(&mut all.clone(), usize::MAX, |_| {}), all, "{count}");
        }
    }

    #[test]
    fn a_limit_is_kept() {
        for limit in [0, 1, 500, 501, 900] {
            assert_eq!(walked(&mut (0..2_000).collect(), limit, |_| {}).len(), limit);
        }
    }

    #[test]
    fn rows_that_go_meanwhile_make_nothing_appear_twice() {
        let shown = walked(&mut (0..1_700).collect(), usize::MAX, |all| {
            // The last row of each part, and the one before it.
            all.retain(|row| row % 500 < 498);
        });
        let mut sorted = shown.clone();
        sorted.dedup();
        assert_eq!(shown, sorted);
        assert_eq!(shown.last(), Some(&1_699));
    }
}
