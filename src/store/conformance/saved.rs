//! Saved searches.

use super::super::{Store, read, write};
use super::cases;
use crate::domain::{SavedSearch, SearchName, Timestamp};

cases! { a_search_is_saved_under_its_name_once, a_search_that_is_gone_is_gone_once }

fn saved(name: &str, text: &str) -> SavedSearch {
    SavedSearch::parse(name, text, Timestamp::from_millis(0)).unwrap()
}

fn a_search_is_saved_under_its_name_once(store: &dyn Store) {
    for (name, text) in [("Zoë's", "zoe"), ("Late mail", "seen:>90d"), ("zoe's", "role:admin")] {
        write(store, |tx| tx.put_saved_search(&saved(name, text))).unwrap();
    }
    let all = read(store, |tx| tx.saved_searches()).unwrap();
    assert_eq!(all, [saved("Late mail", "seen:>90d"), saved("zoe's", "role:admin")]);
}

fn a_search_that_is_gone_is_gone_once(store: &dyn Store) {
    write(store, |tx| tx.put_saved_search(&saved("Zoë's", "zoe"))).unwrap();
    let name = SearchName::parse("ZOE'S").unwrap();
    assert!(write(store, |tx| tx.delete_saved_search(&name)).unwrap());
    assert!(!write(store, |tx| tx.delete_saved_search(&name)).unwrap());
    assert!(read(store, |tx| tx.saved_searches()).unwrap().is_empty());
}
