//! Accounts in and out of files: an import is looked at first, then done; both go on in pieces, and Esc stops them
//! between two.

use crate::domain::{FileFormat, Search, Total};
use crate::tui::acts::Progress;
use crate::tui::command::{Command, Place};
use crate::tui::effect::{Call, Reply, ReqId};
use crate::tui::form::{Busy, Field, Form, FormEvent};
use crate::tui::kit::text::grouped;
use crate::tui::msg::Input;
use crate::tui::shared::{Cx, Mood};
use crate::tui::transfer::{ExportNews, ExportOrder, ImportNews, ImportOrder, Step, TransferError};

use super::super::{CRASHED, Next, led_away};
use super::{Accounts, Admin};

pub mod view;

/// Refused rows that are shown.
pub const SHOWN: usize = 8;

/// Accounts on their way in or out.
#[derive(Debug)]
pub struct Transfer {
    /// How far it has come.
    pub stage: Stage,
    /// The call under way.
    id: Option<Busy>,
    order: Option<ImportOrder>,
    /// The first rows that were refused, each with its line.
    pub refused: Vec<(u64, String)>,
}

/// How far it has come.
#[derive(Debug)]
pub enum Stage {
    /// Which file is asked for.
    Asking(Form),
    /// Each row is looked at; nothing is written.
    Looking(ImportNews),
    /// What would become of the rows; a button does it.
    Looked(ImportNews, Form),
    /// Accounts are made.
    Importing(ImportNews),
    /// A file is written: accounts in it, and how many there will be, if that is known.
    Exporting(u64, Option<u64>),
    /// What it came to.
    Told {
        /// Of what.
        title: &'static str,
        /// Sentences.
        text: Vec<String>,
        /// Whether it is good news.
        mood: Mood,
    },
}

const IMPORT: &str = "Import accounts";
const EXPORT: &str = "Export accounts";

impl Transfer {
    fn at(stage: Stage) -> Self {
        Self { stage, id: None, order: None, refused: Vec::new() }
    }

    /// Asks for a file.
    pub(super) fn import() -> Self {
        let fields = vec![
            Field::text("File", "CSV with a header, or JSON Lines, by its name"),
            Field::text("Columns", "what it calls things: username=login,email=mail"),
            Field::text_with("Staff", "yes: it may bring admins and helpers", "no"),
        ];
        Self::at(Stage::Asking(Form::new(fields, "Look at it")))
    }

    /// What it is.
    pub(super) fn title(&self) -> &'static str {
        match &self.stage {
            Stage::Exporting(..) => EXPORT,
            Stage::Told { title, .. } => title,
            _ => IMPORT,
        }
    }

    /// Which commands it takes.
    pub(super) fn places(&self) -> Vec<Place> {
        match self.stage {
            Stage::Asking(_) | Stage::Looked(..) => vec![Place::Form, Place::SignedIn],
            Stage::Told { .. } => vec![Place::Telling, Place::SignedIn],
            Stage::Looking(_) | Stage::Importing(_) | Stage::Exporting(..) => vec![Place::Working, Place::SignedIn],
        }
    }

    /// The form in it.
    pub(super) fn form(&self) -> Option<&Form> {
        match &self.stage {
            Stage::Asking(form) | Stage::Looked(_, form) => Some(form),
            _ => None,
        }
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        match &mut self.stage {
            Stage::Asking(form) | Stage::Looked(_, form) => Some(form),
            _ => None,
        }
    }

    pub(super) fn label(&self, command: Command) -> Option<&'static str> {
        match (command, &self.stage) {
            (Command::Enter, Stage::Asking(form)) if form.enter_label() == form.button => Some("look at it"),
            (Command::Enter, Stage::Looked(..)) => Some("import"),
            _ => None,
        }
    }

    /// The call under way, where no bar tells of it.
    pub(super) fn busy(&self) -> Option<Busy> {
        self.id.filter(|_| self.progress().is_none())
    }

    /// For the bar.
    pub(super) fn progress(&self) -> Option<Progress> {
        let (doing, done, of) = match &self.stage {
            Stage::Looking(news) => ("Looking", news.rows(), news.of()?),
            Stage::Importing(news) => ("Importing", news.rows(), news.of()?),
            Stage::Exporting(rows, of) => ("Exporting", *rows, (*of)?),
            _ => return None,
        };
        let count = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        Some(Progress { doing, done: count(done), of: count(of.max(done)), esc: "Esc stops it" })
    }

    fn go_on(&mut self, cx: &mut Cx<'_>, call: impl FnOnce(crate::domain::SessionToken) -> Call) {
        let since = cx.now();
        self.id = cx.call_as(call).map(|id| Busy { id, since });
    }

    fn tell(&mut self, title: &'static str, mood: Mood, text: Vec<String>) {
        self.id = None;
        self.stage = Stage::Told { title, text, mood };
    }

    /// Esc: `true` closes it.
    pub(super) fn stop(&mut self, cx: &mut Cx<'_>) -> bool {
        let id = self.id.take().map(|busy| busy.id);
        cx.cancel(id);
        match std::mem::replace(&mut self.stage, Stage::Exporting(0, None)) {
            Stage::Looking(_) => {
                cx.call_as(|token| Call::Import(token, Step::Stop));
                cx.good("The look was stopped. Nothing was imported.");
                true
            }
            Stage::Importing(news) => {
                cx.call_as(|token| Call::Import(token, Step::Stop));
                let text = vec![
                    format!("Stopped after {}. What was imported stays.", rows(news.rows())),
                    "Import the same file again, and it goes on there.".to_owned(),
                ];
                self.tell(IMPORT, Mood::Good, text);
                false
            }
            Stage::Exporting(..) => {
                cx.call_as(|token| Call::Export(token, Step::Stop));
                cx.good("The export was stopped. Nothing of it is kept.");
                true
            }
            Stage::Asking(_) | Stage::Looked(..) | Stage::Told { .. } => true,
        }
    }

    pub(super) fn command(&mut self, cx: &mut Cx<'_>, command: Command) {
        if let Some(form) = self.form_mut() {
            let event = form.command(command);
            self.event(cx, event);
        }
    }

    pub(super) fn input(&mut self, cx: &mut Cx<'_>, input: &Input) {
        if let Some(form) = self.form_mut() {
            let event = form.input(input);
            self.event(cx, event);
        }
    }

    fn event(&mut self, cx: &mut Cx<'_>, event: FormEvent) {
        if event != FormEvent::Submit {
            return;
        }
        let order = match &mut self.stage {
            Stage::Asking(form) => ordered(cx, form),
            Stage::Looked(..) => {
                self.order.take().map(|order| ImportOrder { dry_run: false, at: cx.shared.now.wall, ..order })
            }
            _ => None,
        };
        let Some(order) = order else { return };
        self.refused.clear();
        self.stage =
            if order.dry_run { Stage::Looking(ImportNews::default()) } else { Stage::Importing(ImportNews::default()) };
        self.order = Some(order.clone());
        self.go_on(cx, |token| Call::Import(token, Step::Begin(Box::new(order))));
    }

    /// The call that is waited for is not made.
    pub(super) fn called_off(&mut self, id: ReqId) {
        if self.is_asked(id) {
            self.tell(
                self.title(),
                Mood::Bad,
                vec!["Nothing goes on without your password. What is done so far stays.".to_owned()],
            );
        }
    }

    pub(super) fn is_asked(&self, id: ReqId) -> bool {
        self.id.is_some_and(|busy| busy.id == id)
    }

    /// A piece is done.
    pub(super) fn reply(&mut self, cx: &mut Cx<'_>, reply: Reply) -> Next {
        match reply {
            Reply::Import(Ok(news)) => self.imported(cx, news),
            Reply::Export(Ok(news)) => self.exported(cx, news),
            Reply::Import(Err(error)) | Reply::Export(Err(error)) => return self.failed(cx, &error),
            _ => self.tell(self.title(), Mood::Bad, vec![CRASHED.to_owned()]),
        }
        Next::Stay
    }

    fn failed(&mut self, cx: &mut Cx<'_>, error: &TransferError) -> Next {
        if let TransferError::Call(error) = error
            && let Some(next) = led_away(cx, error)
        {
            return next;
        }
        // What is wrong with the file stands beside its name, so that another can be typed.
        match (&self.stage, self.order.take()) {
            (Stage::Looking(news), Some(order)) if news.rows() == 0 => {
                let mut asking = Self::import();
                if let Some(form) = asking.form_mut() {
                    for (at, text) in [order.path, order.columns].iter().enumerate() {
                        if let Some(field) = form.fields.get_mut(at) {
                            *field = Field::text_with(field.label, field.hint, text);
                        }
                    }
                    form.set_error(0, Some(error.to_string()));
                    form.focus_first_error();
                }
                *self = asking;
            }
            _ => self.tell(self.title(), Mood::Bad, vec![error.to_string()]),
        }
        Next::Stay
    }

    fn imported(&mut self, cx: &mut Cx<'_>, mut news: ImportNews) {
        let told = std::mem::take(&mut news.told);
        let room = SHOWN.saturating_sub(self.refused.len());
        self.refused.extend(told.into_iter().take(room));
        let dry = matches!(self.stage, Stage::Looking(_));
        match (news.done, dry) {
            (false, true) => self.stage = Stage::Looking(news),
            (false, false) => self.stage = Stage::Importing(news),
            (true, true) if news.made > 0 => {
                self.id = None;
                self.stage = Stage::Looked(news, Form::new(Vec::new(), "Import"));
                return;
            }
            (true, _) => return self.tell_imported(&news, dry),
        }
        self.go_on(cx, |token| Call::Import(token, Step::GoOn));
    }

    fn tell_imported(&mut self, news: &ImportNews, dry: bool) {
        let mut text = vec![if dry { "There is nothing to import.".to_owned() } else { summary(news, false) }];
        if dry {
            text.push(summary(news, true));
        }
        if let Some(path) = &news.rejects {
            text.push(format!(
                "What was refused is in {path}, with the reasons. It holds hashes, so only you can read it."
            ));
            text.push("Mend it, and import it again.".to_owned());
        }
        let mood = if news.refused > 0 { Mood::Bad } else { Mood::Good };
        self.tell(IMPORT, mood, text);
    }

    fn exported(&mut self, cx: &mut Cx<'_>, news: ExportNews) {
        let Stage::Exporting(_, of) = self.stage else { return };
        match news.file {
            None => {
                self.stage = Stage::Exporting(news.rows, of);
                self.go_on(cx, |token| Call::Export(token, Step::GoOn));
            }
            Some(file) => {
                let are = if news.rows == 1 { "account is" } else { "accounts are" };
                let text = vec![
                    format!("{} {are} in {file}", grouped(news.rows)),
                    "Only you can read it. No passwords are in it.".to_owned(),
                ];
                self.tell(EXPORT, Mood::Good, text);
            }
        }
    }
}

/// What the form says, if nothing is wrong with it.
fn ordered(cx: &Cx<'_>, form: &mut Form) -> Option<ImportOrder> {
    let path = form.text(0).trim().to_owned();
    let staff = match form.text(2).trim().to_lowercase().as_str() {
        "yes" => Some(true),
        "no" | "" => Some(false),
        _ => None,
    };
    form.set_error(0, path.is_empty().then(|| "Type where the file is.".to_owned()));
    form.set_error(2, staff.is_none().then(|| "Type yes or no.".to_owned()));
    if form.focus_first_error() {
        return None;
    }
    Some(ImportOrder {
        path,
        columns: form.text(1).trim().to_owned(),
        staff: staff?,
        dry_run: true,
        dir: cx.shared.around.reports_dir.clone(),
        at: cx.shared.now.wall,
    })
}

fn rows(count: u64) -> String {
    if count == 1 { "1 row".to_owned() } else { format!("{} rows", grouped(count)) }
}

/// The three numbers of an import, as a sentence.
fn summary(news: &ImportNews, would: bool) -> String {
    let be = if would { "would be made" } else { "made" };
    format!(
        "{} {be}, {} already there, {} refused.",
        grouped(news.made),
        grouped(news.already_there),
        grouped(news.refused)
    )
}

impl Admin {
    /// Opens an import, or begins an export of what matches.
    pub(super) fn transfer_open(&mut self, cx: &mut Cx<'_>, command: Command) {
        self.transfer = match command {
            Command::Import => Some(Transfer::import()),
            Command::ExportJson => export(cx, &self.accounts, FileFormat::JsonLines),
            _ => export(cx, &self.accounts, FileFormat::Csv),
        };
    }

    /// The answer to a piece.
    pub(super) fn transferred(&mut self, cx: &mut Cx<'_>, reply: Reply) -> Next {
        let Some(transfer) = &mut self.transfer else { return Next::Stay };
        let next = transfer.reply(cx, reply);
        if matches!(transfer.stage, Stage::Told { .. }) && matches!(next, Next::Stay) {
            self.catch_up(cx);
        }
        next
    }
}

fn export(cx: &mut Cx<'_>, accounts: &Accounts, format: FileFormat) -> Option<Transfer> {
    let typed = accounts.found.search.value().trim().to_owned();
    // What stands in the field may be half a search; the list shows the one before.
    let search = match Search::parse(&typed, cx.shared.now.wall) {
        Ok(search) => search,
        Err(hint) => {
            cx.bad(hint.to_string());
            return None;
        }
    };
    let of = match accounts.found.list.total() {
        Some(Total::Exactly(count)) => Some(count),
        _ => None,
    };
    let (dir, at) = (cx.shared.around.reports_dir.clone(), cx.shared.now.wall);
    let order = Box::new(ExportOrder { format, search, typed, dir, at });
    let mut transfer = Transfer::at(Stage::Exporting(0, of));
    transfer.go_on(cx, |token| Call::Export(token, Step::Begin(order)));
    Some(transfer)
}
