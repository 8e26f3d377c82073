//! A line of progress on a terminal: how much of it, how many, how fast, how long still.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// Often enough to be watched, and too seldom to cost anything.
const EVERY: Duration = Duration::from_millis(100);
/// Cells of the bar.
const CELLS: u64 = 20;

/// A line on standard error, where that is a terminal; nothing anywhere else.
pub(super) struct Bar {
    what: &'static str,
    on: bool,
    begun: Instant,
    drawn: Option<Instant>,
}

impl Bar {
    /// `what` is counted, in the plural.
    pub(super) fn new(what: &'static str) -> Self {
        Self { what, on: io::stderr().is_terminal(), begun: Instant::now(), drawn: None }
    }

    /// Draws it, if the last time is long enough ago. `share`: so much of so much is done.
    pub(super) fn draw(&mut self, count: u64, share: Option<(u64, u64)>) {
        if !self.on || self.drawn.is_some_and(|drawn| drawn.elapsed() < EVERY) {
            return;
        }
        self.drawn = Some(Instant::now());
        let text = line(self.what, count, share, self.begun.elapsed());
        let _ = write!(io::stderr(), "\r\u{1b}[K{text}");
    }

    /// Takes the line away.
    pub(super) fn clear(&mut self) {
        if self.drawn.take().is_some() {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }
}

fn line(what: &str, count: u64, share: Option<(u64, u64)>, spent: Duration) -> String {
    let rate = count as f64 / spent.as_secs_f64().max(0.001);
    let counted = format!("{} {what}, {} a second", thousands(count), thousands(rate as u64));
    let Some((done, all)) = share.filter(|(_, all)| *all > 0) else { return counted };
    let done = done.min(all);
    let filled = usize::try_from(done * CELLS / all).unwrap_or(0);
    let empty = usize::try_from(CELLS).unwrap_or(0).saturating_sub(filled);
    let left = spent.as_secs_f64() * (all - done) as f64 / done.max(1) as f64;
    let bar = "▰".repeat(filled) + &"▱".repeat(empty);
    format!("{bar} {:>3} %  {counted}, {} left", done * 100 / all, short(left as u64))
}

fn short(seconds: u64) -> String {
    match seconds {
        0..100 => format!("{seconds} s"),
        100..6_000 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h", seconds.div_ceil(3_600)),
    }
}

/// With commas: 1,234,567.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut spaced = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            spaced.push(',');
        }
        spaced.push(digit);
    }
    spaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_have_commas() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(thousands(number), text);
        }
    }

    #[test]
    fn the_line_tells_how_far_how_fast_and_how_long_still() {
        let spent = Duration::from_secs(10);
        assert_eq!(line("rows", 500_000, None, spent), "500,000 rows, 50,000 a second");
        assert_eq!(
            line("rows", 500_000, Some((25, 100)), spent),
            "▰▰▰▰▰▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱  25 %  500,000 rows, 50,000 a second, 30 s left"
        );
        assert!(line("rows", 0, Some((0, 0)), Duration::ZERO).starts_with("0 rows"));
        assert!(line("rows", 1, Some((9, 5)), spent).contains("100 %"), "a file that grew");
    }
}
