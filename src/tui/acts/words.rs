//! What acts are called, for one account and for many.

use crate::auth::act::{Act, ActRefusal};
use crate::domain::{Role, Validity};
use crate::tui::kit::text::grouped;

use super::tally::{Group, Report, Tally};

/// The words of an act.
pub struct Words {
    /// The verb on the button.
    pub verb: &'static str,
    /// While it goes on.
    pub doing: &'static str,
    /// What an account is, or will be: `… is suspended`, `… will be suspended`.
    pub done: &'static str,
    /// The same of many, where it is another word.
    pub all_done: &'static str,
    /// What an account is that needs no act: `… is suspended already`.
    pub already: &'static str,
    /// The same of many.
    pub all_already: &'static str,
    /// What else it means, as a sentence; may be empty.
    pub also: &'static str,
    /// A part of a file's name.
    pub file: &'static str,
}

/// The words of an act.
pub fn of(act: &Act) -> Words {
    let words = |verb, doing, done, file| Words {
        verb,
        doing,
        done,
        all_done: done,
        already: done,
        all_already: done,
        also: "",
        file,
    };
    match act {
        Act::Suspend => Words { also: "Their sessions end.", ..words("Suspend", "Suspending", "suspended", "suspend") },
        Act::Restore => {
            Words { already: "active", all_already: "active", ..words("Restore", "Restoring", "restored", "restore") }
        }
        Act::Wait => words("Put back", "Putting back", "waiting again", "wait"),
        Act::SetRole(Role::User) => Words {
            all_done: "users",
            all_already: "users",
            also: "A user looks after their own account only. Sessions end; they sign in again.",
            ..words("Make user", "Changing roles", "a user", "role")
        },
        Act::SetRole(Role::Helper) => Words {
            all_done: "helpers",
            all_already: "helpers",
            also: "A helper looks after the accounts of users. Sessions end; they sign in again.",
            ..words("Make helper", "Changing roles", "a helper", "role")
        },
        Act::SetRole(Role::Admin) => Words {
            all_done: "admins",
            all_already: "admins",
            also: "An admin sees, changes and deletes every account. Sessions end; they sign in again.",
            ..words("Make admin", "Changing roles", "an admin", "role")
        },
        Act::SendReset => Words {
            also: "The letter has a code to choose a new password. The old one works until then.",
            ..words("Send the letter", "Writing letters", "sent a password letter", "reset")
        },
        Act::Resend => Words {
            also: "A code that was sent before stops working.",
            ..words("Send it again", "Writing letters", "sent their letter again", "resend")
        },
        Act::Verify => Words {
            already: "proved",
            all_already: "proved",
            also: "Their addresses count as proved.",
            ..words("Call proved", "Proving by hand", "called proved", "verify")
        },
        Act::Unverify => words("Call unproved", "Taking back", "called unproved", "unverify"),
        Act::SetValidity(validity) if *validity == Validity::default() => Words {
            already: "good without an end",
            all_already: "good without an end",
            ..words("Take the dates away", "Changing dates", "good without an end", "dates")
        },
        Act::SetValidity(_) => Words {
            also: "Nobody signs in before the first day or after the last.",
            ..words("Set the dates", "Changing dates", "given these dates", "dates")
        },
        Act::SetNote(note) if note.as_str().is_empty() => Words {
            already: "without a note",
            all_already: "without a note",
            ..words("Take the note away", "Changing notes", "left without a note", "note")
        },
        Act::SetNote(_) => words("Set the note", "Changing notes", "given this note", "note"),
        Act::Trash => Words {
            already: "in the trash",
            all_already: "in the trash",
            also: "They can be taken out again for a week.",
            ..words("Throw away", "Throwing away", "in the trash", "trash")
        },
        Act::Untrash => Words {
            already: "out of the trash",
            all_already: "out of the trash",
            ..words("Take out", "Taking out", "out of the trash", "untrash")
        },
        Act::Delete => Words {
            also: "Gone at once, with sessions and codes. This can't be undone.",
            ..words("Delete for good", "Deleting", "deleted", "delete")
        },
    }
}

/// `1 account`, `9,998 accounts`.
pub fn accounts(count: usize) -> String {
    if count == 1 { "1 account".to_owned() } else { format!("{} accounts", number(count)) }
}

/// With its thousands apart.
pub fn number(count: usize) -> String {
    grouped(u64::try_from(count).unwrap_or(u64::MAX))
}

/// The question before an act on so many, or on the one of that name.
pub fn title(act: &Act, count: usize, name: &str) -> String {
    let whom = if count == 1 && !name.is_empty() { name.to_owned() } else { accounts(count) };
    match act {
        Act::SetRole(Role::User) if count == 1 => format!("Make {whom} a user?"),
        Act::SetRole(Role::Helper) if count == 1 => format!("Make {whom} a helper?"),
        Act::SetRole(Role::Admin) if count == 1 => format!("Make {whom} an admin?"),
        Act::SetRole(role) => format!("Make {whom} {role}s?"),
        Act::SendReset if count == 1 => format!("Send {whom} a password letter?"),
        Act::SendReset => format!("Send {whom} password letters?"),
        Act::Resend => format!("Send {whom} the letter again?"),
        Act::Verify => format!("Call {whom} proved?"),
        Act::Unverify => format!("Call {whom} unproved?"),
        Act::SetValidity(_) => format!("Change the dates of {whom}?"),
        Act::SetNote(_) => format!("Change the note on {whom}?"),
        Act::Trash => format!("Throw {whom} away?"),
        Act::Untrash => format!("Take {whom} out of the trash?"),
        Act::Delete => format!("Delete {whom} for good?"),
        Act::Suspend | Act::Restore | Act::Wait => format!("{} {whom}?", of(act).verb),
    }
}

/// The verb on the button, with how many it is about: `Suspend 9,998`.
pub fn button(act: &Act, count: usize) -> String {
    let verb = of(act).verb;
    match (act, number(count)) {
        _ if count == 1 => verb.to_owned(),
        (Act::SetRole(role), count) => format!("Make {count} {role}s"),
        (Act::SendReset, count) => format!("Send {count} letters"),
        (Act::Resend, count) => format!("Send {count} letters again"),
        (Act::Verify | Act::Unverify, count) => format!("{verb}: {count}"),
        (Act::SetValidity(_) | Act::SetNote(_), count) => format!("{verb}: {count}"),
        (Act::Trash, count) => format!("Throw {count} away"),
        (Act::Untrash, count) => format!("Take {count} out"),
        (Act::Delete, count) => format!("Delete {count}"),
        (_, count) => format!("{verb} {count}"),
    }
}

/// What an act will come to, a sentence a line.
pub fn foreseen(act: &Act, tally: &Tally) -> Vec<String> {
    let words = of(act);
    let mut lines = Vec::new();
    match (tally.done(), tally.len()) {
        (0, _) => lines.push("There is nothing to do.".to_owned()),
        (1, 1) => {}
        (1, _) => lines.push(format!("1 will be {}.", words.done)),
        (done, _) => lines.push(format!("{} will be {}.", number(done), words.all_done)),
    }
    if tally.done() > 0 && !words.also.is_empty() {
        lines.push(words.also.to_owned());
    }
    match tally.already() {
        0 => {}
        1 => lines.push(format!("1 is {} already.", words.already)),
        count => lines.push(format!("{} are {} already.", number(count), words.all_already)),
    }
    lines.extend(tally.groups().iter().map(group));
    lines
}

/// Those that are refused for one reason: `1 is the last active admin: ada`.
pub fn group(group: &Group) -> String {
    let (one, many) = why(group.why);
    let reason = if group.count == 1 { one } else { many };
    let more = group.count - group.names.len();
    let names = match (group.names.join(", "), more) {
        (names, _) if names.is_empty() => ".".to_owned(),
        (names, 0) => format!(": {names}"),
        (names, more) => format!(": {names} and {} more", number(more)),
    };
    format!("{} {reason}{names}", number(group.count))
}

/// Why accounts are refused, after the number of one and of many.
fn why(refusal: ActRefusal) -> (&'static str, &'static str) {
    match refusal {
        ActRefusal::Gone => ("is no longer there", "are no longer there"),
        ActRefusal::Stale => ("was changed in the meantime", "were changed in the meantime"),
        ActRefusal::Yourself => ("is your own account", "are your own"),
        ActRefusal::LastAdmin => ("is the last active admin", "are the last active admins"),
        ActRefusal::Staff => ("is staff, whom only an admin reaches", "are staff, whom only an admin reaches"),
        ActRefusal::InTheTrash => ("is in the trash", "are in the trash"),
        ActRefusal::Closed => ("can't sign in now, so no letter helps", "can't sign in now, so no letter helps"),
        ActRefusal::Unproved => ("has no proved address", "have no proved address"),
        ActRefusal::WaitsForNoLetter => ("waits for no letter", "wait for no letter"),
        ActRefusal::IllDated => ("would end before it begins", "would end before they begin"),
        ActRefusal::TooManyLetters => ("got several letters this hour", "got several letters this hour"),
    }
}

/// What became of one account, as a sentence for the foot of the screen. It says how to take it back if one can.
pub fn told(act: &Act, name: &str, undoable: bool) -> String {
    let also = match act {
        Act::Suspend => "; every session of it ended",
        _ => "",
    };
    let back = if undoable { " u takes it back." } else { "" };
    match act {
        Act::SendReset | Act::Resend => {
            format!("The letter to {name} is on its way. The Mail tab shows where it stands.")
        }
        Act::SetRole(_) => format!("{name} is {} now.{back}", of(act).done),
        _ => format!("{name} is {}{also}.{back}", of(act).done),
    }
}

/// What became of many, in a few words: `9,998 of 10,000 suspended`.
pub fn summary(report: &Report) -> String {
    let words = of(&report.act);
    let done = number(report.tally.done());
    let of_all =
        if report.tally.done() == report.len() { String::new() } else { format!(" of {}", number(report.len())) };
    match (&report.act, report.undo) {
        (Act::Suspend | Act::Restore | Act::Untrash | Act::Trash, _) => format!("{done}{of_all} {}", words.done),
        (_, true) => format!("{done}{of_all} put back"),
        _ => format!("{done}{of_all} {}", words.all_done),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::act::{Acted, Outcome};
    use crate::domain::{AccountId, StaffNote};

    fn tally(outcomes: &[(&str, Result<Outcome, ActRefusal>)]) -> Tally {
        let mut tally = Tally::default();
        for (name, outcome) in outcomes {
            let id = AccountId::from_bytes([1; 16]);
            tally.add(&Acted { id, username: (*name).to_owned(), outcome: *outcome, undo: None });
        }
        tally
    }

    #[test]
    fn a_preview_says_how_many_and_why_not() {
        let mut outcomes =
            vec![("mira", Ok(Outcome::Done)), ("otto", Ok(Outcome::Done)), ("zoe", Ok(Outcome::AlreadySo))];
        outcomes.push(("ada", Err(ActRefusal::LastAdmin)));
        outcomes.extend(["a", "b", "c", "d", "e"].map(|name| (name, Err(ActRefusal::InTheTrash))));
        assert_eq!(
            foreseen(&Act::Suspend, &tally(&outcomes)),
            [
                "2 will be suspended.",
                "Their sessions end.",
                "1 is suspended already.",
                "1 is the last active admin: ada",
                "5 are in the trash: a, b, c and 2 more",
            ]
        );
        assert_eq!(
            foreseen(&Act::Trash, &tally(&[("", Err(ActRefusal::Gone))])),
            ["There is nothing to do.", "1 is no longer there.",]
        );
    }

    #[test]
    fn every_act_reads_well_for_one_and_for_many() {
        let note = StaffNote::parse("fees are due").unwrap();
        let until = Validity { from: None, until: Some(crate::domain::Timestamp::from_millis(1)) };
        for (act, one, many) in [
            (Act::Suspend, "Suspend mira?", "Suspend 9,998"),
            (Act::SetRole(Role::Admin), "Make mira an admin?", "Make 9,998 admins"),
            (Act::SendReset, "Send mira a password letter?", "Send 9,998 letters"),
            (Act::Resend, "Send mira the letter again?", "Send 9,998 letters again"),
            (Act::Verify, "Call mira proved?", "Call proved: 9,998"),
            (Act::SetValidity(until), "Change the dates of mira?", "Set the dates: 9,998"),
            (Act::SetNote(note), "Change the note on mira?", "Set the note: 9,998"),
            (Act::Trash, "Throw mira away?", "Throw 9,998 away"),
            (Act::Delete, "Delete mira for good?", "Delete 9,998"),
        ] {
            assert_eq!((title(&act, 1, "mira").as_str(), button(&act, 9_998).as_str()), (one, many));
        }
        assert_eq!(title(&Act::SetRole(Role::Helper), 12, ""), "Make 12 accounts helpers?");
    }
}
