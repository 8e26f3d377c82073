//! `vestibule completions` and `vestibule man`: made from the same table of commands that reads the arguments.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

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
    let Some(directory) = &args.directory else { return Ok(out.write_all(&first_page()?)?) };
    fs::create_dir_all(directory)
        .and_then(|()| clap_mangen::generate_to(Cli::command(), directory))
        .and_then(|()| fs::write(directory.join("vestibule.1"), first_page()?))
        .map_err(|why| CliError::Broken(format!("{} can't be written ({why}).", directory.display())))
}

/// The page of the program itself: what the table of commands says, and what it does not know.
fn first_page() -> io::Result<Vec<u8>> {
    // What stands below the help comes as a section with a name.
    let page = clap_mangen::Man::new(Cli::command().after_help(None::<&str>));
    let mut text = Vec::new();
    page.render_title(&mut text)?;
    page.render_name_section(&mut text)?;
    page.render_synopsis_section(&mut text)?;
    page.render_description_section(&mut text)?;
    page.render_subcommands_section(&mut text)?;
    page.render_options_section(&mut text)?;
    text.extend_from_slice(SECTIONS.as_bytes());
    page.render_version_section(&mut text)?;
    Ok(text)
}

const SECTIONS: &str = r#".SH "EXIT STATUS"
.TP
\fB0\fR
Done.
.TP
\fB1\fR
Failed, or refused by a rule. A sentence on standard error says which.
.TP
\fB2\fR
Wrong usage or configuration; nothing was touched.
.TP
\fB3\fR
Not found.
.SH ENVIRONMENT
.TP
\fBVESTIBULE_CONFIG\fR
The configuration file, as with \fB\-\-config\fR.
.TP
\fBVESTIBULE_DATA_DIR\fR
The data directory, as with \fB\-\-data\-dir\fR.
.TP
\fBVESTIBULE_\fR...
Every other setting: \fBvestibule config\fR lists them with their names, values and origins.
.TP
\fBNO_COLOR\fR
If set, the screen is drawn without colours.
.TP
\fBTZ\fR
The zone in which times are shown.
.SH FILES
.TP
\fI~/.config/vestibule/config.toml\fR
The configuration.
.TP
\fI~/.local/share/vestibule/vestibule.db\fR
The accounts, with a log beside them while somebody is there.
.TP
\fI~/.local/share/vestibule/secret.key\fR
The key of the house. Keep a copy elsewhere: without it no password can be checked.
.TP
\fI~/.local/share/vestibule/mail/\fR
Letters, as long as no mail service is set up.
.PP
\fBXDG_CONFIG_HOME\fR and \fBXDG_DATA_HOME\fR are obeyed.
.SH EXAMPLES
.TP
Make the first admin:
vestibule setup \-\-username ada \-\-email ada@example.org \-\-password\-stdin < passphrase
.TP
Say what an import would do, row by row, then do it and keep what is refused:
vestibule import people.csv \-\-dry\-run
.br
vestibule import people.csv \-\-rejects rejects.csv
.TP
Suspend every user who was not seen for over a year:
vestibule account suspend \-\-search 'seen:>1y role:user' \-\-yes
.TP
Addresses of one seat, for a script:
vestibule account list \-\-search seat:lab2 \-\-json
.TP
A sealed copy, while others work:
vestibule backup \-\-to age1... house.age
"#;
