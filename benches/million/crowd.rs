//! A house full of made-up people, the same with every run: written straight into its file, for the core would hash
//! and note each of them.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::time::SystemTime;

use rusqlite::{Connection, params};
use vestibule::auth::setup::SetUp;
use vestibule::config::{Config, Environment, Flags};
use vestibule::domain::{DisplayName, Secret, text};
use vestibule::house::House;

/// Who signs in to it.
pub const ADMIN: &str = "grace";
/// With that.
pub const PASSWORD: &str = "velvet anchor tuesday plum";
/// When everything in it has happened: 1 June 2026.
pub const NOW: i64 = 1_780_272_000_000;

const DAY: u64 = 24 * 60 * 60 * 1000;
/// A hash as they are stored; of nobody's password.
const HASH: &str = "v1:bcrypt-hmac256:k1:$2b$12$CwTycUXWue0Thq9StjUM0uJ8R6Yqz2bVb5m8b5vZ0n3Qh1i0w7y5e";
const DOMAINS: [&str; 8] = [
    "example.org",
    "example.com",
    "mail.example.net",
    "students.example.edu",
    "hillside.example",
    "post.example.de",
    "north.example.co.uk",
    "example.io",
];
const SEATS: [&str; 9] =
    ["front-desk", "lab1", "lab2", "Workshop", "library", "Atelier Süd", "console", "kiosk-1", "kiosk-2"];

/// Chance from a seed (splitmix64).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len() as u64) as usize]
    }
}

/// Names as they are spelled in a username, and as they are written.
struct Region {
    given: Vec<(String, String)>,
    family: Vec<(String, String)>,
}

fn regions() -> Vec<Region> {
    let mut regions: BTreeMap<&str, (usize, Region)> = BTreeMap::new();
    for line in include_str!("../../assets/words/demo_names.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split(' ');
        let (Some(name), Some(often), Some(part)) = (words.next(), words.next(), words.next()) else { continue };
        let names = words.map(|word| {
            let (spelled, written) = word.split_once('=').unwrap_or((word, word));
            (spelled.to_lowercase(), written.to_owned())
        });
        let empty = || Region { given: Vec::new(), family: Vec::new() };
        let (weight, region) = regions.entry(name).or_insert_with(|| (0, empty()));
        *weight = often.parse().unwrap_or(1);
        let list = if part == "given" { &mut region.given } else { &mut region.family };
        list.extend(names);
    }
    // As often in the list as people are from there.
    let copy = |region: &Region| Region { given: region.given.clone(), family: region.family.clone() };
    regions.values().flat_map(|(weight, region)| std::iter::repeat_with(move || copy(region)).take(*weight)).collect()
}

/// The configuration of a house in that directory, in which nobody needs a second factor.
pub fn config(dir: &Path) -> Config {
    let mut environment = Environment { working_dir: dir.to_owned(), ..Environment::default() };
    environment.variables.insert("VESTIBULE_DATA_DIR".to_owned(), dir.as_os_str().to_owned());
    environment.variables.insert("VESTIBULE_MFA_REQUIRED_FOR".to_owned(), "nobody".into());
    Config::load(&environment, &Flags::default()).expect("a configuration")
}

/// Opens a house in that directory, with its admin and so many people.
pub fn house(dir: &Path, people: u32) -> House {
    let house = House::open(&config(dir)).expect("a house");
    let admin = SetUp {
        username: ADMIN.parse().expect("a username"),
        email: "grace@example.org".parse().expect("an address"),
        display_name: DisplayName::parse("Grace").expect("a name"),
        password: Secret::from(PASSWORD),
    };
    house.auth.set_up(&vestibule::domain::Seat::new("bench"), admin).expect("a first admin");
    fill(&dir.join("vestibule.db"), people).expect("a house full of people");
    house
}

fn fill(file: &Path, people: u32) -> rusqlite::Result<()> {
    let mut conn = Connection::open(file)?;
    conn.execute_batch("PRAGMA synchronous = OFF; PRAGMA cache_size = -262144; PRAGMA temp_store = MEMORY;")?;
    let tx = conn.transaction()?;
    // Indexes and triggers come back as they were; those that make a column unique can only stay.
    let kept: Vec<(String, String, String)> = {
        let sql = "SELECT type, name, sql FROM sqlite_schema WHERE tbl_name = 'accounts' AND sql IS NOT NULL \
                   AND type IN ('index', 'trigger')";
        let mut statement = tx.prepare(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    for (kind, name, _) in &kept {
        tx.execute_batch(&format!("DROP {kind} {name}"))?;
    }
    insert(&tx, people)?;
    for (_, _, sql) in &kept {
        tx.execute_batch(sql)?;
    }
    for seat in SEATS {
        tx.execute("INSERT OR IGNORE INTO seats (name, folded) VALUES (?, ?)", [seat, &text::fold(seat)])?;
    }
    tx.execute("UPDATE counts SET value = (SELECT count(*) FROM accounts) WHERE name = 'accounts'", [])?;
    tx.execute("INSERT INTO account_changes (seq, account) SELECT max(key) + 1000, id FROM accounts", [])?;
    tx.commit()?;
    conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); ANALYZE;")
}

fn insert(conn: &Connection, people: u32) -> rusqlite::Result<()> {
    let mut dice = Dice::new(4);
    let regions = regions();
    let mut insert = conn.prepare(
        "INSERT INTO accounts (id, username, username_skeleton, email, email_key, display_name, display_key, search, \
         role, status, verified_at, password, created_at, updated_at, last_login_at, last_seat, valid_until, \
         trashed_at, version) \
         VALUES (?1, ?2, ?2, ?3, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, ?12, ?13, ?14, ?15, 1)",
    )?;
    // The number at the end makes each the only one. Who is first with a name has none.
    let mut taken: HashMap<String, u32> = HashMap::new();
    let mut numbered = |name: String| {
        let number = taken.entry(name.clone()).or_insert(0);
        *number += 1;
        if *number == 1 { name } else { format!("{name}{number}") }
    };
    // What lies in the trash for long is deleted by whoever opens the house.
    let today = SystemTime::UNIX_EPOCH.elapsed().expect("a clock that was set").as_millis() as i64;
    for _ in 0..people {
        let region = dice.of(&regions);
        let (given, given_written) = dice.of(&region.given);
        let (family, family_written) = dice.of(&region.family);
        let username = numbered(match dice.below(4) {
            0 => format!("{given}.{family}"),
            1 => format!("{given}_{}", &family[..1]),
            2 => format!("{}{family}", &given[..1]),
            _ => format!("{given}{}", 1950 + dice.below(60)),
        });
        let domain = DOMAINS[(dice.next().leading_zeros() as usize).min(7)];
        // A sign that no username has, so that no two addresses are alike.
        let local = if dice.below(3) == 0 { username.clone() } else { numbered(format!("{given}-{family}")) };
        let email = format!("{local}@{domain}");
        let display = match dice.below(10) {
            0 => String::new(),
            1 => given_written.clone(),
            _ => format!("{given_written} {family_written}"),
        };
        let display_key = text::fold(&display);
        let search = format!("{username}\n{display_key}\n{email}");
        let role = match dice.below(2000) {
            0 => "admin",
            1..=15 => "helper",
            _ => "user",
        };
        let status = match dice.below(100) {
            0..=4 => "suspended",
            5..=6 => "waiting",
            _ => "active",
        };
        let created = NOW - dice.below(6 * 365 * DAY) as i64;
        let since = (NOW - created) as u64;
        let after = |dice: &mut Dice| created + dice.below(since.max(1)) as i64;
        let verified = (dice.below(100) < 93).then(|| after(&mut dice));
        let seen = (verified.is_some() && dice.below(100) < 75).then(|| after(&mut dice));
        let seat = seen.map(|_| SEATS[(dice.next().leading_zeros() as usize).min(8)]);
        let until = (dice.below(100) < 4).then(|| NOW + (dice.below(400 * DAY) as i64) - 100 * DAY as i64);
        let trashed = (dice.below(200) == 0).then_some(today);
        // As a UUIDv7 has it: the moment, then chance.
        let mut id =
            ((created as u128) << 80 | u128::from(dice.next()) << 16 | u128::from(dice.next() as u16)).to_be_bytes();
        id[6] = 0x70 | (id[6] & 0x0f);
        id[8] = 0x80 | (id[8] & 0x3f);
        insert.execute(params![
            id,
            username,
            email,
            display,
            display_key,
            search,
            role,
            status,
            verified,
            HASH,
            created,
            seen,
            seat,
            until,
            trashed
        ])?;
    }
    Ok(())
}
