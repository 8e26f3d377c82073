//! Searches that the staff save for everybody at the desk.

use vestibule::auth::CallError;
use vestibule::auth::saved::SaveSearchError;
use vestibule::domain::{AuditEvent, SavedSearch, SearchName};

use crate::house::House;

fn search(house: &House, name: &str, text: &str) -> SavedSearch {
    SavedSearch::parse(name, text, house.now()).unwrap()
}

#[test]
fn what_one_saves_everybody_at_the_desk_has_and_the_audit_tells_who() {
    let house = House::new();
    let admin = house.admin();
    let helper = house.employ(&admin, "hedy");
    let (auth, seat) = (&house.auth, &house.seat);
    auth.save_search(seat, &helper, &search(&house, "Late mail", "verified:no")).unwrap();
    assert_eq!(auth.saved_searches(&admin).unwrap(), [search(&house, "Late mail", "verified:no")]);
    auth.save_search(seat, &admin, &search(&house, "late MAIL", "verified:no created:<2026")).unwrap();
    let row = house.last_event();
    assert_eq!((row.event, row.actor.name.as_str()), (AuditEvent::SearchSaved, "ada"));
    assert_eq!(row.before.as_deref(), Some("Late mail: verified:no"));
    assert_eq!(row.after.as_deref(), Some("late MAIL: verified:no created:<2026"));
    let left = auth.remove_search(seat, &helper, &SearchName::parse("Late Mail").unwrap()).unwrap();
    assert!(left.is_empty());
    let row = house.last_event();
    assert_eq!((row.event, row.actor.name.as_str()), (AuditEvent::SearchRemoved, "hedy"));
}

#[test]
fn what_changes_nothing_leaves_no_trace() {
    let house = House::new();
    let admin = house.admin();
    let late = search(&house, "Late mail", "verified:no");
    for _ in 0..2 {
        house.auth.save_search(&house.seat, &admin, &late).unwrap();
    }
    assert_eq!(house.count(AuditEvent::SearchSaved), 1);
    let gone = house.auth.remove_search(&house.seat, &admin, &SearchName::parse("other").unwrap());
    assert!(matches!(gone, Err(CallError::Gone)));
    assert_eq!(house.count(AuditEvent::SearchRemoved), 0);
}

#[test]
fn there_are_as_many_as_can_be_looked_through() {
    let house = House::new();
    let operator = house.auth.operator();
    for number in 0..SavedSearch::MOST {
        operator.save_search(&house.seat, &search(&house, &format!("number {number}"), "x")).unwrap();
    }
    let one_more = operator.save_search(&house.seat, &search(&house, "one more", "x"));
    assert!(matches!(one_more, Err(SaveSearchError::TooMany)));
    operator.save_search(&house.seat, &search(&house, "number 7", "y")).unwrap();
    assert_eq!(operator.saved_searches().unwrap().len(), SavedSearch::MOST);
}

#[test]
fn reading_for_a_screen_by_itself_does_not_count_as_use() {
    let house = House::new();
    let admin = house.admin();
    let seen = || {
        let ada = house.account("ada").id;
        house.peek(|tx| tx.live_sessions(ada, house.now()))[0].last_seen_at
    };
    let begun = seen();
    house.pass(crate::house::MINUTE * 2);
    house.auth.saved_searches(&admin.unattended()).unwrap();
    assert_eq!(seen(), begun);
    house.auth.saved_searches(&admin).unwrap();
    assert!(seen() > begun);
}
