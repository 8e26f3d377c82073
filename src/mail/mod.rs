//! Letters on their way: the outbox worker and its transports.
//!
//! A use case writes a letter into the outbox in its own transaction. The [`worker`] claims it under a lease,
//! opens what it carries, has [`letter`] render it, and hands it to a [`transport`]. A letter may go out twice
//! if a program dies at the wrong moment, but never gets lost.
//!
//! **Invariant.** No address, code, token or key is in a log or an error of this room.

mod delivery;
pub mod letter;
pub mod transport;
pub mod worker;

pub use letter::{LetterError, Letters, RenderedLetter};
pub use transport::file::FileTransport;
pub use transport::mailjet::{BaseUrlError, MailjetAccess, MailjetTransport, Patience};
pub use transport::{Accepted, Attempt, SendError, Transport};
pub use worker::{MailHandle, MailNews, MailRoom, Nudger, Worker, spawn};
