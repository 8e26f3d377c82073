//! Drawing, with no state of the program in it: styles, text that fits, places of clicks, columns and tables.

pub mod column;
pub mod hits;
pub mod painter;
pub mod progress;
pub mod qr;
pub mod skin;
pub mod strip;
pub mod table;
pub mod text;
pub mod time;
