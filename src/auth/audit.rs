//! The audit held against its chain: whether every row is there, and as it was written.

use std::collections::BTreeMap;

use crate::domain::{AccountId, AuditLink, LinkedEntry};
use crate::store::{StoreError, Tx};
use crate::vault::PartiesDigest;

use super::keys::UNCHAINED;
use super::operator::Operator;
use super::trail::digest_in;
use super::transact::Abort;
use super::{Auth, CallError};

/// Rows that are read in one transaction: a reader that takes long keeps the write-ahead log from being cut back.
const BATCH: usize = 1_000;
/// Accounts of rows that are read in one.
const PARTIES: usize = 20_000;

/// A row that was noted elsewhere. Whoever cuts the end off the audit leaves a chain that fits; this tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditMark {
    /// Its number.
    pub seq: u64,
    /// Its link.
    pub link: AuditLink,
}

/// What became of the audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditVerdict {
    /// Every row is there and as it was written.
    Unbroken {
        /// How many rows.
        rows: u64,
        /// So many of them, from the first on, were written before there was a chain. Nothing is said of those.
        unchained: u64,
        /// The last row, to be noted elsewhere.
        head: AuditMark,
    },
    /// The first row that is not as it was written.
    Broken {
        /// Its number.
        seq: u64,
        /// What is wrong.
        defect: AuditDefect,
    },
}

/// What is wrong with a row. The words are for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuditDefect {
    /// Row and link don't belong together.
    #[error("it, or a row before it, was changed, moved or put in by somebody else")]
    Changed,
    /// There is a later one.
    #[error("it is missing")]
    Missing,
    /// It is noted elsewhere, and the audit ends before it.
    #[error("it is missing, and so is all that came after it")]
    CutOff,
    /// Its link was taken away.
    #[error("its link is missing")]
    Unlinked,
    /// The chain fits, but it is another one.
    #[error("it is not the row that was noted")]
    NotAsNoted,
    /// It holds what this program never writes.
    #[error("it can't be read ({0})")]
    Unreadable(String),
    /// It tells of many accounts, and others are named under it than it was written with.
    #[error("the accounts that it is about are not those it was written with")]
    Parties,
    /// Where the chain begins is written down and sealed, and that is gone or was changed.
    #[error("where the chain begins is not to be read any more")]
    NoBeginning,
}

/// How far the check has come.
struct Walk {
    seq: u64,
    link: AuditLink,
    unchained: u64,
    /// The rows about many accounts, each with the digest over them that stands in it.
    about: BTreeMap<u64, PartiesDigest>,
}

impl Walk {
    /// Goes on to that row.
    fn step(&mut self, auth: &Auth, row: &LinkedEntry, noted: Option<AuditMark>) -> Result<(), (u64, AuditDefect)> {
        let seq = self.seq.saturating_add(1);
        if row.entry.seq != seq {
            return Err((seq, AuditDefect::Missing));
        }
        self.link = match row.link {
            None if seq <= self.unchained => AuditLink::START,
            None => return Err((seq, AuditDefect::Unlinked)),
            Some(link) if link == auth.vault.audit_link(self.link, &row.entry) => link,
            Some(_) => return Err((seq, AuditDefect::Changed)),
        };
        self.seq = seq;
        if let Some(digest) = digest_in(&row.entry) {
            self.about.insert(seq, digest);
        }
        match noted {
            Some(noted) if noted.seq == seq && noted.link != self.link => Err((seq, AuditDefect::NotAsNoted)),
            _ => Ok(()),
        }
    }
}

impl Operator<'_> {
    /// Holds every row against the chain, oldest first. Rows that are added meanwhile are looked at, too. `progress` is
    /// told now and then how many rows have been looked at.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn verify_audit(
        &self,
        noted: Option<AuditMark>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<AuditVerdict, CallError> {
        let auth = self.0;
        let beginning = auth.look::<_, CallError>(|tx| Ok(tx.setting(UNCHAINED)?))?;
        let unchained = beginning.and_then(|sealed| auth.vault.open_setting(UNCHAINED, &sealed).ok());
        let Some(unchained) = unchained.and_then(|text| text.parse().ok()) else {
            return Ok(AuditVerdict::Broken { seq: 1, defect: AuditDefect::NoBeginning });
        };
        let mut walk = Walk { seq: 0, link: AuditLink::START, unchained, about: BTreeMap::new() };
        loop {
            let rows = match self.batch(walk.seq, BATCH) {
                Ok(rows) => rows,
                // One row in it can't be read, or none can. Those before it come first.
                Err(_) => match self.readable(walk.seq)? {
                    Ok(rows) => rows,
                    Err(why) => {
                        let defect = AuditDefect::Unreadable(why);
                        return Ok(AuditVerdict::Broken { seq: walk.seq.saturating_add(1), defect });
                    }
                },
            };
            if rows.is_empty() {
                break;
            }
            for row in &rows {
                if let Err((seq, defect)) = walk.step(auth, row, noted) {
                    return Ok(AuditVerdict::Broken { seq, defect });
                }
            }
            progress(walk.seq);
        }
        if let Some(seq) = self.first_with_others(&walk.about)? {
            return Ok(AuditVerdict::Broken { seq, defect: AuditDefect::Parties });
        }
        let Walk { seq, link, unchained, .. } = walk;
        Ok(match noted {
            Some(noted) if noted.seq > seq => {
                AuditVerdict::Broken { seq: seq.saturating_add(1), defect: AuditDefect::CutOff }
            }
            // The rows without a link were there when this was written down.
            _ if seq < unchained => AuditVerdict::Broken { seq: seq.saturating_add(1), defect: AuditDefect::CutOff },
            _ => AuditVerdict::Unbroken { rows: seq, unchained, head: AuditMark { seq, link } },
        })
    }

    /// The first row about many accounts that are not those it was written with. Looks at all accounts of all rows once.
    fn first_with_others(&self, about: &BTreeMap<u64, PartiesDigest>) -> Result<Option<u64>, CallError> {
        if about.is_empty() {
            return Ok(None);
        }
        let mut found: BTreeMap<u64, PartiesDigest> =
            about.keys().map(|seq| (*seq, PartiesDigest::default())).collect();
        let mut after = (AccountId::from_bytes([0; 16]), 0);
        loop {
            let parties = self.0.look::<_, CallError>(|tx| Ok(tx.audit_parties(after, PARTIES)?))?;
            let Some(last) = parties.last() else { break };
            after = *last;
            for (account, seq) in parties {
                if let Some(digest) = found.get_mut(&seq) {
                    self.0.vault.add_party(digest, seq, account);
                }
            }
        }
        Ok(about.iter().find(|(seq, digest)| found.get(*seq) != Some(*digest)).map(|(seq, _)| *seq))
    }

    fn batch(&self, after: u64, limit: usize) -> Result<Vec<LinkedEntry>, CallError> {
        self.0.look(|tx: &mut dyn Tx| tx.audit_chain(after, limit).map_err(Abort::from))
    }

    /// As many rows as can be read; the inner error is that of the very first. A store that fails altogether is the
    /// outer one.
    fn readable(&self, after: u64) -> Result<Result<Vec<LinkedEntry>, String>, CallError> {
        let mut limit = BATCH / 2;
        loop {
            match self.batch(after, limit.max(1)) {
                Ok(rows) => return Ok(Ok(rows)),
                Err(CallError::Store(StoreError::Corrupt(why) | StoreError::Other(why))) if limit <= 1 => {
                    return Ok(Err(why));
                }
                Err(error) if limit <= 1 => return Err(error),
                Err(_) => limit /= 2,
            }
        }
    }
}
