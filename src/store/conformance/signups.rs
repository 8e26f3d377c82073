//! Parked registrations: several may wait, and all of them end.

use super::people::{People, address, minute, name};
use crate::domain::{Challenge, LetterState, Purpose, Session, Signup, Subject};
use crate::store::{Outcome, Store, read, write};

super::cases![
    a_registration_comes_back_as_it_was,
    several_may_wait_for_one_name_or_address,
    a_stale_registration_is_not_offered,
    no_more_than_sixteen_are_looked_at,
    an_address_can_be_mended,
    one_proof_ends_all_registrations_of_the_address,
    what_ran_out_is_swept_away,
    a_failed_letter_is_wiped_when_it_expires,
];

fn a_registration_comes_back_as_it_was(store: &dyn Store) {
    let people = People::new();
    let signup = people.signup("Müller", "Mira.K@example.org");
    write(store, |tx| tx.insert_signup(&signup)).unwrap();
    assert_eq!(read(store, |tx| tx.signup(signup.id)).unwrap(), Some(signup));
    let other = people.signup("other", "other@example.org");
    assert_eq!(read(store, |tx| tx.signup(other.id)).unwrap(), None);
}

fn several_may_wait_for_one_name_or_address(store: &dyn Store) {
    let people = People::new();
    let first = people.signup("mira", "mira@example.org");
    let second = people.signup("mira", "thief@example.org");
    let third = people.signup("ada", "MIRA@example.org");
    write(store, |tx| [&first, &second, &third].into_iter().try_for_each(|signup| tx.insert_signup(signup))).unwrap();
    read(store, |tx| {
        assert_eq!(tx.signups_by_username(&name("mira"), minute(1))?, [second.clone(), first.clone()]);
        assert_eq!(tx.signups_by_email(&address("mira@EXAMPLE.org"), minute(1))?, [third.clone(), first.clone()]);
        assert!(!tx.username_taken(&name("mira"))?, "a wish takes no name");
        Ok(())
    })
    .unwrap();
}

fn a_stale_registration_is_not_offered(store: &dyn Store) {
    let people = People::new();
    let signup = people.signup("mira", "mira@example.org");
    write(store, |tx| tx.insert_signup(&signup)).unwrap();
    for (now, offered) in [(minute(24 * 60 - 1), 1), (signup.expires_at, 0), (minute(25 * 60), 0)] {
        let found = read(store, |tx| {
            let by_name = tx.signups_by_username(&signup.username, now)?.len();
            Ok((by_name, tx.signups_by_email(&signup.email, now)?.len(), tx.signup(signup.id)?.is_some()))
        });
        assert_eq!(found.unwrap(), (offered, offered, true));
    }
}

fn no_more_than_sixteen_are_looked_at(store: &dyn Store) {
    let people = People::new();
    let crowd: Vec<Signup> = (0..20).map(|_| people.signup("mira", "mira@example.org")).collect();
    write(store, |tx| crowd.iter().try_for_each(|signup| tx.insert_signup(signup))).unwrap();
    let found = read(store, |tx| tx.signups_by_username(&name("mira"), minute(1))).unwrap();
    assert_eq!((found.len(), &found[0], &found[15]), (16, &crowd[19], &crowd[4]));
    assert_eq!(read(store, |tx| tx.signups_by_email(&crowd[0].email, minute(1))).unwrap().len(), 16);
}

fn an_address_can_be_mended(store: &dyn Store) {
    let people = People::new();
    let signup = people.signup("mira", "mria@example.org");
    write(store, |tx| {
        tx.insert_signup(&signup)?;
        tx.set_signup_email(signup.id, &address("Mira@example.org"))
    })
    .unwrap();
    read(store, |tx| {
        assert!(tx.signups_by_email(&signup.email, minute(1))?.is_empty());
        let mended = Signup { email: address("Mira@example.org"), ..signup.clone() };
        assert_eq!(tx.signups_by_email(&address("mira@example.org"), minute(1))?, [mended]);
        Ok(())
    })
    .unwrap();
}

fn one_proof_ends_all_registrations_of_the_address(store: &dyn Store) {
    let people = People::new();
    let signups = [
        people.signup("mira", "mira@example.org"),
        people.signup("ada", "Mira@example.org"),
        people.signup("mira", "other@example.org"),
    ];
    write(store, |tx| signups.iter().try_for_each(|signup| tx.insert_signup(signup))).unwrap();
    let challenges = signups
        .each_ref()
        .map(|signup| people.sent(store, Purpose::SignUp, Subject::Signup(signup.id), signup.email.as_str()));

    write(store, |tx| tx.delete_signups_for(&address("MIRA@example.org"))).unwrap();
    for (at, gone) in [(0, true), (1, true), (2, false)] {
        let (signup, challenge, letter) = read(store, |tx| {
            Ok((
                tx.signup(signups[at].id)?,
                tx.challenge(challenges[at].id)?,
                tx.letter(challenges[at].letter)?.unwrap().state,
            ))
        })
        .unwrap();
        assert_eq!((signup.is_none(), challenge.is_none(), letter == LetterState::Dropped), (gone, gone, gone));
    }
}

fn what_ran_out_is_swept_away(store: &dyn Store) {
    const DAY: u64 = 24 * 60;
    let people = People::new();
    let account = people.stored(store, "mira");
    let signups = [
        people.signup("stale", "stale@example.org"),
        Signup { expires_at: minute(30 * DAY), ..people.signup("good", "good@example.org") },
    ];
    let challenge = |expires| Challenge {
        expires_at: minute(expires),
        ..people.challenge(Purpose::Reset, Subject::Nobody, &address("x@example.org"))
    };
    let challenges = [challenge(10 * DAY), challenge(19 * DAY + 60), challenge(30 * DAY)];
    let session = |ends: u64, idle: u64, revoked: Option<u64>| Session {
        ends_at: minute(ends * DAY),
        idle_ends_at: minute(idle * DAY),
        revoked_at: revoked.map(|day| minute(day * DAY)),
        ..people.session(account.id)
    };
    let sessions = [
        session(12, 12, None),
        session(30, 12, None),
        session(30, 30, Some(12)),
        session(14, 14, None),
        session(30, 30, Some(14)),
        session(30, 30, None),
    ];
    write(store, |tx| {
        signups.iter().try_for_each(|signup| tx.insert_signup(signup))?;
        challenges.iter().try_for_each(|challenge| tx.insert_challenge(challenge))?;
        sessions.iter().try_for_each(|session| tx.insert_session(session))?;
        tx.sweep(minute(20 * DAY))
    })
    .unwrap();
    read(store, |tx| {
        let mut kept = Vec::new();
        for signup in &signups {
            kept.push(tx.signup(signup.id)?.is_some());
        }
        for challenge in &challenges {
            kept.push(tx.challenge(challenge.id)?.is_some());
        }
        for session in &sessions {
            kept.push(tx.session(session.id)?.is_some());
        }
        // The second challenge ran out an hour less than a day ago: its tries still count.
        assert_eq!(kept, [false, true, false, true, true, false, false, false, true, true, true]);
        assert!(tx.account(account.id)?.is_some());
        Ok(())
    })
    .unwrap();
}

fn a_failed_letter_is_wiped_when_it_expires(store: &dyn Store) {
    let people = People::new();
    let letter = crate::domain::Letter { expires_at: Some(minute(60)), ..people.letter(&address("mira@example.org")) };
    let retried = |now| {
        write(store, |tx| {
            tx.sweep(minute(now))?;
            tx.retry_letter(letter.id, minute(1))
        })
    };
    write(store, |tx| {
        tx.enqueue_letter(&letter)?;
        tx.claim_letters("worker", minute(1), minute(2), 1)?;
        tx.settle_letter(letter.id, "worker", &Outcome::Failed { error: "no such host".to_owned() })
    })
    .unwrap();
    assert!(retried(59).unwrap());
    write(store, |tx| {
        tx.claim_letters("worker", minute(1), minute(2), 1)?;
        tx.settle_letter(letter.id, "worker", &Outcome::Failed { error: "no such host".to_owned() })
    })
    .unwrap();
    // Even for a clock that is put back, there is nothing left to send.
    assert!(!retried(61).unwrap());
}
