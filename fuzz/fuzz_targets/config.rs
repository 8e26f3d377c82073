//! Configurations: every file, environment and set of flags is taken or refused with a sentence that says where.
//!
//! Input: the file; after a line `---`, lines `NAME=value` of the environment and `--key=value` of flags. `@` stands
//! for a secret, where a secret may stand.
#![no_main]

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use vestibule::config::{Config, ConfigError, Environment, Flag, Flags, SETTINGS};
use vestibule_fuzz::{is_visible, text};

/// In no setting but those for keys.
const SECRET: &str = "9f3kQz7Lw2";

/// The file that is read, alone to its owner, as one with keys in it must be.
static FILE: LazyLock<PathBuf> =
    LazyLock::new(|| std::env::temp_dir().join(format!("vestibule-fuzz-{}.toml", std::process::id())));

fn write(bytes: &[u8]) {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&*FILE).expect("a writable place");
    file.write_all(bytes).expect("room for a file");
}

fn split(data: &[u8]) -> (&[u8], &[u8]) {
    const LINE: &[u8] = b"\n---\n";
    match data.windows(LINE.len()).position(|window| window == LINE) {
        Some(at) => (&data[..at], &data[at + LINE.len()..]),
        None => (data, &[]),
    }
}

fn surroundings(lines: &[u8]) -> (Environment, Flags) {
    let mut env = Environment { home: Some("/home/mira".into()), working_dir: "/tmp".into(), ..Environment::default() };
    let mut flags = Flags { config: Some(FILE.clone()), set: Vec::new() };
    for line in lines.split(|byte| *byte == b'\n') {
        let Some(at) = line.iter().position(|byte| *byte == b'=') else { continue };
        let (name, value) = (text(&line[..at]).into_owned(), &line[at + 1..]);
        if let Some(key) = name.strip_prefix("--") {
            flags.set.push(Flag { name: "--set", key: key.to_owned(), value: OsString::from_vec(value.to_vec()) });
            continue;
        }
        let secret = SETTINGS.iter().any(|setting| {
            setting.secret && (setting.variable() == name || setting.plain.is_some_and(|plain| plain.variable == name))
        });
        let value = match value {
            // No file of this machine is opened but the one that was written for it.
            _ if name.ends_with("_FILE") => FILE.clone().into_os_string(),
            [b'@', rest @ ..] if secret => OsString::from_vec([SECRET.as_bytes(), rest].concat()),
            _ => OsString::from_vec(value.to_vec()),
        };
        env.variables.insert(name, value);
    }
    (env, flags)
}

/// A line of the file, or a setting by either of its names.
fn names_a_place(words: &str, file: &Path, lines: usize) -> bool {
    let in_file = words.strip_prefix(&format!("{}:", file.display()));
    let number = in_file.map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>());
    match number {
        Some(number) => number.parse::<usize>().is_ok_and(|line| (1..=lines + 1).contains(&line)),
        None => SETTINGS.iter().any(|setting| words.contains(setting.key) || words.contains(&setting.variable())),
    }
}

fn check_refusal(error: &ConfigError, file: &str) {
    let words = error.to_string();
    assert!(!words.contains(SECRET), "a secret is told");
    assert!(words.chars().all(is_visible), "{words:?}");
    assert!(words.len() < 2_000, "{} bytes of words", words.len());
    let unreadable = matches!(error, ConfigError::Unreadable { .. });
    assert!(unreadable || names_a_place(&words, &FILE, file.lines().count()), "it does not say where: {words}");
    if let ConfigError::Value { key, found, .. } = error {
        let secret = SETTINGS.iter().any(|setting| setting.secret && setting.key == *key);
        assert!(!secret || found == "not a key", "{key}: {found}");
    }
}

fn check(config: &Config) {
    assert!(!format!("{config:?}").contains(SECRET), "a secret is in Debug");
    for entry in config.entries() {
        let shown = entry.value.as_ref().map(|value| value.shown());
        assert!(!entry.setting.secret || shown.is_none_or(|shown| shown == "…"), "{} is shown", entry.setting.key);
    }
    assert!(config.site_name.chars().all(is_visible));
    let policy = config.policy();
    assert!((8..=64).contains(&policy.password_min));
    assert!(!policy.session_idle.is_zero() && policy.session_idle <= policy.session_absolute);
    assert_eq!(config.surroundings().carrier, config.mail.carrier());
    if let Some(mailjet) = &config.mail.mailjet {
        assert!(config.mail.sender_email.is_some() && !mailjet.api_key.is_empty() && !mailjet.api_secret.is_empty());
    }
    let _ = config.run_settings();
}

fuzz_target!(|data: &[u8]| {
    if text(data).contains(SECRET) {
        return;
    }
    let (file, around) = split(data);
    write(file);
    let (env, flags) = surroundings(around);
    let read = Config::load(&env, &flags);
    // One that broke down is left for whoever looks into it.
    let _ = std::fs::remove_file(&*FILE);
    match read {
        Ok(config) => check(&config),
        Err(error) => check_refusal(&error, &text(file)),
    }
});
