//! A session opens doors while its row lives, and not a moment longer.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use vestibule::auth::act::Act;
use vestibule::auth::challenge::Identifier;
use vestibule::auth::login::{Credentials, LogIn};
use vestibule::auth::policy::Policy;
use vestibule::auth::{Auth, CallError};
use vestibule::domain::{AuditEvent, BootId, Seat, SeatKind};
use vestibule::store::{Result, Store, Tx};

use crate::house::{HOUR, House, MINUTE, PASSWORD, SECOND};

#[test]
fn a_session_ends_when_it_is_idle_and_when_its_day_is_over() {
    let house = House::new();
    house.member("mira");
    let token = house.log_in("mira").token;
    house.pass(15 * MINUTE - SECOND);
    assert!(house.is_signed_in(&token), "used just in time");
    house.pass(15 * MINUTE - SECOND);
    assert!(house.is_signed_in(&token), "and that counted");
    house.pass(15 * MINUTE);
    assert!(!house.is_signed_in(&token), "idle");

    let token = house.log_in("mira").token;
    for _ in 0..47 {
        house.pass(10 * MINUTE);
        assert!(house.is_signed_in(&token));
    }
    house.pass(10 * MINUTE);
    assert!(!house.is_signed_in(&token), "eight hours");
}

#[test]
fn a_session_at_a_kiosk_ends_after_two_idle_minutes() {
    let house = House::new();
    house.member("mira");
    let kiosk = Seat::new("front-desk").of_kind(SeatKind::Kiosk);
    let sign_in = |seat: &Seat| {
        let credentials = Credentials { who: Identifier::parse("mira"), password: PASSWORD.into() };
        match house.auth.log_in(seat, credentials) {
            Ok(LogIn::In(signed_in)) => signed_in.token,
            other => panic!("{other:?}"),
        }
    };
    let (here, elsewhere) = (sign_in(&kiosk), sign_in(&Seat::new("office")));
    for _ in 0..5 {
        house.pass(2 * MINUTE - SECOND);
        assert!(house.is_signed_in(&here), "used just in time");
    }
    house.pass(2 * MINUTE);
    assert!(!house.is_signed_in(&here));
    assert!(house.is_signed_in(&elsewhere));
}

#[test]
fn no_session_outlives_a_restart_of_the_machine() {
    let house = House::new();
    house.member("mira");
    let (token, other) = (house.log_in("mira").token, house.log_in("mira").token);
    assert!(house.next_door().is_signed_in(&token), "another process is no restart");
    let restarted = house.restarted();
    assert!(!restarted.is_signed_in(&token) && !restarted.is_signed_in(&other));
    let fresh = restarted.log_in("mira").token;
    assert_eq!(restarted.auth.sessions(&fresh).unwrap().len(), 1, "those of before are not shown either");
}

#[test]
fn no_schedule_keeps_a_session_alive_beyond_its_limits() {
    // Ten thousand random pauses: alive exactly while no pause reaches the idle time and the day lasts.
    let house = House::new();
    house.member("mira");
    let mut seed = 42_u64;
    let mut random = move |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    for _ in 0..200 {
        let token = house.log_in("mira").token;
        let began = house.now();
        let mut last_noted = began;
        for _ in 0..50 {
            house.pass(u32::try_from(random(20 * 60)).unwrap() * SECOND);
            let (idle, day) = (house.now().since(last_noted), house.now().since(began));
            let alive = house.is_signed_in(&token);
            assert!(!(alive && (idle >= 15 * MINUTE || day >= 8 * HOUR)), "alive after {idle:?} of {day:?}");
            // A use is noted once a minute at most, so the session may end up to a minute early, never late.
            assert!(alive || idle >= 14 * MINUTE || day >= 8 * HOUR, "dead after {idle:?} of {day:?}");
            if !alive {
                break;
            }
            if house.now().since(last_noted) >= MINUTE {
                last_noted = house.now();
            }
        }
    }
}

#[test]
fn reading_does_not_write_each_time() {
    /// Counts the writes.
    struct Counting(Arc<dyn Store>, AtomicUsize);
    impl Store for Counting {
        fn read(&self, f: &mut dyn FnMut(&mut dyn Tx) -> Result<()>) -> Result<()> {
            self.0.read(f)
        }
        fn write(&self, f: &mut dyn FnMut(&mut dyn Tx) -> Result<()>) -> Result<()> {
            self.1.fetch_add(1, Ordering::SeqCst);
            self.0.write(f)
        }
    }
    let house = House::new();
    house.member("mira");
    let token = house.log_in("mira").token;
    let store = Arc::new(Counting(house.store.clone(), 0.into()));
    let entropy = Arc::new(vestibule::vault::OsEntropy);
    let auth = Auth::new(
        store.clone(),
        house.vault.clone(),
        house.clock.clone(),
        entropy,
        Policy::clone(&house.auth.policy()),
        BootId::new("boot"),
    );
    for _ in 0..120 {
        auth.me(&token).unwrap();
        house.pass(SECOND);
    }
    assert_eq!(store.1.load(Ordering::SeqCst), 1, "once after a minute");
}

#[test]
fn one_sees_and_ends_ones_own_sessions_only() {
    let house = House::new();
    house.member("mira");
    house.member("nils");
    let (here, there, other) = (house.log_in("mira").token, house.log_in("mira").token, house.log_in("nils").token);
    let sessions = house.auth.sessions(&here).unwrap();
    assert_eq!((sessions.len(), sessions.iter().filter(|session| session.is_this).count()), (2, 1));
    let away = sessions.iter().find(|session| !session.is_this).unwrap().session.id;
    assert!(matches!(house.auth.revoke_session(&house.seat, &other, away), Err(CallError::Gone)));
    assert!(house.is_signed_in(&there));
    house.auth.revoke_session(&house.seat, &here, away).unwrap();
    assert!(!house.is_signed_in(&there) && house.is_signed_in(&here));
    assert_eq!(house.last_event().event, AuditEvent::SessionRevoked);
    assert!(matches!(house.auth.revoke_session(&house.seat, &here, away), Err(CallError::Gone)), "it is over");
}

#[test]
fn a_suspended_persons_session_is_dead_at_once() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    let token = house.log_in("mira").token;
    house.act(&admin, Act::Suspend, mira.id).unwrap();
    assert!(!house.is_signed_in(&token));
    house.act(&admin, Act::Restore, mira.id).unwrap();
    assert!(!house.is_signed_in(&token), "and stays dead");
    assert!(house.is_signed_in(&house.log_in("mira").token));
}

#[test]
fn the_role_is_read_afresh_by_every_call() {
    let house = House::new();
    let admin = house.admin();
    let nils = house.promote(&admin, "nils");
    let query = vestibule::domain::AccountQuery { limit: 10, ..Default::default() };
    assert!(house.auth.accounts(&nils, &query).is_ok());
    // Past the core, so that the session lives on.
    let account = house.account("nils");
    vestibule::store::write(house.store.as_ref(), |tx| {
        tx.update_account(&vestibule::domain::Account { role: vestibule::domain::Role::User, ..account.clone() })
    })
    .unwrap();
    assert!(matches!(house.auth.accounts(&nils, &query), Err(CallError::Forbidden)));
    let row = house.last_event();
    assert_eq!(
        (row.event, row.after.as_deref(), row.actor.name.as_str()),
        (AuditEvent::Refused, Some("Accounts"), "nils")
    );
}

#[test]
fn a_session_opened_next_door_is_one_session() {
    let house = House::new();
    house.member("mira");
    let token = house.log_in("mira").token;
    let next_door = house.next_door();
    assert!(next_door.is_signed_in(&token));
    next_door.auth.log_out(&next_door.seat, &token).unwrap();
    assert!(!house.is_signed_in(&token));
    house.pass(HOUR);
}
