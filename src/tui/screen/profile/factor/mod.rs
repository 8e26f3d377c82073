//! Two-factor sign-in of one's own account: turned on with a phone, recovery codes, turned off.

pub mod view;

use crate::auth::factor::{EnrolError, Enrolled, Enrolment, RemoveFactorError};
use crate::auth::login::{Me, Owed};
use crate::domain::{Secret, TotpCode};
use crate::tui::codes;
use crate::tui::effect::{Call, Reply, ReqId};
use crate::tui::form::{Field, Form};
use crate::tui::overlay::{Ask, Overlay, Question};
use crate::tui::qr::Qr;
use crate::tui::shared::Cx;

use super::super::{CRASHED, Next, led_away};
use super::{Pane, Profile};

/// What is open of it.
#[derive(Debug)]
pub enum Factor {
    /// It is off: what it is, and a button to begin.
    Off(Form),
    /// A phone is being told the secret.
    Enrol(Box<Enrol>),
    /// The recovery codes, once.
    Codes(Codes),
    /// It is on: what can be done about it.
    On(On),
}

/// A phone is being told the secret. All of it is wiped when the pane is left.
#[derive(Debug)]
pub struct Enrol {
    /// For those who type: base32 in groups of four.
    pub secret: Secret,
    /// For those who scan.
    pub qr: Option<Qr>,
    /// The first code.
    pub form: Form,
}

/// The recovery codes. Wiped when the pane is left.
#[derive(Debug)]
pub struct Codes {
    /// As a person writes them down.
    pub codes: Vec<Secret>,
    /// The button to go on.
    pub form: Form,
}

/// It is on.
#[derive(Debug, Default)]
pub struct On {
    /// The line under the cursor.
    pub cursor: usize,
    /// Why something was not done.
    pub problem: Option<String>,
}

/// What can be done while it is on, with the remark of each line.
pub const ACTS: [(&str, &str); 2] =
    [("New recovery codes", "The old ones stop working."), ("Turn it off", "The password alone signs you in.")];

impl Factor {
    /// As it is for that account.
    pub(super) fn of(me: &Me) -> Self {
        match me.second_factor_since {
            Some(_) => Self::On(On::default()),
            None => Self::Off(Form::new(Vec::new(), "Turn it on")),
        }
    }

    fn enrol(enrolment: Enrolment) -> Self {
        let Enrolment { secret, uri } = enrolment;
        let field = Field::code("Code", "six digits");
        Self::Enrol(Box::new(Enrol { secret, qr: Qr::of(&uri), form: Form::new(vec![field], "Turn it on") }))
    }

    fn codes(codes: Vec<Secret>) -> Self {
        Self::Codes(Codes { codes, form: Form::new(Vec::new(), "I have written them down") })
    }

    pub(super) fn form(&self) -> Option<&Form> {
        match self {
            Self::Off(form) | Self::Codes(Codes { form, .. }) => Some(form),
            Self::Enrol(enrol) => Some(&enrol.form),
            Self::On(_) => None,
        }
    }

    pub(super) fn form_mut(&mut self) -> Option<&mut Form> {
        match self {
            Self::Off(form) | Self::Codes(Codes { form, .. }) => Some(form),
            Self::Enrol(enrol) => Some(&mut enrol.form),
            Self::On(_) => None,
        }
    }

    /// The call of the button.
    pub(super) fn submit(&mut self, cx: &mut Cx<'_>) -> Option<ReqId> {
        match self {
            Self::Off(_) => cx.call_as(Call::BeginSecondFactor),
            Self::Enrol(enrol) => {
                let told = |raw: &str| TotpCode::parse(raw).map_err(|_| "Type the app's six digits.".to_owned());
                let code = codes::read(&mut enrol.form, 0, told)?;
                cx.call_as(|token| Call::ConfirmSecondFactor(token, code))
            }
            Self::Codes(_) | Self::On(_) => None,
        }
    }

    /// Whether a secret stands on the screen.
    pub(super) fn shows_secret(&self) -> bool {
        matches!(self, Self::Enrol(_) | Self::Codes(_))
    }
}

impl On {
    /// Asks before the act under the cursor.
    pub(super) fn ask(&self, cx: &mut Cx<'_>) {
        let (title, body, verb, question) = if self.cursor == 0 {
            (
                "Make new recovery codes?",
                ["The codes that you have written down stop working.", "The ten new ones are shown once."],
                "Make new codes",
                Question::RenewRecoveryCodes,
            )
        } else {
            (
                "Turn two-factor sign-in off?",
                ["Whoever knows your password can then sign in as you.", "Your recovery codes stop working, too."],
                "Turn it off",
                Question::RemoveSecondFactor,
            )
        };
        cx.shared.overlay =
            Some(Overlay::Ask(Ask::new(title.to_owned(), body.map(str::to_owned).to_vec(), verb, question)));
    }
}

impl Profile {
    /// The answer to a call of this pane; given back if it is for another one.
    pub(super) fn factor_reply(&mut self, cx: &mut Cx<'_>, reply: Reply) -> Result<Next, Box<Reply>> {
        match reply {
            Reply::BeginSecondFactor(Ok(enrolment)) => self.pane = Pane::Factor(Factor::enrol(enrolment)),
            Reply::ConfirmSecondFactor(Ok(enrolled)) | Reply::RenewRecoveryCodes(Ok(enrolled)) => {
                let Enrolled { me, recovery_codes } = enrolled;
                // What this account owed is paid; the codes are to be written down before it goes on.
                self.paid |= self.me.owes == Some(Owed::SecondFactor) && me.owes != self.me.owes;
                self.know(cx, me);
                self.pane = Pane::Factor(Factor::codes(recovery_codes));
            }
            Reply::RemoveSecondFactor(Ok(me)) => {
                self.learn(cx, me);
                cx.good("Two-factor sign-in is off.");
            }
            Reply::ConfirmSecondFactor(Err(EnrolError::WrongCode)) => {
                if let Some(form) = self.form_of_factor() {
                    form.refuse(0, EnrolError::WrongCode.to_string());
                }
            }
            Reply::ConfirmSecondFactor(Err(error @ EnrolError::NotBegun)) => {
                self.pane = Pane::Factor(Factor::of(&self.me));
                self.factor_problem(cx, error.to_string());
            }
            Reply::BeginSecondFactor(Err(error))
            | Reply::RenewRecoveryCodes(Err(error))
            | Reply::ConfirmSecondFactor(Err(EnrolError::Call(error)))
            | Reply::RemoveSecondFactor(Err(RemoveFactorError::Call(error))) => {
                if let Some(next) = led_away(cx, &error) {
                    return Ok(next);
                }
                self.factor_problem(cx, error.to_string());
            }
            Reply::RemoveSecondFactor(Err(error)) => self.factor_problem(cx, error.to_string()),
            Reply::Crashed if matches!(self.pane, Pane::Factor(_)) => self.factor_problem(cx, CRASHED.to_owned()),
            other => return Err(Box::new(other)),
        }
        Ok(Next::Stay)
    }

    fn form_of_factor(&mut self) -> Option<&mut Form> {
        match &mut self.pane {
            Pane::Factor(factor) => factor.form_mut(),
            _ => None,
        }
    }

    fn factor_problem(&mut self, cx: &mut Cx<'_>, problem: String) {
        match &mut self.pane {
            Pane::Factor(Factor::On(on)) => on.problem = Some(problem),
            Pane::Factor(factor) => {
                if let Some(form) = factor.form_mut() {
                    form.problem = Some(problem);
                }
            }
            _ => cx.bad(problem),
        }
    }

    /// The recovery codes are left: for where the account may go now, or for the menu.
    pub(super) fn codes_left(&mut self, cx: &mut Cx<'_>) -> Next {
        self.pane = Pane::Home;
        if std::mem::take(&mut self.paid) { self.go_on(cx) } else { Next::Stay }
    }
}
