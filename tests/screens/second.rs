//! The second step of signing in, waiting after wrong guesses, and what an account owes before it may go on.

use std::time::Duration;

use vestibule::auth::CallError;
use vestibule::auth::login::{LogIn, LogInError, Me, Owed, SignedIn};
use vestibule::auth::recover::ResetError;
use vestibule::domain::{SecondFactor, Ticket};
use vestibule::tui::effect::{Call, Reply};
use vestibule::tui::next_deadline;

use crate::desk::{Desk, misses, sees};
use crate::house::{OTHER_PASSWORD, PASSWORD, SECOND};

pub const RIGHT: &str = "123456";

/// The core as it is with `olga` having a second factor: `123456` is the right code, `000000` a wrong one, `111111`
/// comes too late, `222222` too soon.
pub fn with_factor() -> Desk {
    let mut desk = Desk::with(&["olga"]);
    let mut signed_in = Some(desk.house.log_in("olga"));
    desk.stand_in(move |call| match call {
        Call::LogIn(_) => Some(Reply::LogIn(Ok(LogIn::NeedsSecondFactor(Ticket::new("ticket".into()))))),
        Call::LogInSecond(_, factor) => Some(Reply::LogInSecond(match factor {
            SecondFactor::Totp(code) => match code.expose() {
                RIGHT => Ok(signed_in.take().unwrap()),
                "111111" => Err(LogInError::TicketOver),
                "222222" => Err(LogInError::Wait { seconds: 8 }),
                "333333" => Err(LogInError::Exhausted),
                _ => Err(LogInError::WrongFactor),
            },
            SecondFactor::Recovery(_) => Ok(signed_in.take().unwrap()),
        })),
        _ => None,
    });
    desk
}

/// Signed in as that person, who owes that.
fn owing(name: &str, owed: Owed) -> Desk {
    let mut desk = Desk::with(&["olga"]);
    let SignedIn { token, proved_until, me } = desk.house.log_in(name);
    let me = Me { owes: Some(owed), ..me };
    let (mut signed_in, mut known) = (Some(SignedIn { token, proved_until, me: me.clone() }), me);
    desk.stand_in(move |call| match call {
        Call::LogIn(_) => Some(Reply::LogIn(Ok(LogIn::In(signed_in.take()?)))),
        Call::Me(_) => Some(Reply::Me(Ok(known.clone()))),
        Call::ChangePassword { .. } => {
            known.owes = None;
            None
        }
        _ => None,
    });
    desk.log_in(name);
    desk
}

#[test]
fn a_phone_code_is_asked_for_after_the_password() {
    let mut desk = with_factor();
    desk.log_in("olga");
    sees(&desk, "Your password is right. Now the code from your phone.");
    sees(&desk, "or a recovery code");
    assert!(desk.model.shared.who.is_none());
    desk.keys(RIGHT);
    sees(&desk, "123 456");
    desk.keys("<ret>");
    sees(&desk, "olga · user");
}

#[test]
fn a_recovery_code_stands_for_the_phone() {
    let mut desk = with_factor();
    desk.log_in("olga").keys("bcdfghjklmnpqrst");
    sees(&desk, "BCDF-GHJK-LMNP-QRST");
    desk.keys("<ret>");
    sees(&desk, "olga · user");
}

#[test]
fn a_wrong_phone_code_is_told_beside_its_field_and_wiped() {
    let mut desk = with_factor();
    desk.log_in("olga").keys("12345<ret>");
    sees(&desk, "✗ Type the six digits from your phone");
    desk.keys("<c-u>000000<ret>");
    sees(&desk, "✗ That code is not right, or was used.");
    misses(&desk, "000 000");
    desk.keys(RIGHT).keys("<ret>");
    sees(&desk, "olga · user");
}

#[test]
fn a_second_step_that_took_too_long_begins_anew_with_the_name_kept() {
    let mut desk = with_factor();
    desk.log_in("olga").keys("111111<ret>");
    sees(&desk, "✗ That took too long. Sign in again.");
    sees(&desk, "Name olga");
    misses(&desk, "•");
    desk.keys(PASSWORD).keys("<ret><esc>");
    misses(&desk, "Phone code");
    sees(&desk, "Name olga");
}

#[test]
fn a_late_answer_to_a_second_step_that_was_left_signs_nobody_in() {
    let mut desk = with_factor();
    desk.log_in("olga");
    desk.hold();
    desk.keys(RIGHT).keys("<ret>");
    assert_eq!(desk.held_calls(), ["LogInSecond"]);
    desk.keys("<esc>");
    assert_eq!(desk.held_calls(), [""; 0]);
    desk.release();
    assert!(desk.model.shared.who.is_none());
}

#[test]
fn the_seconds_of_a_wait_are_counted_down_and_nothing_is_sent_before() {
    let mut desk = with_factor();
    desk.log_in("olga").keys("222222<ret>");
    sees(&desk, "! Too many tries. You can try again in 8 s.");
    desk.hold();
    desk.keys("<ret><ret>");
    assert_eq!(desk.held_calls(), [""; 0]);
    sees(&desk, "222 222");
    desk.pass(Duration::from_millis(2500));
    sees(&desk, "You can try again in 6 s.");
    let next = next_deadline(&desk.model).expect("a second that ends");
    assert_eq!(next.saturating_duration_since(desk.now().mono), Duration::from_millis(500));
    desk.pass(6 * SECOND);
    misses(&desk, "Too many tries");
    assert_eq!(next_deadline(&desk.model), None, "it sleeps again");
    desk.keys("<ret>");
    assert_eq!(desk.held_calls(), ["LogInSecond"]);
}

#[test]
fn a_wait_at_the_first_step_keeps_what_was_typed() {
    let mut desk = Desk::with(&["olga"]);
    desk.stand_in(|call| match call {
        Call::LogIn(_) => Some(Reply::LogIn(Err(LogInError::Wait { seconds: 3 }))),
        _ => None,
    });
    desk.log_in("olga");
    sees(&desk, "You can try again in 3 s.");
    sees(&desk, "••••");
    desk.keys("<bs>");
    sees(&desk, "You can try again in 3 s.");
    desk.stand_in(|_| None);
    desk.pass(4 * SECOND);
    desk.keys(&PASSWORD[PASSWORD.len() - 1..]).keys("<ret>");
    sees(&desk, "olga · user");
}

#[test]
fn a_day_without_guesses_is_said_and_stays() {
    let mut desk = with_factor();
    desk.log_in("olga").keys("333333<ret>");
    sees(&desk, "✗ Too many wrong tries for that name today.");
    desk.pass(20 * SECOND);
    sees(&desk, "✗ Too many wrong tries for that name today.");
}

#[test]
fn an_admin_who_owes_the_second_factor_lands_there_and_nowhere_else() {
    let mut desk = owing("ada", Owed::SecondFactor);
    sees(&desk, "The rules of this house ask for two-factor sign-in from you.");
    desk.keys("<f3>");
    sees(&desk, "Turn on two-factor sign-in first.");
    desk.keys("<esc>");
    sees(&desk, "Two-factor sign-in Off.");
    desk.keys("<esc>");
    sees(&desk, "Two-factor sign-in Off.");
}

#[test]
fn an_admin_who_owes_a_password_chooses_it_and_goes_on_to_the_desk() {
    let mut desk = owing("ada", Owed::Password);
    sees(&desk, "Choose a new password before you go on.");
    let new = format!("{PASSWORD}<tab>{OTHER_PASSWORD}<tab>{OTHER_PASSWORD}<ret>");
    desk.keys(&new);
    sees(&desk, "Your password is changed.");
    sees(&desk, "Accounts 2");
}

#[test]
fn any_call_may_lead_to_what_is_owed() {
    type Why = fn() -> CallError;
    let cases: [(Why, &str); 2] = [
        (|| CallError::SecondFactorFirst, "The rules of this house ask for two-factor sign-in"),
        (|| CallError::PasswordFirst, "Choose a new password before you go on."),
    ];
    for (error, sentence) in cases {
        let mut desk = Desk::with(&["olga"]);
        desk.log_in("ada");
        desk.stand_in(move |call| match call {
            Call::Audit(..) => Some(Reply::Audit(Err(error()))),
            Call::Me(_) => Some(Reply::Me(Err(error()))),
            _ => None,
        });
        desk.keys("<tab>");
        sees(&desk, sentence);
    }
}

#[test]
fn a_reset_asks_for_the_second_factor_and_keeps_the_rest() {
    let mut desk = Desk::with(&["olga"]);
    let mut asked = 0;
    desk.stand_in(move |call| match call {
        Call::FinishReset { factor, .. } => {
            asked += 1;
            Some(Reply::FinishReset(match (asked, factor) {
                (1, None) => Err(ResetError::NeedsFactor),
                (2, Some(_)) => Err(ResetError::WrongFactor),
                (3, Some(_)) => Err(ResetError::Wait { seconds: 3 }),
                (4, Some(_)) => Ok(()),
                other => panic!("{other:?}"),
            }))
        }
        _ => None,
    });
    desk.keys("<home><end><ret>olga<ret>BCDFGHJK<tab>").keys(PASSWORD).keys("<tab>").keys(PASSWORD).keys("<ret>");
    sees(&desk, "✗ This account uses two-factor sign-in.");
    sees(&desk, "› Phone code");
    sees(&desk, "BCDF-GHJK");
    desk.keys("<ret>");
    sees(&desk, "✗ Type the six digits from your phone");
    desk.keys("000000<ret>");
    sees(&desk, "✗ That code is not right, or was used.");
    desk.keys(RIGHT).keys("<ret>");
    sees(&desk, "You can try again in 3 s.");
    desk.pass(3 * SECOND);
    desk.keys("<ret>");
    sees(&desk, "Your new password is set.");
}

#[test]
fn a_code_that_the_staff_told_is_taken_without_asking_for_a_letter() {
    let mut desk = Desk::with(&["olga"]);
    desk.keys("<home><end><ret>olga<c-k>");
    sees(&desk, "the staff told it to you");
    sees(&desk, "Name olga");
    desk.keys("BCDFGHJK<tab>").keys(PASSWORD).keys("<tab>").keys(PASSWORD);
    desk.hold();
    desk.keys("<ret>");
    assert_eq!(desk.held_calls(), ["FinishReset"]);
    let told = format!("{:?}", desk.held);
    assert!(told.contains("Who(Username("), "{told}");
    assert!(desk.house.post().is_empty());
}
