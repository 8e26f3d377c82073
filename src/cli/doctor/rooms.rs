//! What the house says of itself: the clock, the database, the audit, the keys, the letters.

use std::time::Duration;

use super::Finding;
use crate::auth::audit::AuditVerdict;
use crate::auth::upkeep::Upkeep;
use crate::cli::CliError;
use crate::cli::time::minute;
use crate::config::Config;
use crate::domain::{KeyUse, Timestamp};
use crate::house::{House, database};
use crate::store::sqlite::SqliteStore;
use crate::store::sqlite::copy::check_integrity;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// A copy older than this is too old to be put back gladly.
const BACKUP: u32 = 7;
/// A signing key is replaced about once a year (NIST SP 800-57 part 1, §5.3.6: one to three years).
const SIGNING_KEY: u32 = 400;
/// A letter that waits longer waits for something.
const LETTER: Duration = Duration::from_secs(60 * 60);
/// 2026-01-01: no clock that is right shows less.
const BEFORE_US: Timestamp = Timestamp::from_millis(1_767_225_600_000);

pub(super) fn examine(config: &Config, house: &House, found: &mut Vec<Finding>) -> Result<(), CliError> {
    let now = house.clock.now();
    let operator = house.auth.operator();
    found.push(integrity(config));
    found.push(match operator.verify_audit(None, &mut |_| {})? {
        AuditVerdict::Unbroken { rows, .. } => {
            Finding::good("audit", format!("All {rows} rows are as they were written."))
        }
        AuditVerdict::Broken { seq, defect } => Finding::bad(
            "audit",
            format!("Of row {seq}: {defect}."),
            "Somebody changed the database by other means. Compare with a backup.",
        ),
    });
    let upkeep = operator.upkeep()?;
    found.push(clock(now, upkeep.last_event));
    let signing = operator.keys()?.into_iter().find(|key| key.purpose == KeyUse::Signing && key.retired_at.is_none());
    found.push(match signing {
        Some(key) if now.since(key.created_at) > DAY * SIGNING_KEY => Finding::look(
            "keys",
            format!("The signing key is from {}.", minute(key.created_at)),
            "vestibule keys rotate --signing; nobody has to sign in again.",
        ),
        _ => Finding::good("keys", "The master key opens the others."),
    });
    found.push(admins(&upkeep));
    found.extend(mail(config, &upkeep, now));
    found.push(backup(&upkeep, now));
    Ok(())
}

fn integrity(config: &Config) -> Finding {
    match SqliteStore::open(&database(config)).and_then(|store| check_integrity(&store)) {
        Ok(looked) => {
            let says = format!("Whole, schema {}, {} accounts.", looked.schema, looked.accounts);
            Finding::good("database", says)
        }
        Err(error) => Finding::bad("database", error.to_string(), "Put a backup back: vestibule restore FILE"),
    }
}

fn clock(now: Timestamp, last: Option<Timestamp>) -> Finding {
    let todo = "Set the clock: codes, sessions and two-factor sign-in depend on it.";
    match last {
        _ if now < BEFORE_US => Finding::bad("clock", format!("It shows {} (UTC).", minute(now)), todo),
        Some(last) if now < last => Finding::bad(
            "clock",
            format!("It shows {} (UTC), before the last event at {}.", minute(now), minute(last)),
            todo,
        ),
        _ => Finding::good("clock", format!("It shows {} (UTC).", minute(now))),
    }
}

fn admins(upkeep: &Upkeep) -> Finding {
    match upkeep.admins {
        0 => Finding::bad(
            "admins",
            "There is no active admin.",
            "vestibule setup, or vestibule account break-glass NAME",
        ),
        1 => {
            Finding::look("admins", "There is one active admin.", "Make a second one, so that one can help the other.")
        }
        count => Finding::good("admins", format!("There are {count} active admins.")),
    }
}

fn mail(config: &Config, upkeep: &Upkeep, now: Timestamp) -> Vec<Finding> {
    let mut found = vec![match (&config.mail.mailjet, &config.mail.sender_email) {
        (Some(_), Some(sender)) => Finding::good("mail", format!("Letters go out by Mailjet, from {sender}.")),
        _ => Finding::look(
            "mail",
            format!("No mail service is set up: letters become files in {}", config.mail.dir.display()),
            "Set mail.api_key, mail.api_secret and mail.sender_email; try it with doctor --send-test ADDRESS.",
        ),
    }];
    found.push(match upkeep.waiting {
        (count, Some(oldest)) if now.since(oldest) > LETTER => Finding::bad(
            "outbox",
            format!("{count} letters wait, the oldest since {} (UTC).", minute(oldest)),
            "See vestibule mail list for why. Letters go out while vestibule runs.",
        ),
        _ if upkeep.failed > 0 => Finding::look(
            "outbox",
            format!("{} letters were given up.", upkeep.failed),
            "See vestibule mail list for why, and retry them in the Mail tab.",
        ),
        (count, _) => Finding::good("outbox", format!("{count} letters wait, none too long.")),
    });
    found
}

fn backup(upkeep: &Upkeep, now: Timestamp) -> Finding {
    let todo = "vestibule backup; better still every night, from a timer.";
    match upkeep.last_backup {
        None => Finding::look("backup", "None was made yet.", todo),
        Some(at) if now.since(at) > DAY * BACKUP => {
            Finding::look("backup", format!("The last one is from {} (UTC).", minute(at)), todo)
        }
        Some(at) => Finding::good("backup", format!("The last one is from {} (UTC).", minute(at))),
    }
}
