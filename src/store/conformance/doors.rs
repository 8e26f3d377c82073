//! Who waits, invitations, and rules that change at run time.

use super::people::{People, minute};
use crate::domain::{
    CodeMac, Invite, InviteId, InviteLabel, LetterState, Page, ParkedQuery, Party, Purpose, Role, SignUpMode, Signup,
    StaffNote, Subject, Total,
};
use crate::store::{Store, read, write};

super::cases![
    a_registration_keeps_its_rule_its_invitation_and_its_note,
    who_waits_is_listed_the_longest_first,
    one_registration_goes_alone,
    an_invitation_comes_back_as_it_was,
    of_many_racers_for_the_last_use_one_wins,
    an_invitation_that_was_taken_back_spends_nothing,
    old_invitations_are_swept_away,
    a_change_of_the_rules_is_noticed,
];

fn invite(people: &People, code: u8, uses: u32) -> Invite {
    Invite {
        id: InviteId::new(minute(0), &people.entropy),
        code: CodeMac::new([code; 32]),
        label: InviteLabel::parse("open day").unwrap(),
        role: Role::User,
        uses,
        uses_left: uses,
        created_at: minute(0),
        expires_at: minute(60),
        made_by: Party::operator(),
        revoked_at: None,
    }
}

fn a_registration_keeps_its_rule_its_invitation_and_its_note(store: &dyn Store) {
    let people = People::new();
    let note = StaffNote::parse("met at the open day").unwrap();
    let signup = Signup {
        came_under: SignUpMode::Invite,
        invite: Some(InviteId::new(minute(0), &people.entropy)),
        ..people.signup("mira", "mira@example.org")
    };
    write(store, |tx| {
        tx.insert_signup(&signup)?;
        assert!(tx.set_signup_note(signup.id, &note)?);
        assert!(!tx.set_signup_note(people.signup("other", "o@example.org").id, &note)?);
        Ok(())
    })
    .unwrap();
    let kept = read(store, |tx| tx.signup(signup.id)).unwrap();
    assert_eq!(kept, Some(Signup { note, ..signup }));
}

fn who_waits_is_listed_the_longest_first(store: &dyn Store) {
    let people = People::new();
    let signups = [
        people.signup("zoe", "zoe@example.org"),
        Signup { expires_at: minute(10), ..people.signup("stale", "stale@example.org") },
        people.signup("mira", "mira@example.net"),
    ];
    write(store, |tx| signups.iter().try_for_each(|signup| tx.insert_signup(signup))).unwrap();
    let query = |search: &str, page, limit| ParkedQuery { search: search.to_owned(), now: minute(10), page, limit };
    let found = |query: &ParkedQuery| {
        let window = read(store, |tx| tx.parked(query)).unwrap();
        (window.rows.iter().map(|signup| signup.username.to_string()).collect::<Vec<_>>(), window.total)
    };
    assert_eq!(found(&query("", Page::First, 9)), (vec!["zoe".to_owned(), "mira".to_owned()], Total::Exactly(2)));
    assert_eq!(found(&query("", Page::First, 1)), (vec!["zoe".to_owned()], Total::Exactly(2)));
    assert_eq!(found(&query("", Page::After(signups[0].id), 9)).0, ["mira"]);
    assert_eq!(found(&query("MIRA example", Page::First, 9)), (vec!["mira".to_owned()], Total::Exactly(1)));
    for strange in ["%", "_", "'", "stale", "\0", "mira zoe", "😀"] {
        assert_eq!(found(&query(strange, Page::First, 9)).0.len(), usize::from(strange == "\0") * 2, "{strange}");
    }
    // A mended address is found as it is now.
    write(store, |tx| tx.set_signup_email(signups[0].id, &"zoe@kiosk.example".parse().unwrap())).unwrap();
    assert_eq!(found(&query("kiosk", Page::First, 9)).0, ["zoe"]);
}

fn one_registration_goes_alone(store: &dyn Store) {
    let people = People::new();
    let signups = [people.signup("mira", "mira@example.org"), people.signup("ada", "mira@example.org")];
    write(store, |tx| signups.iter().try_for_each(|signup| tx.insert_signup(signup))).unwrap();
    let challenges = signups
        .each_ref()
        .map(|signup| people.sent(store, Purpose::SignUp, Subject::Signup(signup.id), signup.email.as_str()));
    write(store, |tx| {
        assert!(tx.delete_signup(signups[0].id)?);
        assert!(!tx.delete_signup(signups[0].id)?);
        Ok(())
    })
    .unwrap();
    for (at, gone) in [(0, true), (1, false)] {
        let (signup, challenge, letter) = read(store, |tx| {
            let state = tx.letter(challenges[at].letter)?.unwrap().state;
            Ok((tx.signup(signups[at].id)?, tx.challenge(challenges[at].id)?, state))
        })
        .unwrap();
        assert_eq!((signup.is_none(), challenge.is_none(), letter == LetterState::Dropped), (gone, gone, gone));
    }
}

fn an_invitation_comes_back_as_it_was(store: &dyn Store) {
    let people = People::new();
    let account = people.stored(store, "ada");
    let by = Party { id: Some(account.id), name: "ada".to_owned() };
    let one = Invite { made_by: by, ..invite(&people, 1, 3) };
    let other = Invite { revoked_at: Some(minute(5)), ..invite(&people, 2, 1) };
    write(store, |tx| {
        tx.insert_invite(&one)?;
        tx.insert_invite(&other)?;
        assert!(
            tx.insert_invite(&Invite { id: InviteId::new(minute(0), &people.entropy), ..one.clone() }).is_err(),
            "one code, one invitation"
        );
        Ok(())
    })
    .unwrap();
    read(store, |tx| {
        assert_eq!(tx.invite(one.id)?.as_ref(), Some(&one));
        assert_eq!(tx.invite_by_code(&other.code)?.as_ref(), Some(&other));
        assert_eq!(tx.invite_by_code(&CodeMac::new([9; 32]))?, None);
        assert_eq!(tx.invites()?, [other.clone(), one.clone()]);
        Ok(())
    })
    .unwrap();
}

fn of_many_racers_for_the_last_use_one_wins(store: &dyn Store) {
    let people = People::new();
    let last = invite(&people, 1, 1);
    write(store, |tx| tx.insert_invite(&last)).unwrap();
    let winners = std::thread::scope(|scope| {
        let racers: Vec<_> =
            (0..6).map(|_| scope.spawn(|| write(store, |tx| tx.spend_invite(last.id)).unwrap())).collect();
        racers.into_iter().map(|racer| racer.join().unwrap()).filter(|won| *won).count()
    });
    assert_eq!(winners, 1);
    assert_eq!(read(store, |tx| tx.invite(last.id)).unwrap().unwrap().uses_left, 0);
}

fn an_invitation_that_was_taken_back_spends_nothing(store: &dyn Store) {
    let people = People::new();
    let invite = invite(&people, 1, 2);
    write(store, |tx| {
        tx.insert_invite(&invite)?;
        assert!(tx.revoke_invite(invite.id, minute(1))?);
        assert!(!tx.revoke_invite(invite.id, minute(2))?, "once is enough");
        assert!(!tx.spend_invite(invite.id)?);
        Ok(())
    })
    .unwrap();
    let kept = read(store, |tx| tx.invite(invite.id)).unwrap().unwrap();
    assert_eq!((kept.uses_left, kept.revoked_at), (2, Some(minute(1))));
}

fn old_invitations_are_swept_away(store: &dyn Store) {
    const DAY: u64 = 24 * 60;
    let people = People::new();
    let (old, fresh) = (invite(&people, 1, 1), Invite { expires_at: minute(2 * DAY), ..invite(&people, 2, 1) });
    write(store, |tx| {
        tx.insert_invite(&old)?;
        tx.insert_invite(&fresh)?;
        tx.sweep(minute(31 * DAY))
    })
    .unwrap();
    assert_eq!(read(store, |tx| tx.invites()).unwrap(), [fresh]);
}

fn a_change_of_the_rules_is_noticed(store: &dyn Store) {
    let generation = || read(store, |tx| tx.rule_generation()).unwrap();
    let mut last = generation();
    let mut rises = |what: &str| {
        let now = generation();
        assert!(now > last, "{what}");
        last = now;
    };
    write(store, |tx| tx.put_rule("sign_up.mode", "closed")).unwrap();
    rises("set");
    write(store, |tx| tx.put_rule("sign_up.mode", "it's '; DROP TABLE rules; --")).unwrap();
    rises("changed");
    let rules = read(store, |tx| tx.rules()).unwrap();
    assert_eq!(rules, [("sign_up.mode".to_owned(), "it's '; DROP TABLE rules; --".to_owned())]);
    write(store, |tx| tx.delete_rule("sign_up.mode")).unwrap();
    rises("unset");
    assert!(!write(store, |tx| tx.delete_rule("sign_up.mode")).unwrap());
    write(store, |tx| tx.put_setting("last_miss", "1")).unwrap();
    assert_eq!(generation(), last, "what is no rule");
    assert!(read(store, |tx| tx.rules()).unwrap().is_empty());
}
