//! Whatever is done at the terminal: no panic, drawing twice is equal, the caret is inside, a password is in no
//! frame and in no `Debug`, and after signing out nothing of the person is left in the model.

use std::time::Duration;

use proptest::prelude::*;
use vestibule::auth::CallError;
use vestibule::auth::factor::{EnrolError, Enrolled, Enrolment, RemoveFactorError};
use vestibule::auth::login::{LogIn, LogInError, Me, Owed, SignedIn};
use vestibule::auth::rescue::ResetCode;
use vestibule::auth::session::Renewed;
use vestibule::domain::Ticket;
use vestibule::tui::effect::{Call, Effect, Reply, TermFx};
use vestibule::tui::form::Form;
use vestibule::tui::msg::{Hit, Input, Key, KeyCode, Msg};
use vestibule::tui::overlay::Overlay;

use crate::desk::Desk;
use crate::{acting, factor};

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
    Late,
    Mark,
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
        "c",
        "f",
        "e",
        "T",
        "S",
        "t",
        "b",
        "d",
        "N",
        "v",
        "l",
        "w",
        "+30d",
        "123456<ret>",
        "000000<ret>",
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
        1 => Just(Step::Late),
        1 => Just(Step::Mark),
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
        Step::Secret if form_on_top(desk).is_some_and(Form::on_secret) => {
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
        Step::Late => desk.model.shared.forget_proof(),
        Step::Mark => acting::mark_everybody(desk),
    }
}

fn form_on_top(desk: &Desk) -> Option<&Form> {
    match &desk.model.shared.overlay {
        Some(overlay) => overlay.form(),
        None => desk.model.screen.state().form(),
    }
}

fn is_revealed(desk: &Desk) -> bool {
    let over = desk.model.shared.overlay.as_ref().and_then(Overlay::form);
    let below = desk.model.screen.state().form();
    [over, below].into_iter().flatten().any(|form| form.reveal_until.is_some())
}

/// The second factor, waits, the password again: every answer in its turn.
fn second_factors(desk: &mut Desk) {
    let house = desk.house.next_door();
    let mut turn = 0;
    desk.stand_in(move |call| {
        turn += 1;
        let me = || house.log_in("olga").me;
        let wait = LogInError::Wait { seconds: 3 };
        Some(match (call, turn % 4) {
            (Call::LogIn(_), 0) => Reply::LogIn(Ok(LogIn::NeedsSecondFactor(Ticket::new("ticket".into())))),
            (Call::LogIn(_), 1) => Reply::LogIn(Err(wait)),
            (Call::LogInSecond(..), 0) => Reply::LogInSecond(Err(wait)),
            (Call::LogInSecond(..), 1) => Reply::LogInSecond(Err(LogInError::WrongFactor)),
            (Call::LogInSecond(..), 2) => Reply::LogInSecond(Err(LogInError::TicketOver)),
            (Call::LogInSecond(..), _) => {
                let signed_in = house.log_in("olga");
                let me = Me { owes: Some(Owed::SecondFactor), ..signed_in.me };
                Reply::LogInSecond(Ok(SignedIn { me, ..signed_in }))
            }
            (Call::StepUp(..), 0) => Reply::StepUp(Err(wait)),
            (Call::StepUp(..), 1) => Reply::StepUp(Err(LogInError::WrongFactor)),
            (Call::StepUp(token, _), _) => {
                let proved_until = house.now().plus(Duration::from_secs(30));
                Reply::StepUp(Ok(Renewed { token: token.duplicate(), proved_until }))
            }
            (Call::BeginSecondFactor(_), _) => {
                let (secret, uri) = ("JBSW Y3DP EHPK 3PXP".into(), factor::uri("Vestibule", "olga").as_str().into());
                Reply::BeginSecondFactor(Ok(Enrolment { secret, uri }))
            }
            (Call::ConfirmSecondFactor(..), 0) => Reply::ConfirmSecondFactor(Err(EnrolError::WrongCode)),
            (Call::ConfirmSecondFactor(..), 1) => Reply::ConfirmSecondFactor(Err(EnrolError::NotBegun)),
            (Call::ConfirmSecondFactor(..), _) => {
                let me = Me { second_factor_since: Some(house.now()), recovery_codes_left: 10, ..me() };
                Reply::ConfirmSecondFactor(Ok(Enrolled { me, recovery_codes: factor::codes() }))
            }
            (Call::RenewRecoveryCodes(_), _) => {
                let me = Me { second_factor_since: Some(house.now()), ..me() };
                Reply::RenewRecoveryCodes(Ok(Enrolled { me, recovery_codes: factor::codes() }))
            }
            (Call::RemoveSecondFactor(_), 0) => Reply::RemoveSecondFactor(Err(RemoveFactorError::Required)),
            (Call::RemoveSecondFactor(_), _) => Reply::RemoveSecondFactor(Ok(me())),
            (Call::ResetCode(..), 0) => Reply::ResetCode(Err(CallError::ProveAgain)),
            (Call::ResetCode(..), _) => {
                let code = ResetCode { code: "BCDF-GHJK".into(), expires_at: house.now() };
                Reply::ResetCode(Ok(code))
            }
            (Call::Audit(..), 0) => Reply::Audit(Err(CallError::SecondFactorFirst)),
            (Call::Letters(..), 0) => Reply::Letters(Err(CallError::PasswordFirst)),
            (Call::ClearThrottle(..), _) => Reply::ClearThrottle(Ok(())),
            (Call::EndSessions(..), _) => Reply::EndSessions(Ok(2)),
            _ => return None,
        })
    });
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
        for kept in [
            "AccountRow {",
            "AuditEntry {",
            "Enrol {",
            "Codes {",
            "ResetCode {",
            "StepUp {",
            "Me {",
            "Job {",
            "Report {",
            "Undoable {",
        ] {
            assert!(!told.contains(kept), "{kept} outlived its session");
        }
    }
}

fn campaign(cases: u32, steps: usize) {
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(begin in prop::bool::ANY, steps in prop::collection::vec(step(), 1..steps))| {
        let mut desk = Desk::with(&["olga"]);
        if begin {
            desk.log_in("ada");
        }
        second_factors(&mut desk);
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
