//! What an account may be.

use super::words::worded;

worded! {
    /// The role of an account. What each may do stands in `auth::matrix`.
    Role, RoleError = "a role is one of: user, admin" {
        /// Looks after their own account.
        User = "user";
        /// Looks after every account.
        Admin = "admin";
    }
}
