//! Whatever is done at the terminal: no panic, drawing twice is equal, the caret is inside, a password is in no
//! frame and in no `Debug`, and after signing out nothing of the person is left in the model.

use std::time::Duration;

use proptest::prelude::*;
use vestibule::tui::effect::{Effect, TermFx};
use vestibule::tui::msg::{Hit, Input, Key, KeyCode, Msg};

use crate::desk::Desk;

/// Typed and pasted into every field of every kind; may be read only where a field of plain text has it.
const SECRET: &str = "Zq7planted-secret";

#[derive(Clone, Debug)]
enum Step {
    Keys(&'static str),
    Char(char),
    Paste(String),
    Secret,
    Resize(u16, u16),
    Hit(usize, u8),
    Pass(u64),
    Hold,
    Release,
    Crash,
}

fn step() -> impl Strategy<Value = Step> {
    let keys = prop::sample::select(vec![
        "<ret>",
        "<ret>",
        "<tab>",
        "<s-tab>",
        "<esc>",
        "<up>",
        "<down>",
        "<left>",
        "<right>",
        "<home>",
        "<end>",
        "<pgup>",
        "<pgdn>",
        "<bs>",
        "<del>",
        "<c-g>",
        "<c-t>",
        "<c-r>",
        "<c-e>",
        "<c-k>",
        "<c-u>",
        "<c-w>",
        "<c-x>",
        "<c-p>",
        "<c-z>",
        "<f1>",
        "<f2>",
        "<f3>",
        "<f5>",
        "<f10>",
        "?",
        ":",
        "/",
        "s",
        "u",
        "R",
        "D",
        "n",
        "p",
        "o",
        "O",
        "x",
        "r",
        "ada",
        "olga",
        "tide quarry lantern moss",
        "mira@example.org",
    ]);
    prop_oneof![
        12 => keys.prop_map(Step::Keys),
        3 => any::<char>().prop_map(Step::Char),
        1 => "\\PC{0,40}".prop_map(Step::Paste),
        1 => any::<String>().prop_map(Step::Paste),
        2 => Just(Step::Secret),
        1 => (0u16..140, 0u16..50).prop_map(|(w, h)| Step::Resize(w, h)),
        1 => (0usize..12, any::<u8>()).prop_map(|(at, kind)| Step::Hit(at, kind)),
        1 => (0u64..70_000).prop_map(Step::Pass),
        1 => Just(Step::Hold),
        2 => Just(Step::Release),
        1 => Just(Step::Crash),
    ]
}

fn take(desk: &mut Desk, step: &Step) {
    match step {
        Step::Keys(keys) => {
            desk.keys(keys);
        }
        Step::Char(c) => desk.send(Msg::Input(Input::Key(Key { code: KeyCode::Char(*c), ctrl: false, alt: false }))),
        Step::Paste(text) => {
            desk.paste(text);
        }
        // Only into passwords: elsewhere it would be an ordinary text, and seen.
        Step::Secret if desk.model.screen.state().on_secret() && desk.model.shared.overlay.is_none() => {
            desk.paste(SECRET);
        }
        Step::Secret => {}
        Step::Resize(width, height) => {
            desk.resize(*width, *height);
        }
        Step::Hit(at, kind) => {
            let hit = match kind % 3 {
                0 => Hit::Field(*at),
                1 => Hit::Line(*at),
                _ => Hit::Tab(*at),
            };
            desk.send(Msg::Input(Input::Hit(hit)));
        }
        Step::Pass(millis) => desk.pass(Duration::from_millis(*millis)),
        Step::Hold if desk.held.is_none() => desk.hold(),
        Step::Hold => {}
        Step::Release => desk.release(),
        Step::Crash => desk.crash(),
    }
}

fn is_revealed(desk: &Desk) -> bool {
    desk.model.screen.state().form().is_some_and(|form| form.reveal_until.is_some())
}

fn holds(desk: &Desk) {
    let (one, two) = (desk.picture(), desk.picture());
    assert_eq!(one, two, "drawing changes nothing");
    let (width, height) = desk.model.shared.size();
    if let Some(caret) = desk.caret() {
        assert!(caret.x < width && caret.y < height);
    }
    if !is_revealed(desk) {
        assert!(!one.contains(SECRET), "a password is on the screen\n{one}");
    }
    let told = format!("{:?}", desk.model);
    assert!(!told.contains(SECRET), "a password is in the Debug of the model");
    if desk.model.shared.who.is_none() {
        assert!(!told.contains("AccountRow {") && !told.contains("AuditEntry {"), "a row outlived its session");
    }
}

fn campaign(cases: u32, steps: usize) {
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(begin in prop::bool::ANY, steps in prop::collection::vec(step(), 1..steps))| {
        let mut desk = Desk::with(&["olga"]);
        if begin {
            desk.log_in("ada");
        }
        for step in &steps {
            take(&mut desk, step);
            holds(&desk);
        }
        desk.release();
        desk.keys("<esc><esc><esc><f10>");
        holds(&desk);
    });
}

#[test]
fn whatever_is_done_the_screen_keeps_its_promises() {
    campaign(24, 60);
}

/// A long campaign: `cargo test --release --test screens -- --ignored --nocapture`.
#[test]
#[ignore = "takes minutes"]
fn whatever_is_done_for_long_the_screen_keeps_its_promises() {
    campaign(4_000, 250);
}

#[test]
fn signing_out_wipes_the_terminal() {
    let mut desk = Desk::with(&["olga"]);
    desk.log_in("olga").keys("<f10>");
    assert_eq!(desk.term, [TermFx::Wipe]);
}

#[test]
fn the_debug_of_an_input_does_not_tell_the_key() {
    let told = format!("{:?} {:?}", Input::Key(Key::char('k')), Effect::Term(TermFx::Quit));
    assert_eq!(told, "Key Term(Quit)");
}
