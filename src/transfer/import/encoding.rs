//! Files that are no UTF-8: which they are, as far as their bytes tell, and what to do about it.

use std::str::Utf8Error;

/// Why the whole file can't be read, by its first bytes; `None` where nothing is wrong with them.
pub(super) fn look(head: &[u8]) -> Option<String> {
    let (name, how) = match head {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => ("UTF-32", "UTF-32"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => ("UTF-16", "UTF-16"),
        // Without a mark: plain letters have a zero byte on one side.
        [first, 0, _, 0, ..] if *first != 0 => ("UTF-16", "UTF-16LE"),
        [0, first, 0, _, ..] if *first != 0 => ("UTF-16", "UTF-16BE"),
        _ => return None,
    };
    Some(format!("The file is {name}, and UTF-8 text is expected. Convert it: iconv -f {how} -t UTF-8 FILE > NEW."))
}

/// Why a record can't be read. Says where, and nothing of what stands there but the one byte.
pub(super) fn refusal(bytes: &[u8], error: Utf8Error) -> String {
    let at = error.valid_up_to();
    let byte = bytes.get(at).copied().unwrap_or_default();
    format!(
        "The row is not UTF-8 text: its byte {} is {byte:02X} in hexadecimal. If the file is Latin-1, convert it: \
         iconv -f LATIN1 -t UTF-8 FILE > NEW.",
        at + 1
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_told_by_its_first_bytes() {
        let utf16 = |text: &str, to: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to).collect::<Vec<u8>>();
        for (head, says) in [
            (utf16("\u{feff}username", u16::to_le_bytes), Some("iconv -f UTF-16 ")),
            (utf16("\u{feff}username", u16::to_be_bytes), Some("iconv -f UTF-16 ")),
            (utf16("username", u16::to_le_bytes), Some("iconv -f UTF-16LE ")),
            (utf16("username", u16::to_be_bytes), Some("iconv -f UTF-16BE ")),
            (vec![0xff, 0xfe, 0, 0, 0x75, 0, 0, 0], Some("iconv -f UTF-32 ")),
            (b"username,email".to_vec(), None),
            (b"\xef\xbb\xbfusername".to_vec(), None),
            (b"\0\0\0\0".to_vec(), None),
            (b"".to_vec(), None),
        ] {
            let said = look(&head);
            assert_eq!(said.is_some(), says.is_some(), "{head:?}");
            assert!(said.unwrap_or_default().contains(says.unwrap_or_default()), "{head:?}");
        }
    }
}
