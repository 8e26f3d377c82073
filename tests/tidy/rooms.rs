//! The table of rooms: what each may use. It is the one of ARCHITECTURE.md, as data.

use super::source::root;

/// A room, and what it may use. Whatever stands here in neither list is refused.
pub struct Room {
    /// Its name.
    pub name: &'static str,
    /// The other rooms it may enter.
    pub rooms: &'static [&'static str],
    /// The crates it may use.
    pub crates: &'static [&'static str],
    /// Paths it may not use, whatever they belong to.
    pub never: &'static [&'static str],
}

/// Reading a clock, drawing chance, touching the machine.
const OUTSIDE: &[&str] = &[
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::thread",
    "std::time::SystemTime",
    "SystemTime",
    "std::time::Instant::now",
    "Instant::now",
];

/// Every room there is.
pub static ROOMS: &[Room] = &[
    Room {
        name: "domain",
        rooms: &[],
        // Names and addresses are checked by those who know how (PRECIS, UTS #39, RFC 5322); ids are UUIDs, their
        // chance handed in; jiff knows how long a month is; thiserror writes the sentences of errors.
        crates: &[
            "jiff",
            "zeroize",
            "unicode_normalization",
            "unicode_security",
            "precis_core",
            "precis_profiles",
            "email_address",
            "uuid",
            "thiserror",
        ],
        never: OUTSIDE,
    },
    Room {
        name: "vault",
        rooms: &["domain"],
        // jsonwebtoken speaks serde; passwords are hashed in NFC; argon2, scrypt and pbkdf2 check the hashes
        // of older systems.
        crates: &[
            "argon2",
            "scrypt",
            "pbkdf2",
            "aws_lc_rs",
            "getrandom",
            "base64",
            "bcrypt",
            "jsonwebtoken",
            "serde",
            "serde_json",
            "totp_rs",
            "unicode_normalization",
            "zeroize",
            "thiserror",
        ],
        never: &["std::fs", "std::env", "std::net", "SystemTime", "std::time::SystemTime", "Instant::now"],
    },
    Room {
        name: "store",
        rooms: &["domain"],
        crates: &["rusqlite", "rusqlite_migration", "thiserror", "tracing"],
        never: &["std::env", "std::net", "SystemTime", "std::time::SystemTime"],
    },
    Room {
        name: "mail",
        rooms: &["domain", "store", "vault"],
        // jiff reads and writes the dates of HTTP and of letters.
        crates: &[
            "tokio",
            "reqwest",
            "lettre",
            "minijinja",
            "serde",
            "serde_json",
            "jiff",
            "thiserror",
            "tracing",
            "zeroize",
        ],
        never: &["std::env", "std::process", "std::thread"],
    },
    Room {
        // It knows rows and searches, and neither where they come from nor who asks. memchr looks through the text.
        name: "index",
        rooms: &["domain"],
        crates: &["memchr"],
        never: OUTSIDE,
    },
    Room {
        name: "auth",
        rooms: &["domain", "index", "store", "vault"],
        // zxcvbn guesses passwords; the policy compares them in NFC; base64 spells the database's name.
        crates: &["zxcvbn", "unicode_normalization", "base64", "zeroize", "thiserror", "tracing"],
        never: OUTSIDE,
    },
    Room {
        // The one clock of the program. It stands with the core, which is handed one everywhere else.
        name: "auth's clock",
        rooms: &["domain"],
        crates: &[],
        never: &[],
    },
    Room {
        name: "tui state",
        // Of the core only the types of requests and answers: there is no `Auth` here to call.
        rooms: &["auth", "domain", "tui"],
        // qrcode says which modules are dark; the kit draws them.
        crates: &["tui_input", "unicode_width", "thiserror", "qrcode"],
        never: &[
            "crate::auth::Auth",
            "crate::tui::runtime",
            "std::fs",
            "std::env",
            "std::net",
            "std::process",
            "std::thread",
            "std::io",
            "std::time::SystemTime",
            "SystemTime",
            "Instant::now",
            "std::time::Instant::now",
        ],
    },
    Room {
        name: "tui views and kit",
        rooms: &["auth", "domain", "tui"],
        // jiff puts moments into the words of the local calendar.
        crates: &["ratatui", "unicode_width", "tui_input", "jiff"],
        never: &[
            "crate::auth::Auth",
            "crate::tui::runtime",
            "std::fs",
            "std::env",
            "std::net",
            "std::process",
            "std::thread",
            "std::time::SystemTime",
            "SystemTime",
            "Instant::now",
            "std::time::Instant::now",
        ],
    },
    Room {
        name: "tui/runtime",
        rooms: &["auth", "changes", "domain", "mail", "transfer", "tui"],
        crates: &["ratatui", "crossterm", "tokio", "signal_hook", "rustix", "jiff", "zeroize", "thiserror", "tracing"],
        // Of the environment only TZ, for the zone of the screen; the configuration gets the rest as a parameter.
        never: &["std::env::vars", "std::env::vars_os", "std::env::args", "std::env::args_os", "std::net"],
    },
    Room {
        name: "config",
        // It turns what is written into what the core's policy and the screen are told.
        rooms: &["auth", "domain", "tui"],
        crates: &["toml", "thiserror"],
        never: &["std::env", "std::net", "std::process", "std::thread", "crate::auth::Auth"],
    },
    Room {
        name: "house",
        rooms: &["auth", "config", "domain", "mail", "store", "tui", "vault"],
        crates: &["tokio", "thiserror", "tracing"],
        never: &["std::env", "std::net"],
    },
    Room {
        // It looks at the database's log from outside, for the screen and for a command, which do not use each other.
        // rustix speaks inotify.
        name: "changes",
        rooms: &[],
        crates: &["rustix", "tokio", "tracing"],
        never: &["std::env", "std::net", "std::process", "std::thread"],
    },
    Room {
        // It asks the system for what std does not: that nobody looks into the process.
        name: "hardening",
        rooms: &[],
        crates: &["rustix", "thiserror"],
        never: &["std::env", "std::net", "std::fs", "std::thread"],
    },
    Room {
        // Files of accounts, in and out: for the commands and for the screen, which do not use each other. It reads and
        // writes files, hashes on every core, and asks the core about each row.
        name: "transfer",
        rooms: &["auth", "domain", "vault"],
        crates: &["csv", "jiff", "memchr", "serde", "serde_json", "thiserror"],
        never: &["std::env", "std::net", "std::process", "SystemTime", "std::time::SystemTime"],
    },
    Room {
        name: "cli",
        rooms: &["auth", "changes", "config", "domain", "house", "store", "transfer", "vault"],
        // age seals backups; rustix asks whose a file is, how much room is left, and for a password unseen.
        crates: &[
            "age",
            "rustix",
            "clap_complete",
            "clap_mangen",
            "clap",
            "etcetera",
            "jiff",
            "serde",
            "serde_json",
            "thiserror",
            "tracing",
            "tracing_subscriber",
            "unicode_width",
            "zeroize",
        ],
        never: &["std::net", "std::process"],
    },
    Room {
        name: "main",
        rooms: &["auth", "cli", "config", "domain", "hardening", "house", "tui"],
        crates: &["clap", "color_eyre", "thiserror", "zeroizing_alloc"],
        never: &["std::env", "std::net"],
    },
];

/// The room of a file below `src/`; the map of the house belongs to none and names all.
pub fn of(path: &str) -> Option<&'static Room> {
    let parts: Vec<&str> = path.strip_prefix("src/")?.trim_end_matches(".rs").split('/').collect();
    let name = match parts.as_slice() {
        ["lib" | "main"] => "main",
        ["auth", "clock"] => "auth's clock",
        ["tui", "runtime", ..] => "tui/runtime",
        ["tui", "kit", ..] | ["tui", .., "view"] => "tui views and kit",
        ["tui", ..] => "tui state",
        [room, ..] => *room,
        [] => return None,
    };
    ROOMS.iter().find(|room| room.name == name)
}

/// Whether a file below `src/` is there for tests only.
pub fn is_test(path: &str) -> bool {
    // The suite that every store must pass, and tests that stand in a file of their own; compiled for tests only.
    path.ends_with("/conformance.rs") || path.contains("/conformance/") || path.ends_with("/tests.rs")
}

/// The names of the dependencies, as code spells them.
pub fn dependencies() -> Vec<String> {
    let manifest: toml::Table = std::fs::read_to_string(root().join("Cargo.toml")).unwrap().parse().unwrap();
    manifest["dependencies"].as_table().unwrap().keys().map(|name| name.replace('-', "_")).collect()
}

impl Room {
    /// Why a path may not stand in a file of this room.
    pub fn refuses(&self, file: &str, path: &[String], crates: &[String]) -> Option<String> {
        let path = absolute(file, path);
        let spelled = path.join("::");
        let forbidden = |never: &&&str| spelled == **never || spelled.starts_with(&format!("{never}::"));
        if let Some(never) = self.never.iter().find(forbidden) {
            return Some(format!("{} never uses {never}", self.name));
        }
        let first = path.first()?.as_str();
        if (first == "crate" || first == "vestibule") && path.len() > 1 {
            let room = path[1].as_str();
            let own = of(file).is_some_and(|own| own.name.split(['/', ' ', '\'']).next() == Some(room));
            let known = ROOMS.iter().any(|known| known.name == room) || room == "tui";
            return (known && !own && !self.rooms.contains(&room))
                .then(|| format!("{} does not enter {room}", self.name));
        }
        let used = path.len() > 1 && crates.iter().any(|name| name == first);
        (used && !self.crates.contains(&first)).then(|| format!("{} does not use {first}", self.name))
    }
}

/// The path with a leading `super` resolved.
fn absolute(file: &str, path: &[String]) -> Vec<String> {
    let ups = path.iter().take_while(|part| *part == "super").count();
    if ups == 0 {
        return path.to_vec();
    }
    let mut module: Vec<String> = file.trim_end_matches(".rs").split('/').skip(1).map(str::to_owned).collect();
    if module.last().is_some_and(|last| last == "mod") {
        module.pop();
    }
    module.truncate(module.len().saturating_sub(ups));
    let mut whole = vec!["crate".to_owned()];
    whole.extend(module);
    whole.extend(path[ups..].iter().cloned());
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(file: &str, path: &str) -> bool {
        let path: Vec<String> = path.split("::").map(str::to_owned).collect();
        of(file).unwrap().refuses(file, &path, &dependencies()).is_some()
    }

    #[test]
    fn the_table_can_refuse() {
        for (file, path) in [
            ("src/domain/role.rs", "crate::store::Tx"),
            ("src/domain/role.rs", "std::time::SystemTime"),
            ("src/domain/role.rs", "tokio::spawn"),
            ("src/store/sqlite/mod.rs", "crate::auth::Auth"),
            ("src/store/sqlite/mod.rs", "super::super::super::vault::Vault"),
            ("src/auth/login.rs", "super::super::tui::Model"),
            ("src/auth/login.rs", "ratatui::Frame"),
            ("src/tui/update.rs", "ratatui::Frame"),
            ("src/tui/update.rs", "Instant::now"),
            ("src/tui/update.rs", "crate::store::Store"),
            ("src/tui/screen/login/mod.rs", "crate::auth::Auth"),
            ("src/tui/screen/login/mod.rs", "super::super::runtime::run"),
            ("src/tui/screen/login/view.rs", "crate::mail::spawn"),
            ("src/tui/runtime/mod.rs", "crate::cli::run"),
            ("src/cli/mod.rs", "crate::tui::runtime::run"),
        ] {
            assert!(refused(file, path), "{file}: {path}");
        }
    }

    #[test]
    fn the_table_can_allow() {
        for (file, path) in [
            ("src/domain/role.rs", "std::fmt"),
            ("src/domain/account.rs", "super::Role"),
            ("src/store/sqlite/mod.rs", "super::super::Tx"),
            ("src/auth/login.rs", "crate::store::Tx"),
            ("src/auth/clock.rs", "std::time::SystemTime"),
            ("src/tui/update.rs", "std::time::Instant"),
            ("src/tui/screen/login/view.rs", "ratatui::Frame"),
            ("src/tui/runtime/mod.rs", "crate::auth::Auth"),
            ("src/main.rs", "vestibule::tui::runtime::run"),
        ] {
            assert!(!refused(file, path), "{file}: {path}");
        }
    }
}
