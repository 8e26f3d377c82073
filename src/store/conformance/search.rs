//! Search: whatever is typed finds what contains it, and breaks nothing.

use super::people::{People, address, minute, words};
use crate::domain::{
    Account, AccountId, AccountQuery, AccountSort, Direction, DisplayName, EmailAddress, Page, Total, Username, text,
};
use crate::store::{Store, read, write};

super::cases![
    what_is_typed_finds_what_contains_it,
    a_change_is_found_by_its_new_words_only,
    a_search_has_parts_like_the_whole_list,
    many_matches_are_counted_up_to_a_bound,
];

const PEOPLE: [(&str, &str, &str); 8] = [
    ("mira_k", "Mira Kowalski", "mira@example.org"),
    ("mirak", "Zoë Müller", "Z.Mueller@Example.net"),
    ("percent", "100% sure", "p+tag@example.org"),
    ("quote", "O'Neil \"Q\"", "o'neil@example.ie"),
    ("slash", "back\\slash", "b@example.org"),
    ("drop", "💧 water ﬁne", "d@example.org"),
    ("sato", "佐藤 健一", "sato@example.jp"),
    ("bare", "", "bare@example.com"),
];

fn stored(store: &dyn Store) -> Vec<Account> {
    let people = People::new();
    let accounts: Vec<Account> = PEOPLE
        .iter()
        .map(|(username, shown, email)| Account {
            display_name: DisplayName::parse(shown).unwrap(),
            email: address(email),
            ..people.account(username)
        })
        .collect();
    write(store, |tx| accounts.iter().try_for_each(|account| tx.insert_account(account))).unwrap();
    accounts
}

fn found(store: &dyn Store, search: &str) -> Vec<String> {
    let query = AccountQuery { search: words(search), limit: 100, ..AccountQuery::default() };
    let window = read(store, |tx| tx.accounts(&query)).unwrap();
    assert_eq!(window.total, Total::Exactly(u64::try_from(window.rows.len()).unwrap()));
    window.rows.into_iter().map(|row| row.username).collect()
}

fn what_is_typed_finds_what_contains_it(store: &dyn Store) {
    stored(store);
    let all = ["bare", "drop", "mira_k", "mirak", "percent", "quote", "sato", "slash"];
    let pages = "mira ".repeat(20_000);
    for (typed, expected) in [
        ("", &all[..]),
        ("   ", &all[..]),
        ("MIRA", &["mira_k", "mirak"]),
        ("kowalski mira", &["mira_k"]),
        ("mira zoe", &["mirak"]),
        ("muller", &["mirak"]),
        ("MÜLLER", &["mirak"]),
        ("z.mueller@example.NET", &["mirak"]),
        // Every character is only itself.
        ("%", &["percent"]),
        ("_", &["mira_k"]),
        ("a_k", &["mira_k"]),
        ("mira%k", &[]),
        ("\\", &["slash"]),
        ("'", &["quote"]),
        ("\"q\"", &["quote"]),
        ("' OR 1=1 --", &[]),
        ("*", &[]),
        ("?", &[]),
        ("[a-z]", &[]),
        ("p+tag", &["percent"]),
        ("💧", &["drop"]),
        ("fine", &["drop"]),
        ("佐藤", &["sato"]),
        ("健一 sato", &["sato"]),
        // What can't be shown can't be searched for.
        ("\u{0}", &all[..]),
        ("mi\u{0}ra\u{200b}", &["mira_k", "mirak"]),
        ("\u{202e}", &all[..]),
        // Words don't reach from one part into the next.
        ("mira_kmira", &[]),
        ("mira_k\nmira", &["mira_k"]),
        ("nobody", &[]),
        (pages.as_str(), &["mira_k", "mirak"]),
    ] {
        assert_eq!(found(store, typed), expected, "{:?}", typed.chars().take(40).collect::<String>());
    }
}

fn a_change_is_found_by_its_new_words_only(store: &dyn Store) {
    let accounts = stored(store);
    let changed = Account {
        display_name: DisplayName::parse("Élise").unwrap(),
        email: address("elsewhere@example.com"),
        ..accounts[0].clone()
    };
    write(store, |tx| tx.update_account(&changed)).unwrap();
    assert_eq!(found(store, "elise elsewhere"), ["mira_k"]);
    assert!(found(store, "kowalski").is_empty());
    write(store, |tx| tx.delete_account(changed.id)).unwrap();
    assert!(found(store, "elise").is_empty());
}

fn a_search_has_parts_like_the_whole_list(store: &dyn Store) {
    let people = People::new();
    let accounts: Vec<Account> = (0..40u64)
        .map(|n| Account {
            display_name: DisplayName::parse(if n % 3 == 0 { "Wanted" } else { "Other" }).unwrap(),
            created_at: minute(n % 4),
            ..people.account(&format!("person_{n}"))
        })
        .collect();
    write(store, |tx| accounts.iter().try_for_each(|account| tx.insert_account(account))).unwrap();
    for sort in AccountSort::ALL {
        for direction in [Direction::Ascending, Direction::Descending] {
            let query = |page, limit| AccountQuery { search: words("wanted"), sort, direction, page, limit };
            let ask = |page, limit| read(store, |tx| tx.accounts(&query(page, limit))).unwrap();
            let whole: Vec<AccountId> = ask(Page::First, 100).rows.iter().map(|row| row.id).collect();
            assert_eq!(whole.len(), 14);
            let ids = |page| {
                let part = ask(page, 5);
                assert_eq!(part.total, Total::Exactly(14));
                (part.rows.iter().map(|row| row.id).collect::<Vec<_>>(), part.more_before, part.more_after)
            };
            assert_eq!(ids(Page::First), (whole[..5].to_vec(), false, true));
            assert_eq!(ids(Page::After(whole[4])), (whole[5..10].to_vec(), true, true));
            assert_eq!(ids(Page::After(whole[9])), (whole[10..].to_vec(), true, false));
            assert_eq!(ids(Page::Last), (whole[9..].to_vec(), true, false));
            assert_eq!(ids(Page::Before(whole[9])), (whole[4..9].to_vec(), true, true));
            assert_eq!(ids(Page::Before(whole[0])), (vec![], false, true));
            assert_eq!(ids(Page::From(whole[0])), (whole[..5].to_vec(), false, true));
            // A row that is there but does not match still says where it would stand.
            let everybody =
                read(store, |tx| tx.accounts(&AccountQuery { search: words(""), ..query(Page::First, 100) }));
            let everybody: Vec<AccountId> = everybody.unwrap().rows.iter().map(|row| row.id).collect();
            let stranger = everybody.iter().position(|id| !whole.contains(id)).unwrap();
            let before = everybody[..stranger].iter().filter(|id| whole.contains(id)).count();
            assert_eq!(ids(Page::From(everybody[stranger])).0, whole[before..whole.len().min(before + 5)]);
        }
    }
}

fn many_matches_are_counted_up_to_a_bound(store: &dyn Store) {
    let people = People::new();
    let named = people.account("placeholder");
    write(store, |tx| {
        for n in 0..10_020u32 {
            let username = format!("p{n:05}");
            let account = Account {
                id: AccountId::new(minute(0), &people.entropy),
                // Not parsed: ten thousand times PRECIS takes long without optimization.
                username: Username::stored(username.clone(), username.clone()).unwrap(),
                email: format!("{username}@example.org").parse::<EmailAddress>().unwrap(),
                ..named.clone()
            };
            tx.insert_account(&account)?;
        }
        Ok(())
    })
    .unwrap();
    let ask = |search: &str, page| {
        let query = AccountQuery { search: words(search), page, limit: 3, ..AccountQuery::default() };
        read(store, |tx| tx.accounts(&query)).unwrap()
    };
    assert_eq!(ask("", Page::First).total, Total::Exactly(10_020));
    let many = ask(&text::fold("EXAMPLE.org"), Page::Last);
    assert_eq!((many.total, many.more_before, many.more_after), (Total::AtLeast(10_000), true, false));
    assert_eq!(many.rows[2].username, "p10019");
    let next = ask("example", Page::After(ask("example", Page::First).rows[2].id));
    assert_eq!((next.rows[0].username.as_str(), next.more_before, next.more_after), ("p00003", true, true));
    let few = ask("p0999", Page::First);
    assert_eq!((few.total, few.rows[0].username.as_str()), (Total::Exactly(10), "p09990"));
}
