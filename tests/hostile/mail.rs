//! Names and services that mean harm, at the mail room's two doors.

use std::io::Read;
use std::net::TcpListener;
use std::time::Duration;

use vestibule::domain::{LetterArgs, LetterId, LetterKind, LetterState, Secret};
use vestibule::mail::Patience;
use vestibule::vault::OsEntropy;

use crate::corpus::LINES;

#[path = "../mail/house.rs"]
#[allow(dead_code)]
mod post;
use post::{ADDRESS, CODE, House, KEY, SECRET, TOKEN, answering, mailjet, mailjet_with, taken};

#[tokio::test]
async fn a_hostile_name_is_text_in_a_letter_to_one_person() {
    let (house, server) = (House::new(), answering(taken()).await);
    for name in LINES {
        let id = LetterId::new(vestibule::domain::Timestamp::from_millis(0), &OsEntropy);
        let args = LetterArgs {
            name: (*name).to_owned(),
            username: (*name).to_owned(),
            seat: (*name).to_owned(),
            other_address: None,
            reason: None,
            then: vestibule::domain::Then::Done,
            code: Some(Secret::from(CODE)),
            token: Some(Secret::from(TOKEN)),
        };
        house.write_sealed(id, LetterKind::VerifySignUp, house.vault.seal_letter(id, &args).unwrap());
    }
    let mut worker = house.worker(mailjet(&server.uri()));
    while worker.run_once().await.unwrap() > 0 {}
    let calls: Vec<_> = server.received_requests().await.unwrap();
    assert_eq!(calls.len(), LINES.len());
    for call in calls {
        let body: serde_json::Value = serde_json::from_slice(&call.body).unwrap();
        assert_eq!(body.as_object().unwrap().keys().collect::<Vec<_>>(), ["Messages"]);
        let [message] = body["Messages"].as_array().unwrap().as_slice() else { panic!("one letter a call") };
        let keys: Vec<_> = message.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["CustomID", "From", "HTMLPart", "Subject", "TextPart", "To", "TrackClicks", "TrackOpens"]);
        let [to] = message["To"].as_array().unwrap().as_slice() else { panic!("one person a letter") };
        assert_eq!(to["Email"], ADDRESS);
        let (text, html) = (message["TextPart"].as_str().unwrap(), message["HTMLPart"].as_str().unwrap());
        for line in [message["Subject"].as_str().unwrap(), to["Name"].as_str().unwrap_or_default()] {
            assert!(line.chars().all(vestibule::domain::text::is_safe), "{line:?}");
        }
        assert!(text.chars().all(|c| c == '\n' || vestibule::domain::text::is_safe(c)), "{text:?}");
        assert!(text.contains(CODE) && html.contains(CODE));
        for tag in ["<script", "<img", "<a ", "onerror=alert(1)>"] {
            assert!(!html.to_lowercase().contains(tag), "{html}");
        }
    }
}

#[tokio::test]
async fn keys_are_not_said_to_a_service_that_does_not_speak_tls() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let heard = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut heard = vec![0; 4096];
        let count = stream.read(&mut heard).unwrap();
        std::io::Write::write_all(&mut stream, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").unwrap();
        let _ = stream.read_to_end(&mut heard);
        heard.truncate(count.max(heard.len()));
        heard
    });
    let house = House::new();
    let id = house.write(LetterKind::VerifySignUp);
    let patience = Patience { whole: Duration::from_secs(10), ..Patience::default() };
    house.worker(mailjet_with(&url, patience)).run_once().await.unwrap();
    assert_eq!(house.row(id).state, LetterState::Queued, "it is kept, and tried again");
    let heard = heard.join().unwrap();
    assert_eq!(heard[0], 0x16, "the first thing said is a handshake of TLS");
    let basic = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, format!("{KEY}:{SECRET}"));
    for secret in [KEY, SECRET, CODE, ADDRESS, &basic] {
        assert!(!heard.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret}");
    }
}
