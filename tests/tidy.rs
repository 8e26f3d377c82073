//! The house keeps its order: who may use what, how long a file may be, what every file begins with. Read from the
//! sources, so that no review has to look for it.

// Helpers of tests may break down: that is how a test fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[path = "tidy/rooms.rs"]
mod rooms;
#[path = "tidy/security.rs"]
mod security;
#[path = "tidy/source.rs"]
mod source;

use std::path::Path;

use source::{Source, files, paths, root};
use vestibule::tui::command::COMMANDS;

/// Lines of a file. Around 400 is the sign to look for the second idea in it; this is the end.
const MOST_LINES: usize = 600;

fn rust() -> Vec<Source> {
    ["src", "tests", "benches", "fuzz"].into_iter().flat_map(files).filter(|file| file.path.ends_with(".rs")).collect()
}

/// All complaints at once: whoever moved something wants the whole list.
fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn no_room_is_entered_from_the_side() {
    let mut complaints = Vec::new();
    let crates = rooms::dependencies();
    for file in files("src").iter().filter(|file| file.path.ends_with(".rs")) {
        let Some(room) = rooms::of(&file.path) else {
            complaints.push(format!("{}: belongs to no room of tests/tidy/rooms.rs", file.path));
            continue;
        };
        for path in paths(&file.words()) {
            if let Some(why) = room.refuses(&file.path, &path, &crates) {
                complaints.push(format!("{}: {} ({why})", file.path, path.join("::")));
            }
        }
    }
    complaints.sort();
    complaints.dedup();
    none(&complaints);
}

#[test]
fn the_table_of_rooms_knows_only_what_there_is() {
    let crates = rooms::dependencies();
    for room in rooms::ROOMS {
        for name in room.crates {
            assert!(crates.iter().any(|known| known == name), "{}: {name} is no dependency", room.name);
        }
        assert!(files("src").iter().any(|file| rooms::of(&file.path).is_some_and(|found| found.name == room.name)));
    }
}

#[test]
fn a_file_is_one_idea() {
    let long = |file: &Source| {
        let lines = file.text.lines().count();
        (lines > MOST_LINES).then(|| format!("{}: {lines} lines; {MOST_LINES} is the end", file.path))
    };
    none(&rust().iter().filter_map(long).collect::<Vec<_>>());
}

#[test]
fn every_file_says_at_its_head_what_it_is() {
    let headless =
        |file: &Source| (!file.text.starts_with("//! ")).then(|| format!("{}: no //! at its head", file.path));
    none(&rust().iter().filter_map(headless).collect::<Vec<_>>());
}

#[test]
fn nothing_panics_on_purpose() {
    const METHODS: [&str; 2] = ["unwrap", "expect"];
    const MACROS: [&str; 4] = ["panic", "todo", "unimplemented", "unreachable"];
    let mut complaints = Vec::new();
    for file in files("src").iter().filter(|file| file.path.ends_with(".rs") && !rooms::is_test(&file.path)) {
        let words = file.words();
        for window in words.windows(3) {
            let [before, word, after] = window else { continue };
            let method = before == "." && METHODS.contains(&word.as_str()) && after == "(";
            let macro_call = MACROS.contains(&word.as_str()) && after == "!";
            if method || macro_call {
                complaints.push(format!("{}: {word}", file.path));
            }
        }
    }
    none(&complaints);
}

#[test]
fn every_snapshot_belongs_to_a_test() {
    let sources = rust();
    let mut complaints = Vec::new();
    for file in files("").iter().filter(|file| file.path.ends_with(".snap")) {
        // insta writes down which file took it: `source: tests/screens.rs`.
        let taken_by = file.text.lines().find_map(|line| line.strip_prefix("source: ")).unwrap_or_default();
        let name = Path::new(&file.path).file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        let name = name.rsplit("__").next().unwrap_or_default();
        // The name may be put together by the test; its first word stands there in any case.
        let first = name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let taker = sources.iter().find(|source| source.path.ends_with(taken_by) && !taken_by.is_empty());
        match taker {
            None => complaints.push(format!("{}: taken by {taken_by:?}, which is not there", file.path)),
            Some(taker) if !taker.text.contains(first) => {
                complaints.push(format!("{}: nothing in {taken_by} is called {first}", file.path));
            }
            Some(_) => {}
        }
    }
    none(&complaints);
}

#[test]
fn nothing_names_a_machine_or_a_mirror() {
    // Spelled in halves, for this file is looked at, too.
    let paths = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/Us", "ers/"), concat!(".cargo/", "registry")];
    let hosts = [
        concat!("index.", "crates.io"),
        concat!("static.", "crates.io"),
        concat!("py", "pi."),
        concat!("artif", "actory"),
    ];
    let mut complaints = Vec::new();
    for file in files("") {
        for word in paths.iter().chain(&hosts) {
            if file.text.contains(word) {
                complaints.push(format!("{}: {word}", file.path));
            }
        }
    }
    none(&complaints);
}

#[test]
fn every_crate_comes_from_the_public_index() {
    for lock in ["Cargo.lock", "fuzz/Cargo.lock"] {
        let lock = std::fs::read_to_string(root().join(lock)).unwrap();
        for line in lock.lines().filter(|line| line.starts_with("source = ")) {
            assert_eq!(line, "source = \"registry+https://github.com/rust-lang/crates.io-index\"");
        }
    }
}

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).unwrap()
}

#[test]
fn the_readme_has_the_table_of_settings() {
    // `vestibule config --markdown` writes it.
    for row in vestibule::config::markdown().lines() {
        assert!(readme().contains(row), "the README lacks this row, or has an older one:\n{row}");
    }
}

#[test]
fn the_readme_has_the_table_of_keys() {
    let readme = readme();
    let row =
        |spec: &vestibule::tui::command::CommandSpec| format!("| `{}` | {} | {} |", spec.shown, spec.label, spec.help);
    for spec in COMMANDS {
        let told = COMMANDS.iter().any(|other| other.command == spec.command && readme.contains(&row(other)));
        assert!(told, "the README lacks this row, or has an older one:\n{}", row(spec));
    }
    let table = readme.lines().skip_while(|line| *line != "| key | name | what it does |").skip(2);
    for line in table.take_while(|line| line.starts_with('|')) {
        assert!(COMMANDS.iter().any(|spec| row(spec) == line), "no command is told of by this row:\n{line}");
    }
}

#[test]
fn the_readme_gives_two_commands_first() {
    let readme = readme();
    let blocks: Vec<&str> = readme.split("```").skip(1).step_by(2).collect();
    let command = |block: &&str| block.trim_start_matches("sh").trim().starts_with("cargo");
    let commands: Vec<&str> =
        blocks.into_iter().filter(command).map(|block| block.trim_start_matches("sh").trim()).collect();
    assert_eq!(commands, ["cargo run --release", "cargo test"]);
}
