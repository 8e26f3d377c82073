//! The audit held against its chain: whether every row is there, and as it was written.

use std::collections::BTreeMap;

use crate::domain::{AccountId, AuditLink, AuditPart, AuditQuery, LinkedEntry, SessionToken};
use crate::store::{StoreError, Tx};
use crate::vault::PartiesDigest;

use super::keys::UNCHAINED;
use super::matrix::Operation;
use super::operator::Operator;
use super::trail::digest_in;
use super::transact::{Abort, refuse};
use super::{Auth, CallError};

/// Rows that are read in one transaction: a reader that takes long keeps the write-ahead log from being cut back.
const BATCH: usize = 1_000;
/// Accounts of rows that are read in one transaction; likewise.
const PARTIES: usize = 5_000;
/// Batches of one call from a screen: some thirty milliseconds, so that its bar moves and Esc is heard.
const BATCHES: usize = 5;
/// Rows that are looked at for words in one call from a screen; likewise.
const LOOKED_AT: u64 = 50_000;

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditWalk {
    seq: u64,
    link: AuditLink,
    unchained: u64,
    noted: Option<AuditMark>,
    /// The rows about many accounts, each with the digest over them that stands in it, and the one over those that were
    /// found under it so far.
    about: BTreeMap<u64, (PartiesDigest, PartiesDigest)>,
    /// The last account that was looked at, with its row: comes after all rows.
    party: (AccountId, u64),
}

/// What a part of the check came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditProgress {
    /// There are more rows.
    Going(AuditWalk),
    /// That was all, or the first row that does not fit.
    Done(AuditVerdict),
}

impl AuditWalk {
    /// How many rows were looked at.
    pub fn done(&self) -> u64 {
        self.seq
    }

    /// Goes on to that row.
    fn step(&mut self, auth: &Auth, row: &LinkedEntry) -> Result<(), (u64, AuditDefect)> {
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
            self.about.insert(seq, (digest, PartiesDigest::default()));
        }
        match self.noted {
            Some(noted) if noted.seq == seq && noted.link != self.link => Err((seq, AuditDefect::NotAsNoted)),
            _ => Ok(()),
        }
    }

    /// There are no more rows.
    fn end(&self) -> AuditVerdict {
        let Self { seq, link, unchained, noted, .. } = *self;
        if let Some((seq, _)) = self.about.iter().find(|(_, (written, found))| written != found) {
            return AuditVerdict::Broken { seq: *seq, defect: AuditDefect::Parties };
        }
        // The rows without a link were there when their number was written down.
        if noted.is_some_and(|noted| noted.seq > seq) || seq < unchained {
            return AuditVerdict::Broken { seq: seq.saturating_add(1), defect: AuditDefect::CutOff };
        }
        AuditVerdict::Unbroken { rows: seq, unchained, head: AuditMark { seq, link } }
    }
}

impl Auth {
    /// Holds the next rows against the chain, some thousands of them; `None` begins. Answers how far that is, and how
    /// many rows there are by now.
    ///
    /// # Errors
    /// [`CallError`] in its kinds.
    pub fn verify_audit_part(
        &self,
        token: &SessionToken,
        walk: Option<AuditWalk>,
    ) -> Result<(AuditProgress, u64), CallError> {
        let (last, _) = self.look_as::<_, CallError>(token, Operation::Audit, |tx, _, _| Ok(tx.audit_head()?))?;
        let operator = Operator(self);
        let mut progress = match walk {
            Some(walk) => AuditProgress::Going(walk),
            None => operator.begin_walk(None)?,
        };
        for _ in 0..BATCHES {
            let AuditProgress::Going(walk) = progress else { break };
            progress = operator.walk_on(walk)?;
        }
        Ok((progress, last))
    }

    /// One row with its link.
    ///
    /// # Errors
    /// [`CallError::Gone`] if there is none of that number.
    pub fn audit_entry(&self, token: &SessionToken, seq: u64) -> Result<LinkedEntry, CallError> {
        self.look_as(token, Operation::Audit, |tx, _, _| {
            let found = tx.audit_chain(seq.saturating_sub(1), 1)?.pop();
            found.filter(|row| row.entry.seq == seq).ok_or_else(|| refuse(CallError::Gone))
        })
    }

    /// A part of the audit; where words are looked for, so many rows of it.
    ///
    /// # Errors
    /// [`CallError`] in its kinds.
    pub fn audit_part(&self, token: &SessionToken, query: &AuditQuery) -> Result<AuditPart, CallError> {
        self.look_as(token, Operation::Audit, |tx, _, _| Ok(tx.audit_part(query, LOOKED_AT)?))
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
        let mut now = self.begin_walk(noted)?;
        loop {
            match now {
                AuditProgress::Done(verdict) => return Ok(verdict),
                AuditProgress::Going(walk) => {
                    if walk.done() > 0 {
                        progress(walk.done());
                    }
                    now = self.walk_on(walk)?;
                }
            }
        }
    }

    /// The number of the last row.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn audit_rows(&self) -> Result<u64, CallError> {
        self.0.look(|tx| Ok(tx.audit_head()?.0))
    }

    fn begin_walk(&self, noted: Option<AuditMark>) -> Result<AuditProgress, CallError> {
        let auth = self.0;
        let beginning = auth.look::<_, CallError>(|tx| Ok(tx.setting(UNCHAINED)?))?;
        let unchained = beginning.and_then(|sealed| auth.vault.open_setting(UNCHAINED, &sealed).ok());
        let Some(unchained) = unchained.and_then(|text| text.parse().ok()) else {
            let verdict = AuditVerdict::Broken { seq: 1, defect: AuditDefect::NoBeginning };
            return Ok(AuditProgress::Done(verdict));
        };
        let (about, party) = (BTreeMap::new(), (AccountId::from_bytes([0; 16]), 0));
        Ok(AuditProgress::Going(AuditWalk { seq: 0, link: AuditLink::START, unchained, noted, about, party }))
    }

    /// One batch further.
    fn walk_on(&self, mut walk: AuditWalk) -> Result<AuditProgress, CallError> {
        let broken = |seq, defect| Ok(AuditProgress::Done(AuditVerdict::Broken { seq, defect }));
        let rows = match self.batch(walk.seq, BATCH) {
            Ok(rows) => rows,
            // One row in it can't be read, or none can. Those before it come first.
            Err(_) => match self.readable(walk.seq)? {
                Ok(rows) => rows,
                Err(why) => return broken(walk.seq.saturating_add(1), AuditDefect::Unreadable(why)),
            },
        };
        if rows.is_empty() {
            return self.compare_parties(walk);
        }
        for row in &rows {
            if let Err((seq, defect)) = walk.step(self.0, row) {
                return broken(seq, defect);
            }
        }
        Ok(AuditProgress::Going(walk))
    }

    /// Whether the rows about many accounts are about those they were written with; some thousands of them further.
    fn compare_parties(&self, mut walk: AuditWalk) -> Result<AuditProgress, CallError> {
        if walk.about.is_empty() {
            return Ok(AuditProgress::Done(walk.end()));
        }
        let parties = self.0.look::<_, CallError>(|tx| Ok(tx.audit_parties(walk.party, PARTIES)?))?;
        let Some(last) = parties.last() else { return Ok(AuditProgress::Done(walk.end())) };
        walk.party = *last;
        for (account, seq) in parties {
            if let Some((_, found)) = walk.about.get_mut(&seq) {
                self.0.vault.add_party(found, seq, account);
            }
        }
        Ok(AuditProgress::Going(walk))
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
