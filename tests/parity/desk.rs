//! The screen of an admin: keys through the real reader and the pure state machine, calls answered by the real core.

use std::collections::BTreeSet;
use std::time::Instant;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use vestibule::auth::directory::Stop;
use vestibule::tui::effect::{Call, Effect};
use vestibule::tui::kit::skin::Skin;
use vestibule::tui::msg::{Msg, Now};
use vestibule::tui::runtime::answer::answer_until;
use vestibule::tui::runtime::parse::Parser;
use vestibule::tui::runtime::transfer::Transfers;
use vestibule::tui::{Model, Surroundings, start, update, view};

use crate::home::{Home, PASSWORD};
use crate::pty;
use crate::twins;

pub struct Desk<'a> {
    home: &'a Home,
    model: Model,
    transfers: Transfers,
    /// The calls that changed something, by name.
    pub changed: BTreeSet<&'static str>,
}

impl<'a> Desk<'a> {
    /// With `ada` at the list of accounts.
    pub fn new(home: &'a Home) -> Self {
        let around = Surroundings { size: (120, 40), ..home.config.surroundings() };
        let now = Now { wall: home.house.clock.now(), mono: Instant::now() };
        let model = Model::new(around, now);
        let mut desk = Self { home, model, transfers: Transfers::default(), changed: BTreeSet::new() };
        let effects = start(&mut desk.model, now);
        desk.follow(effects);
        desk.keys(&format!("<home><down><ret>ada<tab>{PASSWORD}<ret><tab>"));
        desk.sees("USERNAME");
        desk
    }

    fn now(&self) -> Now {
        Now { wall: self.home.house.clock.now(), mono: Instant::now() }
    }

    /// Types, as [`pty::Pty::keys`] takes it.
    pub fn keys(&mut self, keys: &str) {
        let (mut parser, mut inputs) = (Parser::default(), Vec::new());
        for (at, typed) in keys.split("<esc>").enumerate() {
            if at > 0 {
                parser.feed(b"\x1b", &mut |input| inputs.push(input));
                // A moment passes, and nothing follows.
                parser.give_up(&mut |input| inputs.push(input));
            }
            parser.feed(&pty::encode(typed), &mut |input| inputs.push(input));
        }
        for input in inputs {
            self.send(Msg::Input(input));
        }
    }

    fn send(&mut self, msg: Msg) {
        let now = self.now();
        let effects = update(&mut self.model, msg, now);
        self.follow(effects);
    }

    fn follow(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            if let Effect::Call(id, call) = effect {
                self.changed.extend(twins::changes(&call));
                let reply = self.answer(call);
                self.send(Msg::Reply(id, reply));
            }
        }
    }

    fn answer(&self, call: Call) -> vestibule::tui::effect::Reply {
        answer_until(&Stop::default(), &self.transfers, &self.home.house.auth, &self.home.config.seat, call)
    }

    pub fn screen(&self) -> String {
        let (width, height) = self.model.shared.size();
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| drop(view(&self.model, &Skin::new(true), frame))).unwrap();
        let buffer = terminal.backend().buffer().clone();
        let row = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>();
        (0..height).map(row).collect::<Vec<_>>().join("\n")
    }

    /// The usernames of the list of accounts.
    pub fn names(&self) -> Vec<String> {
        let screen = self.screen();
        let rows = screen.lines().skip_while(|line| !line.contains("USERNAME")).skip(1);
        let rows = rows.map(|line| line.trim_start_matches([' ', '›', '●'])).take_while(|line| line.contains('@'));
        rows.map(|line| line.split(' ').next().unwrap_or_default().to_owned()).collect()
    }

    /// That text is read on the screen, whatever its line breaks, in a box or not.
    pub fn sees(&self, text: &str) {
        let screen = self.screen();
        let read: Vec<&str> = screen.split_whitespace().filter(|word| *word != "│").collect();
        assert!(read.join(" ").contains(text), "{text:?} is not on\n{screen}");
    }
}
