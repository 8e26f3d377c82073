//! Somebody at a terminal, without a terminal: keys go through the pure `update`, calls are answered at once
//! by the real core on a real database, and frames are drawn into memory.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};
use vestibule::auth::directory::Stop;
use vestibule::auth::signup::Doors;
use vestibule::domain::{Carrier, MailStage, MailStatus, Secret};
use vestibule::tui::effect::{Call, Effect, Reply, ReqId, TermFx};
use vestibule::tui::kit::hits::HitMap;
use vestibule::tui::kit::skin::Skin;
use vestibule::tui::msg::{Input, Key, KeyCode, Msg, Now};
use vestibule::tui::runtime::answer::answer_until;
use vestibule::tui::runtime::transfer::Transfers;
use vestibule::tui::screen::Screen;
use vestibule::tui::screen::admin::Tab;
use vestibule::tui::{Model, Surroundings, next_deadline, start, update, view};

use crate::house::House;

/// What the house is called.
const SITE: &str = "Hillside Makerspace";

/// Answers some calls in place of the core.
type StandIn = Box<dyn FnMut(&Call) -> Option<Reply>>;

pub struct Desk {
    pub model: Model,
    pub house: House,
    pub term: Vec<TermFx>,
    /// Calls are kept here and not answered, while it is `Some`.
    pub held: Option<VecDeque<(ReqId, Call)>>,
    /// Asked before the real core: what it knows, it answers.
    stand_in: Option<StandIn>,
    transfers: Transfers,
    begun: Instant,
    passed: Duration,
}

impl Desk {
    /// A new house, at its first page.
    pub fn new() -> Self {
        Self::at(House::new())
    }

    /// A house with an admin `ada` and whoever is named; nobody is signed in.
    pub fn with(people: &[&str]) -> Self {
        let house = House::new();
        house.admin();
        for name in people {
            house.member(name);
        }
        house.post();
        Self::at(house)
    }

    pub fn at(house: House) -> Self {
        let around = Surroundings {
            site_name: SITE.to_owned(),
            seat: house.seat.clone(),
            carrier: Carrier::Mailjet,
            mail_dir: "mail".to_owned(),
            reports_dir: house.path().join("reports").display().to_string(),
            notice: None,
            reduced_motion: false,
            size: (80, 24),
        };
        let begun = Instant::now();
        let now = Now { wall: house.now(), mono: begun };
        let model = Model::new(around, now);
        let mut desk = Self {
            model,
            house,
            term: Vec::new(),
            held: None,
            stand_in: None,
            transfers: Transfers::default(),
            begun,
            passed: Duration::ZERO,
        };
        let effects = start(&mut desk.model, now);
        desk.follow(effects);
        desk
    }

    pub fn now(&self) -> Now {
        Now { wall: self.house.now(), mono: self.begun + self.passed }
    }

    /// Lets time go by, waking the machine when it asked for it.
    pub fn pass(&mut self, span: Duration) {
        let end = self.passed + span;
        while self.passed < end {
            let next = next_deadline(&self.model).map_or(end, |at| at.saturating_duration_since(self.begun));
            let step = next.clamp(self.passed + Duration::from_millis(1), end) - self.passed;
            self.passed += step;
            self.house.pass(step);
            self.send(Msg::Wake);
        }
    }

    pub fn send(&mut self, msg: Msg) {
        let now = self.now();
        let effects = update(&mut self.model, msg, now);
        self.follow(effects);
    }

    fn follow(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Call(id, call) => match &mut self.held {
                    Some(held) => held.push_back((id, call)),
                    None => {
                        let reply = self.ask(call);
                        self.send(Msg::Reply(id, reply));
                    }
                },
                Effect::Cancel(cancelled) => {
                    if let Some(held) = &mut self.held {
                        held.retain(|(id, _)| *id != cancelled);
                    }
                }
                Effect::Term(fx) => self.term.push(fx),
            }
        }
    }

    /// From here on calls are not answered.
    pub fn hold(&mut self) {
        self.held = Some(VecDeque::new());
    }

    /// Answers what was held, and everything from here on.
    pub fn release(&mut self) {
        for (id, call) in self.held.take().unwrap_or_default() {
            let reply = self.ask(call);
            self.send(Msg::Reply(id, reply));
        }
    }

    /// Answers the call that is held longest; what it leads to is held, too.
    pub fn step(&mut self) {
        if let Some((id, call)) = self.held.as_mut().and_then(VecDeque::pop_front) {
            let reply = self.ask(call);
            self.send(Msg::Reply(id, reply));
        }
    }

    fn ask(&mut self, call: Call) -> Reply {
        let answered = self.stand_in.as_mut().and_then(|stand_in| stand_in(&call));
        let reply = answered.unwrap_or_else(|| {
            answer_until(&Stop::default(), &self.transfers, &self.house.auth, &self.house.seat, call)
        });
        match reply {
            // The core of the tests has no name of its own.
            Reply::Doors(Ok(doors)) if doors.site_name == "Vestibule" => {
                Reply::Doors(Ok(Doors { site_name: SITE.to_owned(), ..doors }))
            }
            reply => reply,
        }
    }

    /// What the core says to a call that was held.
    pub fn answer(&mut self, call: Call) -> Reply {
        self.ask(call)
    }

    /// From here on what `stand_in` knows is answered by it, and the rest by the core.
    pub fn stand_in(&mut self, stand_in: impl FnMut(&Call) -> Option<Reply> + 'static) {
        self.stand_in = Some(Box::new(stand_in));
    }

    /// The names of the calls that are held.
    pub fn held_calls(&self) -> Vec<String> {
        let name = |call: &Call| format!("{call:?}").split(['(', ' ']).next().unwrap_or_default().to_owned();
        self.held.iter().flatten().map(|(_, call)| name(call)).collect()
    }

    /// Answers the held calls with what a broken core would say.
    pub fn crash(&mut self) {
        for (id, _) in self.held.take().unwrap_or_default() {
            self.send(Msg::Reply(id, Reply::Crashed));
        }
    }

    /// Types keys: `mira<tab>pass<ret>`, `<c-g>`, `<s-tab>`, `<esc>`, `<f2>`, `<down>`.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        let mut rest = keys;
        while !rest.is_empty() {
            let key = match rest.strip_prefix('<').and_then(|after| after.split_once('>')) {
                Some((name, after)) => {
                    rest = after;
                    named(name)
                }
                None => {
                    let c = rest.chars().next().expect("not empty");
                    rest = &rest[c.len_utf8()..];
                    Key::char(c)
                }
            };
            self.send(Msg::Input(Input::Key(key)));
        }
        self
    }

    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.send(Msg::Input(Input::Paste(Secret::from(text))));
        self
    }

    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.send(Msg::Input(Input::Resize { width, height }));
        self
    }

    /// A click, as the runtime makes it of the last frame.
    pub fn click(&mut self, column: u16, row: u16) {
        if let Some(hit) = self.draw(true).1.at(column, row) {
            self.send(Msg::Input(Input::Hit(hit)));
        }
    }

    /// A click on the first place where that text stands.
    pub fn click_on(&mut self, text: &str) {
        let screen = self.screen();
        let (row, line) = screen.lines().enumerate().find(|(_, line)| line.contains(text)).expect(text);
        let column = line.split(text).next().map_or(0, |before| before.chars().count());
        self.click(u16::try_from(column).unwrap(), u16::try_from(row).unwrap());
    }

    /// The letter that was written last: its code, without the dash.
    pub fn code(&self) -> String {
        let post = self.house.post();
        post.last().and_then(|post| post.code_text()).expect("a letter with a code")
    }

    /// The worker has news of the letter on the Verify screen.
    pub fn mail(&mut self, stage: MailStage) {
        let letters = vestibule::domain::LetterQuery { limit: 1, ..Default::default() };
        let row = self.house.peek(|tx| tx.letters(&letters)).rows.remove(0);
        self.send(Msg::Mail(MailStatus { letter: row.id, stage }));
    }

    /// Signs in; staff go on from the desk to the accounts.
    pub fn log_in(&mut self, name: &str) -> &mut Self {
        self.land(name);
        if matches!(&self.model.screen, Screen::Admin(admin) if admin.tab == Tab::Desk) {
            self.keys("<tab>");
        }
        self
    }

    /// Signs in, and stays where that leads.
    pub fn land(&mut self, name: &str) -> &mut Self {
        let password = crate::house::PASSWORD;
        self.keys("<home><down><ret>").keys(name).keys("<tab>").keys(password).keys("<ret>")
    }

    /// Signs out, and in again as the same admin.
    pub fn log_in_again(&mut self) -> &mut Self {
        self.keys("<c-x>").log_in("ada")
    }

    pub fn draw(&self, colours: bool) -> (Terminal<TestBackend>, HitMap) {
        let (width, height) = self.model.shared.size();
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let mut hits = HitMap::default();
        terminal.draw(|frame| hits = view(&self.model, &Skin::new(colours), frame)).unwrap();
        (terminal, hits)
    }

    /// What is read on the screen.
    pub fn screen(&self) -> String {
        text_of(self.draw(true).0.backend().buffer())
    }

    /// The text, the places of styles, and the caret: what a snapshot keeps.
    pub fn picture(&self) -> String {
        self.picture_in(true)
    }

    /// The same with or without colours.
    pub fn picture_in(&self, colours: bool) -> String {
        let (terminal, _) = self.draw(colours);
        let caret = caret_of(&terminal).map_or("no caret".to_owned(), |at| format!("caret at {},{}", at.x, at.y));
        let buffer = terminal.backend().buffer();
        format!("{}\n── styles ──\n{}\n{caret}", text_of(buffer), styles_of(buffer))
    }

    /// Where the hardware cursor stands, if the frame set it.
    pub fn caret(&self) -> Option<Position> {
        caret_of(&self.draw(true).0)
    }
}

/// That text is read on the screen, whatever its line breaks, in a box or not.
pub fn sees(desk: &Desk, text: &str) {
    let screen = desk.screen();
    let read: Vec<&str> = screen.split_whitespace().filter(|word| *word != "│").collect();
    assert!(read.join(" ").contains(text), "{text:?} is not on\n{screen}");
}

/// That text is on no line of the screen.
pub fn misses(desk: &Desk, text: &str) {
    let screen = desk.screen();
    assert!(!screen.contains(text), "{text:?} is on\n{screen}");
}

fn named(name: &str) -> Key {
    match name {
        "ret" => Key::plain(KeyCode::Enter),
        "tab" => Key::plain(KeyCode::Tab),
        "s-tab" => Key::plain(KeyCode::BackTab),
        "esc" => Key::plain(KeyCode::Esc),
        "bs" => Key::plain(KeyCode::Backspace),
        "del" => Key::plain(KeyCode::Delete),
        "up" => Key::plain(KeyCode::Up),
        "down" => Key::plain(KeyCode::Down),
        "left" => Key::plain(KeyCode::Left),
        "right" => Key::plain(KeyCode::Right),
        "home" => Key::plain(KeyCode::Home),
        "end" => Key::plain(KeyCode::End),
        "pgup" => Key::plain(KeyCode::PageUp),
        "pgdn" => Key::plain(KeyCode::PageDown),
        _ => match (name.strip_prefix("c-"), name.strip_prefix('f').and_then(|number| number.parse().ok())) {
            (Some(c), _) => Key::ctrl(c.chars().next().expect("a letter")),
            (_, Some(number)) => Key::plain(KeyCode::F(number)),
            _ => panic!("no key is called {name}"),
        },
    }
}

fn caret_of(terminal: &Terminal<TestBackend>) -> Option<Position> {
    let backend = terminal.backend();
    backend.cursor_visible().then(|| backend.cursor_position())
}

fn text_of(buffer: &Buffer) -> String {
    let rows = (0..buffer.area.height).map(|y| {
        let row: String = (0..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect();
        row.trim_end().to_owned()
    });
    rows.collect::<Vec<_>>().join("\n")
}

/// One letter a cell: `a` accent, `g` good, `w` warning, `b` bad, in capitals when reversed; `t` bold,
/// `d` dim, `u` underlined, `.` plain.
fn styles_of(buffer: &Buffer) -> String {
    let letter = |x, y| {
        let cell = &buffer[(x, y)];
        let role = match (cell.fg, cell.modifier) {
            (Color::Cyan, _) => 'a',
            (Color::Green, _) => 'g',
            (Color::Yellow, _) => 'w',
            (Color::Red, _) => 'b',
            (_, m) if m.contains(Modifier::UNDERLINED) => 'u',
            (_, m) if m.contains(Modifier::BOLD) => 't',
            (_, m) if m.contains(Modifier::DIM) => 'd',
            _ => '.',
        };
        if cell.modifier.contains(Modifier::REVERSED) { role.to_ascii_uppercase() } else { role }
    };
    let rows = (0..buffer.area.height).map(|y| {
        let row: String = (0..buffer.area.width).map(|x| letter(x, y)).collect();
        row.trim_end_matches('.').to_owned()
    });
    rows.collect::<Vec<_>>().join("\n")
}
