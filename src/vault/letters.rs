//! The arguments of letters, sealed for their row in the outbox.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::domain::{LetterArgs, LetterId, Secret, Then};

use super::{Place, Sealer, VaultError};

/// Enough for any letter, so that writing never moves the buffer.
const ROOM: usize = 4096;
/// Lengths of sealed arguments are multiples of this; most letters take one.
const STEP: usize = 1024;

#[derive(Serialize)]
struct Written<'a> {
    name: &'a str,
    username: &'a str,
    seat: &'a str,
    other_address: Option<&'a str>,
    reason: Option<&'a str>,
    staff_decide: bool,
    code: Option<&'a str>,
    token: Option<&'a str>,
}

#[derive(Deserialize)]
struct Read {
    name: String,
    username: String,
    seat: String,
    other_address: Option<String>,
    // Letters from before there were these may still wait.
    #[serde(default)]
    reason: Option<String>,
    #[serde(default)]
    staff_decide: bool,
    code: Option<String>,
    token: Option<String>,
}

pub(super) fn place(id: &LetterId) -> Place<'_> {
    Place { table: "outbox", column: "args", row: id.as_bytes() }
}

pub(super) fn seal(sealer: &Sealer, id: LetterId, args: &LetterArgs) -> Result<Vec<u8>, VaultError> {
    let written = Written {
        name: &args.name,
        username: &args.username,
        seat: &args.seat,
        other_address: args.other_address.as_deref(),
        reason: args.reason.as_deref(),
        staff_decide: args.then == Then::StaffDecide,
        code: args.code.as_ref().map(Secret::expose),
        token: args.token.as_ref().map(Secret::expose),
    };
    let mut plain = Zeroizing::new(Vec::with_capacity(ROOM));
    serde_json::to_writer(&mut *plain, &written).map_err(|_| VaultError::Failed)?;
    // Of one length: neither its size nor the time of writing it tells which letter it is. JSON ends in blanks as well.
    let padded = plain.len().next_multiple_of(STEP);
    plain.resize(padded, b' ');
    sealer.seal(place(&id), &plain)
}

pub(super) fn open(sealer: &Sealer, id: LetterId, sealed: &[u8]) -> Result<LetterArgs, VaultError> {
    let plain = sealer.open(place(&id), sealed)?;
    let read: Read = serde_json::from_slice(&plain).map_err(|_| VaultError::Unsealable)?;
    Ok(LetterArgs {
        name: read.name,
        username: read.username,
        seat: read.seat,
        other_address: read.other_address,
        reason: read.reason,
        then: if read.staff_decide { Then::StaffDecide } else { Then::Done },
        code: read.code.map(Secret::new),
        token: read.token.map(Secret::new),
    })
}
