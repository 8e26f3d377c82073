//! Letters on their way: the outbox worker and its transports.
