//! Every screen in every state, at four sizes: the text, the styles, the caret. A changed picture is looked at
//! before it is taken (`INSTA_UPDATE=always cargo test --test screens`, then `git diff`).

use vestibule::domain::{Carrier, MailStage};
use vestibule::tui::Surroundings;

use crate::admin::with_codes;
use crate::desk::Desk;
use crate::house::{House, PASSWORD, SECOND};
use crate::{account, acting, factor, glance, second, step_up, transfer};

const SIZES: [(u16, u16); 4] = [(80, 24), (120, 40), (40, 12), (20, 6)];

/// Takes the pictures of one state.
fn take(name: &str, desk: &mut Desk) {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "../snapshots" }, {
        for (width, height) in SIZES {
            desk.resize(width, height);
            // One picture says what every screen says in so small a window.
            if (width, height) == (20, 6) && name != "welcome" {
                continue;
            }
            insta::assert_snapshot!(format!("{name}-{width}x{height}"), desk.picture());
        }
        desk.resize(80, 24);
    });
}

fn form(desk: &mut Desk) -> &mut Desk {
    desk.keys("<home><ret>mira_k<tab>mira@example.org<tab>Mira K.<tab>").keys(PASSWORD)
}

#[test]
fn welcome() {
    take("welcome", &mut Desk::with(&[]));
}

#[test]
fn setup() {
    take("setup", &mut Desk::new());
}

#[test]
fn signup() {
    let mut desk = Desk::with(&[]);
    take("signup-weak", form(&mut desk).keys("<c-u>hunter2"));
    desk.keys("<esc><home><ret><tab><tab><tab><tab><tab><ret>");
    take("signup-mistakes", &mut desk);
    desk.keys("<esc>");
    take("signup-good", form(&mut desk).keys("<tab>tide"));
}

#[test]
fn verify() {
    let mut desk = Desk::with(&[]);
    form(&mut desk).keys("<tab>").keys(PASSWORD).keys("<ret>");
    take("verify-queued", desk.keys("bcdfgh"));
    let now = desk.now().wall;
    desk.mail(MailStage::Waiting {
        attempt: 2,
        most: 5,
        next_at: now.plus(8 * SECOND),
        why: "Mailjet did not answer in time.".to_owned(),
    });
    take("verify-waiting", &mut desk);
    desk.mail(MailStage::Written { path: "/home/ada/.local/share/vestibule/mail/20270115-0800-018cc.eml".to_owned() });
    take("verify-file", &mut desk);
    desk.mail(MailStage::Accepted { by: Carrier::Mailjet, at: now });
    take("verify-accepted", desk.keys("<ret>"));
    desk.pass(61 * SECOND);
    take("verify-address", desk.keys("<c-e>"));
    desk.keys("<esc><esc><home><down><down><ret>");
    take("verify-resume", &mut desk);
}

#[test]
fn login() {
    let mut desk = Desk::with(&[]);
    desk.keys("<home><down><ret>ada<tab>not the password<ret>");
    take("login-refused", &mut desk);
}

#[test]
fn second_step() {
    let mut desk = second::with_factor();
    take("login-second", desk.log_in("olga").keys("1234"));
    take("login-wait", desk.keys("<c-u>222222<ret>"));
    desk.pass(8 * SECOND);
    take("login-wrong", desk.keys("<c-u>000000<ret>"));
}

#[test]
fn two_factor() {
    take("factor-owed", &mut factor::owing());
    take("factor-qr", factor::scanning(&factor::uri("Hillside%20Makerspace", "olga")).keys("123"));
    take("factor-codes", factor::at_pane("olga").keys("<ret>123456<ret>"));
    let mut desk = factor::on("ada");
    take("factor-on", desk.keys("<down>"));
    take("factor-off", desk.keys("<ret>"));
    take("factor-required", desk.keys("<tab><ret>"));
}

#[test]
fn the_password_again() {
    let mut desk = step_up::late(vec![]);
    desk.model.shared.who.as_mut().unwrap().me.second_factor_since = Some(vestibule::domain::Timestamp::from_millis(0));
    take("stepup", desk.keys("/olga<ret>R<end><ret><tab><ret>").keys(PASSWORD));
}

#[test]
fn codes_and_locks() {
    let mut desk = Desk::with(&["olga"]);
    desk.log_in("ada");
    let now = desk.now().wall;
    with_codes(&mut desk, Some(now), Some(now.plus(8 * SECOND)));
    take("admin-locked", desk.keys("/olga<ret><ret>"));
    take("admin-code", desk.keys("c<tab><ret>"));
}

#[test]
fn recover() {
    let mut desk = Desk::with(&["olga"]);
    desk.keys("<home><end><ret>olga");
    take("recover-ask", &mut desk);
    desk.keys("<ret>BBBBBBBB<tab>tide<tab>moss<ret>");
    take("recover-choose", &mut desk);
    desk.keys("<esc><home><end><ret>olga<c-k>");
    take("recover-told", &mut desk);
}

#[test]
fn profile() {
    let mut desk = Desk::with(&["olga"]);
    desk.log_in("olga");
    take("profile-home", &mut desk);
    take("profile-password", desk.keys("<down><ret>"));
    take("profile-factor-off", desk.keys("<esc><down><ret>"));
    take("profile-email", desk.keys("<esc><down><ret>"));
    take("profile-sessions", desk.keys("<esc><down><ret>"));
    take("profile-activity", desk.keys("<esc><down><ret>"));
    take("profile-delete", desk.keys("<esc><end><ret>"));
}

#[test]
fn admin() {
    let mut desk = Desk::with(&["mira_k", "miranda", "olga"]);
    desk.log_in("ada");
    take("admin-accounts", desk.keys("<down>"));
    take("admin-suspended", desk.keys("s"));
    take("admin-page", desk.keys("<ret>"));
    take("admin-search", desk.keys("<esc>/mir"));
    take("admin-roles", desk.keys("<ret>R"));
    take("admin-role", desk.keys("<end><ret>"));
    take("admin-dates", desk.keys("<esc>d31.12."));
    take("admin-note", desk.keys("<ret><esc>N").keys("fees are due"));
    take("admin-delete", desk.keys("<esc>D").keys("mir"));
    take("admin-create", desk.keys("<esc>n"));
    desk.keys("<esc><esc><esc><tab>");
    take("admin-audit", &mut desk);
    desk.keys("<tab>");
    take("admin-mail", &mut desk);
}

#[test]
fn account_page() {
    let mut desk = account::page();
    take("account-details", desk.keys("<down><down>"));
    take("account-edit", desk.keys("<ret><c-u>nowhere<ret>"));
    take("account-sessions", desk.keys("<esc><tab>"));
    take("account-codes", desk.keys("<tab>"));
    take("account-letters", desk.keys("<tab>"));
    take("account-letter", desk.keys("<ret>"));
    take("account-history", desk.keys("<esc><tab>"));
    take("account-entry", desk.keys("<ret>"));
    take("account-strange", &mut account::strange());
}

#[test]
fn acts_on_many() {
    let mut desk = acting::crowd(1_100);
    acting::mark_everybody(&mut desk);
    take("acts-preview", desk.keys("s"));
    desk.hold();
    desk.keys("<tab><ret>");
    desk.step();
    take("acts-progress", &mut desk);
    desk.keys("<esc>");
    desk.release();
    take("acts-report", &mut desk);
    take("acts-delete", desk.keys("<esc>D").keys("99<ret>"));
}

#[test]
fn the_desk() {
    let house = House::new();
    house.admin();
    house.post();
    let mut desk = Desk::at(house);
    take("desk-first-day", desk.land("ada"));
    let mut desk = glance::busy();
    take("desk", desk.land("ada").keys("<down>"));
    take("desk-events", desk.keys("<end>"));
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "../snapshots" }, {
        insta::assert_snapshot!("desk-no-colour-80x24", desk.keys("<home>").picture_in(false));
    });
}

#[test]
fn the_audit() {
    let mut desk = glance::busy();
    desk.land("ada").keys("<tab><tab>");
    take("audit", desk.keys("/account:pavel event:\"failed to sign in\"<ret>"));
    take("audit-hint", desk.keys("/<c-u>event:flew"));
    take("audit-entry", desk.keys("<c-u>event:\"had to wait\"<ret><ret>"));
    take("audit-checked", desk.keys("<esc><esc>V"));
    desk.hold();
    desk.keys("<esc>V");
    desk.model.shared.toast = None;
    if let vestibule::tui::screen::Screen::Admin(admin) = &mut desk.model.screen
        && let Some(vestibule::tui::screen::admin::audit::work::Work::Verify { done, of, .. }) = &mut admin.audit.work
    {
        (*done, *of) = (420_000, 1_000_000);
    }
    take("audit-checking", &mut desk);
}

#[test]
fn overlays() {
    let mut desk = Desk::with(&[]);
    desk.log_in("ada");
    take("help", desk.keys("?"));
    take("palette", desk.keys("<esc>:so"));
}

#[test]
fn a_notice_and_a_broken_store() {
    let mut desk = Desk::at(House::new());
    let around = Surroundings {
        notice: Some("Demo: sign in as ada (admin) or mira (user).".to_owned()),
        ..desk.model.shared.around.clone()
    };
    let now = desk.now();
    desk.model = vestibule::tui::Model::new(around, now);
    desk.hold();
    let effects = vestibule::tui::start(&mut desk.model, now);
    assert_eq!(effects.len(), 1);
    for effect in effects {
        if let vestibule::tui::effect::Effect::Call(id, _) = effect {
            let full = vestibule::auth::CallError::Store(vestibule::store::StoreError::Full);
            let reply = vestibule::tui::effect::Reply::Doors(Err(full));
            desk.send(vestibule::tui::msg::Msg::Reply(id, reply));
        }
    }
    take("welcome-broken", &mut desk);
}

#[test]
fn the_list_of_accounts() {
    let mut desk = Desk::with(&[]);
    desk.house.crowd(12_345);
    desk.log_in("ada");
    take("accounts-marked", desk.keys("<down>  <down> "));
    take("accounts-hint", desk.keys("/person12 created:yesterday"));
    take("accounts-all-marked", desk.keys("<c-w><bs><bs><bs><bs><bs><bs><bs><bs><ret>*"));
    take("accounts-sorted", desk.keys("<esc><esc>7"));
    for (name, text) in [("Late mail", "verified:no created:<2026"), ("Quiet since a year", "seen:>1y role:user")] {
        let search = vestibule::domain::SavedSearch::parse(name, text, desk.house.now()).unwrap();
        desk.house.auth.operator().save_search(&desk.house.seat, &search).unwrap();
    }
    take("accounts-saved", desk.keys("'<down>"));
    take("accounts-saved-new", desk.keys("new ones"));
}

#[test]
fn import() {
    let mut desk = Desk::with(&["bob"]);
    take("import", desk.log_in("ada").keys("i"));
    take("import-looked", &mut transfer::looked());
    take("import-under-way", &mut transfer::importing());
}
