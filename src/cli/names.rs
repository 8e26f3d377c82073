//! Names: as arguments, or one a line on standard input.

use std::collections::HashSet;
use std::io::{self, BufRead, BufReader, Read};

use super::CliError;

/// Longest line that can hold a name; addresses have at most 254 bytes. The rest of a longer one is skipped.
const MOST_BYTES: u64 = 1024;
/// Far more names than anybody hands over at once; a file given by mistake is not read to its end.
const MOST: usize = 100_000;

/// Names in their order, read as they are asked for. `-` stands for standard input, where blank lines and lines with `#`
/// are left out.
pub(in crate::cli) struct Names<'a> {
    args: std::slice::Iter<'a, String>,
    input: BufReader<&'a mut dyn Read>,
    reading: bool,
}

impl<'a> Names<'a> {
    /// Those that were given.
    pub(in crate::cli) fn new(given: &'a [String], input: &'a mut dyn Read) -> Self {
        Self { args: given.iter(), input: BufReader::new(input), reading: false }
    }

    /// The next one.
    ///
    /// # Errors
    /// [`CliError::Usage`] where the input can't be read.
    pub(in crate::cli) fn next(&mut self) -> Result<Option<String>, CliError> {
        loop {
            if !self.reading {
                match self.args.next() {
                    Some(name) if name == "-" => self.reading = true,
                    other => return Ok(other.cloned()),
                }
            }
            match self.line()? {
                Some(text) => {
                    let name = text.trim_start_matches('\u{feff}').trim();
                    if !name.is_empty() && !name.starts_with('#') {
                        return Ok(Some(name.to_owned()));
                    }
                }
                None => self.reading = false,
            }
        }
    }

    /// All of them, each once, for what is looked at as a whole.
    ///
    /// # Errors
    /// As [`Self::next`]; where there are too many.
    pub(in crate::cli) fn all(mut self) -> Result<Vec<String>, CliError> {
        let (mut seen, mut all) = (HashSet::new(), Vec::new());
        while let Some(name) = self.next()? {
            if all.len() == MOST {
                return Err(CliError::Usage("Standard input is too long for a list of names.".to_owned()));
            }
            if seen.insert(name.clone()) {
                all.push(name);
            }
        }
        Ok(all)
    }

    /// How many arguments were not read yet.
    pub(in crate::cli) fn left(&self) -> usize {
        self.args.len()
    }

    /// One line without its end, at most [`MOST_BYTES`] of it. What is no text becomes a name that nobody has.
    ///
    /// # Errors
    /// As [`Self::next`].
    pub(in crate::cli) fn line(&mut self) -> Result<Option<String>, CliError> {
        let unreadable = |error| CliError::Usage(format!("The names can't be read from standard input ({error})."));
        let mut bytes = Vec::new();
        let read = self.input.by_ref().take(MOST_BYTES).read_until(b'\n', &mut bytes).map_err(unreadable)?;
        if read == 0 {
            return Ok(None);
        }
        if bytes.last() != Some(&b'\n') {
            skip_line(&mut self.input).map_err(unreadable)?;
        }
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    }
}

fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = match input.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        let (length, over) = match buffer.iter().position(|byte| *byte == b'\n') {
            Some(at) => (at + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        input.consume(length);
        if over {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_a_line_at_a_time_whatever_the_lines_are() {
        let long = "x".repeat(1 << 20);
        let text = format!("\u{feff}mira\r\n\n  # staff\n nils \n{long}\nn\u{0}l\nlast");
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(b"\n\xff\xfe\n");
        let mut input: &[u8] = &bytes;
        let given = ["first", "-", "-", "end"].map(str::to_owned);
        let mut queue = Names::new(&given, &mut input);
        queue.input = BufReader::with_capacity(64, queue.input.into_inner());
        let mut names = Vec::new();
        while let Some(name) = queue.next().unwrap() {
            names.push(name);
        }
        let long = "x".repeat(1024);
        assert_eq!(names, ["first", "mira", "nils", &long, "n\u{0}l", "last", "\u{fffd}\u{fffd}", "end"]);
    }

    fn all(given: &[&str], mut input: &[u8]) -> Result<Vec<String>, CliError> {
        Names::new(&given.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>(), &mut input).all()
    }

    #[test]
    fn all_of_them_are_each_there_once_and_not_without_end() {
        assert_eq!(all(&["mira", "ada", "mira"], b"").unwrap(), ["mira", "ada"]);
        assert_eq!(all(&["ada", "-"], b"mira\r\n\n  olga  \nada\n").unwrap(), ["ada", "mira", "olga"]);
        assert!(all(&["-"], b"\n \n").unwrap().is_empty());
        let many: String = (0..=MOST).map(|at| format!("{at}\n")).collect();
        assert_eq!(all(&["-"], many.as_bytes()).unwrap_err().exit_code(), 2);
    }
}
