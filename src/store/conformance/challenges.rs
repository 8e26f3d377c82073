//! Challenges: used once, tried five times, whoever races.

use std::thread;

use super::people::{People, address, minute};
use crate::domain::{Challenge, LetterState, Purpose, Subject};
use crate::store::{Outcome, Store, read, write};

super::cases![
    a_challenge_comes_back_as_it_was,
    the_newest_is_the_one_added_last,
    the_challenges_of_one_are_listed_newest_first,
    of_many_racers_one_uses_a_challenge,
    racers_spend_no_more_tries_than_there_are,
    a_used_challenge_takes_no_tries,
    a_right_code_gives_its_try_back,
    a_newer_challenge_can_go_on_counting,
    challenges_are_counted_by_purpose_address_and_age,
    voiding_spares_other_purposes_and_people,
    a_voided_challenge_takes_its_waiting_letter_along,
    challenges_of_nobody_are_not_voided_together,
];

fn a_challenge_comes_back_as_it_was(store: &dyn Store) {
    let people = People::new();
    let account = people.account("mira");
    let signup = people.signup("ada", "ada@example.org");
    for (purpose, subject) in [
        (Purpose::Reset, Subject::Account(account.id)),
        (Purpose::Email, Subject::Account(account.id)),
        (Purpose::SignUp, Subject::Signup(signup.id)),
        (Purpose::Reset, Subject::Nobody),
    ] {
        let challenge = Challenge {
            used_at: (purpose == Purpose::Email).then(|| minute(2)),
            ..people.challenge(purpose, subject, &address("Mira@example.org"))
        };
        write(store, |tx| tx.insert_challenge(&challenge)).unwrap();
        assert_eq!(read(store, |tx| tx.challenge(challenge.id)).unwrap().as_ref(), Some(&challenge));
        assert_eq!(read(store, |tx| tx.latest_challenge(purpose, subject)).unwrap(), Some(challenge));
    }
    let unknown = people.challenge(Purpose::Reset, Subject::Nobody, &address("x@example.org"));
    assert_eq!(read(store, |tx| tx.challenge(unknown.id)).unwrap(), None);
}

fn the_newest_is_the_one_added_last(store: &dyn Store) {
    let people = People::new();
    let subject = Subject::Account(people.account("mira").id);
    let other = Subject::Account(people.account("ada").id);
    let to = address("mira@example.org");
    // All in one millisecond, so neither their moments nor their ids tell.
    for _ in 0..8 {
        let challenge = people.challenge(Purpose::Reset, subject, &to);
        write(store, |tx| {
            tx.insert_challenge(&challenge)?;
            tx.insert_challenge(&people.challenge(Purpose::Email, subject, &to))?;
            tx.insert_challenge(&people.challenge(Purpose::Reset, other, &to))?;
            tx.insert_challenge(&people.challenge(Purpose::Reset, Subject::Nobody, &to))?;
            tx.use_challenge(challenge.id, minute(1))
        })
        .unwrap();
        let latest = read(store, |tx| tx.latest_challenge(Purpose::Reset, subject)).unwrap().unwrap();
        assert_eq!((latest.id, latest.used_at), (challenge.id, Some(minute(1))));
    }
    assert_eq!(read(store, |tx| tx.latest_challenge(Purpose::SignUp, subject)).unwrap(), None);
}

fn the_challenges_of_one_are_listed_newest_first(store: &dyn Store) {
    let people = People::new();
    let subject = Subject::Account(people.account("mira").id);
    let other = Subject::Account(people.account("ada").id);
    let to = address("mira@example.org");
    let mut added = Vec::new();
    for purpose in [Purpose::Reset, Purpose::Email, Purpose::Reset] {
        let challenge = people.challenge(purpose, subject, &to);
        write(store, |tx| {
            tx.insert_challenge(&challenge)?;
            tx.insert_challenge(&people.challenge(purpose, other, &to))?;
            tx.insert_challenge(&people.challenge(purpose, Subject::Nobody, &to))
        })
        .unwrap();
        added.insert(0, challenge);
    }
    assert_eq!(read(store, |tx| tx.challenges_of(subject, 10)).unwrap(), added);
    assert_eq!(read(store, |tx| tx.challenges_of(subject, 2)).unwrap(), added[..2]);
    assert_eq!(read(store, |tx| tx.challenges_of(Subject::Nobody, 10)).unwrap().len(), 3);
    let nobody_else = Subject::Account(people.account("olga").id);
    assert_eq!(read(store, |tx| tx.challenges_of(nobody_else, 10)).unwrap(), []);
}

fn of_many_racers_one_uses_a_challenge(store: &dyn Store) {
    let people = People::new();
    for _ in 0..5 {
        let challenge = people.sent(store, Purpose::Reset, Subject::Nobody, "mira@example.org");
        let winners = thread::scope(|scope| {
            let racers: Vec<_> = (0..6)
                .map(|n| scope.spawn(move || write(store, |tx| tx.use_challenge(challenge.id, minute(n))).unwrap()))
                .collect();
            racers.into_iter().map(|racer| racer.join().unwrap()).filter(|won| *won).count()
        });
        assert_eq!(winners, 1);
        assert!(read(store, |tx| tx.challenge(challenge.id)).unwrap().unwrap().used_at.is_some());
    }
    let unknown = people.challenge(Purpose::Reset, Subject::Nobody, &address("x@example.org"));
    assert!(!write(store, |tx| tx.use_challenge(unknown.id, minute(1))).unwrap());
}

fn racers_spend_no_more_tries_than_there_are(store: &dyn Store) {
    let people = People::new();
    let challenge = people.sent(store, Purpose::Reset, Subject::Nobody, "mira@example.org");
    let spent: usize = thread::scope(|scope| {
        let racers: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| (0..4).filter(|_| write(store, |tx| tx.spend_try(challenge.id)).unwrap()).count()))
            .collect();
        racers.into_iter().map(|racer| racer.join().unwrap()).sum()
    });
    assert_eq!(spent, 5);
    assert_eq!(read(store, |tx| tx.challenge(challenge.id)).unwrap().unwrap().tries_left, 0);
    assert!(!write(store, |tx| tx.spend_try(challenge.id)).unwrap());
}

fn a_used_challenge_takes_no_tries(store: &dyn Store) {
    let people = People::new();
    let challenge = people.sent(store, Purpose::Reset, Subject::Nobody, "mira@example.org");
    write(store, |tx| {
        assert!(tx.use_challenge(challenge.id, minute(1))?);
        assert!(!tx.spend_try(challenge.id)?);
        assert!(!tx.use_challenge(challenge.id, minute(2))?);
        Ok(())
    })
    .unwrap();
    let after = read(store, |tx| tx.challenge(challenge.id)).unwrap().unwrap();
    assert_eq!((after.tries_left, after.used_at), (5, Some(minute(1))));
}

fn a_right_code_gives_its_try_back(store: &dyn Store) {
    let people = People::new();
    let challenge = people.sent(store, Purpose::Reset, Subject::Nobody, "mira@example.org");
    write(store, |tx| {
        tx.spend_try(challenge.id)?;
        tx.spend_try(challenge.id)?;
        tx.return_try(challenge.id)
    })
    .unwrap();
    assert_eq!(read(store, |tx| tx.challenge(challenge.id)).unwrap().unwrap().tries_left, 4);
}

fn a_newer_challenge_can_go_on_counting(store: &dyn Store) {
    let people = People::new();
    let challenge = |purpose, to: &str, at, tries_left| Challenge {
        created_at: minute(at),
        tries_left,
        ..people.challenge(purpose, Subject::Nobody, &address(to))
    };
    write(store, |tx| {
        tx.insert_challenge(&challenge(Purpose::Reset, "mira@example.org", 0, 1))?;
        tx.insert_challenge(&challenge(Purpose::Reset, "Mira@example.org", 30, 3))?;
        tx.insert_challenge(&challenge(Purpose::Reset, "mira@example.org", 40, 4))?;
        tx.insert_challenge(&challenge(Purpose::SignUp, "mira@example.org", 40, 0))?;
        tx.insert_challenge(&challenge(Purpose::Reset, "ada@example.org", 40, 0))
    })
    .unwrap();
    for (since, left) in [(0, Some(1)), (1, Some(3)), (30, Some(3)), (31, Some(4)), (41, None)] {
        let to = address("MIRA@example.org");
        let found = read(store, |tx| tx.tries_left_since(Purpose::Reset, &to, minute(since))).unwrap();
        assert_eq!(found, left, "since {since}");
    }
}

fn challenges_are_counted_by_purpose_address_and_age(store: &dyn Store) {
    let people = People::new();
    let subject = Subject::Account(people.account("mira").id);
    write(store, |tx| {
        for (purpose, to, at) in [
            (Purpose::Reset, "mira@example.org", 0),
            (Purpose::Reset, "Mira@example.org", 30),
            (Purpose::Reset, "mira@example.org", 40),
            (Purpose::Email, "mira@example.org", 40),
            (Purpose::Reset, "ada@example.org", 40),
        ] {
            let challenge = people.challenge(purpose, subject, &address(to));
            tx.insert_challenge(&Challenge { created_at: minute(at), ..challenge })?;
        }
        // A used one was made all the same.
        let used = people.challenge(Purpose::Reset, Subject::Nobody, &address("mira@example.org"));
        tx.insert_challenge(&Challenge { created_at: minute(35), used_at: Some(minute(36)), ..used })
    })
    .unwrap();
    for (since, count) in [(0, 4), (1, 3), (30, 3), (31, 2), (40, 1), (41, 0)] {
        let to = address("MIRA@example.org");
        let found = read(store, |tx| tx.challenges_since(Purpose::Reset, &to, minute(since))).unwrap();
        assert_eq!(found, count, "since {since}");
    }
}

fn voiding_spares_other_purposes_and_people(store: &dyn Store) {
    let people = People::new();
    let (mira, ada) = (people.account("mira").id, people.account("ada").id);
    let to = "mira@example.org";
    let used = people.sent(store, Purpose::Reset, Subject::Account(mira), to);
    write(store, |tx| tx.use_challenge(used.id, minute(1))).unwrap();
    let open = people.sent(store, Purpose::Reset, Subject::Account(mira), to);
    let other_purpose = people.sent(store, Purpose::Email, Subject::Account(mira), to);
    let other_person = people.sent(store, Purpose::Reset, Subject::Account(ada), to);

    write(store, |tx| tx.void_challenges(Purpose::Reset, Subject::Account(mira), minute(5))).unwrap();
    for (challenge, used_at, state) in [
        (&used, Some(minute(1)), LetterState::Queued),
        (&open, Some(minute(5)), LetterState::Dropped),
        (&other_purpose, None, LetterState::Queued),
        (&other_person, None, LetterState::Queued),
    ] {
        let found = read(store, |tx| {
            Ok((tx.challenge(challenge.id)?.unwrap().used_at, tx.letter(challenge.letter)?.unwrap().state))
        });
        assert_eq!(found.unwrap(), (used_at, state));
    }
}

fn a_voided_challenge_takes_its_waiting_letter_along(store: &dyn Store) {
    let people = People::new();
    let subject = Subject::Account(people.account("mira").id);
    let [sent, failed, sending, waiting] =
        [0; 4].map(|_| people.sent(store, Purpose::Reset, subject, "mira@example.org"));
    write(store, |tx| {
        assert_eq!(tx.claim_letters("worker", minute(1), minute(2), 3)?.len(), 3);
        let taken = Outcome::Sent { carrier: crate::domain::Carrier::File, provider_id: None, at: minute(1) };
        assert!(tx.settle_letter(sent.letter, "worker", &taken)?);
        assert!(tx.settle_letter(failed.letter, "worker", &Outcome::Failed { error: "no".to_owned() })?);
        tx.void_challenges(Purpose::Reset, subject, minute(1))
    })
    .unwrap();
    for (challenge, state) in [
        (&sent, LetterState::Sent),
        (&failed, LetterState::Dropped),
        (&sending, LetterState::Sending),
        (&waiting, LetterState::Dropped),
    ] {
        assert_eq!(read(store, |tx| tx.letter(challenge.letter)).unwrap().unwrap().state, state);
    }
    assert!(!write(store, |tx| tx.retry_letter(failed.letter, minute(1))).unwrap());
}

fn challenges_of_nobody_are_not_voided_together(store: &dyn Store) {
    let people = People::new();
    let stranger = people.sent(store, Purpose::Reset, Subject::Nobody, "mira@example.org");
    write(store, |tx| tx.void_challenges(Purpose::Reset, Subject::Nobody, minute(1))).unwrap();
    assert_eq!(read(store, |tx| tx.challenge(stranger.id)).unwrap().unwrap().used_at, None);
}
