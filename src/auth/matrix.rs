//! Which role may do what: one table.
