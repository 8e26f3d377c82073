//! Answers that claim to be Mailjet's: every one has a meaning, and none gets its own words before people's eyes.
//!
//! Input: a line with the status and the `Retry-After`, then the body; `@` in it stands for something secret.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vestibule::domain::Timestamp;
use vestibule::mail::transport::mailjet::{find_answer, judge_answer};
use vestibule::mail::transport::{Accepted, SendError};
use vestibule_fuzz::{is_visible, text};

const SECRET: &str = "the code is BCDF-GHJK";
const OURS: &str = "01890a5d-ac96-774b-bcce-b302099a8057";
const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

fn check_id(accepted: &Accepted) {
    if let Some(id) = &accepted.provider_id {
        assert!(!id.is_empty() && id.len() <= 20 && id.bytes().all(|byte| byte.is_ascii_digit()), "{id:?}");
    }
}

fn check_words(error: &SendError) {
    let words = error.to_string();
    assert!(words.chars().all(is_visible), "{words:?}");
    assert!(!words.contains(SECRET) && words.len() < 300 && words.ends_with('.'), "{words:?}");
    if let SendError::Later { retry_after: Some(span), .. } | SendError::Pause { retry_after: Some(span), .. } = error {
        assert!(NOW.plus(*span) >= NOW);
    }
}

fuzz_target!(|data: &[u8]| {
    let line = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (head, body) = data.split_at(line);
    let head = text(head);
    let (status, retry_after) = head.split_once(' ').unwrap_or((&head, ""));
    let Ok(status) = status.parse::<u16>() else { return };
    let retry_after = (!retry_after.is_empty()).then_some(retry_after);
    let secret = |byte: &u8| if *byte == b'@' { SECRET.as_bytes().to_vec() } else { vec![*byte] };
    let body: Vec<u8> = body.iter().flat_map(secret).collect();

    // Words of JSON may be spelled with escapes; then their absence says nothing.
    let words = text(&body).to_ascii_lowercase();
    let lacks = |word: &str| !words.contains(word) && !words.contains('\\');
    let object = body.trim_ascii_start().starts_with(b"{");

    match judge_answer(status, retry_after, &body, NOW) {
        Ok(accepted) => {
            assert!(object && !lacks("success"), "nobody said that it was taken");
            check_id(&accepted);
        }
        Err(error) => {
            // A good status with nonsense may have been a good answer on its way: it is asked for again.
            let nonsense = !object || (lacks("messages") && lacks("errorcode"));
            let unclear = (200..300).contains(&status) && nonsense;
            assert!(!unclear || matches!(error, SendError::Later { .. }), "{status}: {error}");
            check_words(&error);
        }
    }
    match find_answer(status, retry_after, &body, OURS, NOW) {
        Ok(Some(accepted)) => {
            assert!(object && (200..300).contains(&status), "found in a refusal or in nonsense");
            check_id(&accepted);
        }
        Ok(None) => {}
        Err(error) => check_words(&error),
    }
});
