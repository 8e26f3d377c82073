//! Text that fits: measured in columns, never in bytes.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::domain::AuditEntry;

/// Columns that a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text, cut to at most `max` columns; a cut ends in `…`.
pub fn fit(text: &str, max: usize) -> String {
    if text.width() <= max {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > max {
            break;
        }
        cut.push(c);
    }
    if max > 0 {
        cut.push('…');
    }
    cut
}

/// The text, cut or filled with blanks to exactly `columns`.
pub fn pad(text: &str, columns: usize) -> String {
    let mut padded = fit(text, columns);
    let missing = columns.saturating_sub(padded.width());
    padded.extend(std::iter::repeat_n(' ', missing));
    padded
}

/// The text in lines of at most `columns`, broken between words where that can be done.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() && line.width() + 1 + word.width() > columns {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        // A path or an address may be longer than a line.
        for c in word.chars() {
            if line.width() + c.width().unwrap_or(0) > columns && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// The part of a line that is seen in a field of `columns`, and the column of the caret in it.
pub fn scrolled(text: &str, caret: usize, columns: usize) -> (String, usize) {
    let before: usize = text.chars().take(caret).map(|c| c.width().unwrap_or(0)).sum();
    // The caret may stand behind the last character.
    let hidden = (before + 1).saturating_sub(columns.max(1));
    let mut skipped = 0;
    let mut rest = text.chars().skip_while(|c| {
        let skip = skipped < hidden;
        if skip {
            skipped += c.width().unwrap_or(0);
        }
        skip
    });
    let mut shown = String::new();
    let mut used = 0;
    for c in rest.by_ref() {
        used += c.width().unwrap_or(0);
        if used > columns {
            break;
        }
        shown.push(c);
    }
    (shown, before.saturating_sub(skipped))
}

/// A number with its thousands apart: `1,000,000`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// What an entry of the audit changed: `before → after`.
pub fn change(entry: &AuditEntry) -> String {
    // A name or a note may be empty.
    let said = |text: &str| if text.is_empty() { "–".to_owned() } else { text.to_owned() };
    match (&entry.before, &entry.after) {
        (Some(before), Some(after)) => format!("{} → {}", said(before), said(after)),
        (Some(only), None) | (None, Some(only)) => said(only),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_is_seen_and_fits() {
        assert_eq!(fit("miranda", 7), "miranda");
        assert_eq!(fit("miranda", 5), "mira…");
        assert_eq!(fit("佐藤健一", 5), "佐藤…");
        assert_eq!(pad("mi", 4), "mi  ");
        assert_eq!(fit("x", 0), "");
    }

    #[test]
    fn a_sentence_breaks_between_words() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("", 4), Vec::<String>::new());
    }

    #[test]
    fn the_caret_stays_in_the_field() {
        assert_eq!(scrolled("abc", 3, 10), ("abc".to_owned(), 3));
        assert_eq!(scrolled("abcdefgh", 8, 4), ("fgh".to_owned(), 3));
        assert_eq!(scrolled("佐藤健一", 4, 4), ("一".to_owned(), 2));
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!([0, 999, 1_000, 1_000_000].map(grouped), ["0", "999", "1,000", "1,000,000"]);
    }
}
