//! Sessions: live while used, over when ended, and never again.

use std::time::Duration;

use super::people::{People, minute};
use crate::domain::{BootId, Session};
use crate::store::{Store, read, write};

super::cases![
    a_session_comes_back_as_it_was,
    a_session_ends_once,
    an_ended_session_is_not_touched_to_life,
    all_but_one_can_be_ended,
    live_sessions_come_last_used_first,
];

fn a_session_comes_back_as_it_was(store: &dyn Store) {
    let people = People::new();
    let account = people.stored(store, "mira");
    let session = people.session(account.id);
    let ended = Session {
        boot: BootId::new("another start"),
        idle: Duration::from_millis(1_234_567),
        proved_at: minute(2),
        revoked_at: Some(minute(3)),
        ..people.session(account.id)
    };
    write(store, |tx| {
        tx.insert_session(&session)?;
        tx.insert_session(&ended)
    })
    .unwrap();
    assert_eq!(read(store, |tx| tx.session(session.id)).unwrap(), Some(session));
    assert_eq!(read(store, |tx| tx.session(ended.id)).unwrap(), Some(ended));
    let unknown = people.session(account.id);
    assert_eq!(read(store, |tx| tx.session(unknown.id)).unwrap(), None);
    assert!(write(store, |tx| tx.insert_session(&people.session(people.account("ghost").id))).is_err());
}

fn a_session_ends_once(store: &dyn Store) {
    let people = People::new();
    let session = people.session(people.stored(store, "mira").id);
    write(store, |tx| {
        tx.insert_session(&session)?;
        assert!(tx.revoke_session(session.id, minute(2))?);
        assert!(!tx.revoke_session(session.id, minute(3))?);
        Ok(())
    })
    .unwrap();
    assert_eq!(read(store, |tx| tx.session(session.id)).unwrap().unwrap().revoked_at, Some(minute(2)));
}

fn an_ended_session_is_not_touched_to_life(store: &dyn Store) {
    let people = People::new();
    let session = people.session(people.stored(store, "mira").id);
    write(store, |tx| {
        tx.insert_session(&session)?;
        tx.touch_session(session.id, minute(5), minute(20))
    })
    .unwrap();
    let touched = read(store, |tx| tx.session(session.id)).unwrap().unwrap();
    assert_eq!((touched.last_seen_at, touched.idle_ends_at), (minute(5), minute(20)));
    write(store, |tx| {
        tx.revoke_session(session.id, minute(6))?;
        tx.touch_session(session.id, minute(7), minute(22))
    })
    .unwrap();
    let ended = read(store, |tx| tx.session(session.id)).unwrap().unwrap();
    assert_eq!((ended.last_seen_at, ended.idle_ends_at, ended.revoked_at), (minute(5), minute(20), Some(minute(6))));
}

fn all_but_one_can_be_ended(store: &dyn Store) {
    let people = People::new();
    let (mira, ada) = (people.stored(store, "mira").id, people.stored(store, "ada").id);
    let this = people.session(mira);
    let others = [people.session(mira), people.session(mira)];
    let stranger = people.session(ada);
    let over = Session { idle_ends_at: minute(1), ..people.session(mira) };
    write(store, |tx| {
        others.iter().chain([&this, &stranger, &over]).try_for_each(|session| tx.insert_session(session))?;
        assert_eq!(tx.revoke_sessions_of(mira, Some(this.id), minute(2))?, 2);
        assert_eq!(tx.live_sessions(mira, minute(2))?, std::slice::from_ref(&this));
        assert_eq!(tx.revoke_sessions_of(mira, None, minute(2))?, 1);
        assert_eq!(tx.revoke_sessions_of(mira, None, minute(2))?, 0);
        assert_eq!(tx.live_sessions(ada, minute(2))?, std::slice::from_ref(&stranger));
        Ok(())
    })
    .unwrap();
}

fn live_sessions_come_last_used_first(store: &dyn Store) {
    let people = People::new();
    let account = people.stored(store, "mira").id;
    let session = |seen, idle, ends| Session {
        last_seen_at: minute(seen),
        idle_ends_at: minute(idle),
        ends_at: minute(ends),
        ..people.session(account)
    };
    let [oldest, newest, idle, ended] =
        [session(1, 60, 60), session(9, 60, 60), session(5, 10, 60), session(6, 60, 10)];
    write(store, |tx| [&oldest, &newest, &idle, &ended].into_iter().try_for_each(|session| tx.insert_session(session)))
        .unwrap();
    read(store, |tx| {
        assert_eq!(tx.live_sessions(account, minute(10))?, [newest.clone(), oldest.clone()]);
        assert_eq!(tx.live_sessions(account, minute(9))?.len(), 4);
        Ok(())
    })
    .unwrap();
}
