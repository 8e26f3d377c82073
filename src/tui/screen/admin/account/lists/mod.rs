//! The lists on the page of an account: sessions, codes, letters, history.

pub mod view;
