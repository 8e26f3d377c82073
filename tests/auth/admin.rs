//! What admins do, and the last admin.

use std::sync::Barrier;

use vestibule::auth::CallError;
use vestibule::auth::act::{Act, ActRefusal};
use vestibule::auth::admin::{CreateError, NewAccount};
use vestibule::auth::challenge::Identifier;
use vestibule::auth::profile::DeleteMeError;
use vestibule::domain::{
    AccountQuery, AuditEvent, AuditQuery, DisplayName, LetterKind, LetterQuery, LetterState, Role, Search, Status,
};
use vestibule::store::{self, Outcome};

use crate::house::{HOUR, House, SECOND};

#[test]
fn an_admin_finds_closes_and_opens_an_account() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    let query =
        AccountQuery { search: Search::parse("mir", house.now()).unwrap(), limit: 10, ..AccountQuery::default() };
    let found = house.auth.accounts(&admin, &query).unwrap();
    assert_eq!(found.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [mira.id]);

    house.act(&admin, Act::Suspend, mira.id).unwrap();
    assert_eq!(house.account("mira").status, Status::Suspended);
    let row = house.last_event();
    assert_eq!(
        (row.event, row.actor.name.as_str(), row.subject.unwrap().id),
        (AuditEvent::Suspended, "ada", Some(mira.id))
    );
    house.act(&admin, Act::Restore, mira.id).unwrap();
    let detail = house.auth.account(&admin, mira.id).unwrap();
    assert_eq!(detail.account.status, Status::Active);
    assert_eq!(detail.recent.first().map(|row| row.event), Some(AuditEvent::Restored));
}

#[test]
fn the_last_admin_cannot_be_lost() {
    let house = House::new();
    let admin = house.admin();
    let ada = house.account("ada");
    for act in [Act::Suspend, Act::SetRole(Role::User), Act::Trash, Act::Delete] {
        assert_eq!(house.act(&admin, act, ada.id), Err(ActRefusal::Yourself));
    }
    assert!(matches!(house.auth.delete_me(&house.seat, &admin, "ada"), Err(DeleteMeError::Call(CallError::LastAdmin))));
    // A suspended admin does not count.
    house.promote(&admin, "nils");
    house.act(&admin, Act::Suspend, house.account("nils").id).unwrap();
    assert!(matches!(house.auth.delete_me(&house.seat, &admin, "ada"), Err(DeleteMeError::Call(CallError::LastAdmin))));
    assert!(house.is_signed_in(&admin));
}

#[test]
fn what_is_told_of_a_deleted_account_stays_readable() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    house.act(&admin, Act::Delete, mira.id).unwrap();
    let query = AuditQuery { account: Some(mira.id), limit: 100, ..AuditQuery::default() };
    let rows = house.auth.audit(&admin, &query).unwrap().rows;
    assert!(rows.len() >= 2 && rows.iter().all(|row| row.subject.as_ref().unwrap().name == "mira"));
}

/// Two admins try to get rid of each other, or of their own accounts, at the same moment.
#[test]
fn two_racing_admins_leave_one() {
    for act in ["suspend", "demote", "delete", "delete self"] {
        let house = House::new();
        let ada = house.admin();
        let nils = house.promote(&ada, "nils");
        let accounts = [house.account("ada"), house.account("nils")];
        let doors = [house.next_door(), house.next_door()];
        let barrier = Barrier::new(2);
        std::thread::scope(|scope| {
            for (at, token) in [&ada, &nils].into_iter().enumerate() {
                let (door, barrier) = (&doors[at], &barrier);
                let (me, you) = (&accounts[at], &accounts[1 - at]);
                scope.spawn(move || {
                    barrier.wait();
                    let _ = match act {
                        "suspend" => door.try_act(token, Act::Suspend, you.id).is_ok(),
                        "demote" => door.try_act(token, Act::SetRole(Role::User), you.id).is_ok(),
                        "delete" => door.try_act(token, Act::Delete, you.id).is_ok(),
                        _ => door.auth.delete_me(&door.seat, token, me.username.as_str()).is_ok(),
                    };
                });
            }
        });
        assert_eq!(house.peek(|tx| tx.active_admins()), 1, "{act}");
    }
}

#[test]
fn an_account_is_made_without_a_password_and_its_owner_is_written_to() {
    let house = House::new();
    let admin = house.admin();
    let row = house.create(&admin, "olga");
    assert_eq!((row.verified_at, row.role), (None, Role::User));
    assert!(house.account("olga").password.is_none());
    house.letter(LetterKind::Activate, "olga@example.org");
    let new = |name: &str, email: &str| NewAccount {
        username: name.parse().unwrap(),
        email: email.parse().unwrap(),
        display_name: DisplayName::default(),
        role: Role::User,
    };
    let make = |new| house.auth.create_account(&house.seat, &admin, new);
    assert!(matches!(make(new("Olga", "other@example.org")), Err(CreateError::UsernameTaken)));
    assert!(matches!(make(new("other", "OLGA@example.org")), Err(CreateError::EmailTaken)));
    assert!(house.post().is_empty());
}

#[test]
fn a_failed_letter_goes_back_into_the_queue_once() {
    let house = House::new();
    let admin = house.admin();
    // Letters of one millisecond are listed in no order.
    house.pass(SECOND);
    house.sign_up("mira");
    let now = house.now();
    let id = store::write(house.store.as_ref(), |tx| {
        let letter = tx.claim_letters("w", now, now.plus(HOUR), 1)?.remove(0);
        tx.settle_letter(letter.id, "w", &Outcome::Failed { error: "no".to_owned() })?;
        Ok(letter.id)
    })
    .unwrap();
    let row = house.auth.retry_letter(&house.seat, &admin, id).unwrap();
    assert_eq!(row.state, LetterState::Queued);
    assert_eq!(house.last_event().event, AuditEvent::LetterRetried);
    assert!(matches!(house.auth.retry_letter(&house.seat, &admin, id), Err(CallError::Gone)));
    let query = LetterQuery { limit: 10, ..LetterQuery::default() };
    assert_eq!(house.auth.letters(&admin, &query).unwrap().rows.first().map(|row| row.id), Some(id));
}

#[test]
fn a_local_command_sees_what_an_admin_sees() {
    let house = House::new();
    let admin = house.admin();
    house.member("mira");
    let operator = house.auth.operator();
    let accounts = AccountQuery { limit: 10, ..AccountQuery::default() };
    assert_eq!(operator.accounts(&accounts).unwrap(), house.auth.accounts(&admin, &accounts).unwrap());
    let audit = AuditQuery { limit: 10, ..AuditQuery::default() };
    assert_eq!(operator.audit(&audit).unwrap(), house.auth.audit(&admin, &audit).unwrap());
    let letters = LetterQuery { limit: 10, ..LetterQuery::default() };
    assert_eq!(operator.letters(&letters).unwrap(), house.auth.letters(&admin, &letters).unwrap());
    for name in ["mira", "MIRA@example.org"] {
        assert_eq!(operator.find(&Identifier::parse(name)).unwrap().account.username, "mira");
    }
    assert!(matches!(operator.find(&Identifier::parse("otto")), Err(CallError::Gone)));
}
