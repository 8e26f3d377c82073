//! Tabs that take commands and answers in by themselves: the desk asks them first.

use crate::tui::command::{Availability, Command, Place};
use crate::tui::effect::{Reply, ReqId};
use crate::tui::form::Form;
use crate::tui::msg::Input;
use crate::tui::overlay::Question;
use crate::tui::shared::{Cx, Shared};

use super::super::Next;
use super::{Admin, Tab};

/// A tab that takes commands and answers in by itself.
pub(super) trait OwnTab {
    /// Which commands can be given, the nearest place first.
    fn places(&self) -> Vec<Place>;
    /// What stands at the top left in place of the tabs; empty where the tabs stand there.
    fn title(&self) -> String {
        String::new()
    }
    /// Whether a command can be given now; `None`: that is not for this tab to say.
    fn availability(&self, _shared: &Shared, _command: Command) -> Option<Availability> {
        None
    }
    /// Another verb for a command.
    fn label(&self, _command: Command) -> Option<&'static str> {
        None
    }
    /// The form that is open.
    fn form(&self) -> Option<&Form>;
    /// A command; whether it was this tab's.
    fn command(&mut self, cx: &mut Cx<'_>, command: Command) -> bool;
    /// Something that is no command; whether it was this tab's.
    fn input(&mut self, cx: &mut Cx<'_>, input: &Input) -> bool;
    /// An answer that is this tab's.
    fn reply(&mut self, cx: &mut Cx<'_>, id: ReqId, reply: Reply) -> Next;
    /// A question was answered with yes.
    fn answered(&mut self, _cx: &mut Cx<'_>, _question: Question) {}
    /// That call was not made after all.
    fn called_off(&mut self, id: ReqId);
}

impl Admin {
    /// The tab that is open, if it looks after itself.
    pub(super) fn own(&self) -> Option<&dyn OwnTab> {
        match self.tab {
            Tab::Approvals => Some(&self.approvals),
            Tab::Settings => Some(&self.settings),
            _ => None,
        }
    }

    /// The same, to be changed.
    pub(super) fn own_mut(&mut self) -> Option<&mut dyn OwnTab> {
        match self.tab {
            Tab::Approvals => Some(&mut self.approvals),
            Tab::Settings => Some(&mut self.settings),
            _ => None,
        }
    }

    /// An answer to a tab that looks after itself, also if another is open by now; the answer, if it is none.
    pub(super) fn own_reply(&mut self, cx: &mut Cx<'_>, id: ReqId, reply: Reply) -> Result<Next, Reply> {
        match reply {
            Reply::Pending(_)
            | Reply::Decide(_)
            | Reply::NotePending(_)
            | Reply::Invites(_)
            | Reply::MakeInvite(_)
            | Reply::RevokeInvite(_) => Ok(self.approvals.reply(cx, id, reply)),
            Reply::Settings(_) | Reply::ChangeSetting(_) => Ok(self.settings.reply(cx, id, reply)),
            Reply::Crashed if self.approvals.waits_for(id) => Ok(self.approvals.reply(cx, id, reply)),
            Reply::Crashed if self.settings.waits_for(id) => Ok(self.settings.reply(cx, id, reply)),
            reply => Err(reply),
        }
    }
}
