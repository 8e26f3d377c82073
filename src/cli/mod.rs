//! The face for scripts: one file per command.
