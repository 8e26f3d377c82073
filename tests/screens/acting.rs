//! Acting from the desk, on one account or on many, key by key.

use std::cell::RefCell;
use std::os::unix::fs::PermissionsExt;
use std::rc::Rc;

use proptest::prelude::*;
use vestibule::auth::CallError;
use vestibule::auth::act::{Act, ActRefusal, Acted, MOST_AT_ONCE, Outcome};
use vestibule::domain::{AccountId, AccountQuery, AuditEvent, LetterKind, Role, Status, Timestamp};
use vestibule::store::StoreError;
use vestibule::tui::effect::{Call, Reply};
use vestibule::tui::msg::Msg;
use vestibule::tui::overlay::Overlay;
use vestibule::tui::screen::Screen;

use crate::desk::{Desk, misses, sees};
use crate::house::{PASSWORD, SECOND};
use crate::step_up::later;

/// `ada` at her desk, with so many people.
pub fn crowd(count: usize) -> Desk {
    let mut desk = Desk::with(&[]);
    desk.house.crowd(count);
    desk.log_in("ada");
    desk
}

/// Marks all accounts there are, `ada` too.
pub fn mark_everybody(desk: &mut Desk) {
    let query = AccountQuery { limit: 20_000, ..AccountQuery::default() };
    let ids: Vec<AccountId> = desk.house.peek(|tx| tx.accounts(&query)).rows.iter().map(|row| row.id).collect();
    mark(desk, ids);
}

fn mark(desk: &mut Desk, ids: Vec<AccountId>) {
    if let Screen::Admin(admin) = &mut desk.model.screen {
        admin.accounts.marks.add(ids);
    }
}

fn mark_named(desk: &mut Desk, names: &[&str]) {
    let ids = names.iter().map(|name| desk.house.account(name).id).collect();
    mark(desk, ids);
}

fn suspended(desk: &Desk) -> usize {
    let query = AccountQuery { limit: 20_000, ..AccountQuery::default() };
    desk.house.peek(|tx| tx.accounts(&query)).rows.iter().filter(|row| row.status == Status::Suspended).count()
}

// ── one account ─────────────────────────────────────────────────────────────────────────────────────

#[test]
fn what_can_be_taken_back_is_done_to_one_at_once() {
    let mut desk = Desk::with(&["olga"]);
    desk.log_in("ada").keys("/olga<ret>");
    for (key, told, back) in [
        ("s", "olga is suspended; every session of it ended. u takes it back.", "olga is restored. u takes it back."),
        ("t", "olga is in the trash. u takes it back.", "olga is out of the trash. u takes it back."),
    ] {
        desk.keys(key);
        sees(&desk, told);
        desk.keys("u");
        sees(&desk, back);
    }
    desk.keys("v");
    sees(&desk, "olga is proved already.");
    desk.keys("S");
    sees(&desk, "olga is active already.");
    desk.keys("l");
    sees(&desk, "olga: Its owner has a password and a proved address, and waits for no letter.");
}

#[test]
fn an_address_is_called_proved_and_the_letter_is_sent_again() {
    let mut desk = Desk::with(&[]);
    let admin = desk.house.log_in("ada").token;
    desk.house.create(&admin, "olga");
    desk.house.post();
    desk.log_in("ada").keys("/olga<ret>l");
    sees(&desk, "Send olga the letter again?");
    desk.keys("<tab><ret>");
    sees(&desk, "The letter to olga is on its way.");
    desk.house.letter(LetterKind::Activate, "olga@example.org");
    desk.keys("v");
    sees(&desk, "olga is called proved. u takes it back.");
    assert!(desk.house.account("olga").verified_at.is_some());
    desk.keys("u");
    assert!(desk.house.account("olga").verified_at.is_none());
}

#[test]
fn dates_are_typed_as_people_write_them() {
    let at = |text: &str| Timestamp::from_millis(text.parse::<jiff::Timestamp>().unwrap().as_millisecond());
    let mut desk = Desk::with(&["olga"]);
    desk.log_in("ada").keys("/olga<ret>d");
    sees(&desk, "When olga is good");
    desk.keys("1.2.27<tab><ret>");
    sees(&desk, "✗ Use a date like 2026-12-31, or +30d for 30 days from today.");
    desk.keys("<c-u>2027-02-01<tab>2027-01-31<ret>");
    sees(&desk, "✗ The last day comes before the first.");
    desk.keys("<c-u>+30d<ret>");
    sees(&desk, "olga is given these dates. u takes it back.");
    let validity = desk.house.account("olga").validity;
    assert_eq!((validity.from, validity.until), (Some(at("2027-02-01T00:00:00Z")), Some(at("2027-02-15T00:00:00Z"))));
    desk.keys("d");
    sees(&desk, "› First day 2027-02-01");
    sees(&desk, "Last day 2027-02-14");
    desk.keys("<c-u><tab><c-u><ret>");
    sees(&desk, "olga is good without an end. u takes it back.");
    desk.keys("u");
    assert_eq!(desk.house.account("olga").validity, validity);
}

#[test]
fn a_note_is_shown_to_be_changed_and_taken_back() {
    let mut desk = Desk::with(&["olga"]);
    desk.log_in("ada").keys("/olga<ret>N");
    desk.keys("card 12<ret>");
    sees(&desk, "olga is given this note. u takes it back.");
    desk.keys("N, fees due<ret>");
    assert_eq!(desk.house.account("olga").note.as_str(), "card 12, fees due");
    desk.keys("N").keys(&"x".repeat(200)).keys("<ret>");
    sees(&desk, "✗ Use at most 200 characters.");
    desk.keys("<c-u><ret>");
    sees(&desk, "olga is left without a note. u takes it back.");
    desk.keys("u");
    assert_eq!(desk.house.account("olga").note.as_str(), "card 12, fees due");
}

#[test]
fn an_open_account_is_acted_on_whoever_is_marked() {
    let mut desk = Desk::with(&["mira", "olga"]);
    desk.log_in("ada");
    mark_named(&mut desk, &["mira"]);
    desk.keys("/olga<ret><ret>s");
    sees(&desk, "olga is suspended");
    assert_eq!(desk.house.account("mira").status, Status::Active);
}

#[test]
fn an_account_that_is_gone_is_told() {
    let mut desk = Desk::with(&["olga"]);
    desk.log_in("ada").keys("/olga<ret>");
    let admin = desk.house.log_in("ada").token;
    desk.house.act(&admin, Act::Delete, desk.house.account("olga").id).unwrap();
    desk.keys("s");
    sees(&desk, "It is no longer there.");
}

// ── many ────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn many_are_looked_at_first_and_cancel_has_focus() {
    let mut desk = Desk::with(&["mira", "nils", "olga"]);
    desk.log_in("ada").keys("/nils<ret>s<esc>");
    mark_everybody(&mut desk);
    let before = desk.house.trail().len();
    desk.keys("s");
    sees(&desk, "Suspend 4 accounts?");
    sees(&desk, "2 will be suspended.");
    sees(&desk, "Their sessions end.");
    sees(&desk, "1 is suspended already.");
    sees(&desk, "1 is your own account: ada");
    sees(&desk, "‹ Suspend 2 ›");
    desk.keys("<ret>");
    assert_eq!((desk.house.trail().len(), suspended(&desk)), (before, 1), "Enter cancels");
    desk.keys("s<tab><ret>");
    sees(&desk, "2 of 4 suspended");
    sees(&desk, "Done 2 So already 1 Refused 1 1 is your own account: ada");
    assert_eq!(suspended(&desk), 3);
    assert_eq!(desk.house.count(AuditEvent::Suspended), 3);
}

#[test]
fn where_there_is_nothing_to_do_the_preview_only_closes() {
    let mut desk = Desk::with(&["mira", "olga"]);
    desk.log_in("ada");
    mark_everybody(&mut desk);
    desk.keys("S");
    sees(&desk, "There is nothing to do. 2 are active already. 1 is your own account: ada");
    misses(&desk, "Restore 0");
    desk.keys("<tab><ret>");
    assert!(desk.model.shared.overlay.is_none());
    misses(&desk, "restored");
}

#[test]
fn batches_follow_each_other_with_a_bar_and_esc_stops_between_them() {
    let mut desk = crowd(1_100);
    mark_everybody(&mut desk);
    desk.keys("s");
    sees(&desk, "1,100 will be suspended.");
    sees(&desk, "1 is your own account: ada");
    desk.hold();
    desk.keys("<tab><ret>");
    sees(&desk, "Suspending ▱");
    sees(&desk, "0 of 1,101");
    assert_eq!(desk.held_calls(), ["Act"]);
    desk.step();
    sees(&desk, "500 of 1,101 Esc stops it");
    assert_eq!(desk.held_calls(), ["Act"], "the next one, and only that");
    // The rest of the screen stays alive.
    desk.keys("<down>/person01");
    sees(&desk, "/ person01");
    desk.keys("<esc><f2>");
    sees(&desk, "Wait until the work is done, or stop it with Esc.");
    desk.keys("<esc>");
    sees(&desk, "stopping…");
    desk.release();
    // `ada` was made first, so hers is the first number.
    sees(&desk, "999 of 1,101 suspended");
    sees(&desk, "Not begun 101");
    assert_eq!(suspended(&desk), 999);
}

#[test]
fn a_preview_of_many_is_stopped_too() {
    let mut desk = crowd(3_000);
    mark_everybody(&mut desk);
    desk.hold();
    desk.keys("s");
    sees(&desk, "Looking ▱");
    desk.step();
    sees(&desk, "2,500 of 3,001");
    desk.keys("<esc>");
    desk.release();
    sees(&desk, "Stopped. Nothing was changed.");
    assert!(desk.model.shared.overlay.is_none());
}

#[test]
fn a_report_does_not_come_between_somebody_and_a_field() {
    let mut desk = Desk::with(&["mira", "olga"]);
    desk.log_in("ada");
    mark_everybody(&mut desk);
    desk.keys("s");
    desk.hold();
    desk.keys("<tab><ret>/mi");
    desk.release();
    sees(&desk, "2 of 3 suspended. w in the list shows the report.");
    desk.keys("ra<ret>");
    sees(&desk, "1 of 3");
    desk.keys("w");
    sees(&desk, "Refused 1");
}

#[test]
fn signing_out_ends_it() {
    let mut desk = crowd(1_100);
    mark_everybody(&mut desk);
    desk.keys("s");
    desk.hold();
    desk.keys("<tab><ret><f10>");
    desk.release();
    assert_eq!(suspended(&desk), 499, "the batch under way is done, and no other is begun");
    assert!(desk.model.shared.undo.is_none());
}

#[test]
fn the_proof_may_run_out_in_between() {
    for shown in [true, false] {
        let mut desk = crowd(1_100);
        later(&mut desk, vec![Ok(()), Ok(())]);
        desk.model.shared.who.as_mut().unwrap().proved_until = desk.now().wall.plus(8 * SECOND);
        mark_everybody(&mut desk);
        desk.keys("R<down><ret>");
        sees(&desk, "1,100 will be helpers.");
        desk.hold();
        desk.keys("<tab><ret>");
        desk.pass(4 * SECOND);
        answer_one_of_two(&mut desk);
        sees(&desk, "Confirm with your password that it is you.");
        assert_eq!(desk.held_calls(), [""; 0], "it waits for the password");
        desk.held = None;
        if shown {
            desk.keys(PASSWORD).keys("<ret>");
            sees(&desk, "1,100 of 1,101 helpers");
        } else {
            desk.keys("<esc>");
            sees(&desk, "Not begun 601");
        }
        let query = AccountQuery { limit: 2_000, ..AccountQuery::default() };
        let rows = desk.house.peek(|tx| tx.accounts(&query)).rows;
        let helpers = rows.iter().filter(|row| row.role == Role::Helper).count();
        assert!(helpers == if shown { 1_100 } else { 499 }, "{helpers}");
    }
}

/// The core has not forgotten the proof yet.
fn answer_one_of_two(desk: &mut Desk) {
    let (id, call) = desk.held.as_mut().and_then(|held| held.pop_front()).expect("a call");
    let Call::Act(_, act, ids) = call else { panic!("{call:?}") };
    let fresh = desk.house.log_in("ada").token;
    let answer = desk.house.auth.act_on(&desk.house.seat, &fresh, &act, &ids);
    desk.send(Msg::Reply(id, Reply::Act(answer)));
}

#[test]
fn an_act_on_many_is_taken_back_in_batches_and_what_others_changed_stays() {
    let mut desk = crowd(700);
    mark_everybody(&mut desk);
    desk.keys("s<tab><ret>");
    sees(&desk, "700 of 701 suspended");
    let admin = desk.house.log_in("ada").token;
    let one = desk.house.account("person0007").id;
    desk.house.act(&admin, Act::Restore, one).unwrap();
    desk.hold();
    desk.keys("<esc>u");
    sees(&desk, "Putting back");
    assert_eq!(desk.held_calls(), ["UndoActs"]);
    desk.release();
    sees(&desk, "699 of 700 restored");
    sees(&desk, "1 was changed in the meantime: person0007");
    assert_eq!(suspended(&desk), 0);
    // And that can be taken back again.
    desk.keys("<esc>u");
    sees(&desk, "699 suspended");
    assert_eq!(suspended(&desk), 699);
}

#[test]
fn an_undo_that_was_stopped_can_go_on() {
    let mut desk = crowd(1_100);
    mark_everybody(&mut desk);
    desk.keys("s<tab><ret><esc>");
    desk.hold();
    desk.keys("u<esc>");
    desk.release();
    sees(&desk, "500 of 1,100 restored");
    sees(&desk, "Not begun 600");
    desk.keys("<esc>u");
    sees(&desk, "600 restored");
    assert_eq!(suspended(&desk), 0);
}

#[test]
fn what_is_deleted_for_good_is_counted_by_who_deletes_it() {
    let mut desk = Desk::with(&["mira", "nils", "olga"]);
    desk.log_in("ada");
    mark_everybody(&mut desk);
    desk.keys("D");
    sees(&desk, "Delete 4 accounts for good?");
    sees(&desk, "3 will be deleted.");
    desk.keys("4<ret>");
    sees(&desk, "✗ Type the number on the button.");
    desk.keys("<bs>3<ret>");
    sees(&desk, "3 of 4 deleted");
    assert!(desk.house.find("mira").is_none() && desk.house.find("ada").is_some());
    desk.keys("<esc>u");
    sees(&desk, "There is nothing to undo.");
    let Screen::Admin(admin) = &desk.model.screen else { panic!("elsewhere") };
    assert_eq!(admin.accounts.marks.ids(), [desk.house.account("ada").id]);
}

#[test]
fn a_report_is_saved_as_a_file() {
    let mut desk = Desk::with(&["mira", "olga"]);
    desk.log_in("ada");
    mark_everybody(&mut desk);
    desk.keys("s<tab><ret>w");
    let into = desk.house.path().join("reports");
    let files: Vec<_> = std::fs::read_dir(&into).unwrap().map(|file| file.unwrap().path()).collect();
    let [path] = files.as_slice() else { panic!("{files:?}") };
    sees(&desk, "Saved as");
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains("ada,refused,That is your own account. Use your profile.\r\n"), "{text}");
    assert!(text.contains("mira,done,\r\n") && text.lines().count() == 4, "{text}");
    assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    std::fs::remove_dir_all(&into).unwrap();
    std::fs::write(&into, "in the way").unwrap();
    desk.keys("ww");
    sees(&desk, "can't be written");
}

#[test]
fn a_core_that_fails_in_between_is_told_with_what_was_done() {
    for crash in [true, false] {
        let mut desk = crowd(1_100);
        mark_everybody(&mut desk);
        let calls = Rc::new(RefCell::new(0));
        let count = calls.clone();
        desk.stand_in(move |call| {
            *count.borrow_mut() += usize::from(matches!(call, Call::Act(..)));
            let fails = matches!(call, Call::Act(..)) && *count.borrow() == 2;
            fails.then(|| if crash { Reply::Crashed } else { Reply::Act(Err(CallError::Store(StoreError::Full))) })
        });
        desk.keys("s<tab><ret>");
        sees(&desk, "of 1,101 suspended");
        sees(&desk, "Not begun 601");
        sees(&desk, if crash { "Something broke on our side." } else { "disk is full" });
        assert_eq!(*calls.borrow(), 2);
        desk.keys("<esc>u");
        assert_eq!(suspended(&desk), 0, "what was done can be taken back");
    }
}

// ── whatever the core says ──────────────────────────────────────────────────────────────────────────

fn outcome() -> impl Strategy<Value = Result<Outcome, ActRefusal>> {
    prop_oneof![
        6 => Just(Ok(Outcome::Done)),
        1 => Just(Ok(Outcome::AlreadySo)),
        1 => prop::sample::select(vec![
            ActRefusal::Gone,
            ActRefusal::Staff,
            ActRefusal::LastAdmin,
            ActRefusal::InTheTrash,
            ActRefusal::Yourself,
        ])
        .prop_map(Err),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]
    /// Whatever comes of each account, and whenever it is stopped: every one of them is told once.
    #[test]
    fn totals_add_up(outcomes in prop::collection::vec(outcome(), 2..1_800), stop in 0_usize..6) {
        let mut desk = Desk::with(&[]);
        desk.log_in("ada");
        let id = |at: usize| {
            let mut bytes = [0; 16];
            bytes[..8].copy_from_slice(&(at as u64 + 1).to_be_bytes());
            AccountId::from_bytes(bytes)
        };
        mark(&mut desk, (0..outcomes.len()).map(id).collect());
        let told: std::collections::HashMap<_, _> =
            outcomes.iter().enumerate().map(|(at, outcome)| (id(at), *outcome)).collect();
        let acted = move |ids: &[AccountId]| -> Vec<Acted> {
            let one = |id: &AccountId| Acted { id: *id, username: "x".to_owned(), outcome: told[id], undo: None };
            ids.iter().map(one).collect()
        };
        let sent = Rc::new(RefCell::new(Vec::new()));
        let log = sent.clone();
        desk.stand_in(move |call| match call {
            Call::Preview(_, _, ids) => Some(Reply::Preview(Ok(acted(ids)))),
            Call::Act(_, _, ids) => {
                log.borrow_mut().push(ids.len());
                Some(Reply::Act(Ok(acted(ids))))
            }
            _ => None,
        });
        desk.keys("s<tab>");
        let none = !outcomes.contains(&Ok(Outcome::Done));
        desk.hold();
        desk.keys("<ret>");
        for batch in 0..outcomes.len().div_ceil(MOST_AT_ONCE) {
            if batch == stop {
                desk.keys("<esc>");
            }
            let Some((id, call)) = desk.held.as_mut().and_then(|held| held.pop_front()) else { break };
            let reply = desk.answer(call);
            desk.send(Msg::Reply(id, reply));
        }
        desk.release();
        if none {
            prop_assert!(sent.borrow().is_empty());
            return Ok(());
        }
        let Some(Overlay::Told(over)) = &desk.model.shared.overlay else {
            return Err(TestCaseError::fail(desk.screen()));
        };
        let (report, tally) = (&over.report, &over.report.tally);
        prop_assert_eq!(tally.done() + tally.already() + tally.refused() + report.rest.len(), outcomes.len());
        prop_assert_eq!(tally.len(), sent.borrow().iter().sum::<usize>());
        prop_assert!(sent.borrow().iter().all(|batch| *batch <= MOST_AT_ONCE));
        prop_assert_eq!(report.lines().count(), outcomes.len() + 1);
        let reached = &outcomes[..tally.len()];
        prop_assert_eq!(tally.done(), reached.iter().filter(|outcome| **outcome == Ok(Outcome::Done)).count());
        let refused = tally.groups().iter().map(|group| group.count).sum::<usize>();
        prop_assert_eq!(refused, reached.iter().filter(|outcome| outcome.is_err()).count());
    }
}
