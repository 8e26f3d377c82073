//! Accounts of another system, from a file: what its records say, and what was refused.

pub(crate) mod record;
pub(crate) mod rejects;
pub(crate) mod row;
pub(crate) mod seen;
pub(crate) mod source;
