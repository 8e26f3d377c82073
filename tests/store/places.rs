//! Where the file is: who may look into it, and what happens where nothing can be written.

use std::fs::{self, Permissions};
use std::io::BufReader;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;
use vestibule::store::StoreError;
use vestibule::store::sqlite::SqliteStore;

use super::{Chance, FILE, PART, accounts, beside, heard, join, names, process_from};

/// Nobody, on every Unix that matters here.
const NOBODY: u32 = 65_534;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o777
}

#[test]
fn only_the_owner_may_look_into_the_files() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("deep/data/vestibule.db");
    let store = SqliteStore::open(&file).unwrap();
    join(&store, "mira", &Chance::new(1)).unwrap();
    let files = [file.clone(), beside(&file, "-wal"), beside(&file, "-shm")];
    assert_eq!((mode(file.parent().unwrap()), mode(&place.path().join("deep"))), (0o700, 0o700));
    for file in &files {
        assert_eq!(mode(file), 0o600, "{}", file.display());
    }
    // A copy that came back from a backup with the rights of a careless umask.
    for file in &files {
        fs::set_permissions(file, Permissions::from_mode(0o666)).unwrap();
    }
    let again = SqliteStore::open(&file).unwrap();
    assert_eq!(accounts(&again).unwrap(), 1);
    for file in &files {
        assert_eq!(mode(file), 0o600, "{}", file.display());
    }
}

#[test]
fn a_careless_umask_opens_nothing_to_others() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("data/vestibule.db");
    let mut child = Command::new("sh");
    child.args(["-c", "umask 000; exec \"$0\" --exact the_part_of_another_process --nocapture"]);
    child.arg(std::env::current_exe().unwrap()).env(PART, "joiner").env(FILE, &file).stdout(Stdio::piped());
    let mut child = child.spawn().unwrap();
    heard(&mut BufReader::new(child.stdout.as_mut().unwrap()), "SAFE").unwrap();
    let modes = ["", "-wal", "-shm"].map(|suffix| mode(&beside(&file, suffix)));
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!((mode(file.parent().unwrap()), modes), (0o700, [0o600; 3]));
}

/// A place that a process without rights can get at, and this program in it.
fn open_place() -> (TempDir, PathBuf) {
    let place = tempfile::Builder::new().permissions(Permissions::from_mode(0o755)).tempdir().unwrap();
    let program = place.path().join("program");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    fs::set_permissions(&program, Permissions::from_mode(0o755)).unwrap();
    (place, program)
}

/// What opening comes to for somebody who is not root: root may write everywhere.
fn said_to_nobody(program: &Path, file: &Path) -> String {
    let mut child = process_from(program, "opener", file);
    if fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0) {
        child.uid(NOBODY).gid(NOBODY);
    }
    let mut child = child.spawn().unwrap();
    let said = heard(&mut BufReader::new(child.stdout.as_mut().unwrap()), "SAID").unwrap();
    child.wait().unwrap();
    said
}

#[test]
fn where_nothing_may_be_written_a_sentence_says_so() {
    let (place, program) = open_place();
    let shut = |name: &str| {
        let directory = place.path().join(name);
        fs::create_dir(&directory).unwrap();
        directory
    };
    let close = |directory: &Path| fs::set_permissions(directory, Permissions::from_mode(0o555)).unwrap();
    let sentence = StoreError::ReadOnly.to_string();

    let empty = shut("empty");
    close(&empty);
    assert_eq!(said_to_nobody(&program, &empty.join("vestibule.db")), sentence);
    assert_eq!(said_to_nobody(&program, &empty.join("deeper/vestibule.db")), sentence);

    let file_only = shut("file");
    let file = file_only.join("vestibule.db");
    drop(SqliteStore::open(&file).unwrap());
    fs::set_permissions(&file, Permissions::from_mode(0o444)).unwrap();
    close(&file_only);
    assert_eq!(said_to_nobody(&program, &file), sentence);

    let directory_only = shut("directory");
    let file = directory_only.join("vestibule.db");
    drop(SqliteStore::open(&file).unwrap());
    // Only root can give it away; anybody else is its owner already.
    let _ = chown(&file, Some(NOBODY), Some(NOBODY));
    close(&directory_only);
    assert_eq!(said_to_nobody(&program, &file), sentence);
    assert!(fs::read_dir(&directory_only).unwrap().count() == 1, "nothing is left behind");
}

#[test]
fn a_place_that_cannot_be_is_refused_with_its_name() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("file");
    fs::write(&file, "text").unwrap();
    for path in [file.join("vestibule.db"), place.path().to_owned()] {
        let error = SqliteStore::open(&path).err().unwrap();
        let StoreError::Other(words) = &error else { panic!("{error:?}") };
        assert!(words.contains(place.path().to_str().unwrap()), "{error}");
    }
}

#[test]
fn a_path_that_looks_like_an_address_is_a_path() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("file:vestibule.db?mode=memory");
    let store = SqliteStore::open(&file).unwrap();
    join(&store, "mira", &Chance::new(1)).unwrap();
    drop(store);
    assert!(file.is_file());
    assert_eq!(accounts(&SqliteStore::open(&file).unwrap()).unwrap(), 1);
}

/// A small file system of its own in memory, gone at the end.
struct SmallDisk(TempDir);

impl SmallDisk {
    /// `None` where this process may not mount one.
    fn new(size: &str) -> Option<Self> {
        let place = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(place.path())
            .stderr(Stdio::null())
            .status();
        mounted.is_ok_and(|status| status.success()).then(|| Self(place))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

#[test]
fn a_full_disk_changes_nothing_and_more_room_mends_it() {
    let Some(disk) = SmallDisk::new("1m") else {
        eprintln!("skipped: this process may not mount a file system");
        return;
    };
    let file = disk.0.path().join("vestibule.db");
    let ballast = disk.0.path().join("ballast");
    // No room for the first page.
    fs::write(&ballast, vec![0; 1024 * 1024]).unwrap();
    assert!(matches!(SqliteStore::open(&file), Err(StoreError::Full)));
    fs::write(&ballast, vec![0; 256 * 1024]).unwrap();

    let chance = Chance::new(1);
    let store = SqliteStore::open(&file).unwrap();
    let mut joined = 0;
    let error = loop {
        match join(&store, &format!("person-{joined}"), &chance) {
            Ok(()) => joined += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(error, StoreError::Full), "{error:?}");
    assert!(joined > 0);
    let [rows, letters, entries] = names(&store);
    assert!(rows.len() == joined && rows == letters && rows == entries);
    fs::remove_file(&ballast).unwrap();
    join(&store, "latecomer", &chance).unwrap();
    drop(store);
    assert_eq!(accounts(&SqliteStore::open(&file).unwrap()).unwrap(), u64::try_from(joined).unwrap() + 1);
}
