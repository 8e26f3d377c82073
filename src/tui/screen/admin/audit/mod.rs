//! What happened: searched, travelled, followed, opened row by row, exported, held against its chain.

mod tab;
pub mod view;
pub mod work;

use crate::domain::{AccountId, AuditEntry, AuditLink, AuditQuery, AuditSearch, LinkedEntry, Page, Total};
use crate::tui::command::{Availability, Command};
use crate::tui::effect::{Call, Reply, ReqId};
use crate::tui::list::{Piece, Row};
use crate::tui::shared::{Cx, Shared};

use super::super::{Next, led_away};
use super::goto::Goto;
use super::{Searched, list_rows};
use work::Work;

impl Row for AuditEntry {
    type Id = u64;
    fn id(&self) -> u64 {
        self.seq
    }
}

/// What happened.
#[derive(Debug, Default)]
pub struct Audit {
    /// The list.
    pub found: Searched<AuditEntry>,
    /// Only what this account did, or what was done to it.
    pub of: Option<(AccountId, String)>,
    /// The chosen row is open.
    pub open: bool,
    /// New rows appear by themselves.
    pub following: bool,
    /// What takes long, or what it came to.
    pub work: Option<Work>,
    /// The link of a row, once it was asked for.
    link: Option<(u64, Option<AuditLink>)>,
    asked: Option<ReqId>,
    /// What is being read, and the last number that was looked at from the top down.
    page: Page<u64>,
    on_from: Option<u64>,
    /// Matches from the top down, where nobody knows how many there are in all.
    seen: u64,
}

/// Rows of the pane that shows what takes long: a rule and three lines.
pub const WORK_ROWS: u16 = 4;

impl Audit {
    /// Rows of the list.
    pub fn rows(&self, shared: &Shared) -> usize {
        let pane = if self.work.is_some() { usize::from(WORK_ROWS) } else { 0 };
        list_rows(shared).saturating_sub(pane).max(1)
    }

    /// The link of the chosen row: `None` before it is known, `Some(None)` for a row from before there was a chain.
    pub fn link_of(&self, seq: u64) -> Option<Option<AuditLink>> {
        self.link.filter(|(known, _)| *known == seq).map(|(_, link)| link)
    }

    /// Whether words are still being looked for.
    pub fn looking(&self) -> bool {
        self.on_from.is_some() && self.found.list.busy().is_some()
    }

    /// Looks for that, and for what an account did or was done to it.
    pub(super) fn look_for(&mut self, search: &str, of: Option<(AccountId, String)>) {
        self.found.search_for(search);
        self.of = of;
        self.open = false;
    }

    /// Asks for a piece of the list.
    fn read(&mut self, cx: &mut Cx<'_>, piece: Piece<u64>) {
        let search = match AuditSearch::parse(self.found.search.value(), cx.shared.now.wall) {
            Ok(search) => search,
            Err(hint) => {
                self.found.hint = Some(hint.to_string());
                return;
            }
        };
        self.found.hint = None;
        let page = self.onward(piece.page);
        self.page = page;
        let account = self.of.as_ref().map(|(id, _)| *id);
        self.found.read(cx, Piece { page, ..piece }, |token, _, piece| {
            Call::Audit(token, AuditQuery { search, account, page: piece.page, limit: piece.limit })
        });
    }

    /// What is read next where words are looked for: not from the last match on, but from where one has looked.
    fn onward(&self, page: Page<u64>) -> Page<u64> {
        match (page, self.on_from) {
            (Page::After(last), Some(looked_at)) if looked_at < last => Page::After(looked_at),
            _ => page,
        }
    }

    /// From the start: the search has changed.
    fn begin(&mut self, cx: &mut Cx<'_>) {
        self.on_from = None;
        self.seen = 0;
        self.found.list.to_top();
        self.read(cx, self.found.list.piece_first());
    }

    /// What is newer than the first row: rows of the audit never change.
    fn catch_up(&mut self, cx: &mut Cx<'_>) {
        let piece = self.found.list.piece_first();
        match self.found.list.rows().first().map(Row::id) {
            Some(first) => self.read(cx, Piece { page: Page::Before(first), ..piece }),
            None => self.begin(cx),
        }
    }

    pub(super) fn reply(&mut self, cx: &mut Cx<'_>, id: ReqId, reply: Reply) -> Next {
        match reply {
            Reply::Audit(answer) => {
                if let Err(error) = &answer
                    && let Some(next) = led_away(cx, error)
                {
                    return next;
                }
                self.listed(cx, id, answer);
            }
            Reply::AuditEntry(answer) if self.asked == Some(id) => {
                self.asked = None;
                match answer {
                    Ok(LinkedEntry { entry, link }) => self.link = Some((entry.seq, link)),
                    Err(error) => {
                        if let Some(next) = led_away(cx, &error) {
                            return next;
                        }
                    }
                }
                // The cursor may have moved on.
                self.ask_for_link(cx);
            }
            reply => return self.worked(cx, id, reply),
        }
        Next::Stay
    }

    fn listed(&mut self, cx: &mut Cx<'_>, id: ReqId, answer: Result<crate::domain::AuditPart, crate::auth::CallError>) {
        let height = self.rows(cx.shared);
        let (at_start, at_top) = (self.found.list.visible(height).0 == 0, self.found.list.cursor() == 0);
        let page = self.page;
        let (mut on_from, mut fresh) = (self.on_from, 0);
        let seen = self.seen;
        let answer = answer.map(|part| {
            let mut window = part.window;
            let down = matches!(page, Page::First | Page::After(_));
            let count = window.rows.len() as u64;
            // Rows of the audit never go: what was read from a row on follows it.
            window.more_before |= matches!(page, Page::After(_));
            window.more_after |= matches!(page, Page::Before(_));
            if down {
                on_from = part.on_from;
                fresh = if page == Page::First { count } else { seen + count };
            } else {
                fresh = seen + if matches!(page, Page::Before(_)) { count } else { 0 };
            }
            if !part.counted {
                window.total = match (down, part.on_from) {
                    (true, None) => Total::Exactly(fresh),
                    _ => Total::AtLeast(fresh.max(count)),
                };
            }
            window
        });
        let failed = answer.is_err();
        if !self.found.list.answer(id, answer, height) || failed {
            return;
        }
        (self.on_from, self.seen) = (on_from, fresh);
        if matches!(page, Page::Before(_)) && at_start {
            if at_top && self.following {
                self.found.list.choose(0, height);
            }
            self.found.list.rise(height);
        }
        // Words that stand in few rows are looked for until the screen is full.
        let list = &self.found.list;
        let wanted = list.cursor() + 2 * height;
        if matches!(page, Page::First | Page::After(_))
            && list.rows().len() < wanted
            && let Some(looked_at) = self.on_from
        {
            self.read(cx, Piece { page: Page::After(looked_at), ..self.found.list.piece_first() });
        }
        self.ask_for_link(cx);
    }

    /// Asks for the link of the row that is open. One question is under way at most.
    fn ask_for_link(&mut self, cx: &mut Cx<'_>) {
        let Some(seq) = self.found.list.chosen().map(Row::id) else { return };
        if self.open && self.asked.is_none() && self.link.is_none_or(|(known, _)| known != seq) {
            self.asked = cx.call_as(|token| Call::AuditEntry(token, seq));
        }
    }

    pub(super) fn availability(&self, command: Command) -> Availability {
        let running = self.work.as_ref().is_some_and(Work::is_running);
        match command {
            Command::Open if self.found.list.chosen().is_none() => Availability::Hidden,
            Command::Open if self.open && self.party().is_none() => Availability::Hidden,
            Command::VerifyAudit | Command::ExportCsv | Command::ExportJson if running => {
                Availability::Off("Something is under way. Esc stops it.")
            }
            _ => Availability::Ready,
        }
    }

    pub(super) fn label(&self, command: Command) -> Option<&'static str> {
        match (command, &self.work) {
            (Command::Open, _) if self.open => Some("the account"),
            (Command::Back, _) if self.open => None,
            (Command::Back, Some(work)) => Some(if work.is_running() { "stop" } else { "close" }),
            (Command::Back, None) if self.of.is_some() && self.found.search.value().is_empty() => Some("everybody"),
            (Command::Follow, _) if self.following => Some("stop following"),
            _ => None,
        }
    }

    /// The account that the chosen row is about.
    fn party(&self) -> Option<AccountId> {
        let row = self.found.list.chosen()?;
        [row.subject.as_ref(), Some(&row.actor)].into_iter().flatten().find_map(|party| party.id)
    }

    /// A command of its own; where it leads.
    pub(super) fn command(&mut self, cx: &mut Cx<'_>, command: Command) -> Option<Goto> {
        match command {
            Command::Open if self.open => {
                return self.party().map(Goto::Page);
            }
            Command::Open => {
                self.open = self.found.list.chosen().is_some();
                self.ask_for_link(cx);
            }
            Command::Follow => {
                self.following = !self.following;
                if self.following {
                    self.catch_up(cx);
                    cx.good("New entries appear by themselves. F stops it.");
                } else {
                    cx.good("The list stands still.");
                }
            }
            Command::VerifyAudit => self.verify(cx),
            Command::ExportCsv => self.export(cx, crate::domain::FileFormat::Csv),
            Command::ExportJson => self.export(cx, crate::domain::FileFormat::JsonLines),
            _ => {}
        }
        None
    }
}
