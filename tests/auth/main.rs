//! The core on a real SQLite file: what each use case promises.

mod admin;
mod alike;
mod house;
mod keys;
mod login;
mod matrix;
mod profile;
mod reset;
mod sessions;
mod setup;
mod signup;
mod tokens;
mod tries;
mod verify;
mod whole;
