//! `vestibule demo`: a house of 10,000 made-up people to look around in. Nothing of it stays.

use std::collections::HashMap;
use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::CliError;
use crate::auth::CallError;
use crate::config::{Config, Environment, Flag, Flags};
use crate::domain::{Carrier, DisplayName, EmailError, Entropy, LetterArgs, PasswordHash, Secret, UsernameError};
use crate::house::{House, HouseError};
use crate::store::{self, Outcome};
use crate::vault::OsEntropy;

mod history;
mod people;

use history::{Fate, History, history};
use people::{Dice, Person, people};

/// People in the house.
const PEOPLE: usize = 10_000;
/// The first admin.
const ADMIN: &str = "ada";
/// A user.
const USER: &str = "mira";
/// Whoever looks in twice meets the same people.
const SEED: u64 = 0x5645_5354_4942;
/// Who claims the letters of the past.
const WORKER: &str = "demo";

/// A furnished house. Dropped, it is gone.
pub struct Demo {
    dir: Dir,
    config: Arc<Config>,
    password: Secret,
}

impl Demo {
    /// Builds and furnishes it. What the person's configuration says of the screen holds; letters become files.
    ///
    /// # Errors
    /// Where the directory can't be used, or the configuration is no good.
    pub fn furnish(env: &Environment, flags: &Flags) -> Result<Self, CliError> {
        Self::of(PEOPLE, env, flags)
    }

    fn of(people: usize, env: &Environment, flags: &Flags) -> Result<Self, CliError> {
        let mut env = env.clone();
        // The demo has a key of its own. That of the real house has no business here.
        env.variables.retain(|name, _| !name.starts_with("VESTIBULE_MASTER_KEY"));
        let parent = env.get("TMPDIR").map_or_else(|| PathBuf::from("/tmp"), PathBuf::from);
        let dir = Dir::make(&parent)?;
        let mut flags = flags.clone();
        for (key, value) in [
            ("data.dir", dir.0.clone().into_os_string()),
            ("log.file", dir.0.join("vestibule.log").into_os_string()),
            ("mail.carrier", "file".into()),
            // Whoever looks around for a minute has no phone at hand.
            ("mfa.required_for", "nobody".into()),
        ] {
            flags.set.push(Flag { name: "demo", key: key.to_owned(), value });
        }
        let config = Arc::new(Config::load(&env, &flags)?);
        let house = House::open(&config)?;
        let password = house.auth.suggest_passphrase();
        let hash = house.vault.hasher().hash(&password).map_err(HouseError::from)?;
        furnish(&house, &hash, people)?;
        Ok(Self { dir, config, password })
    }

    /// The configuration to open it with.
    pub fn config(&self) -> Arc<Config> {
        Arc::clone(&self.config)
    }

    /// Where it is, while it is.
    pub fn dir(&self) -> &Path {
        &self.dir.0
    }

    /// How to get in. The password is good for this house only, and gone with it.
    pub fn notice(&self) -> String {
        format!("Demo: sign in as {ADMIN} (admin) or {USER} (user); password: {}", self.password.expose())
    }
}

/// A directory for this user alone that goes when it is dropped.
struct Dir(PathBuf);

impl Dir {
    fn make(parent: &Path) -> Result<Self, CliError> {
        let mut random = [0; 8];
        OsEntropy.fill(&mut random);
        let path = parent.join(format!("vestibule-demo-{:016x}", u64::from_ne_bytes(random)));
        // Not recursive: a directory that somebody else has put there is an error and not ours.
        match DirBuilder::new().mode(0o700).create(&path) {
            Ok(()) => Ok(Self(path)),
            Err(why) => Err(CliError::Demo { path, why }),
        }
    }
}

impl Drop for Dir {
    fn drop(&mut self) {
        match fs::remove_dir_all(&self.0) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::error!(%error, path = %self.0.display(), "the demo's directory could not be removed");
            }
            _ => {}
        }
    }
}

/// The two whose names are told, and the others.
fn everybody(count: usize, dice: &Dice) -> Vec<Person> {
    let known = |name: &str, called: &str| {
        Some(Person {
            username: name.parse().map_err(|_: UsernameError| ()).ok()?,
            email: format!("{name}@example.org").parse().map_err(|_: EmailError| ()).ok()?,
            display_name: DisplayName::parse(called).ok()?,
        })
    };
    let known = [known(ADMIN, "Ada Palmer"), known(USER, "Mira Köhler")];
    let mut all: Vec<Person> = known.into_iter().flatten().collect();
    all.extend(people(count.saturating_sub(all.len()), dice));
    all
}

/// Everything in one transaction: ten thousand would take minutes, for each waits for the disk.
fn furnish(house: &House, password: &PasswordHash, count: usize) -> Result<(), CliError> {
    let (now, dice) = (house.clock.now(), Dice::new(SEED));
    let History { accounts, mut audit, mut letters } = history(everybody(count, &dice), password, now, &dice);
    for posted in &mut letters {
        // Only letters that may still go out have to say something.
        if matches!(posted.fate, Fate::Failed(_) | Fate::Waiting(_)) {
            let args = LetterArgs {
                name: posted.name.clone(),
                username: posted.username.clone(),
                seat: "front-desk".to_owned(),
                other_address: None,
                reason: None,
                then: crate::domain::Then::Done,
                code: Some(Secret::from("BCDF-GHJK")),
                token: Some(Secret::from("a-token-of-the-demo-opens-nothing")),
            };
            posted.letter.sealed_args = house.vault.seal_letter(posted.letter.id, &args).map_err(HouseError::from)?;
        }
    }
    let fates: HashMap<_, _> = letters.iter().map(|posted| (posted.letter.id, posted.fate)).collect();
    store::write(house.store.as_ref(), |tx| {
        for account in &accounts {
            tx.insert_account(account)?;
        }
        let (mut last, mut link) = tx.audit_head()?;
        for entry in &mut audit {
            last += 1;
            entry.seq = last;
            link = house.vault.audit_link(link, entry);
            tx.append_audit(entry, link)?;
        }
        for posted in &letters {
            tx.enqueue_letter(&posted.letter)?;
        }
        let lease = now.plus(Duration::from_secs(60));
        for letter in tx.claim_letters(WORKER, now, lease, letters.len())? {
            let outcome = match fates.get(&letter.id) {
                Some(Fate::Failed(error)) => Outcome::Failed { error: (*error).to_owned() },
                Some(Fate::Waiting(error)) => Outcome::Again {
                    at: now.plus(Duration::from_secs(600 + dice.below(3_600))),
                    error: (*error).to_owned(),
                },
                Some(Fate::Dropped) => Outcome::Dropped,
                Some(Fate::Sent) | None => Outcome::Sent {
                    carrier: Carrier::Mailjet,
                    // As long as Mailjet's message ids are.
                    provider_id: Some(format!("115292{:013}", dice.below(10_000_000_000_000))),
                    at: letter.created_at.plus(Duration::from_secs(1 + dice.early(20))),
                },
            };
            tx.settle_letter(letter.id, WORKER, &outcome)?;
        }
        Ok(())
    })
    .map_err(|error| CliError::from(CallError::from(error)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::challenge::Identifier;
    use crate::domain::{AccountQuery, AuditQuery, LetterQuery, Role, Total};

    fn env() -> (tempfile::TempDir, Environment) {
        let dir = tempfile::tempdir().unwrap();
        let mut env = Environment { working_dir: dir.path().to_owned(), ..Environment::default() };
        env.variables.insert("TMPDIR".to_owned(), dir.path().into());
        (dir, env)
    }

    #[test]
    fn the_house_is_full_and_gone_afterwards() {
        let (tmp, env) = env();
        let demo = Demo::of(1_500, &env, &Flags::default()).unwrap();
        let house = House::open(&demo.config()).unwrap();
        let operator = house.auth.operator();
        let accounts = operator.accounts(&AccountQuery { limit: 10, ..AccountQuery::default() }).unwrap();
        assert_eq!(accounts.total, Total::Exactly(1_500));
        let ada = operator.find(&Identifier::parse(ADMIN)).unwrap();
        assert_eq!(ada.account.role, Role::Admin);
        assert_eq!(operator.find(&Identifier::parse(USER)).unwrap().account.role, Role::User);
        let audit = operator.audit(&AuditQuery { limit: 10, ..AuditQuery::default() }).unwrap();
        assert!(matches!(audit.total, Total::Exactly(rows) | Total::AtLeast(rows) if rows > 3_000));
        for state in ["sent", "failed", "dropped"] {
            let query = LetterQuery { search: state.to_owned(), limit: 1, ..LetterQuery::default() };
            assert!(!operator.letters(&query).unwrap().rows.is_empty(), "{state}");
        }
        drop(house);
        drop(demo);
        assert_eq!(fs::read_dir(tmp.path()).unwrap().count(), 0);
    }

    #[test]
    fn the_demo_touches_neither_the_real_house_nor_its_key() {
        let (tmp, mut env) = env();
        for (name, value) in [
            ("VESTIBULE_DATA_DIR", tmp.path().join("real").into_os_string()),
            ("VESTIBULE_LOG_FILE", tmp.path().join("real.log").into_os_string()),
            ("VESTIBULE_MASTER_KEY", "not even a key".into()),
            ("VESTIBULE_UI_MOUSE", "false".into()),
        ] {
            env.variables.insert(name.to_owned(), value);
        }
        let demo = Demo::of(2, &env, &Flags::default()).unwrap();
        assert!(demo.config().data_dir.starts_with(tmp.path()) && demo.config().log_file.starts_with(demo.dir()));
        assert!(!demo.config().run_settings().mouse, "what is said of the screen holds");
        assert!(!tmp.path().join("real").exists());
    }
}
