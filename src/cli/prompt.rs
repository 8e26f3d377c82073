//! Asks an admin to prove who they are, at the terminal or on standard input, and signs them in for one command.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use zeroize::Zeroizing;

use super::CliError;
use crate::auth::challenge::Identifier;
use crate::auth::login::{Credentials, LogIn, LogInError, Owed};
use crate::config::Config;
use crate::domain::{SecondFactor, Secret, SessionToken};
use crate::house::House;

/// Far more than any password or code.
const MOST_BYTES: usize = 1024;

/// Where the proof comes from.
pub(super) enum Proof<'a> {
    /// Standard input: the password on its first line, and, for who has a second factor, a code on the second.
    Stdin(&'a mut dyn Read),
    /// The terminal, unseen.
    Terminal,
}

/// Signs an admin in. The session has to be ended with [`crate::auth::Auth::log_out`].
pub(super) fn sign_in(
    house: &House,
    config: &Config,
    name: &str,
    mut proof: Proof<'_>,
) -> Result<SessionToken, CliError> {
    let password = proof.ask("Password")?;
    let who = Identifier::parse(name);
    let signed_in = match house.auth.log_in(&config.seat, Credentials { who, password }).map_err(refused)? {
        LogIn::In(signed_in) => signed_in,
        LogIn::NeedsVerification(_) | LogIn::Waits => {
            return Err(CliError::Usage("That is no account of an admin.".to_owned()));
        }
        LogIn::NeedsSecondFactor(ticket) => {
            let typed = proof.ask("Code")?;
            let factor = SecondFactor::parse(typed.expose())
                .map_err(|_| CliError::Usage("That is neither a code of six digits nor a recovery code.".to_owned()))?;
            house.auth.log_in_second(&config.seat, &ticket, &factor).map_err(refused)?
        }
    };
    let owes = match signed_in.me.owes {
        None => return Ok(signed_in.token),
        Some(Owed::Password) => "This account has to choose a new password first. Sign in at the screen.",
        Some(Owed::SecondFactor) => "This account needs two-factor sign-in first. Sign in at the screen.",
    };
    house.auth.log_out(&config.seat, &signed_in.token)?;
    Err(CliError::Broken(owes.to_owned()))
}

fn refused(error: LogInError) -> CliError {
    match error {
        LogInError::Call(error) => error.into(),
        error => CliError::Broken(error.to_string()),
    }
}

impl Proof<'_> {
    fn ask(&mut self, what: &str) -> Result<Secret, CliError> {
        let read = match self {
            Self::Stdin(input) => line(*input),
            Self::Terminal => Unseen::open().and_then(|mut terminal| terminal.ask(what)),
        };
        let line = read.map_err(|why| {
            CliError::Usage(format!("{what}: It can't be read ({why}). --password-stdin reads it from standard input."))
        })?;
        let text = std::str::from_utf8(&line)
            .map_err(|_| CliError::Usage(format!("{what}: It is not UTF-8 text.")))?
            .trim_end_matches(['\r', '\n']);
        if text.is_empty() {
            return Err(CliError::Usage(format!("{what}: There is none.")));
        }
        Ok(Secret::from(text))
    }
}

/// One line, byte by byte, so that nothing behind it is taken.
fn line(input: &mut dyn Read) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut line = Zeroizing::new(Vec::with_capacity(MOST_BYTES));
    let mut byte = Zeroizing::new([0]);
    loop {
        match input.read(byte.as_mut()) {
            Ok(0) => return Ok(line),
            Ok(_) if byte.contains(&b'\n') => return Ok(line),
            // With signals off, Ctrl-C and Ctrl-D are characters.
            Ok(_) if byte.contains(&3) || byte.contains(&4) => return Err(io::Error::other("it was given up")),
            Ok(_) if line.len() >= MOST_BYTES => return Err(io::Error::other("it is too long")),
            Ok(_) => line.extend_from_slice(byte.as_ref()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// The terminal while it shows nothing of what is typed; as it was once this is dropped.
struct Unseen {
    terminal: File,
    before: Termios,
}

impl Unseen {
    fn open() -> io::Result<Self> {
        let terminal = OpenOptions::new().read(true).write(true).open("/dev/tty")?;
        let before = tcgetattr(&terminal)?;
        let mut unseen = before.clone();
        // Without signals: whoever presses Ctrl-C here must not be left with a terminal that shows nothing.
        unseen.local_modes &= !(LocalModes::ECHO | LocalModes::ISIG);
        tcsetattr(&terminal, OptionalActions::Flush, &unseen)?;
        Ok(Self { terminal, before })
    }

    fn ask(&mut self, what: &str) -> io::Result<Zeroizing<Vec<u8>>> {
        write!(self.terminal, "{what}: ")?;
        let line = line(&mut self.terminal);
        writeln!(self.terminal)?;
        line
    }
}

impl Drop for Unseen {
    fn drop(&mut self) {
        let _ = tcsetattr(&self.terminal, OptionalActions::Flush, &self.before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_taken_one_by_one_and_never_without_end() {
        let mut input = &b"correct horse\r\n123456\nrest"[..];
        let mut proof = Proof::Stdin(&mut input);
        assert_eq!(proof.ask("Password").unwrap().expose(), "correct horse");
        assert_eq!(proof.ask("Code").unwrap().expose(), "123456");
        assert_eq!(input, b"rest");
        for bad in [&b""[..], b"\n", b"\xff\n", &[b'x'; 5000]] {
            assert!(Proof::Stdin(&mut &*bad).ask("Password").is_err());
        }
    }
}
