//! What the configuration says, and which source said it.
