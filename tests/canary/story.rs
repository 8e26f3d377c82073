//! The way through the house on which the canaries are planted.

use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::pty::{PATIENCE, Pty};
use super::scan::{Canary, Scanner, memory};

const VESTIBULE: &str = env!("CARGO_BIN_EXE_vestibule");
/// What nobody hides; the scan has to find it wherever it looks.
const SITE: &str = "Thistledown Hall";
const USERNAME: &str = "mira_kovac";
const ADDRESS: &str = "mira@example.org";

const TYPED: &str = "kQ7 harbour!vuMoss zeal";
/// Typed into the middle of a password, and taken back with Backspace.
const MISTYPED: &str = "9xTyp0Wr#ngq";
const PASTED: &str = "pJ4~lantern OxbowQuince";
const API_KEY: &str = "7c0a4e1fb2d85a93f6e07c41";
const API_SECRET: &str = "e91d3b7f50a68c24d1b79e02";
const MASTER_KEY: [u8; 32] = *b"\x9a\x17\xc4\x62\xe8\x0b\x35\xdf\x71\x2c\xa9\x54\x8e\xf3\x06\xbd\x48\xd2\x69\x1f\xb7\x83\x5e\x20\xca\x94\x3d\xe6\x0f\x78\xa1\x5b";

/// Where a canary may be, because that is what it is for.
#[derive(Clone, Copy, PartialEq)]
enum Shown {
    /// Nowhere.
    Nowhere,
    /// In the letter that brought it, and on the screen while its owner copies it from there.
    InItsLetter,
}

/// Every secret that was planted, in the order in which it came up. A further kind of secret (the secret of a second
/// factor, a recovery code) is one more call of [`Planted::plant`] where the story comes to it.
#[derive(Default)]
struct Planted(Vec<(Canary, Shown)>);

impl Planted {
    fn plant(&mut self, name: &'static str, secret: impl Into<Vec<u8>>, shown: Shown) {
        self.0.push((Canary::new(name, secret), shown));
    }

    fn all(&self) -> Scanner {
        Scanner::new(&self.0.iter().map(|(canary, _)| canary.clone()).collect::<Vec<_>>())
    }

    /// Those that may be shown nowhere.
    fn hidden(&self) -> Scanner {
        let hidden = self.0.iter().filter(|(_, shown)| *shown == Shown::Nowhere);
        Scanner::new(&hidden.map(|(canary, _)| canary.clone()).collect::<Vec<_>>())
    }
}

/// Who takes the letters over.
enum Post {
    /// Nobody: they become files of that house.
    Files,
    Mailjet(tokio::runtime::Runtime, MockServer),
}

impl Post {
    fn mailjet() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let server = runtime.block_on(async {
            let server = MockServer::start().await;
            let taken = r#"{"Messages":[{"Status":"success","CustomID":"","To":[{"Email":"x@example.org","MessageUUID":"u","MessageID":1,"MessageHref":"h"}],"Cc":[],"Bcc":[]}]}"#;
            let answer = ResponseTemplate::new(200).set_body_raw(taken, "application/json");
            Mock::given(method("POST")).and(path("/v3.1/send")).respond_with(answer).mount(&server).await;
            server
        });
        Self::Mailjet(runtime, server)
    }

    /// The text of the newest letter with those words in it, once it has come.
    fn letter(&self, house: &House, words: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(text) = self.texts(house).into_iter().rev().find(|text| text.contains(words)) {
                return text;
            }
            assert!(Instant::now() < deadline, "no letter says {words:?}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn texts(&self, house: &House) -> Vec<String> {
        match self {
            Self::Files => {
                let mut letters: Vec<_> = fs::read_dir(house.data().join("mail"))
                    .into_iter()
                    .flatten()
                    .map(|entry| entry.unwrap().path())
                    .collect();
                letters.retain(|path| path.extension().is_some_and(|end| end == "eml"));
                letters.sort();
                letters.iter().filter_map(|path| fs::read_to_string(path).ok()).collect()
            }
            Self::Mailjet(runtime, server) => {
                let requests = runtime.block_on(server.received_requests()).unwrap();
                let body =
                    |request: &wiremock::Request| serde_json::from_slice::<serde_json::Value>(&request.body).unwrap();
                requests
                    .iter()
                    .map(|request| body(request)["Messages"][0]["TextPart"].as_str().unwrap().to_owned())
                    .collect()
            }
        }
    }
}

/// The code in a letter's text.
fn code_in(letter: &str) -> String {
    let code = letter.lines().map(str::trim).find(|line| line.len() == 9 && line.chars().nth(4) == Some('-'));
    code.expect("a letter with a code").to_owned()
}

/// The token in a letter's text.
fn token_in(letter: &str) -> String {
    let token = letter.lines().map(str::trim).find(|line| is_token(line.as_bytes()));
    token.expect("a letter with a token").to_owned()
}

fn is_token(text: &[u8]) -> bool {
    text.starts_with(b"eyJ") && text.iter().filter(|byte| **byte == b'.').count() == 2 && text.len() > 100
}

/// What only the owner of the key can add to a token; what stands before is no secret.
fn signature(token: &str) -> &str {
    token.rsplit('.').next().unwrap()
}

/// The signatures of all tokens that a process holds.
fn tokens_of(pid: u32) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let of_token = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    memory(pid, |part, _| {
        let tokens = part.split(|byte| !of_token(*byte)).filter(|text| is_token(text));
        found.extend(tokens.map(|token| signature(std::str::from_utf8(token).unwrap()).to_owned()));
    })
    .unwrap();
    found
}

/// What stands between the sequences that move the cursor and set colours.
fn without_sequences(told: &[u8]) -> Vec<u8> {
    let (mut plain, mut rest) = (Vec::new(), told.iter().copied());
    while let Some(byte) = rest.next() {
        if byte != 0x1b {
            plain.push(byte);
        } else if rest.next() == Some(b'[') {
            rest.by_ref().find(|byte| (0x40..=0x7e).contains(byte));
        }
    }
    plain
}

/// A house with a first admin, whose master key (and Mailjet's) lie in files.
struct House {
    dir: tempfile::TempDir,
    env: Vec<(String, String)>,
}

impl House {
    fn new(post: &Post) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut house = Self { dir, env: Vec::new() };
        house.set("VESTIBULE_DATA_DIR", house.data().to_str().unwrap().to_owned());
        house.set("HOME", house.dir.path().to_str().unwrap().to_owned());
        house.set("VESTIBULE_SITE_NAME", SITE.to_owned());
        house.set("VESTIBULE_LOG_LEVEL", "debug".to_owned());
        house.keep("VESTIBULE_MASTER_KEY_FILE", &STANDARD.encode(MASTER_KEY));
        if let Post::Mailjet(_, server) = post {
            house.keep("VESTIBULE_MAIL_API_KEY_FILE", API_KEY);
            house.keep("VESTIBULE_MAIL_API_SECRET_FILE", API_SECRET);
            house.set("VESTIBULE_MAIL_SENDER_EMAIL", "desk@example.org".to_owned());
            house.set("VESTIBULE_MAIL_BASE_URL", server.uri());
        }
        let mut set_up = Command::new(VESTIBULE)
            .args(["setup", "--username", "ada", "--email", "ada@example.org", "--password-stdin"])
            .envs(house.env.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        set_up.stdin.take().unwrap().write_all(b"violet kettle harbour moon\n").unwrap();
        assert!(set_up.wait().unwrap().success());
        house
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    fn set(&mut self, name: &str, value: String) {
        self.env.push((name.to_owned(), value));
    }

    fn keep(&mut self, variable: &str, secret: &str) {
        let file = self.dir.path().join(variable);
        fs::write(&file, format!("{secret}\n")).unwrap();
        self.set(variable, file.to_str().unwrap().to_owned());
    }

    fn sit_down(&self) -> Pty {
        let env: Vec<_> = self.env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        Pty::start(Path::new(VESTIBULE), &[], &env, (100, 30))
    }

    /// Every file of the data directory, letters apart.
    fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.data()).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| path.is_file()).collect()
    }
}

/// Whether this user may look into the memory of that process. The program shuts it, so only root may.
fn memory_is_open(pid: u32) -> bool {
    match fs::File::open(format!("/proc/{pid}/mem")) {
        Ok(_) => true,
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            println!("Only root may look into the memory of the program: it was left out.");
            false
        }
        Err(error) => panic!("{error}"),
    }
}

/// Looks until nothing is found any more, for a second at least; answers what was found last.
fn after_a_second(scanner: &Scanner, pid: u32) -> BTreeSet<String> {
    let begun = Instant::now();
    loop {
        let late = begun.elapsed() >= Duration::from_secs(1);
        let found = scanner.find_in_memory(pid).unwrap();
        if found.is_empty() || late {
            return found;
        }
    }
}

fn walk_through(post: &Post) {
    let house = House::new(post);
    let mut planted = Planted::default();
    planted.plant("the master key", MASTER_KEY, Shown::Nowhere);
    if let Post::Mailjet(..) = post {
        planted.plant("Mailjet's key", API_KEY, Shown::Nowhere);
        planted.plant("Mailjet's secret", API_SECRET, Shown::Nowhere);
    }
    planted.plant("the typed password", TYPED, Shown::Nowhere);
    planted.plant("what was mistyped", MISTYPED, Shown::Nowhere);
    planted.plant("the pasted password", PASTED, Shown::Nowhere);

    let mut desk = house.sit_down();
    let open = memory_is_open(desk.pid());
    let one = |name, secret: &str| Scanner::new(&[Canary::new(name, secret)]);
    desk.wait_for("New here? It takes two minutes.");

    // Signs up with a typed password; a mistake is taken back.
    let (head, tail) = TYPED.split_at(11);
    let erase = "<bs>".repeat(MISTYPED.len());
    desk.keys(&format!("<ret>{USERNAME}<tab>{ADDRESS}<tab>Mira K.<tab>{head}{MISTYPED}"));
    desk.wait_for("•");
    if open {
        let mistyped = one("what was mistyped", MISTYPED);
        await_that("the mistyped part is in memory", || !mistyped.find_in_memory(desk.pid()).unwrap().is_empty());
        desk.keys(&erase);
        let left = after_a_second(&mistyped, desk.pid());
        assert!(left.is_empty(), "after it was erased: {left:?}");
    } else {
        desk.keys(&erase);
    }
    desk.keys(&format!("{tail}<tab>{TYPED}"));
    if open {
        let typed = one("the typed password", TYPED);
        await_that("a password is in memory while it is typed", || {
            !typed.find_in_memory(desk.pid()).unwrap().is_empty()
        });
    }
    desk.keys("<ret>");
    desk.wait_for("A code is on its way");

    // The code, typed as people do.
    let letter = post.letter(&house, "for an account at");
    let code = code_in(&letter);
    planted.plant("the code", code.as_bytes(), Shown::InItsLetter);
    planted.plant("the token of the unused link", signature(&token_in(&letter)), Shown::InItsLetter);
    desk.keys(&format!("{}<ret>", code.to_lowercase()));
    desk.wait_for("Your account is ready");

    // Signs in and out.
    desk.keys(&format!("{USERNAME}<tab>{TYPED}<ret>"));
    desk.wait_for("Mira K.");
    if open {
        let sessions = tokens_of(desk.pid());
        assert!(!sessions.is_empty(), "who is signed in holds a token");
        for token in sessions {
            planted.plant("the first session's token", token, Shown::Nowhere);
        }
    }
    // (Here a second factor is enrolled; its secret is one more canary.)
    desk.keys("<f10>");
    desk.wait_for("New here? It takes two minutes.");

    // Forgets the password; pastes the long token and a new password.
    desk.keys(&format!("<home><end><ret>{USERNAME}<ret>"));
    desk.wait_for("has an account here");
    let letter = post.letter(&house, "for a new password");
    let token = token_in(&letter);
    planted.plant("the token", signature(&token), Shown::InItsLetter);
    planted.plant("the code of the unused letter", code_in(&letter), Shown::InItsLetter);
    desk.paste(&token);
    desk.keys("<tab>");
    desk.paste(PASTED);
    desk.keys("<tab>");
    desk.paste(PASTED);
    desk.keys("<ret>");
    desk.wait_for("Your new password is set.");
    desk.keys(&format!("{USERNAME}<tab>"));
    desk.paste(PASTED);
    desk.keys("<ret>");
    desk.wait_for("Mira K.");
    if open {
        let sessions = tokens_of(desk.pid());
        assert!(!sessions.is_empty(), "who is signed in holds a token");
        for token in sessions {
            planted.plant("the second session's token", token, Shown::Nowhere);
        }
    }
    desk.keys("<f10>");
    desk.wait_for("New here? It takes two minutes.");

    // Nobody is there any more. The memory first: the second has begun.
    let (all, hidden) = (planted.all(), planted.hidden());
    let control = one("the name of the house", SITE);
    let mut found = Vec::new();
    if open {
        assert!(!control.find_in_memory(desk.pid()).unwrap().is_empty(), "the scan of the memory finds nothing at all");
        found.extend(after_a_second(&all, desk.pid()));
    }
    let mut look = |place: &str, scanner: &Scanner, bytes: &[u8]| {
        found.extend(scanner.find(bytes).into_iter().map(|what| format!("{what} in {place}")));
    };
    for file in house.files() {
        let bytes = fs::read(&file).unwrap();
        look(&file.file_name().unwrap().to_string_lossy(), &all, &bytes);
    }
    let database = fs::read(house.data().join("vestibule.db-wal")).unwrap();
    assert!(!one("the username", USERNAME).find(&database).is_empty(), "the scan of the database finds nothing at all");
    for text in post.texts(&house) {
        look("a letter", &hidden, text.as_bytes());
    }
    let told = without_sequences(&desk.bytes());
    look("what the terminal was told", &hidden, &told);
    assert!(!control.find(&told).is_empty(), "the scan of the terminal finds nothing at all");
    for name in ["cmdline", "environ"] {
        match fs::read(format!("/proc/{}/{name}", desk.pid())) {
            Ok(bytes) => look(name, &all, &bytes),
            // Shut together with the memory.
            Err(error) => assert!(!open && error.kind() == ErrorKind::PermissionDenied, "{name}: {error}"),
        }
    }
    desk.keys("q");
    assert!(desk.wait_exit().success());
    assert!(found.is_empty(), "after signing out:\n{}", found.join("\n"));
}

#[test]
fn no_secret_outlives_its_use_where_letters_become_files() {
    walk_through(&Post::Files);
}

#[test]
fn no_secret_outlives_its_use_where_mailjet_carries_letters() {
    walk_through(&Post::mailjet());
}

#[track_caller]
fn await_that(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "never: {what}");
    }
}
