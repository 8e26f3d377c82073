//! Bytes of a terminal → [`Input`].
//!
//! Our own, because crossterm's reader keeps what was typed in buffers that it never wipes, collects a paste
//! without limit, and spins when the terminal dies quietly. Sequences are those of ECMA-48 §5.4 and of xterm's
//! "Control Sequences"; what is not known is swallowed whole, so that a terminal's answer never types letters.

use zeroize::{Zeroize, Zeroizing};

use crate::domain::Secret;
use crate::tui::msg::{Input, Key, KeyCode};

const ESC: u8 = 0x1b;
const PASTE_END: &[u8] = b"\x1b[201~";
/// Longest control sequence that is looked at; the rest of a longer one is swallowed.
const MAX_SEQUENCE: usize = 32;

/// Where in a sequence the next byte falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Ground,
    /// Collecting a character of that many bytes.
    Utf8(usize),
    Escape,
    /// `ESC [`: parameters, then one final byte.
    Csi,
    /// `ESC [ [`: a function key of the Linux console.
    Console,
    /// `ESC [ M`: three bytes of a mouse that does not know SGR.
    OldMouse,
    /// `ESC O`.
    Ss3,
    /// A string for nobody here (OSC, DCS, APC …), up to BEL or `ESC \`; whether the last byte was ESC.
    Text(bool),
    Paste,
}

/// Reads keys, clicks and pastes out of a stream of bytes, however it is cut.
pub struct Parser {
    state: State,
    /// The character or the parameters collected so far.
    held: Zeroizing<Vec<u8>>,
    paste: Zeroizing<Vec<u8>>,
    /// Bytes of [`PASTE_END`] seen.
    ending: usize,
}

impl Default for Parser {
    fn default() -> Self {
        Self {
            state: State::Ground,
            held: Zeroizing::new(Vec::with_capacity(MAX_SEQUENCE)),
            paste: Zeroizing::default(),
            ending: 0,
        }
    }
}

impl Parser {
    /// Takes bytes and hands out what they meant.
    pub fn feed(&mut self, bytes: &[u8], out: &mut impl FnMut(Input)) {
        for &byte in bytes {
            self.byte(byte, out);
        }
    }

    /// Whether a sequence has begun and not ended: more bytes, or [`Parser::give_up`] after a while.
    pub fn is_pending(&self) -> bool {
        self.state != State::Ground
    }

    /// Whether a paste has begun and not ended.
    pub fn is_pasting(&self) -> bool {
        self.state == State::Paste
    }

    /// No more bytes came: what stood alone is taken for what it is. An ESC is the key Esc.
    pub fn give_up(&mut self, out: &mut impl FnMut(Input)) {
        match self.state {
            State::Escape => out(Input::Key(Key::plain(KeyCode::Esc))),
            State::Csi if self.held.is_empty() => out(Input::Key(alt(Key::char('[')))),
            State::Ss3 => out(Input::Key(alt(Key::char('O')))),
            State::Paste => return self.end_paste(out),
            _ => {}
        }
        self.rest();
    }

    /// Bytes of memory that are held for what has begun. Public for the fuzz target that looks after its bound.
    #[doc(hidden)]
    pub fn room(&self) -> usize {
        self.held.capacity() + self.paste.capacity()
    }

    fn rest(&mut self) {
        self.state = State::Ground;
        self.held.zeroize();
    }

    fn enter(&mut self, state: State) {
        self.held.zeroize();
        self.state = state;
    }

    fn byte(&mut self, byte: u8, out: &mut impl FnMut(Input)) {
        match self.state {
            State::Ground => self.ground(byte, false, out),
            State::Utf8(length) => self.utf8(byte, length, out),
            State::Escape => self.escape(byte, out),
            State::Csi => self.csi(byte, out),
            State::Console => {
                self.rest();
                if let b'A'..=b'E' = byte {
                    out(Input::Key(Key::plain(KeyCode::F(byte - b'A' + 1))));
                }
            }
            State::OldMouse => self.old_mouse(byte, out),
            State::Ss3 => {
                self.rest();
                if byte == ESC {
                    self.enter(State::Escape);
                } else if let Some(code) = ss3(byte) {
                    out(Input::Key(Key::plain(code)));
                }
            }
            State::Text(after_esc) => match byte {
                0x07 => self.rest(),
                b'\\' if after_esc => self.rest(),
                _ if after_esc => {
                    self.enter(State::Escape);
                    self.escape(byte, out);
                }
                _ => self.state = State::Text(byte == ESC),
            },
            State::Paste => self.pasted(byte, out),
        }
    }

    fn ground(&mut self, byte: u8, with_alt: bool, out: &mut impl FnMut(Input)) {
        self.rest();
        let length = match byte {
            ESC => return self.enter(State::Escape),
            0x00..=0x7f => {
                let key = ascii(byte);
                return out(Input::Key(if with_alt { alt(key) } else { key }));
            }
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            _ => return,
        };
        self.state = State::Utf8(length);
        self.held.push(byte);
    }

    fn utf8(&mut self, byte: u8, length: usize, out: &mut impl FnMut(Input)) {
        if !(0x80..=0xbf).contains(&byte) {
            return self.ground(byte, false, out);
        }
        self.held.push(byte);
        if self.held.len() < length {
            return;
        }
        let c = std::str::from_utf8(&self.held).ok().and_then(|text| text.chars().next());
        self.rest();
        if let Some(c) = c.filter(|c| !c.is_control()) {
            out(Input::Key(Key::char(c)));
        }
    }

    fn escape(&mut self, byte: u8, out: &mut impl FnMut(Input)) {
        match byte {
            b'[' => self.enter(State::Csi),
            b'O' => self.enter(State::Ss3),
            b'P' | b'X' | b']' | b'^' | b'_' => self.enter(State::Text(false)),
            ESC => out(Input::Key(Key::plain(KeyCode::Esc))),
            _ => self.ground(byte, true, out),
        }
    }

    fn csi(&mut self, byte: u8, out: &mut impl FnMut(Input)) {
        match byte {
            b'[' if self.held.is_empty() => self.enter(State::Console),
            b'M' if self.held.is_empty() => self.enter(State::OldMouse),
            // Parameters and intermediates.
            0x20..=0x3f => {
                if self.held.len() < MAX_SEQUENCE {
                    self.held.push(byte);
                }
            }
            0x40..=0x7e => {
                let held = std::mem::replace(&mut self.held, Zeroizing::new(Vec::with_capacity(MAX_SEQUENCE)));
                self.rest();
                if held.len() < MAX_SEQUENCE {
                    self.sequence(&held, byte, out);
                }
            }
            // A control character breaks the sequence off and means itself.
            _ => self.ground(byte, false, out),
        }
    }

    fn sequence(&mut self, held: &[u8], end: u8, out: &mut impl FnMut(Input)) {
        if let Some(mouse) = held.strip_prefix(b"<") {
            if let Some(input) = sgr_mouse(mouse, end) {
                out(input);
            }
            return;
        }
        let Some(numbers) = Numbers::read(held) else { return };
        if end == b'~' && numbers.first == 200 {
            self.paste = Zeroizing::new(Vec::with_capacity(Input::MAX_PASTE));
            self.ending = 0;
            return self.enter(State::Paste);
        }
        if let Some(key) = numbers.key(end) {
            out(Input::Key(key));
        }
    }

    fn old_mouse(&mut self, byte: u8, out: &mut impl FnMut(Input)) {
        self.held.push(byte);
        if let [button, column, row] = **self.held {
            self.rest();
            let at = |byte: u8| u16::from(byte).saturating_sub(33);
            if let Some(input) = mouse(u16::from(button).saturating_sub(32), at(column), at(row)) {
                out(input);
            }
        }
    }

    fn pasted(&mut self, byte: u8, out: &mut impl FnMut(Input)) {
        if PASTE_END.get(self.ending) == Some(&byte) {
            self.ending += 1;
            if self.ending == PASTE_END.len() {
                self.end_paste(out);
            }
            return;
        }
        // It was not the end after all: what looked like it belongs to the paste.
        let seen = PASTE_END.get(..self.ending).unwrap_or_default();
        let room = Input::MAX_PASTE.saturating_sub(self.paste.len());
        self.paste.extend(seen.iter().take(room));
        self.ending = usize::from(byte == ESC);
        if self.ending == 0 && self.paste.len() < Input::MAX_PASTE {
            self.paste.push(byte);
        }
    }

    fn end_paste(&mut self, out: &mut impl FnMut(Input)) {
        let bytes = std::mem::take(&mut self.paste);
        self.rest();
        // Bytes that are no UTF-8 are left out; so is a character that the limit cut in two.
        let mut text = String::with_capacity(bytes.len());
        bytes.utf8_chunks().for_each(|chunk| text.push_str(chunk.valid()));
        out(Input::Paste(Secret::new(text)));
    }
}

/// The parameters of a control sequence: `code;modifiers:event`, or `27;modifiers;code`.
struct Numbers {
    first: u32,
    modifiers: u32,
    event: u32,
    third: u32,
}

impl Numbers {
    /// `None` for sequences of a private kind: answers of the terminal.
    fn read(held: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(held).ok()?;
        let number = |text: &str| if text.is_empty() { Some(0) } else { text.parse::<u32>().ok() };
        let mut fields = text.split(';').map(|field| {
            let mut parts = field.split(':');
            (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
        });
        let (first, _) = fields.next().unwrap_or_default();
        let (modifiers, event) = fields.next().unwrap_or_default();
        let (third, _) = fields.next().unwrap_or_default();
        Some(Self {
            first: number(first)?,
            modifiers: number(modifiers)?,
            event: number(event)?,
            third: number(third)?,
        })
    }

    fn key(&self, end: u8) -> Option<Key> {
        const RELEASE: u32 = 3;
        if self.event == RELEASE {
            return None;
        }
        let key = match end {
            b'A' => Key::plain(KeyCode::Up),
            b'B' => Key::plain(KeyCode::Down),
            b'C' => Key::plain(KeyCode::Right),
            b'D' => Key::plain(KeyCode::Left),
            b'F' => Key::plain(KeyCode::End),
            b'H' => Key::plain(KeyCode::Home),
            b'Z' => return Some(Key::plain(KeyCode::BackTab)),
            b'P' | b'Q' | b'S' => Key::plain(KeyCode::F(end - b'P' + 1)),
            // Also the answer to "where is the cursor", which has a row here.
            b'R' if self.first <= 1 => Key::plain(KeyCode::F(3)),
            b'u' => character(self.first)?,
            b'~' if self.first == 27 => character(self.third)?,
            b'~' => Key::plain(tilde(self.first)?),
            _ => return None,
        };
        let bits = self.modifiers.saturating_sub(1);
        let (shift, with_alt, ctrl) = (bits & 1 != 0, bits & 2 != 0, bits & 4 != 0);
        let code = match key.code {
            KeyCode::Tab if shift => KeyCode::BackTab,
            KeyCode::Char(c) if shift => KeyCode::Char(c.to_uppercase().next().unwrap_or(c)),
            code => code,
        };
        Some(Key { code, ctrl: ctrl || key.ctrl, alt: with_alt })
    }
}

fn alt(key: Key) -> Key {
    Key { alt: true, ..key }
}

fn ascii(byte: u8) -> Key {
    match byte {
        b'\r' => Key::plain(KeyCode::Enter),
        b'\t' => Key::plain(KeyCode::Tab),
        // Two keyboards' Backspace.
        0x08 | 0x7f => Key::plain(KeyCode::Backspace),
        0x00 => Key::ctrl(' '),
        0x01..=0x1a => Key::ctrl(char::from(byte - 1 + b'a')),
        0x1b..=0x1f => Key::ctrl(char::from(byte - 0x1b + b'[')),
        _ => Key::char(char::from(byte)),
    }
}

/// A key that is named by its character, as in kitty's protocol and xterm's `modifyOtherKeys`.
fn character(code: u32) -> Option<Key> {
    match code {
        9 => Some(Key::plain(KeyCode::Tab)),
        13 | 57414 => Some(Key::plain(KeyCode::Enter)),
        27 => Some(Key::plain(KeyCode::Esc)),
        8 | 127 => Some(Key::plain(KeyCode::Backspace)),
        // Kitty keeps keys without a character in a private area.
        0xe000..=0xf8ff => None,
        _ => char::from_u32(code).filter(|c| !c.is_control()).map(Key::char),
    }
}

fn tilde(number: u32) -> Option<KeyCode> {
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        // The numbers leave gaps where the VT220 had none of its keys.
        11..=15 => KeyCode::F(u8::try_from(number - 10).ok()?),
        17..=21 => KeyCode::F(u8::try_from(number - 11).ok()?),
        23..=24 => KeyCode::F(u8::try_from(number - 12).ok()?),
        _ => return None,
    })
}

/// Keys of a keypad or of arrows in application mode.
fn ss3(byte: u8) -> Option<KeyCode> {
    Some(match byte {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'M' => KeyCode::Enter,
        b'I' => KeyCode::Tab,
        b'P'..=b'S' => KeyCode::F(byte - b'P' + 1),
        b'X' => KeyCode::Char('='),
        b'j'..=b'y' => KeyCode::Char(char::from(byte - b'j' + b'*')),
        _ => return None,
    })
}

fn sgr_mouse(text: &[u8], end: u8) -> Option<Input> {
    let mut numbers = std::str::from_utf8(text).ok()?.split(';').map(str::parse::<u16>);
    let (button, column, row) = (numbers.next()?.ok()?, numbers.next()?.ok()?, numbers.next()?.ok()?);
    if end != b'M' {
        return None;
    }
    mouse(button, column.saturating_sub(1), row.saturating_sub(1))
}

/// Modifiers (bits 2 to 4) do not matter; movement (bit 5) and other buttons do nothing.
fn mouse(button: u16, column: u16, row: u16) -> Option<Input> {
    match button & !0b1_1100 {
        0 => Some(Input::Click { column, row }),
        64 => Some(Input::Scroll { down: false }),
        65 => Some(Input::Scroll { down: true }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn show(input: &Input) -> String {
        match input {
            Input::Key(key) => {
                let name = match key.code {
                    KeyCode::Char(c) => c.to_string(),
                    KeyCode::F(n) => format!("f{n}"),
                    KeyCode::Enter => "ret".into(),
                    KeyCode::Tab => "tab".into(),
                    KeyCode::BackTab => "backtab".into(),
                    KeyCode::Esc => "esc".into(),
                    KeyCode::Backspace => "bs".into(),
                    KeyCode::Delete => "del".into(),
                    KeyCode::Insert => "ins".into(),
                    KeyCode::Up => "up".into(),
                    KeyCode::Down => "down".into(),
                    KeyCode::Left => "left".into(),
                    KeyCode::Right => "right".into(),
                    KeyCode::Home => "home".into(),
                    KeyCode::End => "end".into(),
                    KeyCode::PageUp => "pgup".into(),
                    KeyCode::PageDown => "pgdn".into(),
                };
                format!("{}{}{name}", if key.ctrl { "C-" } else { "" }, if key.alt { "A-" } else { "" })
            }
            Input::Paste(text) => format!("paste({})", text.expose()),
            Input::Resize { width, height } => format!("resize({width},{height})"),
            Input::Click { column, row } => format!("click({column},{row})"),
            Input::Hit(_) => "hit".into(),
            Input::Scroll { down } => format!("scroll({})", if *down { "down" } else { "up" }),
        }
    }

    fn read(parts: &[&[u8]]) -> String {
        let mut parser = Parser::default();
        let mut seen = Vec::new();
        for part in parts {
            parser.feed(part, &mut |input| seen.push(show(&input)));
        }
        parser.give_up(&mut |input| seen.push(show(&input)));
        seen.join(" ")
    }

    #[test]
    fn every_key_is_read() {
        let cases: &[(&[u8], &str)] = &[
            (b"aZ 9", "a Z   9"),
            ("é€💧".as_bytes(), "é € 💧"),
            (b"\r\t\x7f\x08", "ret tab bs bs"),
            (b"\x01\x10\x1a\x1c\x1f\x00", "C-a C-p C-z C-\\ C-_ C- "),
            (b"\x1b", "esc"),
            (b"\x1b\x1b", "esc esc"),
            (b"\x1bx\x1b\r", "A-x A-ret"),
            (b"\x1b[", "A-["),
            (b"\x1bO", "A-O"),
            (b"\x1b[A\x1b[B\x1b[C\x1b[D\x1b[H\x1b[F\x1b[Z", "up down right left home end backtab"),
            (b"\x1bOA\x1bOB\x1bOC\x1bOD\x1bOH\x1bOF", "up down right left home end"),
            (b"\x1b[1~\x1b[2~\x1b[3~\x1b[4~\x1b[5~\x1b[6~\x1b[7~\x1b[8~", "home ins del end pgup pgdn home end"),
            (b"\x1bOP\x1bOQ\x1bOR\x1bOS\x1b[15~\x1b[17~\x1b[21~\x1b[23~\x1b[24~", "f1 f2 f3 f4 f5 f6 f10 f11 f12"),
            (b"\x1b[[A\x1b[[E", "f1 f5"),
            (b"\x1b[1;5C\x1b[1;3D\x1b[1;2A\x1b[3;5~", "C-right A-left up C-del"),
            (b"\x1b[97u\x1b[97;5u\x1b[97;5:3u\x1b[97;2u\x1b[9;2u\x1b[13u", "a C-a A backtab ret"),
            (b"\x1b[27;5;120~", "C-x"),
            (b"\x1bOM\x1bOp\x1bOy\x1bOk", "ret 0 9 +"),
        ];
        for (bytes, keys) in cases {
            assert_eq!(read(&[bytes]), *keys, "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn clicks_and_the_wheel_count_and_nothing_else_of_a_mouse() {
        assert_eq!(read(&[b"\x1b[<0;10;5M\x1b[<0;10;5m"]), "click(9,4)");
        assert_eq!(read(&[b"\x1b[<64;1;1M\x1b[<65;1;1M"]), "scroll(up) scroll(down)");
        assert_eq!(read(&[b"\x1b[<2;3;3M\x1b[<1;3;3M\x1b[<35;3;3M\x1b[<32;3;3M"]), "");
        assert_eq!(read(&[b"\x1b[M !!", b"\x1b[M`!!x"]), "click(0,0) scroll(up) x");
    }

    #[test]
    fn answers_of_the_terminal_type_nothing() {
        let answers: &[&[u8]] = &[
            b"\x1b[24;80R",
            b"\x1b[?62;22c",
            b"\x1b[>1;4000;29c",
            b"\x1b]11;rgb:0000/0000/0000\x07",
            b"\x1b]52;c;c2VjcmV0\x1b\\",
            b"\x1bP1$r0m\x1b\\",
            b"\x1b]0;never ended\x1b[I",
            b"\x1b_Gi=1;OK\x1b\\",
            b"\x1b[I\x1b[O",
            b"\x1b[?2026;2$y",
            b"\x1b[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;19;20h",
        ];
        for answer in answers {
            assert_eq!(read(&[answer, b"x"]), "x", "{:?}", String::from_utf8_lossy(answer));
        }
    }

    #[test]
    fn a_sequence_may_arrive_in_any_pieces() {
        let all = "a\u{1b}[1;5Cé\u{1b}[200~two\nlines\u{1b}[201~\u{1b}[<0;10;5M\u{1b}OPb".as_bytes();
        let whole = read(&[all]);
        assert_eq!(whole, "a C-right é paste(two\nlines) click(9,4) f1 b");
        let one_by_one: Vec<&[u8]> = all.chunks(1).collect();
        assert_eq!(read(&one_by_one), whole);
    }

    #[test]
    fn a_paste_ends_only_where_it_ends() {
        assert_eq!(read(&[b"\x1b[200~a\x1b[20\x1b[201b\x1b\x1b[201~c"]), "paste(a\x1b[20\x1b[201b\x1b) c");
        assert_eq!(read(&[b"\x1b[200~never ended"]), "paste(never ended)");
        assert_eq!(read(&[b"\x1b[200~\xff\xc3ok\x1b[201~"]), "paste(ok)");
    }

    #[test]
    fn a_paste_is_cut_at_a_character_and_holds_no_more_memory() {
        let mut parser = Parser::default();
        let mut got = None;
        let mut keep = |input| {
            if let Input::Paste(text) = input {
                got = Some(text);
            }
        };
        parser.feed(b"\x1b[200~x", &mut keep);
        let water = "💧".repeat(1000);
        for _ in 0..1000 {
            parser.feed(water.as_bytes(), &mut keep);
            assert_eq!(parser.paste.capacity(), Input::MAX_PASTE);
        }
        parser.feed(b"\x1b[201~", &mut keep);
        let text = got.unwrap();
        assert_eq!(text.expose().len(), Input::MAX_PASTE - 3);
        assert!(text.expose().ends_with('💧'));
    }

    proptest! {
        #[test]
        fn any_bytes_in_any_pieces_read_the_same(bytes in proptest::collection::vec(any::<u8>(), 0..200), cut in 0usize..200) {
            let (before, after) = bytes.split_at(cut.min(bytes.len()));
            prop_assert_eq!(read(&[before, after]), read(&[&bytes]));
        }
    }
}
