//! `account list` and `account show`.

use crate::machine::{Machine, fields};

fn names(machine: &Machine, line: &str) -> Vec<String> {
    let rows = machine.json(&format!("account list --json {line}"));
    rows.as_array().unwrap().iter().map(|row| row["username"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_query_language_is_that_of_the_screen() {
    let machine = Machine::with(&["mira", "nils", "olga"]);
    machine.run("account suspend nils");
    machine.run("account trash olga");
    machine.run("account verify mira");
    machine.run("account role helper mira");
    for (search, found) in [
        ("", vec!["ada", "mira", "nils"]),
        ("--search example", vec!["ada", "mira", "nils"]),
        ("--search role:helper", vec!["mira"]),
        ("--search role:helper,admin", vec!["ada", "mira"]),
        ("--search state:suspended", vec!["nils"]),
        ("--search state:trashed", vec!["olga"]),
        ("--search !mira", vec!["ada", "nils"]),
        ("--search verified:yes", vec!["mira"]),
        ("--search seen:<1d", vec!["ada"]),
        ("--search seen:never --desc", vec!["nils", "mira"]),
        ("--sort role --limit 1", vec!["ada"]),
    ] {
        assert_eq!(names(&machine, search), found, "{search}");
    }
    let ran = machine.run("account list --search role:king");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert_eq!(ran.err, "vestibule: --search: role:king is not known. It takes user, helper or admin.\n");
}

#[test]
fn columns_are_chosen_and_json_is_always_whole() {
    let machine = Machine::with(&["mira"]);
    machine.run("account suspend mira");
    let ran = machine.run("account list --columns username,state,last-seat,valid-until");
    let lines: Vec<_> = ran.out.lines().collect();
    assert_eq!(
        lines,
        [
            "username  state      last seat  good until (UTC)",
            "ada       active     console    –",
            "mira      suspended  –          –"
        ]
    );
    let ran = machine.run("account list --json --columns username");
    assert!(fields(&ran.rows()[0]).len() > 10);
    let ran = machine.run("account list --columns shoe-size");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
}

#[test]
fn the_shapes_have_grown_and_lost_nothing() {
    let machine = Machine::with(&["mira"]);
    machine.run("account trash mira");
    let mut note = machine.command();
    crate::machine::finish(note.args(["account", "note", "mira", "--text", "lost the card"]));
    let list = machine.json("account list --json --search state:trashed");
    let row = &list.as_array().unwrap()[0];
    let expected = "created_at display_name email id last_login_at last_seat role standing status trashed_at username \
                    valid_from valid_until verified_at version";
    assert_eq!(fields(row), expected.split(' ').collect::<Vec<_>>());
    assert_eq!((row["status"].as_str(), row["standing"].as_str()), (Some("active"), Some("trashed")));
    let shown = machine.show("mira");
    let mut expected: Vec<_> = expected.split(' ').collect();
    expected.extend(["challenges", "letters", "locked_until", "note", "password", "recent", "recovery_codes_left"]);
    expected.extend(["second_factor_since", "sessions", "updated_at"]);
    expected.sort_unstable();
    assert_eq!(fields(&shown), expected);
    assert_eq!(shown["note"], "lost the card");
    let table = machine.run("account show mira").out;
    assert!(
        table.contains("\nnote          lost the card\n") && table.contains("\nstate         trashed\n"),
        "{table}"
    );
}
