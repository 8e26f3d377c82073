//! A database that an older program wrote, brought up to date.

use std::path::{Path, PathBuf};

use vestibule::domain::{
    AuditEntry, AuditEvent, AuditLink, AuditQuery, KeyUse, LetterQuery, Party, Role, Seat, StoredKey, Timestamp, Total,
};
use vestibule::store::sqlite::SqliteStore;
use vestibule::store::{read, write};

use super::{Chance, NOW, join};

/// As the first program left it: two accounts, a session, letters, keys, and an audit that has no chain.
const FILLED: &str = "
    INSERT INTO accounts (id, username, username_skeleton, email, email_key, display_name, display_key, search, role,
        status, verified_at, password, created_at, updated_at, last_login_at, version)
    VALUES (x'00000000000000000000000000000001', 'ada', 'ada', 'Ada@example.org', 'ada@example.org', 'Ada P.', 'ada p.', 'ada', 'admin',
            'active', 5, 'v1:x:hash', 1, 2, 3, 4),
           (x'00000000000000000000000000000002', 'mira', 'mira', 'mira@example.org', 'mira@example.org', '', '', 'mira', 'user',
            'active', NULL, NULL, 1, 1, NULL, 0);
    INSERT INTO sessions (id, account, seat, created_at, last_seen_at, idle_ends_at, ends_at)
    VALUES (x'00000000000000000000000000000003', x'00000000000000000000000000000001', 'desk', 10, 20, 2000000000000, 2000000000000);
    INSERT INTO outbox (id, kind, address, created_at, send_after, state, tries, search, sealed_args)
    VALUES (x'00000000000000000000000000000004', 'verify_sign_up', 'noor@example.org', 1, 1, 'queued', 0, 'noor', x'0102');
    INSERT INTO audit (at, event, actor_id, actor, seat, search)
    VALUES (7, 'sys_setup', x'00000000000000000000000000000001', 'ada', 'console', 'ada'), (8, 'authn_login_success', NULL, 'ada', 'desk', 'ada');
    INSERT INTO audit_parties (account, seq) VALUES (x'00000000000000000000000000000001', 1);
    INSERT INTO signing_keys (kid, sealed, created_at, retired_at) VALUES ('old', x'AA', 5, 9), ('new', x'BB', 9, NULL);
    INSERT INTO settings VALUES ('instance', 'here');
";

fn id(last: u8) -> [u8; 16] {
    let mut id = [0; 16];
    id[15] = last;
    id
}

fn old(place: &Path) -> PathBuf {
    let file = place.join("vestibule.db");
    let conn = rusqlite::Connection::open(&file).unwrap();
    conn.execute_batch("PRAGMA application_id = 0x56535442; PRAGMA journal_mode = WAL").unwrap();
    conn.execute_batch(include_str!("../../assets/migrations/0001_the_desk.sql")).unwrap();
    conn.pragma_update(None, "user_version", 1).unwrap();
    conn.execute_batch(FILLED).unwrap();
    file
}

#[test]
fn a_database_of_an_older_program_keeps_all_that_was_in_it() {
    let place = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&old(place.path())).unwrap();
    read(&store, |tx| {
        let ada = tx.account_by_username(&"ada".parse().unwrap())?.unwrap();
        assert_eq!((ada.id.as_bytes(), ada.role, ada.version), (&id(1), Role::Admin, 4));
        assert_eq!((ada.email.as_str(), ada.display_name.as_str()), ("Ada@example.org", "Ada P."));
        assert!(ada.password.is_some() && !ada.must_change && !ada.password_short);
        let mira = tx.account_by_email(&"mira@example.org".parse().unwrap())?.unwrap();
        assert!(mira.password.is_none() && !mira.must_change && tx.totp(mira.id)?.is_none());
        assert_eq!((tx.account_count()?, tx.active_admins()?, tx.hashes_beginning("v1:x:")?), (2, 1, 1));

        // It is there, and over: no start of the machine is called nothing.
        let session = tx.session(vestibule::domain::SessionId::from_bytes(id(3)))?.unwrap();
        assert_eq!((session.account, session.boot.as_str(), session.idle.as_secs()), (ada.id, "", 15 * 60));
        assert_eq!((session.proved_at, session.last_seen_at), (Timestamp::from_millis(0), Timestamp::from_millis(20)));

        let letters = tx.letters(&LetterQuery { limit: 9, ..LetterQuery::default() })?;
        assert_eq!((letters.rows.len(), letters.total), (1, Total::Exactly(1)));
        assert_eq!(tx.sealed_letters()?, [(letters.rows[0].id, vec![1, 2])]);

        let key = |name: &str, byte, created, retired: Option<i64>| StoredKey {
            purpose: KeyUse::Signing,
            name: name.to_owned(),
            sealed: vec![byte],
            created_at: Timestamp::from_millis(created),
            retired_at: retired.map(Timestamp::from_millis),
        };
        assert_eq!(tx.key_ring()?.keys, [key("new", 0xBB, 9, None), key("old", 0xAA, 5, Some(9))]);
        assert_eq!(tx.setting("instance")?.as_deref(), Some("here"));
        Ok(())
    })
    .unwrap();
    drop(store);
    let conn = rusqlite::Connection::open(place.path().join("vestibule.db")).unwrap();
    let sound: String = conn.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
}

#[test]
fn the_chain_of_an_older_audit_begins_after_it() {
    let place = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&old(place.path())).unwrap();
    let link = AuditLink::new([9; 32]);
    let before = read(&store, |tx| tx.audit_head()).unwrap();
    assert_eq!(before, (2, AuditLink::START));
    let entry = AuditEntry {
        seq: 3,
        at: NOW,
        event: AuditEvent::LoggedOut,
        actor: Party::operator(),
        subject: None,
        seat: Seat::new("desk"),
        before: None,
        after: None,
    };
    write(&store, |tx| tx.append_audit(&entry, link)).unwrap();
    let chain = read(&store, |tx| tx.audit_chain(0, 9)).unwrap();
    let links: Vec<_> = chain.iter().map(|row| (row.entry.seq, row.link)).collect();
    assert_eq!(links, [(1, None), (2, None), (3, Some(link))]);
    assert_eq!((chain[0].entry.event, chain[0].entry.actor.id.unwrap().as_bytes()), (AuditEvent::SetUp, &id(1)));
    assert_eq!(chain[2].entry, entry);
    let of_ada = AuditQuery { account: chain[0].entry.actor.id, limit: 9, ..AuditQuery::default() };
    assert_eq!(read(&store, |tx| tx.audit(&of_ada)).unwrap().rows, [chain[0].entry.clone()]);
}

#[test]
fn an_older_database_is_used_like_a_new_one() {
    let place = tempfile::tempdir().unwrap();
    let file = old(place.path());
    let key = StoredKey {
        purpose: KeyUse::Pepper,
        name: "new".to_owned(),
        sealed: vec![1],
        created_at: NOW,
        retired_at: None,
    };
    for round in 0..2 {
        let store = SqliteStore::open(&file).unwrap();
        join(&store, &format!("latecomer-{round}"), &Chance::new(round)).unwrap();
        if round == 0 {
            let before = read(&store, |tx| tx.key_generation()).unwrap();
            write(&store, |tx| tx.insert_key(&key)).unwrap();
            assert!(read(&store, |tx| tx.key_generation()).unwrap() > before);
        }
    }
    let store = SqliteStore::open(&file).unwrap();
    assert_eq!(read(&store, |tx| tx.account_count()).unwrap(), 4);
    assert_eq!(read(&store, |tx| Ok(tx.audit_head()?.0)).unwrap(), 4);
}
