//! `session list` and `session end`.

use serde_json::Value;

use crate::machine::{AS_OPERATOR, Machine, fields};

/// Opens a session past the program, as if somebody sat at that seat.
fn sit_down(machine: &Machine, who: &str, seat: &str) -> String {
    let conn = rusqlite::Connection::open(machine.data().join("vestibule.db")).unwrap();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis() as i64;
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    let id = uuid::Uuid::from_u128(now as u128 * 1_000 + seat.len() as u128);
    conn.execute(
        "INSERT INTO sessions (id, account, seat, boot, idle, proved_at, created_at, last_seen_at, idle_ends_at, ends_at) \
         VALUES (?, (SELECT id FROM accounts WHERE username = ?), ?, ?, 900000, ?5, ?5, ?5, ?5 + 900000, ?5 + 900000)",
        rusqlite::params![id.as_bytes(), who, seat, boot.trim(), now],
    )
    .unwrap();
    id.to_string()
}

#[test]
fn who_is_signed_in_is_listed_and_signed_out() {
    let machine = Machine::with(&["mira", "nils"]);
    let first = sit_down(&machine, "mira", "lab2");
    sit_down(&machine, "mira", "front-desk");
    sit_down(&machine, "nils", "a");
    let listed = machine.run("session list mira nils ada --json");
    assert_eq!((listed.code, listed.err.as_str()), (0, ""));
    let rows = listed.rows();
    assert_eq!(rows.len(), 3);
    assert_eq!(
        fields(&rows[0]),
        ["created_at", "ends_at", "id", "idle_ends_at", "last_seen_at", "proved_at", "seat", "username"]
    );
    assert!(machine.run("session list mira").out.contains("lab2"));

    let one = machine.run(&format!("session end --id {first}"));
    assert_eq!((one.code, one.out.as_str(), one.err.as_str()), (0, "mira is signed out there.\n", AS_OPERATOR));
    assert_eq!(machine.run(&format!("session end --id {first}")).code, 3);
    assert_eq!(machine.run("session list mira --json").rows().len(), 1);

    let dry = machine.run("session end mira ada --dry-run");
    assert!(dry.out.contains("would be signed out") && dry.out.contains("so already"), "{}", dry.out);
    assert_eq!(machine.run("session list mira --json").rows().len(), 1);
    let ran = machine.run("session end mira eve ada nils --json");
    let told: Vec<_> = ran.told().into_iter().map(|(name, outcome, _)| format!("{name} {outcome}")).collect();
    assert_eq!(
        (ran.code, told),
        (3, ["mira done", "eve refused", "ada already", "nils done"].map(str::to_owned).to_vec())
    );
    assert_eq!(machine.trail().iter().filter(|row| row.starts_with("operator session_revoked")).count(), 3);
    let none = machine.run("session list mira nils --json");
    assert_eq!((none.code, none.out.as_str()), (0, "[]\n"));
    assert_eq!(machine.run("session list mira").out, "No sessions.\n");
}

#[test]
fn sessions_of_nobody_are_not_found() {
    let machine = Machine::with(&["mira"]);
    sit_down(&machine, "mira", "lab2");
    let ran = machine.run("session list eve mira --json");
    assert_eq!((ran.code, ran.err.as_str()), (3, "vestibule: There is no account eve.\n"));
    assert_eq!(serde_json::from_str::<Value>(&ran.out).unwrap().as_array().unwrap().len(), 1);
    for (line, code) in [("session list", 2), ("session end --id x", 2), ("session end mira --id x", 2)] {
        assert_eq!(machine.run(line).code, code, "{line}");
    }
    let ended = machine.run("session end --search mira --yes");
    assert_eq!((ended.code, ended.out.lines().last()), (0, Some("1 signed out.")));
}
