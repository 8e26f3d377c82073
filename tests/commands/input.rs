//! Names from standard input, whatever they are.

use crate::machine::{AS_OPERATOR, Machine};

#[test]
fn names_come_one_a_line() {
    let machine = Machine::with(&["mira", "nils", "olga"]);
    let lists = [
        ("account suspend - --json", "\u{feff}mira\r\nnils@example.org\r\n\r\n  # on leave\r\n  olga  ", 3),
        ("account restore mira - --json", "nils\nmira\nMIRA\nmira@example.org\nnils\n", 2),
        ("account restore - olga --json", "", 1),
        ("account restore - - --json", "mira", 1),
    ];
    for (line, input, count) in lists {
        let ran = machine.feed(line, input);
        assert_eq!((ran.code, ran.err.as_str()), (0, AS_OPERATOR), "{line}");
        assert_eq!(ran.rows().len(), count, "{line}: each once");
    }
    let trail = machine.trail();
    assert_eq!(trail.iter().filter(|row| row.contains("user_suspended")).count(), 3);
    assert_eq!(trail.iter().filter(|row| row.contains("user_restored")).count(), 3);
}

#[test]
fn an_empty_input_is_nobody_and_no_failure() {
    let machine = Machine::with(&[]);
    for input in ["", "\n\n", "# nobody\n", "\r\n", "\u{feff}"] {
        let ran = machine.feed("account suspend -", input);
        assert_eq!((ran.code, ran.out.as_str()), (0, "No accounts.\n"), "{input:?}");
        let ran = machine.feed("account suspend - --json", input);
        assert_eq!((ran.code, ran.out.as_str()), (0, "[]\n"), "{input:?}");
    }
}

#[test]
fn unknown_and_impossible_names_hold_up_nobody() {
    let machine = Machine::with(&["mira", "nils"]);
    let mut input =
        b"eve\nmira\n\x1b[31mred\nmi\0ra\n\xff\xfe\xfd\n' OR 1=1 --\n%\n-\n--yes\n\xe2\x80\xaearim\n".to_vec();
    input.extend(std::iter::repeat_n(b'x', 1 << 20));
    input.extend_from_slice(b"\nnils");
    let ran = machine.feed("account suspend - --json", input.clone());
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(ran.err.ends_with("10 of 12 names belong to no account.\n"), "{}", ran.err);
    let told = ran.told();
    let found: Vec<_> =
        told.iter().filter(|(_, outcome, _)| outcome == "done").map(|(name, ..)| name.as_str()).collect();
    assert_eq!(found, ["mira", "nils"]);
    assert!(told.iter().all(|(_, outcome, reason)| outcome == "done" || reason.as_deref() == Some("not_found")));
    // What was typed is shown short, and disturbs no terminal.
    let ran = machine.feed("account restore -", input);
    assert!(ran.out.lines().all(|line| line.chars().count() < 120), "{}", ran.out);
    let clean = |c: char| !c.is_control() && c != '\u{202e}';
    assert!(ran.out.replace('\n', "").chars().all(clean) && ran.err.replace('\n', "").chars().all(clean));
}

#[test]
fn ten_thousand_names_are_read_and_acted_on_in_parts() {
    let machine = Machine::with(&["mira", "nils"]);
    let mut input: String = (0..10_000).map(|at| format!("nobody{at}\n")).collect();
    input.push_str("mira\n");
    input.insert_str(0, "nils\n");
    let ran = machine.feed("account suspend - --json", input);
    let told = ran.told();
    assert_eq!((ran.code, told.len()), (3, 10_002));
    assert_eq!((told[0].0.as_str(), told[10_001].0.as_str()), ("nils", "mira"), "in the order they came");
}

#[test]
fn a_script_is_never_left_waiting() {
    let machine = Machine::with(&["mira"]);
    for line in ["account delete -", "account delete mira", "account trash --search mira", "session end --search mira"]
    {
        let ran = machine.feed(line, "mira\n");
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{line}");
        assert!(ran.err.contains("Say --yes to do it"), "{line}: {}", ran.err);
    }
    let ran = machine.feed("account delete - --yes", "mira\n");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(machine.run("account show mira").code, 3);
}
