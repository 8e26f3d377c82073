//! Search as people type it: words that must all be contained, whatever their case and accents.

use crate::domain::text;

/// Most words that are looked at. A row's text has room for no more; a pasted page should not become a query.
const MOST_WORDS: usize = 32;

/// The words of a query as rows keep them. Unsafe characters fall out, so a word may vanish.
pub(super) fn words(query: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for raw in query.split_whitespace() {
        // Folding can part a word: some characters stand for several with a blank between.
        for word in text::fold(raw).split_whitespace() {
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
            if words.len() >= MOST_WORDS {
                return words;
            }
        }
    }
    words
}

/// What a row keeps to be found by. No word holds a line break, so none is found across two parts.
pub(super) fn text<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut kept = String::new();
    for part in parts {
        if !kept.is_empty() {
            kept.push('\n');
        }
        kept.push_str(&text::fold(part));
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_taken_apart_into_folded_words() {
        assert_eq!(words("  Zoë\tMÜLLER zoe "), ["zoe", "muller"]);
        assert_eq!(words("a\u{a0}b 100%_\\"), ["a", "b", "100%_\\"]);
        assert!(words(" \u{0} \u{202e}\n").is_empty());
        assert_eq!(words(&"x y z ".repeat(50_000)), ["x", "y", "z"]);
        assert_eq!(words(&(0..1000).map(|n| format!("{n} ")).collect::<String>()).len(), MOST_WORDS);
    }

    #[test]
    fn the_kept_text_holds_every_part_apart() {
        assert_eq!(text(["mira", "Mira K.", "M@x.org"]), "mira\nmira k.\nm@x.org");
    }
}
