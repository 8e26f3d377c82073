//! What several targets need: chance that can be repeated, a vault made of it, and an opinion of its own about which
//! characters can be seen.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use icu_properties::props::{BidiControl, DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};
use vestibule::domain::{Entropy, Timestamp};
use vestibule::vault::{MasterKey, Vault, first_keys};

/// The name of the database that the vault's tokens are for.
pub const INSTANCE: &str = "fuzz";

/// Chance that is the same in every run, so that a find can be run again. Fit for nothing else.
pub struct Repeatable(AtomicU64);

impl Repeatable {
    /// A source of its own; two with one seed say the same.
    pub const fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }
}

impl Entropy for Repeatable {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            // splitmix64.
            let mut word = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            *byte = (word >> 56) as u8;
        }
    }
}

static VAULT: LazyLock<Vault> = LazyLock::new(|| {
    let chance = Arc::new(Repeatable::new(1));
    let master = MasterKey::generate(&*chance);
    let ring = first_keys(&master, Timestamp::from_millis(1_700_000_000_000), chance.clone()).unwrap();
    Vault::open(&master, &ring, INSTANCE, 4, chance).unwrap()
});

/// A vault with one signing key and the cheapest hashes, the same in every run.
pub fn vault() -> &'static Vault {
    &VAULT
}

/// The input as text, whatever it is.
pub fn text(data: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(data)
}

/// Whether a character can be seen where it stands: no control, nothing that turns the direction of what follows,
/// nothing without width or ink. Asked of Unicode's own tables, and not of the function that is tested.
pub fn is_visible(c: char) -> bool {
    // Format characters (Arabic's number signs) may have ink; those without are default-ignorable. What is not assigned
    // yet may be next year's letter.
    let no_text = matches!(
        CodePointMapData::<GeneralCategory>::new().get(c),
        GeneralCategory::Control
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
            | GeneralCategory::PrivateUse
    );
    !(no_text
        || CodePointSetData::new::<BidiControl>().contains(c)
        || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c))
}

/// Puts `with` in place of `cut` bytes of `whole` from `at`; both are brought into its length.
pub fn splice(whole: &str, at: usize, cut: usize, with: &[u8]) -> String {
    let bytes = whole.as_bytes();
    let at = at % (bytes.len() + 1);
    let end = bytes.len().min(at + cut);
    text(&[&bytes[..at], with, &bytes[end..]].concat()).into_owned()
}
