//! `vestibule desk`: today at a glance.

use std::io::Write;

use clap::Args;
use serde::Serialize;

use super::json::AuditJson;
use super::time::rfc3339;
use super::{CliError, audit, table};
use crate::auth::desk::DeskView;
use crate::config::Config;
use crate::domain::{AccountId, Seat, Total};
use crate::house::House;

/// Events below the numbers.
const EVENTS: usize = 8;

/// How to show it.
#[derive(Debug, Args)]
#[command(
    after_help = "JSON: at, accounts, newcomers (one number an hour, the last hour last), waiting, parked, letters \
                        (waiting, oldest_at, failed), locked (id, username), seats (seat, sessions), recent (as in \
                        `audit list`). A count ends at 10000."
)]
pub struct DeskArgs {
    /// Write a JSON object; times are RFC 3339 in UTC
    #[arg(long)]
    json: bool,
}

/// Today at a glance: `desk`. A count ends at 10000.
#[derive(Debug, Serialize)]
pub struct DeskJson {
    /// The moment of all this.
    pub at: String,
    /// How many accounts there are.
    pub accounts: u64,
    /// How many proved their address, in each of the last 24 hours; the last hour last.
    pub newcomers: Vec<u64>,
    /// Accounts that an admin has to let in.
    pub waiting: u64,
    /// Registrations whose code was not typed yet.
    pub parked: u64,
    /// The outbox.
    pub letters: DeskLettersJson,
    /// Accounts whose guesses are used up for today.
    pub locked: Vec<NamedJson>,
    /// Where people are signed in.
    pub seats: Vec<SeatJson>,
    /// What happened last, newest first.
    pub recent: Vec<AuditJson>,
}

/// The outbox on the desk.
#[derive(Debug, Serialize)]
pub struct DeskLettersJson {
    /// Letters that are not sent yet.
    pub waiting: u64,
    /// When the oldest of them was written.
    pub oldest_at: Option<String>,
    /// Letters that were given up.
    pub failed: u64,
}

/// An account by its name.
#[derive(Debug, Serialize)]
pub struct NamedJson {
    /// UUIDv7.
    pub id: String,
    /// The name to sign in with.
    pub username: String,
}

/// A seat and how many are signed in there.
#[derive(Debug, Serialize)]
pub struct SeatJson {
    /// Its name.
    pub seat: String,
    /// Live sessions.
    pub sessions: u64,
}

impl From<&DeskView> for DeskJson {
    fn from(view: &DeskView) -> Self {
        let number = |total: Total| match total {
            Total::Exactly(count) | Total::AtLeast(count) => count,
        };
        let counts = &view.counts;
        let named = |(id, name): &(AccountId, String)| NamedJson { id: id.to_string(), username: name.clone() };
        let seat = |(seat, sessions): &(Seat, u64)| SeatJson { seat: seat.to_string(), sessions: *sessions };
        Self {
            at: rfc3339(view.at),
            accounts: view.accounts,
            newcomers: view.newcomers.clone(),
            waiting: number(counts.waiting),
            parked: number(counts.parked),
            letters: DeskLettersJson {
                waiting: number(counts.letters),
                oldest_at: counts.oldest_letter.map(rfc3339),
                failed: number(counts.failed),
            },
            locked: view.locked.iter().map(named).collect(),
            seats: view.seats.iter().map(seat).collect(),
            recent: view.recent.iter().flatten().map(AuditJson::from).collect(),
        }
    }
}

pub(super) fn run(args: &DeskArgs, config: &Config, out: &mut dyn Write) -> Result<(), CliError> {
    let house = House::open(config)?;
    let view = house.auth.operator().desk()?;
    if args.json {
        serde_json::to_writer_pretty(&mut *out, &DeskJson::from(&view)).map_err(std::io::Error::from)?;
        return Ok(writeln!(out)?);
    }
    show(&view, out)
}

fn show(view: &DeskView, out: &mut dyn Write) -> Result<(), CliError> {
    let counts = &view.counts;
    let names = |names: &[(_, String)]| names.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ");
    let oldest = counts.oldest_letter.map(|at| format!("the oldest for {} min", view.at.since(at).as_secs() / 60));
    let hour = format!("{} in the last hour", view.newcomers.last().unwrap_or(&0));
    let rows = [
        ("accounts", view.accounts.to_string(), String::new()),
        ("sign-ups in 24 hours", view.came().to_string(), hour),
        ("wait for approval", told(counts.waiting), String::new()),
        ("wait for their code", told(counts.parked), String::new()),
        ("letters waiting", told(counts.letters), oldest.unwrap_or_default()),
        ("letters failed", told(counts.failed), String::new()),
        ("locked names", view.locked.len().to_string(), names(&view.locked)),
        ("sessions", view.sessions().to_string(), seats(view)),
    ];
    let cells: Vec<_> = rows.map(|(what, number, more)| [what.to_owned(), number, more]).into();
    table::write(out, ["today", "", ""], &cells)?;
    let recent: Vec<_> = view.recent.iter().flatten().take(EVENTS).map(audit::cells).collect();
    if !recent.is_empty() {
        writeln!(out)?;
        table::write(out, audit::HEAD, &recent)?;
    }
    Ok(())
}

fn seats(view: &DeskView) -> String {
    let seats: Vec<String> = view.seats.iter().map(|(seat, sessions)| format!("{seat}: {sessions}")).collect();
    seats.join(", ")
}

fn told(total: Total) -> String {
    match total {
        Total::Exactly(count) => count.to_string(),
        Total::AtLeast(count) => format!("{count}+"),
    }
}
