//! Keys: of one purpose and name there is one, and every change is noticed.

use super::people::{People, address, minute};
use crate::domain::{KeyRing, KeyUse, Letter, LetterState, StoredKey};
use crate::store::{Outcome, Store, StoreError, Tx, read, write};

super::cases![
    keys_come_back_as_they_were_and_newest_first,
    one_purpose_and_name_is_one_key,
    a_key_is_written_anew_but_not_renamed,
    every_change_raises_the_number,
    what_was_refused_or_taken_back_raises_nothing,
    letters_that_still_carry_something_are_sealed_anew,
];

fn key(purpose: KeyUse, name: &str, minutes: u64) -> StoredKey {
    StoredKey {
        purpose,
        name: name.to_owned(),
        sealed: name.as_bytes().to_vec(),
        created_at: minute(minutes),
        retired_at: None,
    }
}

fn ring(store: &dyn Store) -> KeyRing {
    read(store, |tx| tx.key_ring()).unwrap()
}

fn keys_come_back_as_they_were_and_newest_first(store: &dyn Store) {
    assert_eq!(ring(store).keys, []);
    let old = StoredKey { retired_at: Some(minute(5)), ..key(KeyUse::Signing, "old", 0) };
    let [new, middle] = [key(KeyUse::Sealing, "new", 9), key(KeyUse::Pepper, "middle", 5)];
    // Of the same moment as another: the one added last is the newer.
    let twin = key(KeyUse::Signing, "twin", 5);
    write(store, |tx| [&old, &new, &middle, &twin].into_iter().try_for_each(|key| tx.insert_key(key))).unwrap();
    assert_eq!(ring(store).keys, [new, twin, middle, old]);
}

fn one_purpose_and_name_is_one_key(store: &dyn Store) {
    write(store, |tx| {
        tx.insert_key(&key(KeyUse::Signing, "k1", 0))?;
        tx.insert_key(&key(KeyUse::Sealing, "k1", 0))?;
        assert!(tx.insert_key(&key(KeyUse::Signing, "k1", 1)).is_err());
        tx.insert_key(&key(KeyUse::Signing, "k2", 1))
    })
    .unwrap();
    assert_eq!(ring(store).keys.len(), 3);
}

fn a_key_is_written_anew_but_not_renamed(store: &dyn Store) {
    let (mut one, other) = (key(KeyUse::Signing, "k1", 0), key(KeyUse::Sealing, "k1", 3));
    write(store, |tx| {
        tx.insert_key(&one)?;
        tx.insert_key(&other)?;
        // When it was made stays.
        let changed = StoredKey { sealed: b"anew".to_vec(), retired_at: Some(minute(7)), ..key(one.purpose, "k1", 99) };
        tx.update_key(&changed)
    })
    .unwrap();
    (one.sealed, one.retired_at) = (b"anew".to_vec(), Some(minute(7)));
    assert_eq!(ring(store).keys, [other, one.clone()]);
    one.retired_at = None;
    write(store, |tx| {
        tx.update_key(&one)?;
        assert!(matches!(tx.update_key(&key(KeyUse::Pepper, "k1", 0)), Err(StoreError::Stale)));
        assert!(matches!(tx.update_key(&key(KeyUse::Signing, "k2", 0)), Err(StoreError::Stale)));
        Ok(())
    })
    .unwrap();
    assert_eq!(ring(store).keys[1], one);
}

fn every_change_raises_the_number(store: &dyn Store) {
    let one = key(KeyUse::Signing, "k1", 0);
    let mut last = read(store, |tx| tx.key_generation()).unwrap();
    let mut change = |change: &dyn Fn(&mut dyn Tx) -> crate::store::Result<bool>| {
        assert!(write(store, |tx| change(tx)).unwrap());
        let ring = ring(store);
        assert!(ring.generation > last);
        assert_eq!(read(store, |tx| tx.key_generation()).unwrap(), ring.generation);
        last = ring.generation;
    };
    change(&|tx| tx.insert_key(&one).map(|()| true));
    change(&|tx| tx.insert_key(&key(KeyUse::Pepper, "k1", 0)).map(|()| true));
    change(&|tx| tx.update_key(&one).map(|()| true));
    change(&|tx| tx.delete_key(KeyUse::Signing, "k1"));
    assert_eq!(ring(store).keys.len(), 1);
}

fn what_was_refused_or_taken_back_raises_nothing(store: &dyn Store) {
    write(store, |tx| tx.insert_key(&key(KeyUse::Signing, "k1", 0))).unwrap();
    let before = ring(store);
    let taken_back: Result<(), StoreError> = write(store, |tx| {
        tx.insert_key(&key(KeyUse::Signing, "k2", 0))?;
        Err(StoreError::Stale)
    });
    assert!(taken_back.is_err());
    write(store, |tx| {
        assert!(!tx.delete_key(KeyUse::Signing, "k2")?);
        assert!(!tx.delete_key(KeyUse::Sealing, "k1")?);
        assert!(tx.insert_key(&key(KeyUse::Signing, "k1", 0)).is_err());
        assert!(tx.update_key(&key(KeyUse::Signing, "k2", 0)).is_err());
        Ok(())
    })
    .unwrap();
    assert_eq!(ring(store), before);
}

fn letters_that_still_carry_something_are_sealed_anew(store: &dyn Store) {
    let people = People::new();
    let [sent, dropped, failed, sending, queued] = ["sent", "dropped", "failed", "sending", "queued"]
        .map(|args| Letter { sealed_args: args.into(), ..people.letter(&address("mira@example.org")) });
    let all = [&sent, &dropped, &failed, &sending, &queued];
    write(store, |tx| {
        all.into_iter().try_for_each(|letter| tx.enqueue_letter(letter))?;
        assert_eq!(tx.claim_letters("worker", minute(1), minute(2), 4)?.len(), 4);
        let taken = Outcome::Sent { carrier: crate::domain::Carrier::File, provider_id: None, at: minute(1) };
        assert!(tx.settle_letter(sent.id, "worker", &taken)?);
        assert!(tx.settle_letter(dropped.id, "worker", &Outcome::Dropped)?);
        assert!(tx.settle_letter(failed.id, "worker", &Outcome::Failed { error: "no".to_owned() })?);
        let mut sealed = tx.sealed_letters()?;
        sealed.sort();
        let mut expected = [&failed, &sending, &queued].map(|letter| (letter.id, letter.sealed_args.clone()));
        expected.sort();
        assert_eq!(sealed, expected);
        // Those that were wiped too: nothing may come back into them.
        all.into_iter().try_for_each(|letter| tx.reseal_letter(letter.id, b"anew"))?;
        let sealed = tx.sealed_letters()?;
        assert!(sealed.len() == 3 && sealed.iter().all(|(_, args)| args == b"anew"));
        assert_eq!(tx.letter(sending.id)?.unwrap().state, LetterState::Sending);
        assert!(tx.settle_letter(sending.id, "worker", &Outcome::Dropped)?, "it is still the worker's");
        let claimed = tx.claim_letters("worker", minute(1), minute(2), 9)?;
        assert!(claimed.len() == 1 && claimed.iter().all(|letter| letter.sealed_args == b"anew"));
        Ok(())
    })
    .unwrap();
}
