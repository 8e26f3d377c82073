//! What the machine says: whose the files are, who may read them, how much room is left.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::Finding;
use crate::config::Config;
use crate::house::database;

/// Less room than this, in bytes, and a morning's letters or one backup may fill the disk.
const LITTLE_ROOM: u64 = 1 << 30;
/// Less than this and the next write may fail.
const NO_ROOM: u64 = 64 << 20;

pub(super) fn examine(config: &Config) -> Vec<Finding> {
    let mut found = vec![directory(&config.data_dir)];
    found.extend(files(config));
    found.extend(room(&config.data_dir));
    found
}

fn directory(directory: &Path) -> Finding {
    const CHECK: &str = "data directory";
    let shown = directory.display();
    let Ok(meta) = fs::metadata(directory) else {
        return Finding::look(CHECK, format!("{shown} is not there yet."), "It is made when vestibule first runs.");
    };
    let me = rustix::process::geteuid().as_raw();
    if meta.uid() != me {
        return Finding::bad(
            CHECK,
            format!("{shown} belongs to user {}, and this is user {me}.", meta.uid()),
            format!("Run vestibule as its owner, or give it to this user: chown -R {me} {shown}"),
        );
    }
    match meta.permissions().mode() & 0o777 {
        mode if mode & 0o077 == 0 => Finding::good(CHECK, format!("{shown} is for its owner alone.")),
        mode => Finding::look(
            CHECK,
            format!("{shown} can be entered by others (mode {mode:o}). Each file in it is private all the same."),
            format!("chmod 700 {shown}"),
        ),
    }
}

fn files(config: &Config) -> Vec<Finding> {
    const CHECK: &str = "files";
    let database = database(config);
    let companion = |suffix: &str| PathBuf::from(format!("{}{suffix}", database.display()));
    let files = [
        config.data_dir.join("secret.key"),
        companion("-wal"),
        companion("-shm"),
        config.log_file.clone(),
        database.clone(),
    ];
    let open: Vec<_> = files
        .iter()
        .filter(|file| fs::metadata(file).is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o077 != 0))
        .map(|file| {
            let says = format!("{} can be read by others.", file.display());
            Finding::bad(CHECK, says, format!("chmod 600 {}", file.display()))
        })
        .collect();
    if open.is_empty() { vec![Finding::good(CHECK, "Every file is for its owner alone.")] } else { open }
}

fn room(directory: &Path) -> Option<Finding> {
    const CHECK: &str = "disk";
    let room = rustix::fs::statvfs(directory).ok()?;
    let left = room.f_bavail.saturating_mul(room.f_frsize);
    let says = format!("{} MiB are free.", left >> 20);
    Some(match left {
        0..NO_ROOM => Finding::bad(CHECK, says, "Make room: what can't be written is refused."),
        NO_ROOM..LITTLE_ROOM => Finding::look(CHECK, says, "Make room before a backup or an import."),
        _ => Finding::good(CHECK, says),
    })
}
