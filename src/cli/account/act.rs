//! `vestibule account suspend`, `role`, `trash` and the other acts: part by part, a line for each account.

use std::io::{Read, Write};

use clap::Args;

use super::report::{Report, as_operator};
use super::whom::{Asked, Whom};
use crate::auth::act::Act;
use crate::cli::CliError;
use crate::config::Config;
use crate::domain::search::days;
use crate::domain::{AccountId, Role, StaffNote, Timestamp, Validity};
use crate::house::House;

/// Which role for whom.
#[derive(Debug, Args)]
pub struct RoleArgs {
    /// user, helper or admin
    #[arg(value_name = "ROLE")]
    role: Role,
    #[command(flatten)]
    whom: Whom,
}

/// What is noted about whom.
#[derive(Debug, Args)]
pub struct NoteArgs {
    #[command(flatten)]
    whom: Whom,
    /// The note, one line; an empty one takes it away
    #[arg(long, value_name = "TEXT", value_parser = StaffNote::parse)]
    text: StaffNote,
}

/// Whose dates.
#[derive(Debug, Args)]
pub struct ValidityArgs {
    #[command(flatten)]
    whom: Whom,
    /// The first day, e.g. 2026-09-01, in UTC; or none. What is not given stays
    #[arg(long, value_name = "DAY|none", value_parser = first_day, required_unless_present = "until")]
    from: Option<Bound>,
    /// The last day, e.g. 2027-06-30, in UTC; or none. What is not given stays
    #[arg(long, value_name = "DAY|none", value_parser = last_day)]
    until: Option<Bound>,
}

/// One end of a validity; `None`: without end on that side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Bound(Option<Timestamp>);

fn bound(text: &str, pick: impl Fn((Timestamp, Timestamp)) -> Timestamp) -> Result<Bound, String> {
    if text == "none" {
        return Ok(Bound(None));
    }
    // A year or a month would be a day that nobody named.
    let day = Some(text).filter(|text| text.matches('-').count() == 2).and_then(days);
    day.map(|day| Bound(Some(pick(day)))).ok_or_else(|| "expected a day, e.g. 2026-09-01, or none".to_owned())
}

fn first_day(text: &str) -> Result<Bound, String> {
    bound(text, |(first, _)| first)
}

/// Good through that whole day: it ends when the next one begins.
fn last_day(text: &str) -> Result<Bound, String> {
    bound(text, |(_, after)| after)
}

/// What is done to each, and how it is told.
struct Deed<'a> {
    /// With `{}` for "3 accounts": suspend {}.
    verb: &'static str,
    /// After a name: suspended.
    done: &'a str,
    /// What it is for an account of those dates.
    act: &'a dyn Fn(Validity) -> Act,
}

/// An act that takes nothing but names.
#[derive(Clone, Copy, Debug)]
pub(super) enum Plain {
    Suspend,
    Restore,
    Reset,
    Resend,
    Verify,
    Trash,
    Untrash,
    Delete,
}

/// What a command runs with.
pub(in crate::cli) struct Run<'a> {
    pub(in crate::cli) config: &'a Config,
    pub(in crate::cli) input: &'a mut dyn Read,
    pub(in crate::cli) out: &'a mut dyn Write,
}

pub(super) fn plain(what: Plain, whom: &Whom, run: Run<'_>) -> Result<(), CliError> {
    let (verb, done, act) = match what {
        Plain::Suspend => ("suspend {}", "suspended", Act::Suspend),
        Plain::Restore => ("restore {}", "restored", Act::Restore),
        Plain::Reset => ("send a reset letter to {}", "sent a reset letter", Act::SendReset),
        Plain::Resend => ("send the letter again to {}", "sent the letter again", Act::Resend),
        Plain::Verify => ("call the address of {} proved", "called proved", Act::Verify),
        Plain::Trash => ("move {} to the trash", "moved to the trash", Act::Trash),
        Plain::Untrash => ("take {} out of the trash", "taken out of the trash", Act::Untrash),
        Plain::Delete => ("delete {} for good", "deleted for good", Act::Delete),
    };
    all(&Deed { verb, done, act: &|_| act.clone() }, whom, run)
}

pub(super) fn role(args: &RoleArgs, run: Run<'_>) -> Result<(), CliError> {
    let (done, act) = (format!("made {}", args.role), Act::SetRole(args.role));
    all(&Deed { verb: "change the role of {}", done: &done, act: &|_| act.clone() }, &args.whom, run)
}

pub(super) fn note(args: &NoteArgs, run: Run<'_>) -> Result<(), CliError> {
    let act = Act::SetNote(args.text.clone());
    all(&Deed { verb: "change the note of {}", done: "given that note", act: &|_| act.clone() }, &args.whom, run)
}

pub(super) fn validity(args: &ValidityArgs, run: Run<'_>) -> Result<(), CliError> {
    let act = |now: Validity| {
        let end = |given: Option<Bound>, kept| given.map_or(kept, |Bound(at)| at);
        Act::SetValidity(Validity { from: end(args.from, now.from), until: end(args.until, now.until) })
    };
    all(&Deed { verb: "change the dates of {}", done: "given those dates", act: &act }, &args.whom, run)
}

fn all(deed: &Deed<'_>, whom: &Whom, run: Run<'_>) -> Result<(), CliError> {
    whom.named.given()?;
    let house = House::open(run.config)?;
    let (operator, seat) = (house.auth.operator(), &run.config.seat);
    let mut queue = whom.named.queue(&operator, house.clock.now(), run.input)?;
    // What can't be taken back is asked about even where each name was typed.
    let is_final = (deed.act)(Validity::default()) == Act::Delete;
    whom.confirm(deed.verb, is_final, &mut queue)?;
    as_operator()?;
    let mut report = Report::begin(whom, deed.done, &mut *run.out);
    let mut together: Option<(Act, Vec<AccountId>)> = None;
    let do_it = |step: Option<(Act, Vec<AccountId>)>, report: &mut Report<'_>| -> Result<(), CliError> {
        let Some((act, ids)) = step else { return Ok(()) };
        let acted = if whom.dry_run { operator.preview(&act, &ids)? } else { operator.act_on(seat, &act, &ids)? };
        acted.iter().try_for_each(|acted| report.acted(acted))
    };
    loop {
        let part = queue.next_part(&operator)?;
        if part.is_empty() {
            break;
        }
        for asked in part {
            match (asked, &mut together) {
                (Asked::Account(id, dates), Some((act, ids))) if *act == (deed.act)(dates) => ids.push(id),
                // Another act, or a name that nobody has: what came before comes first.
                (asked, _) => {
                    do_it(together.take(), &mut report)?;
                    match asked {
                        Asked::Account(id, dates) => together = Some(((deed.act)(dates), vec![id])),
                        Asked::Nobody(name) => report.nobody(&name)?,
                    }
                }
            }
        }
        do_it(together.take(), &mut report)?;
    }
    let counts = report.end()?;
    if counts.done > 0 && !whom.dry_run {
        house.send_due(run.config)?;
    }
    counts.verdict()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_a_day_in_utc_or_none() {
        let at = |millis| Ok(Bound(Some(Timestamp::from_millis(millis))));
        assert_eq!(first_day("2026-09-01"), at(1_788_220_800_000));
        assert_eq!(last_day("2026-08-31"), at(1_788_220_800_000), "through that day");
        assert_eq!(last_day("none"), Ok(Bound(None)));
        for bad in ["", "2026", "2026-09", "2026-02-30", "tomorrow", "<30d", "2026-09-01T10:00:00Z", "--", "\u{0}"] {
            assert!(first_day(bad).is_err() && last_day(bad).is_err(), "{bad}");
        }
    }
}
