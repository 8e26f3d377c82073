//! Who may come in: the first page and the form under each rule, who waits, invitations, settings.

use vestibule::domain::{AuditEvent, InviteCode, SignUpMode, Status};
use vestibule::tui::overlay::Overlay;

use crate::desk::{Desk, misses, sees};
use crate::house::{House, MINUTE, PASSWORD, SECOND, address};

/// A house under that rule, with `ada` as its admin; nobody is signed in.
fn under(mode: SignUpMode) -> Desk {
    let house = House::changeable();
    house.admin();
    house.auth.operator().set_setting(&house.seat, "sign_up.mode", mode.as_str()).unwrap();
    Desk::at(house)
}

/// The same, with `ada` at the desk.
fn at_the_desk(mode: SignUpMode) -> Desk {
    let mut desk = under(mode);
    sign_in(&mut desk);
    desk
}

fn sign_in(desk: &mut Desk) {
    desk.click_on("Sign in");
    desk.keys("ada<tab>").keys(PASSWORD).keys("<ret>");
}

fn fill_in(desk: &mut Desk, name: &str) {
    desk.keys(name).keys("<tab>").keys(&address(name)).keys("<tab><tab>").keys(PASSWORD).keys("<tab>").keys(PASSWORD);
}

fn registered(desk: &mut Desk, name: &str) {
    let house = &desk.house;
    let flow = house.sign_up(name);
    let post = house.post();
    let letter = post.iter().find(|letter| letter.to == address(name)).unwrap();
    house.verify(&flow, &letter.code()).unwrap();
    // Who came first stands first.
    desk.pass(SECOND);
}

fn picture(name: &str, desk: &Desk) {
    insta::assert_snapshot!(format!("doors_{name}"), desk.picture());
}

#[test]
fn the_first_page_offers_what_the_rule_allows() {
    for (mode, says) in [
        (SignUpMode::Open, "It takes two minutes."),
        (SignUpMode::Approve, "The staff let you in."),
        (SignUpMode::Invite, "You have an invitation."),
    ] {
        sees(&under(mode), says);
    }
    let mut closed = under(SignUpMode::Closed);
    misses(&closed, "Sign up");
    sees(&closed, "New here? Ask the staff for an account.");
    picture("closed", &closed);
    closed.keys("<ret>");
    sees(&closed, "Name");
}

#[test]
fn a_rule_that_changes_meanwhile_is_told_and_what_was_typed_stays() {
    let mut desk = under(SignUpMode::Open);
    desk.keys("<ret>");
    fill_in(&mut desk, "mira");
    let set = |desk: &Desk, mode: &str| {
        desk.house.auth.operator().set_setting(&desk.house.seat, "sign_up.mode", mode).unwrap();
    };
    set(&desk, "closed");
    desk.keys("<ret>");
    sees(&desk, "Nobody signs up here alone. Ask the staff of Vestibule for an account.");
    set(&desk, "invite");
    desk.keys("<ret>");
    sees(&desk, "Here one signs up with an invitation.");
    sees(&desk, "mira@example.org");
    desk.keys("<c-p>invitation");
    desk.keys("<esc><esc>");
    sees(&desk, "You have an invitation.");
}

#[test]
fn under_approval_the_last_sentence_says_who_has_to_let_one_in() {
    let mut desk = under(SignUpMode::Approve);
    desk.keys("<ret>");
    picture("approve_form", &desk);
    fill_in(&mut desk, "mira");
    desk.keys("<ret>");
    let code = desk.code();
    desk.keys(&code).keys("<ret>");
    sees(&desk, "Your address is proved. The staff have to let you in now");
    misses(&desk, "mira");
    picture("waits_now", &desk);
    desk.click_on("Sign in");
    desk.keys("mira<tab>").keys(PASSWORD).keys("<ret>");
    sees(&desk, "Your password is right, but the staff have not let you in yet.");
    assert_eq!(desk.house.account("mira").status, Status::Waiting);
}

#[test]
fn an_invitation_is_the_last_field_and_a_wrong_one_is_told_beside_it() {
    let mut desk = under(SignUpMode::Invite);
    let made = {
        let new = vestibule::auth::invites::NewInvite {
            label: vestibule::domain::InviteLabel::default(),
            uses: 1,
            good_for: 60 * MINUTE,
        };
        desk.house.auth.operator().make_invite(&desk.house.seat, &new).unwrap()
    };
    desk.keys("<ret>");
    fill_in(&mut desk, "mira");
    desk.keys("<tab>");
    picture("invite_form", &desk);
    desk.keys("bcdf<ret>");
    sees(&desk, "✗ An invitation has twelve letters");
    desk.keys("<c-u>bbbbbbbbbbbb<ret>");
    sees(&desk, "✗ That invitation is not good, or no longer.");
    let code = InviteCode::parse(made.code.expose()).unwrap();
    desk.keys(&code.expose().to_lowercase()).keys("<ret>");
    sees(&desk, "Check your mail");
    let code = desk.code();
    desk.keys(&code).keys("<ret>");
    sees(&desk, "Your account is ready: sign in now.");
}

#[test]
fn guesses_of_invitations_count_down_on_the_form() {
    let mut desk = under(SignUpMode::Invite);
    desk.keys("<ret>");
    fill_in(&mut desk, "mira");
    desk.keys("<tab>");
    for _ in 0..7 {
        desk.keys("<c-u>bbbbbbbbbbbb<ret>");
    }
    sees(&desk, "1 s");
    desk.pass(SECOND);
    desk.keys("<c-u>bbbbbbbbbbbb<ret>");
    sees(&desk, "✗ That invitation is not good");
}

#[test]
fn staff_let_in_turn_down_and_note() {
    let mut desk = at_the_desk(SignUpMode::Approve);
    for name in ["mira", "zoe"] {
        registered(&mut desk, name);
    }
    desk.house.sign_up("olga");
    desk.keys("<s-tab><s-tab>");
    sees(&desk, "3 wait");
    picture("approvals", &desk);
    desk.keys("a");
    sees(&desk, "mira is let in. A letter tells them.");
    assert_eq!(desk.house.account("mira").status, Status::Active);
    // The cursor stands on who comes next.
    desk.keys("mfriend of ada<ret>");
    sees(&desk, "Note: friend of ada");
    desk.keys("x");
    sees(&desk, "Turn zoe down");
    desk.keys("The workshop is full<tab>perhaps<ret>");
    sees(&desk, "✗ Type yes or no.");
    picture("turn_down", &desk);
    desk.keys("<c-u>no<ret>");
    sees(&desk, "zoe is turned down.");
    assert!(desk.house.find("zoe").is_none());
    desk.keys("a");
    sees(&desk, "Let olga in?");
    sees(&desk, "You vouch that you know who it is.");
    picture("vouch", &desk);
    desk.keys("<ret>");
    assert!(desk.house.find("olga").is_none(), "Cancel has focus");
    desk.keys("a<tab><ret>");
    sees(&desk, "olga can sign in now. You vouched for them.");
    sees(&desk, "Nobody waits.");
    assert_eq!(desk.house.count(AuditEvent::Vouched), 1);
}

#[test]
fn marked_ones_are_let_in_together() {
    let mut desk = at_the_desk(SignUpMode::Approve);
    for name in ["mira", "zoe", "olga"] {
        registered(&mut desk, name);
    }
    desk.keys("<s-tab><s-tab>  ");
    sees(&desk, "● mira");
    sees(&desk, "● zoe");
    desk.keys("a");
    sees(&desk, "Let 2 people in?");
    desk.keys("<tab><ret>");
    sees(&desk, "2 people are let in.");
    sees(&desk, "1 waits");
    desk.keys("/nobody");
    sees(&desk, "Nobody matches.");
    desk.keys("<esc>");
    sees(&desk, "olga");
}

#[test]
fn an_invitation_is_shown_once_as_letters_and_for_a_phone() {
    let mut desk = at_the_desk(SignUpMode::Invite);
    desk.keys("<s-tab><s-tab>i");
    sees(&desk, "There is no invitation.");
    desk.keys("nopen day<tab><c-u>0<tab><ret>");
    sees(&desk, "✗ An invitation is for 1 to 1000 people.");
    picture("new_invitation", &desk);
    desk.keys("<c-u>3<tab><ret>");
    let Some(Overlay::Invited(invited)) = &desk.model.shared.overlay else { panic!("{}", desk.screen()) };
    let code = invited.made.code.expose().to_owned();
    sees(&desk, &code);
    sees(&desk, "For 3 people, until");
    assert!(desk.screen().contains('▀'), "a QR code");
    picture("invitation", &desk);
    desk.resize(40, 12);
    sees(&desk, &code);
    desk.resize(80, 24);
    desk.keys("<ret>");
    misses(&desk, &code);
    sees(&desk, "0 of 3");
    picture("invitations", &desk);
    desk.keys("x<tab><ret>");
    sees(&desk, "The invitation is taken back.");
    sees(&desk, "taken back");
    desk.keys("<esc>");
    sees(&desk, "Nobody waits.");
}

#[test]
fn a_rule_is_changed_in_its_place_and_holds_on_the_first_page() {
    let mut desk = at_the_desk(SignUpMode::Open);
    desk.keys("<s-tab>");
    sees(&desk, "sign_up.mode");
    desk.keys("<down><ret>");
    picture("editing", &desk);
    desk.keys("<right><right><right><ret>");
    sees(&desk, "sign_up.mode is closed now, at every terminal.");
    assert_eq!(desk.house.auth.policy().sign_up, SignUpMode::Closed);
    desk.keys("<ret><c-u>ajar<ret>");
    sees(&desk, "✗ sign_up.mode can't be “ajar”. It takes open or approve or invite or closed.");
    desk.keys("<esc>");
    picture("settings", &desk);
    desk.keys("d");
    sees(&desk, "sign_up.mode is open now, at every terminal.");
    desk.keys("<up><ret><c-u>The Lending Library<ret>");
    desk.keys("<c-x>");
    sees(&desk, "The Lending Library");
    sees(&desk, "It takes two minutes.");
}

#[test]
fn what_is_fixed_says_by_whom() {
    let house = House::changeable();
    house.admin();
    let mut desk = Desk::at(house);
    sign_in(&mut desk);
    desk.keys("<s-tab><down><down><down><down><ret>");
    sees(&desk, "mfa.required_for is fixed by --set. Change it there.");
    sees(&desk, "Fixed by --set: it wins over what is set here.");
}

#[test]
fn a_change_of_a_rule_asks_for_the_password_after_five_minutes() {
    let mut desk = at_the_desk(SignUpMode::Open);
    desk.pass(5 * MINUTE);
    desk.keys("<s-tab><down><ret><c-u>closed<ret>");
    sees(&desk, "Is it still you?");
    desk.keys(PASSWORD).keys("<ret>");
    sees(&desk, "sign_up.mode is closed now");
}

#[test]
fn the_desk_fits_small_screens() {
    let mut desk = at_the_desk(SignUpMode::Approve);
    registered(&mut desk, "mira");
    desk.resize(40, 12);
    desk.keys("<s-tab><s-tab>");
    sees(&desk, "mira");
    picture("approvals_small", &desk);
    desk.keys("<tab>");
    sees(&desk, "sign_up.mode");
    picture("settings_small", &desk);
}
