//! Every requirement is shown: each row of `asvs.toml` names the tests, or the sentences of documentation, that show
//! it, or says to which part that is yet to come it belongs. This looks whether they are there.

// Helpers of tests may break down: that is how a test fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[path = "asvs/check.rs"]
mod check;
#[path = "asvs/expected.rs"]
mod expected;
#[path = "tidy/source.rs"]
#[allow(dead_code)]
mod source;

use std::collections::HashSet;

use check::{Files, Table, check};
use expected::{ASVS, BESIDES, OF_LEVEL};

/// Whether a row may still say that a part of this version is under way.
const ALLOW_PENDING: bool = false;

fn table() -> Table {
    let text = std::fs::read_to_string(source::root().join("tests/asvs.toml")).unwrap();
    toml::from_str(&text).unwrap_or_else(|error| panic!("tests/asvs.toml is not as it should be: {error}"))
}

#[test]
fn every_row_is_shown() {
    let files = Files::new(source::files("").into_iter().map(|file| (file.path, file.text)));
    let complaints = check(&table(), &files, ALLOW_PENDING);
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn the_list_of_rows_is_whole() {
    let mut ids = HashSet::new();
    for level in 1..=3u8 {
        let of_level = ASVS.iter().filter(|(its, ..)| *its == level).flat_map(|(_, _, ids)| ids.split_whitespace());
        let count = of_level.inspect(|id| assert!(ids.insert(*id), "{id} is expected twice")).count();
        assert_eq!(count, OF_LEVEL[usize::from(level) - 1], "level {level}");
    }
    assert_eq!(ids.len(), 225);
    assert!(BESIDES.split_whitespace().all(|id| ids.insert(id)), "a row is expected twice");
}

/// What is open, for whoever plans: `cargo test --test asvs -- --ignored --nocapture`.
#[test]
#[ignore = "prints a summary"]
fn what_is_open() {
    let table = table();
    for row in table.row.iter().chain(&table.besides) {
        for (what, words) in [("pending", &row.pending), ("later", &row.later), ("deviation", &row.deviation)] {
            if let Some(words) = words {
                eprintln!("{what:9} {:22} {words}", row.id);
            }
        }
    }
}

mod control {
    //! The check itself can fail: each kind of mistake is reported, and nothing else.

    use super::*;

    const TESTS: &str = "\
#[test]
fn it_holds() {}

    /// A word about it.
    #[tokio::test(flavor = \"multi_thread\")]
    async fn it_holds_at_once() {}

#[test]
#[ignore = \"takes minutes\"]
fn it_holds_for_long() {}

fn it_helps() {}

// #[test]
// fn it_was_there() {}

super::cases![
    it_holds_for_every_store,
];
fn it_holds_for_every_store(store: &dyn Store) {}
";

    fn files() -> Files {
        let words = "# Security\n\nWhat is promised\nstands here, in\n  a sentence.\n";
        Files::new([("tests/a.rs".to_owned(), TESTS.to_owned()), ("SECURITY.md".to_owned(), words.to_owned())])
    }

    /// What is said of one row that stands for 1.2.2 (level 1, scope C) or another id.
    fn said(id: &str, level: u8, scope: &str, ways: &str) -> Vec<String> {
        said_when(false, id, level, scope, ways)
    }

    fn said_when(allow_pending: bool, id: &str, level: u8, scope: &str, ways: &str) -> Vec<String> {
        let row =
            format!("[[row]]\nid = \"v5.0.0-{id}\"\nlevel = {level}\nscope = \"{scope}\"\nsays = \"a rule\"\n{ways}\n");
        let complaints = check(&toml::from_str(&row).unwrap(), &files(), allow_pending);
        // All other rows are missing here; that is tried below.
        complaints.into_iter().filter(|complaint| !complaint.ends_with(": the row is missing")).collect()
    }

    #[test]
    fn what_is_shown_is_not_complained_of() {
        for ways in [
            "tests = [\"tests/a.rs::it_holds\"]",
            "tests = [\"tests/a.rs::it_holds_at_once\", \"tests/a.rs::it_holds_for_long\"]",
            "tests = [\"tests/a.rs::it_holds_for_every_store\"]",
            "docs = [{ file = \"SECURITY.md\", says = \"What is promised stands here, in a sentence.\" }]",
            "tests = [\"tests/a.rs::it_holds\"]\ndeviation = \"Half of it, because the other half would harm.\"",
        ] {
            assert_eq!(said("1.2.2", 1, "C", ways), Vec::<String>::new(), "{ways}");
        }
        assert_eq!(said("1.2.10", 3, "I", "later = \"import and export at scale\""), Vec::<String>::new());
        assert_eq!(said("2.4.2", 3, "C", "deviation = \"Nobody is kept waiting for being quick.\""), [""; 0]);
    }

    #[test]
    fn every_kind_of_mistake_is_reported() {
        for (level, scope, ways, words) in [
            (1, "C", "", "nothing shows it"),
            (1, "C", "tests = []", "nothing shows it"),
            (1, "C", "tests = [\"tests/a.rs::it_helps\"]", "tests/a.rs has no test of the name it_helps"),
            (1, "C", "tests = [\"tests/a.rs::it_was_there\"]", "tests/a.rs has no test of the name it_was_there"),
            (1, "C", "tests = [\"tests/a.rs::it_hold\"]", "tests/a.rs has no test of the name it_hold"),
            (1, "C", "tests = [\"tests/b.rs::it_holds\"]", "there is no file tests/b.rs"),
            (1, "C", "tests = [\"it_holds\"]", "it_holds is not spelled as path::name"),
            (1, "C", "tests = [\"tests/a.rs::it_holds_for_long\"]", "only ignored tests show it"),
            (1, "C", "docs = [{ file = \"NO.md\", says = \"x\" }]", "there is no file NO.md"),
            (
                1,
                "C",
                "docs = [{ file = \"SECURITY.md\", says = \"What was promised.\" }]",
                "SECURITY.md does not say “What was promised.”",
            ),
            (1, "C", "docs = [{ file = \"SECURITY.md\", says = \" \" }]", "an empty quotation shows nothing"),
            (1, "C", "later = \"deployment\"", "what is of the core and of level 1 or 2 cannot be left for later"),
            (1, "C", "deviation = \"We do it otherwise, and here is why.\"", "nothing shows it"),
            (1, "C", "tests = [\"tests/a.rs::it_holds\"]\ndeviation = \"no\"", "the deviation gives no reason"),
            (1, "C", "pending = \"throttling\"", "waits for throttling"),
            (2, "C", "tests = [\"tests/a.rs::it_holds\"]", "is of level 1, not 2"),
            (1, "H", "tests = [\"tests/a.rs::it_holds\"]", "is of scope C, not H"),
        ] {
            let id = "v5.0.0-1.2.2";
            assert_eq!(said("1.2.2", level, scope, ways), [format!("{id}: {words}")], "{ways}");
        }
        assert_eq!(
            said("1.2.10", 3, "I", "later = \"some day\""),
            ["v5.0.0-1.2.10: “some day” is no part that is to come"]
        );
        assert_eq!(
            said("1.2.10", 3, "I", "later = \"deployment\"\ntests = [\"tests/a.rs::it_holds\"]"),
            ["v5.0.0-1.2.10: it is left for later and shown as well"]
        );
        assert_eq!(
            said("99.9.9", 1, "C", "tests = [\"tests/a.rs::it_holds\"]"),
            ["v5.0.0-99.9.9: no such row is expected"]
        );
        assert_eq!(said_when(true, "1.2.2", 1, "C", "pending = \"throttling\""), Vec::<String>::new());
    }

    #[test]
    fn missing_and_doubled_rows_are_reported() {
        let nothing = check(&Table::default(), &files(), false);
        assert_eq!(nothing.len(), 225 + BESIDES.split_whitespace().count());
        assert!(nothing.contains(&"v5.0.0-1.1.1: the row is missing".to_owned()));
        assert!(nothing.contains(&"K20: the row is missing".to_owned()));
        let row = "[[row]]\nid = \"v5.0.0-1.2.2\"\nlevel = 1\nscope = \"C\"\nsays = \"a rule\"\n\
                   tests = [\"tests/a.rs::it_holds\"]\n";
        let twice = check(&toml::from_str(&row.repeat(2)).unwrap(), &files(), false);
        assert!(twice.contains(&"v5.0.0-1.2.2: the row stands there twice".to_owned()));
        let wordless = row.replace("a rule", "");
        let wordless = check(&toml::from_str(&wordless).unwrap(), &files(), false);
        assert!(wordless.contains(&"v5.0.0-1.2.2: it does not say what is required".to_owned()));
        assert!(toml::from_str::<Table>(&row.replace("tests", "test")).is_err(), "a mistyped key");
    }
}
