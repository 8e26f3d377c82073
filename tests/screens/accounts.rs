//! The list of accounts, as an admin lives in it: searching, marking, sorting, saved searches, what others change.

use vestibule::auth::act::Act;
use vestibule::domain::{AccountSort, AuditEvent, Role, SavedSearch, Status};
use vestibule::tui::effect::Call;
use vestibule::tui::msg::{Hit, Input, Msg};
use vestibule::tui::screen::Screen;
use vestibule::tui::screen::admin::Accounts;
use vestibule::tui::{follows_changes, next_deadline};

use crate::desk::{Desk, misses, sees};
use crate::house::{HOUR, House, MINUTE, SECOND};

fn desk() -> Desk {
    let mut desk = Desk::with(&["mira_k", "miranda", "olga"]);
    desk.log_in("ada");
    sees(&desk, "4 accounts");
    desk
}

/// With so many people besides the admin.
fn crowded(count: usize) -> Desk {
    let mut desk = Desk::with(&[]);
    desk.house.crowd(count);
    desk.log_in("ada");
    desk
}

fn accounts(desk: &Desk) -> &Accounts {
    match &desk.model.screen {
        Screen::Admin(admin) => &admin.accounts,
        other => panic!("{other:?}"),
    }
}

fn chosen(desk: &Desk) -> String {
    accounts(desk).found.list.chosen().expect("a row").username.clone()
}

/// The usernames on the screen, from the top.
fn listed(desk: &Desk) -> Vec<String> {
    let screen = desk.screen();
    let rows = screen.lines().skip(4).take_while(|line| !line.trim().is_empty());
    rows.filter_map(|row| row.trim_start_matches(['›', '●', ' ']).split(' ').next().map(str::to_owned)).collect()
}

// ── searching ───────────────────────────────────────────────────────────────────────────────────────

#[test]
fn a_field_that_is_not_finished_says_what_it_needs_and_the_rows_stay() {
    let mut desk = desk();
    desk.keys("/mir");
    sees(&desk, "2 of 4");
    desk.keys(" role:");
    // What is typed before the colon was looked for as a word; now it is a field.
    sees(&desk, "! role: needs a value, e.g. role:admin");
    sees(&desk, "2 of 4");
    sees(&desk, "miranda");
    desk.keys("amdin");
    sees(&desk, "! role:amdin is not known. It takes user, helper or admin.");
    sees(&desk, "miranda");
    desk.keys("<c-w>role:user");
    misses(&desk, "needs a value");
    sees(&desk, "2 of 4");
    desk.keys("<esc>");
    sees(&desk, "4 accounts");
}

#[test]
fn a_hint_holds_nothing_up() {
    let mut desk = desk();
    desk.keys("/mir state:<ret>");
    sees(&desk, "! state: needs a value");
    desk.keys("<f5>");
    sees(&desk, "2 of 4");
    desk.keys("2<down>");
    assert_eq!(listed(&desk), ["mira_k", "miranda"]);
}

#[test]
fn fields_and_words_are_searched_together() {
    let mut desk = desk();
    desk.house.change("olga", |olga| olga.status = Status::Suspended);
    desk.keys("/state:suspended !mira<ret>");
    sees(&desk, "1 of 4");
    assert_eq!(listed(&desk), ["olga"]);
    sees(&desk, "suspended");
}

#[test]
fn a_new_search_begins_at_its_top() {
    let mut desk = crowded(300);
    desk.keys("<pgdn><pgdn><down>/person029<ret>");
    assert_eq!(chosen(&desk), "person0290");
    sees(&desk, "10 of 301");
}

#[test]
fn a_search_longer_than_its_place_scrolls_with_the_caret() {
    let mut desk = desk();
    desk.resize(40, 12).keys("/abcdefghijklmnopqrstuvwxyz0123456789");
    sees(&desk, "0123456789");
    misses(&desk, "abcdef");
    assert!(desk.caret().is_some_and(|at| at.y == 2 && at.x < 40));
}

// ── marks ───────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn space_marks_and_moves_on_and_the_number_is_always_seen() {
    let mut desk = desk();
    desk.keys("  ");
    sees(&desk, "● 2 marked 4 accounts");
    assert_eq!(chosen(&desk), "miranda");
    let screen = desk.screen();
    assert!(screen.contains(" ● ada") && screen.contains(" ● mira_k") && screen.contains(" › miranda"), "{screen}");
    desk.keys("<up> ");
    sees(&desk, "● 1 marked");
    desk.keys("/olga<ret> ");
    sees(&desk, "● 2 marked 1 of 4");
    assert!(desk.screen().contains("›● olga"));
    let ids: Vec<_> = ["ada", "olga"].map(|name| desk.house.account(name).id).into();
    let mut targets = accounts(&desk).targets();
    targets.sort_by_key(|id| ids.iter().position(|other| other == id));
    assert_eq!(targets, ids);
}

#[test]
fn esc_leaves_the_search_first_and_the_marks_then() {
    let mut desk = desk();
    desk.keys("/mir<ret> <esc>");
    sees(&desk, "● 1 marked 4 accounts");
    desk.keys("<esc>");
    misses(&desk, "marked");
    desk.keys(" -");
    misses(&desk, "marked");
    desk.keys("-");
    sees(&desk, "Nothing is marked.");
}

#[test]
fn an_act_is_about_the_marked_or_the_chosen_one() {
    let mut desk = desk();
    desk.keys("<down>");
    assert_eq!(accounts(&desk).targets(), [desk.house.account("mira_k").id]);
    desk.keys(" ");
    assert_eq!(accounts(&desk).targets(), [desk.house.account("mira_k").id]);
    desk.keys("<down> ");
    assert_eq!(accounts(&desk).targets().len(), 2);
}

#[test]
fn a_range_is_marked_from_the_last_mark_to_here() {
    let mut desk = crowded(100);
    desk.keys("V");
    sees(&desk, "Mark an account first (Space), then go to the other end.");
    for _ in 0..20 {
        desk.keys("<down>");
    }
    desk.keys(" ");
    assert_eq!(chosen(&desk), "person0020");
    for _ in 0..9 {
        desk.keys("<down>");
    }
    desk.keys("V");
    sees(&desk, "● 11 marked");
    desk.keys("<home>V");
    sees(&desk, "● 31 marked");
}

#[test]
fn a_range_reaches_beyond_the_rows_at_hand_in_either_direction() {
    let mut desk = crowded(3_000);
    desk.keys("<down> <end>V");
    sees(&desk, "● 3,000 marked");
    desk.keys("- <home>V");
    sees(&desk, "● 3,001 marked");
}

#[test]
fn a_range_of_two_lists_is_refused() {
    let mut desk = desk();
    desk.keys(" /mir<ret>V");
    sees(&desk, "The last mark is too far from here, or not in this list.");
    sees(&desk, "● 1 marked");
}

#[test]
fn all_that_match_are_marked_exactly() {
    let mut desk = crowded(12_000);
    desk.keys("/person1<ret>*");
    sees(&desk, "● 3,000 marked");
    desk.keys("<esc>*");
    sees(&desk, "● 12,001 marked 12,001 accounts");
    desk.keys("/nobody_is_called_so<ret>*");
    sees(&desk, "Nobody matches.");
}

#[test]
fn marks_that_are_being_read_are_called_off_by_unmarking() {
    let mut desk = desk();
    desk.keys(" ");
    desk.hold();
    desk.keys("*-");
    desk.release();
    misses(&desk, "marked");
}

// ── sorting and travelling ──────────────────────────────────────────────────────────────────────────

#[test]
fn a_digit_or_a_click_on_a_heading_sorts_and_once_more_turns_round() {
    let mut desk = desk();
    desk.keys("3");
    sees(&desk, "EMAIL ▲");
    desk.keys("3");
    sees(&desk, "EMAIL ▼");
    assert_eq!(listed(&desk), ["olga", "miranda", "mira_k", "ada"]);
    desk.keys("6");
    sees(&desk, "SEEN ▼");
    assert_eq!(listed(&desk).first().map(String::as_str), Some("ada"), "who came last comes first");
    desk.click_on("USERNAME");
    sees(&desk, "USERNAME ▲");
    desk.click_on("ROLE");
    assert_eq!(accounts(&desk).sort, AccountSort::Role);
    desk.send(Msg::Input(Input::Hit(Hit::Column(99))));
    assert_eq!(accounts(&desk).sort, AccountSort::Role);
    desk.keys(":age<ret>");
    assert_eq!(accounts(&desk).sort, AccountSort::Created);
}

#[test]
fn steps_go_through_the_columns_as_they_stand() {
    let mut desk = desk();
    for heading in ["NAME ▲", "EMAIL ▲", "ROLE ▲", "STATE ▲", "SEEN ▲"] {
        desk.keys("o");
        sees(&desk, heading);
    }
    desk.resize(120, 40).keys("o");
    sees(&desk, "SINCE ▲");
    desk.keys("o");
    sees(&desk, "USERNAME ▲");
}

// ── states ──────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn the_state_tells_of_dates_and_of_the_trash_too() {
    let mut desk = desk();
    let now = desk.now().wall;
    desk.house.change("mira_k", |mira| mira.validity.until = Some(now.plus(HOUR)));
    desk.house.change("miranda", |miranda| miranda.validity.from = Some(now.plus(2 * HOUR)));
    desk.house.change("olga", |olga| olga.trashed_at = Some(now));
    desk.keys("<f5>");
    sees(&desk, "3 accounts");
    sees(&desk, "early");
    misses(&desk, "olga");
    desk.house.pass(HOUR);
    desk.log_in_again();
    sees(&desk, "expired");
    desk.keys("/state:trashed<ret>");
    assert_eq!(listed(&desk), ["olga"]);
    sees(&desk, "trashed");
}

// ── what others change ──────────────────────────────────────────────────────────────────────────────

/// Another process does something to somebody.
fn elsewhere(desk: &Desk, name: &str, act: &Act) {
    let other = desk.house.next_door();
    other.auth.operator().act_on(&other.seat, act, &[desk.house.account(name).id]).unwrap();
}

#[test]
fn what_others_change_is_shown_and_the_cursor_stays() {
    let mut desk = desk();
    assert!(follows_changes(&desk.model));
    desk.keys("<down><down> ");
    desk.keys("<up>");
    elsewhere(&desk, "miranda", &Act::Suspend);
    misses(&desk, "suspended");
    desk.send(Msg::Changed);
    sees(&desk, "suspended");
    assert_eq!(chosen(&desk), "miranda");
    sees(&desk, "● 1 marked");
    elsewhere(&desk, "mira_k", &Act::Trash);
    desk.send(Msg::Changed);
    misses(&desk, "mira_k");
    assert_eq!(chosen(&desk), "miranda");
    sees(&desk, "3 accounts");
    sees(&desk, "last: suspended");
}

#[test]
fn the_total_beside_a_search_follows_too() {
    let mut desk = desk();
    desk.keys("/mir");
    elsewhere(&desk, "olga", &Act::Trash);
    desk.send(Msg::Changed);
    sees(&desk, "2 of 3");
}

#[test]
fn a_change_during_a_read_is_read_after_it_and_once() {
    let mut desk = desk();
    desk.hold();
    for _ in 0..5 {
        desk.send(Msg::Changed);
    }
    assert_eq!(desk.held_calls(), ["Accounts"]);
    elsewhere(&desk, "olga", &Act::Suspend);
    let before: Vec<_> = desk.held.take().unwrap().into_iter().collect();
    desk.hold();
    for (id, call) in before {
        let reply = desk.answer(call);
        desk.send(Msg::Reply(id, reply));
    }
    assert!(desk.held_calls().iter().filter(|call| *call == "Accounts").count() == 1, "{:?}", desk.held_calls());
    desk.release();
    sees(&desk, "suspended");
}

#[test]
fn what_a_screen_reads_by_itself_writes_nothing_and_keeps_nobody_signed_in() {
    let mut desk = desk();
    let session = |desk: &Desk| {
        let ada = desk.house.account("ada").id;
        desk.house.peek(|tx| tx.live_sessions(ada, desk.house.now())).remove(0)
    };
    let before = session(&desk);
    for _ in 0..10 {
        desk.pass(5 * MINUTE);
        desk.send(Msg::Changed);
        if desk.screen().contains("Sign in again") {
            break;
        }
        assert_eq!(session(&desk), before, "no cycle can arise: reading is no change");
    }
    sees(&desk, "You were signed out. Sign in again.");
}

#[test]
fn somebody_who_moves_through_the_list_stays_signed_in() {
    let mut desk = desk();
    for _ in 0..10 {
        desk.pass(5 * MINUTE);
        desk.keys("<f5>");
    }
    sees(&desk, "4 accounts");
}

#[test]
fn nothing_is_followed_where_no_list_is_open_and_nothing_wakes_one_that_rests() {
    let mut desk = Desk::with(&["mira_k"]);
    assert!(!follows_changes(&desk.model));
    desk.log_in("ada");
    desk.pass(10 * SECOND);
    assert!(follows_changes(&desk.model) && next_deadline(&desk.model).is_none());
    desk.keys("<f2>");
    assert!(!follows_changes(&desk.model));
}

#[test]
fn the_account_that_is_being_made_is_not_disturbed() {
    let mut desk = desk();
    desk.keys("nnora");
    elsewhere(&desk, "olga", &Act::Suspend);
    desk.send(Msg::Changed);
    sees(&desk, "nora");
    desk.keys("<esc>");
    sees(&desk, "suspended");
}

// ── saved searches ──────────────────────────────────────────────────────────────────────────────────

#[test]
fn a_search_is_saved_under_a_name_and_opened_again() {
    let mut desk = desk();
    desk.keys("'");
    sees(&desk, "Nothing is saved yet.");
    desk.keys("mine<c-s>");
    sees(&desk, "✗ There is no search to save. Type one first (/).");
    desk.keys("<esc>/mir role:user<ret>'<c-s>");
    sees(&desk, "✗ Type a name for the search.");
    desk.keys("Makers named Mir<c-s>");
    sees(&desk, "“Makers named Mir” is saved.");
    assert_eq!(desk.house.count(AuditEvent::SearchSaved), 1);
    desk.keys("<esc>'");
    sees(&desk, "Makers named Mir");
    sees(&desk, "mir role:user");
    desk.keys("xyz");
    sees(&desk, "No saved search is called that.");
    desk.keys("<c-u>makers<ret>");
    sees(&desk, "/ mir role:user");
    sees(&desk, "2 of 4");
    desk.keys("'<del>");
    sees(&desk, "“Makers named Mir” is removed.");
    assert_eq!(desk.house.count(AuditEvent::SearchRemoved), 1);
    desk.keys("'");
    sees(&desk, "Nothing is saved yet.");
}

#[test]
fn saved_searches_belong_to_everybody_at_the_desk() {
    let mut desk = desk();
    let other = desk.house.next_door();
    for (name, text) in [("Late mail", "verified:no created:<2020"), ("Admins", "role:admin")] {
        let search = SavedSearch::parse(name, text, other.now()).unwrap();
        other.auth.operator().save_search(&other.seat, &search).unwrap();
    }
    desk.keys("'");
    sees(&desk, "Admins");
    desk.keys("<down><down><down><up>");
    desk.click_on("Admins");
    assert_eq!(listed(&desk), ["ada"]);
    desk.keys("'<down><del>");
    sees(&desk, "“Late mail” is removed.");
    sees(&desk, "Saved searches");
}

// ── helpers ─────────────────────────────────────────────────────────────────────────────────────────

fn with_helper() -> Desk {
    let house = House::new();
    let admin = house.admin();
    house.employ(&admin, "hedy");
    house.member("mira_k");
    house.post();
    let mut desk = Desk::at(house);
    desk.log_in("hedy");
    desk
}

#[test]
fn a_helper_lands_at_the_desk_and_sees_the_tabs_of_helpers() {
    let mut desk = with_helper();
    sees(&desk, "Desk Accounts Mail Approvals hedy · helper");
    sees(&desk, "3 accounts");
    desk.keys("<tab>");
    sees(&desk, "letters");
    misses(&desk, "Audit");
    desk.keys("<s-tab>");
    sees(&desk, "3 accounts");
    desk.click_on("Mail");
    sees(&desk, "letters");
    desk.keys("<f2>");
    sees(&desk, "hedy · helper");
    desk.keys("<f3><tab>");
    sees(&desk, "3 accounts");
}

#[test]
fn a_helper_is_told_what_only_an_admin_may_do() {
    let mut desk = with_helper();
    desk.keys("/mira<ret>");
    for key in ["R", "D", "T"] {
        desk.keys(key);
        sees(&desk, "Only an admin may do that.");
    }
    desk.hold();
    desk.keys("<esc><esc>");
    desk.release();
    desk.keys("/ada<ret>s");
    sees(&desk, "Only an admin may do that to a member of staff.");
    assert_eq!(desk.house.account("ada").role, Role::Admin);
    let kept = |call: &Call| matches!(call, Call::Act(..));
    desk.hold();
    desk.keys("s");
    assert!(!desk.held.iter().flatten().any(|(_, call)| kept(call)), "nothing is asked that would be refused");
}
