//! Accounts: who is unique, what a version guards, what goes with an account.

use super::people::{People, address, minute, name};
use crate::domain::{
    Account, AccountId, DisplayName, LetterKind, LetterState, PasswordHash, Purpose, Role, Seat, StaffNote, Status,
    Subject, Validity,
};
use crate::store::{Store, StoreError, read, write};

super::cases![
    an_account_comes_back_as_it_was,
    a_name_is_taken_by_its_look_alikes,
    an_address_is_taken_whatever_its_case,
    a_change_raises_the_version,
    an_older_version_is_refused,
    of_two_changes_of_one_version_one_is_refused,
    a_change_runs_into_others_names_and_addresses,
    signing_in_is_no_change,
    admins_that_may_act_are_counted,
    a_deleted_account_takes_its_sessions_and_codes_along,
    a_letter_about_the_deletion_still_goes_out,
];

fn an_account_comes_back_as_it_was(store: &dyn Store) {
    let people = People::new();
    let full = Account {
        username: name("Müller"),
        email: address("Mira.K@Example.org"),
        display_name: DisplayName::parse("Zoë 'Z' \"佐藤\" 💧 %_\\").unwrap(),
        role: Role::Admin,
        status: Status::Suspended,
        must_change: true,
        password_short: true,
        last_login_at: Some(minute(7)),
        last_seat: None,
        version: 41,
        ..people.account("placeholder")
    };
    let bare = Account { verified_at: None, password: None, ..people.account("bare") };
    write(store, |tx| {
        tx.insert_account(&full)?;
        tx.insert_account(&bare)
    })
    .unwrap();
    read(store, |tx| {
        assert_eq!(tx.account(full.id)?.as_ref(), Some(&full));
        assert_eq!(tx.account(bare.id)?.as_ref(), Some(&bare));
        assert_eq!(tx.account_by_username(&name("MÜLLER"))?.as_ref(), Some(&full));
        assert_eq!(tx.account_by_email(&address("mira.k@EXAMPLE.org"))?.as_ref(), Some(&full));
        assert_eq!(tx.account_by_username(&name("muller"))?, None);
        assert_eq!(tx.account_by_email(&address("mira@example.org"))?, None);
        assert_eq!(tx.account(AccountId::new(minute(1), &people.entropy))?, None);
        assert_eq!(tx.account_count()?, 2);
        Ok(())
    })
    .unwrap();
}

fn a_name_is_taken_by_its_look_alikes(store: &dyn Store) {
    let people = People::new();
    people.stored(store, "scope");
    // All Cyrillic.
    let twin =
        Account { username: name("ѕсоре"), email: address("twin@example.org"), ..people.account("placeholder") };
    write(store, |tx| {
        assert!(tx.username_taken(&name("scope"))?);
        assert!(tx.username_taken(&name("SCOPE"))?);
        assert!(tx.username_taken(&twin.username)?);
        assert!(!tx.username_taken(&name("scopes"))?);
        assert!(matches!(tx.insert_account(&twin), Err(StoreError::UsernameTaken)));
        assert_eq!(tx.account_by_username(&twin.username)?, None, "a look-alike signs nobody in");
        Ok(())
    })
    .unwrap();
}

fn an_address_is_taken_whatever_its_case(store: &dyn Store) {
    let people = People::new();
    people.stored(store, "mira");
    let other = Account { email: address("MIRA@example.org"), ..people.account("another") };
    assert!(matches!(write(store, |tx| tx.insert_account(&other)), Err(StoreError::EmailTaken)));
}

fn a_change_raises_the_version(store: &dyn Store) {
    let people = People::new();
    let before = people.stored(store, "mira");
    let changed = Account {
        username: name("mira_k"),
        email: address("new@example.org"),
        display_name: DisplayName::parse("Mira K.").unwrap(),
        role: Role::Admin,
        status: Status::Suspended,
        validity: Validity::default(),
        trashed_at: None,
        note: StaffNote::default(),
        verified_at: None,
        password: Some(PasswordHash::new("v1:test:other".to_owned())),
        must_change: true,
        password_short: true,
        updated_at: minute(9),
        ..before.clone()
    };
    write(store, |tx| tx.update_account(&changed)).unwrap();
    let after = read(store, |tx| tx.account(before.id)).unwrap().unwrap();
    assert_eq!(after, Account { version: before.version + 1, ..changed });
    assert!(!read(store, |tx| tx.username_taken(&name("mira"))).unwrap(), "the old name is free");
}

fn an_older_version_is_refused(store: &dyn Store) {
    let people = People::new();
    let account = people.stored(store, "mira");
    write(store, |tx| tx.update_account(&account)).unwrap();
    assert!(matches!(write(store, |tx| tx.update_account(&account)), Err(StoreError::Stale)));
    let ahead = Account { version: 7, ..account };
    assert!(matches!(write(store, |tx| tx.update_account(&ahead)), Err(StoreError::Stale)));
    let gone = people.account("ada");
    assert!(matches!(write(store, |tx| tx.update_account(&gone)), Err(StoreError::Stale)));
}

fn of_two_changes_of_one_version_one_is_refused(store: &dyn Store) {
    let people = People::new();
    let account = people.stored(store, "mira");
    let done = std::thread::scope(|scope| {
        let racers: Vec<_> = (0..4).map(|_| scope.spawn(|| write(store, |tx| tx.update_account(&account)))).collect();
        racers.into_iter().map(|racer| racer.join().unwrap()).filter(Result::is_ok).count()
    });
    assert_eq!(done, 1);
    assert_eq!(read(store, |tx| tx.account(account.id)).unwrap().unwrap().version, 1);
}

fn a_change_runs_into_others_names_and_addresses(store: &dyn Store) {
    let people = People::new();
    people.stored(store, "mira");
    let ada = people.stored(store, "ada");
    let renamed = Account { username: name("mira"), ..ada.clone() };
    assert!(matches!(write(store, |tx| tx.update_account(&renamed)), Err(StoreError::UsernameTaken)));
    let moved = Account { email: address("Mira@example.org"), ..ada.clone() };
    assert!(matches!(write(store, |tx| tx.update_account(&moved)), Err(StoreError::EmailTaken)));
    // Its own name and address are no obstacle.
    let respelled = Account { email: address("ADA@example.org"), ..ada };
    write(store, |tx| tx.update_account(&respelled)).unwrap();
}

fn signing_in_is_no_change(store: &dyn Store) {
    let people = People::new();
    let account = people.stored(store, "mira");
    write(store, |tx| tx.touch_login(account.id, minute(3), &Seat::new("lab2"))).unwrap();
    // Somebody who read the account before may still change it, and the sign-in is not lost by that.
    write(store, |tx| tx.update_account(&account)).unwrap();
    let after = read(store, |tx| tx.account(account.id)).unwrap().unwrap();
    assert_eq!((after.last_login_at, after.version), (Some(minute(3)), 1));
}

fn admins_that_may_act_are_counted(store: &dyn Store) {
    let people = People::new();
    for (username, role, status) in [
        ("one", Role::Admin, Status::Active),
        ("two", Role::Admin, Status::Active),
        ("three", Role::Admin, Status::Suspended),
        ("four", Role::User, Status::Active),
    ] {
        let account = Account { role, status, ..people.account(username) };
        write(store, |tx| tx.insert_account(&account)).unwrap();
    }
    assert_eq!(read(store, |tx| tx.active_admins()).unwrap(), 2);
}

fn a_deleted_account_takes_its_sessions_and_codes_along(store: &dyn Store) {
    let people = People::new();
    let gone = people.stored(store, "mira");
    let stays = people.stored(store, "ada");
    let session = people.session(gone.id);
    let other_session = people.session(stays.id);
    write(store, |tx| {
        tx.insert_session(&session)?;
        tx.insert_session(&other_session)
    })
    .unwrap();
    let challenge = people.sent(store, Purpose::Reset, Subject::Account(gone.id), "mira@example.org");
    let other = people.sent(store, Purpose::Reset, Subject::Account(stays.id), "ada@example.org");

    assert!(write(store, |tx| tx.delete_account(gone.id)).unwrap());
    assert!(!write(store, |tx| tx.delete_account(gone.id)).unwrap());
    read(store, |tx| {
        assert_eq!((tx.account(gone.id)?, tx.session(session.id)?, tx.challenge(challenge.id)?), (None, None, None));
        assert_eq!(tx.letter(challenge.letter)?.unwrap().state, LetterState::Dropped);
        assert!(tx.account(stays.id)?.is_some() && tx.session(other_session.id)?.is_some());
        assert_eq!(tx.challenge(other.id)?.unwrap().used_at, None);
        assert_eq!(tx.letter(other.letter)?.unwrap().state, LetterState::Queued);
        assert_eq!(tx.account_count()?, 1);
        assert!(!tx.username_taken(&gone.username)?);
        Ok(())
    })
    .unwrap();
    people.stored(store, "mira");
}

fn a_letter_about_the_deletion_still_goes_out(store: &dyn Store) {
    let people = People::new();
    let account = people.stored(store, "mira");
    let notice = |kind| crate::domain::Letter { kind, account: Some(account.id), ..people.letter(&account.email) };
    let (before, after) = (notice(LetterKind::PasswordChanged), notice(LetterKind::AccountDeleted));
    write(store, |tx| {
        tx.enqueue_letter(&before)?;
        tx.delete_account(account.id)?;
        tx.enqueue_letter(&after)
    })
    .unwrap();
    let claimed = write(store, |tx| tx.claim_letters("worker", minute(1), minute(2), 10)).unwrap();
    assert_eq!(claimed.len(), 2);
    assert!(claimed.iter().all(|letter| letter.account == Some(account.id) && letter.sealed_args == b"sealed"));
}
