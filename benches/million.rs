//! The figures of a full house: `cargo bench --bench million [-- --accounts N]`, N with or without commas between
//! several. `--make DIR` leaves a house there instead, to be looked at by hand; `--in DIR` measures the program in it.
//!
//! Times are those of this machine on this day; beside each stands what SQLite's LIKE takes for the same in the same
//! run.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

#[path = "million/crowd.rs"]
mod crowd;
#[path = "common/measure.rs"]
mod measure;
#[path = "million/program.rs"]
mod program;
#[path = "../tests/common/pty.rs"]
mod pty;

use std::env;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use measure::{Times, cpu_time, millis};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};
use vestibule::auth::challenge::Identifier;
use vestibule::auth::directory::Stop;
use vestibule::auth::login::{Credentials, LogIn, SignedIn};
use vestibule::domain::{
    AccountQuery, AccountSort, Carrier, Direction, Page, Search, Seat, Secret, SessionToken, Timestamp, text,
};
use vestibule::house::House;
use vestibule::tui::effect::{Call, Effect, ReqId};
use vestibule::tui::kit::skin::Skin;
use vestibule::tui::msg::{Input, Msg, Now};
use vestibule::tui::runtime::answer::answer;
use vestibule::tui::runtime::parse::Parser;
use vestibule::tui::{Model, Surroundings, start, update, view};

/// As the program has it, so that what wiping costs is in every figure.
#[global_allocator]
static WIPING: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

const SIZE: (u16, u16) = (120, 40);
/// Typed key by key, and taken back again: common, rare and without any match; short and long; words, fields, both.
const TYPED: [&str; 24] = [
    "a",
    "e",
    "@",
    "9",
    "xq",
    "an",
    "smith",
    "example",
    "maria",
    "zzzzzzzz",
    "o'neil",
    "müller",
    "jose",
    "123456",
    "mira smith",
    "anna !smith",
    "an ma",
    "!an",
    "garcia lab",
    "role:admin",
    "state:suspended an",
    "seat:lab2 jo",
    "seen:<30d li",
    "verified:no created:2024 so",
];

fn main() {
    if program::at_the_list().is_some() {
        return;
    }
    let args: Vec<String> = env::args().collect();
    let value = |name: &str| args.iter().position(|arg| arg == name).and_then(|at| args.get(at + 1));
    let sizes: Vec<u32> = match value("--accounts") {
        Some(list) => {
            list.split(',').map(|size| size.replace('_', "").parse().expect("a number of accounts")).collect()
        }
        None => vec![10_000, 100_000, 1_000_000],
    };
    if let Some(dir) = value("--make") {
        let dir = Path::new(dir);
        fs::create_dir_all(dir).expect("a directory");
        drop(crowd::house(dir, sizes[sizes.len() - 1]));
        println!("{} with the password: {}", crowd::ADMIN, crowd::PASSWORD);
        return;
    }
    if let Some(dir) = value("--in") {
        let dir = Path::new(dir);
        let house = House::open(&crowd::config(dir)).expect("a house made by --make");
        program::first_rows(dir, &house, &sign_in(&house));
        drop(house);
        program::rest(dir);
        return;
    }
    for size in sizes {
        measure(size);
    }
}

fn measure(size: u32) {
    let dir = tempfile::tempdir().expect("a directory");
    let begun = Instant::now();
    // Closed and on the disk before anything is measured: whoever writes would wait for all of it.
    drop(crowd::house(dir.path(), size));
    let file = fs::File::open(dir.path().join("vestibule.db"));
    file.and_then(|file| file.sync_all()).expect("a disk");
    let house = House::open(&crowd::config(dir.path())).expect("the house");
    println!("{size} accounts, made in {:.1} s", begun.elapsed().as_secs_f64());
    let who = sign_in(&house);
    program::first_rows(dir.path(), &house, &who);
    let token = who.token;
    load(&house, &token);
    let mut desk = Desk::new(&house);
    let keys = |typed: &str| -> Vec<String> {
        typed.chars().map(String::from).chain(typed.chars().map(|_| "<bs>".to_owned())).collect()
    };
    let (mut rows, mut counts) = (Rounds::new(), Rounds::new());
    for _ in 0..ROUNDS {
        for (at, key) in TYPED.iter().flat_map(|typed| keys(typed)).enumerate() {
            let (key_to_rows, key_to_count) = desk.key(&key);
            rows.add(at, key_to_rows);
            counts.add(at, key_to_count);
        }
    }
    let (mut rows, mut counts) = (rows.medians(), counts.medians());
    Times::heading("");
    rows.row("key to frame with rows", "goal p99 8 ms");
    counts.row("key to exact count", "goal p99 20 ms");
    drop(desk);
    sorts(&house, &token);
    likes(&dir.path().join("vestibule.db"));
    changes(&house, &token);
    drop(house);
    program::rest(dir.path());
    println!();
}

fn sign_in(house: &House) -> SignedIn {
    let credentials = Credentials { who: Identifier::parse(crowd::ADMIN), password: Secret::from(crowd::PASSWORD) };
    match house.auth.log_in(&Seat::new("bench"), credentials) {
        Ok(LogIn::In(signed_in)) => signed_in,
        _ => panic!("the admin can sign in"),
    }
}

fn load(house: &House, token: &SessionToken) {
    let (begun, cpu) = (Instant::now(), cpu_time());
    house.auth.load_directory(&Stop::default(), token).expect("a directory");
    let (took, cpu) = (begun.elapsed(), cpu_time() - cpu);
    let accounts = house.auth.count_accounts(&Stop::default(), token, &Search::everybody()).expect("a count");
    let bytes = house.auth.directory_bytes().expect("it is loaded") as f64;
    println!("  index built in {:.0} ms ({:.0} ms of processor time)", millis(took), millis(cpu));
    println!("  index takes {:.1} MB, {:.1} bytes an account", bytes / 1e6, bytes / accounts as f64);
}

/// Another column, and other pages of it.
fn sorts(house: &House, token: &SessionToken) {
    let now = Timestamp::from_millis(crowd::NOW);
    let named = [("everybody", ""), ("\"a\"", "a"), ("\"an\"", "an"), ("\"smith\"", "smith")];
    for (name, typed) in named {
        let (mut firsts, mut downs) = (Rounds::new(), Rounds::new());
        for _ in 0..ROUNDS {
            let mut at = 0;
            for sort in AccountSort::ALL {
                for direction in [Direction::Ascending, Direction::Descending] {
                    let mut page = Page::First;
                    for _ in 0..PAGES {
                        let search = Search::parse(typed, now).expect("a search");
                        let query = AccountQuery { search, sort, direction, page, limit: 200 };
                        let begun = Instant::now();
                        let window = house.auth.accounts(token, &query).expect("rows");
                        let times = if page == Page::First { &mut firsts } else { &mut downs };
                        times.add(at, Some(begun.elapsed()));
                        page = window.rows.last().map_or(Page::Last, |row| Page::After(row.id));
                        at += 1;
                    }
                }
            }
        }
        // Of the orders that were gone through, the slowest.
        let slowest = firsts.slowest() / PAGES;
        let (sort, direction) = (AccountSort::ALL[slowest / 2], ["rising", "falling"][slowest % 2]);
        let goal = format!("goal 20 ms; slowest: {sort:?}, {direction}");
        firsts.medians().row(&format!("another order, {name}: first rows"), &goal);
        downs.medians().row(&format!("another order, {name}: page down"), "");
    }
    let (mut times, search) = (Times::new(), Search::parse("a", now).expect("a search"));
    for _ in 0..3 {
        let begun = Instant::now();
        black_box(house.auth.matching(&Stop::default(), token, &search)).expect("ids");
        times.add(begun.elapsed());
    }
    times.row("all that match \"a\", by name", "");
}

/// Each thing is measured so often, and the middle one counts: a machine that others use, too, makes single times long.
const ROUNDS: usize = 5;

/// The same by SQLite alone.
fn likes(file: &Path) {
    let conn = rusqlite::Connection::open(file).expect("the file");
    let (mut first, mut all) = (Times::new(), Times::new());
    for typed in TYPED.iter().filter(|typed| !typed.contains([':', '!', ' '])) {
        let pattern = format!("%{}%", text::fold(typed));
        let begun = Instant::now();
        let sql = "SELECT username, display_name, email FROM accounts WHERE search LIKE ? ORDER BY username LIMIT 200";
        let mut statement = conn.prepare(sql).expect("a statement");
        let rows = statement.query_map([&pattern], |row| row.get::<_, String>(0)).expect("rows");
        black_box(rows.count());
        first.add(begun.elapsed());
        let begun = Instant::now();
        let sql = "SELECT count(*) FROM accounts WHERE search LIKE ?";
        black_box(conn.query_row(sql, [&pattern], |row| row.get::<_, i64>(0))).expect("a count");
        all.add(begun.elapsed());
    }
    first.row("SQLite LIKE: first 200 rows", "whole words only");
    all.row("SQLite LIKE: count", "whole words only");
}

/// Somebody signs in somewhere; the next question knows.
fn changes(house: &House, token: &SessionToken) {
    let mut times = Times::new();
    let search = Search::parse("an", Timestamp::from_millis(crowd::NOW)).expect("a search");
    let query = AccountQuery { search, limit: 200, ..AccountQuery::default() };
    let ids: Vec<_> = house.auth.accounts(token, &query).expect("rows").rows.iter().map(|row| row.id).collect();
    for id in ids.iter().take(100) {
        let touch = |tx: &mut dyn vestibule::store::Tx| tx.touch_login(*id, house.clock.now(), &Seat::new("lab1"));
        vestibule::store::write(house.store.as_ref(), touch).expect("a change");
        let begun = Instant::now();
        black_box(house.auth.accounts(token, &query)).expect("rows");
        times.add(begun.elapsed());
    }
    times.row("rows after a change elsewhere", "");
}

/// The state machine over a real house, with a screen of bytes. Calls are answered one after the other, as if the
/// others had waited for the first; the program answers them beside each other.
struct Desk<'a> {
    house: &'a House,
    seat: Seat,
    model: Model,
    skin: Skin,
    terminal: Terminal<CrosstermBackend<Vec<u8>>>,
}

impl<'a> Desk<'a> {
    /// With the admin at the accounts' list, in its search field.
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
        desk.follow(effects);
        desk.go(&format!("<down><ret>{}<tab>{}<ret>/", crowd::ADMIN, crowd::PASSWORD));
        assert!(desk.house.auth.directory_bytes().is_some());
        desk
    }

    fn go(&mut self, keys: &str) {
        for input in inputs(keys) {
            let effects = update(&mut self.model, Msg::Input(input), now(self.house));
            self.follow(effects);
            self.draw();
        }
    }

    fn follow(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            if let Effect::Call(id, call) = effect {
                let more = self.answer(id, call);
                self.follow(more);
            }
        }
    }

    fn answer(&mut self, id: ReqId, call: Call) -> Vec<Effect> {
        let reply = answer(&self.house.auth, &self.seat, call);
        update(&mut self.model, Msg::Reply(id, reply), now(self.house))
    }

    fn draw(&mut self) {
        let (model, skin) = (&self.model, &self.skin);
        self.terminal.draw(|frame| drop(view(model, skin, frame))).expect("bytes can always be written");
    }

    /// From a key to the frame with the rows it asks for, and to the one with their exact number; `None` for a key
    /// that asks for nothing, such as half a field.
    fn key(&mut self, key: &str) -> (Option<Duration>, Option<Duration>) {
        let input = inputs(key).pop().expect("a key");
        let begun = Instant::now();
        let effects = update(&mut self.model, Msg::Input(input), now(self.house));
        let (mut rows, mut count, mut later) = (None, None, Vec::new());
        let mut queue = effects;
        while !queue.is_empty() {
            let mut next = Vec::new();
            for effect in queue {
                match effect {
                    Effect::Call(id, call @ Call::Accounts(..)) => {
                        next.extend(self.answer(id, call));
                        self.draw();
                        rows = Some(begun.elapsed());
                        count = rows;
                    }
                    Effect::Call(id, call @ Call::CountAccounts(..)) => {
                        next.extend(self.answer(id, call));
                        self.draw();
                        count = Some(begun.elapsed());
                    }
                    Effect::Call(id, call) => later.push(Effect::Call(id, call)),
                    _ => {}
                }
            }
            queue = next;
        }
        self.follow(later);
        (rows, count)
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

/// Pages that are gone through in each order.
const PAGES: usize = 4;

/// The same steps, several times over.
struct Rounds(Vec<Vec<Duration>>);

impl Rounds {
    fn new() -> Self {
        Self(Vec::new())
    }

    fn add(&mut self, step: usize, time: Option<Duration>) {
        if self.0.len() <= step {
            self.0.resize_with(step + 1, Vec::new);
        }
        self.0[step].extend(time);
    }

    /// The step that took longest, of those that were taken.
    fn slowest(&self) -> usize {
        let middle = |times: &Vec<Duration>| {
            let mut times = times.clone();
            times.sort_unstable();
            times.get(times.len() / 2).copied()
        };
        (0..self.0.len()).max_by_key(|at| middle(&self.0[*at])).unwrap_or(0)
    }

    fn medians(self) -> Times {
        let middle = |mut times: Vec<Duration>| {
            times.sort_unstable();
            times.get(times.len() / 2).copied()
        };
        self.0.into_iter().filter_map(middle).collect()
    }
}
