//! The state machine: state and message in, effects out. No I/O, no clock, no panic.

use std::time::{Duration, Instant};

use super::command::{self, Availability, Command};
use super::effect::{Call, Effect, Reply, ReqId, TermFx};
use super::form::Form;
use super::model::Model;
use super::msg::{Hit, Input, Msg, Now};
use super::overlay::{Chooser, Outcome, Overlay};
use super::rights;
use super::screen::{CRASHED, Next, Screen, led_away, login::Login, profile::Profile, welcome::Welcome};
use super::shared::Cx;
use crate::auth::login::LogInError;
use crate::auth::session::Renewed;

/// A call that takes longer than this is shown to be under way.
pub const SPINNER_AFTER: Duration = Duration::from_millis(150);
/// One step of the spinner.
pub const SPINNER_STEP: Duration = Duration::from_millis(120);

/// What is to be done first: ask whether an account exists.
pub fn start(model: &mut Model, now: Now) -> Vec<Effect> {
    model.shared.now = now;
    let mut effects = Vec::new();
    model.screen.state_mut().opened(&mut Cx::new(&mut model.shared, &mut effects));
    effects
}

/// Takes a message in and answers with what is to be done.
pub fn update(model: &mut Model, msg: Msg, now: Now) -> Vec<Effect> {
    model.shared.now = now;
    model.shared.attended = matches!(msg, Msg::Input(_));
    let mut effects = Vec::new();
    if model.shared.toast.as_ref().is_some_and(|toast| now.mono >= toast.until) {
        model.shared.toast = None;
    }
    for form in forms(model) {
        form.pass(now.mono);
    }
    match msg {
        Msg::Input(input) => on_input(model, &input, &mut effects),
        // The one place where an answer for the person before is dropped.
        Msg::Reply(id, _) if !model.shared.is_current(id) => {}
        Msg::Reply(id, Reply::StepUp(answer)) => stepped_up(model, id, Some(answer), &mut effects),
        Msg::Reply(id, Reply::Crashed) if model.shared.is_renewing(id) => stepped_up(model, id, None, &mut effects),
        Msg::Reply(id, reply) => {
            let next = model.screen.state_mut().reply(&mut Cx::new(&mut model.shared, &mut effects), id, reply);
            follow(model, next, &mut effects);
        }
        Msg::Mail(status) => model.screen.state_mut().mail(&mut Cx::new(&mut model.shared, &mut effects), &status),
        Msg::Changed => model.screen.state_mut().changed(&mut Cx::new(&mut model.shared, &mut effects)),
        Msg::Wake => model.screen.state_mut().wake(&mut Cx::new(&mut model.shared, &mut effects)),
    }
    effects
}

/// When something will change on the screen with nobody doing anything. `None`: sleep until something happens.
pub fn next_deadline(model: &Model) -> Option<Instant> {
    let now = model.shared.now.mono;
    let spinner = model.busy_since().and_then(|since| {
        let age = now.saturating_duration_since(since);
        if age < SPINNER_AFTER {
            Some(since + SPINNER_AFTER)
        } else {
            (!model.shared.around.reduced_motion).then(|| now + SPINNER_STEP)
        }
    });
    let toast = model.shared.toast.as_ref().map(|toast| toast.until);
    let over = model.shared.overlay.as_ref().and_then(Overlay::form);
    let form = over.and_then(|form| form.deadline(now));
    let below = model.screen.state().form().and_then(|form| form.deadline(now));
    [spinner, toast, form, below, model.screen.state().deadline(&model.shared)].into_iter().flatten().min()
}

/// Whether the screen shows what others change: then it is to be told with [`Msg::Changed`].
pub fn follows_changes(model: &Model) -> bool {
    model.screen.state().follows_changes()
}

/// The forms that are open: on the screen, and over it.
fn forms(model: &mut Model) -> impl Iterator<Item = &mut Form> {
    let over = model.shared.overlay.as_mut().and_then(Overlay::form_mut);
    model.screen.state_mut().form_mut().into_iter().chain(over)
}

fn on_input(model: &mut Model, input: &Input, effects: &mut Vec<Effect>) {
    match input {
        Input::Resize { width, height } => {
            model.shared.around.size = (*width, *height);
            model.screen.state_mut().wake(&mut Cx::new(&mut model.shared, effects));
        }
        Input::Key(key) => match command::bound(&model.places(), *key, model.typing()) {
            Some(command) => on_command(model, command, effects),
            None => pass_on(model, input, effects),
        },
        Input::Hit(Hit::Command(command)) => on_command(model, *command, effects),
        input => pass_on(model, input, effects),
    }
}

/// An input that is no command: to whatever lies on top.
fn pass_on(model: &mut Model, input: &Input, effects: &mut Vec<Effect>) {
    if let Some(overlay) = &mut model.shared.overlay {
        let outcome = overlay.input(input);
        settle(model, outcome, effects);
    } else {
        let next = model.screen.state_mut().input(&mut Cx::new(&mut model.shared, effects), input);
        follow(model, next, effects);
    }
}

fn on_command(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    match command {
        Command::Quit => return effects.push(Effect::Term(TermFx::Quit)),
        Command::Suspend => return effects.push(Effect::Term(TermFx::Suspend)),
        _ => {}
    }
    if let Some(overlay) = &mut model.shared.overlay {
        let outcome = overlay.command(command, model.shared.now.mono);
        return settle(model, outcome, effects);
    }
    match command {
        Command::Help => model.shared.overlay = Some(Overlay::Help(Chooser::default())),
        Command::Palette => model.shared.overlay = Some(Overlay::Palette(Chooser::default())),
        command => run(model, command, effects),
    }
}

/// Does a command, or says why it can't be done.
fn run(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    match model.availability(command) {
        Availability::Hidden => return,
        Availability::Off(why) => return Cx::new(&mut model.shared, effects).bad(why),
        Availability::Ready => {}
    }
    let next = match command {
        Command::SignOut => Next::Out(None),
        Command::Admin => Next::Go(Screen::Admin(Box::default())),
        command => model.screen.state_mut().command(&mut Cx::new(&mut model.shared, effects), command),
    };
    follow(model, next, effects);
}

fn settle(model: &mut Model, outcome: Outcome, effects: &mut Vec<Effect>) {
    match outcome {
        Outcome::Open => {
            let last = model.choices().len().saturating_sub(1);
            if let Some(Overlay::Help(chooser) | Overlay::Palette(chooser)) = &mut model.shared.overlay {
                chooser.cursor = chooser.cursor.min(last);
            }
        }
        Outcome::Closed => {
            if let Some(Overlay::StepUp(step_up)) = model.shared.overlay.take() {
                model.screen.state_mut().called_off(&mut Cx::new(&mut model.shared, effects), step_up.id);
            }
        }
        Outcome::Prove(proof) => {
            let id = Cx::new(&mut model.shared, effects).prove(proof);
            let since = model.shared.now.mono;
            if let (Some(id), Some(form)) = (id, model.shared.overlay.as_mut().and_then(Overlay::form_mut)) {
                form.sent(id, since);
            }
        }
        Outcome::Run(at) => {
            let command = model.choices().get(at).map(|spec| spec.command);
            model.shared.overlay = None;
            if let Some(command) = command {
                on_command(model, command, effects);
            }
        }
        Outcome::Yes(question) => {
            model.shared.overlay = None;
            model.screen.state_mut().answered(&mut Cx::new(&mut model.shared, effects), question);
        }
    }
}

/// The password was shown again, or was wrong (`None`: the core broke down). The token is kept even if the form was
/// left meanwhile: the old one is over.
fn stepped_up(model: &mut Model, id: ReqId, answer: Option<Result<Renewed, LogInError>>, effects: &mut Vec<Effect>) {
    let now = model.shared.now.mono;
    let (renewed, error) = match answer {
        Some(Ok(renewed)) => (Some(renewed), None),
        Some(Err(error)) => (None, Some(error)),
        None => (None, None),
    };
    let right = renewed.is_some();
    Cx::new(&mut model.shared, effects).renewed(renewed);
    let open = model.shared.overlay.as_mut().and_then(Overlay::form_mut).is_some_and(|form| form.answered(id));
    match model.shared.overlay.take() {
        Some(Overlay::StepUp(step_up)) if open && right => {
            let (id, call) = step_up.into_call();
            Cx::new(&mut model.shared, effects).send(id, call);
        }
        Some(Overlay::StepUp(mut step_up)) if open => {
            match &error {
                Some(error) => step_up.refused(now, error),
                None => step_up.form.problem = Some(CRASHED.to_owned()),
            }
            model.shared.overlay = Some(Overlay::StepUp(step_up));
            if let Some(LogInError::Call(error)) = error
                && let Some(next) = led_away(&mut Cx::new(&mut model.shared, effects), &error)
            {
                follow(model, next, effects);
            }
        }
        other => model.shared.overlay = other,
    }
}

fn follow(model: &mut Model, next: Next, effects: &mut Vec<Effect>) {
    let screen = match next {
        Next::Stay => return,
        Next::Go(screen) => screen,
        Next::Back => home(model),
        Next::Owing(owed) => {
            let Some(who) = &mut model.shared.who else { return };
            who.me.owes = Some(owed);
            model.shared.overlay = None;
            if let Screen::Profile(profile) = &mut model.screen {
                return profile.owe(&mut Cx::new(&mut model.shared, effects), owed);
            }
            home(model)
        }
        Next::In(signed_in) => {
            model.shared.raise_epoch();
            model.shared.who = Some(signed_in);
            home(model)
        }
        Next::Out(why) => {
            // From here on the answers for the person who leaves are dropped, and nothing of them is kept.
            model.shared.raise_epoch();
            model.shared.overlay = None;
            model.shared.toast = None;
            model.shared.undo = None;
            let mut cx = Cx::new(&mut model.shared, effects);
            cx.stop_renewing();
            if let Some(who) = cx.shared.who.take() {
                cx.call(Call::LogOut(who.token));
            }
            cx.term(TermFx::Wipe);
            match why {
                Some(why) => Screen::Login(Login::with_note(why)),
                None => {
                    cx.good("You are signed out.");
                    Screen::Welcome(Welcome::open())
                }
            }
        }
    };
    model.shared.overlay = None;
    model.screen = screen;
    model.screen.state_mut().opened(&mut Cx::new(&mut model.shared, effects));
}

/// Where one starts, and where Back leads.
fn home(model: &Model) -> Screen {
    match &model.shared.who {
        Some(who) if rights::works_at_the_desk(who.me.role) && who.me.owes.is_none() => Screen::Admin(Box::default()),
        Some(who) => Screen::Profile(Profile::new(who.me.clone())),
        None => Screen::Welcome(Welcome::open()),
    }
}
