//! Plain tables: aligned, no colours, nothing in them that could disturb a terminal.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::domain::text::clean_line;

/// Longest text of one cell, in characters; names and addresses are shorter.
const MOST: usize = 300;

/// Writes a head and rows; every column is as wide as its widest cell, two blanks apart.
pub(super) fn write<'a>(
    out: &mut dyn Write,
    head: impl AsRef<[&'a str]>,
    rows: &[impl AsRef<[String]>],
) -> io::Result<()> {
    let mut table = Table::new(head.as_ref());
    table.begin(out, rows)
}

/// A table to which rows are added while somebody looks: its columns grow, and never shrink.
pub(super) struct Table<'a> {
    head: &'a [&'a str],
    widths: Vec<usize>,
}

impl<'a> Table<'a> {
    /// With that head, and nothing written yet.
    pub(super) fn new(head: &'a [&'a str]) -> Self {
        Self { head, widths: head.iter().map(|name| name.width()).collect() }
    }

    /// Writes the head and the first rows.
    pub(super) fn begin(&mut self, out: &mut dyn Write, rows: &[impl AsRef<[String]>]) -> io::Result<()> {
        let rows = self.measured(rows);
        line(out, self.head.iter().copied(), &self.widths)?;
        self.lines(out, &rows)
    }

    /// Writes more rows.
    pub(super) fn go_on(&mut self, out: &mut dyn Write, rows: &[impl AsRef<[String]>]) -> io::Result<()> {
        let rows = self.measured(rows);
        self.lines(out, &rows)
    }

    fn measured(&mut self, rows: &[impl AsRef<[String]>]) -> Vec<Vec<String>> {
        let clean = |cell: &String| clean_line(cell, MOST);
        let rows: Vec<Vec<String>> = rows.iter().map(|row| row.as_ref().iter().map(clean).collect()).collect();
        for row in &rows {
            for (width, cell) in self.widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width());
            }
        }
        rows
    }

    fn lines(&self, out: &mut dyn Write, rows: &[Vec<String>]) -> io::Result<()> {
        rows.iter().try_for_each(|row| line(out, row.iter().map(String::as_str), &self.widths))
    }
}

fn line<'a>(out: &mut dyn Write, cells: impl IntoIterator<Item = &'a str>, widths: &[usize]) -> io::Result<()> {
    let mut line = String::new();
    for (cell, width) in cells.into_iter().zip(widths) {
        line.push_str(cell);
        line.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.width()) + 2));
    }
    writeln!(out, "{}", line.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_nothing_disturbs_the_terminal() {
        let mut out = Vec::new();
        let rows = [
            ["佐藤健".to_owned(), "one".to_owned()],
            ["a\u{1b}[31mb".to_owned(), "two\nlines".to_owned()],
            ["mira".to_owned(), String::new()],
        ];
        write(&mut out, ["name", "what"], &rows).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, "name    what\n佐藤健  one\na[31mb  two lines\nmira\n");
    }
}
