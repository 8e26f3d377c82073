//! What an account may be.

use super::words::worded;

worded! {
    /// The role of an account. What each may do stands in `auth::matrix`.
    Role, RoleError = "a role is one of: user, helper, admin" {
        /// Looks after their own account.
        User = "user";
        /// Does the desk's daily work: looks after the accounts of users, but not of staff.
        Helper = "helper";
        /// Looks after every account.
        Admin = "admin";
    }
}

impl Role {
    /// Whether it works at the desk.
    pub fn is_staff(self) -> bool {
        self != Self::User
    }
}
