//! Second factors: one a person, each code taken once.

use std::thread;

use super::people::{People, minute};
use crate::domain::{Account, AccountId, PasswordHash, StoredRecoveryCode, Totp};
use crate::store::{Store, read, write};

super::cases![
    a_second_factor_comes_back_as_it_was,
    a_second_factor_takes_the_place_of_the_one_before,
    no_step_is_taken_twice_nor_an_earlier_one,
    of_many_racers_one_takes_a_step,
    recovery_codes_come_back_as_they_were,
    new_recovery_codes_void_the_old,
    a_recovery_code_is_used_once_and_by_its_own_hash,
    of_many_racers_one_uses_a_recovery_code,
    a_factor_goes_with_its_recovery_codes,
    an_account_takes_its_second_factor_along,
    hashes_are_counted_by_how_they_begin,
];

fn factor(account: AccountId) -> Totp {
    Totp { account, sealed: b"sealed".to_vec(), created_at: minute(1), confirmed_at: None, last_step: 0 }
}

fn code(slot: char, hash: &str) -> StoredRecoveryCode {
    StoredRecoveryCode { slot, hash: PasswordHash::new(hash.to_owned()), used_at: None }
}

fn a_second_factor_comes_back_as_it_was(store: &dyn Store) {
    let people = People::new();
    let (mira, ada) = (people.stored(store, "mira").id, people.stored(store, "ada").id);
    let pending = factor(mira);
    let confirmed = Totp { confirmed_at: Some(minute(2)), last_step: 1 << 40, ..factor(ada) };
    write(store, |tx| {
        tx.put_totp(&pending)?;
        tx.put_totp(&confirmed)
    })
    .unwrap();
    read(store, |tx| {
        assert_eq!(tx.totp(mira)?.as_ref(), Some(&pending));
        assert_eq!(tx.totp(ada)?.as_ref(), Some(&confirmed));
        assert_eq!(tx.totp(people.account("stranger").id)?, None);
        let all = tx.totps()?;
        assert!(all.len() == 2 && all.contains(&pending) && all.contains(&confirmed));
        Ok(())
    })
    .unwrap();
    assert!(write(store, |tx| tx.put_totp(&factor(people.account("ghost").id))).is_err());
}

fn a_second_factor_takes_the_place_of_the_one_before(store: &dyn Store) {
    let people = People::new();
    let mira = people.stored(store, "mira").id;
    let old = Totp { confirmed_at: Some(minute(2)), last_step: 99, ..factor(mira) };
    let new = Totp { sealed: b"another".to_vec(), created_at: minute(5), ..factor(mira) };
    write(store, |tx| {
        tx.put_totp(&old)?;
        tx.put_recovery_codes(mira, &[code('B', "h")])?;
        tx.put_totp(&new)
    })
    .unwrap();
    read(store, |tx| {
        assert_eq!(tx.totps()?, std::slice::from_ref(&new));
        assert_eq!(tx.recovery_codes_left(mira)?, 1, "the codes are not the phone's");
        Ok(())
    })
    .unwrap();
}

fn no_step_is_taken_twice_nor_an_earlier_one(store: &dyn Store) {
    let people = People::new();
    let (mira, ada) = (people.stored(store, "mira").id, people.stored(store, "ada").id);
    write(store, |tx| {
        tx.put_totp(&factor(mira))?;
        tx.put_totp(&factor(ada))?;
        for (step, taken) in [(7, true), (7, false), (6, false), (8, true), (7, false), (1 << 40, true)] {
            assert_eq!(tx.use_totp_step(mira, step)?, taken, "{step}");
        }
        assert!(tx.use_totp_step(ada, 7)?, "another's steps are others");
        assert!(!tx.use_totp_step(people.account("stranger").id, 7)?);
        Ok(())
    })
    .unwrap();
    assert_eq!(read(store, |tx| tx.totp(mira)).unwrap().unwrap().last_step, 1 << 40);
}

/// How many of many threads are answered `true`.
fn winners(ask: impl Fn() -> bool + Sync) -> usize {
    thread::scope(|scope| {
        let racers: Vec<_> = (0..8).map(|_| scope.spawn(&ask)).collect();
        racers.into_iter().map(|racer| racer.join().unwrap()).filter(|won| *won).count()
    })
}

fn of_many_racers_one_takes_a_step(store: &dyn Store) {
    let people = People::new();
    let mira = people.stored(store, "mira").id;
    write(store, |tx| tx.put_totp(&factor(mira))).unwrap();
    assert_eq!(winners(|| write(store, |tx| tx.use_totp_step(mira, 5)).unwrap()), 1);
}

fn recovery_codes_come_back_as_they_were(store: &dyn Store) {
    let people = People::new();
    let (mira, ada) = (people.stored(store, "mira").id, people.stored(store, "ada").id);
    let used = StoredRecoveryCode { used_at: Some(minute(3)), ..code('C', "hash of c") };
    let codes = [code('B', "hash of b"), used.clone(), code('D', "hash of d")];
    write(store, |tx| tx.put_recovery_codes(mira, &codes)).unwrap();
    read(store, |tx| {
        for code in &codes {
            assert_eq!(tx.recovery_code(mira, code.slot)?.as_ref(), Some(code));
        }
        assert_eq!((tx.recovery_code(mira, 'F')?, tx.recovery_code(mira, 'b')?), (None, None));
        assert_eq!((tx.recovery_code(ada, 'B')?, tx.recovery_codes_left(ada)?), (None, 0));
        assert_eq!(tx.recovery_codes_left(mira)?, 2);
        Ok(())
    })
    .unwrap();
    let twins = [code('B', "one"), code('B', "two")];
    assert!(write(store, |tx| tx.put_recovery_codes(ada, &twins)).is_err(), "one letter, one code");
}

fn new_recovery_codes_void_the_old(store: &dyn Store) {
    let people = People::new();
    let (mira, ada) = (people.stored(store, "mira").id, people.stored(store, "ada").id);
    let (old, new) = ([code('B', "old b"), code('C', "old c")], [code('C', "new c")]);
    write(store, |tx| {
        tx.put_recovery_codes(ada, &old)?;
        tx.put_recovery_codes(mira, &old)?;
        tx.put_recovery_codes(mira, &new)?;
        assert_eq!(tx.recovery_code(mira, 'B')?, None);
        assert_eq!(tx.recovery_code(mira, 'C')?.as_ref(), new.first());
        assert!(!tx.use_recovery_code(mira, &old[1], minute(1))?, "what was read before is void");
        assert_eq!((tx.recovery_codes_left(mira)?, tx.recovery_codes_left(ada)?), (1, 2));
        tx.put_recovery_codes(mira, &[])?;
        assert_eq!(tx.recovery_codes_left(mira)?, 0);
        Ok(())
    })
    .unwrap();
}

fn a_recovery_code_is_used_once_and_by_its_own_hash(store: &dyn Store) {
    let people = People::new();
    let (mira, ada) = (people.stored(store, "mira").id, people.stored(store, "ada").id);
    let b = code('B', "hash of b");
    write(store, |tx| {
        tx.put_recovery_codes(mira, &[b.clone(), code('C', "hash of c")])?;
        tx.put_recovery_codes(ada, &[code('B', "another's")])?;
        assert!(!tx.use_recovery_code(mira, &code('B', "hash of c"), minute(1))?);
        assert!(!tx.use_recovery_code(ada, &b, minute(1))?);
        assert!(tx.use_recovery_code(mira, &b, minute(2))?);
        assert!(!tx.use_recovery_code(mira, &b, minute(3))?);
        assert_eq!(tx.recovery_code(mira, 'B')?.unwrap().used_at, Some(minute(2)));
        assert_eq!((tx.recovery_codes_left(mira)?, tx.recovery_codes_left(ada)?), (1, 1));
        Ok(())
    })
    .unwrap();
}

fn of_many_racers_one_uses_a_recovery_code(store: &dyn Store) {
    let people = People::new();
    let mira = people.stored(store, "mira").id;
    let codes = [code('B', "hash of b"), code('C', "hash of c")];
    write(store, |tx| tx.put_recovery_codes(mira, &codes)).unwrap();
    assert_eq!(winners(|| write(store, |tx| tx.use_recovery_code(mira, &codes[0], minute(1))).unwrap()), 1);
    assert_eq!(read(store, |tx| tx.recovery_codes_left(mira)).unwrap(), 1);
}

fn a_factor_goes_with_its_recovery_codes(store: &dyn Store) {
    let people = People::new();
    let (mira, ada) = (people.stored(store, "mira").id, people.stored(store, "ada").id);
    write(store, |tx| {
        for account in [mira, ada] {
            tx.put_totp(&factor(account))?;
            tx.put_recovery_codes(account, &[code('B', "h")])?;
        }
        assert!(tx.delete_totp(mira)?);
        assert!(!tx.delete_totp(mira)?);
        assert_eq!((tx.totp(mira)?, tx.recovery_code(mira, 'B')?), (None, None));
        assert!(tx.totp(ada)?.is_some() && tx.recovery_code(ada, 'B')?.is_some());
        Ok(())
    })
    .unwrap();
}

fn an_account_takes_its_second_factor_along(store: &dyn Store) {
    let people = People::new();
    let (mira, ada) = (people.stored(store, "mira").id, people.stored(store, "ada").id);
    write(store, |tx| {
        for account in [mira, ada] {
            tx.put_totp(&factor(account))?;
            tx.put_recovery_codes(account, &[code('B', "h")])?;
        }
        tx.delete_account(mira)?;
        assert_eq!((tx.totp(mira)?, tx.recovery_code(mira, 'B')?, tx.recovery_codes_left(mira)?), (None, None, 0));
        assert_eq!((tx.totps()?.len(), tx.recovery_codes_left(ada)?), (1, 1));
        Ok(())
    })
    .unwrap();
}

fn hashes_are_counted_by_how_they_begin(store: &dyn Store) {
    let people = People::new();
    let hash = |text: &str| Some(PasswordHash::new(text.to_owned()));
    let account = |name: &str, text: &str| Account { password: hash(text), ..people.account(name) };
    let mira = account("mira", "v1:k_%:$2b$");
    write(store, |tx| {
        tx.insert_account(&mira)?;
        tx.insert_account(&account("ada", "v1:kxy:$2b$"))?;
        tx.insert_account(&Account { password: None, ..people.account("invited") })?;
        let mut signup = people.signup("noor", "noor@example.org");
        signup.password = PasswordHash::new("v1:k_%:other".to_owned());
        tx.insert_signup(&signup)?;
        tx.put_recovery_codes(mira.id, &[code('B', "v1:k_%:b"), code('C', "V1:K_%:c"), code('D', "v1:k")])
    })
    .unwrap();
    for (prefix, count) in [("v1:k_%:", 3), ("v1:k", 5), ("v1:kxy:", 1), ("V1", 1), ("_1", 0), ("v1:k_%:$2b$more", 0)] {
        assert_eq!(read(store, |tx| tx.hashes_beginning(prefix)).unwrap(), count, "{prefix}");
    }
}
