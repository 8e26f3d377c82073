//! Tells that somebody, perhaps another process, has written into the database: its write-ahead log has grown.
//!
//! **Invariant.** Nothing here opens the database or its log. Closing such a file would drop the locks that SQLite
//! holds on it for the whole process.

use std::fs;
use std::future::pending;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use tokio::runtime::{Builder, Runtime};
use tokio::time::{Instant, sleep_until};

/// What is written within this time is told once.
const TOGETHER: Duration = Duration::from_millis(150);
/// The log grows before the disk has confirmed it, and only then can it be read. Told once more after this time, a
/// slow disk keeps nothing back.
const ONCE_MORE: Duration = Duration::from_millis(600);
/// Where the system tells nothing, the log is looked at this often.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Tells of changes while that is wanted. Without changes it wakes nobody, where the system tells of them.
pub struct Changes {
    log: Option<PathBuf>,
    watch: Option<Watch>,
    due: Option<Instant>,
    again: Option<Instant>,
}

impl Changes {
    /// Of the database with that write-ahead log, which need not be there yet; `None`: of none.
    pub fn of(log: Option<PathBuf>) -> Self {
        Self { log, watch: None, due: None, again: None }
    }

    /// Begins to watch, or stops. Inside a tokio runtime.
    pub fn want(&mut self, wanted: bool) {
        match &self.log {
            Some(log) if wanted && self.watch.is_none() => self.watch = Some(Watch::begin(log)),
            _ if !wanted => *self = Self::of(self.log.take()),
            _ => {}
        }
    }

    /// The next change. For ever nothing while it is not wanted. What was not awaited to the end is not lost.
    pub async fn next(&mut self) {
        let Some(watch) = &mut self.watch else { return pending().await };
        loop {
            if let Some(due) = self.due {
                sleep_until(due).await;
                self.due = None;
                watch.forget();
                self.again = Some(Instant::now() + ONCE_MORE);
                return;
            }
            let again = self.again;
            let once_more = async {
                match again {
                    Some(at) => sleep_until(at).await,
                    None => pending().await,
                }
            };
            tokio::select! {
                () = watch.changed() => self.due = Some(Instant::now() + TOGETHER),
                () = once_more => {
                    self.again = None;
                    return;
                }
            }
        }
    }
}

/// The same for who has nothing else to wait for: each call blocks.
pub struct Following {
    runtime: Runtime,
    changes: Changes,
}

impl Following {
    /// Begins to watch the database with that write-ahead log.
    ///
    /// # Errors
    /// Where the system gives nothing to wait with.
    pub fn begin(log: PathBuf) -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let mut changes = Changes::of(Some(log));
        runtime.block_on(async { changes.want(true) });
        Ok(Self { runtime, changes })
    }

    /// Waits for the next change; one since the last call, or since the beginning, counts.
    pub fn wait(&mut self) {
        self.runtime.block_on(self.changes.next());
    }
}

/// How changes come to be known.
enum Watch {
    #[cfg(target_os = "linux")]
    Told(told::Told),
    Looked(Looked),
}

impl Watch {
    fn begin(log: &Path) -> Self {
        #[cfg(target_os = "linux")]
        match told::Told::begin(log) {
            Ok(told) => return Self::Told(told),
            Err(error) => tracing::warn!(%error, "changes are looked for once a second"),
        }
        Self::Looked(Looked::begin(log))
    }

    async fn changed(&mut self) {
        match self {
            #[cfg(target_os = "linux")]
            Self::Told(told) => told.changed().await,
            Self::Looked(looked) => looked.changed().await,
        }
    }

    /// What has happened up to now is known.
    fn forget(&mut self) {
        match self {
            #[cfg(target_os = "linux")]
            Self::Told(told) => {
                told.take();
            }
            Self::Looked(looked) => looked.seen = looked.state(),
        }
    }
}

/// Looks at the log now and then.
struct Looked {
    log: PathBuf,
    seen: Option<(u64, SystemTime)>,
    next: Instant,
}

impl Looked {
    fn begin(log: &Path) -> Self {
        let mut looked = Self { log: log.to_owned(), seen: None, next: Instant::now() + LOOK_EVERY };
        looked.seen = looked.state();
        looked
    }

    fn state(&self) -> Option<(u64, SystemTime)> {
        let found = fs::metadata(&self.log).ok()?;
        Some((found.len(), found.modified().ok()?))
    }

    async fn changed(&mut self) {
        loop {
            sleep_until(self.next).await;
            self.next = Instant::now() + LOOK_EVERY;
            let now = self.state();
            if now != self.seen {
                self.seen = now;
                return;
            }
        }
    }
}

/// Linux tells of what is written (`inotify(7)`).
#[cfg(target_os = "linux")]
mod told {
    use std::future::pending;
    use std::io;
    use std::mem::MaybeUninit;
    use std::os::fd::OwnedFd;
    use std::os::unix::ffi::OsStrExt;
    use std::path::{Path, PathBuf};

    use rustix::fs::inotify::{CreateFlags, Reader, WatchFlags, add_watch, init};
    use tokio::io::Interest;
    use tokio::io::unix::AsyncFd;

    /// Room for the events that are read at once: more than sixteen with a name.
    const EVENTS: usize = 1024;

    pub(super) struct Told {
        log: PathBuf,
        events: AsyncFd<OwnedFd>,
    }

    impl Told {
        /// Watches the log, and its directory for a new one: it comes with the first who opens the database and goes
        /// with the last. What else is written in the directory wakes nobody.
        pub(super) fn begin(log: &Path) -> io::Result<Self> {
            let events = init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK)?;
            let directory = log.parent().unwrap_or(Path::new("."));
            add_watch(&events, directory, WatchFlags::CREATE | WatchFlags::MOVED_TO | WatchFlags::ONLYDIR)?;
            // What replaces it is unsafe, for the sake of descriptors that may be closed behind its back. An `OwnedFd`
            // is not.
            #[allow(deprecated)]
            let events = AsyncFd::with_interest(events, Interest::READABLE)?;
            let told = Self { log: log.to_owned(), events };
            told.follow();
            Ok(told)
        }

        /// From here on what is written into the log is told. If it is not there, its coming is.
        fn follow(&self) {
            let _ = add_watch(&self.events, &self.log, WatchFlags::MODIFY);
        }

        pub(super) async fn changed(&mut self) {
            loop {
                match self.events.readable().await {
                    Ok(mut ready) => ready.clear_ready(),
                    // The runtime ends.
                    Err(_) => return pending().await,
                }
                if self.take() {
                    return;
                }
            }
        }

        /// Takes the events that are there; whether one of them was about the log.
        pub(super) fn take(&self) -> bool {
            let mut room = [MaybeUninit::uninit(); EVENTS];
            let mut events = Reader::new(&self.events, &mut room);
            let mut changed = false;
            while let Ok(event) = events.next() {
                match event.file_name() {
                    None => changed = true,
                    Some(name) if self.log.file_name().is_some_and(|log| log.as_bytes() == name.to_bytes()) => {
                        self.follow();
                        changed = true;
                    }
                    Some(_) => {}
                }
            }
            changed
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::OpenOptions;
    use std::io::Write;

    use tokio::time::timeout;

    use super::*;

    fn append(log: &Path) {
        OpenOptions::new().create(true).append(true).open(log).unwrap().write_all(b"frame").unwrap();
    }

    fn in_a_runtime<T>(test: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async { timeout(Duration::from_secs(30), test).await.expect("nothing was told") })
    }

    /// Whether something is told, longer than a change would take.
    async fn is_quiet(changes: &mut Changes) -> bool {
        timeout(TOGETHER * 4, changes.next()).await.is_err()
    }

    fn promised(begin: fn(&Path) -> Watch) {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("vestibule.db-wal");
        in_a_runtime(async {
            let mut changes = Changes::of(Some(log.clone()));
            assert!(is_quiet(&mut changes).await, "nobody wants it");
            changes.watch = Some(begin(&log));
            append(&dir.path().join("vestibule.log"));
            assert!(is_quiet(&mut changes).await, "another file is none of ours");
            for _ in 0..5 {
                append(&log);
            }
            changes.next().await;
            changes.next().await;
            assert!(is_quiet(&mut changes).await, "told once, and once more for slow disks");
            fs::remove_file(&log).unwrap();
            append(&log);
            append(&log);
            changes.next().await;
            changes.next().await;
            append(&log);
            changes.next().await;
            changes.want(false);
            append(&log);
            assert!(is_quiet(&mut changes).await, "nobody wants it any more");
        });
    }

    #[test]
    fn what_is_written_into_the_log_is_told_and_nothing_else() {
        promised(Watch::begin);
    }

    #[test]
    fn where_the_system_tells_nothing_the_log_is_looked_at() {
        promised(|log| Watch::Looked(Looked::begin(log)));
    }

    #[test]
    fn who_only_waits_is_told_of_what_came_before_the_call() {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("vestibule.db-wal");
        let mut following = Following::begin(log.clone()).unwrap();
        append(&log);
        following.wait();
        let (told, tells) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            // Once more for slow disks, and the next one.
            following.wait();
            append(&log);
            following.wait();
            told.send(()).unwrap();
        });
        tells.recv_timeout(Duration::from_secs(30)).expect("nothing was told");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn on_linux_the_system_tells() {
        let dir = tempfile::tempdir().unwrap();
        in_a_runtime(async {
            assert!(matches!(Watch::begin(&dir.path().join("vestibule.db-wal")), Watch::Told(_)));
            assert!(matches!(Watch::begin(&dir.path().join("no/vestibule.db-wal")), Watch::Looked(_)));
        });
    }
}
