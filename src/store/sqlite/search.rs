//! Search as people type it: words that must all be contained, whatever their case and accents.

use rusqlite::types::Value;

use super::list::Filter;
use crate::domain::search::{Search, Test, When};
use crate::domain::{Standing, Timestamp, text};

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

/// The condition on a row of `accounts` for a search.
pub(super) fn filter(search: &Search) -> Filter {
    let mut filter = Filter::all();
    if !search.looks_into_the_trash() {
        filter.say(" AND trashed_at IS NULL");
    }
    for term in &search.terms {
        // What is not known is not so: who was never seen was not seen within a month.
        let (open, close) = if term.without { (" AND ifnull((", "), 0) = 0") } else { (" AND (", ")") };
        filter.say(open);
        condition(&mut filter, &term.test, search.at);
        filter.say(close);
    }
    filter
}

fn condition(filter: &mut Filter, test: &Test, now: Timestamp) {
    match test {
        Test::Text(word) => {
            filter.say("instr(search, ?) > 0");
            filter.bind(Value::Text(word.clone()));
        }
        Test::Role(roles) => {
            filter.say("0");
            for role in roles {
                filter.say(" OR role = ?");
                filter.bind(Value::Text(role.as_str().to_owned()));
            }
        }
        Test::State(states) => {
            filter.say("0");
            states.iter().for_each(|state| standing(filter, *state, now));
        }
        Test::Verified(true) => filter.say("verified_at IS NOT NULL"),
        Test::Verified(false) => filter.say("verified_at IS NULL"),
        Test::Seen(when) => within(filter, "last_login_at", *when),
        Test::Created(when) => within(filter, "created_at", *when),
        Test::Seat(part) => {
            filter.say("last_seat IN (SELECT name FROM seats WHERE instr(folded, ?) > 0)");
            filter.bind(Value::Text(part.clone()));
        }
    }
}

fn within(filter: &mut Filter, column: &'static str, when: When) {
    filter.say(column);
    let When::Within(from, before) = when else { return filter.say(" IS NULL") };
    filter.say(" IS NOT NULL");
    for (sign, end) in [(" >= ?", from), (" < ?", before)] {
        if let Some(end) = end {
            filter.say(" AND ");
            filter.say(column);
            filter.say(sign);
            filter.bind(Value::Integer(end.millis()));
        }
    }
}

fn standing(filter: &mut Filter, state: Standing, now: Timestamp) {
    let sql = match state {
        Standing::Trashed => " OR trashed_at IS NOT NULL",
        Standing::Suspended => " OR (trashed_at IS NULL AND status = 'suspended')",
        Standing::Waiting => " OR (trashed_at IS NULL AND status = 'waiting')",
        Standing::Expired => " OR (trashed_at IS NULL AND status = 'active' AND valid_until <= ?)",
        Standing::Early => {
            " OR (trashed_at IS NULL AND status = 'active' AND valid_from > ? \
             AND (valid_until IS NULL OR valid_until > ?))"
        }
        Standing::Active => {
            " OR (trashed_at IS NULL AND status = 'active' AND (valid_from IS NULL OR valid_from <= ?) \
             AND (valid_until IS NULL OR valid_until > ?))"
        }
    };
    filter.say(sql);
    sql.matches('?').for_each(|_| filter.bind(Value::Integer(now.millis())));
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
