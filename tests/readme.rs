//! The README's tables are the code's.

use vestibule::config::settings;
use vestibule::tui::command::COMMANDS;

const README: &str = include_str!("../README.md");

/// Every row stands in the README, in this order.
fn stand_in_order(rows: &[String], how: &str) {
    let mut rest = README;
    for row in rows {
        match rest.split_once(row.as_str()) {
            Some((_, after)) => rest = after,
            None => panic!("README.md lacks this row, or has it in another place:\n{row}\n{how}"),
        }
    }
}

#[test]
fn the_keys_are_the_ones_that_work() {
    let mut rows: Vec<String> = Vec::new();
    for spec in COMMANDS {
        let row = format!("| `{}` | {} | {} |\n", spec.shown, spec.label, spec.help);
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    stand_in_order(&rows, "The table is made of COMMANDS in src/tui/command.rs.");
    let told = README
        .lines()
        .skip_while(|line| *line != "| key | name | what it does |")
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    assert_eq!(told.count(), rows.len(), "the README tells of a key that does nothing");
}

#[test]
fn the_settings_are_the_ones_that_are_read() {
    let table = settings::markdown();
    let rows: Vec<String> = table.lines().skip(2).map(|row| format!("{row}\n")).collect();
    stand_in_order(&rows, "`vestibule config --markdown` prints the table.");
    let told = README.lines().filter(|line| line.starts_with("| `") && line.contains("| `VESTIBULE_")).count();
    assert_eq!(told, rows.len(), "the README tells of a setting that is not read");
}

#[test]
fn the_readme_gives_two_commands_first() {
    let blocks: Vec<&str> = README.split("```").skip(1).step_by(2).collect();
    let command = |block: &&str| block.trim_start_matches("sh").trim().starts_with("cargo");
    let commands: Vec<&str> =
        blocks.into_iter().filter(command).map(|block| block.trim_start_matches("sh").trim()).collect();
    assert_eq!(commands, ["cargo run --release", "cargo test"]);
}
