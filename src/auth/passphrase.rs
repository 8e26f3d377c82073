//! Passphrases to suggest: a few words, drawn without favour.

use crate::domain::{Entropy, Secret};

/// Short plain words, one a line.
const WORDS: &str = include_str!("../../assets/words/passphrase.txt");

/// Five words of 2,048 are 55 bits: out of reach of guessing against a salted, peppered bcrypt.
const LEAST_WORDS: usize = 5;

/// A passphrase of at least five words and `min_chars` characters.
pub(super) fn suggest(entropy: &dyn Entropy, min_chars: usize) -> Secret {
    let words: Vec<&str> = WORDS.lines().filter(|word| !word.is_empty()).collect();
    // Full size from the start, so that growing leaves no copy behind.
    let mut phrase = String::with_capacity(256);
    let mut count = 0;
    while count < LEAST_WORDS || phrase.chars().count() < min_chars {
        let Some(word) = draw(entropy, &words) else { break };
        if count > 0 {
            phrase.push('-');
        }
        phrase.push_str(word);
        count += 1;
    }
    Secret::new(phrase)
}

/// One of the words, each as likely as another.
fn draw<'a>(entropy: &dyn Entropy, words: &[&'a str]) -> Option<&'a str> {
    let count = u16::try_from(words.len()).ok().filter(|count| *count > 0)?;
    // Draws over the last multiple of `count` are made again: taking them would favour the first words.
    let limit = u32::from(u16::MAX) + 1;
    let limit = limit - limit % u32::from(count);
    loop {
        let mut bytes = [0; 2];
        entropy.fill(&mut bytes);
        let drawn = u16::from_le_bytes(bytes);
        if u32::from(drawn) < limit {
            return words.get(usize::from(drawn % count)).copied();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::policy::{PasswordContext, Policy};
    use crate::vault::OsEntropy;

    #[test]
    fn a_suggestion_would_be_taken_and_is_never_the_same() {
        let policy = Policy::default();
        let first = suggest(&OsEntropy, policy.password_min);
        for _ in 0..20 {
            let phrase = suggest(&OsEntropy, policy.password_min);
            assert_eq!(policy.strength(&phrase, &PasswordContext::default()).problem, None);
            assert_ne!(phrase.expose(), first.expose());
        }
        assert!(suggest(&OsEntropy, 60).expose().chars().count() >= 60);
    }

    #[test]
    fn five_words_are_worth_55_bits() {
        let mut words: Vec<_> = WORDS.lines().collect();
        let all = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), all, "no word stands twice");
        assert!((words.len() as f64).log2() * 5.0 >= 55.0, "{}", words.len());
    }

    #[test]
    fn no_word_is_favoured() {
        /// Every pair of bytes once.
        struct Counting(std::sync::atomic::AtomicU16);
        impl Entropy for Counting {
            fn fill(&self, bytes: &mut [u8]) {
                bytes.copy_from_slice(&self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed).to_le_bytes());
            }
        }
        let (entropy, words) = (Counting(0.into()), ["a", "b", "c"]);
        let mut counts = [0; 3];
        // 65,535 of the 65,536 pairs are used.
        for _ in 0..65_535 {
            let word = draw(&entropy, &words).unwrap();
            counts[words.iter().position(|known| *known == word).unwrap()] += 1;
        }
        assert_eq!(counts, [21_845; 3]);
    }
}
