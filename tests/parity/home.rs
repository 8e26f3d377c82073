//! A house as the program opens it, in a directory of its own, on which commands are run.

use std::io::Write;
use std::path::Path;

use clap::Parser;
use rusqlite::Connection;
use tempfile::TempDir;
use vestibule::auth::challenge::{Flow, Identifier, Proof, Target};
use vestibule::auth::login::{Credentials, LogIn};
use vestibule::auth::setup::SetUp;
use vestibule::auth::signup::SignUp;
use vestibule::cli::{self, Cli, CliError, Command};
use vestibule::config::{Config, Environment, Flags};
use vestibule::domain::{
    Account, DisplayName, LetterKind, LetterQuery, LetterState, Secret, SessionToken, Timestamp, Totp, TypedCode,
};
use vestibule::house::House;
use vestibule::store::{self, Outcome, Tx};

pub const PASSWORD: &str = "velvet anchor tuesday plum";
/// Of the password, as a system that stored it so would have it.
const DIGEST: &str = "e7b9520da8e28562894bae05a00bcd62197c228fb6d4c3bb158edf826a4742d9";

pub struct Home {
    dir: TempDir,
    pub config: Config,
    pub house: House,
    /// Whatever is later is of this test.
    pub begun: Timestamp,
}

impl Home {
    /// With an admin `ada`, who is signed in somewhere, and the people of a file.
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut env = Environment { working_dir: dir.path().to_owned(), ..Environment::default() };
        for (name, value) in [("DATA_DIR", dir.path().to_str().unwrap()), ("SEAT", "front-desk")] {
            env.variables.insert(format!("VESTIBULE_{name}"), value.into());
        }
        let config = Config::load(&env, &Flags::default()).unwrap();
        let house = House::open(&config).unwrap();
        let begun = house.clock.now();
        let home = Self { dir, config, house, begun };
        let ada = SetUp {
            username: "ada".parse().unwrap(),
            email: "ada@example.org".parse().unwrap(),
            display_name: DisplayName::parse("Ada L.").unwrap(),
            password: PASSWORD.into(),
        };
        home.house.auth.set_up(&home.config.seat, ada).unwrap();
        home.post();
        home.write("people.csv", &people());
        home.run(&["settings", "set", "mfa.required_for", "nobody"]);
        let path = home.path("people.csv");
        assert_eq!(
            home.run(&["import", &path, "--allow-admins"]),
            format!("{PEOPLE} made, 0 already there, 0 refused.\n")
        );
        home
    }

    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    pub fn path(&self, name: &str) -> String {
        self.dir.path().join(name).to_str().unwrap().to_owned()
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    /// Runs a command in this process; what it wrote, and how it ended.
    pub fn try_run(&self, line: &[&str], input: &str) -> (String, Result<(), CliError>) {
        let mut out = Vec::new();
        let end = self.run_into(line, input, &mut out);
        (String::from_utf8(out).unwrap(), end)
    }

    pub fn run_into(&self, line: &[&str], input: &str, out: &mut dyn Write) -> Result<(), CliError> {
        let parsed = Cli::try_parse_from([&["vestibule"], line].concat()).unwrap_or_else(|error| panic!("{error}"));
        let Some(Command::Script(script)) = &parsed.command else { panic!("{line:?} is no command") };
        cli::run(script, &self.config, &mut input.as_bytes(), out)
    }

    pub fn run(&self, line: &[&str]) -> String {
        let (out, end) = self.try_run(line, "");
        end.unwrap_or_else(|error| panic!("{line:?}: {error}\n{out}"));
        out
    }

    pub fn tx<T>(&self, f: impl FnMut(&mut dyn Tx) -> store::Result<T>) -> T {
        store::write(self.house.store.as_ref(), f).unwrap()
    }

    pub fn account(&self, name: &str) -> Account {
        self.tx(|tx| tx.account_by_username(&name.parse().unwrap())).unwrap_or_else(|| panic!("no {name}"))
    }

    pub fn log_in(&self, name: &str) -> SessionToken {
        let credentials = Credentials { who: Identifier::parse(name), password: Secret::from(PASSWORD) };
        match self.house.auth.log_in(&self.config.seat, credentials) {
            Ok(LogIn::In(signed_in)) => signed_in.token,
            other => panic!("{name}: {other:?}"),
        }
    }

    /// The worker's part: sends what is due.
    pub fn post(&self) {
        let waits = |tx: &mut dyn Tx| {
            let rows = tx.letters(&LetterQuery { limit: 1_000, ..LetterQuery::default() })?.rows;
            Ok(rows.iter().any(|row| row.state == LetterState::Queued))
        };
        while self.tx(waits) {
            self.house.send_due(&self.config).unwrap();
        }
    }

    /// Somebody signs up; nothing is proved.
    pub fn sign_up(&self, name: &str) -> Flow {
        let form = SignUp {
            username: name.parse().unwrap(),
            email: format!("{name}@example.org").parse().unwrap(),
            display_name: DisplayName::default(),
            password: PASSWORD.into(),
            invite: None,
        };
        self.house.auth.sign_up(&self.config.seat, form).unwrap()
    }

    /// Somebody signs up and proves the address.
    pub fn register(&self, name: &str) {
        self.post();
        let flow = self.sign_up(name);
        let now = self.house.clock.now();
        let letters = self.tx(|tx| tx.claim_letters("postman", now, now, 10));
        let [letter] = letters.as_slice() else { panic!("{letters:?}") };
        assert_eq!(letter.kind, LetterKind::VerifySignUp);
        let args = self.house.vault.open_letter(letter.id, &letter.sealed_args).unwrap();
        let code = Proof::Code(TypedCode::parse(args.code.unwrap().expose()).unwrap());
        let sent = Outcome::Sent { carrier: vestibule::domain::Carrier::File, provider_id: None, at: now };
        assert!(self.tx(|tx| tx.settle_letter(letter.id, "postman", &sent)));
        self.house.auth.verify(&self.config.seat, &Target::Flow(flow.challenge), &code, None).unwrap();
    }

    /// Every letter that waits fails for good.
    pub fn fail_the_post(&self) {
        let now = self.house.clock.now();
        self.tx(|tx| {
            for letter in tx.claim_letters("postman", now, now, 100)? {
                tx.settle_letter(letter.id, "postman", &Outcome::Failed { error: "nobody is there".to_owned() })?;
            }
            Ok(())
        });
    }

    /// A second factor, of which nobody has the phone.
    pub fn give_factor(&self, name: &str) {
        let (account, now) = (self.account(name).id, self.house.clock.now());
        let totp = Totp { account, sealed: vec![7; 60], created_at: now, confirmed_at: Some(now), last_step: 0 };
        self.tx(|tx| tx.put_totp(&totp));
    }

    /// So many wrong guesses that no more are looked at today.
    pub fn lock(&self, name: &str) {
        let credentials = Credentials { who: Identifier::parse(name), password: Secret::from("not the right one") };
        assert!(self.house.auth.log_in(&self.config.seat, credentials).is_err());
        let conn = Connection::open(self.path("vestibule.db")).unwrap();
        let id = *self.account(name).id.as_bytes();
        assert!(conn.execute("UPDATE throttle SET count = 100 WHERE subject = ?", [&id[..]]).unwrap() > 0);
    }
}

/// Accounts in the file.
const PEOPLE: usize = 25;

fn people() -> String {
    let mut text = String::from(
        "username,email,display_name,role,status,verified_at,created_at,password_hash,must_change,valid_until,note\n",
    );
    let names = [
        "bulk1", "bulk2", "bulk3", "dora", "edda", "emil", "fred", "gina", "hugo", "inga", "joel", "kurt", "lena",
        "mark1", "mark2", "mark3", "mira", "nils", "olga", "paul", "rosa", "sven", "theo", "vera", "wanda",
    ];
    assert_eq!(names.len(), PEOPLE);
    for (at, name) in names.iter().enumerate() {
        let role = if *name == "wanda" { "helper" } else { "user" };
        let status = if *name == "hugo" { "suspended" } else { "active" };
        let verified = if *name == "vera" { "false" } else { "2024-02-03T04:05:06Z" };
        // The others have not chosen a password yet; each digest is hashed again on its way in, which takes its time.
        let hash = if ["dora", "kurt", "lena", "mira", "theo", "vera"].contains(name) { DIGEST } else { "" };
        let until = if at % 5 == 4 { "2035-01-01T00:00:00Z" } else { "" };
        let note = if at % 4 == 1 { "=1+1, as a spreadsheet has it" } else { "" };
        text.push_str(&format!(
            "{name},{name}@example.org,{name} B.,{role},{status},{verified},2024-01-{:02}T10:00:00Z,{hash},false,{until},\
             \"{note}\"\n",
            at + 1
        ));
    }
    text
}
