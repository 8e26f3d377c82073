//! Everybody's accounts: search, sort, look, act.

use std::time::{Duration, Instant};

use crate::auth::admin::AccountDetail;
use crate::domain::{AccountId, AccountQuery, AccountRow, AccountSort, Direction, Search, SessionToken, Status};
use crate::tui::command::{Availability, Command};
use crate::tui::effect::{Call, Reply, ReqId};
use crate::tui::list::{Piece, Row};
use crate::tui::overlay::{Ask, Overlay, Question};
use crate::tui::shared::{Cx, Shared};

use super::super::{CRASHED, Next, led_away, trouble};
use super::{Marks, Searched, acting, list_rows};

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
    /// The whole account is open.
    pub card: bool,
    /// The accounts picked out.
    pub marks: Marks,
    looking: Option<(ReqId, AccountId)>,
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
    /// Whom an act is about: the marked accounts, or the chosen one where none is marked.
    pub fn targets(&self) -> Vec<AccountId> {
        if self.marks.is_empty() {
            return self.found.list.chosen().map(Row::id).into_iter().collect();
        }
        self.marks.ids().to_vec()
    }

    /// Asks for a piece of the list.
    pub(super) fn read(&mut self, cx: &mut Cx<'_>, piece: Piece<AccountId>) {
        let (sort, direction) = (self.sort, self.direction);
        let search = match Search::parse(self.found.search.value(), cx.shared.now.wall) {
            Ok(search) => search,
            Err(hint) => {
                self.found.list.problem = Some(hint.to_string());
                return;
            }
        };
        self.found.read(cx, piece, |token, _, piece| {
            Call::Accounts(token, AccountQuery { search, sort, direction, page: piece.page, limit: piece.limit })
        });
    }

    pub(super) fn search_again(&mut self, cx: &mut Cx<'_>) {
        self.found.list.to_top();
        self.read(cx, self.found.list.piece_first());
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

    pub(super) fn command(&mut self, cx: &mut Cx<'_>, command: Command) {
        match command {
            Command::Open => self.card = self.found.list.chosen().is_some(),
            Command::Sort => {
                let at = AccountSort::ALL.iter().position(|sort| *sort == self.sort).unwrap_or(0) + 1;
                self.sort = AccountSort::ALL.get(at).or(AccountSort::ALL.first()).copied().unwrap_or_default();
                self.search_again(cx);
            }
            Command::Reverse => {
                self.direction = self.direction.reversed();
                self.search_again(cx);
            }
            _ => {}
        }
    }

    /// What is known of the chosen account, if it was asked for that one.
    pub fn chosen_detail(&self) -> Option<&AccountDetail> {
        let chosen = self.found.list.chosen()?;
        self.detail.as_ref().filter(|detail| detail.account.id == chosen.id)
    }

    /// Whole seconds for which guesses at the chosen account's password are not looked at.
    pub fn locked_for(&self, shared: &Shared) -> Option<u64> {
        let left = self.chosen_detail()?.locked_until?.since(shared.now.wall);
        u64::try_from(left.as_millis().div_ceil(1000)).ok().filter(|seconds| *seconds > 0)
    }

    /// The next second of a lock.
    pub(super) fn deadline(&self, shared: &Shared) -> Option<Instant> {
        let rest = self.locked_for(shared)?.saturating_sub(1);
        let left = self.chosen_detail()?.locked_until?.since(shared.now.wall);
        Some(shared.now.mono + left.saturating_sub(Duration::from_secs(rest)))
    }

    /// Asks for more of the chosen account. One question is under way at most.
    fn look(&mut self, cx: &mut Cx<'_>) {
        let Some(id) = self.found.list.chosen().map(Row::id) else { return };
        if self.looking.is_none() && self.chosen_detail().is_none() {
            self.looking = cx.call_as(|token| Call::Account(token, id)).map(|request| (request, id));
        }
    }

    pub(super) fn availability(&self, shared: &Shared, command: Command) -> Availability {
        let Some(chosen) = self.found.list.chosen() else {
            let needs_one = matches!(
                command,
                Command::ResetCode
                    | Command::ClearSecondFactor
                    | Command::ClearThrottle
                    | Command::EndSessions
                    | Command::Open
            );
            let needs_one = needs_one || (acting::is_act(command) && self.marks.is_empty());
            return if needs_one { Availability::Off("No account is chosen.") } else { Availability::Ready };
        };
        if acting::is_act(command) && !self.card && !self.marks.is_empty() {
            // Each is judged by itself, and the preview tells.
            return Availability::Ready;
        }
        let own = shared.who.as_ref().is_some_and(|who| who.me.id == chosen.id);
        let detail = self.chosen_detail();
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
            Command::ClearThrottle if detail.is_some() && self.locked_for(shared).is_none() => {
                Availability::Off("This account is not locked.")
            }
            Command::EndSessions if own => Availability::Off("End your own sessions in your profile (F2)."),
            Command::EndSessions if detail.is_some_and(|detail| detail.sessions.is_empty()) => {
                Availability::Off("This account is signed in nowhere.")
            }
            Command::Open if self.card => Availability::Hidden,
            _ => Availability::Ready,
        }
    }

    pub(super) fn label(&self, command: Command) -> Option<&'static str> {
        let chosen = self.found.list.chosen()?;
        let alone = self.card || self.marks.is_empty();
        match command {
            Command::ToggleSuspended if alone && chosen.status == Status::Suspended => Some("restore"),
            Command::ToggleSuspended if alone && chosen.status == Status::Waiting => Some("let in"),
            Command::Trash if alone && chosen.trashed_at.is_some() => Some("take out"),
            _ => None,
        }
    }

    /// Forgive the chosen account's wrong guesses: the call to make.
    pub(super) fn forgive(&mut self) -> Option<impl FnOnce(SessionToken) -> Call + use<>> {
        let row = self.found.list.chosen()?;
        self.whose.clone_from(&row.username);
        let id = row.id;
        Some(move |token| Call::ClearThrottle(token, id))
    }

    /// Asks before an act.
    pub(super) fn ask(&mut self, cx: &mut Cx<'_>, command: Command) {
        let Some(row) = self.found.list.chosen() else { return };
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
                let ours = self.found.list.answer(id, answer, rows_with_pane(cx.shared));
                if ours {
                    self.look(cx);
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
            _ => {}
        }
        Next::Stay
    }
}
