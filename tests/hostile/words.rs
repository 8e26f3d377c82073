//! What people type, on its way into the types of the domain.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use vestibule::auth::challenge::{Identifier, Proof};
use vestibule::auth::policy::{PasswordContext, Policy};
use vestibule::domain::text::{clean_line, is_safe};
use vestibule::domain::{DisplayName, EmailAddress, Seat, Secret, Timestamp, TypedCode, Username};

use crate::corpus::LINES;

/// Everything that a text can become, read back and made again.
fn stays_as_it_is(raw: &str) {
    let line = clean_line(raw, 64);
    assert_eq!(clean_line(&line, 64), line, "{raw:?}");
    let mut made = vec![line, Seat::new(raw).to_string()];
    assert_eq!(Seat::new(&made[1]).as_str(), made[1], "{raw:?}");
    if let Ok(name) = DisplayName::parse(raw) {
        assert_eq!(DisplayName::parse(name.as_str()).as_ref(), Ok(&name), "{raw:?}");
        made.push(name.to_string());
    }
    if let Ok(name) = raw.parse::<Username>() {
        assert_eq!(name.as_str().parse().as_ref(), Ok(&name), "{raw:?}");
        assert!(!name.as_str().contains(char::is_whitespace));
        made.push(name.to_string());
    }
    if let Ok(address) = raw.parse::<EmailAddress>() {
        assert_eq!(address.as_str().parse().as_ref(), Ok(&address), "{raw:?}");
        assert_eq!(address.key().parse::<EmailAddress>().unwrap().key(), address.key());
        made.push(address.to_string());
    }
    for text in made {
        assert!(text.chars().all(is_safe), "{raw:?} became {text:?}");
    }
}

#[test]
fn what_was_read_once_is_read_the_same_again() {
    LINES.iter().for_each(|line| stays_as_it_is(line));
    let config = ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() };
    let mixed = prop_oneof![
        any::<String>(),
        "[a-zA-Z0-9._-]{1,40}",
        "[a-zA-Z0-9.+'-]{1,20}@[a-zA-Z0-9.-]{1,20}",
        "[\u{0}-\u{24f}\u{300}-\u{36f}\u{400}-\u{4ff}\u{2000}-\u{206f}\u{fe00}-\u{feff}]{0,80}",
    ];
    proptest!(config, |(raw in mixed)| stays_as_it_is(&raw));
}

#[test]
fn nothing_hostile_is_a_name_or_an_address() {
    for line in LINES {
        assert!(line.parse::<Username>().is_err(), "{line:?}");
        assert!(line.parse::<EmailAddress>().is_err(), "{line:?}");
        assert!(TypedCode::parse(line).is_err() && Proof::parse(line).is_err(), "{line:?}");
        assert_eq!(Identifier::parse(line), Identifier::Nobody, "{line:?}");
    }
}

#[test]
fn a_mebibyte_costs_no_more_than_a_line() {
    let ends = ["a", "@", ".", "a.", "\u{301}", "\u{202e}", "(", "\"", "\\", "-", "1l", "\u{fdfa}", " ", "\0"];
    let begun = Instant::now();
    for unit in ends {
        let huge = unit.repeat((1 << 20) / unit.len());
        for raw in [huge.clone(), format!("mira@{huge}.org"), format!("{huge}@example.org")] {
            assert!(raw.parse::<Username>().is_err() && raw.parse::<EmailAddress>().is_err());
            assert!(TypedCode::parse(&raw).is_err());
            let _ = (Proof::parse(&raw), Seat::new(&raw), DisplayName::parse(&raw), Identifier::parse(&raw));
        }
    }
    // 42 texts, each read seven times: a parser whose time grows faster than the text would take minutes.
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}

#[test]
fn any_characters_make_a_password() {
    let config = ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() };
    let policy = Policy::default();
    proptest!(config, |(chars in prop::collection::hash_set(any::<char>(), 32..40))| {
        let password = Secret::new(chars.into_iter().collect());
        prop_assert_eq!(policy.strength(&password, &PasswordContext::default()).problem, None);
    });
}

#[test]
fn the_list_of_common_passwords_is_long_enough() {
    let list = include_str!("../../assets/words/common_passwords.txt");
    assert!(list.lines().filter(|line| line.chars().count() >= 8).count() >= 3_000);
}

#[test]
fn a_common_password_said_twice_is_no_better() {
    let list = include_str!("../../assets/words/common_passwords.txt");
    let policy = Policy::default();
    for word in list.lines().step_by(16) {
        let twice = word.repeat(15_usize.div_ceil(word.chars().count()));
        for longer in [twice.to_uppercase(), twice] {
            let problem = policy.strength(&Secret::new(longer.clone()), &PasswordContext::default()).problem;
            assert!(problem.is_some(), "{longer}");
        }
    }
}

#[test]
fn moments_at_the_edges_do_not_wrap() {
    let edges = [i64::MIN, -1, 0, 1, 2_147_483_647_999, 253_402_300_799_999, i64::MAX];
    let spans = [Duration::ZERO, Duration::from_millis(1), Duration::from_secs(u64::MAX), Duration::MAX];
    for (at, span) in edges.iter().flat_map(|at| spans.map(|span| (Timestamp::from_millis(*at), span))) {
        assert!(at.plus(span) >= at && at.minus(span) <= at, "{at:?} {span:?}");
        assert_eq!(at.since(at.plus(span)), Duration::ZERO);
        let _ = (at.seconds(), at.millis_since_epoch());
    }
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(one in any::<i64>(), other in any::<i64>())| {
        let (one, other) = (Timestamp::from_millis(one), Timestamp::from_millis(other));
        prop_assert!(one.since(other).is_zero() || other.since(one).is_zero());
        prop_assert!(other.plus(one.since(other)) <= one.max(other));
    });
}
