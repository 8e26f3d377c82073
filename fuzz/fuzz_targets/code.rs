//! Codes that are typed: what is read is read again as it is spelled, and is made of the alphabet alone.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vestibule::domain::TypedCode;
use vestibule_fuzz::text;

fuzz_target!(|data: &[u8]| {
    let raw = text(data);
    let Ok(code) = TypedCode::parse(&raw) else { return };
    let letters = code.expose();
    assert_eq!(letters.len(), TypedCode::LETTERS);
    assert!(letters.bytes().all(|letter| TypedCode::ALPHABET.contains(&letter)));
    // No letter of a foreign alphabet passes for a plain one: what counts in the input is the code, in either case.
    let typed: String = raw.chars().filter(char::is_ascii_alphabetic).collect();
    assert!(typed.eq_ignore_ascii_case(letters));

    let spelled = code.spelled();
    for again in [spelled.expose(), letters, &letters.to_lowercase(), &format!("\t{} ", spelled.expose())] {
        assert_eq!(TypedCode::parse(again).expect("a code is read as it is spelled").expose(), letters);
    }
    assert!(!format!("{code:?}").contains(letters));
});
