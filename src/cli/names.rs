//! Whom a command is about: names from the arguments, or one a line from standard input.

use std::io::Read;

use super::CliError;

/// Far more names than anybody hands over at once; a file given by mistake is not read to its end.
const MOST_BYTES: u64 = 16 << 20;

/// The names, in their order and each once. `-` stands for standard input.
///
/// # Errors
/// [`CliError::Usage`] where the input is no text or too long, or where there is no name.
pub(super) fn names(given: &[String], input: &mut dyn Read) -> Result<Vec<String>, CliError> {
    let mut names: Vec<String> = Vec::new();
    let mut known = std::collections::HashSet::new();
    let mut add = |name: &str| {
        let name = name.trim();
        if !name.is_empty() && known.insert(name.to_owned()) {
            names.push(name.to_owned());
        }
    };
    for name in given {
        if name != "-" {
            add(name);
            continue;
        }
        let mut text = String::new();
        let read = input.take(MOST_BYTES + 1).read_to_string(&mut text);
        let read =
            read.map_err(|error| CliError::Usage(format!("The names can't be read from standard input ({error}).")))?;
        if read as u64 > MOST_BYTES {
            return Err(CliError::Usage("Standard input is too long for a list of names.".to_owned()));
        }
        text.lines().for_each(&mut add);
    }
    if names.is_empty() {
        return Err(CliError::Usage("There is no name. Give names, or - and one a line on standard input.".to_owned()));
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(given: &[&str], input: &[u8]) -> Result<Vec<String>, CliError> {
        let given: Vec<String> = given.iter().map(|name| (*name).to_owned()).collect();
        names(&given, &mut &input[..])
    }

    #[test]
    fn names_come_from_arguments_and_from_the_input_each_once() {
        assert_eq!(read(&["mira", "ada", "mira"], b"").unwrap(), ["mira", "ada"]);
        assert_eq!(read(&["ada", "-"], b"mira\r\n\n  olga  \nada\n").unwrap(), ["ada", "mira", "olga"]);
    }

    #[test]
    fn what_is_no_list_of_names_is_refused() {
        let long = vec![b'x'; 17 << 20];
        for (given, input) in
            [(&["-"][..], &b""[..]), (&["-"], b"\n \n"), (&["-"], b"\xff\xfe"), (&["-"], &long), (&[""], b"")]
        {
            assert_eq!(read(given, input).unwrap_err().exit_code(), 2);
        }
    }
}
