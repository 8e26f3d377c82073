//! What the tests of the mail room stand on: a database, keys, a clock that is set by hand, and a Mailjet.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use tempfile::TempDir;
use vestibule::auth::Auth;
use vestibule::auth::keys::open_vault;
use vestibule::auth::policy::Policy;
use vestibule::auth::rotate::RotateKeys;
use vestibule::domain::{
    BootId, Clock, KeyUse, Letter, LetterArgs, LetterId, LetterKind, LetterRow, MailStatus, Seat, Secret, Timestamp,
    Veiled,
};
use vestibule::mail::{
    FileTransport, Letters, MailNews, MailRoom, MailjetAccess, MailjetTransport, Patience, Transport, Worker,
};
use vestibule::store::sqlite::SqliteStore;
use vestibule::store::{self, Store};
use vestibule::vault::{MasterKey, OsEntropy, Vault};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

pub const CODE: &str = "BCDF-GHJK";
/// As long as a real one: what mail programs break over lines.
pub const TOKEN: &str = concat!(
    "eyJ0eXAiOiJ2ZXN0aWJ1bGUtc2lnbnVwK2p3dCIsImFsZyI6IkVkRFNBIiwia2lkIjoiUHBhQzJx",
    ".eyJpc3MiOiJ2ZXN0aWJ1bGUiLCJhdWQiOiJNSUNqbThSdTNBZ2ZOUzhQYzEzUUp3Iiwic3ViIjoiMDFhMjBlNzAtMDg1Ny03MDIz",
    "LWJjZGQtMjRjZGQ0ZTY3M2QzIiwianRpIjoiMDFhMjBlNzAtMDg1Ny03M2IwLWFmNWQtZDEyNDE5ZDA5NzBmIiwiaWF0IjoxNzk1",
    ".QtxgK-kvCopC0deK6NgmoEV0JzOr65NhlG163fI5XiWTnC-jg_aEb0In01Q1YpOchMDSHIOXS39Dx02LFU-OBg",
);
pub const ADDRESS: &str = "mira@example.org";
pub const KEY: &str = "0123456789abcdef-key";
pub const SECRET: &str = "fedcba9876543210-secret";
pub const MESSAGE_ID: u64 = 1_152_921_504_606_846_977;

/// A clock that stands until it is set.
pub struct HandClock(AtomicI64);

impl HandClock {
    pub fn advance(&self, span: Duration) {
        self.0.fetch_add(i64::try_from(span.as_millis()).unwrap(), Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

pub struct House {
    pub dir: TempDir,
    pub store: Arc<SqliteStore>,
    pub vault: Arc<Vault>,
    pub clock: Arc<HandClock>,
    master: MasterKey,
}

impl House {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Arc::new(SqliteStore::open(&dir.path().join("vestibule.db")).unwrap());
        // 31 January 2025, 14:25:30.123 UTC.
        let clock = Arc::new(HandClock(AtomicI64::new(1_738_333_530_123)));
        let master = MasterKey::generate(&OsEntropy);
        let vault = Arc::new(open_vault(store.as_ref(), &master, clock.as_ref(), Arc::new(OsEntropy), 4).unwrap());
        Self { dir, store, vault, clock, master }
    }

    /// Another process replaces the sealing key.
    pub fn rotate_next_door(&self) {
        let entropy = Arc::new(OsEntropy);
        let vault = open_vault(self.store.as_ref(), &self.master, self.clock.as_ref(), entropy.clone(), 4).unwrap();
        let (store, clock) = (Arc::clone(&self.store), Arc::clone(&self.clock));
        let auth = Auth::new(store, Arc::new(vault), clock, entropy, Policy::default(), BootId::new("boot"));
        let what = RotateKeys { uses: vec![KeyUse::Sealing], drop_oldest: false };
        assert_eq!(auth.operator().rotate_keys(&Seat::new("console"), &what).unwrap().unreadable, 0);
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Puts a letter into the outbox that is good for a day.
    pub fn write(&self, kind: LetterKind) -> LetterId {
        let id = LetterId::new(self.now(), &OsEntropy);
        let args = LetterArgs {
            name: "Mira K.".to_owned(),
            username: "mira".to_owned(),
            seat: "front-desk".to_owned(),
            other_address: Some("new@example.net".to_owned()),
            reason: None,
            then: vestibule::domain::Then::Done,
            code: Some(Secret::from(CODE)),
            token: Some(Secret::from(TOKEN)),
        };
        self.write_sealed(id, kind, self.vault.seal_letter(id, &args).unwrap());
        id
    }

    pub fn write_sealed(&self, id: LetterId, kind: LetterKind, sealed_args: Vec<u8>) {
        let letter = Letter {
            id,
            kind,
            to: ADDRESS.parse().unwrap(),
            account: None,
            sealed_args,
            created_at: self.now(),
            send_after: self.now(),
            expires_at: Some(self.now().plus(Duration::from_secs(24 * 3600))),
            tries: 0,
        };
        store::write(self.store.as_ref(), |tx| tx.enqueue_letter(&letter)).unwrap();
    }

    pub fn row(&self, id: LetterId) -> LetterRow {
        store::read(self.store.as_ref(), |tx| tx.letter(id)).unwrap().unwrap()
    }

    pub fn room(&self, transport: Transport) -> MailRoom {
        MailRoom {
            store: Arc::clone(&self.store) as Arc<dyn Store>,
            vault: Arc::clone(&self.vault),
            letters: Letters::new("Makerspace", Duration::from_secs(900), Duration::from_secs(86_400)),
            transport,
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            entropy: Arc::new(OsEntropy),
        }
    }

    pub fn worker(&self, transport: Transport) -> Worker {
        Worker::new(self.room(transport))
    }

    pub fn files(&self) -> Transport {
        let clock = Arc::clone(&self.clock) as Arc<dyn Clock>;
        Transport::File(FileTransport::new(self.dir.path().join("mail"), None, "Makerspace", clock))
    }

    /// A worker, one letter in its outbox, one round: what the letter's row says then.
    pub async fn one_round(&self, server: &MockServer) -> LetterRow {
        let id = self.write(LetterKind::VerifySignUp);
        assert_eq!(self.worker(mailjet(&server.uri())).run_once().await.unwrap(), 1);
        self.row(id)
    }
}

pub fn mailjet(base_url: &str) -> Transport {
    mailjet_with(base_url, Patience::default())
}

pub fn mailjet_with(base_url: &str, patience: Patience) -> Transport {
    let access = MailjetAccess {
        api_key: Veiled::new(&KEY.into(), &OsEntropy),
        api_secret: Veiled::new(&SECRET.into(), &OsEntropy),
        base_url: base_url.to_owned(),
        sender: "desk@example.org".parse().unwrap(),
        sender_name: "Makerspace".to_owned(),
        patience,
    };
    Transport::Mailjet(MailjetTransport::new(access).unwrap())
}

pub fn taken() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(taken_body(&MESSAGE_ID.to_string()), "application/json")
}

pub fn taken_body(id: &str) -> String {
    format!(
        r#"{{"Messages":[{{"Status":"success","CustomID":"","To":[{{"Email":"{ADDRESS}","MessageUUID":"8e5a","MessageID":{id},"MessageHref":"https://api.mailjet.com/v3/message/1"}}],"Cc":[],"Bcc":[]}}]}}"#
    )
}

/// A Mailjet that answers the send call like that, and knows of no earlier letter.
pub async fn answering(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST")).and(path("/v3.1/send")).respond_with(answer).mount(&server).await;
    let nothing = r#"{"Count":0,"Data":[],"Total":0}"#;
    Mock::given(method("GET"))
        .and(path("/v3/REST/message"))
        .respond_with(ResponseTemplate::new(200).set_body_raw(nothing, "application/json"))
        .mount(&server)
        .await;
    server
}

/// How many send calls came.
pub async fn sends(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().iter().filter(|call| call.method.as_str() == "POST").count()
}

/// The next news that fits. A test that waits for ever is stopped by its deadline.
pub async fn until(news: &mut MailNews, fits: impl Fn(&MailStatus) -> bool) -> MailStatus {
    let found = async {
        loop {
            let status = news.next().await.expect("the worker is gone");
            if fits(&status) {
                return status;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), found).await.expect("no such news")
}
