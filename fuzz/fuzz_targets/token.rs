//! Tokens: one was signed, the input changes it, and only the unchanged one opens anything, in its time.
//!
//! Input: what to do, where (two bytes), how much, when, then text.
#![no_main]

use std::sync::LazyLock;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use libfuzzer_sys::fuzz_target;
use vestibule::domain::{LinkToken, Timestamp};
use vestibule::vault::TokenKind;
use vestibule_fuzz::{splice, text, vault};

const MADE: Timestamp = Timestamp::from_millis(1_700_000_000_000);
const LIFE: Duration = Duration::from_secs(3600);

/// One good token of each kind.
static GOOD: LazyLock<Vec<(TokenKind, String)>> = LazyLock::new(|| {
    let sign = |kind| {
        let token = vault().tokens().issue(kind, &"mira", &"row", MADE, MADE.plus(LIFE)).expect("it signs");
        (kind, token.expose().to_owned())
    };
    TokenKind::ALL.into_iter().map(sign).collect()
});

fuzz_target!(|data: &[u8]| {
    let [what, high, low, cut, when, rest @ ..] = data else { return };
    let (kind, good) = &GOOD[usize::from(what >> 2) % GOOD.len()];
    let parts: Vec<&str> = good.split('.').collect();
    let [header, claims, signature] = parts[..] else { unreachable!("a token has three parts") };
    let changed = match what % 4 {
        0 => text(rest).into_owned(),
        1 => splice(good, usize::from(u16::from_be_bytes([*high, *low])), usize::from(*cut), rest),
        2 => format!("{}.{claims}.{signature}", URL_SAFE_NO_PAD.encode(rest)),
        _ => format!("{header}.{}.{signature}", URL_SAFE_NO_PAD.encode(rest)),
    };
    // From eight minutes before it was made until four hours later.
    let now = MADE.plus(Duration::from_secs(u64::from(*when) * 60)).minus(Duration::from_secs(8 * 60));
    let in_time = now >= MADE && now < MADE.plus(LIFE);

    // Mail programs break long lines, so a pasted token loses its white space first.
    for token in [changed.as_str(), LinkToken::new(&changed).expose()] {
        let is_one = GOOD.iter().find(|(_, good)| good == token).map(|(kind, _)| *kind);
        match vault().tokens().check(token, &TokenKind::ALL, now) {
            Ok(claims) => {
                assert!(in_time, "opened at the wrong time");
                assert_eq!(Some(claims.kind), is_one, "opened by what nobody signed");
                assert_eq!((claims.subject.as_str(), claims.id.as_str()), ("mira", "row"));
            }
            Err(_) => assert!(is_one.is_none() || !in_time, "a good one was refused"),
        }
        let others: Vec<TokenKind> = TokenKind::ALL.into_iter().filter(|other| other != kind).collect();
        if is_one == Some(*kind) {
            assert!(vault().tokens().check(token, &others, now).is_err(), "opened what is another's");
        }
    }
});
