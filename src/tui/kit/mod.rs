//! Drawing, with no state of the program in it.
pub mod hits;
pub mod skin;
