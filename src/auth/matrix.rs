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

const EVERYBODY: &[Role] = &[Role::User, Role::Helper, Role::Admin];
/// Who works at the desk. A helper's acts never reach staff: see `act.rs`.
const STAFF: &[Role] = &[Role::Helper, Role::Admin];
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
    /// See today at a glance.
    Desk: STAFF;
    /// List accounts.
    Accounts: STAFF;
    /// Read an account.
    Account: STAFF;
    /// Read what happened to an account.
    History: STAFF;
    /// End one session of an account.
    EndSession: STAFF;
    /// Make an account.
    CreateAccount: STAFF;
    /// Change somebody's username or display name.
    EditAccount: STAFF;
    /// Change somebody's address.
    EditAddress: STAFF + Proved;
    /// Close an account.
    Suspend: STAFF;
    /// Open an account again.
    Restore: STAFF;
    /// Change a role.
    SetRole: ADMINS + Proved;
    /// Call an address proved by hand.
    VerifyByHand: STAFF;
    /// Say when an account is good.
    SetValidity: STAFF;
    /// Note something about an account.
    SetNote: STAFF;
    /// Throw an account away for a week.
    Trash: STAFF;
    /// Take an account out of the trash.
    Untrash: STAFF;
    /// Write a letter again that an account waits for.
    ResendLetter: STAFF;
    /// Send a reset letter.
    SendReset: STAFF + Proved;
    /// Make a code to choose a new password with.
    ResetCode: STAFF + Proved;
    /// Turn somebody's second factor off.
    ClearSecondFactor: ADMINS + Proved;
    /// Forgive wrong guesses.
    ClearThrottle: STAFF;
    /// End the sessions of an account.
    EndSessions: STAFF;
    /// Make an account of staff.
    CreateAdmin: ADMINS + Proved;
    /// Delete an account.
    DeleteAccount: ADMINS + Proved;
    /// Read the audit.
    Audit: ADMINS;
    /// Read the outbox.
    Letters: STAFF;
    /// Put a letter back into the queue.
    RetryLetter: STAFF;
    /// Take accounts over from a file.
    Import: ADMINS + Proved;
    /// Write accounts into a file; also the hashes of their passwords.
    Export: ADMINS + Proved;
    /// List the saved searches.
    SavedSearches: STAFF;
    /// Save a search for everybody at the desk.
    SaveSearch: STAFF;
    /// Remove a saved search.
    RemoveSearch: STAFF;
    /// See who waits to be let in.
    Pending: STAFF;
    /// Let somebody in who waits.
    Approve: STAFF;
    /// Turn somebody down who waits.
    TurnDown: STAFF;
    /// Note something about somebody who waits.
    NotePending: STAFF;
    /// See the invitations.
    Invites: STAFF;
    /// Make an invitation.
    MakeInvite: STAFF;
    /// Take an invitation back.
    RevokeInvite: STAFF;
    /// See the rules of the house.
    Settings: ADMINS;
    /// Change a rule of the house.
    ChangeSetting: ADMINS + Proved;
}

/// Whether that role may do that.
pub fn allows(role: Role, operation: Operation) -> bool {
    operation.roles().contains(&role)
}
