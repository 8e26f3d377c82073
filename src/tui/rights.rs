//! What a role may do at the desk. The core decides it again with every call; a screen asks here, so that it offers
//! nothing that will be refused.

use crate::auth::matrix::{Operation, allows};
use crate::domain::Role;

use super::command::Command;

/// Said of a command that the role may not give.
pub const FOR_ADMINS: &str = "Only an admin may do that.";
/// Said of a command that does not reach the chosen account.
pub const NOT_STAFF: &str = "Only an admin may do that to a member of staff.";

/// Whether that role has a desk to work at.
pub fn works_at_the_desk(role: Role) -> bool {
    allows(role, Operation::Accounts)
}

/// Whether that role may give that command.
pub fn may(role: Role, command: Command) -> bool {
    operation(command).is_none_or(|operation| allows(role, operation))
}

/// Whether that role may act on accounts of staff: whoever may make them.
pub fn reaches_staff(role: Role) -> bool {
    allows(role, Operation::CreateAdmin)
}

/// What a command asks of the core. `None`: nothing that a role could be too small for.
fn operation(command: Command) -> Option<Operation> {
    Some(match command {
        Command::ToggleSuspended => Operation::Suspend,
        Command::SendReset => Operation::SendReset,
        Command::Restore => Operation::Restore,
        Command::ResendLetter => Operation::ResendLetter,
        Command::VerifyByHand => Operation::VerifyByHand,
        Command::Dates => Operation::SetValidity,
        Command::Note => Operation::SetNote,
        Command::Trash => Operation::Trash,
        Command::Untrash => Operation::Untrash,
        Command::ChangeRole => Operation::SetRole,
        Command::ResetCode => Operation::ResetCode,
        Command::ClearSecondFactor => Operation::ClearSecondFactor,
        Command::ClearThrottle => Operation::ClearThrottle,
        Command::EndSessions => Operation::EndSessions,
        Command::Delete => Operation::DeleteAccount,
        Command::Create => Operation::CreateAccount,
        Command::Edit => Operation::EditAccount,
        Command::RetryLetter => Operation::RetryLetter,
        Command::Import => Operation::Import,
        Command::ExportCsv | Command::ExportJson => Operation::Export,
        Command::SavedSearches => Operation::SavedSearches,
        Command::SaveSearch => Operation::SaveSearch,
        Command::RemoveSearch => Operation::RemoveSearch,
        _ => return None,
    })
}
