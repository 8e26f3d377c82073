//! What reaches the database, and what lies there.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rusqlite::Connection;
use vestibule::auth::act::Act;
use vestibule::domain::text::fold;
use vestibule::domain::{AccountQuery, AuditQuery, AuditSearch, LetterKind, LetterQuery, Search};

use crate::corpus::LINES;
use crate::house::{House, PASSWORD, address};

#[test]
fn a_search_is_only_ever_a_search() {
    let house = House::new();
    let admin = house.admin();
    house.member("mira");
    let content = |house: &House| (house.account("ada"), house.account("mira"), house.trail());
    let before = content(&house);
    for line in LINES {
        let search = (*line).to_owned();
        let accounts =
            AccountQuery { search: Search::parse(&search, house.now()).unwrap(), limit: 9, ..AccountQuery::default() };
        let audit = AuditQuery { search: AuditSearch::words(&search), limit: 9, ..AuditQuery::default() };
        let letters = LetterQuery { search, limit: 9, ..LetterQuery::default() };
        // Found is who has every word of it, each character standing for itself.
        let has = |text: &str| fold(line).split_whitespace().all(|word| text.contains(word));
        let expected = ["ada ada@example.org", "mira mira@example.org"].iter().filter(|text| has(text)).count();
        let found = house.auth.accounts(&admin, &accounts).unwrap().rows.len();
        assert_eq!(found, expected, "{line:?}");
        let elsewhere = [
            house.auth.audit(&admin, &audit).unwrap().rows.len(),
            house.auth.letters(&admin, &letters).unwrap().rows.len(),
        ];
        assert!(expected > 0 || elsewhere == [0, 0], "{line:?}");
        let operator = house.auth.operator();
        assert_eq!(operator.accounts(&accounts).unwrap().rows.len(), found);
        assert!(house.try_password(line, line).is_err(), "{line:?}");
    }
    let after = content(&house);
    assert_eq!((&before.0, &before.1), (&after.0, &after.1));
    assert_eq!(before.2, after.2[..before.2.len()], "what was noted stays");
}

/// Every byte of the database and what lies beside it, each as one character: texts are searched fast.
fn bytes_beside(file: &Path) -> String {
    let files = std::fs::read_dir(file.parent().unwrap()).unwrap();
    files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).map(char::from).collect()
}

/// A text in the spellings in which it might have been kept.
fn spellings(text: &str) -> [String; 6] {
    let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    [
        text.to_owned(),
        STANDARD.encode(text).trim_end_matches('=').to_owned(),
        URL_SAFE_NO_PAD.encode(text),
        hex.to_uppercase(),
        hex,
        text.encode_utf16().flat_map(u16::to_le_bytes).map(char::from).collect(),
    ]
}

fn lies_there(bytes: &str, text: &str) -> bool {
    spellings(text).iter().any(|spelled| bytes.contains(spelled))
}

#[test]
fn what_opens_a_door_lies_nowhere_in_the_clear() {
    let house = House::new();
    let admin = house.admin();
    house.member("mira");
    let session = house.log_in("mira").token;
    house.act(&admin, Act::SendReset, house.account("mira").id).unwrap();
    house.sign_up("olga");
    let mut waiting = bytes_beside(house.store.path());
    let mut secrets = vec![PASSWORD.to_owned(), house.master.to_text().expose().to_owned()];
    for token in [&admin, &session] {
        secrets.push(token.expose().to_owned());
        secrets.push(token.expose().rsplit('.').next().unwrap().to_owned());
    }
    let post = house.post();
    assert_eq!(post.len(), 2);
    for letter in post {
        let code = letter.code_text().unwrap();
        secrets.extend([format!("{}-{}", &code[..4], &code[4..]), code]);
        let token = letter.token_text().unwrap();
        secrets.extend(token.split('.').map(str::to_owned));
    }
    waiting.push_str(&bytes_beside(house.store.path()));
    assert!(lies_there(&waiting, "mira") && lies_there(&waiting, &address("olga")), "the search can find");
    for secret in secrets {
        assert!(!lies_there(&waiting, &secret), "{secret} lies in a file");
    }
}

#[test]
fn the_database_has_no_room_for_hints_and_takes_no_wrong_type() {
    let house = House::new();
    let conn = Connection::open(house.store.path()).unwrap();
    let mut tables = conn.prepare("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'").unwrap();
    let tables: Vec<(String, bool)> =
        tables.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    assert!(tables.len() > 8);
    for (table, strict) in tables.iter().filter(|(name, _)| !name.starts_with("sqlite_")) {
        assert!(strict, "{table} takes any type");
        let mut columns = conn.prepare("SELECT name FROM pragma_table_info(?)").unwrap();
        let columns = columns.query_map([table], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap);
        for column in columns {
            for word in ["hint", "question", "answer", "mother", "birth", "expires_password", "password_expires"] {
                assert!(!column.contains(word), "{table}.{column}");
            }
        }
    }
}

#[test]
fn a_new_house_knows_nobody() {
    let house = House::new();
    assert!(house.auth.needs_set_up().unwrap());
    for name in ["admin", "root", "vestibule", "ada", "test", "guest"] {
        for password in ["", "admin", "password", "vestibule", "changeme", PASSWORD] {
            assert!(house.try_password(name, password).is_err(), "{name} {password}");
        }
    }
    assert!(house.post().is_empty());
}

#[test]
fn what_people_change_of_themselves_touches_no_right() {
    let house = House::new();
    house.admin();
    let before = house.member("mira");
    let token = house.log_in("mira").token;
    let (auth, seat) = (&house.auth, &house.seat);
    for line in LINES {
        if let Ok(name) = vestibule::domain::DisplayName::parse(line) {
            auth.change_details(seat, &token, name).unwrap();
        }
    }
    auth.change_password(seat, &token, PASSWORD.into(), crate::house::OTHER_PASSWORD.into()).unwrap();
    auth.request_email(seat, &token, "new@example.org".parse().unwrap()).unwrap();
    let letter = house.post().into_iter().find(|letter| letter.kind == LetterKind::ConfirmEmail).unwrap();
    auth.confirm_email(seat, &token, &letter.code()).unwrap();
    let after = house.account("mira");
    assert_eq!(
        (after.id, &after.username, after.role, after.status),
        (before.id, &before.username, before.role, before.status)
    );
    assert_eq!((after.created_at, after.email.as_str()), (before.created_at, "new@example.org"));
}
