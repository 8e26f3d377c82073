//! The rules in force: what the configuration says and what an admin has set since, in one policy that every process
//! takes over at its next call.

use std::sync::{Arc, PoisonError, RwLock};

use super::policy::Policy;
use super::settings::{SettingChange, SettingError, SettingRow};
use super::transact::Abort;
use super::{Auth, CallError};
use crate::store::Tx;

/// What the database says, name and value.
pub type Stored = [(String, String)];

/// Who knows the configuration: reads settings as its file does, and says which source wins. Nothing in it blocks.
pub trait Rules: Send + Sync {
    /// The policy where the database says that. What it says that can't be read is passed over.
    fn policy(&self, stored: &Stored) -> Policy;
    /// Every rule with its value and where it comes from.
    fn list(&self, stored: &Stored) -> Vec<SettingRow>;
    /// Whether a rule may be set to that (`None`: unset) in the database, and what it would be.
    ///
    /// # Errors
    /// Why not, as a sentence.
    fn change(&self, stored: &Stored, key: &str, value: Option<&str>) -> Result<SettingChange, SettingError>;
}

/// The policy in force, and which state of the database it was made of.
pub(super) struct InForce {
    generation: u64,
    policy: Arc<Policy>,
}

impl InForce {
    pub(super) fn new(policy: Policy) -> RwLock<Self> {
        RwLock::new(Self { generation: 0, policy: Arc::new(policy) })
    }
}

impl Auth {
    /// From here on admins may change rules: `rules` makes the policy.
    #[must_use]
    pub fn under(mut self, rules: Arc<dyn Rules>) -> Self {
        self.rules = Some(rules);
        self
    }

    /// The rules in force, as of the last call.
    pub fn policy(&self) -> Arc<Policy> {
        Arc::clone(&self.in_force.read().unwrap_or_else(PoisonError::into_inner).policy)
    }

    /// The rules in force at this moment, for what begins with them.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn policy_now(&self) -> Result<Arc<Policy>, CallError> {
        self.look::<_, CallError>(|_| Ok(()))?;
        Ok(self.policy())
    }

    /// Takes rules over that were changed since; nearly nothing if none was.
    pub(super) fn keep_to_the_rules<E: From<CallError>>(&self, tx: &mut dyn Tx) -> Result<(), Abort<E>> {
        let Some(rules) = &self.rules else { return Ok(()) };
        let known = self.in_force.read().unwrap_or_else(PoisonError::into_inner).generation;
        let generation = tx.rule_generation()?;
        if generation > known {
            let policy = Arc::new(rules.policy(&tx.rules()?));
            let mut in_force = self.in_force.write().unwrap_or_else(PoisonError::into_inner);
            // Another thread may have read a later state meanwhile.
            if in_force.generation < generation {
                *in_force = InForce { generation, policy };
            }
        }
        Ok(())
    }
}
