//! One suite that every store passes. A store's own tests call [`check_all`] with a way to make an empty store.

use super::Store;

mod accounts;
mod audit;
mod audit_search;
mod challenges;
mod desk;
mod directory;
mod doors;
mod factors;
mod keys;
mod lists;
mod outbox;
mod people;
mod saved;
mod search;
mod sessions;
mod signups;
mod throttle;
mod trash;
mod units;

/// A promise, and what shows whether it is kept on an empty store.
type Case = (&'static str, fn(&dyn Store));

/// Names a file's cases after its functions.
macro_rules! cases {
    ($($name:ident),* $(,)?) => {
        pub(super) const CASES: &[super::Case] = &[$((stringify!($name), $name)),*];
    };
}
use cases;

/// Checks every promise, each on a fresh store from `make`.
///
/// # Panics
/// At the first promise that is broken; its name is the last one printed.
pub fn check_all(make: &dyn Fn() -> Box<dyn Store>) {
    let rooms = [
        units::CASES,
        accounts::CASES,
        lists::CASES,
        directory::CASES,
        search::CASES,
        signups::CASES,
        challenges::CASES,
        sessions::CASES,
        outbox::CASES,
        factors::CASES,
        throttle::CASES,
        audit::CASES,
        audit_search::CASES,
        desk::CASES,
        keys::CASES,
        saved::CASES,
        trash::CASES,
        doors::CASES,
    ];
    for (name, case) in rooms.into_iter().flatten() {
        eprintln!("{name}");
        case(&*make());
    }
}
