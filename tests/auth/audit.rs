//! The audit is held against its chain, and every row that somebody laid hands on is named.

use rusqlite::Connection;
use vestibule::auth::CallError;
use vestibule::auth::act::Act;
use vestibule::auth::audit::{AuditDefect, AuditMark, AuditProgress, AuditVerdict};
use vestibule::domain::{AuditEntry, AuditEvent, AuditLink, AuditQuery, AuditSearch, Page, Party, Role};
use vestibule::store;

use crate::house::{House, SECOND};

/// A house in which some things have happened: row 3 has every value.
fn lived_in() -> House {
    let house = House::new();
    let admin = house.admin();
    house.create(&admin, "mira");
    house.post();
    let account = house.account("mira");
    house.act(&admin, Act::SetRole(Role::Admin), account.id).unwrap();
    fill(&house, 3);
    house
}

/// The number of a row in which all values are filled.
fn full(house: &House) -> u64 {
    let is_full = |row: &vestibule::domain::AuditEntry| {
        row.actor.id.is_some() && row.subject.is_some() && row.before.is_some() && row.after.is_some()
    };
    house.trail().into_iter().find(is_full).expect("a full row").seq
}

/// Changes the file as somebody could who has it and not the key.
fn tamper(house: &House, sql: &str) {
    let conn = Connection::open(house.store.path()).unwrap();
    conn.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    let triggers: Vec<String> = conn
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name LIKE 'audit%'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert!(triggers.len() > 3, "there is something in the way");
    for trigger in triggers {
        conn.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
    }
    conn.execute_batch(sql).unwrap();
}

fn verify(house: &House) -> AuditVerdict {
    house.auth.operator().verify_audit(None, &mut |_| {}).unwrap()
}

fn head(house: &House) -> AuditMark {
    match verify(house) {
        AuditVerdict::Unbroken { head, .. } => head,
        broken => panic!("{broken:?}"),
    }
}

fn broken(verdict: AuditVerdict) -> (u64, AuditDefect) {
    match verdict {
        AuditVerdict::Broken { seq, defect } => (seq, defect),
        whole => panic!("{whole:?}"),
    }
}

#[test]
fn an_audit_that_nobody_touched_is_whole() {
    let house = House::new();
    let mark = AuditMark { seq: 0, link: AuditLink::START };
    assert_eq!(verify(&house), AuditVerdict::Unbroken { rows: 0, unchained: 0, head: mark });
    let house = lived_in();
    let rows = house.trail().len() as u64;
    let mut looked_at = Vec::new();
    let verdict = house.auth.operator().verify_audit(None, &mut |count| looked_at.push(count)).unwrap();
    assert!(
        matches!(verdict, AuditVerdict::Unbroken { rows: found, unchained: 0, head } if found == rows && head.seq == rows)
    );
    assert_eq!(looked_at, [rows]);
    assert_eq!(verify(&house.next_door()), verdict, "in every process");
}

#[test]
fn every_changed_value_is_named() {
    let seq = full(&lived_in());
    for (change, defect) in [
        ("at = at + 1", Some(AuditDefect::Changed)),
        ("event = 'user_restored'", Some(AuditDefect::Changed)),
        ("event = 'nothing_at_all'", None),
        ("actor_id = NULL", Some(AuditDefect::Changed)),
        ("actor_id = subject_id", Some(AuditDefect::Changed)),
        ("actor = 'eve'", Some(AuditDefect::Changed)),
        ("subject_id = NULL", Some(AuditDefect::Changed)),
        ("subject = 'eve'", Some(AuditDefect::Changed)),
        ("subject = NULL, subject_id = NULL", Some(AuditDefect::Changed)),
        ("seat = 'elsewhere'", Some(AuditDefect::Changed)),
        ("before_value = after_value", Some(AuditDefect::Changed)),
        ("before_value = NULL", Some(AuditDefect::Changed)),
        ("after_value = ''", Some(AuditDefect::Changed)),
        ("after_value = NULL", Some(AuditDefect::Changed)),
        ("link = zeroblob(32)", Some(AuditDefect::Changed)),
        ("link = NULL", Some(AuditDefect::Unlinked)),
        ("seq = 1000", Some(AuditDefect::Missing)),
    ] {
        let house = lived_in();
        tamper(&house, &format!("UPDATE audit SET {change} WHERE seq = {seq}"));
        let (named, found) = broken(verify(&house));
        assert_eq!(named, seq, "{change}");
        match defect {
            Some(defect) => assert_eq!(found, defect, "{change}"),
            None => assert!(matches!(found, AuditDefect::Unreadable(_)), "{change}: {found:?}"),
        }
    }
}

#[test]
fn rows_that_were_swapped_taken_out_or_put_in_are_named() {
    let house = lived_in();
    let (seq, last) = (full(&house), head(&house).seq);
    assert!(1 < seq && seq + 1 < last);
    let swap = format!(
        "UPDATE audit SET seq = -1 WHERE seq = {seq}; UPDATE audit SET seq = {seq} WHERE seq = {seq} + 1;
         UPDATE audit SET seq = {seq} + 1 WHERE seq = -1"
    );
    let copy = "event, actor_id, actor, subject_id, subject, seat, before_value, after_value, search, link";
    for (change, named, defect) in [
        (format!("PRAGMA ignore_check_constraints = ON; {swap}"), seq, AuditDefect::Changed),
        (format!("DELETE FROM audit WHERE seq = {seq}"), seq, AuditDefect::Missing),
        ("DELETE FROM audit WHERE seq = 1".to_owned(), 1, AuditDefect::Missing),
        // The gap closed again.
        (
            format!("DELETE FROM audit WHERE seq = {seq}; UPDATE audit SET seq = seq - 1 WHERE seq > {seq}"),
            seq,
            AuditDefect::Changed,
        ),
        (
            format!(
                "INSERT INTO audit (seq, at, {copy}) SELECT {last} + 1, at + 1, {copy} FROM audit WHERE seq = {last}"
            ),
            last + 1,
            AuditDefect::Changed,
        ),
        (
            format!(
                "INSERT INTO audit (seq, at, event, actor, seat, search, link)
                 VALUES ({last} + 1, 1, 'authn_login_success', 'eve', 'desk', '', randomblob(32))"
            ),
            last + 1,
            AuditDefect::Changed,
        ),
        ("UPDATE audit SET link = NULL".to_owned(), 1, AuditDefect::Unlinked),
        (
            "UPDATE audit SET link = NULL; DELETE FROM settings WHERE name LIKE 'audit%'".to_owned(),
            1,
            AuditDefect::NoBeginning,
        ),
        ("UPDATE settings SET value = '1000' WHERE name LIKE 'audit%'".to_owned(), 1, AuditDefect::NoBeginning),
    ] {
        let house = lived_in();
        tamper(&house, &change);
        assert_eq!(broken(verify(&house)), (named, defect), "{change}");
    }
}

#[test]
fn an_audit_whose_end_was_cut_off_is_told_by_a_row_that_was_noted() {
    let house = lived_in();
    let noted = head(&house);
    let check = |house: &House, noted| house.auth.operator().verify_audit(Some(noted), &mut |_| {}).unwrap();
    assert!(matches!(check(&house, noted), AuditVerdict::Unbroken { .. }));
    fill(&house, 1);
    assert!(matches!(check(&house, noted), AuditVerdict::Unbroken { .. }), "more has happened");
    let cut = format!("DELETE FROM audit WHERE seq >= {0}; DELETE FROM audit_parties WHERE seq >= {0}", noted.seq);
    tamper(&house, &cut);
    assert!(matches!(verify(&house), AuditVerdict::Unbroken { .. }), "a shorter chain fits");
    assert_eq!(broken(check(&house, noted)), (noted.seq, AuditDefect::CutOff));
    // Grown again, it is another one.
    house.pass(SECOND);
    fill(&house, 3);
    assert_eq!(broken(check(&house, noted)), (noted.seq, AuditDefect::NotAsNoted));
    let words = broken(check(&house, noted)).1.to_string();
    assert_eq!(words, "it is not the row that was noted");
}

#[test]
fn rows_from_before_the_chain_are_counted_and_no_more() {
    let house = lived_in();
    let (file, rows) = (house.store.path().to_owned(), house.trail().len() as u64);
    // The house as the first program would have left it: no links, and nothing that says where they begin.
    tamper(&house, "UPDATE audit SET link = NULL");
    let sealed = house.vault.seal_setting("audit.unchained", &rows.to_string()).unwrap();
    Connection::open(&file)
        .unwrap()
        .execute("UPDATE settings SET value = ? WHERE name = 'audit.unchained'", [sealed])
        .unwrap();
    fill(&house, 1);
    let verdict = verify(&house);
    assert!(
        matches!(verdict, AuditVerdict::Unbroken { unchained, rows: all, .. } if (unchained, all) == (rows, rows + 1))
    );
    tamper_again(&house, &format!("UPDATE audit SET link = NULL WHERE seq = {rows} + 1"));
    assert_eq!(broken(verify(&house)), (rows + 1, AuditDefect::Unlinked));
    tamper_again(&house, &format!("DELETE FROM audit WHERE seq >= {rows}"));
    assert_eq!(broken(verify(&house)), (rows, AuditDefect::CutOff));
    assert!(!house.peek(|tx| tx.audit(&AuditQuery { limit: 9, ..AuditQuery::default() })).rows.is_empty());
}

/// Once more, where nothing is in the way any longer.
fn tamper_again(house: &House, sql: &str) {
    let conn = Connection::open(house.store.path()).unwrap();
    conn.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    conn.execute_batch(sql).unwrap();
}

/// So many rows, as the core writes them.
fn fill(house: &House, count: u64) {
    store::write(house.store.as_ref(), |tx| {
        for _ in 0..count {
            let (last, link) = tx.audit_head()?;
            let row = AuditEntry {
                seq: last + 1,
                at: house.now(),
                event: AuditEvent::LogInFailed,
                actor: Party::nobody(),
                subject: Some(Party { id: None, name: "mira".to_owned() }),
                seat: house.seat.clone(),
                before: None,
                after: None,
            };
            tx.append_audit(&row, house.vault.audit_link(link, &row))?;
        }
        Ok(())
    })
    .unwrap();
}

#[test]
fn many_rows_are_looked_at_in_parts() {
    let house = House::new();
    fill(&house, 2_050);
    let mut parts = Vec::new();
    let verdict = house.auth.operator().verify_audit(None, &mut |count| parts.push(count)).unwrap();
    assert!(matches!(verdict, AuditVerdict::Unbroken { rows: 2_050, .. }));
    assert_eq!(parts, [1_000, 2_000, 2_050]);
    tamper(&house, "UPDATE audit SET event = 'x' WHERE seq = 1777");
    let (seq, defect) = broken(verify(&house));
    assert_eq!(seq, 1_777);
    assert!(matches!(defect, AuditDefect::Unreadable(_)));
}

#[test]
fn the_check_goes_on_in_parts_and_comes_to_the_same() {
    let house = lived_in();
    fill(&house, 12_000);
    let admin = house.log_in("ada").token;
    let in_parts = || {
        let (mut walk, mut done) = (None, Vec::new());
        loop {
            let (progress, of) = house.auth.verify_audit_part(&admin, walk).unwrap();
            match progress {
                AuditProgress::Going(on) => {
                    assert!(on.done() <= of);
                    done.push(on.done());
                    walk = Some(on);
                }
                AuditProgress::Done(verdict) => return (verdict, done),
            }
        }
    };
    let (verdict, done) = in_parts();
    assert_eq!(verdict, verify(&house));
    assert!(done.len() > 1 && done.is_sorted(), "{done:?}");
    tamper(&house, "UPDATE audit SET seat = 'elsewhere' WHERE seq = 11000");
    assert_eq!(in_parts().0, AuditVerdict::Broken { seq: 11_000, defect: AuditDefect::Changed });
    house.post();
    house.member("olga");
    let olga = house.log_in("olga").token;
    assert!(matches!(house.auth.verify_audit_part(&olga, None), Err(CallError::Forbidden)));
}

#[test]
fn a_row_is_told_with_its_link() {
    let house = lived_in();
    let admin = house.log_in("ada").token;
    let row = house.auth.audit_entry(&admin, 3).unwrap();
    let chain = house.peek(|tx| tx.audit_chain(2, 1)).remove(0);
    assert_eq!(row, chain);
    for gone in [0, 1_000_000, u64::MAX] {
        assert!(matches!(house.auth.audit_entry(&admin, gone), Err(CallError::Gone)), "{gone}");
    }
}

#[test]
fn the_audit_is_searched_in_parts_by_an_admin() {
    let house = lived_in();
    let admin = house.log_in("ada").token;
    let now = house.now();
    let ask = |raw: &str, page| {
        let search = AuditSearch::parse(raw, now).unwrap();
        house.auth.audit_part(&admin, &AuditQuery { search, page, limit: 2, ..AuditQuery::default() }).unwrap()
    };
    let first = ask("account:mira", Page::First);
    assert_eq!(first.window.rows[0].event, AuditEvent::LogInFailed);
    assert!(first.counted);
    let words = ask("mira", Page::First);
    assert_eq!((words.window.rows, words.counted), (first.window.rows, false));
    assert_eq!(ask("event:\"set up\"", Page::First).window.rows.len(), 1);
    assert_eq!(ask("event:\"set up\" since:1h until:0h", Page::First).window.rows.len(), 0);
}
