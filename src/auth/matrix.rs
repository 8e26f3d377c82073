//! Which role may do what: one table. What is not in it, nobody may do.

use crate::domain::Role;

macro_rules! operations {
    ($($(#[$doc:meta])* $variant:ident: $roles:ident $(+ $trait:ident)*;)*) => {
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

            const fn traits(self) -> &'static [Trait] {
                match self { $(Self::$variant => &[$(Trait::$trait),*]),* }
            }
        }
    };
}

/// What sets an operation apart, besides the roles.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trait {
    /// May be done by who still owes a new password or a second factor: it leads there.
    Early,
    /// Dangerous: asks for the password again when the last proof is too old.
    Proved,
}

impl Operation {
    /// Whether it may be done by who still owes something.
    pub fn is_early(self) -> bool {
        self.traits().contains(&Trait::Early)
    }

    /// Whether it asks for the password again when the last proof is too old.
    pub fn needs_proof(self) -> bool {
        self.traits().contains(&Trait::Proved)
    }
}

const EVERYBODY: &[Role] = &[Role::User, Role::Admin];
const ADMINS: &[Role] = &[Role::Admin];

operations! {
    /// Read one's own account.
    Me: EVERYBODY + Early;
    /// Change one's display name.
    ChangeDetails: EVERYBODY;
    /// Change one's password.
    ChangePassword: EVERYBODY + Early;
    /// Name a new address.
    RequestEmail: EVERYBODY + Proved;
    /// Prove a new address.
    ConfirmEmail: EVERYBODY;
    /// List one's sessions.
    Sessions: EVERYBODY;
    /// End one of one's sessions.
    RevokeSession: EVERYBODY + Proved;
    /// Read one's own rows of the audit.
    Activity: EVERYBODY;
    /// Delete one's own account.
    DeleteMe: EVERYBODY + Proved;
    /// Show one's password again.
    StepUp: EVERYBODY + Early;
    /// Begin to turn the second factor on.
    BeginSecondFactor: EVERYBODY + Early + Proved;
    /// Show its first code.
    ConfirmSecondFactor: EVERYBODY + Early;
    /// Make new recovery codes.
    RenewRecoveryCodes: EVERYBODY + Proved;
    /// Turn the second factor off.
    RemoveSecondFactor: EVERYBODY + Proved;
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
    SetRole: ADMINS + Proved;
    /// Send a reset letter.
    SendReset: ADMINS + Proved;
    /// Make a code to choose a new password with.
    ResetCode: ADMINS + Proved;
    /// Turn somebody's second factor off.
    ClearSecondFactor: ADMINS + Proved;
    /// Forgive wrong guesses.
    ClearThrottle: ADMINS;
    /// End the sessions of an account.
    EndSessions: ADMINS;
    /// Make an account that may do what admins do.
    CreateAdmin: ADMINS + Proved;
    /// Delete an account.
    DeleteAccount: ADMINS + Proved;
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
