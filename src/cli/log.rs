//! Where the program's own notes go: to a file while the screen is up, to stderr for commands.

use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Mutex;

use tracing_subscriber::filter::LevelFilter;

/// Notes go to that file, which only its owner may read. Called once.
///
/// # Errors
/// Where the file can't be opened.
pub fn to_file(path: &Path, level: &str) -> io::Result<()> {
    let file = OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
    let subscriber = tracing_subscriber::fmt()
        .with_writer(Mutex::new(file))
        .with_ansi(false)
        .with_max_level(level.parse().unwrap_or(LevelFilter::INFO))
        .finish();
    // A second call finds one there already; the first goes on.
    let _ = tracing::subscriber::set_global_default(subscriber);
    Ok(())
}

/// Warnings go to stderr. Called once.
pub fn to_stderr() {
    let subscriber = tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_ansi(false)
        .without_time()
        .with_max_level(LevelFilter::WARN)
        .finish();
    let _ = tracing::subscriber::set_global_default(subscriber);
}
