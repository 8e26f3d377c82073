//! The core's part: which rows become accounts.

use vestibule::auth::audit::{AuditDefect, AuditVerdict};
use vestibule::auth::challenge::Identifier;
use vestibule::auth::import::{Admins, ImportError, Imported, NewImport, Origin, RowError};
use vestibule::domain::{AuditEvent, AuditQuery, DisplayName, Party, Role, StaffNote, Status, Timestamp, Validity};

use crate::house::{HOUR, House, address};

pub fn row(username: &str) -> NewImport {
    NewImport {
        username: username.parse().unwrap(),
        email: address(username).parse().unwrap(),
        display_name: DisplayName::default(),
        role: Role::User,
        status: Status::Active,
        verified_at: None,
        created_at: None,
        must_change: false,
        validity: Validity::default(),
        note: StaffNote::default(),
        password: None,
    }
}

pub fn origin() -> Origin {
    Origin::new("old.csv")
}

fn import(house: &House, rows: &[NewImport]) -> Vec<Result<Imported, RowError>> {
    house.auth.operator().import(&house.seat, Admins::Refused, &origin(), rows).unwrap()
}

#[test]
fn a_row_becomes_an_account_and_a_row_of_the_audit() {
    let house = House::new();
    house.admin();
    let long_ago = Timestamp::from_millis(1_500_000_000_000);
    let new = NewImport {
        display_name: DisplayName::parse("Mira K.").unwrap(),
        status: Status::Suspended,
        must_change: true,
        verified_at: Some(long_ago),
        created_at: Some(long_ago),
        ..row("mira")
    };
    assert_eq!(import(&house, &[new]), [Ok(Imported::Made)]);
    let account = house.account("mira");
    assert_eq!(
        (account.display_name.as_str(), account.status, account.verified_at, account.created_at, account.updated_at),
        ("Mira K.", Status::Suspended, Some(long_ago), long_ago, house.now())
    );
    assert!(account.must_change);
    assert_eq!((account.password, account.password_short, account.last_login_at), (None, false, None));
    let event = house.last_event();
    assert_eq!((event.event, event.actor), (AuditEvent::Imported, Party::operator()));
    assert_eq!(event.subject, Some(Party { id: Some(account.id), name: "mira".to_owned() }));
    assert!(house.post().is_empty(), "no letter is written");
}

#[test]
fn one_row_tells_of_all_and_each_finds_it_under_its_own_name() {
    let house = House::new();
    house.admin();
    let rows: Vec<_> = (0..500).map(|number| row(&format!("user{number}"))).collect();
    import(&house, &rows);
    let entry = house.last_event();
    assert_eq!((entry.event, entry.subject.clone()), (AuditEvent::Imported, None));
    assert!(entry.after.as_deref().unwrap().starts_with("500 accounts from old.csv · "));
    for name in ["user0", "user321", "user499"] {
        let account = Some(house.account(name).id);
        let query = AuditQuery { account, limit: 10, ..AuditQuery::default() };
        assert_eq!(house.auth.operator().audit(&query).unwrap().rows, std::slice::from_ref(&entry), "{name}");
        let detail = house.auth.operator().find(&Identifier::parse(name)).unwrap();
        assert_eq!(detail.recent, std::slice::from_ref(&entry), "{name}");
    }
}

#[test]
fn the_chain_covers_whom_an_import_brought_in() {
    let imported = || {
        let house = House::new();
        let admin = house.admin();
        import(&house, &[row("mira"), row("bob"), row("eve")]);
        house.auth.import(&house.seat, &admin, Admins::Refused, &origin(), &[row("zoe"), row("kim")]).unwrap();
        house
    };
    let verify = |house: &House| house.auth.operator().verify_audit(None, &mut |_| {}).unwrap();
    assert!(matches!(verify(&imported()), AuditVerdict::Unbroken { .. }));
    for sql in [
        "DELETE FROM audit_parties WHERE account = (SELECT id FROM accounts WHERE username = 'bob')",
        "INSERT INTO audit_parties SELECT zeroblob(16), max(seq) FROM audit",
        "UPDATE audit_parties SET account = randomblob(16) WHERE account = (SELECT id FROM accounts WHERE username = 'zoe')",
        "UPDATE audit_parties SET seq = (SELECT max(seq) FROM audit) WHERE account = \
         (SELECT id FROM accounts WHERE username = 'eve')",
    ] {
        let house = imported();
        let conn = rusqlite::Connection::open(house.store.path()).unwrap();
        conn.execute_batch(
            "DROP TRIGGER audit_parties_are_never_changed; DROP TRIGGER audit_parties_are_never_shortened",
        )
        .unwrap();
        conn.execute_batch(sql).unwrap();
        assert!(
            matches!(verify(&house), AuditVerdict::Broken { defect: AuditDefect::Parties, .. }),
            "{sql}: {:?}",
            verify(&house)
        );
    }
}

#[test]
fn the_same_row_again_changes_nothing() {
    let house = House::new();
    house.admin();
    import(&house, &[row("mira")]);
    let (before, events) = (house.account("mira"), house.trail().len());
    house.pass(HOUR);
    let other = NewImport { display_name: DisplayName::parse("Other").unwrap(), role: Role::Admin, ..row("mira") };
    assert_eq!(import(&house, &[row("mira"), other]), [Ok(Imported::AlreadyThere); 2]);
    assert_eq!((house.account("mira"), house.trail().len()), (before, events));
}

#[test]
fn a_refused_row_harms_no_neighbour() {
    let house = House::new();
    house.admin();
    import(&house, &[row("scope")]);
    let rows = [
        row("first"),
        NewImport { email: address("elsewhere").parse().unwrap(), ..row("scope") },
        // All Cyrillic.
        NewImport { username: "ѕсоре".parse().unwrap(), ..row("other") },
        NewImport { email: "SCOPE@example.org".parse().unwrap(), ..row("scope2") },
        NewImport { role: Role::Admin, ..row("boss") },
        NewImport { created_at: Some(house.now().plus(HOUR)), ..row("future") },
        NewImport { verified_at: Some(Timestamp::from_millis(-1)), ..row("past") },
        NewImport { email: address("first").parse().unwrap(), ..row("second") },
        row("first"),
        row("last"),
    ];
    let expected = [
        Ok(Imported::Made),
        Err(RowError::UsernameTaken),
        Err(RowError::LooksTaken),
        Err(RowError::EmailTaken),
        Err(RowError::Staff),
        Err(RowError::Moment("created_at")),
        Err(RowError::Moment("verified_at")),
        Err(RowError::EmailTaken),
        Ok(Imported::AlreadyThere),
        Ok(Imported::Made),
    ];
    // A preview looks at each row alone.
    let mut alone = expected;
    (alone[7], alone[8]) = (Ok(Imported::Made), Ok(Imported::Made));
    let before = house.trail().len();
    assert_eq!(house.auth.operator().preview_import(Admins::Refused, &rows).unwrap(), alone);
    assert_eq!(house.trail().len(), before, "a preview writes nothing");
    assert_eq!(import(&house, &rows), expected);
    assert_eq!(house.count(AuditEvent::Imported), 2, "one row for all of a transaction");
    assert!(house.find("boss").is_none());
    let admins = house.auth.operator().import(&house.seat, Admins::Allowed, &origin(), &rows[4..5]).unwrap();
    assert_eq!((admins[0], house.account("boss").role), (Ok(Imported::Made), Role::Admin));
}

#[test]
fn nothing_is_imported_before_there_is_an_admin() {
    let house = House::new();
    let answer = house.auth.operator().import(&house.seat, Admins::Allowed, &origin(), &[row("mira")]);
    assert!(matches!(answer, Err(ImportError::NotSetUp)));
    assert!(house.auth.needs_set_up().unwrap(), "set-up is still open");
}
