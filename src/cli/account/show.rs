//! `vestibule account show`: one account with all that belongs to it.

use std::io::Write;

use clap::Args;

use super::find_page;
use crate::auth::page::{AccountPage, IssuedCode, PasswordStanding};
use crate::cli::json::AccountPageJson;
use crate::cli::time::{minute, minute_or_dash};
use crate::cli::{CliError, audit, table};
use crate::config::Config;
use crate::domain::{LetterQuery, LetterRow, Timestamp};
use crate::house::House;

/// Most letters that are shown; `mail list` has the rest.
const LETTERS: usize = 50;

/// Which account.
#[derive(Debug, Args)]
pub struct AccountShowArgs {
    /// Username or address
    #[arg(value_name = "NAME|EMAIL")]
    who: String,
    /// Write a JSON object; times are RFC 3339 in UTC
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &AccountShowArgs, config: &Config, out: &mut dyn Write) -> Result<(), CliError> {
    let house = House::open(config)?;
    let operator = house.auth.operator();
    let (page, now) = (find_page(&operator, &args.who)?, house.clock.now());
    let about = LetterQuery { account: Some(page.detail.account.id), limit: LETTERS, ..LetterQuery::default() };
    let letters = operator.letters(&about)?.rows;
    if args.json {
        let json = AccountPageJson::new(&page, &letters, now);
        serde_json::to_writer_pretty(&mut *out, &json).map_err(std::io::Error::from)?;
        return Ok(writeln!(out)?);
    }
    show(&page, &letters, now, out)
}

fn show(page: &AccountPage, letters: &[LetterRow], now: Timestamp, out: &mut dyn Write) -> Result<(), CliError> {
    let detail = &page.detail;
    let account = &detail.account;
    let row = |name: &str, value: String| [name.to_owned(), value];
    let mut rows = vec![
        row("display name", account.display_name.clone()),
        row("email", account.email.clone()),
        row("role", account.role.to_string()),
        row("state", account.standing(now).to_string()),
        row("verified", minute_or_dash(account.verified_at)),
        row("created", minute(account.created_at)),
        row("last sign-in", minute_or_dash(account.last_login_at)),
    ];
    let rare = [
        ("last seat", account.last_seat.clone()),
        ("good from", account.validity.from.map(minute)),
        ("good until", account.validity.until.map(minute)),
        ("thrown away", account.trashed_at.map(minute)),
        ("note", Some(detail.note.as_str().to_owned()).filter(|note| !note.is_empty())),
    ];
    rows.extend(rare.into_iter().filter_map(|(name, value)| value.map(|value| row(name, value))));
    let two_factor = detail.second_factor_since.map_or_else(|| "off".to_owned(), |at| format!("since {}", minute(at)));
    let closed = |at| format!("too many wrong ones; closed until {}", minute(at));
    let password = match page.password {
        PasswordStanding::Missing => "none chosen yet",
        PasswordStanding::Chosen => "chosen",
        PasswordStanding::MustChange => "to be changed at the next sign-in",
    };
    rows.push(row("password", password.to_owned()));
    rows.push(row("two-factor", two_factor));
    rows.push(row("guesses", detail.locked_until.map_or_else(|| "–".to_owned(), closed)));
    rows.push(row("id", account.id.to_string()));
    table::write(out, ["username", account.username.as_str()], &rows)?;
    if !detail.sessions.is_empty() {
        writeln!(out)?;
        let session = |session: &crate::domain::Session| {
            [session.seat.to_string(), minute(session.created_at), minute(session.last_seen_at)]
        };
        let rows: Vec<_> = detail.sessions.iter().map(session).collect();
        table::write(out, ["signed in at", "since (UTC)", "last used"], &rows)?;
    }
    if !page.codes.is_empty() {
        writeln!(out)?;
        let code = |code: &IssuedCode| {
            let [purpose, state] = [code.purpose.as_str(), code.state.as_str()].map(str::to_owned);
            [purpose, state, code.address.clone(), code.tries_left.to_string(), minute(code.code_good_until)]
        };
        let rows: Vec<_> = page.codes.iter().map(code).collect();
        table::write(out, ["code for", "state", "address", "tries", "good until (UTC)"], &rows)?;
    }
    if !letters.is_empty() {
        writeln!(out)?;
        let letter = |letter: &LetterRow| {
            let error = letter.last_error.clone().unwrap_or_default();
            [letter.kind.words().to_owned(), letter.state.to_string(), minute(letter.created_at), error]
        };
        let rows: Vec<_> = letters.iter().map(letter).collect();
        table::write(out, ["letter", "state", "written (UTC)", "last error"], &rows)?;
    }
    if !detail.recent.is_empty() {
        writeln!(out)?;
        let rows: Vec<_> = detail.recent.iter().map(audit::cells).collect();
        table::write(out, audit::HEAD, &rows)?;
    }
    Ok(())
}
