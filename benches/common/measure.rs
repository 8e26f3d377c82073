//! What benches share: times, and what the kernel knows of a process.

#![allow(dead_code)]

use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

/// Processor time of this thread so far.
pub fn cpu_time() -> Duration {
    // The kernel adds up when a thread gives its processor away.
    thread::sleep(Duration::from_micros(1));
    let text = fs::read_to_string("/proc/thread-self/schedstat").expect("a kernel with schedstat");
    let nanos = text.split(' ').next().and_then(|number| number.parse().ok()).expect("a number");
    Duration::from_nanos(nanos)
}

/// A size of `/proc/PID/status`, such as `VmRSS:`, in megabytes of a million bytes.
pub fn megabytes(pid: u32, name: &str) -> f64 {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).expect("the program runs");
    number(&text, name) as f64 * 1024.0 / 1e6
}

/// How often a thread of the program has given its processor away or lost it.
pub fn switches(pid: u32) -> u64 {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).expect("the program runs");
    let paths = tasks.filter_map(|task| Some(task.ok()?.path().join("status")));
    let texts = paths.filter_map(|path: PathBuf| fs::read_to_string(path).ok());
    texts.map(|text| number(&text, "voluntary_ctxt_switches") + number(&text, "nonvoluntary_ctxt_switches")).sum()
}

fn number(text: &str, name: &str) -> u64 {
    let line = text.lines().find(|line| line.starts_with(name)).expect("a line of that name");
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
}

pub fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// How long something took, each time.
#[derive(Default)]
pub struct Times(Vec<Duration>);

impl Times {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// So many of a hundred took this long at most, in milliseconds.
    pub fn at(&mut self, hundredths: usize) -> f64 {
        self.0.sort_unstable();
        let last = self.0.len() - 1;
        millis(self.0[(self.0.len() * hundredths / 100).min(last)])
    }

    /// A line: half of them, all but one in a hundred, the worst.
    pub fn row(&mut self, name: &str, goal: &str) {
        println!("  {name:<44} {:>7.2} ms {:>7.2} ms {:>7.2} ms  {goal}", self.at(50), self.at(99), self.at(100));
    }

    /// The line above those.
    pub fn heading(name: &str) {
        println!("  {name:<44}     p50        p99      worst");
    }
}

impl FromIterator<Duration> for Times {
    fn from_iter<I: IntoIterator<Item = Duration>>(times: I) -> Self {
        Self(times.into_iter().collect())
    }
}
