//! What takes long: the check of the chain, and the export. Both go on in pieces, and Esc stops them between two.

use crate::auth::audit::{AuditProgress, AuditVerdict};
use crate::domain::{AccountId, AuditSearch, FileFormat, Page, Total};
use crate::tui::effect::{Call, Reply, ReqId};
use crate::tui::kit::text::grouped;
use crate::tui::report::AuditExport;
use crate::tui::shared::{Cx, Mood};

use super::super::super::{CRASHED, Next, led_away};
use super::Audit;

/// What takes long, or what it came to.
#[derive(Debug)]
pub enum Work {
    /// Every row is held against the chain.
    Verify {
        /// The call under way.
        id: ReqId,
        /// Rows that were looked at.
        done: u64,
        /// Rows there are; 0 before that is known.
        of: u64,
    },
    /// What matches is written into a file.
    Export(Box<Export>),
    /// What it came to, as sentences.
    Told {
        /// Of what.
        title: &'static str,
        /// A sentence.
        text: String,
        /// Whether it is good news.
        mood: Mood,
    },
}

/// An export under way.
#[derive(Debug)]
pub struct Export {
    id: ReqId,
    format: FileFormat,
    search: AuditSearch,
    account: Option<AccountId>,
    file: Option<String>,
    /// Rows that were written.
    pub written: u64,
    /// Rows that match, if that is known.
    pub of: Option<u64>,
}

impl Work {
    /// Whether it is under way.
    pub fn is_running(&self) -> bool {
        !matches!(self, Self::Told { .. })
    }

    fn id(&self) -> Option<ReqId> {
        match self {
            Self::Verify { id, .. } => Some(*id),
            Self::Export(export) => Some(export.id),
            Self::Told { .. } => None,
        }
    }
}

const VERIFY: &str = "Check of the audit";
const EXPORT: &str = "Export";

impl Audit {
    /// Begins to hold every row against the chain.
    pub(super) fn verify(&mut self, cx: &mut Cx<'_>) {
        if let Some(id) = cx.call_as(|token| Call::VerifyAudit(token, None)) {
            self.work = Some(Work::Verify { id, done: 0, of: 0 });
        }
    }

    /// Begins to write what matches into a file.
    pub(super) fn export(&mut self, cx: &mut Cx<'_>, format: FileFormat) {
        // What stands in the field may be half a search; the list shows the one before.
        let search = match AuditSearch::parse(self.found.search.value(), cx.shared.now.wall) {
            Ok(search) => search,
            Err(hint) => return cx.bad(hint.to_string()),
        };
        let account = self.of.as_ref().map(|(id, _)| *id);
        let of = match self.found.list.total() {
            Some(Total::Exactly(count)) => Some(count),
            _ => None,
        };
        let mut export = Export { id: ReqId { epoch: 0, seq: 0 }, format, search, account, file: None, written: 0, of };
        if export.go_on(cx, Page::First) {
            self.work = Some(Work::Export(Box::new(export)));
        }
    }

    /// Stops what is under way, or puts away what it came to.
    pub(super) fn stop(&mut self, cx: &mut Cx<'_>) {
        let Some(work) = self.work.take() else { return };
        cx.cancel(work.id());
        match work {
            Work::Verify { done, .. } => {
                cx.good(format!("The check was stopped after {} entries.", grouped(done)));
            }
            Work::Export(export) => {
                if let Some(file) = export.file {
                    let dir = cx.shared.around.reports_dir.clone();
                    cx.call(Call::DropReport { dir, file });
                }
                cx.good("The export was stopped. Nothing of it is kept.");
            }
            Work::Told { .. } => {}
        }
    }

    fn tell(&mut self, title: &'static str, mood: Mood, text: impl Into<String>) {
        self.work = Some(Work::Told { title, text: text.into(), mood });
    }

    /// A piece is done.
    pub(super) fn worked(&mut self, cx: &mut Cx<'_>, id: ReqId, reply: Reply) -> Next {
        if self.work.as_ref().and_then(Work::id) != Some(id) {
            return Next::Stay;
        }
        match reply {
            Reply::VerifyAudit(Ok((AuditProgress::Going(walk), of))) => {
                let done = walk.done();
                if let Some(id) = cx.call_as(|token| Call::VerifyAudit(token, Some(walk))) {
                    self.work = Some(Work::Verify { id, done, of: of.max(done) });
                }
            }
            Reply::VerifyAudit(Ok((AuditProgress::Done(verdict), _))) => {
                let (mood, text) = sentence(&verdict);
                self.tell(VERIFY, mood, text);
            }
            Reply::VerifyAudit(Err(error)) => {
                if let Some(next) = led_away(cx, &error) {
                    return next;
                }
                self.tell(VERIFY, Mood::Bad, error.to_string());
            }
            Reply::ExportAudit(Ok(done)) => {
                let Some(Work::Export(export)) = &mut self.work else { return Next::Stay };
                export.written += done.rows;
                match done.on_from {
                    Some(seq) => {
                        export.file = Some(done.file);
                        export.go_on(cx, Page::After(seq));
                    }
                    None => {
                        let rows = export.written;
                        let are = if rows == 1 { "entry is" } else { "entries are" };
                        self.tell(EXPORT, Mood::Good, format!("{} {are} in {}", grouped(rows), done.file));
                    }
                }
            }
            Reply::ExportAudit(Err(error)) => {
                if let Some(error) = error.call()
                    && let Some(next) = led_away(cx, error)
                {
                    return next;
                }
                self.tell(EXPORT, Mood::Bad, error.to_string());
            }
            _ => {
                self.work = None;
                cx.bad(CRASHED);
            }
        }
        Next::Stay
    }
}

impl Export {
    /// Asks for the next piece; whether somebody is there to ask.
    fn go_on(&mut self, cx: &mut Cx<'_>, page: Page<u64>) -> bool {
        let part = AuditExport {
            dir: cx.shared.around.reports_dir.clone(),
            at: cx.shared.now.wall,
            file: self.file.clone(),
            format: self.format,
            search: self.search.clone(),
            account: self.account,
            page,
        };
        let id = cx.call_as(|token| Call::ExportAudit(token, Box::new(part)));
        self.id = id.unwrap_or(self.id);
        id.is_some()
    }
}

/// What a check came to, in words.
fn sentence(verdict: &AuditVerdict) -> (Mood, String) {
    match verdict {
        AuditVerdict::Unbroken { rows, unchained, head } => {
            let link: String = head.link.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
            let old = match unchained {
                0 => String::new(),
                count => format!(" Of the first {} nothing is known: they are older than the chain.", grouped(*count)),
            };
            (
                Mood::Good,
                format!("{} entries, every one as it was written.{old} Head {}:{link}", grouped(*rows), head.seq),
            )
        }
        AuditVerdict::Broken { seq, defect } => (Mood::Bad, format!("Entry {} does not fit: {defect}.", grouped(*seq))),
    }
}
