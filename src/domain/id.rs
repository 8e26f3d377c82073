//! Identifiers: UUIDv7, so that they sort by the time they were made.

use std::fmt;
use std::str::FromStr;

use uuid::{Builder, Uuid};

use super::{Entropy, Timestamp};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// A fresh identifier for the moment `now`.
            pub fn new(now: Timestamp, entropy: &dyn Entropy) -> Self {
                let mut random = [0u8; 10];
                entropy.fill(&mut random);
                Self(Builder::from_unix_timestamp_millis(now.millis_since_epoch(), &random).into_uuid())
            }

            /// So many fresh identifiers for the moment `now`, in ascending order.
            pub fn many(count: usize, now: Timestamp, entropy: &dyn Entropy) -> Vec<Self> {
                let mut random = vec![0u8; count.saturating_mul(10)];
                entropy.fill(&mut random);
                let (parts, _) = random.as_chunks::<10>();
                let id = |random| Self(Builder::from_unix_timestamp_millis(now.millis_since_epoch(), random).into_uuid());
                let mut ids: Vec<_> = parts.iter().map(id).collect();
                ids.sort_unstable();
                ids
            }

            /// The sixteen bytes that are stored.
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// From the sixteen stored bytes.
            pub fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::try_parse(text).map(Self)
            }
        }
    };
}

id!(
    /// An account.
    AccountId
);
id!(
    /// A parked registration: not yet an account.
    SignupId
);
id!(
    /// An invitation.
    InviteId
);
id!(
    /// A challenge; also the `jti` of its link token.
    ChallengeId
);
id!(
    /// A session; also the `jti` of its token.
    SessionId
);
id!(
    /// A letter in the outbox; also Mailjet's `CustomID`.
    LetterId
);
