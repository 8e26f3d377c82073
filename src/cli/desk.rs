//! `vestibule desk`: today at a glance.

use std::io::Write;

use clap::Args;

use super::json::DeskJson;
use super::{CliError, audit, table};
use crate::auth::desk::DeskView;
use crate::config::Config;
use crate::domain::Total;
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
