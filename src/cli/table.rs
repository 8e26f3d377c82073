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
    let head = head.as_ref();
    let clean = |cell: &String| clean_line(cell, MOST);
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.as_ref().iter().map(clean).collect()).collect();
    let mut widths: Vec<usize> = head.iter().map(|name| name.width()).collect();
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    line(out, head.iter().copied(), &widths)?;
    for row in &rows {
        line(out, row.iter().map(String::as_str), &widths)?;
    }
    Ok(())
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
