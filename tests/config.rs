//! The configuration from all its sources: who wins, what is refused, what the refusal says.

// Helpers of tests may break down: that is how a test fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use vestibule::config::{Config, Environment, Flag, Flags};
use vestibule::domain::Carrier;

/// A home of its own, with the configuration file in it if there is text for one.
struct Home {
    dir: tempfile::TempDir,
    env: Environment,
    flags: Flags,
}

impl Home {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().to_owned();
        let env = Environment { home: Some(path.clone()), working_dir: path, ..Environment::default() };
        Self { dir, env, flags: Flags::default() }
    }

    fn path(&self, below: &str) -> PathBuf {
        self.dir.path().join(below)
    }

    fn file(self, text: &str) -> Self {
        let path = self.path(".config/vestibule/config.toml");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        self
    }

    fn var(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.env.variables.insert(name.to_owned(), value.into());
        self
    }

    fn flag(mut self, name: &'static str, key: &str, value: &str) -> Self {
        self.flags.set.push(Flag { name, key: key.to_owned(), value: value.into() });
        self
    }

    fn load(&self) -> Config {
        Config::load(&self.env, &self.flags).unwrap()
    }

    /// The refusal, with the home spelled `~`.
    fn refusal(&self) -> String {
        let error = Config::load(&self.env, &self.flags).expect_err("this should be refused").to_string();
        error.replace(self.dir.path().to_str().unwrap(), "~")
    }
}

/// Value and source of a setting, as `vestibule config` shows them.
fn shown(config: &Config, key: &str) -> (Option<String>, String) {
    let entry = config.entries().iter().find(|entry| entry.setting.key == key).unwrap();
    (entry.value.as_ref().map(|value| value.shown()), entry.source.to_string())
}

#[test]
fn with_nothing_said_the_defaults_hold() {
    let home = Home::new();
    let config = home.load();
    assert_eq!(config.data_dir, home.path(".local/share/vestibule"));
    assert_eq!(config.log_file, home.path(".local/share/vestibule/vestibule.log"));
    assert_eq!((config.site_name.as_str(), config.seat.as_str()), ("Vestibule", "console"));
    assert_eq!(config.mail.carrier(), Carrier::File);
    let policy = config.policy();
    assert_eq!(
        (policy.password_min, policy.session_idle.as_secs(), policy.session_absolute.as_secs()),
        (15, 900, 28_800)
    );
    assert!(config.run_settings().colours && config.run_settings().mouse && !config.surroundings().reduced_motion);
    assert!(config.entries().iter().all(|entry| entry.source.to_string() == "default"));
    assert!(!home.path(".local").exists(), "reading a configuration makes nothing");
}

#[test]
fn flags_win_over_the_environment_over_the_file_over_defaults() {
    let file = "seat = \"file\"\n[site]\nname = \"From the file\"\n[password]\nmin_length = 20\n";
    let home = Home::new().file(file);
    assert_eq!(shown(&home.load(), "seat").0.as_deref(), Some("file"));
    assert!(shown(&home.load(), "seat").1.ends_with("config.toml:1"));
    assert!(shown(&home.load(), "password.min_length").1.ends_with("config.toml:5"));

    let home = home.var("VESTIBULE_SEAT", "variable");
    assert_eq!(shown(&home.load(), "seat"), (Some("variable".to_owned()), "VESTIBULE_SEAT".to_owned()));

    let home = home.flag("--seat", "seat", "flag");
    assert_eq!(shown(&home.load(), "seat"), (Some("flag".to_owned()), "--seat".to_owned()));
    assert_eq!(home.load().site_name, "From the file");
    assert_eq!(home.load().policy().password_min, 20);
}

#[test]
fn the_file_is_looked_for_where_one_says() {
    let home = Home::new().file("seat = \"usual\"\n");
    fs::write(home.path("a.toml"), "seat = \"a\"\n").unwrap();
    fs::write(home.path("b.toml"), "seat = \"b\"\n").unwrap();
    assert_eq!(home.load().seat.as_str(), "usual");
    let mut home = home.var("VESTIBULE_CONFIG", "a.toml");
    assert_eq!(home.load().seat.as_str(), "a");
    home.flags.config = Some("b.toml".into());
    assert_eq!(home.load().seat.as_str(), "b");
    home.flags.config = Some("none.toml".into());
    let refusal = home.refusal();
    assert!(refusal.starts_with("--config: ~/none.toml can't be read (No such file"), "{refusal}");
}

#[test]
fn the_xdg_directories_are_used_and_relative_ones_ignored() {
    let home = Home::new().var("XDG_DATA_HOME", "/srv/data").var("XDG_CONFIG_HOME", "relative");
    assert_eq!(home.load().data_dir, Path::new("/srv/data/vestibule"));
}

#[test]
fn paths_are_relative_to_whoever_says_them() {
    let home = Home::new().file("[data]\ndir = \"people\"\n[log]\nfile = \"~/v.log\"\n");
    assert_eq!(home.load().data_dir, home.path(".config/vestibule/people"));
    assert_eq!(home.load().log_file, home.path("v.log"));
    let home = home.flag("--data-dir", "data.dir", "here");
    assert_eq!(home.load().data_dir, home.path("here"));
}

#[test]
fn mailjet_carries_letters_as_soon_as_it_can() {
    let home = Home::new().var("API_KEY", "k1").var("API_SECRET", "s1").var("SENDER_EMAIL", "desk@example.org");
    let config = home.load();
    assert_eq!(config.mail.carrier(), Carrier::Mailjet);
    let mailjet = config.mail.mailjet.as_ref().unwrap();
    assert_eq!((mailjet.api_key.expose(), mailjet.api_secret.expose()), ("k1", "s1"));
    assert_eq!(mailjet.base_url, "https://api.mailjet.com");
    assert_eq!(config.mail.sender_name, "Vestibule");
    assert_eq!(shown(&config, "mail.carrier"), (Some("mailjet".to_owned()), "default".to_owned()));

    let home = home.var("VESTIBULE_MAIL_API_KEY", "k2").var("SENDER_NAME", "The desk");
    assert_eq!(home.load().mail.mailjet.unwrap().api_key.expose(), "k2");
    assert_eq!(home.load().mail.sender_name, "The desk");

    let home = home.var("VESTIBULE_MAIL_CARRIER", "file");
    assert_eq!(home.load().mail.carrier(), Carrier::File);
}

#[test]
fn secrets_are_read_from_the_files_that_variables_name() {
    let home = Home::new();
    fs::write(home.path("key"), "  from-a-file\n").unwrap();
    let secret = home.path("secret");
    fs::write(&secret, "s").unwrap();
    let home = home
        .var("VESTIBULE_MAIL_API_KEY_FILE", "key")
        .var("API_SECRET_FILE", &secret)
        .var("SENDER_EMAIL", "desk@example.org");
    let config = home.load();
    assert_eq!(config.mail.mailjet.as_ref().unwrap().api_key.expose(), "from-a-file");
    assert_eq!(shown(&config, "mail.api_key"), (Some("…".to_owned()), "VESTIBULE_MAIL_API_KEY_FILE".to_owned()));
    let home = home.var("VESTIBULE_MAIL_API_KEY_FILE", "nowhere");
    let refusal = home.refusal();
    assert!(refusal.starts_with("VESTIBULE_MAIL_API_KEY_FILE: ~/nowhere can't be read"), "{refusal}");
}

#[test]
fn no_color_turns_colours_off_and_its_own_setting_on_again() {
    let home = Home::new().var("NO_COLOR", "1");
    assert!(!home.load().run_settings().colours);
    assert_eq!(shown(&home.load(), "ui.colour"), (Some("never".to_owned()), "NO_COLOR".to_owned()));
    assert!(home.var("VESTIBULE_UI_COLOUR", "auto").load().run_settings().colours);
    assert!(Home::new().var("NO_COLOR", "").load().run_settings().colours);
}

#[test]
fn an_empty_variable_says_nothing() {
    let home = Home::new().var("VESTIBULE_SEAT", "").var("API_KEY", "");
    assert_eq!(home.load().seat.as_str(), "console");
}

#[test]
fn a_refusal_names_place_key_and_what_was_expected() {
    const FILE: &str = "~/.config/vestibule/config.toml";
    for (home, expected) in [
        (
            Home::new().file("[password]\nmin_length = 99\n"),
            format!("{FILE}:2: password.min_length is 99; expected 8 to 64 characters."),
        ),
        (
            Home::new().file("\n[password]\nmin_length = \"20\"\n"),
            format!("{FILE}:3: password.min_length is “20”; expected 8 to 64 characters."),
        ),
        (Home::new().file("[ui]\nmouse = 1\n"), format!("{FILE}:2: ui.mouse is 1; expected true or false.")),
        (
            Home::new().file("[ui]\nmouse = { on = true }\n"),
            format!("{FILE}:2: ui.mouse is a table; expected true or false."),
        ),
        (
            Home::new().file("[password]\nmin_lenght = 20\n"),
            format!(
                "{FILE}:2: there is no setting password.min_lenght. There is: password.min_length, password.min_length_with_mfa."
            ),
        ),
        (
            Home::new().var("VESTIBULE_SESSION_IDLE_MINUTES", "soon"),
            "VESTIBULE_SESSION_IDLE_MINUTES: session.idle_minutes is “soon”; expected 1 to 480 minutes.".to_owned(),
        ),
        (
            Home::new().flag("--seat", "seat", "two\nlines"),
            "--seat: seat is “two lines”; expected one line of 1 to 32 plain characters.".to_owned(),
        ),
        (
            Home::new().flag("--set", "ui.mice", "true"),
            "--set: there is no setting ui.mice. There is: ui.mouse, ui.reduced_motion, ui.colour.".to_owned(),
        ),
        (
            Home::new().flag("--set", "mail.api_key", "k"),
            "--set: mail.api_key is a secret, and arguments are seen by every user. Expected it in \
             VESTIBULE_MAIL_API_KEY or VESTIBULE_MAIL_API_KEY_FILE."
                .to_owned(),
        ),
        (
            Home::new().var("VESTIBULE_MAIL_BASE_URL", "http://mail.example.org"),
            "VESTIBULE_MAIL_BASE_URL: mail.base_url is “http://mail.example.org”; expected an address like \
             https://api.example.org (http:// only on this machine)."
                .to_owned(),
        ),
        (
            Home::new().var("API_KEY", "k"),
            "API_KEY: Mailjet is set up by half: mail.api_secret is missing. Expected mail.api_key, \
             mail.api_secret and mail.sender_email, or mail.carrier = \"file\"."
                .to_owned(),
        ),
        (
            Home::new().var("VESTIBULE_MAIL_CARRIER", "mailjet"),
            "VESTIBULE_MAIL_CARRIER: Mailjet is set up by half: mail.api_key is missing. Expected mail.api_key, \
             mail.api_secret and mail.sender_email, or mail.carrier = \"file\"."
                .to_owned(),
        ),
        (
            Home::new().var("VESTIBULE_MASTER_KEY", "a").var("VESTIBULE_MASTER_KEY_FILE", "b"),
            "VESTIBULE_MASTER_KEY and VESTIBULE_MASTER_KEY_FILE are both set; expected one of them.".to_owned(),
        ),
        (
            Home::new().var("VESTIBULE_SESSION_IDLE_MINUTES", "61").flag("--set", "session.absolute_hours", "1"),
            "VESTIBULE_SESSION_IDLE_MINUTES: session.idle_minutes is 61, longer than a session of 1 h may last; \
             expected at most 60 minutes."
                .to_owned(),
        ),
    ] {
        assert_eq!(home.refusal(), expected);
    }
}

#[test]
fn a_mistyped_variable_or_section_is_refused() {
    let refusal = Home::new().var("VESTIBULE_SEET", "x").refusal();
    assert!(refusal.starts_with("the environment: there is no setting VESTIBULE_SEET. There is: "), "{refusal}");
    for text in ["[sight]\n", "[sight]\nname = \"x\"\n", "seat = {}\n"] {
        let refusal = Home::new().file(text).refusal();
        assert!(refusal.contains("config.toml:1") || refusal.contains("config.toml:2"), "{refusal}");
        assert!(refusal.contains("there is no setting"), "{refusal}");
    }
}

#[test]
fn text_that_is_no_toml_is_refused_with_its_line_and_without_its_text() {
    let refusal = Home::new().file("[mail]\napi_key = \"s3cret\n").refusal();
    assert!(refusal.starts_with("~/.config/vestibule/config.toml:2: "), "{refusal}");
    assert!(!refusal.contains("s3cret"), "{refusal}");
}

#[test]
fn a_file_without_an_end_is_refused() {
    let refusal = Home::new().var("VESTIBULE_CONFIG", "/dev/zero").refusal();
    assert_eq!(refusal, "VESTIBULE_CONFIG: /dev/zero can't be read (it is larger than 1 MiB).");
    let refusal = Home::new().var("VESTIBULE_MAIL_API_KEY_FILE", "/dev/zero").refusal();
    assert!(refusal.ends_with("(it is larger than 1 MiB)."), "{refusal}");
}

#[test]
fn a_wrong_secret_is_refused_without_being_shown() {
    let home = Home::new().file("[mail]\napi_key = \"s3cret with blanks\"\n");
    assert_eq!(
        home.refusal(),
        "~/.config/vestibule/config.toml:2: mail.api_key is not a key; expected a key without blanks."
    );
    let home = Home::new().var("API_SECRET", "s3cret with blanks");
    assert!(!home.refusal().contains("s3cret"));
}

#[test]
fn a_secret_in_a_file_for_all_to_read_is_refused() {
    let home = Home::new().file("[mail]\napi_key = \"k\"\n");
    fs::set_permissions(home.path(".config/vestibule/config.toml"), fs::Permissions::from_mode(0o644)).unwrap();
    let refusal = home.refusal();
    assert!(refusal.contains("config.toml:2: mail.api_key is a secret"), "{refusal}");
    assert!(refusal.ends_with("chmod 600 ~/.config/vestibule/config.toml"), "{refusal}");
}

#[test]
fn no_debug_shows_a_secret() {
    let home = Home::new()
        .var("API_KEY", "planted1")
        .var("API_SECRET", "planted2")
        .var("SENDER_EMAIL", "desk@example.org")
        .var("VESTIBULE_MASTER_KEY", "planted3");
    assert!(!format!("{:?}", home.load()).contains("planted"));
}
