//! From one tab to another: which, and what is searched for there.

use crate::domain::AccountId;
use crate::tui::shared::Cx;

use super::tab::Tab;
use super::{Admin, role_of};

/// Where to go, and what to search for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goto {
    tab: Tab,
    search: String,
    /// In the audit: what this account did, or what was done to it.
    of: Option<(AccountId, String)>,
}

impl Goto {
    /// Accounts that a search finds.
    pub fn accounts(search: &str) -> Self {
        Self { tab: Tab::Accounts, search: search.to_owned(), of: None }
    }

    /// Letters that a search finds.
    pub fn mail(search: &str) -> Self {
        Self { tab: Tab::Mail, search: search.to_owned(), of: None }
    }

    /// Rows of the audit that a search finds.
    pub fn audit(search: &str) -> Self {
        Self { tab: Tab::Audit, search: search.to_owned(), of: None }
    }

    /// What an account did, or what was done to it, whatever it was called then.
    pub fn audit_of(id: AccountId, name: &str) -> Self {
        Self { tab: Tab::Audit, search: String::new(), of: Some((id, name.to_owned())) }
    }
}

impl Admin {
    /// Goes there, if the role may see it.
    pub(super) fn go(&mut self, cx: &mut Cx<'_>, to: Goto) {
        if !Tab::of(role_of(cx.shared)).any(|(tab, _)| tab == to.tab) {
            return;
        }
        self.tab = to.tab;
        self.accounts.page = None;
        match to.tab {
            Tab::Accounts => self.accounts.found.search_for(&to.search),
            Tab::Mail => self.mail.found.search_for(&to.search),
            Tab::Audit => self.audit.look_for(&to.search, to.of),
            Tab::Desk => {}
        }
        self.open_mut().search_again(cx);
    }
}
