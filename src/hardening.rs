//! What the process asks of the system for itself, before it reads anything that could be a secret.
//!
//! - Its memory is its own: no debugger of the same user may look into it, no core dump is written, and its files
//!   below `/proc` (`mem`, `environ` …) belong to root. Linux only; elsewhere there is no such switch.
//! - No core file, whatever the limit was. Where cores are piped into a program the kernel ignores that limit; then the
//!   first point holds.
//! - What it creates is for its owner alone, also where somebody forgot to say so.

use std::io;

use rustix::fs::Mode;
use rustix::process::{Resource, Rlimit, setrlimit, umask};

/// Why the process does not go on. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum HardeningError {
    /// The memory stays open to others.
    #[error(
        "The system does not let Vestibule close its memory to other programs ({0}), so passwords could be read there. Allow prctl to it."
    )]
    Memory(io::Error),
    /// A crash would write the memory to a file.
    #[error(
        "The system does not let Vestibule turn core dumps off ({0}), so a crash could write passwords to a file. Allow setrlimit to it, or run it with `ulimit -c 0`."
    )]
    CoreDumps(io::Error),
}

/// Hardens this process; once, at its start.
///
/// # Errors
/// [`HardeningError`] if the system refuses: then nobody should type a password into this process.
pub fn harden() -> Result<(), HardeningError> {
    close_memory().map_err(HardeningError::Memory)?;
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })
        .map_err(|why| HardeningError::CoreDumps(why.into()))?;
    umask(Mode::RWXG | Mode::RWXO);
    Ok(())
}

#[cfg(target_os = "linux")]
fn close_memory() -> io::Result<()> {
    use rustix::process::{DumpableBehavior, dumpable_behavior, set_dumpable_behavior};

    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    // A sandbox may swallow the call and answer that all went well.
    match dumpable_behavior()? {
        DumpableBehavior::NotDumpable => Ok(()),
        _ => Err(io::ErrorKind::PermissionDenied.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn close_memory() -> io::Result<()> {
    Ok(())
}
