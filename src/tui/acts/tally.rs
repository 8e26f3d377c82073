//! What became of many accounts: counted by reason, with every name for the report.

use crate::auth::act::{Act, ActRefusal, Acted, Outcome};
use crate::domain::audit_file::cell;

/// Names kept beside a reason.
const SOME: usize = 3;

/// Many names in one text: a million of them take some 15 bytes each, and one piece of memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    text: String,
    ends: Vec<u32>,
}

impl Names {
    /// One more.
    pub fn push(&mut self, name: &str) {
        self.text.push_str(name);
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The name with that number; empty where there is none.
    pub fn get(&self, at: usize) -> &str {
        let end = |at: usize| self.ends.get(at).map(|end| usize::try_from(*end).unwrap_or(usize::MAX));
        let begin = at.checked_sub(1).and_then(end).unwrap_or(0);
        end(at).and_then(|end| self.text.get(begin..end)).unwrap_or_default()
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| self.get(at))
    }
}

/// Accounts that are refused for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The reason.
    pub why: ActRefusal,
    /// How many.
    pub count: usize,
    /// A few of their names.
    pub names: Vec<String>,
}

/// What became of accounts, or would.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    names: Names,
    fates: Vec<Result<Outcome, ActRefusal>>,
    done: usize,
    already: usize,
    groups: Vec<Group>,
}

impl Tally {
    /// One more account.
    pub fn add(&mut self, acted: &Acted) {
        self.names.push(&acted.username);
        self.fates.push(acted.outcome);
        let why = match acted.outcome {
            Ok(Outcome::Done) => return self.done += 1,
            Ok(Outcome::AlreadySo) => return self.already += 1,
            Err(why) => why,
        };
        let at = match self.groups.iter().position(|group| group.why == why) {
            Some(at) => at,
            None => {
                self.groups.push(Group { why, count: 0, names: Vec::new() });
                self.groups.len() - 1
            }
        };
        if let Some(group) = self.groups.get_mut(at) {
            group.count += 1;
            if group.names.len() < SOME && !acted.username.is_empty() {
                group.names.push(acted.username.clone());
            }
        }
    }

    /// How many accounts.
    pub fn len(&self) -> usize {
        self.fates.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.fates.is_empty()
    }

    /// For how many it is done, or would be.
    pub fn done(&self) -> usize {
        self.done
    }

    /// How many were so already.
    pub fn already(&self) -> usize {
        self.already
    }

    /// How many are refused.
    pub fn refused(&self) -> usize {
        self.groups.iter().map(|group| group.count).sum()
    }

    /// The refused by reason, in the order in which they came.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Their names, in order.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The names, given up for further use.
    pub fn into_names(self) -> Names {
        self.names
    }

    /// What became of the account with that number.
    pub fn fate(&self, at: usize) -> Option<Result<Outcome, ActRefusal>> {
        self.fates.get(at).copied()
    }
}

/// What came of an act on many accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The act; of an undo, what it did to the first account.
    pub act: Act,
    /// Whether it took another act back.
    pub undo: bool,
    /// What became of those that were reached.
    pub tally: Tally,
    /// Those that were not reached: it was stopped before.
    pub rest: Names,
    /// Why it ended early, if nobody stopped it.
    pub problem: Option<String>,
}

impl Report {
    /// How many accounts it was about.
    pub fn len(&self) -> usize {
        self.tally.len() + self.rest.len()
    }

    /// Whether it was about none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A word for what it was about, as a part of a file's name.
    pub fn word(&self) -> &'static str {
        if self.undo { "undo" } else { super::words::of(&self.act).file }
    }

    /// The lines of a CSV file: username, outcome, reason.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        let reached = self.tally.names.iter().zip(&self.tally.fates).map(|(name, fate)| match fate {
            Ok(Outcome::Done) => line([name, "done", ""]),
            Ok(Outcome::AlreadySo) => line([name, "so already", ""]),
            Err(why) => line([name, "refused", &why.to_string()]),
        });
        let rest = self.rest.iter().map(|name| line([name, "not begun", ""]));
        std::iter::once(line(["username", "outcome", "reason"])).chain(reached).chain(rest)
    }
}

/// A line of CSV (RFC 4180), each cell safe in a spreadsheet.
fn line(cells: [&str; 3]) -> String {
    cells.map(cell).join(",") + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::AccountId;

    fn acted(name: &str, outcome: Result<Outcome, ActRefusal>) -> Acted {
        Acted { id: AccountId::from_bytes([7; 16]), username: name.to_owned(), outcome, undo: None }
    }

    #[test]
    fn the_refused_are_grouped_with_a_few_names() {
        let mut tally = Tally::default();
        for name in ["ada", "nils", "olga", "mira"] {
            tally.add(&acted(name, Err(ActRefusal::Staff)));
        }
        tally.add(&acted("", Err(ActRefusal::Gone)));
        tally.add(&acted("otto", Ok(Outcome::Done)));
        tally.add(&acted("zoe", Ok(Outcome::AlreadySo)));
        assert_eq!((tally.done(), tally.already(), tally.refused(), tally.len()), (1, 1, 5, 7));
        let groups: Vec<_> = tally.groups().iter().map(|group| (group.why, group.count, group.names.len())).collect();
        assert_eq!(groups, [(ActRefusal::Staff, 4, 3), (ActRefusal::Gone, 1, 0)]);
        assert_eq!(tally.names().iter().collect::<Vec<_>>(), ["ada", "nils", "olga", "mira", "", "otto", "zoe"]);
    }

    #[test]
    fn a_report_can_be_opened_in_a_spreadsheet() {
        let mut tally = Tally::default();
        tally.add(&acted("mira", Ok(Outcome::Done)));
        tally.add(&acted("=cmd|'/c calc'!A1", Ok(Outcome::AlreadySo)));
        tally.add(&acted("a\"b", Err(ActRefusal::LastAdmin)));
        let mut rest = Names::default();
        rest.push("-2+3");
        let report = Report { act: Act::Suspend, undo: false, tally, rest, problem: None };
        let lines: Vec<String> = report.lines().collect();
        assert_eq!(
            lines,
            [
                "username,outcome,reason\r\n",
                "mira,done,\r\n",
                "'=cmd|'/c calc'!A1,so already,\r\n",
                "\"a\"\"b\",refused,It is the last active admin. Make another admin first.\r\n",
                "'-2+3,not begun,\r\n",
            ]
        );
    }
}
