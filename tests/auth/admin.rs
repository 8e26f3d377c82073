//! What admins do, and the last admin.

use std::sync::Barrier;

use vestibule::auth::CallError;
use vestibule::auth::admin::{CreateError, DeleteError, NewAccount};
use vestibule::auth::challenge::Identifier;
use vestibule::auth::profile::DeleteMeError;
use vestibule::domain::{
    AccountQuery, AuditEvent, AuditQuery, DisplayName, LetterKind, LetterQuery, LetterState, Role, Search, Standing,
    Status,
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

    let closed = house.auth.suspend(&house.seat, &admin, mira.id, mira.version).unwrap();
    assert_eq!(closed.status, Status::Suspended);
    let row = house.last_event();
    assert_eq!(
        (row.event, row.actor.name.as_str(), row.subject.unwrap().id),
        (AuditEvent::Suspended, "ada", Some(mira.id))
    );
    let open = house.auth.restore(&house.seat, &admin, mira.id, closed.version).unwrap();
    assert_eq!(open.status, Status::Active);
    let detail = house.auth.account(&admin, mira.id).unwrap();
    assert_eq!(detail.account, open);
    assert_eq!(detail.recent.first().map(|row| row.event), Some(AuditEvent::Restored));
}

#[test]
fn an_older_version_is_not_written_over_a_newer_one() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    house.auth.suspend(&house.seat, &admin, mira.id, mira.version).unwrap();
    let late = house.auth.set_role(&house.seat, &admin, mira.id, mira.version, Role::Admin);
    assert!(matches!(late, Err(CallError::Stale)));
    assert_eq!(house.account("mira").role, Role::User);
}

#[test]
fn what_is_so_already_is_neither_written_nor_noted() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    let token = house.log_in("mira").token;
    let before = house.trail().len();
    let row = house.auth.set_role(&house.seat, &admin, mira.id, mira.version, Role::User).unwrap();
    assert_eq!((row.version, house.trail().len()), (mira.version, before));
    assert!(house.is_signed_in(&token));
}

#[test]
fn a_change_of_role_ends_the_sessions() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    let token = house.log_in("mira").token;
    house.auth.set_role(&house.seat, &admin, mira.id, mira.version, Role::Admin).unwrap();
    assert!(!house.is_signed_in(&token));
    let row = house.last_event();
    assert_eq!(
        (row.event, row.before.as_deref(), row.after.as_deref()),
        (AuditEvent::RoleChanged, Some("user"), Some("admin"))
    );
}

#[test]
fn the_last_admin_cannot_be_lost() {
    let house = House::new();
    let admin = house.admin();
    let ada = house.account("ada");
    assert!(matches!(house.auth.suspend(&house.seat, &admin, ada.id, ada.version), Err(CallError::Yourself)));
    assert!(matches!(
        house.auth.set_role(&house.seat, &admin, ada.id, ada.version, Role::User),
        Err(CallError::LastAdmin)
    ));
    assert!(matches!(
        house.auth.delete_account(&house.seat, &admin, ada.id, "ada"),
        Err(DeleteError::Call(CallError::Yourself))
    ));
    assert!(matches!(house.auth.delete_me(&house.seat, &admin, "ada"), Err(DeleteMeError::Call(CallError::LastAdmin))));
    // A suspended admin does not count.
    house.promote(&admin, "nils");
    let nils = house.account("nils");
    house.auth.suspend(&house.seat, &admin, nils.id, nils.version).unwrap();
    assert!(matches!(
        house.auth.set_role(&house.seat, &admin, ada.id, ada.version, Role::User),
        Err(CallError::LastAdmin)
    ));
    assert!(house.is_signed_in(&admin));
}

#[test]
fn one_admin_of_two_may_step_down() {
    let house = House::new();
    let admin = house.admin();
    house.promote(&admin, "nils");
    let ada = house.account("ada");
    house.auth.set_role(&house.seat, &admin, ada.id, ada.version, Role::User).unwrap();
    assert!(!house.is_signed_in(&admin));
}

/// Two admins try to get rid of each other, or of themselves, at the same moment.
#[test]
fn two_racing_admins_leave_one() {
    for act in ["suspend", "demote", "delete", "demote self", "delete self"] {
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
                    let (auth, seat) = (&door.auth, &door.seat);
                    let _ = match act {
                        "suspend" => auth.suspend(seat, token, you.id, you.version).is_ok(),
                        "demote" => auth.set_role(seat, token, you.id, you.version, Role::User).is_ok(),
                        "delete" => auth.delete_account(seat, token, you.id, you.username.as_str()).is_ok(),
                        "demote self" => auth.set_role(seat, token, me.id, me.version, Role::User).is_ok(),
                        _ => auth.delete_me(seat, token, me.username.as_str()).is_ok(),
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
fn a_reset_is_sent_where_the_address_is_known_to_be_right() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    let send = |id| house.auth.send_reset(&house.seat, &admin, id);
    let letter = send(mira.id).unwrap();
    assert!(house.auth.mail_stage(letter).is_ok());
    house.letter(LetterKind::ResetPassword, "mira@example.org");

    let olga = house.create(&admin, "olga");
    house.post();
    send(olga.id).unwrap();
    house.letter(LetterKind::Activate, "olga@example.org");

    let row = house.auth.suspend(&house.seat, &admin, mira.id, mira.version).unwrap();
    assert!(matches!(send(mira.id), Err(CallError::Closed(Standing::Suspended))));
    house.auth.restore(&house.seat, &admin, mira.id, row.version).unwrap();

    let unproved = House::new();
    let token = unproved.set_up().token;
    let ada = unproved.account("ada");
    assert!(matches!(unproved.auth.send_reset(&unproved.seat, &token, ada.id), Err(CallError::Unproved)));
}

#[test]
fn an_account_is_deleted_by_typing_its_name_and_its_audit_stays_readable() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    let delete = |typed: &str| house.auth.delete_account(&house.seat, &admin, mira.id, typed);
    assert!(matches!(delete("mirra"), Err(DeleteError::WrongName)));
    delete("mira").unwrap();
    house.letter(LetterKind::AccountDeleted, "mira@example.org");
    assert!(matches!(delete("mira"), Err(DeleteError::Call(CallError::Gone))));
    let query = AuditQuery { account: Some(mira.id), limit: 100, ..AuditQuery::default() };
    let rows = house.auth.audit(&admin, &query).unwrap().rows;
    assert!(rows.len() >= 2 && rows.iter().all(|row| row.subject.as_ref().unwrap().name == "mira"));
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
