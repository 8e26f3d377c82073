//! The core's part: which rows become accounts.

use vestibule::auth::import::{Admins, ImportError, Imported, NewImport, RowError};
use vestibule::domain::{AuditEvent, DisplayName, Party, Role, Status, Timestamp};

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
        password: None,
    }
}

fn import(house: &House, rows: &[NewImport]) -> Vec<Result<Imported, RowError>> {
    house.auth.operator().import(&house.seat, Admins::Refused, rows).unwrap()
}

#[test]
fn a_row_becomes_an_account_and_a_row_of_the_audit() {
    let house = House::new();
    house.admin();
    let long_ago = Timestamp::from_millis(1_500_000_000_000);
    let new = NewImport {
        display_name: DisplayName::parse("Mira K.").unwrap(),
        status: Status::Suspended,
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
    assert_eq!((account.password, account.password_short, account.last_login_at), (None, false, None));
    let event = house.last_event();
    assert_eq!((event.event, event.actor), (AuditEvent::Imported, Party::operator()));
    assert_eq!(event.subject, Some(Party { id: Some(account.id), name: "mira".to_owned() }));
    assert!(house.post().is_empty(), "no letter is written");
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
        Err(RowError::Admin),
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
    assert_eq!(house.count(AuditEvent::Imported), 3);
    assert!(house.find("boss").is_none());
    let admins = house.auth.operator().import(&house.seat, Admins::Allowed, &rows[4..5]).unwrap();
    assert_eq!((admins[0], house.account("boss").role), (Ok(Imported::Made), Role::Admin));
}

#[test]
fn nothing_is_imported_before_there_is_an_admin() {
    let house = House::new();
    let answer = house.auth.operator().import(&house.seat, Admins::Allowed, &[row("mira")]);
    assert!(matches!(answer, Err(ImportError::NotSetUp)));
    assert!(house.auth.needs_set_up().unwrap(), "set-up is still open");
}
