//! The desk: today at a glance.

use vestibule::auth::act::Act;
use vestibule::auth::desk::DeskView;
use vestibule::domain::{AuditEvent, Role, Total};

use crate::house::{HOUR, House, MINUTE};

fn seats(view: &DeskView) -> Vec<(String, u64)> {
    view.seats.iter().map(|(seat, sessions)| (seat.to_string(), *sessions)).collect()
}

#[test]
fn a_new_house_has_one_admin_at_one_seat() {
    let house = House::new();
    let admin = house.admin();
    let view = house.auth.desk(&admin).unwrap();
    // The admin has proved their own address.
    assert_eq!((view.accounts, view.came(), view.sessions()), (1, 1, 1));
    assert_eq!(seats(&view), [("front-desk".to_owned(), 1)]);
    assert_eq!(view.newcomers.len(), DeskView::HOURS);
    assert!(view.locked.is_empty());
    assert_eq!(view.counts.parked, Total::Exactly(0));
    assert_eq!(view.recent.unwrap().len(), house.trail().len());
}

#[test]
fn who_comes_is_counted_by_the_hour_and_forgotten_after_a_day() {
    let house = House::new();
    house.admin();
    house.member("olga");
    house.pass(HOUR);
    let admin = house.log_in("ada").token;
    house.member("mira");
    house.member("nora");
    let view = house.auth.desk(&admin).unwrap();
    assert_eq!(view.came(), 4);
    assert_eq!(view.newcomers[DeskView::HOURS - 2..], [2, 2]);
    house.pass(23 * HOUR + 30 * MINUTE);
    let admin = house.log_in("ada").token;
    assert_eq!(house.auth.desk(&admin).unwrap().came(), 2);
}

#[test]
fn what_waits_is_counted() {
    let house = House::new();
    let admin = house.admin();
    house.sign_up("olga");
    house.sign_up("mira");
    house.post();
    house.sign_up("nora");
    let written = house.now();
    house.pass(MINUTE);
    let counts = house.auth.desk(&admin).unwrap().counts;
    assert_eq!((counts.parked, counts.letters), (Total::Exactly(3), Total::Exactly(1)));
    assert_eq!(counts.oldest_letter, Some(written));
    house.fail_the_post("no");
    let counts = house.auth.desk(&admin).unwrap().counts;
    assert_eq!((counts.letters, counts.failed, counts.oldest_letter), (Total::Exactly(0), Total::Exactly(1), None));
}

#[test]
fn an_account_whose_guesses_are_used_up_is_named_until_the_day_is_over() {
    let house = House::new();
    house.admin();
    let olga = house.member("olga");
    house.member("mira");
    for _ in 0..house.auth.policy().guesses_a_day {
        let _ = house.try_password("olga", "not the password at all");
        house.pass(MINUTE);
    }
    let _ = house.try_password("mira", "not the password at all");
    house.pass(MINUTE);
    let admin = house.log_in("ada").token;
    assert_eq!(house.auth.desk(&admin).unwrap().locked, [(olga.id, "olga".to_owned())]);
    house.auth.clear_throttle(&house.seat, &admin, olga.id).unwrap();
    assert!(house.auth.desk(&admin).unwrap().locked.is_empty());
}

#[test]
fn a_helper_sees_the_desk_without_what_happened() {
    let house = House::new();
    let admin = house.admin();
    let olga = house.member("olga");
    house.auth.act_on(&house.seat, &admin, &Act::SetRole(Role::Helper), &[olga.id]).unwrap();
    let helper = house.log_in("olga").token;
    let view = house.auth.desk(&helper).unwrap();
    assert_eq!((view.accounts, view.recent), (2, None));
    assert_eq!(house.count(AuditEvent::Refused), 0);
    assert!(house.auth.operator().desk().unwrap().recent.is_some());
}

#[test]
fn ended_and_restarted_sessions_are_nobodys() {
    let house = House::new();
    let admin = house.admin();
    house.member("olga");
    let olga = house.log_in("olga").token;
    assert_eq!(house.auth.desk(&admin).unwrap().sessions(), 2);
    house.auth.log_out(&house.seat, &olga).unwrap();
    assert_eq!(house.auth.desk(&admin).unwrap().sessions(), 1);
    assert_eq!(house.restarted().auth.operator().desk().unwrap().sessions(), 0);
}
