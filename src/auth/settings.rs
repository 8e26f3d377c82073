//! Rules of the house are changed while everybody goes on: by an admin, checked as the file is, noted before → after.

use crate::domain::{AuditEvent, Party, Seat, SessionToken, SignUpMode, Timestamp};
use crate::store::Tx;

use super::matrix::Operation;
use super::operator::Operator;
use super::trail::{self, Note, named};
use super::transact::{Abort, refuse};
use super::{Auth, CallError};

/// The setting that says who may sign up.
pub const SIGN_UP_MODE: &str = "sign_up.mode";

/// Which source won.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetBy {
    /// Nobody.
    Default,
    /// An admin: it may be changed and unset.
    Database,
    /// Somebody who configures the machine: nothing in the database can change it.
    Elsewhere,
}

/// A rule of the house with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingRow {
    /// Its name.
    pub key: &'static str,
    /// What is in force, as one writes it.
    pub value: String,
    /// Which source won.
    pub set_by: SetBy,
    /// That source by its name: `default`, `database`, a file with its line, a variable, a flag.
    pub source: String,
    /// What the database says and what does not count: another source wins, or it can't be read.
    pub passed_over: Option<String>,
    /// What it would be if nobody said anything.
    pub default: String,
    /// What it takes, in words.
    pub takes: String,
    /// The words that it takes, if it takes words.
    pub words: &'static [&'static str],
    /// What it is for, in one sentence.
    pub help: &'static str,
}

/// A change that may be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingChange {
    /// Which setting.
    pub key: &'static str,
    /// What is in force.
    pub before: String,
    /// What would be.
    pub after: String,
    /// What the database would say; `None`: nothing.
    pub stored: Option<String>,
}

/// Why a setting stays as it is. The words are for people.
#[derive(Debug, thiserror::Error)]
pub enum SettingError {
    /// No such setting.
    #[error("There is no setting {key}. There is: {known}.")]
    Unknown {
        /// What was asked for.
        key: String,
        /// What would have been near.
        known: String,
    },
    /// It is about one machine.
    #[error("{key} belongs to one machine and not to the house: set it in the configuration there.")]
    NotARule {
        /// The setting.
        key: &'static str,
    },
    /// Another source wins.
    #[error("{key} is fixed by {by}. Change it there.")]
    Fixed {
        /// The setting.
        key: &'static str,
        /// Where it is fixed.
        by: String,
    },
    /// The setting does not take that.
    #[error("{key} can't be {found}. It takes {expected}.")]
    Value {
        /// The setting.
        key: &'static str,
        /// What was given.
        found: String,
        /// What it takes.
        expected: String,
    },
    /// Each alone is good, together they are not.
    #[error("{0}")]
    Together(String),
    /// Whoever signs up would wait for nobody.
    #[error("No active admin is there who could let anybody in. Make or restore an admin first.")]
    NobodyToAsk,
    /// This house has one policy for good.
    #[error("The rules of this house can't be changed.")]
    Unchangeable,
    /// The call failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

/// Whose change it is.
enum Who<'a> {
    Caller(&'a SessionToken),
    Operator,
}

impl Auth {
    /// Every rule of the house, with its value and where that comes from.
    ///
    /// # Errors
    /// [`CallError`] in its kinds.
    pub fn settings(&self, token: &SessionToken) -> Result<Vec<SettingRow>, CallError> {
        self.look_as(token, Operation::Settings, |tx, _, _| self.rows(tx))
    }

    /// Sets a rule of the house, for every process from its next call on; answers all of them.
    ///
    /// # Errors
    /// [`SettingError`] in its kinds; nothing was changed then.
    pub fn set_setting(
        &self,
        seat: &Seat,
        token: &SessionToken,
        key: &str,
        value: &str,
    ) -> Result<Vec<SettingRow>, SettingError> {
        self.change_setting(seat, &Who::Caller(token), key, Some(value))
    }

    /// Unsets a rule of the house: what the configuration says holds again, or the default.
    ///
    /// # Errors
    /// As [`Self::set_setting`].
    pub fn unset_setting(&self, seat: &Seat, token: &SessionToken, key: &str) -> Result<Vec<SettingRow>, SettingError> {
        self.change_setting(seat, &Who::Caller(token), key, None)
    }

    fn rows<E>(&self, tx: &mut dyn Tx) -> Result<Vec<SettingRow>, Abort<E>> {
        let Some(rules) = &self.rules else { return Ok(Vec::new()) };
        Ok(rules.list(&tx.rules()?))
    }

    fn change_setting(
        &self,
        seat: &Seat,
        who: &Who<'_>,
        key: &str,
        value: Option<&str>,
    ) -> Result<Vec<SettingRow>, SettingError> {
        let change = |tx: &mut dyn Tx, by: Party, now: Timestamp| {
            let rules = self.rules.as_ref().ok_or_else(|| refuse(SettingError::Unchangeable))?;
            let change = rules.change(&tx.rules()?, key, value).map_err(refuse)?;
            spare_who_signs_up(tx, &change)?;
            let before = tx.rules()?.into_iter().find(|(name, _)| name == change.key).map(|(_, value)| value);
            if before != change.stored {
                match &change.stored {
                    Some(value) => tx.put_rule(change.key, value)?,
                    None => {
                        tx.delete_rule(change.key)?;
                    }
                }
                let note = Note::by(by, AuditEvent::SettingChanged).on(Some(named(change.key)));
                note.from(&change.before).to(&change.after).write(self, tx, seat, now)?;
            }
            self.rows(tx)
        };
        let changed = match who {
            Who::Caller(token) => self.act_as(token, Operation::ChangeSetting, |tx, caller, now| {
                change(tx, trail::party(&caller.account), now)
            }),
            Who::Operator => self.act(|tx| change(tx, Party::operator(), self.clock.now())),
        }?;
        // It is done; where this fails, the next call takes the new rules over.
        let _ = self.policy_now();
        Ok(changed)
    }
}

/// Refuses a rule under which everybody who signs up would wait for ever.
fn spare_who_signs_up(tx: &mut dyn Tx, change: &SettingChange) -> Result<(), Abort<SettingError>> {
    let asks_somebody = change.key == SIGN_UP_MODE
        && change.after.parse::<SignUpMode>().is_ok_and(|mode| mode != SignUpMode::Open)
        && change.before != change.after;
    // A new house has nobody yet: its first admin is made at the screen.
    if asks_somebody && tx.account_count()? > 0 && tx.active_admins()? == 0 {
        return Err(refuse(SettingError::NobodyToAsk));
    }
    Ok(())
}

impl Operator<'_> {
    /// As [`Auth::settings`].
    ///
    /// # Errors
    /// Where the store fails.
    pub fn settings(&self) -> Result<Vec<SettingRow>, CallError> {
        self.0.look(|tx| self.0.rows(tx))
    }

    /// What the database says, name and value, whether it counts or not.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn stored_rules(&self) -> Result<Vec<(String, String)>, CallError> {
        self.0.look(|tx| Ok(tx.rules()?))
    }

    /// As [`Auth::set_setting`].
    ///
    /// # Errors
    /// [`SettingError`] in its kinds.
    pub fn set_setting(&self, seat: &Seat, key: &str, value: &str) -> Result<Vec<SettingRow>, SettingError> {
        self.0.change_setting(seat, &Who::Operator, key, Some(value))
    }

    /// As [`Auth::unset_setting`].
    ///
    /// # Errors
    /// [`SettingError`] in its kinds.
    pub fn unset_setting(&self, seat: &Seat, key: &str) -> Result<Vec<SettingRow>, SettingError> {
        self.0.change_setting(seat, &Who::Operator, key, None)
    }

    /// What a change would be, and whether it may be made. Writes nothing.
    ///
    /// # Errors
    /// [`SettingError`] in its kinds.
    pub fn preview_setting(&self, key: &str, value: Option<&str>) -> Result<SettingChange, SettingError> {
        self.0.look(|tx| {
            let rules = self.0.rules.as_ref().ok_or_else(|| refuse(SettingError::Unchangeable))?;
            let change = rules.change(&tx.rules()?, key, value).map_err(refuse)?;
            spare_who_signs_up(tx, &change)?;
            Ok(change)
        })
    }
}
