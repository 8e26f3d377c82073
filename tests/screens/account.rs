//! The page of one account, key by key.

use vestibule::auth::act::Act;
use vestibule::auth::edit::Edit;
use vestibule::domain::{AuditEvent, DisplayName, LetterKind, Role, StaffNote, Timestamp, Validity};
use vestibule::store;
use vestibule::tui::msg::{Input, Msg};
use vestibule::tui::screen::Screen;
use vestibule::tui::screen::admin::account::Section;

use crate::desk::{Desk, misses, sees};
use crate::house::{House, MINUTE, PASSWORD, SECOND};

/// The page of `olga`, who has sessions, codes, letters and a history.
pub fn page() -> Desk {
    let mut desk = Desk::with(&["mira_k", "miranda", "olga"]);
    let admin = desk.house.log_in("ada").token;
    let olga = desk.house.account("olga").id;
    let note = StaffNote::parse("Lost the card in March; the new one has the number 1204.").unwrap();
    desk.house.auth.act_on(&desk.house.seat, &admin, &Act::SetNote(note), &[olga]).unwrap();
    desk.house.log_in("olga");
    desk.house.pass(3 * MINUTE);
    desk.house.act(&admin, Act::SendReset, olga).unwrap();
    desk.house.fail_the_post("Mailjet does not know this API key.");
    desk.house.pass(MINUTE);
    let elsewhere = vestibule::domain::Seat::new("lab-2");
    let olga = desk.house.account("olga");
    let who = vestibule::auth::challenge::Identifier::parse("olga");
    let credentials = vestibule::auth::login::Credentials { who, password: PASSWORD.into() };
    desk.house.auth.log_in(&elsewhere, credentials).unwrap();
    let edit = Edit { display_name: Some(DisplayName::parse("Olga B.").unwrap()), ..Edit::default() };
    desk.house.auth.edit_account(&desk.house.seat, &admin, olga.id, olga.version, &edit).unwrap();
    desk.log_in("ada").keys("<home><down><down><down><ret>");
    sees(&desk, "olga · Olga B.");
    desk
}

fn account(desk: &Desk) -> Option<String> {
    let Screen::Admin(admin) = &desk.model.screen else { return None };
    admin.open_account().map(|row| row.username.clone())
}

fn section(desk: &Desk) -> Section {
    let Screen::Admin(admin) = &desk.model.screen else { panic!("not at the desk") };
    admin.accounts.page.as_ref().expect("a page").section
}

#[test]
fn the_details_say_all_that_is_known() {
    let desk = page();
    for text in [
        "Username olga",
        "Display name Olga B.",
        "Email olga@example.org ✓ proved 15 Jan 2027",
        "Role user",
        "State ✓ active",
        "Note Lost the card in March; the new one has the number 1204.",
        "Password chosen",
        "Two-factor off",
        "Created 15 Jan 2027",
        "Last sign-in 15 Jan 08:04 at lab-2",
        "Sessions 2",
        "Codes 1",
    ] {
        sees(&desk, text);
    }
    assert!(desk.screen().contains(&desk.house.account("olga").id.to_string()));
}

#[test]
fn the_parts_are_walked_round_and_clicked() {
    let mut desk = page();
    let mut seen = Vec::new();
    for _ in 0..5 {
        seen.push(section(&desk));
        desk.keys("<tab>");
    }
    assert_eq!(seen, Section::ALL.map(|(section, _)| section));
    assert_eq!(section(&desk), Section::Details);
    desk.keys("<s-tab>");
    assert_eq!(section(&desk), Section::History);
    desk.click_on("Letters");
    assert_eq!(section(&desk), Section::Letters);
}

#[test]
fn esc_leads_back_to_the_row_in_the_list() {
    let mut desk = page();
    desk.keys("<tab><tab><esc>");
    sees(&desk, "4 accounts");
    sees(&desk, "› olga");
    assert_eq!(account(&desk), None);
}

#[test]
fn the_next_account_opens_on_the_same_part() {
    let mut desk = page();
    desk.keys("<tab>]");
    sees(&desk, "This is the last account of the list.");
    desk.keys("[");
    assert_eq!((account(&desk).as_deref(), section(&desk)), (Some("miranda"), Section::Sessions));
    sees(&desk, "Signed in nowhere.");
    desk.keys("[[[");
    assert_eq!(account(&desk).as_deref(), Some("ada"));
    sees(&desk, "This is the first account of the list.");
    desk.keys("]<esc>");
    sees(&desk, "› mira_k");
}

#[test]
fn a_long_list_is_walked_page_by_page() {
    let mut desk = Desk::with(&[]);
    desk.house.crowd(300);
    desk.log_in("ada").keys("<ret>");
    for _ in 0..290 {
        desk.keys("]");
    }
    assert_eq!(account(&desk).as_deref(), Some("person0289"));
}

#[test]
fn the_page_stays_on_its_account_when_the_list_changes() {
    let mut desk = Desk::with(&["mira_k", "miranda", "olga"]);
    desk.log_in("ada").keys("/mir<ret><home><ret>");
    assert_eq!(account(&desk).as_deref(), Some("mira_k"));
    // Somebody gives her another name: the search finds her no more.
    let admin = desk.house.log_in("ada").token;
    let mira = desk.house.account("mira_k");
    let edit = Edit {
        username: Some("zora".parse().unwrap()),
        email: Some("zora@example.org".parse().unwrap()),
        ..Edit::default()
    };
    desk.house.auth.edit_account(&desk.house.seat, &admin, mira.id, mira.version, &edit).unwrap();
    desk.keys("<f5>");
    assert_eq!(account(&desk).as_deref(), Some("zora"));
    sees(&desk, "Username zora");
    // What follows her in the list is what took her place.
    desk.keys("]");
    assert_eq!(account(&desk).as_deref(), Some("miranda"));
}

#[test]
fn an_account_that_is_gone_says_so() {
    let mut desk = page();
    let admin = desk.house.log_in("ada").token;
    let olga = desk.house.account("olga");
    desk.house.act(&admin, Act::Delete, olga.id).unwrap();
    desk.keys("<f5>");
    sees(&desk, "It is no longer there.");
    desk.keys("<esc>");
    sees(&desk, "3 accounts");
}

#[test]
fn acts_are_about_the_open_account() {
    let mut desk = page();
    desk.keys("s");
    sees(&desk, "State ! suspended");
    sees(&desk, "Lately");
    assert_eq!(account(&desk).as_deref(), Some("olga"));
    desk.keys("u");
    sees(&desk, "State ✓ active");
    desk.keys("R<end><ret><tab><ret>");
    sees(&desk, "Role admin");
    assert_eq!(desk.house.account("olga").role, Role::Admin);
    desk.keys("Dolga<ret>");
    sees(&desk, "olga is deleted.");
    sees(&desk, "3 accounts");
}

#[test]
fn what_belongs_to_the_list_is_not_offered_here() {
    let mut desk = page();
    desk.keys(":");
    for word in ["sort", "reverse", "new"] {
        desk.keys("<c-u>").keys(word);
        misses(&desk, "sort by the next column");
        misses(&desk, "turn the order round");
        misses(&desk, "make an account");
    }
    desk.keys("<c-u>edit<ret>");
    sees(&desk, "olga · change details");
}

#[test]
fn details_are_changed_in_a_form_that_begins_at_the_chosen_line() {
    let mut desk = page();
    desk.keys("<down><ret>");
    sees(&desk, "› Display name");
    desk.keys("<c-u>Olga Berg<tab><tab><ret>");
    sees(&desk, "Saved.");
    sees(&desk, "Display name Olga Berg");
    assert_eq!(desk.house.account("olga").display_name.as_str(), "Olga Berg");
    let row = desk.house.last_event();
    assert_eq!((row.event, row.before.as_deref()), (AuditEvent::DetailsChanged, Some("Olga B.")));
    sees(&desk, "changed details: Olga B. → Olga Berg (by ada)");
    // In the list, too.
    desk.keys("<esc>");
    sees(&desk, "Olga Berg");
}

#[test]
fn another_address_is_told_to_be_unproved() {
    let mut desk = page();
    desk.keys("<down><down><ret><c-u>olga.berg@example.org<ret>");
    sees(&desk, "Saved. The new address is not proved yet; the old one is told.");
    sees(&desk, "! not proved");
    desk.house.letter(LetterKind::EmailChanged, "olga@example.org");
}

#[test]
fn what_makes_no_sense_is_told_beside_its_field_and_kept() {
    let mut desk = page();
    desk.keys("<ret><c-u>x<tab><tab><c-u>nowhere<ret>");
    sees(&desk, "✗ Use at least 3 characters.");
    sees(&desk, "nowhere ✗ That does not look like an address.");
    desk.keys("<c-u>miranda<tab><tab><c-u>olga@example.org<ret>");
    sees(&desk, "✗ That username is taken, or looks like one that is.");
    desk.keys("<c-u>olga<tab><tab><c-u>ada@example.org<ret>");
    sees(&desk, "✗ That address has an account already.");
    desk.keys("<esc>");
    sees(&desk, "Email olga@example.org");
}

#[test]
fn nothing_typed_changes_nothing() {
    let mut desk = page();
    let before = desk.house.account("olga");
    desk.keys("<ret><tab><tab><ret>");
    sees(&desk, "Nothing was changed.");
    assert_eq!(desk.house.account("olga"), before);
}

#[test]
fn who_was_changed_meanwhile_is_not_overwritten_and_what_was_typed_stays() {
    let mut desk = page();
    desk.keys("<down><ret><c-u>Olga Berg");
    let admin = desk.house.log_in("ada").token;
    let olga = desk.house.account("olga");
    let edit = Edit {
        username: Some("olga_b".parse().unwrap()),
        display_name: Some(DisplayName::parse("Frau Berg").unwrap()),
        ..Edit::default()
    };
    desk.house.auth.edit_account(&desk.house.seat, &admin, olga.id, olga.version, &edit).unwrap();
    desk.keys("<tab><ret>");
    sees(&desk, "Somebody changed this account in the meantime: the display name is “Frau Berg” now.");
    sees(&desk, "Display name Olga Berg");
    // What was not touched is as it is now.
    sees(&desk, "Username olga_b");
    assert_eq!(desk.house.account("olga_b").display_name.as_str(), "Frau Berg");
    desk.keys("<ret>");
    sees(&desk, "Saved.");
    assert_eq!(desk.house.account("olga_b").display_name.as_str(), "Olga Berg");
}

#[test]
fn a_change_of_something_else_is_told_and_saved_over_with_a_second_enter() {
    let mut desk = page();
    desk.keys("<down><ret><c-u>Olga Berg<tab>");
    let admin = desk.house.log_in("ada").token;
    let olga = desk.house.account("olga").id;
    desk.house.auth.act_on(&desk.house.seat, &admin, &Act::SetNote(StaffNote::default()), &[olga]).unwrap();
    desk.keys("<ret>");
    sees(&desk, "Somebody changed this account in the meantime. What you typed is kept;");
    desk.keys("<ret>");
    sees(&desk, "Saved.");
}

#[test]
fn ones_own_address_is_changed_in_the_profile() {
    let mut desk = Desk::with(&["olga"]);
    desk.log_in("ada").keys("<home><ret><ret>");
    sees(&desk, "ada · change details");
    misses(&desk, "Email");
    desk.keys("<tab><c-u>Ada Lovelace<ret>");
    sees(&desk, "Saved.");
}

#[test]
fn one_session_is_ended_and_the_others_stay() {
    let mut desk = page();
    desk.keys("<tab>");
    sees(&desk, "lab-2");
    sees(&desk, "front-desk");
    desk.keys("x");
    sees(&desk, "The session is ended. They can sign in again.");
    sees(&desk, "Sessions 1");
    misses(&desk, "lab-2");
    desk.keys("e<tab><ret>");
    sees(&desk, "Signed in nowhere.");
}

#[test]
fn ones_own_session_is_ended_in_the_profile() {
    let mut desk = Desk::with(&["olga"]);
    desk.log_in("ada").keys("<home><ret><tab>");
    sees(&desk, "this one");
    desk.keys("x");
    sees(&desk, "End your own sessions in your profile (F2).");
}

#[test]
fn codes_are_listed_and_never_told() {
    let mut desk = page();
    desk.keys("<tab><tab>");
    sees(&desk, "password open 5 olga@example.org");
    sees(&desk, "Sent to olga@example.org, 15 Jan 08:03. Good until 15 Jan 08:18, 5 tries left");
    desk.keys("<ret>");
    sees(&desk, "Code until 15 Jan 08:18");
    sees(&desk, "Token until");
    desk.keys("<esc>");
    sees(&desk, "GOOD UNTIL");
    desk.keys("c<tab><ret><ret>");
    sees(&desk, "replaced");
    sees(&desk, "Read out by the staff");
}

#[test]
fn a_failed_letter_is_sent_again_from_the_page() {
    let mut desk = page();
    desk.keys("<tab><tab><tab>");
    sees(&desk, "Given up. Mailjet does not know this API key.");
    desk.keys("<ret>");
    sees(&desk, "Now Given up. Mailjet does not know this API key.");
    desk.keys("<esc>r");
    sees(&desk, "The letter to olga@example.org is in the queue again.");
    sees(&desk, "queued");
    desk.keys("r");
    sees(&desk, "Only a failed letter can be sent again.");
}

#[test]
fn the_history_says_what_was_before_and_after() {
    let mut desk = page();
    desk.keys("<s-tab>");
    sees(&desk, "changed details: – → Olga B.");
    desk.keys("<ret>");
    sees(&desk, "Before – After Olga B. By ada On olga Seat front-desk");
    desk.keys("<down>");
    sees(&desk, "What signed in");
}

#[test]
fn a_long_history_is_read_in_parts() {
    let mut desk = page();
    let olga = desk.house.account("olga");
    for at in 0..230 {
        let note = StaffNote::parse(&format!("note {at}")).unwrap();
        let admin = if at % 50 == 0 { Some(desk.house.log_in("ada").token) } else { None };
        let token = admin.unwrap_or_else(|| desk.model.session_token().unwrap());
        desk.house.auth.act_on(&desk.house.seat, &token, &Act::SetNote(note), &[olga.id]).unwrap();
    }
    desk.keys("<s-tab>");
    sees(&desk, "note 228 → note 229");
    for _ in 0..30 {
        desk.keys("<pgdn>");
    }
    sees(&desk, "verified");
    desk.keys("<home>");
    sees(&desk, "note 228 → note 229");
}

#[test]
fn a_helper_reads_the_staff_and_changes_nothing_there() {
    let mut desk = page();
    let admin = desk.house.log_in("ada").token;
    let miranda = desk.house.account("miranda");
    desk.house.act(&admin, Act::SetRole(Role::Helper), miranda.id).unwrap();
    // The desk of a helper is the list's own matter; here only the role of who looks counts.
    let who = desk.model.shared.who.as_mut().unwrap();
    let helper = desk.house.log_in("miranda");
    who.token = helper.token;
    who.me = helper.me;
    desk.keys("<esc><home><ret>");
    sees(&desk, "Username ada");
    desk.keys("<ret>");
    sees(&desk, "Only an admin may do that to a member of staff.");
    desk.keys("<tab>x");
    sees(&desk, "Only an admin may do that to a member of staff.");
    desk.keys("<tab><tab><tab>");
    sees(&desk, "signed in");
}

#[test]
fn dates_and_the_trash_are_told() {
    let mut desk = page();
    let admin = desk.house.log_in("ada").token;
    let olga = desk.house.account("olga").id;
    let until = desk.house.now().minus(SECOND);
    let dates = Validity { from: Some(Timestamp::from_millis(1_790_000_000_000)), until: Some(until) };
    let act = |act: Act| drop(desk.house.auth.act_on(&desk.house.seat, &admin, &act, &[olga]).unwrap());
    act(Act::SetValidity(dates));
    desk.keys("<f5>");
    sees(&desk, "State ! no longer good");
    sees(&desk, "Good from 21 Sep 2026 until 15 Jan 2027");
    let act = |act: Act| drop(desk.house.auth.act_on(&desk.house.seat, &admin, &act, &[olga]).unwrap());
    act(Act::Trash);
    desk.keys("<f5>");
    sees(&desk, "State ! in the trash");
    desk.keys("<ret>");
    sees(&desk, "This account is in the trash. Take it out first.");
}

#[test]
fn what_others_change_shows_by_itself_also_in_the_form() {
    let mut desk = page();
    let admin = desk.house.log_in("ada").token;
    let olga = desk.house.account("olga");
    let name = |name: &str| Edit { display_name: Some(DisplayName::parse(name).unwrap()), ..Edit::default() };
    desk.house.auth.edit_account(&desk.house.seat, &admin, olga.id, olga.version, &name("Olga C.")).unwrap();
    desk.send(Msg::Changed);
    sees(&desk, "Display name Olga C.");
    desk.keys("<s-tab>");
    sees(&desk, "Olga B. → Olga C.");
    desk.house.log_in("olga");
    desk.send(Msg::Changed);
    sees(&desk, "front-desk");
    sees(&desk, "Sessions 3");
    // A field that was not touched is as it is now; nothing is said of it.
    desk.keys("<tab><ret><c-u>olga_c");
    let olga = desk.house.account("olga");
    desk.house.auth.edit_account(&desk.house.seat, &admin, olga.id, olga.version, &name("Olga D.")).unwrap();
    desk.send(Msg::Changed);
    sees(&desk, "Username olga_c");
    sees(&desk, "Display name Olga D.");
    desk.keys("<tab><tab><ret>");
    sees(&desk, "Saved.");
    assert_eq!(desk.house.account("olga_c").display_name.as_str(), "Olga D.");
}

#[test]
fn an_answer_for_the_account_before_is_dropped() {
    let mut desk = page();
    desk.keys("<esc><home>");
    desk.hold();
    desk.keys("<down><ret>]");
    desk.release();
    assert_eq!(account(&desk).as_deref(), Some("miranda"));
    sees(&desk, "Username miranda");
}

/// Names as long as they may be, in scripts of every kind.
pub fn strange() -> Desk {
    let house = House::new();
    house.admin();
    let mut strange = house.member("olga");
    strange.username = "佐藤健一佐藤健一佐藤健一佐藤健一佐藤健一佐藤健一佐藤健一佐藤健一".parse().unwrap();
    strange.display_name = DisplayName::parse(&"שלום عليكم 佐藤 ".repeat(4)).unwrap();
    let long = format!("{}@{}.example", "x".repeat(64), ["y".repeat(60), "z".repeat(60)].join("."));
    strange.email = long.parse().unwrap();
    strange.note = StaffNote::parse(&"W".repeat(200)).unwrap();
    store::write(house.store.as_ref(), |tx| tx.update_account(&strange)).unwrap();
    house.post();
    let mut desk = Desk::at(house);
    desk.log_in("ada").keys("<end><ret>");
    desk
}

#[test]
fn long_and_strange_values_are_whole_and_break_no_frame() {
    let mut desk = strange();
    let (wide, address) = (desk.screen(), "z".repeat(60));
    let joined: String = wide.split_whitespace().collect();
    assert!(joined.contains(&address) && joined.contains(&"W".repeat(200)), "{wide}");
    for (width, height) in [(80, 24), (120, 40), (40, 12), (100, 16)] {
        desk.resize(width, height);
        for _ in 0..5 {
            desk.keys("<tab>");
            let screen = desk.screen();
            let first: String = screen.lines().next().unwrap().split_whitespace().collect();
            assert!(first.starts_with("佐藤健一"), "{screen}");
            assert!(screen.lines().last().unwrap().contains("help"), "{screen}");
        }
        desk.keys("<end><home><ret><esc>");
    }
}

#[test]
fn without_colours_the_open_part_and_every_state_are_told_in_words() {
    let mut desk = page();
    let told = |desk: &Desk| desk.draw(false).0.backend().to_string();
    assert!(told(&desk).contains("✓ active") && told(&desk).contains("✓ proved"));
    desk.keys("s");
    assert!(told(&desk).contains("! suspended"));
    desk.keys("<tab><tab>");
    let (terminal, _) = desk.draw(false);
    let buffer = terminal.backend().buffer();
    let bold: String = (0..80)
        .filter(|x| buffer[(*x, 2)].modifier.contains(ratatui::style::Modifier::BOLD))
        .map(|x| buffer[(x, 2)].symbol())
        .collect();
    assert_eq!(bold, "Codes");
}

#[test]
fn every_line_of_the_details_is_reached_on_a_small_screen() {
    let mut desk = page();
    desk.send(Msg::Input(Input::Resize { width: 40, height: 12 }));
    desk.keys("<end>");
    sees(&desk, "› Id");
    desk.keys("<home>");
    sees(&desk, "› Username");
}
