//! The desk and the audit, key by key.

use vestibule::auth::audit::{AuditProgress, AuditVerdict};
use vestibule::domain::{LetterKind, Seat};
use vestibule::tui::effect::{Call, Reply};
use vestibule::tui::msg::Msg;
use vestibule::tui::screen::Screen;
use vestibule::tui::screen::admin::{Admin, Tab};

use crate::desk::{Desk, misses, sees};
use crate::house::{HOUR, House, MINUTE};

/// A day at the desk: people came, some wait, a letter failed, somebody guessed too often.
pub fn busy() -> Desk {
    let house = House::new();
    house.admin();
    for (at, name) in ["olga", "mira_k", "miranda", "nora", "pavel"].iter().enumerate() {
        house.member(name);
        house.pass(u32::try_from(at + 1).unwrap() * HOUR);
    }
    house.member("quentin");
    for _ in 0..house.auth.policy().guesses_a_day {
        let _ = house.try_password("pavel", "not the password at all");
        house.pass(MINUTE);
    }
    house.sign_up("rosa");
    house.fail_the_post("Mailjet does not know this API key.");
    house.sign_up("sven");
    house.sign_up("tilda");
    let mut lab = house.next_door();
    lab.seat = Seat::new("lab2");
    lab.log_in("olga");
    lab.log_in("nora");
    house.log_in("mira_k");
    house.pass(12 * MINUTE);
    Desk::at(house)
}

fn admin(desk: &Desk) -> &Admin {
    match &desk.model.screen {
        Screen::Admin(admin) => admin,
        other => panic!("{other:?}"),
    }
}

#[test]
fn staff_land_at_the_desk() {
    let mut desk = busy();
    desk.land("ada");
    for line in [
        "Accounts 7",
        "Sign-ups today 7",
        "Wait for approval 0",
        "Wait for their code 3",
        "Letters waiting 2 ! the oldest for 12 min",
        "Letters failed 1",
        "Locked names 1 pavel",
        "Signed in 4",
        "lab2 2",
        "Last events",
        "ada signed in",
    ] {
        sees(&desk, line);
    }
}

#[test]
fn each_line_opens_the_place_that_it_speaks_of() {
    for (steps, tab, search) in [
        (0, Tab::Accounts, ""),
        (1, Tab::Accounts, "created:<1d"),
        (2, Tab::Approvals, ""),
        (3, Tab::Approvals, ""),
        (4, Tab::Mail, "queued"),
        (5, Tab::Mail, "failed"),
        (8, Tab::Accounts, "seat:lab2"),
    ] {
        let mut desk = busy();
        desk.land("ada").keys(&"<down>".repeat(steps)).keys("<ret>");
        let admin = admin(&desk);
        let typed = match tab {
            Tab::Accounts => admin.accounts.found.search.value(),
            Tab::Mail => admin.mail.found.search.value(),
            Tab::Approvals => admin.approvals.found.search.value(),
            _ => admin.audit.found.search.value(),
        };
        assert_eq!((admin.tab, typed), (tab, search), "{steps} down");
    }
    // A name opens the page of its account.
    for (steps, name) in [(6, "pavel"), (9, "ada")] {
        let mut desk = busy();
        desk.land("ada").keys(&"<down>".repeat(steps)).keys("<ret>");
        assert_eq!(admin(&desk).open_account().map(|row| row.username.as_str()), Some(name), "{steps} down");
    }
}

#[test]
fn a_locked_name_and_an_event_open_the_page_of_their_account_and_esc_leads_back() {
    for (steps, name) in [(6, "pavel"), (9, "ada"), (10, "mira_k")] {
        let mut desk = busy();
        desk.land("ada").keys(&"<down>".repeat(steps)).keys("<ret>");
        assert_eq!(admin(&desk).open_account().map(|row| row.username.as_str()), Some(name), "{steps} down");
        desk.keys("<esc>");
        assert_eq!((admin(&desk).tab, admin(&desk).desk.cursor()), (Tab::Desk, steps));
    }
    let mut desk = busy();
    desk.house.sign_up("ursula");
    desk.land("ada").keys(&"<down>".repeat(10)).keys("<ret>");
    assert_eq!(admin(&desk).audit.found.search.value(), "account:ursula", "of whom there is no account yet");
    sees(&desk, "1 match");
}

#[test]
fn a_click_on_a_line_opens_it() {
    let mut desk = busy();
    desk.land("ada").click_on("Letters failed");
    assert_eq!(admin(&desk).tab, Tab::Mail);
    sees(&desk, "1 match");
}

#[test]
fn a_search_begun_at_the_desk_looks_for_accounts() {
    let mut desk = busy();
    desk.land("ada").keys("/mir");
    assert_eq!(admin(&desk).tab, Tab::Accounts);
    sees(&desk, "miranda");
    misses(&desk, "olga");
    assert!(desk.house.auth.directory_bytes().is_some(), "searching is made fast, whichever way led to the list");
}

#[test]
fn the_desk_changes_with_the_house_and_the_cursor_stays_with_its_line() {
    let mut desk = busy();
    desk.land("ada").keys("<down><down><down><down><down><down><down><down>");
    sees(&desk, "› lab2 2");
    let mut front = desk.house.next_door();
    front.seat = Seat::new("annex");
    for name in ["olga", "nora", "quentin"] {
        front.log_in(name);
    }
    desk.send(Msg::Changed);
    sees(&desk, "annex 3");
    sees(&desk, "› lab2 2");
}

#[test]
fn a_helper_sees_the_desk_and_no_audit() {
    let mut desk = Desk::with(&["olga"]);
    let olga = desk.house.account("olga");
    let token = desk.house.log_in("ada").token;
    let act = vestibule::auth::act::Act::SetRole(vestibule::domain::Role::Helper);
    desk.house.auth.act_on(&desk.house.seat, &token, &act, &[olga.id]).unwrap();
    desk.land("olga");
    sees(&desk, "Sign-ups today 2");
    misses(&desk, "Last events");
    misses(&desk, "Audit");
}

fn at_the_audit() -> Desk {
    let mut desk = busy();
    desk.land("ada").keys("<tab><tab>");
    sees(&desk, "entries");
    desk
}

#[test]
fn the_audit_is_searched_by_who_what_and_when() {
    let mut desk = at_the_audit();
    desk.keys("/actor:");
    sees(&desk, "! actor: needs a value, e.g. actor:ada");
    desk.keys("ada<ret>");
    misses(&desk, "actor: needs");
    sees(&desk, "set up");
    misses(&desk, "olga");
    desk.keys("/<c-u>account:pavel event:\"failed to sign in\" since:1d<ret>");
    sees(&desk, "failed to sign in · pavel");
    misses(&desk, "verified");
    desk.keys("/<c-u>event:flew");
    sees(&desk, "! event:flew is not known. It takes a word of what happened");
    desk.keys("<esc>");
    sees(&desk, "entries");
}

#[test]
fn an_entry_opens_whole_and_leads_to_its_account() {
    let mut desk = at_the_audit();
    desk.keys("/event:verified account:olga<ret><ret>");
    for part in ["To whom olga", "Event user_created_verified", "Number"] {
        sees(&desk, part);
    }
    let seq = admin(&desk).audit.found.list.chosen().unwrap().seq;
    let link = desk.house.peek(|tx| tx.audit_chain(seq - 1, 1)).remove(0).link.unwrap();
    let hex: String = link.as_bytes().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    sees(&desk, &format!("Link {hex}"));
    desk.keys("<ret>");
    assert_eq!(admin(&desk).open_account().map(|row| row.username.as_str()), Some("olga"));
    sees(&desk, "olga@example.org");
    // Esc leads back to where the page was opened.
    desk.keys("<esc>");
    assert_eq!(admin(&desk).tab, Tab::Audit);
    sees(&desk, "Link");
}

#[test]
fn from_an_open_entry_one_goes_on_to_the_next() {
    let mut desk = at_the_audit();
    let seq = |desk: &Desk| admin(desk).audit.found.list.chosen().unwrap().seq;
    let first = seq(&desk);
    desk.keys("<ret><down>");
    assert_eq!(seq(&desk), first - 1);
    assert!(admin(&desk).audit.link_of(first - 1).is_some());
    desk.keys("<esc>");
    sees(&desk, "WHEN");
}

#[test]
fn new_entries_appear_by_themselves_while_one_follows() {
    let mut desk = at_the_audit();
    let top = |desk: &Desk| admin(desk).audit.found.list.rows()[0].seq;
    let (before, chosen) = (top(&desk), |desk: &Desk| admin(desk).audit.found.list.chosen().unwrap().seq);
    desk.house.log_in("olga");
    desk.send(Msg::Changed);
    assert_eq!(top(&desk), before, "who reads is not disturbed");
    desk.keys("F");
    assert_eq!((top(&desk), chosen(&desk)), (before + 1, before + 1), "at the top one stays at the top");
    sees(&desk, "● following");
    desk.keys("<down>");
    desk.house.log_in("nora");
    desk.send(Msg::Changed);
    assert_eq!((top(&desk), chosen(&desk)), (before + 2, before), "elsewhere the cursor stays with its row");
    assert_eq!(admin(&desk).audit.found.list.visible(10).0, 0, "and the new row is seen");
    desk.keys("F");
    misses(&desk, "following");
}

#[test]
fn words_that_stand_in_few_rows_are_looked_for_to_the_end() {
    let mut desk = at_the_audit();
    let mut asked = 0;
    let last = 950;
    desk.stand_in(move |call| {
        let Call::Audit(_, query) = call else { return None };
        asked += 1;
        let looked_at = match query.page {
            vestibule::domain::Page::After(seq) => seq - 100,
            _ => last,
        };
        let entry = vestibule::domain::AuditEntry {
            seq: looked_at + 50,
            at: vestibule::domain::Timestamp::from_millis(1_800_000_000_000),
            event: vestibule::domain::AuditEvent::Suspended,
            actor: vestibule::domain::Party::operator(),
            subject: None,
            seat: Seat::new("console"),
            before: None,
            after: Some(format!("row {asked}")),
        };
        let found = vestibule::domain::Window {
            rows: if asked % 3 == 0 { vec![entry] } else { vec![] },
            more_before: false,
            more_after: looked_at > 100,
            total: vestibule::domain::Total::AtLeast(0),
        };
        let on_from = (looked_at > 100).then_some(looked_at);
        Some(Reply::Audit(Ok(vestibule::domain::AuditPart { window: found, counted: false, on_from })))
    });
    desk.keys("/x");
    sees(&desk, "3 match");
    for row in ["row 3", "row 6", "row 9"] {
        sees(&desk, row);
    }
}

#[test]
fn what_matches_is_written_into_a_file() {
    use std::os::unix::fs::PermissionsExt;
    let mut desk = at_the_audit();
    desk.keys("/event:verified<ret>x");
    sees(&desk, "✓ 7 entries are in");
    let dir = desk.house.path().join("reports");
    let files: Vec<_> = std::fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    let [csv] = files.as_slice() else { panic!("{files:?}") };
    assert_eq!(std::fs::metadata(csv).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::metadata(&dir).unwrap().permissions().mode() & 0o777, 0o700);
    let mut reader = csv::Reader::from_path(csv).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 7);
    assert!(rows.iter().all(|row| &row[2] == "user_created_verified"));
    desk.keys("<esc>X");
    let json = std::fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().path());
    let json = json.into_iter().find(|path| path.extension().is_some_and(|end| end == "jsonl")).unwrap();
    let text = std::fs::read_to_string(json).unwrap();
    let seqs: Vec<u64> = text
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["seq"].as_u64().unwrap())
        .collect();
    let shown: Vec<u64> = admin(&desk).audit.found.list.rows().iter().map(|row| row.seq).collect();
    assert_eq!(seqs, shown);
    desk.keys("<esc>");
    misses(&desk, "Export");
}

#[test]
fn an_export_is_stopped_and_leaves_nothing_behind() {
    let mut desk = at_the_audit();
    for _ in 0..25 {
        for _ in 0..100 {
            let _ =
                desk.house.auth.request_reset(&desk.house.seat, &vestibule::auth::challenge::Identifier::Nobody, "x y");
        }
    }
    let rows = desk.house.trail().len();
    assert!(rows > 2_000, "{rows}");
    desk.keys("F");
    desk.hold();
    desk.keys("x");
    assert_eq!(desk.held_calls(), ["ExportAudit"]);
    desk.step();
    assert_eq!(desk.held_calls(), ["ExportAudit"]);
    sees(&desk, "2,000");
    let dir = desk.house.path().join("reports");
    assert_eq!(std::fs::read_dir(&dir).unwrap().count(), 1);
    desk.keys("<esc>");
    desk.release();
    sees(&desk, "The export was stopped. Nothing of it is kept.");
    assert_eq!(std::fs::read_dir(&dir).unwrap().count(), 0);
}

#[test]
fn a_report_that_cannot_be_written_says_why() {
    let mut desk = at_the_audit();
    std::fs::write(desk.house.path().join("reports"), "in the way").unwrap();
    desk.keys("x");
    sees(&desk, "can't be written");
    sees(&desk, "Nothing of it is kept.");
}

#[test]
fn the_chain_is_checked_from_the_screen() {
    let mut desk = at_the_audit();
    desk.keys("V");
    let rows = desk.house.trail().len();
    sees(&desk, &format!("✓ {rows} entries, every one as it was written. Head {rows}:"));
    let head = match desk.house.auth.operator().verify_audit(None, &mut |_| {}).unwrap() {
        AuditVerdict::Unbroken { head, .. } => head,
        broken => panic!("{broken:?}"),
    };
    let hex: String = head.link.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(desk.screen().split_whitespace().collect::<String>().contains(&hex));
    desk.keys("<esc>");
    misses(&desk, "Head");
}

#[test]
fn a_check_shows_how_far_it_is_and_is_stopped() {
    let mut desk = at_the_audit();
    desk.hold();
    desk.keys("V");
    let Some((id, Call::VerifyAudit(token, None))) = desk.held.as_mut().unwrap().pop_front() else { panic!() };
    let (progress, of) = desk.house.auth.verify_audit_part(&token, None).unwrap();
    let AuditProgress::Done(_) = progress else { panic!("{progress:?}") };
    sees(&desk, "Check of the audit");
    desk.keys("V");
    sees(&desk, "Something is under way. Esc stops it.");
    desk.keys("<esc>");
    desk.send(Msg::Reply(id, Reply::VerifyAudit(Ok((progress, of)))));
    sees(&desk, "The check was stopped after 0 entries.");
    misses(&desk, "Head");
}

#[test]
fn a_row_that_was_changed_is_named() {
    let mut desk = at_the_audit();
    desk.stand_in(|call| match call {
        Call::VerifyAudit(..) => {
            let defect = vestibule::auth::audit::AuditDefect::Changed;
            Some(Reply::VerifyAudit(Ok((AuditProgress::Done(AuditVerdict::Broken { seq: 12, defect }), 40))))
        }
        _ => None,
    });
    desk.keys("V");
    sees(&desk, "✗ Entry 12 does not fit: it, or a row before it, was changed");
}

#[test]
fn letters_of_a_failed_carrier_are_one_key_away() {
    let mut desk = busy();
    desk.land("ada").keys("<down><down><down><down><down><ret>r");
    sees(&desk, "The letter to rosa@example.org is in the queue again.");
    assert!(
        desk.house.post().iter().any(|post| post.kind == LetterKind::VerifySignUp && post.to == "rosa@example.org")
    );
}
