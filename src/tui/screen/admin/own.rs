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
            // What lies over the tab comes first.
            _ if self.create.is_some() || self.accounts.page.is_some() => None,
            Tab::Approvals => Some(&self.approvals),
            Tab::Settings => Some(&self.settings),
            _ => None,
        }
    }

    /// The same, to be changed.
    pub(super) fn own_mut(&mut self) -> Option<&mut dyn OwnTab> {
        match self.tab {
            _ if self.create.is_some() || self.accounts.page.is_some() => None,
            Tab::Approvals => Some(&mut self.approvals),
            Tab::Settings => Some(&mut self.settings),
            _ => None,
        }
    }

    /// Whether an answer is for a tab that looks after itself, also if another is open by now.
    pub(super) fn is_own(&self, id: ReqId, reply: &Reply) -> bool {
        match reply {
            Reply::Pending(_)
            | Reply::Decide(_)
            | Reply::NotePending(_)
            | Reply::Invites(_)
            | Reply::MakeInvite(_)
            | Reply::RevokeInvite(_)
            | Reply::Settings(_)
            | Reply::ChangeSetting(_) => true,
            Reply::Crashed => self.approvals.waits_for(id) || self.settings.waits_for(id),
            _ => false,
        }
    }

    /// Hands such an answer to its tab.
    pub(super) fn own_reply(&mut self, cx: &mut Cx<'_>, id: ReqId, reply: Reply) -> Next {
        match reply {
            Reply::Settings(_) | Reply::ChangeSetting(_) => self.settings.reply(cx, id, reply),
            Reply::Crashed if self.settings.waits_for(id) => self.settings.reply(cx, id, reply),
            reply => self.approvals.reply(cx, id, reply),
        }
    }
}
