//! Steps in the wrong order, and at odd times.

use std::collections::HashSet;
use std::time::Duration;

use proptest::prelude::*;
use vestibule::auth::challenge::{Flow, Proof, ProofRefused, Target};
use vestibule::auth::login::LogIn;
use vestibule::auth::verify::VerifyError;
use vestibule::domain::LetterKind;
use vestibule::tui::effect::TermFx;

use crate::desk::Desk;
use crate::house::{HOUR, House, MINUTE, OTHER_PASSWORD, PASSWORD, Post, address, wrong};

#[derive(Clone, Copy, Debug)]
enum Step {
    SignUp(usize),
    /// A proof of any letter that ever came, as code or as token, for any flow that ever began.
    Prove(usize, usize, bool),
    Guess(usize),
    AskReset(usize),
    Reset(usize, usize, bool),
    LogIn(usize, bool),
    Resend(usize),
    Pass(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let some = || 0usize..12;
    prop_oneof![
        3 => (0usize..2).prop_map(Step::SignUp),
        5 => (some(), some(), any::<bool>()).prop_map(|(flow, letter, code)| Step::Prove(flow, letter, code)),
        2 => some().prop_map(Step::Guess),
        3 => (0usize..2).prop_map(Step::AskReset),
        5 => (some(), some(), any::<bool>()).prop_map(|(flow, letter, code)| Step::Reset(flow, letter, code)),
        4 => (0usize..2, any::<bool>()).prop_map(|(who, new)| Step::LogIn(who, new)),
        2 => some().prop_map(Step::Resend),
        2 => (1u64..60).prop_map(Step::Pass),
    ]
}

const PEOPLE: [&str; 2] = ["mira", "olga"];

/// What a house has been told and what it has sent.
struct Story {
    house: House,
    flows: Vec<Flow>,
    post: Vec<Post>,
    /// Letters that have opened something.
    used: HashSet<usize>,
    password: [&'static str; 2],
}

impl Story {
    fn flow(&self, at: usize) -> Option<&Flow> {
        self.flows.get(at % self.flows.len().max(1))
    }

    fn letter(&self, at: usize, code: bool) -> Option<(usize, Proof)> {
        let at = at % self.post.len().max(1);
        let letter = self.post.get(at).filter(|letter| !letter.proves_nothing())?;
        Some((at, if code { letter.code() } else { letter.token() }))
    }

    fn exists(&self, who: usize) -> bool {
        self.house.find(PEOPLE[who]).is_some()
    }

    fn take(&mut self, step: Step) {
        let before = [self.exists(0), self.exists(1)];
        match step {
            Step::SignUp(who) => {
                let form = self.house.form(PEOPLE[who], &address(PEOPLE[who]));
                // Refused where too many letters went out.
                self.flows.extend(self.house.auth.sign_up(&self.house.seat, form));
            }
            Step::Prove(flow, letter, code) => {
                let Some((flow, (at, proof))) = self.flow(flow).zip(self.letter(letter, code)) else { return };
                let opened = self.house.verify(flow, &proof).is_ok();
                let after = [self.exists(0), self.exists(1)];
                for who in 0..2 {
                    if after[who] && !before[who] {
                        assert!(opened && self.post[at].to.starts_with(PEOPLE[who]), "the owner's letter made it");
                        assert_eq!(self.post[at].kind, LetterKind::VerifySignUp);
                        assert!(self.used.insert(at), "a letter makes one account");
                        self.password[who] = PASSWORD;
                    }
                }
            }
            Step::Guess(flow) => {
                if let Some(flow) = self.flow(flow) {
                    assert!(self.house.verify(flow, &wrong()).is_err());
                }
            }
            Step::AskReset(who) => {
                let name = vestibule::auth::challenge::Identifier::parse(PEOPLE[who]);
                self.flows.extend(self.house.auth.request_reset(&self.house.seat, &name, PEOPLE[who]));
            }
            Step::Reset(flow, letter, code) => {
                let Some((flow, (at, proof))) = self.flow(flow).zip(self.letter(letter, code)) else { return };
                let done = self.house.auth.finish_reset(
                    &self.house.seat,
                    &Target::Flow(flow.challenge),
                    &proof,
                    OTHER_PASSWORD.into(),
                    None,
                );
                if done.is_ok() {
                    let letter = &self.post[at];
                    assert_eq!(letter.kind, LetterKind::ResetPassword);
                    assert!(self.used.insert(at), "a letter resets once");
                    let who = PEOPLE.iter().position(|name| letter.to.starts_with(name)).unwrap();
                    self.password[who] = OTHER_PASSWORD;
                }
            }
            Step::LogIn(who, new) => {
                let password = if new { OTHER_PASSWORD } else { PASSWORD };
                if let Ok(LogIn::In(signed_in)) = self.house.try_password(PEOPLE[who], password) {
                    assert!(before[who] && self.password[who] == password, "signed in without the password");
                    self.house.auth.log_out(&self.house.seat, &signed_in.token).unwrap();
                }
            }
            Step::Resend(flow) => {
                let Some(flow) = self.flow(flow).map(|flow| flow.challenge) else { return };
                self.flows.extend(self.house.auth.resend(&self.house.seat, flow));
            }
            Step::Pass(minutes) => self.house.pass(Duration::from_secs(60 * minutes)),
        }
        if !matches!(step, Step::Prove(..)) {
            assert_eq!([self.exists(0), self.exists(1)], before, "{step:?} made an account");
        }
        let news = self.house.post();
        self.post.extend(news);
    }
}

#[test]
fn no_order_of_steps_skips_one() {
    let config = ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(steps in prop::collection::vec(step(), 1..40))| {
        let mut story = Story {
            house: House::new(),
            flows: Vec::new(),
            post: Vec::new(),
            used: HashSet::new(),
            password: [PASSWORD; 2],
        };
        for step in steps {
            story.take(step);
        }
    });
}

#[test]
fn no_schedule_of_use_outlives_a_session() {
    let config = ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() };
    // Seconds between one use and the next; most of them within the idle time.
    let gap = prop_oneof![8 => 1u64..840, 1 => 840u64..960, 1 => 900u64..3_000];
    proptest!(config, |(gaps in prop::collection::vec(gap, 1..90))| {
        let house = House::new();
        house.admin();
        house.member("mira");
        let token = house.log_in("mira").token;
        let begun = house.now();
        let mut alive = true;
        for seconds in gaps {
            house.pass(Duration::from_secs(seconds));
            let age = house.now().since(begun);
            let open = house.is_signed_in(&token);
            prop_assert!(alive || !open, "what was over began anew");
            prop_assert!(!open || (seconds < 15 * 60 && age < 8 * HOUR), "{seconds} s, {age:?}");
            // A use is noted once a minute, so the idle time may seem that much shorter.
            let surely = alive && seconds < 14 * 60 && age + MINUTE < 8 * HOUR;
            prop_assert!(!surely || open, "{seconds} s, {age:?}");
            alive = open;
        }
    });
}

#[test]
fn another_spelling_of_an_address_is_no_other_address() {
    let house = House::new();
    let spellings = ["mira@example.org", "Mira@example.org", "MIRA@EXAMPLE.ORG", " mira@Example.Org "];
    let mut guesses = 0;
    for (at, address) in spellings.iter().enumerate() {
        let flow = house.auth.sign_up(&house.seat, house.form(&format!("mira{at}"), address)).unwrap();
        for _ in 0..5 {
            match house.verify(&flow, &wrong()) {
                Err(VerifyError::Proof(ProofRefused::Wrong { .. })) => guesses += 1,
                Err(VerifyError::Proof(ProofRefused::TooManyTries { .. })) => {}
                other => panic!("{other:?}"),
            }
        }
    }
    assert_eq!(guesses, 4, "of all spellings together: the fifth is told that it was the last");
    let letters = house.post();
    let flow = house.auth.sign_up(&house.seat, house.form("olga", "olga@example.org")).unwrap();
    house.verify(&flow, &house.post()[0].token()).unwrap();
    assert!(letters.iter().all(|letter| letter.to.to_lowercase() == "mira@example.org"));
    // Whoever proves one spelling has them all.
    house.verify(&flow, &letters[1].token()).unwrap();
    for address in spellings {
        assert!(matches!(house.try_password(address, PASSWORD), Ok(LogIn::In(_))), "{address}");
    }
    assert!(house.verify(&flow, &letters[0].token()).is_err(), "the other registrations are gone");
}

#[test]
fn signing_out_works_wherever_somebody_is_signed_in() {
    let places = [
        "",
        "<down>",
        "<ret>",
        "/mir",
        "<tab>",
        "<tab><tab>",
        "n",
        "<down>D",
        "<down>R",
        "?",
        ":",
        "<f2>",
        "<f2><ret>",
        "<f2><down><ret>",
        "<f2><down><down><ret>",
        "<f2><down><down><down><ret>",
        "<f2><down><down><down><down><ret>",
        "<f2><end><ret>",
    ];
    let mut desk = Desk::with(&["mira"]);
    for place in places {
        desk.log_in("ada").keys(place);
        assert!(desk.model.shared.who.is_some(), "{place}: signed in");
        desk.term.clear();
        desk.keys("<c-x>");
        if desk.model.shared.who.is_some() {
            // Something floats above; what is below hears the second one.
            desk.keys("<esc><c-x>");
        }
        assert!(desk.model.shared.who.is_none(), "{place}: still signed in\n{}", desk.screen());
        assert_eq!(desk.term, [TermFx::Wipe], "{place}");
        let told = format!("{:?}", desk.model);
        assert!(!told.contains("AccountRow {") && !told.contains("mira@example.org"), "{place}: something is left");
        desk.keys("<esc><esc>");
    }
}
