//! From one tab to another: which, and what is searched for there; or to the page of an account.

use crate::domain::AccountId;
use crate::tui::shared::Cx;

use super::tab::Tab;
use super::{Admin, role_of};

/// Where to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goto {
    /// Accounts that a search finds.
    Accounts(String),
    /// Letters that a search finds.
    Mail(String),
    /// Rows of the audit that a search finds; of one account alone, whatever it was called then.
    Audit(String, Option<(AccountId, String)>),
    /// The page of an account.
    Page(AccountId),
    /// Who waits to be let in.
    Approvals,
}

impl Goto {
    /// Accounts that a search finds.
    pub fn accounts(search: &str) -> Self {
        Self::Accounts(search.to_owned())
    }

    /// Letters that a search finds.
    pub fn mail(search: &str) -> Self {
        Self::Mail(search.to_owned())
    }

    /// Rows of the audit that a search finds.
    pub fn audit(search: &str) -> Self {
        Self::Audit(search.to_owned(), None)
    }

    /// What an account did, or what was done to it.
    pub fn audit_of(id: AccountId, name: &str) -> Self {
        Self::Audit(String::new(), Some((id, name.to_owned())))
    }
}

impl Admin {
    /// Goes there, if the role may see it.
    pub fn go(&mut self, cx: &mut Cx<'_>, to: Goto) {
        let tab = match &to {
            Goto::Accounts(_) | Goto::Page(_) => Tab::Accounts,
            Goto::Mail(_) => Tab::Mail,
            Goto::Audit(..) => Tab::Audit,
            Goto::Approvals => Tab::Approvals,
        };
        if !Tab::of(role_of(cx.shared)).any(|(seen, _)| seen == tab) {
            return;
        }
        match to {
            // It lies over the tab that is open; Esc leads back there.
            Goto::Page(id) => return self.open_page(cx, id),
            Goto::Accounts(search) => self.accounts.found.search_for(&search),
            Goto::Mail(search) => self.mail.found.search_for(&search),
            Goto::Audit(search, of) => self.audit.look_for(&search, of),
            Goto::Approvals => self.approvals.look_at_all(),
        }
        self.tab = tab;
        self.accounts.page = None;
        self.open_mut().search_again(cx);
    }
}
