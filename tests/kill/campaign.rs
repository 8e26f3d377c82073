//! The campaign: a process signs people up, is killed at a random moment, and what it left is held against what it
//! said. The next one starts on the same directory.

use std::fmt;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use vestibule::auth::challenge::{Identifier, Proof, Target};
use vestibule::auth::login::{Credentials, LogIn};
use vestibule::auth::verify::Verified;
use vestibule::domain::{ChallengeId, LetterId, Secret};

use super::check::{Findings, Marks, Part, check};
use super::desk::{Desk, PASSWORD};
use super::ledger::{Act, Ledger, Story, note};
use super::writer::prefix;
use super::{Chance, Process};

/// SIGKILL (POSIX `signal.h`).
const SIGKILL: i32 = 9;
/// Every so many kills the database is looked at only after the next one, which then has to mend what was left.
const UNSEEN_ONE_IN: u64 = 4;

/// How long a process may live: some milliseconds, from its beginning or its first answer.
#[derive(Clone, Copy)]
struct Life {
    least: u64,
    most: u64,
}

/// While it opens and while it writes.
const AT_WORK: Life = Life { least: 5, most: 45 };
/// While it makes key and database, or soon after.
const NEWBORN: Life = Life { least: 0, most: 20 };

/// What came of it.
#[derive(Default)]
struct Report {
    kills: u32,
    /// Killed before it had begun a call.
    wordless: u32,
    sign_ups: usize,
    resends: usize,
    verifications: usize,
    /// Calls under way when the process was killed.
    cut_short: usize,
    /// Those of them that are there nonetheless, as a whole.
    committed: usize,
    findings: Findings,
}

impl Report {
    /// What is found again when the directory is closed counts once.
    fn take(&mut self, found: Findings) {
        let Findings { lost, torn, .. } = &mut self.findings;
        for (known, found) in [(lost, found.lost), (torn, found.torn)] {
            for line in found {
                if !known.contains(&line) {
                    known.push(line);
                }
            }
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kills, wordless, sign_ups, resends, verifications, cut_short, committed, findings } = self;
        writeln!(f, "kills            {kills} ({wordless} before the first call)")?;
        writeln!(f, "acknowledged     {sign_ups} sign-ups, {resends} resends, {verifications} verifications")?;
        writeln!(f, "cut short        {cut_short} calls, of which {committed} had been committed")?;
        writeln!(f, "lost             {}", findings.lost.len())?;
        write!(f, "torn             {}", findings.torn.len())
    }
}

/// One directory, and all that was said of it.
struct Place {
    directory: TempDir,
    ledger: Ledger,
    /// The first process that nobody has looked after yet.
    unseen: Option<u32>,
    after: Marks,
}

impl Place {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        Self { directory, ledger: Ledger::new(), unseen: None, after: Marks::default() }
    }

    fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Lets a process begin, kills it, and takes down all it has said; whether it began a call.
    fn kill_one(&mut self, mut process: Process, number: u32, life: Life, chance: &mut Chance) -> bool {
        process.begin(self.path());
        let begun = self.ledger.len();
        if chance.below(2) == 0 {
            loop {
                let line = process.heard().unwrap_or_else(|| panic!("writer {number} ended by itself"));
                note(&mut self.ledger, &line);
                if line.starts_with("done") {
                    break;
                }
            }
        }
        // Not a wait for something: the moment of death is what is tried out.
        thread::sleep(Duration::from_micros(life.least * 1_000 + chance.below((life.most - life.least) * 1_000)));
        process.child.kill().unwrap();
        let status = process.child.wait().unwrap();
        assert_eq!(status.signal(), Some(SIGKILL), "writer {number} ended by itself");
        // What it said before is in the pipe.
        while let Some(line) = process.heard() {
            note(&mut self.ledger, &line);
        }
        self.unseen.get_or_insert(number);
        self.ledger.len() > begun
    }

    /// Opens the house and looks at what the processes up to `last` left since somebody looked.
    fn look(&mut self, last: u32, report: &mut Report) {
        let Some(first) = self.unseen.take() else { return };
        let desk = Desk::open(self.path());
        let part = Part { names: names(first, last), after: self.after };
        let found = check(&desk, &self.ledger, &part);
        report.committed += found.committed;
        report.take(found);
        self.after = Marks::now(&desk);
    }

    /// Looks at everybody once more, and lets one who was left waiting come in.
    fn close(&self, last: u32, report: &mut Report) {
        let desk = Desk::open(self.path());
        report.take(check(&desk, &self.ledger, &Part { names: names(0, last), after: Marks::default() }));
        let waiting = self.ledger.iter().rev().find_map(|(name, told)| {
            let parked = !told.cut_short() && matches!(Story::after(&told.done), Story::Parked { .. });
            told.flows.last().filter(|_| parked).map(|flow| (name, *flow))
        });
        if let Some((name, flow)) = waiting.filter(|_| report.findings.is_clean()) {
            come_in(&desk, name, flow);
        }
    }
}

/// Every name that the processes from `first` to `last` can have given.
fn names(first: u32, last: u32) -> (String, String) {
    (prefix(first), prefix(last + 1))
}

/// Proves the address with the letter that outlived its process, and signs in.
fn come_in(desk: &Desk, name: &str, (challenge, letter): (ChallengeId, LetterId)) {
    let letter = desk.letter(letter);
    let code = Proof::parse(letter.code.as_ref().map(Secret::expose).unwrap()).unwrap();
    let verified = desk.auth.verify(&desk.seat, &Target::Flow(challenge), &code, None);
    assert!(matches!(verified, Ok(Verified::Created { .. })), "{name}: {verified:?}");
    let credentials = Credentials { who: Identifier::parse(name), password: PASSWORD.into() };
    let signed_in = desk.auth.log_in(&desk.seat, credentials);
    assert!(matches!(signed_in, Ok(LogIn::In(_))), "{name}: {signed_in:?}");
}

/// Kills that many processes; a directory lives through `lifetime` of them.
fn campaign(seed: u64, kills: u32, lifetime: u32, life: Life) -> Report {
    let mut chance = Chance::new(seed);
    let mut report = Report { kills, ..Report::default() };
    let mut place = Place::new();
    let mut next = Process::start("writer", 1);
    for number in 1..=kills {
        // The next one gets ready in the meantime.
        let process = std::mem::replace(&mut next, Process::start("writer", number + 1));
        report.wordless += u32::from(!place.kill_one(process, number, life, &mut chance));
        let last = number % lifetime == 0 || number == kills;
        if last || chance.below(UNSEEN_ONE_IN) != 0 {
            place.look(number, &mut report);
        }
        if last {
            place.close(number, &mut report);
            for told in place.ledger.values() {
                let count = |act| told.done.iter().filter(|done| **done == act).count();
                report.sign_ups += count(Act::SignUp);
                report.resends += count(Act::Resend);
                report.verifications += count(Act::Verify);
                report.cut_short += usize::from(told.cut_short());
            }
            place = Place::new();
        }
    }
    report
}

/// Nothing may be lost or torn, and the campaign must have been one: calls were answered, and calls were cut short.
fn expect_whole(what: &str, report: &Report, begun: Instant) {
    println!("{what}\n{report}\ntook             {:.1} s", begun.elapsed().as_secs_f64());
    let Findings { lost, torn, .. } = &report.findings;
    assert!(report.findings.is_clean(), "lost: {lost:#?}\ntorn: {torn:#?}");
    assert!(report.sign_ups > 0 && report.cut_short > 0, "this tried nothing out");
}

#[test]
fn a_killed_process_leaves_every_sign_up_whole_or_not_at_all() {
    let begun = Instant::now();
    expect_whole("Killed at work", &campaign(11, 60, 30, AT_WORK), begun);
}

#[test]
fn a_first_start_that_is_killed_can_be_repeated() {
    let begun = Instant::now();
    expect_whole("Killed at the first start", &campaign(12, 20, 2, NEWBORN), begun);
}

#[test]
#[ignore = "takes minutes"]
fn two_thousand_killed_processes_leave_every_sign_up_whole_or_not_at_all() {
    let begun = Instant::now();
    expect_whole("Killed at work", &campaign(21, 2_000, 200, AT_WORK), begun);
}

#[test]
#[ignore = "takes minutes"]
fn five_hundred_first_starts_that_are_killed_can_be_repeated() {
    let begun = Instant::now();
    expect_whole("Killed at the first start", &campaign(22, 500, 2, NEWBORN), begun);
}
