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
const FIRST_PAGE: &str = "New here? It takes two minutes.";
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
    /// On the screen, where its owner copies it into a phone or on paper.
    OnTheScreen,
}

/// Every secret that was planted, in the order in which it came up. A further kind of secret is one more call of
/// [`Planted::plant`] where the story comes to it.
#[derive(Default)]
struct Planted(Vec<(Canary, Shown)>);

impl Planted {
    fn plant(&mut self, name: &'static str, secret: impl Into<Vec<u8>>, shown: Shown) {
        self.0.push((Canary::new(name, secret), shown));
    }

    fn all(&self) -> Scanner {
        Scanner::new(&self.0.iter().map(|(canary, _)| canary.clone()).collect::<Vec<_>>())
    }

    /// Those that no letter may hold.
    fn unwritten(&self) -> Scanner {
        let unwritten = self.0.iter().filter(|(_, shown)| *shown != Shown::InItsLetter);
        Scanner::new(&unwritten.map(|(canary, _)| canary.clone()).collect::<Vec<_>>())
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

/// Looks until nothing is found any more, and for so long at least; answers what was found last.
fn left_after(time: Duration, scanner: &Scanner, pid: u32) -> BTreeSet<String> {
    let begun = Instant::now();
    loop {
        let late = begun.elapsed() >= time;
        let found = scanner.find_in_memory(pid).unwrap();
        if found.is_empty() || late {
            return found;
        }
    }
}

/// Somebody at a terminal, and what was planted so far.
struct Story<'a> {
    post: &'a Post,
    house: House,
    desk: Pty,
    /// Whether the memory of the program can be looked into.
    open: bool,
    planted: Planted,
}

impl<'a> Story<'a> {
    fn begin(post: &'a Post) -> Self {
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
        let desk = house.sit_down();
        desk.wait_for(FIRST_PAGE);
        let open = memory_is_open(desk.pid());
        Self { post, house, desk, open, planted }
    }

    /// A scan that finds what has to be there: one that finds nothing proves nothing.
    #[track_caller]
    fn is_in_memory(&self, name: &'static str, secret: &str) {
        let (scanner, begun) = (one(name, secret), Instant::now());
        let mut seen = !self.open;
        while !seen {
            memory(self.desk.pid(), |part, _| seen = seen || scanner.sees(part)).unwrap();
            assert!(
                seen || begun.elapsed() < PATIENCE,
                "{name} is not in memory where it has to be: the scan is blind"
            );
        }
    }

    /// Types a password and pastes nothing; a mistake is taken back.
    fn signs_up(&mut self) {
        let (head, tail) = TYPED.split_at(11);
        self.desk.keys(&format!("<ret>{USERNAME}<tab>{ADDRESS}<tab>Mira K.<tab>{head}{MISTYPED}"));
        self.is_in_memory("what was mistyped", MISTYPED);
        self.desk.keys(&"<bs>".repeat(MISTYPED.len()));
        if self.open {
            let left = left_after(PATIENCE, &one("what was mistyped", MISTYPED), self.desk.pid());
            assert!(left.is_empty(), "after it was erased: {left:?}");
        }
        self.desk.keys(&format!("{tail}<tab>{TYPED}"));
        self.is_in_memory("the typed password", TYPED);
        self.desk.keys("<ret>");
        self.desk.wait_for("A code is on its way");
    }

    /// Types the code of the letter.
    fn verifies(&mut self) {
        let letter = self.post.letter(&self.house, "for an account at");
        let code = code_in(&letter);
        self.plant_code("the code", &code);
        self.planted.plant("the token of the unused link", signature(&token_in(&letter)), Shown::InItsLetter);
        self.desk.keys(&format!("{}<ret>", code.to_lowercase()));
        self.desk.wait_for("Your account is ready");
    }

    fn plant_code(&mut self, name: &'static str, code: &str) {
        self.planted.plant(name, code, Shown::InItsLetter);
        self.planted.plant(name, code.replace('-', ""), Shown::InItsLetter);
    }

    /// With the form for it on the screen; `enter` types or pastes the password.
    fn signs_in_and_out(&mut self, enter: impl FnOnce(&mut Pty)) {
        self.desk.keys(&format!("{USERNAME}<tab>"));
        enter(&mut self.desk);
        self.desk.keys("<ret>");
        self.is_in();
        self.signs_out();
    }

    fn is_in(&mut self) {
        self.desk.wait_for("Mira K.");
        if self.open {
            let sessions = tokens_of(self.desk.pid());
            assert!(!sessions.is_empty(), "who is signed in holds a token");
            for token in sessions {
                self.planted.plant("a session's token", token, Shown::Nowhere);
            }
        }
    }

    fn signs_out(&mut self) {
        self.desk.keys("<f10>");
        self.desk.wait_for(FIRST_PAGE);
    }

    /// Turns two-factor sign-in on, and uses a recovery code at the next sign-in.
    fn takes_a_second_factor(&mut self) {
        self.desk.keys("<down><ret>");
        self.desk.keys(&format!("{USERNAME}<tab>"));
        self.desk.paste(PASTED);
        self.desk.keys("<ret>");
        self.is_in();
        self.desk.keys("<down><down><ret><ret>");
        let secret = self.desk.wait_until("a secret", |screen, _| {
            let group = |word: &&str| word.len() == 4 && word.chars().all(|c| matches!(c, 'A'..='Z' | '2'..='7'));
            let screen = screen.contents();
            let groups: Vec<_> = screen.split_whitespace().filter(group).collect();
            (groups.len() == 8).then(|| groups.join(" "))
        });
        let spelled = secret;
        let secret = spelled.replace(' ', "");
        let shared = totp_rs::Secret::try_from_base32(&secret).unwrap();
        self.planted.plant("the shared secret in base32", secret.clone(), Shown::OnTheScreen);
        self.planted.plant("the shared secret", shared.as_ref(), Shown::OnTheScreen);
        self.planted.plant("the shared secret as it is spelled", spelled.clone(), Shown::OnTheScreen);
        self.is_in_memory("the shared secret as it is spelled", &spelled);
        let phone = totp_rs::Builder::new().with_secret(shared).build().unwrap();
        let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
        self.desk.keys(&format!("{}<ret>", phone.generate(now)));
        let codes: Vec<String> = self.desk.wait_until("recovery codes", |screen, _| {
            let code = |word: &&str| word.len() == 19 && word.split('-').all(|group| group.len() == 4);
            let codes: Vec<_> = screen.contents().split_whitespace().filter(code).map(str::to_owned).collect();
            (codes.len() == 10).then_some(codes)
        });
        for code in &codes {
            self.planted.plant("a recovery code", code.clone(), Shown::OnTheScreen);
            self.planted.plant("a recovery code", code.replace('-', ""), Shown::OnTheScreen);
        }
        self.desk.keys("<ret>");
        self.desk.wait_for("recovery codes left");
        self.signs_out();
        self.desk.keys(&format!("<down><ret>{USERNAME}<tab>"));
        self.desk.paste(PASTED);
        self.desk.keys("<ret>");
        self.desk.wait_for("or a recovery code");
        self.desk.keys(&format!("{}<ret>", codes[0].to_lowercase()));
        self.is_in();
        self.signs_out();
    }

    /// Pastes the long token of the letter, and a new password.
    fn forgets_the_password(&mut self) {
        self.desk.keys(&format!("<home><end><ret>{USERNAME}<ret>"));
        self.desk.wait_for("has an account here");
        let letter = self.post.letter(&self.house, "for a new password");
        let token = token_in(&letter);
        self.planted.plant("the token", signature(&token), Shown::InItsLetter);
        self.plant_code("the code of the unused letter", &code_in(&letter));
        for text in [token.as_str(), PASTED, PASTED] {
            self.desk.paste(text);
            self.desk.keys("<tab>");
        }
        self.is_in_memory("the pasted password", PASTED);
        self.desk.keys("<ret>");
        self.desk.wait_for("Your new password is set.");
    }

    /// What can still be found, now that nobody is there.
    fn found_everywhere(&self) -> Vec<String> {
        let (all, hidden, pid) = (self.planted.all(), self.planted.hidden(), self.desk.pid());
        let unwritten = self.planted.unwritten();
        let mut found = Vec::new();
        // The memory first: the second has begun.
        if self.open {
            found.extend(left_after(Duration::from_secs(1), &all, pid));
        }
        self.is_in_memory("the name of the house", SITE);
        let mut look = |place: &str, scanner: &Scanner, bytes: &[u8]| {
            found.extend(scanner.find(bytes).into_iter().map(|what| format!("{what} in {place}")));
        };
        let files = self.house.files();
        for name in ["vestibule.db", "vestibule.db-wal", "vestibule.db-shm", "vestibule.log"] {
            let bytes = fs::read(files.iter().find(|path| path.ends_with(name)).expect(name)).unwrap();
            let blind = name == "vestibule.db-wal" && !one("the username", USERNAME).sees(&bytes);
            assert!(!blind, "the scan of the database is blind");
        }
        for file in files {
            look(&file.display().to_string(), &all, &fs::read(&file).unwrap());
        }
        for text in self.post.texts(&self.house) {
            look("a letter", &unwritten, text.as_bytes());
        }
        let told = without_sequences(&self.desk.bytes());
        look("what the terminal was told", &hidden, &told);
        assert!(one("the name of the house", SITE).sees(&told), "the scan of the terminal is blind");
        for name in ["cmdline", "environ"] {
            match fs::read(format!("/proc/{pid}/{name}")) {
                Ok(bytes) => look(name, &all, &bytes),
                // Shut together with the memory.
                Err(error) => assert!(!self.open && error.kind() == ErrorKind::PermissionDenied, "{name}: {error}"),
            }
        }
        found
    }
}

fn one(name: &'static str, secret: &str) -> Scanner {
    Scanner::new(&[Canary::new(name, secret)])
}

fn walk_through(post: &Post) {
    let mut story = Story::begin(post);
    story.signs_up();
    story.verifies();
    story.signs_in_and_out(|desk| desk.keys(TYPED));
    story.forgets_the_password();
    story.signs_in_and_out(|desk| desk.paste(PASTED));
    story.takes_a_second_factor();
    let found = story.found_everywhere();
    story.desk.keys("q");
    assert!(story.desk.wait_exit().success());
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
