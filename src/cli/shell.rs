//! `vestibule completions` and `vestibule man`: made from the same table of commands that reads the arguments. What
//! they make is shipped in `assets/completions` and `docs/man`.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::pages::pages;
use super::{Cli, CliError};

/// Which shell.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// Which shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Where to.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// Write a page for every command into this directory, instead of the first page to standard output
    #[arg(value_name = "DIR")]
    directory: Option<PathBuf>,
}

pub(super) fn completions(args: &CompletionsArgs, out: &mut dyn Write) -> Result<(), CliError> {
    // In memory first: the generator takes a reader that hung up for a defect.
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "vestibule", &mut text);
    Ok(out.write_all(&text)?)
}

pub(super) fn man(args: &ManArgs, out: &mut dyn Write) -> Result<(), CliError> {
    let pages = pages()?;
    let Some(directory) = &args.directory else {
        return pages.first().map_or(Ok(()), |(_, text)| Ok(out.write_all(text)?));
    };
    fs::create_dir_all(directory)
        .and_then(|()| pages.iter().try_for_each(|(name, text)| fs::write(directory.join(name), text)))
        .map_err(|why| CliError::Broken(format!("{} can't be written ({why}).", directory.display())))
}
