//! Which role may do what: one table. What is not in it, nobody may do.

use crate::domain::Role;

macro_rules! operations {
    ($($(#[$doc:meta])* $variant:ident: $roles:ident;)*) => {
        /// Everything that a session may ask for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Operation {
            $($(#[$doc])* $variant,)*
        }

        impl Operation {
            /// Every operation there is.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// What the audit calls it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => stringify!($variant)),* }
            }

            const fn roles(self) -> &'static [Role] {
                match self { $(Self::$variant => $roles),* }
            }
        }
    };
}

const EVERYBODY: &[Role] = &[Role::User, Role::Admin];
const ADMINS: &[Role] = &[Role::Admin];

operations! {
    /// Read one's own account.
    Me: EVERYBODY;
    /// Change one's display name.
    ChangeDetails: EVERYBODY;
    /// Change one's password.
    ChangePassword: EVERYBODY;
    /// Name a new address.
    RequestEmail: EVERYBODY;
    /// Prove a new address.
    ConfirmEmail: EVERYBODY;
    /// List one's sessions.
    Sessions: EVERYBODY;
    /// End one of one's sessions.
    RevokeSession: EVERYBODY;
    /// Read one's own rows of the audit.
    Activity: EVERYBODY;
    /// Delete one's own account.
    DeleteMe: EVERYBODY;
    /// List accounts.
    Accounts: ADMINS;
    /// Read an account.
    Account: ADMINS;
    /// Make an account.
    CreateAccount: ADMINS;
    /// Close an account.
    Suspend: ADMINS;
    /// Open an account again.
    Restore: ADMINS;
    /// Change a role.
    SetRole: ADMINS;
    /// Send a reset letter.
    SendReset: ADMINS;
    /// Delete an account.
    DeleteAccount: ADMINS;
    /// Read the audit.
    Audit: ADMINS;
    /// Read the outbox.
    Letters: ADMINS;
    /// Put a letter back into the queue.
    RetryLetter: ADMINS;
}

/// Whether that role may do that.
pub fn allows(role: Role, operation: Operation) -> bool {
    operation.roles().contains(&role)
}
