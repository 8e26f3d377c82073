//! Text from outside, made safe for a terminal, a log and a letter.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Most combining marks kept on one base character; more is decoration that climbs over other rows.
const MAX_MARKS: usize = 4;

/// Whether a character may reach a terminal.
///
/// Refused are controls (C0, DEL, C1), the bidi controls, zero-width and other invisible format
/// characters, line and paragraph separators, tags, variation selectors, private use, noncharacters,
/// and the blank Hangul fillers. They can move a cursor, reorder what was said, or hide in a name.
pub fn is_safe(c: char) -> bool {
    !(c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
            | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}'
            | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{2800}'
            | '\u{E000}'..='\u{F8FF}' | '\u{E0000}'..='\u{10FFFF}'))
}

/// One clean line of at most `max` characters: NFC, unsafe characters dropped, white space folded to
/// single blanks, trimmed. Never fails; for text that is shown but not relied upon.
pub fn clean_line(raw: &str, max: usize) -> String {
    let mut line = String::new();
    let mut marks = 0;
    let mut pending_blank = false;
    let mut kept = 0;
    // Bounds the work, too: a megabyte pasted into a name costs no more than a long name. What is unsafe falls out
    // before marks are put in order: afterwards it would part some that belong together.
    for c in raw.chars().take(max.saturating_mul(8)).filter(|c| c.is_whitespace() || is_safe(*c)).nfc() {
        if kept >= max {
            break;
        }
        if c.is_whitespace() {
            pending_blank = !line.is_empty();
            continue;
        }
        if !is_safe(c) {
            continue;
        }
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        if marks > MAX_MARKS {
            continue;
        }
        if pending_blank {
            line.push(' ');
            pending_blank = false;
            kept += 1;
            if kept >= max {
                break;
            }
        }
        line.push(c);
        kept += 1;
    }
    line.truncate(line.trim_end().len());
    line
}

/// The form in which text is compared by search: lower case, without accents.
pub fn fold(raw: &str) -> String {
    if raw.is_ascii() {
        // Nothing to take apart: most names and every address, a million times in an import.
        return raw
            .bytes()
            .filter(|byte| !byte.is_ascii_control())
            .map(|b| char::from(b.to_ascii_lowercase()))
            .collect();
    }
    raw.nfkd().filter(|c| !is_combining_mark(*c) && is_safe(*c)).flat_map(char::to_lowercase).collect()
}

/// The name a person wants to be called. May be empty: then the username stands in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DisplayName(String);

/// Why a display name is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DisplayNameError {
    /// More than [`DisplayName::MAX_CHARS`].
    #[error("Use at most 64 characters.")]
    TooLong,
}

impl DisplayName {
    /// Longest name, in characters.
    pub const MAX_CHARS: usize = 64;

    /// Cleans the text and checks its length.
    ///
    /// # Errors
    /// [`DisplayNameError::TooLong`] for more than 64 characters after cleaning.
    pub fn parse(raw: &str) -> Result<Self, DisplayNameError> {
        let line = clean_line(raw, Self::MAX_CHARS + 1);
        if line.chars().count() > Self::MAX_CHARS {
            return Err(DisplayNameError::TooLong);
        }
        Ok(Self(line))
    }

    /// The name, possibly empty.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DisplayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_disturb_a_terminal_is_dropped() {
        for (raw, clean) in [
            ("Mira\u{1b}[31m K.", "Mira[31m K."),
            ("a\u{202e}b\u{2066}c", "abc"),
            ("zero\u{200b}width\u{feff}", "zerowidth"),
            ("tag\u{e0041}s", "tags"),
            ("  two\t\n words  ", "two words"),
            ("e\u{301}", "é"),
            ("\u{9b}31m", "31m"),
        ] {
            assert_eq!(clean_line(raw, 64), clean);
        }
    }

    #[test]
    fn marks_do_not_pile_up() {
        let tower = format!("a{}", "\u{0353}".repeat(40));
        assert_eq!(clean_line(&tower, 64).chars().count(), 1 + MAX_MARKS);
    }

    #[test]
    fn a_display_name_has_an_end() {
        assert!(DisplayName::parse(&"x".repeat(64)).is_ok());
        assert_eq!(DisplayName::parse(&"x".repeat(65)), Err(DisplayNameError::TooLong));
        assert_eq!(DisplayName::parse(&"x".repeat(1_000_000)), Err(DisplayNameError::TooLong));
        assert_eq!(DisplayName::parse("  ").map(|name| name.as_str().len()), Ok(0));
    }

    #[test]
    fn plain_letters_fold_as_all_others_do() {
        let slowly = |raw: &str| -> String {
            raw.nfkd().filter(|c| !is_combining_mark(*c) && is_safe(*c)).flat_map(char::to_lowercase).collect()
        };
        let all: String = (0..128u8).map(char::from).collect();
        assert_eq!(fold(&all), slowly(&all));
    }

    #[test]
    fn search_sees_no_accents_and_no_case() {
        assert_eq!(fold("Zoë MÜLLER"), "zoe muller");
    }
}
