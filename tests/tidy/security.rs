//! What no source may do, and what `SECURITY.md` has to say: held against each other.

use vestibule::auth::matrix::{Operation, allows};
use vestibule::auth::policy::Policy;
use vestibule::config::SETTINGS;
use vestibule::domain::{AuditEvent, DisplayName, EmailAddress, LetterRow, Role, Seat, Username};
use vestibule::mail::Patience;
use vestibule::tui::msg::Input;
use vestibule::vault::Tokens;

use super::rooms;
use super::source::{Source, files, paths, root};
use super::{none, rust};

/// The sources of the program, without those of tests.
fn program() -> Vec<Source> {
    files("src").into_iter().filter(|file| file.path.ends_with(".rs") && !rooms::is_test(&file.path)).collect()
}

fn manifest() -> toml::Table {
    std::fs::read_to_string(root().join("Cargo.toml")).unwrap().parse().unwrap()
}

/// The page on one line.
fn page() -> String {
    let page = std::fs::read_to_string(root().join("SECURITY.md")).unwrap();
    page.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Complains of each path that leads to one of these places, outside the files where it may.
fn never(places: &[&str], but_in: &[&str]) {
    let mut complaints = Vec::new();
    for file in program().iter().filter(|file| !but_in.contains(&file.path.as_str())) {
        for path in paths(&file.words()) {
            let path = path.join("::");
            if places.iter().any(|place| path == *place || path.starts_with(&format!("{place}::"))) {
                complaints.push(format!("{}: {path}", file.path));
            }
        }
    }
    none(&complaints);
}

#[test]
fn no_other_program_is_started() {
    never(
        &["std::process::Command", "process::Command", "tokio::process", "rustix::runtime", "std::os::unix::process"],
        &[],
    );
}

#[test]
fn nothing_listens() {
    never(&["std::net", "std::os::unix::net", "tokio::net"], &["src/mail/transport/mailjet/mod.rs"]);
    // There it is the address of the service that is looked at, and nothing is opened.
    let mailjet = program().into_iter().find(|file| file.path == "src/mail/transport/mailjet/mod.rs").unwrap();
    let used: Vec<_> = paths(&mailjet.words()).into_iter().map(|path| path.join("::")).collect();
    assert_eq!(used.iter().filter(|path| path.starts_with("std::net")).collect::<Vec<_>>(), ["std::net::IpAddr"]);
}

#[test]
fn chance_comes_from_the_system_alone() {
    never(&["getrandom"], &["src/vault/entropy.rs"]);
    never(&["aws_lc_rs::rand", "rand", "fastrand", "rand_core", "oorandom"], &[]);
    let mut complaints = Vec::new();
    for file in program() {
        let words = file.words();
        // Random and time-made identifiers get their chance handed in; those of crates draw their own.
        for word in ["new_v4", "now_v7", "thread_rng", "OsRng", "SystemRandom", "RandomState"] {
            if words.iter().any(|found| found == word) {
                complaints.push(format!("{}: {word}", file.path));
            }
        }
    }
    none(&complaints);
    let crates = rooms::dependencies();
    assert!(!crates.iter().any(|name| name == "rand" || name == "fastrand"), "another source of chance");
}

#[test]
fn certificates_are_never_waved_through() {
    let mut complaints = Vec::new();
    for file in program() {
        for word in file.words() {
            if word.starts_with("danger_")
                || word == "dangerous"
                || word.contains("NoVerif")
                || word == "add_root_certificate"
                || word == "tls_certs_only"
            {
                complaints.push(format!("{}: {word}", file.path));
            }
        }
    }
    none(&complaints);
}

#[test]
fn sql_is_never_put_together_from_what_was_typed() {
    // Where statements are made of parts. Each part is a constant, or a `&'static str` of the code's own tables.
    const MADE_OF_PARTS: [&str; 5] = [
        "src/store/sqlite/list.rs",
        "src/store/sqlite/accounts.rs",
        "src/store/sqlite/files.rs",
        "src/store/sqlite/outbox.rs",
        "src/store/sqlite/audit_list.rs",
    ];
    const WORDS: [&str; 8] =
        ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", " WHERE ", "PRAGMA ", " ORDER BY ", " AND instr("];
    let mut complaints = Vec::new();
    for file in program() {
        let code = file.text.split("#[cfg(test)]").next().unwrap_or_default();
        for literal in code.split("format!(").skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"')) {
            let literal = literal.split('"').next().unwrap_or_default();
            let constant = |part: &str| {
                let name = part.split('}').next().unwrap_or_default();
                !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c == '_')
            };
            let made = WORDS.iter().any(|word| literal.contains(word)) && !literal.split('{').skip(1).all(constant);
            if made && !MADE_OF_PARTS.contains(&file.path.as_str()) {
                complaints.push(format!("{}: {literal}", file.path));
            }
        }
    }
    none(&complaints);
    let list = std::fs::read_to_string(root().join(MADE_OF_PARTS[0])).unwrap();
    let parts = list.split_once("struct List<'a> {").and_then(|(_, rest)| rest.split_once("\n}")).unwrap().0;
    for part in ["columns", "table", "key", "from", "text"] {
        assert!(parts.contains(&format!("pub {part}: &'static str,")), "{part} of a list is no constant");
    }
    assert!(parts.contains("pub filter: Filter,"));
    let filter = list.split_once("impl Filter {").and_then(|(_, rest)| rest.split_once("\n}")).unwrap().0;
    assert_eq!(filter.matches("sql: &'static str").count(), 2, "a filter is made of constants");
    assert_eq!(filter.matches("pub fn ").count(), 4, "a filter has no other way in");
    assert!(parts.contains("pub order: &'static [&'static str],"));
    let outbox = std::fs::read_to_string(root().join("src/store/sqlite/outbox.rs")).unwrap();
    assert!(outbox.contains("fn drop_those_of(conn: &Connection, challenges: &'static str,"));
    let audit = std::fs::read_to_string(root().join("src/store/sqlite/audit_list.rs")).unwrap();
    for part in ["from: &'static str,", "condition: &'static str,", "rest: Filter,", "columns: &'static str,"] {
        assert!(audit.contains(part), "{part} of the audit's list is no constant");
    }
}

#[test]
fn a_release_minds_overflow_and_has_no_debug_switch() {
    let manifest = manifest();
    assert_eq!(manifest["profile"]["release"]["overflow-checks"].as_bool(), Some(true));
    assert_eq!(manifest["profile"]["dist"]["inherits"].as_str(), Some("release"));
    assert!(!manifest["profile"]["dist"].as_table().unwrap().contains_key("overflow-checks"));
    assert!(!manifest.contains_key("features"), "a build with other features would be another program");
    assert_eq!(manifest["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
    let mut complaints = Vec::new();
    for file in program() {
        for word in file.words() {
            if ["debug_assertions", "unsafe", "set_var"].contains(&word.as_str()) {
                complaints.push(format!("{}: {word}", file.path));
            }
        }
    }
    none(&complaints);
}

#[test]
fn nothing_is_written_past_the_screen() {
    let mut complaints = Vec::new();
    for file in program() {
        for pair in file.words().windows(2) {
            if ["print", "println", "eprint", "eprintln", "dbg"].contains(&pair[0].as_str()) && pair[1] == "!" {
                complaints.push(format!("{}: {}!", file.path, pair[0]));
            }
        }
    }
    none(&complaints);
}

#[test]
fn no_key_lies_in_the_repository() {
    // Spelled in halves, for this file is looked at, too.
    let marks = [concat!("PRIVATE", " KEY-----"), concat!("AK", "IA"), concat!("gh", "p_"), concat!("sk_", "live_")];
    let mut complaints = Vec::new();
    for file in files("") {
        for mark in marks {
            if file.text.contains(mark) && !file.path.ends_with(".lock") {
                complaints.push(format!("{}: {mark}", file.path));
            }
        }
        if file.path.ends_with("secret.key") || file.path.ends_with(".db") {
            complaints.push(file.path);
        }
    }
    none(&complaints);
}

#[test]
fn no_setting_ages_a_password() {
    for setting in SETTINGS.iter().filter(|setting| setting.key.starts_with("password")) {
        for word in ["expir", "age", "days", "history", "rotat", "classes", "require"] {
            assert!(!setting.key.contains(word), "{}", setting.key);
        }
    }
}

#[test]
fn the_numbers_of_the_security_page_are_those_of_the_code() {
    let policy = Policy::default();
    let patience = Patience::default();
    let (minutes, hours) =
        (|span: std::time::Duration| span.as_secs() / 60, |span: std::time::Duration| span.as_secs() / 3600);
    let common = include_str!("../../assets/words/common_passwords.txt").lines().count();
    let cost = std::fs::read_to_string(root().join("src/house.rs")).unwrap();
    let cost = cost.split_once("const BCRYPT_COST: u32 = ").unwrap().1.split_once(';').unwrap().0.to_owned();
    let page = page();
    for sentence in [
        format!("At least {} characters;", policy.password_min),
        format!("At most {}. Every code point counts once", policy.password_max),
        format!("whatever zxcvbn scores below {} of 4", policy.password_score),
        format!("the {},{:03} most common passwords", common / 1000, common % 1000),
        format!("{} to {} characters, see above", policy.password_min, policy.password_max),
        format!("code of {} minutes or token of {} hours, once", minutes(policy.code_ttl), hours(policy.link_ttl)),
        format!(
            "{} tries an hour for each address and purpose",
            ["no", "one", "two", "three", "four", "five"][policy.code_tries as usize]
        ),
        format!("Letters to one address: {} s apart", policy.resend_cooldown.as_secs()),
        format!("{} elsewhere; {} hours in all", minutes(policy.session_idle), hours(policy.session_absolute)),
        format!("| username | {} to {} characters", Username::MIN_CHARS, Username::MAX_CHARS),
        format!("| address | at most {} plain characters", EmailAddress::MAX_CHARS),
        format!("| display name | at most {} characters", DisplayName::MAX_CHARS),
        format!("| seat | at most {} characters", Seat::MAX_CHARS),
        format!("a signed JWT of at most {} bytes", Tokens::MAX_BYTES),
        format!("| a paste | at most {} bytes", Input::MAX_PASTE),
        format!(
            "waits {} s for a connection and {} s for an answer",
            patience.connect.as_secs(),
            patience.whole.as_secs()
        ),
        format!("is tried {} times", LetterRow::MOST_TRIES),
        format!("| `bcrypt` | passwords, cost {cost} |"),
    ] {
        assert!(page.contains(&sentence), "SECURITY.md does not say: {sentence}");
    }
    assert_eq!(hours(policy.code_tries_window), 1);
}

/// Rows of a table that the page lacks.
fn lacking(rows: impl Iterator<Item = String>) {
    let page = std::fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let missing: Vec<String> = rows.filter(|row| !page.lines().any(|line| line == row)).collect();
    assert!(missing.is_empty(), "SECURITY.md lacks these rows, or has older ones:\n{}", missing.join("\n"));
}

#[test]
fn the_security_page_lists_what_each_role_may_do() {
    let mark = |role, operation| if allows(role, operation) { "yes" } else { "no" };
    lacking(Operation::ALL.iter().map(|operation| {
        let name = operation.as_str();
        let [user, helper, admin] = Role::ALL.map(|role| mark(role, *operation));
        format!("| `{name}` | {user} | {helper} | {admin} |")
    }));
}

#[test]
fn the_security_page_lists_every_event_of_the_audit() {
    lacking(AuditEvent::ALL.iter().map(|event| format!("| `{}` | {} |", event.as_str(), event.words())));
}

#[test]
fn the_security_page_lists_every_library_that_does_cryptography() {
    const SIGNS: [&str; 24] = [
        "aws-lc",
        "ring",
        "rustls",
        "bcrypt",
        "argon2",
        "scrypt",
        "pbkdf2",
        "sha1",
        "sha2",
        "sha3",
        "md5",
        "hmac",
        "hkdf",
        "aes",
        "chacha",
        "poly1305",
        "ed25519",
        "dalek",
        "rsa",
        "jsonwebtoken",
        "totp",
        "getrandom",
        "openssl",
        "blake",
    ];
    let manifest = manifest();
    let page = page();
    let used =
        manifest["dependencies"].as_table().unwrap().keys().filter(|name| SIGNS.iter().any(|sign| name.contains(sign)));
    for name in used {
        assert!(page.contains(&format!("`{name}`")), "SECURITY.md does not say what {name} does");
    }
    // One library for each: no second one slips in with a dependency's feature.
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
    for other in ["rsa", "openssl-sys", "native-tls", "md-5"] {
        assert!(!lock.contains(&format!("name = \"{other}\"\n")), "{other} is in the tree");
    }
}

#[test]
fn every_source_is_looked_at() {
    assert!(program().len() > 100 && rust().len() > program().len());
    assert!(program().iter().any(|file| file.path == "src/main.rs"));
}
