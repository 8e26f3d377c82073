//! Search as people type it: words that must all be contained, whatever their case and accents.

use rusqlite::types::Value;

use crate::domain::search::{Search, Test, When};
use crate::domain::{Standing, text};

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

/// The condition on a row of `accounts` for a search, with its values.
pub(super) fn filter(search: &Search) -> (String, Vec<Value>) {
    let (mut all, mut values) = (Vec::new(), Vec::new());
    if !search.looks_into_the_trash() {
        all.push("trashed_at IS NULL".to_owned());
    }
    for term in &search.terms {
        let one = condition(&term.test, search, &mut values);
        // What is not known is not so: no moment lies in a span that ends.
        all.push(if term.without { format!("ifnull(({one}), 0) = 0") } else { format!("({one})") });
    }
    if all.is_empty() {
        all.push("1".to_owned());
    }
    (all.join(" AND "), values)
}

fn condition(test: &Test, search: &Search, values: &mut Vec<Value>) -> String {
    match test {
        Test::Text(word) => {
            values.push(Value::Text(word.clone()));
            "instr(search, ?) > 0".to_owned()
        }
        Test::Role(roles) => {
            let marks = vec!["?"; roles.len()].join(", ");
            values.extend(roles.iter().map(|role| Value::Text(role.as_str().to_owned())));
            format!("role IN ({marks})")
        }
        Test::State(states) => {
            let any: Vec<String> = states.iter().map(|state| standing(*state, search, values)).collect();
            any.join(" OR ")
        }
        Test::Verified(yes) => format!("verified_at IS {}NULL", if *yes { "NOT " } else { "" }),
        Test::Seen(when) => within("last_login_at", *when, values),
        Test::Created(when) => within("created_at", *when, values),
        Test::Seat(part) => {
            values.push(Value::Text(part.clone()));
            "instr(lower(last_seat), ?) > 0".to_owned()
        }
    }
}

fn within(column: &str, when: When, values: &mut Vec<Value>) -> String {
    let When::Within(from, before) = when else { return format!("{column} IS NULL") };
    let mut both = vec![format!("{column} IS NOT NULL")];
    for (sign, end) in [(">=", from), ("<", before)] {
        if let Some(end) = end {
            values.push(Value::Integer(end.millis()));
            both.push(format!("{column} {sign} ?"));
        }
    }
    both.join(" AND ")
}

fn standing(state: Standing, search: &Search, values: &mut Vec<Value>) -> String {
    let now = Value::Integer(search.at.millis());
    let kept = match state {
        Standing::Trashed => return "trashed_at IS NOT NULL".to_owned(),
        Standing::Suspended => "status = 'suspended'",
        Standing::Waiting => "status = 'waiting'",
        Standing::Expired => {
            values.push(now);
            "status = 'active' AND valid_until <= ?"
        }
        Standing::Early => {
            values.extend([now.clone(), now]);
            "status = 'active' AND valid_from > ? AND (valid_until IS NULL OR valid_until > ?)"
        }
        Standing::Active => {
            values.extend([now.clone(), now]);
            "status = 'active' AND (valid_from IS NULL OR valid_from <= ?) AND (valid_until IS NULL OR valid_until > ?)"
        }
    };
    format!("(trashed_at IS NULL AND {kept})")
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
