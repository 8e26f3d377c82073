//! The outbox: every letter is one worker's at a time, and is wiped once it is of no more use.

use std::collections::HashSet;
use std::thread;

use super::people::{People, address, minute};
use crate::domain::{Carrier, Letter, LetterId, LetterKind, LetterQuery, LetterRow, LetterState, Page, Total};
use crate::store::{Outcome, Store, read, write};

super::cases![
    a_letter_is_claimed_as_it_was_written,
    letters_are_claimed_when_due_and_oldest_first,
    racing_workers_never_share_a_letter,
    a_lease_that_ran_out_frees_the_letter,
    who_lost_the_lease_settles_nothing,
    a_sent_letter_is_wiped,
    a_letter_is_tried_again_when_it_is_time,
    a_failed_letter_keeps_its_arguments_for_a_retry,
    an_expired_letter_is_dropped_and_takes_no_place,
    a_letter_that_kills_its_workers_fails_at_last,
    the_next_moment_of_work_is_known,
    the_outbox_is_listed_newest_first,
    the_outbox_is_searched_by_address_kind_and_state,
];

fn put(store: &dyn Store, letters: &[&Letter]) {
    write(store, |tx| letters.iter().try_for_each(|letter| tx.enqueue_letter(letter))).unwrap();
}

fn claim(store: &dyn Store, owner: &str, now: u64) -> Vec<LetterId> {
    let claimed = write(store, |tx| tx.claim_letters(owner, minute(now), minute(now + 2), 10)).unwrap();
    claimed.iter().map(|letter| letter.id).collect()
}

fn row(store: &dyn Store, id: LetterId) -> LetterRow {
    read(store, |tx| tx.letter(id)).unwrap().unwrap()
}

fn settle(store: &dyn Store, id: LetterId, owner: &str, outcome: &Outcome) -> bool {
    write(store, |tx| tx.settle_letter(id, owner, outcome)).unwrap()
}

fn sent(at: u64) -> Outcome {
    Outcome::Sent { carrier: Carrier::Mailjet, provider_id: Some("288230".to_owned()), at: minute(at) }
}

fn again(at: u64) -> Outcome {
    Outcome::Again { at: minute(at), error: "the service is down".to_owned() }
}

fn failed() -> Outcome {
    Outcome::Failed { error: "the address does not exist".to_owned() }
}

fn a_letter_is_claimed_as_it_was_written(store: &dyn Store) {
    let people = People::new();
    let letter = Letter {
        kind: LetterKind::ConfirmEmail,
        account: Some(people.account("mira").id),
        expires_at: Some(minute(60)),
        ..people.letter(&address("Mira@example.org"))
    };
    put(store, &[&letter]);
    let waiting = row(store, letter.id);
    assert_eq!((waiting.state, waiting.tries, waiting.to.as_str()), (LetterState::Queued, 0, "Mira@example.org"));
    let claimed = write(store, |tx| tx.claim_letters("worker", minute(1), minute(2), 10)).unwrap();
    let Letter { id, kind, to, account, sealed_args, created_at, send_after, expires_at, tries } = &claimed[0];
    assert_eq!((id, kind, to, account), (&letter.id, &letter.kind, &letter.to, &letter.account));
    assert_eq!((sealed_args, tries), (&letter.sealed_args, &1));
    assert_eq!((created_at, send_after, expires_at), (&letter.created_at, &letter.send_after, &letter.expires_at));
    let under_way = row(store, letter.id);
    assert_eq!((under_way.state, under_way.tries), (LetterState::Sending, 1));
    assert_eq!(read(store, |tx| tx.letter(people.letter(&letter.to).id)).unwrap(), None);
}

fn letters_are_claimed_when_due_and_oldest_first(store: &dyn Store) {
    let people = People::new();
    let to = address("mira@example.org");
    let letter = |after| Letter { send_after: minute(after), ..people.letter(&to) };
    let letters = [letter(3), letter(1), letter(2), letter(9), letter(1)];
    put(store, &letters.each_ref());
    assert!(claim(store, "worker", 0).is_empty());
    let first = write(store, |tx| tx.claim_letters("worker", minute(5), minute(7), 2)).unwrap();
    assert_eq!([first[0].id, first[1].id], [letters[1].id, letters[4].id]);
    assert_eq!(claim(store, "worker", 5), [letters[2].id, letters[0].id]);
    assert!(claim(store, "worker", 5).is_empty());
}

fn racing_workers_never_share_a_letter(store: &dyn Store) {
    let people = People::new();
    let to = address("mira@example.org");
    let letters: Vec<Letter> = (0..40).map(|_| people.letter(&to)).collect();
    put(store, &letters.iter().collect::<Vec<_>>());
    let claimed: Vec<LetterId> = thread::scope(|scope| {
        let workers: Vec<_> = ["one", "two", "three", "four"]
            .into_iter()
            .map(|owner| {
                scope.spawn(move || {
                    let mut mine = Vec::new();
                    loop {
                        let some = write(store, |tx| tx.claim_letters(owner, minute(1), minute(3), 3)).unwrap();
                        if some.is_empty() {
                            return mine;
                        }
                        mine.extend(some.into_iter().map(|letter| letter.id));
                    }
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert_eq!((claimed.len(), claimed.iter().collect::<HashSet<_>>().len()), (40, 40));
}

fn a_lease_that_ran_out_frees_the_letter(store: &dyn Store) {
    let people = People::new();
    let letter = people.letter(&address("mira@example.org"));
    put(store, &[&letter]);
    assert_eq!(claim(store, "dead", 1), [letter.id]);
    assert!(claim(store, "alive", 2).is_empty());
    assert_eq!(claim(store, "alive", 3), [letter.id]);
    assert_eq!(row(store, letter.id).tries, 2);
}

fn who_lost_the_lease_settles_nothing(store: &dyn Store) {
    let people = People::new();
    let letter = people.letter(&address("mira@example.org"));
    put(store, &[&letter]);
    assert!(!settle(store, letter.id, "nobody", &sent(1)), "it was never claimed");
    claim(store, "slow", 1);
    // Late, but nobody else has it: what happened is recorded.
    claim(store, "quick", 3);
    for outcome in [sent(4), again(5), failed(), Outcome::Dropped] {
        assert!(!settle(store, letter.id, "slow", &outcome));
    }
    assert_eq!(row(store, letter.id).state, LetterState::Sending);
    assert!(settle(store, letter.id, "quick", &sent(4)));
    assert!(!settle(store, letter.id, "quick", &failed()), "it is settled once");
    assert_eq!(row(store, letter.id).state, LetterState::Sent);
}

fn a_sent_letter_is_wiped(store: &dyn Store) {
    let people = People::new();
    let letter = people.letter(&address("mira@example.org"));
    put(store, &[&letter]);
    claim(store, "worker", 1);
    settle(store, letter.id, "worker", &again(2));
    claim(store, "worker", 2);
    // The lease may have run out by now; nobody else took the letter.
    assert!(settle(store, letter.id, "worker", &sent(9)));
    let sent = row(store, letter.id);
    assert_eq!((sent.state, sent.sent_at, sent.carrier), (LetterState::Sent, Some(minute(9)), Some(Carrier::Mailjet)));
    assert_eq!((sent.provider_id.as_deref(), sent.last_error), (Some("288230"), None));
    assert!(!write(store, |tx| tx.retry_letter(letter.id, minute(10))).unwrap());
    assert!(claim(store, "worker", 100).is_empty());
}

fn a_letter_is_tried_again_when_it_is_time(store: &dyn Store) {
    let people = People::new();
    let letter = people.letter(&address("mira@example.org"));
    put(store, &[&letter]);
    claim(store, "worker", 1);
    assert!(settle(store, letter.id, "worker", &again(6)));
    let waiting = row(store, letter.id);
    assert_eq!((waiting.state, waiting.tries, waiting.send_after), (LetterState::Queued, 1, minute(6)));
    assert_eq!(waiting.last_error.as_deref(), Some("the service is down"));
    assert!(claim(store, "worker", 5).is_empty());
    assert_eq!(claim(store, "worker", 6), [letter.id]);
    assert_eq!(row(store, letter.id).tries, 2);
}

fn a_failed_letter_keeps_its_arguments_for_a_retry(store: &dyn Store) {
    let people = People::new();
    let letter = Letter { expires_at: Some(minute(60)), ..people.letter(&address("mira@example.org")) };
    put(store, &[&letter]);
    assert!(!write(store, |tx| tx.retry_letter(letter.id, minute(1))).unwrap(), "it has not failed");
    claim(store, "worker", 1);
    settle(store, letter.id, "worker", &failed());
    let after = row(store, letter.id);
    assert_eq!((after.state, after.last_error.as_deref()), (LetterState::Failed, Some("the address does not exist")));
    assert!(claim(store, "worker", 50).is_empty());
    assert!(!write(store, |tx| tx.retry_letter(letter.id, minute(60))).unwrap(), "it has expired");
    assert!(write(store, |tx| tx.retry_letter(letter.id, minute(50))).unwrap());
    let queued = row(store, letter.id);
    assert_eq!((queued.state, queued.tries, queued.send_after), (LetterState::Queued, 0, minute(50)));
    let claimed = write(store, |tx| tx.claim_letters("worker", minute(50), minute(52), 1)).unwrap();
    assert_eq!((claimed[0].sealed_args.as_slice(), claimed[0].tries), (&b"sealed"[..], 1));
}

fn an_expired_letter_is_dropped_and_takes_no_place(store: &dyn Store) {
    let people = People::new();
    let to = address("mira@example.org");
    let expiring = || Letter { expires_at: Some(minute(5)), ..people.letter(&to) };
    let [waiting, under_way, later] = [expiring(), expiring(), Letter { send_after: minute(9), ..expiring() }];
    let good = people.letter(&to);
    put(store, &[&under_way]);
    claim(store, "dead", 1);
    put(store, &[&waiting, &later, &good]);
    let claimed = write(store, |tx| tx.claim_letters("worker", minute(5), minute(7), 1)).unwrap();
    assert_eq!(claimed[0].id, good.id);
    for (letter, state) in
        [(&waiting, LetterState::Dropped), (&under_way, LetterState::Dropped), (&later, LetterState::Queued)]
    {
        assert_eq!(row(store, letter.id).state, state);
    }
    assert!(!settle(store, under_way.id, "dead", &failed()));
}

fn a_letter_that_kills_its_workers_fails_at_last(store: &dyn Store) {
    let people = People::new();
    let letter = people.letter(&address("mira@example.org"));
    put(store, &[&letter]);
    for round in 0..u64::from(LetterRow::MOST_TRIES) {
        assert_eq!(claim(store, "dying", 1 + 2 * round), [letter.id], "round {round}");
    }
    assert!(claim(store, "dying", 100).is_empty());
    let after = row(store, letter.id);
    assert_eq!((after.state, after.tries), (LetterState::Failed, LetterRow::MOST_TRIES));
    assert!(after.last_error.is_some_and(|words| !words.is_empty()));
    assert!(write(store, |tx| tx.retry_letter(letter.id, minute(100))).unwrap());
    assert_eq!(claim(store, "worker", 100), [letter.id]);
}

fn the_next_moment_of_work_is_known(store: &dyn Store) {
    let people = People::new();
    let to = address("mira@example.org");
    let next = || read(store, |tx| tx.next_letter_due()).unwrap();
    assert_eq!(next(), None);
    let late = Letter { send_after: minute(30), ..people.letter(&to) };
    let soon = Letter { send_after: minute(10), ..people.letter(&to) };
    put(store, &[&late, &soon]);
    assert_eq!(next(), Some(minute(10)));
    write(store, |tx| tx.claim_letters("worker", minute(10), minute(12), 1)).unwrap();
    assert_eq!(next(), Some(minute(12)), "a lease runs out");
    settle(store, soon.id, "worker", &again(20));
    assert_eq!(next(), Some(minute(20)));
    write(store, |tx| tx.claim_letters("worker", minute(20), minute(22), 1)).unwrap();
    settle(store, soon.id, "worker", &Outcome::Dropped);
    assert_eq!(next(), Some(minute(30)));
    assert_eq!(claim(store, "worker", 30), [late.id]);
    settle(store, late.id, "worker", &failed());
    assert_eq!(next(), None);
}

/// Letters written a minute apart, oldest first.
fn many(store: &dyn Store, people: &People) -> Vec<LetterId> {
    let to = [address("mira@example.org"), address("ada@example.net")];
    let letters: Vec<Letter> = (0..12u64)
        .map(|n| Letter {
            id: LetterId::new(minute(n), &people.entropy),
            kind: LetterKind::ALL[usize::from(n % 4 == 0)],
            created_at: minute(n),
            send_after: minute(n),
            ..people.letter(&to[usize::from(n % 3 == 0)])
        })
        .collect();
    // Written in another order than they were made.
    put(store, &letters.iter().rev().collect::<Vec<_>>());
    letters.iter().map(|letter| letter.id).collect()
}

fn the_outbox_is_listed_newest_first(store: &dyn Store) {
    let people = People::new();
    let mut ids = many(store, &people);
    ids.reverse();
    for (page, rows, more_before, more_after) in [
        (Page::First, &ids[..5], false, true),
        (Page::After(ids[4]), &ids[5..10], true, true),
        (Page::After(ids[9]), &ids[10..], true, false),
        (Page::Last, &ids[7..], true, false),
        (Page::Before(ids[7]), &ids[2..7], true, true),
        (Page::From(ids[0]), &ids[..5], false, true),
        (Page::After(people.letter(&address("x@example.org")).id), &ids[..5], false, true),
        (Page::Before(people.letter(&address("x@example.org")).id), &ids[7..], true, false),
    ] {
        let part = read(store, |tx| tx.letters(&LetterQuery { page, limit: 5, ..LetterQuery::default() })).unwrap();
        let found: Vec<LetterId> = part.rows.iter().map(|row| row.id).collect();
        assert_eq!((found.as_slice(), part.more_before, part.more_after), (rows, more_before, more_after), "{page:?}");
        assert_eq!(part.total, Total::Exactly(12));
    }
}

fn the_outbox_is_searched_by_address_kind_and_state(store: &dyn Store) {
    let people = People::new();
    let ids = many(store, &people);
    let found = |search: &str| {
        let query = LetterQuery { search: search.to_owned(), limit: 100, ..LetterQuery::default() };
        read(store, |tx| tx.letters(&query)).unwrap().total
    };
    assert_eq!(found("ADA@"), Total::Exactly(4));
    assert_eq!(found("already_registered"), Total::Exactly(3));
    assert_eq!(found("sign-up code"), Total::Exactly(9));
    assert_eq!(found("ada already"), Total::Exactly(1));
    assert_eq!(found("queued"), Total::Exactly(12));
    write(store, |tx| tx.claim_letters("worker", minute(0), minute(2), 1)).unwrap();
    settle(store, ids[0], "worker", &failed());
    assert_eq!(
        (found("failed"), found("queued"), found("failed ada")),
        (Total::Exactly(1), Total::Exactly(11), Total::Exactly(1))
    );
    assert_eq!((found("%"), found("'"), found("sealed")), (Total::Exactly(0), Total::Exactly(0), Total::Exactly(0)));
}
