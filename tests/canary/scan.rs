//! Finds planted secrets, however they are written down, in a file, a stream or the memory of a process.

use std::collections::{BTreeSet, HashMap};
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// So many bytes of a secret in a row are a find: a freed string has lost its first sixteen to the allocator, and half
/// a password is too much, too.
const PIECE: usize = 8;
/// How far apart the characters of a text may lie: bytes, UTF-16, UTF-32, and lists of structures that hold one each,
/// such as keys and the cells of a screen.
const STRIDES: &[usize] = &[1, 2, 4, 8, 12, 16, 20, 24, 32, 40, 48, 56, 64];
const PAGE: usize = 4096;

/// A secret that was planted.
#[derive(Clone, Debug)]
pub struct Canary {
    /// What it is, for a find.
    pub name: &'static str,
    /// The secret itself.
    pub secret: Vec<u8>,
}

impl Canary {
    /// A secret of that name.
    pub fn new(name: &'static str, secret: impl Into<Vec<u8>>) -> Self {
        Self { name, secret: secret.into() }
    }

    /// The ways in which programs write it down.
    fn spellings(&self) -> Vec<(String, Vec<u8>)> {
        let mut all = vec![(self.name.to_owned(), self.secret.clone())];
        let mut add = |how: &str, text: Vec<u8>| {
            if all.iter().all(|(_, known)| *known != text) {
                all.push((format!("{} ({how})", self.name), text));
            }
        };
        add("lower case", self.secret.to_ascii_lowercase());
        add("upper case", self.secret.to_ascii_uppercase());
        let hex: String = self.secret.iter().map(|byte| format!("{byte:02x}")).collect();
        add("hex", hex.to_uppercase().into_bytes());
        add("hex", hex.into_bytes());
        // Where it begins within a group of three decides how it looks; what the neighbours touch is left out.
        for before in 0..3 {
            let mut bytes = vec![b' '; before];
            bytes.extend_from_slice(&self.secret);
            let text = STANDARD_NO_PAD.encode(bytes).into_bytes();
            let inside = &text[(before * 8).div_ceil(6)..text.len() - 1];
            add("base64", inside.to_vec());
            add(
                "base64url",
                inside
                    .iter()
                    .map(|c| match c {
                        b'+' => b'-',
                        b'/' => b'_',
                        c => *c,
                    })
                    .collect(),
            );
        }
        all
    }
}

/// Looks for canaries.
pub struct Scanner {
    /// Piece → which spellings have it, and what has to follow.
    pieces: HashMap<u64, BTreeSet<(String, Vec<u8>)>>,
    /// Whether a piece begins with those two bytes.
    begins: Vec<bool>,
}

impl Scanner {
    /// For those canaries; each has to have at least [`PIECE`] bytes.
    pub fn new(canaries: &[Canary]) -> Self {
        let mut scanner = Self { pieces: HashMap::new(), begins: vec![false; 1 << 16] };
        for canary in canaries {
            assert!(canary.secret.len() >= PIECE, "{} is too short to be told from chance", canary.name);
            for (name, text) in canary.spellings() {
                // Eight digits of hex are four bytes, which chance brings about in enough memory.
                let bytes = if name.ends_with("(hex)") { 2 * PIECE } else { PIECE };
                for piece in text.windows(bytes) {
                    let (piece, rest) = piece.split_first_chunk::<PIECE>().unwrap();
                    let piece = *piece;
                    scanner.begins[usize::from(u16::from_le_bytes([piece[0], piece[1]]))] = true;
                    scanner.pieces.entry(u64::from_le_bytes(piece)).or_default().insert((name.clone(), rest.to_vec()));
                }
            }
        }
        scanner
    }

    /// The canaries in there: name and how they are written.
    pub fn find(&self, hay: &[u8]) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for stride in STRIDES {
            self.find_apart(hay, *stride, &mut found);
        }
        found
    }

    fn find_apart(&self, hay: &[u8], stride: usize, found: &mut BTreeSet<String>) {
        let Some(last) = hay.len().checked_sub((PIECE - 1) * stride) else { return };
        for at in 0..last {
            if hay[at] == 0 || !self.begins[usize::from(hay[at]) | usize::from(hay[at + stride]) << 8] {
                continue;
            }
            let piece = std::array::from_fn(|number| hay[at + number * stride]);
            if let Some(names) = self.pieces.get(&u64::from_le_bytes(piece)) {
                let apart = if stride == 1 { String::new() } else { format!(", one character every {stride} bytes") };
                let follows = |rest: &[u8]| {
                    let next = |number: usize| hay.get(at + (PIECE + number) * stride);
                    rest.iter().enumerate().all(|(number, byte)| next(number) == Some(byte))
                };
                let whole = names.iter().filter(|(_, rest)| follows(rest));
                found.extend(whole.map(|(name, _)| format!("{name}{apart}")));
            }
        }
    }

    /// Whether a canary stands there as a text, which is found sooner than everything else.
    pub fn sees(&self, hay: &[u8]) -> bool {
        let mut found = BTreeSet::new();
        self.find_apart(hay, 1, &mut found);
        !found.is_empty()
    }

    /// The canaries in what a process can write to and we can read: its heap, stacks, data and shared files. (Its
    /// code and what it maps of files to read only never held a secret of this run.)
    ///
    /// # Errors
    /// The system lets nobody look, or the process is gone.
    pub fn find_in_memory(&self, pid: u32) -> io::Result<BTreeSet<String>> {
        let mut found = BTreeSet::new();
        memory(pid, |part, at| {
            found.extend(self.find(part).into_iter().map(|what| format!("{what} in {at}")));
        })?;
        Ok(found)
    }
}

/// Hands out the memory of a process in runs of pages that are not empty; `at` says where from.
pub fn memory(pid: u32, mut look: impl FnMut(&[u8], &str)) -> io::Result<()> {
    let maps = fs::read_to_string(format!("/proc/{pid}/maps"))?;
    let mem = File::open(format!("/proc/{pid}/mem"))?;
    let mut page = vec![0; PAGE];
    let mut seen = 0;
    for line in maps.lines() {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let (rights, name) = (fields[1], fields.get(5).copied().unwrap_or("anonymous memory"));
        if !rights.starts_with("rw") {
            continue;
        }
        let (start, end) = fields[0].split_once('-').unwrap();
        let number = |text| usize::from_str_radix(text, 16).unwrap();
        let mut run = Vec::new();
        for at in (number(start)..number(end)).step_by(PAGE) {
            // A page behind the end of a mapped file, or one that was given back meanwhile, can't be read.
            let read = mem.read_exact_at(&mut page, at as u64).is_ok();
            if read && page.iter().any(|byte| *byte != 0) {
                run.extend_from_slice(&page);
                seen += PAGE;
            } else if !run.is_empty() {
                look(&run, name);
                run.clear();
            }
        }
        look(&run, name);
    }
    assert!(seen > 1 << 20, "hardly anything of process {pid} was seen");
    Ok(())
}

#[test]
fn the_scan_finds_every_spelling() {
    let secret = "Zq7 planted#Secret";
    let scanner = Scanner::new(&[Canary::new("it", secret)]);
    let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut hays: Vec<Vec<u8>> = vec![
        secret.into(),
        secret.to_lowercase().into(),
        hex.to_uppercase().into(),
        hex.into(),
        secret.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        secret.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect(),
        // A key in a queue: something, the character, something.
        secret.bytes().flat_map(|byte| [7, 0, 0, 0, byte, 0, 0, 0, 1, 9, 9, 9]).collect(),
        // The allocator wrote its own over the beginning.
        [&[0xaa; 9], &secret.as_bytes()[9..]].concat(),
    ];
    hays.extend((0..3).map(|before| STANDARD_NO_PAD.encode([&b"..."[..before], secret.as_bytes()].concat()).into()));
    for mut hay in hays {
        hay.splice(0..0, [1, 2, 3]);
        hay.extend([4, 5, 6]);
        assert!(!scanner.find(&hay).is_empty(), "{:?}", String::from_utf8_lossy(&hay));
    }
    assert!(scanner.find(b"Zq7 plaNted an innocent text of some length").is_empty());
    assert!(scanner.find(b"Zq7 pla").is_empty());
}
