//! The directory in memory answers as the store does, whatever is asked and whatever changed meanwhile.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};

use vestibule::auth::CallError;
use vestibule::auth::act::Act;
use vestibule::auth::directory::Stop;
use vestibule::domain::{
    Account, AccountId, AccountQuery, AccountRow, AccountSort, Direction, DisplayName, EmailAddress, Page, Role,
    Search, Seat, SessionToken, Status, Timestamp, Total, Username, Validity, Window,
};
use vestibule::store::write;

use crate::house::{HOUR, House, MINUTE};

const TYPED: [&str; 30] = [
    "",
    "a",
    "an",
    "ann",
    "example",
    "%",
    "_",
    "'",
    "\"o'n x\"",
    "\\",
    "\u{0}",
    "a\u{0}n",
    "💧",
    "عمر",
    "\u{202e}a",
    "NEAR(a b)",
    "a OR b",
    "*",
    "!ann",
    "!@",
    "MÜLLER",
    "zoe muller",
    "role:admin",
    "role:user,helper !state:suspended",
    "state:trashed",
    "state:early,expired,waiting",
    "verified:no !seen:never",
    "seen:<30d",
    "created:>1d seat:läb",
    "x !x",
];

const NAMES: [&str; 10] = ["ann", "zoë", "müller", "o'neil", "x_y", "50%", "عمر", "sato", "annan", "💧"];

/// Straight into the store, where a name may be anything.
fn fill(house: &House, count: u32, seed: u64) {
    let now = house.now();
    let mut state = seed;
    let mut dice = move |sides: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % sides
    };
    let ada = house.account("ada");
    write(house.store.as_ref(), |tx| {
        for at in 0..count {
            let name = NAMES[dice(10) as usize];
            let username = format!("{}{at}", name.trim_matches(|c| c == '%' || c == '💧'));
            let ago = |dice: &mut dyn FnMut(u64) -> u64| now.minus(HOUR * dice(2000) as u32);
            let account = Account {
                id: AccountId::new(ago(&mut dice), house.entropy.as_ref()),
                username: Username::stored(username.clone(), username).unwrap(),
                email: format!("p{at}.{}@example.org", dice(50)).parse::<EmailAddress>().unwrap(),
                display_name: DisplayName::parse(&[name, NAMES[dice(10) as usize]].join(" ")).unwrap(),
                role: Role::ALL[dice(3) as usize],
                status: Status::ALL[dice(3) as usize],
                validity: Validity {
                    from: (dice(5) == 0).then(|| ago(&mut dice).plus(HOUR * 1000)),
                    until: (dice(5) == 0).then(|| ago(&mut dice).plus(HOUR * 1000)),
                },
                trashed_at: (dice(6) == 0).then_some(now),
                verified_at: (dice(3) > 0).then_some(now),
                // Some were made at one moment.
                created_at: if dice(2) == 0 { now } else { ago(&mut dice) },
                ..ada.clone()
            };
            tx.insert_account(&account)?;
            if dice(2) == 0 {
                let seat = ["Lab 2", "LÄB", "front-desk"][dice(3) as usize];
                tx.touch_login(account.id, ago(&mut dice), &Seat::new(seat))?;
            }
        }
        Ok(())
    })
    .unwrap();
}

/// The same question to the directory and to the store.
fn ask(house: &House, token: &SessionToken, query: &AccountQuery) -> (Window<AccountRow>, Window<AccountRow>) {
    let from_memory = house.auth.accounts(token, query).unwrap();
    let from_store = house.peek(|tx| tx.accounts(query));
    (from_memory, from_store)
}

fn compare(house: &House, token: &SessionToken, query: &AccountQuery) -> Window<AccountRow> {
    let (mut memory, store) = ask(house, token, query);
    let Total::Exactly(count) = store.total else { panic!("few enough to be counted") };
    match memory.total {
        Total::Exactly(found) => assert_eq!(found, count, "{query:?}"),
        Total::AtLeast(least) => assert!(least <= count),
    }
    memory.total = store.total;
    assert_eq!(memory, store, "{query:?}");
    assert_eq!(house.auth.count_accounts(&Stop::default(), token, &query.search).unwrap(), count);
    memory
}

fn query() -> impl Strategy<Value = (String, AccountSort, Direction, usize)> {
    let typed = prop_oneof![
        select(&TYPED[..]).prop_map(str::to_owned),
        (select(&TYPED[..]), select(&TYPED[..])).prop_map(|(a, b)| format!("{a} {b}")),
        "[a-z0-9@.%_ '!💧é]{0,4}",
    ];
    (typed, select(&AccountSort::ALL[..]), select(&[Direction::Ascending, Direction::Descending][..]), 1..30usize)
}

#[test]
fn it_answers_as_the_store_does_before_and_after_changes() {
    let house = House::new();
    let admin = house.admin();
    fill(&house, 150, 7);
    house.auth.load_directory(&Stop::default(), &admin).unwrap();
    assert!(house.auth.directory_bytes().is_some());
    let mut runner = TestRunner::new(Config { cases: 120, failure_persistence: None, ..Config::default() });
    let turn = std::cell::Cell::new(0_u64);
    let changing = prop::collection::vec(any::<prop::sample::Index>(), 0..4);
    runner
        .run(&(query(), changing), |((typed, sort, direction, limit), changing)| {
            turn.set(turn.get() + 1);
            let search = Search::parse(&typed, house.now()).unwrap_or_default();
            let query = |page| AccountQuery { search: search.clone(), sort, direction, page, limit };
            // Forth, and back.
            let first = compare(&house, &admin, &query(Page::First));
            let mut part = first;
            for _ in 0..4 {
                let Some(last) = part.rows.last().filter(|_| part.more_after) else { break };
                part = compare(&house, &admin, &query(Page::After(last.id)));
            }
            let mut part = compare(&house, &admin, &query(Page::Last));
            for _ in 0..4 {
                let Some(first) = part.rows.first().filter(|_| part.more_before) else { break };
                part = compare(&house, &admin, &query(Page::Before(first.id)));
            }
            let everybody = house.peek(|tx| tx.matching_accounts(&Search::everybody()));
            compare(&house, &admin, &query(Page::From(everybody[everybody.len() / 2])));
            let all = house.auth.matching(&Stop::default(), &admin, &search).unwrap();
            prop_assert_eq!(&all, &house.peek(|tx| tx.matching_accounts(&search)));
            // Then somebody changes something, in this process or another.
            for index in changing {
                let id = *index.get(&everybody);
                change(&house, id, turn.get());
            }
            if turn.get().is_multiple_of(10) {
                house.pass(MINUTE);
                fill_one(&house, turn.get());
            }
            Ok(())
        })
        .unwrap();
}

fn change(house: &House, id: AccountId, turn: u64) {
    let ada = house.account("ada").id;
    write(house.store.as_ref(), |tx| {
        let Some(account) = tx.account(id)?.filter(|account| account.id != ada) else { return Ok(()) };
        match turn % 5 {
            0 => tx.touch_login(id, house.now(), &Seat::new("Lab 3")),
            1 => tx.delete_account(id).map(|_| ()),
            2 => tx.update_account(&Account { trashed_at: Some(house.now()), ..account }),
            3 => tx.update_account(&Account { display_name: DisplayName::parse("Changed Ann").unwrap(), ..account }),
            _ => tx.update_account(&Account { status: Status::Suspended, role: Role::Helper, ..account }),
        }
    })
    .unwrap();
}

fn fill_one(house: &House, turn: u64) {
    let ada = house.account("ada");
    let username = format!("new_ann{turn}");
    let account = Account {
        id: AccountId::new(house.now(), house.entropy.as_ref()),
        username: Username::stored(username.clone(), username.clone()).unwrap(),
        email: format!("{username}@example.org").parse().unwrap(),
        created_at: house.now(),
        ..ada
    };
    write(house.store.as_ref(), |tx| tx.insert_account(&account)).unwrap();
}

#[test]
fn what_an_act_changed_is_found_by_the_next_question() {
    let house = House::new();
    let admin = house.admin();
    fill(&house, 60, 3);
    let search = Search::parse("ann state:active", house.now()).unwrap();
    house.auth.load_directory(&Stop::default(), &admin).unwrap();
    let stop = Stop::default();
    let before = house.auth.matching(&stop, &admin, &search).unwrap();
    assert!(before.len() > 1);
    house.auth.act_on(&house.seat, &admin, &Act::Suspend, &before[..1]).unwrap();
    let after = house.auth.matching(&stop, &admin, &search).unwrap();
    assert_eq!(after, before[1..]);
    assert_eq!(house.auth.count_accounts(&stop, &admin, &search).unwrap(), after.len() as u64);
}

#[test]
fn a_directory_that_was_dropped_or_overtaken_leaves_the_store_to_answer() {
    let house = House::new();
    let admin = house.admin();
    fill(&house, 20, 5);
    let query = AccountQuery { limit: 50, ..AccountQuery::default() };
    let stop = Stop::default();
    house.auth.load_directory(&stop, &admin).unwrap();
    house.auth.drop_directory();
    assert_eq!(house.auth.directory_bytes(), None);
    compare(&house, &admin, &query);
    // So many changes that to follow them takes longer than to begin anew.
    house.auth.load_directory(&stop, &admin).unwrap();
    let ada = house.account("ada").id;
    write(house.store.as_ref(), |tx| {
        (0..=vestibule::store::CHANGES_KEPT).try_for_each(|_| tx.touch_login(ada, house.now(), &house.seat))
    })
    .unwrap();
    compare(&house, &admin, &query);
    assert_eq!(house.auth.directory_bytes(), None);
    house.auth.load_directory(&stop, &admin).unwrap();
    assert!(house.auth.directory_bytes().is_some());
    compare(&house, &admin, &query);
}

#[test]
fn nobody_asks_the_directory_without_the_right_to() {
    let house = House::new();
    let admin = house.admin();
    house.member("mira");
    let mira = house.log_in("mira").token;
    let stop = Stop::default();
    house.auth.load_directory(&stop, &admin).unwrap();
    let everybody = Search::everybody();
    let query = AccountQuery { limit: 5, ..AccountQuery::default() };
    assert!(matches!(house.auth.accounts(&mira, &query), Err(CallError::Forbidden)));
    assert!(matches!(house.auth.count_accounts(&stop, &mira, &everybody), Err(CallError::Forbidden)));
    assert!(matches!(house.auth.matching(&stop, &mira, &everybody), Err(CallError::Forbidden)));
    assert!(matches!(house.auth.load_directory(&stop, &mira), Err(CallError::Forbidden)));
    house.auth.log_out(&house.seat, &admin).unwrap();
    assert!(matches!(house.auth.count_accounts(&stop, &admin, &everybody), Err(CallError::SignedOut)));
    // Who may not load it leaves nothing behind.
    house.auth.drop_directory();
    assert!(house.auth.load_directory(&stop, &mira).is_err() && house.auth.directory_bytes().is_none());
}

#[test]
fn what_is_called_off_stops() {
    let house = House::new();
    let admin = house.admin();
    fill(&house, 1500, 9);
    let stop = Stop::default();
    stop.stop();
    let search = Search::parse("!q !w zz", Timestamp::default()).unwrap();
    // In the store, while it is being loaded, and in memory.
    assert!(matches!(house.auth.count_accounts(&stop, &admin, &search), Err(CallError::Stopped)));
    assert!(matches!(house.auth.load_directory(&stop, &admin), Err(CallError::Stopped)));
    assert_eq!(house.auth.directory_bytes(), None);
    house.auth.load_directory(&Stop::default(), &admin).unwrap();
    assert!(matches!(house.auth.count_accounts(&stop, &admin, &search), Err(CallError::Stopped)));
    let query = AccountQuery { search: search.clone(), limit: 9, ..AccountQuery::default() };
    assert!(matches!(house.auth.accounts_until(&stop, &admin, &query), Err(CallError::Stopped)));
    assert_eq!(house.auth.count_accounts(&Stop::default(), &admin, &search).unwrap(), 0);
}
