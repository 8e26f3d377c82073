//! The list of accounts: every order, both ways, in parts of any size.

use std::cmp::Ordering;

use super::people::{People, address, minute, words};
use crate::domain::{
    Account, AccountId, AccountQuery, AccountRow, AccountSort, Direction, DisplayName, Page, Role, Status, Total,
    Window, text,
};
use crate::store::{Store, read, write};

super::cases![
    every_order_is_what_it_says,
    parts_join_to_the_whole_in_every_order,
    a_part_knows_what_lies_on_either_side,
    a_part_begins_with_the_row_it_is_asked_from,
    a_row_that_is_gone_stands_for_an_end,
    rows_that_come_and_go_shift_nobody,
    an_empty_list_has_empty_parts,
];

/// 23 people: few values in most columns, so that the id has to break ties.
fn crowd(store: &dyn Store) -> Vec<Account> {
    let people = People::new();
    let shown = ["", "Zoë", "zoe", "ádám", "Adam", "_", "佐藤", "💧"];
    let crowd: Vec<Account> = (0..23usize)
        .map(|n| Account {
            email: address(&format!("{}{n}@example.org", if n % 3 == 0 { "Z" } else { "a" })),
            display_name: DisplayName::parse(shown[n % shown.len()]).unwrap(),
            role: Role::ALL[usize::from(n % 7 == 0)],
            status: Status::ALL[usize::from(n % 5 == 0)],
            created_at: minute(u64::try_from(n % 4).unwrap()),
            last_login_at: (n % 2 == 0).then(|| minute(u64::try_from(n % 3).unwrap())),
            ..people.account(&format!("{}_{n}", if n % 2 == 0 { "person" } else { "human" }))
        })
        .collect();
    write(store, |tx| crowd.iter().try_for_each(|account| tx.insert_account(account))).unwrap();
    crowd
}

fn order(sort: AccountSort, a: &AccountRow, b: &AccountRow) -> Ordering {
    let by = match sort {
        AccountSort::Username => a.username.cmp(&b.username),
        AccountSort::DisplayName => text::fold(&a.display_name).cmp(&text::fold(&b.display_name)),
        AccountSort::Email => a.email.to_lowercase().cmp(&b.email.to_lowercase()),
        AccountSort::Role => a.role.as_str().cmp(b.role.as_str()),
        AccountSort::Status => a.status.as_str().cmp(b.status.as_str()),
        AccountSort::Created => a.created_at.cmp(&b.created_at),
        AccountSort::LastLogin => a.last_login_at.cmp(&b.last_login_at),
    };
    by.then(a.id.cmp(&b.id))
}

fn orders() -> impl Iterator<Item = (AccountSort, Direction)> {
    AccountSort::ALL.into_iter().flat_map(|sort| [(sort, Direction::Ascending), (sort, Direction::Descending)])
}

fn ask(store: &dyn Store, query: &AccountQuery) -> Window<AccountRow> {
    read(store, |tx| tx.accounts(query)).unwrap()
}

fn ids(window: &Window<AccountRow>) -> Vec<AccountId> {
    window.rows.iter().map(|row| row.id).collect()
}

fn every_order_is_what_it_says(store: &dyn Store) {
    let crowd = crowd(store);
    for (sort, direction) in orders() {
        let all = ask(store, &AccountQuery { sort, direction, limit: 100, ..AccountQuery::default() });
        assert_eq!((all.rows.len(), all.total), (crowd.len(), Total::Exactly(23)));
        assert!(!all.more_before && !all.more_after);
        for pair in all.rows.windows(2) {
            let met = order(sort, &pair[0], &pair[1]);
            let wanted = if direction == Direction::Ascending { Ordering::Less } else { Ordering::Greater };
            assert_eq!(met, wanted, "{sort:?} {direction:?}: {} and {}", pair[0].username, pair[1].username);
        }
        let account = &crowd[4];
        let row = all.rows.iter().find(|row| row.id == account.id).unwrap();
        let expected = AccountRow {
            id: account.id,
            username: account.username.as_str().to_owned(),
            display_name: account.display_name.as_str().to_owned(),
            email: account.email.as_str().to_owned(),
            role: account.role,
            status: account.status,
            validity: account.validity,
            trashed_at: account.trashed_at,
            verified_at: account.verified_at,
            created_at: account.created_at,
            last_login_at: account.last_login_at,
            last_seat: None,
            version: account.version,
        };
        assert_eq!(row, &expected);
    }
}

fn parts_join_to_the_whole_in_every_order(store: &dyn Store) {
    crowd(store);
    for (sort, direction) in orders() {
        for limit in [1, 4, 22, 23, 24] {
            let query = AccountQuery { sort, direction, limit, ..AccountQuery::default() };
            let whole = ids(&ask(store, &AccountQuery { limit: 100, ..query.clone() }));

            let mut onward = Vec::new();
            let mut page = Page::First;
            loop {
                let part = ask(store, &AccountQuery { page, ..query.clone() });
                assert_eq!(part.more_before, !onward.is_empty(), "{sort:?} {direction:?} {limit}");
                onward.extend(ids(&part));
                if !part.more_after {
                    break;
                }
                page = Page::After(*onward.last().unwrap());
            }
            assert_eq!(onward, whole, "{sort:?} {direction:?} {limit}");

            let mut back = Vec::new();
            let mut page = Page::Last;
            loop {
                let part = ask(store, &AccountQuery { page, ..query.clone() });
                assert_eq!(part.more_after, !back.is_empty(), "{sort:?} {direction:?} {limit}");
                back.splice(0..0, ids(&part));
                if !part.more_before {
                    break;
                }
                page = Page::Before(back[0]);
            }
            assert_eq!(back, whole, "{sort:?} {direction:?} {limit}");
        }
    }
}

fn a_part_knows_what_lies_on_either_side(store: &dyn Store) {
    crowd(store);
    let query = AccountQuery { limit: 5, ..AccountQuery::default() };
    let whole = ids(&ask(store, &AccountQuery { limit: 100, ..query.clone() }));
    let (first, last) = (whole[0], whole[22]);
    for (page, rows, more_before, more_after) in [
        (Page::First, &whole[..5], false, true),
        (Page::Last, &whole[18..], true, false),
        (Page::After(first), &whole[1..6], true, true),
        (Page::After(whole[17]), &whole[18..], true, false),
        (Page::After(last), &[], true, false),
        (Page::Before(last), &whole[17..22], true, true),
        (Page::Before(whole[5]), &whole[..5], false, true),
        (Page::Before(first), &[], false, true),
        (Page::From(first), &whole[..5], false, true),
        (Page::From(last), &whole[22..], true, false),
    ] {
        let part = ask(store, &AccountQuery { page, ..query.clone() });
        let sides = (part.more_before, part.more_after);
        assert_eq!((ids(&part).as_slice(), sides), (rows, (more_before, more_after)), "{page:?}");
    }
    let none = ask(store, &AccountQuery { limit: 0, ..query });
    assert_eq!((none.rows.len(), none.more_before, none.more_after), (0, false, true));
}

fn a_part_begins_with_the_row_it_is_asked_from(store: &dyn Store) {
    crowd(store);
    for (sort, direction) in orders() {
        let query = AccountQuery { sort, direction, limit: 6, ..AccountQuery::default() };
        let whole = ids(&ask(store, &AccountQuery { limit: 100, ..query.clone() }));
        for (at, id) in whole.iter().enumerate() {
            let part = ask(store, &AccountQuery { page: Page::From(*id), ..query.clone() });
            assert_eq!(ids(&part), whole[at..whole.len().min(at + 6)], "{sort:?} {direction:?} from {at}");
            assert_eq!((part.more_before, part.more_after), (at > 0, at + 6 < whole.len()));
        }
    }
}

fn a_row_that_is_gone_stands_for_an_end(store: &dyn Store) {
    let crowd = crowd(store);
    let gone = crowd[9].id;
    write(store, |tx| tx.delete_account(gone)).unwrap();
    let query = AccountQuery { limit: 5, ..AccountQuery::default() };
    let asked = |page| ids(&ask(store, &AccountQuery { page, ..query.clone() }));
    assert_eq!(asked(Page::After(gone)), asked(Page::First));
    assert_eq!(asked(Page::From(gone)), asked(Page::First));
    assert_eq!(asked(Page::Before(gone)), asked(Page::Last));
}

fn rows_that_come_and_go_shift_nobody(store: &dyn Store) {
    let crowd = crowd(store);
    let query = AccountQuery { limit: 5, ..AccountQuery::default() };
    let first = ids(&ask(store, &query));
    let whole = ids(&ask(store, &AccountQuery { limit: 100, ..query.clone() }));
    // A row leaves the part that was seen, another enters it.
    let newcomer = People::new().account("aaa");
    let newcomer = Account { id: AccountId::from_bytes([1; 16]), ..newcomer };
    write(store, |tx| {
        tx.delete_account(first[2])?;
        tx.insert_account(&newcomer)
    })
    .unwrap();
    let next = ask(store, &AccountQuery { page: Page::After(first[4]), ..query });
    assert_eq!(ids(&next), whole[5..10]);
    assert_eq!(next.total, Total::Exactly(u64::try_from(crowd.len()).unwrap()));
}

fn an_empty_list_has_empty_parts(store: &dyn Store) {
    let nobody = AccountId::from_bytes([3; 16]);
    for page in [Page::First, Page::Last, Page::After(nobody), Page::Before(nobody), Page::From(nobody)] {
        for search in ["", "mira"] {
            let query = AccountQuery { page, search: words(search), limit: 5, ..AccountQuery::default() };
            let empty = Window { rows: vec![], more_before: false, more_after: false, total: Total::Exactly(0) };
            assert_eq!(ask(store, &query), empty, "{page:?}");
        }
    }
}
