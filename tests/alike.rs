//! An account that exists and one that does not take the same time: Welch's t over interleaved samples, as dudect does
//! it, with hashing at low cost so that the rest is not drowned. A leaky control shows that a leak would be seen.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)]

#[path = "common/house.rs"]
mod house;

use std::time::{Duration, Instant};

use house::{House, MINUTE, OTHER_PASSWORD, PASSWORD, wrong};
use vestibule::auth::challenge::{Flow, Identifier, Target};
use vestibule::auth::login::Credentials;
use vestibule::auth::policy::{Policy, RequiredFor};
use vestibule::domain::Seat;

/// Beyond this, two means differ (dudect's bound; by chance alone one run in some 150,000).
const BOUND: f64 = 4.5;

/// A house without limits, on a file system in memory where there is one: the disk's whims would hide a leak.
fn house() -> House {
    let policy = Policy {
        mfa_required_for: RequiredFor::Nobody,
        sign_ups_an_hour: u32::MAX,
        letters_an_hour: u64::MAX,
        letters_a_day: u64::MAX,
        ..Policy::default()
    };
    House::in_memory(7, policy)
}

/// One way to ask, with the preparation that is not measured.
struct Flows {
    house: House,
    number: usize,
}

impl Flows {
    /// A seat where nobody has guessed yet.
    fn seat(&mut self) -> Seat {
        self.number += 1;
        Seat::new(&format!("seat {}", self.number))
    }

    fn timed<T>(f: impl FnOnce() -> T) -> Duration {
        let begin = Instant::now();
        let answer = f();
        let took = begin.elapsed();
        drop(answer);
        took
    }

    fn sign_in(&mut self, who: &str) -> Duration {
        let seat = self.seat();
        let credentials = Credentials { who: Identifier::parse(who), password: OTHER_PASSWORD.into() };
        Self::timed(|| self.house.auth.log_in(&seat, credentials).is_err())
    }

    fn sign_up(&mut self, who: &str) -> Duration {
        let seat = self.seat();
        let form = self.house.form(&format!("new{:05}", self.number), &format!("{who}@example.org"));
        Self::timed(|| self.house.auth.sign_up(&seat, form).is_ok())
    }

    fn reset(&mut self, who: &str) -> Duration {
        let seat = self.seat();
        let who = Identifier::parse(who);
        Self::timed(|| self.house.auth.request_reset(&seat, &who, "").is_ok())
    }

    fn asked(&mut self, who: &str) -> Flow {
        let seat = self.seat();
        let flow = self.house.auth.request_reset(&seat, &Identifier::parse(who), who).unwrap();
        self.house.pass(2 * MINUTE);
        flow
    }

    fn resend(&mut self, who: &str) -> Duration {
        let flow = self.asked(who);
        Self::timed(|| self.house.auth.resend(&self.house.seat, flow.challenge).is_ok())
    }

    /// A wrong code for a reset that was asked for.
    fn verify(&mut self, who: &str) -> Duration {
        let (flow, code) = (self.asked(who), wrong());
        let target = Target::Flow(flow.challenge);
        Self::timed(|| self.house.auth.verify(&self.house.seat, &target, &code, None).is_err())
    }

    /// What the classic bug does: no account, no hash.
    fn leaky(&mut self, who: &str) -> Duration {
        let seat = self.seat();
        let credentials = Credentials { who: Identifier::parse(who), password: OTHER_PASSWORD.into() };
        Self::timed(|| self.house.find(who).is_some() && self.house.auth.log_in(&seat, credentials).is_err())
    }
}

type Ask = fn(&mut Flows, &str) -> Duration;

const FLOWS: [(&str, Ask); 5] = [
    ("sign-in", Flows::sign_in),
    ("sign-up", Flows::sign_up),
    ("reset", Flows::reset),
    ("resend", Flows::resend),
    ("verify", Flows::verify),
];

/// Times so many of each, in an order that chance decides, each about another account or name.
fn samples(ask: Ask, each: usize) -> [Vec<f64>; 2] {
    let house = house();
    let hash = house.vault.hasher().hash(&PASSWORD.into()).unwrap();
    house.crowd_with(each + 20, Some(&hash));
    let mut flows = Flows { house, number: 0 };
    let mut times = [Vec::new(), Vec::new()];
    let mut next = [0, 0];
    let mut seed = 9_u64;
    // The first ones warm the caches.
    for _ in 0..10 {
        for prefix in ["person", "nobody"] {
            ask(&mut flows, &format!("{prefix}{:04}", each + 10 + next[0]));
        }
        next[0] = (next[0] + 1) % 10;
    }
    next = [0, 0];
    while next[0] < each || next[1] < each {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let class = if next[0] == each {
            1
        } else if next[1] == each {
            0
        } else {
            usize::from(seed >> 63 == 1)
        };
        let name = format!("{}{:04}", ["person", "nobody"][class], next[class]);
        next[class] += 1;
        times[class].push(ask(&mut flows, &name).as_secs_f64());
    }
    times
}

/// Welch's t of two samples, without the slowest part of both: that is the system at other work.
fn welch(samples: &[Vec<f64>; 2]) -> f64 {
    let mut all: Vec<f64> = samples.iter().flatten().copied().collect();
    all.sort_by(f64::total_cmp);
    let bound = all[all.len() * 9 / 10];
    let moments = samples.each_ref().map(|sample| {
        let kept: Vec<f64> = sample.iter().copied().filter(|time| *time <= bound).collect();
        let count = kept.len() as f64;
        let mean = kept.iter().sum::<f64>() / count;
        let variance = kept.iter().map(|time| (time - mean).powi(2)).sum::<f64>() / (count - 1.0);
        (mean, variance / count)
    });
    (moments[0].0 - moments[1].0) / (moments[0].1 + moments[1].1).sqrt()
}

fn check(each: usize) {
    let leak = welch(&samples(Flows::leaky, each));
    println!("control that leaks: t = {leak:.1}");
    assert!(leak.abs() > 2.0 * BOUND, "the control leaks, and t = {leak:.1} does not show it");
    for (name, ask) in FLOWS {
        let mut t = welch(&samples(ask, each));
        println!("{name}: t = {t:.2} ({each} of each)");
        if t.abs() >= BOUND {
            // A leak is there the next time, too, and on the same side; what the machine did in between is not.
            let again = welch(&samples(ask, each));
            println!("{name}: t = {again:.2} (once more)");
            t = if again.signum() == t.signum() { again } else { 0.0 };
        }
        assert!(t.abs() < BOUND, "{name}: t = {t:.2}: an account that exists takes another time");
    }
}

#[test]
fn nobody_can_tell_by_the_time_who_has_an_account() {
    check(600);
}

#[test]
#[ignore = "minutes: the figures of the README"]
fn nobody_can_tell_by_the_time_however_often_they_ask() {
    check(9_000);
}
