//! Usernames: one spelling for one person, whatever script or look-alike letters are typed.

use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use precis_core::profile::PrecisFastInvocation;
use precis_profiles::UsernameCaseMapped;
use unicode_security::{RestrictionLevel, RestrictionLevelDetection};

use super::text;

/// A username, valid by PRECIS (RFC 8265 §3.3) and by the rules below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Username {
    shown: String,
    skeleton: String,
}

/// Why a username is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UsernameError {
    /// Nothing was typed.
    #[error("Choose a username.")]
    Empty,
    /// Under [`Username::MIN_CHARS`].
    #[error("Use at least 3 characters.")]
    TooShort,
    /// Over [`Username::MAX_CHARS`].
    #[error("Use at most 32 characters.")]
    TooLong,
    /// A character that PRECIS or we do not take.
    #[error("Use letters, digits, and . _ - between them.")]
    BadCharacter,
    /// Letters of several scripts that are not written together.
    #[error("Use letters of one script only.")]
    MixedScripts,
    /// `admin`, `root` and the like, also spelled with look-alikes.
    #[error("That name is reserved. Choose another.")]
    Reserved,
}

/// Names that would let somebody pass for the house, as strict skeletons: worked out once, for it takes longer than
/// all else in a name.
static RESERVED: LazyLock<HashSet<String>> =
    LazyLock::new(|| include_str!("../../assets/words/reserved_names.txt").lines().map(strict_skeleton).collect());

impl Username {
    /// Shortest name, in characters.
    pub const MIN_CHARS: usize = 3;
    /// Longest name, in characters; also what most Unix hosts take.
    pub const MAX_CHARS: usize = 32;

    /// The name as it is shown, stored and compared: lower case.
    pub fn as_str(&self) -> &str {
        &self.shown
    }

    /// What makes it unique besides the name: its UTS #39 skeleton, in which look-alike letters of
    /// other scripts are the plain letters they imitate. Plain letters stand for themselves:
    /// the full skeleton would make `barnes` and `bames` one name.
    pub fn skeleton(&self) -> &str {
        &self.skeleton
    }

    /// A name that was taken once, with its skeleton as it was stored. The rules may have changed since (a word more
    /// is reserved, say); whoever has the name keeps it.
    ///
    /// # Errors
    /// [`UsernameError`] for what no rule ever let in: nothing, too much, or what could disturb a terminal.
    pub fn stored(shown: String, skeleton: String) -> Result<Self, UsernameError> {
        if shown.is_empty() || skeleton.is_empty() {
            return Err(UsernameError::Empty);
        }
        if shown.chars().take(Self::MAX_CHARS + 1).count() > Self::MAX_CHARS {
            return Err(UsernameError::TooLong);
        }
        if !shown.chars().all(|c| text::is_safe(c) && !c.is_whitespace()) {
            return Err(UsernameError::BadCharacter);
        }
        Ok(Self { shown, skeleton })
    }
}

/// The one spelling of a name, by PRECIS.
fn mapped(raw: &str) -> Result<String, UsernameError> {
    if raw.is_ascii() {
        // Printable ASCII is in PRECIS's class of identifiers, and only its case is mapped (RFC 8264 §9.11, RFC 8265
        // §3.3.1). An import has a million of these.
        let graphic = raw.bytes().all(|byte| byte.is_ascii_graphic());
        return if graphic { Ok(raw.to_ascii_lowercase()) } else { Err(UsernameError::BadCharacter) };
    }
    UsernameCaseMapped::prepare(raw).map_err(|_| UsernameError::BadCharacter)?;
    // PRECIS folds letter by letter; only whoever sees the whole word knows that a sigma at its end is `ς`.
    let lower = raw.to_lowercase();
    Ok(UsernameCaseMapped::enforce(lower).map_err(|_| UsernameError::BadCharacter)?.into_owned())
}

fn skeleton(name: &str) -> String {
    let mut skeleton = String::with_capacity(name.len());
    for c in name.chars() {
        // One letter, whichever way the end of a word is written.
        let c = if c == 'ς' { 'σ' } else { c };
        if c.is_ascii() {
            skeleton.push(c);
        } else {
            skeleton.extend(unicode_security::skeleton(c.encode_utf8(&mut [0; 4])).flat_map(char::to_lowercase));
        }
    }
    skeleton
}

/// The full skeleton, digits and pairs of plain letters included: for reserved names only.
fn strict_skeleton(name: &str) -> String {
    let plain: String = name.chars().filter(|c| !".-_".contains(*c)).collect();
    // The skeleton of `1` is `l`; people use it for `i`.
    unicode_security::skeleton(&plain).flat_map(char::to_lowercase).map(|c| if c == 'l' { 'i' } else { c }).collect()
}

impl FromStr for Username {
    type Err = UsernameError;

    fn from_str(raw: &str) -> Result<Self, UsernameError> {
        let raw = raw.trim();
        if raw.is_empty() {
            return Err(UsernameError::Empty);
        }
        if raw.chars().take(Self::MAX_CHARS + 1).count() > Self::MAX_CHARS {
            return Err(UsernameError::TooLong);
        }
        let name = mapped(raw)?;
        let plain =
            |c: char| c.is_alphanumeric() || ".-_".contains(c) || unicode_normalization::char::is_combining_mark(c);
        if !name.chars().all(|c| text::is_safe(c) && plain(c)) {
            return Err(UsernameError::BadCharacter);
        }
        let edges = [name.chars().next(), name.chars().next_back()];
        if edges
            .into_iter()
            .flatten()
            .any(|c| !c.is_alphanumeric() && !unicode_normalization::char::is_combining_mark(c))
        {
            return Err(UsernameError::BadCharacter);
        }
        match name.chars().count() {
            0..Self::MIN_CHARS => return Err(UsernameError::TooShort),
            Self::MIN_CHARS..=Self::MAX_CHARS => {}
            _ => return Err(UsernameError::TooLong),
        }
        if !name.is_ascii() && name.detect_restriction_level() > RestrictionLevel::HighlyRestrictive {
            return Err(UsernameError::MixedScripts);
        }
        if RESERVED.contains(&strict_skeleton(&name)) {
            return Err(UsernameError::Reserved);
        }
        let skeleton = skeleton(&name);
        Ok(Self { shown: name, skeleton })
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(raw: &str) -> Result<Username, UsernameError> {
        raw.parse()
    }

    #[test]
    fn plain_letters_are_mapped_as_precis_maps_them() {
        for c in (0..128u8).map(char::from) {
            for raw in [format!("a{c}b"), format!("{c}Ab"), format!("Ab{c}")] {
                let slowly = UsernameCaseMapped::prepare(raw.as_str())
                    .and_then(|_| UsernameCaseMapped::enforce(raw.to_lowercase()))
                    .map(std::borrow::Cow::into_owned);
                assert_eq!(mapped(&raw).ok(), slowly.ok(), "{raw:?}");
            }
        }
    }

    #[test]
    fn names_people_choose_are_taken() {
        for raw in ["mira_k", "ada", "j.doe-2", "Müller", "ольга", "佐藤健一", "γιώργος"] {
            assert!(parse(raw).is_ok(), "{raw}");
        }
    }

    #[test]
    fn case_and_width_are_folded() {
        assert_eq!(parse("Mira_K").unwrap(), parse("mira_k").unwrap());
        assert_eq!(parse("ｍｉｒａ").unwrap().as_str(), "mira");
        assert_eq!(parse("mu\u{308}ller").unwrap(), parse("müller").unwrap());
        assert_eq!(parse("ΓΙΏΡΓΟΣ").unwrap().as_str(), "γιώργος");
    }

    #[test]
    fn look_alikes_share_a_skeleton() {
        // All Cyrillic, looks like "paypal" and like "scope".
        assert_eq!(parse("раураӏ").unwrap().skeleton(), "paypal");
        assert_eq!(parse("ѕсоре").unwrap().skeleton(), parse("scope").unwrap().skeleton());
        assert_eq!(parse("γιώργοσ").unwrap().skeleton(), parse("γιώργος").unwrap().skeleton());
        assert_ne!(parse("barnes").unwrap().skeleton(), parse("bames").unwrap().skeleton());
    }

    #[test]
    fn a_stored_name_outlives_the_rules_but_not_damage() {
        let name = parse("mira_k").unwrap();
        assert_eq!(Username::stored("mira_k".into(), "mira_k".into()).unwrap(), name);
        assert!(Username::stored("admin".into(), "admin".into()).is_ok());
        for damaged in ["", "mira\u{1b}", "mira k", &"x".repeat(33)] {
            assert!(Username::stored(damaged.into(), "mira".into()).is_err(), "{damaged:?}");
        }
    }

    #[test]
    fn what_is_no_name_is_refused() {
        let long = "x".repeat(1_000);
        for (raw, error) in [
            ("", UsernameError::Empty),
            ("ab", UsernameError::TooShort),
            (long.as_str(), UsernameError::TooLong),
            ("two words", UsernameError::BadCharacter),
            ("mira\u{200b}k", UsernameError::BadCharacter),
            ("mira\u{202e}k", UsernameError::BadCharacter),
            ("mira\nk", UsernameError::BadCharacter),
            ("mira@example", UsernameError::BadCharacter),
            (".mira", UsernameError::BadCharacter),
            ("mira-", UsernameError::BadCharacter),
            ("pаypal", UsernameError::MixedScripts),
            ("Admin", UsernameError::Reserved),
            ("adm1n", UsernameError::Reserved),
            ("adrnin", UsernameError::Reserved),
            ("r00t", UsernameError::Reserved),
            ("ro.ot", UsernameError::Reserved),
        ] {
            assert_eq!(parse(raw), Err(error), "{raw}");
        }
    }
}
