//! Whom a command is for: names as arguments, names on standard input, or everybody whom a search finds.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal, Read, Write};

use clap::Args;

use crate::auth::act::MOST_AT_ONCE;
use crate::auth::challenge::Identifier;
use crate::auth::operator::Operator;
use crate::cli::CliError;
use crate::cli::list::walk;
use crate::cli::names::Names;
use crate::domain::text::clean_line;
use crate::domain::{AccountId, AccountQuery, AccountRow, Search, Timestamp, Validity};

/// So much of a name that nobody has is shown.
const SHOWN: usize = 80;

/// Which accounts.
#[derive(Debug, Args)]
pub struct Named {
    /// Usernames or addresses; - reads them from standard input, one a line
    #[arg(value_name = "NAME|EMAIL")]
    names: Vec<String>,
    /// Everybody whom this finds, as in `account list --search`
    #[arg(long, value_name = "QUERY", conflicts_with = "names")]
    search: Option<String>,
}

/// Which accounts, and how it is told what became of them.
#[derive(Debug, Args)]
pub struct Whom {
    #[command(flatten)]
    pub(in crate::cli) named: Named,
    /// Do it without asking
    #[arg(long)]
    pub(in crate::cli) yes: bool,
    /// Say what would happen to each, and do nothing
    #[arg(long, conflicts_with = "yes")]
    pub(in crate::cli) dry_run: bool,
    /// Write a JSON array, one object a line
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// One that was asked for.
pub(in crate::cli) enum Asked {
    /// There is such an account.
    Account(AccountId, Validity),
    /// Nobody is called so.
    Nobody(String),
}

impl Asked {
    /// The account, if there is one.
    pub(in crate::cli) fn id(&self) -> Option<AccountId> {
        match self {
            Self::Account(id, _) => Some(*id),
            Self::Nobody(_) => None,
        }
    }
}

/// Those that were asked for, a part at a time; each account once, however often it is named.
pub(in crate::cli) struct Queue<'a> {
    names: Names<'a>,
    found: std::vec::IntoIter<(AccountId, Validity)>,
    seen: BTreeSet<AccountId>,
}

impl Named {
    /// Refuses a command that names nobody, before anything is opened.
    ///
    /// # Errors
    /// [`CliError::Usage`].
    pub(in crate::cli) fn given(&self) -> Result<(), CliError> {
        if self.names.is_empty() && self.search.is_none() {
            let how = "Name an account, give - to read names from standard input, or --search QUERY.";
            return Err(CliError::Usage(how.to_owned()));
        }
        Ok(())
    }

    /// Whether it is a search, so that nobody typed the names one by one.
    pub(in crate::cli) fn is_search(&self) -> bool {
        self.search.is_some()
    }

    /// How many there are, where that is known before they are read.
    fn count(&self, queue: &Queue<'_>) -> Option<usize> {
        let listed = self.names.iter().all(|name| name != "-");
        listed.then(|| queue.names.left() + queue.found.len())
    }

    /// Finds those that are searched for; names are looked up as the queue is read.
    ///
    /// # Errors
    /// A search that makes no sense; a store that fails.
    pub(in crate::cli) fn queue<'a>(
        &'a self,
        operator: &Operator<'_>,
        now: Timestamp,
        input: &'a mut dyn Read,
    ) -> Result<Queue<'a>, CliError> {
        let mut found = Vec::new();
        if let Some(raw) = &self.search {
            let search = search(raw, now)?;
            // All at once, before the first is changed: a change could make it part of what is found, or no longer.
            let mut ask = |page, limit| {
                operator.accounts(&AccountQuery { search: search.clone(), page, limit, ..AccountQuery::default() })
            };
            walk(usize::MAX, |row: &AccountRow| row.id, &mut ask, &mut |rows| {
                found.extend(rows.iter().map(|row| (row.id, row.validity)));
                Ok(())
            })?;
        }
        Ok(Queue { names: Names::new(&self.names, input), found: found.into_iter(), seen: BTreeSet::new() })
    }
}

impl Whom {
    /// Goes on if nothing dangerous is about to happen, or somebody says so: by `--yes`, or at a terminal. A script
    /// is never left waiting for an answer. `what` has `{}` for the accounts.
    ///
    /// # Errors
    /// [`CliError::Usage`] where nobody could be asked, or who was asked said no.
    pub(in crate::cli) fn confirm(
        &self,
        what: &str,
        is_dangerous: bool,
        queue: &mut Queue<'_>,
    ) -> Result<(), CliError> {
        if self.yes || self.dry_run || !(is_dangerous || self.named.is_search()) {
            return Ok(());
        }
        let whom = match self.named.count(queue) {
            Some(1) => "1 account".to_owned(),
            Some(count) => format!("{count} accounts"),
            None => "each account on standard input".to_owned(),
        };
        let what = what.replace("{}", &whom);
        let can_ask = io::stdin().is_terminal() && io::stderr().is_terminal() && self.named.count(queue).is_some();
        if !can_ask {
            return Err(CliError::Usage(format!("This would {what}. Say --yes to do it, or --dry-run to see each.")));
        }
        let mut err = io::stderr();
        write!(err, "This will {what}. Go on? [y/N] ")?;
        err.flush()?;
        match queue.names.line()?.as_deref().map(str::trim) {
            Some("y" | "Y" | "yes") => Ok(()),
            _ => Err(CliError::Usage("Nothing was done.".to_owned())),
        }
    }
}

impl Queue<'_> {
    /// The next ones, at most as many as are acted on at once; none at the end.
    ///
    /// # Errors
    /// Where the input can't be read, or the store fails.
    pub(in crate::cli) fn next_part(&mut self, operator: &Operator<'_>) -> Result<Vec<Asked>, CliError> {
        let found: Vec<_> =
            self.found.by_ref().take(MOST_AT_ONCE).map(|(id, dates)| Asked::Account(id, dates)).collect();
        if !found.is_empty() {
            return Ok(found);
        }
        loop {
            let mut names = Vec::new();
            while names.len() < MOST_AT_ONCE
                && let Some(name) = self.names.next()?
            {
                names.push(name);
            }
            if names.is_empty() {
                return Ok(Vec::new());
            }
            let who: Vec<_> = names.iter().map(|name| Identifier::parse(name)).collect();
            let rows = operator.whom(&who)?;
            let asked = names.iter().zip(rows).filter_map(|(name, row)| match row {
                Some(row) => self.seen.insert(row.id).then_some(Asked::Account(row.id, row.validity)),
                None => Some(Asked::Nobody(clean_line(name, SHOWN))),
            });
            let asked: Vec<_> = asked.collect();
            // Only the end of the input is the end: these may all have been named before.
            if !asked.is_empty() {
                return Ok(asked);
            }
        }
    }
}

/// Reads what was typed as a search.
///
/// # Errors
/// [`CliError::Usage`] with the words of the search.
pub(in crate::cli) fn search(raw: &str, now: Timestamp) -> Result<Search, CliError> {
    Search::parse(raw, now).map_err(|error| CliError::Usage(format!("--search: {error}")))
}
