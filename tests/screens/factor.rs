//! Two-factor sign-in of one's own account: the QR code and the codes for the drawer.

use qrcode::{Color as Module, EcLevel, QrCode};
use ratatui::buffer::Buffer;
use ratatui::style::Color;
use vestibule::auth::CallError;
use vestibule::auth::factor::{EnrolError, Enrolled, Enrolment, RemoveFactorError};
use vestibule::auth::login::{LogIn, Me, Owed, SignedIn};
use vestibule::domain::Secret;
use vestibule::tui::effect::{Call, Reply};

use crate::desk::{Desk, misses, sees};

const SECRET: &str = "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP";

pub fn uri(issuer: &str, name: &str) -> String {
    let secret = SECRET.replace(' ', "");
    format!("otpauth://totp/{issuer}:{name}?secret={secret}&issuer={issuer}")
}

pub fn codes() -> Vec<Secret> {
    let letters = ["BCDF", "GHJK", "LMNP", "QRST", "VWXZ", "CDFG", "HJKL", "MNPQ", "RSTV", "WXZB"];
    (0..10).map(|at| Secret::new([0, 1, 2, 3].map(|by| letters[(at + by) % 10]).join("-"))).collect()
}

/// A core in which `000000` is a wrong code and every other right.
fn core(mut me: Me, uri: String) -> impl FnMut(&Call) -> Option<Reply> {
    move |call| match call {
        Call::Me(_) => Some(Reply::Me(Ok(me.clone()))),
        Call::BeginSecondFactor(_) => {
            Some(Reply::BeginSecondFactor(Ok(Enrolment { secret: SECRET.into(), uri: uri.as_str().into() })))
        }
        Call::ConfirmSecondFactor(_, code) if code.expose() == "000000" => {
            Some(Reply::ConfirmSecondFactor(Err(EnrolError::WrongCode)))
        }
        Call::ConfirmSecondFactor(..) => {
            me.second_factor_since = Some(me.created_at);
            me.recovery_codes_left = 10;
            me.owes = None;
            Some(Reply::ConfirmSecondFactor(Ok(Enrolled { me: me.clone(), recovery_codes: codes() })))
        }
        Call::RenewRecoveryCodes(_) => {
            Some(Reply::RenewRecoveryCodes(Ok(Enrolled { me: me.clone(), recovery_codes: codes() })))
        }
        Call::RemoveSecondFactor(_) if me.username == "ada" => {
            Some(Reply::RemoveSecondFactor(Err(RemoveFactorError::Required)))
        }
        Call::RemoveSecondFactor(_) => {
            me.second_factor_since = None;
            Some(Reply::RemoveSecondFactor(Ok(me.clone())))
        }
        _ => None,
    }
}

/// Somebody at the pane.
pub fn at_pane(name: &str) -> Desk {
    let mut desk = Desk::with(&["olga"]);
    desk.log_in(name);
    let me = desk.model.shared.who.as_ref().unwrap().me.clone();
    desk.stand_in(core(me, uri("Vestibule", name)));
    let way = if name == "ada" { "<f2>" } else { "" };
    desk.keys(way).keys("<home><down><down><ret>");
    desk
}

/// The same, with the QR code open.
pub fn scanning(uri: &str) -> Desk {
    let mut desk = Desk::with(&["olga"]);
    desk.log_in("olga");
    let me = desk.model.shared.who.as_ref().unwrap().me.clone();
    desk.stand_in(core(me, uri.to_owned()));
    desk.keys("<down><down><ret><ret>");
    desk
}

/// With the second factor on.
pub fn on(name: &str) -> Desk {
    let mut desk = at_pane(name);
    desk.keys("<ret>123456<ret><ret><ret>");
    desk
}

/// Turns the half blocks that stand on white into modules: rows of dark or light, the quiet zone with them.
fn modules(buffer: &Buffer) -> Vec<Vec<bool>> {
    let painted = |x, y: u16| matches!(buffer[(x, y)].bg, Color::White | Color::Black);
    let rows: Vec<u16> = (0..buffer.area.height).filter(|y| (0..buffer.area.width).any(|x| painted(x, *y))).collect();
    let columns: Vec<u16> = (0..buffer.area.width).filter(|x| rows.iter().any(|y| painted(*x, *y))).collect();
    let mut modules = Vec::new();
    for y in rows {
        for upper in [true, false] {
            let dark = |x: &u16| {
                let cell = &buffer[(*x, y)];
                assert!(painted(*x, y), "a hole at {x},{y}");
                assert_eq!((cell.fg, cell.modifier), (Color::Black, Default::default()));
                match cell.symbol() {
                    " " => cell.bg == Color::Black,
                    "▀" => upper,
                    "▄" => !upper,
                    "█" => true,
                    other => panic!("{other:?} at {x},{y}"),
                }
            };
            modules.push(columns.iter().map(dark).collect());
        }
    }
    modules
}

/// That the QR code on the screen is the one of `uri`, with at least so many light modules around it.
fn reads(desk: &Desk, uri: &str, quiet: usize) {
    let seen = modules(desk.draw(true).0.backend().buffer());
    let code = QrCode::with_error_correction_level(uri, EcLevel::L).unwrap();
    let side = code.width() + 2 * quiet;
    assert_eq!(seen[0].len(), side, "its width");
    assert!(seen.len() >= side, "{} rows of modules, {side} wanted", seen.len());
    for (y, row) in seen.iter().enumerate() {
        for (x, dark) in row.iter().enumerate() {
            let (column, line) = (x.wrapping_sub(quiet), y.wrapping_sub(quiet));
            let inside = column < code.width() && line < code.width();
            assert_eq!(*dark, inside && code[(column, line)] == Module::Dark, "module {x},{y}");
        }
    }
}

#[test]
fn the_qr_code_on_the_screen_is_that_of_the_secret() {
    for (uri, width, height, quiet) in [
        (uri("Vestibule", "olga"), 80, 24, 2),
        (uri("Hillside%20Makerspace", "olga"), 80, 24, 2),
        (uri("Vestibule", "olga"), 120, 40, 4),
        (uri("Hillside%20Makerspace", "a_name_of_thirty_two_characters_"), 120, 40, 4),
    ] {
        let mut desk = scanning(&uri);
        desk.resize(width, height);
        reads(&desk, &uri, quiet);
        sees(&desk, "3PXP");
        sees(&desk, "Code");
    }
}

#[test]
fn a_window_too_small_for_the_picture_says_how_large_it_must_be() {
    let uri = uri("Vestibule", "olga");
    let mut desk = scanning(&uri);
    desk.resize(60, 20);
    sees(&desk, "A picture to scan needs a window of 76 columns and 22 rows.");
    sees(&desk, SECRET);
    desk.resize(76, 22);
    reads(&desk, &uri, 2);
    desk.resize(75, 22);
    sees(&desk, "A picture to scan needs");
}

#[test]
fn a_screen_without_colours_has_the_text_alone() {
    let mut desk = scanning(&uri("Vestibule", "olga"));
    desk.resize(120, 40);
    let text: String = desk.draw(false).0.backend().to_string();
    assert!(text.contains("A picture to scan needs colours"), "{text}");
    assert!(text.contains(SECRET) && !text.contains('▀'));
}

#[test]
fn the_second_factor_is_turned_on_and_the_codes_shown_once() {
    let mut desk = at_pane("olga");
    sees(&desk, "each sign-in also asks for six digits from your phone.");
    desk.keys("<ret>12345<ret>");
    sees(&desk, "✗ Type the app's six digits.");
    desk.keys("<c-u>000000<ret>");
    sees(&desk, "✗ That code is not right now.");
    desk.keys("123456<ret>");
    misses(&desk, "3PXP");
    sees(&desk, "Write them down now. They are not shown again.");
    for code in codes() {
        sees(&desk, code.expose());
    }
    desk.keys("<ret>");
    misses(&desk, "BCDF-GHJK");
    sees(&desk, "On since 15 Jan 2027, 10 recovery codes left.");
}

#[test]
fn nothing_is_drawn_over_a_secret() {
    let mut desk = scanning(&uri("Vestibule", "olga"));
    for keys in ["", "123456<ret>"] {
        desk.keys(keys);
        desk.model.shared.say(vestibule::tui::shared::Mood::Good, "Something good.");
        misses(&desk, "Something good.");
    }
    desk.keys("<esc>");
    sees(&desk, "“Two-factor sign-in” makes new ones.");
}

#[test]
fn secrets_are_gone_from_the_model_when_they_are_left() {
    let mut desk = scanning(&uri("Vestibule", "olga"));
    assert!(!format!("{:?}", desk.model).contains("3PXP"));
    desk.keys("<esc>");
    assert!(!format!("{:?}", desk.model).contains("Enrol"));
    desk.keys("<ret><ret>123456<ret>");
    assert!(!format!("{:?}", desk.model).contains("BCDF"));
    desk.keys("<ret>");
    assert!(!format!("{:?}", desk.model).contains("Codes"));
}

#[test]
fn new_recovery_codes_are_made_after_a_question() {
    let mut desk = on("olga");
    sees(&desk, "On since 15 Jan 2027, 10 recovery codes left.");
    desk.keys("<ret>");
    sees(&desk, "Make new recovery codes?");
    desk.keys("<ret>");
    misses(&desk, "Write them down");
    desk.keys("<ret><tab><ret>");
    sees(&desk, "Write them down now.");
}

#[test]
fn it_is_turned_off_after_a_question() {
    let mut desk = on("olga");
    desk.keys("<down><ret>");
    sees(&desk, "Turn two-factor sign-in off?");
    desk.keys("<tab><ret>");
    sees(&desk, "✓ Two-factor sign-in is off.");
    sees(&desk, "Off. A phone app shows a code at each sign-in.");
}

#[test]
fn what_the_rules_ask_for_stays_and_says_why() {
    let mut desk = on("ada");
    desk.keys("<down><ret><tab><ret>");
    sees(&desk, "✗ The rules of this house ask for two-factor sign-in from you.");
}

#[test]
fn what_was_given_up_elsewhere_begins_again() {
    let mut desk = scanning(&uri("Vestibule", "olga"));
    desk.stand_in(|call| match call {
        Call::ConfirmSecondFactor(..) => Some(Reply::ConfirmSecondFactor(Err(EnrolError::NotBegun))),
        Call::BeginSecondFactor(_) => Some(Reply::BeginSecondFactor(Err(CallError::Gone))),
        _ => None,
    });
    desk.keys("123456<ret>");
    sees(&desk, "✗ There is nothing to confirm. Begin again.");
    desk.keys("<ret>");
    sees(&desk, "✗ It is no longer there.");
}

/// An admin who must have it, signed in.
pub fn owing() -> Desk {
    let mut desk = Desk::with(&["olga"]);
    let SignedIn { token, proved_until, me } = desk.house.log_in("ada");
    let me = Me { owes: Some(Owed::SecondFactor), ..me };
    let mut signed_in = Some(SignedIn { token, proved_until, me: me.clone() });
    let mut core = core(me, uri("Vestibule", "ada"));
    desk.stand_in(move |call| match call {
        Call::LogIn(_) => Some(Reply::LogIn(Ok(LogIn::In(signed_in.take()?)))),
        call => core(call),
    });
    desk.log_in("ada");
    desk
}

#[test]
fn an_admin_who_has_written_the_codes_down_goes_on_to_the_desk() {
    for leave in ["<ret>", "<esc>"] {
        let mut desk = owing();
        desk.keys("<ret>123456<ret>");
        sees(&desk, "Write them down now.");
        desk.keys(leave);
        sees(&desk, "Accounts 2");
    }
}
