//! `vestibule audit`: what happened, newest first; whether it is as it was written.

use std::io::Write;

use clap::{Args, Subcommand};

use super::CliError;
use super::account::find;
use super::audit_export::{self, AuditExportArgs};
use super::audit_follow;
use super::json::{AuditJson, VerdictJson, hex};
use super::list::{List, ListArgs};
use super::progress::{Bar, thousands};
use super::time::minute;
use crate::auth::audit::{AuditMark, AuditVerdict};
use crate::auth::operator::Operator;
use crate::config::Config;
use crate::domain::{AuditEntry, AuditLink, AuditQuery, AuditSearch, Timestamp};
use crate::house::House;

/// How the audit is searched, for the help.
macro_rules! search_help {
    () => {
        "A search is made of words, all of which must stand in a row, and of fields: actor:ada, account:mira_k \
         (who did it, or to whom), event:suspended, seat:lab2, since:2d, until:2026-03-17, on:2026-03. A star ends \
         the beginning of a name: actor:mir*. An exclamation mark means without: !actor:operator."
    };
}

/// What to do with the audit.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// List what happened, newest first
    #[command(after_help = concat!("JSON: seq, at, event, actor (id, name), subject (id, name), seat, before, after.", "\n\n", search_help!()))]
    List(AuditListArgs),
    /// Write what happened into a file, newest first
    #[command(after_help = concat!("A row has seq, at, event, actor, actor_id, subject, subject_id, seat, before, after; a JSON line has the \
                            shape of `audit list --json`. A cell that a spreadsheet would take for a formula gets an \
                            apostrophe before it.", "\n\n", search_help!()))]
    Export(AuditExportArgs),
    /// Hold every row against the chain; name the first that was changed or taken away
    #[command(after_help = "JSON: unbroken, rows, unchained, head (seq, link), broken (seq, why). Note the head in \
                            another place: a chain whose end was cut off fits, and only --expect notices it.")]
    Verify(AuditVerifyArgs),
}

/// Which rows.
#[derive(Debug, Args)]
pub struct AuditListArgs {
    #[command(flatten)]
    list: ListArgs,
    /// Only what this account did, or what was done to it
    #[arg(long, value_name = "NAME|EMAIL")]
    account: Option<String>,
    /// Go on: write the last 10 rows (--limit says another number), oldest first, and each new one as it comes, until
    /// Ctrl-C. With --json a JSON object a line
    #[arg(long)]
    follow: bool,
}

/// How to check.
#[derive(Debug, Args)]
pub struct AuditVerifyArgs {
    /// This row has to be there, with this link: a head that was noted earlier
    #[arg(long, value_name = "SEQ:HEX", value_parser = mark)]
    expect: Option<AuditMark>,
    /// Write a JSON object
    #[arg(long)]
    json: bool,
}

pub(super) const HEAD: [&str; 6] = ["when (UTC)", "who", "what", "whom", "seat", "change"];

/// The cells of a row.
pub(super) fn cells(entry: &AuditEntry) -> [String; 6] {
    let change = match (&entry.before, &entry.after) {
        (Some(before), Some(after)) => format!("{before} → {after}"),
        (None, Some(after)) => after.clone(),
        (Some(before), None) => before.clone(),
        (None, None) => String::new(),
    };
    [
        minute(entry.at),
        entry.actor.name.clone(),
        entry.event.words().to_owned(),
        entry.subject.as_ref().map(|party| party.name.clone()).unwrap_or_default(),
        entry.seat.to_string(),
        change,
    ]
}

pub(super) fn run(command: &AuditCommand, config: &Config, out: &mut dyn Write) -> Result<(), CliError> {
    let house = House::open(config)?;
    let operator = house.auth.operator();
    let args = match command {
        AuditCommand::List(args) => args,
        AuditCommand::Export(args) => return audit_export::run(args, &house, out),
        AuditCommand::Verify(args) => return verify(args, &operator, out),
    };
    let account = match &args.account {
        Some(who) => Some(find(&operator, who)?.account.id),
        None => None,
    };
    let search = searched(&args.list.search, house.clock.now())?;
    if args.follow {
        let query = AuditQuery { search, account, ..AuditQuery::default() };
        return audit_follow::run(&operator, query, args.list.limit, args.list.json, config, out);
    }
    let list = List {
        what: "rows",
        head: HEAD,
        id: |entry: &AuditEntry| entry.seq,
        json: |row: &AuditEntry| AuditJson::from(row),
        cells,
    };
    list.write(&args.list, out, |page, limit| {
        operator.audit(&AuditQuery { search: search.clone(), account, page, limit })
    })
}

pub(super) fn searched(raw: &str, now: Timestamp) -> Result<AuditSearch, CliError> {
    AuditSearch::parse(raw, now).map_err(|error| CliError::Usage(format!("--search: {error}")))
}

fn verify(args: &AuditVerifyArgs, operator: &Operator<'_>, out: &mut dyn Write) -> Result<(), CliError> {
    let (rows, mut bar) = (operator.audit_rows()?, Bar::new("rows"));
    let verdict = operator.verify_audit(args.expect, &mut |done| bar.draw(done, Some((done, rows.max(done)))));
    bar.clear();
    let verdict = verdict?;
    if args.json {
        serde_json::to_writer_pretty(&mut *out, &VerdictJson::from(&verdict)).map_err(std::io::Error::from)?;
        writeln!(out)?;
    }
    match verdict {
        AuditVerdict::Broken { seq, defect } => {
            out.flush()?;
            Err(CliError::Broken(format!("Row {seq} of the audit does not fit the chain: {defect}.")))
        }
        AuditVerdict::Unbroken { .. } if args.json => Ok(()),
        AuditVerdict::Unbroken { rows, unchained, head } => {
            writeln!(out, "{} rows, unbroken. Head {}", thousands(rows), spelled(head))?;
            if unchained > 0 {
                let count = thousands(unchained);
                writeln!(out, "The first {count} are from before there was a chain: nothing is known of those.")?;
            }
            Ok(())
        }
    }
}

/// `1234:ab12…`, as `--expect` takes it.
fn spelled(mark: AuditMark) -> String {
    format!("{}:{}", mark.seq, hex(&mark.link))
}

fn mark(text: &str) -> Result<AuditMark, String> {
    let read = || {
        let (seq, hex) = text.trim().trim_end_matches('.').split_once(':')?;
        let mut link = [0; 32];
        // Digits only: a sign would be read, too.
        if hex.len() != 2 * link.len() || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        for (byte, digits) in link.iter_mut().zip(hex.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        }
        Some(AuditMark { seq: seq.parse().ok()?, link: AuditLink::new(link) })
    };
    read().ok_or_else(|| "expected a head as `vestibule audit verify` prints it".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_as_it_is_written() {
        let head = AuditMark { seq: 1234, link: AuditLink::new(std::array::from_fn(|at| at as u8 * 7)) };
        assert_eq!(mark(&spelled(head)), Ok(head));
        let hex = "ab".repeat(32);
        assert!(mark(&format!("1:{hex}")).is_ok() && mark(&format!(" 1:{}\n", hex.to_uppercase())).is_ok());
        for bad in
            ["", ":", "1:", &hex, &format!("-1:{hex}"), &format!("1:{hex}0"), &format!("1:+a{}", "ab".repeat(31))]
        {
            assert!(mark(bad).is_err(), "{bad}");
        }
        assert!(mark(&format!("1:{}", "é".repeat(32))).is_err());
    }
}
