//! The house on a real directory, opened as the program opens it, but for a cheap hash and no wait between letters.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use vestibule::auth::Auth;
use vestibule::auth::challenge::Flow;
use vestibule::auth::clock::SystemClock;
use vestibule::auth::keys::open_vault;
use vestibule::auth::policy::Policy;
use vestibule::auth::signup::SignUp;
use vestibule::config::{Config, Environment, Flag, Flags};
use vestibule::domain::{BootId, Clock, DisplayName, LetterArgs, LetterId, Seat, Secret, Timestamp};
use vestibule::house::House;
use vestibule::store::Store;
use vestibule::vault::{MasterKey, Vault};

pub const PASSWORD: &str = "tide quarry lantern moss";

/// bcrypt's cheapest: a killed process shall die in the store, not in a hash.
const COST: u32 = 4;

/// Shows what it was told last: half a minute passes without anybody waiting for it, in every process alike.
pub struct ToldClock(AtomicI64);

impl ToldClock {
    pub fn new(now: Timestamp) -> Arc<Self> {
        Arc::new(Self(now.millis().into()))
    }

    pub fn tell(&self, now: Timestamp) {
        self.0.store(now.millis(), Ordering::SeqCst);
    }
}

impl Clock for ToldClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

pub struct Desk {
    pub auth: Auth,
    pub store: Arc<dyn Store>,
    pub vault: Arc<Vault>,
    pub seat: Seat,
    /// Looks at the database past the core and the store. It only reads.
    conn: Mutex<Connection>,
}

impl Desk {
    pub fn open(directory: &Path) -> Self {
        Self::with_clock(directory, Arc::new(SystemClock))
    }

    pub fn with_clock(directory: &Path, clock: Arc<dyn Clock>) -> Self {
        let flag = Flag { name: "--data-dir", key: "data.dir".to_owned(), value: directory.into() };
        let env = Environment { working_dir: directory.to_owned(), ..Environment::default() };
        let config = Config::load(&env, &Flags { set: vec![flag], ..Flags::default() }).unwrap();
        let House { auth, store, entropy, .. } = House::open(&config).unwrap();

        let master = Secret::new(std::fs::read_to_string(directory.join("secret.key")).unwrap());
        let master = MasterKey::parse(&master).unwrap();
        let vault = open_vault(store.as_ref(), &master, clock.as_ref(), entropy.clone(), COST).unwrap();
        let vault = Arc::new(vault);
        // Thousands sign up at one seat here.
        let policy = Policy {
            resend_cooldown: Duration::ZERO,
            sign_ups_an_hour: u32::MAX,
            letters_an_hour: u64::MAX,
            letters_a_day: u64::MAX,
            ..Policy::clone(&auth.policy())
        };
        let auth = Auth::new(store.clone(), vault.clone(), clock, entropy, policy, BootId::new("boot"));

        let read_only = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(database(directory), read_only).unwrap();
        conn.busy_timeout(Duration::from_secs(10)).unwrap();
        Self { auth, store, vault, seat: Seat::new("front-desk"), conn: Mutex::new(conn) }
    }

    pub fn conn(&self) -> MutexGuard<'_, Connection> {
        self.conn.lock().unwrap()
    }

    pub fn sign_up(&self, username: &str, email: &str) -> Flow {
        let form = SignUp {
            username: username.parse().unwrap(),
            email: email.parse().unwrap(),
            display_name: DisplayName::default(),
            password: PASSWORD.into(),
            invite: None,
        };
        self.auth.sign_up(&self.seat, form).unwrap()
    }

    /// What a letter that waits in the outbox says.
    pub fn letter(&self, id: LetterId) -> LetterArgs {
        let sql = "SELECT sealed_args FROM outbox WHERE id = ?";
        let sealed: Vec<u8> = self.conn().query_row(sql, [id.as_bytes()], |row| row.get(0)).unwrap();
        self.vault.open_letter(id, &sealed).unwrap()
    }
}

pub fn database(directory: &Path) -> PathBuf {
    directory.join("vestibule.db")
}

pub fn address(username: &str) -> String {
    format!("{username}@example.org")
}
