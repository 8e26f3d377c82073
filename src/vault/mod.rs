//! All that touches a key, and nothing else does.
/// All keys in use, opened.
pub struct Vault;
/// What can go wrong with a key.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {}
