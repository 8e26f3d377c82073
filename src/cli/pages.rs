//! The manual pages, one for each command: their options come from the table that reads the arguments, their settings
//! from the list that the configuration is made of.

use std::io;

use clap::{Arg, Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};

use super::{CODES, Cli};
use crate::config::SETTINGS;

/// What the first page is called; every other leads to it.
const FIRST: &str = "vestibule";

/// A heading, and what its paragraph begins with in the help of a command.
const OWN_HEADINGS: [(&str, &str); 3] =
    [("EXIT STATUS", "Exit codes: "), ("JSON OUTPUT", "JSON: "), ("SEARCHING", "Searching: ")];

const FILES: [(&str, &str); 7] = [
    ("~/.config/vestibule/config.toml", "The configuration. XDG_CONFIG_HOME moves it, --config names another."),
    ("~/.local/share/vestibule/", "The data directory. XDG_DATA_HOME moves it, --data-dir names another."),
    ("vestibule.db", "In it: the database, in use with vestibule.db-wal and vestibule.db-shm beside it."),
    ("secret.key", "In it: the master key. Without it the database can't be opened; keep a copy elsewhere."),
    ("vestibule.log", "In it: the log of the screen. Commands write theirs to standard error."),
    ("mail/", "In it: letters that nobody carries, with their codes."),
    ("reports/, backups/", "In it: what was saved from the screen, and copies by vestibule-backup(1)."),
];

const OTHER_VARIABLES: [(&str, &str); 2] = [
    ("VESTIBULE_CONFIG", "The configuration file, as --config."),
    ("TZ", "The zone in which the screen shows times. Commands write UTC."),
];

/// What somebody wants, and the command for it.
const EXAMPLES: [(&str, &str); 8] = [
    ("Look around in a house that is gone afterwards:", "vestibule demo"),
    (
        "Make the first admin; the password comes from standard input:",
        "vestibule setup --username ada --email ada@example.org --password-stdin",
    ),
    ("See what would become of each row of a file:", "vestibule import people.csv --dry-run"),
    ("Import it, and keep what is refused:", "vestibule import people.csv --rejects rejects.csv"),
    (
        "Close the accounts of users whom nobody has seen for a year:",
        "vestibule account suspend --search 'role:user seen:>1y' --yes",
    ),
    ("Let somebody in who gets no mail:", "vestibule account reset-code mira_k"),
    ("Write what happened to an account into a file:", "vestibule audit export --format csv --account mira_k mira.csv"),
    ("Copy everything while people go on, and look whether all is well:", "vestibule backup && vestibule doctor"),
];

/// The pages with the names of their files, the first one first.
///
/// # Errors
/// Whatever the writer of pages can't write into memory.
pub(super) fn pages() -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut root = Cli::command().disable_help_subcommand(true);
    root.build();
    let mut made = Vec::new();
    collect(&root, None, &mut made)?;
    Ok(made)
}

fn collect(command: &Command, above: Option<&str>, made: &mut Vec<(String, Vec<u8>)>) -> io::Result<()> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    made.push((format!("{name}.1"), page(command, &name, above)?));
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        collect(below, Some(&name), made)?;
    }
    Ok(())
}

fn page(command: &Command, name: &str, above: Option<&str>) -> io::Result<Vec<u8>> {
    let is_first = above.is_none();
    let usage = command.clone().render_usage().to_string();
    // The first page tells of what holds for every command; on the others it would hide what is theirs.
    let shown = command
        .clone()
        .mut_args(|arg| readable(arg, is_first))
        .subcommand_help_heading("COMMANDS")
        .override_usage(usage.trim_start_matches("Usage: ").to_owned());
    let has_options = shown.get_arguments().any(|arg| !arg.is_hide_set());
    let has_commands = shown.has_subcommands();
    let man = Man::new(shown);

    // No date and no version: a page changes when what it tells does.
    let mut text = format!(".TH {} 1 \"\" Vestibule Vestibule\n", name.to_uppercase()).into_bytes();
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    section("NAME", |roff| line(roff, &format!("{name} - {about}"))).to_writer(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    let described = |roff: &mut Roff| {
        line(roff, &sentence(&command.get_long_about().map_or(about.clone(), ToString::to_string)));
        if !is_first {
            help.split("\n\n").filter(|part| own_heading(part).is_none()).for_each(|part| paragraph(roff, part));
        }
    };
    section("DESCRIPTION", described).to_writer(&mut text)?;
    if has_options {
        man.render_options_section(&mut text)?;
    }
    if has_commands {
        man.render_subcommands_section(&mut text)?;
    }
    for (heading, part) in help.split("\n\n").filter(|_| !is_first).filter_map(own_heading) {
        // What names fields begins as they do.
        let said = if heading == "JSON OUTPUT" { part.to_owned() } else { sentence(part) };
        section(heading, |roff| line(roff, &said)).to_writer(&mut text)?;
    }
    if is_first {
        first_page(&mut text)?;
    }
    section("SEE ALSO", |roff| see_also(roff, above)).to_writer(&mut text)?;
    Ok(once(&text))
}

/// An argument as a page shows it: what it takes in a line, and on the first page only what every command takes.
fn readable(arg: Arg, is_first: bool) -> Arg {
    let words: Vec<_> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let is_everywhere = arg.is_global_set() || matches!(arg.get_id().as_str(), "help" | "version");
    let arg = arg.help_heading(None::<&str>);
    if is_everywhere && !is_first {
        return arg.hide(true);
    }
    if !arg.get_action().takes_values() {
        return arg;
    }
    let usual: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    let words = if words.is_empty() { String::new() } else { format!(": {}", words.join(", ")) };
    let usual = if usual.is_empty() || arg.is_hide_default_value_set() {
        String::new()
    } else {
        format!(" [default: {}]", usual.join(","))
    };
    arg.hide_possible_values(true).hide_default_value(true).help(format!("{help}{words}{usual}"))
}

/// The heading for a paragraph of help that has one of its own, and the paragraph without its first words.
fn own_heading(part: &str) -> Option<(&'static str, &str)> {
    OWN_HEADINGS.iter().find_map(|(heading, begins)| Some((*heading, part.strip_prefix(begins)?)))
}

fn first_page(text: &mut Vec<u8>) -> io::Result<()> {
    let codes = |roff: &mut Roff| {
        let codes = CODES.lines().filter_map(|line| line.strip_prefix("  ")?.split_once("  "));
        codes.for_each(|(code, means)| item(roff, bold(code), &sentence(means)));
        item(roff, bold("128+n"), "The screen was ended by the signal n.");
    };
    section("EXIT STATUS", codes).to_writer(text)?;
    let files = |roff: &mut Roff| FILES.iter().for_each(|(file, what)| item(roff, italic(*file), what));
    section("FILES", files).to_writer(text)?;
    let variables = |roff: &mut Roff| {
        line(roff, "Every setting has a variable. It wins over the configuration file, and an argument wins over it.");
        for setting in SETTINGS {
            item(roff, bold(setting.variable()), setting.help);
            if let Some(plain) = setting.plain {
                line(roff, &format!("Also {}.", plain.variable));
            }
            if setting.secret {
                line(roff, &format!("{}_FILE names a file that holds it.", setting.variable()));
            }
        }
        OTHER_VARIABLES.iter().for_each(|(name, what)| item(roff, bold(*name), what));
    };
    section("ENVIRONMENT", variables).to_writer(text)?;
    let examples = |roff: &mut Roff| {
        for (wish, command) in EXAMPLES {
            roff.control("PP", []);
            line(roff, wish);
            roff.control("PP", []).control("RS", ["4"]).control("EX", []);
            roff.text([roman(command)]).control("EE", []).control("RE", []);
        }
    };
    section("EXAMPLES", examples).to_writer(text)
}

fn see_also(roff: &mut Roff, above: Option<&str>) {
    let names = match above {
        None => {
            vec!["vestibule-setup", "vestibule-account", "vestibule-import", "vestibule-backup", "vestibule-doctor"]
        }
        Some(FIRST) => vec![FIRST],
        Some(above) => vec![above, FIRST],
    };
    let mut words: Vec<Inline> = Vec::new();
    for name in names {
        words.extend([roman(if words.is_empty() { "" } else { ", " }), bold(name), roman("(1)")]);
    }
    if above.is_some() {
        words.push(roman(" for the options of every command, exit status, files and environment"));
    }
    roff.text(words);
}

/// Without the definition with which each section begins, but for the first.
fn once(text: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(text);
    let is_definition = |line: &str| line.starts_with(".ie \\n(.g .ds Aq") || line.starts_with(".el .ds Aq");
    let kept = text.lines().enumerate().filter(|(at, line)| *at < 3 || !is_definition(line));
    kept.flat_map(|(_, line)| [line, "\n"]).collect::<String>().into_bytes()
}

fn section(heading: &str, fill: impl FnOnce(&mut Roff)) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", [heading]);
    fill(&mut roff);
    roff
}

fn line(roff: &mut Roff, text: &str) {
    roff.text([roman(text)]);
}

fn paragraph(roff: &mut Roff, text: &str) {
    roff.control("PP", []);
    line(roff, &text.replace('\n', " "));
}

fn item(roff: &mut Roff, name: Inline, what: &str) {
    roff.control("TP", []).text([name]);
    line(roff, &what.replace('`', ""));
}

/// With a capital letter and a full stop, which a line of help goes without.
fn sentence(text: &str) -> String {
    let mut letters = text.trim_end().trim_end_matches('.').chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[test]
    fn every_example_is_a_command_that_there_is() {
        for (_, lines) in EXAMPLES {
            for line in lines.split(" && ") {
                // Of quotes there are those of searches only.
                let words = line.split('\'').enumerate().flat_map(|(at, part)| match at % 2 {
                    0 => part.split_whitespace().map(str::to_owned).collect(),
                    _ => vec![part.to_owned()],
                });
                assert!(Cli::try_parse_from(words).is_ok(), "{line}");
            }
        }
    }

    #[test]
    fn every_command_has_a_page_with_what_one_looks_for() {
        let pages = pages().unwrap();
        assert!(pages.len() > 60 && pages.first().unwrap().0 == "vestibule.1");
        for (name, text) in &pages {
            let text = String::from_utf8(text.clone()).unwrap();
            for heading in ["NAME", "SYNOPSIS", "DESCRIPTION", "\"SEE ALSO\""] {
                assert_eq!(text.matches(&format!("\n.SH {heading}\n")).count(), 1, "{name}: {heading}");
            }
            assert_eq!(text.contains("\n.SH FILES\n"), name == "vestibule.1", "{name}");
        }
    }
}
