//! Made-up people: the same every time, believable, from many places.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::domain::{DisplayName, EmailAddress, Entropy, Username};

/// Names by region; see the head of the file.
const NAMES: &str = include_str!("../../../assets/words/demo_names.txt");
/// Domains that nobody can have (RFC 2606 §3), so that no letter of the demo ever reaches a stranger.
const DOMAINS: [&str; 8] = [
    "example.org",
    "example.org",
    "example.com",
    "mail.example.net",
    "post.example.com",
    "students.example.org",
    "library.example.org",
    "lab.example.net",
];

/// Chance that comes out the same every time (SplitMix64). For made-up people only.
pub(super) struct Dice(AtomicU64);

impl Dice {
    pub(super) const fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    fn next(&self) -> u64 {
        let state = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub(super) fn below(&self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// Yes in so many of a hundred cases.
    pub(super) fn percent(&self, cases: u64) -> bool {
        self.below(100) < cases
    }

    /// A number below `end`, small ones more often.
    pub(super) fn early(&self, end: u64) -> u64 {
        self.below(end).min(self.below(end))
    }

    /// One of them.
    pub(super) fn pick<'a, T>(&self, from: &'a [T]) -> Option<&'a T> {
        from.get(usize::try_from(self.below(from.len() as u64)).unwrap_or(0))
    }
}

impl Entropy for Dice {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = self.next().to_le_bytes()[0];
        }
    }
}

/// One made-up person.
pub(super) struct Person {
    pub(super) username: Username,
    pub(super) email: EmailAddress,
    pub(super) display_name: DisplayName,
}

/// A name as it is spelled in a username, and as it is written.
type Name = (&'static str, &'static str);

#[derive(Default)]
struct Region {
    key: &'static str,
    share: u64,
    given: Vec<Name>,
    family: Vec<Name>,
}

fn regions() -> Vec<Region> {
    let mut regions: Vec<Region> = Vec::new();
    for line in NAMES.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        let (Some(key), Some(share), Some(part)) = (words.next(), words.next(), words.next()) else { continue };
        let names = words.map(|word| word.split_once('=').unwrap_or((word, word))).collect();
        if regions.last().is_none_or(|region| region.key != key) {
            regions.push(Region { key, share: share.parse().unwrap_or(1), ..Region::default() });
        }
        if let Some(region) = regions.last_mut() {
            *if part == "given" { &mut region.given } else { &mut region.family } = names;
        }
    }
    regions
}

/// `count` people with different usernames and addresses.
pub(super) fn people(count: usize, dice: &Dice) -> Vec<Person> {
    let regions = regions();
    let shares: u64 = regions.iter().map(|region| region.share).sum();
    let mut taken = HashSet::new();
    let mut people = Vec::with_capacity(count);
    while people.len() < count {
        let mut at = dice.below(shares);
        let region = regions.iter().find(|region| {
            let here = at < region.share;
            at = at.saturating_sub(region.share);
            here
        });
        let drawn = region.and_then(|region| Some((region, dice.pick(&region.given)?, dice.pick(&region.family)?)));
        let Some((region, given, family)) = drawn else { break };
        let Some(person) = person(region.key, *given, *family, dice) else { continue };
        let new = taken.insert(person.username.skeleton().to_owned()) && taken.insert(person.email.key().to_owned());
        if new {
            people.push(person);
        }
    }
    people
}

fn person(region: &str, given: Name, family: Name, dice: &Dice) -> Option<Person> {
    let (first, last) = (given.0.to_lowercase(), family.0.to_lowercase());
    let initial = first.chars().next()?;
    let number = dice.below(100);
    let username = match dice.below(10) {
        0..3 => format!("{first}.{last}"),
        3 => format!("{initial}{last}"),
        4 => format!("{first}_{last}"),
        5 => format!("{first}{number:02}"),
        6 => format!("{last}.{first}"),
        7 => format!("{initial}.{last}{number}"),
        _ => format!("{first}.{last}{number}"),
    };
    let domain = dice.pick(&DOMAINS)?;
    let email =
        if dice.percent(70) { format!("{username}@{domain}") } else { format!("{first}.{last}{number}@{domain}") };
    let (given, family) = (given.1, family.1);
    let display_name = match dice.below(20) {
        0 => String::new(),
        1 => given.to_owned(),
        2 => format!("{given} {}. {family}", char::from(b'A' + u8::try_from(dice.below(26)).unwrap_or(0))),
        _ if matches!(region, "zh" | "ko") => format!("{family}{given}"),
        _ if region == "ja" => format!("{family} {given}"),
        _ => format!("{given} {family}"),
    };
    Some(Person {
        username: username.parse().ok()?,
        email: email.parse().ok()?,
        display_name: DisplayName::parse(&display_name).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_people_come_every_time_and_no_two_are_alike() {
        let names = |count| -> Vec<String> {
            people(count, &Dice::new(7)).iter().map(|person| person.username.to_string()).collect()
        };
        let first = names(3_000);
        assert_eq!(first, names(3_000));
        assert_eq!(first.iter().collect::<HashSet<_>>().len(), 3_000);
    }

    #[test]
    fn every_region_has_both_parts_of_a_name() {
        let regions = regions();
        assert!(regions.len() > 15);
        for region in regions {
            assert!(region.given.len() >= 5 && region.family.len() >= 5, "{}", region.key);
        }
    }

    #[test]
    fn nobody_has_an_address_that_could_be_somebodys() {
        for person in people(500, &Dice::new(7)) {
            let domain = person.email.key().rsplit_once('@').unwrap().1.to_owned();
            assert!(domain.split('.').rev().nth(1) == Some("example"), "{domain}");
        }
    }
}
