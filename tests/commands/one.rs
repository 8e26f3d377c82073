//! `account create` and `account edit`.

use crate::machine::{AS_OPERATOR, Machine};

#[test]
fn an_account_is_made_and_its_owner_invited() {
    let machine = Machine::with(&[]);
    let mut command = machine.command();
    command.args(["account", "create", "--username", "olga", "--email", "olga@example.org"]);
    command.args(["--display-name", "Olga K.", "--role", "helper"]);
    let ran = crate::machine::finish(&mut command);
    assert_eq!((ran.code, ran.err.as_str()), (0, AS_OPERATOR));
    let letter = ran.out.lines().nth(1).unwrap().rsplit(' ').next().unwrap();
    assert!(std::fs::read_to_string(letter).unwrap().contains("olga@example.org"), "{}", ran.out);
    let shown = machine.show("olga");
    assert_eq!((shown["role"].as_str(), shown["display_name"].as_str()), (Some("helper"), Some("Olga K.")));
    assert_eq!(machine.trail().first().unwrap(), "operator user_created olga");

    let json = machine.run("account create --username nils --email nils@example.org --json");
    let made: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((made["username"].as_str(), made["version"].as_u64()), (Some("nils"), Some(1)));
}

#[test]
fn what_can_be_no_account_is_refused() {
    let machine = Machine::with(&["mira"]);
    for (line, code, says) in [
        ("--username mira --email x@example.org", 1, "That username is taken"),
        ("--username MIRA --email x@example.org", 1, "That username is taken"),
        ("--username xaver --email MIRA@example.org", 1, "That address has an account already."),
        ("--username root --email x@example.org", 2, "--username"),
        ("--username x\u{1b} --email x@example.org", 2, "--username"),
        ("--username xaver --email nowhere", 2, "--email"),
        ("--username xaver", 2, "--email"),
        ("--username xaver --email x@example.org --role king", 2, "--role"),
    ] {
        let ran = machine.run(&format!("account create {line}"));
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{line}: {ran:?}");
        assert!(ran.err.contains(says), "{line}: {}", ran.err);
        assert!(!ran.err.contains('\u{1b}'), "{line}");
    }
    assert_eq!(machine.json("account list --json").as_array().unwrap().len(), 2);
}

#[test]
fn details_are_changed_and_what_changed_is_said() {
    let machine = Machine::with(&["mira", "nils"]);
    machine.run("account verify mira");
    let ran = machine.run("account edit mira --username mira_k --display-name Mira --email mk@example.org");
    assert_eq!((ran.code, ran.err.as_str()), (0, AS_OPERATOR));
    assert_eq!(
        ran.out,
        "mira_k is changed.\nusername: mira → mira_k\ndisplay name: – → Mira\nemail: mira@example.org → mk@example.org\n\
         The new address is not proved yet: `vestibule account resend mira_k` writes to it.\n"
    );
    let letters = machine.json("mail list --json");
    let told = letters.as_array().unwrap().iter().find(|letter| letter["kind"] == "email_changed").unwrap();
    assert_eq!((told["to"].as_str(), told["state"].as_str()), (Some("mira@example.org"), Some("sent")));
    let again = machine.run("account edit mira_k --username mira_k");
    assert_eq!((again.code, again.out.as_str()), (0, "mira_k is so already.\n"));
    let ran = machine.run("account edit mira_k --email mira@example.org --verified --json");
    let row: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert!(row["verified_at"].is_string() && row["email"] == "mira@example.org");

    for (line, code) in [
        ("account edit mira_k", 2),
        ("account edit mira_k --verified", 2),
        ("account edit eve --username eva", 3),
        ("account edit mira_k --username nils", 1),
        ("account edit mira_k --email nils@example.org", 1),
    ] {
        let ran = machine.run(line);
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{line}: {}", ran.err);
    }
    machine.run("account trash mira_k");
    let ran = machine.run("account edit mira_k --username mira");
    assert_eq!(ran.code, 1);
    assert!(ran.err.ends_with("This account is in the trash. Take it out first.\n"), "{}", ran.err);
}

#[test]
fn what_would_be_made_or_changed_is_said_and_nothing_is() {
    let machine = Machine::with(&["mira"]);
    let trail = machine.trail().len();
    let ran = machine.run("account create --username olga --email olga@example.org --role helper --dry-run");
    assert_eq!((ran.code, ran.err.as_str()), (0, AS_OPERATOR));
    assert_eq!(ran.out, "olga would be made, as helper. A letter would go to olga@example.org.\n");
    let json = machine.run("account edit mira --username mira_k --email mk@example.org --dry-run --json");
    let row: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((row["username"].as_str(), row["dry_run"].as_bool()), (Some("mira_k"), Some(true)));
    let ran = machine.run("account edit mira --username mira_k --dry-run");
    assert_eq!(ran.out, "mira would be changed.\nusername: mira → mira_k\n");
    for (line, says) in [
        ("account create --username mira --email x@example.org --dry-run", "That username is taken"),
        ("account create --username olga --email mira@example.org --dry-run", "That address has an account already."),
        ("account edit mira --username ada --dry-run", "That username is taken"),
    ] {
        let ran = machine.run(line);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{line}");
        assert!(ran.err.contains(says), "{line}: {}", ran.err);
    }
    assert_eq!(machine.run("account show olga").code, 3);
    assert_eq!(machine.show("mira")["email"], "mira@example.org");
    assert_eq!(machine.trail().len(), trail);
    assert_eq!(machine.json("mail list --json").as_array().unwrap().len(), 2, "those of the beginning");
}
