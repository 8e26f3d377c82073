//! The program itself over a full house, in a pseudo-terminal: how soon the first rows are there, how much memory it takes,
//! and whether it sleeps while nobody does anything.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use vestibule::auth::clock::SystemClock;
use vestibule::auth::login::{Me, SignedIn};
use vestibule::domain::{AccountQuery, Clock, Role, Seat, Secret, SessionToken, Timestamp};
use vestibule::house::{House, HouseError};
use vestibule::tui::Model;
use vestibule::tui::runtime::exec::Calls;
use vestibule::tui::runtime::{RunSettings, run_machine};
use vestibule::tui::screen::Screen;
use vestibule::tui::screen::admin::{Admin, Tab};

use crate::crowd;
use crate::measure::{Times, megabytes, switches};
use crate::pty::Pty;

/// Tall enough for fifty rows and all that is around them.
const TALL: (u16, u16) = (120, 60);
/// Set for the program that begins at the list: where the house is, who looks at it, and their session.
const HOUSE: &str = "MILLION_HOUSE";
const WHO: &str = "MILLION_WHO";
const TOKEN: &str = "MILLION_TOKEN";

/// From `exec` to the frame with the first fifty rows.
pub fn first_rows(dir: &Path, house: &House, who: &SignedIn) {
    const RUNS: usize = 30;
    let query = AccountQuery { limit: 50, ..AccountQuery::default() };
    let rows = house.auth.accounts(&who.token, &query).expect("rows").rows;
    let last = &rows.last().expect("a full house").username;
    let this = env::current_exe().expect("this program");
    let (dir, id) = (dir.to_str().expect("a path in UTF-8"), who.me.id.to_string());
    let env = [(HOUSE, dir), (WHO, id.as_str()), (TOKEN, who.token.expose())];
    let mut times = Times::new();
    for _ in 0..RUNS {
        let begun = Instant::now();
        let mut list = Pty::start(&this, &[], &env, TALL);
        times.add(list.shown_at(&format!(" {last} ")) - begun);
        // Any gentler end would end the session, too.
        list.signal("KILL");
        list.kill();
    }
    times.row("start to frame with the first 50 rows", "goal 15 ms");
}

/// What [`first_rows`] starts: the program, with somebody signed in already. `None`: this is not it.
pub fn at_the_list() -> Option<()> {
    let (dir, id) = (PathBuf::from(env::var_os(HOUSE)?), env::var(WHO).ok()?);
    let token = SessionToken::new(Secret::from(env::var(TOKEN).ok()?.as_str()));
    let me = Me {
        id: id.parse().expect("an identifier"),
        username: crowd::ADMIN.to_owned(),
        display_name: String::new(),
        email: String::new(),
        verified_at: None,
        role: Role::Admin,
        created_at: Timestamp::default(),
        last_login_at: None,
        pending_email: None,
        second_factor_since: None,
        recovery_codes_left: 0,
        owes: None,
    };
    let config = crowd::config(&dir);
    let (around, settings) = (config.surroundings(), config.run_settings());
    let calls = Calls::new(Seat::new("bench"), move || {
        let house: Result<House, HouseError> = House::open(&config);
        house?.start(&config)
    });
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let proved_until = clock.now();
    let settings = RunSettings { log_file: None, ..settings };
    let end = run_machine(settings, clock, calls, |size, now| {
        let mut model = Model::new(vestibule::tui::Surroundings { size: size.unwrap_or(TALL), ..around }, now);
        model.shared.who = Some(SignedIn { token, proved_until, me });
        let mut admin = Admin::default();
        admin.tab = Tab::Accounts;
        model.screen = Screen::Admin(Box::new(admin));
        model
    });
    end.expect("a session");
    Some(())
}

/// Memory and wake-ups of an admin, and of somebody at a kiosk.
pub fn rest(dir: &Path) {
    const WATCH: Duration = Duration::from_secs(5);
    let data_dir = dir.to_str().expect("a path in UTF-8");
    let env = [("VESTIBULE_DATA_DIR", data_dir), ("VESTIBULE_MFA_REQUIRED_FOR", "nobody")];
    let woken = |vestibule: &Pty| {
        // What goes on is brought to its end, and threads that had something to do stay for a second.
        thread::sleep(Duration::from_secs(6));
        let before = switches(vestibule.pid());
        thread::sleep(WATCH);
        // A thread that has ended takes its count with it.
        switches(vestibule.pid()).saturating_sub(before)
    };
    let row = |name: &str, vestibule: &Pty, goal: &str| {
        let woken = woken(vestibule);
        let [all, own, most] = ["VmRSS:", "RssAnon:", "VmHWM:"].map(|name| megabytes(vestibule.pid(), name));
        println!("  {name:<44} {all:>7.1} MB {own:>7.1} MB {most:>7.1} MB  {woken:>5}     {goal}");
    };
    println!("  {:<44}     now    own     at most  wake-ups in {} s (goal 0)", "memory", WATCH.as_secs());
    let mut vestibule = Pty::start(Path::new(env!("CARGO_BIN_EXE_vestibule")), &[], &env, TALL);
    vestibule.wait_for("Forgot password");
    row("a kiosk, nobody signed in", &vestibule, "goal 12 MB own");
    vestibule.keys(&format!("<down><ret>{}<tab>{}<ret>", crowd::ADMIN, crowd::PASSWORD));
    vestibule.wait_for("Sign-ups today");
    vestibule.keys("<f2>");
    vestibule.wait_for("Your account");
    row("a kiosk, at one's own account", &vestibule, "goal 12 MB own");
    vestibule.keys("<f3>");
    vestibule.wait_for("Sign-ups today");
    row("an admin, at the desk", &vestibule, "");
    vestibule.keys("/");
    vestibule.wait_for("USERNAME");
    vestibule.keys("example");
    // The index is there once a search that matches much is counted to the end.
    vestibule.wait_until("an exact count", |screen, _| {
        let text = screen.contents();
        (text.contains("example") && text.contains(" match") && !text.contains("+ match")).then_some(())
    });
    row("an admin, searching the list", &vestibule, "goal 110 MB");
    vestibule.kill();
}
