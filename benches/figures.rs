//! The figures of the README: `cargo bench --bench figures`. All of them, or those whose name contains a word given.
//!
//! Times on a shared machine are noisy; the ones that matter are taken beside a reference from the same run.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "common/measure.rs"]
mod measure;
#[path = "../tests/common/pty.rs"]
mod pty;

use std::env;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use measure::{Times, cpu_time, megabytes, millis, switches};
use pty::Pty;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{CompletedFrame, Terminal, TerminalOptions, Viewport};
use vestibule::auth::Auth;
use vestibule::auth::admin::NewAccount;
use vestibule::auth::challenge::Identifier;
use vestibule::auth::clock::SystemClock;
use vestibule::auth::keys::open_vault;
use vestibule::auth::login::Credentials;
use vestibule::auth::policy::Policy;
use vestibule::auth::setup::SetUp;
use vestibule::config::{Config, Environment, Flags};
use vestibule::domain::{BootId, Carrier, DisplayName, Role, Seat, Secret};
use vestibule::house::House;
use vestibule::store::Store;
use vestibule::store::sqlite::SqliteStore;
use vestibule::tui::effect::Effect;
use vestibule::tui::kit::skin::Skin;
use vestibule::tui::msg::{Input, Msg, Now};
use vestibule::tui::runtime::answer::answer;
use vestibule::tui::runtime::parse::Parser;
use vestibule::tui::{Model, Surroundings, start, update, view};
use vestibule::vault::{MasterKey, OsEntropy};

/// As the program has it, so that what wiping costs is in every figure.
#[global_allocator]
static WIPING: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

const SIZE: (u16, u16) = (120, 40);
const USERNAME: &str = "grace";
const PASSWORD: &str = "velvet anchor tuesday plum";
/// Set for the program that is nothing but a first frame.
const HELLO: &str = "FIGURES_HELLO";

fn main() {
    if env::var_os(HELLO).is_some() {
        return hello();
    }
    let wanted: Vec<String> = env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let figures: [(&str, fn()); 4] =
        [("start", starting), ("keys", keys_while_hashing), ("sign-in", signing_in), ("rest", at_rest)];
    for (name, measure) in figures {
        if wanted.is_empty() || wanted.iter().any(|word| name.contains(word.as_str())) {
            measure();
        }
    }
}

// ── what is measured ────────────────────────────────────────────────────────────────────────────────

/// From `exec` to the first frame in a pseudo-terminal, beside a program that does nothing else.
fn starting() {
    const RUNS: usize = 50;
    let house = TempHouse::with_people();
    let empty = tempfile::tempdir().expect("a directory");
    let program = Path::new(env!("CARGO_BIN_EXE_vestibule"));
    let this = env::current_exe().expect("this program");
    let (mut bare, mut ours, mut answered, mut fresh) = (Times::new(), Times::new(), Times::new(), Times::new());
    for run in 0..RUNS {
        // By turns, so that what else the machine does falls on all alike.
        let begun = Instant::now();
        let mut hello = Pty::start(&this, &[], &[(HELLO, "1")], SIZE);
        bare.add(hello.shown_at("hello") - begun);
        hello.kill();

        let begun = Instant::now();
        let mut vestibule = Pty::start(program, &[], &house.env(), SIZE);
        let first = vestibule.wait_until("a frame", |_, bytes| end_of_first_frame(bytes));
        ours.add(vestibule.written_at(first).expect("a frame arrived") - begun);
        answered.add(vestibule.shown_at("Forgot password") - begun);
        vestibule.kill();

        let dir = empty.path().join(run.to_string());
        let dir = dir.to_str().expect("a path in UTF-8");
        let begun = Instant::now();
        let mut vestibule = Pty::start(program, &[], &[("VESTIBULE_DATA_DIR", dir)], SIZE);
        fresh.add(vestibule.shown_at("first admin") - begun);
        vestibule.kill();
    }
    Times::heading(&format!("start, {RUNS} runs"));
    bare.row("a bare ratatui hello: first frame", "");
    ours.row("vestibule: first frame", "goal 12 ms");
    answered.row("vestibule: the ways in, from the database", "");
    fresh.row("vestibule, no data yet: Setup", "goal 100 ms");
}

/// From a key to the bytes of its frame, in this process, while four threads hash with bcrypt at cost 12.
fn keys_while_hashing() {
    const KEYS: usize = 400;
    let house = TempHouse::with_people();
    let sign_in = format!("<down><ret>{USERNAME}<tab>{PASSWORD}<ret>");
    let sign_up = format!("<ret>ada<tab>ada@example.org<tab>Ada<tab>{PASSWORD}<tab>{PASSWORD}<ret>");
    let at_desk = |keys: &str| format!("{sign_in}{keys}");
    // Its name, what stands on it, the way there, and two keys by turns.
    let screens: [(&str, &str, String, [&str; 2]); 12] = [
        ("Welcome", "Forgot password", String::new(), LINES),
        ("Sign up", "Sign up", "<ret>".to_owned(), LETTERS),
        ("Verify", "Check your mail", sign_up, LETTERS),
        ("Sign in", "Sign in", "<down><ret>".to_owned(), LETTERS),
        ("I have a code", "I have a code", "<down><down><ret>".to_owned(), LETTERS),
        ("Forgot password", "Forgot password", "<up><ret>".to_owned(), LETTERS),
        ("Profile", "Your account", at_desk("<f2>"), LINES),
        ("Accounts", "person34", sign_in.clone(), LINES),
        ("Accounts, searching", "person34", at_desk("/"), LETTERS),
        ("Audit", "grace", at_desk("<tab>"), LINES),
        ("Mail", "person59@", at_desk("<tab><tab>"), LINES),
        ("Help", "quit", "?".to_owned(), LETTERS),
    ];
    let mut desks = Vec::new();
    for (name, mark, way, keys) in screens {
        let mut desk = Desk::new(&house.house);
        desk.go(&way);
        let screen = desk.draw();
        assert!(screen.contains(mark), "the way to {name} leads to:\n{screen}");
        desks.push((name, desk, keys));
    }
    let hashing = AtomicBool::new(true);
    let mut rows = Vec::new();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while hashing.load(Ordering::Relaxed) {
                    black_box(bcrypt::hash_with_salt("x", 12, [7; 16]).is_ok());
                }
            });
        }
        for (name, mut desk, keys) in desks {
            let mut times = Times::new();
            for at in 0..KEYS {
                // As a person types: after a pause, not on a processor that is already ours.
                thread::sleep(Duration::from_millis(2));
                times.add(desk.key_to_frame(keys[at % 2]));
            }
            rows.push((name, times));
        }
        hashing.store(false, Ordering::Relaxed);
    });
    Times::heading(&format!("key to frame, {}×{}, four bcrypt jobs", SIZE.0, SIZE.1));
    for (name, mut times) in rows {
        times.row(name, "goal p99 8 ms");
    }
}

/// Processor time of a whole sign-in over that of its bcrypt alone. Taken with a hash of cost 4: at cost 12 the
/// noise of the hash is larger than what is looked for, and nothing else in a sign-in depends on the cost.
fn signing_in() {
    const TURNS: u32 = 100;
    let dir = tempfile::tempdir().expect("a directory");
    let auth = cheap_auth(dir.path());
    let seat = Seat::new("bench");
    auth.set_up(&seat, first_admin()).expect("a first admin");
    let (mut raw, mut whole) = (Duration::ZERO, Duration::ZERO);
    for _ in 0..TURNS {
        let begun = cpu_time();
        black_box(bcrypt::hash_with_salt("x", 4, [7; 16]).is_ok());
        let between = cpu_time();
        let credentials = Credentials { who: Identifier::parse(USERNAME), password: Secret::from(PASSWORD) };
        assert!(auth.log_in(&seat, credentials).is_ok());
        let end = cpu_time();
        raw += between - begun;
        whole += end - between;
    }
    let begun = cpu_time();
    black_box(bcrypt::hash_with_salt("x", 12, [7; 16]).is_ok());
    let (alone, over) = (millis(cpu_time() - begun), millis(whole.saturating_sub(raw) / TURNS));
    println!("sign-in, processor time, mean of {TURNS}");
    println!("  bcrypt alone, cost 12                      {alone:>8.2} ms");
    println!("  sign-in over bcrypt                        {over:>8.2} ms             goal 1 ms");
}

/// Memory and wake-ups on Welcome, with nobody there.
fn at_rest() {
    const WATCH: Duration = Duration::from_secs(5);
    let house = TempHouse::with_people();
    let program = Path::new(env!("CARGO_BIN_EXE_vestibule"));
    let mut vestibule = Pty::start(program, &[], &house.env(), SIZE);
    vestibule.wait_for("Forgot password");
    // Threads that opened the house stay for a second.
    thread::sleep(Duration::from_secs(3));
    let before = switches(vestibule.pid());
    thread::sleep(WATCH);
    let woken = switches(vestibule.pid()) - before;
    let resident = megabytes(vestibule.pid(), "VmRSS:");
    let own = megabytes(vestibule.pid(), "RssAnon:");
    println!("at rest on Welcome");
    println!("  resident memory                       {resident:>8.1} MB            goal 15 MB");
    println!("    of it not shared with the file      {own:>8.1} MB");
    println!("  wake-ups in {} s                       {woken:>8}               goal 0", WATCH.as_secs());
    vestibule.kill();
}

// ── with what ───────────────────────────────────────────────────────────────────────────────────────

/// The next line, and back.
const LINES: [&str; 2] = ["<down>", "<up>"];
/// A letter comes and goes, so that the screen always changes.
const LETTERS: [&str; 2] = ["b", "<bs>"];

/// A house with an admin and sixty accounts, in a directory that goes away.
struct TempHouse {
    house: House,
    dir: tempfile::TempDir,
}

impl TempHouse {
    fn with_people() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let mut environment = Environment { working_dir: dir.path().to_owned(), ..Environment::default() };
        environment.variables.insert("VESTIBULE_DATA_DIR".to_owned(), dir.path().as_os_str().to_owned());
        // Nobody has a phone here.
        environment.variables.insert("VESTIBULE_MFA_REQUIRED_FOR".to_owned(), "nobody".into());
        let config = Config::load(&environment, &Flags::default()).expect("a configuration");
        let house = House::open(&config).expect("a house");
        let seat = Seat::new("bench");
        let admin = house.auth.set_up(&seat, first_admin()).expect("a first admin");
        for at in 0..60 {
            let new = NewAccount {
                username: format!("person{at}").parse().expect("a username"),
                email: format!("person{at}@example.org").parse().expect("an address"),
                display_name: DisplayName::parse(&format!("Person {at}")).expect("a name"),
                role: Role::User,
            };
            house.auth.create_account(&seat, &admin.token, new).expect("an account");
        }
        Self { house, dir }
    }

    fn env(&self) -> [(&str, &str); 2] {
        let dir = self.dir.path().to_str().expect("a path in UTF-8");
        [("VESTIBULE_DATA_DIR", dir), ("VESTIBULE_MFA_REQUIRED_FOR", "nobody")]
    }
}

fn first_admin() -> SetUp {
    SetUp {
        username: USERNAME.parse().expect("a username"),
        email: "grace@example.org".parse().expect("an address"),
        display_name: DisplayName::parse("Grace").expect("a name"),
        password: Secret::from(PASSWORD),
    }
}

/// A core whose hashes are of the lowest cost.
fn cheap_auth(dir: &Path) -> Auth {
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&dir.join("vestibule.db")).expect("a store"));
    let (clock, entropy) = (Arc::new(SystemClock), Arc::new(OsEntropy));
    let master = MasterKey::generate(entropy.as_ref());
    let vault = open_vault(store.as_ref(), &master, clock.as_ref(), entropy.clone(), 4).expect("a vault");
    Auth::new(store, Arc::new(vault), clock, entropy, Policy::default(), BootId::new("boot"))
}

/// The state machine over a real house, with a screen of bytes.
struct Desk<'a> {
    house: &'a House,
    seat: Seat,
    model: Model,
    skin: Skin,
    terminal: Terminal<CrosstermBackend<Vec<u8>>>,
}

impl<'a> Desk<'a> {
    fn new(house: &'a House) -> Self {
        let seat = Seat::new("bench");
        let around = Surroundings {
            site_name: "Vestibule".to_owned(),
            seat: seat.clone(),
            carrier: Carrier::File,
            mail_dir: "mail".to_owned(),
            reports_dir: "reports".to_owned(),
            notice: None,
            reduced_motion: false,
            size: SIZE,
        };
        let area = Viewport::Fixed(Rect::new(0, 0, SIZE.0, SIZE.1));
        let backend = CrosstermBackend::new(Vec::with_capacity(64 * 1024));
        let terminal = Terminal::with_options(backend, TerminalOptions { viewport: area }).expect("a terminal");
        let model = Model::new(around, now(house));
        let mut desk = Self { house, seat, model, skin: Skin::new(true), terminal };
        let effects = start(&mut desk.model, now(house));
        desk.answer(effects);
        desk.frame();
        desk
    }

    /// Types keys, in the notation of [`Pty::keys`], and answers every call that comes of them.
    fn go(&mut self, keys: &str) {
        for input in inputs(keys) {
            let effects = update(&mut self.model, Msg::Input(input), now(self.house));
            self.answer(effects);
            self.frame();
        }
    }

    fn answer(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            if let Effect::Call(id, call) = effect {
                let reply = answer(&self.house.auth, &self.seat, call);
                let more = update(&mut self.model, Msg::Reply(id, reply), now(self.house));
                self.answer(more);
            }
        }
    }

    /// Draws, and answers with what is on the screen.
    fn draw(&mut self) -> String {
        let width = usize::from(SIZE.0);
        let frame = self.frame();
        let rows = frame.buffer.content().chunks(width);
        rows.map(|row| row.iter().map(|cell| cell.symbol()).collect::<String>() + "\n").collect()
    }

    fn frame(&mut self) -> CompletedFrame<'_> {
        let (model, skin) = (&self.model, &self.skin);
        self.terminal.draw(|frame| drop(view(model, skin, frame))).expect("bytes can always be written")
    }

    /// What the drawing thread does for a key. Calls go to other threads; here, to nobody.
    fn key_to_frame(&mut self, key: &str) -> Duration {
        let input = inputs(key).pop().expect("a key");
        let begun = Instant::now();
        black_box(update(&mut self.model, Msg::Input(input), now(self.house)));
        self.frame();
        begun.elapsed()
    }
}

fn inputs(keys: &str) -> Vec<Input> {
    let mut inputs = Vec::new();
    Parser::default().feed(&pty::encode(keys), &mut |input| inputs.push(input));
    inputs
}

fn now(house: &House) -> Now {
    Now { wall: house.clock.now(), mono: Instant::now() }
}

fn hello() {
    let mut terminal = ratatui::init();
    let _ = terminal.draw(|frame| frame.render_widget("hello", frame.area()));
    thread::sleep(pty::PATIENCE);
    ratatui::restore();
}

fn end_of_first_frame(bytes: &[u8]) -> Option<usize> {
    const END: &[u8] = b"\x1b[?2026l";
    bytes.windows(END.len()).position(|window| window == END).map(|at| at + END.len())
}
