//! Counters: one for each thing, subject and seat, until they are swept.

use super::people::minute;
use crate::domain::{Seat, Throttle, ThrottleKey, ThrottleScope};
use crate::store::{Store, read, write};

super::cases![
    a_counter_is_what_was_put_last,
    counters_do_not_touch_each_other,
    a_subjects_counters_are_cleared_at_every_seat,
    an_untouched_counter_is_swept_after_two_days,
];

fn key(scope: ThrottleScope, subject: u8, seat: Option<&str>) -> ThrottleKey {
    ThrottleKey { scope, subject: [subject; 16], seat: seat.map(Seat::new) }
}

fn counted(count: u32, last: u64) -> Throttle {
    Throttle { count, since: minute(0), last_at: minute(last), next_allowed_at: minute(last + 1) }
}

fn a_counter_is_what_was_put_last(store: &dyn Store) {
    for key in [key(ThrottleScope::Name, 1, Some("desk")), key(ThrottleScope::Account, 2, None)] {
        assert_eq!(read(store, |tx| tx.throttle(&key)).unwrap(), None);
        let last = Throttle { count: u32::MAX, since: minute(3), last_at: minute(5), next_allowed_at: minute(9) };
        write(store, |tx| {
            tx.put_throttle(&key, &counted(1, 2))?;
            tx.put_throttle(&key, &last)
        })
        .unwrap();
        assert_eq!(read(store, |tx| tx.throttle(&key)).unwrap(), Some(last));
    }
}

/// Each differs from the first in one thing.
fn keys() -> [ThrottleKey; 5] {
    [
        key(ThrottleScope::Name, 1, Some("desk")),
        key(ThrottleScope::Name, 1, Some("library")),
        key(ThrottleScope::Name, 1, None),
        key(ThrottleScope::Name, 2, Some("desk")),
        key(ThrottleScope::Account, 1, Some("desk")),
    ]
}

fn counters_do_not_touch_each_other(store: &dyn Store) {
    let keys = keys();
    write(store, |tx| (1..).zip(&keys).try_for_each(|(count, key)| tx.put_throttle(key, &counted(count, 1)))).unwrap();
    for (count, key) in (1..).zip(&keys) {
        assert_eq!(read(store, |tx| tx.throttle(key)).unwrap(), Some(counted(count, 1)), "{key:?}");
    }
}

fn a_subjects_counters_are_cleared_at_every_seat(store: &dyn Store) {
    let keys = keys();
    write(store, |tx| {
        keys.iter().try_for_each(|key| tx.put_throttle(key, &counted(1, 1)))?;
        assert_eq!(tx.clear_throttle(ThrottleScope::Name, [1; 16])?, 3);
        assert_eq!(tx.clear_throttle(ThrottleScope::Name, [1; 16])?, 0);
        let mut kept = Vec::new();
        for key in &keys {
            kept.push(tx.throttle(key)?.is_some());
        }
        assert_eq!(kept, [false, false, false, true, true]);
        Ok(())
    })
    .unwrap();
}

fn an_untouched_counter_is_swept_after_two_days(store: &dyn Store) {
    const DAY: u64 = 24 * 60;
    let keys = keys();
    let last = [0, DAY - 1, DAY, 2 * DAY, 3 * DAY];
    write(store, |tx| {
        keys.iter().zip(last).try_for_each(|(key, last)| tx.put_throttle(key, &counted(1, last)))?;
        tx.sweep(minute(3 * DAY))?;
        let mut kept = Vec::new();
        for key in &keys {
            kept.push(tx.throttle(key)?.is_some());
        }
        assert_eq!(kept, [false, false, true, true, true]);
        Ok(())
    })
    .unwrap();
}
