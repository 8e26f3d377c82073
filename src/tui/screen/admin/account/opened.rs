//! How the desk opens the page of an account, walks it along the list, and leaves it.

use crate::domain::{AccountId, AccountRow};
use crate::tui::command::Command;
use crate::tui::list::Row;
use crate::tui::shared::Cx;

use super::super::super::{Next, Screen};
use super::super::Admin;
use super::{Led, Page, Section};
use crate::tui::effect::Reply;
use crate::tui::screen::profile::Profile;

impl Admin {
    /// The account that is open on its page: acts are about that one, whatever the list behind it says.
    pub fn open_account(&self) -> Option<&AccountRow> {
        self.accounts.page.as_ref().and_then(|page| page.row.as_ref())
    }

    /// Opens the page of an account, from wherever on the desk. Esc leads back there.
    pub fn open_page(&mut self, cx: &mut Cx<'_>, id: AccountId) {
        let row = self.accounts.found.list.rows().iter().find(|row| row.id == id).cloned();
        self.show_page(cx, Page::new(id, row, Section::Details));
    }

    fn show_page(&mut self, cx: &mut Cx<'_>, mut page: Page) {
        page.refresh(cx);
        self.accounts.page = Some(Box::new(page));
    }

    /// Esc: what is open on the page, then the page. The list behind is read anew, for much may have happened.
    pub(in super::super) fn leave_page(&mut self, cx: &mut Cx<'_>) {
        if self.accounts.page.as_mut().is_some_and(|page| page.leave()) {
            return;
        }
        self.accounts.page = None;
        self.refresh(cx);
    }

    /// A command while a page is open; `None` where it is none of the page's.
    pub(in super::super) fn page_command(&mut self, cx: &mut Cx<'_>, command: Command) -> Option<Next> {
        let page = self.accounts.page.as_mut()?;
        if page.edit.is_none() {
            match command {
                Command::NextAccount => self.walk(cx, Command::Down),
                Command::PreviousAccount => self.walk(cx, Command::Up),
                Command::Profile => {
                    let me = cx.shared.who.as_ref().map(|who| who.me.clone())?;
                    return Some(Next::Go(Screen::Profile(Profile::new(me))));
                }
                command => match page.command(cx, command) {
                    Led::Done => {}
                    Led::Elsewhere => return None,
                    Led::Act(call) if self.acting.is_none() => self.act(cx, call),
                    Led::Act(_) => {}
                },
            }
            return Some(Next::Stay);
        }
        page.command(cx, command);
        Some(Next::Stay)
    }

    /// Opens the account after the open one in the list, or the one before. The part of the page that is open stays
    /// open.
    fn walk(&mut self, cx: &mut Cx<'_>, towards: Command) {
        let Some(page) = &self.accounts.page else { return };
        let (id, section) = (page.id, page.section);
        let list = &mut self.accounts.found.list;
        if let Some(at) = list.rows().iter().position(|row| row.id == id) {
            list.choose(at, super::super::accounts::rows_with_pane(cx.shared));
        }
        // One that has left the list made room for the one after it.
        let took_its_place = towards == Command::Down && list.chosen().is_some_and(|row| row.id != id);
        if !took_its_place {
            self.accounts.travel(cx, towards);
        }
        match self.accounts.found.list.chosen() {
            Some(row) if row.id != id => {
                let page = Page::new(row.id(), Some(row.clone()), section);
                self.show_page(cx, page);
            }
            _ if towards == Command::Down => cx.good("This is the last account of the list."),
            _ => cx.good("This is the first account of the list."),
        }
    }

    /// The answer to the form on the page.
    pub(in super::super) fn page_edited(&mut self, cx: &mut Cx<'_>, reply: Reply) -> Next {
        let Some(page) = self.accounts.page.as_mut() else { return Next::Stay };
        match page.edited(cx, reply) {
            Ok(row) => {
                page.changed(&row);
                page.refresh(cx);
                self.accounts.found.list.replace(row);
                Next::Stay
            }
            Err(next) => *next,
        }
    }
}
