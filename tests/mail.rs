//! The mail room against a real database and a stub that speaks Mailjet's Send API v3.1.

// What breaks here is a test; `clippy.toml` allows it only within the functions marked as tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use vestibule::domain::{Carrier, Clock, LetterId, LetterKind, LetterState, MailStage, Timestamp};
use vestibule::mail::{FileTransport, Patience, Transport, spawn};
use vestibule::store;
use vestibule::vault::OsEntropy;
use wiremock::matchers::{method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

#[path = "mail/house.rs"]
mod house;
use house::*;

// ── what Mailjet is told and answers ────────────────────────────────────────────────────────────────

#[tokio::test]
async fn a_letter_reaches_mailjet_as_its_reference_says() {
    let (house, server) = (House::new(), answering(taken()).await);
    let row = house.one_round(&server).await;
    assert_eq!((row.state, row.carrier), (LetterState::Sent, Some(Carrier::Mailjet)));
    assert_eq!(row.provider_id, Some(MESSAGE_ID.to_string()));
    assert_eq!((row.sent_at, row.last_error), (Some(house.now()), None));

    let calls = server.received_requests().await.unwrap();
    assert_eq!(calls.len(), 1, "a first try asks nothing before");
    let call = &calls[0];
    let header = |name: &str| call.headers.get(name).unwrap().to_str().unwrap().to_owned();
    use base64::Engine as _;
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("{KEY}:{SECRET}"));
    assert_eq!(header("authorization"), format!("Basic {basic}"));
    assert_eq!(header("content-type"), "application/json");
    assert_eq!(header("user-agent"), format!("vestibule/{}", env!("CARGO_PKG_VERSION")));

    let body: serde_json::Value = serde_json::from_slice(&call.body).unwrap();
    let messages = body["Messages"].as_array().unwrap();
    assert_eq!((body.as_object().unwrap().len(), messages.len()), (1, 1));
    let message = messages[0].as_object().unwrap();
    let names: Vec<_> = message.keys().map(String::as_str).collect();
    assert_eq!(names, ["CustomID", "From", "HTMLPart", "Subject", "TextPart", "To", "TrackClicks", "TrackOpens"]);
    assert_eq!(message["CustomID"], row.id.to_string());
    assert_eq!(message["From"], serde_json::json!({"Email": "desk@example.org", "Name": "Makerspace"}));
    assert_eq!(message["To"], serde_json::json!([{"Email": ADDRESS, "Name": "Mira K."}]));
    assert_eq!((&message["TrackOpens"], &message["TrackClicks"]), (&"disabled".into(), &"disabled".into()));
    assert!(message["TextPart"].as_str().unwrap().lines().any(|line| line.trim() == CODE));
    assert!(message["HTMLPart"].as_str().unwrap().contains(CODE));
}

#[tokio::test]
async fn a_message_id_may_be_a_string() {
    let body = taken_body("\"1152921504606846977\"");
    let server = answering(ResponseTemplate::new(200).set_body_raw(body, "application/json")).await;
    assert_eq!(House::new().one_round(&server).await.provider_id, Some(MESSAGE_ID.to_string()));
}

#[tokio::test]
async fn an_error_that_stays_ends_in_words() {
    let message = |code: &str| {
        format!(
            r#"{{"Messages":[{{"Status":"error","Errors":[{{"ErrorIdentifier":"i","ErrorCode":"{code}","StatusCode":403,"ErrorMessage":"quotes {CODE}","ErrorRelatedTo":["From"]}}]}}]}}"#
        )
    };
    let whole = |code: &str, status: u16| {
        format!(r#"{{"ErrorIdentifier":"i","ErrorCode":"{code}","ErrorMessage":"no","StatusCode":{status}}}"#)
    };
    for (status, body, words) in [
        (400, message("send-0008"), "Mailjet has not validated the sender address."),
        (400, message("mj-0013"), "Check the letter's address for a mistake"),
        (401, whole("mj-0015", 401), "Check VESTIBULE_MAIL_API_KEY and VESTIBULE_MAIL_API_SECRET."),
        (401, String::new(), "Mailjet does not know this API key."),
        (401, whole("mj-0001", 401), "Mailjet has suspended this API key."),
        (404, "<html>nothing here</html>".to_owned(), "Check VESTIBULE_MAIL_BASE_URL."),
        (400, whole("mj-0002", 400), "Mailjet does not understand the letter."),
    ] {
        let (house, server) = (House::new(), answering(ResponseTemplate::new(status).set_body_string(body)).await);
        let row = house.one_round(&server).await;
        let why = row.last_error.clone().unwrap();
        assert_eq!((row.state, row.tries), (LetterState::Failed, 1), "{why}");
        assert!(why.contains(words), "{status}: {why}");
        assert!([CODE, TOKEN, KEY, SECRET, ADDRESS].iter().all(|secret| !why.contains(secret)), "{why}");
        assert_eq!(row.stage(), MailStage::Failed { why });
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = answering(taken()).await;
    let location = format!("{}/v3.1/send", elsewhere.uri());
    for status in [302, 307, 308] {
        let answer = ResponseTemplate::new(status).insert_header("Location", location.as_str());
        let row = House::new().one_round(&answering(answer).await).await;
        assert_eq!(row.state, LetterState::Failed);
        assert!(row.last_error.unwrap().contains("VESTIBULE_MAIL_BASE_URL"));
    }
    assert_eq!(sends(&elsewhere).await, 0);
}

#[tokio::test]
async fn nonsense_is_tried_again_and_given_up_in_the_end() {
    let huge = "x".repeat(2 * 1024 * 1024);
    for body in ["", "<html>captive portal</html>", "{\"Messages\":[{\"Sta", "[]", huge.as_str()] {
        let (house, server) = (House::new(), answering(ResponseTemplate::new(200).set_body_string(body)).await);
        let id = house.write(LetterKind::VerifySignUp);
        let mut worker = house.worker(mailjet(&server.uri()));
        for tries in 1..=5 {
            assert_eq!(worker.run_once().await.unwrap(), 1);
            let row = house.row(id);
            let state = if tries < 5 { LetterState::Queued } else { LetterState::Failed };
            assert_eq!((row.tries, row.state), (tries, state), "{:?}", row.last_error);
            house.clock.advance(Duration::from_secs(15 * 60));
        }
        let why = house.row(id).last_error.unwrap();
        assert!(why.contains("makes no sense") && why.ends_with("Given up after 5 tries."), "{why}");
        assert_eq!(worker.next_due().await.unwrap(), None);
    }
}

// ── trying again ────────────────────────────────────────────────────────────────────────────────────

#[tokio::test]
async fn a_fault_of_the_service_passes() {
    let (house, server) = (House::new(), MockServer::start().await);
    let fault = ResponseTemplate::new(500).set_body_string(r#"{"ErrorIdentifier":"i","StatusCode":500}"#);
    Mock::given(method("POST")).respond_with(fault).up_to_n_times(1).mount(&server).await;
    Mock::given(method("POST")).respond_with(taken()).mount(&server).await;
    let id = house.write(LetterKind::ResetPassword);
    let mut worker = house.worker(mailjet(&server.uri()));
    let mut news = worker.news();

    worker.run_once().await.unwrap();
    let row = house.row(id);
    assert_eq!(row.state, LetterState::Queued);
    assert!(row.send_after.since(house.now()) <= Duration::from_secs(2));
    assert_eq!(worker.next_due().await.unwrap(), Some(row.send_after));

    house.clock.advance(Duration::from_secs(2));
    worker.run_once().await.unwrap();
    assert_eq!(house.row(id).state, LetterState::Sent);

    let mut stages = Vec::new();
    for _ in 0..4 {
        stages.push(until(&mut news, |status| status.letter == id).await.stage);
    }
    let why = "Mailjet has trouble of its own (500).".to_owned();
    assert_eq!(
        stages,
        [
            MailStage::Sending { attempt: 1, most: 5 },
            MailStage::Waiting { attempt: 1, most: 5, next_at: row.send_after, why },
            MailStage::Sending { attempt: 2, most: 5 },
            MailStage::Accepted { by: Carrier::Mailjet, at: house.now() },
        ]
    );
}

#[tokio::test]
async fn a_service_that_asks_for_a_pause_gets_it_for_every_letter() {
    for (header, seconds) in [("90", 90), ("Fri, 31 Jan 2025 14:27:30 GMT", 119), ("86400", 3600)] {
        let (house, server) = (House::new(), MockServer::start().await);
        let slow = ResponseTemplate::new(429).insert_header("Retry-After", header);
        Mock::given(method("POST")).respond_with(slow).up_to_n_times(1).mount(&server).await;
        Mock::given(method("POST")).respond_with(taken()).mount(&server).await;
        let first = house.write(LetterKind::VerifySignUp);
        let mut worker = house.worker(mailjet(&server.uri()));
        worker.run_once().await.unwrap();
        assert!(house.row(first).send_after.since(house.now()) >= Duration::from_secs(seconds));

        let second = house.write(LetterKind::VerifySignUp);
        house.clock.advance(Duration::from_secs(seconds - 1));
        assert_eq!(worker.run_once().await.unwrap(), 0, "the pause is for the second letter, too");
        assert!(worker.next_due().await.unwrap().unwrap() > house.now());
        assert_eq!((house.row(second).tries, sends(&server).await), (0, 1));

        house.clock.advance(Duration::from_secs(2));
        assert_eq!(worker.run_once().await.unwrap(), 2);
        assert_eq!((house.row(first).state, house.row(second).state), (LetterState::Sent, LetterState::Sent));
    }
}

#[tokio::test]
async fn a_letter_whose_answer_was_too_slow_is_asked_for_before_it_is_sent_again() {
    let (house, server) = (House::new(), MockServer::start().await);
    Mock::given(method("POST")).respond_with(taken().set_delay(Duration::from_secs(30))).mount(&server).await;
    let id = house.write(LetterKind::VerifySignUp);
    let found = format!(r#"{{"Count":1,"Data":[{{"ID":{MESSAGE_ID},"Status":"queued"}}],"Total":1}}"#);
    Mock::given(method("GET"))
        .and(path("/v3/REST/message"))
        .and(query_param("CustomID", id.to_string()))
        .respond_with(ResponseTemplate::new(200).set_body_raw(found, "application/json"))
        .mount(&server)
        .await;
    let patience = Patience { whole: Duration::from_millis(300), ..Patience::default() };
    let mut worker = house.worker(mailjet_with(&server.uri(), patience));
    worker.run_once().await.unwrap();
    assert_eq!(house.row(id).last_error.as_deref(), Some("Mailjet took too long to answer."));

    house.clock.advance(Duration::from_secs(2));
    worker.run_once().await.unwrap();
    let row = house.row(id);
    assert_eq!((row.state, row.provider_id), (LetterState::Sent, Some(MESSAGE_ID.to_string())));
    assert_eq!(sends(&server).await, 1);
}

/// A Mailjet that takes the letter, hangs up without a word, and knows of it when asked. Counts send calls.
fn hangs_up_after_taking() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let taken = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&taken);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            if read_request(&stream).starts_with("POST") {
                count.fetch_add(1, Ordering::SeqCst);
                continue;
            }
            let known = format!(r#"{{"Count":1,"Data":[{{"ID":{MESSAGE_ID}}}],"Total":1}}"#);
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", known.len());
            stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(known.as_bytes())).unwrap();
        }
    });
    (url, taken)
}

fn read_request(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(reader.read_line(&mut head).unwrap(), 0);
    }
    let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).unwrap();
    head
}

#[tokio::test]
async fn a_letter_whose_answer_was_lost_is_sent_once() {
    let house = House::new();
    let (url, taken) = hangs_up_after_taking();
    let id = house.write(LetterKind::VerifySignUp);
    let mut worker = house.worker(mailjet(&url));
    worker.run_once().await.unwrap();
    assert_eq!(house.row(id).last_error.as_deref(), Some("The connection to Mailjet broke off."));
    house.clock.advance(Duration::from_secs(2));
    worker.run_once().await.unwrap();
    let row = house.row(id);
    assert_eq!((row.state, row.provider_id), (LetterState::Sent, Some(MESSAGE_ID.to_string())));
    assert_eq!(taken.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_service_that_is_not_there_is_said_so() {
    let house = House::new();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let id = house.write(LetterKind::VerifySignUp);
    house.worker(mailjet(&format!("http://{free}"))).run_once().await.unwrap();
    let row = house.row(id);
    assert_eq!(row.state, LetterState::Queued);
    assert!(row.last_error.unwrap().starts_with("Mailjet can't be reached."));
}

// ── leases ──────────────────────────────────────────────────────────────────────────────────────────

#[tokio::test]
async fn what_a_dead_worker_held_is_taken_over_when_its_lease_runs_out() {
    let (house, server) = (House::new(), answering(taken()).await);
    let id = house.write(LetterKind::VerifySignUp);
    let lease = house.now().plus(Duration::from_secs(60));
    let claimed = store::write(house.store.as_ref(), |tx| tx.claim_letters("dead", house.now(), lease, 9)).unwrap();
    assert_eq!(claimed.len(), 1);

    let mut worker = house.worker(mailjet(&server.uri()));
    assert_eq!(worker.run_once().await.unwrap(), 0);
    assert_eq!(worker.next_due().await.unwrap(), Some(lease));
    house.clock.advance(Duration::from_secs(60));
    assert_eq!(worker.run_once().await.unwrap(), 1);
    assert_eq!((house.row(id).state, house.row(id).tries), (LetterState::Sent, 2));
    let calls: Vec<_> = server.received_requests().await.unwrap().iter().map(|call| call.method.to_string()).collect();
    assert_eq!(calls, ["GET", "POST"], "the dead worker may have sent it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_workers_never_send_one_letter_twice() {
    const LETTERS: usize = 24;
    let (house, server) = (House::new(), answering(taken()).await);
    let mut written: Vec<_> = (0..LETTERS).map(|_| house.write(LetterKind::ResetPassword).to_string()).collect();
    let empty = async |mut worker: vestibule::mail::Worker| while worker.run_once().await.unwrap() > 0 {};
    let [one, two] = [(); 2].map(|()| house.worker(mailjet(&server.uri())));
    tokio::join!(empty(one), empty(two));

    let calls = server.received_requests().await.unwrap();
    let custom_id = |body: &[u8]| {
        let body: serde_json::Value = serde_json::from_slice(body).unwrap();
        body["Messages"][0]["CustomID"].as_str().unwrap().to_owned()
    };
    let mut sent: Vec<_> = calls.iter().map(|call| custom_id(&call.body)).collect();
    sent.sort();
    written.sort();
    assert_eq!(sent, written);
}

#[tokio::test]
async fn a_letter_that_expired_is_dropped_and_not_sent() {
    let (house, server) = (House::new(), answering(taken()).await);
    let id = house.write(LetterKind::VerifySignUp);
    house.clock.advance(Duration::from_secs(24 * 3600));
    let mut worker = house.worker(mailjet(&server.uri()));
    assert_eq!(worker.run_once().await.unwrap(), 0);
    assert_eq!((house.row(id).state, sends(&server).await), (LetterState::Dropped, 0));
    assert_eq!(worker.next_due().await.unwrap(), None, "nothing to wake up for");
}

// ── letters that can't be written ───────────────────────────────────────────────────────────────────

#[tokio::test]
async fn a_letter_that_can_not_be_opened_fails_in_words_and_the_others_go_out() {
    let house = House::new();
    let (moved, foreign) = (LetterId::new(house.now(), &OsEntropy), LetterId::new(house.now(), &OsEntropy));
    let args = || vestibule::domain::LetterArgs {
        name: String::new(),
        username: "mira".to_owned(),
        seat: "front-desk".to_owned(),
        other_address: None,
        reason: None,
        then: vestibule::domain::Then::Done,
        code: None,
        token: None,
    };
    house.write_sealed(moved, LetterKind::PasswordChanged, house.vault.seal_letter(foreign, &args()).unwrap());
    let hollow = LetterId::new(house.now(), &OsEntropy);
    house.write_sealed(hollow, LetterKind::VerifySignUp, house.vault.seal_letter(hollow, &args()).unwrap());
    let good = house.write(LetterKind::PasswordChanged);
    assert_eq!(house.worker(house.files()).run_once().await.unwrap(), 3);
    assert!(house.row(moved).last_error.unwrap().starts_with("What this letter carries can't be opened."));
    assert!(house.row(hollow).last_error.unwrap().contains("without its code"));
    assert_eq!((house.row(moved).state, house.row(hollow).state), (LetterState::Failed, LetterState::Failed));
    assert_eq!(house.row(good).state, LetterState::Sent);
}

#[tokio::test]
async fn a_defect_in_one_letter_does_not_end_the_worker() {
    struct Broken;
    impl Clock for Broken {
        fn now(&self) -> Timestamp {
            panic!("a defect, for the test")
        }
    }
    let house = House::new();
    let id = house.write(LetterKind::PasswordChanged);
    let broken = FileTransport::new(house.dir.path().join("mail"), None, "Makerspace", Arc::new(Broken));
    let mut worker = house.worker(Transport::File(broken));
    assert_eq!(worker.run_once().await.unwrap(), 1);
    let row = house.row(id);
    assert_eq!((row.state, row.tries), (LetterState::Queued, 1));
    assert!(row.last_error.unwrap().contains("a defect of this program"));
    house.clock.advance(Duration::from_secs(2));
    assert_eq!(worker.run_once().await.unwrap(), 1, "it goes on");
}

// ── files ───────────────────────────────────────────────────────────────────────────────────────────

#[tokio::test]
async fn without_a_mail_service_a_letter_is_a_file_that_mail_programs_open() {
    let house = House::new();
    let id = house.write(LetterKind::VerifySignUp);
    house.worker(house.files()).run_once().await.unwrap();
    let row = house.row(id);
    let path = row.provider_id.clone().unwrap();
    assert_eq!(row.stage(), MailStage::Written { path: path.clone() });
    let directory = house.dir.path().join("mail");
    assert_eq!(
        path,
        directory
            .join(format!("20250131T142530123Z-{}.eml", id.to_string().rsplit('-').next().unwrap()))
            .display()
            .to_string()
    );
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&directory), mode(path.as_ref())), (0o700, 0o600));
    assert_eq!(std::fs::read_dir(&directory).unwrap().count(), 1, "nothing is left beside it");

    let message = std::fs::read_to_string(&path).unwrap();
    assert_eq!(message.matches('\n').count(), message.matches("\r\n").count(), "lines end in CRLF");
    let (head, body) = message.split_once("\r\n\r\n").unwrap();
    let head = head.replace("\r\n ", " ");
    let header = |name: &str| {
        let mut values = head.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        let value = values.next().unwrap_or_else(|| panic!("no {name} in\n{head}"));
        assert!(values.next().is_none(), "{name} twice");
        value
    };
    assert_eq!(header("Date"), "Fri, 31 Jan 2025 14:25:30 +0000");
    assert_eq!(header("From"), "Makerspace <vestibule@vestibule.invalid>");
    assert_eq!(header("To"), format!("\"Mira K.\" <{ADDRESS}>"));
    assert_eq!(header("Subject"), "Prove your address for Makerspace");
    assert_eq!(header("Message-ID"), format!("<{id}@vestibule.invalid>"));
    assert_eq!(header("MIME-Version"), "1.0");
    let boundary = header("Content-Type").strip_prefix("multipart/alternative;").unwrap();
    let boundary = boundary.trim().strip_prefix("boundary=").unwrap().trim_matches('"');

    let (parts, end) = body.rsplit_once(&format!("--{boundary}--")).unwrap();
    assert_eq!(end.trim(), "");
    let parts: Vec<_> = parts.split(&format!("--{boundary}\r\n")).skip(1).collect();
    let [text, html] = parts.as_slice() else { panic!("{} parts", parts.len()) };
    assert!(text.starts_with("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"));
    assert!(html.starts_with("Content-Type: text/html; charset=utf-8\r\n"));
    for what in [CODE, TOKEN] {
        assert_eq!(text.lines().filter(|line| line.trim() == what).count(), 1, "alone on its line:\n{text}");
        assert!(html.contains(what));
    }
}

#[tokio::test]
async fn a_letter_that_is_written_twice_is_one_file() {
    let house = House::new();
    let id = house.write(LetterKind::VerifySignUp);
    let claim = |owner: &str| {
        let lease = house.now().plus(Duration::from_secs(60));
        store::write(house.store.as_ref(), |tx| tx.claim_letters(owner, house.now(), lease, 1)).unwrap()
    };
    // Written, but never recorded: the worker dies in between.
    let Transport::File(files) = house.files() else { unreachable!() };
    let letters = vestibule::mail::Letters::new("Makerspace", Duration::from_secs(900), Duration::from_secs(86_400));
    let letter = claim("dead").remove(0);
    let args = house.vault.open_letter(id, &letter.sealed_args).unwrap();
    files.send(&letters.render(&letter, &args).unwrap()).await.unwrap();
    house.clock.advance(Duration::from_secs(61));
    house.worker(house.files()).run_once().await.unwrap();
    assert_eq!(house.row(id).state, LetterState::Sent);
    assert_eq!(std::fs::read_dir(house.dir.path().join("mail")).unwrap().count(), 1);
}

#[tokio::test]
async fn a_directory_that_can_not_be_had_is_said_so() {
    let house = House::new();
    std::fs::write(house.dir.path().join("mail"), "in the way").unwrap();
    let id = house.write(LetterKind::VerifySignUp);
    house.worker(house.files()).run_once().await.unwrap();
    let row = house.row(id);
    assert_eq!(row.state, LetterState::Queued);
    assert!(row.last_error.unwrap().starts_with("The letter could not be written to "));
}

// ── secrets ─────────────────────────────────────────────────────────────────────────────────────────

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn nothing_secret_is_logged_and_what_was_sent_is_wiped() {
    let captured = Captured::default();
    let writer = captured.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .with_ansi(false)
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);

    let (house, server) = (House::new(), MockServer::start().await);
    let quoting = format!(r#"{{"ErrorCode":"x-1","ErrorMessage":"{CODE} {TOKEN} {ADDRESS}","StatusCode":500}}"#);
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(500).set_body_string(quoting))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(method("POST")).respond_with(taken()).mount(&server).await;
    let id = house.write(LetterKind::VerifySignUp);
    let mut worker = house.worker(mailjet(&server.uri()));
    for _ in 0..2 {
        worker.run_once().await.unwrap();
        house.clock.advance(Duration::from_secs(2));
    }
    assert_eq!(house.row(id).state, LetterState::Sent);
    drop(guard);

    let log = String::from_utf8(captured.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains(&id.to_string()), "the log was captured");
    use base64::Engine as _;
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("{KEY}:{SECRET}"));
    for secret in [CODE, TOKEN, ADDRESS, KEY, SECRET, basic.as_str(), "mira"] {
        assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
    }

    let House { dir, store, .. } = house;
    drop((worker, store));
    let outbox = rusqlite::Connection::open(dir.path().join("vestibule.db")).unwrap();
    let left = outbox.query_row("SELECT sum(length(sealed_args)) FROM outbox", [], |row| row.get::<_, i64>(0));
    assert_eq!(left, Ok(0));
}

// ── the task ────────────────────────────────────────────────────────────────────────────────────────

#[tokio::test]
async fn the_task_sends_what_it_is_nudged_for_and_ends_when_told() {
    let house = House::new();
    let handle = spawn(house.room(house.files()));
    let mut news = handle.news();
    for _ in 0..3 {
        let id = house.write(LetterKind::PasswordChanged);
        let nudger = handle.nudger();
        std::thread::spawn(move || nudger.nudge()).join().unwrap();
        let status = until(&mut news, |status| status.letter == id && status.stage.is_final()).await;
        assert_eq!(status.stage, house.row(id).stage());
    }
    handle.shutdown().await;
    assert_eq!(news.next().await, None);
}

#[tokio::test]
async fn a_letter_under_way_at_the_end_goes_back_into_the_queue() {
    let (house, server) = (House::new(), answering(taken().set_delay(Duration::from_secs(60))).await);
    let id = house.write(LetterKind::PasswordChanged);
    let handle = spawn(house.room(mailjet(&server.uri())));
    let mut news = handle.news();
    until(&mut news, |status| matches!(status.stage, MailStage::Sending { .. })).await;
    handle.shutdown().await;
    let row = house.row(id);
    assert_eq!(row.state, LetterState::Queued, "{row:?}");
    assert_eq!(row.last_error.as_deref(), Some("The program was closed while it sent this letter."));
}

#[tokio::test]
async fn a_letter_from_before_a_rotation_goes_out_after_it() {
    let house = House::new();
    let mut worker = house.worker(house.files());
    let before = house.write(LetterKind::VerifySignUp);
    house.rotate_next_door();
    assert_eq!(worker.run_once().await.unwrap(), 1);
    assert_eq!(house.row(before).state, LetterState::Sent);
    // The key that sealed the first one is gone by now.
    let after = house.write(LetterKind::VerifySignUp);
    house.rotate_next_door();
    house.rotate_next_door();
    assert_eq!(worker.run_once().await.unwrap(), 1);
    assert_eq!(house.row(after).state, LetterState::Sent);
}
