//! Fields for codes: from a letter, from a phone, from the drawer. Read, or told beside the field what is wrong.

use crate::auth::challenge::Proof;
use crate::domain::SecondFactor;

use super::form::{Field, Form};

/// What to write into a field for the code of a letter.
const LETTER_HINT: &str = "like BCDF-GHJK; or paste the long token";

/// A field for the code or the token of a letter.
pub fn letter_field() -> Field {
    Field::code("Code", LETTER_HINT)
}

/// A field for a second factor.
pub fn factor_field() -> Field {
    Field::code("Phone code", "six digits, or a recovery code")
}

/// Reads the code of a letter; says beside it what is wrong.
pub fn proof_of(form: &mut Form, at: usize) -> Option<Proof> {
    read(form, at, |raw| Proof::parse(raw).map_err(|error| error.to_string()))
}

/// Reads a second factor; says beside it what is wrong.
pub fn factor_of(form: &mut Form, at: usize) -> Option<SecondFactor> {
    read(form, at, |raw| SecondFactor::parse(raw).map_err(|error| error.to_string()))
}

/// Reads a field of a code with that reader; says beside it what is wrong.
pub fn read<T>(form: &mut Form, at: usize, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
    match parse(form.secret(at).expose()) {
        Ok(code) => Some(code),
        Err(error) => {
            form.set_error(at, Some(error));
            form.focus = at;
            None
        }
    }
}
