//! Several processes race for one code, one token, one name: one wins, the others are told so in words, and nobody
//! is ever told that the database is busy.

use std::fmt;
use std::io::BufRead;
use std::path::Path;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use vestibule::auth::challenge::{Flow, Proof, ProofRefused, Target};
use vestibule::auth::verify::{Verified, VerifyError};
use vestibule::domain::Secret;

use super::desk::{Desk, address};
use super::{Process, say};

/// Processes in a race. Each of them spends a try of five.
const RACERS: u32 = 4;

/// The part of a racer: it is told a challenge and a proof, and says what came of it, and when.
pub fn race_when_told(directory: &Path) {
    let desk = Desk::open(directory);
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let (challenge, proof) = line.split_once(' ').unwrap();
        let (target, proof) = (Target::Flow(challenge.parse().unwrap()), Proof::parse(proof).unwrap());
        let begun = micros();
        let verified = desk.auth.verify(&desk.seat, &target, &proof, None);
        let ended = micros();
        let word = match verified {
            Ok(Verified::Created { .. }) => "won".to_owned(),
            Ok(Verified::UsernameTaken { .. }) => "taken".to_owned(),
            Err(VerifyError::Proof(ProofRefused::Expired)) => "expired".to_owned(),
            Err(VerifyError::Proof(ProofRefused::BadToken)) => "bad-token".to_owned(),
            other => format!("{other:?}").replace(char::is_whitespace, "_"),
        };
        say(&format!("{word} {begun} {ended}"));
    }
}

/// The processes share this clock.
fn micros() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros()
}

/// What came of it.
#[derive(Default)]
struct Report {
    races: u32,
    /// Races in which a racer began before another had ended.
    met: u32,
    /// Races by the place of the winner.
    won: [u32; RACERS as usize],
    /// What should not have been, in words.
    wrong: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { races, met, won, wrong } = self;
        writeln!(f, "races            {races}, between {RACERS} processes each")?;
        writeln!(f, "side by side     {met}")?;
        writeln!(f, "won by           {won:?}")?;
        write!(f, "wrong            {}", wrong.len())
    }
}

struct Track {
    desk: Desk,
    racers: Vec<Process>,
    report: Report,
}

impl Track {
    fn new(directory: &Path) -> Self {
        let desk = Desk::open(directory);
        let mut racers: Vec<_> = (0..RACERS).map(|number| Process::start("racer", number)).collect();
        for racer in &mut racers {
            racer.begin(directory);
        }
        Self { desk, racers, report: Report::default() }
    }

    /// One line for each racer; the losers have to say `loss`. Answers the place of the winner.
    fn run(&mut self, what: &str, lines: &[String], loss: &str) -> Option<usize> {
        // Who hears it first is often first, so each has a turn at that.
        let first = self.report.races as usize;
        for place in (first..first + lines.len()).map(|place| place % lines.len()) {
            self.racers[place].tell(&lines[place]);
        }
        let (mut winners, mut spans) = (Vec::new(), Vec::new());
        for (place, racer) in self.racers.iter_mut().enumerate() {
            let said = racer.heard().unwrap_or_else(|| panic!("{what}: racer {place} is gone"));
            let [word, begun, ended] = said.split(' ').collect::<Vec<_>>()[..] else { panic!("{what}: {said}") };
            spans.push((begun.parse::<u128>().unwrap(), ended.parse::<u128>().unwrap()));
            match word {
                "won" => winners.push(place),
                _ if word == loss => {}
                other => self.report.wrong.push(format!("{what}: a racer was told {other}")),
            }
        }
        spans.sort_unstable();
        self.report.races += 1;
        self.report.met += u32::from(spans.windows(2).any(|pair| pair[1].0 < pair[0].1));
        if let [winner] = winners[..] {
            self.report.won[winner] += 1;
            return Some(winner);
        }
        self.report.wrong.push(format!("{what}: {} racers won", winners.len()));
        None
    }

    /// One account, made by one proof, and that many registrations left.
    fn expect_one(&mut self, name: &str, left: u32) {
        let sql = "SELECT (SELECT count(*) FROM accounts WHERE username = ?1), \
                   (SELECT count(*) FROM audit WHERE event = 'user_created_verified' AND subject = ?1), \
                   (SELECT count(*) FROM signups WHERE username = ?1)";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let found: (u32, u32, u32) = self.desk.conn().query_row(sql, [name], read).unwrap();
        if found != (1, 1, left) {
            self.report.wrong.push(format!("{name}: (accounts, proofs, registrations left) are {found:?}"));
        }
    }

    fn spelled(&self, flow: &Flow) -> (String, String) {
        let letter = self.desk.letter(flow.letter.unwrap());
        let line = |proof: &Option<Secret>| format!("{} {}", flow.challenge, proof.as_ref().unwrap().expose());
        (line(&letter.code), line(&letter.token))
    }

    fn for_one_code(&mut self, name: &str) {
        let (code, _) = self.spelled(&self.desk.sign_up(name, &address(name)));
        self.run(name, &vec![code; self.racers.len()], "expired");
        self.expect_one(name, 0);
    }

    fn for_one_token(&mut self, name: &str) {
        let (_, token) = self.spelled(&self.desk.sign_up(name, &address(name)));
        self.run(name, &vec![token; self.racers.len()], "bad-token");
        self.expect_one(name, 0);
    }

    /// Several people wish for one name, and prove their addresses at once.
    fn for_one_name(&mut self, name: &str) {
        let flows: Vec<_> = (0..RACERS).map(|n| self.desk.sign_up(name, &address(&format!("{name}-{n}")))).collect();
        let lines: Vec<_> = flows.iter().map(|flow| self.spelled(flow).0).collect();
        let Some(winner) = self.run(name, &lines, "taken") else { return };
        self.expect_one(name, RACERS - 1);
        // Who came too late for the name is asked for another, and the same code is still good.
        let loser = (winner + 1) % lines.len();
        let proof = Proof::parse(lines[loser].split(' ').next_back().unwrap()).unwrap();
        let other = format!("{name}-too").parse().unwrap();
        let target = Target::Flow(flows[loser].challenge);
        let verified = self.desk.auth.verify(&self.desk.seat, &target, &proof, Some(other));
        if !matches!(verified, Ok(Verified::Created { .. })) {
            self.report.wrong.push(format!("{name}: with another name the code came to {verified:?}"));
        }
    }
}

fn race(rounds: u32) {
    let begun = Instant::now();
    let place = tempfile::tempdir().unwrap();
    let mut track = Track::new(place.path());
    for round in 0..rounds {
        track.for_one_code(&format!("code-{round}"));
        track.for_one_token(&format!("token-{round}"));
        track.for_one_name(&format!("name-{round}"));
    }
    let report = &track.report;
    println!("Races, {rounds} rounds\n{report}\ntook             {:.1} s", begun.elapsed().as_secs_f64());
    assert!(report.wrong.is_empty(), "{:#?}", report.wrong);
    assert!(report.met > 0, "nobody raced");
}

#[test]
fn of_many_processes_one_gets_the_code_one_the_token_one_the_name() {
    race(40);
}

#[test]
#[ignore = "takes minutes"]
fn in_two_thousand_rounds_one_gets_the_code_one_the_token_one_the_name() {
    race(2_000);
}
