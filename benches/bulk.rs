//! What an act on ten thousand accounts takes: `cargo bench --bench bulk`. Through the core, in batches as the screen and
//! the command make them, each account with its row in the audit, on a disk that is waited for. A house of the size
//! given, or of 20,000.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::env;
use std::sync::Arc;
use std::time::{Duration, Instant};

use vestibule::auth::Auth;
use vestibule::auth::act::{Act, Acted, MOST_AT_ONCE, Outcome, Undo};
use vestibule::auth::audit::AuditVerdict;
use vestibule::auth::clock::SystemClock;
use vestibule::auth::keys::open_vault;
use vestibule::auth::policy::{Policy, RequiredFor};
use vestibule::auth::setup::SetUp;
use vestibule::domain::{
    Account, AccountId, BootId, Clock, DisplayName, Role, Seat, Secret, SessionToken, StaffNote, Status, Validity,
};
use vestibule::store::sqlite::SqliteStore;
use vestibule::store::{self, Store};
use vestibule::vault::{MasterKey, OsEntropy};

/// As the program has it.
#[global_allocator]
static WIPING: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

/// How many are acted on.
const MANY: usize = 10_000;

fn main() {
    let size = env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(20_000).max(MANY);
    let house = House::of(size);
    println!("acts on {MANY} of {size} accounts, {MOST_AT_ONCE} a call, each with its row in the audit");
    let (looked, _) = house.timed(|part| house.auth.preview(&house.token, &Act::Suspend, part));
    row("preview of suspend", looked, "");
    let (took, acted) = house.timed(|part| house.auth.act_on(&house.seat, &house.token, &Act::Suspend, part));
    assert!(acted.iter().all(|acted| acted.outcome == Ok(Outcome::Done)));
    row("suspend", took, "goal 2,000 ms");
    let undo: Vec<Undo> = acted.into_iter().filter_map(|acted| acted.undo).collect();
    let begun = Instant::now();
    for part in undo.chunks(MOST_AT_ONCE) {
        let acted = house.auth.undo(&house.seat, &house.token, part).expect("an undo");
        assert!(acted.iter().all(|acted| acted.outcome == Ok(Outcome::Done)));
    }
    row("undo of it", begun.elapsed(), "goal 2,000 ms");
    for (name, act) in [("note", Act::SetNote(StaffNote::parse("fees").expect("a note"))), ("trash", Act::Trash)] {
        let (took, _) = house.timed(|part| house.auth.act_on(&house.seat, &house.token, &act, part));
        row(name, took, "");
    }
    let verdict = house.auth.operator().verify_audit(None, &mut |_| {}).expect("an audit");
    assert!(matches!(verdict, AuditVerdict::Unbroken { .. }), "{verdict:?}");
}

fn row(name: &str, took: Duration, goal: &str) {
    println!("  {name:<28} {:>9.0} ms  {goal}", took.as_secs_f64() * 1e3);
}

struct House {
    auth: Auth,
    seat: Seat,
    token: SessionToken,
    ids: Vec<AccountId>,
    _dir: tempfile::TempDir,
}

impl House {
    /// An admin and so many accounts, those to be acted on spread evenly over all.
    fn of(size: usize) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let store = Arc::new(SqliteStore::open(&dir.path().join("vestibule.db")).expect("a store"));
        let (clock, entropy) = (Arc::new(SystemClock), Arc::new(OsEntropy));
        let master = MasterKey::generate(entropy.as_ref());
        let vault = open_vault(store.as_ref(), &master, clock.as_ref(), entropy.clone(), 4).expect("a vault");
        let policy = Policy { mfa_required_for: RequiredFor::Nobody, ..Policy::default() };
        let kept: Arc<dyn Store> = store.clone();
        let auth = Auth::new(kept, Arc::new(vault), clock.clone(), entropy.clone(), policy, BootId::new("boot"));
        let seat = Seat::new("bench");
        let form = SetUp {
            username: "grace".parse().expect("a username"),
            email: "grace@example.org".parse().expect("an address"),
            display_name: DisplayName::default(),
            password: Secret::from("velvet anchor tuesday plum"),
        };
        let token = auth.set_up(&seat, form).expect("a first admin").token;
        let now = clock.now();
        let mut all = Vec::new();
        for begin in (0..size).step_by(10_000) {
            let made = store::write(store.as_ref(), |tx| {
                let mut made = Vec::new();
                for number in begin..size.min(begin + 10_000) {
                    let id = AccountId::new(now, entropy.as_ref());
                    tx.insert_account(&account(id, number, now))?;
                    made.push(id);
                }
                Ok(made)
            });
            all.extend(made.expect("accounts"));
        }
        let ids = all.iter().copied().step_by(size / MANY).take(MANY).collect();
        Self { auth, seat, token, ids, _dir: dir }
    }

    /// Every batch, one after the other, and how long it took.
    fn timed<E: std::fmt::Debug>(&self, f: impl Fn(&[AccountId]) -> Result<Vec<Acted>, E>) -> (Duration, Vec<Acted>) {
        let mut acted = Vec::with_capacity(MANY);
        let begun = Instant::now();
        for part in self.ids.chunks(MOST_AT_ONCE) {
            acted.extend(f(part).expect("a batch"));
        }
        (begun.elapsed(), acted)
    }
}

fn account(id: AccountId, number: usize, now: vestibule::domain::Timestamp) -> Account {
    Account {
        id,
        username: format!("person{number:07}").parse().expect("a username"),
        email: format!("person{number:07}@example.org").parse().expect("an address"),
        display_name: DisplayName::parse(&format!("Person No. {number}")).expect("a name"),
        role: Role::User,
        status: Status::Active,
        validity: Validity::default(),
        trashed_at: None,
        note: StaffNote::default(),
        verified_at: Some(now),
        password: None,
        must_change: false,
        password_short: false,
        created_at: now,
        updated_at: now,
        last_login_at: None,
        last_seat: None,
        version: 1,
    }
}
