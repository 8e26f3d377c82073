//! At a terminal, a command that reaches many, or can't be taken back, asks first.

use std::path::Path;

use crate::machine::Machine;
use crate::pty::Pty;

/// Runs a command at a terminal and answers its question.
fn asked(machine: &Machine, args: &[&str], question: &str, answer: &str) -> u32 {
    let program = Path::new(env!("CARGO_BIN_EXE_vestibule"));
    let mut terminal = Pty::start(program, args, &[("HOME", machine.home())], (100, 30));
    terminal.wait_for(question);
    terminal.send(answer.as_bytes());
    terminal.wait_exit().exit_code()
}

#[test]
fn only_a_yes_is_a_yes() {
    let machine = Machine::with(&["mira", "miranda", "nils"]);
    let many = ["account", "trash", "--search", "mira"];
    let question = "This will move 2 accounts to the trash. Go on? [y/N]";
    for no in ["n\n", "\n", "nonsense\n", "\u{4}"] {
        assert_eq!(asked(&machine, &many, question, no), 2, "{no:?}");
        assert_eq!(machine.json("account list --json").as_array().unwrap().len(), 4, "{no:?}");
    }
    assert_eq!(asked(&machine, &many, question, "y\n"), 0);
    assert_eq!(machine.json("account list --json").as_array().unwrap().len(), 2);

    let one = ["account", "delete", "nils"];
    let question = "This will delete 1 account for good. Go on? [y/N]";
    assert_eq!(asked(&machine, &one, question, "\n"), 2);
    assert_eq!(machine.run("account show nils").code, 0);
    assert_eq!(asked(&machine, &one, question, "yes\n"), 0);
    assert_eq!(machine.run("account show nils").code, 3);
}
