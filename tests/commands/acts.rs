//! One act on one account or on many.

use serde_json::Value;

use crate::machine::{AS_OPERATOR, Machine, fields};

fn told(outcome: &str, reason: Option<&str>, name: &str) -> (String, String, Option<String>) {
    (name.to_owned(), outcome.to_owned(), reason.map(str::to_owned))
}

#[test]
fn each_act_is_done_noted_and_told() {
    let machine = Machine::with(&["mira"]);
    for (line, said, event) in [
        ("account verify mira", "called proved", "user_verified_by_hand"),
        ("account suspend mira", "suspended", "user_suspended"),
        ("account restore mira", "restored", "user_restored"),
        ("account role helper mira", "made helper", "privilege_permissions_changed"),
        ("account role user mira", "made user", "privilege_permissions_changed"),
        ("account validity mira --until 2037-06-30", "given those dates", "user_validity_changed"),
        ("account note mira --text called", "given that note", "user_note_changed"),
        ("account reset mira", "sent a reset letter", "authn_password_reset_requested"),
        ("account resend mira", "sent the letter again", "user_code_resent"),
        ("account trash mira", "moved to the trash", "user_trashed"),
        ("account untrash mira", "taken out of the trash", "user_untrashed"),
        ("account delete mira --yes", "deleted for good", "user_deleted"),
    ] {
        let ran = machine.run(line);
        assert_eq!((ran.code, ran.err.as_str()), (0, AS_OPERATOR), "{line}: {}", ran.out);
        assert_eq!(ran.out, format!("{:20}  {said}\n\n1 {said}.\n", "mira"), "{line}");
        assert_eq!(machine.trail().first().unwrap(), &format!("operator {event} mira"), "{line}");
    }
    assert_eq!(machine.run("account show mira").code, 3);
    let letters = machine.json("mail list --json");
    let sent: Vec<_> = letters.as_array().unwrap().iter().filter(|letter| letter["to"] == "mira@example.org").collect();
    let states: Vec<_> = sent.iter().map(|letter| (letter["kind"].as_str(), letter["state"].as_str())).collect();
    assert_eq!(states.first(), Some(&(Some("account_deleted"), Some("sent"))), "letters go out at once: {states:?}");
}

#[test]
fn a_json_object_for_each_has_a_stable_shape() {
    let machine = Machine::with(&["mira", "nils"]);
    machine.run("account suspend nils");
    let ran = machine.run("account suspend mira nils ada eve --json");
    assert_eq!(ran.code, 1);
    assert_eq!(ran.err, format!("{AS_OPERATOR}vestibule: 1 of 4 was refused; the output says why.\n"));
    assert_eq!(
        ran.told(),
        [
            told("done", None, "mira"),
            told("already", None, "nils"),
            told("refused", Some("last_admin"), "ada"),
            told("refused", Some("not_found"), "eve"),
        ]
    );
    let rows = ran.rows();
    for row in &rows {
        assert_eq!(fields(row), ["dry_run", "id", "message", "outcome", "reason", "undo", "username"]);
    }
    assert_eq!(rows[0]["id"], machine.show("mira")["id"]);
    assert_eq!((&rows[0]["message"], &rows[0]["dry_run"]), (&Value::Null, &Value::Bool(false)));
    assert_eq!(rows[2]["message"], "It is the last active admin. Make another admin first.");
    assert_eq!((&rows[3]["message"], &rows[3]["id"]), (&"There is no account eve.".into(), &Value::Null));
    assert_eq!(ran.out.lines().count(), 6, "one object a line");
}

#[test]
fn the_table_says_the_same_in_words() {
    let machine = Machine::with(&["mira"]);
    let ran = machine.run("account trash mira mira@example.org ada eve");
    assert_eq!(ran.code, 1);
    let lines: Vec<_> = ran.out.lines().collect();
    assert_eq!(
        lines,
        [
            "mira                  moved to the trash",
            "ada                   refused: It is the last active admin. Make another admin first.",
            "eve                   not found",
            "",
            "1 moved to the trash, 1 refused, 1 not found.",
        ]
    );
}

#[test]
fn exit_codes_tell_scripts_what_happened() {
    let machine = Machine::with(&["mira"]);
    for (line, code) in [
        ("account suspend mira", 0),
        ("account suspend mira", 0),
        ("account suspend mira eve", 3),
        ("account suspend ada", 1),
        ("account suspend ada eve", 1),
        ("account suspend", 2),
        ("account suspend mira --search mira", 2),
        ("account suspend --search role:king", 2),
        ("account suspend mira --yes --dry-run", 2),
        ("account role king mira", 2),
        ("account validity mira", 2),
        ("account validity mira --until tomorrow", 2),
        ("account note mira", 2),
        ("account delete mira", 2),
        ("session end", 2),
        ("session end eve", 3),
    ] {
        let ran = machine.run(line);
        assert_eq!(ran.code, code, "{line}: {ran:?}");
        assert_eq!(ran.out.is_empty(), code == 2, "{line}");
    }
    assert_eq!(machine.run("account show mira --json").code, 0, "nobody was deleted");
}

#[test]
fn what_a_search_finds_takes_a_yes() {
    let machine = Machine::with(&["mira", "miranda", "nils"]);
    let asked = machine.run("account suspend --search mira");
    assert_eq!((asked.code, asked.out.as_str()), (2, ""));
    let says = "vestibule: This would suspend 2 accounts. Say --yes to do it, or --dry-run to see each.\n";
    assert_eq!(asked.err, says);
    assert_eq!(machine.run("account delete mira nils").code, 2, "what can't be taken back asks, too");

    let dry = machine.run("account suspend --search mira --dry-run --json");
    assert_eq!(dry.told(), [told("done", None, "mira"), told("done", None, "miranda")]);
    assert!(dry.rows().iter().all(|row| row["dry_run"] == true));
    assert_eq!(machine.json("account list --search state:suspended --json"), Value::Array(Vec::new()));
    let dry = machine.run("account suspend mira --dry-run");
    assert!(dry.out.ends_with("  would be suspended\n\n1 would be suspended.\n"), "{}", dry.out);

    let done = machine.run("account suspend --search mira --yes --json");
    assert_eq!((done.code, done.told().len()), (0, 2));
    // The change takes them out of what is searched for, and none is left over.
    let back = machine.run("account restore --search state:suspended --yes --json");
    assert_eq!(back.told(), [told("done", None, "mira"), told("done", None, "miranda")]);
    let none = machine.run("account restore --search state:suspended --yes");
    assert_eq!((none.code, none.out.as_str()), (0, "No accounts.\n"));
}

#[test]
fn the_last_admin_is_spared_across_names() {
    let machine = Machine::with(&["nils", "olga"]);
    machine.run("account role admin nils olga");
    for dry_run in [" --dry-run", ""] {
        let ran = machine.run(&format!("account role user ada nils olga --json{dry_run}"));
        let expected =
            [told("done", None, "ada"), told("done", None, "nils"), told("refused", Some("last_admin"), "olga")];
        assert_eq!((ran.code, ran.told()), (1, expected.to_vec()), "{dry_run}");
    }
    assert_eq!(machine.show("olga")["role"], "admin");
}

#[test]
fn dates_that_are_not_given_stay() {
    let machine = Machine::with(&["mira", "nils"]);
    let dates = |who: &str| {
        let shown = machine.show(who);
        (shown["valid_from"].as_str().map(str::to_owned), shown["valid_until"].as_str().map(str::to_owned))
    };
    let at = |text: &str| Some(text.to_owned());
    assert_eq!(machine.run("account validity mira --from 2026-09-01 --until 2037-06-30").code, 0);
    assert_eq!(dates("mira"), (at("2026-09-01T00:00:00.000Z"), at("2037-07-01T00:00:00.000Z")));
    // Of two with other dates, each keeps its own.
    assert_eq!(machine.run("account validity mira nils --until 2038-06-30").code, 0);
    assert_eq!(dates("mira"), (at("2026-09-01T00:00:00.000Z"), at("2038-07-01T00:00:00.000Z")));
    assert_eq!(dates("nils"), (None, at("2038-07-01T00:00:00.000Z")));
    let ran = machine.run("account validity mira nils --from 2039-01-01 --json");
    assert_eq!(ran.told()[0], told("refused", Some("ill_dated"), "mira"));
    assert_eq!(machine.run("account validity mira --from none --until none").code, 0);
    assert_eq!(dates("mira"), (None, None));
    assert_eq!(machine.run("account validity nils --until 2020-01-01").code, 0);
    assert_eq!(
        (machine.show("nils")["status"].as_str(), machine.show("nils")["standing"].as_str()),
        (Some("active"), Some("expired"))
    );
}

#[test]
fn every_reason_a_script_may_meet_is_a_word() {
    let machine = Machine::with(&["mira", "nils"]);
    machine.run("account trash nils");
    for (line, reason) in [
        ("account suspend nils", "in_the_trash"),
        ("account resend ada", "unproved"),
        ("account suspend ada", "last_admin"),
        ("account validity mira --from 2030-01-02 --until 2030-01-01", "ill_dated"),
    ] {
        let ran = machine.run(&format!("{line} --json"));
        if reason == "unproved" {
            // Ada has a password and an address that is not proved: the letter proves it.
            assert_eq!(ran.told(), [told("done", None, "ada")]);
            assert_eq!(machine.run("account reset ada --json").told(), [told("refused", Some("unproved"), "ada")]);
            continue;
        }
        assert_eq!(ran.told()[0].2.as_deref(), Some(reason), "{line}");
    }
    machine.run("account verify ada");
    let waits = machine.run("account resend ada --json").told();
    assert_eq!(waits, [told("refused", Some("waits_for_no_letter"), "ada")]);
    machine.run("account suspend mira");
    assert_eq!(machine.run("account reset mira --json").told(), [told("refused", Some("closed"), "mira")]);
    machine.run("account restore mira");
    for _ in 0..9 {
        machine.run("account reset mira");
    }
    assert_eq!(machine.run("account reset mira --json").told(), [told("refused", Some("too_many_letters"), "mira")]);
}

#[test]
fn what_was_done_is_taken_back_but_not_what_was_changed_since() {
    let machine = Machine::with(&["mira", "nils", "olga"]);
    let report = machine.run("account suspend mira nils olga --json").out;
    machine.run("account note nils --text called");
    let dry = machine.feed("account undo - --dry-run", report.clone());
    assert_eq!(dry.code, 1);
    assert!(dry.out.ends_with("\n2 would be put back, 1 refused.\n"), "{}", dry.out);
    assert_eq!(machine.show("mira")["status"], "suspended", "nothing stays of a rehearsal");
    let trail = machine.trail().len();
    let ran = machine.feed("account undo - --json", report.clone());
    assert_eq!(
        ran.told(),
        [told("done", None, "mira"), told("refused", Some("changed_meanwhile"), "nils"), told("done", None, "olga")]
    );
    assert_eq!(machine.trail().len(), trail + 2);
    assert_eq!(
        (machine.show("mira")["status"].as_str(), machine.show("nils")["status"].as_str()),
        (Some("active"), Some("suspended"))
    );
    assert_eq!(machine.feed("account undo -", report).code, 1, "it was taken back already");
    // And that can be taken back again.
    machine.feed("account undo -", ran.out);
    assert_eq!(machine.show("mira")["status"], "suspended");
}

#[test]
fn what_is_no_report_takes_nothing_back() {
    let machine = Machine::with(&["mira"]);
    let trail = machine.trail().len();
    for text in ["", "[", "{}", "[{}, 7]", r#"[{"id":"x","undo":{"act":"restore","version":1}}]"#, "\u{0}\u{1b}[31m"] {
        let ran = machine.feed("account undo -", text);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{text}");
        assert!(ran.err.contains("It is not what an act on accounts writes with --json"), "{}", ran.err);
    }
    assert_eq!(machine.run("account undo nowhere.json").code, 2);
    assert_eq!(machine.feed("account undo -", "[]").out, "No accounts.\n");
    // What can't be taken back is left out.
    let letters = machine.run("account reset mira --json").out;
    assert_eq!(machine.feed("account undo -", letters).out, "No accounts.\n");
    assert_eq!(machine.trail().len(), trail + 1);
}

#[test]
fn guesses_are_forgiven_and_second_factors_turned_off_for_each_that_is_named() {
    let machine = Machine::with(&["mira", "nils"]);
    let trail = machine.trail().len();
    let dry = machine.run("account unlock mira nils --dry-run");
    assert_eq!((dry.code, machine.trail().len()), (0, trail));
    assert!(dry.out.ends_with("\n2 would be forgiven.\n"), "{}", dry.out);
    let ran = machine.feed("account unlock - nils --json", "mira\nnils\nnobody\n");
    assert_eq!(ran.code, 3);
    assert_eq!(
        ran.told(),
        [told("done", None, "mira"), told("done", None, "nils"), told("refused", Some("not_found"), "nobody")]
    );
    assert_eq!(machine.trail().len(), trail + 2);
    let ran = machine.run("account two-factor-off mira");
    assert_eq!((ran.code, ran.err.as_str()), (0, AS_OPERATOR));
    assert!(ran.out.ends_with("\n1 so already.\n"), "{}", ran.out);
    assert_eq!(machine.run("account unlock").code, 2);
}

#[test]
fn a_letter_that_did_not_fail_is_left_alone() {
    let machine = Machine::with(&["mira"]);
    let id = machine.json("mail list --json")[0]["id"].as_str().unwrap().to_owned();
    let ran = machine.feed("mail retry - --json --dry-run", format!("{id}\n"));
    assert_eq!(ran.code, 3);
    let row = &ran.rows()[0];
    assert_eq!(fields(row), ["dry_run", "id", "outcome", "to"]);
    assert_eq!((row["outcome"].as_str(), row["id"].as_str()), (Some("not_found"), Some(id.as_str())));
    assert_eq!(machine.run("mail retry 7").code, 2);
}
