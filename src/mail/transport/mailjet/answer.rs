//! What Mailjet answers, judged: taken over, try later, or a person has to do something.
//!
//! An answer's own words are not repeated: they may quote the letter, and so its code.

use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::super::{Accepted, SendError};
use crate::domain::Timestamp;

/// An answer, read.
pub(super) struct Answer {
    pub status: u16,
    pub retry_after: Option<Duration>,
    pub body: Vec<u8>,
}

impl Answer {
    /// What came at `now`, with the `Retry-After` as it was sent.
    pub fn new(status: u16, retry_after: Option<&str>, body: Vec<u8>, now: Timestamp) -> Self {
        Self { status, retry_after: retry_after.and_then(|value| self::retry_after(value, now)), body }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Sent {
    messages: Vec<Message>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Message {
    status: String,
    #[serde(default)]
    to: Vec<Recipient>,
    #[serde(default)]
    errors: Vec<Fault>,
}

#[derive(Deserialize)]
struct Recipient {
    /// A number beyond 2^53, or the same as a string.
    #[serde(rename = "MessageID", default)]
    id: Value,
}

/// An error of one message, or of the whole call.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Fault {
    #[serde(default)]
    error_code: String,
    #[serde(default)]
    status_code: u16,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listing {
    data: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    #[serde(rename = "ID", default)]
    id: Value,
    #[serde(rename = "CustomID", default)]
    custom_id: String,
}

/// What came of asking for a letter.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Mailjet has it, and calls it that.
    Message(Option<String>),
    /// Mailjet does not have it, or does not say.
    None,
}

/// What became of a letter that was handed over.
pub(super) fn judge(answer: &Answer) -> Result<Accepted, SendError> {
    // Per-message results come with 200 and with 400 alike, and what they say goes before the status.
    if let Some(sent) = object::<Sent>(&answer.body)
        && let Some(message) = sent.messages.first()
    {
        if message.status.eq_ignore_ascii_case("success") {
            return Ok(Accepted { provider_id: message.to.first().and_then(|to| number(&to.id)) });
        }
        return Err(match message.errors.first() {
            Some(fault) => fault_of(fault, answer),
            None => SendError::permanent("Mailjet refused the letter and did not say why."),
        });
    }
    match object::<Fault>(&answer.body) {
        Some(fault) if !fault.error_code.is_empty() => Err(fault_of(&fault, answer)),
        _ => Err(status_of(answer)),
    }
}

/// Whether an answer to the question for `custom_id` names a letter.
pub(super) fn find(answer: &Answer, custom_id: &str) -> Result<Found, SendError> {
    match answer.status {
        200..=299 => {}
        429 | 500..=599 => return Err(status_of(answer)),
        _ => return Ok(Found::None),
    }
    let listing = object::<Listing>(&answer.body);
    // An API that overlooks the question and lists other letters must not pass for a hit.
    let ours = |listed: &Listed| listed.custom_id.is_empty() || listed.custom_id == custom_id;
    let hit = listing.and_then(|listing| listing.data.into_iter().find(ours));
    Ok(hit.map_or(Found::None, |listed| Found::Message(number(&listed.id))))
}

/// Reads a JSON object. To serde a list of the right values is one, too; to Mailjet it is not.
fn object<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    let object = body.trim_ascii_start().starts_with(b"{");
    if object { serde_json::from_slice(body).ok() } else { None }
}

/// `Retry-After`: seconds, or a moment (RFC 9110 §10.2.3).
fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let at = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(value).ok()?;
    Some(Timestamp::from_millis(at.as_millisecond()).since(now))
}

fn number(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => number.as_u64().map(|number| number.to_string()),
        Value::String(text) => text.parse::<u64>().ok().map(|number| number.to_string()),
        _ => None,
    }
}

fn fault_of(fault: &Fault, answer: &Answer) -> SendError {
    let code = fault.error_code.as_str();
    let known = !code.is_empty() && code.len() <= 16 && code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let code = if known { code } else { "no code" };
    tracing::debug!(status = answer.status, code, "Mailjet refused");
    if let Some(why) = words_of(code) {
        return SendError::permanent(why);
    }
    // A status of the message's own goes before that of the call.
    let status = if fault.status_code == 0 { answer.status } else { fault.status_code };
    match status {
        401 | 403 | 408 | 429 | 500..=599 => {
            status_of(&Answer { status, retry_after: answer.retry_after, body: Vec::new() })
        }
        _ => SendError::permanent(format!(
            "Mailjet refused the letter ({code}). What that means stands among the error codes of its Send API v3.1."
        )),
    }
}

const BAD_KEY: &str = "Mailjet does not know this API key. Check VESTIBULE_MAIL_API_KEY and VESTIBULE_MAIL_API_SECRET.";
const SENDER: &str = "Mailjet has not validated the sender address. Validate it in your Mailjet account under \
                      Senders, or set VESTIBULE_MAIL_SENDER_EMAIL to one that is.";

/// The codes that a person can do something about.
fn words_of(code: &str) -> Option<&'static str> {
    Some(match code {
        "mj-0001" => "Mailjet has suspended this API key. Ask Mailjet why, or use another key.",
        "mj-0015" => BAD_KEY,
        "send-0006" | "send-0007" | "send-0008" => SENDER,
        "mj-0013" => {
            "Mailjet does not take one of the addresses. Check the letter's address for a mistake, and VESTIBULE_MAIL_SENDER_EMAIL."
        }
        "send-0003" | "send-0004" | "send-0010" | "send-0011" | "send-0012" | "send-0013" | "send-0015"
        | "send-0016" | "mj-0002" | "mj-0003" | "mj-0004" | "mj-0005" | "mj-0006" | "mj-0007" | "mj-0008"
        | "mj-0011" | "mj-0012" => {
            "Mailjet does not understand the letter. That is a defect of this program, or what answers is not Mailjet's Send API v3.1."
        }
        _ => return None,
    })
}

/// What a status says on its own.
fn status_of(answer: &Answer) -> SendError {
    let retry_after = answer.retry_after;
    let status = answer.status;
    match status {
        // It may be with Mailjet. The next try asks first.
        200..=299 => SendError::Later {
            why: "Mailjet answered with something that makes no sense. Check VESTIBULE_MAIL_BASE_URL.".to_owned(),
            retry_after,
        },
        300..=399 => SendError::permanent(
            "Mailjet's address points elsewhere, and letters do not follow. Check VESTIBULE_MAIL_BASE_URL.",
        ),
        401 => SendError::permanent(BAD_KEY),
        403 => SendError::permanent(
            "Mailjet does not let this API key send letters. Check what the key may do in your Mailjet account.",
        ),
        404 | 405 => SendError::permanent("There is no Send API at Mailjet's address. Check VESTIBULE_MAIL_BASE_URL."),
        407 => SendError::permanent(
            "The proxy on the way to Mailjet wants a password. Check the proxy settings of this machine.",
        ),
        413 => SendError::permanent("Mailjet finds the letter too large."),
        429 => SendError::Pause { why: "Mailjet asks us to slow down.".to_owned(), retry_after },
        // Mailjet says what it refuses; a bare 400 comes from something in between.
        400 | 408 | 425 => SendError::Later {
            why: format!("Mailjet did not take the letter ({status}) and did not say why."),
            retry_after,
        },
        500..=599 => SendError::Later { why: format!("Mailjet has trouble of its own ({status})."), retry_after },
        _ => SendError::permanent(format!("Mailjet refused the letter ({status}) and did not say why.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer { status, retry_after: None, body: body.as_bytes().to_vec() }
    }

    fn one_error(code: &str, status: u16) -> String {
        format!(
            r#"{{"Messages":[{{"Status":"error","Errors":[{{"ErrorIdentifier":"x","ErrorCode":"{code}","StatusCode":{status},"ErrorMessage":"BCDF-GHJK","ErrorRelatedTo":["From"]}}]}}]}}"#
        )
    }

    #[test]
    fn a_message_id_is_read_as_number_and_as_string() {
        for id in ["456987654321987654", "\"456987654321987654\""] {
            let body = format!(
                r#"{{"Messages":[{{"Status":"success","CustomID":"","To":[{{"Email":"a@example.org","MessageUUID":"u","MessageID":{id},"MessageHref":"h"}}],"Cc":[],"Bcc":[]}}]}}"#
            );
            assert_eq!(judge(&answer(200, &body)).unwrap().provider_id.as_deref(), Some("456987654321987654"));
        }
        let bare = r#"{"Messages":[{"Status":"success"}]}"#;
        assert_eq!(judge(&answer(200, bare)), Ok(Accepted { provider_id: None }));
    }

    #[test]
    fn every_refusal_says_what_to_do() {
        for (status, body, words) in [
            (400, one_error("send-0008", 403), "has not validated the sender"),
            (400, one_error("send-0007", 403), "has not validated the sender"),
            (200, one_error("mj-0013", 400), "address"),
            (400, one_error("mj-0004", 400), "does not understand the letter"),
            (400, one_error("send-0099", 400), "send-0099"),
            (400, r#"{"Messages":[{"Status":"error"}]}"#.to_owned(), "did not say why"),
            (
                401,
                r#"{"ErrorIdentifier":"x","ErrorCode":"mj-0015","ErrorMessage":"no","StatusCode":401}"#.to_owned(),
                "does not know this API key",
            ),
            (
                401,
                r#"{"ErrorIdentifier":"x","ErrorCode":"mj-0001","ErrorMessage":"no","StatusCode":401}"#.to_owned(),
                "suspended",
            ),
            (
                401,
                r#"{"StatusCode":401,"ErrorMessage":"API key authentication/authorization failure"}"#.to_owned(),
                "VESTIBULE_MAIL_API_KEY",
            ),
            (401, String::new(), "VESTIBULE_MAIL_API_SECRET"),
            (403, "Forbidden".to_owned(), "does not let this API key"),
            (404, "<html>".to_owned(), "VESTIBULE_MAIL_BASE_URL"),
            (302, String::new(), "VESTIBULE_MAIL_BASE_URL"),
        ] {
            match judge(&answer(status, &body)) {
                Err(SendError::Permanent { why }) => {
                    assert!(why.contains(words), "{status} {body}: {why}");
                    assert!(!why.contains("BCDF"), "an answer's words are not repeated: {why}");
                }
                other => panic!("{status} {body}: {other:?}"),
            }
        }
    }

    #[test]
    fn nonsense_and_trouble_are_tried_again() {
        for (status, body) in [
            (200, ""),
            (200, "<html>captive portal</html>"),
            (200, r#"{"Messages":[]}"#),
            (200, r#"{"Messages":[{"Sta"#),
            (200, "[1,2]"),
            (200, r#"["send-0008"]"#),
            (200, r#"[[["success"]]]"#),
            (200, "null"),
            (400, "Bad Request"),
            (500, r#"{"ErrorIdentifier":"x","StatusCode":500}"#),
            (503, ""),
        ] {
            assert!(matches!(judge(&answer(status, body)), Err(SendError::Later { .. })), "{status} {body}");
        }
        assert!(matches!(judge(&answer(400, &one_error("x-1", 500))), Err(SendError::Later { .. })));
        assert!(matches!(judge(&answer(429, "")), Err(SendError::Pause { .. })));
    }

    #[test]
    fn a_retry_after_is_seconds_or_a_moment() {
        let now = Timestamp::from_millis(1_445_412_420_000);
        assert_eq!(retry_after(" 120 ", now), Some(Duration::from_secs(120)));
        assert_eq!(retry_after("Wed, 21 Oct 2015 07:28:00 GMT", now), Some(Duration::from_secs(60)));
        assert_eq!(retry_after("Wed, 21 Oct 2014 07:28:00 GMT", now).unwrap_or_default(), Duration::ZERO);
        assert_eq!(retry_after("soon", now), None);
    }

    #[test]
    fn a_letter_is_found_by_its_own_id_only() {
        for (status, body, found) in [
            (
                200,
                r#"{"Count":1,"Data":[{"ID":1152921504606846976,"Status":"sent"}],"Total":1}"#,
                Found::Message(Some("1152921504606846976".into())),
            ),
            (200, r#"{"Count":1,"Data":[{"ID":"7","CustomID":"ours"}],"Total":1}"#, Found::Message(Some("7".into()))),
            (200, r#"{"Count":1,"Data":[{"ID":7,"CustomID":"other"}],"Total":1}"#, Found::None),
            (200, r#"{"Count":0,"Data":[],"Total":0}"#, Found::None),
            (200, "nonsense", Found::None),
            (404, "", Found::None),
            (403, "", Found::None),
        ] {
            assert_eq!(find(&answer(status, body), "ours"), Ok(found), "{body}");
        }
        assert!(matches!(find(&answer(502, ""), "ours"), Err(SendError::Later { .. })));
        assert!(matches!(find(&answer(429, ""), "ours"), Err(SendError::Pause { .. })));
    }
}
