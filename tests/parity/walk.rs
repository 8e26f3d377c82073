//! Two houses made alike: on one an admin acts at the screen, on the other each act is done by a command. After each
//! step both hold the same.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use vestibule::auth::act::Act;
use vestibule::tui::command::Command;

use crate::desk::Desk;
use crate::home::Home;
use crate::picture;
use crate::twins::{CHANGING, to_be_walked};

struct Walk<'a> {
    screen: &'a Home,
    shell: &'a Home,
    desk: Desk<'a>,
    did: BTreeSet<String>,
}

impl<'a> Walk<'a> {
    fn begin(screen: &'a Home, shell: &'a Home) -> Self {
        let desk = Desk::new(screen);
        shell.log_in("ada");
        let walk = Self { screen, shell, desk, did: BTreeSet::new() };
        walk.compare("the beginning");
        walk
    }

    fn compare(&self, what: &str) {
        let (screen, shell) = (picture::of(self.screen), picture::of(self.shell));
        if screen != shell {
            let differ = screen.lines().zip(shell.lines()).position(|(one, other)| one != other);
            let at = differ.unwrap_or(screen.lines().count().min(shell.lines().count()));
            let near = |text: &str| text.lines().skip(at.saturating_sub(12)).take(24).collect::<Vec<_>>().join("\n");
            panic!(
                "{what}\n── by the screen ──\n{}\n── by commands ──\n{}\n{}",
                near(&screen),
                near(&shell),
                self.desk.screen()
            );
        }
    }

    fn note(&mut self, commands: &[Command]) {
        self.did.extend(commands.iter().map(|command| format!("{command:?}")));
    }

    /// The same act here by keys and there by a command.
    fn both(&mut self, commands: &[Command], keys: &str, line: &[&str]) -> String {
        self.keys(keys);
        let out = self.shell.run(line);
        self.note(commands);
        self.compare(&format!("{keys} and {}", line.join(" ")));
        out
    }

    /// Keys, and the mail worker behind them.
    fn keys(&mut self, keys: &str) {
        self.desk.keys(keys);
        self.screen.post();
    }

    /// On both houses.
    fn prepare(&self, f: impl Fn(&Home)) {
        f(self.screen);
        f(self.shell);
        self.compare("what both begin with");
    }

    fn json(&self, line: &[&str]) -> Value {
        serde_json::from_str(&self.shell.run(line)).unwrap()
    }

    /// Files that the screen has written, whose name begins so, newest last.
    fn reports(&self, about: &str) -> Vec<String> {
        let dir = fs::read_dir(self.screen.path("reports"));
        let paths = dir.into_iter().flatten().map(|entry| entry.unwrap().path());
        let mut found: Vec<_> =
            paths.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with(about)).collect();
        found.sort_by_key(|path| fs::metadata(path).unwrap().modified().unwrap());
        found.into_iter().map(|path| fs::read_to_string(path).unwrap()).collect()
    }
}

/// Brings the cursor to that account of the list.
fn at(name: &str, keys: &str) -> String {
    format!("/<c-u>{}<ret>{keys}", name.replace('<', "<lt>"))
}

#[test]
fn what_the_screen_does_a_command_does_too_and_with_the_same_outcome() {
    let (screen, shell) = (Home::new(), Home::new());
    let mut walk = Walk::begin(&screen, &shell);
    lists_are_alike(&mut walk);
    files_go_out(&mut walk);
    accounts_are_acted_on(&mut walk);
    what_is_refused_is_refused_on_both(&mut walk);
    acts_are_taken_back(&mut walk);
    accounts_are_made_and_mended(&mut walk);
    people_are_helped_back_in(&mut walk);
    sessions_are_ended(&mut walk);
    many_are_acted_on(&mut walk);
    searches_are_saved(&mut walk);
    rules_are_changed(&mut walk);
    who_waits_is_let_in(&mut walk);
    invitations_are_made(&mut walk);
    a_letter_is_tried_again(&mut walk);
    a_file_comes_in(&mut walk);
    the_audit_is_read(&mut walk);

    let missing: Vec<_> = to_be_walked().difference(&walk.did).cloned().collect();
    assert!(missing.is_empty(), "no step is about {missing:?}");
    let all: BTreeSet<&str> = CHANGING.iter().copied().collect();
    let missing: Vec<_> = all.difference(&walk.desk.changed).collect();
    assert!(missing.is_empty(), "no step makes the screen ask for {missing:?}");
}

/// The same search finds the same accounts, in the same order.
fn lists_are_alike(walk: &mut Walk<'_>) {
    let searches = [
        "",
        "mar !bulk",
        "B. ORG",
        "role:helper",
        "role:admin,helper",
        "state:suspended",
        "verified:no",
        "seen:never",
        "seen:<1d",
        "created:2024-01",
        "\"mark1 b\"",
        "zzz",
        "seat:front",
    ];
    for search in searches {
        walk.keys(&at(search, ""));
        let listed = walk.json(&["account", "list", "--json", "--search", search]);
        let names: Vec<_> = listed.as_array().unwrap().iter().map(|row| row["username"].as_str().unwrap()).collect();
        assert_eq!(walk.desk.names(), names, "{search}");
    }
    walk.keys(&at("", ""));
    let orders = ["display-name", "email", "role", "status", "last-login", "created", "username"];
    for (key, order) in ["2", "3", "4", "5", "6", "7", "1"].into_iter().zip(orders) {
        for turn in ["", "O"] {
            walk.keys(&format!("{}<home>", if turn.is_empty() { key } else { turn }));
            let desc = if walk.desk.screen().contains('▼') { vec!["--desc"] } else { Vec::new() };
            let line = [&["account", "list", "--json", "--sort", order], desc.as_slice()].concat();
            let listed = walk.json(&line);
            let names: Vec<_> =
                listed.as_array().unwrap().iter().map(|row| row["username"].as_str().unwrap()).collect();
            assert_eq!(walk.desk.names(), names, "{order} {desc:?}");
        }
    }
    walk.keys("O");
}

/// A refusal changes nothing, and for the same reason.
fn what_is_refused_is_refused_on_both(walk: &mut Walk<'_>) {
    let acts: [(&str, &str, &[&str], &str); 4] = [
        ("vera", "p", &["account", "reset", "vera", "--json"], "Its address is not proved yet"),
        ("dora", "l", &["account", "resend", "dora", "--json"], "waits for no letter"),
        ("inga state:trashed", "s", &["account", "suspend", "inga", "--json"], "It is in the trash."),
        (
            "edda",
            "d2031-03-02<tab><c-u>2031-03-01<ret><esc>",
            &["account", "validity", "edda", "--from", "2031-03-02", "--until", "2031-03-01", "--json"],
            "Its last day would be before its first.",
        ),
    ];
    for (name, keys, line, why) in acts {
        walk.keys(&at(name, keys));
        if name != "edda" {
            walk.desk.sees(why);
        }
        let (out, end) = walk.shell.try_run(line, "");
        assert!(out.contains(why), "{out}");
        assert_eq!(end.unwrap_err().exit_code(), 1);
        walk.compare(&format!("{keys} is refused"));
    }
    for (keys, line) in [
        (
            "nmira<tab>new@example.org<tab><tab><ret><esc>",
            ["account", "create", "--username", "mira", "--email", "new@example.org"],
        ),
        (
            "nmarvin<tab>mira@example.org<tab><tab><ret><esc>",
            ["account", "create", "--username", "marvin", "--email", "mira@example.org"],
        ),
    ] {
        walk.keys(keys);
        assert_eq!(walk.shell.try_run(&line, "").1.unwrap_err().exit_code(), 1);
        walk.compare(&format!("{keys} is refused"));
    }
}

fn files_go_out(walk: &mut Walk<'_>) {
    for (key, command, name) in [("x", Command::ExportCsv, "a.csv"), ("X", Command::ExportJson, "a.jsonl")] {
        let file = walk.shell.path(name);
        let line = ["export", &file, "--search", "mar !bulk role:user"];
        walk.both(&[command], &format!("/<c-u>mar !bulk role:user<ret>{key}<ret>"), &line);
        let made = walk.reports("accounts-").pop().unwrap();
        assert!(made.contains("mark1@example.org") && made.contains("=1+1"), "{made}");
        assert_eq!(made, fs::read_to_string(&file).unwrap());
    }
}

fn accounts_are_acted_on(walk: &mut Walk<'_>) {
    use Command::{ChangeRole, Dates, Delete, Note, ResendLetter, Restore, SendReset, ToggleSuspended, Trash, Untrash};
    walk.both(&[ToggleSuspended], &at("dora", "s"), &["account", "suspend", "dora"]);
    walk.both(&[ToggleSuspended], "s", &["account", "restore", "dora"]);
    walk.both(&[Restore], &at("hugo", "S"), &["account", "restore", "hugo"]);
    walk.both(&[SendReset], &at("mira", "p<tab><ret>"), &["account", "reset", "mira"]);
    walk.both(&[ResendLetter], &at("emil", "l<tab><ret>"), &["account", "resend", "emil"]);
    walk.both(&[ChangeRole], &at("gina", "R<end><ret><tab><ret>"), &["account", "role", "admin", "gina"]);
    let line = ["account", "validity", "edda", "--from", "2031-02-01", "--until", "2031-03-31"];
    walk.both(&[Dates], &at("edda", "d<c-u>2031-02-01<tab><c-u>2031-03-31<ret>"), &line);
    let line = ["account", "validity", "edda", "--from", "none", "--until", "none"];
    walk.both(&[Dates], "d<c-u><tab><c-u><ret>", &line);
    walk.both(&[Note], &at("fred", "N<c-u>lent a key<ret>"), &["account", "note", "fred", "--text", "lent a key"]);
    walk.both(&[Note], "N<c-u><ret>", &["account", "note", "fred", "--text", ""]);
    walk.both(&[Trash], &at("inga", "t"), &["account", "trash", "inga"]);
    walk.both(&[Untrash], &at("inga state:trashed", "b"), &["account", "untrash", "inga"]);
    walk.both(&[Trash], &at("inga", "t"), &["account", "trash", "inga"]);
    walk.both(&[Delete], &at("joel", "Djoel<ret>"), &["account", "delete", "joel", "--yes"]);
}

fn acts_are_taken_back(walk: &mut Walk<'_>) {
    let acts: [(&str, &str, &[&str]); 7] = [
        ("dora", "s", &["account", "suspend", "dora", "--json"]),
        ("vera", "v", &["account", "verify", "vera", "--json"]),
        ("fred", "N<c-u>lent a key<ret>", &["account", "note", "fred", "--text", "lent a key", "--json"]),
        ("edda", "d<c-u>2031-02-01<ret><ret>", &["account", "validity", "edda", "--from", "2031-02-01", "--json"]),
        ("dora", "R<end><ret><tab><ret>", &["account", "role", "admin", "dora", "--json"]),
        ("dora", "t", &["account", "trash", "dora", "--json"]),
        ("dora", "t", &["account", "trash", "dora", "--json"]),
    ];
    for (name, keys, line) in acts {
        let report = walk.both(&[], &at(name, keys), line);
        walk.keys("u");
        let (out, end) = walk.shell.try_run(&["account", "undo", "-"], &report);
        end.unwrap();
        assert!(out.contains("1 put back."), "{out}");
        walk.note(&[Command::Undo]);
        walk.compare(&format!("{keys} taken back"));
    }
    walk.both(&[Command::VerifyByHand], &at("vera", "v"), &["account", "verify", "vera"]);
}

fn accounts_are_made_and_mended(walk: &mut Walk<'_>) {
    let line = [
        "account",
        "create",
        "--username",
        "nora",
        "--email",
        "nora@example.org",
        "--display-name",
        "Nora K.",
        "--role",
        "helper",
    ];
    let rehearsed = [&line[..], &["--dry-run"]].concat();
    assert_eq!(walk.shell.run(&rehearsed), "nora would be made, as helper. A letter would go to nora@example.org.\n");
    walk.both(&[Command::Create], "nnora<tab>nora@example.org<tab>Nora K.<tab><c-u>helper<ret>", &line);
    let line =
        ["account", "edit", "rosa", "--username", "rosalie", "--display-name", "Rosa K.", "--email", "rk@example.org"];
    let rehearsed = [&line[..], &["--dry-run"]].concat();
    assert!(walk.shell.run(&rehearsed).starts_with("rosa would be changed.\nusername: rosa → rosalie\n"));
    let keys = at("rosa", "<ret><ret><c-u>rosalie<tab><c-u>Rosa K.<tab><c-u>rk@example.org<ret><esc>");
    walk.both(&[Command::Edit], &keys, &line);
    walk.both(&[Command::VerifyByHand], &at("rosalie", "v"), &["account", "verify", "rosalie"]);
}

fn people_are_helped_back_in(walk: &mut Walk<'_>) {
    walk.prepare(|home| home.lock("nils"));
    walk.both(&[Command::ClearThrottle], &at("nils", "<ret>f<esc>"), &["account", "unlock", "nils"]);
    walk.prepare(|home| home.give_factor("olga"));
    walk.both(
        &[Command::ClearSecondFactor],
        &at("olga", "<ret>T<tab><ret><esc>"),
        &["account", "two-factor-off", "olga"],
    );
    walk.both(&[Command::ResetCode], &at("paul", "c<tab><ret><ret>"), &["account", "reset-code", "paul"]);
}

fn sessions_are_ended(walk: &mut Walk<'_>) {
    for name in ["kurt", "lena", "lena"] {
        walk.prepare(|home| drop(home.log_in(name)));
    }
    walk.both(&[Command::EndSessions], &at("kurt", "<ret>e<tab><ret><esc>"), &["session", "end", "kurt"]);
    let id = walk.json(&["session", "list", "lena", "--json"])[0]["id"].as_str().unwrap().to_owned();
    walk.both(&[Command::RevokeSession], &at("lena", "<ret><tab>x<esc>"), &["session", "end", "--id", &id]);
}

fn many_are_acted_on(walk: &mut Walk<'_>) {
    let line = ["account", "suspend", "--search", "bulk", "--yes", "--json"];
    let report = walk.both(&[Command::MarkAll, Command::ToggleSuspended], &at("bulk", "*s<tab><ret>"), &line);
    // What the screen saves, and what the command wrote, tell the same.
    walk.keys("w");
    let saved = walk.reports("suspend-").pop().unwrap();
    let rows: Vec<Value> = serde_json::from_str(&report).unwrap();
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut told: Vec<_> = rows
        .iter()
        .map(|row| format!("{},{},{}", word(&row["username"]), word(&row["outcome"]), word(&row["message"])))
        .collect();
    let mut shown: Vec<_> = saved.lines().skip(1).map(str::to_owned).collect();
    told.sort();
    shown.sort();
    assert_eq!(shown, told);
    walk.note(&[Command::SaveReport, Command::LastReport]);
    walk.keys("u<esc>");
    walk.shell.try_run(&["account", "undo", "-"], &report).1.unwrap();
    walk.compare("many are taken back");
    walk.keys("-/<c-u>mark<ret><home> <end>Vs<tab><ret><ret>-");
    walk.shell.try_run(&["account", "suspend", "-"], "mark1\nmark2\n# so far\nmark3\n").1.unwrap();
    walk.note(&[Command::Mark, Command::MarkRange, Command::Unmark]);
    walk.compare("marked one by one");
}

fn searches_are_saved(walk: &mut Walk<'_>) {
    let keys = "/<c-u>role:helper<ret>'staff<c-s><esc>";
    walk.both(&[Command::SaveSearch], keys, &["search", "save", "staff", "role:helper"]);
    walk.both(&[Command::RemoveSearch], "'<del><esc>", &["search", "remove", "staff"]);
}

fn rules_are_changed(walk: &mut Walk<'_>) {
    let keys = "<backtab><backtab><home><ret><c-u>The Library<ret>";
    walk.both(&[], keys, &["settings", "set", "site.name", "The Library"]);
    walk.both(&[Command::Unset], "d", &["settings", "unset", "site.name"]);
    walk.both(&[], "<down><ret><c-u>approve<ret><tab><tab>", &["settings", "set", "sign_up.mode", "approve"]);
}

fn who_waits_is_let_in(walk: &mut Walk<'_>) {
    walk.prepare(|home| {
        ["anne", "carl", "elsa"].iter().for_each(|name| home.register(name));
        ["bert", "dirk", "finn"].iter().for_each(|name| drop(home.sign_up(name)));
        home.post();
    });
    use Command::{Approve, NotePending, TurnDown};
    walk.keys("<tab><tab><tab>");
    walk.both(&[NotePending], &at("anne", "mlent a key<ret>"), &["signup", "note", "anne", "--text", "lent a key"]);
    walk.both(
        &[NotePending],
        &at("bert", "mthe friend of ada<ret>"),
        &["signup", "note", "bert", "--text", "the friend of ada"],
    );
    walk.both(&[Approve], &at("anne", "a"), &["signup", "approve", "anne"]);
    walk.both(&[Approve], &at("bert", "a<tab><ret>"), &["signup", "approve", "bert"]);
    let line = ["signup", "refuse", "carl", "--reason", "It is full"];
    walk.both(&[TurnDown], &at("carl", "xIt is full<tab><ret>"), &line);
    walk.both(&[TurnDown], &at("dirk", "x<tab><c-u>no<ret>"), &["signup", "refuse", "dirk", "--no-letter"]);
    walk.keys(&at("", "<home>  a<tab><ret>"));
    walk.shell.try_run(&["signup", "approve", "-"], "elsa\nfinn\n").1.unwrap();
    walk.compare("those who are left");
    assert_eq!(walk.shell.run(&["signup", "list"]), "Nobody waits.\n");
}

fn invitations_are_made(walk: &mut Walk<'_>) {
    let line = ["invite", "create", "--uses", "3", "--for", "14d", "--label", "open day"];
    walk.both(&[Command::NewInvite], "inopen day<tab><c-u>3<tab><c-u>14<ret><ret>", &line);
    let id = walk.json(&["invite", "list", "--json"])[0]["id"].as_str().unwrap().to_owned();
    walk.both(&[Command::RevokeInvite], "x<tab><ret>", &["invite", "revoke", &id]);
    walk.keys("<esc><backtab><backtab><backtab>");
    walk.note(&[Command::OpenInvites]);
}

fn a_letter_is_tried_again(walk: &mut Walk<'_>) {
    walk.prepare(|home| {
        let id = home.account("theo").id;
        home.house.auth.operator().act_on(&home.config.seat, &Act::SendReset, &[id]).unwrap();
        home.fail_the_post();
    });
    let letters = walk.json(&["mail", "list", "--search", "failed", "--json"]);
    let id = letters[0]["id"].as_str().unwrap().to_owned();
    let rehearsed = walk.shell.run(&["mail", "retry", &id, "--dry-run"]);
    assert_eq!(rehearsed, "The letter to theo@example.org would be in the queue again.\n");
    walk.both(&[Command::RetryLetter], "<tab><tab>/failed<ret>r<backtab><backtab>", &["mail", "retry", &id]);
}

fn a_file_comes_in(walk: &mut Walk<'_>) {
    let text = "login,mail,role,shoes\nzoe,zoe@example.org,admin,38\nab,ab@example.org,user,39\n\
                mira,mira@example.org,user,40\nzeno,zeno@example.org,user,41\nyuri,no address,user,42\n";
    walk.prepare(|home| home.write("more.csv", text));
    let file = walk.screen.path("more.csv");
    walk.keys(&format!("i{file}<ret>username=login,email=mail<ret><c-u>yes<ret><ret>"));
    walk.desk.sees("2 made, 1 already there, 2 refused.");
    walk.keys("<ret>");
    let (file, left) = (walk.shell.path("more.csv"), walk.shell.path("left.csv"));
    let line = [
        "import",
        &file,
        "--map",
        "username=login,email=mail",
        "--allow-admins",
        "--ignore-unknown",
        "--rejects",
        &left,
    ];
    let (out, end) = walk.shell.try_run(&line, "");
    assert_eq!(out, "2 made, 1 already there, 2 refused.\n");
    assert_eq!(end.unwrap_err().exit_code(), 1);
    walk.note(&[Command::Import]);
    walk.compare("a file came in");
    assert_eq!(walk.reports("refused-").pop().unwrap(), fs::read_to_string(left).unwrap());
}

fn the_audit_is_read(walk: &mut Walk<'_>) {
    walk.keys("<tab>V");
    walk.desk.sees("every one as it was written. Head");
    let out = walk.shell.run(&["audit", "verify"]);
    assert!(out.contains(" rows, unbroken. Head "), "{out}");
    walk.keys("<esc>/event:suspended<ret>x<esc>X<esc>");
    for (at, (name, format)) in [("audit.csv", "csv"), ("audit.jsonl", "jsonl")].into_iter().enumerate() {
        let file = walk.shell.path(name);
        walk.shell.run(&["audit", "export", "--format", format, "--search", "event:suspended", &file]);
        let (made, written) = (walk.reports("audit-").remove(at), fs::read_to_string(&file).unwrap());
        assert!(made.lines().count() > 6, "{made}");
        assert_eq!(told(format, &made), told(format, &written));
    }
    walk.note(&[Command::ExportCsv, Command::ExportJson]);
    walk.keys("F");
    walk.desk.sees("New entries appear by themselves.");
    walk.note(&[Command::Follow]);
}

/// What was done to whom, of a file of the audit, with its head.
fn told(format: &str, text: &str) -> Vec<String> {
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut rows: Vec<String> = match format {
        "csv" => text
            .lines()
            .map(|line| {
                let cells: Vec<&str> = line.split(',').collect();
                [2, 5, 7, 8, 9].map(|at| cells[at]).join(",")
            })
            .collect(),
        _ => text
            .lines()
            .map(|line| {
                let row: Value = serde_json::from_str(line).unwrap();
                [&row["event"], &row["subject"]["name"], &row["seat"], &row["before"], &row["after"]]
                    .map(word)
                    .join(",")
            })
            .collect(),
    };
    rows.sort();
    rows
}
