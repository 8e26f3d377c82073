//! Bad input, from whoever may send some: at the fields, in a paste, in a letter, in a token, in a row that was
//! written by hand.

// A test says that it fails by panicking; the helpers are outside `#[test]`, where Clippy can't know.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

#[path = "hostile/corpus.rs"]
mod corpus;
#[path = "screens/desk.rs"]
#[allow(dead_code)]
mod desk;
#[path = "hostile/flow.rs"]
mod flow;
#[path = "common/house.rs"]
mod house;
#[path = "hostile/mail.rs"]
mod mail;
#[path = "common/pty.rs"]
mod pty;
#[path = "hostile/rows.rs"]
mod rows;
#[path = "hostile/terminal.rs"]
mod terminal;
#[path = "hostile/tokens.rs"]
mod tokens;
#[path = "hostile/words.rs"]
mod words;
