//! Signals, as something that happens beside keys.

use std::fs;
use std::future::poll_fn;
use std::io;
use std::task::Poll;

use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use tokio::signal::unix::{Signal as Stream, SignalKind, signal};

use super::input::Source;

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// End, for that signal.
    End(i32),
    /// Give the terminal back and stop.
    Stop,
    /// The process runs again; somebody else may have used the terminal.
    Continue,
    /// The terminal has a new size.
    Resize,
}

/// The signals of this process. SIGPIPE is ignored, as Rust programs do: a write then fails.
pub struct Signals(Vec<(Signal, Stream)>);

impl Signals {
    /// Listens from here on.
    ///
    /// # Errors
    /// The system refuses.
    pub fn listen() -> io::Result<Self> {
        let kinds = [
            (Signal::End(SIGHUP), SignalKind::hangup()),
            (Signal::End(SIGTERM), SignalKind::terminate()),
            (Signal::End(SIGINT), SignalKind::interrupt()),
            (Signal::End(SIGQUIT), SignalKind::quit()),
            (Signal::Stop, SignalKind::from_raw(signal_hook::consts::SIGTSTP)),
            (Signal::Continue, SignalKind::from_raw(signal_hook::consts::SIGCONT)),
            (Signal::Resize, SignalKind::window_change()),
        ];
        let streams = kinds.into_iter().map(|(meaning, kind)| Ok((meaning, signal(kind)?)));
        streams.collect::<io::Result<_>>().map(Self)
    }
}

impl Source<Signal> for Signals {
    async fn next(&mut self) -> Option<Signal> {
        poll_fn(|context| {
            for (meaning, stream) in &mut self.0 {
                if stream.poll_recv(context).is_ready() {
                    return Poll::Ready(Some(*meaning));
                }
            }
            Poll::Pending
        })
        .await
    }

    /// None: they are looked at before everything else on every turn of the loop.
    fn try_next(&mut self) -> Option<Signal> {
        None
    }
}

/// Whether a shell with job control waits for this process, so that a stop is not for ever: the kernel's rule for
/// orphaned process groups (POSIX 3.264), which it applies to SIGTSTP itself. Behind `getty` or `sshd` there is
/// none. Where there is no `/proc` to look into, there is taken to be one.
pub fn somebody_can_resume() -> bool {
    let Some(own) = Process::read("self") else { return true };
    let mut process = own;
    // As many ancestors as anybody has; a chain of processes ends at 0.
    for _ in 0..64 {
        match Process::read(&process.parent.to_string()) {
            Some(parent) if parent.group == own.group => process = parent,
            Some(parent) => return parent.session == own.session,
            None => return false,
        }
    }
    false
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Process {
    parent: u32,
    group: u32,
    session: u32,
}

impl Process {
    fn read(pid: &str) -> Option<Self> {
        Self::parse(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
    }

    /// `pid (name) state parent group session …`; the name may hold anything, parentheses too.
    fn parse(stat: &str) -> Option<Self> {
        let (_, fields) = stat.rsplit_once(") ")?;
        let mut numbers = fields.split(' ').skip(1).map(str::parse);
        Some(Self { parent: numbers.next()?.ok()?, group: numbers.next()?.ok()?, session: numbers.next()?.ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_may_have_any_name() {
        let stat = "42 (a) S (b) R 7 42 3 34816 42 4194304";
        assert_eq!(Process::parse(stat), Some(Process { parent: 7, group: 42, session: 3 }));
        assert_eq!(Process::parse("garbage"), None);
    }
}
