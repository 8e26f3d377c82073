//! What must never be seen: not in a log, a `Debug`, an error or a picture.

use std::fmt;

use zeroize::{Zeroize, Zeroizing};

use super::Entropy;

/// A secret text: a password, a code, a token, a key. No `Clone`, no `Serialize`; wiped when dropped.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text over.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text. The name is long so that every use of it is easy to find.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A second copy, which is wiped on its own.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        Self(self.0.clone())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text.to_owned())
    }
}

/// A secret that is needed for as long as the program runs, such as the key of a service: kept in two halves, neither
/// of which tells anything, and put together for the moment of its use. That hides it from whoever comes by a piece
/// of the memory (a page that was swapped out), not from whoever has all of it.
pub struct Veiled {
    pad: Zeroizing<Vec<u8>>,
    veiled: Zeroizing<Vec<u8>>,
}

impl Veiled {
    /// Veils a secret with as much chance as it is long.
    pub fn new(secret: &Secret, entropy: &dyn Entropy) -> Self {
        let mut pad = Zeroizing::new(vec![0; secret.expose().len()]);
        entropy.fill(&mut pad);
        let veiled = Zeroizing::new(xor(secret.expose().as_bytes(), &pad));
        Self { pad, veiled }
    }

    /// The secret, for the moment of its use.
    pub fn open(&self) -> Secret {
        Secret::new(String::from_utf8(xor(&self.veiled, &self.pad)).unwrap_or_default())
    }
}

fn xor(one: &[u8], other: &[u8]) -> Vec<u8> {
    one.iter().zip(other).map(|(one, other)| one ^ other).collect()
}

impl fmt::Debug for Veiled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// A line of secret text being typed. Its buffer is allocated once at full size, so that editing never
/// leaves a copy behind, and is wiped when dropped or cleared.
pub struct SecretInput {
    text: String,
    /// Caret, in characters from the start.
    caret: usize,
    /// Most characters taken.
    most: usize,
}

impl SecretInput {
    /// Most characters of a password; the policy's limit of 128 lies below, so that it can be said in words.
    pub const MAX_PASSWORD: usize = 200;
    /// Most characters of a code field, which also takes a letter's token (some 500).
    pub const MAX_TOKEN: usize = 2000;

    /// An empty line for a password.
    pub fn new() -> Self {
        Self::with_room_for(Self::MAX_PASSWORD)
    }

    /// An empty line for a code or a token.
    pub fn for_token() -> Self {
        Self::with_room_for(Self::MAX_TOKEN)
    }

    fn with_room_for(most: usize) -> Self {
        Self { text: String::with_capacity(most * 4), caret: 0, most }
    }

    /// Characters typed so far.
    pub fn chars(&self) -> usize {
        self.text.chars().count()
    }

    /// Whether nothing is typed.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The caret, in characters from the start.
    pub fn caret(&self) -> usize {
        self.caret
    }

    /// The text, for drawing a field that its owner has asked to see.
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// A copy to hand to the core.
    pub fn secret(&self) -> Secret {
        Secret::from(self.text.as_str())
    }

    /// Whether both lines hold the same text.
    pub fn same_as(&self, other: &Self) -> bool {
        self.text == other.text
    }

    fn byte(&self, at: usize) -> usize {
        self.text.char_indices().nth(at).map_or(self.text.len(), |(byte, _)| byte)
    }

    /// Types one character at the caret. Control characters and what does not fit are not taken;
    /// answers whether it was.
    pub fn insert(&mut self, c: char) -> bool {
        if c.is_control() || self.chars() >= self.most {
            return false;
        }
        let at = self.byte(self.caret);
        self.text.insert(at, c);
        self.caret += 1;
        true
    }

    /// Types a pasted text: its first line, as far as it fits. A paste never submits.
    pub fn paste(&mut self, text: &str) {
        for c in text.chars().take_while(|c| !matches!(c, '\n' | '\r')).take(self.most) {
            self.insert(c);
        }
    }

    /// Deletes the character before the caret.
    pub fn backspace(&mut self) {
        if self.caret > 0 {
            self.caret -= 1;
            self.delete();
        }
    }

    /// Deletes the character under the caret.
    pub fn delete(&mut self) {
        let at = self.byte(self.caret);
        if at < self.text.len() {
            self.text.remove(at);
            self.wipe_behind();
        }
    }

    /// What was removed moved the rest up; its last bytes still stand behind the end.
    fn wipe_behind(&mut self) {
        let mut bytes = std::mem::take(&mut self.text).into_bytes();
        bytes.spare_capacity_mut().zeroize();
        // The same bytes in the same place; they were text before.
        self.text = String::from_utf8(bytes).unwrap_or_default();
    }

    /// Moves the caret one to the left.
    pub fn left(&mut self) {
        self.caret = self.caret.saturating_sub(1);
    }

    /// Moves the caret one to the right.
    pub fn right(&mut self) {
        self.caret = (self.caret + 1).min(self.chars());
    }

    /// Moves the caret to the start.
    pub fn home(&mut self) {
        self.caret = 0;
    }

    /// Moves the caret to the end.
    pub fn end(&mut self) {
        self.caret = self.chars();
    }

    /// Wipes the line.
    pub fn clear(&mut self) {
        self.text.zeroize();
        // `zeroize` keeps the allocation; an empty line starts at full size again in any case.
        self.text.reserve_exact(self.most * 4);
        self.caret = 0;
    }

    /// Wipes the line and fills it with `secret`.
    pub fn set(&mut self, secret: &Secret) {
        self.clear();
        self.paste(secret.expose());
    }
}

impl Default for SecretInput {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for SecretInput {
    fn drop(&mut self) {
        self.text.zeroize();
    }
}

impl fmt::Debug for SecretInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        let mut input = SecretInput::new();
        input.paste("correct horse");
        assert_eq!(format!("{input:?} {:?}", input.secret()), "… …");
    }

    struct Fixed;
    impl Entropy for Fixed {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.iter_mut().zip(1..).for_each(|(byte, number)| *byte = number);
        }
    }

    #[test]
    fn a_veiled_secret_is_put_together_and_seen_in_neither_half() {
        let veiled = Veiled::new(&"clé of a service".into(), &Fixed);
        assert_eq!(veiled.open().expose(), "clé of a service");
        for half in [&veiled.pad, &veiled.veiled] {
            assert!(half.iter().zip("clé of a service".bytes()).all(|(one, other)| *one != other));
        }
        assert_eq!(format!("{veiled:?}"), "…");
    }

    #[test]
    fn editing_stays_within_one_allocation() {
        let mut input = SecretInput::new();
        let (at, capacity) = (input.text.as_ptr(), input.text.capacity());
        input.paste(&"💧".repeat(100_000));
        input.home();
        input.insert('x');
        input.delete();
        input.backspace();
        input.paste("xy");
        assert_eq!(
            (input.chars(), input.text.as_ptr(), input.text.capacity()),
            (SecretInput::MAX_PASSWORD, at, capacity)
        );
    }

    #[test]
    fn a_line_is_edited_by_characters() {
        let mut input = SecretInput::new();
        input.paste("né\nsecond line");
        assert_eq!(input.expose(), "né");
        input.left();
        input.insert('o');
        input.insert('\u{1b}');
        assert_eq!((input.expose(), input.caret()), ("noé", 2));
        input.backspace();
        input.delete();
        assert_eq!(input.expose(), "n");
        input.clear();
        assert!(input.is_empty());
    }
}
