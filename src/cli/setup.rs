//! `vestibule setup`: the first admin, from a script.

use std::io::{Read, Write};

use clap::Args;
use zeroize::Zeroizing;

use super::CliError;
use crate::auth::setup::SetUp;
use crate::config::Config;
use crate::domain::{DisplayName, EmailAddress, MailStage, Secret, Username};
use crate::house::House;

/// Who the first admin is.
#[derive(Debug, Args)]
pub struct SetupArgs {
    /// The name to sign in with
    #[arg(long, value_name = "NAME")]
    username: String,
    /// Where letters go
    #[arg(long, value_name = "ADDRESS")]
    email: String,
    /// The name to be called by
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    display_name: String,
    /// Read the password from standard input; a line break at its end is not part of it
    #[arg(long, required = true)]
    password_stdin: bool,
}

pub(super) fn run(
    args: &SetupArgs,
    config: &Config,
    input: &mut dyn Read,
    out: &mut dyn Write,
) -> Result<(), CliError> {
    let usage = |flag: &str, error: &dyn std::fmt::Display| CliError::Usage(format!("{flag}: {error}"));
    let username: Username = args.username.parse().map_err(|error| usage("--username", &error))?;
    let email: EmailAddress = args.email.parse().map_err(|error| usage("--email", &error))?;
    let display_name = DisplayName::parse(&args.display_name).map_err(|error| usage("--display-name", &error))?;
    let password = password(input)?;

    let house = House::open(config)?;
    let (name, to) = (username.to_string(), email.to_string());
    let signed_in = house.auth.set_up(&config.seat, SetUp { username, email, display_name, password })?;
    // Nobody sits here: the session that a set-up opens ends at once.
    house.auth.log_out(&config.seat, &signed_in.token)?;
    writeln!(out, "{name} is the first admin. Run vestibule to sign in.")?;
    out.flush()?;
    let Some(letter) = signed_in.me.pending_email.and_then(|flow| flow.letter) else { return Ok(()) };
    Ok(writeln!(out, "{}", where_it_is(house.deliver(config, letter)?, &to))?)
}

/// What became of a letter that was just written.
pub(super) fn where_it_is(stage: Option<MailStage>, to: &str) -> String {
    match stage {
        Some(MailStage::Written { path }) => format!("No mail service is set up: the letter to {to} is in {path}"),
        Some(MailStage::Accepted { by, .. }) => format!("{} took over the letter to {to}.", by.name()),
        Some(MailStage::Failed { why }) => format!("The letter to {to} could not be sent: {why}"),
        Some(MailStage::Waiting { why, .. }) => {
            format!("The letter to {to} waits, and goes out while vestibule runs: {why}")
        }
        _ => format!("The letter to {to} goes out while vestibule runs."),
    }
}

/// Reads a password: all of the input, but for one line break at its end.
fn password(input: &mut dyn Read) -> Result<Secret, CliError> {
    /// Far more than any password; a file given by mistake is not read to its end.
    const MOST_BYTES: usize = 4096;
    let mut bytes = Zeroizing::new(vec![0; MOST_BYTES + 1]);
    let mut filled = 0;
    while let Some(free) = bytes.get_mut(filled..).filter(|free| !free.is_empty()) {
        match input.read(free) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => {
                return Err(CliError::Usage(format!("The password can't be read from standard input ({error}).")));
            }
        }
    }
    let text = std::str::from_utf8(bytes.get(..filled).unwrap_or_default())
        .map_err(|_| CliError::Usage("The password on standard input is not UTF-8 text.".to_owned()))?;
    if filled > MOST_BYTES {
        return Err(CliError::Usage("The password on standard input is too long.".to_owned()));
    }
    let text = text.strip_suffix('\n').map_or(text, |text| text.strip_suffix('\r').unwrap_or(text));
    if text.is_empty() {
        return Err(CliError::Usage("There is no password on standard input.".to_owned()));
    }
    Ok(Secret::from(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_break_at_the_end_is_not_part_of_a_password() {
        for (bytes, expected) in [
            ("correct horse\n", "correct horse"),
            ("correct horse\r\n", "correct horse"),
            ("correct horse", "correct horse"),
            (" two\nlines \n\n", " two\nlines \n"),
        ] {
            assert_eq!(password(&mut bytes.as_bytes()).unwrap().expose(), expected);
        }
    }

    #[test]
    fn what_is_no_password_is_refused() {
        let long = vec![b'x'; 10_000];
        for bytes in [&b""[..], b"\n", b"\xff\xfe", &long] {
            let error = password(&mut &bytes[..]).unwrap_err();
            assert_eq!(error.exit_code(), 2);
            assert!(!error.to_string().contains("xxx"));
        }
    }
}
