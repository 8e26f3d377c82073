//! Several processes race for one code, one token, one name, one recovery code, one time step: one wins, the others
//! are told so in words, and nobody is ever told that the database is busy.

use std::collections::BTreeMap;
use std::fmt;
use std::io::BufRead;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use vestibule::auth::challenge::{Flow, Proof, ProofRefused, Target};
use vestibule::auth::clock::SystemClock;
use vestibule::auth::login::LogInError;
use vestibule::auth::verify::{Verified, VerifyError};
use vestibule::domain::{Clock, Seat, SecondFactor, Secret, Ticket, Timestamp};

use super::desk::{Desk, ToldClock, address};
use super::member::Member;
use super::{Process, say};

/// Processes in a race.
const RACERS: u32 = 8;

/// So much time passes between two races: a time step, and more than anybody has to wait who guessed wrong.
const BETWEEN: Duration = Duration::from_secs(30);

/// Long campaigns say how far they are.
const SAY_EVERY: u32 = 500;

/// Each racer has a seat of its own, so that none waits for another's wrong guess.
fn seat(number: u32) -> Seat {
    Seat::new(&format!("seat-{number}"))
}

/// The part of a racer: it is told the time, what to do and what to show, and says what came of it, and when.
pub fn race_when_told(directory: &Path, number: u32) {
    let clock = ToldClock::new(SystemClock.now());
    let mut desk = Desk::with_clock(directory, clock.clone());
    desk.seat = seat(number);
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let [now, what, opens, shown] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("told {line}") };
        clock.tell(Timestamp::from_millis(now.parse().unwrap()));
        let (word, [begun, ended]) = match what {
            "prove" => prove(&desk, opens, shown),
            "log-in" => log_in(&desk, opens, shown),
            other => panic!("told to {other}"),
        };
        say(&format!("{} {begun} {ended}", word.replace(char::is_whitespace, "_")));
    }
}

fn prove(desk: &Desk, challenge: &str, proof: &str) -> (String, [u128; 2]) {
    let (target, proof) = (Target::Flow(challenge.parse().unwrap()), Proof::parse(proof).unwrap());
    let (verified, span) = timed(|| desk.auth.verify(&desk.seat, &target, &proof, None));
    let word = match verified {
        Ok(Verified::Created { .. }) => "won",
        Ok(Verified::UsernameTaken { .. }) => "taken",
        Err(VerifyError::Proof(ProofRefused::Expired)) => "expired",
        Err(VerifyError::Proof(ProofRefused::TooManyTries { .. })) => "no-tries-left",
        Err(VerifyError::Proof(ProofRefused::BadToken)) => "bad-token",
        other => return (format!("{other:?}"), span),
    };
    (word.to_owned(), span)
}

fn log_in(desk: &Desk, ticket: &str, factor: &str) -> (String, [u128; 2]) {
    let (ticket, factor) = (Ticket::new(ticket.into()), SecondFactor::parse(factor).unwrap());
    let (opened, span) = timed(|| desk.auth.log_in_second(&desk.seat, &ticket, &factor));
    let word = match opened {
        Ok(_) => "won".to_owned(),
        Err(LogInError::WrongFactor) => "wrong-factor".to_owned(),
        Err(other) => format!("{other:?}"),
    };
    (word, span)
}

/// When it began and ended, by the clock that the processes share.
fn timed<T>(f: impl FnOnce() -> T) -> (T, [u128; 2]) {
    let micros = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros();
    let begun = micros();
    let answer = f();
    (answer, [begun, micros()])
}

/// What came of it.
#[derive(Default)]
struct Report {
    races: u32,
    /// Races in which a racer began before another had ended.
    met: u32,
    /// Races by the place of the winner.
    won: [u32; RACERS as usize],
    /// What the racers were told.
    told: BTreeMap<String, u32>,
    /// What should not have been, in words.
    wrong: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { races, met, won, told, wrong } = self;
        writeln!(f, "races            {races}, between {RACERS} processes each")?;
        writeln!(f, "side by side     {met}")?;
        writeln!(f, "won by           {won:?}")?;
        writeln!(f, "told             {told:?}")?;
        write!(f, "wrong            {}", wrong.len())
    }
}

/// The last rows before a race.
struct Marks {
    audit: i64,
    session: i64,
}

struct Track {
    clock: Arc<ToldClock>,
    desk: Desk,
    racers: Vec<Process>,
    seats: Vec<Seat>,
    report: Report,
}

impl Track {
    fn new(directory: &Path) -> Self {
        let clock = ToldClock::new(SystemClock.now());
        let desk = Desk::with_clock(directory, clock.clone());
        let mut racers: Vec<_> = (0..RACERS).map(|number| Process::start("racer", number)).collect();
        for racer in &mut racers {
            racer.begin(directory);
        }
        Self { clock, desk, racers, seats: (0..RACERS).map(seat).collect(), report: Report::default() }
    }

    fn pass(&self) -> Timestamp {
        self.clock.tell(self.clock.now().plus(BETWEEN));
        self.clock.now()
    }

    fn marks(&self) -> Marks {
        let sql = "SELECT (SELECT ifnull(max(seq), 0) FROM audit), (SELECT ifnull(max(key), 0) FROM sessions)";
        let read = |row: &rusqlite::Row<'_>| Ok(Marks { audit: row.get(0)?, session: row.get(1)? });
        self.desk.conn().query_row(sql, [], read).unwrap()
    }

    /// One line for each racer; the losers have to say one of `losses`. Answers the place of the winner.
    fn run(&mut self, what: &str, lines: &[String], losses: &[&str]) -> Option<usize> {
        let now = self.clock.now().millis();
        // Who hears it first is often first, so each has a turn at that.
        let first = self.report.races as usize;
        for place in (first..first + lines.len()).map(|place| place % lines.len()) {
            self.racers[place].tell(&format!("{now} {}", lines[place]));
        }
        let (mut winners, mut spans) = (Vec::new(), Vec::new());
        for (place, racer) in self.racers.iter_mut().enumerate() {
            let said = racer.heard().unwrap_or_else(|| panic!("{what}: racer {place} is gone"));
            let [word, begun, ended] = said.split(' ').collect::<Vec<_>>()[..] else { panic!("{what}: {said}") };
            spans.push((begun.parse::<u128>().unwrap(), ended.parse::<u128>().unwrap()));
            *self.report.told.entry(word.to_owned()).or_default() += 1;
            match word {
                "won" => winners.push(place),
                _ if losses.contains(&word) => {}
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
    fn expect_one(&mut self, name: &str, left: u32, before: &Marks) {
        let sql = "SELECT (SELECT count(*) FROM accounts WHERE username = ?1), \
                   (SELECT count(*) FROM audit WHERE seq > ?2 AND event = 'user_created_verified' AND subject = ?1), \
                   (SELECT count(*) FROM signups WHERE username = ?1)";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let found: (u32, u32, u32) = self.desk.conn().query_row(sql, (name, before.audit), read).unwrap();
        if found != (1, 1, left) {
            self.report.wrong.push(format!("{name}: (accounts, proofs, registrations left) are {found:?}"));
        }
    }

    fn spelled(&self, flow: &Flow) -> (String, String) {
        let letter = self.desk.letter(flow.letter.unwrap());
        let line = |proof: &Option<Secret>| format!("prove {} {}", flow.challenge, proof.as_ref().unwrap().expose());
        (line(&letter.code), line(&letter.token))
    }

    /// A code has fewer tries than there are racers. Whoever got one is right, so one of them always wins.
    fn for_one_code(&mut self, name: &str) {
        let before = self.marks();
        let (code, _) = self.spelled(&self.desk.sign_up(name, &address(name)));
        self.run(name, &vec![code; self.racers.len()], &["expired", "no-tries-left"]);
        self.expect_one(name, 0, &before);
    }

    fn for_one_token(&mut self, name: &str) {
        let before = self.marks();
        let (_, token) = self.spelled(&self.desk.sign_up(name, &address(name)));
        self.run(name, &vec![token; self.racers.len()], &["bad-token"]);
        self.expect_one(name, 0, &before);
    }

    /// Several people wish for one name, and prove their addresses at once.
    fn for_one_name(&mut self, name: &str) {
        let before = self.marks();
        let flows: Vec<_> = (0..RACERS).map(|n| self.desk.sign_up(name, &address(&format!("{name}-{n}")))).collect();
        let lines: Vec<_> = flows.iter().map(|flow| self.spelled(flow).0).collect();
        let Some(winner) = self.run(name, &lines, &["taken"]) else { return };
        self.expect_one(name, RACERS - 1, &before);
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

    fn for_one_recovery_code(&mut self, name: &str, member: &mut Member) {
        let mut now = self.pass();
        if member.left() == 0 {
            member.renew_codes(&self.desk, now);
            now = self.pass();
        }
        let code = member.code().unwrap();
        self.for_one_factor(name, member, now, code.expose());
    }

    fn for_one_step(&mut self, name: &str, member: &mut Member) {
        let now = self.pass();
        let digits = member.digits(now);
        let step = now.seconds() / 30;
        self.for_one_factor(name, member, now, &digits);
        let last: i64 = self.desk.conn().query_row("SELECT last_step FROM totp", [], |row| row.get(0)).unwrap();
        if last != step {
            self.report.wrong.push(format!("{name}: step {step} was used, {last} is noted"));
        }
    }

    /// One session, by one sign-in; the others' guesses are noted, and no recovery code but this is gone.
    fn for_one_factor(&mut self, name: &str, member: &mut Member, now: Timestamp, factor: &str) {
        let tickets = member.tickets(&self.desk, now, &self.seats);
        let lines: Vec<_> = tickets.iter().map(|ticket| format!("log-in {ticket} {factor}")).collect();
        let before = self.marks();
        self.run(name, &lines, &["wrong-factor"]);
        let sql = "SELECT (SELECT count(*) FROM sessions WHERE key > ?1), \
                   (SELECT count(*) FROM audit WHERE seq > ?2 AND event = 'authn_login_success'), \
                   (SELECT count(*) FROM audit WHERE seq > ?2 AND event = 'authn_mfa_fail'), \
                   (SELECT count(*) FROM recovery_codes WHERE used_at IS NULL)";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
        let found: (u32, u32, u32, u32) =
            self.desk.conn().query_row(sql, (before.session, before.audit), read).unwrap();
        if found != (1, 1, RACERS - 1, member.left()) {
            self.report.wrong.push(format!("{name}: (sessions, sign-ins, failures, codes left) are {found:?}"));
        }
    }
}

fn race(rounds: u32, mut round: impl FnMut(&mut Track, u32)) {
    let begun = Instant::now();
    let place = tempfile::tempdir().unwrap();
    let mut track = Track::new(place.path());
    for number in 1..=rounds {
        round(&mut track, number);
        if number % SAY_EVERY == 0 || number == rounds {
            let took = begun.elapsed().as_secs_f64();
            println!("\nRaces, {number} rounds\n{}\ntook             {took:.1} s", track.report);
        }
    }
    assert!(track.report.wrong.is_empty(), "{:#?}", track.report.wrong);
    assert!(track.report.met > 0, "nobody raced");
}

fn race_for_accounts(rounds: u32) {
    race(rounds, |track, round| {
        track.for_one_code(&format!("code-{round}"));
        track.for_one_token(&format!("token-{round}"));
        track.for_one_name(&format!("name-{round}"));
    });
}

fn race_for_factors(rounds: u32) {
    let mut member = None;
    race(rounds, |track, round| {
        let member = member.get_or_insert_with(|| Member::enrolled(&track.desk, track.clock.now()));
        track.for_one_recovery_code(&format!("recovery-{round}"), member);
        track.for_one_step(&format!("step-{round}"), member);
    });
}

#[test]
fn of_many_processes_one_gets_the_code_one_the_token_one_the_name() {
    race_for_accounts(25);
}

#[test]
fn of_many_processes_one_gets_the_recovery_code_and_one_the_time_step() {
    race_for_factors(25);
}

#[test]
#[ignore = "takes a quarter of an hour in memory, most of an hour on a disk"]
fn in_ten_thousand_rounds_one_gets_the_code_one_the_token_one_the_name() {
    race_for_accounts(10_000);
}

#[test]
#[ignore = "takes minutes in memory, half an hour on a disk"]
fn in_ten_thousand_rounds_one_gets_the_recovery_code_and_one_the_time_step() {
    race_for_factors(10_000);
}
