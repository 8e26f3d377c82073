//! What a terminal sends: the same keys however the bytes are cut, and no more memory than a paste may have.
//!
//! Input: how often, how many cuts, their lengths, then bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vestibule::tui::msg::{Input, Key, KeyCode};
use vestibule::tui::runtime::parse::Parser;

/// A control sequence that is looked at, and a character of four bytes.
const BESIDE_A_PASTE: usize = 64;

#[derive(PartialEq)]
enum Seen {
    Key(Key),
    Paste(String),
    Click(u16, u16),
    Scroll(bool),
}

fn see(input: Input, seen: &mut Vec<Seen>) {
    seen.push(match input {
        Input::Key(key) => {
            if let KeyCode::Char(c) = key.code {
                assert!(!c.is_control(), "a control character is no letter: {c:?}");
            }
            Seen::Key(key)
        }
        Input::Paste(text) => {
            assert!(text.expose().len() <= Input::MAX_PASTE, "a paste of {} bytes", text.expose().len());
            Seen::Paste(text.expose().to_owned())
        }
        Input::Click { column, row } => Seen::Click(column, row),
        Input::Scroll { down } => Seen::Scroll(down),
        Input::Resize { .. } | Input::Hit(_) => panic!("no bytes say that"),
    });
}

fn read<'a>(parts: impl Iterator<Item = &'a [u8]>) -> Vec<Seen> {
    let (mut parser, mut seen) = (Parser::default(), Vec::new());
    for part in parts {
        parser.feed(part, &mut |input| see(input, &mut seen));
        assert!(parser.room() <= Input::MAX_PASTE + BESIDE_A_PASTE, "{} bytes are held", parser.room());
    }
    let before = seen.len();
    parser.give_up(&mut |input| see(input, &mut seen));
    assert!(seen.len() <= before + 1 && !parser.is_pending() && !parser.is_pasting());
    seen
}

/// Cuts by these lengths, over and over; a length of 0 is a read that brought nothing.
fn cut<'a>(mut bytes: &'a [u8], lengths: &[u8]) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    for length in lengths.iter().cycle() {
        if bytes.is_empty() || lengths.iter().all(|length| *length == 0) {
            break;
        }
        let (part, rest) = bytes.split_at(usize::from(*length).min(bytes.len()));
        parts.push(part);
        bytes = rest;
    }
    parts.push(bytes);
    parts
}

fuzz_target!(|data: &[u8]| {
    let [times, cuts, rest @ ..] = data else { return };
    let (lengths, bytes) = rest.split_at(usize::from(cuts % 8).min(rest.len()));
    // Often enough to fill a paste, now and then; that takes its time.
    let times = if *times == 255 { 2 * Input::MAX_PASTE / bytes.len().max(64) + 1 } else { 1 };
    let bytes = bytes.repeat(times);
    let whole = read(std::iter::once(bytes.as_slice()));
    assert!(read(cut(&bytes, lengths).into_iter()) == whole, "other pieces, other keys");
    if times == 1 {
        assert!(read(bytes.chunks(1)) == whole, "byte by byte, other keys");
    }
});
