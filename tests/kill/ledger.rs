//! What a process said before it was killed: which calls it began, and which of them were answered.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use vestibule::domain::{ChallengeId, LetterId};

/// A call that is made for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    SignUp,
    Resend,
    Verify,
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::SignUp => "sign-up",
            Self::Resend => "resend",
            Self::Verify => "verify",
        })
    }
}

impl FromStr for Act {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        let known = [Self::SignUp, Self::Resend, Self::Verify].into_iter().find(|act| act.to_string() == word);
        known.ok_or_else(|| format!("{word} is no act"))
    }
}

/// How far somebody has come. A later one is the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Story {
    Nothing,
    Parked { letters: usize },
    Member { letters: usize },
}

impl Story {
    /// Where those calls lead, if each of them is carried out.
    pub fn after(acts: &[Act]) -> Self {
        let letters = acts.iter().filter(|act| **act != Act::Verify).count();
        match acts.last() {
            None => Self::Nothing,
            Some(Act::Verify) => Self::Member { letters },
            Some(_) => Self::Parked { letters },
        }
    }
}

/// What was said of one person. Their calls are made one after the other.
#[derive(Default)]
pub struct Told {
    /// Calls that were begun.
    pub asked: Vec<Act>,
    /// Calls that were answered: the first of those begun, perhaps without the last.
    pub done: Vec<Act>,
    /// The challenge and the letter of each sign-up and resend that was answered.
    pub flows: Vec<(ChallengeId, LetterId)>,
}

impl Told {
    /// The process died before the last call was answered.
    pub fn cut_short(&self) -> bool {
        self.asked.len() > self.done.len()
    }
}

/// Everybody, by username.
pub type Ledger = BTreeMap<String, Told>;

/// `asks NAME ACT`, before a call.
pub fn asks(name: &str, act: Act) -> String {
    format!("asks {name} {act}")
}

/// `done NAME ACT [CHALLENGE LETTER]`: the acknowledgement.
pub fn done(name: &str, act: Act, flow: Option<(ChallengeId, LetterId)>) -> String {
    let ids = flow.map(|(challenge, letter)| format!(" {challenge} {letter}"));
    format!("done {name} {act}{}", ids.unwrap_or_default())
}

/// Takes down a line.
pub fn note(ledger: &mut Ledger, line: &str) {
    match line.split(' ').collect::<Vec<_>>()[..] {
        ["asks", name, act] => ledger.entry(name.to_owned()).or_default().asked.push(act.parse().unwrap()),
        ["done", name, act, ref ids @ ..] => {
            let told = ledger.entry(name.to_owned()).or_default();
            told.done.push(act.parse().unwrap());
            if let [challenge, letter] = ids {
                told.flows.push((challenge.parse().unwrap(), letter.parse().unwrap()));
            }
            assert_eq!(told.done, told.asked, "{line}");
        }
        _ => panic!("what does this mean: {line}"),
    }
}
