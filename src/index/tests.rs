//! The index against a filter that looks at every row, over rows, searches and changes of chance.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::domain::{
    AccountQuery, AccountSort, Direction, Page, Role, Search, Standing, Status, Term, Test, Validity, When,
};

const NOW: i64 = 1_780_000_000_000;

#[derive(Clone, Debug)]
struct Person {
    id: AccountId,
    username: String,
    display: String,
    email: String,
    role: Role,
    status: Status,
    validity: Validity,
    trashed: bool,
    verified: bool,
    created: i64,
    seen: Option<i64>,
    seat: Option<String>,
}

impl Person {
    fn search(&self) -> String {
        [&self.username, &self.display, &self.email].map(|part| text::fold(part)).join("\n")
    }

    fn listed<'a>(&'a self, search: &'a str) -> ListedAccount<'a> {
        ListedAccount {
            id: self.id,
            username: &self.username,
            search,
            role: self.role,
            status: self.status,
            validity: self.validity,
            trashed: self.trashed,
            verified: self.verified,
            created_at: Timestamp::from_millis(self.created),
            last_login_at: self.seen.map(Timestamp::from_millis),
            last_seat: self.seat.as_deref(),
        }
    }

    fn holds(&self, search: &Search) -> bool {
        let text = self.search();
        let moment = |at: Option<i64>| at.map(Timestamp::from_millis);
        let standing = Standing::of(self.status, self.validity, self.trashed, search.at);
        (search.looks_into_the_trash() || !self.trashed)
            && search.terms.iter().all(|term| {
                let holds = match &term.test {
                    Test::Text(part) => text.contains(part.as_str()),
                    Test::Role(roles) => roles.contains(&self.role),
                    Test::State(states) => states.contains(&standing),
                    Test::Verified(yes) => self.verified == *yes,
                    Test::Seen(when) => when.holds(moment(self.seen)),
                    Test::Created(when) => when.holds(moment(Some(self.created))),
                    Test::Seat(part) => self.seat.as_ref().is_some_and(|seat| text::fold(seat).contains(part.as_str())),
                };
                holds != term.without
            })
    }

    fn key(&self, sort: AccountSort) -> (i64, String, AccountId) {
        let word = |word: &str| (0, word.to_owned(), self.id);
        match sort {
            AccountSort::Username => word(&self.username),
            AccountSort::DisplayName => word(&text::fold(&self.display)),
            AccountSort::Email => word(&self.email.to_lowercase()),
            AccountSort::Role => word(self.role.as_str()),
            AccountSort::Status => word(self.status.as_str()),
            AccountSort::Created => (self.created, String::new(), self.id),
            AccountSort::LastLogin => (self.seen.unwrap_or(-62_135_596_800_000), String::new(), self.id),
        }
    }
}

/// Few parts, so that names meet: some are contained in others, some are long, some are of other scripts.
const PARTS: [&str; 20] = [
    "a", "an", "ana", "zoë", "Müller", "%", "_", "'", "\"", "💧", "عمر", "o'neil", "x%y", "smith", "SMITH", "ß", "OR",
    "NEAR(", "佐藤", "  ",
];

fn text_of(most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&PARTS[..]), 0..=most).prop_map(|parts| parts.concat())
}

fn moment() -> impl Strategy<Value = i64> {
    prop_oneof![Just(NOW), Just(0), Just(-5), NOW - 1000..NOW + 1000, NOW - 900_000_000_000..NOW]
}

fn person(number: u16) -> impl Strategy<Value = Person> {
    let words = (text_of(3), prop_oneof![9 => text_of(4), 1 => text_of(30)], text_of(3), any::<[u8; 2]>());
    let states = (
        prop::sample::select(&Role::ALL[..]),
        prop::sample::select(&Status::ALL[..]),
        prop::option::weighted(0.2, moment()),
        prop::option::weighted(0.2, moment()),
        prop::bool::weighted(0.2),
        any::<bool>(),
    );
    let moments =
        (moment(), prop::option::of(moment()), prop::option::of(prop::sample::select(&["Lab 2", "LÄB", "desk"][..])));
    (words, states, moments).prop_map(move |((name, display, email, id), state, (created, seen, seat))| {
        let (role, status, from, until, trashed, verified) = state;
        let mut bytes = [0; 16];
        bytes[14..].copy_from_slice(&id);
        bytes[..2].copy_from_slice(&number.to_be_bytes());
        // Before the number or behind it, so that order by id is none of the others.
        bytes[..2].rotate_left(usize::from(id[0] % 2));
        bytes[5..7].copy_from_slice(&number.to_be_bytes());
        Person {
            id: AccountId::from_bytes(bytes),
            username: format!("{}{number}", name.trim().to_lowercase()),
            display,
            email: format!(
                "{}{number}@Example.org",
                email.chars().filter(char::is_ascii_alphanumeric).collect::<String>()
            ),
            role,
            status,
            validity: Validity { from: from.map(Timestamp::from_millis), until: until.map(Timestamp::from_millis) },
            trashed,
            verified,
            created,
            seen,
            seat: seat.map(str::to_owned),
        }
    })
}

fn people(numbers: std::ops::Range<u16>) -> impl Strategy<Value = Vec<Person>> {
    numbers.map(person).collect::<Vec<_>>()
}

fn when() -> impl Strategy<Value = When> {
    let at = || prop::option::of(moment().prop_map(Timestamp::from_millis));
    prop_oneof![Just(When::Never), (at(), at()).prop_map(|(from, before)| When::Within(from, before))]
}

fn test() -> impl Strategy<Value = Test> {
    prop_oneof![
        6 => text_of(2).prop_map(|text| Test::Text(text::fold(&text))),
        2 => "[a-z0-9@.\n%_]{1,3}".prop_map(Test::Text),
        1 => prop::sample::select(&["example.org", "e", "@", "mule", "\u{0}", "", "zoe1"][..])
            .prop_map(|text| Test::Text(text.to_owned())),
        1 => prop::sample::subsequence(&Role::ALL[..], 0..=3).prop_map(Test::Role),
        1 => prop::sample::subsequence(&Standing::ALL[..], 0..=3).prop_map(Test::State),
        1 => any::<bool>().prop_map(Test::Verified),
        1 => when().prop_map(Test::Seen),
        1 => when().prop_map(Test::Created),
        1 => prop::sample::select(&["lab", "a", "desk", "nowhere", "lab 2"][..]).prop_map(|seat| Test::Seat(seat.to_owned())),
    ]
}

fn search() -> impl Strategy<Value = Search> {
    let term = (prop::bool::weighted(0.25), test()).prop_map(|(without, test)| Term { without, test });
    (prop::collection::vec(term, 0..4), -1..=1i64)
        .prop_map(|(terms, late)| Search { terms, at: Timestamp::from_millis(NOW + late) })
}

fn load(people: &BTreeMap<AccountId, Person>) -> Index {
    let mut loader = Loader::default();
    for person in people.values() {
        loader.push(&person.listed(&person.search()));
    }
    loader.finish()
}

fn never() -> bool {
    false
}

/// Everything that can be asked with that search, against what looking at every row says.
fn agree(index: &Index, people: &BTreeMap<AccountId, Person>, search: &Search, limit: usize) {
    let matching: Vec<&Person> = people.values().filter(|person| person.holds(search)).collect();
    let count = matching.len() as u64;
    for sort in AccountSort::ALL {
        let mut all: Vec<_> = people.values().collect();
        all.sort_by_key(|person| person.key(sort));
        for direction in [Direction::Ascending, Direction::Descending] {
            if direction == Direction::Descending {
                all.reverse();
            }
            let expected: Vec<AccountId> = all.iter().filter(|one| one.holds(search)).map(|one| one.id).collect();
            let ask = |page| {
                let query = AccountQuery { search: search.clone(), sort, direction, page, limit };
                let part = index.page(&query, &never).unwrap();
                match part.total {
                    Total::Exactly(total) => assert_eq!(total, count, "{search:?} {sort:?}"),
                    Total::AtLeast(least) => assert!(least <= count && part.ids.len() as u64 <= count),
                }
                part
            };
            // Forth to the end, and back again.
            let mut part = ask(Page::First);
            assert_eq!(part.ids, expected[..limit.min(expected.len())], "{search:?} {sort:?} {direction:?}");
            assert!(!part.more_before);
            let mut at = part.ids.len();
            while part.more_after {
                assert!(at < expected.len());
                part = ask(Page::After(part.ids[limit - 1]));
                assert_eq!(part.ids, expected[at..expected.len().min(at + limit)], "{search:?} {sort:?} {direction:?}");
                assert!(part.more_before);
                at += part.ids.len();
            }
            assert_eq!(at, expected.len());
            part = ask(Page::Last);
            assert_eq!(part.ids, expected[expected.len().saturating_sub(limit)..], "{search:?} {sort:?} {direction:?}");
            let mut at = expected.len() - part.ids.len();
            while part.more_before {
                assert!(at > 0 && (!part.more_after || at < expected.len()));
                part = ask(Page::Before(part.ids[0]));
                assert_eq!(part.ids, expected[at.saturating_sub(limit)..at], "{search:?} {sort:?} {direction:?}");
                assert!(part.more_after);
                at -= part.ids.len();
            }
            assert_eq!(at, 0);
            // From a row that need not match.
            for (place, one) in all.iter().enumerate().step_by(7) {
                let before = all[..place].iter().filter(|one| one.holds(search)).count();
                let part = ask(Page::From(one.id));
                assert_eq!(part.ids, expected[before..expected.len().min(before + limit)]);
                assert_eq!((part.more_before, part.more_after), (before > 0, expected.len() > before + limit));
            }
        }
    }
    assert_eq!(index.count(search, &never), Ok(count), "{search:?}");
    let mut by_name = matching;
    by_name.sort_by(|a, b| a.username.cmp(&b.username));
    let by_name: Vec<AccountId> = by_name.iter().map(|person| person.id).collect();
    assert_eq!(index.matching(search, &never).unwrap(), by_name, "{search:?}");
}

#[test]
fn nothing_to_look_for_comes_to_an_end() {
    use proptest::strategy::{Strategy, ValueTree};
    let mut chance = proptest::test_runner::TestRunner::deterministic();
    let all = people(0..200).new_tree(&mut chance).unwrap().current();
    let index = load(&all.into_iter().map(|person| (person.id, person)).collect());
    for (without, everybody) in [(true, false), (false, true)] {
        let nothing = Term { without, test: Test::Text(String::new()) };
        let states = Term { without: false, test: Test::State(Standing::ALL.to_vec()) };
        let search = Search { terms: vec![states, nothing], at: Timestamp::from_millis(NOW) };
        assert_eq!(index.count(&search, &never).unwrap() > 0, everybody);
    }
}

proptest! {
    // Few, for each asks for every page of every order.
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn it_finds_what_looking_at_every_row_finds(
        first in people(0..60),
        later in people(30..90),
        gone in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
        searches in prop::collection::vec(search(), 1..4),
        limit in 1..9usize,
    ) {
        let mut people: BTreeMap<AccountId, Person> = first.into_iter().map(|person| (person.id, person)).collect();
        let mut index = load(&people);
        for search in &searches {
            agree(&index, &people, search, limit);
        }
        // Some change, some are new, some are gone; in several batches, so that segments merge and wear.
        let ids: Vec<AccountId> = people.keys().copied().collect();
        for (batch, later) in later.chunks(7).enumerate() {
            let mut changes = Changes::default();
            for person in later {
                // Who has the number already is that one, changed.
                let number = person.id.as_bytes()[5..7].to_owned();
                let old = people.keys().find(|id| id.as_bytes()[5..7] == number).copied();
                let person = Person { id: old.unwrap_or(person.id), ..person.clone() };
                changes.push(AccountChange::Is(person.listed(&person.search())));
                people.insert(person.id, person);
            }
            index.apply(changes);
            for gone in gone.iter().skip(batch * 3).take(3) {
                let id = *gone.get(&ids);
                let mut changes = Changes::default();
                changes.push(AccountChange::Gone(id));
                index.apply(changes);
                people.remove(&id);
            }
            prop_assert_eq!(index.len(), people.len());
            for search in &searches {
                let expected = people.values().filter(|person| person.holds(search)).count() as u64;
                prop_assert_eq!(index.count(search, &never), Ok(expected), "{:?}", search);
            }
        }
        for search in &searches {
            agree(&index, &people, search, limit);
        }
    }

    #[test]
    fn from_key_to_key_it_finds_what_it_finds_at_once(first in people(0..80), typed in "[a-z%_@ !]{1,8}|zo[ëe]1 an|smith !an") {
        let people: BTreeMap<AccountId, Person> = first.into_iter().map(|person| (person.id, person)).collect();
        let index = load(&people);
        let letters: Vec<char> = typed.chars().collect();
        // There and back: letters come and go.
        for end in (1..=letters.len()).chain((1..letters.len()).rev()) {
            let typed: String = letters[..end].iter().collect();
            let search = Search::parse(&typed, Timestamp::from_millis(NOW)).unwrap();
            let expected = people.values().filter(|person| person.holds(&search)).count() as u64;
            let query = AccountQuery { search: search.clone(), limit: 5, ..AccountQuery::default() };
            let part = index.page(&query, &never).unwrap();
            prop_assert_eq!(part.ids.len() as u64, expected.min(5));
            prop_assert_eq!(index.count(&search, &never), Ok(expected), "{}", typed);
            prop_assert_eq!(index.page(&query, &never).unwrap().total, Total::Exactly(expected));
        }
    }
}

/// Many people without much to tell them apart.
fn crowd(count: u32) -> Index {
    let mut loader = Loader::default();
    for at in 0..count {
        // Names come in another order than they are sorted.
        let number = at.wrapping_mul(2_654_435_761) % 1_000_003;
        let mut id = [0; 16];
        id[12..].copy_from_slice(&at.to_be_bytes());
        let search = format!("user{number:07}x{at}\nperson {}\nuser{number}@example.org", at % 97);
        loader.push(&ListedAccount {
            id: AccountId::from_bytes(id),
            username: search.split('\n').next().unwrap(),
            search: &search,
            role: Role::User,
            status: Status::Active,
            validity: Validity::default(),
            trashed: at % 10 == 0,
            verified: true,
            created_at: Timestamp::from_millis(NOW + i64::from(at)),
            last_login_at: None,
            last_seat: None,
        });
    }
    loader.finish()
}

fn text_search(text: &str) -> Search {
    Search { terms: vec![Term { without: false, test: Test::Text(text.to_owned()) }], at: Timestamp::from_millis(NOW) }
}

#[test]
fn many_segments_are_one_list() {
    let index = crowd(200_000);
    assert_eq!(index.segments.len(), 13);
    assert_eq!(index.count(&Search::everybody(), &never), Ok(180_000));
    assert_eq!(
        index.count(&text_search("person 96\n"), &never),
        Ok((0..200_000).filter(|at| at % 97 == 96 && at % 10 != 0).count() as u64)
    );
    let query = AccountQuery { search: text_search("example"), limit: 1000, ..AccountQuery::default() };
    let mut part = index.page(&query, &never).unwrap();
    let mut all = part.ids.clone();
    while part.more_after {
        let page = Page::After(*all.last().unwrap());
        part = index.page(&AccountQuery { page, ..query.clone() }, &never).unwrap();
        all.extend(&part.ids);
    }
    assert_eq!(all, index.matching(&query.search, &never).unwrap());
    assert_eq!(all.len(), 180_000);
    // Some 50 bytes of text, and 30 of all else.
    assert!(index.bytes() / index.len() < 90, "{} bytes a row", index.bytes() / index.len());
}

#[test]
fn a_stopped_search_ends_at_once_and_leaves_nothing_wrong() {
    let index = crowd(20_000);
    let asked = std::cell::Cell::new(0);
    let stopped = || {
        asked.set(asked.get() + 1);
        asked.get() > 2
    };
    assert_eq!(index.count(&text_search("user"), &stopped), Err(Stopped));
    let query = AccountQuery { search: text_search("nobody"), limit: 10, ..AccountQuery::default() };
    assert_eq!(index.page(&query, &stopped), Err(Stopped));
    assert_eq!(index.matching(&text_search("user"), &stopped), Err(Stopped));
    assert!(asked.get() < 8);
    assert_eq!(index.count(&text_search("user"), &never), Ok(18_000));
}

#[test]
fn many_small_changes_leave_few_segments() {
    let mut index = crowd(70_000);
    for round in 0..500u32 {
        let mut id = [0; 16];
        id[12..].copy_from_slice(&(round * 3).to_be_bytes());
        let search = format!("changed{round}\n\nc{round}@example.org");
        let mut changes = Changes::default();
        changes.push(AccountChange::Is(ListedAccount {
            id: AccountId::from_bytes(id),
            username: search.split('\n').next().unwrap(),
            search: &search,
            role: Role::Admin,
            status: Status::Waiting,
            validity: Validity::default(),
            trashed: false,
            verified: false,
            created_at: Timestamp::from_millis(0),
            last_login_at: None,
            last_seat: Some("Lab"),
        }));
        index.apply(changes);
    }
    assert_eq!(index.len(), 70_000);
    assert!(index.segments.len() <= 2 + 10, "{}", index.segments.len());
    assert_eq!(index.count(&text_search("changed"), &never), Ok(500));
    let seat = Search { terms: vec![Term { without: false, test: Test::Seat("lab".to_owned()) }], ..Search::default() };
    assert_eq!(index.count(&seat, &never), Ok(500));
}
