//! Keys are replaced while other processes go on.

use vestibule::auth::challenge::Target;
use vestibule::auth::login::LogInError;
use vestibule::auth::rotate::{KeyRow, RotateError, RotateKeys, Rotated};
use vestibule::domain::{Account, AuditEvent, KeyUse, LetterKind, Party, PasswordHash, Seat, Totp};
use vestibule::store;
use vestibule::vault::{OsEntropy, TotpSecret};

use crate::house::{HOUR, House, PASSWORD, SECOND, address};

fn try_rotate(house: &House, uses: &[KeyUse], drop_oldest: bool) -> Result<Rotated, RotateError> {
    house.auth.operator().rotate_keys(&house.seat, &RotateKeys { uses: uses.to_vec(), drop_oldest })
}

fn rotate(house: &House, uses: &[KeyUse]) -> Rotated {
    try_rotate(house, uses, false).unwrap()
}

fn keys(house: &House, purpose: KeyUse) -> Vec<KeyRow> {
    let mut keys = house.auth.operator().keys().unwrap();
    keys.retain(|key| key.purpose == purpose);
    keys
}

fn names(house: &House, purpose: KeyUse) -> Vec<String> {
    keys(house, purpose).into_iter().map(|key| key.name).collect()
}

fn hash(house: &House, username: &str) -> PasswordHash {
    house.account(username).password.unwrap()
}

/// Gives an account a second factor.
fn enrol(house: &House, username: &str) -> TotpSecret {
    let (account, secret) = (house.account(username).id, TotpSecret::generate(&OsEntropy));
    let sealed = house.vault.seal_totp(account, &secret).unwrap();
    let totp = Totp { account, sealed, created_at: house.now(), confirmed_at: None, last_step: 0 };
    store::write(house.store.as_ref(), |tx| tx.put_totp(&totp)).unwrap();
    secret
}

#[test]
fn everything_goes_on_next_door() {
    let house = House::new();
    house.member("mira");
    let secret = enrol(&house, "mira");
    let token = house.log_in("mira").token;
    let flow = house.sign_up("noor");
    let other = house.next_door();
    let stale = house.next_door();

    let rotated = rotate(&house, &KeyUse::ALL);
    assert_eq!((rotated.resealed, rotated.unreadable, rotated.waiting, rotated.lost), (2, 0, 2, 0));
    assert_eq!(rotated.keys.len(), 3);
    assert!(rotated.keys.iter().all(|key| key.removed.is_empty()));

    // The first thing that happens over there uses the new keys.
    assert!(other.is_signed_in(&token), "a session from before");
    let letter = other.letter(LetterKind::VerifySignUp, &address("noor"));
    other.verify(&flow, &letter.token()).unwrap();
    let totp = other.peek(|tx| tx.totp(other.account("mira").id)).unwrap();
    let opened = other.vault.open_totp(totp.account, &totp.sealed).unwrap();
    assert_eq!(opened.code_at(house.now()).unwrap().expose(), secret.code_at(house.now()).unwrap().expose());
    assert_eq!(totp.sealed.first(), Some(&2));
    for username in ["mira", "noor"] {
        assert!(hash(&house, username).as_str().starts_with("v1:bcrypt-hmac256:k1:"));
        other.log_in(username);
        let upgraded = hash(&house, username);
        assert!(upgraded.as_str().starts_with("v1:bcrypt-hmac256:k2:"));
        other.log_in(username);
        assert_eq!(hash(&house, username), upgraded, "once");
    }

    // And here what is made over there, also where nothing has happened since.
    let token = other.log_in("mira").token;
    assert!(house.is_signed_in(&token) && stale.is_signed_in(&token));
    let row = house.trail().into_iter().find(|row| row.event == AuditEvent::KeysRotated).unwrap();
    let new = |at: usize| rotated.keys[at].new.as_str();
    assert_eq!(row.actor, Party::operator());
    assert_eq!(row.after.unwrap(), format!("signing {}, sealing 2, pepper k2", new(0)));
    assert!(row.before.unwrap().ends_with(", sealing 1, pepper k1"));
}

#[test]
fn a_link_that_was_signed_with_a_new_key_opens_where_nothing_has_happened_since() {
    let house = House::new();
    let stale = house.next_door();
    rotate(&house, &[KeyUse::Signing]);
    let flow = house.sign_up("mira");
    let letter = house.letter(LetterKind::VerifySignUp, &address("mira"));
    stale.auth.verify(&stale.seat, &Target::Flow(flow.challenge), &letter.token(), None).unwrap();
    assert!(house.find("mira").is_some());
}

#[test]
fn only_what_is_asked_for_is_replaced() {
    for purpose in KeyUse::ALL {
        let house = House::new();
        let before: Vec<_> = KeyUse::ALL.iter().map(|purpose| names(&house, *purpose)).collect();
        let rotated = rotate(&house, &[purpose]);
        assert_eq!(rotated.keys.iter().map(|key| key.purpose).collect::<Vec<_>>(), [purpose]);
        for (at, other) in KeyUse::ALL.into_iter().enumerate() {
            assert_eq!(names(&house, other).len(), if other == purpose { 2 } else { 1 });
            assert!(names(&house, other).contains(&before[at][0]));
        }
    }
    let house = House::new();
    let generation = house.peek(|tx| tx.key_generation());
    rotate(&house, &[]);
    assert_eq!((house.peek(|tx| tx.key_generation()), house.trail().len()), (generation, 0));
}

#[test]
fn what_still_needs_the_oldest_pepper_is_not_lost_by_accident() {
    let house = House::new();
    house.member("mira");
    house.member("noor");
    house.sign_up("parked");
    // One that was imported and is wrapped with our pepper.
    let account = house.account("mira");
    let wrapped = account.password.as_ref().unwrap().as_str().replace("v1:", "i1:sha256+");
    let parcel = Account { password: Some(PasswordHash::new(wrapped)), ..account };
    rotate(&house, &[KeyUse::Pepper]);
    house.log_in("noor");
    let own = house.account("mira").password;
    store::write(house.store.as_ref(), |tx| tx.update_account(&parcel)).unwrap();
    let counted: Vec<_> = keys(&house, KeyUse::Pepper).into_iter().map(|key| (key.name, key.hashes)).collect();
    assert_eq!(counted, [("k2".to_owned(), Some(1)), ("k1".to_owned(), Some(2))]);

    let (ring, rows) = (house.peek(|tx| tx.key_ring()), house.trail().len());
    let refused = try_rotate(&house, &KeyUse::ALL, false).unwrap_err();
    let sentence = refused.to_string();
    assert!(sentence.starts_with("Passwords and recovery codes that still need pepper k1"), "{sentence}");
    assert!(sentence.contains(": 2.") && sentence.contains("--drop-oldest"), "{sentence}");
    assert_eq!((house.peek(|tx| tx.key_ring()), house.trail().len()), (ring, rows), "nothing was changed");
    house.log_in("noor");

    let account = house.account("mira");
    store::write(house.store.as_ref(), |tx| tx.update_account(&Account { password: own.clone(), ..account.clone() }))
        .unwrap();
    let rotated = try_rotate(&house, &[KeyUse::Pepper], true).unwrap();
    assert_eq!((rotated.lost, rotated.waiting, rotated.keys[0].removed.as_slice()), (2, 1, &["k1".to_owned()][..]));
    assert_eq!(names(&house, KeyUse::Pepper), ["k3", "k2"]);
    assert!(matches!(house.try_password("mira", PASSWORD), Err(LogInError::Refused)));
    house.log_in("noor");
    // Nobody needs the oldest one now.
    rotate(&house, &[KeyUse::Pepper]);
    assert_eq!(names(&house, KeyUse::Pepper), ["k4", "k3"]);
    house.log_in("noor");
}

#[test]
fn a_process_that_slept_through_two_rotations_hashes_with_the_newest_pepper() {
    let house = House::new();
    let sleeper = house.next_door();
    rotate(&house, &[KeyUse::Pepper]);
    rotate(&house, &[KeyUse::Pepper]);
    let flow = sleeper.sign_up("mira");
    let letter = sleeper.letter(LetterKind::VerifySignUp, &address("mira"));
    sleeper.verify(&flow, &letter.code()).unwrap();
    assert!(hash(&house, "mira").as_str().starts_with("v1:bcrypt-hmac256:k3:"));
    house.log_in("mira");
}

#[test]
fn an_old_signing_key_checks_as_long_as_its_tokens_live() {
    let house = House::new();
    let flow = house.sign_up("mira");
    let first = names(&house, KeyUse::Signing);
    rotate(&house, &[KeyUse::Signing]);
    house.pass(24 * HOUR - SECOND);
    rotate(&house, &[KeyUse::Signing]);
    assert_eq!(names(&house, KeyUse::Signing).len(), 3);
    let letter = house.letter(LetterKind::VerifySignUp, &address("mira"));
    house.verify(&flow, &letter.token()).unwrap();
    house.pass(SECOND + SECOND);
    let rotated = rotate(&house, &[KeyUse::Signing]);
    assert_eq!(rotated.keys[0].removed, first);
    assert_eq!(names(&house, KeyUse::Signing).len(), 3);
}

#[test]
fn what_can_not_be_opened_keeps_nothing_else_back() {
    let house = House::new();
    house.sign_up("mira");
    house.sign_up("noor");
    let damaged = house.peek(|tx| tx.sealed_letters())[0].0;
    store::write(house.store.as_ref(), |tx| tx.reseal_letter(damaged, b"\x01nonsense")).unwrap();
    let rotated = rotate(&house, &[KeyUse::Sealing]);
    assert_eq!((rotated.resealed, rotated.unreadable), (1, 1));
    for (id, sealed) in house.peek(|tx| tx.sealed_letters()) {
        assert_eq!(house.vault.open_letter(id, &sealed).is_ok(), id != damaged);
    }
    let rotated = rotate(&house, &[KeyUse::Sealing]);
    assert_eq!(rotated.keys[0].removed, ["1"]);
    assert_eq!(names(&house, KeyUse::Sealing), ["3", "2"]);
}

#[test]
fn nothing_is_sealed_or_signed_with_a_key_that_is_gone() {
    let house = House::new();
    let doors: Vec<_> = (0..3).map(|_| house.next_door()).collect();
    let flows: Vec<_> = std::thread::scope(|scope| {
        let work = |(number, door): (usize, &House)| {
            // Sign-ups are counted by terminal.
            let sign_up = |round| {
                let (username, seat) =
                    (format!("person{number}x{round}"), Seat::new(&format!("desk {number}.{round}")));
                let form = door.form(&username, &address(&username));
                (door.auth.sign_up(&seat, form).unwrap(), username)
            };
            (0..15).map(sign_up).collect::<Vec<_>>()
        };
        let running: Vec<_> = doors.iter().enumerate().map(|job| scope.spawn(move || work(job))).collect();
        for _ in 0..20 {
            rotate(&house, &[KeyUse::Signing, KeyUse::Sealing]);
        }
        running.into_iter().flat_map(|run| run.join().unwrap()).collect()
    });
    assert_eq!(flows.len(), 45);
    let post = house.post();
    for (flow, username) in &flows {
        let letter = post.iter().find(|post| post.to == address(username)).unwrap();
        house.verify(flow, &letter.token()).unwrap();
    }
}
