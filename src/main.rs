//! Reads arguments and environment, loads the configuration, and opens the screen or runs one command.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;

use vestibule::auth::clock::SystemClock;
use vestibule::cli::demo::Demo;
use vestibule::cli::{self, Cli, CliError, Command, log};
use vestibule::config::Config;
use vestibule::hardening::{self, HardeningError};
use vestibule::house::{House, HouseError};
use vestibule::tui::runtime::{self, RunError, RunSettings};

/// Memory is wiped when it is given back: also what other crates copy of a password (its strength is guessed on
/// pieces of it), of a token (as JSON) and of a letter (as a request) leaves nothing behind.
#[global_allocator]
static WIPING: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    // Before anything is read that could be a secret.
    if let Err(failure) = hardening::harden() {
        return fail(&failure.into());
    }
    // Before the terminal is taken; a panic's report goes to stderr, once the terminal is given back.
    let _ = color_eyre::config::HookBuilder::default().display_env_section(false).install();
    match run(&Cli::parse()) {
        Ok(code) => ExitCode::from(code),
        Err(Failure::Command(error)) if error.is_hang_up() => ExitCode::SUCCESS,
        Err(failure) => fail(&failure),
    }
}

fn fail(failure: &Failure) -> ExitCode {
    let _ = writeln!(io::stderr(), "vestibule: {failure}");
    ExitCode::from(failure.exit_code())
}

/// Why there is nothing to be glad of.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Command(#[from] CliError),
    #[error(transparent)]
    Screen(#[from] RunError<HouseError>),
    #[error(transparent)]
    Hardening(#[from] HardeningError),
}

impl Failure {
    fn exit_code(&self) -> u8 {
        match self {
            Self::Command(error) => error.exit_code(),
            // A terminal is part of how the screen is used.
            Self::Screen(RunError::NoTerminal) => 2,
            Self::Screen(_) | Self::Hardening(_) => 1,
        }
    }
}

fn run(cli: &Cli) -> Result<u8, Failure> {
    let (env, flags) = (cli::environment(), cli.options.flags());
    match &cli.command {
        None => {
            let config = Config::load(&env, &flags).map_err(CliError::from)?;
            // Keys may be in it.
            drop(env);
            screen(Arc::new(config), None)
        }
        Some(Command::Demo) => {
            let demo = Demo::furnish(&env, &flags)?;
            let say = || writeln!(io::stdout(), "{}", demo.notice()).map_err(CliError::from);
            say()?;
            let end = screen(demo.config(), Some(demo.notice()))?;
            // The terminal may be gone by now.
            let _ = say();
            Ok(end)
        }
        Some(Command::Script(script)) => {
            log::to_stderr();
            let config = Config::load(&env, &flags).map_err(CliError::from)?;
            cli::run(script, &config, &mut io::stdin(), &mut BufWriter::new(io::stdout().lock()))?;
            Ok(0)
        }
    }
}

/// The screen. The house opens while the first frame is drawn.
fn screen(config: Arc<Config>, notice: Option<String>) -> Result<u8, Failure> {
    let around = vestibule::tui::Surroundings { notice, ..config.surroundings() };
    let settings = RunSettings { zone: cli::time::local_zone(), ..config.run_settings() };
    let exit = runtime::run(settings, around, Arc::new(SystemClock), move || {
        let house = House::open(&config)?;
        log::to_file(&config.log_file, &config.log_level)
            .map_err(|why| HouseError::Log { path: config.log_file.clone(), why })?;
        house.start(&config)
    })?;
    Ok(exit.code())
}
