//! What a dry run remembers of earlier rows, for it writes nothing that later ones could meet.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::auth::import::{Imported, NewImport, RowAnswers, RowError};

/// Fingerprints of names and addresses that rows would have taken: 64 bits each, so that a million rows need some
/// 50 MB. Two that are alike only make a wrong forecast, and by chance that is one file in ten million.
#[derive(Default)]
pub(super) struct Seen {
    names: HashSet<u64>,
    addresses: HashSet<u64>,
    both: HashSet<u64>,
}

impl Seen {
    /// Corrects what each row alone was answered by what the rows before it take.
    pub(super) fn amend(&mut self, rows: &[NewImport], answers: &mut RowAnswers) {
        for (row, answer) in rows.iter().zip(answers) {
            if *answer == Ok(Imported::Made) {
                *answer = self.answer(row);
            }
        }
    }

    fn answer(&mut self, row: &NewImport) -> Result<Imported, RowError> {
        let name = print(row.username.skeleton());
        let address = print(row.email.key());
        let both = print((row.username.as_str(), row.email.key()));
        if self.both.contains(&both) {
            return Ok(Imported::AlreadyThere);
        }
        if self.names.contains(&name) {
            return Err(RowError::LooksTaken);
        }
        if self.addresses.contains(&address) {
            return Err(RowError::EmailTaken);
        }
        self.names.insert(name);
        self.addresses.insert(address);
        self.both.insert(both);
        Ok(Imported::Made)
    }
}

fn print(what: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}
