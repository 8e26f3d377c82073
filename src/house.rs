//! Opens the house: data directory, master key, store, vault and core, from one configuration.

use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::auth::clock::SystemClock;
use crate::auth::keys::open_vault;
use crate::auth::{Auth, CallError};
use crate::config::{Config, DATABASE};
use crate::domain::{BootId, Clock, Entropy, LetterId, MailStage, Secret, Veiled};
use crate::mail::{
    BaseUrlError, FileTransport, Letters, MailRoom, MailjetAccess, MailjetTransport, Patience, Transport, Worker,
};
use crate::store::sqlite::SqliteStore;
use crate::store::{self, Store, StoreError};
use crate::tui::runtime::Core;
use crate::vault::{MasterKey, OsEntropy, Vault, VaultError};

/// bcrypt's cost: about a quarter of a second a hash (OWASP Password Storage Cheat Sheet: at least 10, and as
/// much as one can wait for).
const BCRYPT_COST: u32 = 12;

/// A command waits this long for its letter to be taken over.
const DELIVERY: Duration = Duration::from_secs(30);
/// So long after the screen has opened, what ran out is cleared away.
const SWEEP_AFTER: Duration = Duration::from_secs(1);

/// Why the house stays shut. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum HouseError {
    /// The data directory can't be made.
    #[error("The data directory {} can't be made ({why}). Choose another with --data-dir.", path.display())]
    Directory {
        /// Which.
        path: PathBuf,
        /// Why.
        why: io::Error,
    },
    /// The master key can't be read or made.
    #[error("The master key {} can't be used ({why}). It must be a file that only this user can read.", path.display())]
    KeyFile {
        /// Which.
        path: PathBuf,
        /// Why.
        why: io::Error,
    },
    /// There is a database, but its key is gone.
    #[error(
        "The master key {} is missing, and the database beside it can't be used without it. Restore that file from a backup.",
        path.display()
    )]
    KeyLost {
        /// Where it belongs.
        path: PathBuf,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The vault failed.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The core failed.
    #[error(transparent)]
    Call(#[from] CallError),
    /// Mailjet's address is none.
    #[error("mail.base_url: {0}")]
    BaseUrl(#[from] BaseUrlError),
    /// The log can't be written.
    #[error("The log {} can't be written ({why}). Say where it goes: log.file.", path.display())]
    Log {
        /// Where.
        path: PathBuf,
        /// Why.
        why: io::Error,
    },
    /// No thread could be started.
    #[error("The system starts no thread for the mail ({0}).")]
    Threads(io::Error),
}

/// The house with its doors open.
pub struct House {
    /// Who decides.
    pub auth: Arc<Auth>,
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// The keys.
    pub vault: Arc<Vault>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub entropy: Arc<dyn Entropy>,
}

impl House {
    /// Opens it; makes what is missing on the first run.
    ///
    /// # Errors
    /// [`HouseError`] in its kinds, each a sentence that says what to do.
    pub fn open(config: &Config) -> Result<Self, HouseError> {
        Self::open_at(config, &database(config))
    }

    /// The same over another file, which is looked at before it takes the database's place.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_at(config: &Config, database: &Path) -> Result<Self, HouseError> {
        let dir = &config.data_dir;
        make_directory(dir).map_err(|why| HouseError::Directory { path: dir.clone(), why })?;
        let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let master = match config.master_key() {
            Some(text) => MasterKey::parse(text)?,
            None => master_key(&dir.join("secret.key"), database, entropy.as_ref())?,
        };
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(database)?);
        let vault = Arc::new(open_vault(store.as_ref(), &master, clock.as_ref(), Arc::clone(&entropy), BCRYPT_COST)?);
        let auth = Auth::new(
            Arc::clone(&store),
            Arc::clone(&vault),
            Arc::clone(&clock),
            Arc::clone(&entropy),
            config.policy(),
            boot_id(),
        );
        let auth = Arc::new(auth.under(Arc::new(config.rules())));
        Ok(Self { auth, store, vault, clock, entropy })
    }

    /// All that sending letters needs.
    ///
    /// # Errors
    /// [`HouseError::BaseUrl`].
    pub fn mail_room(&self, config: &Config) -> Result<MailRoom, HouseError> {
        let (policy, mail) = (self.auth.policy_now()?, &config.mail);
        // A letter is written long after the start, and the house may be called otherwise by then.
        let auth = Arc::clone(&self.auth);
        let site_name = move || auth.policy_now().unwrap_or_else(|_| auth.policy()).site_name.clone();
        let transport = match (&mail.mailjet, &mail.sender_email) {
            (Some(mailjet), Some(sender)) => Transport::Mailjet(MailjetTransport::new(MailjetAccess {
                api_key: Veiled::new(&mailjet.api_key, self.entropy.as_ref()),
                api_secret: Veiled::new(&mailjet.api_secret, self.entropy.as_ref()),
                base_url: mailjet.base_url.clone(),
                sender: sender.clone(),
                sender_name: mail.sender_name.clone(),
                patience: Patience::default(),
            })?),
            _ => Transport::File(FileTransport::new(
                mail.dir.clone(),
                mail.sender_email.clone(),
                &mail.sender_name,
                Arc::clone(&self.clock),
            )),
        };
        Ok(MailRoom {
            store: Arc::clone(&self.store),
            vault: Arc::clone(&self.vault),
            letters: Letters::of(Box::new(site_name), policy.code_ttl, policy.link_ttl),
            transport,
            clock: Arc::clone(&self.clock),
            entropy: Arc::clone(&self.entropy),
        })
    }

    /// The core with its mail worker, which starts here; for the screen. Called inside a tokio runtime.
    ///
    /// # Errors
    /// As [`Self::mail_room`].
    pub fn start(self, config: &Config) -> Result<Core, HouseError> {
        let mail = crate::mail::spawn(self.mail_room(config)?);
        // What ran out is cleared away by whoever opens the house next. Nobody waits for it, so it comes after what is on
        // the screen first.
        let (auth, seat) = (Arc::clone(&self.auth), config.seat.clone());
        tokio::spawn(async move {
            tokio::time::sleep(SWEEP_AFTER).await;
            let swept = tokio::task::spawn_blocking(move || auth.sweep(&seat)).await;
            if let Ok(Err(error)) = swept {
                tracing::warn!(%error, "what ran out could not be cleared away");
            }
        });
        Ok(Core { auth: self.auth, mail })
    }

    /// Sends what is due once, for a command that ends; answers where that letter stands afterwards.
    ///
    /// # Errors
    /// As [`Self::mail_room`]; a store that fails.
    pub fn deliver(&self, config: &Config, letter: LetterId) -> Result<Option<MailStage>, HouseError> {
        self.send_due(config)?;
        let row = store::read(self.store.as_ref(), |tx| tx.letter(letter))?;
        Ok(row.map(|row| row.stage()))
    }

    /// Sends what is due, a handful of letters, for a command that ends. The rest goes out while somebody has the screen
    /// open.
    ///
    /// # Errors
    /// As [`Self::mail_room`]; a store that fails.
    pub fn send_due(&self, config: &Config) -> Result<(), HouseError> {
        let room = self.mail_room(config)?;
        let threads =
            tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(HouseError::Threads)?;
        let round = threads.block_on(async {
            let mut worker = Worker::new(room);
            tokio::time::timeout(DELIVERY, worker.run_once()).await
        });
        // Not in time: the lease runs out, and the next worker goes on.
        if let Ok(sent) = round {
            sent?;
        }
        Ok(())
    }
}

/// Where the database is.
pub fn database(config: &Config) -> PathBuf {
    config.data_dir.join(DATABASE)
}

/// What Linux calls this start of the machine; nothing elsewhere.
fn boot_id() -> BootId {
    BootId::new(&std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default())
}

/// For the owner alone. One that is there is left as it is: its owner may have shared it on purpose, and every
/// file in it is private on its own.
fn make_directory(dir: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(dir)
}

/// Reads the master key, or makes it on the first run. Several processes may begin at once: the key is written
/// under another name and linked into place, so that exactly one of them makes it and nobody reads half of it.
fn master_key(path: &Path, database: &Path, entropy: &dyn Entropy) -> Result<MasterKey, HouseError> {
    let unusable = |why| HouseError::KeyFile { path: path.to_owned(), why };
    if let Some(key) = read_key(path).map_err(unusable)? {
        return Ok(MasterKey::parse(&key)?);
    }
    // The key comes before the database, so a database without one has lost it. Looked at in this order, a
    // process that makes both at this moment is not mistaken for that.
    let begun = database.exists();
    if let Some(key) = read_key(path).map_err(unusable)? {
        return Ok(MasterKey::parse(&key)?);
    }
    if begun {
        return Err(HouseError::KeyLost { path: path.to_owned() });
    }
    write_key(path, &MasterKey::generate(entropy).to_text(), entropy).map_err(unusable)?;
    match read_key(path).map_err(unusable)? {
        Some(key) => Ok(MasterKey::parse(&key)?),
        None => Err(HouseError::KeyLost { path: path.to_owned() }),
    }
}

fn read_key(path: &Path) -> io::Result<Option<Secret>> {
    match std::fs::read_to_string(path) {
        Ok(text) => {
            // Somebody copied it with a wide umask: what can be mended is mended.
            if std::fs::metadata(path)?.permissions().mode() & 0o077 != 0 {
                let _ = std::fs::set_permissions(path, Permissions::from_mode(0o600));
            }
            Ok(Some(Secret::new(text)))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn write_key(path: &Path, key: &Secret, entropy: &dyn Entropy) -> io::Result<()> {
    let mut random = [0; 8];
    entropy.fill(&mut random);
    let draft = path.with_extension(format!("key.{:016x}", u64::from_ne_bytes(random)));
    let written = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft).and_then(|mut file| {
        file.write_all(key.expose().as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        // Unlike a rename, a link never takes the place of a key that another process has put there.
        match std::fs::hard_link(&draft, path) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
            _ => Ok(()),
        }
    });
    let removed = std::fs::remove_file(&draft);
    written?;
    removed?;
    // The name has to outlive a power cut, too: what is sealed with this key is lost without it.
    File::open(path.parent().unwrap_or(Path::new("/")))?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key_of(dir: &Path) -> Result<String, HouseError> {
        master_key(&dir.join("secret.key"), &dir.join("vestibule.db"), &OsEntropy)
            .map(|key| key.to_text().expose().to_owned())
    }

    #[test]
    fn the_key_is_made_once_and_for_the_owner_alone() {
        let dir = tempfile::tempdir().unwrap();
        let key = key_of(dir.path()).unwrap();
        assert_eq!(key_of(dir.path()).unwrap(), key);
        let mode = std::fs::metadata(dir.path().join("secret.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "no draft is left");
    }

    #[test]
    fn of_many_who_begin_at_once_all_have_one_key() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().to_owned();
        let threads: Vec<_> = (0..16)
            .map(|_| {
                let path = path.clone();
                std::thread::spawn(move || key_of(&path).unwrap())
            })
            .collect();
        let keys: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        assert!(keys.iter().all(|key| *key == keys[0]));
    }

    #[test]
    fn a_lost_key_is_not_replaced() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("vestibule.db"), "x").unwrap();
        assert!(matches!(key_of(dir.path()), Err(HouseError::KeyLost { .. })));
        assert!(!dir.path().join("secret.key").exists());
    }

    #[test]
    fn a_key_that_others_can_read_is_made_private_again() {
        let dir = tempfile::tempdir().unwrap();
        let key = key_of(dir.path()).unwrap();
        let file = dir.path().join("secret.key");
        std::fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
        assert_eq!(key_of(dir.path()).unwrap(), key);
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_damaged_key_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("secret.key"), "half a ke").unwrap();
        assert!(matches!(key_of(dir.path()), Err(HouseError::Vault(VaultError::NotAMasterKey))));
    }
}
