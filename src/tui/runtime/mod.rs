//! The loop: terminal, input, signals, calls.
