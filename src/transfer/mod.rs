//! Accounts on their way between this house and files: read a record at a time, of whatever size. The commands and
//! the screen bring them in and out through here.

pub mod import;
