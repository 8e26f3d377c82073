//! `vestibule doctor`: looks whether all is well, and says what to do where it is not.

use std::io::Write;

use clap::Args;

use super::CliError;
use crate::config::Config;
use crate::domain::{EmailAddress, MailStage};
use crate::house::House;

mod machine;
mod rooms;

/// What else to do.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Send a test letter to this address, and say what became of it
    #[arg(long, value_name = "ADDRESS")]
    send_test: Option<String>,
    /// Write a JSON array
    #[arg(long)]
    json: bool,
}

/// How well something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Verdict {
    /// As it should be.
    Good,
    /// Somebody should look at it.
    Look,
    /// It has to be mended.
    Bad,
}

/// What was found.
#[derive(Debug, serde::Serialize)]
pub(super) struct Finding {
    /// What was looked at.
    check: &'static str,
    /// How well it is.
    verdict: Verdict,
    /// What was seen, as a sentence.
    says: String,
    /// What to do about it.
    todo: Option<String>,
}

impl Finding {
    fn good(check: &'static str, says: impl Into<String>) -> Self {
        Self { check, verdict: Verdict::Good, says: says.into(), todo: None }
    }

    fn look(check: &'static str, says: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { check, verdict: Verdict::Look, says: says.into(), todo: Some(todo.into()) }
    }

    fn bad(check: &'static str, says: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { check, verdict: Verdict::Bad, says: says.into(), todo: Some(todo.into()) }
    }
}

pub(super) fn run(args: &DoctorArgs, config: &Config, out: &mut dyn Write) -> Result<(), CliError> {
    let test = args.send_test.as_deref().map(str::parse::<EmailAddress>).transpose();
    let test = test.map_err(|error| CliError::Usage(format!("--send-test: {error}")))?;
    let mut found = machine::examine(config);
    match House::open(config) {
        Err(error) => {
            let todo = "Nothing else can be looked at before that is mended.";
            found.push(Finding::bad("database", error.to_string(), todo));
        }
        Ok(house) => {
            rooms::examine(config, &house, &mut found)?;
            if let Some(to) = &test {
                found.push(send(config, &house, to)?);
            }
        }
    }
    if args.json {
        serde_json::to_writer_pretty(&mut *out, &found).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        show(&found, out)?;
    }
    out.flush()?;
    match found.iter().filter(|finding| finding.verdict == Verdict::Bad).count() {
        0 => Ok(()),
        1 => Err(CliError::Broken("One thing has to be mended.".to_owned())),
        count => Err(CliError::Broken(format!("{count} things have to be mended."))),
    }
}

fn send(config: &Config, house: &House, to: &EmailAddress) -> Result<Finding, CliError> {
    const CHECK: &str = "test letter";
    let letter = house.auth.operator().test_letter(&config.seat, to)?;
    Ok(match house.deliver(config, letter)? {
        Some(MailStage::Written { path }) => {
            Finding::good(CHECK, format!("No mail service is set up, so the letter to {to} is in {path}"))
        }
        Some(MailStage::Accepted { by, .. }) => {
            Finding::good(CHECK, format!("{} took over the letter to {to}. See whether it arrives.", by.name()))
        }
        Some(MailStage::Failed { why } | MailStage::Waiting { why, .. }) => {
            Finding::bad(CHECK, format!("The letter to {to} could not be sent. {why}"), "See the settings under mail.")
        }
        _ => Finding::look(CHECK, format!("The letter to {to} waits."), "Look at vestibule mail list in a minute."),
    })
}

fn show(found: &[Finding], out: &mut dyn Write) -> Result<(), CliError> {
    let width = found.iter().map(|finding| finding.check.chars().count()).max().unwrap_or(0);
    for finding in found {
        let mark = match finding.verdict {
            Verdict::Good => "✓",
            Verdict::Look => "!",
            Verdict::Bad => "✗",
        };
        writeln!(out, "{mark} {:width$}  {}", finding.check, finding.says)?;
        if let Some(todo) = &finding.todo {
            writeln!(out, "  {:width$}  → {todo}", "")?;
        }
    }
    Ok(())
}
