//! Acting from the desk: one account at once, many after a look at what will happen; batches, the report, the undo.

use std::sync::Arc;

use crate::auth::CallError;
use crate::auth::act::{Act, Outcome};
use crate::domain::{AccountId, AccountRow, Status, Validity};
use crate::tui::acts::{Failure, Job, Names, Progress, Report, Work, words};
use crate::tui::command::{Availability, Command};
use crate::tui::effect::{Call, Reply, ReqId};
use crate::tui::form::Busy;
use crate::tui::overlay::{Ask, Details, Overlay, Question, Roles, Told, Typed, Wanted};
use crate::tui::shared::{Cx, Shared};

use super::super::{CRASHED, Next, led_away};
use super::{Accounts, Admin};

/// Whether a command is an act on accounts.
pub(super) fn is_act(command: Command) -> bool {
    matches!(
        command,
        Command::ToggleSuspended
            | Command::Restore
            | Command::ChangeRole
            | Command::SendReset
            | Command::ResendLetter
            | Command::VerifyByHand
            | Command::Dates
            | Command::Note
            | Command::Trash
            | Command::Untrash
            | Command::Delete
    )
}

/// Whether an act on one account is done without a question: it can be taken back.
fn is_light(act: &Act) -> bool {
    match act {
        Act::Suspend
        | Act::Restore
        | Act::Wait
        | Act::Verify
        | Act::Unverify
        | Act::SetValidity(_)
        | Act::SetNote(_)
        | Act::Trash
        | Act::Untrash => true,
        Act::SetRole(_) | Act::SendReset | Act::Resend | Act::Delete => false,
    }
}

/// What goes on, and what came of it.
#[derive(Debug, Default)]
pub struct Acting {
    job: Option<Job>,
    last: Option<Arc<Report>>,
    saving: Option<Busy>,
}

/// An act was brought to its end.
#[derive(Debug)]
pub(super) struct Ended {
    /// Where to go.
    pub(super) next: Next,
    /// Whether accounts were changed.
    pub(super) changed: bool,
    /// Those that are gone for good.
    pub(super) gone: Vec<AccountId>,
}

impl Ended {
    fn unchanged() -> Self {
        Self { next: Next::Stay, changed: false, gone: Vec::new() }
    }
}

impl Acting {
    /// Whether something goes on.
    pub fn is_busy(&self) -> bool {
        self.job.is_some()
    }

    /// How far an act on many has come.
    pub fn progress(&self) -> Option<Progress> {
        self.job.as_ref().and_then(Job::progress)
    }

    /// The call under way, where no bar tells of it.
    pub fn busy(&self) -> Option<Busy> {
        let alone = self.job.as_ref().filter(|job| job.progress().is_none());
        alone.and_then(Job::busy).or(self.saving)
    }

    /// What Esc does while something goes on.
    pub(super) fn stop_label(&self) -> Option<&'static str> {
        self.job.as_ref().map(|job| if job.is_stopped() { "stopping" } else { "stop" })
    }

    pub(super) fn availability(&self, shared: &Shared, command: Command) -> Option<Availability> {
        let off = |why| Some(Availability::Off(why));
        match command {
            Command::Back if self.is_busy() => Some(Availability::Ready),
            Command::Profile | Command::ResetCode | Command::ClearSecondFactor | Command::Create | Command::Undo
                if self.is_busy() =>
            {
                off("Wait until the work is done, or stop it with Esc.")
            }
            command if is_act(command) && self.is_busy() => off("Wait until the work is done, or stop it with Esc."),
            Command::Undo if shared.undo.is_none() => off("There is nothing to undo."),
            Command::LastReport if self.last.is_none() => off("There is no report yet: act on several accounts first."),
            _ => None,
        }
    }

    /// An act was chosen: done at once, or looked at first.
    pub(super) fn choose(&mut self, cx: &mut Cx<'_>, act: Act, ids: Vec<AccountId>) {
        if self.is_busy() {
            return;
        }
        if ids.len() == 1 && is_light(&act) {
            return self.run(cx, act, ids, Names::default());
        }
        self.job = Job::begin(cx, Work::Look(act, ids), Names::default());
    }

    /// Does it.
    pub(super) fn run(&mut self, cx: &mut Cx<'_>, act: Act, ids: Vec<AccountId>, names: Names) {
        if !self.is_busy() {
            self.job = Job::begin(cx, Work::Do(act, ids), names);
        }
    }

    /// Takes the last act back.
    pub(super) fn undo(&mut self, cx: &mut Cx<'_>) {
        if self.is_busy() {
            return;
        }
        if let Some(undo) = cx.shared.undo.take() {
            self.job = Job::begin(cx, Work::TakeBack(undo.steps), undo.names);
        }
    }

    /// Ends what goes on after the batch under way; whether something goes on.
    pub(super) fn stop(&mut self) -> bool {
        self.job.as_mut().map(Job::stop).is_some()
    }

    /// Shows the last report.
    pub(super) fn show_report(&self, cx: &mut Cx<'_>) {
        if let Some(report) = &self.last {
            cx.shared.overlay = Some(Overlay::Told(Told::new(Arc::clone(report))));
        }
    }

    /// Saves a report.
    pub(super) fn save(&mut self, cx: &mut Cx<'_>, report: Arc<Report>) {
        let (dir, at, since) = (cx.shared.around.reports_dir.clone(), cx.shared.now.wall, cx.now());
        let id = cx.call(Call::SaveReport { dir, at, report });
        self.saving = Some(Busy { id, since });
    }

    /// Takes an answer in, if it is one that is waited for; else gives it back. `typing`: a report must not come between
    /// somebody and a field.
    pub(super) fn reply(
        &mut self,
        cx: &mut Cx<'_>,
        id: ReqId,
        reply: Reply,
        typing: bool,
    ) -> Result<Ended, Box<Reply>> {
        if self.saving.take_if(|busy| busy.id == id).is_some() {
            match reply {
                Reply::SaveReport(Ok(path)) => cx.good(format!("Saved as {path}")),
                Reply::SaveReport(Err(error)) => cx.bad(error.to_string()),
                _ => cx.bad(CRASHED),
            }
            return Ok(Ended::unchanged());
        }
        if !self.job.as_mut().is_some_and(|job| job.waits_for(id)) {
            return Err(Box::new(reply));
        }
        let Some(mut job) = self.job.take() else { return Err(Box::new(reply)) };
        let failure = job.take(reply).err();
        if let Some(Failure::Call(CallError::ProveAgain)) = failure
            && !matches!(cx.shared.overlay, Some(Overlay::StepUp(_)))
        {
            // The two clocks differ. The same batch again, after the password.
            cx.shared.forget_proof();
        } else if let Some(failure) = failure {
            job.problem = Some(match failure {
                Failure::Call(error) => match led_away(cx, &error) {
                    Some(next) => return Ok(Ended { next, ..Ended::unchanged() }),
                    None => error.to_string(),
                },
                Failure::Crashed => CRASHED.to_owned(),
            });
            return Ok(self.ended(cx, job, typing));
        }
        if job.go_on(cx) {
            self.job = Some(job);
            return Ok(Ended::unchanged());
        }
        Ok(self.ended(cx, job, typing))
    }

    /// Somebody would not show the password: what is not done stays undone.
    pub(super) fn called_off(&mut self, cx: &mut Cx<'_>, id: ReqId) -> Ended {
        if self.job.as_mut().is_some_and(|job| job.waits_for(id))
            && let Some(mut job) = self.job.take()
        {
            job.stop();
            return self.ended(cx, job, false);
        }
        Ended::unchanged()
    }

    fn ended(&mut self, cx: &mut Cx<'_>, mut job: Job, typing: bool) -> Ended {
        let of = job.work.len();
        let Some(act) = job.work.act().cloned() else { return Ended::unchanged() };
        if matches!(job.work, Work::Look(..)) {
            looked(cx, act, job);
            return Ended::unchanged();
        }
        let undo = job.undoable();
        let (undoable, gone) = (undo.is_some(), job.gone());
        let changed = job.tally.done() > 0;
        if changed || matches!(job.work, Work::TakeBack(_)) {
            cx.shared.undo = undo;
        }
        if of == 1 {
            tell_of_one(cx, &act, &job, undoable);
        } else {
            self.tell_of_many(cx, job.into_report(act, of), typing);
        }
        Ended { next: Next::Stay, changed: true, gone }
    }

    fn tell_of_many(&mut self, cx: &mut Cx<'_>, report: Report, typing: bool) {
        let summary = words::summary(&report);
        self.last = Some(Arc::new(report));
        // Where nothing lies over the screen that somebody may be reading, or typing into.
        let free = matches!(cx.shared.overlay, None | Some(Overlay::Help(_) | Overlay::Palette(_)));
        if free && !typing {
            self.show_report(cx);
        } else {
            cx.good(format!("{summary}. w in the list shows the report."));
        }
    }
}

/// One account was acted on: a sentence.
fn tell_of_one(cx: &mut Cx<'_>, act: &Act, job: &Job, undoable: bool) {
    let name = job.tally.names().get(0);
    match (job.tally.fate(0), &job.problem) {
        (Some(Ok(Outcome::Done)), _) => cx.good(words::told(act, name, undoable)),
        (Some(Ok(Outcome::AlreadySo)), _) => cx.good(format!("{name} is {} already.", words::of(act).already)),
        (Some(Err(why)), _) if name.is_empty() => cx.bad(why.to_string()),
        (Some(Err(why)), _) => cx.bad(format!("{name}: {why}")),
        (None, Some(problem)) => cx.bad(problem.clone()),
        (None, None) => {}
    }
}

/// It is known what an act will come to: the question whether to do it.
fn looked(cx: &mut Cx<'_>, act: Act, job: Job) {
    if let Some(problem) = job.problem {
        return cx.bad(problem);
    }
    if job.is_stopped() || !job.is_through() {
        return cx.good("Stopped. Nothing was changed.");
    }
    let (done, count) = (job.tally.done(), job.tally.len());
    if count == 1 && done == 0 {
        return tell_of_one(cx, &act, &job, false);
    }
    let name = job.tally.names().get(0).to_owned();
    let (title, body) = (words::title(&act, count, &name), words::foreseen(&act, &job.tally));
    let button = words::button(&act, done);
    let typed = (act == Act::Delete && done > 0).then(|| match count {
        1 => Typed::new(Wanted::Username(name)),
        _ => Typed::new(Wanted::Number(done)),
    });
    let (Work::Look(_, ids) | Work::Do(_, ids)) = job.work else { return };
    let mut ask = Ask::new(title, body, button, Question::Sure(act, ids, job.tally.into_names()));
    ask.typed = typed;
    if done == 0 {
        ask.verb = None;
    }
    cx.shared.overlay = Some(Overlay::Ask(ask));
}

impl Admin {
    /// An act on accounts was brought to its end, or not yet.
    pub(super) fn act_ended(&mut self, cx: &mut Cx<'_>, ended: Ended) -> Next {
        if ended.changed {
            self.accounts.detail = None;
            self.accounts.page.take_if(|page| ended.gone.contains(&page.id));
            self.accounts.marks.remove(ended.gone);
            self.refresh(cx);
        }
        ended.next
    }
}

impl Accounts {
    /// Whether an act is about the marked accounts, and not about the one that is open or chosen.
    pub(super) fn acts_on_marks(&self) -> bool {
        self.page.is_none() && !self.marks.is_empty()
    }

    /// Whom an act is about: the one that is open, else the marked ones, else the chosen one.
    fn reached(&self) -> Vec<AccountId> {
        self.page.as_ref().map_or_else(|| self.targets(), |page| vec![page.id])
    }

    /// The row of the one account that an act is about, if it is one and at hand.
    fn reached_row(&self, ids: &[AccountId]) -> Option<&AccountRow> {
        let [id] = ids else { return None };
        let open = self.page.as_ref().and_then(|page| page.row.as_ref());
        open.into_iter().chain(self.found.list.rows()).find(|row| row.id == *id)
    }

    /// What a command means for whom it is about. `None`: something was asked first.
    pub(super) fn chosen_act(&self, cx: &mut Cx<'_>, command: Command) -> Option<(Act, Vec<AccountId>)> {
        let ids = self.reached();
        let row = self.reached_row(&ids);
        let act = match command {
            Command::ToggleSuspended if row.is_some_and(|row| row.status != Status::Active) => Act::Restore,
            Command::ToggleSuspended => Act::Suspend,
            Command::Restore => Act::Restore,
            Command::SendReset => Act::SendReset,
            Command::ResendLetter => Act::Resend,
            Command::VerifyByHand => Act::Verify,
            Command::Trash if row.is_some_and(|row| row.trashed_at.is_some()) => Act::Untrash,
            Command::Trash => Act::Trash,
            Command::Untrash => Act::Untrash,
            Command::Delete => Act::Delete,
            command => {
                let over = self.asked(cx, command, ids);
                cx.shared.overlay = over;
                return None;
            }
        };
        Some((act, ids))
    }

    /// What has to be asked before an act is known.
    fn asked(&self, cx: &mut Cx<'_>, command: Command, ids: Vec<AccountId>) -> Option<Overlay> {
        let row = self.reached_row(&ids);
        let name = row.map(|row| row.username.as_str());
        match command {
            Command::ChangeRole => {
                let one = row.map(|row| (row.username.as_str(), row.role));
                Some(Overlay::Roles(Roles::new(ids, one)))
            }
            Command::Dates => {
                let was = row.map_or(Validity::default(), |row| row.validity);
                Some(Overlay::Details(Box::new(Details::dates(ids, name, was, cx.shared.now.wall))))
            }
            Command::Note => {
                let detail = self.target_detail().filter(|detail| ids == [detail.account.id]);
                if ids.len() == 1 && detail.is_none() {
                    // Or a note that is not known would be written over.
                    cx.bad("The account is still being read. Try once more.");
                    return None;
                }
                let was = detail.map_or("", |detail| detail.note.as_str());
                Some(Overlay::Details(Box::new(Details::note(ids, name, was))))
            }
            _ => None,
        }
    }
}
