//! The state of the whole screen.

use std::time::Instant;

use crate::domain::SessionToken;

use super::command::{self, Availability, Command, CommandSpec, Place, Typing};
use super::msg::Now;
use super::overlay::Overlay;
use super::rights;
use super::screen::{Screen, welcome::Welcome};
use super::shared::{Shared, Surroundings};

/// The state of the whole screen.
#[derive(Debug)]
pub struct Model {
    /// What every screen shares.
    pub shared: Shared,
    /// The screen that is open.
    pub screen: Screen,
}

impl Model {
    /// The state at the start.
    pub fn new(around: Surroundings, now: Now) -> Self {
        Self { shared: Shared::new(around, now), screen: Screen::Welcome(Welcome::default()) }
    }

    /// The session of who is signed in, to be ended when the program ends.
    pub fn session_token(&self) -> Option<SessionToken> {
        self.shared.who.as_ref().map(|who| who.token.duplicate())
    }

    /// The places of the screen, without those of an overlay.
    pub fn screen_places(&self) -> Vec<Place> {
        let mut places = self.screen.state().places();
        places.push(Place::Everywhere);
        places
    }

    /// Where a key is looked up now.
    pub fn places(&self) -> Vec<Place> {
        match &self.shared.overlay {
            Some(overlay) => {
                let mut places = overlay.places();
                places.push(Place::Everywhere);
                places
            }
            None => self.screen_places(),
        }
    }

    /// Whether characters go into a field now.
    pub fn typing(&self) -> Typing {
        self.shared.overlay.as_ref().map_or_else(|| self.screen.state().typing(), Overlay::typing)
    }

    /// Whether nothing else may move or be drawn over what is on the screen: a password is typed, a secret shown.
    pub fn quiet(&self) -> bool {
        let over = match &self.shared.overlay {
            Some(Overlay::Code(..) | Overlay::Invited(_)) => true,
            Some(overlay) => overlay.form().is_some_and(super::form::Form::on_secret),
            None => false,
        };
        over || self.screen.state().quiet()
    }

    /// The call under way, for the spinner. One that waits for the password is not under way.
    pub fn busy_since(&self) -> Option<Instant> {
        match self.shared.overlay.as_ref().and_then(Overlay::form) {
            Some(form) => form.busy.map(|busy| busy.since),
            None => self.screen.state().busy_since(),
        }
    }

    /// Whether a command can be given on the screen.
    pub fn availability(&self, command: Command) -> Availability {
        let may = self.shared.who.as_ref().is_none_or(|who| rights::may(who.me.role, command));
        match self.screen.state().availability(&self.shared, command) {
            Availability::Ready | Availability::Off(_) if !may => Availability::Off(rights::FOR_ADMINS),
            availability => availability,
        }
    }

    /// The verb of a command, as the screen calls it now.
    pub fn label(&self, spec: &'static CommandSpec) -> &'static str {
        self.screen.state().label(spec.command).unwrap_or(spec.label)
    }

    /// The rows of help or palette that fit what is typed.
    pub fn choices(&self) -> Vec<&'static CommandSpec> {
        let (filter, keys_too) = match &self.shared.overlay {
            Some(Overlay::Help(chooser)) => (chooser.filter.value(), true),
            Some(Overlay::Palette(chooser)) => (chooser.filter.value(), false),
            _ => return Vec::new(),
        };
        let filter = filter.to_lowercase();
        let mut rows: Vec<_> = command::at(&self.screen_places())
            .into_iter()
            .filter(|spec| keys_too || !is_plain_movement(spec.command))
            .filter(|spec| self.availability(spec.command) != Availability::Hidden)
            .filter(|spec| {
                let text = format!("{} {} {}", self.label(spec), spec.help, spec.shown).to_lowercase();
                filter.split_whitespace().all(|word| text.contains(word))
            })
            .collect();
        // What is called so comes before what merely speaks of it.
        rows.sort_by_key(|spec| !self.label(spec).to_lowercase().starts_with(&filter));
        rows
    }
}

/// Movement is for keys; nobody looks it up by name.
fn is_plain_movement(command: Command) -> bool {
    use Command::{Down, First, Last, NextField, PageDown, PageUp, Palette, PreviousField, Up};
    matches!(command, Up | Down | PageUp | PageDown | First | Last | NextField | PreviousField | Palette)
}
