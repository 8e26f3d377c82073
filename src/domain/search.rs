//! How accounts are searched for: words, and field words such as `role:admin seen:<30d !verified:no`.

use std::time::Duration;

use jiff::civil::{Date, Time, date};
use jiff::tz::TimeZone;

use super::account::Standing;
use super::{Role, Timestamp, text};

/// Most terms that are looked at. A row's text has room for no more; a pasted page should not become a query.
const MOST_TERMS: usize = 32;

/// What is searched for: every term must hold. Without a `state:` term, what lies in the trash is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// All of these.
    pub terms: Vec<Term>,
    /// The moment for which states are told: an account expires by itself.
    pub at: Timestamp,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// It must not hold: `!word`.
    pub without: bool,
    /// What must hold.
    pub test: Test,
}

/// What can be asked of an account. A field with several values, parted by commas, holds if one of them does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// Username, display name or address contain this text, folded ([`text::fold`]).
    Text(String),
    /// It has one of these roles.
    Role(Vec<Role>),
    /// It is in one of these states at [`Search::at`].
    State(Vec<Standing>),
    /// Its address is proved, or not.
    Verified(bool),
    /// When somebody last signed in.
    Seen(When),
    /// When it was made; never [`When::Never`].
    Created(When),
    /// The seat of the last sign-in contains this text, folded.
    Seat(String),
}

/// A span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Not at all.
    Never,
    /// From the first moment on, before the second; `None`: without end on that side.
    Within(Option<Timestamp>, Option<Timestamp>),
}

impl When {
    /// Whether a moment lies in it.
    pub fn holds(self, at: Option<Timestamp>) -> bool {
        match (self, at) {
            (Self::Never, at) => at.is_none(),
            (Self::Within(..), None) => false,
            (Self::Within(from, before), Some(at)) => {
                from.is_none_or(|from| from <= at) && before.is_none_or(|before| at < before)
            }
        }
    }
}

/// Why a search is none. The words are for people; they begin with the term that is meant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SearchError {
    /// A field without a value: still being typed.
    #[error("{field}: needs a value, e.g. {field}:{example}")]
    Empty {
        /// The field.
        field: &'static str,
        /// A value that it takes.
        example: &'static str,
    },
    /// A value that the field does not take.
    #[error("{field}:{value} is not known. {takes}")]
    Value {
        /// The field.
        field: &'static str,
        /// The value, cleaned.
        value: String,
        /// What the field takes, as a sentence.
        takes: &'static str,
    },
}

/// A field, with an example of its values and a sentence about them.
struct Field {
    name: &'static str,
    example: &'static str,
    takes: &'static str,
}

const MOMENTS: &str = "It takes <30d, >2w, 2026, 2026-03, 2026-03-17, <2026-03, >2026-03 or never (h, d, w, m, y).";

const FIELDS: [Field; 6] = [
    Field { name: "role", example: "admin", takes: "It takes user, helper or admin." },
    Field {
        name: "state",
        example: "suspended",
        takes: "It takes active, waiting, suspended, early, expired or trashed.",
    },
    Field { name: "verified", example: "no", takes: "It takes yes or no." },
    Field { name: "seen", example: "<30d", takes: MOMENTS },
    Field { name: "created", example: "2026-03", takes: MOMENTS },
    Field { name: "seat", example: "lab2", takes: "It takes a part of a seat's name." },
];

impl Search {
    /// Longest search that can be typed or saved, in characters.
    pub const MAX_CHARS: usize = 100;

    /// Everybody but what lies in the trash.
    pub fn everybody() -> Self {
        Self::default()
    }

    /// Reads what somebody typed. Words with a colon that are no field are words; `"two words"` are one. Unsafe
    /// characters fall out, so a word may vanish. Days are those of UTC.
    ///
    /// # Errors
    /// [`SearchError`] for the first field whose value makes no sense.
    pub fn parse(raw: &str, now: Timestamp) -> Result<Self, SearchError> {
        let mut terms = Vec::new();
        for word in split(raw, is_field).into_iter().take(MOST_TERMS) {
            let (without, word) = match word.strip_prefix('!') {
                Some(rest) => (true, rest),
                None => (false, word.as_str()),
            };
            let Some(test) = test(word, now)? else { continue };
            let term = Term { without, test };
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
        Ok(Self { terms, at: now })
    }

    /// Whether it asks for nothing in particular.
    pub fn is_everybody(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether what lies in the trash can be among what is found.
    pub fn looks_into_the_trash(&self) -> bool {
        self.terms.iter().any(|term| matches!(term.test, Test::State(_)))
    }
}

/// Words; what stands in quotes is one, `"mira k"`, `!"mira k"`, `seat:"lab 2"`. A quote that is not closed before a
/// blank stands for itself. `is_field` knows the names of fields.
pub(super) fn split(raw: &str, is_field: fn(&str) -> bool) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = raw.trim_start();
    while !rest.is_empty() {
        let plain = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let quoted = rest.find('"').filter(|at| *at < plain && opens(rest.get(..*at).unwrap_or_default(), is_field));
        let closed = quoted.and_then(|at| {
            let inside = rest.get(at + 1..)?;
            let ends = |(end, _): &(usize, &str)| {
                inside.get(end + 1..).is_some_and(|after| after.is_empty() || after.starts_with(char::is_whitespace))
            };
            let (end, _) = inside.match_indices('"').find(ends)?;
            Some((at, at + 1 + end))
        });
        let (word, end) = match closed {
            Some((open, close)) => {
                let parts = [rest.get(..open), rest.get(open + 1..close)];
                (parts.into_iter().flatten().collect(), close + 1)
            }
            None => (rest.get(..plain).unwrap_or_default().to_owned(), plain),
        };
        words.push(word);
        rest = rest.get(end..).unwrap_or_default().trim_start();
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether a quote after that begins a phrase: at the start of a word, or of a field's value.
fn opens(before: &str, is_field: fn(&str) -> bool) -> bool {
    let before = before.strip_prefix('!').unwrap_or(before);
    before.is_empty() || before.strip_suffix(':').is_some_and(is_field)
}

fn is_field(name: &str) -> bool {
    FIELDS.iter().any(|field| field.name == name)
}

fn test(word: &str, now: Timestamp) -> Result<Option<Test>, SearchError> {
    if let Some((name, value)) = word.split_once(':')
        && let Some(field) = FIELDS.iter().find(|field| field.name.eq_ignore_ascii_case(name))
    {
        return field.test(&value.trim().to_lowercase(), now).map(Some);
    }
    let folded = text::fold(word);
    let folded = folded.trim();
    Ok((!folded.is_empty()).then(|| Test::Text(folded.to_owned())))
}

impl Field {
    fn test(&self, value: &str, now: Timestamp) -> Result<Test, SearchError> {
        if value.is_empty() {
            return Err(SearchError::Empty { field: self.name, example: self.example });
        }
        let test = match self.name {
            "role" => listed(value).map(Test::Role),
            "state" => listed(value).map(Test::State),
            "verified" => match value {
                "yes" => Some(Test::Verified(true)),
                "no" => Some(Test::Verified(false)),
                _ => None,
            },
            "seen" => when(value, now).map(Test::Seen),
            "created" => when(value, now).filter(|when| *when != When::Never).map(Test::Created),
            _ => Some(text::fold(value)).filter(|seat| !seat.trim().is_empty()).map(Test::Seat),
        };
        let unknown = || SearchError::Value { field: self.name, value: text::clean_line(value, 20), takes: self.takes };
        test.ok_or_else(unknown)
    }
}

fn listed<T: std::str::FromStr>(value: &str) -> Option<Vec<T>> {
    value.split(',').map(|word| word.parse().ok()).collect()
}

/// `<30d` is less than thirty days ago, `<2026-03` before March, `2026-03` within it.
pub(super) fn when(value: &str, now: Timestamp) -> Option<When> {
    if value == "never" {
        return Some(When::Never);
    }
    let (sign, rest) = match value.strip_prefix(['<', '>']) {
        Some(rest) => (value.chars().next(), rest),
        None => (None, value),
    };
    if let Some(age) = age(rest) {
        let since = Timestamp::from_millis(now.millis().saturating_sub(i64::try_from(age.as_millis()).ok()?));
        return match sign {
            Some('>') => Some(When::Within(None, Some(since))),
            _ => Some(When::Within(Some(since), None)),
        };
    }
    let (first, after) = days(rest)?;
    Some(match sign {
        Some('<') => When::Within(None, Some(first)),
        Some('>') => When::Within(Some(after), None),
        _ => When::Within(Some(first), Some(after)),
    })
}

/// `12h`, `30d`, `2w`, `6m` of thirty days, `1y` of 365.
pub(super) fn age(text: &str) -> Option<Duration> {
    const HOUR: u64 = 60 * 60;
    let hours = match text.chars().last()? {
        'h' => 1,
        'd' => 24,
        'w' => 7 * 24,
        'm' => 30 * 24,
        'y' => 365 * 24,
        _ => return None,
    };
    let number: u64 = text.trim_end_matches(char::is_alphabetic).parse().ok().filter(|number| *number <= 100_000)?;
    Some(Duration::from_secs(number * hours * HOUR))
}

/// The first moment of a year, a month or a day in UTC (`2026`, `2026-03`, `2026-03-17`), and the first one after it.
pub fn days(text: &str) -> Option<(Timestamp, Timestamp)> {
    let mut numbers = Vec::new();
    for part in text.split('-') {
        if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        numbers.push(part.parse::<i16>().ok()?);
    }
    let small = |number: i16| i8::try_from(number).ok();
    let (first, after): (Date, Option<Date>) = match *numbers.as_slice() {
        [year] if (1970..9999).contains(&year) => (date(year, 1, 1), Date::new(year + 1, 1, 1).ok()),
        [year, month] => {
            let first = Date::new(year, small(month)?, 1).ok()?;
            (first, first.last_of_month().tomorrow().ok())
        }
        [year, month, day] => {
            let first = Date::new(year, small(month)?, small(day)?).ok()?;
            (first, first.tomorrow().ok())
        }
        _ => return None,
    };
    let moment = |day: Date| {
        let at = TimeZone::UTC.to_timestamp(day.to_datetime(Time::midnight())).ok()?;
        Some(Timestamp::from_millis(at.as_millisecond()))
    };
    Some((moment(first)?, moment(after?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_780_000_000_000);

    fn terms(raw: &str) -> Vec<(bool, Test)> {
        Search::parse(raw, NOW).unwrap().terms.into_iter().map(|term| (term.without, term.test)).collect()
    }

    #[test]
    fn words_are_folded_and_none_is_looked_for_twice() {
        assert_eq!(
            terms("  Zoë\tzoe !MÜLLER "),
            [(false, Test::Text("zoe".to_owned())), (true, Test::Text("muller".to_owned()))]
        );
        assert_eq!(
            terms("\"Mira K\" a:b 100%_\\"),
            [
                (false, Test::Text("mira k".to_owned())),
                (false, Test::Text("a:b".to_owned())),
                (false, Test::Text("100%_\\".to_owned())),
            ]
        );
        assert!(terms(" ! \u{0} \u{202e}\n\"\"").is_empty());
        assert_eq!(
            terms("o\"neil\" \"q"),
            [(false, Test::Text("o\"neil\"".to_owned())), (false, Test::Text("\"q".to_owned())),]
        );
        assert_eq!(
            terms("!\"a b\" seat:\"lab 2\""),
            [(true, Test::Text("a b".to_owned())), (false, Test::Seat("lab 2".to_owned())),]
        );
        assert_eq!(terms(&(0..1000).map(|n| format!("{n} ")).collect::<String>()).len(), MOST_TERMS);
    }

    #[test]
    fn fields_ask_for_more_than_text() {
        assert_eq!(
            terms("role:admin,helper state:Suspended !verified:no seat:Lab2"),
            [
                (false, Test::Role(vec![Role::Admin, Role::Helper])),
                (false, Test::State(vec![Standing::Suspended])),
                (true, Test::Verified(false)),
                (false, Test::Seat("lab2".to_owned())),
            ]
        );
    }

    #[test]
    fn moments_are_ages_or_days() {
        let at = |text: &str| Timestamp::from_millis(text.parse::<jiff::Timestamp>().unwrap().as_millisecond());
        for (raw, when) in [
            ("2026", When::Within(Some(at("2026-01-01T00:00:00Z")), Some(at("2027-01-01T00:00:00Z")))),
            ("2026-12", When::Within(Some(at("2026-12-01T00:00:00Z")), Some(at("2027-01-01T00:00:00Z")))),
            ("2024-02-29", When::Within(Some(at("2024-02-29T00:00:00Z")), Some(at("2024-03-01T00:00:00Z")))),
            ("<2026-03", When::Within(None, Some(at("2026-03-01T00:00:00Z")))),
            (">2026-03", When::Within(Some(at("2026-04-01T00:00:00Z")), None)),
            ("<1d", When::Within(Some(Timestamp::from_millis(NOW.millis() - 86_400_000)), None)),
            (">1d", When::Within(None, Some(Timestamp::from_millis(NOW.millis() - 86_400_000)))),
            ("never", When::Never),
        ] {
            assert_eq!(terms(&format!("seen:{raw}")), [(false, Test::Seen(when))], "{raw}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_said_with_what_does() {
        for (raw, says) in [
            ("role:", "role: needs a value, e.g. role:admin"),
            ("role:amdin", "role:amdin is not known. It takes user, helper or admin."),
            ("seen:2026-13", "seen:2026-13 is not known."),
            ("seen:-5d", "seen:-5d is not known."),
            ("created:never", "created:never is not known."),
            ("seen:99999999999999999999d", "is not known."),
            ("created:2026-02-30", "is not known."),
            ("verified:maybe", "It takes yes or no."),
        ] {
            let said = Search::parse(raw, NOW).unwrap_err().to_string();
            assert!(said.contains(says), "{raw}: {said}");
        }
    }
}
