//! Saved searches, as the list of accounts works with them.

use crate::auth::saved::SaveSearchError;
use crate::domain::SavedSearch;
use crate::tui::effect::{Call, Reply, ReqId};
use crate::tui::overlay::saved::Saved;
use crate::tui::overlay::{Overlay, Question};
use crate::tui::shared::Cx;

use super::super::{Next, trouble};
use super::Accounts;

/// A call under way about saved searches, and the name it is about.
#[derive(Debug)]
pub(super) struct Asked {
    id: ReqId,
    name: String,
}

impl Accounts {
    /// Opens the list of saved searches, and has it read.
    pub(super) fn open_saved(&mut self, cx: &mut Cx<'_>) {
        cx.shared.overlay = Some(Overlay::Saved(Saved::new(self.found.search.value())));
        self.ask_about(cx, String::new(), Call::SavedSearches);
    }

    fn ask_about(&mut self, cx: &mut Cx<'_>, name: String, call: impl FnOnce(crate::domain::SessionToken) -> Call) {
        self.asked = cx.call_as(call).map(|id| Asked { id, name });
    }

    /// What was chosen in that list.
    pub(super) fn saved_answered(&mut self, cx: &mut Cx<'_>, question: Question) {
        match question {
            Question::OpenSearch { text } => {
                self.found.search_for(&text);
                self.search_again(cx);
            }
            Question::SaveSearch { name } => {
                match SavedSearch::parse(name.as_str(), self.found.search.value(), cx.shared.now.wall) {
                    Ok(search) => {
                        self.ask_about(cx, name.as_str().to_owned(), |token| Call::SaveSearch(token, search));
                    }
                    Err(error) => cx.bad(error.to_string()),
                }
            }
            Question::RemoveSearch { name } => {
                self.ask_about(cx, name.as_str().to_owned(), |token| Call::RemoveSearch(token, name));
            }
            _ => {}
        }
    }

    /// The core's answer.
    pub(super) fn saved_reply(&mut self, cx: &mut Cx<'_>, id: ReqId, reply: Reply) -> Next {
        let Some(Asked { name, .. }) = self.asked.take_if(|asked| asked.id == id) else { return Next::Stay };
        let all = match reply {
            Reply::SavedSearches(Ok(all)) => all,
            Reply::SaveSearch(Ok(_)) => {
                cx.good(format!("“{name}” is saved. ' opens it, at every desk of this house."));
                return Next::Stay;
            }
            Reply::RemoveSearch(Ok(all)) => {
                cx.good(format!("“{name}” is removed."));
                if all.is_empty() {
                    return Next::Stay;
                }
                cx.shared.overlay.get_or_insert_with(|| Overlay::Saved(Saved::new(self.found.search.value())));
                all
            }
            Reply::SaveSearch(Err(SaveSearchError::Call(error)))
            | Reply::SavedSearches(Err(error))
            | Reply::RemoveSearch(Err(error)) => {
                cx.shared.overlay.take_if(|overlay| matches!(overlay, Overlay::Saved(_)));
                return trouble(cx, &error);
            }
            Reply::SaveSearch(Err(error)) => {
                cx.bad(error.to_string());
                return Next::Stay;
            }
            _ => return Next::Stay,
        };
        if let Some(Overlay::Saved(saved)) = &mut cx.shared.overlay {
            saved.all = Some(all);
        }
        Next::Stay
    }
}
