//! The trade's nouns: parsed once at the edge, valid ever after.
//!
//! Nothing in this room reads a clock, draws a random number or touches a file. Every string that
//! comes from outside becomes one of these types before another room sees it.

pub mod account;
pub mod audit;
pub mod audit_file;
pub mod audit_search;
pub mod challenge;
pub mod code;
pub mod desk;
pub mod directory;
pub mod email;
pub mod factor;
pub mod formula;
pub mod id;
pub mod invite;
pub mod keys;
pub mod letter;
pub mod outside;
pub mod page;
pub mod role;
pub mod saved;
pub mod search;
pub mod seat;
pub mod secret;
pub mod session;
pub mod signup;
pub mod text;
pub mod throttle;
pub mod time;
pub mod username;
pub mod validity;
pub(crate) mod words;

pub use account::{
    Account, AccountQuery, AccountRow, AccountSort, PasswordHash, StaffNote, StaffNoteError, Standing, Status, Validity,
};
pub use audit::{AuditEntry, AuditEvent, AuditLink, AuditPart, AuditQuery, LinkedEntry, Party};
pub use audit_file::FileFormat;
pub use audit_search::{AuditSearch, AuditTerm, AuditTest, Who};
pub use challenge::{Challenge, CodeMac, Purpose, Subject};
pub use code::{CodeError, TypedCode};
pub use desk::DeskCounts;
pub use directory::{AccountChange, ListedAccount};
pub use email::{EmailAddress, EmailError};
pub use factor::{RecoveryCode, SecondFactor, SecondFactorError, StoredRecoveryCode, Totp, TotpCode};
pub use id::{AccountId, ChallengeId, InviteId, LetterId, SessionId, SignupId};
pub use invite::{Invite, InviteCode, InviteCodeError, InviteLabel, InviteLabelError};
pub use keys::{KeyRing, KeyUse, StoredKey};
pub use letter::{
    Carrier, Letter, LetterArgs, LetterKind, LetterQuery, LetterRow, LetterState, MailStage, MailStatus, Then,
};
pub use outside::{Clock, Entropy};
pub use page::{Direction, Page, Total, Window};
pub use role::Role;
pub use saved::{SavedSearch, SavedSearchError, SearchName};
pub use search::{Search, SearchError, Term, Test, When};
pub use seat::{Seat, SeatKind};
pub use secret::{Secret, SecretInput, Veiled};
pub use session::{BootId, LinkToken, Session, SessionToken, Ticket};
pub use signup::{Parked, ParkedQuery, PendingId, PendingRow, SignUpMode, SignUpModeError, Signup};
pub use text::{DisplayName, DisplayNameError};
pub use throttle::{Throttle, ThrottleKey, ThrottleScope};
pub use time::Timestamp;
pub use username::{Username, UsernameError};
pub use validity::ValidityError;
