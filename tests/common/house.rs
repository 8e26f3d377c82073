//! A house for tests: a store in a temporary directory, a clock that is told the time, chance from a seed.

// Each test program uses its part of it.
#![allow(dead_code)]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use tempfile::TempDir;
use vestibule::auth::act::{Act, ActRefusal, Acted, Outcome as Done};
use vestibule::auth::admin::NewAccount;
use vestibule::auth::approvals::Decision;
use vestibule::auth::challenge::{Flow, Identifier, Proof, Target};
use vestibule::auth::keys::open_vault;
use vestibule::auth::login::{Credentials, LogIn, LogInError, SignedIn};
use vestibule::auth::policy::{Policy, RequiredFor};
use vestibule::auth::recover::ResetError;
use vestibule::auth::rules::Rules;
use vestibule::auth::setup::SetUp;
use vestibule::auth::signup::SignUp;
use vestibule::auth::verify::{Verified, VerifyError};
use vestibule::auth::{Auth, CallError};
use vestibule::config::{Config, Environment, Flag, Flags};
use vestibule::domain::{
    Account, AccountId, AccountRow, AuditEntry, AuditEvent, AuditQuery, BootId, Carrier, Clock, DisplayName, Entropy,
    LetterKind, PasswordHash, PendingId, Role, Seat, SecondFactor, Secret, SessionToken, Then, Timestamp, TotpCode,
    TypedCode,
};
use vestibule::store::sqlite::SqliteStore;
use vestibule::store::{self, Outcome, Tx};
use vestibule::vault::{MasterKey, Vault};

pub const PASSWORD: &str = "tide quarry lantern moss";
pub const OTHER_PASSWORD: &str = "violet anchor drizzle fern";
pub const SECOND: Duration = Duration::from_secs(1);
pub const MINUTE: Duration = Duration::from_secs(60);
pub const HOUR: Duration = Duration::from_secs(3600);

/// Stands still until it is told otherwise.
pub struct FakeClock(AtomicI64);

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
/// Numbers that count as drawn once a house is open.
const OPENED: u64 = 12;

/// SplitMix64: the same every time, and good enough for identifiers that differ.
pub struct Seeded(AtomicU64);

impl Entropy for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let mut z = self.0.fetch_add(GOLDEN, Ordering::SeqCst);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
        }
    }
}

/// A letter that arrived.
#[derive(Debug)]
pub struct Post {
    pub kind: LetterKind,
    pub to: String,
    pub name: String,
    pub username: String,
    pub other_address: Option<String>,
    pub reason: Option<String>,
    pub then: Then,
    code: Option<Secret>,
    token: Option<Secret>,
}

impl Post {
    pub fn code(&self) -> Proof {
        Proof::Code(TypedCode::parse(self.code.as_ref().expect("a code").expose()).unwrap())
    }

    pub fn token(&self) -> Proof {
        Proof::parse(self.token.as_ref().expect("a token").expose()).unwrap()
    }

    /// The eight letters, as somebody types them.
    pub fn code_text(&self) -> Option<String> {
        self.code.as_ref().map(|code| code.expose().replace('-', ""))
    }

    /// The long token, as somebody pastes it.
    pub fn token_text(&self) -> Option<String> {
        self.token.as_ref().map(|token| token.expose().to_owned())
    }

    pub fn proves_nothing(&self) -> bool {
        self.code.is_none() && self.token.is_none()
    }
}

pub struct House {
    pub auth: Auth,
    pub store: Arc<SqliteStore>,
    pub vault: Arc<Vault>,
    pub clock: Arc<FakeClock>,
    pub seat: Seat,
    pub master: MasterKey,
    pub entropy: Arc<Seeded>,
    dir: Arc<TempDir>,
    rules: Option<Arc<dyn Rules>>,
}

impl House {
    /// A house whose rules admins may change. Nobody has to have a second factor; that is fixed.
    pub fn changeable() -> Self {
        Self::new().under(&[("mfa.required_for", "nobody")])
    }

    /// The same house under a configuration that sets these, and under what the database says.
    pub fn under(self, set: &[(&str, &str)]) -> Self {
        let env = Environment { home: Some("/nowhere".into()), working_dir: "/".into(), ..Environment::default() };
        let flag = |(key, value): &(&str, &str)| Flag { name: "--set", key: (*key).to_owned(), value: value.into() };
        let config = Config::load(&env, &Flags { config: None, set: set.iter().map(flag).collect() }).unwrap();
        self.ruled_by(Arc::new(config.rules()))
    }

    fn ruled_by(self, rules: Arc<dyn Rules>) -> Self {
        Self { auth: self.auth.under(rules.clone()), rules: Some(rules), ..self }
    }

    pub fn new() -> Self {
        Self::seeded(7)
    }

    pub fn seeded(seed: u64) -> Self {
        // Most tests are about something else; those about the second factor ask for it.
        Self::ruled(seed, Policy { mfa_required_for: RequiredFor::Nobody, ..Policy::default() })
    }

    /// With other rules.
    pub fn ruled(seed: u64, policy: Policy) -> Self {
        Self::within(tempfile::tempdir().unwrap(), seed, policy)
    }

    /// With other rules, in memory where the system has a place for that.
    pub fn in_memory(seed: u64, policy: Policy) -> Self {
        Self::within(tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap(), seed, policy)
    }

    fn within(dir: TempDir, seed: u64, policy: Policy) -> Self {
        let entropy = Arc::new(Seeded(seed.into()));
        let master = MasterKey::generate(entropy.as_ref());
        let clock = Arc::new(FakeClock(1_800_000_000_000.into()));
        let house = Self::open(Arc::new(dir), master, clock, entropy, policy, "boot");
        // However many keys are drawn when a house is opened: what comes after is as ever, and so are the pictures.
        house.entropy.0.store(seed.wrapping_add(OPENED.wrapping_mul(GOLDEN)), Ordering::SeqCst);
        house
    }

    fn open(
        dir: Arc<TempDir>,
        master: MasterKey,
        clock: Arc<FakeClock>,
        entropy: Arc<Seeded>,
        policy: Policy,
        boot: &str,
    ) -> Self {
        let store = Arc::new(SqliteStore::open(&dir.path().join("vestibule.db")).unwrap());
        let vault = open_vault(store.as_ref(), &master, clock.as_ref(), entropy.clone(), 4).unwrap();
        let vault = Arc::new(vault);
        let (shared, boot) = (vault.clone(), BootId::new(boot));
        let auth = Auth::new(store.clone(), shared, clock.clone(), entropy.clone(), policy, boot);
        Self { auth, store, vault, clock, seat: Seat::new("front-desk"), master, entropy, dir, rules: None }
    }

    /// Another process on the same database.
    pub fn next_door(&self) -> Self {
        self.after("boot")
    }

    /// The same house after the machine was started again.
    pub fn restarted(&self) -> Self {
        self.after("another boot")
    }

    fn after(&self, boot: &str) -> Self {
        let master = MasterKey::parse(&self.master.to_text()).unwrap();
        let policy = Policy::clone(&self.auth.policy());
        let next = Self::open(self.dir.clone(), master, self.clock.clone(), self.entropy.clone(), policy, boot);
        match &self.rules {
            Some(rules) => next.ruled_by(rules.clone()),
            None => next,
        }
    }

    /// Where everything of it lies.
    pub fn path(&self) -> &std::path::Path {
        self.dir.path()
    }

    pub fn pass(&self, span: Duration) {
        self.clock.0.fetch_add(i64::try_from(span.as_millis()).unwrap(), Ordering::SeqCst);
    }

    /// Somebody sets the clock of the machine back.
    pub fn turn_back(&self, span: Duration) {
        self.clock.0.fetch_sub(i64::try_from(span.as_millis()).unwrap(), Ordering::SeqCst);
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Reads the database past the core.
    pub fn peek<T>(&self, f: impl FnMut(&mut dyn Tx) -> store::Result<T>) -> T {
        store::read(self.store.as_ref(), f).unwrap()
    }

    /// The letters that were not collected yet, oldest first.
    pub fn post(&self) -> Vec<Post> {
        let now = self.now();
        let letters = store::write(self.store.as_ref(), |tx| {
            let letters = tx.claim_letters("postman", now, now.plus(HOUR), 1_000)?;
            for letter in &letters {
                let sent = Outcome::Sent { carrier: Carrier::File, provider_id: None, at: now };
                assert!(tx.settle_letter(letter.id, "postman", &sent)?);
            }
            Ok(letters)
        });
        let read = |letter: vestibule::domain::Letter| {
            let args = self.vault.open_letter(letter.id, &letter.sealed_args).unwrap();
            Post {
                kind: letter.kind,
                to: letter.to.to_string(),
                name: args.name,
                username: args.username,
                other_address: args.other_address,
                reason: args.reason,
                then: args.then,
                code: args.code,
                token: args.token,
            }
        };
        letters.unwrap().into_iter().map(read).collect()
    }

    /// Every letter that waits fails for good.
    pub fn fail_the_post(&self, error: &str) {
        let now = self.now();
        store::write(self.store.as_ref(), |tx| {
            for letter in tx.claim_letters("postman", now, now.plus(HOUR), 1_000)? {
                tx.settle_letter(letter.id, "postman", &Outcome::Failed { error: error.to_owned() })?;
            }
            Ok(())
        })
        .unwrap();
    }

    /// So many people, straight into the store: `person0000` and on.
    pub fn crowd(&self, count: usize) {
        self.crowd_with(count, None);
    }

    /// So many people with that password.
    pub fn crowd_with(&self, count: usize, password: Option<&PasswordHash>) {
        let now = self.now();
        store::write(self.store.as_ref(), |tx| {
            for number in 0..count {
                let name = format!("person{number:04}");
                tx.insert_account(&Account {
                    id: vestibule::domain::AccountId::new(now, self.entropy.as_ref()),
                    username: name.parse().unwrap(),
                    email: address(&name).parse().unwrap(),
                    display_name: DisplayName::default(),
                    role: Role::User,
                    status: vestibule::domain::Status::Active,
                    validity: vestibule::domain::Validity::default(),
                    trashed_at: None,
                    note: vestibule::domain::StaffNote::default(),
                    verified_at: Some(now),
                    password: password.cloned(),
                    must_change: false,
                    password_short: false,
                    created_at: now,
                    updated_at: now,
                    last_login_at: None,
                    last_seat: None,
                    version: 1,
                })?;
            }
            Ok(())
        })
        .unwrap();
    }

    /// The one letter that was not collected yet.
    pub fn letter(&self, kind: LetterKind, to: &str) -> Post {
        let mut post = self.post();
        let kinds: Vec<_> = post.iter().map(|post| (post.kind, post.to.clone())).collect();
        assert_eq!(kinds, [(kind, to.to_owned())]);
        post.remove(0)
    }

    pub fn form(&self, username: &str, email: &str) -> SignUp {
        SignUp {
            username: username.parse().unwrap(),
            email: email.parse().unwrap(),
            display_name: DisplayName::default(),
            password: PASSWORD.into(),
            invite: None,
        }
    }

    pub fn sign_up(&self, username: &str) -> Flow {
        self.auth.sign_up(&self.seat, self.form(username, &address(username))).unwrap()
    }

    pub fn verify(&self, flow: &Flow, proof: &Proof) -> Result<Verified, VerifyError> {
        self.auth.verify(&self.seat, &Target::Flow(flow.challenge), proof, None)
    }

    /// Somebody who signed up and proved their address.
    pub fn member(&self, username: &str) -> Account {
        let flow = self.sign_up(username);
        let letter = self.letter(LetterKind::VerifySignUp, &address(username));
        assert!(matches!(self.verify(&flow, &letter.code()), Ok(Verified::Created { .. })));
        self.account(username)
    }

    pub fn account(&self, username: &str) -> Account {
        self.find(username).expect("an account")
    }

    pub fn find(&self, username: &str) -> Option<Account> {
        self.peek(|tx| tx.account_by_username(&username.parse().unwrap()))
    }

    pub fn try_password(&self, who: &str, password: &str) -> Result<LogIn, LogInError> {
        let credentials = Credentials { who: Identifier::parse(who), password: password.into() };
        self.auth.log_in(&self.seat, credentials)
    }

    pub fn log_in(&self, username: &str) -> SignedIn {
        match self.try_password(username, PASSWORD) {
            Ok(LogIn::In(signed_in)) => signed_in,
            other => panic!("{other:?}"),
        }
    }

    /// Turns two-factor sign-in on for who is signed in; answers the shared secret and the recovery codes.
    pub fn enrol(&self, token: &SessionToken) -> (Phone, Vec<Secret>) {
        let begun = self.auth.begin_second_factor(token).unwrap();
        let phone = Phone::reading(begun.uri.expose());
        let done = self.auth.confirm_second_factor(&self.seat, token, &phone.code(self.now())).unwrap();
        self.letter(LetterKind::TwoFactorOn, &done.me.email);
        // The code of this half minute is used.
        self.pass(30 * SECOND);
        (phone, done.recovery_codes)
    }

    pub fn set_up(&self) -> SignedIn {
        self.auth.set_up(&self.seat, set_up_form("ada")).unwrap()
    }

    /// The first admin, whose letter was collected and whose address is proved.
    pub fn admin(&self) -> SessionToken {
        let signed_in = self.set_up();
        let letter = self.letter(LetterKind::ConfirmEmail, "ada@example.org");
        self.auth.confirm_email(&self.seat, &signed_in.token, &letter.code()).unwrap();
        signed_in.token
    }

    /// Acts on one account: what came of it, or why it was refused.
    pub fn try_act(&self, token: &SessionToken, act: Act, id: AccountId) -> Result<Acted, CallError> {
        self.auth.act_on(&self.seat, token, &act, &[id]).map(|mut acted| acted.remove(0))
    }

    /// The same, where the call itself is good.
    pub fn act(&self, token: &SessionToken, act: Act, id: AccountId) -> Result<Done, ActRefusal> {
        self.try_act(token, act, id).unwrap().outcome
    }

    /// A second admin.
    pub fn promote(&self, admin: &SessionToken, username: &str) -> SessionToken {
        let account = self.member(username);
        self.act(admin, Act::SetRole(Role::Admin), account.id).unwrap();
        self.log_in(username).token
    }

    /// Somebody with that role, made by an admin whatever the rule for signing up is.
    pub fn let_in(&self, admin: &SessionToken, username: &str, role: Role) -> SessionToken {
        let flow = self.sign_up(username);
        let letter = self.letter(LetterKind::VerifySignUp, &address(username));
        self.verify(&flow, &letter.code()).unwrap();
        let id = PendingId::Account(self.account(username).id);
        self.auth.decide(&self.seat, admin, &Decision::Approve, &[id]).unwrap();
        let account = self.account(username);
        self.act(admin, Act::SetRole(role), account.id).unwrap();
        self.post();
        self.log_in(username).token
    }

    /// Somebody who works at the desk.
    pub fn employ(&self, admin: &SessionToken, username: &str) -> SessionToken {
        let account = self.member(username);
        self.act(admin, Act::SetRole(Role::Helper), account.id).unwrap();
        self.log_in(username).token
    }

    /// Changes an account past the core.
    pub fn change(&self, username: &str, change: impl Fn(&mut Account)) {
        let mut account = self.account(username);
        change(&mut account);
        store::write(self.store.as_ref(), |tx| tx.update_account(&account)).unwrap();
    }

    /// Chooses another password with that proof.
    pub fn finish_reset(&self, flow: &Flow, proof: &Proof) -> Result<(), ResetError> {
        self.auth.finish_reset(&self.seat, &Target::Flow(flow.challenge), proof, OTHER_PASSWORD.into(), None)
    }

    pub fn create(&self, admin: &SessionToken, username: &str) -> AccountRow {
        let new = NewAccount {
            username: username.parse().unwrap(),
            email: address(username).parse().unwrap(),
            display_name: DisplayName::default(),
            role: Role::User,
        };
        self.auth.create_account(&self.seat, admin, new).unwrap()
    }

    /// The whole audit, oldest first.
    pub fn trail(&self) -> Vec<AuditEntry> {
        let query = AuditQuery { limit: 10_000, ..AuditQuery::default() };
        let mut rows = self.peek(|tx| tx.audit(&query)).rows;
        rows.reverse();
        rows
    }

    pub fn last_event(&self) -> AuditEntry {
        self.trail().pop().expect("a row")
    }

    pub fn count(&self, event: AuditEvent) -> usize {
        self.trail().iter().filter(|entry| entry.event == event).count()
    }

    pub fn is_signed_in(&self, token: &SessionToken) -> bool {
        match self.auth.me(token) {
            Ok(_) => true,
            Err(CallError::SignedOut) => false,
            Err(other) => panic!("{other:?}"),
        }
    }
}

pub fn set_up_form(username: &str) -> SetUp {
    SetUp {
        username: username.parse().unwrap(),
        email: address(username).parse().unwrap(),
        display_name: DisplayName::parse("Ada L.").unwrap(),
        password: PASSWORD.into(),
    }
}

pub fn address(username: &str) -> String {
    format!("{username}@example.org")
}

/// A code that is not the one in the letter.
pub fn wrong() -> Proof {
    Proof::parse("BBBB-BBBB").unwrap()
}

/// A phone that has read the QR code.
pub struct Phone(totp_rs::Totp);

impl Phone {
    pub fn reading(uri: &str) -> Self {
        let secret = uri.split_once("secret=").expect("a secret").1.split('&').next().expect("a secret");
        let secret = totp_rs::Secret::try_from_base32(secret).expect("base32");
        Self(totp_rs::Builder::new().with_secret(secret).build().expect("RFC 6238"))
    }

    pub fn digits(&self, now: Timestamp) -> String {
        self.0.generate(u64::try_from(now.seconds()).unwrap()).to_string()
    }

    pub fn code(&self, now: Timestamp) -> TotpCode {
        TotpCode::parse(&self.digits(now)).unwrap()
    }

    pub fn factor(&self, now: Timestamp) -> SecondFactor {
        SecondFactor::Totp(self.code(now))
    }
}
