//! Everybody's accounts: search, sort, look, act.

use crate::auth::admin::AccountDetail;
use crate::domain::{
    AccountId, AccountQuery, AccountRow, AccountSort, Direction, Page, Search, SessionToken, Status, Total,
};
use crate::tui::command::{Availability, Command};
use crate::tui::effect::{Call, Reply, ReqId};
use crate::tui::form::Busy;
use crate::tui::list::{Piece, Row};
use crate::tui::overlay::{Ask, Overlay, Question};
use crate::tui::rights;
use crate::tui::shared::{Cx, Shared};

use super::super::{CRASHED, Next, led_away, trouble};
use super::marks::Range;
use super::saved::Asked;
use super::{Marks, Searched, account, acting, list_rows};

impl Row for AccountRow {
    type Id = AccountId;
    fn id(&self) -> AccountId {
        self.id
    }
}

/// Everybody's accounts.
#[derive(Debug, Default)]
pub struct Accounts {
    /// The list.
    pub found: Searched<AccountRow>,
    /// What it is sorted by.
    pub sort: AccountSort,
    /// Up or down.
    pub direction: Direction,
    /// What is known of the chosen account besides its row.
    pub detail: Option<AccountDetail>,
    /// The account that is open on a page of its own.
    pub page: Option<Box<account::Page>>,
    /// The accounts picked out.
    pub marks: Marks,
    /// The last search that made sense, as it was typed: the rows are those of it.
    typed: String,
    pub(super) range: Option<Range>,
    pub(super) marking_all: Option<Busy>,
    pub(super) asked: Option<Asked>,
    look_again: bool,
    looking: Option<(ReqId, AccountId)>,
    /// The search of the rows on the screen.
    searched: Option<Search>,
    /// An exact count under way: it comes after the rows.
    counting: Option<ReqId>,
    /// How many there are with no search, while one is open.
    counting_all: Option<ReqId>,
    loading: Option<ReqId>,
    pub(super) loaded: bool,
    /// Whom the act under way is about: the cursor may have moved on when its answer comes.
    whose: String,
}

/// Rows of the pane below the list: a rule and three lines.
pub const PANE_ROWS: u16 = 4;

/// Whether there is room for the pane.
pub fn has_pane(shared: &Shared) -> bool {
    shared.size().1 >= 20
}

/// Rows of the list above the pane.
pub fn rows_with_pane(shared: &Shared) -> usize {
    let pane = if has_pane(shared) { usize::from(PANE_ROWS) } else { 0 };
    list_rows(shared).saturating_sub(pane).max(1)
}

impl Accounts {
    /// Asks for a piece of the list.
    pub(super) fn read(&mut self, cx: &mut Cx<'_>, piece: Piece<AccountId>) {
        let query = AccountQuery { limit: piece.limit, ..self.query(cx, piece.page) };
        let stale = self.counting.take();
        cx.cancel(stale);
        self.searched = Some(query.search.clone());
        self.found.read(cx, piece, |token, _, _| Call::Accounts(token, query));
    }

    /// The question for a part of what is listed.
    pub(super) fn query(&self, cx: &Cx<'_>, page: Page<AccountId>) -> AccountQuery {
        // It was read before, so it can be read again: only the moment is another one.
        let search = Search::parse(&self.typed, cx.shared.now.wall).unwrap_or_default();
        AccountQuery { search, sort: self.sort, direction: self.direction, page, limit: 0 }
    }

    /// Makes searching fast, whichever way led here. Not before rows from the store are there: they would come later, for
    /// this takes a whole core.
    fn load(&mut self, cx: &mut Cx<'_>) {
        if !self.loaded && self.loading.is_none() {
            self.loading = cx.call_as(Call::LoadDirectory);
        }
    }

    /// The rows are there: how many there are in all may come a frame later.
    fn count(&mut self, cx: &mut Cx<'_>) {
        if let (Some(Total::AtLeast(_)), Some(search)) = (self.found.list.total(), self.searched.clone()) {
            self.counting = cx.call_as(|token| Call::CountAccounts(token, search));
        }
    }

    /// With no search, what matches is everything.
    fn know_everything(&mut self) {
        if self.searched.as_ref().is_some_and(Search::is_everybody) {
            self.found.everything = self.found.list.total();
        }
    }

    /// What is typed has changed: its rows, or why there are none for it yet.
    pub(super) fn search_again(&mut self, cx: &mut Cx<'_>) {
        let typed = self.found.search.value();
        let (makes_sense, hint) = match Search::parse(typed, cx.shared.now.wall) {
            Ok(_) => (typed, None),
            // Without the field at the end that is not finished. Where another one is wrong, the rows stay.
            Err(hint) => {
                let rest = typed.trim_end().rsplit_once(char::is_whitespace).map_or("", |(rest, _)| rest);
                let rest = if Search::parse(rest, cx.shared.now.wall).is_ok() { rest } else { self.typed.as_str() };
                (rest, Some(hint.to_string()))
            }
        };
        let makes_sense = makes_sense.to_owned();
        let is_new = hint.is_none() || makes_sense != self.typed;
        self.found.hint = hint;
        if is_new {
            self.typed = makes_sense;
            self.read_anew(cx);
        }
    }

    /// The list anew, from its start.
    pub(super) fn read_anew(&mut self, cx: &mut Cx<'_>) {
        self.found.list.to_top();
        self.read(cx, self.found.list.piece_first());
    }

    /// Others have written: what is shown is read again. What is known of the chosen account stays until then.
    pub(super) fn changed(&mut self, cx: &mut Cx<'_>) {
        self.look_again = true;
        self.loaded = false;
        self.read(cx, self.found.list.piece_again());
        if self.counting_all.is_none() && !self.searched.as_ref().is_none_or(Search::is_everybody) {
            self.counting_all = cx.call_as(|token| Call::CountAccounts(token, Search::everybody()));
        }
    }

    pub(super) fn travel(&mut self, cx: &mut Cx<'_>, command: Command) {
        if let Some(piece) = self.found.list.command(command, rows_with_pane(cx.shared)) {
            self.read(cx, piece);
        }
        self.look(cx);
    }

    pub(super) fn hit(&mut self, cx: &mut Cx<'_>, at: usize) {
        self.found.list.choose(at, rows_with_pane(cx.shared));
        self.look(cx);
    }

    /// A command about the list itself; whether it was one.
    pub(super) fn command(&mut self, cx: &mut Cx<'_>, command: Command) -> bool {
        if command == Command::SavedSearches {
            self.open_saved(cx);
            return true;
        }
        self.sort_command(cx, command) || self.mark_command(cx, command)
    }

    /// What is known of the chosen account, if it was asked for that one.
    pub fn chosen_detail(&self) -> Option<&AccountDetail> {
        let chosen = self.found.list.chosen()?;
        self.detail.as_ref().filter(|detail| detail.account.id == chosen.id)
    }

    /// Whom an act is about: the account that is open on its page, or else the chosen one.
    pub(super) fn target(&self) -> Option<&AccountRow> {
        match &self.page {
            Some(page) => page.row.as_ref(),
            None => self.found.list.chosen(),
        }
    }

    /// What is known of [`Self::target`].
    pub(super) fn target_detail(&self) -> Option<&AccountDetail> {
        match &self.page {
            Some(page) => page.known.as_ref().map(|known| &known.detail),
            None => self.chosen_detail(),
        }
    }

    /// Whether guesses at the target's password are not looked at now.
    fn is_locked(&self, shared: &Shared) -> bool {
        let until = self.target_detail().and_then(|detail| detail.locked_until);
        until.is_some_and(|until| shared.now.wall < until)
    }

    /// Asks for more of the chosen account. One question is under way at most.
    fn look(&mut self, cx: &mut Cx<'_>) {
        let Some(id) = self.found.list.chosen().map(Row::id) else { return };
        if self.looking.is_none() && (self.look_again || self.chosen_detail().is_none()) {
            self.look_again = false;
            self.looking = cx.call_as(|token| Call::Account(token, id)).map(|request| (request, id));
        }
    }

    pub(super) fn availability(&self, shared: &Shared, command: Command) -> Availability {
        if acting::is_act(command) && self.acts_on_marks() {
            // Each is judged by itself, and the preview tells.
            return Availability::Ready;
        }
        let Some(chosen) = self.target() else {
            let needs_one = reaches(command) || command == Command::Open;
            return if needs_one {
                Availability::Off("No account is chosen.")
            } else {
                self.mark_availability(command)
            };
        };
        if chosen.role.is_staff()
            && !shared.who.as_ref().is_none_or(|who| rights::reaches_staff(who.me.role))
            && reaches(command)
        {
            return Availability::Off(rights::NOT_STAFF);
        }
        let own = shared.who.as_ref().is_some_and(|who| who.me.id == chosen.id);
        let detail = self.target_detail();
        match command {
            Command::ToggleSuspended | Command::Trash if own => Availability::Off("You can't do that to yourself."),
            Command::Delete if own => Availability::Off("Delete your own account in your profile (F2)."),
            Command::ResetCode if own => Availability::Off("Change your own password in your profile (F2)."),
            Command::ResetCode if chosen.status == Status::Suspended => {
                Availability::Off("This account is suspended. Restore it first.")
            }
            Command::ClearSecondFactor if own => Availability::Off("Turn your own off in your profile (F2)."),
            Command::ClearSecondFactor if detail.is_some_and(|detail| detail.second_factor_since.is_none()) => {
                Availability::Off("This account has no two-factor sign-in.")
            }
            Command::ClearThrottle if detail.is_some() && !self.is_locked(shared) => {
                Availability::Off("This account is not locked.")
            }
            Command::EndSessions if own => Availability::Off("End your own sessions in your profile (F2)."),
            Command::EndSessions if detail.is_some_and(|detail| detail.sessions.is_empty()) => {
                Availability::Off("This account is signed in nowhere.")
            }
            _ => self.mark_availability(command),
        }
    }

    pub(super) fn label(&self, command: Command) -> Option<&'static str> {
        let chosen = self.target()?;
        let alone = !self.acts_on_marks();
        match command {
            Command::ToggleSuspended if alone && chosen.status == Status::Suspended => Some("restore"),
            Command::ToggleSuspended if alone && chosen.status == Status::Waiting => Some("let in"),
            Command::Trash if alone && chosen.trashed_at.is_some() => Some("take out"),
            Command::Mark if self.marks.contains(chosen.id) => Some("unmark"),
            _ => None,
        }
    }

    /// Forgive the chosen account's wrong guesses: the call to make.
    pub(super) fn forgive(&mut self) -> Option<impl FnOnce(SessionToken) -> Call + use<>> {
        let row = self.target()?;
        let (id, name) = (row.id, row.username.clone());
        self.whose = name;
        Some(move |token| Call::ClearThrottle(token, id))
    }

    /// Asks before an act.
    pub(super) fn ask(&mut self, cx: &mut Cx<'_>, command: Command) {
        let Some(row) = self.target().cloned() else { return };
        let (id, name) = (row.id, &row.username);
        self.whose.clone_from(name);
        let ask = match command {
            Command::ResetCode => Ask::new(
                format!("Make a code for {name}?"),
                vec![
                    "For somebody who gets no mail: you read it to them, and they choose a new password with it."
                        .to_owned(),
                    "Be sure that it is them. A code sent before stops working.".to_owned(),
                ],
                "Make the code",
                Question::ResetCode { id },
            ),
            Command::ClearSecondFactor => Ask::new(
                format!("Turn off two-factor sign-in of {name}?"),
                vec![
                    "For somebody who lost the phone and the recovery codes: the password alone signs them in then."
                        .to_owned(),
                    "Be sure that it is them.".to_owned(),
                ],
                "Turn it off",
                Question::ClearSecondFactor { id },
            ),
            _ => Ask::new(
                format!("Sign {name} out everywhere?"),
                vec!["Every session ends at once. They can sign in again.".to_owned()],
                "Sign them out",
                Question::EndSessions { id },
            ),
        };
        cx.shared.overlay = Some(Overlay::Ask(ask));
    }

    /// The answer to an act.
    pub(super) fn acted(&mut self, cx: &mut Cx<'_>, reply: Reply) -> Next {
        let whose = std::mem::take(&mut self.whose);
        self.detail = None;
        match reply {
            Reply::ResetCode(Ok(code)) => cx.shared.overlay = Some(Overlay::Code(whose, code)),
            Reply::ClearSecondFactor(Ok(())) => cx.good(format!("Two-factor sign-in of {whose} is off.")),
            Reply::ClearThrottle(Ok(())) => cx.good(format!("The wrong guesses are forgiven. {whose} can try again.")),
            Reply::EndSessions(Ok(0)) => cx.good(format!("{whose} was signed in nowhere.")),
            Reply::EndSessions(Ok(1)) => cx.good(format!("One session of {whose} is ended.")),
            Reply::EndSessions(Ok(count)) => cx.good(format!("{count} sessions of {whose} are ended.")),
            Reply::ResetCode(Err(error))
            | Reply::ClearSecondFactor(Err(error))
            | Reply::ClearThrottle(Err(error))
            | Reply::EndSessions(Err(error)) => return trouble(cx, &error),
            _ => cx.bad(CRASHED),
        }
        Next::Stay
    }

    pub(super) fn reply(&mut self, cx: &mut Cx<'_>, id: ReqId, reply: Reply) -> Next {
        match reply {
            Reply::Accounts(answer) => {
                if let Some(range) = self.range_answered(id) {
                    match answer {
                        Ok(window) => self.mark_range(cx, &range, &window),
                        Err(error) => return trouble(cx, &error),
                    }
                } else if self.found.list.answer(id, answer, rows_with_pane(cx.shared)) {
                    self.know_everything();
                    if let Some(piece) = self.found.list.owed() {
                        self.read(cx, piece);
                    }
                    self.look(cx);
                    self.count(cx);
                    self.load(cx);
                }
            }
            Reply::Matching(ids) => return self.mark_all(cx, id, ids),
            // Fast now. Asked for again when somebody has written, for it may have been overtaken by many changes.
            Reply::LoadDirectory(answer) if self.loading == Some(id) => {
                self.loading = None;
                self.loaded = answer.is_ok();
            }
            Reply::CountAccounts(_, answer) => {
                let of_all = self.counting_all.take_if(|request| *request == id).is_some();
                let of_rows = self.counting.take_if(|request| *request == id).is_some();
                match answer {
                    Ok(count) if of_all => self.found.everything = Some(Total::Exactly(count)),
                    Ok(count) if of_rows => {
                        self.found.list.counted(count);
                        self.know_everything();
                    }
                    _ => {}
                }
            }
            Reply::Account(answer) => {
                if let Some((_, asked)) = self.looking.take_if(|(request, _)| *request == id) {
                    match answer {
                        Ok(detail) => self.detail = Some(detail),
                        Err(error) => {
                            // The row vanished or the store stumbled: the list says so when it is read again.
                            self.detail = None;
                            if let Some(next) = led_away(cx, &error) {
                                return next;
                            }
                        }
                    }
                    if self.found.list.chosen().is_some_and(|row| row.id != asked) {
                        self.look(cx);
                    }
                }
            }
            reply => return self.saved_reply(cx, id, reply),
        }
        Next::Stay
    }
}

/// Whether a command is about an account, so that it may be one that it must not reach.
fn reaches(command: Command) -> bool {
    acting::is_act(command)
        || matches!(
            command,
            Command::ResetCode | Command::ClearSecondFactor | Command::ClearThrottle | Command::EndSessions
        )
}
