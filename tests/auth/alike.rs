//! Whether somebody exists is not to be seen: not in an answer, not in what is written.

use vestibule::auth::act::Act;
use vestibule::auth::challenge::{Flow, Identifier, Target};
use vestibule::domain::{AuditEvent, LetterKind, Timestamp};

use crate::house::{House, MINUTE, SECOND, wrong};

/// Everything of a flow that a person could see; identifiers differ always.
fn seen(flow: &Flow) -> (String, bool, Timestamp, Timestamp) {
    (
        flow.sent_to.replace("mira", "NAME").replace("otto", "NAME"),
        flow.letter.is_some(),
        flow.code_expires_at,
        flow.resend_at,
    )
}

fn words<T: std::fmt::Debug, E: std::fmt::Display>(result: Result<T, E>) -> String {
    match result {
        Ok(done) => panic!("{done:?}"),
        Err(why) => why.to_string(),
    }
}

#[test]
fn a_sign_up_looks_the_same_for_an_address_that_has_an_account() {
    let house = House::new();
    house.member("mira");
    let start = |address: &str| house.auth.sign_up(&house.seat, house.form("newcomer", address)).unwrap();
    let (mut taken, mut free) = (start("mira@example.org"), start("otto@example.org"));
    let before = house.trail().len();
    let tries: Vec<[String; 2]> = (0..3)
        .flat_map(|_| {
            assert_eq!(seen(&taken), seen(&free));
            let answers = [&taken, &free].map(|flow| words(house.verify(flow, &wrong())));
            let too_soon = [&taken, &free].map(|flow| words(house.auth.resend(&house.seat, flow.challenge)));
            house.pass(MINUTE);
            taken = house.auth.resend(&house.seat, taken.challenge).unwrap();
            free = house.auth.resend(&house.seat, free.challenge).unwrap();
            [answers, too_soon]
        })
        .collect();
    assert!(tries.iter().all(|[taken, free]| taken == free), "{tries:?}");
    assert_eq!(house.trail().len() - before, 3 * 2 * 2);
    let kinds: Vec<_> = house.post().iter().map(|letter| (letter.kind, letter.to.clone())).collect();
    assert_eq!(
        kinds,
        [
            (LetterKind::AlreadyRegistered, "mira@example.org".to_owned()),
            (LetterKind::VerifySignUp, "otto@example.org".to_owned())
        ],
        "one letter each; those before were overtaken"
    );
    // Signing in with the name that waits is the same, too.
    let parked = house.try_password("otto@example.org", crate::house::PASSWORD);
    assert!(matches!(parked, Ok(vestibule::auth::login::LogIn::NeedsVerification(_))));
}

#[test]
fn a_reset_looks_the_same_for_a_name_that_nobody_has() {
    for (exists, nobody) in [("mira", "otto"), ("mira@example.org", "otto@example.org"), ("mira", "§ §")] {
        let house = House::new();
        house.member("mira");
        let start = |typed: &str| house.auth.request_reset(&house.seat, &Identifier::parse(typed), typed).unwrap();
        let names = [exists, nobody];
        let mut first = names.map(start);
        let mut said = Vec::new();
        let mut say = |pair: [String; 2]| said.push(pair);
        say([&first[0], &first[1]].map(|flow| words(house.verify(flow, &wrong()))));
        // Asked for again within the cooldown: the letter on its way stands.
        let second = names.map(start);
        say([0, 1].map(|at| (second[at].challenge == first[at].challenge).to_string()));
        house.pass(MINUTE);
        let third = names.map(start);
        say([0, 1].map(|at| (third[at].challenge == first[at].challenge).to_string()));
        // The old flow is void, the new one goes on counting.
        say([&first[0], &first[1]].map(|flow| words(house.verify(flow, &wrong()))));
        say([&third[0], &third[1]].map(|flow| words(house.verify(flow, &wrong()))));
        say([&first[0], &first[1]].map(|flow| words(house.auth.resend(&house.seat, flow.challenge))));
        house.pass(MINUTE - SECOND);
        say([&first[0], &first[1]].map(|flow| words(house.auth.resend(&house.seat, flow.challenge))));
        house.pass(SECOND);
        first = [&first[0], &first[1]].map(|flow| house.auth.resend(&house.seat, flow.challenge).unwrap());
        assert_eq!(seen(&first[0]), seen(&first[1]));
        for _ in 0..4 {
            say([&first[0], &first[1]].map(|flow| words(house.verify(flow, &wrong()))));
        }
        house.pass(15 * MINUTE);
        say([&first[0], &first[1]].map(|flow| words(house.verify(flow, &wrong()))));
        assert!(said.iter().all(|[exists, nobody]| exists == nobody), "{said:#?}");
        assert!(house.post().iter().all(|letter| letter.to == "mira@example.org"), "nobody else is written to");
    }
}

#[test]
fn a_reset_writes_no_letter_to_who_is_closed_or_never_proved_the_address() {
    let house = House::new();
    let admin = house.admin();
    let mira = house.member("mira");
    house.act(&admin, Act::Suspend, mira.id).unwrap();
    house.auth.request_reset(&house.seat, &Identifier::parse("mira"), "mira").unwrap();
    assert!(house.post().is_empty());

    let house = House::new();
    house.set_up();
    house.post();
    house.auth.request_reset(&house.seat, &Identifier::parse("ada"), "ada").unwrap();
    assert!(house.post().is_empty());
}

#[test]
fn a_code_without_a_flow_is_wrong_in_one_way_only() {
    let house = House::new();
    house.member("mira");
    house.sign_up("nils");
    let mut answers: Vec<String> = Vec::new();
    for _ in 0..7 {
        for name in ["mira", "nils", "otto", "§", "mira@example.org", "otto@example.org"] {
            let target = Target::Who(Identifier::parse(name));
            answers.push(words(house.auth.verify(&house.seat, &target, &wrong(), None)));
        }
    }
    answers.dedup();
    assert_eq!(answers, ["That code is not right, or has run out."]);
    assert_eq!(house.count(AuditEvent::VerifyFailed), 42);
}

#[test]
fn every_wrong_sign_in_gets_one_sentence_and_one_audit_row() {
    let house = House::new();
    let admin = house.admin();
    house.member("mira");
    let closed = house.member("nils");
    house.act(&admin, Act::Suspend, closed.id).unwrap();
    house.create(&admin, "olga");
    house.sign_up("parked");
    let cases = [
        ("mira", "wrong password wrong"),
        ("mira", ""),
        ("nils", crate::house::PASSWORD),
        ("olga", ""),
        ("olga", crate::house::PASSWORD),
        ("otto", crate::house::PASSWORD),
        ("parked", "wrong password wrong"),
        ("§§§", crate::house::PASSWORD),
        ("mira@example.org", "x"),
    ];
    for (name, password) in cases {
        house.pass(10 * SECOND);
        let before = house.trail().len();
        assert_eq!(words(house.try_password(name, password)), "That name and password don't fit together.");
        assert_eq!(house.trail().len(), before + 1);
        assert_eq!(house.last_event().event, AuditEvent::LogInFailed);
    }
}

#[test]
fn what_is_no_name_is_not_kept() {
    let house = House::new();
    let typed = "my secret pass phrase!";
    let _ = house.try_password(typed, "x");
    house.auth.request_reset(&house.seat, &Identifier::parse(typed), typed).unwrap();
    let target = Target::Who(Identifier::parse(typed));
    let _ = house.auth.verify(&house.seat, &target, &wrong(), None);
    assert!(house.trail().iter().all(|row| row.subject.is_none()));
    assert!(!format!("{:?}", house.trail()).contains("secret"));
}
