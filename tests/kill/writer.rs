//! The part that is killed: two threads sign people up without end, and say so before and after.

use std::path::Path;
use std::thread;

use vestibule::auth::challenge::{Flow, Proof, Target};
use vestibule::auth::verify::Verified;
use vestibule::domain::Secret;

use super::desk::{Desk, address};
use super::ledger::{Act, asks, done};
use super::{Chance, say};

/// Writers in one process.
const THREADS: u32 = 2;

/// How a process of that number begins the names of its people. Names sort by process.
pub fn prefix(number: u32) -> String {
    format!("k{number:05}-")
}

/// Never comes back.
pub fn write_until_killed(directory: &Path, number: u32) {
    let desk = Desk::open(directory);
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let desk = &desk;
            scope.spawn(move || {
                let mut chance = Chance::new(u64::from(number * THREADS + thread));
                for n in 0.. {
                    serve(desk, &format!("{}{thread}-{n}", prefix(number)), &mut chance, &mut say);
                }
            });
        }
    });
}

/// Signs somebody up; one in four asks for another letter, one in four proves the address.
pub fn serve(desk: &Desk, name: &str, chance: &mut Chance, tell: &mut dyn FnMut(&str)) {
    let mut flow = sign_up(desk, name, tell);
    if chance.below(4) == 0 {
        flow = resend(desk, name, &flow, tell);
    }
    if chance.below(4) == 0 {
        verify(desk, name, &flow, chance, tell);
    }
}

pub fn sign_up(desk: &Desk, name: &str, tell: &mut dyn FnMut(&str)) -> Flow {
    tell(&asks(name, Act::SignUp));
    let flow = desk.sign_up(name, &address(name));
    tell(&done(name, Act::SignUp, Some((flow.challenge, flow.letter.unwrap()))));
    flow
}

pub fn resend(desk: &Desk, name: &str, flow: &Flow, tell: &mut dyn FnMut(&str)) -> Flow {
    tell(&asks(name, Act::Resend));
    let flow = desk.auth.resend(&desk.seat, flow.challenge).unwrap();
    tell(&done(name, Act::Resend, Some((flow.challenge, flow.letter.unwrap()))));
    flow
}

pub fn verify(desk: &Desk, name: &str, flow: &Flow, chance: &mut Chance, tell: &mut dyn FnMut(&str)) {
    let letter = desk.letter(flow.letter.unwrap());
    let spelling = if chance.below(2) == 0 { letter.code } else { letter.token };
    let proof = Proof::parse(spelling.as_ref().map(Secret::expose).unwrap()).unwrap();
    tell(&asks(name, Act::Verify));
    let verified = desk.auth.verify(&desk.seat, &Target::Flow(flow.challenge), &proof, None);
    assert!(matches!(verified, Ok(Verified::Created { .. })), "{verified:?}");
    tell(&done(name, Act::Verify, None));
}
